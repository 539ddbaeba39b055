"""Every source over real HTTP on 127.0.0.1: the recorded forms of `golden/`, and all that goes wrong on the way.

A `FakeInternet` serves answers by path, with faults of the transport: resets, bodies that are cut or drip, gzip bombs,
redirects. `sources_of` lays the recorded forms out as boards of every source, a board a form, and writes board files that
lead here: each endpoint becomes `http://127.0.0.1:PORT/SOURCE/ENDPOINT/SLUG`. Nothing here waits longer than a few seconds.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import gzip
import hashlib
import json
import os
import re
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urlsplit

from fake_hackernews import _Server

from scraper import address, boards
from scraper.model import Board, Payload, State, Window
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Request, Source
    from scraper.sources import SourceModule

REPO = Path(__file__).resolve().parent.parent
GOLDEN = Path(__file__).parent / "golden"
JSON = "application/json"
NOW = dt.datetime.now(dt.UTC).replace(tzinfo=None)
BOMB = gzip.compress(b"\0" * (64 * 1024 * 1024), compresslevel=9)


@dataclass(frozen=True)
class Answer:
    """What a path answers. `drip_s`: seconds between two bytes of the body; `reset`: the connection breaks off."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", JSON),)
    reset: bool = False
    stated_length: int | None = None
    drip_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    """One request that came in, with the times when it came and when it was answered."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    begun: float
    ended: float


@dataclass
class FakeInternet:
    """Serves `answers` by path; `once` are used up first. With `validators`, answers carry an ETag that is honoured.

    A path that nothing is said of is a missing page; robots.txt allows everything.
    """

    answers: dict[str, Answer] = field(default_factory=dict)
    once: dict[str, list[Answer]] = field(default_factory=dict)
    validators: bool = False
    delay_s: float = 0.0
    log: list[Asked] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._stopping, self._lock = threading.Event(), threading.Lock()
        self._server = _Server(("127.0.0.1", 0), _handler_of(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.answers.setdefault("/robots.txt", Answer(b"User-agent: *\nAllow: /\n"))

    @contextlib.contextmanager
    def running(self) -> Iterator[FakeInternet]:
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

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """The answer to a path; the body of a POST stands behind its path like in the archive."""
        with self._lock:
            waiting = self.once.get(path)
            if waiting:
                return waiting.pop(0)
            key = f"{path}#{_compact(body)}" if body else path
            given = self.answers.get(key) or self.answers.get(path)
        if given is None:
            return Answer(b'{"error": "there is no such page"}', 404)
        if not self.validators or given.status != 200:
            return given
        etag = f'"{hashlib.sha256(given.body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == etag:
            return Answer(b"", 304, (("ETag", etag),))
        return dataclasses.replace(given, headers=(*given.headers, ("ETag", etag)))

    def wait(self, seconds: float) -> None:
        self._stopping.wait(min(seconds, 3.0))


def _compact(body: bytes) -> str:
    return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":"))


def _handler_of(fake: FakeInternet) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 20

        def do_GET(self) -> None:
            self.do_any()

        def do_POST(self) -> None:
            self.do_any()

        def do_any(self) -> None:
            begun = time.monotonic()
            told = {key.lower(): value for key, value in self.headers.items()}
            body = self.rfile.read(int(told.get("content-length", 0)))
            if fake.delay_s:
                fake.wait(fake.delay_s)
            answer = fake.answer(self.path, told, body)
            ended = time.monotonic()
            fake.log.append(Asked(self.command, self.path, told, body, begun, ended))
            with contextlib.suppress(ConnectionError):
                _send(self, answer, fake)

        def log_message(self, *_arguments: Any) -> None:
            pass

    return Handler


def _send(handler: BaseHTTPRequestHandler, answer: Answer, fake: FakeInternet) -> None:
    if answer.reset:
        handler.close_connection = True
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return
    length = len(answer.body) if answer.stated_length is None else answer.stated_length
    handler.send_response(answer.status)
    for name, value in answer.headers:
        handler.send_header(name, value)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()
    if answer.drip_s:
        for byte in answer.body:
            handler.wfile.write(bytes([byte]))
            fake.wait(answer.drip_s)
    else:
        handler.wfile.write(answer.body)
    if length != len(answer.body):
        handler.close_connection = True


PAGE = (("Content-Type", "text/html; charset=utf-8"),)
# What may happen to any source: the answer, and what becomes of the board.
FAULTS: dict[str, tuple[Answer, str]] = {
    "fault-page-with-200": (Answer(b"<html>Please wait</html>", headers=PAGE), "failed"),
    "fault-no-such-board": (Answer(b"<html>Not found</html>", 404, PAGE), "gone"),
    "fault-was-removed": (Answer(b"{}", 410, PAGE), "gone"),
    "fault-led-to-the-vendor": (Answer(b"", 302, (("Location", "http://vendor.invalid/"),)), "gone"),
    "fault-led-inside": (Answer(b"", 302, (("Location", "http://127.0.0.2:9/latest/meta-data"),)), "gone"),
    "fault-forbidden": (Answer(b"{}", 403), "blocked"),
    "fault-slow-down": (Answer(b"{}", 429), "failed"),
    "fault-broken-server": (Answer(b"{}", 503), "failed"),
    "fault-reset": (Answer(reset=True), "failed"),
    "fault-cut-off": (Answer(b'{"jobs": [', stated_length=900), "failed"),
    "fault-no-type": (Answer(b"{}", headers=()), "failed"),
    "fault-gzip-bomb": (
        Answer(BOMB, headers=(("Content-Type", JSON), ("Content-Encoding", "gzip"))),
        "partial",
    ),
    "fault-not-gzip": (
        Answer(b"{}{}{}", headers=(("Content-Type", JSON), ("Content-Encoding", "gzip"))),
        "failed",
    ),
    "fault-other-packing": (
        Answer(b"{}", headers=(("Content-Type", JSON), ("Content-Encoding", "br"))),
        "failed",
    ),
}

# Each costs three tries with pauses between them, whatever the source: a few sources of different kinds are enough.
_TRIED_AGAIN = frozenset(
    {"fault-slow-down", "fault-broken-server", "fault-reset", "fault-cut-off", "fault-not-gzip"}
)
_PATIENT = frozenset({"greenhouse", "lever_eu", "teamtailor", "workday", "remotive"})
# Jobicy says with 404 that nothing matches: a page in its place is a failure, not a board that is gone.
ODD = {("jobicy", "fault-no-such-board"): "failed"}


@dataclass(frozen=True)
class Form:
    """A recorded form, as a board: its slug, the answer, and what it means."""

    slug: str
    asked: dict[str, Any]
    answer: Answer
    outcome: str
    postings: int


def forms(module: str) -> list[Form]:
    """The recorded forms of a source module."""
    return [_form(path.parent) for path in sorted(GOLDEN.glob(f"{module}/*/payload"))]


def _form(case: Path) -> Form:
    asked = json.loads((case / "request.json").read_text())
    told = {key.title(): value for key, value in asked.get("headers", {}).items()}
    told |= {"Content-Type": asked["content_type"]} if "content_type" in asked else {}
    told |= {"Location": asked["location"]} if "location" in asked else {}
    answer = Answer((case / "payload").read_bytes(), asked.get("status", 200), tuple(told.items()))
    rows = json.loads((case / "rows.json").read_text()) if (case / "rows.json").exists() else []
    error = json.loads((case / "error.json").read_text()) if (case / "error.json").exists() else {}
    outcome = error.get("outcome") or ("ok" if rows else "empty")
    postings = len({row["posting"] for row in rows if "posting" in row})
    return Form(case.name, asked, answer, outcome, postings)


@dataclass
class Laid:
    """A source laid out on a fake internet: its board file, and by board what is to become of it."""

    source: Source
    outcomes: dict[str, str]
    postings: dict[str, int]


def lay_out(fake: FakeInternet, shipped: Source, *, faults: bool = True) -> Laid:
    """Serve the forms of a source (and faults of the transport) as its boards.

    Forms that are no beginning (details, later pages) are served where a beginning leads to them.
    """
    module, known = discover()[shipped.module], forms(shipped.module)
    source = _at(shipped, fake.url)
    laid = Laid(dataclasses.replace(source, boards=()), {}, {})
    first = _first(module, shipped, "probe")
    begins = [form for form in known if form.asked["kind"] == first.kind and form.asked.get("page", 1) == 1]
    begins = [form for form in begins if form.answer.status != 429 or not _asks_a_day(form)]
    served: list[tuple[str, Answer, str, int]] = [
        (_slug(shipped, form.slug), form.answer, form.outcome, form.postings) for form in begins
    ]
    if faults and len(_begins(module, shipped, _slug(shipped, "probe"))) == 1:
        served = _mixed(shipped, served, _faults(shipped))
    if _path(source, _first(module, source, "another")) == _path(source, _first(module, source, "probe")):
        served = [one for one in served if one[2] == "ok"][:1]  # one address, whatever the board
    for slug, answer, outcome, postings in served:
        board = Board(source.name, slug, "Exemplar Looms")
        laid.source = dataclasses.replace(laid.source, boards=(*laid.source.boards, board))
        laid.outcomes[slug], laid.postings[slug] = outcome, postings
        for request in _begins(module, source, slug):
            fake.answers[_path(source, request)] = answer
            _serve_behind(fake, source, module, request, answer, known)
    return laid


def _faults(source: Source) -> list[Any]:
    told = {
        name: fault for name, fault in FAULTS.items() if source.name in _PATIENT or name not in _TRIED_AGAIN
    }
    told |= {
        fault: (FAULTS[fault][0], outcome) for (name, fault), outcome in ODD.items() if name == source.name
    }
    return [(_slug(source, name), answer, outcome, 0) for name, (answer, outcome) in told.items()]


def _asks_a_day(form: Form) -> bool:
    return any(name == "Retry-After" for name, _ in form.answer.headers)


def _mixed(source: Source, known: list[Any], bad: list[Any]) -> list[Any]:
    """Faults, recorded forms and a good one in turn, so that no run of failures ends the source."""
    good = next(one for one in known if one[2] == "ok")
    out = []
    for number in range(max(len(known), len(bad))):
        out += [*bad[number : number + 1], *known[number : number + 1]]
        out.append((_slug(source, f"good-{number}"), *good[1:]))
    return out


def _first(module: SourceModule, source: Source, name: str) -> Request:
    return _begins(module, source, _slug(source, name))[0]


def _begins(module: SourceModule, source: Source, slug: str) -> list[Request]:
    """What a run asks of a board at first: one list, or several."""
    return list(module.requests(Board(source.name, slug, "Exemplar Looms"), Window(), State(now=NOW)))


def _slug(source: Source, name: str) -> str:
    """A slug of the source's kind: Workday's are a host and a site."""
    two = (
        any("{2}" in text for text in (source.public, *source.endpoints.values())) or source.name == "workday"
    )
    return f"{name}.wd5.work.example/Site" if two else name


def _path(source: Source, request: Request) -> str:
    url = address.url_of(source.endpoints[request.endpoint], request.board, request)
    for number, name in enumerate(source.key_env, start=1):
        url = url.replace(f"{{key{number}}}", os.environ[name])
    bare, body = urldefrag(url)
    parts = urlsplit(bare)
    return parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{body}" if body else "")


def _serve_behind(  # noqa: PLR0913, PLR0917 - a small recursion with all that it needs
    fake: FakeInternet,
    source: Source,
    module: SourceModule,
    request: Request,
    answer: Answer,
    known: list[Form],
    depth: int = 2,
) -> None:
    """Serve what an answer leads to, from forms of that kind."""
    headers = {name.lower(): value for name, value in answer.headers}
    payload = Payload(
        source.name,
        request.kind,
        f"{source.endpoints[request.endpoint]}{request.path}",
        State().asked_at or __import__("datetime").datetime(2026, 11, 25),
        board=request.board,
        public=address.filled(source.public, request.board),
        page=request.page,
        status=answer.status,
        headers=headers,
        body=answer.body,
    )
    try:
        led = list(module.follow(payload))
    except Exception:  # noqa: BLE001 - an answer that cannot be read leads nowhere
        return
    for more in led:
        form = _form_for(more, known)
        if form is not None and more.board and _path(source, more) not in fake.answers and depth:
            fake.answers[_path(source, more)] = form.answer
            _serve_behind(fake, source, module, more, form.answer, known, depth - 1)


def _form_for(request: Request, known: list[Form]) -> Form | None:
    fitting = [
        form for form in known if form.asked["kind"] == request.kind and form.outcome in {"ok", "empty"}
    ]
    if request.native_id is not None:
        of_it = [form for form in fitting if form.asked.get("native_id") == request.native_id]
        return max(of_it, key=lambda form: form.postings, default=None)
    return next((f for f in fitting if f.asked.get("page", 1) == request.page), None)


def _at(source: Source, url: str) -> Source:
    """The source with its endpoints here, no spacing, and robots.txt as shipped."""
    endpoints = {
        name: f"{url}/{source.name}/{name}{_holes(endpoint)}{urlsplit(endpoint).path}"
        for name, endpoint in source.endpoints.items()
    }
    return dataclasses.replace(
        source,
        endpoints=endpoints,
        spacing_s=dict.fromkeys(endpoints, 0.0),
        host_group=source.name,
        enabled=True,
        reason=None,
        budget=None,
    )


def _holes(endpoint: str) -> str:
    """The places for slugs of an endpoint's host, as parts of a path."""
    return "".join(f"/{hole}" for hole in re.findall(r"\{(?:slug|\d)\}", urlsplit(endpoint).netloc))


