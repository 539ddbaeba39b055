"""Archive -> source.parse -> store. The same archive gives the same rows: `run` loads what it fetched through here.

Knows the order of a load. Knows no network and no clock: all times come from the payloads.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scraper import archive, outcome
from scraper.model import ContractBroken, FetchFailed, Listed, Posting, Reject
from scraper.sources import discover, parser_version
from scraper.store import Batch, row_of
from scraper.text import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from scraper.model import Payload, Record
    from scraper.sources import SourceModule
    from scraper.store import Store

# Characters of text a batch may hold: bounds the memory of a load, whatever the number of postings.
_BATCH_CHARACTERS = 16_000_000
# What makes two rejects one row; like a posting, each stands once in a batch.
_REJECT_KEY = ("source", "board", "native_id", "reason", "detail")


@dataclass
class Loader:
    """Payloads in, merged batches out. `modules` maps a source to (name of its module, the module)."""

    store: Store
    modules: Mapping[str, tuple[str, SourceModule]]
    known: set[str]
    batch: Batch = field(default_factory=Batch)
    rejected: set[tuple[Any, ...]] = field(default_factory=set)

    def payload(self, payload: Payload) -> None:
        if payload.fetch_id in self.known:
            return
        self.known.add(payload.fetch_id)
        name, module = self._module(payload)
        verdict, reason = (
            ("ok", None) if payload.kind == "robots" else outcome.of(payload, module.MEDIA_TYPES)
        )
        records: list[Record] = []
        if verdict == "ok" and payload.kind != "robots":
            verdict, reason, records = _parsed(payload, module)
        fetch = _fetch_row(payload, verdict, reason, records, listing=payload.kind in module.LISTINGS)
        if verdict == "not_modified":
            self.flush()
            self.store.extend(fetch)
            return
        self._collect(payload, records, fetch, _Naming(payload, name, module))

    def flush(self) -> None:
        if self.batch.fetches or self.batch.seen:
            self.store.add(self.batch)
        self.batch = Batch()
        self.rejected.clear()

    def _module(self, payload: Payload) -> tuple[str, SourceModule]:
        if payload.source not in self.modules:
            raise ContractBroken(
                f"{payload.warc}: source {payload.source!r} has no board file here, so nothing reads it"
            )
        return self.modules[payload.source]

    def _collect(
        self, payload: Payload, records: list[Record], fetch: dict[str, Any], naming: _Naming
    ) -> None:
        rows = {naming.id_of(record): record for record in records if not isinstance(record, Reject)}
        rejects = {tuple(row[key] for key in _REJECT_KEY): row for row in naming.reject_rows(records)}
        if not (rows.keys().isdisjoint(self.batch.seen) and rejects.keys().isdisjoint(self.rejected)):
            self.flush()
        self.batch.fetches.append(fetch)
        for posting_id, record in rows.items():
            self.batch.seen[posting_id] = (_board(record, payload), payload.fetched_at)
            if isinstance(record, Posting):
                self.batch.postings.append(naming.posting_row(posting_id, record))
                self.batch.characters += len(record.text)
        self.batch.rejects += rejects.values()
        self.rejected |= rejects.keys()
        if self.batch.characters > _BATCH_CHARACTERS:
            self.flush()


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

    def posting_row(self, posting_id: str, posting: Posting) -> dict[str, Any]:
        return {
            **row_of(posting),
            "posting_id": posting_id,
            "source": self.payload.source,
            "company": posting.company or self.payload.company,
            "first_seen_at": self.payload.fetched_at,
            "last_seen_at": self.payload.fetched_at,
            "content_hash": content_hash(posting.text),
            "parser_version": parser_version(self.module_name),
            "digest": self.payload.digest,
        }

    def reject_rows(self, records: Iterable[Record]) -> list[dict[str, Any]]:
        told = {"first_seen_at": self.payload.fetched_at, "last_seen_at": self.payload.fetched_at}
        common = {"source": self.payload.source, "digest": self.payload.digest, **told}
        rejects = {(r.board, r.native_id, r.reason, r.detail): r for r in records if isinstance(r, Reject)}
        return [{**row_of(reject), **common} for reject in rejects.values()]


def load(store: Store, warcs: Iterable[Path], sources: Mapping[str, str], tell: Callable[[str], None]) -> int:
    """Load archive files in the order of their names; the number of files that were damaged.

    `sources` maps each source to the name of its module. What stands before the damage in a file is loaded.
    """
    modules = discover()
    loader = Loader(
        store, {name: (module, modules[module]) for name, module in sources.items()}, store.known_fetches()
    )
    damaged = 0
    for warc in sorted(warcs, key=lambda path: path.name):
        try:
            for payload in archive.read(warc):
                loader.payload(payload)
        except archive.CutOff as error:
            tell(str(error))
            damaged += 1
    loader.flush()
    return damaged


def content_hash(text: str) -> str:
    """Hash of a text with white space folded: the two programming interfaces of a source differ in nothing else."""
    return hashlib.blake2b(folded(text).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _board(record: Posting | Listed, payload: Payload) -> str | None:
    return (record.board if isinstance(record, Posting) else None) or payload.board


def _parsed(payload: Payload, module: SourceModule) -> tuple[str, str | None, list[Record]]:
    try:
        records = list(module.parse(payload))
    except FetchFailed as failed:
        return failed.outcome, failed.reason, []
    if not records and payload.kind in module.LISTINGS:
        return "empty", None, []
    return "ok", None, records


def _fetch_row(
    payload: Payload, verdict: str, reason: str | None, records: list[Record], *, listing: bool
) -> dict[str, Any]:
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
        "listing": listing,
        "postings": sum(isinstance(record, Posting) for record in records),
        "rejects": sum(isinstance(record, Reject) for record in records),
        "warc": payload.warc,
    }
