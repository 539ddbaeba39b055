"""Where a title stands: in a header, a list of roles, a search, a colleague's sentence.

Knows what tells an advertised role from one that is only spoken of. Knows nothing of what a title means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
from analysis.letters import (
    ALWAYS_ROLES,
    BAR,
    BLANK,
    CELL,
    COLLEAGUES,
    COLON,
    ENGINEERING,
    HYPHEN,
    LABEL_END,
    LINKS,
    NEWLINE,
    NEWS,
    ROLE_ENDS,
    SLASH,
    SLASHES,
    SPOKEN_TO as SPOKEN_TO_WORDS,
    WITH_OUR,
    Page,
    ends,
    equals,
    find,
    holds,
    is_a,
    last_word,
    rfind,
    starts,
    trimmed_left,
    trimmed_right,
    word_end,
)
from analysis.matcher import AFTER, BEFORE, DUTY, FAMILY, OPEN_FAMILY, PRODUCT, SEEK, SOFTWARE, TEAM, USE
from analysis.sections import HEADING_LINE

if TYPE_CHECKING:
    from analysis.matcher import Tables
    from analysis.scan import Hits
    from analysis.sections import Lines

COLLEAGUE, MENTIONED, SPOKEN_TO, ADVERTISED = range(4)
STANDINGS = ("colleague", "mentioned", "spoken to", "advertised")

_NO_KIND = -1
_HEADER = 260
_SECOND_LINE = 120
_SHORT_LINE = 70
_LABEL_LINE = 110
# "Data engineering" in a longer line is a field of work.
_FIELD_LINE = 45
_LINE_START = 14
_CELL_LINE, _CELL_START, _CELL_END = 40, 4, 8
_SEEK_REACH = 250
_BEFORE, _BESIDE, _ADDRESS = 12, 10, 80


class Around(NamedTuple):
    """What tells of a title's place: the text with its lines and sentences, and cues of the work by number."""

    page: Page
    size: int
    lines: Lines
    number: int
    sentences: int
    hits: Hits
    tables: Tables
    cue: Any
    cues: int


def cues_room(capacity: int) -> Any:  # noqa: ANN401 - an array or a list
    """Room for the numbers of cues."""
    return room(capacity)


@jit
def outside_titles(tables: Tables, hits: Hits, cues: int, out: Any) -> int:
    """What tells of the sentence, without the "stack" of "full-stack"; the number of cues."""
    reach, kept = -1, 0
    for cue in range(cues):
        kind = tables.spellings.kind[hits.cue[cue]]
        if kind == FAMILY:
            reach = max(reach, hits.cue_stop[cue])
        elif kind in (SEEK, TEAM, DUTY, USE, PRODUCT) and hits.cue_stop[cue] > reach:
            out[kept] = cue
            kept += 1
    return kept


