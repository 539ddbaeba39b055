"""Publishing: readers never wait and never see half a run, writers wait for each other, and a kill loses nothing."""

from __future__ import annotations

import collections
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from conftest import TABLES, rows, scraper_here, start_scraper, tables
from fake_hackernews import Answer, Comment, FakeHackerNews, Thread, invented

from scraper import archive, replay, store
from scraper.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_MONTHS = [f"2024-{month:02}" for month in range(1, 7)]
_POSTS = 6

# A reader as anybody would write it: opens the name, asks, closes, again and again.
_READER = """
import duckdb, json, pathlib, sys, time
name, stop, ready = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
seen, wrong, reads = [], [], 0
while not (stop.exists() and reads):
    try:
        with duckdb.connect(name, read_only=True) as connection:
            found = connection.execute(
                "SELECT (SELECT count(*) FROM posting), (SELECT count(*) FROM sighting),"
                ' (SELECT coalesce(sum(postings), 0)::BIGINT FROM "fetch")'
            ).fetchone()
    except Exception as error:
        wrong.append(repr(error))
        if len(wrong) > 5:
            break
        continue
    reads += 1
    ready.touch()
    time.sleep(0.1)
    if not seen or seen[-1] != list(found):
        seen.append(list(found))
print(json.dumps({"seen": seen, "wrong": wrong, "reads": reads}))
"""


def backfill(folder: Path, month: str) -> Any:
    return scraper_here("backfill", folder, "hackernews", "--since", month, "--until", month)


def test_ten_readers_see_no_error_and_always_a_whole_run(serve: Any, workspace: Any, tmp_path: Path) -> None:
    folder = workspace(serve(invented(_MONTHS, posts=_POSTS)))
    assert backfill(folder, _MONTHS[0]).code == 0
    stop = tmp_path / "stop"
    ready = [tmp_path / f"ready-{number}" for number in range(10)]
    command = [sys.executable, "-c", _READER, str(folder / "postings.duckdb"), str(stop)]
    readers = [subprocess.Popen([*command, str(path)], stdout=subprocess.PIPE, text=True) for path in ready]
    try:
        _until(lambda: all(path.exists() for path in ready))
        for month in _MONTHS[1:4]:
            assert backfill(folder, month).code == 0
        for number in range(8):
            with store.writing(Workspace(folder), f"3000-{number:02}"):
                time.sleep(0.05)
    finally:
        stop.touch()
        told = [json.loads(reader.communicate(timeout=60)[0]) for reader in readers]
    assert len(told) == 10
    runs = set()
    for reader in told:
        assert not reader["wrong"]
        assert reader["reads"] > 0
        counts = [found[0] for found in reader["seen"]]
        assert counts == sorted(counts), "time does not run backwards"
        for postings, sightings, parsed in reader["seen"]:
            assert postings == sightings == parsed
            assert postings % _POSTS == 0
            runs.add(postings)
    assert len(runs) > 1, "the readers saw the database change"


def test_what_is_published_cannot_be_written_and_is_named_by_a_relative_link(
    serve: Any, workspace: Any
) -> None:
    folder = workspace(serve(invented(_MONTHS)))
    for month in _MONTHS[:4]:
        assert backfill(folder, month).code == 0
    link = folder / "postings.duckdb"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert link.resolve().parent == folder.resolve()
    assert stat.S_IMODE(link.stat().st_mode) == 0o444
    runs = sorted(folder.glob("postings-*.duckdb"))
    assert len(runs) == 2, "the last two runs stay"
    assert link.resolve() == runs[-1].resolve()
    assert not list(folder.glob("*.part*"))
    moved = folder.with_name("moved")
    folder.rename(moved)
    assert rows(moved, "SELECT count(*) FROM posting") == [(4 * _POSTS,)]


def test_what_does_not_fit_into_memory_lies_beside_the_copy_and_goes_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called_from, folder = tmp_path / "here", tmp_path / "there"
    called_from.mkdir()
    folder.mkdir()
    monkeypatch.chdir(called_from)
    with store.writing(Workspace(folder), "2026") as written:
        written.rows("SET memory_limit = '20MB'")
        written.rows("CREATE TEMP TABLE much AS SELECT repeat(md5(i::VARCHAR), 30) FROM range(100_000) r(i)")
        assert list((folder / "postings-2026.part.tmp").iterdir())
    assert {path.name for path in folder.iterdir()} == {"postings.duckdb", "postings-2026.duckdb"}
    assert not list(called_from.iterdir())


