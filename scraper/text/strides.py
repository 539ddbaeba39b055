"""Some bytes at a time, where there is nothing to do but to pass them: what a processor does in one step, compiled.

Each function reads up to `layout.BEYOND` bytes behind a place, and some write as many: they must be there, whatever they hold.
"""

from __future__ import annotations

import numpy as np

from scraper.text.compiled import rule
from scraper.text.marks import (
    AMPERSAND,
    AT,
    BACKSLASH,
    DELETE,
    DOT,
    HYPHEN,
    LESS,
    NOUGHT,
    PLUS,
    QUOTE,
    SLASH,
    SPACE,
    Bytes,
    are_at,
    are_dot,
    is_digit,
    is_mark,
)

# Bytes of a stride of words, and of one of lines in which a contact may be.
WORDS, LINES = 32, 64
# Numbers of a byte each: of larger ones a processor compares fewer at once.
_WORDS, _LINES = np.uint8(WORDS), np.uint8(LINES)


@rule
def words(text: Bytes, at: int, out: Bytes, stop: int) -> int:
    """Copy a stride, of which so many bytes count: those of the oldest characters, without markup, with single blanks between."""
    first = _WORDS
    for step in range(WORDS):
        char, after = text[at + step], text[at + step + 1]
        out[stop + step] = char
        ends = (char < SPACE) | (char > DELETE) | (char == LESS) | (char == AMPERSAND)
        ends |= (char == SPACE) & (
            (after <= SPACE) | (after > DELETE) | (after == LESS) | (after == AMPERSAND)
        )
        mine = np.uint8(step) if ends else _WORDS
        first = mine if mine < first else first  # noqa: FURB136 - as `min` it is one byte at a time
    return int(first)


@rule
def quoted(text: Bytes, at: int, out: Bytes, stop: int) -> int:
    """Copy a stride of a string of JSON, of which so many bytes count: those of the oldest characters but escapes and ampersands."""
    first = _WORDS
    for step in range(WORDS):
        char = text[at + step]
        out[stop + step] = char
        ends = (char > DELETE) | (char == QUOTE) | (char == BACKSLASH) | (char == AMPERSAND)
        mine = np.uint8(step) if ends else _WORDS
        first = mine if mine < first else first  # noqa: FURB136 - the same
    return int(first)


@rule
def to_hint(out: Bytes, at: int) -> int:
    """Bytes of a stride of lines before the first that may tell one of `hints`, or all of them; rather too few than too many.

    Two bytes before the stride are read too.
    """
    first = _LINES
    for step in range(LINES):
        here = at + step
        last, before = out[here - 2], out[here - 1]
        char, after, third = out[here], out[here + 1], out[here + 2]
        fourth, fifth = out[here + 3], out[here + 4]
        # "@", "loom.example/", "+49", "loom .com".
        found = (char == AT) | (char == SLASH) | ((char == PLUS) & is_digit(after))
        found |= (before == SPACE) & (char == DOT)
        # "kim at loom", "loom dot example", "[.]".
        found |= (last == SPACE) & are_at(before, char) & (after == SPACE)
        found |= (before == SPACE) & are_dot(char, after, third)
        found |= (char == DOT) & is_mark(before) & is_mark(after)
        # "[at]", "- dot -": what follows a sign, or the blank behind it.
        begins = are_at(after, third) | (after == AT) | are_dot(after, third, fourth)
        begins |= (after == SPACE) & (are_at(third, fourth) | (third == AT) | are_dot(third, fourth, fifth))
        found |= is_mark(char) & begins
        # "555-0100", "0171 1", "(0", ten digits in a row.
        parts = (after == SPACE) | (after == DOT) | (after == HYPHEN)
        found |= is_digit(char) & parts & is_digit(third) & is_digit(fourth) & is_digit(fifth)
        goes_on = is_digit(after) | (after < NOUGHT) | (after > DELETE)
        found |= (char == NOUGHT) & goes_on & (not is_digit(before))
        found |= is_digit(char) & is_digit(after) & is_digit(out[here + 9])
        mine = np.uint8(step) if found else _LINES
        first = mine if mine < first else first  # noqa: FURB136 - the same
    return int(first)
