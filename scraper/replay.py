"""Archive -> rows -> store. The same archive gives the same tables: `run` loads what it fetched through here.

Knows the order of a load. Knows no network and no clock.
"""

from __future__ import annotations

import contextlib
import gc
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper import archive, rows, text
from scraper.model import ContractBroken
from scraper.packed import packed
from scraper.store import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from scraper.model import Payload
    from scraper.packed import Packed
    from scraper.store import Store

# Bytes of text a batch may hold: bounds the memory of a load, whatever the number of postings.
_BATCH_BYTES = 12_000_000
# Payloads are handed over in groups of about this many bytes, or of this many.
_GROUP_BYTES, _GROUP_PAYLOADS = 3_000_000, 400
# Bytes of the groups that wait, are read or were read and not handed on: a few, or one that has more by itself.
_UNDERWAY_BYTES = 9_000_000
# Objects that are new and alive before the collector looks for cycles: some dozen answers that could not be read.
_COLLECTED_AT = 5_000
# Smaller loads, in packed bytes, are done before compiled code is at hand.
_WORTH_HURRYING = 1_500_000


@dataclass
class Loader:
    """Packed rows in, merged batches out. A thread merges one batch, in the database's own code, while the next is read."""

    store: Store
    thread: ThreadPoolExecutor
    merging: Future[None] | None = None
    batch: Batch = field(default_factory=Batch)
    warc_of: dict[str, str] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    text_bytes: int = 0
    sources: set[str] = field(default_factory=set)

    def add(self, part: Packed) -> None:
        other_run = self.warc_of.get(part.source, part.warc) != part.warc
        if other_run or self.text_bytes > _BATCH_BYTES or not self.ids.isdisjoint(part.ids):
            self.flush()
        self.warc_of[part.source] = part.warc
        self.ids |= part.ids
        self.text_bytes += part.text_bytes
        self.sources.add(part.source)
        self.batch.fetches += part.fetches
        self.batch.rejects += part.rejects
        self.batch.postings.append(part.postings)
        self.batch.seen.append(part.seen)

    def flush(self) -> None:
        self._wait()
        if self.batch.fetches:
            self.merging = self.thread.submit(self.store.add, self.batch)
        self.batch, self.text_bytes = Batch(), 0
        self.warc_of.clear()
        self.ids.clear()

    def close(self) -> None:
        self.flush()
        self._wait()
        self.store.close_lost(self.sources)

    def _wait(self) -> None:
        """One batch at a time: the next may tell of the same postings."""
        if self.merging is not None:
            self.merging.result()


def load(
    store: Store, warcs: Collection[Path], sources: Mapping[str, str], tell: Callable[[str], None]
) -> int:
    """Load archive files in the order of their names; the number of files that were damaged.

    `sources` maps each source to the name of its module. What stands before the damage in a file is loaded.
    """
    damaged: list[str] = []
    known = store.known_fetches([f"{path.parent.name}/{path.name}" for path in warcs])
    ordered = sorted(warcs, key=lambda path: (path.name, path.parent.name))
    groups = (group for warc in ordered for group in _groups(warc, known, sources, damaged))
    size = sum(path.stat().st_size for path in warcs)
    if size > _WORTH_HURRYING:
        text.hurry(tell)
    schema = store.schema("posting")

    def read(group: list[Payload]) -> list[Packed]:
        return [packed(part, schema) for part in rows.read(group, sources)]

    with _seldom_collected(), ThreadPoolExecutor(1, thread_name_prefix="merge") as thread:
        loader = Loader(store, thread)
        for parts in _beside(read, groups):
            for part in parts:
                loader.add(part)
        loader.close()
    for sentence in damaged:
        tell(sentence)
    return len(damaged)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """The collector leaves alone what stood before a load, and looks seldom at what it makes: rows hold no cycles, errors do."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_COLLECTED_AT, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        # What stays frozen is not let go at the end, and the database's binding complains of it.
        gc.unfreeze()


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


def _beside(
    read: Callable[[list[Payload]], list[Packed]], groups: Iterator[list[Payload]]
) -> Iterator[list[Packed]]:
    """What is read of each group, in their order. A thread reads while this one unpacks the next and hands on the last.

    One thread: two would wait for each other, since most of the reading needs the interpreter.
    """
    underway: deque[tuple[int, Future[list[Packed]]]] = deque()
    with ThreadPoolExecutor(1, thread_name_prefix="read") as pool:
        while group := next(groups, None):
            underway.append((sum(len(payload.body) for payload in group), pool.submit(read, group)))
            del group
            while sum(size for size, _ in underway) > _UNDERWAY_BYTES:
                yield underway.popleft()[1].result()
        while underway:
            yield underway.popleft()[1].result()
