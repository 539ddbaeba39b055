"""Whose turn it is: one request in flight a host group, spaced, until the time is used up or somebody stops the run.

Knows threads and clocks, no network. One `Turns` is shared by all sources of a run.
"""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# Waits are slept in slices, so that a stop is heard soon.
_SLICE_S = 0.25


class SourceClosed(Exception):  # noqa: N818 - a state, told by name
    """A source asked to be left alone, or the run ends: no further request to it in this run."""


@dataclass
class _Group:
    """A host, or several names of one server."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    begun: float = -1e9
    held_until: float = -1e9


@dataclass
class Turns:
    """The turns of one run.

    `deadline` is a time of `time.monotonic()`; no request begins after it. `large` is held by the one source at a time
    that has a large body in memory.
    """

    deadline: float | None = None
    large: threading.Lock = field(default_factory=threading.Lock)
    _stopped: threading.Event = field(default_factory=threading.Event)
    _groups: dict[str, _Group] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        """End the run: every source is closed before its next request."""
        self._stopped.set()

    @contextlib.contextmanager
    def turn(self, group: str, spacing_s: float) -> Iterator[None]:
        """Wait for a host group to be free and rested. Spacing is from start to start. Raises SourceClosed."""
        found = self._group(group)
        self.take(found.lock)
        try:
            begin = max(time.monotonic(), found.begun + spacing_s, found.held_until)
            if self.deadline is not None and begin > self.deadline:
                raise SourceClosed("the time budget of this run is used up")
            self._sleep(begin - time.monotonic())
            found.begun = time.monotonic()
            yield
        finally:
            found.lock.release()

    def hold(self, group: str, wait_s: float) -> None:
        """Leave a host group alone for some seconds, as it asked."""
        found = self._group(group)
        found.held_until = max(found.held_until, time.monotonic() + wait_s)

    def take(self, lock: threading.Lock) -> None:
        """Take a lock, unless the run is stopped meanwhile."""
        while not lock.acquire(timeout=_SLICE_S):
            self._listen()

    def _group(self, name: str) -> _Group:
        with self._lock:
            return self._groups.setdefault(name, _Group())

    def _sleep(self, wait_s: float) -> None:
        self._listen()
        while wait_s > 0:
            time.sleep(min(wait_s, _SLICE_S))
            wait_s -= _SLICE_S
            self._listen()

    def _listen(self) -> None:
        if self._stopped.is_set():
            raise SourceClosed("interrupted")
