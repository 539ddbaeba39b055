"""Markup or pasted text -> clean lines in one pass over its bytes, compiled: what `tree` and `lines` do together, many times faster.

Knows tags, white space and bullets. Whatever a parser would have to mend, to move or to hide (comments, scripts, a stray
bracket, an entity without its end) is doubt, and is left to the tree. Needs numba; imported by `machine` alone, to be compiled.
"""

from __future__ import annotations

from scraper.text import hints, strides
from scraper.text.anchors import address_in, is_cut_short, whole_address
from scraper.text.compiled import begin_of, behind, rule
from scraper.text.entities import entity, resolved
from scraper.text.layout import DOUBT, ESCAPED, MARKUP, PASTED, QUOTED
from scraper.text.marks import (
    ACTS,
    ANCHOR,
    APOSTROPHE,
    BITS,
    BLANK,
    BREAK,
    BULLET,
    DASH,
    ENDS_LINE,
    ESCAPES,
    FIRSTS,
    GRAVE,
    GREATER,
    HASH,
    HEADING,
    HYPHEN,
    ITEM,
    KNOWN,
    LESS,
    LONGEST_NAME,
    MAY_HIDE,
    NEWLINE,
    OPENS,
    QUOTE,
    SLASH,
    SPACE,
    STANDS,
    TAG_NAMES,
    TAGS,
    UNSEEN,
    WHITE,
    Bytes,
    Numbers,
    char_at,
    is_digit,
    kind_of,
    place_of,
    put,
    shift,
)
from scraper.text.nesting import is_between_cells, nested
from scraper.text.quoted import unquoted


@rule
def _tag(known: Numbers, text: Bytes, at: int) -> tuple[int, bool, int]:
    """(place of the tag's name in the table, whether it ends an element, place behind it); doubt in the first."""
    stop = at + 1
    ends = text[stop] == SLASH
    stop += ends
    number, begin = 0, stop
    while known[BITS + text[stop]] and stop - begin < LONGEST_NAME:
        char = text[stop]
        number = number << 6 | known[BITS + (char + 32 if 65 <= char <= 90 else char)]
        stop += 1
    if stop == begin or is_digit(text[begin]):
        return DOUBT, ends, stop
    if text[stop] == SLASH and text[stop + 1] == GREATER:
        stop += 1
    elif text[stop] == SPACE or 9 <= text[stop] <= 13:
        stop = _behind_attributes(text, stop)
    if text[stop] != GREATER:
        return DOUBT, ends, stop
    return place_of(known, TAGS, TAG_NAMES, number), ends, stop + 1


@rule
def _behind_attributes(text: Bytes, at: int) -> int:
    """Place of the bracket that ends a tag; that of another sign where this, or a quotation mark, leaves a doubt."""
    quote, stop = 0, at
    while True:
        char = int(text[stop])
        if char == GREATER:
            return stop - 1 if quote else stop
        if not char or char == LESS or (char == GRAVE and not quote):
            return stop
        if quote:
            quote = 0 if char == quote else quote
        elif char == QUOTE or char == APOSTROPHE:
            quote = char
        stop += 1


@rule
def _bullet(known: Numbers, out: Bytes, begin: int, stop: int) -> int:
    """Length of the sign of a list that a line begins with; 0 where it has none, or nothing else."""
    if begin >= stop:
        return 0
    char, behind = char_at(out, begin)
    kind = kind_of(known, char)
    if not BULLET <= kind <= DASH:
        return 0
    blank = behind < stop and out[behind] == SPACE
    if behind + blank >= stop or (not blank and kind == DASH):
        return 0
    return behind + blank - begin


@rule
def _line_end(known: Numbers, out: Bytes, begin: int, stop: int) -> int:
    """End a line: its bullet is made one, it is dropped if it says nothing; where the next one begins."""
    if begin == stop:
        return begin
    if out[begin] == HYPHEN and begin + 1 < stop and out[begin + 1] == SPACE:
        second = _bullet(known, out, begin + 2, stop)
        stop = shift(out, begin + 2 + second, stop, -second) if second else stop
    else:
        length = _bullet(known, out, begin, stop)
        if length:
            stop = shift(out, begin + length, stop, 2 - length)
            out[begin], out[begin + 1] = HYPHEN, SPACE
    for at in range(begin, stop):
        if out[at] != HASH and out[at] != HYPHEN and out[at] != SPACE:
            out[stop] = NEWLINE
            return stop + 1
    return begin


@rule
def _char_as(known: Numbers, text: Bytes, at: int, what: int) -> tuple[int, int]:
    """(character, place behind it) of what is not copied as it stands."""
    if what == MAY_HIDE:
        return char_at(text, at)
    return entity(known, text, at) if what == ESCAPES else (DOUBT, at)


