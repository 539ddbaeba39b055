"""Whether a posting advertises a backend role, how senior it is, and which of its text belongs to another role.

Knows what titles mean (`analysis.titles` finds them) and the server-side words of a body. Knows nothing of levels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
from analysis.letters import BLANK, DIGIT, HYPHEN, PLUS, WORD, YEARS as YEAR_WORDS, YEARS_TO, Page, equals, is_a, starts
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

if TYPE_CHECKING:
    from analysis.standing import Around
    from analysis.titles import Roles

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


class Stretches(NamedTuple):
    """Stretches of another role: as found, and merged (in order and apart); `role` and `line` are the titles that open
    lines, `common` marks lines that speak of all roles."""

    start: Any
    stop: Any
    merged_start: Any
    merged_stop: Any
    role: Any
    line: Any
    common: Any


_KINDS, _FIRST, _GRADES = 0, 1, 2
_NONE = -1


def offer_room() -> Any:  # noqa: ANN401 - an array or a list
    """Room for an offer: kinds, first kind, grades by kind."""
    return room(_GRADES + SOFTWARE + 1)


def stretches_room(capacity: int) -> Stretches:
    """Room for stretches of other roles."""
    return Stretches(*(room(2 * capacity) for _ in range(7)))


@jit
def _clear(offer: Any) -> None:
    for at in range(len(offer)):
        offer[at] = 0
    offer[_FIRST] = _NONE


@jit
def _add(offer: Any, roles: Roles, number: int) -> None:
    kind = roles.kind[number]
    offer[_KINDS] |= 1 << kind
    if offer[_FIRST] == _NONE:
        offer[_FIRST] = kind
    offer[_GRADES + kind] |= roles.grades[number]


@jit
def _telling(roles: Roles, number: int) -> bool:
    """Whether a role says what the work is: not only "engineers", "developer", "lead"."""
    return roles.families[number] != 0


@jit
def openings(around: Around, roles: Roles, found: int, out: Stretches) -> int:
    """Advertised roles at the start of a line but the first; their number."""
    number = 0
    for role in range(found):
        line = line_of(around, roles.start[role])
        if line == 0 or not _telling(roles, role) or roles.standing[role] != ADVERTISED:
            continue
        if roles.start[role] - around.lines.start[line] > _OPENING:
            continue
        if number == 0 or out.line[number - 1] != line:
            out.role[number], out.line[number] = role, line
            number += 1
    return number


@jit
def offered_in_title(around: Around, titles: Roles, named: int, roles: Roles, found: int, offer: Any) -> None:
    """The roles of a title; where those leave the work open, the backend roles that headings name too."""
    _clear(offer)
    for number in range(named):
        _add(offer, titles, number)
    if named == 0 or offer[_KINDS] & ~_OPEN_TITLES:
        return
    for number in range(found):
        line = line_of(around, roles.start[number])
        if roles.kind[number] == BACKEND and around.lines.kind[line] == HEADING_LINE:
            _add(offer, roles, number)


@jit
def offered_in_text(around: Around, roles: Roles, found: int, out: Stretches, opened: int, offer: Any) -> None:
    """The roles that decide: advertised ones that say what the work is, else the rest."""
    _clear(offer)
    for number in range(found):
        if roles.header[number] and _telling(roles, number):
            _add(offer, roles, number)
    if offer[_KINDS] and not offer[_KINDS] & _SERVER_SIDE:
        _add_behind_header(around, roles, found, out, opened, offer)
        return
    _clear(offer)
    telling = False
    for number in range(found):
        telling = telling or (roles.standing[number] == ADVERTISED and _telling(roles, number))
    for number in range(found):
        if telling and roles.standing[number] == ADVERTISED:
            if _telling(roles, number) or offer[_FIRST] == _NONE:
                _add(offer, roles, number)
        elif not telling and roles.standing[number] == SPOKEN_TO and _telling(roles, number):
            _add(offer, roles, number)
    if offer[_FIRST] == _NONE:
        for number in range(found):
            if roles.standing[number] >= SPOKEN_TO:
                _add(offer, roles, number)


@jit
def _add_behind_header(around: Around, roles: Roles, found: int, out: Stretches, opened: int, offer: Any) -> None:
    """A header of other work: the lists and searches below it may name the role, too."""
    if around.size <= _LONG_TEXT:
        for number in range(opened):
            _add(offer, roles, out.role[number])
    for number in range(found):
        if roles.standing[number] == ADVERTISED and roles.kind[number] == BACKEND:
            _add(offer, roles, number)
    for number in range(found):
        if roles.header[number] and not _telling(roles, number):
            _add(offer, roles, number)


@jit
def judge(around: Around, cues: int, roles: Roles, found: int, offer: Any, titled: bool) -> Verdict:
    backend, rule = _backend(around, cues, roles, found, offer, titled)
    target = _target(offer, backend)
    kinds = offer[_KINDS]
    multi = not titled and kinds & (kinds - 1) != 0
    return Verdict(backend, rule, _seniority(around.page, around.size, offer, target), int(multi), target)


@jit
def _backend(around: Around, cues: int, roles: Roles, found: int, offer: Any, titled: bool) -> tuple[int, int]:
    kinds = offer[_KINDS]
    if not titled and _words(around, cues, PITCH, 1):
        return NO, NO_ADVERTISEMENT
    if kinds >> BACKEND & 1:
        return STRICT, TITLE_BACKEND
    if kinds & _SERVER_SIDE:
        if not titled and _names(roles, found, 1 << BACKEND, True):
            return STRICT, BODY_BACKEND
        if kinds >> FULLSTACK & 1:
            return BROAD, TITLE_FULLSTACK
        return _open_title(around, cues)
    if offer[_FIRST] != _NONE or titled:
        return NO, OTHER_WORK
    return _untitled(around, cues, roles, found)


@jit
def _names(roles: Roles, found: int, kinds: int, spoken: bool) -> bool:
    for number in range(found):
        if kinds >> roles.kind[number] & 1 and not (spoken and roles.standing[number] == COLLEAGUE):
            return True
    return False


@jit
def _open_title(around: Around, cues: int) -> tuple[int, int]:
    """Decide on a "Software Engineer" by the work in the body."""
    if _words(around, cues, SERVER, 1):
        return BROAD, OPEN_SERVER
    if _words(around, cues, CLIENT, 1):
        return NO, OPEN_CLIENT
    return UNCLEAR, OPEN_NOTHING


@jit
def _untitled(around: Around, cues: int, roles: Roles, found: int) -> tuple[int, int]:
    if found == 0 and not _words(around, cues, ADVERT, 1):
        return NO, NOTHING_ADVERTISED
    if _names(roles, found, 1 << BACKEND, True):
        return STRICT, BODY_BACKEND
    if _names(roles, found, 1 << BACKEND | 1 << FULLSTACK, False):
        return BROAD, BODY_WORK
    if _words(around, cues, SERVER, _NEEDED_WITHOUT_TITLE):
        return BROAD, BODY_SERVER
    return UNCLEAR, NO_TITLE


@jit
def _words(around: Around, cues: int, kind: int, needed: int) -> bool:
    """Whether so many different words of a kind stand in the text; up to three are asked for."""
    hits, seen, first, second = around.hits, 0, _NONE, _NONE
    for cue in range(cues):
        if around.tables.spellings.kind[hits.cue[cue]] != kind:
            continue
        spelling = hits.spelling[cue]
        if spelling not in (first, second):
            first, second = spelling, first
            seen += 1
            if seen >= needed:
                return True
    return False


@jit
def _target(offer: Any, backend: int) -> int:
    """Kinds of the roles whose demands count."""
    if backend == STRICT:
        return _SERVER_SIDE
    if backend in (BROAD, UNCLEAR):
        return _OPEN_TITLES
    return 0 if offer[_FIRST] == _NONE else 1 << offer[_FIRST]


@jit
def foreign(
    around: Around, roles: Roles, found: int, target: int, out: Stretches, opened: int
) -> int:
    """Stretches under the title of a role that is not the one asked about, in order and apart; their number."""
    parts = _foreign_parts(around, roles, found, target, out)
    number = parts
    wanted = False
    for at in range(opened):
        wanted = wanted or target >> roles.kind[out.role[at]] & 1 != 0
    if wanted:
        _mark_common(around, out)
        for at in range(opened):
            if target >> roles.kind[out.role[at]] & 1:
                continue
            limit = out.line[at + 1] if at + 1 < opened else around.number
            line = out.line[at]
            out.start[number] = around.lines.start[line]
            out.stop[number] = around.lines.stop[_last_line(around, line, limit, out)]
            number += 1
    return _joined(out, parts, number)


@jit
def _foreign_parts(around: Around, roles: Roles, found: int, target: int, out: Stretches) -> int:
    """Parts of a line between the title of another role and the next one: "DevOps (AWS), web developer (Go)"."""
    last, number = _NONE, 0
    for role in range(found):
        if roles.standing[role] != ADVERTISED or not _telling(roles, role):
            continue
        if last != _NONE:
            line = line_of(around, roles.start[last])
            mine, next_one = target >> roles.kind[last] & 1, target >> roles.kind[role] & 1
            if roles.start[role] < around.lines.stop[line] and not mine and next_one:
                out.start[number], out.stop[number] = roles.start[last], roles.start[role]
                number += 1
        last = role
    return number


@jit
def _mark_common(around: Around, out: Stretches) -> None:
    """Lines of sections that speak of the company or its stack, thus of all roles."""
    for line in range(around.number):
        out.common[line] = 0
    for at in range(around.sentences):
        if around.lines.section[at] in (STACK_SECTION, COMPANY, BENEFITS, APPLY):
            out.common[around.lines.line[at]] = 1


@jit
def _last_line(around: Around, line: int, limit: int, out: Stretches) -> int:
    """Where a role's text ends: with its own line in a list or a paragraph, else before what is said of all."""
    lines = around.lines
    if lines.kind[line] == ITEM_LINE or lines.stop[line] - lines.start[line] > _TITLE_LINE:
        return line
    while line + 1 < limit and not out.common[line + 1] and lines.kind[line + 1] != HEADING_LINE:
        line += 1
    return line