def test_rows_that_are_packed_on_the_way_are_the_same_rows(
    serve: Any, workspace: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = workspace(serve(invented(_MONTHS[:3])))
    assert scraper_here("backfill", folder, "hackernews", "--since", _MONTHS[0]).code == 0
    state = tables(folder)
    assert _row_groups(folder) == 1
    # Each month is a batch, and more than may wait.
    for name in ("_BATCH_BYTES", "_GROUP_BYTES", "_UNDERWAY_BYTES"):
        monkeypatch.setattr(replay, name, 1)
    monkeypatch.setattr(store, "_PACKED_AT", 1)
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == state
    assert _row_groups(folder) == 3
    # What is loaded again adds no row, so nothing is packed for it.
    monkeypatch.setattr(store.Store, "_pack", None)
    copy = folder / "raw" / "hackernews" / "copy.warc.gz"
    shutil.copyfile(next(folder.glob("raw/*/*.warc.gz")), copy)
    assert scraper_here("replay", folder, str(copy)).code == 0
    assert len(rows(folder, "FROM posting")) == len(state["posting"])


def _row_groups(folder: Path) -> int:
    return int(rows(folder, "SELECT count(DISTINCT row_group_id) FROM pragma_storage_info('posting')")[0][0])


def test_what_a_killed_run_left_half_written_is_removed_by_the_next(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(_MONTHS[:1])))
    (folder / "postings-2001.part").write_bytes(b"half")
    (folder / "postings-2001.part.tmp").mkdir()
    (folder / "postings-2001.part.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp").write_bytes(b"more")
    assert backfill(folder, _MONTHS[0]).code == 0
    assert not list(folder.glob("*.part*"))


def test_an_open_reader_keeps_the_run_it_opened(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(_MONTHS)))
    assert backfill(folder, _MONTHS[0]).code == 0
    with duckdb.connect(str((folder / "postings.duckdb").resolve()), read_only=True) as reader:
        for month in _MONTHS[1:5]:
            assert backfill(folder, month).code == 0
        for name in TABLES:
            assert reader.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608 - own names
        assert reader.execute("SELECT count(*) FROM posting").fetchone() == (_POSTS,)
    assert rows(folder, "SELECT count(*) FROM posting") == [(5 * _POSTS,)]


def test_a_second_writer_says_that_it_waits_and_both_end_well(serve: Any, workspace: Any) -> None:
    # Slow enough that the second one has started before the first has ended, on a busy machine too.
    fake = serve(invented(_MONTHS[:1], posts=12), delay_s=0.3)
    folder = workspace(fake)
    with start_scraper("run", folder) as first:
        _until(lambda: len(fake.log) > 3)
        with start_scraper("run", folder) as second:
            first_told, second_told = first.communicate(timeout=60), second.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0), (first_told, second_told)
    assert f"process {first.pid}" in second_told[1]
    assert "waiting" in second_told[1]
    assert "waiting" not in first_told[1]
    comments = collections.Counter(path for path in fake.paths() if path.startswith("/v0/item/300000"))
    assert len(comments) > 12
    assert [path for path, times in comments.items() if times > 1] == ["/v0/item/30000000.json"], (
        "the second finds the comments done, and asks for the story only"
    )
    assert rows(folder, "SELECT count(*) FROM posting") == [(12,)]


_OLD, _NEW = "2023-12", "2024-01"
_MOMENTS: dict[str, Callable[[FakeHackerNews, Path], bool]] = {
    "before the first answer": lambda fake, _folder: len(fake.log) >= 1,
    "at the first comments": lambda fake, _folder: len(fake.log) >= 6,
    "in the middle": lambda fake, _folder: len(fake.log) >= 20,
    "at the last comment": lambda fake, _folder: len(fake.log) >= 33,
    "as loading begins": lambda _fake, folder: any(folder.glob("postings-*.part")),
    "as it is published": lambda _fake, folder: len([*folder.glob("postings-*.duckdb")]) > 1,
}


