"""One posting -> what `explain` shows of it, in words: facts, verdicts, categories, and its lines with their notes.

Knows what a reader asks of a reading: what was decided, where it stands, and by which rule. Refuses to draw (colours
are those of `analysis.explain`, tags those of `analysis.site.explained`) and to fetch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from analysis import extract
from analysis.place import INCIDENTAL, NAMES, USED
from analysis.reading import IN_TITLE, dissect
from analysis.taxonomy import CATEGORIES, MORE_CATEGORIES, VENDORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from analysis.posted import Posting
    from analysis.reading import Dissection, Line, Mention, Role, Sentence
    from analysis.taxonomy import Taxonomy

    # (hash of a line, section) -> distinct titles of the company that it stands under
    Repeated = Mapping[tuple[int, str], int]

NO_SECTION = "no section"
# What a terminal or a browser would obey or trip over: controls, marks of direction, lone surrogates.
_UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Note:
    """What was made of the words at a place; `counted` tells where `run` counts them for less, else ''."""

    words: str
    skill: str
    categories: tuple[str, ...]
    level: str
    rule: str
    counted: str


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a line; `section` is '' where it is that of the row above, pieces are (words, level or '')."""

    section: str
    kind: str
    pieces: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is shown of a posting.

    `facts` are (name, value); `verdicts` (what, verdict, rule); `titles` (words, kind, standing, whether its demands
    count); `categories` (category, level, what it rests on, level in `run` where that is another, else '').
    """

    heading: str
    facts: tuple[tuple[str, str], ...]
    verdicts: tuple[tuple[str, str, str], ...]
    titles: tuple[tuple[str, str, str, str], ...]
    categories: tuple[tuple[str, str, str, str], ...]
    title_notes: tuple[Note, ...]
    rows: tuple[Row, ...] = field(repr=False)


def explain(posting: Posting, taxonomy: Taxonomy, repeated: Repeated) -> Explanation:
    """Read a posting and tell why it was read so; `repeated` are its lines that its company's other ads repeat."""
    found = dissect(posting.title, posting.company, posting.text, taxonomy)
    mentions = found.reading.mentions
    in_title = [mention for mention in mentions if mention.start == IN_TITLE]
    return Explanation(
        heading=shown(posting.title or posting.posting_id),
        facts=tuple(
            (name, shown(value)) for name, value in _facts(posting, found, extract.version(taxonomy))
        ),
        verdicts=tuple(_verdicts(posting, found, taxonomy)),
        titles=tuple(dict.fromkeys(_titles(posting, found))),
        categories=tuple(_category(name, mentions, repeated) for name in _categories(mentions)),
        title_notes=tuple(_notes(posting.title or "", in_title, repeated)),
        rows=tuple(_rows(posting.text, found, repeated)),
    )


def shown(text: str) -> str:
    """The text with a replacement character for each that is not shown: of equal length, so that places stand."""
    return _UNSHOWN.sub("\ufffd", text)


def _facts(posting: Posting, found: Dissection, version: str) -> Iterator[tuple[str, str]]:
    yield "Posting", posting.posting_id
    yield "Company", posting.company or "not told"
    yield "Title", posting.title or "not told"
    yield from posting.details
    yield "Text", f"{len(posting.text):,} characters"
    vendors = {m.vendor for m in found.reading.mentions if m.level >= USED}
    yield "Cloud vendors", ", ".join(vendor for vendor in VENDORS if vendor in vendors) or "none"
    yield "Extractor", version


def _verdicts(posting: Posting, found: Dissection, taxonomy: Taxonomy) -> Iterator[tuple[str, str, str]]:
    reading = found.reading
    yield "backend", reading.backend, reading.rule
    yield "seniority", reading.seniority, _why_so_senior(posting, found, taxonomy)
    yield "unit", reading.unit, _why_unit(found)


def _why_so_senior(posting: Posting, found: Dissection, taxonomy: Taxonomy) -> str:
    seniority = found.reading.seniority
    if seniority == "unclear":
        return "no one grade and no five years are told"
    if seniority == "senior":
        # Without its figures a text asks for no years: what then is still senior was told by a title.
        timeless = re.sub(r"\d", "0", posting.text)
        if dissect(posting.title, posting.company, timeless, taxonomy).reading.seniority != seniority:
            return "five years of experience or more are told, and no grade"
    return "a title tells the grade"


def _why_unit(found: Dissection) -> str:
    if found.title_roles is not None:
        return "a posting with a title is for one role"
    if found.reading.unit == "multi":
        return "roles of several kinds are offered"
    return "roles of one kind are offered" if found.roles else "no role is named"


