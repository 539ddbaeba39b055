"""Texts handed to the compiled reader, many at once, and their lines taken back. Knows addresses, and nothing of what a text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scraper.text import machine
from scraper.text.layout import BEYOND, ESCAPED, MARKUP, PASTED, TAG_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_FORMS = {"plain": PASTED, "html": MARKUP, "escaped": ESCAPED}
# What stands behind the last text: what looks ahead comes no further.
_END = bytes(BEYOND)


class Reader:
    """The compiled reader, loaded. Raises `machine.NotLoadable` where it cannot run here."""

    def __init__(self) -> None:
        self._read: Callable[..., int] = machine.loaded()

    def read(self, written: Sequence[tuple[str, str]]) -> list[tuple[bytes, int] | None]:
        """(clean lines in UTF-8, hints of contacts) of each (text, form); None where its markup leaves a doubt.

        A form is "html", "plain" (as pasted) or "escaped" (HTML whose entities are escaped once more).
        """
        pieces, rows, at = list[bytes](), list[int](), 0
        for text, form in written:
            piece = text.encode("utf-8", "surrogatepass")
            pieces.append(piece)
            rows += at, at + len(piece), _FORMS[form]
            at += len(piece) + 1
        texts = np.frombuffer(b"\0".join([*pieces, _END]), np.uint8)
        told, begun = np.array(rows, np.int64), np.empty(TAG_NAMES, np.int64)
        # A bullet may grow by a byte, and a line has its end: never more than twice the text.
        out, spare = np.empty(2 * len(texts), np.uint8), np.empty(len(texts), np.uint8)
        arrays = texts, told, out, spare, begun
        begins = [array.ctypes.data for array in arrays]
        if self._read(*begins[:2], len(written), *begins[2:]):
            raise AssertionError("a rule of the compiled reader raised an error")
        view = memoryview(out.data)
        found = told.reshape(-1, 3).tolist()
        return [None if bits < 0 else (bytes(view[begin:stop]), bits) for begin, stop, bits in found]
