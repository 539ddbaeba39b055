"""Some bytes at a time, where there is nothing to do but to pass them: what a processor does in one step, compiled.

Each function reads up to `BEYOND` bytes behind a place, and some write as many: they must be there, whatever they hold.
"""

from __future__ import annotations

import numpy as np

from scraper.text.compiled import forward, rule
from scraper.text.marks import (
    AMPERSAND,
    AT,
    DOT,
    HYPHEN,
    LESS,
    NOUGHT,
    PLUS,
    SLASH,
    SMALL_A,
    SMALL_D,
    SMALL_O,
    SMALL_T,
    SPACE,
    Bytes,
)

BEYOND = 80
# Bytes of a stride of words, and of one of lines in which a contact may be.
WORDS, LINES = 32, 64
# Numbers of a byte each: of larger ones a processor compares fewer at once.
_WORDS, _LINES = np.uint8(WORDS), np.uint8(LINES)
_DELETE, _NINE, _SMALL_Z = map(ord, "\x7f9z")


@rule
def words(text: Bytes, at: int, out: Bytes, stop: int) -> int:
    """Copy a stride, of which so many bytes count: those of the oldest characters, without markup, with single blanks between."""
    first = _WORDS
    for step in range(WORDS):
        char, after = text[forward(at + step)], text[forward(at + step + 1)]
        out[forward(stop + step)] = char
        ends = (char < SPACE) | (char > _DELETE) | (char == LESS) | (char == AMPERSAND)
        ends |= (char == SPACE) & (
            (after <= SPACE) | (after > _DELETE) | (after == LESS) | (after == AMPERSAND)
        )
        here = np.uint8(step) if ends else _WORDS
        first = here if here < first else first  # noqa: FURB136 - as `min` it is one byte at a time
    return int(first)


@rule
def _is_digit(char: int) -> bool:
    return (char >= NOUGHT) & (char <= _NINE)


@rule
def _is_at(first: int, second: int) -> bool:
    return (first | 32 == SMALL_A) & (second | 32 == SMALL_T)


@rule
def _is_dot(first: int, second: int, third: int) -> bool:
    return (first | 32 == SMALL_D) & (second | 32 == SMALL_O) & (third | 32 == SMALL_T)


@rule
def _is_sign(char: int) -> bool:
    """Neither letter, digit nor blank, of the oldest characters."""
    small = char | 32
    is_letter = (small >= SMALL_A) & (small <= _SMALL_Z)
    return (char > SPACE) & (char < _DELETE) & (not _is_digit(char)) & (not is_letter)


@rule
def to_hint(out: Bytes, at: int) -> int:
    """Bytes of a stride of lines before the first that may tell one of `hints`, or all of them; rather too few than too many.

    Two bytes before the stride are read too.
    """
    first = _LINES
    for step in range(LINES):
        here = at + step
        last, before = out[forward(here - 2)], out[forward(here - 1)]
        char, after, third = out[forward(here)], out[forward(here + 1)], out[forward(here + 2)]
        fourth, fifth = out[forward(here + 3)], out[forward(here + 4)]
        # "@", "loom.example/", "+49", "loom .com".
        found = (char == AT) | (char == SLASH) | ((char == PLUS) & _is_digit(after))
        found |= (before == SPACE) & (char == DOT)
        # "kim at loom", "loom dot example", "[.]".
        found |= (last == SPACE) & _is_at(before, char) & (after == SPACE)
        found |= (before == SPACE) & _is_dot(char, after, third)
        found |= (char == DOT) & _is_sign(before) & _is_sign(after)
        # "[at]", "- dot -": what follows a sign, or the blank behind it.
        begins = _is_at(after, third) | (after == AT) | _is_dot(after, third, fourth)
        begins |= (after == SPACE) & (_is_at(third, fourth) | (third == AT) | _is_dot(third, fourth, fifth))
        found |= _is_sign(char) & begins
        # "555-0100", "0171 1", "(0", ten digits in a row.
        parts = (after == SPACE) | (after == DOT) | (after == HYPHEN)
        found |= _is_digit(char) & parts & _is_digit(third) & _is_digit(fourth) & _is_digit(fifth)
        goes_on = _is_digit(after) | (after < NOUGHT) | (after > _DELETE)
        found |= (char == NOUGHT) & goes_on & (not _is_digit(before))
        found |= _is_digit(char) & _is_digit(after) & _is_digit(out[forward(here + 9)])
        here_first = np.uint8(step) if found else _LINES
        first = here_first if here_first < first else first  # noqa: FURB136 - the same
    return int(first)
