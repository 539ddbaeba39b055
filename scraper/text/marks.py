"""What bytes, characters, tags, entities and words are: one table of numbers, and its look-ups, compiled.

Knows what there is in texts, and nothing of what becomes of it. Texts are UTF-8, with a NUL behind each.
"""

from __future__ import annotations

import html.entities

import numpy as np
from numpy.typing import NDArray

from scraper.text.compiled import rule
from scraper.text.contacts import NO_MAILBOX, PAGE_HOSTS
from scraper.text.layout import DOUBT
from scraper.text.lines import DASHES, HIDDEN, SIGNS
from scraper.text.tree import BLOCKS, HEADINGS

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]
# What a character is in a line, by its number; above the table stands only what is none of it, but for two.
PLAIN, WHITE, UNSEEN, BULLET, DASH = range(5)
_TABLE = 0x3001
# What a byte is: part of a line as it stands, or the first one of what may be more.
STANDS, BLANK, MAY_HIDE, OPENS, ESCAPES, ENDS_LINE, NUL = range(7)
_BYTE_ORDER_MARK, _SYMBOL_BULLET = 0xFEFF, 0xF0B7
NEWLINE, SPACE, QUOTE, HASH, AMPERSAND, APOSTROPHE, BACKSLASH = map(ord, "\n \"#&'\\")
PLUS, HYPHEN, DOT, SLASH, SEMICOLON, LESS, GREATER, AT, GRAVE, EQUALS = map(ord, "+-./;<>@`=")
SMALL_A, SMALL_D, SMALL_G, SMALL_L, SMALL_O, SMALL_T, NOUGHT, LOW_LINE = map(ord, "adglot0_")
_NINE, _SMALL_Z, DELETE = map(ord, "9z\x7f")
# What a tag does; what is not named leaves a doubt. The order tells: from `BREAK` on it begins a line, from `PARAGRAPH` to
# `PASSED` an item may end around it, and from `TABLE` on it is a table or a part of one.
COLUMN, NOTHING, ANCHOR, BREAK, RULE, BLOCK, HEADING, ITEM, TERM, LIST, PARAGRAPH, PASSED = range(1, 13)
TABLE, SECTION, ROW, CELL = range(13, 17)
_INLINE = (
    "abbr acronym b big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup "
    "time tt u var wbr"
).split()
_OWN_WAYS = {
    COLUMN: "col colgroup",
    ANCHOR: "a",
    BREAK: "br",
    RULE: "hr",
    ITEM: "li",
    TERM: "dd dt",
    LIST: "ol ul",
    PARAGRAPH: "p",
    PASSED: "address div",
    TABLE: "table",
    SECTION: "tbody tfoot thead",
    ROW: "tr",
    CELL: "td th",
}
# A parser keeps the line ends of `pre`, mends a second body, and knows but one form.
_UNSURE = frozenset("body form pre".split())
# Six bits a letter or digit: longer names would not fit into a whole number.
LONGEST_NAME, SIX_OF_A_DOT = 10, 63


def _kinds() -> NDArray[np.int8]:
    table = np.zeros(_TABLE, np.int8)
    for code in range(_TABLE):
        char = chr(code)
        table[code] = WHITE if char.isspace() else UNSEEN if HIDDEN.match(char) else PLAIN
    table[[ord(char) for char in SIGNS if ord(char) < _TABLE]] = BULLET
    table[[ord(char) for char in DASHES]] = DASH
    return table


def _firsts() -> NDArray[np.uint8]:
    """What each byte may begin."""
    table = np.full(256, STANDS, np.uint8)
    for code, kind in enumerate(_kinds()):
        if kind == WHITE or kind == UNSEEN:
            table[chr(code).encode()[0]] = MAY_HIDE if code > 127 or kind == UNSEEN else BLANK
    table[chr(_BYTE_ORDER_MARK).encode()[0]] = MAY_HIDE
    table[[LESS, AMPERSAND, 0]] = OPENS, ESCAPES, NUL
    table[[*b"\r\n"]] = ENDS_LINE
    return table


