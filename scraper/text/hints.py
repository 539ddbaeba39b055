"""Hints of contacts in clean lines, as bits: what may be a mailbox, a number or a page of a person, and what cannot; compiled.

Finds what `contacts.hints` finds, while it walks the bytes once. Knows not what a contact is in the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scraper.text import strides
from scraper.text.compiled import rule
from scraper.text.contacts import AT_SIGN, DIALLED, DIGITS, PAGE, SPOKEN, WRITTEN
from scraper.text.marks import (
    AT,
    DOT,
    HOST_NAMES,
    HOSTS,
    HYPHEN,
    LONGEST_NAME,
    LOW_LINE,
    NOUGHT,
    PLUS,
    SIX_OF_A_DOT,
    SLASH,
    SMALL_D,
    SMALL_T,
    SPACE,
    WORD_NAMES,
    WORDS,
    Bytes,
    Numbers,
    are_at,
    are_dot,
    is_digit,
    is_mark,
    place_of,
    six_bits,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a number may begin behind, and what may stand in it.
_BEFORE_NUMBER, _IN_NUMBER = np.array([*b" \n([:|;,>"]), np.array([*" ()/-–".encode()])
# The same of one behind a plus; how many at most between two digits, and how many digits at least.
_BETWEEN, _MOST_BETWEEN, _FEWEST_DIGITS = np.array([*b" .()/-"]), 3, 8
# What a dot stands in that is written lest a machine should read it: "loom[.]example".
_OPENING, _CLOSING = np.array([*b"[({<|"]), np.array([*b"])}>|"])
# How hosts go on that end behind a blank: "loom .com".
_ENDS = np.array([*b"acdino"])
# Where nine digits of a number as it is dialled stand, blanks, brackets and dashes with them.
_LONGEST_NUMBER = 40


@rule
def _are_digits(out: Bytes, at: int) -> bool:
    return is_digit(out[at]) and is_digit(out[at + 1])


@rule
def _is_number(out: Bytes, at: int, length: int) -> bool:
    """Whether "0 0000" stands here: the last two groups of a telephone number."""
    if at + 5 >= length or not (out[at + 1] == SPACE or out[at + 1] == DOT or out[at + 1] == HYPHEN):
        return False
    return _are_digits(out, at + 2) and _are_digits(out, at + 4)


@rule
def _is_international(out: Bytes, at: int, length: int) -> bool:
    """Whether eight digits stand behind a plus, with few signs between them: "Bac +3" and "+30 cities" are no numbers."""
    digits, apart = 0, 0
    for place in range(at + 1, length):
        if is_digit(out[place]):
            digits, apart = digits + 1, 0
        elif not digits or apart == _MOST_BETWEEN or not _is_one_of(_BETWEEN, out[place]):
            return False
        else:
            apart += 1
        if digits == _FEWEST_DIGITS:
            return True
    return False


@rule
def _is_one_of(signs: NDArray[np.int64], char: int) -> bool:
    for sign in signs:  # noqa: SIM110 - numba compiles no generator
        if char == sign:
            return True
    return False


@rule
def _is_dialled(out: Bytes, at: int, length: int) -> bool:
    """Whether nine digits stand here, a nought first, or ten in a row: a number as it is dialled, where one may begin."""
    if at > 0 and not _is_one_of(_BEFORE_NUMBER, out[at - 1]):
        return False
    digits = 0
    for place in range(at, min(at + _LONGEST_NUMBER, length)):
        if is_digit(out[place]):
            digits += 1
        elif out[at] != NOUGHT or not _is_one_of(_IN_NUMBER, out[place]):
            return False
        if digits == (9 if out[at] == NOUGHT else 10):
            return True
    return False


@rule
def _stands_dot(out: Bytes, at: int, length: int) -> bool:
    return at + 2 < length and are_dot(out[at], out[at + 1], out[at + 2])


@rule
def _is_written(out: Bytes, at: int, length: int) -> bool:
    """Whether the mark here begins "[at]", "-at -", "( @ )", "|dot|" or the dot here stands in "[.]"."""
    # An ellipsis in brackets is none.
    is_dot = out[at] == DOT and 0 < at < length - 1
    if is_dot and _is_one_of(_OPENING, out[at - 1]) and _is_one_of(_CLOSING, out[at + 1]):
        return True
    sign = at + 1 + (at + 1 < length and out[at + 1] == SPACE)
    if _stands_dot(out, sign, length):
        sign += 3
    elif sign + 1 < length and are_at(out[sign], out[sign + 1]):
        sign += 2
    elif sign < length and out[sign] == AT:
        sign += 1
    else:
        return False
    sign += sign < length and out[sign] == SPACE
    return sign < length and is_mark(out[sign])


@rule
def _is_no_mailbox(known: Numbers, out: Bytes, at: int) -> bool:
    """Whether the word that ends before a place is none, or one that no mailbox is called by: "a role at loom.example"."""
    number, back = 0, 0
    while back < at and back < LONGEST_NAME:
        char = int(out[at - 1 - back])
        six = six_bits(char + 32 if 65 <= char <= 90 else char)
        if not six:
            break
        number |= six << 6 * back
        back += 1
    if back < at:
        char = int(out[at - 1 - back])
        if six_bits(char) or char > 127 or char == DOT or char == PLUS or char == HYPHEN or char == LOW_LINE:
            return False
    return not back or place_of(known, WORDS, WORD_NAMES, number) >= 0


@rule
def _is_spoken(known: Numbers, out: Bytes, at: int, length: int) -> bool:
    """Whether " at " or " @ " stands here, behind it a name with a dot and a letter in it, and before it what may be a mailbox."""
    name = at + 3
    if out[at + 1] != AT:
        name += 1
        if at + 2 >= length or not are_at(out[at + 1], out[at + 2]):
            return False
    if name >= length or out[name - 1] != SPACE or _is_no_mailbox(known, out, at):
        return False
    for place in range(name, length - 1):
        char = out[place]
        if char == DOT and place > name and six_bits(out[place + 1]) > 10:
            return True
        if not (six_bits(char) or char > 127 or char == HYPHEN or char == LOW_LINE or char == DOT):
            return False
    return False


@rule
def _is_end_of_host(out: Bytes, at: int, length: int) -> bool:
    """Whether ".com", ". io" or the like may stand here."""
    begin = at + 1 + (at + 1 < length and out[at + 1] == SPACE)
    return begin < length and _is_one_of(_ENDS, out[begin])


@rule
def _host(out: Bytes, at: int) -> int:
    """The last two labels of the name that ends before a place, as `_packed` has their last ten characters."""
    number, dots = 0, 0
    for back in range(min(at, LONGEST_NAME)):
        char = out[at - 1 - back]
        dots += char == DOT
        six = SIX_OF_A_DOT if char == DOT else six_bits(char + 32 if 65 <= char <= 90 else char)
        if not six or dots > 1:
            break
        number |= six << 6 * back
    return number


@rule
def found_in(known: Numbers, out: Bytes, length: int) -> int:
    """What a text has that may be a contact: bits, as `contacts.hints` has them. `layout.BEYOND` bytes stand behind it."""
    bits, at = 0, 0
    while at < length - 1:
        # What stands before the text is another one.
        step = strides.to_hint(out, at) if at > 1 else 0
        at += step
        if step < strides.LINES and at < length - 1:
            bits |= _found_at(known, out, at, length)
            at += 1
    return bits


@rule
def _found_at(known: Numbers, out: Bytes, at: int, length: int) -> int:
    """The bits of what begins with the byte at a place, or is told by it."""
    char = out[at]
    if is_digit(char):
        bits = DIGITS if _is_number(out, at, length) else 0
        return bits | (DIALLED if _is_dialled(out, at, length) else 0)
    if char | 32 == SMALL_T:
        is_at = at > 1 and are_at(out[at - 1], char) and out[at - 2] == SPACE
        return SPOKEN if is_at and _is_spoken(known, out, at - 2, length) else 0
    if char | 32 == SMALL_D:
        return WRITTEN if at and out[at - 1] == SPACE and _stands_dot(out, at, length) else 0
    if not is_mark(char):
        return 0
    bits = WRITTEN if _is_written(out, at, length) else 0
    is_apart = at > 0 and out[at - 1] == SPACE
    if char == AT:
        bits |= AT_SIGN | (SPOKEN if is_apart and _is_spoken(known, out, at - 1, length) else 0)
    elif char == DOT:
        bits |= SPOKEN if is_apart and _is_end_of_host(out, at, length) else 0
    elif char == PLUS:
        bits |= DIGITS if _is_international(out, at, length) else 0
    elif char == SLASH:
        bits |= PAGE if place_of(known, HOSTS, HOST_NAMES, _host(out, at)) >= 0 else 0
    return bits
