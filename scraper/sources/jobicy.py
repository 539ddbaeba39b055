"""Jobicy: the newest remote postings of an industry, up to a hundred, six hours late, in one answer of its public API.

Knows that "no match" comes as 404 with JSON, entities in titles, and both ways in which pay stood in its fields.
What is not among the newest is not closed. Format: shared notes 2.5; github.com/Jobicy/remote-jobs-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from scraper import terms, times, wire
from scraper.model import FetchFailed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"newest"})
IDS_OF_SOURCE = True


class _Job(msgspec.Struct, rename="camel"):
    id: int
    job_title: str
    url: str | None = None
    company_name: str | None = None
    job_type: list[str] | str | None = None
    job_geo: str | None = None
    job_description: str | None = None
    pub_date: str | None = None
    salary_min: float | str | None = None
    salary_max: float | str | None = None
    salary_currency: str | None = None
    salary_period: str | None = None
    annual_salary_min: float | str | None = None
    annual_salary_max: float | str | None = None


class _Jobs(msgspec.Struct):
    jobs: list[msgspec.Raw] = []


def recognise(url: str, public: str) -> str | None:
    return "dev" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        path = f"/api/v2/remote-jobs?count=100&industry={quote(board.slug, safe='')}"
        yield Request("newest", "api", path, board=board.slug)


def judge(payload: Payload) -> tuple[str, str | None] | None:
    """A 404 with JSON and no job is "no match"; any other 404 is an address that leads nowhere."""
    if payload.status != 404:
        return None
    try:
        matched = wire.decoded(payload, _Jobs).jobs
    except FetchFailed:
        matched = [msgspec.Raw(b"")]
    return (
        ("failed", "HTTP 404 without the JSON of an answer that matches nothing") if matched else ("ok", None)
    )


def parse(payload: Payload) -> Iterator[Told]:
    jobs = wire.decoded(payload, _Jobs).jobs
    if not jobs and payload.status == 200 and b'"jobs"' not in payload.body:
        raise FetchFailed("failed", "answered without a list of jobs ($.jobs)")
    for job in wire.each(payload, jobs, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    types = [job.job_type] if isinstance(job.job_type, str) else job.job_type or []
    return wire.posting(
        payload,
        str(job.id),
        job.job_description,
        company=wire.line(job.company_name),
        title=wire.line(job.job_title),
        url=wire.link(job.url),
        workplace="remote",
        employment_type=terms.employment(*types),
        posted_at=times.instant(job.pub_date),
        **wire.places_told(*map(wire.place, (job.job_geo or "").split(","))),
        **_pay(job),
    )


def _pay(job: _Job) -> dict[str, Any]:
    newer = wire.pay(job.salary_min, job.salary_max, job.salary_currency, job.salary_period)
    return newer or wire.pay(job.annual_salary_min, job.annual_salary_max, job.salary_currency, "year")
