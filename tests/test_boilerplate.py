"""What a company repeats under three titles asks for nothing, as `run` counts; what was read of one posting stays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

from analysis import extract, pipeline, store, taxonomy
from analysis.label import label_lines
from analysis.workspace import Workspace

SCHEMA = Path(__file__).resolve().parent.parent / "data" / "schema" / "postings.sql"
ABOUT = "# About us\nWe use Terraform at every desk, and tea is free."
LOWERED = [(1, 2, 3)]
SILENT = SimpleNamespace(say=len, warn=len)


def body(number, *parts):
    """Parts, and sentences that no other posting has: what is nearly the same text would be folded as a repost."""
    own = " ".join(f"Team {number} mends kettle {number * 100 + n} on floor {n}." for n in range(30))
    return "\n".join((*parts, "# The team", own))


def rows(company, titles, *parts, months=("2024-03",), texts=None):
    """Postings of a company, one a title; months are repeated as needed."""
    return [
        (f"board:{company}:{n}", company, title, (texts or body)(n, *parts), months[n % len(months)] + "-10")
        for n, title in enumerate(titles)
    ]


THREE = ("Backend Engineer", "Data Engineer", "Frontend Engineer")
CASES = [
    *rows("three", THREE, ABOUT),
    *rows("two", THREE[:2], ABOUT),
    *rows("one-title", ("Backend Engineer", "BACKEND Engineer", " Backend engineer "), ABOUT),
    *rows("demands", THREE, "# Requirements\n- Containers: Docker, Kubernetes"),
    *rows("wishes", THREE, "# Nice to have\n- Docker"),
    *rows("duties", THREE, "# What you will do\n- Build on Docker"),
    *rows("stack", THREE, "# Our stack\nDocker, Terraform"),
    *rows("reposts", THREE, ABOUT, texts=lambda _n, *parts: body(7, *parts)),
    *rows("untitled", (None, None, None), ABOUT),
    *rows("half-titled", ("Backend Engineer", None, "Data Engineer"), ABOUT),
    *rows("slow", THREE, ABOUT, months=("2023-01", "2023-06", "2024-01")),
    *rows("year", THREE, ABOUT, months=("2023-01", "2023-06", "2023-12")),
    *rows("one-line", THREE, "We use Terraform at every desk. Requirements: Docker"),
    *rows("mixed", THREE[:2], "# Requirements\n- We use Terraform at every desk"),
    ("board:mixed:2", "mixed", "Frontend Engineer", body(2, "# About us\n- We use Terraform at every desk"), "2024-03-10"),
]  # fmt: skip


def scraped(folder, cases):
    """A workspace as the scraper leaves it, with these postings."""
    (folder / "history").mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / "postings.duckdb")) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        connection.executemany(
            "INSERT INTO posting BY NAME SELECT ? AS posting_id, ? AS company, ? AS title, ? AS text, "
            "?::TIMESTAMP AS posted_at, 'board' AS source, posting_id AS native_id, 'html' AS format, "
            "TIMESTAMP '2024-12-31' AS first_seen_at, TIMESTAMP '2024-12-31' AS last_seen_at, true AS whole, "
            "md5(text) AS content_hash, 'p' AS parser_version, 'd' AS digest, 'https://board.example/' || posting_id AS url",
            cases,
        )
    return Workspace(folder)


def read(workspace):
    """Read and fold as `run` does, without its pictures."""
    version = extract.version(taxonomy.load(workspace.taxonomy))
    with store.writing(workspace) as findings:
        pipeline._extract(findings, workspace, version, SILENT)
        findings.fold(pipeline._grouped(findings, []), [])


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    made = scraped(tmp_path_factory.mktemp("repeating"), CASES)
    read(made)
    return made


@pytest.fixture(scope="module")
def told(workspace):
    """(level, level as read, titles) of a company's mentions of a skill, a row each, by posting."""

    def ask(company, skill="Terraform", what="level, read_level, titles", table="mention_seen"):
        with duckdb.connect(str(workspace.findings.resolve()), read_only=True) as connection:
            return connection.execute(
                f"SELECT {what} FROM {table} WHERE posting_id LIKE ? AND skill = ? ORDER BY posting_id",  # noqa: S608 - our names
                [f"board:{company}:%", skill],
            ).fetchall()

    return ask


def test_a_line_of_the_company_under_three_titles_is_incidental(told):
    assert told("three") == LOWERED * 3


def test_what_was_read_of_the_posting_alone_stays_in_its_table(told):
    assert told("three", what="level, section", table="mention") == [(2, "company")] * 3


def test_facts_are_made_of_what_counts(workspace):
    with store.reading(workspace) as findings:
        levels = dict(
            findings.rows(
                "SELECT posting_id, iac_named FROM fact WHERE cluster IN ('company:three', 'company:two')"
            )
        )
        tools = findings.rows("SELECT tools FROM fact WHERE posting_id = 'board:three:0'")
    assert levels == {f"board:three:{n}": 1 for n in range(3)} | {f"board:two:{n}": 2 for n in range(2)}
    assert {"skill": "Terraform", "level": 1} in tools[0][0]


def test_two_titles_are_no_boilerplate(told):
    assert told("two") == [(2, 2, 2)] * 2


def test_spellings_of_one_title_are_one(told):
    assert told("one-title") == [(2, 2, 1)] * 3


@pytest.mark.parametrize(("company", "level"), [("demands", 4), ("wishes", 3), ("duties", 2), ("stack", 2)])
def test_what_is_asked_for_stays_however_often_it_is_repeated(told, company, level):
    assert told(company, "Docker") == [(level, level, 1)] * 3


def test_reposts_count_once_whatever_their_title(told):
    assert told("reposts") == [(2, 2, 1)] * 3


def test_without_titles_nothing_is_lowered(told):
    assert told("untitled") == [(2, 2, 1)] * 3
    assert [titles for _, _, titles in told("half-titled")] == [2, 1, 2]


def test_titles_of_more_than_twelve_months_are_not_added(told):
    assert told("slow") == [(2, 2, 1), (2, 2, 2), (2, 2, 2)]


def test_a_later_posting_changes_no_earlier_level(told):
    assert told("year") == [(2, 2, 1), (2, 2, 2), (1, 2, 3)]


def test_the_window_is_told(workspace):
    with store.reading(workspace) as findings:
        window = findings.rows(
            "SELECT cluster, titles, strftime(window_first, '%Y-%m-%d'), strftime(window_last, '%Y-%m-%d') "
            "FROM boilerplate WHERE posting_id = 'board:year:2'"
        )
    assert window == [("company:year", 3, "2023-01-01", "2023-12-01")]


def test_a_line_is_counted_only_where_it_asks_for_nothing(told):
    assert told("mixed", what="level, section") == [(2, "requirements")] * 2 + [(2, "company")]


def test_a_demand_at_the_end_of_a_repeated_line_stays(told):
    assert told("one-line") == LOWERED * 3
    assert told("one-line", "Docker") == [(4, 4, 3)] * 3


def test_another_run_lowers_the_same(workspace, told):
    read(workspace)
    assert told("three") == LOWERED * 3


def test_labels_know_one_posting_only(workspace):
    known = taxonomy.load(workspace.taxonomy)
    line = b'{"id": "a", "title": "Backend Engineer", "company": "three", "text": "# About us\\nWe use Terraform at every desk."}'
    ((record, good),) = label_lines([line], known, str, str)
    assert good
    assert b'"Terraform":"used"' in record
