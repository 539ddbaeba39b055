"""Text -> the skills and cues that stand in it, in one pass.

Knows word boundaries, the longest match, case rules and the words that must or must not stand near. Knows nothing of
what a hit means. Time is linear in the text: each test of a hit looks at a window of fixed width.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    ADDRESS,
    ALPHA,
    BLANK,
    COLON,
    OPENER,
    SMALL_S,
    SYMBOL_SHIFT,
    UPPER,
    WORD,
    ends,
    holds,
    is_a,
    is_at,
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
    NODE_BITS,
    NOT_AFTER,
    NOT_BEFORE,
    NOT_NEAR,
)

_WINDOW = 160
_BESIDE = 40
_ACRONYM_LENGTH = 5
_PART = (1 << NODE_BITS) - 1
# The longest spelling has half as many characters.
LONGEST_PATH = 128


@jit
def scan(m: Row, size: int) -> tuple[int, int]:
    """Numbers of cues and of skills found; -1 for both where the room is too small."""
    cues, skills, before, earlier, path, traits = 0, 0, 0, 0, m[col.path], m[col.traits]
    for at in range(size):
        # A phrase may begin behind no letter or digit, and not inside a domain name.
        now = m[traits + at]
        inside = before & WORD and not now & OPENER
        address = before & ADDRESS and earlier & WORD
        earlier, before = before, now
        if inside or address or now < 1 << SYMBOL_SHIFT or now & BLANK:
            continue
        found = _walk(m, at, size, path)
        for step in range(found - 1, -1, -1):
            stop, spelling = m[path + 2 * step], m[path + 2 * step + 1]
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
def _walk(m: Row, at: int, size: int, path: int) -> int:
    """Number of spellings that stand here as whole words; their (stop, spelling) are written to `path`."""
    traits, nodes, found, node = m[col.traits], m[col.trie_node], 0, 0
    told = m[nodes]
    while at < size:
        child = (told & _PART) + (m[traits + at] >> SYMBOL_SHIFT)
        told = m[nodes + child]
        if told >> 2 * NODE_BITS != node:
            break
        at, node, spelling = at + 1, child, told >> NODE_BITS & _PART
        if spelling and _ends_word(m, at, size):
            m[path + 2 * found], m[path + 2 * found + 1] = at, spelling - 1
            found += 1
    return found


@jit
def _ends_word(m: Row, stop: int, size: int) -> bool:
    return stop >= size or not is_at(m, stop, WORD) or m[m[col.text] + stop - 1] == COLON


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
        return is_at(m, start, UPPER)
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
        if not is_at(m, start + i, UPPER):
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
    return m[m[col.skill_named] + skill] != 0 and m[m[col.skill_needs] + skill] == 0


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
    if company & vendors != 0:
        return True
    asks = company & (NEAR_TOOL | NEAR_SKILL)
    if asks != 0 and _beside_sure(m, skills, n, company & NEAR_SKILL):
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
