"""Payloads -> rows of the tables. Pure: the same payload gives the same rows, whatever was read before it.

Rows are Arrow tables from here on: a thread of the same process merges them beside this.

Knows what an answer means, by its source's module, and how its records are named. Knows no file, no network, no
database and no clock: all times come from the payloads.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from scraper import outcome, spare
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
# Fields of a posting that are no text.
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "pay_min": _NUMBER,
    "pay_max": _NUMBER,
    "locations": tuple,
    "month": dt.date,
    "posted_at": dt.datetime,
    "updated_at": dt.datetime,
    "whole": bool,
}
_SEEN = pa.schema(
    [
        *((name, pa.string()) for name in ("posting_id", "source", "board", "url")),
        ("seen_at", pa.timestamp("us")),
    ]
)


@dataclass
class Rows:
    """Rows of some payloads of one archive file; each posting at most once among `postings`."""

    source: str
    warc: str
    fetches: list[dict[str, Any]] = field(default_factory=list)
    postings: list[dict[str, Any]] = field(default_factory=list)
    seen: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Packed:
    """Rows on their way into the tables: the many in Arrow's form. `ids` are those of the postings."""

    source: str
    warc: str
    fetches: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    postings: pa.Table
    seen: pa.Table
    ids: frozenset[str]
    text_bytes: int


# Arrow looks for pandas once, before its first list: half a second for what is of no use here.
with spare.without("pandas"):
    pa.array([None])


def packed(payloads: list[Payload], modules: Mapping[str, str], postings: pa.Schema) -> list[Packed]:
    """Rows of payloads of one archive file, in parts that hold each posting once.

    `modules` maps a source to the name of its module; `postings` is the schema of the table of postings.
    """
    parts = [Rows(payloads[0].source, payloads[0].warc)]
    known: set[str] = set()
    for payload in payloads:
        rows = _of(payload, modules[payload.source])
        ids = [row["posting_id"] for row in rows.postings]
        if not known.isdisjoint(ids):
            parts.append(Rows(payload.source, payload.warc))
            known.clear()
        known.update(ids)
        for name in ("fetches", "postings", "seen", "rejects"):
            getattr(parts[-1], name).extend(getattr(rows, name))
    return [_packed(rows, postings) for rows in parts]


def _packed(rows: Rows, postings: pa.Schema) -> Packed:
    return Packed(
        source=rows.source,
        warc=rows.warc,
        fetches=rows.fetches,
        rejects=rows.rejects,
        postings=pa.Table.from_pylist(rows.postings, postings),
        seen=pa.Table.from_pylist(rows.seen, _SEEN),
        ids=frozenset(row["posting_id"] for row in rows.postings),
        text_bytes=sum(len(row["text"]) for row in rows.postings),
    )


def _of(payload: Payload, name: str) -> Rows:
    """Rows of one payload, read by the module of this name."""
    module = discover()[name]
    verdict, reason, records = understood(payload, module)
    naming = _Naming(payload, name, module)
    # The last record of a posting counts, should a payload tell it twice.
    found: dict[str, Posting | Listed] = {
        # It is still listed: what cannot be read today is not withdrawn.
        **{naming.id_of(name): name for name in map(_listed, records) if name},
        **{naming.id_of(record): record for record in records if not isinstance(record, Reject)},
    }
    rows = Rows(payload.source, payload.warc)
    rows.fetches.append(_fetch_row(payload, verdict, reason, records, module))
    for posting_id, record in found.items():
        rows.seen.append(naming.seen_row(posting_id, record))
        if isinstance(record, Posting):
            rows.postings.append(naming.posting_row(posting_id, record))
    rows.rejects += naming.reject_rows(records)
    return rows


def _sound(record: Record) -> Record:
    """A record whose fields are of their types, in characters that can be written; else a reject that tells the field.

    What a reader got wrong in one record must not cost the postings beside it.
    """
    if not isinstance(record, Posting):
        return record
    for name, value in vars(record).items():
        if value is not None and not isinstance(value, _TYPES.get(name, str)):
            return Reject(record.native_id, "malformed", f"{name}: {value!r:.80}", record.board)
        if isinstance(value, str) and not value.isascii():
            try:
                value.encode()
            except UnicodeEncodeError:
                return Reject(record.native_id, "malformed", f"{name}: half a character", record.board)
    return record


def _listed(record: Record) -> Listed | None:
    """The name of a record that stands in the answer and cannot be read."""
    unreadable = isinstance(record, Reject) and record.reason in _UNREADABLE
    return Listed(record.native_id) if unreadable and record.native_id is not None else None


def understood(payload: Payload, module: SourceModule) -> tuple[str, str | None, list[Record]]:
    """(outcome, reason, records) of a payload."""
    if payload.kind == "robots":
        return "ok", None, []
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


def content_hash(text: str) -> str:
    """Hash of a text in the format of `scraper.text`.

    Its line ends are folded too: where one interface of a source has a line end, another has a blank.
    """
    return _hash_of(text.encode("utf-8", "surrogatepass"))


def _hash_of(encoded: bytes) -> str:
    # Within lines that format has white space folded already, and bytes are replaced much faster than characters.
    flat = encoded.replace(b"\n", b" ")
    digest = hashlib.blake2b(digest_size=16)
    for begin in range(0, len(flat), _HASHED_AT_ONCE):
        digest.update(flat[begin : begin + _HASHED_AT_ONCE])
    return digest.hexdigest()


@dataclass(frozen=True)
class _Naming:
    """How the records of one payload become rows."""

    payload: Payload
    module_name: str
    module: SourceModule

    def id_of(self, record: Posting | Listed) -> str:
        board = _board(record, self.payload)
        parts = (self.payload.source, None if self.module.IDS_OF_SOURCE else board, record.native_id)
        return ":".join(part for part in parts if part)

    def seen_row(self, posting_id: str, record: Posting | Listed) -> dict[str, Any]:
        return {
            "posting_id": posting_id,
            "source": self.payload.source,
            "board": _board(record, self.payload),
            "url": self.payload.url,
            "seen_at": self.payload.fetched_at,
        }

    def posting_row(self, posting_id: str, posting: Posting) -> dict[str, Any]:
        encoded = posting.text.encode()
        # Its own dictionary: `asdict` copies deeply, a sixth of the time of a load.
        return {
            **vars(posting),
            "posting_id": posting_id,
            "text": encoded,
            "source": self.payload.source,
            "company": posting.company or self.payload.company,
            "locations": [vars(place) for place in _locations(posting)],
            "whole": posting.whole and self.payload.whole,
            "first_seen_at": self.payload.fetched_at,
            "last_seen_at": self.payload.fetched_at,
            "closed_at": None,
            "content_hash": _hash_of(encoded),
            "parser_version": parser_version(self.module_name),
            "digest": self.payload.digest,
        }

    def reject_rows(self, records: Iterable[Record]) -> list[dict[str, Any]]:
        told = {"first_seen_at": self.payload.fetched_at, "last_seen_at": self.payload.fetched_at}
        common = {"source": self.payload.source, "digest": self.payload.digest, **told}
        rejects = {(r.board, r.native_id, r.reason, r.detail): r for r in records if isinstance(r, Reject)}
        return [{**vars(reject), **common} for reject in rejects.values()]


def _board(record: Posting | Listed, payload: Payload) -> str | None:
    return (record.board if isinstance(record, Posting) else None) or payload.board


def _locations(posting: Posting) -> tuple[Location, ...]:
    """All places; of a source that tells one in words, that one."""
    if posting.locations or posting.location is None:
        return posting.locations
    return (Location(posting.location, posting.country),)


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
