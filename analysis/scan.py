"""Text -> the skills and cues that stand in it, in one pass.

Knows word boundaries, the longest match, case rules and the words that must or must not stand near. Knows nothing of
what a hit means. Time is linear in the text: each test of a hit looks at a window of fixed width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
from analysis.letters import (
    ADDRESS,
    ALPHA,
    COLON,
    KNOWN,
    OPENER,
    SMALL_S,
    UPPER,
    WORD,
    Page,
    ends,
    holds,
    is_a,
    starts,
)
from analysis.matcher import (
    ACRONYM_CASE,
    ANY_CASE,
    CAPITAL_CASE,
    EXACT_CASE,
    NEAR_SKILL,
    NEAR_TOOL,
    NEAR_VENDOR,
    NEAR_WORDS,
    NOT_AFTER,
    NOT_BEFORE,
    NOT_NEAR,
)

if TYPE_CHECKING:
    from analysis.matcher import Tables

_WINDOW = 160
_BESIDE = 40
_ACRONYM_LENGTH = 5
# The longest spelling has half as many characters.
_LONGEST_PATH = 128


class Hits(NamedTuple):
    """Skills and cues in the order of the text: text[start:stop] is the spelling, longer ones first at one place.

    `cue` is a number of `Spellings.kind`, `spelling` that of the words.
    """

    cue_start: Any
    cue_stop: Any
    cue: Any
    spelling: Any
    start: Any
    stop: Any
    skill: Any
    kept: Any
    path: Any


def hits(capacity: int) -> Hits:
    """Room for hits."""
    return Hits(*(room(capacity) for _ in range(8)), room(2 * _LONGEST_PATH))


@jit
def scan(page: Page, size: int, tables: Tables, hits: Hits) -> tuple[int, int]:
    """Numbers of cues and of skills found; -1 for both where the room is too small."""
    cues = skills = 0
    for at in range(size):
        if not _may_begin(page, at):
            continue
        found = _walk(page, at, size, tables, hits.path)
        for step in range(found - 1, -1, -1):
            stop, spelling = hits.path[2 * step], hits.path[2 * step + 1]
            its = tables.spellings.cue
            if cues + its[spelling + 1] - its[spelling] > len(hits.cue) or skills >= len(hits.skill):
                return -1, -1
            for cue in range(its[spelling], its[spelling + 1]):
                hits.cue_start[cues], hits.cue_stop[cues] = at, stop
                hits.cue[cues], hits.spelling[cues] = cue, spelling
                cues += 1
            skill = tables.spellings.skill[spelling]
            if skill >= 0 and _counts(page, at, stop, size, spelling, tables):
                skills = _longest(hits, skills, at, stop, skill)
    return cues, _in_context(page, size, tables, hits, skills)


@jit
def _may_begin(page: Page, at: int) -> bool:
    """Whether a phrase may begin here: behind no letter or digit, and not inside a domain name."""
    if at == 0:
        return True
    letters, before = page.letters, page.text[at - 1]
    if is_a(letters, before, WORD):
        return is_a(letters, page.text[at], OPENER)
    return not (is_a(letters, before, ADDRESS) and at > 1 and is_a(letters, page.text[at - 2], WORD))


@jit
def _walk(page: Page, at: int, size: int, tables: Tables, path: Any) -> int:
    """Number of spellings that stand here as whole words; their (stop, spelling) are written to `path`."""
    trie, text = tables.trie, page.text
    if text[at] >= KNOWN:
        return 0
    first = trie.symbol[text[at]]
    if first == 0:
        return 0
    found = 0
    node = trie.single[first]
    if trie.spelling[node] >= 0 and _ends_word(page, at + 1, size):
        path[0], path[1] = at + 1, trie.spelling[node]
        found = 1
    if at + 1 >= size or text[at + 1] >= KNOWN:
        return found
    node = trie.pair[first * trie.symbols + trie.symbol[text[at + 1]]]
    stop = at + 2
    while node > 0:
        if trie.spelling[node] >= 0 and _ends_word(page, stop, size):
            path[2 * found], path[2 * found + 1] = stop, trie.spelling[node]
            found += 1
        if stop >= size or text[stop] >= KNOWN:
            break
        node = _child(trie, node, trie.symbol[text[stop]])
        stop += 1
    return found


@jit
def _child(trie: Any, node: int, symbol: int) -> int:
    """The node behind a node, 0 where there is none; children are sorted, and few."""
    for child in range(trie.child[node], trie.child[node + 1]):
        if trie.label[child] == symbol:
            return child
    return 0


@jit
def _ends_word(page: Page, stop: int, size: int) -> bool:
    return stop >= size or not is_a(page.letters, page.text[stop], WORD) or page.text[stop - 1] == COLON


@jit
def _counts(page: Page, start: int, stop: int, size: int, spelling: int, tables: Tables) -> bool:
    """Whether the words are spelled as the skill wants it, with no forbidden word directly beside them."""
    skill = tables.spellings.skill[spelling]
    case = tables.skills.case[skill]
    if case != ANY_CASE and not _spelled(page, start, stop, spelling, case, tables):
        return False
    words = tables.skills.words[skill]
    if starts(page, stop, size, words + NOT_BEFORE):
        return False
    return not ends(page, max(0, start - _BESIDE), start, words + NOT_AFTER)


@jit
def _spelled(page: Page, start: int, stop: int, spelling: int, case: int, tables: Tables) -> bool:
    """The case rule."""
    letters, raw = page.letters, page.raw
    alias, at = tables.spellings.alias, tables.spellings.alias_at[spelling]
    length = tables.spellings.alias_at[spelling + 1] - at
    if case == CAPITAL_CASE:
        return is_a(letters, raw[start], UPPER)
    if case == EXACT_CASE:
        if length != stop - start:
            return False
        for i in range(length):
            if raw[start + i] != alias[at + i]:
                return False
        return True
    if length > _ACRONYM_LENGTH:
        return True
    for i in range(length):
        if not is_a(letters, alias[at + i], ALPHA):
            return True
    # In capitals but for the -s of a plural: "VPCs" are, "CIS" is no plural of CI.
    for i in range(length - (alias[at + length - 1] == SMALL_S)):
        if not is_a(letters, raw[start + i], UPPER):
            return False
    return stop - start == length or (stop - start == length + 1 and raw[stop - 1] == SMALL_S)


@jit
def _longest(hits: Hits, skills: int, start: int, stop: int, skill: int) -> int:
    """Add a skill; of overlapping ones the longest stays, of equal ones the first."""
    last = skills - 1
    if last >= 0 and start < hits.stop[last]:
        if stop - start <= hits.stop[last] - hits.start[last]:
            return skills
        skills = last
    hits.start[skills], hits.stop[skills], hits.skill[skills] = start, stop, skill
    return skills + 1


@jit
def _in_context(page: Page, size: int, tables: Tables, hits: Hits, skills: int) -> int:
    """Leave out what lacks the words it needs near, or stands near words that forbid it; the number of skills left."""
    vendors = 0
    for n in range(skills):
        skill = hits.skill[n]
        if _is_sure(tables, skill) and tables.skills.vendor[skill] >= 0:
            vendors |= NEAR_VENDOR << tables.skills.vendor[skill]
    for n in range(skills):
        hits.kept[n] = _fits(page, size, tables, hits, skills, n, vendors)
    left = 0
    for n in range(skills):
        if hits.kept[n]:
            hits.start[left], hits.stop[left], hits.skill[left] = hits.start[n], hits.stop[n], hits.skill[n]
            left += 1
    return left


@jit
def _is_sure(tables: Tables, skill: int) -> bool:
    return tables.skills.named[skill] and not tables.skills.needs[skill]


@jit
def _fits(page: Page, size: int, tables: Tables, hits: Hits, skills: int, n: int, vendors: int) -> bool:
    skill = hits.skill[n]
    words = tables.skills.words[skill]
    first, last = max(0, hits.start[n] - _WINDOW), min(size, hits.stop[n] + _WINDOW)
    if holds(page, first, last, words + NOT_NEAR):
        return False
    if not tables.skills.needs[skill]:
        return True
    company = tables.skills.company[skill]
    if company & vendors:
        return True
    asks = company & (NEAR_TOOL | NEAR_SKILL)
    if asks and _beside_sure(tables, hits, skills, n, company & NEAR_SKILL):
        return True
    return holds(page, first, last, words + NEAR_WORDS)


@jit
def _beside_sure(tables: Tables, hits: Hits, skills: int, n: int, any_skill: int) -> bool:
    """Whether an unambiguous name stands near."""
    other = n - 1
    while other >= 0 and hits.stop[other] >= hits.start[n] - _WINDOW:
        if _is_sure(tables, hits.skill[other]) and (any_skill or tables.skills.in_guide[hits.skill[other]]):
            return True
        other -= 1
    other = n + 1
    while other < skills and hits.start[other] <= hits.stop[n] + _WINDOW:
        if _is_sure(tables, hits.skill[other]) and (any_skill or tables.skills.in_guide[hits.skill[other]]):
            return True
        other += 1
    return False