def write(folder: Path, source: Source) -> Path:
    """A source as a board file."""
    quoted = json.dumps
    lines = [f"{key} = {quoted(getattr(source, key))}" for key in ("module", "title", "terms", "public")]
    lines += [f"checked = {source.checked}", f"min_interval_h = {source.min_interval_h}"]
    lines += [f"{name} = {quoted(value)}" for name, value in source.endpoints.items()]
    lines += [f"truncated = {quoted(source.truncated)}", f"key_env = {quoted(source.key_env)}"]
    lines += [f"host_group = {quoted(source.host_group)}"] if source.host_group else []
    lines += [f"budget = {source.budget}"] if source.budget is not None else []
    if source.credit:
        lines += [f"credit = {{ text = {quoted(source.credit[0])}, link = {quoted(source.credit[1])} }}"]
    for table in ("spacing_s", "robots", "headers"):
        pairs = ", ".join(f"{quoted(key)} = {quoted(value)}" for key, value in getattr(source, table).items())
        lines += [f"{table} = {{ {pairs} }}"] if pairs else []
    for board in source.boards:
        lines += ["", "[[board]]", f"slug = {quoted(board.slug)}"]
        lines += [f"company = {quoted(board.company)}"] if board.company else []
    path = folder / "boards" / f"{source.name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def shipped() -> dict[str, Source]:
    """All shipped board files, but Hacker News, which has a fake of its own, and career pages (test_source_jsonld.py).

    A crawl of career pages begins with robots.txt, where no answer is a failure.
    """
    known = boards.load(REPO / "data" / "boards", discover())
    return {name: source for name, source in known.items() if source.module not in {"hackernews", "jsonld"}}


def lay_out_all(fake: FakeInternet, folder: Path) -> dict[str, Laid]:
    """Every source on one fake internet, and its board files in a workspace."""
    laid = {name: lay_out(fake, source) for name, source in shipped().items()}
    for one in laid.values():
        write(folder, one.source)
    return laid
