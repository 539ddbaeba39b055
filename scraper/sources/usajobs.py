"""USAJOBS: announcements of the United States' government in an occupational series, as its history tells them.

Knows two interfaces with the same filters: a list with the fields and a list with the texts. A day is asked at once:
the request for its texts carries what the list told of each announcement, and the two are joined by control number.
Continuation tokens come percent-encoded and go back as they came; keys come in varying case; "nothing" is 204 or says
so. Telework "N" does not tell the workplace: remote jobs have it too. A day's list closes nothing. Format: shared notes 2.9.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from scraper import terms, times, wire
from scraper.model import Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"fields", "texts"})
IDS_OF_SOURCE = True

_PATHS = {"fields": "/api/historicjoa", "texts": "/api/historicjoa/announcementtext"}
_TOKEN = re.compile(r"[?&]continuationtoken=([^&#\s]+)", re.IGNORECASE)
# Announcements may appear later than they opened.
_LOOK_BACK = dt.timedelta(days=7)


class _Place(msgspec.Struct):
    positionlocationcity: str | None = None
    positionlocationstate: str | None = None
    positionlocationcountry: str | None = None


class _Fields(msgspec.Struct):
    usajobscontrolnumber: str | int
    positiontitle: str | None = None
    announcementnumber: str | None = None
    hiringagencycode: str | None = None
    hiringagencyname: str | None = None
    hiringsubelementname: str | None = None
    minimumsalary: float | str | None = None
    maximumsalary: float | str | None = None
    salarytype: str | None = None
    workschedule: str | None = None
    appointmenttype: str | None = None
    positionopendate: str | None = None
    positionlocations: list[_Place] | None = None


class _Text(msgspec.Struct):
    usajobscontrolnumber: str | int
    summary: str | None = None
    duties: str | None = None
    requirementsconditionsofemployment: str | None = None
    requirementsqualifications: str | None = None
    requirementseducation: str | None = None
    otherinformation: str | None = None


class _Metadata(msgspec.Struct, rename="camel"):
    continuation_token: str | None = None


class _Paging(msgspec.Struct):
    next: str | None = None
    metadata: _Metadata | None = None


class _Page(msgspec.Struct):
    data: list[msgspec.Raw] = []
    paging: _Paging | None = None


def recognise(url: str, public: str) -> str | None:
    return "2210" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:
    if board is None or state.now is None:
        return
    today = state.now.date()
    last = (state.read_at.get(board.slug) or state.now).date()
    since, until = window.since or min(last, today) - _LOOK_BACK, today
    if window.until is not None:
        until = min(today, (window.until + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1))
    for number in range((until - since).days + 1):
        yield Request("fields", "api", _path("fields", board.slug, since + dt.timedelta(number)), board.slug)


def follow(payload: Payload) -> Iterator[Request]:
    if not payload.board or _is_empty(payload):
        return
    page = wire.decoded(payload, _Page)
    told = payload.told if payload.kind == "texts" else _told(payload)
    token, path = _token(page), _TOKEN.sub("", payload.url[payload.url.index(_PATHS["fields"]) :])
    if token:
        # As it came: to encode it again breaks it.
        path, number = f"{path}&continuationtoken={token}", payload.page + 1
        yield Request(payload.kind, "api", path, payload.board, page=number, told=told)
    elif payload.kind == "fields" and told:
        path = path.replace(_PATHS["fields"], _PATHS["texts"])
        yield Request("texts", "api", path, payload.board, told=told)


def judge(payload: Payload) -> tuple[str, str | None] | None:
    return ("empty", None) if _is_empty(payload) else None


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "fields":
        for row in _rows(payload, _Fields):
            yield row if isinstance(row, Reject) else Listed(str(row.usajobscontrolnumber))
        return
    told = msgspec.json.decode(payload.told or "{}", type=dict[str, _Fields])
    for text in _rows(payload, _Text):
        yield text if isinstance(text, Reject) else _joined(payload, text, told)


def _token(page: _Page) -> str | None:
    """The token of the next page, percent-encoded as it comes: in its link, else beside it."""
    paging = page.paging or _Paging()
    if not page.data or not paging.next:
        return None
    found = _TOKEN.search(paging.next)
    beside = paging.metadata or _Metadata()
    return found[1] if found else beside.continuation_token


def _is_empty(payload: Payload) -> bool:
    return payload.status == 204 or (payload.status == 200 and payload.body.strip() == b"204 No Content")


def _path(kind: str, series: str, day: dt.date) -> str:
    return (
        f"{_PATHS[kind]}?PositionSeries={quote(series, safe='')}"
        f"&StartPositionOpenDate={day}&EndPositionOpenDate={day}"
    )


def _told(payload: Payload) -> str:
    """What this page and those before it tell of each announcement, for the request for the texts."""
    earlier = msgspec.json.decode(payload.told or "{}", type=dict[str, _Fields])
    rows = [row for row in _rows(payload, _Fields) if isinstance(row, _Fields)]
    return msgspec.json.encode(earlier | {str(row.usajobscontrolnumber): row for row in rows}).decode()


def _rows(payload: Payload, kind: type[Any]) -> Iterator[Any]:
    """Rows as a type whose fields are in small letters, whatever the case of the keys."""
    for row in wire.each(payload, wire.decoded(payload, _Page).data, dict[str, Any], "usajobsControlNumber"):
        if isinstance(row, Reject):
            yield row
            continue
        small = _in_small_letters(row)
        try:
            yield msgspec.convert(small, kind)
        except msgspec.ValidationError as error:
            native = small.get("usajobscontrolnumber")
            yield Reject(None if native is None else str(native), "malformed", str(error), payload.board)


def _in_small_letters(value: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        return {key.lower(): _in_small_letters(inner) for key, inner in value.items()}
    return [_in_small_letters(inner) for inner in value] if isinstance(value, list) else value


def _joined(payload: Payload, text: _Text, told: dict[str, _Fields]) -> Told:
    native_id = str(text.usajobscontrolnumber)
    if native_id not in told:
        return Reject(native_id, "unlisted", "its text came without its row in the list", payload.board)
    row = told[native_id]
    body = wire.parts(
        (None, text.summary),
        ("Duties", text.duties),
        ("Conditions of employment", text.requirementsconditionsofemployment),
        ("Qualifications", text.requirementsqualifications),
        ("Education", text.requirementseducation),
        ("Additional information", text.otherinformation),
    )
    return wire.posting(
        payload,
        native_id,
        body,
        group_key=row.announcementnumber and f"{row.hiringagencycode or ''}/{row.announcementnumber}",
        company=wire.line(row.hiringagencyname),
        title=wire.line(row.positiontitle),
        department=wire.line(row.hiringsubelementname),
        url=wire.link(payload.public + native_id),
        workplace=terms.workplace_in(*(place.positionlocationcity for place in row.positionlocations or [])),
        employment_type=terms.employment(row.appointmenttype) or terms.employment(row.workschedule),
        # A date, or a time whose zone nobody tells: the day counts.
        posted_at=times.instant((row.positionopendate or "")[:10]),
        **wire.places_told(*_places(row)),
        **wire.pay(row.minimumsalary, row.maximumsalary, "USD", row.salarytype),
    )


def _places(row: _Fields) -> Iterator[Location]:
    for place in row.positionlocations or []:
        name = wire.named(place.positionlocationcity, place.positionlocationstate)
        yield wire.place(name, place.positionlocationcountry)
