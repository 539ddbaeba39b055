"""Whether a posting advertises a backend role, how senior it is, and which of its text belongs to another role.

Knows what titles mean (`analysis.titles` finds them) and the server-side words of a body. Knows nothing of levels.
"""

from __future__ import annotations

from typing import NamedTuple

from analysis import columns as col
from analysis.compiled import Row, jit
from analysis.letters import BLANK, DIGIT, HYPHEN, PLUS, WORD, YEARS_TO, equals, is_at, starts
from analysis.letters import (
    YEARS as YEAR_WORDS,
)
from analysis.matcher import (
    ADVERT,
    ALL_GRADES,
    APPLY,
    BACKEND,
    BENEFITS,
    CLIENT,
    COMPANY,
    FULLSTACK,
    JUNIOR,
    LEAD,
    MID,
    PITCH,
    SENIOR,
    SERVER,
    SOFTWARE,
    STACK_SECTION,
)
from analysis.sections import HEADING_LINE, ITEM_LINE
from analysis.standing import ADVERTISED, COLLEAGUE, SPOKEN_TO, line_of

VERDICTS = ("no", "unclear", "broad", "strict")
NO, UNCLEAR, BROAD, STRICT = range(len(VERDICTS))
SENIORITIES = ("unclear", "junior", "mid", "senior", "lead")
RULES = (
    "no advertisement",
    "a title says backend",
    "titles of other work",
    "the body names a backend role",
    "a title says full stack",
    "an open title, server-side words in the body",
    "an open title, client-side words only",
    "an open title, nothing about the work",
    "nothing advertised",
    "backend work in the body",
    "server-side body, no title",
    "no title",
)
(
    NO_ADVERTISEMENT, TITLE_BACKEND, OTHER_WORK, BODY_BACKEND, TITLE_FULLSTACK, OPEN_SERVER, OPEN_CLIENT, OPEN_NOTHING,
    NOTHING_ADVERTISED, BODY_WORK, BODY_SERVER, NO_TITLE,
) = range(len(RULES))  # fmt: skip

_SERVER_SIDE = 1 << BACKEND | 1 << FULLSTACK | 1 << SOFTWARE
_OPEN_TITLES = 1 << SOFTWARE | 1 << FULLSTACK
_LONG_TEXT = 2500
_TITLE_LINE = 110
_OPENING = 14
_NEEDED_WITHOUT_TITLE = 3
_SENIOR_YEARS, _UNLIKELY_YEARS = 5, 20
_YEARS_WINDOW = 20_000
_NINE = 57


class Verdict(NamedTuple):
    """What was made of a posting as a whole; `target` are the kinds of role (bits) whose demands count."""

    backend: int
    rule: int
    seniority: int
    multi: int
    target: int


# The roles that decide, in one row: their kinds (bits), the kind of the first, and the grades by kind.
_KINDS, _FIRST, _GRADES = range(3)
OFFER = _GRADES + SOFTWARE + 1
_NONE = -1


@jit
def clear(m: Row, offer: int) -> None:
    for at in range(OFFER):
        m[offer + at] = 0
    m[offer + _FIRST] = _NONE


@jit
def _add(m: Row, offer: int, number: int) -> None:
    kind = m[m[col.role_kind] + number]
    m[offer + _KINDS] |= 1 << kind
    if m[offer + _FIRST] == _NONE:
        m[offer + _FIRST] = kind
    m[offer + _GRADES + kind] |= m[m[col.role_grades] + number]


@jit
def _telling(m: Row, number: int) -> bool:
    """Whether a role says what the work is: not only "engineers", "developer", "lead"."""
    return m[m[col.role_families] + number] != 0


@jit
def openings(m: Row, found: int) -> int:
    """Advertised roles at the start of a line but the first; their number."""
    number = 0
    for role in range(found):
        line = line_of(m, m[m[col.role_start] + role])
        if line == 0 or not _telling(m, role) or m[m[col.role_standing] + role] != ADVERTISED:
            continue
        if m[m[col.role_start] + role] - m[m[col.line_start] + line] > _OPENING:
            continue
        if number == 0 or m[m[col.opening_line] + number - 1] != line:
            m[m[col.opening_role] + number], m[m[col.opening_line] + number] = role, line
            number += 1
    return number


