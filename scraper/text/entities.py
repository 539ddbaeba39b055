"""Entities of HTML -> the characters that they stand for, compiled. Knows no tag; what a parser would guess at is doubt."""

from __future__ import annotations

from scraper.text.compiled import rule
from scraper.text.layout import DOUBT
from scraper.text.marks import (
    AMPERSAND,
    BACKSLASH,
    BITS,
    CHARS,
    ENTITIES,
    ENTITY_NAMES,
    GREATER,
    HASH,
    LESS,
    LONGEST_NAME,
    SEMICOLON,
    SMALL_G,
    SMALL_L,
    SMALL_T,
    TAG_NAMES,
    UNENDED,
    Bytes,
    Numbers,
    is_digit,
    place_of,
    put,
)


@rule
def entity(known: Numbers, text: Bytes, at: int) -> tuple[int, int]:
    """(character, place behind it) of what begins with an ampersand; itself where it is none, doubt where that is unsure."""
    stop = at + 1
    # Four of five are brackets of tags.
    if (
        text[at + 2] == SMALL_T
        and text[at + 3] == SEMICOLON
        and (text[stop] == SMALL_L or text[stop] == SMALL_G)
    ):
        return LESS if text[stop] == SMALL_L else GREATER, at + 4
    if text[stop] == HASH:
        return _numbered(text, stop + 1)
    number = 0
    while known[BITS + text[stop]] and stop - at <= LONGEST_NAME:
        number = number << 6 | known[BITS + text[stop]]
        stop += 1
    if text[stop] == BACKSLASH:
        # In a string of JSON a part of the name may hide behind it.
        return DOUBT, stop
    if stop - at == 1:
        return AMPERSAND, stop
    if text[stop] == SEMICOLON:
        place = place_of(known, ENTITIES, ENTITY_NAMES, number)
        return (int(known[CHARS + place]), stop + 1) if place >= 0 else (DOUBT, stop)
    # An ampersand as it is written between words, if no name of the old pages begins here.
    while number:
        if known[BITS + text[stop]] or place_of(known, UNENDED, TAG_NAMES, number) >= 0:
            return DOUBT, stop
        number >>= 6
    return AMPERSAND, at + 1


@rule
def _numbered(text: Bytes, at: int) -> tuple[int, int]:
    """The same of a number: "39;" or "x27;". Controls and what stands for other characters leave a doubt."""
    base, number, begin = 10, 0, at
    if text[at] | 32 == 120:
        base, begin = 16, at + 1
    stop = begin
    while stop < begin + 7:
        char = int(text[stop])
        digit = (
            char - 48 if is_digit(char) else (char | 32) - 87 if base == 16 and 97 <= char | 32 <= 102 else -1
        )
        if digit < 0:
            break
        number = number * base + digit
        stop += 1
    if stop == begin or text[stop] != SEMICOLON:
        return DOUBT, stop
    is_sure = 9 <= number <= 10 or 32 <= number < 127 or 160 <= number < 0xD800 or 0xE000 <= number < 0xFDD0
    is_sure = is_sure or 0x10000 <= number < 0x1FFFE
    return (number if is_sure else DOUBT), stop + 1


@rule
def resolved(known: Numbers, text: Bytes, at: int, end: int, out: Bytes) -> int:
    """Length of a text whose entities are resolved once, written into `out` with a NUL behind; below 0 is doubt."""
    stop = 0
    while at < end:
        while text[at] != AMPERSAND and at < end:
            out[stop] = text[at]
            stop += 1
            at += 1
        if at < end:
            char, at = entity(known, text, at)
            if char < 0:
                return DOUBT
            stop = put(out, stop, char)
    out[stop] = 0
    return stop
