"""The static page, on made-up findings."""

from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import site

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (2000).to_bytes(4) + (1240).to_bytes(4)
HOSTILE = "<script>alert('x')</script> & \"more\""
VERSIONS = {"extractor": "0f1e2d", "taxonomy": "3c4b5a"}


def verdict(**changed):
    return {
        "id": "cloud-three-quarters", "source": "hackernews", "window_first": dt.date(2025, 7, 1),
        "window_last": dt.date(2026, 6, 1), "is_primary": True, "verdict": "untestable", "direction": "lower",
        "reason": "Only 13 % of these postings require anything.", "reading": "R2 E1 any posting", "share": 0.443,
        "low": 0.412, "high": 0.474, "n": 1180, "companies": 826, "kind": "history", "detail": {"status": "retrospective"},
    } | changed  # fmt: skip


def shares(kind="history"):
    window = {"span": "window", "month": pd.Timestamp("2025-07-01"), "last_month": pd.Timestamp("2026-06-01")}
    older = {"span": "window", "month": pd.Timestamp("2025-01-01"), "last_month": pd.Timestamp("2025-12-01")}
    reading = {
        "source": "hackernews",
        "role_rung": "R2",
        "weight": "posting",
        "category": "cloud",
        "kind": kind,
    }
    values = {
        ("E1", "any"): 0.443,
        ("E1", "named"): 0.391,
        ("E4", "any"): 0.004,
        ("E4", "named"): float("nan"),
    }
    return pd.DataFrame(
        [
            span | reading | {"evidence": rung, "words": words, "share": by * value, "low": by * value, "high": value}
            for span, by in ((window, 1), (older, 0.5))
            for (rung, words), value in values.items()
        ]
    )  # fmt: skip


@pytest.fixture
def charts(tmp_path):
    """Pictures as `analysis.charts` leaves them: PNG, CSV and TXT of one name."""
    folder = tmp_path / "drawn"
    folder.mkdir()
    for name in ("claim_over_time", "evidence_ladder"):
        (folder / f"{name}.png").write_bytes(PNG)
        (folder / f"{name}.csv").write_text("month,share\n")
        (folder / f"{name}.txt").write_text(f"Title of {name} {HOSTILE}\n\nAlt text of {name} {HOSTILE}\n")
    return sorted(folder.glob("*.png"))


@pytest.fixture
def build(tmp_path, charts):
    def made(verdicts=None, table=None, claims=None, pictures=charts):
        verdicts = [verdict()] if verdicts is None else verdicts
        table = shares() if table is None else table
        return site.write(tmp_path / "site", pictures, table, verdicts, versions=VERSIONS, claims=claims)

    return made


class Page(HTMLParser):
    """What a browser would find: tags with attributes, and the text between them."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(path.read_text(encoding="utf-8"))
        self.text = re.sub("[ \n]+", " ", self.text)  # no-break spaces stay

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.text += " " if tag == "td" else ""
        if tag not in {"meta", "img", "br", "link"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style"} & set(self.open):
            self.text += data

    def having(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


def test_verdict_stands_in_plain_words_with_its_numbers(build):
    text = Page(build(claims={"cloud-three-quarters": "Three in four ask for a cloud."})).text
    assert "Three in four ask for a cloud." in text
    assert site.PLAIN["untestable", "lower"] in text
    assert "untestable (lower) on hackernews, July 2025 to June 2026, retrospective." in text
    assert "44\u00a0%" in text
    assert "41 to 47\u00a0%" in text
    assert "1,180 backend postings of 826 companies" in text
    assert "extractor 0f1e2d" in text


def test_numbers_are_those_of_the_judged_window(build):
    text = Page(build()).text
    assert "Named anywhere 44\u00a0% 44 to 44\u00a0% 39\u00a0% 39 to 39\u00a0%" in text
    assert "Required 0.4\u00a0% 0 to 0\u00a0% unknown no interval" in text
    assert "22\u00a0%" not in text


def test_pictures_have_alt_text_size_and_downloads(build):
    page = Page(build())
    images = page.having("img")
    assert [image["alt"] for image in images] == [
        f"Alt text of {name} {HOSTILE}" for name in ("claim_over_time", "evidence_ladder")
    ]
    assert {(image["width"], image["height"]) for image in images} == {("2000", "1240")}
    assert "charts/claim_over_time.csv" in {link["href"] for link in page.having("a")}


def test_every_link_resolves_within_the_site_and_nothing_is_asked_of_the_network(build):
    path = build()
    page = Page(path)
    links = [link["href"] for link in page.having("a")] + [image["src"] for image in page.having("img")]
    assert len(links) == 8
    for link in links:
        assert (path.parent / link).resolve().is_relative_to(path.parent)
        assert (path.parent / link).is_file()
    assert not page.having("script")
    assert not page.having("link")
    for word in ("http:", "https:", "//", "@import", "url("):
        assert word not in path.read_text().replace("<!doctype", "")


def test_text_of_others_is_escaped(build):
    row = verdict(id=HOSTILE, reason=HOSTILE, verdict=HOSTILE, reading=HOSTILE, source=HOSTILE)
    path = build([row], claims={HOSTILE: HOSTILE})
    page = Page(path)
    assert "<script" not in path.read_text()
    assert page.text.count(HOSTILE) >= 6
    assert not page.having("script")


def test_sample_data_says_so_and_carries_no_verdict(build):
    text = Page(build(table=shares("sample"))).text
    assert "SAMPLE DATA" in text
    assert "untestable" not in text.lower()
    text = Page(build([verdict(kind="sample")])).text
    assert "SAMPLE DATA" in text


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_unknown_is_said_and_never_a_number(build, nothing):
    row = verdict(
        verdict="not enough data", direction=None, share=nothing, low=nothing, high=nothing, n=0, companies=0
    )
    text = Page(build([row | {"window_first": None, "window_last": None}])).text
    assert "Measured: unknown" in text
    assert "nan" not in text.lower().split()
    assert "No month" not in text
    assert "no month" in text


def test_nothing_measured_still_gives_a_page(build):
    text = Page(build([], shares().iloc[:0], pictures=[])).text
    assert "What this does not tell" in text


def test_every_verdict_of_the_method_has_plain_words():
    names = {name for name, _ in site.PLAIN}
    assert names == {
        "supported", "contradicted", "leaning", "depends on the reading", "not enough data", "untestable",
    }  # fmt: skip


def test_same_input_same_bytes(build):
    assert build().read_bytes() == build().read_bytes()


def test_the_page_stands_alone_when_its_folder_is_moved(build, tmp_path, charts):
    path = build()
    for png in charts:
        png.unlink()
    moved = path.parent.rename(tmp_path / "elsewhere")
    assert all((moved / image["src"]).is_file() for image in Page(Path(moved, "index.html")).having("img"))