@jit
def offer_roles(m: Row, found: int, offer: int) -> None:
    """Offer all roles that were found."""
    clear(m, offer)
    for number in range(found):
        _add(m, offer, number)


@jit
def offered_in_title(m: Row, named: int, found: int, offer: int) -> None:
    """Where the roles of a title leave the work open, the backend roles that headings of the text name are offered too."""
    if named == 0 or m[offer + _KINDS] & ~_OPEN_TITLES:
        return
    for number in range(found):
        line = line_of(m, m[m[col.role_start] + number])
        if m[m[col.role_kind] + number] == BACKEND and m[m[col.line_kind] + line] == HEADING_LINE:
            _add(m, offer, number)


@jit
def offered_in_text(m: Row, found: int, opened: int, offer: int) -> None:
    """The roles that decide: advertised ones that say what the work is, else the rest."""
    clear(m, offer)
    for number in range(found):
        if m[m[col.role_header] + number] and _telling(m, number):
            _add(m, offer, number)
    if m[offer + _KINDS] and not m[offer + _KINDS] & _SERVER_SIDE:
        _add_behind_header(m, found, opened, offer)
        return
    clear(m, offer)
    telling = False
    for number in range(found):
        telling = telling or (m[m[col.role_standing] + number] == ADVERTISED and _telling(m, number))
    for number in range(found):
        if telling and m[m[col.role_standing] + number] == ADVERTISED:
            if _telling(m, number) or m[offer + _FIRST] == _NONE:
                _add(m, offer, number)
        elif not telling and m[m[col.role_standing] + number] == SPOKEN_TO and _telling(m, number):
            _add(m, offer, number)
    if m[offer + _FIRST] == _NONE:
        for number in range(found):
            if m[m[col.role_standing] + number] >= SPOKEN_TO:
                _add(m, offer, number)


@jit
def _add_behind_header(m: Row, found: int, opened: int, offer: int) -> None:
    """A header of other work: the lists and searches below it may name the role, too."""
    if m[col.size] <= _LONG_TEXT:
        for number in range(opened):
            _add(m, offer, m[m[col.opening_role] + number])
    for number in range(found):
        if m[m[col.role_standing] + number] == ADVERTISED and m[m[col.role_kind] + number] == BACKEND:
            _add(m, offer, number)
    for number in range(found):
        if m[m[col.role_header] + number] and not _telling(m, number):
            _add(m, offer, number)


@jit
def judge(m: Row, cues: int, found: int, offer: int, titled: bool) -> Verdict:
    backend, rule = _backend(m, cues, found, offer, titled)
    target = _target(m, offer, backend)
    kinds = m[offer + _KINDS]
    multi = not titled and kinds & (kinds - 1) != 0
    return Verdict(backend, rule, _seniority(m, m[col.size], offer, target), int(multi), target)


@jit
def _backend(m: Row, cues: int, found: int, offer: int, titled: bool) -> tuple[int, int]:
    kinds = m[offer + _KINDS]
    if not titled and _words(m, cues, PITCH, 1):
        return NO, NO_ADVERTISEMENT
    if kinds >> BACKEND & 1:
        return STRICT, TITLE_BACKEND
    if kinds & _SERVER_SIDE:
        if not titled and _names(m, found, 1 << BACKEND, True):
            return STRICT, BODY_BACKEND
        if kinds >> FULLSTACK & 1:
            return BROAD, TITLE_FULLSTACK
        return _open_title(m, cues)
    if m[offer + _FIRST] != _NONE or titled:
        return NO, OTHER_WORK
    return _untitled(m, cues, found)


@jit
def _names(m: Row, found: int, kinds: int, spoken: bool) -> bool:
    for number in range(found):
        if kinds >> m[m[col.role_kind] + number] & 1 and not (
            spoken and m[m[col.role_standing] + number] == COLLEAGUE
        ):
            return True
    return False


@jit
def _open_title(m: Row, cues: int) -> tuple[int, int]:
    """Decide on a "Software Engineer" by the work in the body."""
    if _words(m, cues, SERVER, 1):
        return BROAD, OPEN_SERVER
    if _words(m, cues, CLIENT, 1):
        return NO, OPEN_CLIENT
    return UNCLEAR, OPEN_NOTHING


