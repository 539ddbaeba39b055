"""Markup or pasted text -> clean lines in one pass over numbers, compiled: what `tree` and `lines` do together, tenfold.

Knows tags, entities, white space and bullets. Whatever a parser would have to mend, to move or to hide (comments, tables,
scripts, a stray bracket, an entity without its end) is doubt, and is left to the tree. Needs numba; imported by
`text.hurry` alone. All that is compiled stands in this file, by whose change numba knows that its copy on disk is old.
"""

from __future__ import annotations

import html.entities
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from scraper.text.contacts import AT_SIGN, DIALLED, DIGITS, PAGE, PAGE_HOSTS, SPOKEN, WRITTEN
from scraper.text.lines import DASHES, HIDDEN, SIGNS
from scraper.text.tree import BLOCKS, HEADINGS

if TYPE_CHECKING:
    from collections.abc import Callable

_Codes = NDArray[np.int32]
_Rule = TypeVar("_Rule", bound="Callable[..., Any]")
# What a character is in a line, by its number; above the table stands only what is none of it, but for two.
_PLAIN, _WHITE, _HIDDEN, _BULLET, _DASH = range(5)
_TABLE = 0x3001
_BYTE_ORDER_MARK, _SYMBOL_BULLET = 0xFEFF, 0xF0B7
_NEWLINE, _SPACE, _QUOTE, _HASH, _AMPERSAND, _APOSTROPHE = map(ord, "\n \"#&'")
_PLUS, _HYPHEN, _DOT, _SLASH, _SEMICOLON, _LESS, _GREATER, _AT, _GRAVE, _EQUALS, _ELLIPSIS = map(
    ord, "+-./;<>@`=…"
)
_SMALL_A, _SMALL_D, _SMALL_O, _SMALL_T, _NOUGHT, _LOW_LINE = map(ord, "adot0_")
# What a number may begin behind, and what may stand in it.
_BEFORE_NUMBER, _IN_NUMBER = np.array([*map(ord, " \n([:|;,>")]), np.array([*map(ord, " ()/-–")])
# What a tag does; what is not named leaves a doubt.
_NOTHING, _BLOCK, _HEADING, _ITEM, _ANCHOR, _PARAGRAPH = range(1, 7)
_INLINE = (
    "abbr acronym b big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup "
    "time tt u var wbr"
).split()
# A parser moves what stands in a table, keeps the line ends of `pre`, and mends a second body.
_UNSURE = frozenset("body pre table tbody td tfoot th thead tr".split())
# Six bits a letter or digit: longer names would not fit into a whole number.
_LONGEST_NAME, _SIX_OF_A_DOT = 10, 63
# Where nine digits of a number as it is dialled stand, blanks and brackets with them.
_LONGEST_NUMBER = 24
_DOUBT = -1


def _kinds() -> NDArray[np.int8]:
    table = np.zeros(_TABLE, np.int8)
    for code in range(_TABLE):
        char = chr(code)
        table[code] = _WHITE if char.isspace() else _HIDDEN if HIDDEN.match(char) else _PLAIN
    table[[ord(char) for char in SIGNS if ord(char) < _TABLE]] = _BULLET
    table[[ord(char) for char in DASHES]] = _DASH
    return table


def _packed(name: str) -> int:
    """A name as one number; case tells entities apart, and tags not."""
    number = 0
    for char in name:
        small = _SIX_OF_A_DOT if char == "." else ord(char) - 60
        number = number << 6 | (
            ord(char) - 47 if char.isdigit() else ord(char) - 54 if char.isupper() else small
        )
    return number


def _sorted(table: dict[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    rows = sorted((_packed(name), value) for name, value in table.items())
    return np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], np.int32)


def _tags() -> dict[str, int]:
    acts = dict.fromkeys(_INLINE, _NOTHING) | dict.fromkeys(BLOCKS - _UNSURE, _BLOCK)
    return acts | dict.fromkeys(HEADINGS, _HEADING) | {"li": _ITEM, "a": _ANCHOR, "p": _PARAGRAPH}


