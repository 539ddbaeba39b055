"""Arbeitnow: postings in Germany and Europe, all of them, in pages of its public API.

Knows that a posting may slip to a later page while the pages are read (its slug tells it again), the line that
Arbeitnow puts under each text, and texts that come escaped in front of that line. `remote` false does not tell the
workplace: hybrid jobs have it too. Format: shared notes 2.4.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import msgspec

from scraper import terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset({"list"})
IDS_OF_SOURCE = True

_ESCAPED = re.compile(r"\s*&lt;/?[a-zA-Z]")
_OWN_LINE = re.compile(r"^Find (?:more )?[\w -]{1,60} on Arbeitnow\W*\Z", re.MULTILINE)


class _Job(msgspec.Struct):
    slug: str
    title: str
    company_name: str | None = None
    description: str | None = None
    remote: bool | None = None
    url: str | None = None
    job_types: list[str] = []
    location: str | None = None
    created_at: int | None = None


class _Links(msgspec.Struct):
    next: str | None = None


class _Page(msgspec.Struct):
    data: list[msgspec.Raw]
    links: _Links | None = None


def recognise(url: str, public: str) -> str | None:
    return "all" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "api", "/api/job-board-api?page=1", board=board.slug)


def follow(payload: Payload) -> Iterator[Request]:
    if not is_last(payload):
        # Only what is asked for is taken from the link: a link of theirs never leads elsewhere.
        query = wire.parts_of(_next(payload)).query
        path = f"/api/job-board-api?{query}"
        yield Request("list", "api", path, board=payload.board, page=payload.page + 1)


def is_last(payload: Payload) -> bool:
    return _next(payload) is None


def parse(payload: Payload) -> Iterator[Told]:
    seen = set[str]()
    for job in wire.each(payload, wire.decoded(payload, _Page).data, _Job, "slug"):
        if isinstance(job, Reject):
            yield job
        elif job.slug not in seen:
            seen.add(job.slug)
            yield _posting(payload, job)


def _next(payload: Payload) -> str | None:
    """The link to the next page; none behind a page without a record."""
    page = wire.decoded(payload, _Page)
    return page.links.next if page.links and page.data else None


def _posting(payload: Payload, job: _Job) -> Told:
    text = job.description or ""
    return wire.posting(
        payload,
        job.slug,
        html.unescape(text) if _ESCAPED.match(text) else text,
        without=_OWN_LINE,
        company=wire.line(job.company_name),
        title=wire.line(job.title),
        url=wire.link(job.url),
        workplace="remote" if job.remote else None,
        employment_type=terms.employment(*job.job_types),
        posted_at=times.epoch(job.created_at),
        **wire.places_told(wire.place(job.location)),
    )