@rule
def _copied(known: Numbers, text: Bytes, at: int, out: Bytes, stop: int) -> tuple[int, int]:
    """Places behind words, here and in `out`, that are copied as they stand, with the single blanks between them."""
    while True:
        passed = strides.words(text, at, out, stop)
        at, stop = at + passed, stop + passed
        if passed == strides.WORDS:
            continue
        # Letters of other alphabets stand too, and a blank before them.
        is_end = known[FIRSTS + text[at]] != STANDS
        if is_end and (text[at] != SPACE or known[FIRSTS + text[at + 1]] != STANDS):
            return at, stop
        out[stop] = text[at]
        stop += 1
        at += 1
        while text[at] > 127 and known[FIRSTS + text[at]] == STANDS:
            out[stop] = text[at]
            stop += 1
            at += 1


@rule
def _lines(
    known: Numbers, text: Bytes, at: int, end: int, is_markup: bool, out: Bytes, first: int, opened: Numbers
) -> int:
    """Where the clean lines of a text end that are written into `out` from a place on, each with its end; doubt below 0."""
    begin = stop = first
    depth, between, blank = 0, False, False
    # Of the link at hand: where its text begins, and where in the text its address stands.
    link, address, address_end = -1, 0, -1
    while at < end:
        what = known[FIRSTS + text[at]]
        if between and what != BLANK and what != ENDS_LINE and what != OPENS:
            return DOUBT
        if what == STANDS:
            if blank:
                out[stop], stop, blank = SPACE, stop + 1, False
            at, stop = _copied(known, text, at, out, stop)
            continue
        if what == BLANK or (is_markup and what == ENDS_LINE):
            at, blank = at + 1, stop > begin
            continue
        if what == ENDS_LINE:
            begin = stop = _line_end(known, out, begin, stop)
            at, blank = at + 1, False
            continue
        if is_markup and what == OPENS:
            tag, ends, behind = _tag(known, text, at)
            depth = nested(known, opened, depth, tag, ends) if tag >= 0 else DOUBT
            if depth < 0:
                return DOUBT
            act = known[ACTS + tag]
            if link >= 0 and is_cut_short(out, link, stop):
                # A tag within a link that is cut short has no address to be told.
                known_end = address_end if act == ANCHOR else DOUBT
                stop = whole_address(known, text, address, known_end, out, link, stop)
                if stop < 0:
                    return DOUBT
            if act == ANCHOR:
                address, address_end = address_in(text, at + 1, behind)
                link = -1 if ends else stop
            at = behind
            if act < BREAK:
                continue
            between = is_between_cells(known, opened, depth)
            begin = stop = _line_end(known, out, begin, stop)
            blank, link = False, stop if link >= 0 else -1
            if not ends and (act == HEADING or act == ITEM):
                out[stop], stop, blank = HASH if act == HEADING else HYPHEN, stop + 1, True
            continue
        char, at = _char_as(known, text, at, what if is_markup else MAY_HIDE)
        if char < 0:
            return DOUBT
        kind = kind_of(known, char)
        if kind == WHITE:
            blank = stop > begin
        elif kind != UNSEEN:
            if blank:
                out[stop], stop, blank = SPACE, stop + 1, False
            stop = put(out, stop, char)
    if link >= 0 and is_cut_short(out, link, stop):
        return DOUBT
    return _line_end(known, out, begin, stop)


def read(texts: Bytes, told: Numbers, count: int, out: Bytes, spare: Bytes, opened: Numbers) -> None:
    """Read texts that stand one behind the other, a NUL behind each, and `layout.BEYOND` more behind the last.

    `told` has three numbers a text: where it begins, where it ends, and its form; and then where its lines begin and end in
    `out`, and the hints of contacts in them, below 0 where its markup leaves a doubt. There is room for as many bytes as they
    are in `spare`, for twice as many in `out` (a bullet may grow by a byte, and a line has its end), and for
    `MOST_OPEN` numbers in `opened`. (What kind each of them is, `layout.GIVEN` tells.)
    """
    known, stop = begin_of(KNOWN), 0
    for row in range(0, 3 * count, 3):
        at, end, form, text = told[row], told[row + 1], told[row + 2], texts
        if form >= QUOTED:
            # The quotation marks are none of its own.
            end = unquoted(known, text, at + 1, end - 1, form == QUOTED + ESCAPED, spare)
            at, form, text = 0, MARKUP if form != QUOTED + PASTED else PASTED, spare
        elif form == ESCAPED:
            at, end, text = 0, resolved(known, text, at, end, spare), spare
        after = _lines(known, text, at, end, form != PASTED, out, stop, opened) if end >= 0 else DOUBT
        # The last line needs no end.
        told[row], told[row + 1] = stop, max(after - 1, stop)
        told[row + 2] = (
            hints.found_in(known, behind(out, stop), max(after - stop, 0)) if after >= 0 else DOUBT
        )
        stop = max(after, stop)