@jit
def _joined(out: Stretches, parts: int, number: int) -> int:
    """Merge the parts of lines with the stretches behind them, both in order, and join those that touch."""
    left, part, rest = 0, 0, parts
    while part < parts or rest < number:
        if rest >= number or (part < parts and out.start[part] <= out.start[rest]):
            start, stop = out.start[part], out.stop[part]
            part += 1
        else:
            start, stop = out.start[rest], out.stop[rest]
            rest += 1
        if left and start <= out.merged_stop[left - 1]:
            out.merged_stop[left - 1] = max(out.merged_stop[left - 1], stop)
        else:
            out.merged_start[left], out.merged_stop[left] = start, stop
            left += 1
    return left


@jit
def _seniority(page: Page, size: int, offer: Any, target: int) -> int:
    grades, everywhere = 0, 0
    for kind in range(SOFTWARE + 1):
        everywhere |= offer[_GRADES + kind]
        if target >> kind & 1:
            grades |= offer[_GRADES + kind]
    if not offer[_KINDS] & target:
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
    return 3 if _asks_years(page, min(size, _YEARS_WINDOW)) else 0


@jit
def _asks_years(page: Page, size: int) -> bool:
    """Whether five years or more are asked for; more than twenty are the company's age."""
    at = 0
    while at < size:
        if not is_a(page.letters, page.text[at], DIGIT):
            at += 1
            continue
        begin, years = at, 0
        while at < size and is_a(page.letters, page.text[at], DIGIT):
            years = min(99, years * 10 + min(9, max(0, page.text[at] - 48)))
            at += 1
        whole = begin == 0 or not is_a(page.letters, page.text[begin - 1], WORD)
        if whole and at - begin <= 2 and _SENIOR_YEARS <= years <= _UNLIKELY_YEARS and _of_years(page, at, size):
            return True
    return False


