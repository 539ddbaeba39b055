"""One posting -> what a careful reader says of it: its role, and each skill with its place and level.

Knows the order in which matcher, sections, titles, roles and levels are asked. Pure: no clock, no files, and no other
posting is looked at.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis import matcher
from analysis.levels import level_of
from analysis.place import ABSENT, CUES, INCIDENTAL, USED, Place
from analysis.roles import Roles, read_roles
from analysis.sections import Line, Sentence, lines, sentences
from analysis.standing import ADVERTISED
from analysis.titles import Role, titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.matcher import CueHit, Found, SkillHit
    from analysis.taxonomy import Skill, Taxonomy

IN_TITLE = -1
_LINK_REACH = 200
# A line may be five megabytes long: what stands further away governs nothing.
_CUES_BEFORE, _CUES_AFTER = 400, 300


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill at a place, once for each of its categories; text[start:stop] is the alias, -1 in the title.

    `section` is that of its sentence, '' where none was opened and in the title.
    """

    skill: str
    category: str
    vendor: str | None
    named: bool
    level: int
    start: int
    stop: int
    line_hash: int
    section: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a careful reader says of one posting; `rule` tells what decided on `backend`."""

    unit: str
    backend: str
    seniority: str
    mentions: tuple[Mention, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Dissection:
    """A reading with what it rests on: lines, sentences with their sections, roles of the text and of the title."""

    reading: Reading
    blocks: Sequence[Line]
    sentences: Sequence[Sentence]
    roles: Roles
    title_roles: tuple[Role, ...] | None


@dataclass(frozen=True, slots=True)
class _Posting:
    """A text with all that was found in it."""

    text: str
    found: Found
    blocks: Sequence[Line]
    sentences: Sequence[Sentence]
    roles: Roles
    employer: str


def read(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Reading:
    """Read one posting; the text is in the format of `posting.text`, and any text at all can be read."""
    return dissect(title, company, text, taxonomy).reading


def dissect(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Dissection:
    """The same, with what the reading rests on."""
    find = matcher.compiled(taxonomy).find
    found = find(text)
    named = find(title) if title else None
    blocks = lines(text)
    cut = sentences(text, blocks, [hit for hit in found.cues if hit.cue.kind == "section"])
    title_roles = _title_roles(named, title or "") if named else None
    roles = read_roles(title_roles, found, blocks, cut)
    mentions: list[Mention] = []
    if roles.advert:
        mentions += _in_title(named, title or "") if named else ()
        employer = (company or "").casefold().strip() if company or named else _employer(found)
        mentions += _in_text(_Posting(text, found, blocks, cut, roles, employer))
    reading = Reading(roles.unit, roles.backend, roles.seniority, tuple(mentions), roles.rule)
    return Dissection(reading, blocks, cut, roles, title_roles)


def line_hash(line: str) -> int:
    """64 bits of a line, white space and case folded: the same line in two postings has the same."""
    shown = " ".join(line.casefold().split()).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(shown, digest_size=8).digest(), "big")


def _title_roles(found: Found, title: str) -> tuple[Role, ...]:
    blocks = lines(title)
    return tuple(titles(found, blocks, sentences(title, blocks, [])))


def _employer(found: Found) -> str:
    """An untitled post begins with who hires: a tool's name at its very start is the employer's."""
    first = found.skills[0] if found.skills else None
    return first.skill.name.casefold() if first is not None and first.start <= 1 and first.skill.named else ""


def _in_title(found: Found, title: str) -> Iterator[Mention]:
    line = (line_hash(title), "")
    for hit in found.skills:
        yield from _mentions(hit.skill, (USED, "named in the title"), (IN_TITLE, IN_TITLE), line)


def _in_text(posting: _Posting) -> Iterator[Mention]:
    marks: dict[int, int] = {}
    for place in _places(posting):
        hit, line = place.hit, place.sentence.line
        level, rule = level_of(place)
        if posting.employer and hit.skill.named and hit.skill.name.casefold() == posting.employer:
            level, rule = min(level, INCIDENTAL), "the employer itself"
        if level == ABSENT:
            continue
        if line not in marks:
            block = posting.blocks[line]
            marks[line] = line_hash(posting.text[block.start : block.stop])
        yield from _mentions(hit.skill, (level, rule), (hit.start, hit.stop), (marks[line], place.section))


def _mentions(
    skill: Skill, verdict: tuple[int, str], place: tuple[int, int], line: tuple[int, str]
) -> Iterator[Mention]:
    level, rule = verdict
    for category in skill.categories:
        vendor = skill.vendor if category == "cloud" else None
        yield Mention(skill.name, category, vendor, skill.named, level, *place, *line, rule)


def _places(posting: _Posting) -> Iterator[Place]:
    found, roles = posting.found, posting.roles
    cues = [hit for hit in found.cues if hit.cue.kind in CUES]
    cue_starts = [hit.start for hit in cues]
    sentence_starts = [sentence.start for sentence in posting.sentences]
    role_starts = [role.start for role in roles.roles]
    for hit in found.skills:
        sentence = posting.sentences[max(0, bisect_right(sentence_starts, hit.start) - 1)]
        block = posting.blocks[sentence.line]
        before, after = _cues_beside(cues, cue_starts, sentence, hit)
        yield Place(
            hit=hit,
            folded=found.folded,
            sentence=sentence,
            before=before,
            after=after,
            foreign=roles.is_foreign(hit.start),
            in_role="" if hit.skill.named else _role_around(roles, role_starts, hit),
            in_link=_in_link(found.folded, hit.start, hit.stop),
            line_length=block.stop - block.start,
            opens_with_role=sentence.line in roles.role_lines,
        )


def _cues_beside(
    cues: Sequence[CueHit], starts: Sequence[int], sentence: Sentence, hit: SkillHit
) -> tuple[list[CueHit], list[CueHit]]:
    first = bisect_right(starts, max(sentence.start, hit.start - _CUES_BEFORE) - 1)
    last = bisect_right(starts, min(sentence.stop, hit.stop + _CUES_AFTER))
    outer = _outermost(cues[first:last])
    before = [cue for cue in outer if cue.stop <= hit.start]
    return before, [cue for cue in outer if cue.start >= hit.stop and cue.stop <= sentence.stop]


def _outermost(cues: Sequence[CueHit]) -> list[CueHit]:
    """Without cues inside longer ones: "gain experience with" asks for nothing."""
    out: list[CueHit] = []
    reach = -1
    for cue in cues:
        if cue.stop > reach or (cue.stop == reach and cue.start == out[-1].start):
            out.append(cue)
            reach = cue.stop
    return out


def _role_around(roles: Roles, starts: Sequence[int], hit: SkillHit) -> str:
    """Whether the words are part of a role's name: of the "target", of an "other" one, or '' of none."""
    index = bisect_right(starts, hit.start) - 1
    if index < 0 or hit.start >= roles.roles[index].stop:
        return ""
    role = roles.roles[index]
    return "target" if role.kind in roles.target and role.standing == ADVERTISED else "other"


def _in_link(folded: str, start: int, stop: int) -> bool:
    head = folded[max(0, start - _LINK_REACH) : start]
    left = "" if not head or head[-1].isspace() else head.rsplit(None, 1)[-1]
    token = left + folded[start : stop + _LINK_REACH].split(None, 1)[0]
    return "://" in token or token.startswith("www.") or ".com/" in token
