"""Which postings are one advertisement: many cities, two boards, reposts, near copies; and what only looks like one."""

from __future__ import annotations

from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
from conftest import REPO
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import cohort, extract, jobname, pipeline, store, taxonomy
from analysis.groups import BANDS, SAME_TEXT, find
from analysis.workspace import Workspace

SCHEMA = REPO / "data" / "schema" / "postings.sql"
SILENT = SimpleNamespace(say=len, warn=len)
DUTIES = "\n".join(f"- You mend kettle {n} of floor {n * n} before the bell rings." for n in range(40))
BLURB = "# About us\n" + " ".join(f"In year {n} we sold {n * 7} kettles to town {n + 90}." for n in range(25))


def other(seed):
    """Duties of another job."""
    return "\n".join(f"- Team {seed} paints door {seed * 50 + n} with brush {n} at dawn." for n in range(40))


def ad(native, company, title, text, **more):
    """A row of table `posting`, of board `one` of source `lever` unless told otherwise."""
    told = {
        "source": "lever",
        "board": "one",
        "group_key": None,
        "location": None,
        "month": None,
        "whole": True,
    }
    told |= {"first_seen_at": "2026-03-02", "last_seen_at": "2026-05-01", "posted_at": None} | more
    names = [told["source"], told["board"], native] if told["board"] else [told["source"], native]
    return {
        "posting_id": ":".join(names),
        "native_id": native,
        "company": company,
        "title": title,
        "text": text,
    } | told


