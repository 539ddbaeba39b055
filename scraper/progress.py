"""How a run speaks to a person: a progress bar on a terminal, plain lines elsewhere.

Knows the terminal, nothing of what is told.
"""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress, TaskID

_EVERY_S = 10.0


class Speaker:
    """Sentences on standard output, warnings on standard error, progress between them. Any thread may speak."""

    def __init__(self) -> None:
        self._turn = threading.RLock()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._told_at = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end()

    def say(self, sentence: str) -> None:
        with self._turn:
            self._end()
            print(sentence, flush=True)

    def warn(self, sentence: str) -> None:
        with self._turn:
            self._end()
            print(sentence, file=sys.stderr, flush=True)

    def progress(self, made: int, known: int, url: str) -> None:
        with self._turn:
            if sys.stderr.isatty():
                self._draw(made, known)
            elif time.monotonic() - self._told_at > _EVERY_S:
                self._told_at = time.monotonic()
                print(f"{made:,} of {known:,} requests, last {url}", file=sys.stderr, flush=True)

    def _draw(self, made: int, known: int) -> None:
        if self._bar is None:
            from rich.console import Console  # noqa: PLC0415 - a tenth of a second, on terminals only
            from rich.progress import Progress  # noqa: PLC0415 - the same

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task("fetching", total=known)
        if self._task is not None:
            self._bar.update(self._task, completed=made, total=known)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar, self._task = None, None
