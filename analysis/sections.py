"""Text -> lines and sentences, each sentence with the section it stands in.

Knows headings, list shape and labels in front of a list ("Nice to have: …"), by the cues of kind `section`. Knows
nothing of skills. The text is that of `posting.text`: one block a line, headings begin with ``# ``, items with ``- ``.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    BAR,
    BLANK,
    BULLET,
    COLON,
    COMMA,
    DASH,
    DECORATION,
    LABEL_STOP,
    LABEL_TRIMMED,
    LEAD_END,
    LEAD_TRIMMED,
    LINE_END,
    SEMICOLON,
    SENTENCE_END,
    TRIMMED,
    ends,
    equals,
    find,
    has_any,
    holds,
    is_at,
    last_word,
    starts,
    trimmed_left,
    trimmed_right,
    words_in,
)
from analysis.matcher import PLAIN, PREFERRED_SECTION, REQUIREMENTS, SECTION, STACK_SECTION
from analysis.phrases import (
    HEADING,
    HEADING_ENDS,
    HTTP,
    ITEM,
    ITEM_STARTS,
    LEADS,
    NICE_TO_HAVE,
    PROSE_ENDS,
    SUBHEADING_ENDS,
    SURE_ENDS,
)

TEXT_LINE, ITEM_LINE, HEADING_LINE = range(3)
LINE_KINDS = ("text", "item", "heading")
_HEADING_LENGTH = 90
_HEADING_WORDS = 9
_SUBHEADING_WORDS = 8
_LABEL_GAP = 28
_LEAD_IN = 34
_LEAD = 24
_OF_INTEREST = LINE_END | SENTENCE_END | SEMICOLON | BULLET | DASH


@jit
def cut_lines(m: Row, size: int) -> int:
    """The lines of a text, and where sentences may end; the number of lines, -1 where the room is too small.

    One look at each character for both, since few are of interest for either.
    """
    number, start, breaks, before, traits = 0, 0, 0, 0, m[col.traits]
    for at in range(size):
        now = m[traits + at]
        if now & _OF_INTEREST:
            if breaks >= m[col.capacity] or number + 1 >= m[col.capacity]:
                return -1
            if now & LINE_END:
                _line(m, number, start, at)
                number, start = number + 1, at + 1
            elif now & (SENTENCE_END | SEMICOLON):
                m[m[col.break_at] + breaks] = at
                breaks += 1
            elif before & BLANK:
                m[m[col.break_at] + breaks] = at - 1
                breaks += 1
        before = now
    _line(m, number, start, size)
    m[col.breaks] = breaks
    return number + 1


@jit
def _line(m: Row, number: int, start: int, stop: int) -> None:
    m[m[col.line_start] + number], m[m[col.line_stop] + number] = start, stop
    m[m[col.line_opens] + number], m[m[col.line_kind] + number] = 0, TEXT_LINE
    if starts(m, start, stop, HEADING):
        m[m[col.line_kind] + number] = HEADING_LINE
    elif starts(m, start, stop, ITEM):
        m[m[col.line_kind] + number] = ITEM_LINE


@jit
def find_marks(m: Row, number: int, cues: int) -> int:
    """Where a section begins and which: a whole line for headings, a label inside a line till its end."""
    known = 0
    for cue in range(cues):
        if m[m[col.spelling_kind] + m[m[col.cue] + cue]] == SECTION:
            if known >= m[col.capacity]:
                return -1
            m[m[col.section_cue] + known] = cue
            known += 1
    marks, base, weak, listed, at = 0, PLAIN, False, False, 0
    for line in range(number):
        first = at
        while at < known and m[m[col.cue_start] + m[m[col.section_cue] + at]] < m[m[col.line_stop] + line]:
            at += 1
        if marks + (at - first) + 2 > m[col.capacity]:
            return -1
        kind = m[m[col.line_kind] + line]
        # Without a cue no line opens a section but a heading that is marked as one.
        if (first < at or kind == HEADING_LINE) and _looks_like_heading(
            m, m[m[col.line_start] + line], m[m[col.line_stop] + line], kind
        ):
            opened = _section_of(m, line, first, at)
            if opened != PLAIN or kind == HEADING_LINE:
                base, weak, listed = opened, kind != HEADING_LINE, False
                marks = _mark(m, marks, m[m[col.line_start] + line], base)
                continue
        if (
            weak
            and listed
            and kind == TEXT_LINE
            and m[m[col.line_stop] + line] - m[m[col.line_start] + line] > _LABEL_GAP
        ):
            base, weak = PLAIN, False
            marks = _mark(m, marks, m[m[col.line_start] + line], base)
        listed = listed or kind == ITEM_LINE
        before = marks
        marks = _labels(m, line, first, at, marks, base)
        opened = _opens_list(m, number, line, first, at, before, marks)
        if opened != PLAIN:
            base, weak, listed = opened, True, False
        if opened != PLAIN or marks > before:
            marks = _mark(m, marks, m[m[col.line_stop] + line], base)
    return marks


@jit
def _mark(m: Row, marks: int, at: int, section: int) -> int:
    m[m[col.mark] + marks], m[m[col.mark_section] + marks] = at, section
    return marks + 1


@jit
def _value(m: Row, cue: int) -> int:
    return m[m[col.spelling_value] + m[m[col.cue] + cue]]


@jit
def _opens_list(m: Row, number: int, line: int, first: int, last: int, label: int, marks: int) -> int:
    """The section of the items below a line that ends in a colon: of its label, or of the last words before it."""
    stop = m[m[col.line_stop] + line]
    end = stop
    while end > max(m[m[col.line_start] + line], stop - 4) and is_at(m, end - 1, BLANK):
        end -= 1
    if end <= m[m[col.line_start] + line] or m[m[col.raw] + end - 1] != COLON or line + 1 == number:
        return PLAIN
    if marks > label:
        return m[m[col.mark_section] + marks - 1]
    if m[m[col.line_kind] + line + 1] != ITEM_LINE or first == last:
        return PLAIN
    if stop - m[m[col.cue_stop] + m[m[col.section_cue] + last - 1]] > _LEAD_IN:
        return PLAIN
    for at in range(first, last):
        if _value(m, m[m[col.section_cue] + at]) == PREFERRED_SECTION:
            return PREFERRED_SECTION
    return _value(m, m[m[col.section_cue] + last - 1])


@jit
def _looks_like_heading(m: Row, start: int, stop: int, kind: int) -> bool:
    if kind == HEADING_LINE:
        return True
    if stop - start > _HEADING_LENGTH:
        return False
    end = trimmed_right(m, start, stop, TRIMMED)
    if ends(m, start, end, HEADING_ENDS) and (kind == TEXT_LINE or end - start < _LABEL_GAP):
        return True
    if kind == ITEM_LINE:
        return _subheading(m, start, end)
    if ends(m, start, end, PROSE_ENDS) or words_in(m, start, end) > _HEADING_WORDS:
        return False
    return find(m, start, end, COMMA) < 0 and find(m, start, end, BAR) < 0 and not holds(m, start, end, HTTP)


@jit
def _subheading(m: Row, start: int, stop: int) -> bool:
    """Tell "- Nice to have skills (advised)": an item that only opens the items behind it."""
    if not starts(m, start + 2, stop, NICE_TO_HAVE) or find(m, start, stop, COMMA) >= 0:
        return False
    end = trimmed_right(m, start, stop, LABEL_TRIMMED)
    return words_in(m, start + 2, end) <= _SUBHEADING_WORDS and equals(
        m, last_word(m, start, end), end, SUBHEADING_ENDS
    )


@jit
def _section_of(m: Row, line: int, first: int, last: int) -> int:
    """The section whose cue fills the heading best; of equal ones the first of the file."""
    start, stop = m[m[col.line_start] + line], m[m[col.line_stop] + line]
    begin = trimmed_left(m, start, stop, DECORATION)
    length = trimmed_right(m, begin, stop, DECORATION) - begin
    if length == 0 or first == last:
        return PLAIN
    best, reach, preferred = -1, 0, -1
    for at in range(first, last):
        cue = m[m[col.section_cue] + at]
        if m[m[col.cue_stop] + cue] - m[m[col.cue_start] + cue] > reach:
            best, reach = cue, m[m[col.cue_stop] + cue] - m[m[col.cue_start] + cue]
        if preferred < 0 and _value(m, cue) == PREFERRED_SECTION:
            preferred = cue
    if preferred >= 0:
        best = preferred
    sure = m[m[col.line_kind] + line] == HEADING_LINE or ends(
        m, start, trimmed_right(m, start, stop, TRIMMED), SURE_ENDS
    )
    # Tenths, since rules know whole numbers only.
    if sure or 10 * reach >= 6 * length or (m[m[col.cue_start] + best] <= begin and 10 * reach >= 4 * length):
        return _value(m, best)
    return PLAIN


@jit
def _labels(m: Row, line: int, first: int, last: int, marks: int, base: int) -> int:
    """Mark labels inside a line: a section cue at the start of a sentence, shortly before a colon or a bullet."""
    start, stop = m[m[col.line_start] + line], m[m[col.line_stop] + line]
    after = start
    for at in range(first, last):
        cue = m[m[col.section_cue] + at]
        if m[m[col.cue_start] + cue] < after or not _begins_sentence(m, start, m[m[col.cue_start] + cue]):
            continue
        end = m[m[col.cue_stop] + cue]
        gap = min(stop, end + _LABEL_GAP)
        colon = find(m, end, gap, COLON)
        bullet = trimmed_left(m, end, gap, BLANK)
        if (colon >= 0 and not has_any(m, end, colon, LABEL_STOP)) or starts(m, bullet, gap, ITEM_STARTS):
            after = end
            # Inside a profile "Containers: Docker" is one more demand, not a stack.
            profile = base in (REQUIREMENTS, PREFERRED_SECTION)
            if not (profile and _value(m, cue) == STACK_SECTION):
                marks = _mark(m, marks, m[m[col.cue_start] + cue], _value(m, cue))
    return marks


@jit
def _begins_sentence(m: Row, start: int, at: int) -> bool:
    begin = max(start, at - _LEAD)
    end = trimmed_right(m, begin, at, LEAD_TRIMMED)
    if end == begin or is_at(m, end - 1, LEAD_END):
        return True
    for i in range(end, at):
        if not is_at(m, i, BLANK):
            return True
    if at - begin >= _LEAD:
        return False
    return equals(m, begin + 2 * starts(m, begin, end, ITEM), end, LEADS)
