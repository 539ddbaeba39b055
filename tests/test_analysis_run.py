"""`analysis run` as its users meet it: on bundled facts, on what was scraped, on both, again, and on nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import conftest
import fake_hackernews
import pytest

REPO = Path(__file__).resolve().parent.parent
CHARTS = ("claim_over_time", "categories_over_time", "evidence_ladder", "vendors", "specification_curve")


def analysis(*words: str, workspace: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "analysis", *words, "--workspace", str(workspace)]
    return subprocess.run(command, cwd=REPO, capture_output=True, input=stdin, timeout=300, check=False)


def findings(workspace: Path, sql: str) -> list[tuple]:
    import duckdb

    with duckdb.connect(str((workspace / "findings.duckdb").resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def bundled(bundled_run):
    return bundled_run


@pytest.fixture(scope="module")
def scraped(tmp_path_factory):
    """(workspace, the first run) of two months of invented posts, scraped by the real client, beside no bundled history."""
    folder = tmp_path_factory.mktemp("scraped")
    (folder / "history").mkdir()
    with fake_hackernews.FakeHackerNews(
        fake_hackernews.invented(["2024-01", "2024-02"], posts=40)
    ).running() as fake:
        conftest.write_board_file(folder, fake.url)
        ran = conftest.run_scraper("backfill", folder, "hackernews", "--since", "2024-01")
    assert ran.code == 0, ran.err
    return folder, analysis("run", workspace=folder)


def test_a_fresh_checkout_draws_its_charts_and_tells_the_verdict(bundled):
    workspace, out = bundled
    for name in CHARTS:
        for ending in ("png", "csv", "txt"):
            assert (workspace / "charts" / f"{name}.{ending}").stat().st_size > 100
    assert "cloud-three-quarters: " in out
    assert str(workspace / "site" / "index.html") in out


def test_all_bundled_postings_are_measured(bundled):
    workspace, _out = bundled
    assert findings(workspace, "SELECT count(*), count(DISTINCT posting_id) FROM fact") == [(97_093, 97_093)]
    assert findings(workspace, "SELECT count(DISTINCT month) FROM fact") == [(187,)]


def test_an_incomplete_month_is_in_no_window(bundled):
    workspace, _out = bundled
    assert findings(
        workspace, "SELECT DISTINCT complete FROM share WHERE span = 'month' AND month = '2026-07-01'"
    ) == [(False,)]
    last = "SELECT max(window_last) FROM verdict WHERE is_primary"
    assert str(findings(workspace, last)[0][0]) == "2026-06-01"


def test_rungs_of_evidence_nest_in_what_is_published(bundled):
    workspace, _out = bundled
    broken = findings(
        workspace,
        "SELECT count(*) FROM share a JOIN share b USING (source, span, month, category, role_rung, words, weight) "
        "WHERE weight = 'posting' AND a.evidence < b.evidence AND a.k < b.k",
    )
    assert broken == [(0,)]
    assert findings(workspace, "SELECT count(*) FROM share")[0][0] > 100_000


def test_verdict_json_has_one_object_a_claim_with_the_promised_keys(bundled):
    workspace, _out = bundled
    told = json.loads(analysis("verdict", "--json", workspace=workspace).stdout)
    claims = sorted(path.stem for path in (REPO / "data" / "claims").glob("*.toml"))
    assert [row["id"] for row in told] == claims
    assert len(claims) == 10
    for row in told:
        assert {
            "verdict",
            "share",
            "low",
            "high",
            "n",
            "companies",
            "window",
            "reading",
            "kind",
        } <= row.keys()
        assert {"direction", "reason"} <= row.keys()
        assert row["kind"] == "history"
        assert len(row["reason"]) > 20
    shown = {row["id"]: row for row in told if row["share"] is not None}
    assert {"cloud-three-quarters", "iac", "architecture", "cicd-monitoring"} <= set(shown)
    for row in shown.values():
        assert 0 < row["low"] < row["share"] < row["high"] < 1


def test_a_second_run_makes_nothing_again(bundled):
    workspace, first = bundled
    published = (workspace / "findings.duckdb").resolve()
    again = analysis("run", workspace=workspace)
    assert again.returncode == 0
    assert "nothing changed" in again.stdout.decode()
    assert (workspace / "findings.duckdb").resolve() == published
    assert (
        again.stdout.decode().splitlines()[1:]
        == first.splitlines()[-len(again.stdout.decode().splitlines()) + 1 :]
    )


def test_scraped_postings_become_facts_and_shares(scraped):
    folder, ran = scraped
    assert ran.returncode == 0, ran.stderr.decode()
    postings = conftest.rows(folder, "SELECT count(*) FROM posting")
    assert postings[0][0] > 0
    assert findings(folder, "SELECT count(*), any_value(kind) FROM fact") == [(postings[0][0], "live")]
    assert findings(folder, "SELECT count(*) FROM role") == postings
    assert findings(folder, "SELECT DISTINCT strftime(month, '%Y-%m') FROM fact ORDER BY 1") == [
        ("2024-01",),
        ("2024-02",),
    ]


def test_what_was_read_once_is_not_read_again(scraped):
    folder, first = scraped
    assert "that are new or changed" in first.stdout.decode()
    (folder / "site" / "index.html").unlink()
    again = analysis("run", workspace=folder).stdout.decode()
    assert "that are new or changed" not in again
    assert "nothing changed" not in again
    assert (folder / "site" / "index.html").exists()


def two_months_of_the_bundled_facts(folder: Path) -> None:
    """May and June 2016 alone as the history of a workspace: what holds for them holds for all, in a quarter of the time."""
    import duckdb

    folder.mkdir(parents=True)
    duckdb.sql(
        f"COPY (FROM '{REPO}/data/history/hackernews.parquet' WHERE month BETWEEN '2016-05-01' AND '2016-06-01') "
        f"TO '{folder}/hackernews.parquet' (FORMAT parquet)"
    )


def test_a_live_posting_replaces_the_bundled_one_of_the_same_id(bundled, serve, workspace):
    known, _out = bundled
    native, month = findings(
        known,
        "SELECT split_part(posting_id, ':', 2), strftime(month, '%Y-%m') FROM fact WHERE month = '2016-05-01' LIMIT 1",
    )[0]
    thread = fake_hackernews.invented([month], posts=3, first_id=int(native) - 1)
    folder = workspace(serve(thread))
    two_months_of_the_bundled_facts(folder / "history")
    assert conftest.run_scraper("backfill", folder, "hackernews", "--since", month).code == 0
    live = {row[0] for row in conftest.rows(folder, "SELECT posting_id FROM posting")}
    assert f"hackernews:{native}" in live
    assert analysis("run", workspace=folder).returncode == 0
    total = findings(
        folder, "SELECT count(*), count(DISTINCT posting_id), count(*) FILTER (kind = 'live') FROM fact"
    )[0]
    assert total[0] == total[1] > len(live)
    assert total[2] == len(live)


def test_nothing_at_all_is_told_with_exit_code_3(tmp_path):
    (tmp_path / "history").mkdir()
    ran = analysis("run", workspace=tmp_path)
    assert ran.returncode == 3
    assert "nothing to analyse" in ran.stderr.decode()
    assert not (tmp_path / "findings.duckdb").exists()


def test_a_wrong_claim_file_ends_with_file_line_and_key(tmp_path):
    (tmp_path / "claims").mkdir()
    shipped = (REPO / "data/claims/cloud-three-quarters.toml").read_text(encoding="utf-8")
    (tmp_path / "claims" / "cloud-three-quarters.toml").write_text(
        shipped + 'colour = "red"\n', encoding="utf-8"
    )
    ran = analysis("run", workspace=tmp_path)
    assert ran.returncode == 2
    assert f"cloud-three-quarters.toml:{len(shipped.splitlines()) + 1}: colour" in ran.stderr.decode()


def test_verdict_before_any_run_says_what_to_do(tmp_path):
    ran = analysis("verdict", workspace=tmp_path)
    assert ran.returncode == 2
    assert "start with `analysis run`" in ran.stderr.decode()


def test_label_reads_standard_input_and_names_a_bad_line(tmp_path):
    lines = (
        b'{"id": "a", "text": "Backend engineer. You must know AWS."}\nnot json\n{"id": "b", "text": ""}\n'
    )
    ran = analysis("label", "-", workspace=tmp_path, stdin=lines)
    told = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.returncode == 1
    assert [row["id"] for row in told] == ["a", None, "b"]
    assert told[0]["levels"]["cloud"] == "required"
    assert "line 2" in told[1]["error"]