def grouped(folder, ads):
    """Rows of table `duplicate` by native id, made as `analysis run` makes them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "history").mkdir()
    with duckdb.connect(str(folder / "postings.duckdb")) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        frame = pd.DataFrame(ads).assign(format="html", parser_version="p", digest="d", content_hash="h")
        for name in ("first_seen_at", "last_seen_at", "posted_at", "month"):
            frame[name] = pd.to_datetime(frame[name])
        connection.register("frame", frame)
        connection.execute(
            "INSERT INTO posting BY NAME SELECT * REPLACE (md5(text) AS content_hash) FROM frame"
        )
    workspace = Workspace(folder)
    version = extract.version(taxonomy.load(workspace.taxonomy))
    with store.writing(workspace) as findings:
        pipeline._extract(findings, workspace, version, SILENT)
        findings.fold(pipeline._grouped(findings, []), [])
        same = findings.rows("SELECT count(*) FROM duplicate JOIN fact USING (posting_id, duplicate_group)")
        assert same == findings.rows("SELECT count(*) FROM fact"), "facts are folded by the same groups"
        found = findings.rows("SELECT posting_id, duplicate_group, kind, similarity FROM duplicate")
    return {row[0].rsplit(":", 1)[1]: (row[1].rsplit(":", 1)[1], *row[2:]) for row in found}


CASES = {
    "one job in three cities": (
        [ad(str(n), "Kettle", "Engineer", DUTIES + f"\nIn {city}.", group_key="j7", location=city, source="greenhouse")
         for n, city in enumerate(("Berlin", "Oslo", "Lyon"))],
        ["first", "same job", "same job"],
    ),
    "one key for all jobs of a page is none": (
        [ad("0", "Kettle", "Engineer", DUTIES, group_key="Kettle"), ad("1", "Kettle", "Painter", other(1), group_key="Kettle")],
        ["first", "first"],
    ),
    "one key on two boards is two jobs": (
        [ad("0", "Kettle", "Engineer", DUTIES, group_key="7"), ad("1", "Kettle", "Engineer", other(1), group_key="7", board="two")],
        ["first", "first"],
    ),
    "two boards, two spellings of the company": (
        [ad("0", "Kettle GmbH", "Engineer", DUTIES), ad("1", "KETTLE", "Engineer (m/w/d)", DUTIES.upper(), source="ashby", board="k", first_seen_at="2026-03-09")],
        ["first", "exact text"],
    ),
    "the same text on another source when the first is gone": (
        [ad("0", "Kettle", "Engineer", DUTIES, last_seen_at="2026-04-01"),
         ad("1", "Kettle", "Engineer", DUTIES, source="ashby", board="k", first_seen_at="2026-04-09"),
         ad("2", "Kettle", "Engineer", DUTIES, first_seen_at="2026-04-19")],
        ["first", "exact text", "exact text"],
    ),
    "the same text on the same source when the first is gone": (
        [ad("0", "Kettle", "Engineer", DUTIES, last_seen_at="2026-04-01"), ad("1", "Kettle", "Engineer", DUTIES, first_seen_at="2026-04-09")],
        ["first", "repost"],
    ),
    "nearly the same text on another source when the first is gone": (
        [ad("0", "Kettle", "Engineer", DUTIES, last_seen_at="2026-04-01"),
         ad("1", "Kettle", "Engineer", DUTIES + "\nNow with tea.", source="ashby", board="k", first_seen_at="2026-04-09")],
        ["first", "near text"],
    ),
    "two companies with one text": (
        [ad("0", "Kettle", "Engineer", DUTIES), ad("1", "Teapot", "Engineer", DUTIES)],
        ["first", "first"],
    ),
    "a repost with a changed sentence": (
        [ad("0", "Kettle", "Engineer", DUTIES, last_seen_at="2026-04-01"),
         ad("1", "Kettle", "Engineer", DUTIES + "\nNow with tea.", first_seen_at="2026-04-09")],
        ["first", "repost"],
    ),
    "the same while the first is still open": (
        [ad("0", "Kettle", "Engineer", DUTIES), ad("1", "Kettle", "Engineer", DUTIES + "\nNow with tea.", first_seen_at="2026-04-09")],
        ["first", "near text"],
    ),
    "a list by month": (
        [ad(str(n), "Kettle", None, DUTIES + f"\nPost {n}.", source="hackernews", board=None, month=f"2026-0{n + 1}-01",
            first_seen_at="2026-06-01") for n in range(3)],
        ["first", "repost", "repost"],
    ),
    "two jobs with the same blurb": (
        [ad(str(n), "Kettle", "Engineer", BLURB + "\n# Duties\n" + other(n)) for n in range(2)],
        ["first", "first"],
    ),
    "two jobs of nearly one text, told apart by their titles": (
        [ad("0", "Kettle", "iOS Engineer", DUTIES + "\nYou know iOS."), ad("1", "Kettle", "React Engineer", DUTIES + "\nYou know React.")],
        ["first", "first"],
    ),
    "the place in the title": (
        [ad("0", "Kettle", "Engineer - Berlin", DUTIES + "\nIn Berlin.", location="Berlin"),
         ad("1", "Kettle", "Engineer, Oslo", DUTIES + "\nIn Oslo.", location="Oslo, Norway")],
        ["first", "near text"],
    ),
    "fewer than three words": (
        [ad("0", "Kettle", "Engineer", "See website"), ad("1", "Kettle", "Engineer", "See\u00a0 website"), ad("2", "Kettle", "Engineer", "")],
        ["first", "first", "first"],
    ),
    "three words": (
        [ad("0", "Kettle", "Engineer", "See our website"), ad("1", "Kettle", "Painter", "see OUR\n website")],
        ["first", "exact text"],
    ),
    "texts cut short tell only their key": (
        [ad("0", "Kettle", "Engineer", DUTIES, whole=False), ad("1", "Kettle", "Engineer", DUTIES, whole=False),
         ad("2", "Kettle", "Painter", DUTIES, whole=False, group_key="k"), ad("3", "Kettle", "Painter", DUTIES, whole=False, group_key="k")],
        ["first", "first", "first", "same job"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_one_advertisement(name, tmp_path):
    ads, kinds = CASES[name]
    found = grouped(tmp_path / "workspace", ads)
    assert [found[str(n)][1] for n in range(len(ads))] == kinds
    names = ["0" if kind != "first" else str(n) for n, kind in enumerate(kinds)]
    if name.startswith("texts cut short"):
        names[3] = "2"
    assert [found[str(n)][0] for n in range(len(ads))] == names


def test_one_job_in_three_cities_counts_once_in_its_month_and_nothing_is_deleted(tmp_path):
    grouped(tmp_path / "workspace", CASES["one job in three cities"][0])
    with store.reading(Workspace(tmp_path / "workspace")) as findings:
        facts = findings.facts()
    assert len(facts) == 3
    assert cohort.fold_month(facts)["posting_id"].tolist() == ["greenhouse:one:0"]


def test_similarity_is_told_where_it_is_known(tmp_path):
    found = grouped(tmp_path / "exact", CASES["three words"][0])
    assert [found[n][2] for n in "01"] == [None, 1.0]
    found = grouped(tmp_path / "near", CASES["a repost with a changed sentence"][0])
    assert SAME_TEXT <= found["1"][2] < 1
    found = grouped(tmp_path / "cut", CASES["texts cut short tell only their key"][0])
    assert found["3"][2] is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (("Back-end Engineer (m/f/d)", None), ("Backend engineer", "Berlin"), True),
        (("Engineer (Berlin)", "Berlin, Germany"), ("Engineer", "Oslo"), True),
        (("Senior Engineer", None), ("Junior Engineer", None), False),
        (("C Engineer", None), ("C++ Engineer", None), False),
        (("Berlin", "Berlin"), ("Oslo", "Oslo"), False),
    ],
)
def test_titles_are_compared_without_places_and_everybody(one, other, same):
    assert (jobname.words(*one) == jobname.words(*other)) is same


def test_no_title_tells_nothing():
    assert jobname.words(None, "Berlin") is None
    assert jobname.words(" - ", None) is None


def text(seed):
    return np.random.default_rng(seed).integers(0, 2**32, 64, dtype=np.uint32)


def edited(sketch, places):
    """The text with so many of its 64 minima changed, at the given places."""
    changed = sketch.copy()
    changed[list(places)] += 1
    return changed


def frame(count, **columns):
    """Ads of one company, a month apart."""
    months = np.datetime64("2015-01") + np.arange(count)
    told = {"posting_id": [f"hn:{n}" for n in range(count)], "cluster": "c", "source": "hn", "board": None}
    told |= {"month": months.astype("datetime64[s]"), "seen_at": months.astype("datetime64[us]")}
    told |= {"read_at": np.datetime64("2026-01-01"), "filed": True, "group_key": None, "title": None}
    return pd.DataFrame(told | {"location": None, "text_hash": None, "told": True} | columns)


def names(sketches, **columns):
    shaped = np.array(sketches, dtype=np.uint32).reshape(-1, 64)
    return find(frame(len(sketches), **columns), shaped)["duplicate_group"].tolist()


def test_texts_are_the_same_from_the_threshold_on():
    one, most = text(1), int(64 * (1 - SAME_TEXT))
    assert names([one, edited(one, range(most))]) == ["hn:0", "hn:0"]
    assert names([one, edited(one, range(most + 1))]) == ["hn:0", "hn:1"]


@pytest.mark.parametrize("seed", range(20))
def test_bands_lose_no_text_that_is_alike_enough(seed):
    most = int(64 * (1 - SAME_TEXT))
    assert most < BANDS
    places = np.random.default_rng(seed).permutation(64)[:most]
    worst = range(0, 3 * most, 3)  # a difference in each of as many bands as there are differences
    assert names([text(seed), edited(text(seed), places)]) == ["hn:0", "hn:0"]
    assert names([text(seed), edited(text(seed), worst)]) == ["hn:0", "hn:0"]


def test_a_text_edited_month_by_month_stays_one():
    first = text(1)
    second = edited(first, range(15))
    third = edited(second, range(15, 30))  # 34 of 64 like the first, 49 of 64 like the latest
    assert names([first, second, third]) == ["hn:0", "hn:0", "hn:0"]
    assert names([first, third]) == ["hn:0", "hn:1"]


def test_the_first_is_the_oldest_by_month_and_number_whatever_the_order_of_rows():
    seen = np.array(["2025-03", "2025-01", "2025-01"], dtype="datetime64[M]").astype("datetime64[us]")
    assert names([text(1)] * 3, seen_at=seen, posting_id=["hn:2", "hn:10", "hn:9"]) == ["hn:9"] * 3
    assert names([]) == []


@given(st.integers(0, 2**32), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_order_of_rows_and_later_postings_change_no_group(seed, random):
    rng = np.random.default_rng(seed)
    base, count = [text(n) for n in range(5)], 60
    sketches = np.array(
        [edited(base[rng.integers(5)], rng.permutation(64)[: rng.integers(24)]) for _ in range(count)]
    )
    ads = frame(
        count,
        cluster=[f"c{n}" for n in rng.integers(0, 3, count)],
        seen_at=np.sort(rng.integers(0, 30, count)).astype("datetime64[D]").astype("datetime64[us]"),
        title=rng.choice(np.array([None, "Engineer", "Painter"], dtype=object), count),
        group_key=rng.choice(np.array([None, None, None, "j1", "j2"], dtype=object), count),
        text_hash=rng.choice(np.array([None, None, None, None, "t1", "t2"], dtype=object), count),
        told=rng.random(count) < 0.9,
    )
    whole = find(ads, sketches)
    order = random.sample(range(count), count)
    pd.testing.assert_frame_equal(
        find(ads.iloc[order], sketches[order]), whole.iloc[order].reset_index(drop=True)
    )
    for day in (5, 12, 25):
        early = (ads["seen_at"] <= np.datetime64("1970-01-01") + np.timedelta64(day, "D")).to_numpy()
        pd.testing.assert_frame_equal(find(ads[early], sketches[early]), whole[early].reset_index(drop=True))
    assert 3 < whole["duplicate_group"].nunique() < count
