"""From a Hacker News over real HTTP to a published database and back: months, ids, texts, replays."""

from __future__ import annotations

import collections
import re
from typing import TYPE_CHECKING, Any

import pytest
from conftest import SHARED, rows, run_scraper, scraper_here, tables, tell
from fake_hackernews import Comment, FakeHackerNews, Thread, invented, recorded, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HN = SHARED / "hn"
_MONTHS = [f"{year}-{month:02}" for year in (2013, 2014) for month in range(1, 13)]


def _threads(years: tuple[int, ...], months: list[str]) -> tuple[Thread, ...]:
    if _HN.is_dir():
        return recorded(_HN, years)
    tell("../shared/data/hn is missing: the end-to-end tests ran on posts that they wrote themselves")
    return invented(months)


def _wanted(threads: tuple[Thread, ...]) -> dict[str, set[str]]:
    """Ids of the postings by month, straight from what is served."""
    return {
        thread.month: {f"hackernews:{c.id}" for c in thread.comments if c.text and not c.dead}
        for thread in threads
    }


def _got(workspace: Path) -> dict[str, set[str]]:
    found = collections.defaultdict(set)
    for month, posting_id in rows(workspace, "SELECT strftime(month, '%Y-%m'), posting_id FROM posting"):
        found[month].add(posting_id)
    return dict(found)


class Backfilled:
    """Two years, backfilled once by the real program; tests look at what it left, in order."""

    def __init__(self, fake: FakeHackerNews, workspace: Path) -> None:
        self.fake, self.workspace = fake, workspace
        self.ran = run_scraper(
            "backfill", workspace, "hackernews", "--since", "2013-01", "--until", "2014-12"
        )
        self.asked = fake.paths()
        self.tables = tables(workspace)


@pytest.fixture(scope="module")
def backfilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backfilled]:
    from conftest import write_board_file

    # A month on each side of the window, which the backfill must leave alone.
    outside = invented(["2012-12", "2015-01"], first_id=60_000_000)
    threads = _threads((2013, 2014), _MONTHS) + outside
    with FakeHackerNews(threads).running() as fake:
        folder = tmp_path_factory.mktemp("two-years")
        write_board_file(folder, fake.url)
        yield Backfilled(fake, folder)


def test_two_years_arrive_to_the_posting_in_every_month(backfilled: Backfilled) -> None:
    assert backfilled.ran.code == 0, backfilled.ran.err
    wanted = _wanted(tuple(t for t in backfilled.fake.threads if t.month in _MONTHS))
    assert sorted(wanted) == _MONTHS
    assert _got(backfilled.workspace) == wanted


@pytest.mark.skipif(not _HN.is_dir(), reason="../shared/data/hn is missing; invented posts stand in above")
def test_posting_counts_by_month_are_those_of_the_recorded_rows(backfilled: Backfilled) -> None:
    data = [row for year in (2013, 2014) for row in rows_of(_HN, year)]
    counts = collections.Counter(row["thread_month"] for row in data)
    assert len(counts) == 24
    assert {month: len(ids) for month, ids in _got(backfilled.workspace).items()} == counts


def test_only_hiring_threads_of_the_window_are_asked_for(backfilled: Backfilled) -> None:
    trees = {path for path in backfilled.asked if path.startswith("/api/v1/items/")}
    ours = {f"/api/v1/items/{t.id}" for t in backfilled.fake.threads if t.month in _MONTHS}
    assert trees == ours
    searches = [path for path in backfilled.asked if "search_by_date" in path]
    assert len(searches) > 1, "the listing has several pages, all of which have to be read"
    assert len(backfilled.asked) == len(trees) + len(searches), "each address is asked once"


def test_text_times_and_authors_are_those_that_were_served(backfilled: Backfilled) -> None:
    served = {c.id: c for t in backfilled.fake.threads for c in t.comments}
    found = rows(
        backfilled.workspace,
        "SELECT native_id, text, epoch(posted_at)::BIGINT, url, author_hash, board FROM posting",
    )
    assert len(found) > 100
    authors: dict[str, set[str]] = collections.defaultdict(set)
    for native, text, posted_at, url, author_hash, board in found:
        comment = served[int(native)]
        assert posted_at == comment.time
        assert url == f"https://news.ycombinator.com/item?id={native}"
        assert "<p>" not in text
        # One of them writes his address as "kim \\at/ loom.example".
        if "[email]" not in text:
            assert text.count("\\") == comment.text.count("\\"), "what Algolia escapes is read back"
        assert text.strip() or not re.sub("<[^>]*>", "", comment.text), native
        assert board
        authors[comment.by].add(author_hash)
    assert all(len(hashes) == 1 for hashes in authors.values()), "one author, one hash"
    assert len({next(iter(hashes)) for hashes in authors.values()}) == len(authors)
    assert not authors.keys() & {next(iter(hashes)) for hashes in authors.values()}