def _titles(posting: Posting, found: Dissection) -> Iterator[tuple[str, str, str, str]]:
    for role in found.title_roles or ():
        yield _role(posting.title or "", role, "in the title")
    for role in found.roles:
        yield _role(posting.text, role, role.standing)


def _role(text: str, role: Role, standing: str) -> tuple[str, str, str, str]:
    grades = "".join(f", {grade}" for grade in role.grades)
    words = " ".join(shown(text[role.start : role.stop]).split())
    return words, role.kind + grades, standing, "yes" if role.counts else "no"


def _categories(mentions: Iterable[Mention]) -> Iterator[str]:
    """The ten of the guide, and of the others those that are named."""
    named = {mention.category for mention in mentions}
    yield from CATEGORIES
    yield from (name for name in MORE_CATEGORIES if name in named)


def _category(name: str, mentions: Sequence[Mention], repeated: Repeated) -> tuple[str, str, str, str]:
    mine = [mention for mention in mentions if mention.category == name]
    skills: dict[str, int] = {}
    for mention in mine:
        skills[mention.skill] = max(skills.get(mention.skill, 0), mention.level)
    level = max(skills.values(), default=0)
    counted = max((INCIDENTAL if _times(m, repeated) else m.level for m in mine), default=0)
    rests_on = ", ".join(
        f"{skill} ({NAMES[skills[skill]]})" for skill in sorted(skills, key=lambda s: -skills[s])
    )
    return name, NAMES[level], rests_on, "" if counted == level else NAMES[counted]


def _times(mention: Mention, repeated: Repeated) -> int:
    return repeated.get((mention.line_hash, mention.section), 0)


def _notes(text: str, mentions: Iterable[Mention], repeated: Repeated) -> Iterator[Note]:
    """A note a place: a skill of two categories is one place."""
    for (start, stop, skill), same in groupby(mentions, key=lambda m: (m.start, m.stop, m.skill)):
        group = list(same)
        first, titles = group[0], _times(group[0], repeated)
        words = skill if start == IN_TITLE else shown(text[start:stop])
        counted = f"run counts it as incidental: the company repeats this line under {titles} titles"
        yield Note(
            words=words,
            skill=skill,
            categories=tuple(mention.category for mention in group),
            level=NAMES[first.level],
            rule=first.rule,
            counted=counted if titles and first.level > INCIDENTAL else "",
        )


def _rows(text: str, found: Dissection, repeated: Repeated) -> Iterator[Row]:
    mentions = [mention for mention in found.reading.mentions if mention.start != IN_TITLE]
    above, at = "", 0
    for start, stop, section, kind in _stretches(found):
        first = at
        while at < len(mentions) and mentions[at].start < stop:
            at += 1
        mine = mentions[first:at]
        yield Row(
            section="" if section == above else section,
            kind=kind,
            pieces=tuple(_pieces(text, start, stop, mine)),
            notes=tuple(_notes(text, mine, repeated)),
        )
        above = section


def _stretches(found: Dissection) -> Iterator[tuple[int, int, str, str]]:
    """Stretches of lines in one section: (start, stop, section, kind); empty lines are left out."""

    def label(sentence: Sentence) -> str:
        named = sentence.section or NO_SECTION
        return f"{named}, another role" if found.is_foreign(sentence.start) else named

    for line, cut in groupby(found.sentences, key=lambda sentence: sentence.line):
        block = found.blocks[line]
        starts = [(next(same).start, name) for name, same in groupby(cut, key=label)]
        words = _without_mark(block)
        for number, (start, name) in enumerate(starts):
            begin = max(start, words) if number else words
            stop = starts[number + 1][0] if number + 1 < len(starts) else block.stop
            if begin < stop:
                yield begin, stop, name, block.kind if begin == words else "more"


def _without_mark(block: Line) -> int:
    """Where a line's words begin: behind the mark of a heading or an item."""
    return block.start if block.kind == "text" else block.start + 2


def _pieces(text: str, start: int, stop: int, mentions: Iterable[Mention]) -> Iterator[tuple[str, str]]:
    at = start
    for mention in mentions:
        if mention.start < at:  # the next category of the same place
            continue
        if at < mention.start:
            yield shown(text[at : mention.start]), ""
        at = min(mention.stop, stop)
        yield shown(text[mention.start : at]), NAMES[mention.level]
    if at < stop:
        yield shown(text[at:stop]), ""