@jit
def _untitled(m: Row, cues: int, found: int) -> tuple[int, int]:
    if found == 0 and not _words(m, cues, ADVERT, 1):
        return NO, NOTHING_ADVERTISED
    if _names(m, found, 1 << BACKEND, True):
        return STRICT, BODY_BACKEND
    if _names(m, found, 1 << BACKEND | 1 << FULLSTACK, False):
        return BROAD, BODY_WORK
    if _words(m, cues, SERVER, _NEEDED_WITHOUT_TITLE):
        return BROAD, BODY_SERVER
    return UNCLEAR, NO_TITLE


@jit
def _words(m: Row, cues: int, kind: int, needed: int) -> bool:
    """Whether so many different words of a kind stand in the text; up to three are asked for."""
    seen, first, second = 0, _NONE, _NONE
    for cue in range(cues):
        if m[m[col.spelling_kind] + m[m[col.cue] + cue]] != kind:
            continue
        spelling = m[m[col.cue_spelling] + cue]
        if spelling not in (first, second):
            first, second = spelling, first
            seen += 1
            if seen >= needed:
                return True
    return False


@jit
def _target(m: Row, offer: int, backend: int) -> int:
    """Kinds of the roles whose demands count."""
    if backend == STRICT:
        return _SERVER_SIDE
    if backend in (BROAD, UNCLEAR):
        return _OPEN_TITLES
    return 0 if m[offer + _FIRST] == _NONE else 1 << m[offer + _FIRST]


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
        if m[m[col.role_standing] + role] != ADVERTISED or not _telling(m, role):
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


@jit
def _seniority(m: Row, size: int, offer: int, target: int) -> int:
    grades, everywhere = 0, 0
    for kind in range(SOFTWARE + 1):
        everywhere |= m[offer + _GRADES + kind]
        if target >> kind & 1:
            grades |= m[offer + _GRADES + kind]
    if not m[offer + _KINDS] & target:
        grades = everywhere
    if grades >> ALL_GRADES & 1:
        return 0
    if grades >> SENIOR & 1:
        return 3
    if grades >> LEAD & 1:
        return 4
    if grades >> JUNIOR & 1:
        return 1
    if grades >> MID & 1:
        return 2
    return 3 if _asks_years(m, min(size, _YEARS_WINDOW)) else 0


@jit
def _asks_years(m: Row, size: int) -> bool:
    """Whether five years or more are asked for; more than twenty are the company's age."""
    at = 0
    while at < size:
        if not is_at(m, at, DIGIT):
            at += 1
            continue
        begin, years = at, 0
        while at < size and is_at(m, at, DIGIT):
            years = min(99, years * 10 + min(9, max(0, m[m[col.text] + at] - 48)))
            at += 1
        whole = begin == 0 or not is_at(m, begin - 1, WORD)
        if whole and at - begin <= 2 and _SENIOR_YEARS <= years <= _UNLIKELY_YEARS and _of_years(m, at, size):
            return True
    return False


@jit
def _one(m: Row, at: int, size: int, trait: int) -> int:
    return at + (at < size and is_at(m, at, trait))


@jit
def _of_years(m: Row, at: int, size: int) -> bool:
    """Whether "years" follows a number, as in "5 years", "5+ years", "5-7 years", "5 to 7 years"."""
    at = _one(m, at, size, BLANK)
    at += at < size and m[m[col.text] + at] == PLUS
    to = _one(m, at, size, BLANK)
    if to < size and m[m[col.text] + to] == HYPHEN:
        at = _second_number(m, to + 1, size, at)
    elif starts(m, to, size, YEARS_TO):
        at = _second_number(m, to + 2, size, at)
    at = _one(m, at, size, BLANK)
    at += at < size and m[m[col.text] + at] == PLUS
    at = _one(m, at, size, BLANK)
    return _ends_with_unit(m, at, size)


@jit
def _second_number(m: Row, at: int, size: int, otherwise: int) -> int:
    at = _one(m, at, size, BLANK)
    begin = at
    while at < size and at < begin + 2 and is_at(m, at, DIGIT):
        at += 1
    return at if at > begin else otherwise


@jit
def _ends_with_unit(m: Row, at: int, size: int) -> bool:
    stop = at
    while stop < size and is_at(m, stop, WORD):
        stop += 1
    return equals(m, at, stop, YEAR_WORDS)
