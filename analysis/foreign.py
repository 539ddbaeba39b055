"""Which stretches of a text belong to another role than the one asked about.

Knows the titles that open lines, and where a role's text ends. Does not know which roles count: it is told.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import BLANK, CLOSE, OPEN, find, trimmed_left
from analysis.matcher import APPLY, BENEFITS, COMPANY, SEEK, STACK_SECTION
from analysis.sections import HEADING_LINE, ITEM_LINE
from analysis.standing import ADVERTISED, COLLEAGUE, kind_before, last_at, line_of

_TITLE_LINE = 110
_OPENING = 14
_NONE = -1


@jit
def telling(m: Row, number: int) -> bool:
    """Whether a role says what the work is: not only "engineers", "developer", "lead"."""
    return m[m[col.role_families] + number] != 0


@jit
def openings(m: Row, found: int, sought: bool) -> int:
    """Advertised roles that open a line but the first; their number.

    `sought`: those too that the first sentence of a line seeks: "Loom is looking for a DevOps engineer". They part the
    text, but offer nothing that a title above does not: of a front-end role too, it is "software engineers" that are sought.
    """
    number = 0
    for role in range(found):
        line = line_of(m, m[m[col.role_start] + role])
        if line == 0 or not telling(m, role) or m[m[col.role_standing] + role] != ADVERTISED:
            continue
        if not _opens(m, line, m[m[col.role_start] + role], sought):
            continue
        if number == 0 or m[m[col.opening_line] + number - 1] != line:
            m[m[col.opening_role] + number], m[m[col.opening_line] + number] = role, line
            number += 1
    return number


@jit
def _opens(m: Row, line: int, start: int, sought: bool) -> bool:
    begin = m[m[col.line_start] + line]
    if start - begin <= _OPENING:
        return True
    sentence = max(0, last_at(m, m[col.sentence], m[col.sentences], start))
    return sought and m[m[col.sentence] + sentence] == begin and kind_before(m, start) == SEEK


@jit
def foreign(m: Row, found: int, target: int, opened: int) -> int:
    """Stretches under the title of a role that is not the one asked about, in order and apart; their number."""
    parts = _foreign_parts(m, found, target)
    number = parts
    wanted = False
    for at in range(opened):
        wanted = wanted or _is_wanted(m, m[m[col.opening_role] + at], target)
    if wanted:
        _mark_common(m)
        for at in range(opened):
            if _is_wanted(m, m[m[col.opening_role] + at], target):
                continue
            limit = m[m[col.opening_line] + at + 1] if at + 1 < opened else m[col.lines]
            line = m[m[col.opening_line] + at]
            stop = m[m[col.line_stop] + _last_line(m, line, limit)]
            number = _part(m, number, m[m[col.line_start] + line], stop)
    return _joined(m, parts, number)


@jit
def _foreign_parts(m: Row, found: int, target: int) -> int:
    """Parts of a line that belong to the title of another role before them.

    That is till the next title, "DevOps (AWS), web developer (Go)", and in any case what a bracket says of the title.
    """
    last, number = _NONE, 0
    for role in range(found):
        if not telling(m, role) or m[m[col.role_standing] + role] == COLLEAGUE:
            continue
        if m[m[col.role_standing] + role] == ADVERTISED:
            if last != _NONE and not _is_wanted(m, last, target) and _is_wanted(m, role, target):
                line = line_of(m, m[m[col.role_start] + last])
                if m[m[col.role_start] + role] < m[m[col.line_stop] + line]:
                    number = _part(m, number, m[m[col.role_start] + last], m[m[col.role_start] + role])
            last = role
        closing = _bracket_behind(m, m[m[col.role_stop] + role])
        if closing >= 0 and not _is_wanted(m, role, target):
            number = _part(m, number, m[m[col.role_start] + role], closing)
    return number


@jit
def _is_wanted(m: Row, role: int, target: int) -> bool:
    return target >> m[m[col.role_kind] + role] & 1 != 0


@jit
def _part(m: Row, number: int, start: int, stop: int) -> int:
    m[m[col.other_start] + number], m[m[col.other_stop] + number] = start, stop
    return number + 1


@jit
def _bracket_behind(m: Row, at: int) -> int:
    """Place of the closing bracket of the one that opens here, in the same line; -1 where none does."""
    stop = m[m[col.line_stop] + line_of(m, at)]
    opening = trimmed_left(m, at, stop, BLANK)
    return find(m, opening, stop, CLOSE) if opening < stop and m[m[col.text] + opening] == OPEN else _NONE


@jit
def _mark_common(m: Row) -> None:
    """Lines of sections that speak of the company or its stack, thus of all roles."""
    for line in range(m[col.lines]):
        m[m[col.line_common] + line] = 0
    for at in range(m[col.sentences]):
        if m[m[col.sentence_section] + at] in (STACK_SECTION, COMPANY, BENEFITS, APPLY):
            m[m[col.line_common] + m[m[col.sentence_line] + at]] = 1


@jit
def _last_line(m: Row, line: int, limit: int) -> int:
    """Where a role's text ends: with its own line in a list or a paragraph, else before what is said of all."""
    if (
        m[m[col.line_kind] + line] == ITEM_LINE
        or m[m[col.line_stop] + line] - m[m[col.line_start] + line] > _TITLE_LINE
    ):
        return line
    while (
        line + 1 < limit
        and not m[m[col.line_common] + line + 1]
        and m[m[col.line_kind] + line + 1] != HEADING_LINE
    ):
        line += 1
    return line


@jit
def _joined(m: Row, parts: int, number: int) -> int:
    """Merge the parts of lines with the stretches behind them, both in order, and join those that touch."""
    left, part, rest = 0, 0, parts
    while part < parts or rest < number:
        if rest >= number or (part < parts and m[m[col.other_start] + part] <= m[m[col.other_start] + rest]):
            start, stop = m[m[col.other_start] + part], m[m[col.other_stop] + part]
            part += 1
        else:
            start, stop = m[m[col.other_start] + rest], m[m[col.other_stop] + rest]
            rest += 1
        if left and start <= m[m[col.merged_stop] + left - 1]:
            m[m[col.merged_stop] + left - 1] = max(m[m[col.merged_stop] + left - 1], stop)
        else:
            m[m[col.merged_start] + left], m[m[col.merged_stop] + left] = start, stop
            left += 1
    return left
