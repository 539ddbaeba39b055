"""Which elements are open, and which of them a tag ends, as a parser of HTML has it, compiled.

`opened` holds the places of their tags, the outermost first, `depth` of them. Knows the elements that begin a line; of
others (a link, bold words) the lines do not depend. What a parser would move or drop is doubt.
"""

from __future__ import annotations

from scraper.text.compiled import rule
from scraper.text.layout import DOUBT, MOST_OPEN
from scraper.text.marks import (
    ACTS,
    ANCHOR,
    BREAK,
    CELL,
    COLUMN,
    HEADING,
    ITEM,
    LIST,
    PARAGRAPH,
    PASSED,
    ROW,
    RULE,
    SECTION,
    TABLE,
    TERM,
    Numbers,
)


@rule
def _innermost(known: Numbers, opened: Numbers, depth: int) -> int:
    """What the tag of the innermost element does; 0 where none is open."""
    return int(known[ACTS + opened[depth - 1]]) if depth else 0


@rule
def is_between_cells(known: Numbers, opened: Numbers, depth: int) -> bool:
    """Whether a text would stand in a table, but in none of its cells: a parser moves it before the table."""
    return TABLE <= _innermost(known, opened, depth) <= ROW


@rule
def nested(known: Numbers, opened: Numbers, depth: int, tag: int, ends: bool) -> int:
    """How many elements are open behind a tag; below 0 is doubt."""
    act = int(known[ACTS + tag])
    if act == COLUMN:
        return depth if _innermost(known, opened, depth) == TABLE else DOUBT
    if act > TABLE:
        return _end_of_part(known, opened, depth, tag) if ends else _part(known, opened, depth, tag)
    if is_between_cells(known, opened, depth) and not (ends and act == TABLE):
        return DOUBT
    if act <= ANCHOR:
        return depth
    return _ended(known, opened, depth, tag) if ends else _begun(known, opened, depth, tag)


@rule
def _begun(known: Numbers, opened: Numbers, depth: int, tag: int) -> int:
    act = int(known[ACTS + tag])
    if act == BREAK:
        return depth
    if act == ITEM or act == TERM:
        # It ends the one before, if only such as need no end of their own are open in that.
        at = depth
        while at and PARAGRAPH <= _innermost(known, opened, at) <= PASSED:
            at -= 1
        if _innermost(known, opened, at) == act:
            depth = at - 1
    # A page that does not say which HTML it is has tables in paragraphs.
    if act != TABLE and _innermost(known, opened, depth) == PARAGRAPH:
        depth -= 1
    if act == RULE:
        return depth
    if act == HEADING and _innermost(known, opened, depth) == HEADING:
        depth -= 1
    return _with(opened, depth, tag)


@rule
def _with(opened: Numbers, depth: int, tag: int) -> int:
    if depth == MOST_OPEN:
        return DOUBT
    opened[depth] = tag
    return depth + 1


@rule
def _ended(known: Numbers, opened: Numbers, depth: int, tag: int) -> int:
    """The end of an element ends all within it; that of what never began is nothing, but for a paragraph's."""
    act = int(known[ACTS + tag])
    if act == PARAGRAPH:
        return depth - (_innermost(known, opened, depth) == PARAGRAPH)
    if act == TABLE:
        while SECTION <= _innermost(known, opened, depth) <= ROW:
            depth -= 1
    for at in range(depth - 1, -1, -1):
        if opened[at] == tag:
            return at
        around = known[ACTS + opened[at]]
        if around >= TABLE or (around == LIST and act == ITEM):
            return DOUBT
    return DOUBT


@rule
def _part(known: Numbers, opened: Numbers, depth: int, tag: int) -> int:
    """The same where a part of a table begins: sections stand in tables, rows in both, cells in rows."""
    act = int(known[ACTS + tag])
    if act == ROW and _innermost(known, opened, depth) == ROW:
        depth -= 1
    around = _innermost(known, opened, depth)
    fits = around == ROW if act == CELL else around == TABLE or (around == SECTION and act == ROW)
    return _with(opened, depth, tag) if fits else DOUBT


@rule
def _end_of_part(known: Numbers, opened: Numbers, depth: int, tag: int) -> int:
    act = int(known[ACTS + tag])
    if act == CELL:
        return _ended(known, opened, depth, tag)
    if act == SECTION and _innermost(known, opened, depth) == ROW:
        depth -= 1
    return depth - 1 if depth and opened[depth - 1] == tag else DOUBT
