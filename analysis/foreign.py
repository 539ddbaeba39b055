"""Which stretches of a text belong to another role than the one asked about.

Knows the titles that open lines, and where a role's text ends. Does not know which roles count: it is told.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.matcher import APPLY, BENEFITS, COMPANY, STACK_SECTION
from analysis.sections import HEADING_LINE, ITEM_LINE
from analysis.standing import ADVERTISED, line_of

_TITLE_LINE = 110
_OPENING = 14
_NONE = -1


@jit
def telling(m: Row, number: int) -> bool:
    """Whether a role says what the work is: not only "engineers", "developer", "lead"."""
    return m[m[col.role_families] + number] != 0


@jit
def openings(m: Row, found: int) -> int:
    """Advertised roles at the start of a line but the first; their number."""
    number = 0
    for role in range(found):
        line = line_of(m, m[m[col.role_start] + role])
        if line == 0 or not telling(m, role) or m[m[col.role_standing] + role] != ADVERTISED:
            continue
        if m[m[col.role_start] + role] - m[m[col.line_start] + line] > _OPENING:
            continue
        if number == 0 or m[m[col.opening_line] + number - 1] != line:
            m[m[col.opening_role] + number], m[m[col.opening_line] + number] = role, line
            number += 1
    return number


@jit
def foreign(m: Row, found: int, target: int, opened: int) -> int:
    """Stretches under the title of a role that is not the one asked about, in order and apart; their number."""
    parts = _foreign_parts(m, found, target)
    number = parts
    wanted = False
    for at in range(opened):
        wanted = wanted or target >> m[m[col.role_kind] + m[m[col.opening_role] + at]] & 1 != 0
    if wanted:
        _mark_common(m)
        for at in range(opened):
            if target >> m[m[col.role_kind] + m[m[col.opening_role] + at]] & 1:
                continue
            limit = m[m[col.opening_line] + at + 1] if at + 1 < opened else m[col.lines]
            line = m[m[col.opening_line] + at]
            m[m[col.other_start] + number] = m[m[col.line_start] + line]
            m[m[col.other_stop] + number] = m[m[col.line_stop] + _last_line(m, line, limit)]
            number += 1
    return _joined(m, parts, number)


@jit
def _foreign_parts(m: Row, found: int, target: int) -> int:
    """Parts of a line between the title of another role and the next one: "DevOps (AWS), web developer (Go)"."""
    last, number = _NONE, 0
    for role in range(found):
        if m[m[col.role_standing] + role] != ADVERTISED or not telling(m, role):
            continue
        if last != _NONE:
            line = line_of(m, m[m[col.role_start] + last])
            mine, next_one = (
                target >> m[m[col.role_kind] + last] & 1,
                target >> m[m[col.role_kind] + role] & 1,
            )
            if m[m[col.role_start] + role] < m[m[col.line_stop] + line] and not mine and next_one:
                m[m[col.other_start] + number], m[m[col.other_stop] + number] = (
                    m[m[col.role_start] + last],
                    m[m[col.role_start] + role],
                )
                number += 1
        last = role
    return number


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
