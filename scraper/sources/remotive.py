"""Remotive: the postings of a category, 24 hours late, in one answer of its public API.

Knows that its times have no zone (they are UTC), and that pay is written in words. The answer does not say whether it
holds the whole category, so that nothing is closed by it. Not more than four readings a day: the board file's
`min_interval_h`. Format: shared notes 2.3; github.com/remotive-com/remote-jobs-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from scraper import terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"category"})
IDS_OF_SOURCE = True


class _Job(msgspec.Struct):
    id: int
    title: str
    url: str | None = None
    company_name: str | None = None
    job_type: str | None = None
    publication_date: str | None = None
    candidate_required_location: str | None = None
    salary: str | None = None
    description: str | None = None


class _Jobs(msgspec.Struct):
    jobs: list[msgspec.Raw]


def recognise(url: str, public: str) -> str | None:
    return "software-dev" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        path = f"/api/remote-jobs?category={quote(board.slug, safe='')}"
        yield Request("category", "api", path, board=board.slug)


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.decoded(payload, _Jobs).jobs, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    where = job.candidate_required_location or ""
    return wire.posting(
        payload,
        str(job.id),
        job.description,
        company=wire.line(job.company_name),
        title=wire.line(job.title),
        url=wire.link(job.url),
        workplace="remote",
        employment_type=terms.employment(job.job_type),
        posted_at=times.instant(job.publication_date),
        **wire.places_told(*map(wire.place, where.split(","))),
        **wire.pay_in(job.salary, where),
    )
