"""A Hacker News over real HTTP on 127.0.0.1: both programming interfaces, from the same comments.

Algolia's search and item tree, Firebase's user and items, decoy threads, discussion below the postings, deleted and
dead comments, faults that can be switched on by path, and a log of what was asked. Nothing here waits longer than a
second.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import html
import json
import re
import socket
import struct
import threading
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

JSON = "application/json; charset=utf-8"
DAY_S = 86_400
_MONTH_NAMES = "January February March April May June July August September October November December".split()
# Offsets of invented ids, far from real ones.
_DECOY, _REPLY, _DELETED, _DEAD = 5_000_000_000, 6_000_000_000, 7_000_000_000, 8_000_000_000
_SHARED_MONTHS_OF_OTHERS = ("2011-01", "2011-02", "2011-03")


@dataclass(frozen=True)
class Comment:
    """A top-level comment as Firebase tells it; `text` in Hacker News' own HTML, None where there is none."""

    id: int
    by: str | None
    time: int
    text: str | None
    deleted: bool = False
    dead: bool = False


@dataclass(frozen=True)
class Thread:
    """A story with its top-level comments; `by` who opened it."""

    id: int
    title: str
    month: str
    comments: tuple[Comment, ...]
    by: str = "whoishiring"

    @property
    def time(self) -> int:
        return int(dt.datetime.fromisoformat(f"{self.month}-01T15:00:00+00:00").timestamp())


