"""A few requests to one board, to see what it answers: for a board that is to be added, and for the daily look at a source.

Knows the way from a board to an answer that tells postings. Every answer goes through a WARC file, as those of a run do.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from scraper import archive, fetch, rows, sources
from scraper.model import Payload, Request, State, Window
from scraper.turns import SourceClosed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.model import Board, Record, Source, Validator
    from scraper.sources import SourceModule


@dataclass(frozen=True)
class Answer:
    """An answer and what it means. `lists`: it tells the postings of its board; `reached`: anybody answered so far."""

    payload: Payload
    outcome: str
    reason: str | None
    records: tuple[Record, ...]
    lists: bool
    reached: bool

    @property
    def told(self) -> str:
        """The outcome in words."""
        return f"{self.outcome} ({self.reason})" if self.reason else self.outcome


def answers(source: Source, board: Board | None, warc: Path, most: int) -> Iterator[Answer]:
    """Answers of a board, one by one as they are asked for, at most so many; details before further pages.

    Nothing comes of a source that asks nothing of such a board.
    """
    module = sources.discover()[source.module]
    queue = deque(_first(module, board))
    with archive.Archive(warc) as kept:
        heard = list[bool]()

        def keep(payload: Payload, earlier: Validator | None) -> None:
            kept.put(payload, earlier)
            heard.append(payload.status is not None)

        fetcher = fetch.Fetcher(source, keep, accept=module.MEDIA_TYPES)
        try:
            while queue and most:
                most -= 1
                answer = _understood(_got(fetcher, source, queue.popleft()), module, reached=any(heard))
                yield answer
                queue.extendleft(reversed(_followed(answer, module)))
        finally:
            fetcher.close()


def page(url: str, source: Source, warc: Path) -> Payload:
    """The page at an address, asked for with the manners of a source whose one endpoint it is."""
    with archive.Archive(warc) as kept:
        fetcher = fetch.Fetcher(source, kept.put, accept=("text/html", "application/xhtml+xml"))
        try:
            return _got(fetcher, source, Request("page", "page", url))
        finally:
            fetcher.close()


def _first(module: SourceModule, board: Board | None) -> Iterator[Request]:
    state = State(now=dt.datetime.now(dt.UTC).replace(tzinfo=None))
    for request in module.requests(board, Window(), state):
        yield replace(request, company=request.company or (board.company if board else None))


def _got(fetcher: fetch.Fetcher, source: Source, request: Request) -> Payload:
    """The answer; a source that asks for a long rest has failed, as far as a look at it goes."""
    try:
        return fetcher.get(request)
    except SourceClosed as closed:
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        url = source.endpoints[request.endpoint] + request.path
        return Payload(source.name, request.kind, url, now, outcome="failed", reason=str(closed))


def _understood(payload: Payload, module: SourceModule, *, reached: bool) -> Answer:
    outcome, reason, records = rows.understood(payload, module)
    lists = payload.kind in module.LISTINGS or payload.kind in module.FEEDS
    return Answer(payload, outcome, reason, tuple(records), lists, reached)


def _followed(answer: Answer, module: SourceModule) -> list[Request]:
    if answer.outcome not in {"ok", "empty"}:
        return []
    try:
        return sorted(module.follow(answer.payload), key=lambda request: request.native_id is None)
    except Exception:  # noqa: BLE001 - whatever a reader stumbles on, what it read before counts
        return []