def _entities(*, ended: bool) -> dict[str, int]:
    """Entities of one character, with the sign that ends them or, as old pages have them, without."""
    return {
        name.rstrip(";"): ord(char)
        for name, char in html.entities.html5.items()
        if name.endswith(";") == ended and len(char) == 1 and len(name.rstrip(";")) <= _LONGEST_NAME
    }


class _Known(NamedTuple):
    """What is known of characters, tags and entities: handed in, for what is compiled in would outlive its change."""

    kinds: NDArray[np.int8]
    tags: NDArray[np.int64]
    acts: NDArray[np.int32]
    entities: NDArray[np.int64]
    chars: NDArray[np.int32]
    unended: NDArray[np.int64]
    hosts: NDArray[np.int64]


_KNOWN = _Known(
    _kinds(),
    *_sorted(_tags()),
    *_sorted(_entities(ended=True)),
    _sorted(_entities(ended=False))[0],
    _sorted({host[-_LONGEST_NAME:]: 0 for host in PAGE_HOSTS})[0],
)


def _compiled(function: _Rule) -> _Rule:
    rule: _Rule = numba.njit(function, error_model="numpy")
    return rule


@_compiled
def _kind(known: _Known, char: int) -> int:
    if char < _TABLE:
        return int(known.kinds[char])
    return _HIDDEN if char == _BYTE_ORDER_MARK else _BULLET if char == _SYMBOL_BULLET else _PLAIN


@_compiled
def _is_digit(char: int) -> bool:
    return 48 <= char <= 57


@_compiled
def _are_digits(out: _Codes, at: int) -> bool:
    return _is_digit(out[at]) and _is_digit(out[at + 1])


@_compiled
def _six_bits(char: int) -> int:
    """A letter or digit as `_packed` has it; 0 for anything else. Wide enough, also where it is not compiled, to be shifted."""
    if _is_digit(char):
        return int(char) - 47
    if 65 <= char <= 90:
        return int(char) - 54
    return int(char) - 60 if 97 <= char <= 122 else 0


@_compiled
def _found(names: NDArray[np.int64], number: int) -> int:
    """Place of a name in a sorted table, or none."""
    place = int(np.searchsorted(names, number))
    return place if place < len(names) and names[place] == number else _DOUBT


@_compiled
def _entity(known: _Known, text: _Codes, at: int) -> tuple[int, int]:
    """(character, place behind it) of what begins with an ampersand; itself where it is none, doubt where that is unsure."""
    stop = at + 1
    if stop < len(text) and text[stop] == _HASH:
        return _numbered(text, stop + 1)
    number = 0
    while stop < len(text) and _six_bits(text[stop]) and stop - at <= _LONGEST_NAME:
        number = number << 6 | _six_bits(text[stop])
        stop += 1
        if _found(known.unended, number) >= 0 and not (stop < len(text) and text[stop] == _SEMICOLON):
            return _DOUBT, stop
    if stop - at == 1:
        return text[at], stop
    if stop == len(text) or text[stop] != _SEMICOLON:
        is_long = stop < len(text) and _six_bits(text[stop])
        return (_DOUBT if is_long else text[at]), at + 1
    place = _found(known.entities, number)
    return (known.chars[place], stop + 1) if place >= 0 else (_DOUBT, stop)


@_compiled
def _numbered(text: _Codes, at: int) -> tuple[int, int]:
    """The same of a number: "39;" or "x27;". Controls and what stands for other characters leave a doubt."""
    base, number, begin = 10, 0, at
    if at < len(text) and text[at] | 32 == 120:
        base, begin = 16, at + 1
    stop = begin
    while stop < len(text) and stop < begin + 7:
        char = text[stop]
        digit = (
            char - 48
            if _is_digit(char)
            else (char | 32) - 87
            if base == 16 and 97 <= char | 32 <= 102
            else -1
        )
        if digit < 0:
            break
        number = number * base + digit
        stop += 1
    if stop == begin or stop == len(text) or text[stop] != _SEMICOLON:
        return _DOUBT, stop
    is_sure = 9 <= number <= 10 or 32 <= number < 127 or 160 <= number < 0xD800 or 0xE000 <= number < 0xFDD0
    is_sure = is_sure or 0x10000 <= number < 0x1FFFE
    return (number if is_sure else _DOUBT), stop + 1


