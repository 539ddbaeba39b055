"""HTML or pasted plain text -> plain text, one block a line.

Knows tags, bullets and contact details. Knows nothing of sources, and imports nothing of ours, since `analysis.cli` reads
HTML with it too.

The format is the contract of `posting.text`: headings begin with ``# ``, list items with ``- ``, every other
block is a line of its own; e-mail addresses, telephone numbers and pages of persons are replaced, because personal data
of recruiters stays out.
"""

from __future__ import annotations

import html as html_library
import importlib
import importlib.util
from typing import Any

from scraper.text import contacts, lines, tree
from scraper.text.tree import links, scripts

__all__ = ["folded", "html_lines", "hurry", "links", "plain_lines", "resolved", "scripts"]

# The module `markup`, once it was asked for: a list of one, or of none.
_fast: list[Any] = []


def hurry() -> None:
    """Read with compiled code from now on, where numba is installed: the same lines tenfold, after half a second of loading."""
    if not _fast and importlib.util.find_spec("numba"):
        _fast.append(importlib.import_module("scraper.text.markup"))


def html_lines(html: str) -> str:
    """Plain text of an HTML fragment or page, in the format of this module.

    White space folds as in a browser, so that two renderings of one text give one result; only `pre` keeps its
    line ends. Links give their text, or their address where the text is that address cut short with dots.
    """
    # The parser reads a NUL as the end of nothing in particular; browsers drop it.
    bare = html.replace("\x00", "") if "\x00" in html else html
    read = _read(bare, is_markup=True)
    return lines.finished(tree.blocks(bare)) if read is None else read


def plain_lines(text: str) -> str:
    """Plain text as somebody pasted it, in the format of this module: every line is a block."""
    bare = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    read = _read(bare, is_markup=False)
    return lines.finished(bare) if read is None else read


def resolved(text: str) -> str:
    """The text with its entities resolved once, as `html.unescape` does."""
    found = _fast[0].resolved(text) if _fast and "&" in text else None
    return html_library.unescape(text) if found is None else str(found)


def folded(text: str) -> str:
    """The text with every run of white space as one space: what two copies of one posting share."""
    return " ".join(text.split())


def _read(text: str, *, is_markup: bool) -> str | None:
    """Clean lines by compiled code; None where that was not loaded, or leaves a doubt."""
    found = _fast[0].read(text, is_markup=is_markup) if _fast else None
    return found and contacts.replaced(*found)
