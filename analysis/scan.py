"""Text -> the skills and cues that stand in it, in one pass.

Knows word boundaries, the longest match, case rules and the words that must or must not stand near. Knows nothing of
what a hit means. Time is linear in the text: each test of a hit looks at a window of fixed width.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis import columns as col
from analysis.compiled import Row, jit
from analysis.letters import (
    ADDRESS,
    ALPHA,
    COLON,
    KNOWN,
    OPENER,
    SMALL_S,
    UPPER,
    WORD,
    ends,
    holds,
    is_a,
    starts,
)
from analysis.matcher import (
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
    pass

_WINDOW = 160
_BESIDE = 40
_ACRONYM_LENGTH = 5
# The longest spelling has half as many characters.
LONGEST_PATH = 128


@jit
def scan(m: Row, size: int) -> tuple[int, int]:
    """Numbers of cues and of skills found; -1 for both where the room is too small."""
    cues = skills = 0
    for at in range(size):
        if not _may_begin(m, at):
            continue
        found = _walk(m, at, size, m[col.path])
        for step in range(found - 1, -1, -1):
            stop, spelling = m[m[col.path] + 2 * step], m[m[col.path] + 2 * step + 1]
            first, last = m[m[col.spelling_cue] + spelling], m[m[col.spelling_cue] + spelling + 1]
            if cues + last - first > m[col.capacity] or skills >= m[col.capacity]:
                return -1, -1
            for cue in range(first, last):
                m[m[col.cue_start] + cues], m[m[col.cue_stop] + cues] = at, stop
                m[m[col.cue] + cues], m[m[col.cue_spelling] + cues] = cue, spelling
                cues += 1
            skill = m[m[col.spelling_skill] + spelling]
            if skill >= 0 and _counts(m, at, stop, size, spelling):
                skills = _longest(m, skills, at, stop, skill)
    return cues, _in_context(m, size, skills)


@jit
def _may_begin(m: Row, at: int) -> bool:
    """Whether a phrase may begin here: behind no letter or digit, and not inside a domain name."""
    if at == 0:
        return True
    before = m[m[col.text] + at - 1]
    if is_a(m, before, WORD):
        return is_a(m, m[m[col.text] + at], OPENER)
    return not (is_a(m, before, ADDRESS) and at > 1 and is_a(m, m[m[col.text] + at - 2], WORD))


@jit
def _walk(m: Row, at: int, size: int, path: int) -> int:
    """Number of spellings that stand here as whole words; their (stop, spelling) are written to `path`."""
    text = m[col.text]
    if m[text + at] >= KNOWN:
        return 0
    first = m[m[col.trie_symbol] + m[text + at]]
    if first == 0:
        return 0
    found = 0
    node = m[m[col.trie_single] + first]
    if m[m[col.trie_spelling] + node] >= 0 and _ends_word(m, at + 1, size):
        m[path + 0], m[path + 1] = at + 1, m[m[col.trie_spelling] + node]
        found = 1
    if at + 1 >= size or m[text + at + 1] >= KNOWN:
        return found
    node = m[m[col.trie_pair] + first * m[col.trie_symbols] + m[m[col.trie_symbol] + m[text + at + 1]]]
    stop = at + 2
    while node > 0:
        if m[m[col.trie_spelling] + node] >= 0 and _ends_word(m, stop, size):
            m[path + 2 * found], m[path + 2 * found + 1] = stop, m[m[col.trie_spelling] + node]
            found += 1
        if stop >= size or m[text + stop] >= KNOWN:
            break
        node = _child(m, node, m[m[col.trie_symbol] + m[text + stop]])
        stop += 1
    return found


@jit
def _child(m: Row, node: int, symbol: int) -> int:
    """The node behind a node, 0 where there is none; children are sorted, and few."""
    for child in range(m[m[col.trie_child] + node], m[m[col.trie_child] + node + 1]):
        if m[m[col.trie_label] + child] == symbol:
            return child
    return 0


@jit
def _ends_word(m: Row, stop: int, size: int) -> bool:
    return stop >= size or not is_a(m, m[m[col.text] + stop], WORD) or m[m[col.text] + stop - 1] == COLON


@jit
def _counts(m: Row, start: int, stop: int, size: int, spelling: int) -> bool:
    """Whether the words are spelled as the skill wants it, with no forbidden word directly beside them."""
    skill = m[m[col.spelling_skill] + spelling]
    case = m[m[col.skill_case] + skill]
    if case != ANY_CASE and not _spelled(m, start, stop, spelling, case):
        return False
    words = m[m[col.skill_words] + skill]
    if starts(m, stop, size, words + NOT_BEFORE):
        return False
    return not ends(m, max(0, start - _BESIDE), start, words + NOT_AFTER)


@jit
def _spelled(m: Row, start: int, stop: int, spelling: int, case: int) -> bool:
    """The case rule."""
    raw = m[col.raw]
    alias, at = m[col.spelling_alias], m[m[col.spelling_alias_at] + spelling]
    length = m[m[col.spelling_alias_at] + spelling + 1] - at
    if case == CAPITAL_CASE:
        return is_a(m, m[raw + start], UPPER)
    if case == EXACT_CASE:
        if length != stop - start:
            return False
        for i in range(length):
            if m[raw + start + i] != m[alias + at + i]:
                return False
        return True
    if length > _ACRONYM_LENGTH:
        return True
    for i in range(length):
        if not is_a(m, m[alias + at + i], ALPHA):
            return True
    # In capitals but for the -s of a plural: "VPCs" are, "CIS" is no plural of CI.
    for i in range(length - (m[alias + at + length - 1] == SMALL_S)):
        if not is_a(m, m[raw + start + i], UPPER):
            return False
    return stop - start == length or (stop - start == length + 1 and m[raw + stop - 1] == SMALL_S)


@jit
def _longest(m: Row, skills: int, start: int, stop: int, skill: int) -> int:
    """Add a skill; of overlapping ones the longest stays, of equal ones the first."""
    last = skills - 1
    if last >= 0 and start < m[m[col.hit_stop] + last]:
        if stop - start <= m[m[col.hit_stop] + last] - m[m[col.hit_start] + last]:
            return skills
        skills = last
    m[m[col.hit_start] + skills], m[m[col.hit_stop] + skills], m[m[col.hit_skill] + skills] = (
        start,
        stop,
        skill,
    )
    return skills + 1


@jit
def _in_context(m: Row, size: int, skills: int) -> int:
    """Leave out what lacks the words it needs near, or stands near words that forbid it; the number of skills left."""
    vendors = 0
    for n in range(skills):
        skill = m[m[col.hit_skill] + n]
        if _is_sure(m, skill) and m[m[col.skill_vendor] + skill] >= 0:
            vendors |= NEAR_VENDOR << m[m[col.skill_vendor] + skill]
    for n in range(skills):
        m[m[col.hit_kept] + n] = _fits(m, size, skills, n, vendors)
    left = 0
    for n in range(skills):
        if m[m[col.hit_kept] + n]:
            m[m[col.hit_start] + left], m[m[col.hit_stop] + left], m[m[col.hit_skill] + left] = (
                m[m[col.hit_start] + n],
                m[m[col.hit_stop] + n],
                m[m[col.hit_skill] + n],
            )
            left += 1
    return left


@jit
def _is_sure(m: Row, skill: int) -> bool:
    return m[m[col.skill_named] + skill] and not m[m[col.skill_needs] + skill]


@jit
def _fits(m: Row, size: int, skills: int, n: int, vendors: int) -> bool:
    skill = m[m[col.hit_skill] + n]
    words = m[m[col.skill_words] + skill]
    first, last = max(0, m[m[col.hit_start] + n] - _WINDOW), min(size, m[m[col.hit_stop] + n] + _WINDOW)
    if holds(m, first, last, words + NOT_NEAR):
        return False
    if not m[m[col.skill_needs] + skill]:
        return True
    company = m[m[col.skill_company] + skill]
    if company & vendors:
        return True
    asks = company & (NEAR_TOOL | NEAR_SKILL)
    if asks and _beside_sure(m, skills, n, company & NEAR_SKILL):
        return True
    return holds(m, first, last, words + NEAR_WORDS)


@jit
def _beside_sure(m: Row, skills: int, n: int, any_skill: int) -> bool:
    """Whether an unambiguous name stands near."""
    other = n - 1
    while other >= 0 and m[m[col.hit_stop] + other] >= m[m[col.hit_start] + n] - _WINDOW:
        if _is_sure(m, m[m[col.hit_skill] + other]) and (
            any_skill or m[m[col.skill_in_guide] + m[m[col.hit_skill] + other]]
        ):
            return True
        other -= 1
    other = n + 1
    while other < skills and m[m[col.hit_start] + other] <= m[m[col.hit_stop] + n] + _WINDOW:
        if _is_sure(m, m[m[col.hit_skill] + other]) and (
            any_skill or m[m[col.skill_in_guide] + m[m[col.hit_skill] + other]]
        ):
            return True
        other += 1
    return False
