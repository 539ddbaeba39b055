"""Markup or pasted text -> clean lines in one pass over its bytes, compiled: what `tree` and `lines` do together, many times faster.

Knows tags, entities, white space and bullets. Whatever a parser would have to mend, to move or to hide (comments, tables,
scripts, a stray bracket, an entity without its end) is doubt, and is left to the tree. Needs numba; imported by
`text.hurry` alone. All that is compiled stands in this file, by whose change numba knows that its copy on disk is old.

Texts are UTF-8, many in one piece with a NUL behind each: the reader runs beside the interpreter for all of them.
"""

from __future__ import annotations

import html.entities
from typing import TYPE_CHECKING, Any, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

from scraper.text.contacts import AT_SIGN, DIALLED, DIGITS, NO_MAILBOX, PAGE, PAGE_HOSTS, SPOKEN, WRITTEN
from scraper.text.lines import DASHES, HIDDEN, SIGNS
from scraper.text.tree import BLOCKS, HEADINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_Bytes = NDArray[np.uint8]
_Numbers = NDArray[np.int64]
_Rule = TypeVar("_Rule", bound="Callable[..., Any]")
# What a character is in a line, by its number; above the table stands only what is none of it, but for two.
_PLAIN, _WHITE, _HIDDEN, _BULLET, _DASH = range(5)
_TABLE = 0x3001
# What a byte is: part of a line as it stands, or the first one of what may be more.
_STANDS, _BLANK, _MAY_HIDE, _OPENS, _ESCAPES, _ENDS_LINE, _NUL = range(7)
_BYTE_ORDER_MARK, _SYMBOL_BULLET = 0xFEFF, 0xF0B7
_NEWLINE, _SPACE, _QUOTE, _HASH, _AMPERSAND, _APOSTROPHE = map(ord, "\n \"#&'")
_PLUS, _HYPHEN, _DOT, _SLASH, _SEMICOLON, _LESS, _GREATER, _AT, _GRAVE, _EQUALS = map(ord, "+-./;<>@`=")
_SMALL_A, _SMALL_D, _SMALL_G, _SMALL_L, _SMALL_O, _SMALL_T, _NOUGHT, _LOW_LINE = map(ord, "adglot0_")
_ELLIPSIS = tuple("…".encode())
# What a number may begin behind, and what may stand in it.
_BEFORE_NUMBER, _IN_NUMBER = np.array([*b" \n([:|;,>"]), np.array([*" ()/-–".encode()])
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
# Where nine digits of a number as it is dialled stand, blanks, brackets and dashes with them.
_LONGEST_NUMBER = 40
_DOUBT = -1
# What stands behind the last text: what looks ahead comes no further.
_END = b"\0\0\0"
# Texts as they come, and what to do with each.
_PASTED, _MARKUP, _ESCAPED = range(3)
_FORMS = {"plain": _PASTED, "html": _MARKUP, "escaped": _ESCAPED}


def _kinds() -> NDArray[np.int8]:
    table = np.zeros(_TABLE, np.int8)
    for code in range(_TABLE):
        char = chr(code)
        table[code] = _WHITE if char.isspace() else _HIDDEN if HIDDEN.match(char) else _PLAIN
    table[[ord(char) for char in SIGNS if ord(char) < _TABLE]] = _BULLET
    table[[ord(char) for char in DASHES]] = _DASH
    return table


def _firsts() -> NDArray[np.uint8]:
    """What each byte may begin."""
    table = np.full(256, _STANDS, np.uint8)
    for code, kind in enumerate(_kinds()):
        if kind == _WHITE or kind == _HIDDEN:
            table[chr(code).encode()[0]] = _MAY_HIDE if code > 127 or kind == _HIDDEN else _BLANK
    table[chr(_BYTE_ORDER_MARK).encode()[0]] = _MAY_HIDE
    table[[_LESS, _AMPERSAND, 0]] = _OPENS, _ESCAPES, _NUL
    table[[*b"\r\n"]] = _ENDS_LINE
    return table


def _hinting() -> NDArray[np.bool_]:
    """Which bytes a contact may begin with: few of those a text has."""
    return np.array([chr(byte) in "dDtT" or _is_signed(chr(byte)) for byte in range(256)])


