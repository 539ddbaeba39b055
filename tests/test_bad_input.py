"""Bad input: each kind gets its outcome, a message with its place, its exit code, and costs nothing that landed."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import REPO, rows, run_scraper, scraper_here, tables
from fake_hackernews import Answer, Comment, FakeHackerNews, Thread, algolia_tree, invented

GOOD, BAD = "/api/v1/items/30000000", "/api/v1/items/30001000"
LISTING = "/api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=1000"
_POSTS = 6
_SINCE = ("hackernews", "--since", "2024-01")


@dataclass(frozen=True)
class Case:
    """An answer in the place of the second thread, and what becomes of it."""

    answers: tuple[Answer, ...]
    outcomes: tuple[str, ...]
    code: int
    told: tuple[str, ...]


_WAIT = (("Retry-After", "1"),)
_DAY = (("Retry-After", "86400"),)
CASES = {
    "truncated JSON": Case(
        (Answer(b'{"children": [{"id": 5, "te'),), ("failed",), 1, ("truncated", "27 bytes")
    ),
    "a field of the wrong type": Case(
        (Answer(b'{"children": [{"id": 5}, {"id": "six"}]}'),), ("failed",), 1, ("$.children[1].id",)
    ),
    "a list in the place of a thread": Case((Answer(b"[]"),), ("failed",), 1, ("object",)),
    "an HTML page with status 200": Case(
        (Answer(b"<html>We will be back</html>", content_type="text/html"),), ("failed",), 1, ("text/html",)
    ),
    "an HTML page that says it is JSON": Case((Answer(b"<html></html>"),), ("failed",), 1, ("byte 0",)),
    "an empty body": Case((Answer(b""),), ("failed",), 1, ("0 bytes",)),
    "invalid UTF-8": Case(
        (Answer(b'{"children": [{"id": 5, "text": "\xff\xfe"}]}'),), ("failed",), 1, ("utf-8", "position 0")
    ),
    "slow down, then the thread": Case((Answer(b"", 429, headers=_WAIT),), ("failed", "ok"), 0, ()),
    "slow down for a day": Case((Answer(b"", 429, headers=_DAY),), ("failed",), 1, ("86,400 s", "left")),
    "slow down without end": Case((Answer(b"", 429),) * 3, ("failed",) * 3, 1, ("HTTP 429",)),
    "a missing thread": Case((Answer(b"{}", 404),), ("gone",), 1, ("HTTP 404",)),
    "null in the place of a thread": Case((Answer(b"null"),), ("failed",), 1, ("null",)),
    "a closed door": Case((Answer(b"{}", 403),), ("blocked",), 1, ("HTTP 403",)),
    "a broken server": Case((Answer(b"{}", 500),) * 3, ("failed",) * 3, 1, ("HTTP 500",)),
    "a connection that breaks off": Case((Answer(reset=True),) * 3, ("failed",) * 3, 1, ("Error",)),
    "a body shorter than stated": Case(
        (Answer(b'{"chil', stated_length=900),) * 3, ("failed",) * 3, 1, ("RemoteProtocolError",)
    ),
    "a connection that breaks off once": Case((Answer(reset=True),), ("failed", "ok"), 0, ()),
    "a thread that is read whole and lists nothing": Case((Answer(b'{"children": []}'),), ("empty",), 0, ()),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.usefixtures("no_waiting")
def test_an_answer_that_cannot_be_used_is_told_and_costs_nothing_else(
    serve: Any, workspace: Any, name: str
) -> None:
    case = CASES[name]
    fake: FakeHackerNews = serve(invented(["2024-01", "2024-02"]))
    folder = workspace(fake)
    fake.fault(BAD, *case.answers)
    ran = scraper_here("backfill", folder, *_SINCE)
    assert ran.code == case.code, ran.err
    asked = rows(folder, 'SELECT url, outcome, reason FROM "fetch" ORDER BY fetched_at')
    found = [rest for url, *rest in asked if url == fake.url + BAD]
    assert tuple(verdict for verdict, _ in found) == case.outcomes
    assert all(bool(reason) == (verdict in {"failed", "gone", "blocked"}) for verdict, reason in found)
    for part in case.told:
        assert part in ran.err
    assert not case.told or f"{fake.url}{BAD}" in ran.err, "the message names the address"
    assert "Traceback" not in ran.err
    landed = _POSTS * (1 + ("ok" in case.outcomes))
    if "86,400 s" not in case.told:
        assert rows(folder, "SELECT count(*) FROM posting") == [(landed,)]
    before = rows(folder, "SELECT posting_id, text, first_seen_at FROM posting ORDER BY ALL")
    asked_before = len(fake.log)
    again = scraper_here("backfill", folder, *_SINCE)
    if "86,400 s" in case.told:
        assert (again.code, len(fake.log)) == (1, asked_before), "a day is a day, over runs too"
        assert "hackernews: not asked: asked to be left alone until" in again.err
        return
    assert again.code == 0, again.err
    whole = _POSTS * (1 + (case.outcomes != ("empty",)))
    after = rows(folder, "SELECT posting_id, text, first_seen_at FROM posting ORDER BY ALL")
    assert len(after) == whole, "the next run brings what is missing"
    assert set(before) <= set(after), "what had landed stays as it was"
    if len(case.answers) > 1 or case.code == 0:
        state = tables(folder)
        assert scraper_here("replay", folder).code == 0
        assert tables(folder) == state, "an archive of failures replays like any other"


@pytest.mark.usefixtures("no_waiting")
def test_a_fault_of_one_thread_does_not_touch_postings_that_landed_before(serve: Any, workspace: Any) -> None:
    fake = serve(invented(["2024-01", "2024-02"]))
    folder = workspace(fake)
    assert scraper_here("backfill", folder, *_SINCE).code == 0
    before = tables(folder)
    fake.fault(LISTING, Answer(b"<html></html>", content_type="text/html"))
    ran = scraper_here("backfill", folder, *_SINCE)
    assert ran.code == 3, "nothing could be done"
    assert f"{fake.url}{LISTING}" in ran.err
    after = tables(folder)
    for name in ("posting", "posting_version", "sighting", "reject"):
        assert after[name] == before[name]
    assert len(after["fetch"]) == len(before["fetch"]) + 1


def _with(thread: Thread, *more: Comment) -> tuple[Thread, ...]:
    return (Thread(thread.id, thread.title, thread.month, (*thread.comments, *more)),)


@pytest.mark.parametrize("verb", ["run", "backfill"])
def test_a_comment_of_a_megabyte_is_a_reject_and_the_others_land(
    serve: Any, workspace: Any, verb: str
) -> None:
    (base,) = invented(["2024-01"])
    fake = serve(_with(base, Comment(555, "a", base.time, "x" * 1_000_000)))
    folder = workspace(fake)
    assert scraper_here(verb, folder, *(_SINCE if verb == "backfill" else ())).code == 0
    found = rows(folder, "SELECT native_id, reason, detail FROM reject WHERE native_id = '555'")
    assert [row[:2] for row in found] == [("555", "oversized")]
    assert "characters; up to 150,000 are read" in found[0][2]
    assert rows(folder, "SELECT count(*) FROM posting") == [(_POSTS,)]


@pytest.mark.parametrize("verb", ["run", "backfill"])
@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_a_comment_without_text_is_a_reject_and_the_others_land(
    serve: Any, workspace: Any, verb: str, text: str | None
) -> None:
    (base,) = invented(["2024-01"])
    fake = serve(_with(base, Comment(555, "a", base.time, text)))
    folder = workspace(fake)
    assert scraper_here(verb, folder, *(_SINCE if verb == "backfill" else ())).code == 0
    assert rows(folder, "SELECT reason FROM reject WHERE native_id = '555'") == [("no text",)]
    assert rows(folder, "SELECT count(*) FROM posting") == [(_POSTS,)]


COMMENTS = {
    "missing": (Answer(b"null"), "gone", "no such item"),
    "truncated": (Answer(b'{"id": 30000001, "te'), "failed", "truncated"),
    "invalid UTF-8": (Answer(b'{"id": 30000001, "text": "\xff"}'), "failed", "utf-8"),
    "a page": (Answer(b"<html>", content_type="text/html"), "failed", "text/html"),
}


@pytest.mark.parametrize("name", COMMENTS)
def test_one_bad_comment_is_told_and_the_others_land(serve: Any, workspace: Any, name: str) -> None:
    answer, verdict, part = COMMENTS[name]
    fake = serve(invented(["2024-01"]))
    folder = workspace(fake)
    path = "/v0/item/30000001.json"
    fake.fault(path, answer)
    ran = scraper_here("run", folder)
    assert ran.code == 1
    assert f"hackernews: {verdict}: {fake.url}{path}: " in ran.err
    assert part in ran.err
    assert rows(folder, "SELECT count(*) FROM posting") == [(_POSTS - 1,)]
    assert scraper_here("run", folder).code == 0
    assert rows(folder, "SELECT count(*) FROM posting") == [(_POSTS,)]


def test_without_a_network_a_run_ends_with_3_and_says_so(workspace: Any) -> None:
    with FakeHackerNews(invented(["2024-01"])).running() as fake:
        folder = workspace(fake)
    ran = run_scraper("run", folder)
    assert ran.code == 3
    assert f"hackernews: failed: {fake.url}/v0/user/whoishiring.json: ConnectError" in ran.err
    assert "Traceback" not in ran.err
    assert rows(folder, 'SELECT DISTINCT outcome FROM "fetch"') == [("failed",)]


def test_recorded_dumps_with_a_bad_line_keep_the_rest_and_say_where(
    serve: Any, workspace: Any, tmp_path: Any
) -> None:
    folder = workspace(serve(invented(["2024-01"])))
    told = {
        "by": "a",
        "time": 1_700_000_000,
        "text": "Firm | Backend",
        "thread_id": 7,
        "thread_month": "2023-11",
    }
    lines = [json.dumps({"id": number, **told}) for number in (1, 2)]
    dump = tmp_path / "dump.jsonl"
    dump.write_text("\n".join([lines[0], '{"id": 3, "te', lines[1]]))
    ran = scraper_here("import", folder, "hackernews", str(dump))
    assert ran.code == 0, ran.err
    assert rows(folder, "SELECT posting_id FROM posting ORDER BY ALL") == [
        ("hackernews:1",),
        ("hackernews:2",),
    ]
    ((reason, detail),) = rows(folder, "SELECT reason, detail FROM reject")
    assert reason == "malformed"
    assert "line 2" in detail


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("backfill",), "source"),
        (("backfill", "hackernews"), "--since"),
        (("backfill", "hackernews", "--since", "2024"), "YYYY-MM"),
        (("backfill", "hackernews", "--since", "2024-01", "--until", "May"), "--until"),
        (("backfill", "nosuch", "--since", "2024-01"), "nosuch"),
        (("run", "--sauce", "x"), "--sauce"),
        (("replay", "no-such.warc.gz"), "no-such.warc.gz"),
    ],
)
def test_wrong_usage_ends_with_2_and_names_what_was_wrong(
    serve: Any, workspace: Any, arguments: tuple[str, ...], part: str
) -> None:
    fake = serve(invented(["2024-01"]))
    ran = scraper_here(arguments[0], workspace(fake), *arguments[1:])
    assert ran.code == 2
    assert part in ran.err
    assert not fake.log


def test_a_replay_without_archive_ends_with_3(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(["2024-01"])))
    ran = scraper_here("replay", folder)
    assert ran.code == 3
    assert str(folder / "raw") in ran.err


def test_a_file_that_is_no_archive_is_told_with_its_name_and_byte(serve: Any, workspace: Any) -> None:
    fake = serve(invented(["2024-01"]))
    folder = workspace(fake)
    assert scraper_here("backfill", folder, *_SINCE).code == 0
    before = tables(folder)
    other = folder / "raw" / "hackernews" / "9.warc.gz"
    other.write_bytes(b"this is no gzip member at all")
    ran = scraper_here("replay", folder, str(other))
    assert ran.code == 1
    assert f"{other}: the record at byte 0" in ran.err
    assert tables(folder) == before


def test_the_fake_serves_what_the_cases_break() -> None:
    assert len(algolia_tree(invented(["2024-01"])[0])["children"]) == _POSTS + 1
    assert len(CASES) > 10
    assert len(COMMENTS) > 3


@pytest.mark.parametrize("body", [b'{"hits": [', b'{"hits": []}', b"[]"])
def test_a_list_of_threads_that_tells_none_is_no_success(serve: Any, workspace: Any, body: bytes) -> None:
    fake = serve(invented(["2024-03"]))
    fake.fault(LISTING, Answer(body=body), times=9)
    folder = workspace(fake)
    ran = scraper_here("backfill", folder, "hackernews", "--since", "2024-01")
    assert ran.code == 3
    assert "search_by_date" in ran.err
    assert rows(folder, "SELECT count(*) FROM posting") == [(0,)]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("run", "--board", "nobody"), "'nobody'"),
        (("run", "--source", "nobody"), "'nobody'"),
        (
            ("backfill", "hackernews", "--since", "2024-02", "--until", "2024-01"),
            "2024-01 lies before 2024-02",
        ),
        (("backfill", "hackernews", "--since", "2024-13"), "2024-13"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_asks_nobody(
    serve: Any, workspace: Any, words: tuple[str, ...], told: str
) -> None:
    fake = serve(invented(["2024-03"]))
    folder = workspace(fake)
    verb, *rest = words
    ran = scraper_here(verb, folder, *rest)
    assert ran.code == 2
    assert told in ran.err
    assert fake.log == []


def test_what_was_said_and_reached_nobody_is_no_success(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(["2024-01"])))
    assert scraper_here("backfill", folder, "hackernews", "--since", "2024-01").code == 0
    command = [sys.executable, "-m", "scraper", "compare", "--workspace", str(folder)]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ran = subprocess.run(
            command, cwd=REPO, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False
        )
    assert ran.returncode not in {0, 1, 2}
    assert "No space left on device" in ran.stderr
    told = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=60, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert "1 source" in told.stdout
