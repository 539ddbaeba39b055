"""Text -> lines and sentences, each sentence with the section it stands in.

Knows headings, list shape and labels in front of a list ("Nice to have: …"), by the cues of kind `section`. Knows
nothing of skills. The text is that of `posting.text`: one block a line, headings begin with ``# ``, items with ``- ``.
"""

from __future__ import annotations

from analysis import columns as col
from analysis.compiled import Row, jit
from analysis.letters import (
    ALPHA,
    BAR,
    BLANK,
    BULLET,
    CAPITAL,
    COLON,
    COMMA,
    DASH,
    DECORATION,
    DOT,
    HEADING,
    HEADING_ENDS,
    HTTP,
    ITEM,
    ITEM_STARTS,
    LABEL_STOP,
    LABEL_TRIMMED,
    LEAD_END,
    LEAD_TRIMMED,
    LEADS,
    LIST_STARTS,
    LOWER,
    NEWLINE,
    NICE_TO_HAVE,
    OPEN,
    PROSE_ENDS,
    QUOTE,
    SEMICOLON,
    SENTENCE_END,
    SPACE,
    SUBHEADING_ENDS,
    SURE_ENDS,
    TRIMMED,
    UPPER,
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

TEXT_LINE, ITEM_LINE, HEADING_LINE = range(3)
LINE_KINDS = ("text", "item", "heading")
_HEADING_LENGTH = 90
_HEADING_WORDS = 9
_SUBHEADING_WORDS = 8
_LABEL_GAP = 28
_LEAD_IN = 34
_LEAD = 24
# Marks that may cut one line: a line with more of them is no prose.
_CUTS = 8


@jit
def cut_lines(m: Row, size: int) -> int:
    """The lines of a text; their number, -1 where the room is too small."""
    number, start = 0, 0
    for at in range(size + 1):
        if at < size and m[m[col.text] + at] != NEWLINE:
            continue
        if number >= m[col.capacity]:
            return -1
        m[m[col.line_start] + number], m[m[col.line_stop] + number], m[m[col.line_opens] + number] = (
            start,
            at,
            0,
        )
        m[m[col.line_kind] + number] = TEXT_LINE
        if starts(m, start, at, HEADING):
            m[m[col.line_kind] + number] = HEADING_LINE
        elif starts(m, start, at, ITEM):
            m[m[col.line_kind] + number] = ITEM_LINE
        number += 1
        start = at + 1
    return number


@jit
def cut_sentences(m: Row, number: int, cues: int) -> int:
    """The sentences of all lines with their sections; their number, -1 where the room is too small."""
    marks = _marks(m, number, cues)
    if marks < 0:
        return -1
    sentences, mark, section = 0, 0, PLAIN
    for line in range(number):
        cuts = _ends(m, m[m[col.line_start] + line], m[m[col.line_stop] + line])
        if cuts < 0 or sentences + cuts + _CUTS + 1 > m[col.capacity]:
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
def _ends(m: Row, start: int, stop: int) -> int:
    """Where sentences end and the next begin.

    That is at a full stop before a capital, at a bullet inside the line, at a dash before a capital, at a semicolon.
    """
    cuts, at, traits = 0, start, m[col.traits]
    while at < stop:
        now = m[traits + at]
        may = now & (SENTENCE_END | SEMICOLON) or (
            now & BLANK and at + 1 < stop and m[traits + at + 1] & (BULLET | DASH)
        )
        if not may:
            at += 1
            continue
        end, following, after = _end_at(m, stop, at)
        if after == at:
            at += 1
            continue
        if cuts >= m[col.capacity]:
            return -1
        if end >= 0:
            m[m[col.cut_end] + cuts], m[m[col.cut_following] + cuts] = end, following
            cuts += 1
        at = after
    return cuts


@jit
def _end_at(m: Row, stop: int, at: int) -> tuple[int, int, int]:
    """(end, next start, where to go on) of a break that begins here; the dot of "e.g." ends nothing (end -1)."""
    raw = m[col.raw]
    code = m[raw + at]
    if is_at(m, at, SENTENCE_END):
        after = _blanks(m, at + 1, stop)
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
        blanks = _blanks(m, after, stop)
        if after > at + 1 and blanks > after:
            return at, blanks, blanks
        if is_at(m, at + 1, DASH) and is_at(m, at + 2, BLANK) and at + 4 < stop:
            capital = is_at(m, at + 3, UPPER) and m[raw + at + 3] < 128
            if capital and is_at(m, at + 4, LOWER):
                return at, at + 3, at + 3
    return -1, 0, at


@jit
def _blanks(m: Row, at: int, stop: int) -> int:
    while at < stop and is_at(m, at, BLANK):
        at += 1
    return at


@jit
def _begins_capital(m: Row, at: int, stop: int) -> bool:
    if at + 1 < stop and is_at(m, at, QUOTE) and is_at(m, at + 1, CAPITAL):
        return True
    return at < stop and is_at(m, at, CAPITAL)


@jit
def _marks(m: Row, number: int, cues: int) -> int:
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
        if _looks_like_heading(m, m[m[col.line_start] + line], m[m[col.line_stop] + line], kind):
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
    if first == last or (find(m, start, stop, COLON) < 0 and not holds(m, start, stop, LIST_STARTS)):
        return marks
    after = start
    for at in range(first, last):
        cue = m[m[col.section_cue] + at]
        if m[m[col.cue_start] + cue] < after or not _begins_sentence(m, start, m[m[col.cue_start] + cue]):
            continue
        end = m[m[col.cue_stop] + cue]
        gap = min(stop, end + _LABEL_GAP)
        colon = find(m, end, gap, COLON)
        bullet = _blanks(m, end, gap)
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
