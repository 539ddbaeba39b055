"""Job titles in a text: chains of family words, grades and a noun ("senior" "back-end" "engineer").

Knows where a text advertises a role and where it only speaks of one. Knows nothing of what follows from a title: that
is `analysis.roles`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
from analysis.letters import (
    AFTER_NOUN,
    ALL_GENDERS,
    APART,
    BLANK,
    CLOSE,
    COMMA,
    GAP_STOP,
    GAP_WORDS,
    LIST_GAPS,
    OPEN,
    SLASH,
    SMALL_S,
    SPACE,
    BAR,
    STAR,
    Page,
    equals,
    find,
    has_any,
    holds_word,
    is_a,
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
from analysis.standing import ADVERTISED, in_header, is_no_title, names_roles, standing_of

if TYPE_CHECKING:
    from analysis.matcher import Tables
    from analysis.scan import Hits
    from analysis.standing import Around

# Between two words of one title stands little, and none of GAP_STOP or GAP_WORDS.
_GAP = 22
_GENDERS = tuple(map(ord, "mfwdhxi"))
_BLANK_GAP, _OTHER_GAP = 32, 0
_FAMILIES = (1 << (OPEN_FAMILY + 1)) - 2


class Roles(NamedTuple):
    """Roles at places of a text: `kind` is a family (software where the title leaves it open), `families` and `grades`
    are bits of `matcher.VALUES`, `standing` one of `analysis.standing`."""

    start: Any
    stop: Any
    kind: Any
    families: Any
    grades: Any
    standing: Any
    header: Any
    chain: Any


def roles_room(capacity: int) -> Roles:
    """Room for roles."""
    return Roles(*(room(capacity) for _ in range(8)))


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
def find_titles(around: Around, roles: Roles, cues: int) -> int:
    """All roles of a text in its order; their number."""
    hits, chain = around.hits, roles.chain
    words = _outermost(around.tables, hits, cues, chain)
    found, at = 0, 0
    while at < words:
        stop = at + 1
        while stop < words and _chained(around, chain[stop - 1], chain[stop]):
            stop += 1
        found = _found(around, roles, found, at, stop)
        at = stop
    return found


@jit
def _kind(around: Around, cue: int) -> int:
    return around.tables.spellings.kind[around.hits.cue[cue]]


@jit
def _value(around: Around, cue: int) -> int:
    return around.tables.spellings.value[around.hits.cue[cue]]


@jit
def _outermost(tables: Tables, hits: Hits, cues: int, chain: Any) -> int:
    """Without family words inside longer ones: the "ai" of "ai-native" names no machine learning."""
    kept, reach = 0, -1
    for cue in range(cues):
        kind = tables.spellings.kind[hits.cue[cue]]
        if kind not in (NOUN, FAMILY, GRADE):
            continue
        if kind != NOUN:
            stop = hits.cue_stop[cue]
            if stop < reach or (stop == reach and kept and hits.cue_start[cue] > hits.cue_start[chain[kept - 1]]):
                continue
            reach = max(reach, stop)
        chain[kept] = cue
        kept += 1
    return kept


@jit
def _found(around: Around, roles: Roles, found: int, first: int, last: int) -> int:
    """Add the roles of a chain of words, if it can be a title at all."""
    chain = roles.chain
    may = False
    for at in range(first, last):
        may = may or _may_name(around, chain[at])
    if not may:
        return found
    noun = _kind(around, chain[last - 1]) == NOUN
    end = around.hits.cue_stop[chain[last - 1]]
    plural = around.page.text[end - 1] == SMALL_S
    bare = True
    for at in range(first, last):
        bare = bare and _kind(around, chain[at]) != NOUN
    start = first
    for at in range(first + 1, last):
        if _parts(around, chain, at, last, plural, bare):
            found = _role(around, roles, found, start, at, noun)
            start = at
    return _role(around, roles, found, start, last, noun)


@jit
def _may_name(around: Around, cue: int) -> bool:
    """Whether a chain with this word can be a title at all; most language names stand in lists of languages."""
    kind = _kind(around, cue)
    if kind == FAMILY:
        side = around.tables.spellings.side[around.hits.cue[cue]]
        return side != BEFORE and _value(around, cue) not in (SOFTWARE, OPEN_FAMILY)
    return kind == NOUN


@jit
def _chained(around: Around, left: int, right: int) -> bool:
    """Whether two words belong to one title: little stands between them, and no sentence ends there."""
    page, start, stop = around.page, around.hits.cue_stop[left], around.hits.cue_start[right]
    if stop <= start:
        return True
    if stop - start > _GAP or has_any(page, start, stop, GAP_STOP):
        return False
    if _kind(around, left) == NOUN:
        return _follows_noun(around, start, stop, right)
    if holds_word(page, start, stop, GAP_WORDS):
        return False
    if find(page, start, stop, COMMA) < 0:
        return True
    begin = trimmed_left(page, start, stop, BLANK)
    return equals(page, begin, trimmed_right(page, begin, stop, BLANK), LIST_GAPS)


@jit
def _follows_noun(around: Around, start: int, stop: int, right: int) -> bool:
    """A noun ends its title, but for "Engineer II", "Engineer, Backend", "Engineer (backend)", "Engineer/SRE"."""
    gap = _only_sign(around.page, start, stop)
    if _kind(around, right) == NOUN:
        return gap == SLASH
    if gap == _BLANK_GAP:
        return _kind(around, right) == GRADE or _value(around, right) in (
            OTHER, BACKEND, FRONTEND, FULLSTACK, DEVOPS,
        )  # fmt: skip
    return gap != _OTHER_GAP and is_a(around.page.letters, gap, AFTER_NOUN)


@jit
def _only_sign(page: Page, start: int, stop: int) -> int:
    """The one sign that a gap holds beside blanks, SPACE for a single blank, 0 for anything else.

    "(m/f/x)" counts as a blank: "Engineer (m/f/x) Backend" is one title.
    """
    first = find(page, start, stop, OPEN)
    last = _genders_end(page, first, stop) if first >= 0 else -1
    if last >= 0:
        first -= first > start and page.text[first - 1] == SPACE
        last += last < stop and page.text[last] == SPACE
    sign, signs = _OTHER_GAP, 0
    for at in range(start, stop):
        if last >= 0 and first <= at < last:
            continue
        if not is_a(page.letters, page.text[at], BLANK):
            sign = page.text[at]
            signs += 1
    if signs == 1:
        return sign
    if signs == 0 and (last - first == stop - start or (last < 0 and stop - start == 1)):
        return _BLANK_GAP
    return _OTHER_GAP


@jit
def _genders_end(page: Page, at: int, stop: int) -> int:
    """Where "(m/f/x)" or "(all genders)" ends that begins with a bracket; -1 where it is something else."""
    at += 1
    first = True
    while at < stop:
        if not first:
            begin = at
            while at < stop and page.text[at] in (SLASH, BAR, COMMA, SPACE, STAR):
                at += 1
            if at < stop and page.text[at] == CLOSE and at == begin:
                return at + 1
            if at == begin:
                return -1
        if first and starts(page, at, stop, ALL_GENDERS):
            at += 11
        elif at < stop and page.text[at] in _GENDERS:
            at += 1
        else:
            return -1
        first = False
    return -1


@jit
def _parts(around: Around, chain: Any, at: int, last: int, plural: bool, bare: bool) -> bool:
    """Take lists apart: "Frontend, Backend and DevOps Engineers" are three roles, "Backend/DevOps Engineer" is one."""
    page, left = around.page, chain[at - 1]
    start, stop = around.hits.cue_stop[left], around.hits.cue_start[chain[at]]
    if stop <= start:
        return False
    start = trimmed_left(page, start, stop, BLANK)
    stop = trimmed_right(page, start, stop, BLANK)
    if not equals(page, start, stop, APART):
        return False
    noun = _kind(around, left) == NOUN
    if noun and stop - start == 1 and page.text[start] == COMMA and _qualifies(around, chain, at, last):
        return False
    slash = page.text[start] == SLASH
    return page.text[start] == COMMA or (slash and (noun or bare)) or (plural and not slash)


@jit
def _qualifies(around: Around, chain: Any, first: int, last: int) -> bool:
    """Tell "Engineer, Backend", which is one role, from "Engineer, Designer", which is two."""
    for at in range(first, last):
        if _kind(around, chain[at]) == NOUN:
            return False
    return _value(around, chain[first]) != OTHER


@jit
def _role(around: Around, roles: Roles, found: int, first: int, last: int, shares_noun: bool) -> int:
    """Add a role, where the words name one."""
    chain, hits = roles.chain, around.hits
    families, grades, nouns, no_title, stop = 0, 0, 0, True, 0
    for at in range(first, last):
        kind, value = _kind(around, chain[at]), _value(around, chain[at])
        stop = max(stop, hits.cue_stop[chain[at]])
        if kind == FAMILY:
            families |= 1 << value
        elif kind == GRADE:
            grades |= 1 << value
        else:
            nouns += 1
            no_title = no_title and is_no_title(around, chain[at])
    if nouns and families & ~(1 << OPEN_FAMILY) == 0 and no_title:
        return found
    named = nouns > 0 or (shares_noun and families != 0)
    if not named and not names_roles(around, chain, first, last, families, stop):
        return found
    start = hits.cue_start[chain[first]]
    standing = standing_of(around, start, stop) if nouns or shares_noun else ADVERTISED
    roles.start[found], roles.stop[found] = start, stop
    roles.kind[found], roles.families[found], roles.grades[found] = kind_of(families), families, grades
    roles.standing[found], roles.header[found] = standing, in_header(around, start)
    return found + 1
