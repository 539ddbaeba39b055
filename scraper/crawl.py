"""Board, window, state -> requests -> fetch -> archive -> follow, until dry.

Knows the order of a crawl, what need not be asked again, and when a source has had enough. Failures are values: one bad
answer never stops the rest, and every one of them stands in the archive.
"""

from __future__ import annotations

import datetime as dt
import os
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from scraper import address, archive, fetch, outcome
from scraper.turns import SourceClosed, Turns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from scraper.model import Board, Payload, Request, Source, State, Window
    from scraper.sources import SourceModule

# So many requests in a row that fail, each after its attempts, end a source for this run.
BREAK_AFTER = 8
_LONG_AGO = dt.datetime.min  # noqa: DTZ901 - times of the store are UTC without a zone


@dataclass(frozen=True)
class Crawl:
    """What one crawl of one source is to do. `turns` are shared with the other sources of the run."""

    source: Source
    module: SourceModule
    window: Window
    state: State
    boards: Collection[str] = ()
    turns: Turns = field(default_factory=Turns)


@dataclass(frozen=True)
class Ended:
    """How a crawl ended: requests made, requests left, and why some were left."""

    made: int
    left: int
    reason: str | None = None


def not_due(job: Crawl) -> str | None:
    """Why a source is not to be asked in this run; None where it is due."""
    source, state = job.source, job.state
    now = state.now or _LONG_AGO
    missing = [name for name in source.key_env if not os.environ.get(name)]
    if missing:
        return f"needs the environment variable {' and '.join(missing)}"
    if state.closed_until is not None and state.closed_until > now:
        return f"asked to be left alone until {state.closed_until:%Y-%m-%d %H:%M} UTC"
    rested = state.asked_at is None or state.asked_at + dt.timedelta(hours=source.min_interval_h) <= now
    if not rested and not job.window.is_history:
        return f"was asked less than {source.min_interval_h:g} h ago, as often as its board file allows"
    return None


def crawl(job: Crawl, warc: Path, tell: Callable[[int, int, Payload], None]) -> Ended:
    """Fetch all that is due into one new WARC file.

    `tell(made, known, payload)` is called after each answer. A stop of the run ends the crawl like a used-up budget: what
    came is kept.
    """
    queue, asked = deque(_first(job)), set[str]()
    made, in_a_row, reason = 0, 0, None
    with archive.Archive(warc) as kept:
        fetcher = fetch.Fetcher(job.source, kept.put, job.turns, job.module.MEDIA_TYPES)
        try:
            while queue:
                # Left in the queue until it is answered: a stop in between leaves it for the next run.
                request = queue[0]
                url = _url(job, request)
                if url not in asked and _due(job, request):
                    _check_budget(job, made, in_a_row)
                    payload = _fetched(job, fetcher, request, url, warc.parent.parent)
                    asked.add(url)
                    made += 1
                    verdict = _verdict(job, payload)
                    in_a_row = in_a_row + 1 if _is_trouble(verdict, payload) else 0
                    queue.extend(_followed(job, payload, verdict))
                    tell(made, made + len(queue) - 1, payload)
                queue.popleft()
        except SourceClosed as stop:
            reason = str(stop)
        finally:
            fetcher.close()
    urls = {_url(job, request) for request in queue if _due(job, request)}
    return Ended(made, len(urls - asked), reason)


def _first(job: Crawl) -> Iterator[Request]:
    """Requests to begin with: boards that were read longest ago first, so that a budget goes round."""
    if not job.boards:
        yield from job.module.requests(None, job.window, job.state)
    chosen = [board for board in job.source.boards if _is_chosen(job, board)]
    for board in sorted(chosen, key=lambda board: job.state.read_at.get(board.slug, _LONG_AGO)):
        for request in job.module.requests(board, job.window, job.state):
            yield replace(request, company=request.company or board.company)


def _is_chosen(job: Crawl, board: Board) -> bool:
    return board.retired is None and (not job.boards or board.slug in job.boards)


def _url(job: Crawl, request: Request) -> str:
    """What tells two requests apart: the address, or what cannot become one."""
    endpoint = job.source.endpoints[request.endpoint]
    try:
        return address.url_of(endpoint, request.board, request)
    except ValueError:
        return endpoint + request.path


def _due(job: Crawl, request: Request) -> bool:
    """Whether a request is inside the window and may bring something new."""
    return (
        job.window.covers(request.month)
        and request.board not in job.state.settled_boards
        and not _is_settled(job, request)
    )


def _is_settled(job: Crawl, request: Request) -> bool:
    """Whether a detail was answered before, under the stamp that its list tells now."""
    board = None if job.module.IDS_OF_SOURCE else request.board
    return request.native_id is not None and (board, request.native_id, request.stamp) in job.state.settled


def _check_budget(job: Crawl, made: int, in_a_row: int) -> None:
    if in_a_row >= BREAK_AFTER:
        raise SourceClosed(f"{in_a_row} requests in a row failed")
    if job.source.budget is not None and made >= job.source.budget:
        raise SourceClosed(f"its board file allows {job.source.budget:,} requests a run")


def _fetched(job: Crawl, fetcher: fetch.Fetcher, request: Request, url: str, raw: Path) -> Payload:
    """The answer; where it says "not modified" and leads further, the earlier answer that it stands for."""
    earlier = job.state.validators.get(url)
    if earlier is not None and not (raw / earlier.warc).is_file():
        earlier = None  # what an unchanged answer would stand for is not in the archive any more
    payload = fetcher.get(request, earlier)
    if payload.status == 304 and earlier is not None and job.module.follows:
        return archive.recall(raw / earlier.warc, earlier.offset, earlier.fetch_id) or payload
    return payload


def _verdict(job: Crawl, payload: Payload) -> str:
    return outcome.of(payload, job.module.MEDIA_TYPES, job.module.judge)[0]


def _is_trouble(verdict: str, payload: Payload) -> bool:
    """Whether an answer says that the host has had enough, or is not there; a rule of robots.txt is no trouble."""
    return verdict == "failed" or (verdict == "blocked" and payload.status is not None)


def _followed(job: Crawl, payload: Payload, verdict: str) -> list[Request]:
    """What an answer leads to; nothing, where it cannot be read (the load says so, with its place)."""
    if verdict != "ok":
        return []
    try:
        found = list(job.module.follow(payload))
    except Exception:  # noqa: BLE001 - whatever a reader stumbles on, the boards beside it are read
        return []
    return [replace(request, company=request.company or payload.company) for request in found]
