"""Where a title stands: in a header, a list of roles, a search, a colleague's sentence.

Knows what tells an advertised role from one that is only spoken of. Knows nothing of what a title means.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    BAR,
    BLANK,
    CELL,
    COLON,
    HYPHEN,
    LABEL_END,
    NEWLINE,
    SLASH,
    ends,
    equals,
    find,
    holds,
    is_at,
    last_word,
    rfind,
    starts,
    trimmed_left,
    trimmed_right,
    word_end,
)
from analysis.matcher import AFTER, BEFORE, DUTY, FAMILY, OPEN_FAMILY, PRODUCT, SEEK, SOFTWARE, TEAM, USE
from analysis.phrases import (
    ALWAYS_ROLES,
    COLLEAGUES,
    ENGINEERING,
    LINKS,
    NEWS,
    ROLE_ENDS,
    SLASHES,
    WITH_OUR,
)
from analysis.phrases import SPOKEN_TO as SPOKEN_TO_WORDS
from analysis.sections import HEADING_LINE

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


@jit
def tell_titles(m: Row, cues: int) -> None:
    """Keep the cues that tell of the work around titles, without the "stack" of "full-stack"."""
    reach, kept = -1, 0
    for cue in range(cues):
        kind = m[m[col.spelling_kind] + m[m[col.cue] + cue]]
        if kind == FAMILY:
            reach = max(reach, m[m[col.cue_stop] + cue])
        elif kind in (SEEK, TEAM, DUTY, USE, PRODUCT) and m[m[col.cue_stop] + cue] > reach:
            m[m[col.told] + kept] = cue
            kept += 1
    m[col.tolds] = kept


@jit
def last_at(m: Row, values: int, number: int, at: int) -> int:
    """The last of ascending values that is not above a place; -1 where all are."""
    low, high = 0, number
    while low < high:
        middle = (low + high) // 2
        if m[values + middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low - 1


@jit
def line_of(m: Row, at: int) -> int:
    return max(0, last_at(m, m[col.line_start], m[col.lines], at))


@jit
def in_header(m: Row, at: int) -> bool:
    return at < _HEADER and at <= m[m[col.line_stop] + 0]


@jit
def kind_before(m: Row, at: int) -> int:
    """Kind of the last cue before a place, in its sentence and not far."""
    begins = m[m[col.sentence] + max(0, last_at(m, m[col.sentence], m[col.sentences], at))]
    low, high = 0, m[col.tolds]
    while low < high:
        middle = (low + high) // 2
        if m[m[col.cue_start] + m[m[col.told] + middle]] <= at:
            low = middle + 1
        else:
            high = middle
    index = low - 1
    while index >= 0 and m[m[col.cue_start] + m[m[col.told] + index]] >= max(begins, at - _SEEK_REACH):
        if m[m[col.cue_stop] + m[m[col.told] + index]] <= at:
            return m[m[col.spelling_kind] + m[m[col.cue] + m[m[col.told] + index]]]
        index -= 1
    return _NO_KIND


@jit
def names_roles(m: Row, chain: int, first: int, last: int, families: int, stop: int) -> bool:
    """Whether bare family words ("Backend", "SRE") name roles here: in a header, a list of roles or a search."""
    start = m[m[col.cue_start] + m[chain + first]]
    if families & ~(1 << SOFTWARE | 1 << OPEN_FAMILY) == 0 or _only_before_nouns(m, chain, first, last):
        return False
    line = line_of(m, start)
    begin, end = m[m[col.line_start] + line], m[m[col.line_stop] + line]
    second = m[m[col.line_start] + min(1, m[col.lines] - 1)]
    if in_header(m, start) or (begin == second and start - begin < _SECOND_LINE):
        return _fills_cell(m, start, stop)
    if end - begin <= _CELL_LINE and start - begin <= _CELL_START and end - stop <= _CELL_END:
        return True
    if _between_bars(m, line, start, stop):
        return True
    if equals(m, start, stop, ALWAYS_ROLES) and start - begin <= _CELL_END:
        return True
    return kind_before(m, start) == SEEK and _fills_cell(m, start, stop)


@jit
def _only_before_nouns(m: Row, chain: int, first: int, last: int) -> bool:
    for at in range(first, last):
        cue = m[m[col.cue] + m[chain + at]]
        if m[m[col.spelling_kind] + cue] == FAMILY and m[m[col.spelling_side] + cue] != BEFORE:
            return False
    return True


@jit
def _fills_cell(m: Row, start: int, stop: int) -> bool:
    """Between bars, commas or slashes, or after a link word: "Frontend, Backend and SRE"."""
    return _opens_cell(m, start) and _ends_cell(m, stop, m[col.size])


@jit
def _opens_cell(m: Row, start: int) -> bool:
    begin = max(0, start - _BESIDE)
    begin = max(begin, rfind(m, begin, start, NEWLINE) + 1)
    end = trimmed_right(m, begin, start, BLANK)
    if end == begin or m[m[col.text] + end - 1] == COLON or is_at(m, end - 1, CELL):
        return True
    return equals(m, last_word(m, begin, end), end, LINKS)


@jit
def _ends_cell(m: Row, stop: int, size: int) -> bool:
    end = min(size, stop + 5)
    newline = find(m, stop, end, NEWLINE)
    end = end if newline < 0 else newline
    begin = trimmed_left(m, stop, end, BLANK)
    if begin == end or m[m[col.text] + begin] in (COLON, 46) or is_at(m, begin, CELL):
        return True
    return equals(m, begin, word_end(m, begin, end), LINKS)


@jit
def _between_bars(m: Row, line: int, start: int, stop: int) -> bool:
    """Whether a title is a whole cell: "Analysts | Data Engineers | Designers"."""
    begin, end = m[m[col.line_start] + line], m[m[col.line_stop] + line]
    before = trimmed_right(m, max(begin, start - 4), start, BLANK)
    if before <= begin or before <= start - 4 or m[m[col.text] + before - 1] != BAR:
        return False
    after = trimmed_left(m, stop, min(end, stop + 4), BLANK)
    return (after < min(end, stop + 4) and m[m[col.text] + after] == BAR) or stop >= end - 1


@jit
def is_no_title(m: Row, noun: int) -> bool:
    """Whether a noun alone is something else as well: "lead", "dev", and the hacker of "Hacker News"."""
    if m[m[col.spelling_side] + m[m[col.cue] + noun]] == AFTER:
        return True
    return starts(m, m[m[col.cue_stop] + noun], m[col.size], NEWS)


@jit
def _in_address(m: Row, start: int) -> bool:
    """Links to a role name it: ".../jobs/senior-backend-engineer"."""
    if start == 0 or m[m[col.text] + start - 1] not in (SLASH, HYPHEN):
        return False
    return holds(m, max(0, start - _ADDRESS), start, SLASHES)


@jit
def standing_of(m: Row, start: int, stop: int) -> int:
    begin = max(0, start - _BEFORE)
    if ends(m, begin, start, WITH_OUR):
        return COLLEAGUE
    before = kind_before(m, start)
    if _offers(m, start, stop, before):
        return ADVERTISED
    if before in (TEAM, PRODUCT) or ends(m, begin, start, COLLEAGUES):
        return COLLEAGUE
    return SPOKEN_TO if ends(m, begin, start, SPOKEN_TO_WORDS) else MENTIONED


@jit
def _offers(m: Row, start: int, stop: int, before: int) -> bool:
    line = line_of(m, start)
    begin, end = m[m[col.line_start] + line], m[m[col.line_stop] + line]
    if _between_bars(m, line, start, stop):
        return True
    if in_header(m, start) or before == SEEK or ends(m, start, stop, ROLE_ENDS):
        return True
    if _in_address(m, start):
        return True
    if ends(m, start, stop, ENGINEERING) and end - begin > _FIELD_LINE:
        return False
    short = end - begin <= _SHORT_LINE or m[m[col.line_kind] + line] == HEADING_LINE
    if before not in (TEAM, PRODUCT) and short:
        return True
    if start - begin > _LINE_START:
        return False
    after = trimmed_left(m, stop, min(m[col.size], stop + 3), BLANK)
    labels = after < min(m[col.size], stop + 3) and is_at(m, after, LABEL_END)
    return end - begin <= _LABEL_LINE or labels
