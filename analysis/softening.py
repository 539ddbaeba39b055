"""What takes the edge off a demand: "a plus", "ideally", "not required".

Knows how far a softening or a negation reaches inside its sentence.
"""

from __future__ import annotations

from analysis.compiled import jit
from analysis.letters import (
    AND,
    AND_OR,
    BLANK,
    BRACKET_A,
    BUT,
    BUT_BETWEEN,
    CLOSE,
    CLOSING,
    COMMA,
    ETC,
    LIST_TRIMMED,
    OPEN,
    OR,
    VERBS,
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
from analysis.place import Place, cue_start, cue_stop, kind, stands_before

_NEGATION_REACH = 28


@jit
def is_negated(place: Place) -> bool:
    page = place.around.page
    for at in range(place.before):
        if kind(place, at) == NOT and stands_before(place, at):
            near = place.start - cue_stop(place, at) <= _NEGATION_REACH
            if near and not has_any(page, cue_stop(place, at), place.start, CLOSING):
                return True
    for at in range(place.before, place.after):
        if kind(place, at) == NOT and not stands_before(place, at):
            stop = cue_stop(place, at)
            if not holds(page, stop, min(place.around.size, stop + 8), BUT):
                return True
    return False


@jit
def is_softened(place: Place) -> bool:
    return _softened_before(place) or _softened_after(place)


@jit
def _softened_before(place: Place) -> bool:
    page = place.around.page
    for at in range(place.before):
        if kind(place, at) == SOFT and stands_before(place, at):
            stop = cue_stop(place, at)
            if count(page, stop, place.start, CLOSE) <= count(page, stop, place.start, OPEN):
                return True
    return False


@jit
def _softened_after(place: Place) -> bool:
    for at in range(place.before, place.after):
        if kind(place, at) == SOFT and not stands_before(place, at) and _reaches_back(place, at):
            return True
    return False


@jit
def _reaches_back(place: Place, at: int) -> bool:
    """Whether "a plus" speaks of the mention: of its list or its part of the sentence, not of what stands before."""
    page, start, stop = place.around.page, place.stop, cue_start(place, at)
    end, size = cue_stop(place, at), place.around.size
    opened = count(page, start, stop, OPEN) - count(page, start, stop, CLOSE)
    if opened > 0:
        return _bracket_reaches_back(place, at, start, stop)
    if opened < 0:
        behind = trimmed_left(page, end, min(size, end + 12), LIST_TRIMMED)
        if behind < min(size, end + 12) and page.text[behind] == CLOSE:
            return False
    if holds(page, start, stop, BUT_BETWEEN):
        return False
    comma = rfind(page, start, stop, COMMA)
    if comma < 0 or starts(page, stop, end, VERBS):
        return True
    tail = trimmed_left(page, comma + 1, stop, BLANK)
    # Blanks around the tail are trimmed, and "and " wants one behind it.
    if starts(page, tail, trimmed_right(page, tail, stop, BLANK), AND_OR):
        return True
    return (
        holds(page, comma + 1, stop, AND) or holds(page, comma + 1, stop, OR) or holds(page, comma + 1, stop, ETC)
    )


@jit
def _bracket_reaches_back(place: Place, at: int, start: int, stop: int) -> bool:
    """Softened are the last name of "Go, AWS (a plus)" and the whole item of "- Go and AWS (preferred)"."""
    page, end = place.around.page, cue_stop(place, at)
    begin = trimmed_left(page, start, stop, BLANK)
    last = trimmed_right(page, begin, stop, BLANK)
    if equals(page, begin, last, BRACKET_A):
        return True
    if last == begin or page.text[last - 1] != OPEN or count(page, start, stop, OPEN) != 1:
        return False
    closes = end < place.around.size and page.text[end] == CLOSE
    return (closes and end + 2 >= place.end) or find(page, start, stop, COMMA) < 0
