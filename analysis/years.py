"""How many years of experience a text asks for.

Knows how years are written. Knows nothing of roles.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import BLANK, DIGIT, HYPHEN, PLUS, WORD, equals, is_at, starts
from analysis.phrases import YEARS as YEAR_WORDS
from analysis.phrases import YEARS_TO

_SENIOR_YEARS, _UNLIKELY_YEARS = 5, 20


@jit
def asks_years(m: Row, size: int) -> bool:
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
