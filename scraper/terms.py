"""Words for kinds of employment, workplaces and periods of pay -> those of `Posting`.

Knows how sources write them, in English, German and Swedish. What is not understood, or tells two kinds, is None.
"""

from __future__ import annotations

import functools
import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_A_WORD = re.compile(r"[^a-z]+")
_WORD = re.compile(r"[A-Z]?[a-zäöåüé]+|[A-Z]+(?![a-z])|\d\w*")
# The strongest first: "full-time internship" is an internship, "fixed-term contract" temporary work.
_EMPLOYMENT = {
    "intern": "intern interns internship trainee apprentice apprenticeship werkstudent workingstudent",
    "temporary": "temporary temp fixedterm seasonal perdiem tempor sommarjobb",
    "contract": "contract contractor contracts freelance freelancer b2b",
    "part_time": "part parttime deltid teilzeit pt",
    "full_time": "full fulltime fulltid heltid vollzeit salariedft ft",
    "other": "volunteer other",
}
_PERMANENT = frozenset({"permanent", "perm"})
_EMPLOYMENT_OF = {word: kind for kind, words in _EMPLOYMENT.items() for word in words.split()}
_WORKPLACE = {
    "remote": "remote fully fullyremote telecommute",
    "hybrid": "hybrid",
    "onsite": "onsite inoffice office inperson none",
}
_WORKPLACE_OF = {word: kind for kind, words in _WORKPLACE.items() for word in words.split()}
_WORKPLACE_IN = re.compile(r"(?<![a-z])(?:remote|hybrid)(?![a-z])")
_PERIOD = {
    "year": "year years yearly annual annually annum pa peryear peryearsalary",
    "month": "month months monthly permonth permonthsalary",
    "week": "week weeks weekly perweek",
    "day": "day days daily perday",
    "hour": "hour hours hourly perhour perhourwage",
}
_PERIOD_OF = {word: period for period, words in _PERIOD.items() for word in words.split()}

# The same few words come again and again.
_remembered = functools.lru_cache(maxsize=16_384)


@_remembered
def employment(*phrases: str | None) -> str | None:
    """Kind of employment ("Perm - Full-time", "parttime_fixed_term"), where all phrases that tell one tell the same."""
    told = {_employment(phrase) for phrase in phrases} - {None}
    return told.pop() if len(told) == 1 else None


def _employment(phrase: str | None) -> str | None:
    """None too where a phrase offers two kinds: "full or part time", "permanent or contract"."""
    words = [word.casefold() for word in _WORD.findall(phrase or "")]
    pairs = [first + second for first, second in itertools.pairwise(words)]
    kinds = {_EMPLOYMENT_OF.get(word) for word in [*words, *pairs]}
    if {"full_time", "part_time"} <= kinds:
        return None
    if not _PERMANENT.isdisjoint(words) and not kinds.isdisjoint({"temporary", "contract"}):
        return None
    return next((kind for kind in _EMPLOYMENT if kind in kinds), None)


@_remembered
def workplace(*words: str | None) -> str | None:
    return _agreed(_WORKPLACE_OF, words)


@_remembered
def period(word: str | None) -> str | None:
    return _agreed(_PERIOD_OF, [word])


def _agreed(table: dict[str, str], words: Iterable[str | None]) -> str | None:
    told = {table.get(_NOT_A_WORD.sub("", (word or "").casefold())) for word in words} - {None}
    return told.pop() if len(told) == 1 else None


@_remembered
def workplace_in(*names: str | None) -> str | None:
    """Workplace that the names of places state ("Remote - US"), where all of them state the same."""
    told = {_WORKPLACE_IN.search(name.casefold()) for name in names if name}
    kinds = {found and found[0] for found in told}
    return kinds.pop() if len(kinds) == 1 else None
