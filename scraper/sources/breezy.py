"""Breezy HR career sites: a company's positions with their texts in one answer. Undocumented.

Knows that pay is free text here. Format: shared notes 1.10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from scraper import terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})


class _Named(msgspec.Struct):
    id: str | None = None
    name: str | None = None


class _Place(msgspec.Struct):
    name: str | None = None
    city: str | None = None
    state: _Named | None = None
    country: _Named | None = None
    is_remote: bool | None = None
    remote_details: dict[str, Any] | None = None


class _Position(msgspec.Struct):
    id: str
    name: str
    url: str | None = None
    description: str | None = None
    published_date: str | None = None
    type: _Named | None = None
    location: _Place | None = None
    locations: list[_Place] | None = None
    department: str | None = None
    salary: str | None = None
    company: _Named | None = None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "site", "/json?verbose=true", board=board.slug, company=board.company)


def parse(payload: Payload) -> Iterator[Told]:
    for position in wire.each(payload, wire.decoded(payload, list[msgspec.Raw]), _Position, "id"):
        yield position if isinstance(position, Reject) else _posting(payload, position)


def _posting(payload: Payload, position: _Position) -> Told:
    kind, company = position.type or _Named(), position.company or _Named()
    told = wire.places_told(*map(_place, [position.location or _Place(), *(position.locations or [])]))
    return wire.posting(
        payload,
        position.id,
        position.description,
        company=payload.company or wire.line(company.name),
        title=wire.line(position.name),
        url=wire.link(position.url),
        workplace=_workplace(position.location or _Place()),
        employment_type=terms.employment(kind.name or kind.id),
        department=wire.line(position.department),
        posted_at=times.instant(position.published_date),
        **told,
        **wire.pay_in(position.salary, told.get("location")),
    )


def _place(place: _Place) -> Location:
    region, country = place.state or _Named(), place.country or _Named()
    name = place.name or wire.named(place.city, region.name, country.name)
    return wire.place(name, country.id or country.name)


def _workplace(place: _Place) -> str | None:
    """The flag is all that is certain; details of it, where there are any, may say hybrid."""
    details = place.remote_details or {}
    stated = terms.workplace(*(value for value in details.values() if isinstance(value, str)))
    return stated or ("remote" if place.is_remote else None)
