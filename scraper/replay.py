"""Archive -> rows -> store. The same archive gives the same tables: `run` loads what it fetched through here.

Knows the order of a load. Knows no network and no clock.
"""

from __future__ import annotations

import collections
import contextlib
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper import archive, rows, text
from scraper.model import ContractBroken
from scraper.store import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    import pyarrow as pa

    from scraper.model import Payload
    from scraper.rows import Packed
    from scraper.store import Store

# Characters of text a batch may hold: bounds the memory of a load, whatever the number of postings.
_BATCH_CHARACTERS = 6_000_000
# Payloads are handed over in groups of about this many bytes, or of this many.
_GROUP_BYTES, _GROUP_PAYLOADS = 1_500_000, 400
# Smaller loads are done before worker processes have started.
_WORTH_PROCESSES = 3_000_000
_WORKERS = 2
_WAITING_BYTES = 8_000_000


@dataclass
class Loader:
    """Packed rows in, merged batches out."""

    store: Store
    batch: Batch = field(default_factory=Batch)
    warc_of: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    characters: int = 0
    sources: set[str] = field(default_factory=set)

    def add(self, part: Packed) -> None:
        other_run = self.warc_of.get(part.source, part.warc) != part.warc
        if other_run or self.characters > _BATCH_CHARACTERS or not self.ids.isdisjoint(part.ids):
            self.flush()
        self.warc_of[part.source] = part.warc
        self.ids |= part.ids
        self.characters += part.characters
        self.sources.add(part.source)
        self.batch.fetches += part.fetches
        self.batch.rejects += part.rejects
        self.batch.postings.append(part.postings)
        self.batch.seen.append(part.seen)

    def flush(self) -> None:
        if self.batch.fetches:
            self.store.add(self.batch)
        self.batch, self.characters = Batch(), 0
        self.warc_of.clear()
        self.ids.clear()

    def close(self) -> None:
        self.flush()
        self.store.close_lost(self.sources)


def load(
    store: Store, warcs: Collection[Path], sources: Mapping[str, str], tell: Callable[[str], None]
) -> int:
    """Load archive files in the order of their names; the number of files that were damaged.

    `sources` maps each source to the name of its module. What stands before the damage in a file is loaded.
    """
    damaged: list[str] = []
    loader = Loader(store)
    known = store.known_fetches([f"{path.parent.name}/{path.name}" for path in warcs])
    ordered = sorted(warcs, key=lambda path: (path.name, path.parent.name))
    groups = (group for warc in ordered for group in _groups(warc, known, sources, damaged))
    size = sum(path.stat().st_size for path in warcs)
    with _understanding(size, sources, store.schema("posting")) as understand:
        for part in understand(groups):
            loader.add(part)
    loader.close()
    for sentence in damaged:
        tell(sentence)
    return len(damaged)


def _groups(
    warc: Path, known: Collection[str], sources: Mapping[str, str], damaged: list[str]
) -> Iterator[list[Payload]]:
    """Payloads of a file that are not loaded yet, in groups worth handing over."""
    group: list[Payload] = []
    size = 0
    try:
        for payload in archive.read(warc):
            if payload.fetch_id in known:
                continue
            if payload.source not in sources:
                raise ContractBroken(
                    f"{payload.warc}: source {payload.source!r} has no board file here, so nothing reads it"
                )
            group.append(payload)
            size += len(payload.body)
            if size > _GROUP_BYTES or len(group) == _GROUP_PAYLOADS:
                yield group
                group, size = [], 0
    except archive.CutOff as error:
        damaged.append(str(error))
    if group:
        yield group


@contextlib.contextmanager
def _understanding(
    size: int, sources: Mapping[str, str], postings: pa.Schema
) -> Iterator[Callable[[Iterable[list[Payload]]], Iterator[Packed]]]:
    """A function that turns groups of payloads into packed rows, in order: here, or in worker processes."""
    if size < _WORTH_PROCESSES or (os.cpu_count() or 1) < 2:
        yield lambda groups: (part for group in groups for part in rows.packed(group, sources, postings))
        return
    # A fresh process that forks workers: this one has threads, which a fork would leave in the middle of things.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["scraper.rows"])
    with ProcessPoolExecutor(_WORKERS, mp_context=context, initializer=text.hurry) as pool:

        def begin(group: list[Payload]) -> Future[list[Packed]]:
            return pool.submit(rows.packed, group, sources, postings)

        yield lambda groups: _in_order(begin, groups)


def _in_order(
    begin: Callable[[list[Payload]], Future[list[Packed]]], groups: Iterable[list[Payload]]
) -> Iterator[Packed]:
    """Results in the order of the groups; few of them are on their way at a time, so that memory stays bounded."""
    waiting: collections.deque[tuple[Future[list[Packed]], int]] = collections.deque()
    try:
        for group in groups:
            waiting.append((begin(group), sum(len(payload.body) for payload in group)))
            while len(waiting) > 2 * _WORKERS or (
                len(waiting) > _WORKERS and sum(n for _, n in waiting) > _WAITING_BYTES
            ):
                yield from waiting.popleft()[0].result()
        while waiting:
            yield from waiting.popleft()[0].result()
    except BrokenProcessPool as error:
        raise ContractBroken(
            "a process that read the archive was ended from outside (too little memory?); the next run goes on"
        ) from error