@dataclass(frozen=True)
class Answer:
    """What a fault sends in the place of the true answer."""

    body: bytes = b""
    status: int = 200
    content_type: str = JSON
    headers: tuple[tuple[str, str], ...] = ()
    reset: bool = False
    stated_length: int | None = None
    delay_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request that came in, and the status that it got (0: the connection was reset)."""

    path: str
    headers: dict[str, str]
    status: int


@dataclass
class FakeHackerNews:
    """Serves `threads`. `faults` maps a path to answers: each is used once, then the true one follows.

    With `validators`, answers carry an ETag and If-None-Match is honoured. `delay_s` slows every answer.
    """

    threads: tuple[Thread, ...]
    validators: bool = False
    most_hits: int = 20
    delay_s: float = 0.0
    faults: dict[str, list[Answer]] = field(default_factory=dict)
    log: list[Asked] = field(default_factory=list)
    _cache: dict[str, bytes | None] = field(default_factory=dict)
    _lock: Any = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._stories = {thread.id: thread for thread in (*self.threads, *_decoys(self.threads))}
        self._comments = {c.id: (c, t) for t in self._stories.values() for c in t.comments}
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[FakeHackerNews]:
        worker = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        worker.start()
        try:
            yield self
        finally:
            self._stopping.set()
            self._server.shutdown()
            worker.join()
            self._server.close_connections()
            self._server.server_close()

    def fault(self, path: str, *answers: Answer, times: int = 1) -> None:
        self.faults.setdefault(path, []).extend(answers * times)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def edit(self, thread_id: int, *comments: Comment) -> None:
        """Replace the comments of a thread, as time does."""
        with self._lock:
            old = self._stories[thread_id]
            new = Thread(old.id, old.title, old.month, comments, old.by)
            self._stories[thread_id] = new
            self.threads = tuple(new if thread.id == thread_id else thread for thread in self.threads)
            self._comments |= {comment.id: (comment, new) for comment in comments}
            self._cache.clear()

    def answer(self, path: str, headers: dict[str, str]) -> Answer:
        with self._lock:
            waiting = self.faults.get(path)
            given = waiting.pop(0) if waiting else self._true_answer(path, headers)
            self.log.append(Asked(path, headers, 0 if given.reset else given.status))
        self._stopping.wait(min(given.delay_s or self.delay_s, 1.0))
        return given

    def _true_answer(self, path: str, headers: dict[str, str]) -> Answer:
        if path not in self._cache:
            self._cache[path] = self._rendered(path)
        body = self._cache[path]
        if body is None:
            return Answer(b'{"status":404,"error":"not found"}', 404)
        if not self.validators:
            return Answer(body)
        etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return Answer(b"", 304, headers=(("ETag", etag),))
        return Answer(body, headers=(("ETag", etag),))

    def _rendered(self, path: str) -> bytes | None:
        url = urllib.parse.urlsplit(path)
        found: Any = None
        if url.path == "/api/v1/search_by_date":
            found = self._search(urllib.parse.parse_qs(url.query))
        elif match := re.fullmatch(r"/api/v1/items/(\d+)", url.path):
            thread = self._stories.get(int(match[1]))
            found = algolia_tree(thread) if thread else None
        elif url.path == "/v0/user/whoishiring.json":
            newest = sorted((t for t in self._stories.values() if t.by == "whoishiring"), key=_newness)
            found = {"id": "whoishiring", "karma": 1, "submitted": [thread.id for thread in newest]}
        elif match := re.fullmatch(r"/v0/item/(\d+)\.json", url.path):
            return json.dumps(self._item(int(match[1]))).encode()
        return None if found is None else json.dumps(found).encode()

    def _search(self, query: dict[str, list[str]]) -> dict[str, Any]:
        if query["tags"] != ["story,author_whoishiring"]:
            return {"hits": [], "page": 0, "nbPages": 0, "nbHits": 0}
        size = min(int(query["hitsPerPage"][0]), self.most_hits)
        page = int(query.get("page", ["0"])[0])
        ours = sorted((t for t in self._stories.values() if t.by == "whoishiring"), key=_newness)
        hits = [
            {
                "objectID": str(thread.id),
                "title": thread.title,
                "author": thread.by,
                "created_at": dt.datetime.fromtimestamp(thread.time, dt.UTC).isoformat(),
                "created_at_i": thread.time,
                "num_comments": len(thread.comments),
                "_tags": ["story", f"author_{thread.by}", f"story_{thread.id}", "ask_hn"],
            }
            for thread in ours
        ]
        pages = -(-len(hits) // size)
        return {"hits": hits[page * size :][:size], "page": page, "nbPages": pages, "nbHits": len(hits)}

    def _item(self, native: int) -> dict[str, Any] | None:
        if story := self._stories.get(native):
            return {
                "by": story.by,
                "descendants": len(story.comments),
                "id": story.id,
                "kids": [comment.id for comment in story.comments],
                "score": 1,
                "text": "Please state the place.",
                "time": story.time,
                "title": story.title,
                "type": "story",
            }
        if native not in self._comments:
            return None
        return firebase_item(*self._comments[native])


def firebase_item(comment: Comment, thread: Thread) -> dict[str, Any]:
    """A comment as Firebase tells it: flags are present only when true, and then by and text may be missing."""
    item: dict[str, Any] = {"id": comment.id, "parent": thread.id, "time": comment.time, "type": "comment"}
    told = {"by": comment.by, "text": comment.text, "deleted": comment.deleted, "dead": comment.dead}
    return item | {key: value for key, value in told.items() if value}


def algolia_tree(thread: Thread) -> dict[str, Any]:
    """A whole thread as Algolia tells it: dead comments are missing, deleted ones have neither author nor text."""
    children = [_algolia_child(thread, comment) for comment in thread.comments if not comment.dead]
    return {
        "id": thread.id,
        "created_at_i": thread.time,
        "type": "story",
        "author": thread.by,
        "title": thread.title,
        "url": None,
        "text": "<p>Please state the place.</p>",
        "points": 1,
        "children": children,
        "options": [],
    }


def _algolia_child(thread: Thread, comment: Comment) -> dict[str, Any]:
    gone = comment.deleted or comment.text is None
    replies = [_reply(thread, comment)] if comment.id % 10 == 0 else []
    return {
        "id": comment.id,
        "created_at_i": comment.time,
        "type": "comment",
        "author": None if comment.deleted else comment.by,
        "title": None,
        "text": None if gone else algolia_html(comment.text or "", odd=comment.id % 5 == 0),
        "points": None,
        "parent_id": thread.id,
        "story_id": thread.id,
        "children": replies,
        "options": [],
    }


def _reply(thread: Thread, comment: Comment) -> dict[str, Any]:
    return {
        "id": _REPLY + comment.id,
        "created_at_i": comment.time + 60,
        "type": "comment",
        "author": "somebody",
        "text": "<p>Discussion below a posting is no posting.</p>",
        "parent_id": comment.id,
        "story_id": thread.id,
        "children": [],
    }


def algolia_html(text: str, *, odd: bool) -> str:
    r"""Hacker News' own HTML as Algolia renders it: paragraphs wrapped, control characters escaped a second time.

    With `odd`, a space outside of tags becomes such a line end, too: that is white space, like any other.
    """
    written = (
        text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\u00ad", "\\u00AD")
    )
    first, mark, rest = written.partition("<")
    if odd:
        first = first.replace(". ", ".\\n", 1)
    return "".join(f"<p>{part}</p>" for part in (first + mark + rest).split("<p>"))


def _newness(thread: Thread) -> tuple[int, int]:
    return -thread.time, -thread.id


def _decoys(threads: Iterable[Thread]) -> Iterator[Thread]:
    """The two other threads that the same account opens each month."""
    for thread in threads:
        name = month_name(thread.month)
        for number, title in enumerate(("Who wants to be hired?", "Freelancer? Seeking freelancer?")):
            native = _DECOY + 10 * thread.id + number
            offer = Comment(native + _REPLY, f"seeker{number}", thread.time + 90, "I am looking for work.")
            yield Thread(native, f"Ask HN: {title} ({name})", thread.month, (offer,))


def month_name(month: str) -> str:
    year, number = month.split("-")
    return f"{_MONTH_NAMES[int(number) - 1]} {year}"


def recorded(folder: Path, years: Iterable[int]) -> tuple[Thread, ...]:
    """Threads of the recorded data, for some years; rows without a thread are not served."""
    threads: dict[tuple[int, str], list[Comment]] = {}
    for year in years:
        for row in rows_of(folder, year):
            threads.setdefault((row["thread_id"], row["thread_month"]), []).append(_comment_of(row))
    return tuple(_thread(native, month, comments) for (native, month), comments in sorted(threads.items()))


def rows_of(folder: Path, year: int) -> list[dict[str, Any]]:
    """Rows of a recorded year that have a thread."""
    with gzip.open(folder / f"{year}.jsonl.gz", "rt", encoding="utf-8") as file:
        return [row for row in map(json.loads, file) if row["thread_id"] is not None]


def _comment_of(row: dict[str, Any]) -> Comment:
    text = row["text"]
    if row["format"] == "plain":
        text = "<p>".join(html.escape(part) for part in re.split(r"\n+", text))
    return Comment(row["id"], row["by"], row["time"], text)


def _thread(native: int, month: str, comments: list[Comment]) -> Thread:
    by = "somebody" if month in _SHARED_MONTHS_OF_OTHERS else "whoishiring"
    return Thread(native, f"Ask HN: Who is Hiring? ({month_name(month)})", month, tuple(comments), by)


_PLACES = ("Utrecht", "Remote (Europe)", "Leipzig", "Porto", "Halifax")
_DUTIES = (
    "You keep the service that prints tide tables running.<p>It is written in Go &amp; runs on one machine.",
    "We deliver soup by bicycle. You write the route planner.<pre><code>  plan(stops)\n  ride(plan)\n</code></pre>",
    "Our queue is long. Yours would be <i>shorter</i>.<p>Stack: Python,\nPostgreSQL,\n\tno C:\\new, and non\u00adsense.",
    'We make looms. <a href="https:&#x2F;&#x2F;loom.example&#x2F;a&#x2F;way">https:&#x2F;&#x2F;loom.example&#x2F;a&#x2F;...</a>',
    "Write to jobs@example.test or call +31 30 123 4567.<p>It&#x27;s a &quot;real&quot; post.",
)


def invented(months: Iterable[str], *, posts: int = 6, first_id: int = 30_000_000) -> tuple[Thread, ...]:
    """Threads with sentences of this project's own, one a month; the third and fourth comment are deleted and dead."""
    return tuple(_invented(month, first_id + 1000 * number, posts) for number, month in enumerate(months))


