"""What takes the edge off a demand: "a plus", "ideally", "not required".

Knows how far a softening or a negation reaches inside its sentence.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    BLANK,
    CLOSE,
    CLOSING,
    COMMA,
    LIST_TRIMMED,
    OPEN,
    count,
    equals,
    find,
    has_any,
    holds,
    rfind,
    starts,
    trimmed_left,
    trimmed_right,
)
from analysis.matcher import NOT, SOFT
from analysis.phrases import (
    AND,
    AND_OR,
    BRACKET_A,
    BUT,
    BUT_BETWEEN,
    ETC,
    OR,
    VERBS,
)
from analysis.place import cue_start, cue_stop, kind, stands_before

_NEGATION_REACH = 28


@jit
def is_negated(m: Row) -> bool:
    for at in range(m[col.here_before]):
        if kind(m, at) == NOT and stands_before(m, at):
            near = m[col.here_start] - cue_stop(m, at) <= _NEGATION_REACH
            if near and not has_any(m, cue_stop(m, at), m[col.here_start], CLOSING):
                return True
    for at in range(m[col.here_before], m[col.here_after]):
        if kind(m, at) == NOT and not stands_before(m, at):
            stop = cue_stop(m, at)
            if not holds(m, stop, min(m[col.size], stop + 8), BUT):
                return True
    return False


@jit
def softened_before(m: Row) -> bool:
    for at in range(m[col.here_before]):
        if kind(m, at) == SOFT and stands_before(m, at):
            stop = cue_stop(m, at)
            if count(m, stop, m[col.here_start], CLOSE) <= count(m, stop, m[col.here_start], OPEN):
                return True
    return False


@jit
def softened_after(m: Row) -> bool:
    for at in range(m[col.here_before], m[col.here_after]):
        if kind(m, at) == SOFT and not stands_before(m, at) and _reaches_back(m, at):
            return True
    return False


@jit
def _reaches_back(m: Row, at: int) -> bool:
    """Whether "a plus" speaks of the mention: of its list or its part of the sentence, not of what stands before."""
    start, stop = m[col.here_stop], cue_start(m, at)
    end, size = cue_stop(m, at), m[col.size]
    opened = count(m, start, stop, OPEN) - count(m, start, stop, CLOSE)
    if opened > 0:
        return _bracket_reaches_back(m, at, start, stop)
    if opened < 0:
        behind = trimmed_left(m, end, min(size, end + 12), LIST_TRIMMED)
        if behind < min(size, end + 12) and m[m[col.text] + behind] == CLOSE:
            return False
    if holds(m, start, stop, BUT_BETWEEN):
        return False
    comma = rfind(m, start, stop, COMMA)
    if comma < 0 or starts(m, stop, end, VERBS):
        return True
    tail = trimmed_left(m, comma + 1, stop, BLANK)
    # Blanks around the tail are trimmed, and "and " wants one behind it.
    if starts(m, tail, trimmed_right(m, tail, stop, BLANK), AND_OR):
        return True
    return holds(m, comma + 1, stop, AND) or holds(m, comma + 1, stop, OR) or holds(m, comma + 1, stop, ETC)


@jit
def _bracket_reaches_back(m: Row, at: int, start: int, stop: int) -> bool:
    """Softened are the last name of "Go, AWS (a plus)" and the whole item of "- Go and AWS (preferred)"."""
    end = cue_stop(m, at)
    begin = trimmed_left(m, start, stop, BLANK)
    last = trimmed_right(m, begin, stop, BLANK)
    if equals(m, begin, last, BRACKET_A):
        return True
    if last == begin or m[m[col.text] + last - 1] != OPEN or count(m, start, stop, OPEN) != 1:
        return False
    closes = end < m[col.size] and m[m[col.text] + end] == CLOSE
    return (closes and end + 2 >= m[col.here_end]) or find(m, start, stop, COMMA) < 0