@jit
def last_at(values: Any, number: int, at: int) -> int:
    """The last of ascending values that is not above a place; -1 where all are."""
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        if values[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1


@jit
def line_of(around: Around, at: int) -> int:
    return max(0, last_at(around.lines.start, around.number, at))


@jit
def in_header(around: Around, at: int) -> bool:
    return at < _HEADER and at <= around.lines.stop[0]


@jit
def _before(around: Around, at: int) -> int:
    """Kind of the last cue before a place, in its sentence and not far."""
    lines = around.lines
    begins = lines.sentence[max(0, last_at(lines.sentence, around.sentences, at))]
    low, high = 0, around.cues
    while low < high:
        middle = (low + high) // 2
        if around.hits.cue_start[around.cue[middle]] <= at:
            low = middle + 1
        else:
            high = middle
    index = low - 1
    while index >= 0 and around.hits.cue_start[around.cue[index]] >= max(begins, at - _SEEK_REACH):
        if around.hits.cue_stop[around.cue[index]] <= at:
            return around.tables.spellings.kind[around.hits.cue[around.cue[index]]]
        index -= 1
    return _NO_KIND


@jit
def names_roles(around: Around, chain: Any, first: int, last: int, families: int, stop: int) -> bool:
    """Whether bare family words ("Backend", "SRE") name roles here: in a header, a list of roles or a search."""
    page, hits = around.page, around.hits
    start = hits.cue_start[chain[first]]
    if families & ~(1 << SOFTWARE | 1 << OPEN_FAMILY) == 0 or _only_before_nouns(around, chain, first, last):
        return False
    line = line_of(around, start)
    begin, end = around.lines.start[line], around.lines.stop[line]
    second = around.lines.start[min(1, around.number - 1)]
    if in_header(around, start) or (begin == second and start - begin < _SECOND_LINE):
        return _fills_cell(around, start, stop)
    if end - begin <= _CELL_LINE and start - begin <= _CELL_START and end - stop <= _CELL_END:
        return True
    if _between_bars(around, line, start, stop):
        return True
    if equals(page, start, stop, ALWAYS_ROLES) and start - begin <= _CELL_END:
        return True
    return _before(around, start) == SEEK and _fills_cell(around, start, stop)


@jit
def _only_before_nouns(around: Around, chain: Any, first: int, last: int) -> bool:
    spellings = around.tables.spellings
    for at in range(first, last):
        cue = around.hits.cue[chain[at]]
        if spellings.kind[cue] == FAMILY and spellings.side[cue] != BEFORE:
            return False
    return True


@jit
def _fills_cell(around: Around, start: int, stop: int) -> bool:
    """Between bars, commas or slashes, or after a link word: "Frontend, Backend and SRE"."""
    return _opens_cell(around.page, start) and _ends_cell(around.page, stop, around.size)


@jit
def _opens_cell(page: Page, start: int) -> bool:
    begin = max(0, start - _BESIDE)
    begin = max(begin, rfind(page, begin, start, NEWLINE) + 1)
    end = trimmed_right(page, begin, start, BLANK)
    if end == begin or page.text[end - 1] == COLON or is_a(page.letters, page.text[end - 1], CELL):
        return True
    return equals(page, last_word(page, begin, end), end, LINKS)


@jit
def _ends_cell(page: Page, stop: int, size: int) -> bool:
    end = min(size, stop + 5)
    newline = find(page, stop, end, NEWLINE)
    end = end if newline < 0 else newline
    begin = trimmed_left(page, stop, end, BLANK)
    if begin == end or page.text[begin] in (COLON, 46) or is_a(page.letters, page.text[begin], CELL):
        return True
    return equals(page, begin, word_end(page, begin, end), LINKS)


@jit
def _between_bars(around: Around, line: int, start: int, stop: int) -> bool:
    """Whether a title is a whole cell: "Analysts | Data Engineers | Designers"."""
    page, begin, end = around.page, around.lines.start[line], around.lines.stop[line]
    before = trimmed_right(page, max(begin, start - 4), start, BLANK)
    if before <= begin or before <= start - 4 or page.text[before - 1] != BAR:
        return False
    after = trimmed_left(page, stop, min(end, stop + 4), BLANK)
    return (after < min(end, stop + 4) and page.text[after] == BAR) or stop >= end - 1


@jit
def is_no_title(around: Around, noun: int) -> bool:
    """Whether a noun alone is something else as well: "lead", "dev", and the hacker of "Hacker News"."""
    if around.tables.spellings.side[around.hits.cue[noun]] == AFTER:
        return True
    return starts(around.page, around.hits.cue_stop[noun], around.size, NEWS)


@jit
def _in_address(page: Page, start: int) -> bool:
    """Links to a role name it: ".../jobs/senior-backend-engineer"."""
    if start == 0 or page.text[start - 1] not in (SLASH, HYPHEN):
        return False
    return holds(page, max(0, start - _ADDRESS), start, SLASHES)


@jit
def standing_of(around: Around, start: int, stop: int) -> int:
    page, begin = around.page, max(0, start - _BEFORE)
    if ends(page, begin, start, WITH_OUR):
        return COLLEAGUE
    before = _before(around, start)
    if _offers(around, start, stop, before):
        return ADVERTISED
    if before in (TEAM, PRODUCT) or ends(page, begin, start, COLLEAGUES):
        return COLLEAGUE
    return SPOKEN_TO if ends(page, begin, start, SPOKEN_TO_WORDS) else MENTIONED


@jit
def _offers(around: Around, start: int, stop: int, before: int) -> bool:
    page, line = around.page, line_of(around, start)
    begin, end = around.lines.start[line], around.lines.stop[line]
    if _between_bars(around, line, start, stop):
        return True
    if in_header(around, start) or before == SEEK or ends(page, start, stop, ROLE_ENDS):
        return True
    if _in_address(page, start):
        return True
    if ends(page, start, stop, ENGINEERING) and end - begin > _FIELD_LINE:
        return False
    short = end - begin <= _SHORT_LINE or around.lines.kind[line] == HEADING_LINE
    if before not in (TEAM, PRODUCT) and short:
        return True
    if start - begin > _LINE_START:
        return False
    after = trimmed_left(page, stop, min(around.size, stop + 3), BLANK)
    labels = after < min(around.size, stop + 3) and is_a(page.letters, page.text[after], LABEL_END)
    return end - begin <= _LABEL_LINE or labels
