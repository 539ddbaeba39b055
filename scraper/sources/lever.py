"""Lever postings: pages of a site's list in the documented Postings API, global or in the EU.

Knows that the requirements stand in `lists`, outside of the description. Knows no company name (the board's row has
it) and no time of change. A site's name is case-sensitive. Format: shared notes 1.2; github.com/lever/postings-api.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from scraper import address, terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
_LIMIT = 100


class _Categories(msgspec.Struct, rename="camel"):
    location: str | None = None
    all_locations: list[str] | None = None
    commitment: str | None = None
    department: str | None = None
    team: str | None = None


class _List(msgspec.Struct):
    text: str | None = None
    content: str | None = None


class _Range(msgspec.Struct):
    min: float | None = None
    max: float | None = None
    currency: str | None = None
    interval: str | None = None


class _Posting(msgspec.Struct, rename="camel"):
    id: str
    text: str
    categories: _Categories | None = None
    country: str | None = None
    workplace_type: str | None = None
    created_at: int | None = None
    hosted_url: str | None = None
    description: str | None = None
    lists: list[_List] | None = None
    additional: str | None = None
    salary_range: _Range | None = None
    salary_description: str | None = None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, board.company, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if not is_last(payload) and payload.board:
        yield _page(payload.board, payload.company, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """The list tells no total: a page that is not exactly full is the last; a longer one is the whole list at once."""
    return len(wire.records(payload, list, _Posting)) != _LIMIT


def parse(payload: Payload) -> Iterator[Told]:
    for posting in wire.each(payload, wire.records(payload, list, _Posting), _Posting, "id"):
        yield posting if isinstance(posting, Reject) else _posting(payload, posting)


def _page(slug: str, company: str | None, page: int) -> Request:
    path = f"/v0/postings/{address.segment(slug)}?mode=json&skip={(page - 1) * _LIMIT}&limit={_LIMIT}"
    return Request("list", "api", path, board=slug, company=company, page=page)


def _posting(payload: Payload, posting: _Posting) -> Told:
    told = posting.categories or _Categories()
    return wire.posting(
        payload,
        posting.id,
        _body(posting),
        title=wire.line(posting.text),
        url=wire.link(posting.hosted_url),
        workplace=terms.workplace(posting.workplace_type),
        employment_type=terms.employment(told.commitment),
        department=wire.line(told.department or told.team),
        posted_at=times.epoch(posting.created_at / 1000) if posting.created_at else None,
        **wire.places_told(*_places(told, posting.country)),
        **_pay(posting.salary_range),
    )


def _body(posting: _Posting) -> str:
    """HTML of all parts. The plain forms are poorer: in 27 of 205 recorded postings they lack whole paragraphs."""
    lists = [(each.text, each.content) for each in posting.lists or []]
    ends = [(None, posting.additional), (None, posting.salary_description)]
    return wire.parts((None, posting.description), *lists, *ends)


def _places(told: _Categories, country: str | None) -> list[Location]:
    """All places; the posting's country is that of the first place, the others tell theirs by name."""
    others = [name for name in told.all_locations or [] if name != told.location]
    first = [wire.place(told.location, country)] if told.location or country else []
    return first + [wire.place(name) for name in others]


def _pay(told: _Range | None) -> dict[str, Any]:
    """The range, where its interval is a period of pay: "one-time" and "semi-month-salary" are none."""
    if told is None or terms.period(told.interval) is None:
        return {}
    return wire.pay(told.min, told.max, told.currency, told.interval)