@jit
def _one(page: Page, at: int, size: int, trait: int) -> int:
    return at + (at < size and is_a(page.letters, page.text[at], trait))


@jit
def _of_years(page: Page, at: int, size: int) -> bool:
    """Whether "years" follows a number, as in "5 years", "5+ years", "5-7 years", "5 to 7 years"."""
    at = _one(page, at, size, BLANK)
    at += at < size and page.text[at] == PLUS
    to = _one(page, at, size, BLANK)
    if to < size and page.text[to] == HYPHEN:
        at = _second_number(page, to + 1, size, at)
    elif starts(page, to, size, YEARS_TO):
        at = _second_number(page, to + 2, size, at)
    at = _one(page, at, size, BLANK)
    at += at < size and page.text[at] == PLUS
    at = _one(page, at, size, BLANK)
    return _ends_with_unit(page, at, size)


@jit
def _second_number(page: Page, at: int, size: int, otherwise: int) -> int:
    at = _one(page, at, size, BLANK)
    begin = at
    while at < size and at < begin + 2 and is_a(page.letters, page.text[at], DIGIT):
        at += 1
    return at if at > begin else otherwise


@jit
def _ends_with_unit(page: Page, at: int, size: int) -> bool:
    stop = at
    while stop < size and is_a(page.letters, page.text[stop], WORD):
        stop += 1
    return equals(page, at, stop, YEAR_WORDS)
