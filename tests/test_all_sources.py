"""All sources at once over real HTTP: each board gets the outcome that it deserves, and no bad one touches another."""

from __future__ import annotations

import collections
import gzip
import itertools
import re
from typing import TYPE_CHECKING

import pytest
from conftest import rows, run_scraper, scraper_here, tables
from fake_internet import FakeInternet, Laid, lay_out_all, shipped

from scraper import fetch
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OUTCOMES = """
    SELECT source, board, arg_max(outcome, fetched_at), arg_max(reason, fetched_at)
    FROM "fetch" WHERE kind <> 'robots' AND page = 1 AND native_id IS NULL GROUP BY ALL
"""


class Scraped:
    """One run of the real program over everything; tests look at what it left."""

    def __init__(self, fake: FakeInternet, folder: Path, laid: dict[str, Laid]) -> None:
        self.fake, self.folder, self.laid = fake, folder, laid
        self.ran = run_scraper("run", folder)
        assert self.ran.code in {0, 1}, self.ran.err
        self.outcomes = {(source, board): told for source, board, *told in rows(folder, _OUTCOMES)}


@pytest.fixture(scope="module")
def scraped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scraped]:
    patch = pytest.MonkeyPatch()
    patch.setenv("ADZUNA_APP_ID", "id-of-a-test")
    patch.setenv("ADZUNA_APP_KEY", "key-of-a-test")
    folder = tmp_path_factory.mktemp("everything")
    with FakeInternet().running() as fake:
        yield Scraped(fake, folder, lay_out_all(fake, folder))
    patch.undo()


def test_every_source_is_there(scraped: Scraped) -> None:
    assert len(scraped.laid) >= 20
    assert scraped.ran.code == 1, "much of it went wrong, and what came is landed"
    assert "Traceback" not in scraped.ran.err
    assert "error of this program" not in scraped.ran.err
    assert "broke on it" not in scraped.ran.err


@pytest.mark.parametrize("name", shipped())
def test_every_board_gets_the_outcome_that_it_deserves(scraped: Scraped, name: str) -> None:
    wanted = scraped.laid[name].outcomes
    found = {board: scraped.outcomes.get((name, board)) for board in wanted}
    wrong = {
        board: (wanted[board], found[board])
        for board in wanted
        if (found[board] or [None])[0] != wanted[board]
    }
    assert not wrong, scraped.ran.err
    assert wanted


@pytest.mark.parametrize("name", shipped())
def test_the_postings_of_good_boards_land_whatever_happens_beside_them(scraped: Scraped, name: str) -> None:
    laid = scraped.laid[name]
    sql = f"SELECT board, count(*) FROM posting WHERE source = '{name}' GROUP BY ALL"  # noqa: S608
    landed = dict(rows(scraped.folder, sql))
    told = {board: count for board, count in laid.postings.items() if count}
    if discover()[laid.source.module].IDS_OF_SOURCE:
        assert sum(landed.values()) >= max(told.values(), default=0)
        return
    assert {board: landed.get(board, 0) for board in told if landed.get(board, 0) < told[board]} == {}
    assert landed, "a source brings postings, in its lists or behind them"
    assert not [board for board in landed if "fault" in board]


def test_one_request_is_in_flight_a_source_and_sources_run_side_by_side(scraped: Scraped) -> None:
    by_source = collections.defaultdict(list)
    for asked in scraped.fake.log:
        by_source[asked.path.split("/")[1]].append((asked.begun, asked.ended))
    del by_source["robots.txt"]
    for name, spans in by_source.items():
        spans.sort()
        assert all(ended <= begun for (_, ended), (begun, _) in itertools.pairwise(spans)), name
    moments = [(min(spans)[0], max(spans)[1]) for spans in by_source.values()]
    most = max(sum(begun <= moment <= ended for begun, ended in moments) for moment, _ in moments)
    assert most >= 10, "sources wait for their own hosts, not for one another"


def test_every_request_says_who_asks_and_takes_no_packing_that_cannot_be_bounded(scraped: Scraped) -> None:
    assert {asked.headers["user-agent"] for asked in scraped.fake.log} == {fetch.user_agent()}
    assert {asked.headers["accept-encoding"] for asked in scraped.fake.log} == {"gzip, deflate"}
    assert len(scraped.fake.log) > 500


def test_each_source_writes_an_archive_of_its_own_without_keys(scraped: Scraped) -> None:
    warcs = sorted(scraped.folder.glob("raw/*/*.warc.gz"))
    assert [path.parent.name for path in warcs] == sorted(scraped.laid)
    assert len({path.name for path in warcs}) == 1, "one run, one name"
    assert any("key-of-a-test" in asked.path for asked in scraped.fake.log), "it was sent"
    for path in warcs:
        assert b"key-of-a-test" not in gzip.decompress(path.read_bytes()), path


def test_a_replay_of_the_archive_gives_the_same_tables_in_any_order_of_its_files(scraped: Scraped) -> None:
    before = tables(scraped.folder)
    assert len(before["posting"]) > 100
    assert scraper_here("replay", scraped.folder).code == 0
    assert tables(scraped.folder) == before
    files = [str(path) for path in sorted(scraped.folder.glob("raw/*/*.warc.gz"), reverse=True)]
    (scraped.folder / "postings.duckdb").unlink()
    assert scraper_here("replay", scraped.folder, *files).code == 0
    assert tables(scraped.folder) == before


def test_nothing_personal_and_no_markup_is_in_the_database(scraped: Scraped) -> None:
    words = (
        "SELECT table_name, column_name FROM information_schema.columns WHERE contains(data_type, 'VARCHAR')"
    )
    named = rows(scraped.folder, words)
    assert {
        ("posting", "url"),
        ("posting", "locations"),
        ("posting_version", "text"),
        ("reject", "detail"),
    } <= {*named}
    for table, column in named:
        for (text,) in rows(scraped.folder, f'SELECT DISTINCT "{column}"::VARCHAR FROM "{table}"'):  # noqa: S608 - our names
            assert not re.search(r"[\w.+-]+(?:@|%40)[\w-]+\.\w{2,}", text or ""), (table, column, text)
    for (text,) in rows(
        scraped.folder, "SELECT concat_ws(chr(10), text, title, company, location, department) FROM posting"
    ):
        assert not re.search(r"</(?:p|div|li|ul|strong)>|&(?:amp|lt|gt|nbsp);", text), text
    assert rows(scraped.folder, "SELECT count(*) > 0 FROM posting WHERE contains(text, '[email]')") == [
        (True,)
    ]
