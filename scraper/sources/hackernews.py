"""Hacker News, "Ask HN: Who is hiring?": a thread a month, a posting a top-level comment.

Knows three wire formats of the same comments: Algolia's search and item tree (history: a whole thread an answer),
Firebase's items (the current month: a comment an answer), and recorded dumps of comments as JSON lines. All give the
same postings: same ids, same text but for white space. Threads "Who wants to be hired?" and "Freelancer?" are not
ours. Format: shared notes 2.1; github.com/HackerNews/API; hn.algolia.com/api.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from typing import TYPE_CHECKING, Any

import msgspec

from scraper import header, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json", "application/x-ndjson"})
LISTINGS = frozenset({"thread", "story"})
IDS_OF_SOURCE = True
_LISTS_OF_THREADS = frozenset({"threads", "user"})

_OURS = re.compile(r"\s*ask hn:\s*who(?:'s|’s|\s+is)\s+hiring\b", re.IGNORECASE)
_IN_TITLE = re.compile(r"\((\w+)\s+(\d{4})\)")
_MONTHS = "january february march april may june july august september october november december".split()
# Algolia escapes twice. The recorded tree of 2014-05 has 1,224 line ends, 81 tabs, 15 soft hyphens and 13 backslashes
# written so, and not one plain line end or tab.
_ESCAPE = re.compile(r"\\[ntr\\]|(?:\\u[0-9A-Fa-f]{4})+")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
# Algolia wraps what Firebase tells as no text at all.
_PARAGRAPH = re.compile(r"</?p>")
# Newest submissions of the account to look through for the current thread: each month it opens three threads.
_LOOK_BACK = 12
# The longest of 97,093 recorded comments has 14,255 characters; ten times that is no advertisement.
_LONGEST = 150_000
_FORMATS = frozenset({"html", "plain"})
# Makes hashes of account names useless outside this project. It is no secret: it only has to be the same everywhere,
# so that what is scraped here joins the bundled history.
_SALT = b"skilltrend/hackernews/1"


class _Child(msgspec.Struct):
    id: int
    text: str | None = None
    author: str | None = None
    created_at_i: int | None = None


class _Tree(msgspec.Struct):
    children: list[_Child]


class _Hit(msgspec.Struct):
    objectID: str  # noqa: N815 - the wire's name
    title: str | None = None
    created_at_i: int | None = None


class _Hits(msgspec.Struct):
    hits: list[_Hit]
    page: int = 0
    nbPages: int = 1  # noqa: N815 - the wire's name


class _User(msgspec.Struct):
    submitted: list[int] = []


class _Item(msgspec.Struct):
    id: int
    type: str | None = None
    by: str | None = None
    time: int | None = None
    text: str | None = None
    title: str | None = None
    parent: int | None = None
    kids: list[int] = []
    deleted: bool = False
    dead: bool = False


class _Row(msgspec.Struct):
    """A line of a recorded dump."""

    id: int
    text: str
    time: int
    thread_month: str
    by: str | None = None
    format: str = "html"
    thread_id: int | None = None


def recognise(url: str, public: str) -> str | None:
    native = url.removeprefix(public)
    return native if native != url and native.isdigit() else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        if window.is_history:
            yield _thread(board.slug, board.month)
    elif window.is_history:
        yield _threads(0)
    else:
        yield Request("user", "firebase", "/v0/user/whoishiring.json")


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind == "threads":
        found = _decoded(payload, _Hits)
        for hit in found.hits:
            if _OURS.match(hit.title or ""):
                yield _thread(hit.objectID, _month(hit.title, hit.created_at_i))
        if found.page + 1 < found.nbPages:
            yield _threads(found.page + 1)
    elif payload.kind == "user":
        yield from _story([str(native) for native in _item(payload, _User).submitted[:_LOOK_BACK]])
    elif payload.kind == "story":
        yield from _after_story(payload)


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "thread":
        for child in _decoded(payload, _Tree).children:
            body = _unescaped(child.text or "")
            yield _record(payload, child.id, body, by=child.author, time=child.created_at_i)
    elif payload.kind == "story":
        yield from (Listed(str(kid)) for kid in _item(payload, _Item).kids if payload.board)
    elif payload.kind == "comment":
        yield _of_item(payload, _item(payload, _Item))
    elif payload.kind in _LISTS_OF_THREADS:
        _check_threads(payload)
    elif payload.kind == "dump":
        yield from _of_dump(payload)


def newest(body: bytes) -> dt.datetime | None:
    """Time of the newest record of a dump: it was read then or later (UTC)."""
    told = (int(found[1]) for found in re.finditer(rb'"time":\s*(\d+)', body))
    return max(filter(None, map(times.epoch, told)), default=None)


def _check_threads(payload: Payload) -> None:
    """Read a list of threads for what is wrong with it: it holds no record, but none at all is no answer."""
    if payload.kind == "threads":
        found = _decoded(payload, _Hits)
        told = bool(found.hits or found.page)
    else:
        told = bool(_item(payload, _User).submitted)
    if not told:
        raise FetchFailed("unknown", "tells no thread at all, where there are hundreds")


def _threads(page: int) -> Request:
    tags = "tags=story,author_whoishiring&hitsPerPage=1000"
    return Request("threads", "algolia", f"/api/v1/search_by_date?{tags}" + (f"&page={page}" if page else ""))


def _thread(slug: str, month: dt.date | None) -> Request:
    return Request("thread", "algolia", f"/api/v1/items/{slug}", board=slug, month=month)


def _story(ids: list[str]) -> Iterator[Request]:
    """The first of some submissions; the others follow if it is not the current thread."""
    if ids:
        yield Request("story", "firebase", f"/v0/item/{ids[0]}.json", board=ids[0], rest=tuple(ids[1:]))


def _after_story(payload: Payload) -> Iterator[Request]:
    try:
        item = _item(payload, _Item)
    except FetchFailed as failed:
        # A submission that is gone must not hide the thread behind it.
        yield from _story(list(payload.rest) if failed.outcome == "gone" else [])
        return
    if not _OURS.match(item.title or ""):
        yield from _story(list(payload.rest))
        return
    month = _month(item.title, item.time)
    for kid in map(str, item.kids):
        path = f"/v0/item/{kid}.json"
        yield Request("comment", "firebase", path, board=str(item.id), month=month, native_id=kid)


def _month(title: str | None, time: int | None) -> dt.date | None:
    """Month of a thread: as its title says, else when it was opened."""
    found = _IN_TITLE.search(title or "")
    if found and found[1].lower() in _MONTHS:
        return dt.date(int(found[2]), _MONTHS.index(found[1].lower()) + 1, 1)
    opened = times.epoch(time)
    return opened and opened.date().replace(day=1)


def _unescaped(text: str) -> str:
    r"""A text of Algolia's, which escapes twice: inside of it stand backslash and n, t, another, or uXXXX."""
    return _ESCAPE.sub(_escape_meant, text) if "\\" in text else text


