"""Rippling ATS boards: a company's list, and one detail a job. Undocumented.

Knows that the list repeats a job once for each of its places. The list has no texts and no time: a detail is asked
again when what the list says of its job changes; a change of the text alone is not seen. Format: shared notes 1.12.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from scraper import address, terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
_LOCALE = re.compile(r"[a-z]{2}-[A-Z]{2}")


class _Label(msgspec.Struct):
    label: str | None = None
    id: str | None = None


class _Row(msgspec.Struct, rename="camel"):
    uuid: str
    name: str
    department: _Label | None = None
    work_location: _Label | None = None
    url: str | None = None


class _Told(msgspec.Struct):
    """What the list tells of a job and its detail need not repeat."""

    name: str | None = None
    department: str | None = None
    url: str | None = None


class _Description(msgspec.Struct):
    company: str | None = None
    role: str | None = None


class _Range(msgspec.Struct, rename="camel"):
    currency: str | None = None
    frequency: str | None = None
    range_start: float | str | None = None
    range_end: float | str | None = None


class _Job(msgspec.Struct, rename="camel"):
    uuid: str | None = None
    name: str | None = None
    description: _Description | None = None
    employment_type: _Label | None = None
    created_on: str | None = None
    work_locations: list[_Label | str] | None = None
    pay_range_details: list[_Range] | None = None


def recognise(url: str, public: str) -> str | None:
    """A board's name, also behind a language ("/en-GB/acme/jobs")."""
    found = address.slug_in(url, [public])
    if found and _LOCALE.fullmatch(found):
        return address.slug_in(url.replace(f"/{found}/", "/", 1), [public])
    return found


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "api", _path(board.slug), board=board.slug, company=board.company)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind == "list":
        for native_id, rows in _jobs(payload).items():
            yield _detail(payload, native_id, rows)


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "list":
        yield from (row for row in _rows(payload) if isinstance(row, Reject))
        yield from map(Listed, _jobs(payload))
    else:
        yield _posting(payload, wire.decoded(payload, _Job))


def _path(slug: str | None) -> str:
    return f"/platform/api/ats/v1/board/{address.segment(slug or '')}/jobs"


def _rows(payload: Payload) -> Iterator[_Row | Reject]:
    return wire.each(payload, wire.decoded(payload, list[msgspec.Raw]), _Row, "uuid")


def _jobs(payload: Payload) -> dict[str, list[_Row]]:
    """Rows of the list by job: one for each place."""
    jobs: dict[str, list[_Row]] = {}
    for row in _rows(payload):
        if isinstance(row, _Row):
            jobs.setdefault(row.uuid, []).append(row)
    return jobs


def _detail(payload: Payload, native_id: str, rows: list[_Row]) -> Request:
    row = rows[0]
    department = row.department.label if row.department else None
    places = sorted((each.work_location and each.work_location.label) or "" for each in rows)
    return Request(
        "detail",
        "api",
        f"{_path(payload.board)}/{address.segment(native_id)}",
        board=payload.board,
        company=payload.company,
        native_id=native_id,
        stamp=wire.stamp(row.name, department, *places),
        told=msgspec.json.encode(_Told(row.name, department, row.url)).decode(),
    )


def _posting(payload: Payload, job: _Job) -> Told:
    native_id = payload.native_id or job.uuid
    if native_id is None:
        raise FetchFailed("failed", "a detail that names no job")
    told = msgspec.json.decode(payload.told or "{}", type=_Told)
    text, kind = job.description or _Description(), job.employment_type or _Label()
    names = [place if isinstance(place, str) else place.label for place in job.work_locations or []]
    return wire.posting(
        payload,
        native_id,
        wire.parts((None, text.company), (None, text.role)),
        title=wire.line(job.name or told.name),
        url=wire.link(told.url or f"{payload.public}/{native_id}"),
        workplace=terms.workplace_in(*names),
        employment_type=terms.employment(kind.id or kind.label),
        department=wire.line(told.department),
        posted_at=times.instant(job.created_on),
        **wire.places_told(*map(wire.place, names)),
        **wire.pay_span(
            wire.pay(each.range_start, each.range_end, each.currency, each.frequency)
            for each in job.pay_range_details or []
        ),
    )
