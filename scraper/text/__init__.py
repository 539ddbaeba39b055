"""HTML or pasted plain text -> plain text, one block a line.

Knows tags, bullets and contact details. Knows nothing of sources, and imports nothing of ours, since `analysis.cli` reads
HTML with it too.

The format is the contract of `posting.text`: headings begin with ``# ``, list items with ``- ``, every other
block is a line of its own; e-mail addresses, telephone numbers and pages of persons are replaced, because personal data
of recruiters stays out.
"""

from __future__ import annotations

import contextlib
import html as html_library
import importlib
import importlib.util
import json
from typing import TYPE_CHECKING, Any, TypeAlias

from scraper.text import contacts, lines, tree
from scraper.text.tree import links, scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import msgspec

    # A text, or the string of JSON that it came as.
    Written: TypeAlias = str | msgspec.Raw

__all__ = [
    "decoded",
    "encoded",
    "folded",
    "html_lines",
    "hurry",
    "lines_of",
    "links",
    "plain_lines",
    "scripts",
]

# The compiled reader, once it was asked for: a list of one, or of none.
_fast: list[Any] = []


def hurry(tell: Callable[[str], None]) -> None:
    """Read with compiled code from now on, where numba is installed: the same lines many times faster.

    The first time it is compiled, of which `tell` hears.
    """
    if _fast or not importlib.util.find_spec("numba"):
        return
    reader = importlib.import_module("scraper.text.reader")
    with contextlib.suppress(reader.machine.NotLoadable):
        _fast.append(reader.Reader(tell))


def html_lines(html: str) -> str:
    """Plain text of an HTML fragment or page, in the format of this module.

    White space folds as in a browser, so that two renderings of one text give one result; only `pre` keeps its
    line ends. Links give their text, or their address where the text is that address cut short with dots.
    """
    return decoded(lines_of([(html, "html")])[0])


def plain_lines(text: str) -> str:
    """Plain text as somebody pasted it, in the format of this module: every line is a block."""
    return decoded(lines_of([(text, "plain")])[0])


def lines_of(written: Sequence[tuple[Written, str]]) -> list[bytes]:
    """The same of many texts at once, in UTF-8 (half characters as they come), each text with its form.

    A form is "html", "plain", or "escaped" for HTML whose entities are escaped once more. Raises ValueError where a string of
    JSON is none.
    """
    if not _fast:
        return [_slowly(text, form) for text, form in written]
    read = _fast[0].read(written)
    return [
        _slowly(*told) if found is None else _replaced(*found)
        for told, found in zip(written, read, strict=True)
    ]


def encoded(text: str) -> bytes:
    """A text in UTF-8; half a character as it came, to be told later, of the one record that has it."""
    return text.encode("utf-8", "surrogatepass")


def decoded(text: bytes) -> str:
    """What `encoded` made bytes of."""
    return text.decode("utf-8", "surrogatepass")


def folded(text: str) -> str:
    """The text with every run of white space as one space: what two copies of one posting share."""
    return " ".join(text.split())


def _replaced(text: bytes, hints: int) -> bytes:
    """A text without contact details; most have none."""
    return encoded(contacts.replaced(decoded(text), hints)) if hints else text


def _slowly(written: Written, form: str) -> bytes:
    """Clean lines of one text, by a parser that mends whatever it finds."""
    text = written if isinstance(written, str) else json.loads(bytes(written).decode())
    if form == "plain":
        return encoded(lines.finished(text.replace("\r\n", "\n").replace("\r", "\n")))
    markup = html_library.unescape(text) if form == "escaped" else text
    # The parser reads a NUL as the end of nothing in particular; browsers drop it.
    return encoded(lines.finished(tree.blocks(markup.replace("\x00", ""))))
