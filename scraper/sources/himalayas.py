"""Himalayas: the newest pages of its remote postings, of about 100,000, through its public API.

Knows the cursor that leads to the next page, times in seconds, and places as names or as objects. A whole reading would
be 5,000 requests: only the newest pages are read, and what is not among them is not closed. Format: shared notes 2.6.
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
LISTINGS = frozenset[str]()
FEEDS = frozenset({"newest"})
IDS_OF_SOURCE = True
# Twenty postings each; more are not given, whatever `limit` says.
_PAGES = 15


class _Place(msgspec.Struct):
    name: str | None = None
    alpha2: str | None = None


class _Job(msgspec.Struct, rename="camel"):
    guid: str
    title: str
    company_name: str | None = None
    employment_type: str | None = None
    min_salary: float | None = None
    max_salary: float | None = None
    salary_period: str | None = None
    currency: str | None = None
    location_restrictions: list[str | _Place] | None = None
    description: str | None = None
    pub_date: int | None = None
    application_link: str | None = None


class _Page(msgspec.Struct, rename="camel"):
    jobs: list[msgspec.Raw]
    next_cursor: str | int | None = None


def recognise(url: str, public: str) -> str | None:
    return "all" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("newest", "api", "/jobs/api?limit=20", board=board.slug)


def follow(payload: Payload) -> Iterator[Request]:
    page = wire.decoded(payload, _Page)
    if page.jobs and page.next_cursor and payload.page < _PAGES:
        path = f"/jobs/api?limit=20&cursor={quote(str(page.next_cursor), safe='')}"
        yield Request("newest", "api", path, board=payload.board, page=payload.page + 1)


def is_last(payload: Payload) -> bool:
    """Only where the cursor ends; the pages read here end before."""
    page = wire.decoded(payload, _Page)
    return not (page.jobs and page.next_cursor)


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.decoded(payload, _Page).jobs, _Job, "guid"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    return wire.posting(
        payload,
        # The id is the address of the posting's page: without its host, as that may change.
        wire.parts_of(job.guid).path.strip("/") or job.guid,
        job.description,
        company=wire.line(job.company_name),
        title=wire.line(job.title),
        url=wire.link(job.application_link) or wire.link(job.guid),
        workplace="remote",
        employment_type=terms.employment(job.employment_type),
        posted_at=times.epoch(job.pub_date),
        **wire.places_told(*map(_place, job.location_restrictions or [])),
        **wire.pay(job.min_salary, job.max_salary, job.currency, job.salary_period),
    )


def _place(told: str | _Place) -> Location:
    return wire.place(told) if isinstance(told, str) else wire.place(told.name, told.alpha2)
