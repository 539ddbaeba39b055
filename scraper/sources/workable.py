"""Workable: an account's jobs with details in one answer of the documented widget interface.

Knows that a job in several places comes as one item with places, or as one item a place under one shortcode. Knows no
pay and no time of change: the format has none. Format: shared notes 1.5; help.workable.com.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from scraper import address, terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

_Told = TypeVar("_Told")
MEDIA_TYPES = frozenset({"application/json"})
# Parts of the vendor's own addresses that stand where an account does: short links to jobs, the interface, its hosts.
_NO_ACCOUNT = frozenset({"j", "api", "apply", "jobs", "help", "www"})


class _Place(msgspec.Struct, rename="camel"):
    city: str | None = None
    region: str | None = None
    country: str | None = None
    country_code: str | None = None
    hidden: bool | None = None


class _Job(msgspec.Struct):
    shortcode: str
    title: str
    description: str | None = None
    requirements: str | None = None
    benefits: str | None = None
    employment_type: str | None = None
    telecommuting: bool | None = None
    workplace_type: str | None = None
    department: str | None = None
    url: str | None = None
    published_on: str | None = None
    country: str | None = None
    city: str | None = None
    state: str | None = None
    locations: list[_Place] | None = None


class _Account(msgspec.Struct, Generic[_Told]):
    jobs: list[_Told]


def recognise(url: str, public: str) -> str | None:
    found = address.slug_in(url, [public])
    return None if found in _NO_ACCOUNT else found


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        path = f"/api/v1/widget/accounts/{address.segment(board.slug)}?details=true"
        yield Request("list", "api", path, board=board.slug, company=board.company)


def parse(payload: Payload) -> Iterator[Told]:
    jobs: dict[str, list[_Job]] = {}
    for job in wire.each(payload, wire.records(payload, _Account, _Job).jobs, _Job, "shortcode"):
        if isinstance(job, Reject):
            yield job
        else:
            jobs.setdefault(job.shortcode, []).append(job)
    yield from (_posting(payload, same) for same in jobs.values())


def _posting(payload: Payload, same: list[_Job]) -> Told:
    job = same[0]
    return wire.posting(
        payload,
        job.shortcode,
        wire.parts((None, job.description), ("Requirements", job.requirements), ("Benefits", job.benefits)),
        title=wire.line(job.title),
        url=wire.link(job.url),
        workplace=terms.workplace(job.workplace_type) or ("remote" if job.telecommuting else None),
        employment_type=terms.employment(job.employment_type),
        department=wire.line(job.department),
        posted_at=times.instant(job.published_on),
        **wire.places_told(*(place for job in same for place in _places(job))),
    )


def _places(job: _Job) -> list[Location]:
    """Places of an item that are shown; those of older items stand in the item itself."""
    own = _Place(city=job.city, region=job.state, country=job.country)
    shown = [place for place in (job.locations or [own]) if not place.hidden]
    return [
        wire.place(wire.named(place.city, place.region, place.country), place.country_code or place.country)
        for place in shown
    ]
