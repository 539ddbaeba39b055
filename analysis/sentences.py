"""Lines -> sentences, each with the section it stands in.

Knows where a sentence ends. Knows nothing of what opens a section: `analysis.sections` marks those places.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    ALPHA,
    BLANK,
    BULLET,
    CAPITAL,
    DASH,
    DOT,
    LOWER,
    OPEN,
    QUOTE,
    SEMICOLON,
    SENTENCE_END,
    SPACE,
    UPPER,
    is_at,
    trimmed_left,
)
from analysis.matcher import PLAIN
from analysis.sections import find_marks

# Marks that may cut one line: a line with more of them is no prose.
_CUTS = 8


@jit
def cut_sentences(m: Row, number: int, cues: int) -> int:
    """The sentences of all lines with their sections; their number, -1 where the room is too small."""
    marks = find_marks(m, number, cues)
    if marks < 0:
        return -1
    sentences, mark, section, known, seen = 0, 0, PLAIN, 0, 0
    for line in range(number):
        while seen < m[col.breaks] and m[m[col.break_at] + seen] < m[m[col.line_stop] + line]:
            seen += 1
        cuts = _ends(m, m[m[col.line_start] + line], m[m[col.line_stop] + line], known, seen)
        known = seen
        if sentences + cuts + _CUTS + 1 > m[col.capacity]:
            return -1
        start, cut, also, last = m[m[col.line_start] + line], 0, mark, min(marks, mark + _CUTS)
        while True:
            while (
                also < last
                and not m[m[col.line_start] + line] < m[m[col.mark] + also] < m[m[col.line_stop] + line]
            ):
                also += 1
            if cut >= cuts and also >= last:
                break
            if also < last and (cut >= cuts or m[m[col.mark] + also] <= m[m[col.cut_end] + cut]):
                stop, following = m[m[col.mark] + also], m[m[col.mark] + also]
                also += 1
            else:
                stop, following = m[m[col.cut_end] + cut], m[m[col.cut_following] + cut]
                cut += 1
            if stop > start:
                while mark < marks and m[m[col.mark] + mark] <= start:
                    section = m[m[col.mark_section] + mark]
                    mark += 1
                _add(m, sentences, start, stop, section, line)
                sentences += 1
            start = max(start, following)
        while mark < marks and m[m[col.mark] + mark] <= start:
            section = m[m[col.mark_section] + mark]
            mark += 1
        _add(m, sentences, start, m[m[col.line_stop] + line], section, line)
        sentences += 1
    return sentences


@jit
def _add(m: Row, at: int, start: int, stop: int, section: int, line: int) -> None:
    m[m[col.sentence] + at], m[m[col.sentence_stop] + at] = start, stop
    m[m[col.sentence_section] + at], m[m[col.sentence_line] + at] = section, line


@jit
def _ends(m: Row, start: int, stop: int, first: int, last: int) -> int:
    """Where sentences end and the next begin, of the places from `first` to `last` where they may.

    That is at a full stop before a capital, at a bullet inside the line, at a dash before a capital, at a semicolon.
    """
    cuts, past = 0, start
    for known in range(first, last):
        at = m[m[col.break_at] + known]
        if at < past:
            continue
        end, following, after = _end_at(m, stop, at)
        if after > at and end >= 0:
            m[m[col.cut_end] + cuts], m[m[col.cut_following] + cuts] = end, following
            cuts += 1
        past = max(past, after)
    return cuts


@jit
def _end_at(m: Row, stop: int, at: int) -> tuple[int, int, int]:
    """(end, next start, where to go on) of a break that begins here; the dot of "e.g." ends nothing (end -1)."""
    raw = m[col.raw]
    code = m[raw + at]
    if is_at(m, at, SENTENCE_END):
        after = trimmed_left(m, at + 1, stop, BLANK)
        if after == at + 1 or not _begins_capital(m, after, stop):
            return -1, 0, at
        if code == DOT and at > 1 and is_at(m, at - 1, ALPHA):
            before = m[raw + at - 2]
            if before in (SPACE, DOT, OPEN):
                return -1, 0, after
        return at + 1, after, after
    if is_at(m, at, SEMICOLON) and at + 1 < stop and is_at(m, at + 1, BLANK):
        return at, at + 2, at + 2
    if is_at(m, at, BLANK) and at + 2 < stop:
        after = at + 1
        while after < stop and is_at(m, after, BULLET):
            after += 1
        blanks = trimmed_left(m, after, stop, BLANK)
        if after > at + 1 and blanks > after:
            return at, blanks, blanks
        if is_at(m, at + 1, DASH) and is_at(m, at + 2, BLANK) and at + 4 < stop:
            capital = is_at(m, at + 3, UPPER) and m[raw + at + 3] < 128
            if capital and is_at(m, at + 4, LOWER):
                return at, at + 3, at + 3
    return -1, 0, at


@jit
def _begins_capital(m: Row, at: int, stop: int) -> bool:
    if at + 1 < stop and is_at(m, at, QUOTE) and is_at(m, at + 1, CAPITAL):
        return True
    return at < stop and is_at(m, at, CAPITAL)
