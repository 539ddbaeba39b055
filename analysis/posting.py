"""One posting, compiled: the order in which scan, sections, titles, roles and levels are asked.

Knows the rooms that the rules write to. Pure: no clock, no files, and no other posting is looked at. What the numbers
mean in words is told by `analysis.reading`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import entry, jit, room
from analysis.letters import BLANK, Page, folded_into, is_a
from analysis.levels import IN_THE_TITLE, THE_EMPLOYER, level_of
from analysis.place import ABSENT, INCIDENTAL, USED, level_cues, near_room, place_of
from analysis.roles import (
    BROAD,
    NO_ADVERTISEMENT,
    STRICT,
    Stretches,
    foreign,
    judge,
    offer_room,
    offered_in_text,
    offered_in_title,
    openings,
    stretches_room,
)
from analysis.scan import Hits, hits, scan
from analysis.sections import Lines, cut_lines, cut_sentences, lines_room
from analysis.standing import Around, last_at, outside_titles
from analysis.titles import Roles, find_titles, roles_room

if TYPE_CHECKING:
    from analysis.matcher import Tables

IN_TITLE = -1
UNTOLD = -2
# Two hashes of 31 bits make one of 62: products of such numbers fit into 64 bits.
_PRIME = (1 << 31) - 1
_FIRST_BASE, _SECOND_BASE = 1_103_515_245, 1_664_525_017 % _PRIME


class Desk(NamedTuple):
    """Room for one text and what is found in it."""

    text: Any
    hits: Hits
    lines: Lines
    roles: Roles
    cue: Any


class Room(NamedTuple):
    """Room for a posting: its text, its title, and what is made of both."""

    text: Desk
    title: Desk
    others: Stretches
    near: Any
    offer: Any


class Mentions(NamedTuple):
    """Rows of mentions: number of the posting, skill, level, place (-1 in the title), section, rule, two halves of the
    line's hash."""

    posting: Any
    skill: Any
    level: Any
    start: Any
    stop: Any
    section: Any
    rule: Any
    hash_high: Any
    hash_low: Any


class Found(NamedTuple):
    """What was found in one posting: counts of rows in `Room`, and the verdicts."""

    lines: int
    sentences: int
    roles: int
    title_roles: int
    foreign: int
    mentions: int
    backend: int
    rule: int
    seniority: int
    multi: int
    target: int


def desk(length: int, capacity: int) -> Desk:
    """Room for a text of a length with up to so many cues, lines and roles."""
    return Desk(room(length), hits(capacity), lines_room(capacity), roles_room(capacity), room(capacity))


def room_for(length: int, title: int, capacity: int) -> Room:
    """Room for texts and titles of up to a length."""
    return Room(
        desk(length, capacity), desk(title, 8 * title + 64), stretches_room(capacity), near_room(), offer_room()
    )


def mentions_room(capacity: int) -> Mentions:
    """Room for rows of mentions."""
    return Mentions(*(room(capacity) for _ in range(9)))


