"""Bundesagentur für Arbeit: jobs of the field Informatik that a search finds, each with its text in a request of its own.

Knows that `eintrittsdatum` is when the work begins and no posting date, that the list names employer and place and the
detail the text, that jobs with `externeUrl` have no text here, and the cap of 10,000 results. The public client key
stands in the board file. A board is the words to search for. Format: shared notes 2.12; github.com/bundesAPI/jobsuche-api.
"""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import msgspec

from scraper import times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset({"list"})
IDS_OF_SOURCE = True

_SERVICE = "/jobboerse/jobsuche-service/pc/v4"
_SIZE, _CAP = 100, 10_000
# Texts are plain, but for headings as Markdown has them.
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)


class _Place(msgspec.Struct):
    ort: str | None = None
    region: str | None = None
    land: str | None = None


class _Row(msgspec.Struct, rename="camel"):
    """A row of the list; of it, the detail is told employer, place and times."""

    refnr: str
    titel: str | None = None
    arbeitgeber: str | None = None
    arbeitsort: _Place | None = None
    aktuelle_veroeffentlichungsdatum: str | None = None
    modifikations_timestamp: str | None = None
    externe_url: str | None = None


class _List(msgspec.Struct, rename="camel"):
    max_ergebnisse: int
    stellenangebote: list[msgspec.Raw] = []


class _Detail(msgspec.Struct, rename="camel"):
    stellenangebots_titel: str | None = None
    stellenangebots_beschreibung: str | None = None
    erste_veroeffentlichungsdatum: str | None = None
    firma: str | None = None
    verguetung: str | None = None
    befristung: str | int | None = None


def recognise(url: str, public: str) -> str | None:
    return "Backend" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind != "list" or not payload.board:
        return
    for row in _rows(payload):
        if isinstance(row, _Row) and not row.externe_url:
            # The id in base 64 is the address, its "=" included.
            path = f"{_SERVICE}/jobdetails/{quote(base64.b64encode(row.refnr.encode()), safe='=')}"
            told = msgspec.json.encode(row).decode()
            stamp = wire.stamp(row.modifikations_timestamp) or None
            yield Request("detail", "api", path, payload.board, native_id=row.refnr, stamp=stamp, told=told)
    if payload.page * _SIZE < _CAP and not is_last(payload):
        yield _page(payload.board, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """Whether the results end here; not where the cap ends them: behind it comes 400."""
    page = wire.decoded(payload, _List)
    return not page.stellenangebote or payload.page * _SIZE >= page.max_ergebnisse


def total(payload: Payload) -> int | None:
    return wire.decoded(payload, _List).max_ergebnisse


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "detail":
        yield _posting(payload)
        return
    for row in _rows(payload):
        if isinstance(row, Reject):
            yield row
        elif row.externe_url:
            yield Reject(row.refnr, "no text", "stands on another site (externeUrl)", payload.board)
        else:
            yield Listed(row.refnr)


def _page(words: str, page: int) -> Request:
    asked = {"was": words, "berufsfeld": "Informatik", "angebotsart": 1, "page": page, "size": _SIZE}
    return Request("list", "api", f"{_SERVICE}/jobs?{urlencode(asked)}", board=words, page=page)


def _rows(payload: Payload) -> Iterator[_Row | Reject]:
    return wire.each(payload, wire.decoded(payload, _List).stellenangebote, _Row, "refnr")


def _posting(payload: Payload) -> Told:
    if payload.native_id is None:
        raise FetchFailed("failed", "a detail without the id that it was asked for")
    detail = wire.decoded(payload, _Detail)
    row = msgspec.json.decode(payload.told, type=_Row) if payload.told else _Row(payload.native_id)
    place = row.arbeitsort or _Place()
    posted = detail.erste_veroeffentlichungsdatum or row.aktuelle_veroeffentlichungsdatum
    return wire.posting(
        payload,
        payload.native_id,
        _HEADING.sub("# ", detail.stellenangebots_beschreibung or ""),
        form="plain",
        company=wire.line(detail.firma or row.arbeitgeber),
        title=wire.line(detail.stellenangebots_titel or row.titel),
        url=wire.link(payload.public + quote(payload.native_id)),
        # 1 is fixed term; 2, permanent, does not tell the hours.
        employment_type="temporary" if str(detail.befristung) == "1" else None,
        posted_at=times.instant(posted),
        updated_at=times.instant(row.modifikations_timestamp),
        **wire.places_told(wire.place(place.ort or place.region, place.land)),
        **wire.pay_in(detail.verguetung, place.land),
    )
