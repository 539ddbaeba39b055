"""Progress bars of the analysis, on a terminal only: elsewhere a run's sentences are enough.

Knows whether somebody looks. The only user of rich beside `explain`.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Tick = Callable[[], None]


@contextlib.contextmanager
def bar(what: str, total: int | None) -> Iterator[Tick]:
    """A bar of so many steps, gone when it is full; the caller ticks each."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second that a pipe does not need
    from rich.progress import Progress  # noqa: PLC0415 - the same

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)
