"""Characters and fixed words that the rules look for, as tables, and the smallest rules: "ends with", "holds".

Knows how text is folded: lower case of equal length, and characters that look alike are one. Knows nothing of skills,
sections or roles: what the words below mean is told where they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

# Beyond this stand scripts without spaces between words, signs and emoji: nothing there continues a Latin word.
KNOWN = 0x2E80
_LOOKALIKES = dict(zip("‐‑‒–—―’‘“”\u00a0\u202f\u2009", "------''\"\"   ", strict=True))
NEWLINE, SPACE, COLON, DOT, COMMA, SLASH, BAR = map(ord, "\n :.,/|")
OPEN, CLOSE, PLUS, HYPHEN, UNDERSCORE, STAR, SMALL_S = map(ord, "()+-_*s")

# What a character is: bits of `Letters.traits`.
(
    ALPHA, WORD, BLANK, UPPER, DIGIT, LOWER, OPENER, ADDRESS, STOPS, CLOSING, GAP_STOP, DECORATION, SENTENCE_END,
    QUOTE, CAPITAL, BULLET, DASH, LABEL_STOP, TRIMMED, LEAD_TRIMMED, LEAD_END, CELL, LABEL_END, AFTER_NOUN, LIST_TRIMMED,
    LABEL_TRIMMED,
) = (1 << n for n in range(26))  # fmt: skip

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
    LABEL_END: ":(-|–,—[)/",
    AFTER_NOUN: ",(-/–|",
    LIST_TRIMMED: " .,",
    LABEL_TRIMMED: ":) ",
}

# Fixed words by name: (words, …). Rules ask for a group by its number.
GROUPS = {
    "AND": (" and ",),
    "OR": (" or ",),
    "BUT": ("but",),
    "BUT_BETWEEN": (" but ", ", with "),
    "ETC": ("etc",),
    "AND_OR": ("and ", "or "),
    "BREAKS": (" to ", " for ", " of ", " we ", " that "),
    "HTTP": ("http",),
    "SCHEME": ("://",),
    "WWW": ("www.",),
    "DOT_COM": (".com/",),
    "SLASHES": ("//",),
    "NEWS": (" news",),
    "LIST_STARTS": (" * ", " • ", " · ", " - ", " – "),
    "ITEM_STARTS": ("- ", "• ", "* ", "– "),
    "HEADING_ENDS": (":", ":-", " -", "?"),
    "SURE_ENDS": (":", ":-", "?"),
    "PROSE_ENDS": (".", ",", ";", ")"),
    "ITEM": ("- ",),
    "HEADING": ("# ",),
    "NICE_TO_HAVE": ("nice to have",),
    "SUBHEADING_ENDS": ("have", "skills", "advised", "qualifications", "experience"),
    "LEADS": (
        "our", "the", "your", "key", "some", "main", "current", "tech", "technical", "minimum", "about", "job",
        "primary", "core", "basic", "required", "you", "software", "a", "nice", "and", "unser", "notre", "nuestro",
    ),
    "ALWAYS_ROLES": ("sre", "sres", "sysadmin", "sysadmins", "site reliability"),
    "LINKS": (
        "and", "or", "for", "a", "senior", "hiring", "an", "both", "with", "who", "either", "across", "team", "roles",
    ),
    "SPOKEN_TO": (
        "as a ", "as an ", "as our ", "are a ", "are you a ", "for a ", "for an ", "the ", "an ", "a ", "senior ",
    ),
    "COLLEAGUES": ("with ", "our ", "lead ", "ther ", "tor ", "the ", "by "),
    "WITH_OUR": ("with our ",),
    "ROLE_ENDS": ("roles", "positions"),
    "ENGINEERING": ("engineering",),
    "GAP_WORDS": tuple(
        "with for our of to on who you we in as is are your their from by at the a an this that will can für pour para "
        "voor för dla including plus like such".split()
    ),
    "LIST_GAPS": (",", ", and", ", or", ",and"),
    "APART": (",", ", and", ", or", "and", "&", "or", "/"),
    "ALL_GENDERS": ("all genders",),
    "YEARS": ("years", "yrs", "jahre", "ans", "años", "anos", "jaar", "lat"),
    "YEARS_TO": ("to",),
    "FIRST_PERSON": ("we ", "we'", "our"),
    "STACK": ("stack",),
    "BRACKET": (" (",),
    "BRACKET_A": ("(", "( a"),
    "VERBS": ("are ", "would", "will", "strongly", "is "),
}  # fmt: skip
(
    AND, OR, BUT, BUT_BETWEEN, ETC, AND_OR, BREAKS, HTTP, SCHEME, WWW, DOT_COM, SLASHES, NEWS, LIST_STARTS, ITEM_STARTS,
    HEADING_ENDS, SURE_ENDS, PROSE_ENDS, ITEM, HEADING, NICE_TO_HAVE, SUBHEADING_ENDS, LEADS, ALWAYS_ROLES, LINKS,
    SPOKEN_TO, COLLEAGUES, WITH_OUR, ROLE_ENDS, ENGINEERING, GAP_WORDS, LIST_GAPS, APART, ALL_GENDERS, YEARS, YEARS_TO,
    FIRST_PERSON, STACK, BRACKET, BRACKET_A, VERBS,
) = range(len(GROUPS))  # fmt: skip


class Letters(NamedTuple):
    """Tables of characters, and words one behind the other: word w is code[at[w]:at[w + 1]], group g its words from
    first[g] to first[g + 1]."""

    folded: Any
    traits: Any
    code: Any
    at: Any
    first: Any


class Page(NamedTuple):
    """A text as the rules see it: its characters as they are, and folded."""

    raw: Any
    text: Any
    letters: Letters


def fold(text: str) -> str:
    """Lower case of equal length: 'İ'.lower() has two characters and would move every offset behind it."""
    return "".join(_folded(char) for char in text)


def _folded(char: str) -> str:
    if ord(char) >= KNOWN:
        return char
    low = char.lower()
    return _LOOKALIKES.get(char, low if len(low) == 1 else char)


def letters(groups: list[tuple[str, ...]]) -> Letters:
    """The tables; `groups` are more groups of words, numbered from len(GROUPS) on."""
    everything = [*GROUPS.values(), *groups]
    words = [fold(word) for group in everything for word in group]
    return Letters(
        folded=whole(ord(_folded(chr(code))) for code in range(KNOWN)),
        traits=whole(map(_traits, map(chr, range(KNOWN)))),
        code=whole([ord(char) for word in words for char in word]),
        at=whole(_sums(len(word) for word in words)),
        first=whole(_sums(len(group) for group in everything)),
    )


def _sums(lengths: Iterator[int]) -> list[int]:
    out = [0]
    for length in lengths:
        out.append(out[-1] + length)
    return out


def _traits(char: str) -> int:
    bits = ALPHA * char.isalpha() | WORD * (char.isalnum() or char == "_") | BLANK * char.isspace()
    bits |= UPPER * char.isupper() | DIGIT * char.isdecimal() | LOWER * ("a" <= char <= "z")
    bits |= CAPITAL * ("A" <= char <= "Z" or "0" <= char <= "9" or "À" <= char <= "Ý" or char in "*•—-")
    return bits | sum(bit for bit, chars in _SETS.items() if char in chars)


@jit
def folded_into(raw: Any, letters: Letters, text: Any, start: int, stop: int) -> None:
    for i in range(start, stop):
        code = raw[i]
        text[i] = letters.folded[code] if code < KNOWN else code


@jit
def is_a(letters: Letters, code: int, trait: int) -> bool:
    return code < KNOWN and (letters.traits[code] & trait) != 0


@jit
def has_any(page: Page, start: int, stop: int, trait: int) -> bool:
    for i in range(start, stop):
        if is_a(page.letters, page.text[i], trait):
            return True
    return False


@jit
def count(page: Page, start: int, stop: int, code: int) -> int:
    n = 0
    for i in range(start, stop):
        n += page.text[i] == code
    return n


@jit
def find(page: Page, start: int, stop: int, code: int) -> int:
    """Place of the first such character, -1 where there is none."""
    for i in range(start, stop):
        if page.text[i] == code:
            return i
    return -1


@jit
def rfind(page: Page, start: int, stop: int, code: int) -> int:
    for i in range(stop - 1, start - 1, -1):
        if page.text[i] == code:
            return i
    return -1


@jit
def trimmed_right(page: Page, start: int, stop: int, trait: int) -> int:
    """Where a stretch ends without such characters at its end."""
    while stop > start and is_a(page.letters, page.raw[stop - 1], trait):
        stop -= 1
    return stop


@jit
def trimmed_left(page: Page, start: int, stop: int, trait: int) -> int:
    while start < stop and is_a(page.letters, page.raw[start], trait):
        start += 1
    return start


@jit
def _stands(page: Page, word: int, at: int) -> bool:
    first = page.letters.at[word]
    for i in range(page.letters.at[word + 1] - first):
        if page.text[at + i] != page.letters.code[first + i]:
            return False
    return True


@jit
def starts(page: Page, start: int, stop: int, group: int) -> bool:
    """Whether a stretch begins with a word of a group."""
    for word in range(page.letters.first[group], page.letters.first[group + 1]):
        if page.letters.at[word + 1] - page.letters.at[word] <= stop - start and _stands(page, word, start):
            return True
    return False


@jit
def ends(page: Page, start: int, stop: int, group: int) -> bool:
    for word in range(page.letters.first[group], page.letters.first[group + 1]):
        length = page.letters.at[word + 1] - page.letters.at[word]
        if length <= stop - start and _stands(page, word, stop - length):
            return True
    return False


@jit
def equals(page: Page, start: int, stop: int, group: int) -> bool:
    for word in range(page.letters.first[group], page.letters.first[group + 1]):
        if page.letters.at[word + 1] - page.letters.at[word] == stop - start and _stands(page, word, start):
            return True
    return False


@jit
def holds(page: Page, start: int, stop: int, group: int) -> bool:
    """Whether a word of a group stands anywhere in a stretch."""
    for word in range(page.letters.first[group], page.letters.first[group + 1]):
        length = page.letters.at[word + 1] - page.letters.at[word]
        begin = page.letters.code[page.letters.at[word]]
        for i in range(start, stop - length + 1):
            if page.text[i] == begin and _stands(page, word, i):
                return True
    return False


@jit
def holds_word(page: Page, start: int, stop: int, group: int) -> bool:
    """Whether one of the words between blanks is in a group."""
    i = start
    while i < stop:
        while i < stop and is_a(page.letters, page.text[i], BLANK):
            i += 1
        begin = i
        while i < stop and not is_a(page.letters, page.text[i], BLANK):
            i += 1
        if i > begin and equals(page, begin, i, group):
            return True
    return False


@jit
def words_in(page: Page, start: int, stop: int) -> int:
    """Number of words between blanks."""
    n = 0
    inside = False
    for i in range(start, stop):
        blank = is_a(page.letters, page.text[i], BLANK)
        n += not blank and not inside
        inside = not blank
    return n


@jit
def last_word(page: Page, start: int, stop: int) -> int:
    """Where the last word between blanks begins; blanks at the end must be trimmed."""
    while stop > start and not is_a(page.letters, page.text[stop - 1], BLANK):
        stop -= 1
    return stop


@jit
def word_end(page: Page, start: int, stop: int) -> int:
    """Where the word between blanks ends that begins at a place."""
    while start < stop and not is_a(page.letters, page.text[start], BLANK):
        start += 1
    return start
