"""Batches to `extract` on this machine: a process a core for much, this process for little.

Knows processes, nothing of postings. Order of results is not kept: rows carry their posting's id.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TYPE_CHECKING

from analysis import taxonomy as taxonomies
from analysis.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    Read = tuple[pa.RecordBatch, pa.RecordBatch]

# Batches under way at once, a process: enough that none waits, few enough that memory does not grow with the input.
_AHEAD = 2
# Starting processes takes a second; as much as reading this many batches here.
_FEW_BATCHES = 2

_NEW_OBJECTS = 200_000

_taxonomy: taxonomies.Taxonomy | None = None


def run(batches: Iterator[pa.RecordBatch], folder: Path) -> Iterator[Read]:
    """(roles, mentions) of each batch; `folder` holds the taxonomy, which each process reads once."""
    first = list(islice(batches, _FEW_BATCHES + 1))
    known = taxonomies.load(folder)
    if len(first) <= _FEW_BATCHES:
        yield from (extract(batch, known) for batch in first)
        return
    # Read here before processes start, or each of them would compile the rules for itself where none are kept.
    yield extract(first.pop(0), known)
    yield from _spread(chain(first, batches), folder)


def _spread(batches: Iterator[pa.RecordBatch], folder: Path) -> Iterator[Read]:
    workers = os.cpu_count() or 1
    # Spawned, not forked: a fork would copy DuckDB's threads in the middle of their work.
    start = multiprocessing.get_context("spawn")
    waiting: deque[Future[Read]] = deque()
    with ProcessPoolExecutor(workers, mp_context=start, initializer=_begin, initargs=(folder,)) as pool:
        for batch in batches:
            waiting.append(pool.submit(_read, batch))
            if len(waiting) >= workers * _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(folder: Path) -> None:
    global _taxonomy  # noqa: PLW0603 - one taxonomy a process, compiled once
    _taxonomy = taxonomies.load(folder)
    # Reading makes many small records and no circles of them: looking for circles less often saves a tenth of the time.
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, 50, 50)


def _read(batch: pa.RecordBatch) -> Read:
    if _taxonomy is None:
        raise RuntimeError("a worker was given a batch before its taxonomy")
    return extract(batch, _taxonomy)
