"""A mention in its sentence: what the rules of levels look at.

Knows how to ask for the cues around a mention. Decides nothing.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    BLANK,
    holds,
    is_at,
    starts,
)
from analysis.matcher import ASK, BEFORE, DUTY, NOT, PRODUCT, SEEK, SOFT, TEAM, USE
from analysis.phrases import (
    DOT_COM,
    SCHEME,
    WWW,
)
from analysis.standing import ADVERTISED, last_at

ABSENT, INCIDENTAL, USED, PREFERRED, REQUIRED = range(5)
NAMES = ("absent", "incidental", "used", "preferred", "required")
NO_ROLE, TARGET_ROLE, OTHER_ROLE = range(3)
_LINK_REACH = 200
# A line may be five megabytes long: what stands further away governs nothing.
_CUES_BEFORE, _CUES_AFTER = 400, 300
# Room for the cues near a mention: of one place there are few.
NEAR = 8 * (_CUES_BEFORE + _CUES_AFTER)


@jit
def tell_levels(m: Row, cues: int) -> None:
    """Keep the cues that speak of levels as those that tell of the work."""
    kept = 0
    for cue in range(cues):
        if m[m[col.spelling_kind] + m[m[col.cue] + cue]] in (SOFT, ASK, USE, DUTY, PRODUCT, SEEK, TEAM, NOT):
            m[m[col.told] + kept] = cue
            kept += 1
    m[col.tolds] = kept


@jit
def look_at(m: Row, mention: int, found: int, target: int, foreign: int) -> None:
    """Write what the rules look at: the mention, its sentence and line, its cues and what role it belongs to."""
    start, stop, skill = (
        m[m[col.hit_start] + mention],
        m[m[col.hit_stop] + mention],
        m[m[col.hit_skill] + mention],
    )
    sentence = max(0, last_at(m, m[col.sentence], m[col.sentences], start))
    line = m[m[col.sentence_line] + sentence]
    stretch = last_at(m, m[col.merged_start], foreign, start)
    m[col.here_start], m[col.here_stop], m[col.here_skill] = start, stop, skill
    m[col.here_begin], m[col.here_end] = m[m[col.sentence] + sentence], m[m[col.sentence_stop] + sentence]
    m[col.here_section] = m[m[col.sentence_section] + sentence]
    m[col.here_line], m[col.here_line_length] = line, m[m[col.line_stop] + line] - m[m[col.line_start] + line]
    m[col.here_opens_with_role] = m[m[col.line_opens] + line]
    m[col.here_foreign] = stretch >= 0 and start < m[m[col.merged_stop] + stretch]
    m[col.here_in_role] = NO_ROLE if m[m[col.skill_named] + skill] else _role_around(m, found, target, start)
    _find_near(m, start, stop, m[col.here_begin], m[col.here_end])


@jit
def _find_near(m: Row, start: int, stop: int, begin: int, end: int) -> None:
    """The sentence's cues on either side of a mention: near[:here_before], and behind it near[here_before:here_after].

    Cues inside longer ones are left out: "gain experience with" asks for nothing.
    """
    near, told, tolds = m[col.near], m[col.told], m[col.tolds]
    low, high = 0, tolds
    least, most = max(begin, start - _CUES_BEFORE), min(end, stop + _CUES_AFTER)
    while low < high:
        middle = (low + high) // 2
        if m[m[col.cue_start] + m[told + middle]] < least:
            low = middle + 1
        else:
            high = middle
    before = kept = 0
    reach, last = -1, -1
    for at in range(low, tolds):
        cue = m[told + at]
        first, behind = m[m[col.cue_start] + cue], m[m[col.cue_stop] + cue]
        if first > most or kept >= NEAR:
            break
        if behind < reach or (behind == reach and first != last):
            continue
        reach, last = behind, first
        if behind <= start or (first >= stop and behind <= end):
            m[near + kept] = cue
            kept += 1
            before = kept if behind <= start else before
    m[col.here_before], m[col.here_after] = before, kept


@jit
def _role_around(m: Row, found: int, target: int, at: int) -> int:
    """Whether the words are part of a role's name: of one that counts, of another, or of none."""
    role = last_at(m, m[col.role_start], found, at)
    if role < 0 or at >= m[m[col.role_stop] + role]:
        return NO_ROLE
    mine = target >> m[m[col.role_kind] + role] & 1 and m[m[col.role_standing] + role] == ADVERTISED
    return TARGET_ROLE if mine else OTHER_ROLE


@jit
def kind(m: Row, at: int) -> int:
    """Kind of the cue at a place of `near`."""
    return m[m[col.spelling_kind] + m[m[col.cue] + m[m[col.near] + at]]]


@jit
def value(m: Row, at: int) -> int:
    return m[m[col.spelling_value] + m[m[col.cue] + m[m[col.near] + at]]]


@jit
def stands_before(m: Row, at: int) -> bool:
    """Whether the cue is one that stands before what it governs."""
    return m[m[col.spelling_side] + m[m[col.cue] + m[m[col.near] + at]]] == BEFORE


@jit
def cue_start(m: Row, at: int) -> int:
    return m[m[col.cue_start] + m[m[col.near] + at]]


@jit
def cue_stop(m: Row, at: int) -> int:
    return m[m[col.cue_stop] + m[m[col.near] + at]]


@jit
def governs(m: Row, at: int) -> bool:
    """Whether the cue says what the sentence is about."""
    return kind(m, at) in (ASK, USE, DUTY, PRODUCT, SEEK, TEAM) and stands_before(m, at)


@jit
def governor(m: Row) -> int:
    """The nearest cue before the mention that governs it, -1 where there is none."""
    for at in range(m[col.here_before] - 1, -1, -1):
        if governs(m, at):
            return at
    return -1


@jit
def in_link(m: Row) -> bool:
    begin, least = m[col.here_start], max(0, m[col.here_start] - _LINK_REACH)
    while begin > least and not is_at(m, begin - 1, BLANK):
        begin -= 1
    end, most = m[col.here_start], min(m[col.size], m[col.here_stop] + _LINK_REACH)
    while end < most and not is_at(m, end, BLANK):
        end += 1
    if starts(m, begin, end, WWW):
        return True
    return holds(m, begin, end, SCHEME) or holds(m, begin, end, DOT_COM)
