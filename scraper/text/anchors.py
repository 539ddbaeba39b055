"""Links of HTML whose text is their address cut short ("https://example.test/a/very/lo...") -> the whole address, compiled."""

from __future__ import annotations

from scraper.text.compiled import rule
from scraper.text.entities import entity
from scraper.text.layout import DOUBT
from scraper.text.marks import (
    AMPERSAND,
    APOSTROPHE,
    DOT,
    EQUALS,
    QUOTE,
    SPACE,
    UNSEEN,
    WHITE,
    Bytes,
    Numbers,
    char_at,
    kind_of,
    put,
    shift,
)

_ELLIPSIS = tuple("…".encode())


@rule
def _is_ellipsis(out: Bytes, begin: int, stop: int) -> bool:
    if stop - begin < 3 or out[stop - 1] != _ELLIPSIS[2]:
        return False
    return bool(out[stop - 2] == _ELLIPSIS[1] and out[stop - 3] == _ELLIPSIS[0])


@rule
def is_cut_short(out: Bytes, begin: int, stop: int) -> bool:
    if stop - begin < 3:
        return False
    are_dots = out[stop - 1] == DOT and out[stop - 2] == DOT and out[stop - 3] == DOT
    return bool(are_dots or _is_ellipsis(out, begin, stop))


@rule
def _is_href(text: Bytes, at: int, stop: int) -> bool:
    """Whether the attribute of a link's address begins at a place."""
    if at + 5 >= stop or not (text[at] == SPACE or 9 <= text[at] <= 13):
        return False
    is_href = text[at + 1] | 32 == 104 and text[at + 2] | 32 == 114
    return bool(is_href and text[at + 3] | 32 == 101 and text[at + 4] | 32 == 102)


@rule
def address_in(text: Bytes, at: int, stop: int) -> tuple[int, int]:
    """(begin, end) of a link's address in the attributes of its tag; an end before the begin where it has none in quotes."""
    quote = begin = 0
    for place in range(at, stop):
        char = text[place]
        if quote:
            if char == quote and begin:
                return begin, place
            quote = 0 if char == quote else quote
        elif char == QUOTE or char == APOSTROPHE:
            quote = char
        elif _is_href(text, place, stop):
            sign = place + 5
            while sign < stop and (text[sign] == SPACE or text[sign] == EQUALS):
                sign += 1
            begin = sign + 1 if text[sign] == QUOTE or text[sign] == APOSTROPHE else 0
    return 0, -1


@rule
def whole_address(known: Numbers, text: Bytes, at: int, end: int, out: Bytes, begin: int, stop: int) -> int:
    """Where a link ends whose text, the address cut short, was replaced by the whole one; doubt below 0, as without an address."""
    if end < at:
        return DOUBT
    begin += out[begin] == SPACE
    whole = stop
    while at < end:
        if text[at] == AMPERSAND:
            char, at = entity(known, text, at)
        else:
            char, at = char_at(text, at)
        if char < 0 or WHITE <= kind_of(known, char) <= UNSEEN:
            return DOUBT
        whole = put(out, whole, char)
    shown = stop
    while shown > begin and (out[shown - 1] == DOT or _is_ellipsis(out, begin, shown)):
        shown -= 1 if out[shown - 1] == DOT else 3
    if whole - stop < shown - begin:
        return stop
    for place in range(begin, shown):
        if out[place] != out[place - begin + stop]:
            return stop
    return shift(out, stop, whole, begin - stop)
