"""One writer at a time, and a finished database under its name in one step.

Knows locks, files and symlinks of the workspace. Refuses to know tables: it never opens what it publishes.

As in the scraper, a writer works on a private copy and publishes `findings-RUN.duckdb` by swapping the relative
symlink `findings.duckdb`: an open notebook never blocks a run, and never sees half of one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from analysis.workspace import Workspace

KEPT_RUNS = 2


@contextlib.contextmanager
def locked(workspace: Workspace, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of findings; a second writer says that it waits, and waits."""
    workspace.root.mkdir(parents=True, exist_ok=True)
    with workspace.lock.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            tell(f"another analysis writes {workspace.root}: waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def publish(workspace: Workspace, part: Path, run: str) -> None:
    """Make a finished copy the published one; at any moment the symlink names a whole database."""
    final = workspace.root / f"findings-{run}.duckdb"
    part.chmod(0o444)
    _sync(part)
    part.rename(final)
    link = workspace.root / "findings.part.link"
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    link.rename(workspace.findings)
    _sync(workspace.root)
    for old in sorted(workspace.root.glob("findings-*.duckdb"))[:-KEPT_RUNS]:
        old.unlink()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
