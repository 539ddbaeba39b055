"""BambooHR careers pages: a company's list, and one detail a job. Undocumented.

Knows that the list has no texts and no time: a detail is asked again when what the list says of its job changes; a
change of the text alone is not seen. Format: shared notes 1.9.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from scraper import address, terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
_WORKPLACES = {"0": "onsite", "1": "remote", "2": "hybrid"}
_JSON = {"accept": "application/json"}


class _Place(msgspec.Struct, rename="camel"):
    city: str | None = None
    state: str | None = None
    province: str | None = None
    country: str | None = None
    address_country: str | None = None


class _Job(msgspec.Struct, rename="camel"):
    job_opening_name: str
    department_label: str | None = None
    employment_status_label: str | None = None
    location: _Place | None = None
    ats_location: _Place | None = None
    is_remote: bool | None = None
    location_type: str | int | None = None
    description: str | None = None
    date_posted: str | None = None
    compensation: str | None = None
    job_opening_share_url: str | None = None
    job_opening_status: str | None = None


class _Row(_Job, rename="camel", kw_only=True):
    """A job of the list, with its number."""

    id: str | int


class _Told(msgspec.Struct, rename="camel"):
    """What the list tells of a job and its detail need not repeat."""

    is_remote: bool | None = None
    location_type: str | int | None = None


class _Meta(msgspec.Struct, rename="camel"):
    total_count: int | None = None


class _List(msgspec.Struct):
    result: list[msgspec.Raw]
    meta: _Meta | None = None


class _Opening(msgspec.Struct, rename="camel"):
    job_opening: _Job


class _Detail(msgspec.Struct):
    result: _Opening


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "site", "/careers/list", board=board.slug, company=board.company, headers=_JSON)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind == "list":
        yield from (_detail(payload, row) for row in _rows(payload) if isinstance(row, _Row))


def total(payload: Payload) -> int | None:
    meta = wire.decoded(payload, _List).meta if payload.kind == "list" else None
    return meta.total_count if meta else None


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "list":
        for row in _rows(payload):
            yield row if isinstance(row, Reject) else Listed(str(row.id))
    else:
        yield _posting(payload, wire.decoded(payload, _Detail).result.job_opening)


def _rows(payload: Payload) -> Iterator[_Row | Reject]:
    return wire.each(payload, wire.decoded(payload, _List).result, _Row, "id")


def _detail(payload: Payload, job: _Row) -> Request:
    version = (
        job.job_opening_name,
        job.department_label,
        job.employment_status_label,
        *_place(job),
        None if job.location_type is None else str(job.location_type),
    )
    return Request(
        "detail",
        "site",
        f"/careers/{address.segment(str(job.id))}/detail",
        board=payload.board,
        company=payload.company,
        native_id=str(job.id),
        stamp=wire.stamp(*version),
        headers=_JSON,
        told=msgspec.json.encode(_Told(job.is_remote, job.location_type)).decode(),
    )


def _posting(payload: Payload, job: _Job) -> Told:
    native_id = payload.native_id
    if native_id is None:
        raise FetchFailed("failed", "a detail that names no job")
    if (job.job_opening_status or "Open").casefold() != "open":
        return Reject(native_id, "not open", f"status {wire.line(job.job_opening_status)}", payload.board)
    told = msgspec.json.decode(payload.told or "{}", type=_Told)
    name, country = _place(job)
    return wire.posting(
        payload,
        native_id,
        job.description,
        title=wire.line(job.job_opening_name),
        url=wire.link(job.job_opening_share_url or f"{payload.public}/careers/{native_id}"),
        workplace=_WORKPLACES.get(str(told.location_type)) or ("remote" if told.is_remote else None),
        employment_type=terms.employment(job.employment_status_label),
        department=wire.line(job.department_label),
        posted_at=times.instant(job.date_posted),
        **wire.places_told(wire.place(name, country)),
        **wire.pay_in(job.compensation, name),
    )


def _place(job: _Job) -> tuple[str | None, str | None]:
    """Name and country of the place: that of the advertisement where it has one, else that of the office."""
    ats, own = job.ats_location or _Place(), job.location or _Place()
    country = ats.country or own.address_country or own.country
    name = wire.named(ats.city, ats.state or ats.province) or wire.named(own.city, own.state or own.province)
    return wire.named(name, country), country
