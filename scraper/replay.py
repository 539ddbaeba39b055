"""Archive -> rows -> store. The same archive gives the same tables: `run` loads what it fetched through here.

Knows the order of a load. Knows no network and no clock.
"""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scraper import reading
from scraper.packed import packed
from scraper.store import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from scraper.packed import Packed
    from scraper.store import Store

# Characters of text a batch may hold: bounds the memory of a load, whatever the number of postings.
_BATCH_CHARACTERS = 2_500_000


@dataclass
class Loader:
    """Packed rows in, merged batches out. A thread merges one batch, in the database's own code, while the next is read."""

    store: Store
    thread: ThreadPoolExecutor
    merging: Future[None] | None = None
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
        self._wait()
        if self.batch.fetches:
            self.merging = self.thread.submit(self.store.add, self.batch)
        self.batch, self.characters = Batch(), 0
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
    with ThreadPoolExecutor(1, thread_name_prefix="merge") as thread:
        loader = Loader(store, thread)
        schema = store.schema("posting")
        with contextlib.closing(reading.read(warcs, known, sources, damaged)) as parts:
            for part in parts:
                loader.add(packed(part, schema))
        loader.close()
    for sentence in damaged:
        tell(sentence)
    return len(damaged)
