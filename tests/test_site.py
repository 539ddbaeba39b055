"""The static pages, on made-up findings: valid, linked, escaped, light, and saying what they must."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pandas as pd
import pytest
import sample_findings
import sample_site

from analysis import names, site
from analysis.site import claims, downloads, packed, pages, script, skills

HOSTILE = sample_site.HOSTILE


@pytest.fixture(scope="module")
def folder():
    return sample_site.built()


@pytest.fixture(scope="module")
def parsed(folder):
    """Every page by its path, as a browser understands it; raises at the first thing that is not HTML."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    found = sorted(folder.rglob("*.html"))
    return {
        path.relative_to(folder).as_posix(): parser.parse(path.read_text(encoding="utf-8")) for path in found
    }


def text_of(tree):
    for script_ in tree.findall(".//script"):
        script_.text = ""
    return re.sub(r"[ \n]+", " ", "".join(tree.itertext()))


def test_there_is_a_page_for_everything(parsed):
    assert set(parsed) == {
        "index.html", "skills.html", "pictures.html", "coverage.html", "method.html", "dictionary.html", "downloads.html",
        "claims/cloud-three-quarters.html", *(f"pictures/{name}.html" for name in sample_site.DRAWN),
        *(f"skills/{name}.html" for name in ("aws", "docker", "c-sharp", "cmd")),
        *(f"categories/{pages.slug(name)}.html" for name in site.CATEGORIES.values() if name != "any of the ten"),
    }  # fmt: skip


def test_every_link_and_file_resolves_within_the_site_or_is_an_address_of_others(folder, parsed):
    checked = 0
    for name, tree in parsed.items():
        ids = {element.get("id") for element in tree.iter() if element.get("id")}
        for element in tree.iter():
            for attribute in ("href", "src", "action", "srcset"):
                link = element.get(attribute)
                if link is None or link.startswith("data:"):
                    continue
                parts = urlsplit(link)
                if parts.scheme:
                    assert element.tag == "a", f"{name}: {element.tag} asks {link}"
                    assert parts.scheme == "https"
                    continue
                if parts.path:
                    target = (folder / name).parent / unquote(parts.path)
                    assert target.is_file(), f"{name}: {link}"
                    assert target.resolve().is_relative_to(folder.resolve())
                else:
                    assert parts.fragment in ids, f"{name}: {link}"
                checked += 1
    assert checked > 200


def test_pages_load_nothing_from_elsewhere(folder):
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        for tag in re.findall(r"<(?:script|link|img|source|iframe)[^>]*>", text):
            assert "//" not in tag, f"{path.name}: {tag}"
    assert "@import" not in (folder / "assets/site.css").read_text()
    assert "url(" not in (folder / "assets/site.css").read_text()


