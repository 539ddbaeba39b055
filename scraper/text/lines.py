"""Blocks of text -> clean lines: white space folded, bullets made one, contact details replaced.

Knows no markup, and leaves it to `contacts` what a contact is.
"""

from __future__ import annotations

import re

from scraper.text.contacts import without_contacts

SIGNS = "•●○◦▪■□‣⁃∙·➢➤✓✔✅»*\uf0b7"
DASHES = "-–—"
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
_BULLETS = frozenset(SIGNS + DASHES)
# A dash is a bullet only before a blank.
_BULLET = re.compile(rf"^(?:[{SIGNS}]\s*|[{DASHES}]\s+)(?=\S)")


def finished(blocks: str) -> str:
    """The lines of a text, without those that say nothing, and without contact details."""
    lines = [_line(line) for line in blocks.split("\n") if line]
    return without_contacts("\n".join(line for line in lines if line.strip("#- ")))


def _line(raw: str) -> str:
    # Printable is what has no white space but blanks, and nothing that nobody sees.
    if raw.isprintable() and "  " not in raw:
        line = raw.strip()
    else:
        line = " ".join(raw.split())
        if not line.isprintable():
            line = " ".join(HIDDEN.sub("", line).split())
    if line[:1] not in _BULLETS:
        return line
    if line.startswith("- "):
        return "- " + _BULLET.sub("", line[2:]) if line[2:3] in _BULLETS else line
    return _BULLET.sub("- ", line, count=1)
