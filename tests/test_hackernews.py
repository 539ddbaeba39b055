"""The source `hackernews`: which threads are ours, what becomes of each wire format, and what a run asks for."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import SHARED, rows, scraper_here, tables
from fake_hackernews import Answer, Comment, Thread, algolia_html, invented, rows_of

from scraper.model import FetchFailed, Listed, Payload, Posting, Reject, Window
from scraper.sources import discover, hackernews
from scraper.text import folded, html_lines, plain_lines

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = dt.datetime(2026, 11, 23, 12)  # noqa: DTZ001 - times of payloads are UTC without a zone


def payload(kind: str, content: object, **more: Any) -> Payload:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    headers = {"content-type": "application/json"}
    told = {"source": "hackernews", "url": "http://127.0.0.1/x", "fetched_at": NOW, "public": "https://p/"}
    return Payload(kind=kind, status=200, headers=headers, body=body, **(told | more))


def parsed(kind: str, content: object, **more: Any) -> list[Any]:
    return list(discover()["hackernews"].parse(payload(kind, content, **more)))


def followed(kind: str, content: object, **more: Any) -> Sequence[Any]:
    return list(hackernews.follow(payload(kind, content, **more)))


@pytest.mark.parametrize(
    "title",
    [
        "Ask HN: Who is hiring? (May 2014)",
        "Ask HN: Who is Hiring? (April 2011)",
        "Ask HN: Who's hiring?",
        "Ask HN: Who’s Hiring? (June 2012)",
    ],
)
def test_hiring_threads_are_ours(title: str) -> None:
    hits = {
        "hits": [{"objectID": "7", "title": title, "created_at_i": 1_398_949_361}],
        "page": 0,
        "nbPages": 1,
    }
    assert [request.path for request in followed("threads", hits)] == ["/api/v1/items/7"]


@pytest.mark.parametrize(
    "title",
    [
        "Ask HN: Who wants to be hired? (May 2014)",
        "Ask HN: Freelancer? Seeking freelancer? (May 2014)",
        "Ask HN: Who was hiring when you needed it?",
        "Who is hiring people to ask this?",
        "",
        None,
    ],
)
def test_threads_of_people_who_look_for_work_are_not_ours(title: str | None) -> None:
    hits = {"hits": [{"objectID": "7", "title": title, "created_at_i": 1}], "page": 0, "nbPages": 1}
    assert not followed("threads", hits)
    assert not followed("story", {"id": 7, "type": "story", "title": title, "kids": [8]})


def test_the_month_of_a_thread_is_that_of_its_title_not_of_its_opening() -> None:
    late = 1_396_310_400 - 3_600  # an hour before April 2014 begins
    hits = {"hits": [{"objectID": "7", "title": "Ask HN: Who is hiring? (April 2014)", "created_at_i": late}]}
    assert followed("threads", hits)[0].month == dt.date(2014, 4, 1)
    bare = {"hits": [{"objectID": "7", "title": "Ask HN: Who is hiring?", "created_at_i": late}]}
    assert followed("threads", bare)[0].month == dt.date(2014, 3, 1)


def test_the_listing_of_threads_is_read_to_its_last_page() -> None:
    assert "page=1" in followed("threads", {"hits": [], "page": 0, "nbPages": 2})[0].path
    assert not followed("threads", {"hits": [], "page": 1, "nbPages": 2})


def test_both_interfaces_and_a_dump_give_the_same_posting() -> None:
    text = "Aqueduct &amp; Sons | Backend | Utrecht<p>We lay pipes. Yours too.<p>Stack: Rust,\nPostgreSQL"
    time = 1_398_949_361
    tree = {"id": 1, "children": [
        {"id": 5, "author": "mason", "created_at_i": time, "text": algolia_html(text, odd=True), "children": [
            {"id": 6, "author": "x", "created_at_i": time, "text": "<p>A reply.</p>", "children": []}]}]}  # fmt: skip
    assert "\\n" in json.dumps(tree).replace("\\\\n", "\\n")
    item = {"id": 5, "by": "mason", "time": time, "text": text, "parent": 1, "type": "comment"}
    line = {"id": 5, "by": "mason", "time": time, "text": text, "thread_id": 1, "thread_month": "2014-05"}
    month = dt.date(2014, 5, 1)
    found = [
        *parsed("thread", tree, board="1", month=month),
        *parsed("comment", item, board="1", month=month),
        *parsed("dump", line),
    ]
    assert len(found) == 3, "the reply below is no posting"
    first = found[0]
    assert first.text.startswith("Aqueduct & Sons | Backend | Utrecht\nWe lay pipes. Yours too.\n")
    assert first.company == "Aqueduct & Sons"
    assert first.posted_at == dt.datetime(2014, 5, 1, 13, 2, 41)  # noqa: DTZ001 - UTC
    for other in found[1:]:
        assert folded(other.text) == folded(first.text)
        for name in ("native_id", "board", "month", "author_hash", "company", "posted_at", "url"):
            assert getattr(other, name) == getattr(first, name), name


def test_authors_are_kept_as_hashes_only() -> None:
    (found,) = parsed("comment", {"id": 5, "by": "mason", "time": 1, "text": "Some work", "parent": 1})
    assert found.author_hash
    assert "mason" not in repr(found)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        ({"id": 5, "time": 1, "parent": 1, "deleted": True}, "deleted"),
        ({"id": 5, "by": "x", "time": 1, "parent": 1, "dead": True, "text": "Cheap watches"}, "dead"),
        ({"id": 5, "by": "x", "time": 1, "parent": 1}, "no text"),
        ({"id": 5, "by": "x", "time": 1, "parent": 1, "text": "  \n "}, "no text"),
        ({"id": 5, "by": "x", "time": 1, "parent": 4, "text": "A reply"}, "reply"),
        ({"id": 5, "by": "x", "time": 1, "parent": 1, "text": "w " * 500_000}, "oversized"),
    ],
)
def test_what_cannot_become_a_posting_is_a_reject_with_its_reason(item: dict[str, Any], reason: str) -> None:
    (found,) = parsed("comment", item, board="1")
    assert isinstance(found, Reject)
    assert (found.native_id, found.reason, found.board) == ("5", reason, "1")


def test_a_list_of_ids_is_seen_not_parsed() -> None:
    story = {"id": 1, "type": "story", "title": "Ask HN: Who is hiring?", "time": 1, "kids": [5, 6]}
    assert parsed("story", story, board="1") == [Listed("5"), Listed("6")]


@pytest.mark.parametrize("body", [b"null", b" null\n"])
def test_a_missing_item_is_gone(body: bytes) -> None:
    with pytest.raises(FetchFailed, match="no such item") as failed:
        parsed("comment", body, board="1")
    assert failed.value.outcome == "gone"


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (b'{"children": [{"id": 5, "te', "truncated"),
        (b'{"children": [{"id": "five"}]}', r"\$.children\[0\].id"),
        (b'{"kids": []}', "children"),
        (b'{"children": [{"id": 5, "text": "\xff\xfe"}]}', "position|byte"),
        (b"<html>", "byte 0"),
        (b"", "truncated"),
        (b"null", "null"),
    ],
)
def test_an_unreadable_thread_says_where_it_breaks(body: bytes, place: str) -> None:
    with pytest.raises(FetchFailed, match=place) as failed:
        parsed("thread", body, board="1")
    assert failed.value.outcome == "failed"


def test_a_bad_line_of_a_dump_is_a_reject_with_its_number_and_the_rest_is_read() -> None:
    line = b'{"id": 5, "by": "x", "time": 1, "text": "Some work", "thread_id": 1, "thread_month": "2014-05"}'
    found = parsed("dump", b"\n".join([line, b'{"id": 6, "te', line.replace(b"5", b"7", 1)]))
    assert [type(record) for record in found] == [Posting, Reject, Posting]
    assert found[1].reason == "malformed"
    assert "line 2" in found[1].detail


def test_a_bad_month_of_a_dump_is_a_reject_and_the_rest_is_read() -> None:
    line = b'{"id": 5, "by": "x", "time": 1, "text": "Some work", "thread_id": 1, "thread_month": "2014-05"}'
    found = parsed("dump", b"\n".join([line.replace(b"2014-05", b"May 2014"), line.replace(b"5,", b"7,", 1)]))
    assert [(type(record), record.native_id) for record in found] == [(Reject, "5"), (Posting, "7")]
    assert found[0].reason == "malformed"
    assert found[0].detail == "line 1: thread_month: 'May 2014' is not a month (YYYY-MM)"


@pytest.mark.parametrize("time", [10**15, 10**30, -5])
def test_a_time_that_is_none_costs_its_comment_and_not_the_thread(time: int) -> None:
    good = {"id": 8, "text": "<p>We hire weavers.</p>", "author": "x", "created_at_i": 1_400_000_000}
    found = parsed("thread", {"children": [good | {"id": 7, "created_at_i": time}, good]}, board="1")
    assert [(type(record), record.native_id) for record in found] == [(Reject, "7"), (Posting, "8")]
    assert found[0].reason == "malformed"
    assert str(time) in found[0].detail
    newest = hackernews.newest(f'{{"time": {abs(time) * 10**12}}}\n{{"time": 1400000000}}'.encode())
    assert newest is not None
    assert newest.isoformat() == "2014-05-13T16:53:20"
    hits = {"hits": [{"objectID": "9", "title": "Ask HN: Who is hiring?", "created_at_i": time}]}
    assert [request.month for request in followed("threads", hits)] == [None]


def test_public_addresses_are_recognised() -> None:
    public = "https://news.ycombinator.com/item?id="
    assert hackernews.recognise(f"{public}123", public) == "123"
    assert hackernews.recognise("https://example.test/123", public) is None
    assert hackernews.recognise(f"{public}front", public) is None


def test_history_starts_with_the_listing_and_the_rows_the_present_with_the_account() -> None:
    from scraper.model import Board, State

    history, present = Window(since=dt.date(2011, 1, 1)), Window()
    row = Board("hackernews", "2057704", month=dt.date(2011, 1, 1))
    assert [r.kind for r in hackernews.requests(None, history, State())] == ["threads"]
    assert [r.path for r in hackernews.requests(row, history, State())] == ["/api/v1/items/2057704"]
    assert [r.kind for r in hackernews.requests(None, present, State())] == ["user"]
    assert not list(hackernews.requests(row, present, State()))


@pytest.mark.skipif(not (SHARED / "hn_wire").is_dir(), reason="../shared/data/hn_wire is missing")
def test_the_recorded_firebase_month_gives_the_recorded_postings() -> None:
    items = json.loads((SHARED / "hn_wire/firebase-items-2019-09.json").read_text())["comments"]
    (board,) = {str(item["parent"]) for item in items}
    found = [record for item in items for record in parsed("comment", item, board=board)]
    _same_as_recorded(found, 2019, "2019-09")
    struck = {r.native_id: r.reason for r in found if isinstance(r, Reject)}
    assert struck == {
        str(item["id"]): "deleted" if item.get("deleted") else "dead"
        for item in items
        if item.get("deleted") or item.get("dead")
    }
    assert {"deleted", "dead"} == set(struck.values())


@pytest.mark.skipif(not (SHARED / "hn_wire").is_dir(), reason="../shared/data/hn_wire is missing")
def test_the_recorded_algolia_thread_gives_the_recorded_postings() -> None:
    body = (SHARED / "hn_wire/algolia-items-2014-05.json").read_bytes()
    found = parsed("thread", body, board="7679431")
    _same_as_recorded(found, 2014, "2014-05")
    assert {r.reason for r in found if isinstance(r, Reject)} == {"no text"}
    assert sum(isinstance(r, Reject) for r in found) == 8


def _same_as_recorded(found: list[Any], year: int, month: str) -> None:
    recorded = {str(row["id"]): row for row in rows_of(SHARED / "hn", year) if row["thread_month"] == month}
    postings = {record.native_id: record for record in found if isinstance(record, Posting)}
    assert len(postings) > 300
    print(month, len(postings), len(recorded), len(postings.keys() ^ recorded.keys()))
    assert postings.keys() <= recorded.keys()
    for native, posting in postings.items():
        row = recorded[native]
        lines = html_lines if row["format"] == "html" else plain_lines
        assert folded(posting.text) == folded(lines(row["text"])), native
        assert posting.posted_at.replace(tzinfo=dt.UTC).timestamp() == row["time"], native


def test_an_edited_comment_becomes_a_new_version_and_a_deleted_one_is_closed(
    serve: Any, workspace: Any
) -> None:
    opened = int(dt.datetime.now(dt.UTC).timestamp()) - 600  # still inside the two hours of editing
    month = dt.datetime.now(dt.UTC).strftime("%Y-%m")
    stays = Comment(101, "a", opened, "Firm A | Backend<p>We weave.")
    edited = Comment(102, "b", opened, "Firm B | Backend<p>We mill.")
    leaves = Comment(103, "c", opened, "Firm C | Backend<p>We dye.")
    (base,) = invented([month])
    thread = Thread(base.id, base.title, month, (stays, edited, leaves))
    fake = serve((thread,))
    folder = workspace(fake)
    assert scraper_here("run", folder).code == 0
    gone = Comment(103, None, opened, None, deleted=True)
    fake.edit(thread.id, stays, Comment(102, "b", opened, "Firm B | Backend<p>We mill by night."), gone)
    assert scraper_here("run", folder).code == 0
    assert rows(folder, "SELECT native_id, text FROM posting ORDER BY ALL") == [
        ("101", "Firm A | Backend\nWe weave."),
        ("102", "Firm B | Backend\nWe mill by night."),
        ("103", "Firm C | Backend\nWe dye."),
    ]
    versions = rows(folder, "SELECT posting_id, text FROM posting_version")
    assert versions == [("hackernews:102", "Firm B | Backend\nWe mill.")]
    assert rows(folder, "SELECT native_id FROM posting WHERE closed_at IS NOT NULL") == [("103",)]
    assert rows(folder, "SELECT native_id, reason FROM reject") == [("103", "deleted")]
    before = tables(folder)
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == before


def test_the_newest_hiring_thread_is_found_behind_a_submission_that_is_missing(
    serve: Any, workspace: Any
) -> None:
    fake = serve(invented(["2024-02"]))
    folder = workspace(fake)
    newest = 5_000_000_000 + 10 * 30_000_000 + 1
    fake.fault(f"/v0/item/{newest}.json", Answer(b"null"))
    ran = scraper_here("run", folder)
    assert f"/v0/item/{newest}.json" in ran.err
    assert "no such item" in ran.err
    assert ran.code == 1
    assert rows(folder, "SELECT count(*) FROM posting") == [(6,)]


def test_an_unchanged_list_of_ids_extends_the_time_its_postings_were_last_seen(
    serve: Any, workspace: Any
) -> None:
    fake = serve(invented(["2024-02"]), validators=True)
    folder = workspace(fake)
    assert scraper_here("run", folder).code == 0
    before = rows(folder, "SELECT posting_id, last_seen_at FROM posting ORDER BY ALL")
    assert scraper_here("run", folder).code == 0
    story = "SELECT fetched_at FROM \"fetch\" WHERE kind = 'story' AND outcome = 'not_modified' AND board = '30000000'"
    ((again,),) = rows(folder, story)
    after = rows(folder, "SELECT posting_id, last_seen_at FROM posting ORDER BY ALL")
    assert len(before) == 6
    assert after == [(posting_id, again) for posting_id, _ in before]
    assert rows(folder, "SELECT count(*), count(DISTINCT posting_id) FROM sighting") == [(6, 6)]
    kept = tables(folder)
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == kept