def test_texts_of_others_are_escaped(folder, parsed):
    page = (folder / "claims/cloud-three-quarters.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    tree = parsed["claims/cloud-three-quarters.html"]
    assert text_of(tree).count(HOSTILE) == 2
    assert [link for link in tree.iter("a") if "javascript" in (link.get("href") or "")] == []


def test_data_in_a_page_cannot_end_their_script():
    rooms = pages.environment()
    rooms.loader = None
    made = rooms.from_string("{{ value | tojson }}").render(value={"x": "</script><script>alert(1)"})
    assert "</script>" not in made
    assert json.loads(made)["x"].startswith("</script>")


def test_a_spreadsheet_runs_no_cell_of_a_download(folder):
    rows = list(csv.reader((folder / "downloads/skill_share.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == [["skill", "share"], ["'=cmd()", "-0.5"], ["a,b", "0.25"]]
    text = (folder / "downloads/trace-cloud-three-quarters.csv").read_text(encoding="utf-8")
    titles = [row[3] for row in csv.reader(text.splitlines())]
    assert titles[1:3] == [HOSTILE, "'=HYPERLINK()"]
    assert len(titles) == 161


@pytest.mark.parametrize(("cell", "made"), [
    ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("-1.5", "-1.5"), ("+3", "+3"), ("x", "x"), ("", ""),
])  # fmt: skip
def test_cells_that_would_run_are_made_harmless_and_numbers_stay(cell, made):
    assert downloads.neutral(cell) == made


def test_the_verdict_stands_in_plain_words_with_its_numbers(parsed):
    text = text_of(parsed["index.html"])
    assert "Three in four ask for a cloud." in text
    assert claims.PLAIN["untestable", "lower"] in text
    assert "on Hacker News, June 2025 to May 2026, retrospective" in text
    assert (
        "Measured: 44\u00a0% (95\u00a0% interval 41 to 47\u00a0%; 1,180 backend postings of 826 companies"
        in text
    )
    assert "extractor 0f1e2d" in text


def test_the_numbers_are_those_of_the_judged_window():
    tables = sample_findings.tables(kind="history")
    tables["verdict"] = tables["verdict"].assign(
        window_first=pd.Timestamp("2024-01-01"), window_last=pd.Timestamp("2024-12-01")
    )
    answers = claims.answers(tables, {})
    numbers = site._numbers(answers, tables["share"])
    share = tables["share"]
    row = share[
        share["span"].eq("window") & share["last_month"].eq(pd.Timestamp("2024-12-01")) & share["category"].eq("cloud")
        & share["evidence"].eq("E4") & share["words"].eq("named") & share["weight"].eq("posting")
    ]  # fmt: skip
    found = {(category, rung): pair for category, rung, pair in numbers}
    assert found["cloud", "required (E4)"][1]["share"] == row["share"].item()
    assert len(numbers) == 12


def test_a_claims_page_has_parts_method_and_postings(parsed):
    text = text_of(parsed["claims/cloud-three-quarters.html"])
    assert "cloud required: 75 ± 5\u00a0%" in text
    assert "Registered2026-01-01" in text.replace(" ", "")
    assert "Who is hired." in text
    assert "160 backend postings of the window name it" in text
    rows = list(parsed["claims/cloud-three-quarters.html"].iter("tr"))
    assert len(rows) > claims.MOST_TRACED


def test_a_skill_page_tells_history_levels_partners_and_source(parsed, folder):
    text = text_of(parsed["skills/docker.html"])
    for words in (
        "Also found as: docker engine, moby",
        "How strongly it is asked for",
        "What it stands with",
        "Stated pay",
        "By source",
    ):
        assert words in text
    page = (folder / "skills/docker.html").read_text(encoding="utf-8")
    points = json.loads(re.search(r'id="points">(.*?)</script>', page)[1])
    share = sample_findings.tables(kind="history")["skill_share"]
    rows = share[share["skill"].eq("Docker") & share["span"].eq("month")]
    assert len(points["rows"]) == len(rows[rows["evidence"].isin(skills.SHOWN_RUNGS)])
    first = rows[rows["month"].eq(rows["month"].min()) & rows["evidence"].eq("E1")].iloc[0]
    assert points["rows"][0][:3] == [0, 0, round(1000 * first["share"])]
    assert points["first"] == f"{first['month']:%Y-%m}"


def test_the_cloud_page_has_vendors_changes_and_pay(parsed):
    text = text_of(parsed["categories/cloud.html"])
    for words in ("Vendors", "Google Cloud", "How it changed", "Stated pay", "USD"):
        assert words in text


def test_coverage_names_sources_credits_and_breaks(parsed):
    tree = parsed["coverage.html"]
    text = text_of(tree)
    assert "Nothing was scraped here yet" in text
    assert "plain text" in text
    links = {link.get("href"): "".join(link.itertext()) for link in tree.iter("a")}
    assert links["https://example.test/"] == "jobs by Example"


def test_every_page_credits_its_sources(parsed):
    for name, tree in parsed.items():
        assert "jobs by Example" in text_of(tree), name


def words_of(path):
    page = html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False)
    return " ".join(text_of(page).split())


def test_health_is_told_by_source_where_something_was_scraped(tmp_path):
    made = sample_site.material(tmp_path)
    asked = {"source": "hackernews", "last": pd.Timestamp("2026-06-02 10:00")}
    health = pd.DataFrame(
        [
            {**asked, "outcome": "failed", "requests": 3, "postings": None},
            {**asked, "outcome": "not_modified", "requests": 1, "postings": 7},
        ]
    )
    made = dataclasses.replace(made, tables={**made.tables, "health": health})
    site.write(tmp_path / "site", made)
    told = words_of(tmp_path / "site/coverage.html")
    assert "3 failed, 1 not modified" in told


def test_sources_without_a_posting_are_named_in_one_sentence(tmp_path):
    made = sample_site.material(tmp_path)
    verdicts = made.tables["verdict"]
    silent = [
        verdicts.assign(source=name, n=0, companies=0, share=None, is_primary=False, reading="")
        for name in ("acorn", "birch")
    ]
    rows = pd.concat([verdicts, *silent], ignore_index=True)
    site.write(tmp_path / "site", dataclasses.replace(made, tables={**made.tables, "verdict": rows}))
    told = words_of(tmp_path / "site/claims/cloud-three-quarters.html")
    assert "since the first visit: acorn, birch." in told


def test_what_was_not_drawn_says_why(parsed):
    assert "pay: Too few postings state their pay." in text_of(parsed["pictures.html"])


def test_pictures_have_alt_text_size_and_both_looks(folder, parsed):
    (image,) = parsed["pictures/vendors.html"].iter("img")
    assert len(image.get("alt")) > 80
    assert image.get("width") == "2000"
    (dark,) = parsed["pictures/vendors.html"].iter("source")
    assert (folder / "pictures" / dark.get("srcset")).is_file()


def test_pages_are_light(folder):
    """The first view with its script, and each further page with its pictures beside it."""
    shared = sum((folder / "assets" / name).stat().st_size for name in ("site.js", "site.css"))
    assert shared + (folder / "index.html").stat().st_size < 1_500_000
    for path in folder.rglob("*.html"):
        looks = [folder / "charts" / f"{path.stem}{ending}.png" for ending in ("", "-dark")]
        seen = max(
            (look.stat().st_size for look in looks if look.is_file() and path.parent.name == "pictures"),
            default=0,
        )
        assert path.stat().st_size + seen < 150_000, path.name


def test_sample_data_says_so_and_carries_no_verdict(tmp_path):
    page = site.write(tmp_path / "site", sample_site.material(tmp_path, kind="sample", drawn=()))
    text = page.read_text(encoding="utf-8")
    assert "SAMPLE DATA" in text
    assert "untestable" not in text
    assert not (tmp_path / "site/claims").exists()


def test_unknown_is_said_and_never_a_number(tmp_path):
    made = sample_site.material(tmp_path, drawn=())
    nothing = dict.fromkeys(("direction", "share", "low", "high", "window_first", "window_last"), None) | {
        "reading": ""
    }
    row = pd.DataFrame(
        [sample_findings.VERDICT | nothing | {"verdict": "not enough data", "n": 0, "companies": 0}]
    )
    made = dataclasses.replace(made, tables={**made.tables, "verdict": row, "verdict_part": row.iloc[:0]})
    text = site.write(tmp_path / "site", made).read_text(encoding="utf-8")
    assert "Measured: <strong>unknown</strong>" in text
    assert "no month" in text
    assert "nan" not in re.sub(r"<[^>]+>", " ", text).lower().split()


def test_nothing_measured_still_gives_pages(tmp_path):
    made = sample_site.material(tmp_path, drawn=(), traced={}, files=None)
    empty = {name: frame.iloc[:0] for name, frame in made.tables.items()}
    text = site.write(tmp_path / "site", dataclasses.replace(made, tables=empty)).read_text(encoding="utf-8")
    assert "What this does not tell" in text
    assert (tmp_path / "site/skills.html").is_file()


def test_the_same_findings_give_the_same_bytes_and_old_files_go(tmp_path):
    made = sample_site.material(tmp_path)
    site.write(tmp_path / "site", made)
    before = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file()
    }
    (tmp_path / "site/skills/gone.html").write_text("old")
    site.write(tmp_path / "site", made)
    after = {
        path.relative_to(tmp_path): path.read_bytes()
        for path in (tmp_path / "site").rglob("*")
        if path.is_file()
    }
    assert after == before


def test_file_names_are_plain_and_different():
    made = pages.slugs(["C", "C#", "C++", ".NET", "Node.js", "node js", "日本"])
    assert made == {
        "C": "c", "C#": "c-sharp", "C++": "c-plus-plus", ".NET": "dot-net", "Node.js": "node-js", "node js": "node-js-2", "日本": "unnamed",
    }  # fmt: skip


def test_points_are_packed_in_thousandths_and_unknown_ones_left_out():
    row = {
        "evidence": "E1",
        "share": 0.4004,
        "low": 0.3,
        "high": 0.5,
        "n": 900,
        "companies": 300,
        "n_effective": 800.0,
        "complete": True,
    }
    rows = [
        row | {"last_month": pd.Timestamp("2026-01-01")},
        row | {"last_month": pd.Timestamp("2026-03-01"), "n": 9, "companies": 9},
    ]
    rows.append(row | {"last_month": pd.Timestamp("2026-02-01"), "low": None})
    made = packed.pack(rows, [row | {"share": 0.25}])
    assert made["rows"] == [[0, 0, 400, 300, 500, 900, 300, 0], [2, 0, 400, 300, 500, 9, 9, 1]]
    assert made["labels"] == ["named 25\u00a0%"]
    assert packed.pack(rows[:1], []) is None


def test_every_verdict_of_the_method_has_plain_words():
    names = {
        "supported",
        "contradicted",
        "leaning",
        "depends on the reading",
        "not enough data",
        "untestable",
    }
    assert {name for name, _ in claims.PLAIN} == names == set(claims.PLAIN_OTHERS)


def test_the_library_is_made_at_build_time_and_not_committed():
    made = script.made()
    assert 500_000 < len(made) < 1_300_000
    assert script.made.__wrapped__() == made
    for path in Path(site.__file__).parent.rglob("*.js"):
        assert path.stat().st_size < 20_000, f"{path} looks like a library"


def test_pages_of_claims_tell_what_a_verdict_stands_on(parsed):
    text = " ".join(text_of(parsed["claims/cloud-three-quarters.html"]).split())
    assert "44 % (95 % interval 41 to 47 %; 1,180 backend postings of 826 companies" in text.replace(
        "\u00a0", " "
    )
    assert (
        "named anywhere (E1), with generic words, backend by title or by work (R2), one vote a posting"
        in text
    )
    assert "Not corrected for the detector's errors: 0 labels in this window." in text
    assert "Kind of data: bundled history." in text


def test_pages_of_subjects_tell_how_their_shares_were_measured(parsed):
    text = " ".join(text_of(parsed["categories/cloud.html"]).split())
    assert "As measured: the detector's errors are not corrected." in text
    assert "Read as plain text only, which tells less: November 2025." in text


def test_what_stands_on_few_postings_says_so():
    row = {"n_effective": 900.0, "companies": 400}
    assert not packed.is_few(row)
    assert packed.is_few(row | {"companies": 49})
    assert packed.is_few(row | {"n_effective": 199.0})
    assert packed.is_few(row | {"n_effective": None})


def test_ids_that_are_no_words_are_not_shown():
    assert (
        names.spoken("Across 2022-11, ai_ml less iac changed")
        == "Across 2022-11, AI and ML less infrastructure as code changed"
    )
    assert names.spoken("cicd-monitoring") == "cicd-monitoring"