@entry
def read_posting(
    raw: Any, title: Any, titled: bool, employer: int, tables: Tables, room: Room, out: Mentions, row: int, number: int
) -> Found:
    """Read one posting; its mentions are written to `out` from `row` on. `lines` is -1 where the room is too small.

    `employer` is the number of the skill that the company is called like, -1 for none, UNTOLD where no company is told.
    """
    nothing = Found(-1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    around, cues, skills, roles = _dissected(raw, tables, room.text)
    if cues < 0:
        return nothing
    above, title_cues, title_skills, title_roles = _dissected(title, tables, room.title)
    if title_cues < 0:
        return nothing
    opened = openings(around, room.text.roles, roles, room.others)
    if titled:
        offered_in_title(around, room.title.roles, title_roles, room.text.roles, roles, room.offer)
    else:
        offered_in_text(around, room.text.roles, roles, room.others, opened, room.offer)
    verdict = judge(around, cues, room.text.roles, roles, room.offer, titled)
    others = 0
    if not titled:
        for at in range(opened):
            room.text.lines.opens[room.others.line[at]] = 1
        if verdict.backend in (STRICT, BROAD):
            others = foreign(around, room.text.roles, roles, verdict.target, room.others, opened)
    written = 0
    if verdict.rule != NO_ADVERTISEMENT:
        if row + skills + title_skills > len(out.skill):
            return nothing
        written = _in_title(above, title_skills, out, row, number) if titled else 0
        if employer == UNTOLD:
            employer = -1 if titled else _employer(around, skills)
        written += _in_text(
            around, cues, skills, roles, verdict.target, others, employer, room, out, row + written, number
        )
    return Found(
        around.number, around.sentences, roles, title_roles, others, written, verdict.backend, verdict.rule,
        verdict.seniority, verdict.multi, verdict.target,
    )  # fmt: skip


@jit
def _dissected(raw: Any, tables: Tables, desk: Desk) -> tuple[Around, int, int, int]:
    """A text with its lines, sentences and roles; numbers of cues (-1 where the room is too small), skills, roles."""
    size = len(raw)
    folded_into(raw, tables.letters, desk.text, 0, size)
    page = Page(raw, desk.text, tables.letters)
    cues, skills = scan(page, size, tables, desk.hits)
    number = cut_lines(page, size, desk.lines)
    sentences = -1
    if cues >= 0 and number >= 0:
        sentences = cut_sentences(page, number, desk.lines, tables, desk.hits, cues)
    if sentences < 0:
        return Around(page, size, desk.lines, 0, 0, desk.hits, tables, desk.cue, 0), -1, 0, 0
    told = outside_titles(tables, desk.hits, cues, desk.cue)
    around = Around(page, size, desk.lines, number, sentences, desk.hits, tables, desk.cue, told)
    return around, cues, skills, find_titles(around, desk.roles, cues)


@jit
def _employer(around: Around, skills: int) -> int:
    """An untitled post begins with who hires: a tool's name at its very start is the employer's."""
    if skills == 0 or around.hits.start[0] > 1:
        return -1
    first = around.hits.skill[0]
    return first if around.tables.skills.named[first] else -1


@jit
def _in_title(around: Around, skills: int, out: Mentions, row: int, number: int) -> int:
    high, low = hash_of(around.page, 0, around.size)
    for at in range(skills):
        out.posting[row], out.skill[row], out.level[row] = number, around.hits.skill[at], USED
        out.start[row], out.stop[row], out.section[row] = IN_TITLE, IN_TITLE, 0
        out.rule[row], out.hash_high[row], out.hash_low[row] = IN_THE_TITLE, high, low
        row += 1
    return skills


@jit
def _in_text(around: Around, cues: int, skills: int, roles: int, target: int, others: int, employer: int, room: Room,
             out: Mentions, row: int, number: int) -> int:  # fmt: skip
    first, last, high, low = row, -1, 0, 0
    said = level_cues(around.tables, around.hits, cues, around.cue)
    told = Around(
        around.page, around.size, around.lines, around.number, around.sentences, around.hits, around.tables,
        around.cue, said,
    )  # fmt: skip
    for at in range(skills):
        place = place_of(told, at, room.near, room.text.roles, roles, target, room.others, others)
        level, rule = level_of(place)
        skill = around.hits.skill[at]
        if skill == employer and around.tables.skills.named[skill]:
            level, rule = min(level, INCIDENTAL), THE_EMPLOYER
        if level == ABSENT:
            continue
        line = around.lines.line[max(0, last_at(around.lines.sentence, around.sentences, place.start))]
        if line != last:
            high, low = hash_of(around.page, around.lines.start[line], around.lines.stop[line])
            last = line
        out.posting[row], out.skill[row], out.level[row] = number, skill, level
        out.start[row], out.stop[row], out.section[row] = place.start, place.stop, place.section
        out.rule[row], out.hash_high[row], out.hash_low[row] = rule, high, low
        row += 1
    return row - first


@jit
def hash_of(page: Page, start: int, stop: int) -> tuple[int, int]:
    """62 bits of a line, white space and case folded: the same line in two postings has the same."""
    high, low, blank = 0, 0, False
    for at in range(start, stop):
        code = page.text[at]
        if is_a(page.letters, code, BLANK):
            blank = high != 0
            continue
        if blank:
            high, low, blank = _mixed(high, 32, _FIRST_BASE), _mixed(low, 32, _SECOND_BASE), False
        high, low = _mixed(high, code, _FIRST_BASE), _mixed(low, code, _SECOND_BASE)
    return high, low


@jit
def _mixed(value: int, code: int, base: int) -> int:
    mixed = value * base + code + 1
    mixed = (mixed & _PRIME) + (mixed >> 31)
    return mixed - _PRIME if mixed >= _PRIME else mixed


@entry
def read_postings(
    raw: Any, at: Any, titles: Any, title_at: Any, titled: Any, employers: Any, first: int, tables: Tables, room: Room,
    out: Mentions, row: int, verdicts: Any,
) -> tuple[int, int]:  # fmt: skip
    """Read postings from `first` on; (number of the next one, number of the next row).

    Stops early where the room is too small. `verdicts` has five numbers a posting: backend, seniority, multi, rule,
    mentions.
    """
    for number in range(first, len(titled)):
        found = read_posting(
            raw[at[number] : at[number + 1]], titles[title_at[number] : title_at[number + 1]], titled[number] != 0,
            employers[number], tables, room, out, row, number,
        )  # fmt: skip
        if found.lines < 0:
            return number, row
        row += found.mentions
        base = 5 * number
        verdicts[base], verdicts[base + 1], verdicts[base + 2] = found.backend, found.seniority, found.multi
        verdicts[base + 3], verdicts[base + 4] = found.rule, found.mentions
    return len(titled), row
