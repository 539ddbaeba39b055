"""Strings of JSON as they came -> what they say, compiled: beside the markup in them, another reader's strings would take as long."""

from __future__ import annotations

from scraper.text import strides
from scraper.text.compiled import rule
from scraper.text.entities import entity
from scraper.text.layout import DOUBT
from scraper.text.marks import AMPERSAND, BACKSLASH, DELETE, NEWLINE, QUOTE, SLASH, Bytes, Numbers, put

_B, _F, _N, _R, _T, _U = map(ord, "bfnrtu")
_BACKSPACE, _FORM_FEED, _RETURN, _TABULATOR = map(ord, "\b\f\r\t")
_HIGH, _LOW, _END_OF_LOW, _BEYOND_TWO_BYTES = 0xD800, 0xDC00, 0xE000, 0x10000


@rule
def unquoted(known: Numbers, text: Bytes, at: int, end: int, is_escaped: bool, out: Bytes) -> int:
    """Length of what stands between the quotation marks of a string, written into `out` with a NUL behind; below 0 is doubt.

    Where it `is_escaped`, the entities of HTML in it are resolved once, too.
    """
    stop = 0
    while at < end:
        passed = strides.quoted(text, at, out, stop)
        at, stop = at + passed, stop + passed
        if passed == strides.WORDS or at >= end:
            continue
        char = int(text[at])
        if char > DELETE:
            width = _width(text, at)
            if not width:
                return DOUBT
            for _ in range(width):
                out[stop] = text[at]
                at, stop = at + 1, stop + 1
            continue
        if char == BACKSLASH:
            char, behind = _escaped(text, at + 1)
        else:
            behind = at + 1
        if is_escaped and char == AMPERSAND:
            # One that is written with an escape in it leaves a doubt.
            char, behind = entity(known, text, behind - 1)
        if char < 0:
            return DOUBT
        at, stop = behind, put(out, stop, char)
    out[stop] = 0
    return stop


@rule
def _escaped(text: Bytes, at: int) -> tuple[int, int]:
    """(character, place behind it) of what stands behind a backslash; half a character is doubt."""
    sign = int(text[at])
    if sign == _U:
        char, at = _hexadecimal(text, at + 1), at + 5
        if char < _HIGH or char >= _END_OF_LOW:
            return char, at
        second = _hexadecimal(text, at + 2)
        is_pair = (
            char < _LOW and text[at] == BACKSLASH and text[at + 1] == _U and _LOW <= second < _END_OF_LOW
        )
        return (_BEYOND_TWO_BYTES + ((char - _HIGH) << 10) + second - _LOW if is_pair else DOUBT), at + 6
    if sign == _N:
        return NEWLINE, at + 1
    if sign == _T:
        return _TABULATOR, at + 1
    if sign == _R:
        return _RETURN, at + 1
    if sign == _B or sign == _F:
        return _BACKSPACE if sign == _B else _FORM_FEED, at + 1
    return (sign if sign == QUOTE or sign == BACKSLASH or sign == SLASH else DOUBT), at + 1


@rule
def _hexadecimal(text: Bytes, at: int) -> int:
    """The number of four digits to the base of sixteen; what took them for a string has seen that they are such."""
    number = 0
    for place in range(at, at + 4):
        char = int(text[place])
        number = number << 4 | (char & 15) + 9 * (char >> 6)
    return number


@rule
def _width(text: Bytes, at: int) -> int:
    """Bytes of a character beyond the oldest ones; 0 where its bytes are none of UTF-8."""
    first, second = int(text[at]), int(text[at + 1])
    if 0xC2 <= first <= 0xDF and 0x80 <= second <= 0xBF:
        return 2
    if text[at + 2] & 0xC0 != 0x80:
        return 0
    if 0xE0 <= first <= 0xEF:
        # Neither what would fit into two bytes, nor half a character.
        least, most = 0xA0 if first == 0xE0 else 0x80, 0x9F if first == 0xED else 0xBF
        return 3 if least <= second <= most else 0
    if text[at + 3] & 0xC0 != 0x80 or not 0xF0 <= first <= 0xF4:
        return 0
    least, most = 0x90 if first == 0xF0 else 0x80, 0x8F if first == 0xF4 else 0xBF
    return 4 if least <= second <= most else 0
