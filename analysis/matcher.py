"""Text -> the skills and cues that stand in it, in one pass. The only user of pyahocorasick.

Knows word boundaries, the longest match, case rules and the words that must or must not stand near. Knows nothing of
what a hit means. Time is linear in the text: each test of a hit looks at a window of fixed width.
"""

from __future__ import annotations

import functools
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

if TYPE_CHECKING:
    from collections.abc import Iterator

    from analysis.taxonomy import Cue, Skill, Taxonomy

# Characters that look like others, one for one, so that offsets in the folded text are offsets in the text.
_LOOKALIKES = tuple(zip("‐‑‒–—―’‘“”\u00a0\u202f\u2009", "------''\"\"   ", strict=True))
_WINDOW = 160
_BESIDE = 40
_ACRONYM_LENGTH = 5


class SkillHit(NamedTuple):
    """A skill at a place: text[start:stop] is the alias as it is spelled there.

    Hits are tuples: a post has dozens, and a frozen dataclass costs three times as much to make.
    """

    start: int
    stop: int
    skill: Skill


class CueHit(NamedTuple):
    """A cue at a place."""

    start: int
    stop: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class Found:
    """What stands in a text, each list in the order of the text; `folded` is the text as it was searched."""

    folded: str
    skills: tuple[SkillHit, ...]
    cues: tuple[CueHit, ...]


def fold(text: str) -> str:
    """Lower case of equal length: 'İ'.lower() has two characters and would move every offset behind it."""
    folded = text.lower()
    if len(folded) != len(text):
        folded = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    if not folded.isascii():
        for char, plain in _LOOKALIKES:
            if char in folded:
                folded = folded.replace(char, plain)
    return folded


@functools.lru_cache(maxsize=4)
def compiled(taxonomy: Taxonomy) -> Matcher:
    """The matcher of a taxonomy, made once a process."""
    return Matcher(taxonomy)


