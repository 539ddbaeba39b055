"""Payloads -> rows of the tables. Pure: the same payload gives the same rows, whatever was read before it.

Knows what an answer means, by its source's module, and how its records are named. Knows no file, no network, no
database and no clock: all times come from the payloads.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scraper import outcome
from scraper.model import FetchFailed, Listed, Location, Posting, Reject
from scraper.sources import discover, parser_version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scraper.model import Payload, Record
    from scraper.sources import SourceModule

# Reasons of rejects that say nothing of the posting itself.
_UNREADABLE = frozenset({"malformed", "oversized", "no text"})
_NUMBER = (int, float)
# Of more bytes a thread lets go of the interpreter, and waits milliseconds for what takes microseconds.
_HASHED_AT_ONCE = 2_047
# Types of the fields of a posting, in their order; unknown is None.
_NOT_TEXT: Mapping[str, type | tuple[type, ...]] = {
    "lines": bytes,
    "pay_min": _NUMBER,
    "pay_max": _NUMBER,
    "locations": tuple,
    "month": dt.date,
    "posted_at": dt.datetime,
    "updated_at": dt.datetime,
    "whole": bool,
}
_TYPES = tuple(_NOT_TEXT.get(name, str) for name in Posting._fields)
# Half a character, in bytes.
_HALF = re.compile(rb"\xed[\xa0-\xbf]")
# Columns of a row of `_Naming.posting_row`: what the payload tells better stands behind, and counts.
COLUMNS = (
    *(name if name != "lines" else "text" for name in Posting._fields),
    *("posting_id", "source", "company", "locations", "whole", "first_seen_at", "last_seen_at", "closed_at"),
    *("content_hash", "parser_version", "digest"),
)
SEEN_COLUMNS = ("posting_id", "source", "board", "url", "seen_at")


@dataclass
class Rows:
    """Rows of some payloads of one archive file; each posting at most once among `postings`, whose ids are `ids`.

    A row of `postings` has the columns `COLUMNS`, one of `seen` those of `SEEN_COLUMNS`.
    """

    source: str
    warc: str
    fetches: list[dict[str, Any]] = field(default_factory=list)
    postings: list[tuple[Any, ...]] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    seen: list[tuple[Any, ...]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)


def read(payloads: list[Payload], modules: Mapping[str, str]) -> list[Rows]:
    """Rows of payloads of one archive file, in parts that hold each posting once.

    `modules` maps a source to the name of its module.
    """
    parts = [Rows(payloads[0].source, payloads[0].warc)]
    for payload in payloads:
        rows = _of(payload, modules[payload.source])
        if not parts[-1].ids.isdisjoint(rows.ids):
            parts.append(Rows(payload.source, payload.warc))
        for name in ("fetches", "postings", "seen", "rejects"):
            getattr(parts[-1], name).extend(getattr(rows, name))
        parts[-1].ids |= rows.ids
    return parts


def _of(payload: Payload, name: str) -> Rows:
    """Rows of one payload, read by the module of this name."""
    module = discover()[name]
    verdict, reason, records = understood(payload, module)
    naming = _Naming.of(payload, name, module)
    # The last record of a posting counts, should a payload tell it twice. What cannot be read today is still listed.
    found: dict[str, Posting | Listed] = {}
    unreadable = [named for named in map(_listed, records) if named]
    for record in (*unreadable, *records):
        if not isinstance(record, Reject):
            found[naming.id_of(record)] = record
    rows = Rows(payload.source, payload.warc)
    rows.fetches.append(_fetch_row(payload, verdict, reason, records, module))
    for posting_id, record in found.items():
        rows.seen.append(naming.seen_row(posting_id, record))
        if isinstance(record, Posting):
            rows.ids.add(posting_id)
            rows.postings.append(naming.posting_row(posting_id, record))
    rows.rejects += naming.reject_rows(records)
    return rows


def _sound(record: Record) -> Record:
    """A record whose fields are of their types, in characters that can be written; else a reject that tells the field.

    What a reader got wrong in one record must not cost the postings beside it.
    """
    if not isinstance(record, Posting):
        return record
    for name, value, kind in zip(Posting._fields, record, _TYPES, strict=True):
        if value is None:
            continue
        if not isinstance(value, kind):
            return Reject(record.native_id, "malformed", f"{name}: {value!r:.80}", record.board)
        if isinstance(value, str) and not value.isascii() and not _is_writable(value):
            return Reject(record.native_id, "malformed", f"{name}: half a character", record.board)
    if b"\xed" in record.lines and _HALF.search(record.lines):
        return Reject(record.native_id, "malformed", "text: half a character", record.board)
    return record


def _is_writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _listed(record: Record) -> Listed | None:
    """The name of a record that stands in the answer and cannot be read."""
    unreadable = isinstance(record, Reject) and record.reason in _UNREADABLE
    return Listed(record.native_id) if unreadable and record.native_id is not None else None


def understood(payload: Payload, module: SourceModule) -> tuple[str, str | None, list[Record]]:
    """(outcome, reason, records) of a payload."""
    if payload.kind == "robots":
        return payload.outcome or "ok", payload.reason, []
    verdict, reason = outcome.of(payload, module.MEDIA_TYPES, module.judge)
    if verdict != "ok":
        return verdict, reason, []
    records: list[Record] = []
    try:
        records.extend(map(_sound, module.parse(payload)))
    except FetchFailed as failed:
        # What came before an answer was cut off is landed; it closes nothing.
        return failed.outcome, failed.reason, records if failed.outcome == "partial" else []
    except Exception as error:  # noqa: BLE001 - whatever a reader stumbles on, the answers beside it are read
        return "failed", f"the reader of {payload.source} broke on it: {error!r}", []
    lists = payload.kind in module.LISTINGS or payload.kind in module.FEEDS
    return ("ok" if records or not lists else "empty"), None, records


def content_hash(lines: bytes) -> str:
    """Hash of a text in the format of `scraper.text`.

    Its line ends are folded too: where one interface of a source has a line end, another has a blank.
    """
    # Within lines that format has white space folded already, and bytes are replaced much faster than characters.
    flat = lines.replace(b"\n", b" ")
    # The one that processors have an instruction for; nobody gains by a text that has the hash of another.
    digest = hashlib.sha1(usedforsecurity=False)
    for begin in range(0, len(flat), _HASHED_AT_ONCE):
        digest.update(flat[begin : begin + _HASHED_AT_ONCE])
    return digest.hexdigest()


@dataclass(frozen=True)
class _Naming:
    """How the records of one payload become rows. `prefix` is that of the ids of the payload's own board."""

    payload: Payload
    prefix: str
    parser: str
    ids_of_source: bool

    @staticmethod
    def of(payload: Payload, name: str, module: SourceModule) -> _Naming:
        ids_of_source = module.IDS_OF_SOURCE
        return _Naming(
            payload,
            _prefix(payload, None if ids_of_source else payload.board),
            parser_version(name),
            ids_of_source,
        )

    def id_of(self, record: Posting | Listed) -> str:
        board = _board(record, self.payload)
        if self.ids_of_source or board == self.payload.board:
            return self.prefix + record.native_id
        return _prefix(self.payload, board) + record.native_id

    def seen_row(self, posting_id: str, record: Posting | Listed) -> tuple[Any, ...]:
        payload = self.payload
        return posting_id, payload.source, _board(record, payload), payload.url, payload.fetched_at

    def posting_row(self, posting_id: str, posting: Posting) -> tuple[Any, ...]:
        payload = self.payload
        return (
            *posting,
            posting_id,
            payload.source,
            posting.company or payload.company,
            _places(posting.locations, posting.location, posting.country),
            posting.whole and payload.whole,
            payload.fetched_at,
            payload.fetched_at,
            None,
            content_hash(posting.lines),
            self.parser,
            payload.digest,
        )

    def reject_rows(self, records: Iterable[Record]) -> list[dict[str, Any]]:
        told = {"first_seen_at": self.payload.fetched_at, "last_seen_at": self.payload.fetched_at}
        common = {"source": self.payload.source, "digest": self.payload.digest, **told}
        rejects = {(r.board, r.native_id, r.reason, r.detail): r for r in records if isinstance(r, Reject)}
        return [{**reject._asdict(), **common} for reject in rejects.values()]


