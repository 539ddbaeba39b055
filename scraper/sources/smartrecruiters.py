"""SmartRecruiters: a company's postings in pages of the documented Posting API, and one detail a posting.

Off by default: robots.txt of the interface forbids it to all but one crawler. Knows that an unknown company looks like
one without postings, so that none at all is `unknown` and never empty. Leaves out the name of who made a posting.
Format: shared notes 1.4; developers.smartrecruiters.com.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scraper import address, terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
_LIMIT = 100


class _Label(msgspec.Struct):
    id: str | None = None
    label: str | None = None
    code: str | None = None
    name: str | None = None


class _Place(msgspec.Struct, rename="camel"):
    city: str | None = None
    region: str | None = None
    country: str | None = None
    full_location: str | None = None
    remote: bool | None = None
    hybrid: bool | None = None


class _Row(msgspec.Struct, rename="camel"):
    id: str
    name: str | None = None
    released_date: str | None = None


class _List(msgspec.Struct, rename="camel"):
    content: list[msgspec.Raw]
    total_found: int
    offset: int = 0


class _Section(msgspec.Struct):
    title: str | None = None
    text: str | None = None


class _Sections(msgspec.Struct, rename="camel"):
    company_description: _Section | None = None
    job_description: _Section | None = None
    qualifications: _Section | None = None
    additional_information: _Section | None = None


class _Ad(msgspec.Struct):
    sections: _Sections


class _Salary(msgspec.Struct):
    min: float | str | None = None
    max: float | str | None = None
    currency: str | None = None
    period: str | None = None


class _Compensation(msgspec.Struct):
    salary: _Salary | None = None


class _Job(msgspec.Struct, rename="camel"):
    id: str
    name: str
    job_ad: _Ad | None = None
    company: _Label | None = None
    released_date: str | None = None
    location: _Place | None = None
    department: _Label | None = None
    type_of_employment: _Label | None = None
    language: _Label | None = None
    posting_url: str | None = None
    compensation: _Compensation | None = None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, board.company, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind != "list" or not payload.board:
        return
    for row in _rows(payload):
        if isinstance(row, _Row):
            yield _detail(payload, row)
    if not is_last(payload):
        yield _page(payload.board, payload.company, payload.page + 1)


def is_last(payload: Payload) -> bool:
    found = wire.decoded(payload, _List)
    return not found.content or found.offset + len(found.content) >= found.total_found


def total(payload: Payload) -> int | None:
    return wire.decoded(payload, _List).total_found if payload.kind == "list" else None


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind != "list":
        yield _posting(payload, wire.decoded(payload, _Job))
        return
    if not wire.decoded(payload, _List).total_found:
        raise FetchFailed("unknown", "no postings: a company that does not exist is answered in the same way")
    for row in _rows(payload):
        yield row if isinstance(row, Reject) else Listed(row.id)


def _path(slug: str | None) -> str:
    return f"/v1/companies/{address.segment(slug or '')}/postings"


def _page(slug: str, company: str | None, page: int) -> Request:
    path = f"{_path(slug)}?limit={_LIMIT}&offset={(page - 1) * _LIMIT}"
    return Request("list", "api", path, board=slug, company=company, page=page)


def _rows(payload: Payload) -> Iterator[_Row | Reject]:
    return wire.each(payload, wire.decoded(payload, _List).content, _Row, "id")


def _detail(payload: Payload, row: _Row) -> Request:
    return Request(
        "detail",
        "api",
        f"{_path(payload.board)}/{address.segment(row.id)}",
        board=payload.board,
        company=payload.company,
        native_id=row.id,
        stamp=wire.stamp(row.released_date, row.name),
    )


def _posting(payload: Payload, job: _Job) -> Told:
    place, company = job.location or _Place(), job.company or _Label()
    pay = (job.compensation and job.compensation.salary) or _Salary()
    return wire.posting(
        payload,
        payload.native_id or job.id,
        _body(job),
        company=payload.company or wire.line(company.name),
        title=wire.line(job.name),
        url=wire.link(job.posting_url),
        workplace="remote" if place.remote else "hybrid" if place.hybrid else None,
        employment_type=terms.employment(job.type_of_employment.label) if job.type_of_employment else None,
        department=wire.line(job.department.label) if job.department else None,
        language=wire.language(job.language.code) if job.language else None,
        posted_at=times.instant(job.released_date),
        **wire.places_told(_place(place)),
        **wire.pay(pay.min, pay.max, pay.currency, pay.period),
    )


def _body(job: _Job) -> str:
    told = job.job_ad.sections if job.job_ad else _Sections()
    parts = (told.company_description, told.job_description, told.qualifications, told.additional_information)
    return wire.parts(*((part.title, part.text) for part in parts if part))


def _place(place: _Place) -> Location:
    return wire.place(place.full_location or wire.named(place.city, place.region), place.country)
