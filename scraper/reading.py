"""Archive files -> rows, in their order. Of large files a process beside this one reads them, while this one merges.

Knows no table. Small files are read here: they are done before a process has begun.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from scraper import archive, rows, text
from scraper.model import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Collection, Generator, Iterator, Mapping
    from multiprocessing.connection import Connection
    from pathlib import Path

    from scraper.model import Payload
    from scraper.rows import Rows

# Payloads are read in groups of about this many bytes, or of this many.
_GROUP_BYTES, _GROUP_PAYLOADS = 700_000, 400
# Packed bytes from which on a process, and its compiled code, are worth their second.
_LARGE = 1_500_000


def read(
    warcs: Collection[Path], known: Collection[str], modules: Mapping[str, str], damaged: list[str]
) -> Generator[Rows]:
    """Rows of the answers that are not `known` by the name of their fetch; `damaged` gets a sentence a damaged file.

    `modules` maps a source to the name of its module. What stands before the damage in a file is read.
    """
    if sum(path.stat().st_size for path in warcs) > _LARGE:
        return _beside(warcs, known, modules, damaged)
    return _here(warcs, known, modules, damaged)


def _here(
    warcs: Collection[Path], known: Collection[str], modules: Mapping[str, str], damaged: list[str]
) -> Generator[Rows]:
    for warc in sorted(warcs, key=lambda path: (path.name, path.parent.name)):
        for group in _groups(warc, known, modules, damaged):
            yield from rows.read(group, modules)


def _beside(
    warcs: Collection[Path], known: Collection[str], modules: Mapping[str, str], damaged: list[str]
) -> Generator[Rows]:
    """The same from another process. It ends with this one: then nobody reads its pipe, or nobody wants more."""
    # A fresh interpreter: a copy of this one would have the locks of its threads, and no thread to open them.
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(there, warcs, known, modules), daemon=True)
    process.start()
    there.close()
    try:
        while isinstance(told := here.recv(), rows.Rows):
            yield told
    except EOFError as error:
        raise ContractBroken(
            f"the process that reads archive files died (exit code {process.exitcode}; of too little memory?): the archive "
            "is whole; try again with `scraper replay`"
        ) from error
    finally:
        process.terminate()
        process.join()
    if isinstance(told, Exception):
        raise told
    damaged += told


def _tell(
    pipe: Connection, warcs: Collection[Path], known: Collection[str], modules: Mapping[str, str]
) -> None:
    """Send rows, and at last the sentences on damaged files or what went wrong. One part is sent while the next is read."""
    # Who interrupts a run means the process that began it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    text.hurry()
    damaged: list[str] = []
    with contextlib.suppress(BrokenPipeError), ThreadPoolExecutor(1) as thread:
        sending = thread.submit(lambda: None)
        try:
            for part in _here(warcs, known, modules, damaged):
                sending.result()
                sending = thread.submit(pipe.send, part)
        except ContractBroken as broken:
            sending.result()
            pipe.send(broken)
        sending.result()
        pipe.send(damaged)


def _groups(
    warc: Path, known: Collection[str], modules: Mapping[str, str], damaged: list[str]
) -> Iterator[list[Payload]]:
    """Payloads of a file that are not loaded yet, in groups."""
    group: list[Payload] = []
    size = 0
    try:
        for payload in archive.read(warc):
            if payload.fetch_id in known:
                continue
            if payload.source not in modules:
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