class Matcher:
    """An automaton over all aliases and cue phrases."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        entries: dict[str, tuple[Skill | None, list[Cue], str]] = {}
        for skill in taxonomy.skills:
            for alias in skill.aliases:
                for key in _spellings(alias, plural=not skill.named):
                    entries.setdefault(key, (skill, [], alias))
        for cue in taxonomy.cues:
            for phrase in cue.phrases:
                key = fold(phrase)
                skill_of, cues, alias = entries.get(key, (None, [], key))
                if cue not in cues:
                    cues.append(cue)
                entries[key] = (skill_of, cues, alias)
        self._automaton = ahocorasick.Automaton()
        for key, (skill_of, cues, alias) in entries.items():
            self._automaton.add_word(key, (len(key), skill_of, tuple(cues), alias))
        self._automaton.make_automaton()

    def find(self, text: str) -> Found:
        """All hits of a text; of overlapping skills the longest, of equal ones the first."""
        folded = fold(text)
        skills: list[SkillHit] = []
        cues: list[CueHit] = []
        end = len(folded)
        for last, (length, skill, its_cues, alias) in self._automaton.iter(folded):
            stop = last + 1
            # Six hits of ten are beginnings of longer words: refused here, a call each is saved.
            if stop < end and folded[stop].isalpha() and folded[last] != ":":
                continue
            start = stop - length
            if not _whole(folded, start, stop):
                continue
            for cue in its_cues:
                cues.append(CueHit(start, stop, cue))  # noqa: PERF401 - most hits have none
            if (
                skill is not None
                and _spelled(skill, alias, text[start:stop])
                and _beside(skill, folded, start, stop)
            ):
                skills.append(SkillHit(start, stop, skill))
        cues.sort(key=_by_place)
        return Found(folded, tuple(_in_context(_longest(skills), folded)), tuple(cues))


def _by_place(hit: SkillHit | CueHit) -> tuple[int, int]:
    return (hit.start, -hit.stop)


def _spellings(alias: str, *, plural: bool) -> set[str]:
    """The alias, with hyphens for blanks and the other way round, and where wanted with an -s."""
    key = fold(alias)
    keys = {key, key.replace(" ", "-"), key.replace("-", " ")} if len(key) > _ACRONYM_LENGTH else {key}
    return keys | {f"{k}s" for k in keys if plural and k[-1].isalpha() and k[-1] != "s"}


def _whole(folded: str, start: int, stop: int) -> bool:
    """Whether the hit stands alone: no letter or digit on either side of it, and no part of a domain name."""
    if stop < len(folded) and ((after := folded[stop]).isalnum() or after == "_") and folded[stop - 1] != ":":
        return False
    if start == 0:
        return True
    before = folded[start - 1]
    if (before.isalnum() or before == "_") and folded[start] not in "(-.:/+":
        return False
    return not (before in ".@" and start > 1 and folded[start - 2].isalnum())


def _spelled(skill: Skill, alias: str, spelled: str) -> bool:
    """The case rule."""
    if skill.case == "capital":
        return spelled[0].isupper()
    if skill.case == "exact":
        return spelled == alias
    return not (skill.case == "acronym" and _acronym(alias)) or _in_capitals(spelled, alias)


def _beside(skill: Skill, folded: str, start: int, stop: int) -> bool:
    """Whether no forbidden word stands directly before or behind the hit."""
    if skill.not_before and folded.startswith(skill.not_before, stop):
        return False
    return not (skill.not_after and folded[max(0, start - _BESIDE) : start].endswith(skill.not_after))


def _acronym(alias: str) -> bool:
    return len(alias) <= _ACRONYM_LENGTH and alias.isalpha()


def _in_capitals(spelled: str, alias: str) -> bool:
    """In capitals but for the -s of a plural: "VPCs" are, "CIS" is no plural of CI."""
    return spelled[: len(alias) - alias.endswith("s")].isupper() and spelled[len(alias) :] in {"", "s"}


def _longest(hits: list[SkillHit]) -> list[SkillHit]:
    hits.sort(key=_by_place)
    kept: list[SkillHit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].stop:
            if hit.stop - hit.start > kept[-1].stop - kept[-1].start:
                kept[-1] = hit
            continue
        kept.append(hit)
    return kept


def _in_context(hits: list[SkillHit], folded: str) -> Iterator[SkillHit]:
    """Leave out what lacks the words it needs near, or stands near words that forbid it."""
    sure = [hit for hit in hits if hit.skill.named and not hit.skill.near]
    company = _Company(
        {"@tool": _Places([hit for hit in sure if hit.skill.in_guide]), "@skill": _Places(sure)},
        frozenset(f"@{hit.skill.vendor}" for hit in sure if hit.skill.vendor),
    )
    for hit in hits:
        if not hit.skill.near and not hit.skill.not_near:
            yield hit
            continue
        around = folded[max(0, hit.start - _WINDOW) : hit.stop + _WINDOW]
        if any(word in around for word in hit.skill.not_near):
            continue
        if not hit.skill.near or _is_near(hit, around, company):
            yield hit


class _Places:
    """Where some hits stand: asked whether one of them is near, in time of the logarithm of their number."""

    def __init__(self, hits: list[SkillHit]) -> None:
        self._starts = [hit.start for hit in hits]
        self._stops = [hit.stop for hit in hits]

    def near(self, hit: SkillHit) -> bool:
        first = bisect_left(self._stops, hit.start - _WINDOW)
        return first < len(self._starts) and self._starts[first] <= hit.stop + _WINDOW


class _Company(NamedTuple):
    """What an ambiguous name may lean on: the places of unambiguous names, and the clouds that the text names."""

    places: dict[str, _Places]
    vendors: frozenset[str]


def _is_near(hit: SkillHit, around: str, company: _Company) -> bool:
    """One of the needed words stands around, or is part of the alias itself ("aws glue")."""
    for word in hit.skill.near:
        if word in company.places:
            if company.places[word].near(hit):
                return True
        elif word in company.vendors or word in around:
            return True
    return False