@_compiled
def _tag(known: _Known, text: _Codes, at: int) -> tuple[int, bool, int]:
    """(place of the tag's name in the table, whether it ends an element, place behind it); doubt in the first."""
    stop = at + 1
    ends = stop < len(text) and text[stop] == _SLASH
    stop += ends
    number, begin = 0, stop
    while stop < len(text) and _six_bits(text[stop]) and stop - begin <= _LONGEST_NAME:
        char = text[stop]
        number = number << 6 | _six_bits(char + 32 if 65 <= char <= 90 else char)
        stop += 1
    if stop == begin or stop == len(text) or _is_digit(text[begin]):
        return _DOUBT, ends, stop
    if text[stop] == _SLASH and stop + 1 < len(text) and text[stop + 1] == _GREATER:
        stop += 1
    elif text[stop] == _SPACE or 9 <= text[stop] <= 13:
        stop = _behind_attributes(text, stop)
    if stop >= len(text) or text[stop] != _GREATER:
        return _DOUBT, ends, stop
    return _found(known.tags, number), ends, stop + 1


@_compiled
def _behind_attributes(text: _Codes, at: int) -> int:
    """Place of the bracket that ends a tag; the text's end where a quotation mark or another bracket leaves a doubt."""
    quote = 0
    for stop in range(at, len(text)):
        char = text[stop]
        if char == _GREATER:
            return len(text) if quote else stop
        if char == _LESS or (char == _GRAVE and not quote):
            return len(text)
        if quote:
            quote = 0 if char == quote else quote
        elif char == _QUOTE or char == _APOSTROPHE:
            quote = char
    return len(text)


@_compiled
def _shift(out: _Codes, begin: int, stop: int, by: int) -> int:
    """Move a part of the line by some characters."""
    if by > 0:
        for at in range(stop - 1, begin - 1, -1):
            out[at + by] = out[at]
    else:
        for at in range(begin, stop):
            out[at + by] = out[at]
    return stop + by


@_compiled
def _bullet(known: _Known, out: _Codes, begin: int, stop: int) -> int:
    """Length of the sign of a list that a line begins with; 0 where it has none, or nothing else."""
    if begin >= stop or not _BULLET <= _kind(known, out[begin]) <= _DASH:
        return 0
    blank = begin + 1 < stop and out[begin + 1] == _SPACE
    if begin + 1 + blank >= stop or (not blank and _kind(known, out[begin]) == _DASH):
        return 0
    return 1 + blank


@_compiled
def _line_end(known: _Known, out: _Codes, begin: int, stop: int) -> int:
    """End a line: its bullet is made one, it is dropped if it says nothing; where the next one begins."""
    if begin == stop:
        return begin
    if out[begin] == _HYPHEN and begin + 1 < stop and out[begin + 1] == _SPACE:
        second = _bullet(known, out, begin + 2, stop)
        stop = _shift(out, begin + 2 + second, stop, -second) if second else stop
    else:
        length = _bullet(known, out, begin, stop)
        if length:
            stop = _shift(out, begin + length, stop, 2 - length)
            out[begin], out[begin + 1] = _HYPHEN, _SPACE
    for at in range(begin, stop):
        if out[at] != _HASH and out[at] != _HYPHEN and out[at] != _SPACE:
            out[stop] = _NEWLINE
            return stop + 1
    return begin


@_compiled
def _is_cut_short(out: _Codes, begin: int, stop: int) -> bool:
    return stop > begin and (
        out[stop - 1] == _ELLIPSIS
        or (stop - begin > 2 and out[stop - 1] == _DOT and out[stop - 2] == _DOT and out[stop - 3] == _DOT)
    )


