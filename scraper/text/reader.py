"""Texts handed to the compiled reader, many at once, and their lines taken back. Knows addresses, and nothing of what a text is."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from scraper.text import machine
from scraper.text.layout import BEYOND, ESCAPED, MARKUP, MOST_OPEN, PASTED, QUOTED

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scraper.text import Written

_FORMS = {"plain": PASTED, "html": MARKUP, "escaped": ESCAPED}
# What stands behind the last text: what looks ahead comes no further.
_END = bytes(BEYOND)


class _Room(threading.local):
    """Where a thread's texts are read: memory that is asked for anew each time takes as long as the reading of some of them."""

    def __init__(self) -> None:
        self.opened = np.empty(MOST_OPEN, np.int64)
        self.grow(1)

    def grow(self, length: int) -> None:
        # A bullet may grow by a byte, and a line has its end: never more than twice the text.
        self.length, self.out, self.spare = length, np.empty(2 * length, np.uint8), np.empty(length, np.uint8)
        self.addresses = [array.ctypes.data for array in (self.out, self.spare, self.opened)]


class Reader:
    """The compiled reader, loaded; `tell` hears of it where it is compiled first. Raises `machine.NotLoadable` where it cannot run here."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._read: Callable[..., int] = machine.loaded(tell)
        self._room = _Room()

    def read(self, written: Sequence[tuple[Written, str]]) -> list[tuple[bytes, int] | None]:
        """(clean lines in UTF-8, hints of contacts) of each (text, form); None where its markup leaves a doubt.

        A form is "html", "plain" (as pasted) or "escaped" (HTML whose entities are escaped once more).
        """
        pieces, rows, at = list[bytes | memoryview](), list[int](), 0
        for text, name in written:
            if isinstance(text, str):
                piece, form = memoryview(text.encode("utf-8", "surrogatepass")), _FORMS[name]
            else:
                piece, form = memoryview(text), _FORMS[name] + QUOTED
            pieces.append(piece)
            rows += at, at + piece.nbytes, form
            at += piece.nbytes + 1
        texts = b"\0".join([*pieces, _END])
        told, room = np.array(rows, np.int64), self._room
        if len(texts) > room.length:
            room.grow(len(texts))
        begin = np.frombuffer(texts, np.uint8).ctypes.data
        if self._read(begin, told.ctypes.data, len(written), *room.addresses):
            raise AssertionError("a rule of the compiled reader raised an error")
        view = room.out.data
        found = told.reshape(-1, 3).tolist()
        return [None if bits < 0 else (bytes(view[begin:stop]), bits) for begin, stop, bits in found]
