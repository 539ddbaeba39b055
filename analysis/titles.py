"""Job titles in a text: chains of family words, grades and a noun ("senior" "back-end" "engineer").

Knows where a text advertises a role and where it only speaks of one. Knows nothing of what follows from a title: that
is `analysis.roles`.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    AFTER_NOUN,
    BAR,
    BLANK,
    CLOSE,
    COMMA,
    GAP_STOP,
    OPEN,
    SLASH,
    SMALL_S,
    SPACE,
    STAR,
    equals,
    find,
    has_any,
    holds_word,
    is_a,
    is_at,
    starts,
    trimmed_left,
    trimmed_right,
)
from analysis.matcher import (
    BACKEND,
    BEFORE,
    DEVOPS,
    FAMILY,
    FRONTEND,
    FULLSTACK,
    GRADE,
    NOUN,
    OPEN_FAMILY,
    OTHER,
    SECURITY,
    SOFTWARE,
)
from analysis.phrases import (
    ALL_GENDERS,
    APART,
    GAP_WORDS,
    LIST_GAPS,
)
from analysis.standing import ADVERTISED, in_header, is_no_title, names_roles, standing_of

# Between two words of one title stands little, and none of GAP_STOP or GAP_WORDS.
_GAP = 22
_GENDERS = tuple(map(ord, "mfwdhxi"))
_BLANK_GAP, _OTHER_GAP = 32, 0
_FAMILIES = (1 << (OPEN_FAMILY + 1)) - 2


@jit
def kind_of(families: int) -> int:
    """What a role with several families is: the first of them in the order of `matcher.VALUES`."""
    software = 1 << SOFTWARE
    if families & software and families & ~(software | 1 << OPEN_FAMILY | 1 << SECURITY) == 0:
        return SOFTWARE
    for family in range(BACKEND, DEVOPS + 1):
        if families >> family & 1:
            return family
    return SOFTWARE


@jit
def find_titles(m: Row, cues: int) -> int:
    """All roles of a text in its order; their number."""
    chain = m[col.chain]
    words = _outermost(m, cues, chain)
    found, at = 0, 0
    while at < words:
        stop = at + 1
        while stop < words and _chained(m, m[chain + stop - 1], m[chain + stop]):
            stop += 1
        found = _found(m, found, at, stop)
        at = stop
    return found


@jit
def _kind(m: Row, cue: int) -> int:
    return m[m[col.spelling_kind] + m[m[col.cue] + cue]]


@jit
def _value(m: Row, cue: int) -> int:
    return m[m[col.spelling_value] + m[m[col.cue] + cue]]


@jit
def _outermost(m: Row, cues: int, chain: int) -> int:
    """Without family words inside longer ones: the "ai" of "ai-native" names no machine learning."""
    kept, reach = 0, -1
    for cue in range(cues):
        kind = m[m[col.spelling_kind] + m[m[col.cue] + cue]]
        if kind not in (NOUN, FAMILY, GRADE):
            continue
        if kind != NOUN:
            stop = m[m[col.cue_stop] + cue]
            if stop < reach or (
                stop == reach
                and kept
                and m[m[col.cue_start] + cue] > m[m[col.cue_start] + m[chain + kept - 1]]
            ):
                continue
            reach = max(reach, stop)
        m[chain + kept] = cue
        kept += 1
    return kept


@jit
def _found(m: Row, found: int, first: int, last: int) -> int:
    """Add the roles of a chain of words, if it can be a title at all."""
    chain = m[col.chain]
    may = False
    for at in range(first, last):
        may = may or _may_name(m, m[chain + at])
    if not may:
        return found
    noun = _kind(m, m[chain + last - 1]) == NOUN
    end = m[m[col.cue_stop] + m[chain + last - 1]]
    plural = m[m[col.text] + end - 1] == SMALL_S
    bare = True
    for at in range(first, last):
        bare = bare and _kind(m, m[chain + at]) != NOUN
    start = first
    for at in range(first + 1, last):
        if _parts(m, chain, at, last, plural, bare):
            found = _role(m, found, start, at, noun)
            start = at
    return _role(m, found, start, last, noun)


@jit
def _may_name(m: Row, cue: int) -> bool:
    """Whether a chain with this word can be a title at all; most language names stand in lists of languages."""
    kind = _kind(m, cue)
    if kind == FAMILY:
        side = m[m[col.spelling_side] + m[m[col.cue] + cue]]
        return side != BEFORE and _value(m, cue) not in (SOFTWARE, OPEN_FAMILY)
    return kind == NOUN


@jit
def _chained(m: Row, left: int, right: int) -> bool:
    """Whether two words belong to one title: little stands between them, and no sentence ends there."""
    start, stop = m[m[col.cue_stop] + left], m[m[col.cue_start] + right]
    if stop <= start:
        return True
    if stop - start > _GAP or has_any(m, start, stop, GAP_STOP):
        return False
    if _kind(m, left) == NOUN:
        return _follows_noun(m, start, stop, right)
    if holds_word(m, start, stop, GAP_WORDS):
        return False
    if find(m, start, stop, COMMA) < 0:
        return True
    begin = trimmed_left(m, start, stop, BLANK)
    return equals(m, begin, trimmed_right(m, begin, stop, BLANK), LIST_GAPS)


@jit
def _follows_noun(m: Row, start: int, stop: int, right: int) -> bool:
    """A noun ends its title, but for "Engineer II", "Engineer, Backend", "Engineer (backend)", "Engineer/SRE"."""
    gap = _only_sign(m, start, stop)
    if _kind(m, right) == NOUN:
        return gap == SLASH
    if gap == _BLANK_GAP:
        return _kind(m, right) == GRADE or _value(m, right) in (
            OTHER,
            BACKEND,
            FRONTEND,
            FULLSTACK,
            DEVOPS,
        )
    return gap != _OTHER_GAP and is_a(m, gap, AFTER_NOUN)


@jit
def _only_sign(m: Row, start: int, stop: int) -> int:
    """The one sign that a gap holds beside blanks, SPACE for a single blank, 0 for anything else.

    "(m/f/x)" counts as a blank: "Engineer (m/f/x) Backend" is one title.
    """
    first = find(m, start, stop, OPEN)
    last = _genders_end(m, first, stop) if first >= 0 else -1
    if last >= 0:
        first -= first > start and m[m[col.text] + first - 1] == SPACE
        last += last < stop and m[m[col.text] + last] == SPACE
    sign, signs = _OTHER_GAP, 0
    for at in range(start, stop):
        if last >= 0 and first <= at < last:
            continue
        if not is_at(m, at, BLANK):
            sign = m[m[col.text] + at]
            signs += 1
    if signs == 1:
        return sign
    if signs == 0 and (last - first == stop - start or (last < 0 and stop - start == 1)):
        return _BLANK_GAP
    return _OTHER_GAP


@jit
def _genders_end(m: Row, at: int, stop: int) -> int:
    """Where "(m/f/x)" or "(all genders)" ends that begins with a bracket; -1 where it is something else."""
    at += 1
    first = True
    while at < stop:
        if not first:
            begin = at
            while at < stop and m[m[col.text] + at] in (SLASH, BAR, COMMA, SPACE, STAR):
                at += 1
            if at < stop and m[m[col.text] + at] == CLOSE and at == begin:
                return at + 1
            if at == begin:
                return -1
        if first and starts(m, at, stop, ALL_GENDERS):
            at += 11
        elif at < stop and m[m[col.text] + at] in _GENDERS:
            at += 1
        else:
            return -1
        first = False
    return -1


@jit
def _parts(m: Row, chain: int, at: int, last: int, plural: bool, bare: bool) -> bool:
    """Take lists apart: "Frontend, Backend and DevOps Engineers" are three roles, "Backend/DevOps Engineer" is one."""
    left = m[chain + at - 1]
    start, stop = m[m[col.cue_stop] + left], m[m[col.cue_start] + m[chain + at]]
    if stop <= start:
        return False
    start = trimmed_left(m, start, stop, BLANK)
    stop = trimmed_right(m, start, stop, BLANK)
    if not equals(m, start, stop, APART):
        return False
    noun = _kind(m, left) == NOUN
    if noun and stop - start == 1 and m[m[col.text] + start] == COMMA and _qualifies(m, chain, at, last):
        return False
    slash = m[m[col.text] + start] == SLASH
    return m[m[col.text] + start] == COMMA or (slash and (noun or bare)) or (plural and not slash)


@jit
def _qualifies(m: Row, chain: int, first: int, last: int) -> bool:
    """Tell "Engineer, Backend", which is one role, from "Engineer, Designer", which is two."""
    for at in range(first, last):
        if _kind(m, m[chain + at]) == NOUN:
            return False
    return _value(m, m[chain + first]) != OTHER


@jit
def _role(m: Row, found: int, first: int, last: int, shares_noun: bool) -> int:
    """Add a role, where the words name one."""
    chain = m[col.chain]
    families, grades, nouns, no_title, stop = 0, 0, 0, True, 0
    for at in range(first, last):
        kind, value = _kind(m, m[chain + at]), _value(m, m[chain + at])
        stop = max(stop, m[m[col.cue_stop] + m[chain + at]])
        if kind == FAMILY:
            families |= 1 << value
        elif kind == GRADE:
            grades |= 1 << value
        else:
            nouns += 1
            no_title = no_title and is_no_title(m, m[chain + at])
    if nouns and families & ~(1 << OPEN_FAMILY) == 0 and no_title:
        return found
    named = nouns > 0 or (shares_noun and families != 0)
    if not named and not names_roles(m, chain, first, last, families, stop):
        return found
    start = m[m[col.cue_start] + m[chain + first]]
    standing = standing_of(m, start, stop) if nouns or shares_noun else ADVERTISED
    m[m[col.role_start] + found], m[m[col.role_stop] + found] = start, stop
    m[m[col.role_kind] + found], m[m[col.role_families] + found], m[m[col.role_grades] + found] = (
        kind_of(families),
        families,
        grades,
    )
    m[m[col.role_standing] + found], m[m[col.role_header] + found] = standing, in_header(m, start)
    return found + 1