@_compiled
def _is_href(text: _Codes, at: int, stop: int) -> bool:
    """Whether the attribute of a link's address begins at a place."""
    if at + 5 >= stop or not (text[at] == _SPACE or 9 <= text[at] <= 13):
        return False
    name = text[at + 1 : at + 5]
    return bool(name[0] | 32 == 104 and name[1] | 32 == 114 and name[2] | 32 == 101 and name[3] | 32 == 102)


@_compiled
def _address(text: _Codes, at: int, stop: int) -> tuple[int, int]:
    """(begin, end) of a link's address in the attributes of its tag; an end before the begin where it has none in quotes."""
    quote = begin = 0
    for place in range(at, stop):
        char = text[place]
        if quote:
            if char == quote and begin:
                return begin, place
            quote = 0 if char == quote else quote
        elif char == _QUOTE or char == _APOSTROPHE:
            quote = char
        elif _is_href(text, place, stop):
            sign = place + 5
            while sign < stop and (text[sign] == _SPACE or text[sign] == _EQUALS):
                sign += 1
            begin = sign + 1 if text[sign] == _QUOTE or text[sign] == _APOSTROPHE else 0
    return 0, -1


@_compiled
def _whole_address(known: _Known, text: _Codes, at: int, end: int, out: _Codes, begin: int, stop: int) -> int:
    """Where a link ends whose text, the address cut short, was replaced by the whole one; doubt below 0.

    What is written over is the same until the text is known to be another: then it stays as it was.
    """
    if end < at:
        return _DOUBT
    shown = stop
    while shown > begin and (out[shown - 1] == _DOT or out[shown - 1] == _ELLIPSIS):
        shown -= 1
    place = begin
    while at < end:
        char = text[at]
        at += 1
        if char == _AMPERSAND:
            char, at = _entity(known, text, at - 1)
        if char < 0 or _WHITE <= _kind(known, char) <= _HIDDEN:
            return _DOUBT
        if place < shown and out[place] != char:
            return stop
        out[place], place = char, place + 1
    return place if place >= shown else stop


@_compiled
def _is_number(out: _Codes, at: int, length: int) -> bool:
    """Whether "0 0000" stands here: the last two groups of a telephone number."""
    if at + 5 >= length or not (out[at + 1] == _SPACE or out[at + 1] == _DOT or out[at + 1] == _HYPHEN):
        return False
    return _are_digits(out, at + 2) and _are_digits(out, at + 4)


@_compiled
def _is_one_of(signs: NDArray[np.int64], char: int) -> bool:
    for sign in signs:  # noqa: SIM110 - numba compiles no generator
        if char == sign:
            return True
    return False


@_compiled
def _is_dialled(out: _Codes, at: int, length: int) -> bool:
    """Whether nine digits stand here, a nought first, or ten in a row: a number as it is dialled, where one may begin."""
    if at > 0 and not _is_one_of(_BEFORE_NUMBER, out[at - 1]):
        return False
    digits = 0
    for place in range(at, min(at + _LONGEST_NUMBER, length)):
        if _is_digit(out[place]):
            digits += 1
        elif out[at] != _NOUGHT or not _is_one_of(_IN_NUMBER, out[place]):
            return False
        if digits == (9 if out[at] == _NOUGHT else 10):
            return True
    return False


@_compiled
def _is_mark(char: int) -> bool:
    """Whether a character is neither letter, digit nor blank, of the oldest ones."""
    return 33 <= char <= 126 and not _six_bits(char)


@_compiled
def _are_dot(out: _Codes, at: int, length: int) -> bool:
    if at + 2 >= length or out[at] | 32 != _SMALL_D:
        return False
    return bool(out[at + 1] | 32 == _SMALL_O and out[at + 2] | 32 == _SMALL_T)


