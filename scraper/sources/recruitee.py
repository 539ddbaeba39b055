"""Recruitee (Tellent) careers sites: all offers of a company in one answer of the documented Careers Site API.

Knows that the requirements stand beside the description. Leaves out the mail address that every offer carries.
Format: shared notes 1.6; docs.recruitee.com.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from scraper import terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

_Told = TypeVar("_Told")
MEDIA_TYPES = frozenset({"application/json"})


class _Place(msgspec.Struct):
    city: str | None = None
    state: str | None = None
    country: str | None = None
    country_code: str | None = None


class _Salary(msgspec.Struct):
    min: str | float | None = None
    max: str | float | None = None
    currency: str | None = None
    period: str | None = None


class _Offer(msgspec.Struct):
    id: int
    title: str
    status: str | None = None
    description: str | None = None
    requirements: str | None = None
    careers_url: str | None = None
    company_name: str | None = None
    department: str | None = None
    employment_type_code: str | None = None
    location: str | None = None
    country_code: str | None = None
    locations: list[_Place] | None = None
    remote: bool | None = None
    hybrid: bool | None = None
    on_site: bool | None = None
    salary: _Salary | None = None
    published_at: str | None = None
    updated_at: str | None = None
    translations: dict[str, msgspec.Raw] | None = None


class _Offers(msgspec.Struct, Generic[_Told]):
    offers: list[_Told]


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "site", "/api/offers/", board=board.slug, company=board.company)


def parse(payload: Payload) -> Iterator[Told]:
    for offer in wire.each(payload, wire.records(payload, _Offers, _Offer).offers, _Offer, "id"):
        yield offer if isinstance(offer, Reject) else _posting(payload, offer)


def _posting(payload: Payload, offer: _Offer) -> Told:
    if offer.status not in {None, "published"}:
        return Reject(str(offer.id), "not published", f"status {wire.line(offer.status)}", payload.board)
    pay, languages = offer.salary or _Salary(), list(offer.translations or ())
    return wire.posting(
        payload,
        str(offer.id),
        wire.parts((None, offer.description), ("Requirements", offer.requirements)),
        company=payload.company or wire.line(offer.company_name),
        title=wire.line(offer.title),
        url=wire.link(offer.careers_url),
        workplace=_workplace(offer),
        employment_type=terms.employment(offer.employment_type_code),
        department=wire.line(offer.department),
        language=wire.language(languages[0]) if len(languages) == 1 else None,
        posted_at=_time(offer.published_at),
        updated_at=_time(offer.updated_at),
        **wire.places_told(*_places(offer)),
        **wire.pay(pay.min, pay.max, pay.currency, pay.period),
    )


def _workplace(offer: _Offer) -> str | None:
    told = {"remote": offer.remote, "hybrid": offer.hybrid, "onsite": offer.on_site}
    ticked = [kind for kind, flag in told.items() if flag]
    return ticked[0] if len(ticked) == 1 else None


def _places(offer: _Offer) -> list[Location]:
    if not offer.locations:
        return [wire.place(offer.location, offer.country_code)]
    named = [(wire.named(place.city, place.state, place.country), place) for place in offer.locations]
    return [wire.place(name, place.country_code or place.country) for name, place in named]


def _time(stated: str | None) -> dt.datetime | None:
    """A time as Recruitee writes it: `2026-02-03 08:15:00 UTC`."""
    return times.instant((stated or "").removesuffix(" UTC"))
