"""Board, window, state -> requests -> fetch -> archive -> follow, until dry.

Knows the order of a crawl and what need not be asked again. Failures are values: one bad answer never stops the
rest, and every one of them stands in the archive.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper import archive, fetch, outcome
from scraper.model import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from scraper.model import Payload, Request, Source, State, Window
    from scraper.sources import SourceModule


@dataclass(frozen=True)
class Crawl:
    """What one crawl of one source is to do."""

    source: Source
    module: SourceModule
    window: Window
    state: State
    boards: Collection[str] = ()
    deadline: float | None = None


@dataclass(frozen=True)
class Ended:
    """How a crawl ended: requests made, requests left, and why some were left."""

    made: int
    left: int
    reason: str | None = None


def crawl(job: Crawl, warc: Path, tell: Callable[[int, int, Payload], None]) -> Ended:
    """Fetch all that is due into one new WARC file.

    `tell(made, known, payload)` is called after each answer. An interrupt from the keyboard ends the crawl like a
    used-up budget: what came is kept.
    """
    queue, asked = deque(_first(job)), set[str]()
    made, reason = 0, None
    with archive.Archive(warc) as kept:
        fetcher = fetch.Fetcher(job.source, kept.put, job.deadline)
        try:
            while queue:
                # Left in the queue until it is answered: a stop in between leaves it for the next run.
                request = queue[0]
                if request.path not in asked and _due(job, request):
                    payload = _fetched(job, fetcher, request, warc.parent.parent)
                    asked.add(request.path)
                    made += 1
                    queue.extend(_followed(job, payload))
                    tell(made, made + len(queue) - 1, payload)
                queue.popleft()
        except (fetch.SourceClosed, KeyboardInterrupt) as stop:
            reason = str(stop) or "interrupted"
        finally:
            fetcher.close()
    left = {request.path for request in queue if request.path not in asked and _due(job, request)}
    return Ended(made, len(left), reason)


def _first(job: Crawl) -> Iterator[Request]:
    if not job.boards:
        yield from job.module.requests(None, job.window, job.state)
    for board in job.source.boards:
        if not job.boards or board.slug in job.boards:
            yield from job.module.requests(board, job.window, job.state)


def _due(job: Crawl, request: Request) -> bool:
    """Whether a request is inside the window and may bring something new."""
    return (
        job.window.covers(request.month)
        and request.board not in job.state.settled_boards
        and request.native_id not in job.state.settled_ids
    )


def _fetched(job: Crawl, fetcher: fetch.Fetcher, request: Request, raw: Path) -> Payload:
    """The answer; where it says "not modified", the earlier answer that it stands for."""
    earlier = job.state.validators.get(job.source.endpoints[request.endpoint] + request.path)
    if earlier is not None and not (raw / earlier.warc).is_file():
        earlier = None  # what an unchanged answer would stand for is not in the archive any more
    payload = fetcher.get(request, earlier)
    if payload.status == 304 and earlier is not None:
        return archive.recall(raw / earlier.warc, earlier.fetch_id) or payload
    return payload


def _followed(job: Crawl, payload: Payload) -> list[Request]:
    """What an answer leads to; nothing, where it cannot be read (the load says so, with its place)."""
    if outcome.of(payload, job.module.MEDIA_TYPES)[0] != "ok":
        return []
    try:
        return list(job.module.follow(payload))
    except FetchFailed:
        return []