@_compiled
def _is_written(out: _Codes, at: int, length: int) -> bool:
    """Whether the mark here begins "[at]", "-at -", "( @ )", "|dot|" or the dot here stands in "[.]"."""
    if out[at] == _DOT and 0 < at < length - 1 and _is_mark(out[at - 1]) and _is_mark(out[at + 1]):
        return True
    sign = at + 1 + (at + 1 < length and out[at + 1] == _SPACE)
    if _are_dot(out, sign, length):
        sign += 3
    elif sign + 1 < length and out[sign] | 32 == _SMALL_A and out[sign + 1] | 32 == _SMALL_T:
        sign += 2
    elif sign < length and out[sign] == _AT:
        sign += 1
    else:
        return False
    sign += sign < length and out[sign] == _SPACE
    return sign < length and _is_mark(out[sign])


@_compiled
def _is_spoken(out: _Codes, at: int, length: int) -> bool:
    """Whether " at " or " @ " stands here, and behind it a name with a dot and a letter in it."""
    name = at + 3
    if out[at + 1] != _AT:
        name += 1
        if at + 2 >= length or out[at + 1] | 32 != _SMALL_A or out[at + 2] | 32 != _SMALL_T:
            return False
    if name >= length or out[name - 1] != _SPACE:
        return False
    for place in range(name, length - 1):
        char = out[place]
        if char == _DOT and place > name and _six_bits(out[place + 1]) > 10:
            return True
        if not (_six_bits(char) or char > 127 or char == _HYPHEN or char == _LOW_LINE or char == _DOT):
            return False
    return False


@_compiled
def _host(out: _Codes, at: int) -> int:
    """The last two labels of the name that ends before a place, as `_packed` has their last ten characters."""
    number, dots = 0, 0
    for back in range(min(at, _LONGEST_NAME)):
        char = out[at - 1 - back]
        dots += char == _DOT
        six = _SIX_OF_A_DOT if char == _DOT else _six_bits(char + 32 if 65 <= char <= 90 else char)
        if not six or dots > 1:
            break
        number |= six << 6 * back
    return number


@_compiled
def _hints(known: _Known, out: _Codes, length: int) -> int:
    """What a text has that may be a contact: bits, as `contacts.hints` has them."""
    bits = 0
    for at in range(length):
        char = out[at]
        # Nearly all characters, and none that a contact may begin with.
        if 97 <= char <= 122 and char != _SMALL_D:
            continue
        if char == _SPACE:
            following = out[at + 1]
            may_speak = following == _AT or following | 32 == _SMALL_A
            if following == _DOT or (may_speak and _is_spoken(out, at, length)):
                bits |= SPOKEN
        elif _is_digit(char):
            bits |= DIGITS if _is_number(out, at, length) else 0
            bits |= DIALLED if _is_dialled(out, at, length) else 0
        elif char | 32 == _SMALL_D:
            if at and out[at - 1] == _SPACE and _are_dot(out, at, length):
                bits |= WRITTEN
        elif _is_mark(char):
            bits |= WRITTEN if _is_written(out, at, length) else 0
            if char == _AT:
                bits |= AT_SIGN
            elif char == _PLUS:
                bits |= DIGITS if at + 1 < length and _is_digit(out[at + 1]) else 0
            elif char == _SLASH:
                bits |= PAGE if _found(known.hosts, _host(out, at)) >= 0 else 0
    return bits


