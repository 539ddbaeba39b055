"""Flow and stock of employers' boards, survivors, places of lines: from a real database of postings to findings."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from test_boilerplate import body, read

from analysis import estimate, partition, study, trace
from analysis.store import reading
from analysis.workspace import Workspace

ROOT = Path(__file__).resolve().parent.parent
STUDY = study.read(ROOT / "data" / "study.toml")
ASKS = "# Requirements\n- You know AWS well"
CUT_SHORT = 6
# (number, posted at, first seen at, last seen at, month of the source's own file)
POSTINGS = [
    (1, "2023-11-05", "2024-02-10", "2024-02-12", None),  # open before the board's first visit: a survivor
    (2, "2024-02-11", "2024-02-20", "2024-04-20", None),  # open on 15 March and 15 April
    (3, "2024-03-01", "2024-03-16", "2024-04-14", None),  # between two fifteenths
    (4, None, "2024-04-01", "2024-04-30", None),  # no date of its own: the month of its first sighting
    (5, "2024-03-02", "2024-03-03", "2024-03-20", "2024-03-01"),  # of a source that files by month
    (
        CUT_SHORT,
        "2024-03-02",
        "2024-03-03",
        "2024-04-20",
        None,
    ),  # what it asks for cannot be known: in no figure
]


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    folder = tmp_path_factory.mktemp("boards")
    (folder / "history").mkdir()
    with duckdb.connect(str(folder / "postings.duckdb")) as connection:
        connection.execute((ROOT / "data" / "schema" / "postings.sql").read_text(encoding="utf-8"))
        for number, posted, first, last, month in POSTINGS:
            connection.execute(
                "INSERT INTO posting BY NAME SELECT 'board:tea:' || $1 AS posting_id, 'board' AS source, 'tea' AS board, "
                "$1 AS native_id, 'The Tea Company, Inc.' AS company, 'Backend Engineer ' || $1 AS title, $2 AS text, "
                "'html' AS format, 'https://board.example/' || $1 AS url, $3::TIMESTAMP AS posted_at, $4::TIMESTAMP AS "
                "first_seen_at, $5::TIMESTAMP AS last_seen_at, $6::DATE AS month, $7 AS whole, md5(text) AS content_hash, "
                "'p' AS parser_version, 'd' AS digest",
                [str(number), body(number, ASKS), posted, first, last, month, number != CUT_SHORT],
            )
            connection.execute(
                "INSERT INTO sighting VALUES ('board:tea:' || $1, 'tea', $2::TIMESTAMP, $3::TIMESTAMP)",
                [str(number), first, last],
            )
        # The board was asked for before anything was seen on it: an empty list is a visit too.
        connection.execute(
            "INSERT INTO \"fetch\" BY NAME SELECT 'f' AS fetch_id, 'board' AS source, 'tea' AS board, 'list' AS kind, 'x' AS url, "
            "TIMESTAMP '2024-02-01' AS fetched_at, 'empty' AS outcome, 0 AS bytes, true AS listing, 1 AS page, 0 AS postings, "
            "0 AS rejects, 'w' AS warc, 0 AS warc_offset"
        )
    read(Workspace(folder))
    with reading(Workspace(folder)) as found:
        yield found


def test_what_was_posted_before_the_boards_first_visit_survived(findings):
    told = dict(findings.rows("SELECT split_part(posting_id, ':', 3), survivor FROM fact"))
    assert told == {"1": True, "2": False, "3": False, "4": False, "5": None}


def test_flow_is_counted_by_publication_else_by_the_first_sighting(findings):
    told = dict(findings.rows("SELECT split_part(posting_id, ':', 3), strftime(month, '%Y-%m') FROM fact"))
    assert told == {"1": "2023-11", "2": "2024-02", "3": "2024-03", "4": "2024-04", "5": "2024-03"}


def test_stock_is_what_was_open_on_the_fifteenth(findings):
    told = findings.rows(
        "SELECT split_part(posting_id, ':', 3), strftime(month, '%Y-%m') FROM stock ORDER BY ALL"
    )
    assert told == [("2", "2024-03"), ("2", "2024-04"), ("4", "2024-04")]


def test_flow_stock_and_survivors_stand_apart_in_the_shares(findings):
    cut = partition.shares(findings.facts(), set(), findings.stock(), STUDY)
    rows = cut.query(
        "cut == 'flow' and category == 'cloud' and evidence == 'E4' and words == 'named' and role_rung == 'R1'"
    )
    rows = rows[(rows["weight"] == "posting") & (rows["last_month"] == "2024-04-01")]
    assert dict(zip(rows["value"], rows["n"], strict=True)) == {"flow": 4, "stock": 2, "survivors": 1}
    survivors = cut.query("value == 'survivors'")
    assert set(survivors["n"]) == {1}
    shares = estimate.shares(findings.facts())
    assert shares.loc[shares["month"] == "2023-11-01", "n"].eq(0).all()
    assert (
        shares.loc[(shares["month"] == "2023-11-01") & (shares["span"] == "month"), "survivors"].eq(1).all()
    )


@pytest.mark.parametrize(("table", "rows"), [("duplicate", 1), ("fact", 0), ("stock", 0)])
def test_a_text_that_is_cut_short_is_in_no_figure(findings, table, rows):
    found = findings.rows(f"SELECT count(*) FROM {table} WHERE posting_id = $1", f"board:tea:{CUT_SHORT}")  # noqa: S608 - our names
    assert found == [(rows,)]


def test_a_company_is_named_once_and_its_lines_have_places(findings):
    assert findings.rows("SELECT DISTINCT cluster FROM fact") == [("company:tea",)]
    told = trace.places(findings, "cloud", ["board:tea:2", "board:tea:missing"])
    assert set(told) == {"board:tea:2"}
    assert told["board:tea:2"]["url"] == "https://board.example/2"
    (place,) = told["board:tea:2"]["places"]
    text = body(2, ASKS)
    assert text[place["start"] : place["stop"]] == "AWS"
    assert (place["skill"], place["level"], place["line"]) == ("AWS", 4, 2)
    assert text.splitlines()[place["line"] - 1] == "- You know AWS well"
    assert trace.places(findings, "any", ["board:tea:2"])["board:tea:2"]["places"]
    assert trace.places(findings, "iac", ["board:tea:2"])["board:tea:2"]["places"] == []


def test_a_public_page_is_the_sources_own_else_the_board_files(tmp_path):
    (tmp_path / "hackernews.toml").write_text('public = "https://news.example/item?id="\n')
    pages = trace.public_pages(tmp_path)
    assert trace.link("hackernews:7", None, pages) == "https://news.example/item?id=7"
    assert trace.link("hackernews:7", "https://own.example/7", pages) == "https://own.example/7"
    assert trace.link("lever:acme:7", None, pages) is None
    assert trace.link("hackernews:a:7", None, pages) is None
