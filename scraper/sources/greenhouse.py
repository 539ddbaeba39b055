"""Greenhouse job boards: a whole board in one answer of the documented Job Board API.

Knows posts with their content, departments, offices and pay ranges. Knows no employment type: the format has none but
custom fields, which stay out, for they may hold personal data. Format: shared notes 1.1;
developers.greenhouse.io/job-board.html.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from scraper import address, terms, times, wire
from scraper.model import Location, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

_Told = TypeVar("_Told")
MEDIA_TYPES = frozenset({"application/json"})

# A pay range names no period. Where its title tells none, only amounts that can be nothing else do.
_LEAST_YEARLY, _MOST_HOURLY = 20_000, 200
_YEARLY = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD"})
_NO_PLACE = frozenset({"", "N/A"})
_SEVERAL = re.compile(r"\s*(?:;|\||\bor\b)\s*")


class _Named(msgspec.Struct):
    name: str | None = None
    location: str | None = None


class _Range(msgspec.Struct):
    min_cents: int | None = None
    max_cents: int | None = None
    currency_type: str | None = None
    title: str | None = None


class _Job(msgspec.Struct):
    id: int
    title: str
    internal_job_id: int | msgspec.UnsetType | None = msgspec.UNSET
    content: msgspec.Raw = wire.NO_STRING
    absolute_url: str | None = None
    updated_at: str | None = None
    first_published: str | None = None
    location: _Named | None = None
    language: str | None = None
    company_name: str | None = None
    departments: list[_Named] | None = None
    offices: list[_Named] | None = None
    pay_input_ranges: list[_Range] | None = None

    def __post_init__(self) -> None:
        wire.expect_string(self.content, "content")


class _Meta(msgspec.Struct):
    total: int | None = None


class _Jobs(msgspec.Struct, Generic[_Told]):
    jobs: list[_Told]
    meta: _Meta | None = None


def recognise(url: str, public: str) -> str | None:
    """A board's name, also where an embedded board has it in its query; "embed" itself is none."""
    found = address.slug_in(url, [public])
    if found != "embed":
        return found
    named = parse_qs(urlsplit(url).query).get("for")
    return named[0] if named else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        path = f"/v1/boards/{address.segment(board.slug)}/jobs?content=true&pay_transparency=true"
        yield Request("list", "api", path, board=board.slug, company=board.company)


def total(payload: Payload) -> int | None:
    meta = wire.records(payload, _Jobs, _Job).meta
    return meta.total if meta else None


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.records(payload, _Jobs, _Job).jobs, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    if job.internal_job_id is None:
        return Reject(str(job.id), "prospect post", "a general application, not a job", payload.board)
    return wire.posting(
        payload,
        str(job.id),
        job.content,
        # Escaped once on the wire, and resolved once: twice would break what the posting itself escapes.
        form="escaped",
        group_key=str(job.internal_job_id) if job.internal_job_id else None,
        company=wire.line(job.company_name) or payload.company,
        title=wire.line(job.title),
        url=wire.link(job.absolute_url),
        department=wire.named(*(each.name for each in job.departments or [])),
        language=wire.language(job.language),
        posted_at=times.instant(job.first_published),
        updated_at=times.instant(job.updated_at),
        **_where(
            job.location.name if job.location else None,
            tuple(office.location or office.name for office in job.offices or ()),
        ),
        **wire.pay_span(map(_stated, job.pay_input_ranges or [])),
    )


@functools.lru_cache(maxsize=16_384)  # the posts of a board are in few places
def _where(stated: str | None, offices: tuple[str | None, ...]) -> dict[str, Any]:
    """Places as the post names them; where none tells a country, it is that of the offices, if they tell one only."""
    names = _SEVERAL.split(stated or "")
    found = [wire.place(name) for name in names if name not in _NO_PLACE]
    known = [wire.place(office) for office in offices]
    codes = {office.country for office in known}
    if len(codes) == 1 and not any(place.country for place in found):
        found = [Location(place.name, *codes) for place in found]
    return {"workplace": terms.workplace_in(*names), **wire.places_told(*(found or known))}


def _stated(stated: _Range) -> dict[str, Any]:
    """One range, of one jurisdiction."""
    low, high = ((cents or 0) / 100 for cents in (stated.min_cents, stated.max_cents))
    periods = {terms.period(word) for word in re.findall(r"\w+", stated.title or "")} - {None}
    by_title = periods.pop() if len(periods) == 1 else None
    by_amount = "year" if low >= _LEAST_YEARLY and stated.currency_type in _YEARLY else None
    by_amount = "hour" if 0 < high <= _MOST_HOURLY and stated.currency_type in _YEARLY else by_amount
    return wire.pay(low, high, stated.currency_type, by_title or by_amount)
