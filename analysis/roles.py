"""Whether a posting advertises a backend role, how senior it is, and which of its text belongs to another role.

Knows what titles mean (`analysis.titles` finds them) and the server-side words of a body. Knows nothing of levels.
"""

from __future__ import annotations

from typing import NamedTuple

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.foreign import telling
from analysis.matcher import (
    ADVERT,
    ALL_GRADES,
    BACKEND,
    CLIENT,
    FULLSTACK,
    JUNIOR,
    LEAD,
    MID,
    PITCH,
    SENIOR,
    SERVER,
    SOFTWARE,
)
from analysis.sections import HEADING_LINE
from analysis.standing import ADVERTISED, COLLEAGUE, SPOKEN_TO, line_of
from analysis.years import asks_years

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
_NEEDED_WITHOUT_TITLE = 3
_YEARS_WINDOW = 20_000


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
        if m[m[col.role_header] + number] and telling(m, number):
            _add(m, offer, number)
    if m[offer + _KINDS] and not m[offer + _KINDS] & _SERVER_SIDE:
        _add_behind_header(m, found, opened, offer)
        return
    clear(m, offer)
    any_telling = False
    for number in range(found):
        any_telling = any_telling or (m[m[col.role_standing] + number] == ADVERTISED and telling(m, number))
    for number in range(found):
        if any_telling and m[m[col.role_standing] + number] == ADVERTISED:
            if telling(m, number) or m[offer + _FIRST] == _NONE:
                _add(m, offer, number)
        elif not any_telling and m[m[col.role_standing] + number] == SPOKEN_TO and telling(m, number):
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
        if m[m[col.role_header] + number] and not telling(m, number):
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
    return 3 if asks_years(m, min(size, _YEARS_WINDOW)) else 0