def _packed(name: str) -> int:
    """A name as one number; case tells entities apart, and tags not."""
    number = 0
    for char in name:
        small = SIX_OF_A_DOT if char == "." else ord(char) - 60
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
    acts = dict.fromkeys(_INLINE, NOTHING) | dict.fromkeys(BLOCKS - _UNSURE, BLOCK)
    own = {tag: act for act, tags in _OWN_WAYS.items() for tag in tags.split()}
    return acts | dict.fromkeys(HEADINGS, HEADING) | own


def _entities(*, ended: bool) -> dict[str, int]:
    """Entities of one character, with the sign that ends them or, as old pages have them, without."""
    return {
        name.rstrip(";"): ord(char)
        for name, char in html.entities.html5.items()
        if name.endswith(";") == ended and len(char) == 1 and len(name.rstrip(";")) <= LONGEST_NAME
    }


# What is known of bytes, characters, tags and entities, one table behind the other: an array more to hand over costs more
# than a short text, at every call.
ENTITY_NAMES, TAG_NAMES, HOST_NAMES, WORD_NAMES = 4096, 256, 32, 512
FIRSTS, BITS, TAGS = 0, 256, 512
ACTS = TAGS + TAG_NAMES
UNENDED = ACTS + TAG_NAMES
HOSTS = UNENDED + TAG_NAMES
WORDS = HOSTS + HOST_NAMES
ENTITIES = WORDS + WORD_NAMES
CHARS = ENTITIES + ENTITY_NAMES
CHAR_KINDS = CHARS + ENTITY_NAMES

KNOWN = np.concatenate(
    [
        _firsts(),
        np.array([_packed(chr(byte)) if byte < 128 and chr(byte).isalnum() else 0 for byte in range(256)]),
        *_hashed(_tags(), TAG_NAMES),
        _hashed(_entities(ended=False), TAG_NAMES)[0],
        _hashed({host[-LONGEST_NAME:]: 0 for host in PAGE_HOSTS}, HOST_NAMES)[0],
        _hashed({word: 0 for word in NO_MAILBOX if len(word) <= LONGEST_NAME}, WORD_NAMES)[0],
        *_hashed(_entities(ended=True), ENTITY_NAMES),
        _kinds(),
    ],
    dtype=np.int64,
)


_slot = rule(_place)


@rule
def kind_of(known: Numbers, char: int) -> int:
    if char < _TABLE:
        return int(known[CHAR_KINDS + char])
    return UNSEEN if char == _BYTE_ORDER_MARK else BULLET if char == _SYMBOL_BULLET else PLAIN


@rule
def char_at(text: Bytes, at: int) -> tuple[int, int]:
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


@rule
def put(out: Bytes, stop: int, char: int) -> int:
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


@rule
def is_digit(char: int) -> bool:
    # Without "and", here and below: many at once are asked.
    return (char >= NOUGHT) & (char <= _NINE)


@rule
def is_mark(char: int) -> bool:
    """Whether a character is neither letter, digit nor blank, of the oldest ones."""
    small = char | 32
    is_letter = (small >= SMALL_A) & (small <= _SMALL_Z)
    return (char > SPACE) & (char < DELETE) & (not is_digit(char)) & (not is_letter)


@rule
def are_at(first: int, second: int) -> bool:
    return (first | 32 == SMALL_A) & (second | 32 == SMALL_T)


@rule
def are_dot(first: int, second: int, third: int) -> bool:
    return (first | 32 == SMALL_D) & (second | 32 == SMALL_O) & (third | 32 == SMALL_T)


@rule
def six_bits(char: int) -> int:
    """A letter or digit as `_packed` has it; 0 for anything else."""
    if is_digit(char):
        return int(char) - 47
    if 65 <= char <= 90:
        return int(char) - 54
    return int(char) - 60 if 97 <= char <= 122 else 0


@rule
def place_of(known: Numbers, table: int, places: int, number: int) -> int:
    """Place of a name in a table of `_hashed`, or none."""
    place = _slot(number, places)
    while known[table + place]:
        if known[table + place] == number:
            return place
        place = place + 1 & places - 1
    return DOUBT


@rule
def shift(out: Bytes, begin: int, stop: int, by: int) -> int:
    """Move a part of the line by some characters."""
    if by > 0:
        for at in range(stop - 1, begin - 1, -1):
            out[at + by] = out[at]
    else:
        for at in range(begin, stop):
            out[at + by] = out[at]
    return stop + by