def _prefix(payload: Payload, board: str | None) -> str:
    return f"{payload.source}:{board}:" if board else f"{payload.source}:"


def _board(record: Posting | Listed, payload: Payload) -> str | None:
    return (record.board if isinstance(record, Posting) else None) or payload.board


@functools.lru_cache(maxsize=16_384)  # boards have few places
def _places(
    locations: tuple[Location, ...], name: str | None, country: str | None
) -> list[dict[str, str | None]]:
    """All places, as rows have them; of a source that tells one in words, that one."""
    alone = () if name is None else (Location(name, country),)
    return [place._asdict() for place in locations or alone]


def _fetch_row(
    payload: Payload, verdict: str, reason: str | None, records: list[Record], module: SourceModule
) -> dict[str, Any]:
    last, stated = _paging(payload, verdict, module)
    return {
        "fetch_id": payload.fetch_id,
        "source": payload.source,
        "board": payload.board,
        "kind": payload.kind,
        "url": payload.url,
        "fetched_at": payload.fetched_at,
        "status": payload.status,
        "outcome": verdict,
        "reason": reason,
        "bytes": len(payload.body),
        "digest": payload.digest,
        "etag": payload.headers.get("etag"),
        "last_modified": payload.headers.get("last-modified"),
        "month": payload.month,
        "listing": payload.kind in module.LISTINGS,
        "native_id": payload.native_id,
        "stamp": payload.stamp,
        "page": payload.page,
        "last": last,
        "stated": stated,
        "listed": None
        if last is None
        else len({_key(record, number) for number, record in enumerate(records)}),
        "retry_at": _retry_at(payload),
        "postings": sum(isinstance(record, Posting) for record in records),
        "rejects": sum(isinstance(record, Reject) for record in records),
        "warc": payload.warc,
        "warc_offset": payload.offset,
    }


def _key(record: Record, number: int) -> object:
    return number if record.native_id is None else record.native_id


def _paging(payload: Payload, verdict: str, module: SourceModule) -> tuple[bool | None, int | None]:
    """(whether the page is the last of its list, records that the source declares); None where it cannot tell."""
    if payload.kind not in module.LISTINGS or verdict not in {"ok", "empty"}:
        return None, None
    if module.judge(payload) == ("empty", None):
        return True, 0
    try:
        return module.is_last(payload), module.total(payload)
    except Exception:  # noqa: BLE001 - the same: then it is not known to be the last
        return False, None


def _retry_at(payload: Payload) -> dt.datetime | None:
    if payload.status is None or payload.status < 400:
        return None
    wait_s = outcome.retry_after(payload.headers.get("retry-after"), payload.fetched_at)
    return None if wait_s is None else payload.fetched_at + dt.timedelta(seconds=min(wait_s, 366 * 86_400))