@pytest.mark.parametrize("moment", _MOMENTS)
def test_killed_at_any_moment_nothing_archived_is_lost_and_the_next_run_completes(
    serve: Any, workspace: Any, moment: str
) -> None:
    (old,), (new,) = invented([_OLD]), invented([_NEW], posts=28, first_id=40_000_000)
    fake = serve((old, new))
    folder = workspace(fake)
    assert backfill(folder, _OLD).code == 0
    before, asked = tables(folder), len(fake.log)
    fake.log.clear()
    fake.delay_s = 0.01
    with start_scraper("run", folder) as running:
        _until(lambda: _MOMENTS[moment](fake, folder), running)
        running.send_signal(signal.SIGKILL)
        running.communicate(timeout=30)
    assert asked > 1
    assert running.returncode == -signal.SIGKILL, "it was too fast to be killed"
    if moment != "as it is published":
        assert tables(folder) == before, "the published database is the whole one of before"
    told = len([asked for asked in fake.log if asked.status])
    kept = _archived(folder) - len(before["fetch"])
    assert kept >= told - 1, "what was answered is in the archive, but for the answer on its way"
    fake.delay_s = 0.0
    assert scraper_here("run", folder).code in {0, 1}
    wanted = {f"hackernews:{c.id}" for t in (old, new) for c in t.comments if c.text and not c.dead}
    assert {row[0] for row in rows(folder, "SELECT posting_id FROM posting")} == wanted
    assert rows(folder, "SELECT count(*), count(DISTINCT posting_id) FROM sighting") == [(len(wanted),) * 2]
    again = collections.Counter(path for path in fake.paths() if path.startswith("/v0/item/4000"))
    del again["/v0/item/40000000.json"]
    assert sum(times - 1 for times in again.values()) <= 1, "at most the answer on its way is asked for again"
    state = tables(folder)
    assert scraper_here("replay", folder).code in {0, 1}
    assert tables(folder) == state
    assert scraper_here("run", folder).code == 0, "and then all is well"


def test_a_backfill_that_is_killed_resumes_where_it_stopped(serve: Any, workspace: Any) -> None:
    fake = serve(invented(_MONTHS), delay_s=0.1)
    folder = workspace(fake)
    with start_scraper("backfill", folder, "hackernews", "--since", _MONTHS[0]) as running:
        _until(lambda: len(fake.log) >= 5, running)
        running.kill()
        running.communicate(timeout=30)
    assert not (folder / "postings.duckdb").exists(), "half a run is not published"
    fake.delay_s = 0.0
    done = {path for path in fake.paths() if "/items/" in path}
    fake.log.clear()
    ran = scraper_here("backfill", folder, "hackernews", "--since", _MONTHS[0])
    assert ran.code in {0, 1}, ran.err
    assert "an earlier run left" in ran.out
    assert rows(folder, "SELECT month, count(*) FROM posting GROUP BY ALL ORDER BY ALL") == [
        (thread_month, _POSTS) for thread_month in _dates(_MONTHS)
    ]
    assert len(done & set(fake.paths())) <= 1


def test_an_archive_cut_in_its_last_record_is_told_with_its_place_and_all_before_it_is_loaded(
    serve: Any, workspace: Any
) -> None:
    folder = workspace(serve(invented(_MONTHS[:3])))
    assert scraper_here("backfill", folder, "hackernews", "--since", _MONTHS[0]).code == 0
    (warc,) = folder.glob("raw/*/*.warc.gz")
    last = [offset for offset, _ in archive._members(warc)][-1]
    os.truncate(warc, warc.stat().st_size - 20)
    ran = scraper_here("replay", folder)
    assert ran.code == 1
    assert f"{warc}: the record at byte {last:,} is cut off" in ran.err
    assert rows(folder, "SELECT count(*), count(DISTINCT month) FROM posting") == [(2 * _POSTS, 2)]
    assert scraper_here("backfill", folder, "hackernews", "--since", _MONTHS[0]).code == 0
    assert rows(folder, "SELECT count(*), count(DISTINCT month) FROM posting") == [(3 * _POSTS, 3)]


def test_replaying_a_file_that_is_loaded_already_brings_no_row(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(_MONTHS[:3])))
    for month in _MONTHS[:2]:
        assert backfill(folder, month).code == 0
    state = tables(folder)
    first, second = sorted(folder.glob("raw/*/*.warc.gz"))
    assert scraper_here("replay", folder, str(second), str(first)).code == 0
    assert tables(folder) == state


