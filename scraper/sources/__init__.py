"""The sources: one small pure module each. The folder listing is the registry.

A source module knows one wire format: no network, no clock, no file, no host (hosts stand in `data/boards/NAME.toml`).
It must have

* ``MEDIA_TYPES``: content types that its payloads may have; another one is a failure, never empty;
* ``requests(board, window, state) -> Iterator[Request]``: where to begin, called once with board None and once a board
  (yield nothing in the case that does not apply). `state.now` is the time of the run, `state.read_at` the last good
  reading by board, for sources that are asked "since when";
* ``parse(payload) -> Iterator[Told]``: a Draft (`wire.posting` makes it), Posting, Reject or Listed for each record of the
  answer (also for one that is left out on purpose, else `total` does not agree); raises FetchFailed(outcome, reason) where it
  cannot be read, with outcome failed, gone, partial (what was yielded before is kept) or unknown.

and may have (the defaults stand in `SourceModule`)

* ``LISTINGS``: kinds of request whose pages together tell *all* postings of a board, so that a complete reading may close
  what it does not show. Default: the kind "list". Without any record, an answer of such a kind is `empty`;
* ``FEEDS``: kinds that tell only the newest postings (RemoteOK's 100): may be `empty`, and close nothing;
* ``IDS_OF_SOURCE``: True where native ids are unique over the source, not only over a board: ids have no board in them;
* ``follow(payload) -> Iterator[Request]``: what an answer leads to, asked of readable answers only: the next page
  (``page=payload.page + 1``, same kind and board; the path may be a whole link of the endpoint's own origin), details
  (``kind="detail", native_id=…, stamp=…``; parse gives Listed(native_id) for them in the list). A detail is not asked
  again while its stamp (a time or number that the list tells; any change makes it due) is the one answered before;
  without a stamp, once it was answered;
* ``is_last(payload) -> bool``: whether a page of a list is its last. Default: each is. Where a cap ends the paging, say
  False: the reading is then `partial` and closes nothing;
* ``total(payload) -> int | None``: records that the source declares for the whole list; fewer read make it partial;
* ``judge(payload) -> tuple[str, str | None] | None``: (outcome, reason) of an answer whose status means something else
  here (``("ok", None)``: parse it, whatever its status; USAJOBS 204 is empty; Workday 422 is gone). None: as usual
  (200 of the right type is parsed; 404, 410 and redirects to another host are gone; 401 and 403 blocked; else failed);
* ``recognise(url, public) -> str | None``: slug of the board that a public address belongs to, called with the board file's
  `public` and each of its `also`. Default: what stands at their ``{slug}``;
* ``newest(body) -> datetime | None``: time of the newest record of an imported dump.

Requests: ``Request(kind, endpoint, path, board=…, company=…)``. `endpoint` is a name of the board file's header; its
address may hold ``{slug}`` (also as a tenant's host: the slug is then checked to be a host label) or ``{1}``, ``{2}`` for the
parts of a slug with slashes. A slug in `path` goes through ``address.segment``. `json` makes it a POST; `headers` are
added. ``payload.public`` is the board file's `public` with the slug filled in. Places, times, words, money and JSON:
`scraper.wire`; XML: `scraper.feed`; HTML text: `scraper.text`.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import itertools
import pkgutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from scraper import address, feed, header, ladder, pay, places, sitemap, terms, text, times, vocabulary, wire
from scraper.model import FetchFailed

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator
    from types import ModuleType

    from scraper.model import Board, Payload, Record, Request, State, Told, Window


_READ_AT_ONCE = 32


def _follow_nothing(_payload: Payload) -> Iterator[Request]:
    return iter(())


def _slug_in(url: str, public: str) -> str | None:
    return address.slug_in(url, [public])


@dataclass(frozen=True)
class SourceModule:
    """What the rooms above use of a source module, with what holds where the module says nothing."""

    MEDIA_TYPES: Collection[str]
    requests: Callable[[Board | None, Window, State], Iterator[Request]]
    parse: Callable[[Payload], Iterator[Record]]
    LISTINGS: Collection[str] = frozenset({"list"})
    FEEDS: Collection[str] = frozenset()
    IDS_OF_SOURCE: bool = False
    follow: Callable[[Payload], Iterator[Request]] = _follow_nothing
    is_last: Callable[[Payload], bool] = lambda _payload: True
    total: Callable[[Payload], int | None] = lambda _payload: None
    judge: Callable[[Payload], tuple[str, str | None] | None] = lambda _payload: None
    recognise: Callable[[str, str], str | None] = _slug_in
    newest: Callable[[bytes], dt.datetime | None] = lambda _body: None

    @property
    def follows(self) -> bool:
        """Whether any answer leads to others."""
        return self.follow is not _follow_nothing


def adapted(module: Any) -> SourceModule:  # noqa: ANN401 - a module, whose names are what it chose to have
    """A module (or anything with its names) with the defaults where it says nothing."""
    names = [name for name in SourceModule.__dataclass_fields__ if hasattr(module, name)]
    told = {name: getattr(module, name) for name in names}
    return SourceModule(**told | {"parse": functools.partial(_read, module.parse)})


def _read(parse: Callable[[Payload], Iterator[Told]], payload: Payload) -> Iterator[Record]:
    """The records that a module's `parse` tells, with their texts read: some at once, few enough to stay in the processor's cache."""
    told = parse(payload)
    while True:
        some: list[Told] = []
        try:
            some.extend(itertools.islice(told, _READ_AT_ONCE))
        except FetchFailed:
            # Raised from here: an error kept in a name would keep this frame, and that the answer.
            yield from wire.read(some)
            raise
        if not some:
            return
        yield from wire.read(some)


@functools.cache
def discover() -> dict[str, SourceModule]:
    """All source modules by name."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    return {name: adapted(importlib.import_module(f"{__name__}.{name}")) for name in names}


def structs(name: str) -> list[type[msgspec.Struct]]:
    """The records that a source module decodes."""
    names = vars(importlib.import_module(f"{__name__}.{name}")).values()
    return [one for one in names if isinstance(one, type) and issubclass(one, msgspec.Struct)]


def _files(room: ModuleType) -> list[Path]:
    """The files of a room, of all its modules where it is a package."""
    file = Path(str(room.__file__))
    return sorted(file.parent.glob("*.py")) if file.name == "__init__.py" else [file]


@functools.cache
def parser_version(name: str) -> str:
    """Hash of the code that parses a source: a new parser replaces rows without making a new version of them."""
    used = (address, feed, header, ladder, pay, places, sitemap, terms, text, times, vocabulary, wire)
    files = (*map(_files, used), [places.PLACES, Path(__path__[0]) / f"{name}.py"])
    code = b"".join(path.read_bytes() for path in itertools.chain.from_iterable(files))
    return hashlib.blake2b(code, digest_size=6).hexdigest()