def _is_signed(char: str) -> bool:
    return "!" <= char <= "~" and not char.isalpha()


def _packed(name: str) -> int:
    """A name as one number; case tells entities apart, and tags not."""
    number = 0
    for char in name:
        small = _SIX_OF_A_DOT if char == "." else ord(char) - 60
        number = number << 6 | (
            ord(char) - 47 if char.isdigit() else ord(char) - 54 if char.isupper() else small
        )
    return number


def _hashed(table: dict[str, int], places: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Names as numbers, each at the first free place from its own on, with what they stand for. Places are a power of two."""
    names, values = np.zeros(places, np.int64), np.zeros(places, np.int32)
    for number, value in ((_packed(name), value) for name, value in table.items()):
        place = _place(number, places)
        while names[place]:
            place = place + 1 & places - 1
        names[place], values[place] = number, value
    return names, values


def _place(number: int, places: int) -> int:
    return (number ^ number >> 11 ^ number >> 23) & places - 1


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


# What is known of bytes, characters, tags and entities, one table behind the other: an array more to hand over costs more
# than a short text, at every call. It is handed in, for what is compiled in would outlive its change.
_ENTITY_NAMES, _TAG_NAMES, _HOST_NAMES, _WORD_NAMES = 4096, 256, 32, 512
_FIRSTS, _HINTING, _BITS = 0, 256, 512
_TAGS = 768
_ACTS = _TAGS + _TAG_NAMES
_UNENDED = _ACTS + _TAG_NAMES
_HOSTS = _UNENDED + _TAG_NAMES
_WORDS = _HOSTS + _HOST_NAMES
_ENTITIES = _WORDS + _WORD_NAMES
_CHARS = _ENTITIES + _ENTITY_NAMES
_CHAR_KINDS = _CHARS + _ENTITY_NAMES

_KNOWN = np.concatenate(
    [
        _firsts(),
        _hinting(),
        np.array([_packed(chr(byte)) if byte < 128 and chr(byte).isalnum() else 0 for byte in range(256)]),
        *_hashed(_tags(), _TAG_NAMES),
        _hashed(_entities(ended=False), _TAG_NAMES)[0],
        _hashed({host[-_LONGEST_NAME:]: 0 for host in PAGE_HOSTS}, _HOST_NAMES)[0],
        _hashed({word: 0 for word in NO_MAILBOX if len(word) <= _LONGEST_NAME}, _WORD_NAMES)[0],
        *_hashed(_entities(ended=True), _ENTITY_NAMES),
        _kinds(),
    ],
    dtype=np.int64,
)


def _compiled(function: _Rule) -> _Rule:
    rule: _Rule = numba.njit(function, error_model="numpy")
    return rule


_slot = _compiled(_place)


@_compiled
def _kind(known: _Numbers, char: int) -> int:
    if char < _TABLE:
        return int(known[_CHAR_KINDS + char])
    return _HIDDEN if char == _BYTE_ORDER_MARK else _BULLET if char == _SYMBOL_BULLET else _PLAIN


@_compiled
def _char(text: _Bytes, at: int) -> tuple[int, int]:
    """(number of the character here, place behind it)."""
    first = int(text[at])
    if first < 0x80:
        return first, at + 1
    second = int(text[at + 1]) & 63
    if first < 0xE0:
        return (first & 31) << 6 | second, at + 2
    third = int(text[at + 2]) & 63
    if first < 0xF0:
        return (first & 15) << 12 | second << 6 | third, at + 3
    return (first & 7) << 18 | second << 12 | third << 6 | int(text[at + 3]) & 63, at + 4


@_compiled
def _put(out: _Bytes, stop: int, char: int) -> int:
    """Write a character; the place behind it."""
    if char < 0x80:
        out[stop] = char
        return stop + 1
    if char < 0x800:
        out[stop] = 0xC0 | char >> 6
    elif char < 0x10000:
        out[stop] = 0xE0 | char >> 12
        out[stop + 1] = 0x80 | char >> 6 & 63
        stop += 1
    else:
        out[stop] = 0xF0 | char >> 18
        out[stop + 1] = 0x80 | char >> 12 & 63
        out[stop + 2] = 0x80 | char >> 6 & 63
        stop += 2
    out[stop + 1] = 0x80 | char & 63
    return stop + 2


@_compiled
def _is_digit(char: int) -> bool:
    return 48 <= char <= 57


@_compiled
def _are_digits(out: _Bytes, at: int) -> bool:
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
def _found(known: _Numbers, table: int, places: int, number: int) -> int:
    """Place of a name in a table of `_hashed`, or none."""
    place = _slot(number, places)
    while known[table + place]:
        if known[table + place] == number:
            return place
        place = place + 1 & places - 1
    return _DOUBT


@_compiled
def _entity(known: _Numbers, text: _Bytes, at: int) -> tuple[int, int]:
    """(character, place behind it) of what begins with an ampersand; itself where it is none, doubt where that is unsure."""
    stop = at + 1
    if text[stop] == _HASH:
        return _numbered(text, stop + 1)
    number = 0
    while known[_BITS + text[stop]] and stop - at <= _LONGEST_NAME:
        number = number << 6 | known[_BITS + text[stop]]
        stop += 1
    if stop - at == 1:
        return int(text[at]), stop
    if text[stop] == _SEMICOLON:
        place = _found(known, _ENTITIES, _ENTITY_NAMES, number)
        return (int(known[_CHARS + place]), stop + 1) if place >= 0 else (_DOUBT, stop)
    # An ampersand as it is written between words, if no name of the old pages begins here.
    while number:
        if known[_BITS + text[stop]] or _found(known, _UNENDED, _TAG_NAMES, number) >= 0:
            return _DOUBT, stop
        number >>= 6
    return int(text[at]), at + 1


@_compiled
def _numbered(text: _Bytes, at: int) -> tuple[int, int]:
    """The same of a number: "39;" or "x27;". Controls and what stands for other characters leave a doubt."""
    base, number, begin = 10, 0, at
    if text[at] | 32 == 120:
        base, begin = 16, at + 1
    stop = begin
    while stop < begin + 7:
        char = int(text[stop])
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
    if stop == begin or text[stop] != _SEMICOLON:
        return _DOUBT, stop
    is_sure = 9 <= number <= 10 or 32 <= number < 127 or 160 <= number < 0xD800 or 0xE000 <= number < 0xFDD0
    is_sure = is_sure or 0x10000 <= number < 0x1FFFE
    return (number if is_sure else _DOUBT), stop + 1


@_compiled
def _tag(known: _Numbers, text: _Bytes, at: int) -> tuple[int, bool, int]:
    """(place of the tag's name in the table, whether it ends an element, place behind it); doubt in the first."""
    stop = at + 1
    ends = text[stop] == _SLASH
    stop += ends
    number, begin = 0, stop
    while known[_BITS + text[stop]] and stop - begin <= _LONGEST_NAME:
        char = text[stop]
        number = number << 6 | known[_BITS + (char + 32 if 65 <= char <= 90 else char)]
        stop += 1
    if stop == begin or _is_digit(text[begin]):
        return _DOUBT, ends, stop
    if text[stop] == _SLASH and text[stop + 1] == _GREATER:
        stop += 1
    elif text[stop] == _SPACE or 9 <= text[stop] <= 13:
        stop = _behind_attributes(text, stop)
    if text[stop] != _GREATER:
        return _DOUBT, ends, stop
    return _found(known, _TAGS, _TAG_NAMES, number), ends, stop + 1


@_compiled
def _behind_attributes(text: _Bytes, at: int) -> int:
    """Place of the bracket that ends a tag; that of another sign where this, or a quotation mark, leaves a doubt."""
    quote, stop = 0, at
    while True:
        char = int(text[stop])
        if char == _GREATER:
            return stop - 1 if quote else stop
        if not char or char == _LESS or (char == _GRAVE and not quote):
            return stop
        if quote:
            quote = 0 if char == quote else quote
        elif char == _QUOTE or char == _APOSTROPHE:
            quote = char
        stop += 1


@_compiled
def _shift(out: _Bytes, begin: int, stop: int, by: int) -> int:
    """Move a part of the line by some characters."""
    if by > 0:
        for at in range(stop - 1, begin - 1, -1):
            out[at + by] = out[at]
    else:
        for at in range(begin, stop):
            out[at + by] = out[at]
    return stop + by


@_compiled
def _bullet(known: _Numbers, out: _Bytes, begin: int, stop: int) -> int:
    """Length of the sign of a list that a line begins with; 0 where it has none, or nothing else."""
    if begin >= stop:
        return 0
    char, behind = _char(out, begin)
    kind = _kind(known, char)
    if not _BULLET <= kind <= _DASH:
        return 0
    blank = behind < stop and out[behind] == _SPACE
    if behind + blank >= stop or (not blank and kind == _DASH):
        return 0
    return behind + blank - begin


@_compiled
def _line_end(known: _Numbers, out: _Bytes, begin: int, stop: int) -> int:
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
def _is_ellipsis(out: _Bytes, begin: int, stop: int) -> bool:
    if stop - begin < 3 or out[stop - 1] != _ELLIPSIS[2]:
        return False
    return bool(out[stop - 2] == _ELLIPSIS[1] and out[stop - 3] == _ELLIPSIS[0])


@_compiled
def _is_cut_short(out: _Bytes, begin: int, stop: int) -> bool:
    if stop - begin < 3:
        return False
    are_dots = out[stop - 1] == _DOT and out[stop - 2] == _DOT and out[stop - 3] == _DOT
    return bool(are_dots or _is_ellipsis(out, begin, stop))


@_compiled
def _is_href(text: _Bytes, at: int, stop: int) -> bool:
    """Whether the attribute of a link's address begins at a place."""
    if at + 5 >= stop or not (text[at] == _SPACE or 9 <= text[at] <= 13):
        return False
    name = text[at + 1 : at + 5]
    return bool(name[0] | 32 == 104 and name[1] | 32 == 114 and name[2] | 32 == 101 and name[3] | 32 == 102)


@_compiled
def _address(text: _Bytes, at: int, stop: int) -> tuple[int, int]:
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
def _whole_address(
    known: _Numbers, text: _Bytes, at: int, end: int, out: _Bytes, begin: int, stop: int
) -> int:
    """Where a link ends whose text, the address cut short, was replaced by the whole one; doubt below 0, as without an address."""
    if end < at:
        return _DOUBT
    begin += out[begin] == _SPACE
    whole = stop
    while at < end:
        if text[at] == _AMPERSAND:
            char, at = _entity(known, text, at)
        else:
            char, at = _char(text, at)
        if char < 0 or _WHITE <= _kind(known, char) <= _HIDDEN:
            return _DOUBT
        whole = _put(out, whole, char)
    shown = stop
    while shown > begin and (out[shown - 1] == _DOT or _is_ellipsis(out, begin, shown)):
        shown -= 1 if out[shown - 1] == _DOT else 3
    if whole - stop < shown - begin:
        return stop
    for place in range(begin, shown):
        if out[place] != out[place - begin + stop]:
            return stop
    return _shift(out, stop, whole, begin - stop)


@_compiled
def _is_number(out: _Bytes, at: int, length: int) -> bool:
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
def _is_dialled(out: _Bytes, at: int, length: int) -> bool:
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
def _are_dot(out: _Bytes, at: int, length: int) -> bool:
    if at + 2 >= length or out[at] | 32 != _SMALL_D:
        return False
    return bool(out[at + 1] | 32 == _SMALL_O and out[at + 2] | 32 == _SMALL_T)


@_compiled
def _is_written(out: _Bytes, at: int, length: int) -> bool:
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
def _is_no_mailbox(known: _Numbers, out: _Bytes, at: int) -> bool:
    """Whether the word that ends before a place is one that no mailbox is called by: "a role at loom.example"."""
    number, back = 0, 0
    while back < at and back < _LONGEST_NAME:
        char = int(out[at - 1 - back])
        six = _six_bits(char + 32 if 65 <= char <= 90 else char)
        if not six:
            break
        number |= six << 6 * back
        back += 1
    if back < at:
        char = int(out[at - 1 - back])
        if (
            _six_bits(char)
            or char > 127
            or char == _DOT
            or char == _PLUS
            or char == _HYPHEN
            or char == _LOW_LINE
        ):
            return False
    return _found(known, _WORDS, _WORD_NAMES, number) >= 0


@_compiled
def _is_spoken(known: _Numbers, out: _Bytes, at: int, length: int) -> bool:
    """Whether " at " or " @ " stands here, behind it a name with a dot and a letter in it, and before it what may be a mailbox."""
    name = at + 3
    if out[at + 1] != _AT:
        name += 1
        if at + 2 >= length or out[at + 1] | 32 != _SMALL_A or out[at + 2] | 32 != _SMALL_T:
            return False
    if name >= length or out[name - 1] != _SPACE or _is_no_mailbox(known, out, at):
        return False
    for place in range(name, length - 1):
        char = out[place]
        if char == _DOT and place > name and _six_bits(out[place + 1]) > 10:
            return True
        if not (_six_bits(char) or char > 127 or char == _HYPHEN or char == _LOW_LINE or char == _DOT):
            return False
    return False


@_compiled
def _host(out: _Bytes, at: int) -> int:
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
def _hints(known: _Numbers, out: _Bytes) -> int:
    """What a text has that may be a contact: bits, as `contacts.hints` has them."""
    bits, length = 0, len(out)
    for at in range(length - 1):
        char = out[at]
        if not known[_HINTING + char]:
            continue
        if char | 32 == _SMALL_T:
            if (
                at > 1
                and out[at - 1] | 32 == _SMALL_A
                and out[at - 2] == _SPACE
                and _is_spoken(known, out, at - 2, length)
            ):
                bits |= SPOKEN
        elif _is_digit(char):
            bits |= DIGITS if _is_number(out, at, length) else 0
            bits |= DIALLED if _is_dialled(out, at, length) else 0
        elif char | 32 == _SMALL_D:
            if at and out[at - 1] == _SPACE and _are_dot(out, at, length):
                bits |= WRITTEN
        elif _is_mark(char):
            bits |= WRITTEN if _is_written(out, at, length) else 0
            if (
                at
                and out[at - 1] == _SPACE
                and (char == _DOT or (char == _AT and _is_spoken(known, out, at - 1, length)))
            ):
                bits |= SPOKEN
            if char == _AT:
                bits |= AT_SIGN
            elif char == _PLUS:
                bits |= DIGITS if _is_digit(out[at + 1]) else 0
            elif char == _SLASH:
                bits |= PAGE if _found(known, _HOSTS, _HOST_NAMES, _host(out, at)) >= 0 else 0
    return bits


@_compiled
def _char_as(known: _Numbers, text: _Bytes, at: int, what: int) -> tuple[int, int]:
    """(character, place behind it) of what is not copied as it stands."""
    if what == _MAY_HIDE:
        return _char(text, at)
    return _entity(known, text, at) if what == _ESCAPES else (_DOUBT, at)


@_compiled
def _copied(known: _Numbers, text: _Bytes, at: int, out: _Bytes, stop: int) -> tuple[int, int]:
    """Places behind words, here and in `out`, that are copied as they stand, with the single blanks between them."""
    while True:
        out[stop] = text[at]
        stop += 1
        at += 1
        is_end = known[_FIRSTS + text[at]] != _STANDS
        if is_end and (text[at] != _SPACE or known[_FIRSTS + text[at + 1]] != _STANDS):
            return at, stop


@_compiled
def _lines(known: _Numbers, text: _Bytes, at: int, end: int, is_markup: bool, out: _Bytes, first: int) -> int:
    """Where the clean lines of a text end that are written into `out` from a place on, each with its end; doubt below 0."""
    begun = np.zeros(_TAG_NAMES if is_markup else 0, np.int32)
    begin = stop = first
    blank = False
    # Of the link at hand: where its text begins, and where in the text its address stands.
    link, address, address_end = -1, 0, -1
    while at < end:
        what = known[_FIRSTS + text[at]]
        if what == _STANDS:
            if blank:
                out[stop], stop, blank = _SPACE, stop + 1, False
            at, stop = _copied(known, text, at, out, stop)
            continue
        if what == _BLANK or (is_markup and what == _ENDS_LINE):
            at, blank = at + 1, stop > begin
            continue
        if what == _ENDS_LINE:
            begin = stop = _line_end(known, out, begin, stop)
            at, blank = at + 1, False
            continue
        if is_markup and what == _OPENS:
            tag, ends, behind = _tag(known, text, at)
            if tag < 0:
                return _DOUBT
            act = known[_ACTS + tag]
            if link >= 0 and _is_cut_short(out, link, stop):
                # A tag within a link that is cut short has no address to be told.
                known_end = address_end if act == _ANCHOR else _DOUBT
                stop = _whole_address(known, text, address, known_end, out, link, stop)
                if stop < 0:
                    return _DOUBT
            if act == _ANCHOR:
                address, address_end = _address(text, at + 1, behind)
                link = -1 if ends else stop
            at = behind
            if act == _NOTHING or act == _ANCHOR:
                continue
            # The end of what never began is nothing, but for a paragraph's.
            if ends and act != _PARAGRAPH and not begun[tag]:
                return _DOUBT
            begun[tag] += -1 if ends else 1
            begin = stop = _line_end(known, out, begin, stop)
            blank, link = False, stop if link >= 0 else -1
            if not ends and (act == _HEADING or act == _ITEM):
                out[stop], stop, blank = _HASH if act == _HEADING else _HYPHEN, stop + 1, True
            continue
        char, at = _char_as(known, text, at, what if is_markup else _MAY_HIDE)
        if char < 0:
            return _DOUBT
        kind = _kind(known, char)
        if kind == _WHITE:
            blank = stop > begin
        elif kind != _HIDDEN:
            if blank:
                out[stop], stop, blank = _SPACE, stop + 1, False
            stop = _put(out, stop, char)
    if link >= 0 and _is_cut_short(out, link, stop):
        return _DOUBT
    return _line_end(known, out, begin, stop)


@_compiled
def _resolved(known: _Numbers, text: _Bytes, at: int, end: int, out: _Bytes) -> int:
    """Length of a text whose entities are resolved once, written into `out` with a NUL behind; below 0 is doubt."""
    stop = 0
    while at < end:
        while text[at] != _AMPERSAND and at < end:
            out[stop] = text[at]
            stop += 1
            at += 1
        if at < end:
            char, at = _entity(known, text, at)
            if char < 0:
                return _DOUBT
            stop = _put(out, stop, char)
    out[stop] = 0
    return stop


def _read(known: _Numbers, texts: _Bytes, told: _Numbers, out: _Bytes, spare: _Bytes) -> None:
    stop = 0
    for row in told:
        at, end = row[0], row[1]
        if row[2] == _ESCAPED:
            length = _resolved(known, texts, at, end, spare)
            after = _DOUBT if length < 0 else _lines(known, spare, 0, length, True, out, stop)
        else:
            after = _lines(known, texts, at, end, row[2] == _MARKUP, out, stop)
        # The last line needs no end.
        row[0], row[1] = stop, max(after - 1, stop)
        row[2] = _DOUBT if after < 0 else _hints(known, out[stop : max(after, stop)])
        stop = max(after, stop)


# Without the interpreter: beside a load threads unpack and merge, and each waited five milliseconds for its turn.
_entry: Any = numba.njit(_read, error_model="numpy", cache=True, nogil=True)


def read(written: Sequence[tuple[str, str]]) -> list[tuple[str, int] | None]:
    """(clean lines, hints of contacts) of each (text, form); None where its markup leaves a doubt.

    A form is "html", "plain" (as pasted) or "escaped" (HTML whose entities are escaped once more).
    """
    pieces, rows, at = list[bytes](), list[int](), 0
    for text, form in written:
        piece = text.encode("utf-8", "surrogatepass")
        pieces.append(piece)
        rows += at, at + len(piece), _FORMS[form]
        at += len(piece) + 1
    texts = np.frombuffer(b"\0".join([*pieces, _END]), np.uint8)
    told = np.array(rows, np.int64).reshape(-1, 3)
    # A bullet may grow by a byte, and a line has its end: never more than twice the text.
    out, spare = np.empty(2 * len(texts), np.uint8), np.empty(len(texts), np.uint8)
    _entry(_KNOWN, texts, told, out, spare)
    view = memoryview(out.data)
    return [
        None if hints < 0 else (str(view[begin:stop], "utf-8", "surrogatepass"), hints)
        for begin, stop, hints in told.tolist()
    ]