def _invented(month: str, native: int, posts: int) -> Thread:
    thread = _thread(native, month, [])
    comments = [_post(native + 1 + number, thread.time + 60 * number) for number in range(posts)]
    gone = (
        Comment(_DELETED + native, None, thread.time + 5, None, deleted=True),
        Comment(_DEAD + native, "spammer", thread.time + 6, "Buy <i>nothing</i>.", dead=True),
    )
    return Thread(native, thread.title, month, (*comments[:2], *gone, *comments[2:]), thread.by)


def _post(native: int, time: int) -> Comment:
    place, duty = _PLACES[native % len(_PLACES)], _DUTIES[native // 3 % len(_DUTIES)]
    head = f"Firm {native % 7} | Backend Engineer {native} | {place} | Full-time<p>"
    return Comment(native, f"author{native % 4}", time, head + duty)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[socket.socket] = set()

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open.add(connection)
        return connection, address

    def close_request(self, request: Any) -> None:
        self._open.discard(request)
        super().close_request(request)

    def close_connections(self) -> None:
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error of the server."""


def _handler_of(fake: FakeHackerNews) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            asked = {key.lower(): value for key, value in self.headers.items()}
            _send(self, fake.answer(self.path, asked))

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Answer) -> None:
    if answer.reset:
        handler.close_connection = True
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return
    length = len(answer.body) if answer.stated_length is None else answer.stated_length
    handler.send_response(answer.status)
    for name, value in (("Content-Type", answer.content_type), *answer.headers):
        if value:
            handler.send_header(name, value)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.write(answer.body)
    if length != len(answer.body):
        handler.close_connection = True
