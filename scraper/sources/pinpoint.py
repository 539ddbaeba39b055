"""Pinpoint careers sites: all postings of a company in one answer.

Knows that duties, skills and benefits stand beside the description, each with a heading of its own, and that pay counts
only where it is shown. Format: shared notes 1.11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from scraper import terms, times, wire
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

_Told = TypeVar("_Told")
MEDIA_TYPES = frozenset({"application/json"})


class _Named(msgspec.Struct):
    name: str | None = None
    city: str | None = None
    province: str | None = None


class _Job(msgspec.Struct):
    department: _Named | None = None


class _Posting(msgspec.Struct):
    id: str | int
    title: str
    url: str | None = None
    path: str | None = None
    description: str | None = None
    key_responsibilities: str | None = None
    key_responsibilities_header: str | None = None
    skills_knowledge_expertise: str | None = None
    skills_knowledge_expertise_header: str | None = None
    benefits: str | None = None
    benefits_header: str | None = None
    employment_type: str | None = None
    employment_type_text: str | None = None
    workplace_type: str | None = None
    location: _Named | None = None
    department: _Named | None = None
    job: _Job | None = None
    compensation_minimum: float | str | None = None
    compensation_maximum: float | str | None = None
    compensation_currency: str | None = None
    compensation_frequency: str | None = None
    compensation_visible: bool | None = None
    first_published_at: str | None = None


class _Postings(msgspec.Struct, Generic[_Told]):
    data: list[_Told]


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "site", "/postings.json", board=board.slug, company=board.company)


def parse(payload: Payload) -> Iterator[Told]:
    for posting in wire.each(payload, wire.records(payload, _Postings, _Posting).data, _Posting, "id"):
        yield posting if isinstance(posting, Reject) else _posting(payload, posting)


def _posting(payload: Payload, posting: _Posting) -> Told:
    told = posting.location or _Named()
    department = (posting.job and posting.job.department) or posting.department
    return wire.posting(
        payload,
        str(posting.id),
        _body(posting),
        title=wire.line(posting.title),
        url=wire.link(posting.url or (posting.path and payload.public + posting.path)),
        workplace=terms.workplace(posting.workplace_type),
        employment_type=terms.employment(posting.employment_type_text or posting.employment_type),
        department=wire.line(department.name) if department else None,
        posted_at=times.instant(posting.first_published_at),
        **wire.places_told(wire.place(wire.named(told.name, told.city, told.province))),
        **_pay(posting),
    )


def _body(posting: _Posting) -> str:
    return wire.parts(
        (None, posting.description),
        (posting.key_responsibilities_header or "Key responsibilities", posting.key_responsibilities),
        (
            posting.skills_knowledge_expertise_header or "Skills, knowledge and expertise",
            posting.skills_knowledge_expertise,
        ),
        (posting.benefits_header or "Benefits", posting.benefits),
    )


def _pay(posting: _Posting) -> dict[str, Any]:
    if not posting.compensation_visible:
        return {}
    low, high = posting.compensation_minimum, posting.compensation_maximum
    return wire.pay(low, high, posting.compensation_currency, posting.compensation_frequency)
