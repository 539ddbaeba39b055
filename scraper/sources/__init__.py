"""The sources: one small pure module each. The folder listing is the registry.

A source module knows one wire format. It has

* ``MEDIA_TYPES``: content types that its payloads may have;
* ``LISTINGS``: kinds of payload that tell all postings of a board at once;
* ``IDS_OF_SOURCE``: whether native ids are unique over the source, not only over a board;
* ``recognise(url, public) -> str | None``: slug of the board that a public address belongs to;
* ``requests(board, window, state) -> Iterator[Request]``: where to begin (board None: once a source);
* ``follow(payload) -> Iterator[Request]``: what an answer leads to;
* ``parse(payload) -> Iterator[Record]``: postings, rejects and names in it; raises FetchFailed where the
  answer cannot be read;
* ``newest(body) -> datetime | None``: time of the newest record of an imported dump.
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import pkgutil
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from scraper import header, pay, places, text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator

    from scraper.model import Board, Payload, Record, Request, State, Window


class SourceModule(Protocol):
    """What the rooms above use of a source module."""

    MEDIA_TYPES: Collection[str]
    LISTINGS: Collection[str]
    IDS_OF_SOURCE: bool

    def recognise(self, url: str, public: str) -> str | None: ...
    def requests(self, board: Board | None, window: Window, state: State) -> Iterator[Request]: ...
    def follow(self, payload: Payload) -> Iterator[Request]: ...
    def parse(self, payload: Payload) -> Iterator[Record]: ...
    def newest(self, body: bytes) -> dt.datetime | None: ...


def discover() -> dict[str, SourceModule]:
    """All source modules by name."""
    names = [info.name for info in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}") for name in names}


@functools.cache
def parser_version(name: str) -> str:
    """Hash of the code that parses a source: a new parser replaces rows without making a new version of them."""
    rooms = (text.__file__, header.__file__, places.__file__, pay.__file__)
    files = (*map(Path, rooms), places.PLACES, Path(__path__[0]) / f"{name}.py")
    code = b"".join(path.read_bytes() for path in files)
    return hashlib.blake2b(code, digest_size=6).hexdigest()
