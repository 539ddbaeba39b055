"""Characters as the rules see them, and the smallest rules: "ends with", "holds".

Knows how text is folded: lower case of equal length, and characters that look alike are one. Knows nothing of skills,
sections or roles: what the words below mean is told where they are used.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING

from analysis import layout as col
from analysis.compiled import Row, entry, forward, jit
from analysis.layout import KNOWN
from analysis.phrases import GROUPS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.layout import Numbers

SYMBOL_SHIFT = 32
# Bits of `word_initials`: a whole number has 63 beside its sign.
_INITIALS = 61
_LOOKALIKES = dict(zip("‐‑‒–—―’‘“”\u00a0\u202f\u2009", "------''\"\"   ", strict=True))
NEWLINE, SPACE, COLON, DOT, COMMA, SLASH, BAR = map(ord, "\n :.,/|")
OPEN, CLOSE, PLUS, HYPHEN, UNDERSCORE, STAR, SMALL_S = map(ord, "()+-_*s")

# What a character is: bits. Above them stands its symbol in the trie of spellings.
(
    ALPHA, WORD, BLANK, UPPER, DIGIT, LOWER, OPENER, ADDRESS, STOPS, CLOSING, GAP_STOP, DECORATION, SENTENCE_END,
    QUOTE, CAPITAL, BULLET, DASH, LABEL_STOP, TRIMMED, LEAD_TRIMMED, LEAD_END, CELL, LABEL_END, AFTER_NOUN, LIST_TRIMMED,
    LABEL_TRIMMED, SEMICOLON, LINE_END,
) = (1 << n for n in range(28))  # fmt: skip

_SETS = {
    OPENER: "(-.:/+",  # a phrase that begins so may stand behind a letter
    ADDRESS: ".@",
    STOPS: ".;:()",
    CLOSING: ",;:()",
    GAP_STOP: '.;:!?\n|•<>[]"*',
    DECORATION: " #=*_~-–—:•·>\t[]()|🔧🚀",
    SENTENCE_END: ".!?",
    QUOTE: "\"'(",
    BULLET: "•·●*▪|",
    DASH: "-–—",
    LABEL_STOP: ".,;!?/",
    TRIMMED: " *_=#",
    LEAD_TRIMMED: " -–—*•·(['\"",
    LEAD_END: ".!?:;)|",
    CELL: "|,/(-–&+)[]—",
    LABEL_END: ":.(-|–,—[)/",
    AFTER_NOUN: ",(-/–|",
    LIST_TRIMMED: " .,",
    LABEL_TRIMMED: ":) ",
    SEMICOLON: ";",
    LINE_END: "\n",
}


def fold(text: str) -> str:
    """Lower case of equal length: 'İ'.lower() has two characters and would move every offset behind it."""
    return "".join(_folded(char) for char in text)


def _folded(char: str) -> str:
    if ord(char) >= KNOWN:
        return char
    low = char.lower()
    return _LOOKALIKES.get(char, low if len(low) == 1 else char)


def put_letters(numbers: Numbers, groups: list[tuple[str, ...]]) -> None:
    """Add the tables, first of all; `groups` are more groups of words, numbered from len(GROUPS) on."""
    everything = [*GROUPS.values(), *groups]
    words = [fold(word) for group in everything for word in group]
    numbers.row.extend(ord(_folded(chr(code))) for code in range(KNOWN))
    numbers.row.extend(map(traits_of, map(chr, range(KNOWN))))
    numbers.put(col.word_code, (ord(char) for word in words for char in word))
    numbers.put(col.word_at, _sums(len(word) for word in words))
    numbers.put(col.word_first, _sums(len(group) for group in everything))
    numbers.put(col.word_initials, map(_initials, everything))


def _initials(group: tuple[str, ...]) -> int:
    return functools.reduce(operator.or_, (1 << ord(fold(word)[0]) % _INITIALS for word in group), 0)


def _sums(lengths: Iterator[int]) -> list[int]:
    out = [0]
    for length in lengths:
        out.append(out[-1] + length)
    return out


def traits_of(char: str) -> int:
    """What a character is, or the one that it looks like."""
    looks = _folded(char)
    bits = ALPHA * char.isalpha() | WORD * (char.isalnum() or char == "_") | BLANK * char.isspace()
    bits |= UPPER * char.isupper() | DIGIT * char.isdecimal() | LOWER * ("a" <= char <= "z")
    bits |= CAPITAL * ("A" <= char <= "Z" or "0" <= char <= "9" or "À" <= char <= "Ý" or char in "*•—-")
    return bits | sum(bit for bit, chars in _SETS.items() if char in chars or looks in chars)


@entry
def lay(m: Row, source: Row, start: int, stop: int) -> None:
    """Write a stretch of characters as the text, as they are and folded."""
    m = forward(m)
    raw, text, traits = m[col.raw], m[col.text], m[col.traits]
    m[col.size] = stop - start
    for at in range(stop - start):
        code = source[start + at]
        m[raw + at] = m[text + at] = code
        m[traits + at] = 0
        if code < KNOWN:
            m[text + at], m[traits + at] = m[col.FOLDED + code], m[col.TRAITS + code]


@jit
def is_a(m: Row, code: int, trait: int) -> bool:
    return code < KNOWN and (m[col.TRAITS + code] & trait) != 0


@jit
def is_at(m: Row, at: int, trait: int) -> bool:
    """Whether the character at a place of the text has a trait."""
    return m[m[col.traits] + at] & trait != 0


@jit
def has_any(m: Row, start: int, stop: int, trait: int) -> bool:
    for i in range(start, stop):
        if is_at(m, i, trait):
            return True
    return False


@jit
def count(m: Row, start: int, stop: int, code: int) -> int:
    n = 0
    for i in range(start, stop):
        n += m[m[col.text] + i] == code
    return n


@jit
def find(m: Row, start: int, stop: int, code: int) -> int:
    """Place of the first such character, -1 where there is none."""
    for i in range(start, stop):
        if m[m[col.text] + i] == code:
            return i
    return -1


@jit
def rfind(m: Row, start: int, stop: int, code: int) -> int:
    for i in range(stop - 1, start - 1, -1):
        if m[m[col.text] + i] == code:
            return i
    return -1


@jit
def trimmed_right(m: Row, start: int, stop: int, trait: int) -> int:
    """Where a stretch ends without such characters at its end."""
    while stop > start and is_at(m, stop - 1, trait):
        stop -= 1
    return stop


@jit
def trimmed_left(m: Row, start: int, stop: int, trait: int) -> int:
    while start < stop and is_at(m, start, trait):
        start += 1
    return start


@jit
def _stands(m: Row, word: int, at: int) -> bool:
    first = m[m[col.word_at] + word]
    for i in range(m[m[col.word_at] + word + 1] - first):
        if m[m[col.text] + at + i] != m[m[col.word_code] + first + i]:
            return False
    return True


@jit
def starts(m: Row, start: int, stop: int, group: int) -> bool:
    """Whether a stretch begins with a word of a group."""
    for word in range(m[m[col.word_first] + group], m[m[col.word_first] + group + 1]):
        if m[m[col.word_at] + word + 1] - m[m[col.word_at] + word] <= stop - start and _stands(
            m, word, start
        ):
            return True
    return False


@jit
def ends(m: Row, start: int, stop: int, group: int) -> bool:
    for word in range(m[m[col.word_first] + group], m[m[col.word_first] + group + 1]):
        length = m[m[col.word_at] + word + 1] - m[m[col.word_at] + word]
        if length <= stop - start and _stands(m, word, stop - length):
            return True
    return False


@jit
def equals(m: Row, start: int, stop: int, group: int) -> bool:
    for word in range(m[m[col.word_first] + group], m[m[col.word_first] + group + 1]):
        if m[m[col.word_at] + word + 1] - m[m[col.word_at] + word] == stop - start and _stands(
            m, word, start
        ):
            return True
    return False


@jit
def holds(m: Row, start: int, stop: int, group: int) -> bool:
    """Whether a word of a group stands anywhere in a stretch."""
    text, initials = m[col.text], m[m[col.word_initials] + group]
    for at in range(start, stop if initials else start):
        # Of twenty letters, nineteen begin no word of the group.
        if initials >> m[text + at] % _INITIALS & 1 and starts(m, at, stop, group):
            return True
    return False


@jit
def holds_word(m: Row, start: int, stop: int, group: int) -> bool:
    """Whether one of the words between blanks is in a group."""
    i = start
    while i < stop:
        while i < stop and is_at(m, i, BLANK):
            i += 1
        begin = i
        while i < stop and not is_at(m, i, BLANK):
            i += 1
        if i > begin and equals(m, begin, i, group):
            return True
    return False


@jit
def words_in(m: Row, start: int, stop: int) -> int:
    """Number of words between blanks."""
    n = 0
    inside = False
    for i in range(start, stop):
        blank = is_at(m, i, BLANK)
        n += not blank and not inside
        inside = not blank
    return n


@jit
def last_word(m: Row, start: int, stop: int) -> int:
    """Where the last word between blanks begins; blanks at the end must be trimmed."""
    while stop > start and not is_at(m, stop - 1, BLANK):
        stop -= 1
    return stop


@jit
def word_end(m: Row, start: int, stop: int) -> int:
    """Where the word between blanks ends that begins at a place."""
    while start < stop and not is_at(m, start, BLANK):
        start += 1
    return start