@_compiled
def _lines(known: _Known, text: _Codes, is_markup: bool, out: _Codes) -> tuple[int, int]:
    """(length, hints) of the clean lines of a text, written into `out`; a length below 0 is doubt."""
    begun = np.zeros(len(known.tags), np.int32)
    begin, stop, blank, at = 0, 0, False, 0
    # Of the link at hand: where its text begins, and where in the text its address stands.
    link, address, address_end = -1, 0, -1
    while at < len(text):
        char = text[at]
        at += 1
        if is_markup and char == _LESS:
            tag, ends, behind = _tag(known, text, at - 1)
            if tag < 0:
                return _DOUBT, 0
            act = known.acts[tag]
            if link >= 0 and _is_cut_short(out, link, stop):
                if act != _ANCHOR:
                    return _DOUBT, 0
                link += out[link] == _SPACE
                stop = _whole_address(known, text, address, address_end, out, link, stop)
                if stop < 0:
                    return _DOUBT, 0
            if act == _ANCHOR:
                address, address_end = _address(text, at, behind)
                link = -1 if ends else stop
            at = behind
            if act == _NOTHING or act == _ANCHOR:
                continue
            # The end of what never began is nothing, but for a paragraph's.
            if ends and act != _PARAGRAPH and not begun[tag]:
                return _DOUBT, 0
            begun[tag] += -1 if ends else 1
            begin = stop = _line_end(known, out, begin, stop)
            blank, link = False, stop if link >= 0 else -1
            if not ends and (act == _HEADING or act == _ITEM):
                out[stop], stop, blank = _HASH if act == _HEADING else _HYPHEN, stop + 1, True
            continue
        if is_markup and char == _AMPERSAND:
            char, at = _entity(known, text, at - 1)
            if char < 0:
                return _DOUBT, 0
        elif not is_markup and char == _NEWLINE:
            begin = stop = _line_end(known, out, begin, stop)
            blank = False
            continue
        kind = _kind(known, char)
        if kind == _WHITE:
            blank = stop > begin
        elif kind != _HIDDEN:
            if blank:
                out[stop], stop, blank = _SPACE, stop + 1, False
            out[stop], stop = char, stop + 1
    if link >= 0 and _is_cut_short(out, link, stop):
        return _DOUBT, 0
    length = max(_line_end(known, out, begin, stop) - 1, 0)
    return length, _hints(known, out, length)


def _read(
    kinds: NDArray[np.int8],
    tags: NDArray[np.int64],
    acts: NDArray[np.int32],
    entities: NDArray[np.int64],
    chars: NDArray[np.int32],
    unended: NDArray[np.int64],
    hosts: NDArray[np.int64],
    text: _Codes,
    is_markup: bool,
    out: _Codes,
) -> tuple[int, int]:
    # Arrays are handed over one by one: a record of them would cost more than a short text.
    return _lines(_Known(kinds, tags, acts, entities, chars, unended, hosts), text, is_markup, out)


def _resolve(
    entities: NDArray[np.int64],
    chars: NDArray[np.int32],
    unended: NDArray[np.int64],
    text: _Codes,
    out: _Codes,
) -> int:
    """Length of a text whose entities are resolved once, written into `out`; below 0 is doubt."""
    known = _Known(np.zeros(0, np.int8), entities, chars, entities, chars, unended, unended)
    at, stop = 0, 0
    while at < len(text):
        char = text[at]
        at += 1
        if char == _AMPERSAND:
            char, at = _entity(known, text, at - 1)
            if char < 0:
                return _DOUBT
        out[stop], stop = char, stop + 1
    return stop


# Without the interpreter: beside a load threads unpack and merge, and each waited five milliseconds for its turn.
_lines_entry: Any = numba.njit(_read, error_model="numpy", cache=True, nogil=True)
_entities_entry: Any = numba.njit(_resolve, error_model="numpy", cache=True, nogil=True)


def read(text: str, *, is_markup: bool) -> tuple[str, int] | None:
    """(clean lines, hints of contacts) of a text; None where its markup leaves a doubt."""
    codes = _codes(text)
    # A bullet may grow by a character, and a line has its end: never more than twice the text.
    out = np.empty(2 * len(codes) + 4, np.int32)
    length, hints = _lines_entry(*_KNOWN, codes, is_markup, out)
    return None if length < 0 else (_text(out[:length]), hints)


def resolved(text: str) -> str | None:
    """The text with its entities resolved once; None where one leaves a doubt."""
    codes = _codes(text)
    out = np.empty(len(codes), np.int32)
    length = _entities_entry(*_KNOWN[3:6], codes, out)
    return None if length < 0 else _text(out[:length])


def _codes(text: str) -> _Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4")


def _text(codes: _Codes) -> str:
    return codes.tobytes().decode("utf-32-le", "surrogatepass")
