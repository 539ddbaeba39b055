"""JobTech, the open data of Sweden's employment service: ads of an occupation group, their changes, and their history.

Knows three interfaces with one form of ad: the search (the whole list, at most 2,100 rows a query: behind them it asks
again for what was published before), the stream (what changed since the last reading, withdrawn ads too; JSON lines, cut
off without an error at times), and the historical search. Times without a zone are Stockholm's. An ad tells no workplace;
contacts, e-mail addresses and telephone numbers of employers are never read. Format: shared notes 2.13.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit
from zoneinfo import ZoneInfo

import msgspec

from scraper import terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json", "application/jsonl", "application/x-ndjson"})
LISTINGS = frozenset({"search"})
FEEDS = frozenset({"stream", "history"})
IDS_OF_SOURCE = True

_LIMIT, _LAST_OFFSET = 100, 2000
_STOCKHOLM = ZoneInfo("Europe/Stockholm")
# The field "Data/IT" that the occupation group 2512 belongs to: the stream filters by nothing finer that is known here.
_FIELD = "apaJ_2ja_LuF"
# What a query of each kind is bounded by, so that what lies behind 2,100 rows is reached.
_BOUNDS = {"search": "published-before", "history": "historical-to"}


class _Label(msgspec.Struct):
    label: str | None = None
    legacy_ams_taxonomy_id: str | None = None


class _Description(msgspec.Struct):
    text: str | None = None
    text_formatted: str | None = None
    company_information: str | None = None
    needs: str | None = None
    requirements: str | None = None
    conditions: str | None = None


class _Employer(msgspec.Struct):
    name: str | None = None
    workplace: str | None = None


class _Address(msgspec.Struct):
    municipality: str | None = None
    region: str | None = None
    country: str | None = None
    city: str | None = None


class _Ad(msgspec.Struct):
    id: str | int
    original_id: str | int | None = None
    headline: str | None = None
    webpage_url: str | None = None
    description: _Description | None = None
    employment_type: _Label | list[_Label] | None = None
    working_hours_type: _Label | list[_Label] | None = None
    occupation_group: _Label | list[_Label] | None = None
    employer: _Employer | None = None
    workplace_address: _Address | None = None
    publication_date: str | None = None
    timestamp: int | None = None
    removed: bool | None = None
    removed_date: str | None = None


class _Total(msgspec.Struct):
    value: int


class _Page(msgspec.Struct):
    hits: list[msgspec.Raw]
    total: _Total


class _Dated(msgspec.Struct):
    publication_date: str | None = None


def recognise(url: str, public: str) -> str | None:
    return "2512" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:
    if board is None:
        return
    asked = {"occupation-group": board.slug, "sort": "pubdate-desc", "limit": str(_LIMIT), "offset": "0"}
    if window.since is not None:
        until = window.until and (window.until + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        span = {"historical-from": str(window.since)} | ({"historical-to": str(until)} if until else {})
        yield _page("history", board.slug, asked | span)
        return
    if last := state.read_at.get(board.slug):
        # An hour back: two clocks. In their time, as all times of theirs.
        since = (last - dt.timedelta(hours=1)).replace(tzinfo=dt.UTC).astimezone(_STOCKHOLM)
        path = f"/v2/stream?updated-after={since:%Y-%m-%dT%H:%M:%S}&occupation-concept-id={_FIELD}"
        yield Request("stream", "stream", path, board=board.slug, headers={"Accept": "application/jsonl"})
    yield _page("search", board.slug, asked)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind not in _BOUNDS or not payload.board or is_last(payload):
        return
    asked, bound = _asked(payload), _BOUNDS[payload.kind]
    offset, earlier = int(asked["offset"]) + _LIMIT, _oldest(payload)
    if offset <= _LAST_OFFSET:
        yield _page(payload.kind, payload.board, asked | {"offset": str(offset)}, payload.page + 1)
    elif earlier and earlier != asked.get(bound):
        yield _page(payload.kind, payload.board, asked | {"offset": "0", bound: earlier}, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """Whether the rows of the query end here; not where only the cap of rows ends them."""
    page = wire.decoded(payload, _Page)
    return not page.hits or int(_asked(payload).get("offset", "0")) + len(page.hits) >= page.total.value


def total(payload: Payload) -> int | None:
    """Rows of the query: of the first one, all; of those behind the cap, what is left."""
    return wire.decoded(payload, _Page).total.value


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind in {"stream", "dump"}:
        yield from _of_lines(payload)
        return
    for ad in wire.each(payload, wire.decoded(payload, _Page).hits, _Ad, "id"):
        yield ad if isinstance(ad, Reject) else _record(payload, ad)


def newest(body: bytes) -> dt.datetime | None:
    """Time of the newest ad of a dump of JSON lines (UTC)."""
    told = re.finditer(rb'"publication_date":\s*"([\d:T-]+)"', body)
    found_at = [times.instant(found[1].decode(), _STOCKHOLM) for found in told]
    return max((time for time in found_at if time), default=None)


def _page(kind: str, slug: str, asked: dict[str, str], page: int = 1) -> Request:
    return Request(kind, kind, f"/search?{urlencode(asked, safe=':')}", board=slug, page=page)


def _asked(payload: Payload) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(payload.url).query).items()}


def _oldest(payload: Payload) -> str | None:
    """Bound of the next query: the oldest ad here, and a second more, as the bound itself may not count; a day in history."""
    told = wire.each(payload, wire.decoded(payload, _Page).hits, _Dated, "id")
    # Their own time, which the bound is in, is left as it is.
    found_at = [times.instant(ad.publication_date) for ad in told if isinstance(ad, _Dated)]
    oldest = min((time for time in found_at if time), default=None)
    if oldest is None:
        return None
    if payload.kind == "history":
        return oldest.date().isoformat()
    return (oldest + dt.timedelta(seconds=1)).isoformat(timespec="seconds")


def _of_lines(payload: Payload) -> Iterator[Told]:
    """Ads of JSON lines. Raises FetchFailed behind them, where the last line was cut off."""
    rows = [msgspec.Raw(row) for row in payload.body.splitlines() if row.strip()]
    cut = None
    try:
        msgspec.json.decode(rows[-1] if rows else b"0")
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        cut = FetchFailed("partial", f"cut off in line {len(rows):,}: {error}")
        rows.pop()
    for ad in wire.each(payload, rows, _Ad, "id"):
        yield ad if isinstance(ad, Reject) else _changed(payload, ad)
    if cut is not None:
        raise cut


def _changed(payload: Payload, ad: _Ad) -> Told:
    """An ad of the stream; one of another occupation group only by its id."""
    groups = {group.legacy_ams_taxonomy_id for group in _labels(ad.occupation_group)} - {None}
    if payload.kind == "stream" and not ad.removed and payload.board not in groups:
        return Listed(str(ad.id))
    return _record(payload, ad)


def _record(payload: Payload, ad: _Ad) -> Told:
    # In history `id` is made from the content; `original_id` is that of the ad.
    native_id = str(ad.original_id or ad.id) if payload.kind in {"history", "dump"} else str(ad.id)
    if ad.removed:
        return Reject(native_id, "deleted", "withdrawn by the employer or the service", payload.board)
    told = ad.description or _Description()
    halves = (told.company_information, told.needs, told.requirements, told.conditions)
    plain = told.text or "\n".join(half for half in halves if half)
    place = ad.workplace_address or _Address()
    return wire.posting(
        payload,
        native_id,
        told.text_formatted or plain,
        form="html" if told.text_formatted else "plain",
        company=wire.line(ad.employer.name or ad.employer.workplace) if ad.employer else None,
        title=wire.line(ad.headline),
        url=wire.link(ad.webpage_url),
        employment_type=terms.employment(
            *(label.label for label in (*_labels(ad.working_hours_type), *_labels(ad.employment_type)))
        ),
        posted_at=times.instant(ad.publication_date, _STOCKHOLM),
        updated_at=None if ad.timestamp is None else times.epoch(ad.timestamp / 1000),
        **wire.places_told(wire.place(place.city or place.municipality or place.region, place.country)),
    )


def _labels(told: _Label | list[_Label] | None) -> list[_Label]:
    """One object in the interfaces, a list in some years of the bulk files."""
    return told if isinstance(told, list) else [told] if told else []