@pytest.mark.parametrize("size", [0, 1, 40])
def test_an_archive_without_one_whole_record_is_told_once_and_stops_no_later_run(
    serve: Any, workspace: Any, size: int
) -> None:
    folder = workspace(serve(invented(_MONTHS[:1])))
    assert backfill(folder, _MONTHS[0]).code == 0
    (whole,) = folder.glob("raw/*/*.warc.gz")
    cut = whole.with_name("2026-01-01T00-00-00.000000Z.warc.gz")
    cut.write_bytes(whole.read_bytes()[:size])
    first, second = scraper_here("run", folder), scraper_here("run", folder)
    assert (first.code, second.code) == (1 if size else 0, 0)
    assert (f"{cut}: the record at byte 0" in first.err) == bool(size)
    assert str(cut) not in second.err
    bytes_kept = [path.read_bytes() for path in cut.parent.glob(f"{cut.name}*")]
    assert bytes_kept == [whole.read_bytes()[:size]], "nothing of it is thrown away"


def test_an_archive_file_that_was_taken_away_is_fetched_again(serve: Any, workspace: Any) -> None:
    fake = serve(invented([time.strftime("%Y-%m")]), validators=True)
    folder = workspace(fake)
    month = time.strftime("%Y-%m")
    assert backfill(folder, month).code == 0
    (warc,) = folder.glob("raw/*/*.warc.gz")
    warc.unlink()
    ran = backfill(folder, month)
    assert ran.code == 0, ran.err
    assert scraper_here("replay", folder).code == 0
    assert rows(folder, "SELECT count(*) FROM posting") == [(_POSTS,)]


def test_a_reject_seen_twice_is_one_row_live_and_replayed(serve: Any, workspace: Any) -> None:
    month = time.strftime("%Y-%m")
    (base,) = invented([month])
    silent = tuple(Comment(900 + number, "a", base.time, None) for number in range(3))
    fake = serve((Thread(base.id, base.title, month, silent[:1]),))
    folder = workspace(fake)
    assert backfill(folder, month).code == 0
    fake.edit(base.id, *silent)
    assert backfill(folder, month).code == 0
    state = tables(folder)
    assert [row[2:4] for row in state["reject"]] == [(str(900 + n), "no text") for n in range(3)]
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == state


def test_a_database_of_another_version_is_told_and_a_replay_rebuilds_it(serve: Any, workspace: Any) -> None:
    fake = serve(invented(_MONTHS[:1]))
    folder = workspace(fake)
    assert backfill(folder, _MONTHS[0]).code == 0
    state = tables(folder)
    old = folder / "postings-2001.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute('CREATE TABLE posting (id INT); CREATE TABLE "fetch" (warc VARCHAR)')
    (folder / "postings.duckdb").unlink()
    (folder / "postings.duckdb").symlink_to(old.name)
    ran = scraper_here("run", folder)
    assert ran.code == 2
    assert "another version" in ran.err
    assert "scraper replay" in ran.err
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == state


def test_a_reader_without_a_database_is_told_what_to_do(tmp_path: Path) -> None:
    ran = scraper_here("status", tmp_path)
    assert ran.code == 2
    assert str(tmp_path / "postings.duckdb") in ran.err
    assert "scraper run" in ran.err


def test_status_tells_counts_outcomes_and_completeness(serve: Any, workspace: Any) -> None:
    fake = serve(invented(_MONTHS[:2]))
    fake.fault("/api/v1/items/30001000", Answer(b"{}", 404))
    folder = workspace(fake)
    assert scraper_here("backfill", folder, "hackernews", "--since", _MONTHS[0]).code == 1
    ((status),) = json.loads(scraper_here("status", folder, "--json").out)
    assert (status["source"], status["postings"], status["boards"]) == ("hackernews", _POSTS, 1)
    assert status["outcomes"] == {"gone": 1, "ok": 2}
    assert status["rejects"] == {"no text": 1}
    assert status["completeness"]["url"] == 1.0
    assert "hackernews" in scraper_here("status", folder).out


def _archived(folder: Path) -> int:
    """Whole records of all archive files."""
    count = 0
    for path in folder.glob("raw/*/*.warc.gz"):
        try:
            for _payload in archive.read(path):
                count += 1
        except archive.CutOff:
            pass
    return count


def _dates(months: list[str]) -> list[Any]:
    import datetime as dt

    return [dt.date.fromisoformat(f"{month}-01") for month in months]


def _until(happened: Callable[[], bool], running: subprocess.Popen[str] | None = None) -> None:
    end = time.monotonic() + 30
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        assert running is None or running.poll() is None, "it ended before"
        time.sleep(0.001)