def _escape_meant(found: re.Match[str]) -> str:
    units = found[0].split("\\u")[1:]
    if not units:
        return _ESCAPED[found[0][1]]
    return b"".join(int(unit, 16).to_bytes(2, "big") for unit in units).decode("utf-16-be", "replace")


def _of_item(payload: Payload, item: _Item) -> Told:
    if item.deleted or item.dead:
        return Reject(str(item.id), "deleted" if item.deleted else "dead", board=payload.board)
    if payload.board and item.parent is not None and str(item.parent) != payload.board:
        return Reject(str(item.id), "reply", f"answers {item.parent}, not the thread", payload.board)
    return _record(payload, item.id, item.text or "", by=item.by, time=item.time)


def _of_dump(payload: Payload) -> Iterator[Told]:
    decode = msgspec.json.Decoder(_Row).decode
    for number, line in enumerate(io.BytesIO(payload.body), start=1):
        try:
            row = decode(line.rstrip(b"\r\n"))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield Reject(None, "malformed", f"line {number}: {error}", payload.board)
            continue
        month = _named_month(row.thread_month)
        if month is None or row.format not in _FORMATS:
            what = f"thread_month: {wire.line(row.thread_month)!r:.40} is not a month (YYYY-MM)"
            what = "format: is neither html nor plain" if month else what
            yield Reject(str(row.id), "malformed", f"line {number}: {what}", payload.board)
            continue
        thread = None if row.thread_id is None else str(row.thread_id)
        yield _record(
            payload, row.id, row.text, by=row.by, time=row.time, month=month, board=thread, form=row.format
        )


def _named_month(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _record(  # noqa: PLR0913 - one call a wire format
    payload: Payload,
    native: int,
    body: str,
    *,
    by: str | None,
    time: int | None,
    month: dt.date | None = None,
    board: str | None = None,
    form: str = "html",
) -> Told:
    native_id, board = str(native), board or payload.board
    if len(body) > _LONGEST:
        detail = f"text of {len(body):,} characters; up to {_LONGEST:,} are read"
        return Reject(native_id, "oversized", detail, board)
    if not _PARAGRAPH.sub("", body).strip():
        return Reject(native_id, "no text", board=board)
    posted_at = times.epoch(time)
    if time is not None and posted_at is None:
        return Reject(native_id, "malformed", f"time: {time} is no time between 1970 and 2100", board)
    return wire.posting(
        payload,
        native_id,
        body,
        form=form,
        board=board,
        tells=_header,
        may_be_empty=True,
        author_hash=None if by is None else _hash(by),
        url=payload.public + native_id,
        month=month or payload.month,
        posted_at=posted_at,
    )


def _header(text: str) -> dict[str, Any]:
    """What the header line of a text states, as fields of a posting."""
    told = header.read(text)._asdict()
    return told | {"pay_source": told["pay_currency"] and "text"}


def _hash(by: str) -> str:
    return hashlib.blake2b(by.encode(), key=_SALT, digest_size=8).hexdigest()


def _decoded(payload: Payload, kind: type) -> Any:  # noqa: ANN401 - msgspec gives the type asked for
    try:
        return msgspec.json.decode(payload.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FetchFailed("failed", f"unreadable: {error} ({len(payload.body):,} bytes came)") from error


def _item(payload: Payload, kind: type) -> Any:  # noqa: ANN401 - the same
    """A Firebase answer; a missing item is the word null with status 200."""
    if payload.body.strip() == b"null":
        raise FetchFailed("gone", "answered null: there is no such item")
    return _decoded(payload, kind)
