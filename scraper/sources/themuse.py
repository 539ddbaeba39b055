"""The Muse: postings of a category and level, newest first, in pages of its public API.

Knows the cap of a hundred pages (1,980 to 2,000 postings: the reading is then not whole and closes nothing), and that
403 with used-up quota is a throttle. A board is CATEGORY/LEVEL, or a category alone. `publication_date` is moved when
a posting is refreshed. Format: shared notes 2.7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from scraper import terms, times, wire
from scraper.model import Location, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset({"list"})
IDS_OF_SOURCE = True
# Page 100 and those behind it are answered with 400.
_PAGES = 100


class _Named(msgspec.Struct):
    name: str | None = None


class _Refs(msgspec.Struct):
    landing_page: str | None = None


class _Job(msgspec.Struct):
    id: int
    name: str
    contents: str | None = None
    publication_date: str | None = None
    locations: list[_Named] | None = None
    company: _Named | None = None
    refs: _Refs | None = None


class _Page(msgspec.Struct):
    results: list[msgspec.Raw]
    page_count: int | None = None
    total: int | None = None


def recognise(url: str, public: str) -> str | None:
    return "Software Engineering" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.board and payload.page < _PAGES and not is_last(payload):
        yield _page(payload.board, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """Where the declared pages end, or a page has no record; not where the cap ends them."""
    page = wire.decoded(payload, _Page)
    return not page.results or payload.page >= (page.page_count or payload.page)


def total(payload: Payload) -> int | None:
    return wire.decoded(payload, _Page).total


def judge(payload: Payload) -> tuple[str, str | None] | None:
    """403 with no request left is "too many", not "forbidden"."""
    if payload.status == 403 and payload.headers.get("x-ratelimit-remaining", "").strip() == "0":
        return "failed", "HTTP 403: the requests of this hour are used up (X-RateLimit-Remaining: 0)"
    return None


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.decoded(payload, _Page).results, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _page(slug: str, page: int) -> Request:
    category, _, level = slug.partition("/")
    query = f"category={quote(category, safe='')}" + (f"&level={quote(level, safe='')}" if level else "")
    # Their first page is 0.
    path = f"/api/public/jobs?{query}&page={page - 1}&descending=true"
    return Request("list", "api", path, board=slug, page=page)


def _posting(payload: Payload, job: _Job) -> Told:
    names = [place.name for place in job.locations or [] if place.name]
    return wire.posting(
        payload,
        str(job.id),
        job.contents,
        company=wire.line(job.company.name if job.company else None),
        title=wire.line(job.name),
        url=wire.link(job.refs.landing_page if job.refs else None),
        workplace=terms.workplace_in(*names),
        posted_at=times.instant(job.publication_date),
        **wire.places_told(*_places(names)),
    )


def _places(names: list[str]) -> Iterator[Location]:
    """Places; "Flexible / Remote" is none."""
    return (wire.place(name) for name in names if terms.workplace_in(name) is None)
