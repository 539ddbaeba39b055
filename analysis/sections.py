"""Text -> lines and sentences, each sentence with the section it stands in.

Knows headings, list shape and labels in front of a list ("Nice to have: …"), by the cues of kind `section`. Knows
nothing of skills. The text is that of `posting.text`: one block a line, headings begin with ``# ``, items with ``- ``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
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
    SENTENCE_END,
    SPACE,
    SUBHEADING_ENDS,
    SURE_ENDS,
    TRIMMED,
    UPPER,
    Page,
    ends,
    equals,
    find,
    has_any,
    holds,
    is_a,
    last_word,
    starts,
    trimmed_left,
    trimmed_right,
    words_in,
)
from analysis.matcher import PLAIN, PREFERRED_SECTION, REQUIREMENTS, SECTION, STACK_SECTION

if TYPE_CHECKING:
    from analysis.matcher import Tables
    from analysis.scan import Hits

TEXT_LINE, ITEM_LINE, HEADING_LINE = range(3)
LINE_KINDS = ("text", "item", "heading")
_HEADING_LENGTH = 90
_HEADING_WORDS = 9
_SUBHEADING_WORDS = 8
_LABEL_GAP = 28
_LEAD_IN = 34
_LEAD = 24
_SEMICOLON = 59
# Marks that may cut one line: a line with more of them is no prose.
_CUTS = 8


class Lines(NamedTuple):
    """Lines with their sentences and sections; `mark` are places where a section begins."""

    start: Any
    stop: Any
    kind: Any
    opens: Any
    mark: Any
    mark_section: Any
    cue: Any
    sentence: Any
    sentence_stop: Any
    section: Any
    line: Any
    end: Any
    following: Any


def lines_room(capacity: int) -> Lines:
    """Room for lines and sentences."""
    return Lines(*(room(capacity) for _ in range(13)))


@jit
def cut_lines(page: Page, size: int, lines: Lines) -> int:
    """The lines of a text; their number, -1 where the room is too small."""
    number, start = 0, 0
    for at in range(size + 1):
        if at < size and page.text[at] != NEWLINE:
            continue
        if number >= len(lines.start):
            return -1
        lines.start[number], lines.stop[number], lines.opens[number] = start, at, 0
        lines.kind[number] = TEXT_LINE
        if starts(page, start, at, HEADING):
            lines.kind[number] = HEADING_LINE
        elif starts(page, start, at, ITEM):
            lines.kind[number] = ITEM_LINE
        number += 1
        start = at + 1
    return number


@jit
def cut_sentences(
    page: Page, number: int, lines: Lines, tables: Tables, hits: Hits, cues: int
) -> int:
    """The sentences of all lines with their sections; their number, -1 where the room is too small."""
    marks = _marks(page, number, lines, tables, hits, cues)
    if marks < 0:
        return -1
    sentences, mark, section = 0, 0, PLAIN
    for line in range(number):
        cuts = _ends(page, lines.start[line], lines.stop[line], lines)
        if cuts < 0 or sentences + cuts + _CUTS + 1 > len(lines.sentence):
            return -1
        start, cut, also, last = lines.start[line], 0, mark, min(marks, mark + _CUTS)
        while True:
            while also < last and not lines.start[line] < lines.mark[also] < lines.stop[line]:
                also += 1
            if cut >= cuts and also >= last:
                break
            if also < last and (cut >= cuts or lines.mark[also] <= lines.end[cut]):
                stop, following = lines.mark[also], lines.mark[also]
                also += 1
            else:
                stop, following = lines.end[cut], lines.following[cut]
                cut += 1
            if stop > start:
                while mark < marks and lines.mark[mark] <= start:
                    section = lines.mark_section[mark]
                    mark += 1
                _add(lines, sentences, start, stop, section, line)
                sentences += 1
            start = max(start, following)
        while mark < marks and lines.mark[mark] <= start:
            section = lines.mark_section[mark]
            mark += 1
        _add(lines, sentences, start, lines.stop[line], section, line)
        sentences += 1
    return sentences


@jit
def _add(lines: Lines, at: int, start: int, stop: int, section: int, line: int) -> None:
    lines.sentence[at], lines.sentence_stop[at] = start, stop
    lines.section[at], lines.line[at] = section, line


@jit
def _ends(page: Page, start: int, stop: int, lines: Lines) -> int:
    """Where sentences end and the next begin: at a full stop before a capital, at a bullet inside the line, at a dash
    before a capital and at a semicolon."""
    cuts, at = 0, start
    while at < stop:
        end, following, after = _end_at(page, start, stop, at)
        if after > at:
            if cuts >= len(lines.end):
                return -1
            if end >= 0:
                lines.end[cuts], lines.following[cuts] = end, following
                cuts += 1
            at = after
        else:
            at += 1
    return cuts


@jit
def _end_at(page: Page, start: int, stop: int, at: int) -> tuple[int, int, int]:
    """(end, next start, where to go on) of a break that begins here; the dot of "e.g." ends nothing (end -1)."""
    letters, raw = page.letters, page.raw
    code = raw[at]
    if is_a(letters, code, SENTENCE_END):
        after = _blanks(page, at + 1, stop)
        if after == at + 1 or not _begins_capital(page, after, stop):
            return -1, 0, at
        if code == DOT and at > 1 and is_a(letters, raw[at - 1], ALPHA):
            before = raw[at - 2]
            if before in (SPACE, DOT, OPEN):
                return -1, 0, after
        return at + 1, after, after
    if code == _SEMICOLON and at + 1 < stop and is_a(letters, raw[at + 1], BLANK):
        return at, at + 2, at + 2
    if is_a(letters, code, BLANK) and at + 2 < stop:
        after = at + 1
        while after < stop and is_a(letters, raw[after], BULLET):
            after += 1
        blanks = _blanks(page, after, stop)
        if after > at + 1 and blanks > after:
            return at, blanks, blanks
        if is_a(letters, raw[at + 1], DASH) and is_a(letters, raw[at + 2], BLANK) and at + 4 < stop:
            capital = is_a(letters, raw[at + 3], UPPER) and raw[at + 3] < 128  # noqa: PLR2004 - ASCII
            if capital and is_a(letters, raw[at + 4], LOWER):
                return at, at + 3, at + 3
    return -1, 0, at


@jit
def _blanks(page: Page, at: int, stop: int) -> int:
    while at < stop and is_a(page.letters, page.raw[at], BLANK):
        at += 1
    return at


@jit
def _begins_capital(page: Page, at: int, stop: int) -> bool:
    if at + 1 < stop and is_a(page.letters, page.raw[at], QUOTE) and is_a(page.letters, page.raw[at + 1], CAPITAL):
        return True
    return at < stop and is_a(page.letters, page.raw[at], CAPITAL)


@jit
def _marks(page: Page, number: int, lines: Lines, tables: Tables, hits: Hits, cues: int) -> int:
    """Where a section begins and which: a whole line for headings, a label inside a line till its end."""
    known = 0
    for cue in range(cues):
        if tables.spellings.kind[hits.cue[cue]] == SECTION:
            if known >= len(lines.cue):
                return -1
            lines.cue[known] = cue
            known += 1
    marks, base, weak, listed, at = 0, PLAIN, False, False, 0
    for line in range(number):
        first = at
        while at < known and hits.cue_start[lines.cue[at]] < lines.stop[line]:
            at += 1
        if marks + (at - first) + 2 > len(lines.mark):
            return -1
        kind = lines.kind[line]
        if _looks_like_heading(page, lines.start[line], lines.stop[line], kind):
            opened = _section_of(page, line, lines, tables, hits, first, at)
            if opened != PLAIN or kind == HEADING_LINE:
                base, weak, listed = opened, kind != HEADING_LINE, False
                marks = _mark(lines, marks, lines.start[line], base)
                continue
        if weak and listed and kind == TEXT_LINE and lines.stop[line] - lines.start[line] > _LABEL_GAP:
            base, weak = PLAIN, False
            marks = _mark(lines, marks, lines.start[line], base)
        listed = listed or kind == ITEM_LINE
        before = marks
        marks = _labels(page, line, lines, tables, hits, first, at, marks, base)
        opened = _opens_list(page, number, line, lines, tables, hits, first, at, before, marks)
        if opened != PLAIN:
            base, weak, listed = opened, True, False
        if opened != PLAIN or marks > before:
            marks = _mark(lines, marks, lines.stop[line], base)
    return marks


@jit
def _mark(lines: Lines, marks: int, at: int, section: int) -> int:
    lines.mark[marks], lines.mark_section[marks] = at, section
    return marks + 1


@jit
def _value(tables: Tables, hits: Hits, cue: int) -> int:
    return tables.spellings.value[hits.cue[cue]]


@jit
def _opens_list(
    page: Page,
    number: int,
    line: int,
    lines: Lines,
    tables: Tables,
    hits: Hits,
    first: int,
    last: int,
    label: int,
    marks: int,
) -> int:
    """The section of the items below a line that ends in a colon: of its label, or of the last words before it."""
    stop = lines.stop[line]
    end = stop
    while end > max(lines.start[line], stop - 4) and is_a(page.letters, page.raw[end - 1], BLANK):
        end -= 1
    if end <= lines.start[line] or page.raw[end - 1] != COLON or line + 1 == number:
        return PLAIN
    if marks > label:
        return lines.mark_section[marks - 1]
    if lines.kind[line + 1] != ITEM_LINE or first == last:
        return PLAIN
    if stop - hits.cue_stop[lines.cue[last - 1]] > _LEAD_IN:
        return PLAIN
    for at in range(first, last):
        if _value(tables, hits, lines.cue[at]) == PREFERRED_SECTION:
            return PREFERRED_SECTION
    return _value(tables, hits, lines.cue[last - 1])


@jit
def _looks_like_heading(page: Page, start: int, stop: int, kind: int) -> bool:
    if kind == HEADING_LINE:
        return True
    if stop - start > _HEADING_LENGTH:
        return False
    end = trimmed_right(page, start, stop, TRIMMED)
    if ends(page, start, end, HEADING_ENDS) and (kind == TEXT_LINE or end - start < _LABEL_GAP):
        return True
    if kind == ITEM_LINE:
        return _subheading(page, start, end)
    if ends(page, start, end, PROSE_ENDS) or words_in(page, start, end) > _HEADING_WORDS:
        return False
    return (
        find(page, start, end, COMMA) < 0
        and find(page, start, end, BAR) < 0
        and not holds(page, start, end, HTTP)
    )


@jit
def _subheading(page: Page, start: int, stop: int) -> bool:
    """Tell "- Nice to have skills (advised)": an item that only opens the items behind it."""
    if not starts(page, start + 2, stop, NICE_TO_HAVE) or find(page, start, stop, COMMA) >= 0:
        return False
    end = trimmed_right(page, start, stop, LABEL_TRIMMED)
    return words_in(page, start + 2, end) <= _SUBHEADING_WORDS and equals(
        page, last_word(page, start, end), end, SUBHEADING_ENDS
    )


@jit
def _section_of(
    page: Page, line: int, lines: Lines, tables: Tables, hits: Hits, first: int, last: int
) -> int:
    """The section whose cue fills the heading best; of equal ones the first of the file."""
    start, stop = lines.start[line], lines.stop[line]
    begin = trimmed_left(page, start, stop, DECORATION)
    length = trimmed_right(page, begin, stop, DECORATION) - begin
    if length == 0 or first == last:
        return PLAIN
    best, reach, preferred = -1, 0, -1
    for at in range(first, last):
        cue = lines.cue[at]
        if hits.cue_stop[cue] - hits.cue_start[cue] > reach:
            best, reach = cue, hits.cue_stop[cue] - hits.cue_start[cue]
        if preferred < 0 and _value(tables, hits, cue) == PREFERRED_SECTION:
            preferred = cue
    if preferred >= 0:
        best = preferred
    sure = lines.kind[line] == HEADING_LINE or ends(
        page, start, trimmed_right(page, start, stop, TRIMMED), SURE_ENDS
    )
    # Tenths, since rules know whole numbers only.
    if sure or 10 * reach >= 6 * length or (hits.cue_start[best] <= begin and 10 * reach >= 4 * length):
        return _value(tables, hits, best)
    return PLAIN


@jit
def _labels(
    page: Page,
    line: int,
    lines: Lines,
    tables: Tables,
    hits: Hits,
    first: int,
    last: int,
    marks: int,
    base: int,
) -> int:
    """Mark labels inside a line: a section cue at the start of a sentence, shortly before a colon or a bullet."""
    start, stop = lines.start[line], lines.stop[line]
    if first == last or (find(page, start, stop, COLON) < 0 and not holds(page, start, stop, LIST_STARTS)):
        return marks
    after = start
    for at in range(first, last):
        cue = lines.cue[at]
        if hits.cue_start[cue] < after or not _begins_sentence(page, start, hits.cue_start[cue]):
            continue
        end = hits.cue_stop[cue]
        gap = min(stop, end + _LABEL_GAP)
        colon = find(page, end, gap, COLON)
        bullet = _blanks(page, end, gap)
        if (colon >= 0 and not has_any(page, end, colon, LABEL_STOP)) or starts(page, bullet, gap, ITEM_STARTS):
            after = end
            # Inside a profile "Containers: Docker" is one more demand, not a stack.
            profile = base in (REQUIREMENTS, PREFERRED_SECTION)
            if not (profile and _value(tables, hits, cue) == STACK_SECTION):
                marks = _mark(lines, marks, hits.cue_start[cue], _value(tables, hits, cue))
    return marks


@jit
def _begins_sentence(page: Page, start: int, at: int) -> bool:
    begin = max(start, at - _LEAD)
    end = trimmed_right(page, begin, at, LEAD_TRIMMED)
    if end == begin or is_a(page.letters, page.raw[end - 1], LEAD_END):
        return True
    for i in range(end, at):
        if not is_a(page.letters, page.raw[i], BLANK):
            return True
    if at - begin >= _LEAD:
        return False
    return equals(page, begin + 2 * starts(page, begin, end, ITEM), end, LEADS)