def test_a_second_backfill_brings_no_row_and_asks_next_to_nothing(backfilled: Backfilled) -> None:
    before = len(backfilled.fake.log)
    again = run_scraper(
        "backfill", backfilled.workspace, "hackernews", "--since", "2013-01", "--until", "2014-12"
    )
    assert again.code == 0, again.err
    now = tables(backfilled.workspace)
    for name in ("posting", "posting_version", "sighting", "reject"):
        assert now[name] == backfilled.tables[name], name
    asked = backfilled.fake.paths()[before:]
    assert asked
    assert all("search_by_date" in path for path in asked), "only the listing is asked again"


def test_replay_of_the_archive_alone_gives_the_same_database_row_for_row(backfilled: Backfilled) -> None:
    before = tables(backfilled.workspace)
    asked = len(backfilled.fake.log)
    ran = run_scraper("replay", backfilled.workspace)
    assert ran.code == 0, ran.err
    now = tables(backfilled.workspace)
    assert len(now["posting"]) > 100
    for name, before_rows in before.items():
        assert now[name] == before_rows, name
    assert len(backfilled.fake.log) == asked, "a replay asks nobody"


def test_early_threads_that_another_account_opened_come_from_the_board_rows(
    serve: Any, workspace: Any
) -> None:
    threads = _threads((2011,), [])
    if not threads:
        known = (("2011-01", 2057704), ("2011-02", 2161360), ("2011-03", 2270790))
        early = tuple(t for month, native in known for t in invented([month], first_id=native))
        threads = early + invented(["2011-04", "2011-05"])
    fake = serve(threads)
    folder = workspace(fake)
    ran = run_scraper("backfill", folder, "hackernews", "--since", "2011-01", "--until", "2011-12")
    assert ran.code == 0, ran.err
    assert len(threads) >= 5
    assert {t.by for t in threads if t.month < "2011-04"} == {"somebody"}
    assert _got(folder) == _wanted(threads)


def test_both_programming_interfaces_give_the_same_postings_and_firebase_tells_what_was_struck_out(
    serve: Any, workspace: Any
) -> None:
    served = _threads((2014,), ["2014-11", "2014-12"])[-1]
    deleted = Comment(700, None, served.time, None, deleted=True)
    dead = Comment(701, "spammer", served.time, "Cheap <i>watches</i>.", dead=True)
    thread = Thread(served.id, served.title, served.month, (*served.comments[:60], deleted, dead))
    fake = serve((*invented(["2014-10"]), thread))
    old, new = workspace(fake, "algolia"), workspace(fake, "firebase")
    month = ("--since", thread.month, "--until", thread.month)
    assert scraper_here("backfill", old, "hackernews", *month).code == 0
    ran = run_scraper("run", new, "--source", "hackernews")
    assert ran.code == 0, ran.err
    sql = "SELECT posting_id, month, board, posted_at, author_hash, company, content_hash, text FROM posting"
    by_algolia = {row[0]: (*row[1:-1], " ".join(row[-1].split())) for row in rows(old, sql)}
    by_firebase = {row[0]: (*row[1:-1], " ".join(row[-1].split())) for row in rows(new, sql)}
    assert len(by_firebase) == len(_wanted((thread,))[thread.month]) > 3
    assert by_algolia == by_firebase
    struck = rows(new, "SELECT native_id, reason FROM reject")
    assert {("700", "deleted"), ("701", "dead")} <= set(struck)
    assert rows(old, "SELECT native_id, reason FROM reject WHERE native_id = '700'") == [("700", "no text")]
    before, asked = tables(new), len(fake.log)
    assert scraper_here("run", new).code == 0
    assert len(fake.log) - asked <= 13, "settled comments are not asked for again"
    after = tables(new)
    assert {row[0] for row in after["posting"]} == {row[0] for row in before["posting"]}
    assert after["posting_version"] == []
    assert len(after["sighting"]) == len(before["sighting"])
    assert len(after["reject"]) == len(before["reject"])


def test_a_run_and_a_backfill_into_one_workspace_meet_in_the_same_rows(serve: Any, workspace: Any) -> None:
    fake = serve(invented(["2024-01", "2024-02"]))
    folder = workspace(fake)
    assert scraper_here("run", folder).code == 0
    first = tables(folder)
    assert len(first["posting"]) == 6
    assert scraper_here("backfill", folder, "hackernews", "--since", "2024-01").code == 0
    assert _got(folder) == _wanted(fake.threads)
    assert not rows(folder, "SELECT * FROM posting_version"), "another interface is no new version"
    before = tables(folder)
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == before
