"""Ashby job boards: a whole board in one answer of the documented posting API.

Knows listed jobs with their places and, where the employer shows it, their pay. Knows no company name (the board's
row has it), no language and no time of change. Format: shared notes 1.3; developers.ashbyhq.com.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from scraper import address, terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

_Told = TypeVar("_Told")
MEDIA_TYPES = frozenset({"application/json"})


class _PostalAddress(msgspec.Struct, rename="camel"):
    address_country: str | None = None


class _Address(msgspec.Struct, rename="camel"):
    postal_address: _PostalAddress | None = None


class _Secondary(msgspec.Struct):
    location: str | None = None
    address: _Address | None = None


class _Component(msgspec.Struct, rename="camel"):
    compensation_type: str | None = None
    interval: str | None = None
    currency_code: str | None = None
    min_value: float | None = None
    max_value: float | None = None


class _Tier(msgspec.Struct):
    components: list[_Component] | None = None


class _Compensation(msgspec.Struct, rename="camel"):
    summary_components: list[_Component] | None = None
    compensation_tiers: list[_Tier] | None = None


class _Job(msgspec.Struct, rename="camel"):
    id: str
    title: str
    is_listed: bool | None = None
    department: str | None = None
    team: str | None = None
    employment_type: str | None = None
    location: str | None = None
    address: _Address | None = None
    secondary_locations: list[_Secondary] | None = None
    is_remote: bool | None = None
    workplace_type: str | None = None
    published_at: str | None = None
    job_url: str | None = None
    description_html: msgspec.Raw = wire.NO_STRING
    should_display_compensation_on_job_postings: bool | None = None
    compensation: _Compensation | None = None

    def __post_init__(self) -> None:
        wire.expect_string(self.description_html, "descriptionHtml")


class _Jobs(msgspec.Struct, Generic[_Told]):
    jobs: list[_Told]


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        path = f"/posting-api/job-board/{address.segment(board.slug)}?includeCompensation=true"
        yield Request("list", "api", path, board=board.slug, company=board.company)


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.records(payload, _Jobs, _Job).jobs, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    if job.is_listed is False:
        return Reject(job.id, "not listed", "open by its address only", payload.board)
    return wire.posting(
        payload,
        job.id,
        job.description_html,
        title=wire.line(job.title),
        url=wire.link(job.job_url),
        # The flag is true for many hybrid jobs too: it counts only where nothing better is told.
        workplace=terms.workplace(job.workplace_type) or ("remote" if _only_flag(job) else None),
        employment_type=terms.employment(job.employment_type),
        department=wire.line(job.department or job.team),
        posted_at=times.instant(job.published_at),
        **wire.places_told(_place(job.location, job.address), *map(_second, job.secondary_locations or [])),
        **(_pay(job.compensation) if job.should_display_compensation_on_job_postings else {}),
    )


def _only_flag(job: _Job) -> bool:
    return bool(job.is_remote) and not job.workplace_type


def _second(place: _Secondary) -> Location:
    return _place(place.location, place.address)


def _place(name: str | None, address: _Address | None) -> Location:
    postal = address and address.postal_address
    return wire.place(name, postal.address_country if postal else None)


def _pay(told: _Compensation | None) -> dict[str, Any]:
    """The salary of the summary, else of the first tier; nothing without a currency or "1 PERIOD" as interval."""
    tiers = (told and told.compensation_tiers) or [_Tier()]
    components = (told and told.summary_components) or tiers[0].components or []
    for each in components:
        count, _, interval = (each.interval or "").partition(" ")
        told_per = count == "1" and terms.period(interval)
        if each.compensation_type == "Salary" and each.currency_code and told_per:
            return wire.pay(each.min_value, each.max_value, each.currency_code, interval)
    return {}
