"""One posting, compiled: the order in which scan, sections, titles, roles and levels are asked.

Knows the rooms that the rules write to. Pure: no clock, no files, and no other posting is looked at. What the numbers
mean in words is told by `analysis.reading`.
"""

from __future__ import annotations

from typing import NamedTuple

from analysis import layout as col
from analysis.compiled import Row, entry, forward, jit, room
from analysis.foreign import foreign, openings
from analysis.layout import Rooms
from analysis.letters import (
    BLANK,
    is_a,
    lay,
)
from analysis.levels import IN_THE_TITLE, THE_EMPLOYER, level_of
from analysis.place import ABSENT, INCIDENTAL, NEAR, USED, look_at, tell_levels
from analysis.roles import (
    BROAD,
    NO_ADVERTISEMENT,
    OFFER,
    STRICT,
    judge,
    offer_roles,
    offered_in_text,
    offered_in_title,
)
from analysis.scan import LONGEST_PATH, scan
from analysis.sections import cut_lines
from analysis.sentences import cut_sentences
from analysis.standing import tell_titles
from analysis.titles import find_titles

IN_TITLE = -1
UNTOLD = -2
# Two hashes of 31 bits make one of 62: products of such numbers fit into 64 bits.
_PRIME = (1 << 31) - 1
_FIRST_BASE, _SECOND_BASE = 1_103_515_245, 1_664_525_017 % _PRIME


# A row of a mention: number of the posting, skill, level, place (IN_TITLE in the title), section, rule, and the two
# halves of the hash of its line.
MENTION = ("posting", "skill", "level", "start", "stop", "section", "rule", "hash_high", "hash_low")
POSTING, SKILL, LEVEL, START, STOP, SECTION, RULE, HASH_HIGH, HASH_LOW = range(len(MENTION))
COLUMNS = len(MENTION)
# What is written of each posting as a whole.
VERDICT = ("backend", "seniority", "multi", "rule", "mentions")


class Found(NamedTuple):
    """What was found in one posting: how much stands in the row of numbers, and the verdicts."""

    fits: bool
    skills: int
    roles: int
    foreign: int
    mentions: int
    backend: int
    rule: int
    seniority: int
    multi: int
    target: int


def room_for(tables: Row, length: int, capacity: int) -> Row:
    """A row of numbers: the tables, and room for texts of a length with so many cues, and lines."""
    rooms = Rooms(len(tables))
    rooms.keep(length, col.raw, col.text, col.traits)
    rooms.keep(capacity, *range(col.cue_start, col.path))
    rooms.keep(2 * LONGEST_PATH, col.path)
    rooms.keep(capacity, *range(col.line_start, col.sentences), *range(col.sentence, col.tolds))
    rooms.keep(3 * capacity, *range(col.other_start, col.offer))
    rooms.keep(OFFER, col.offer)
    rooms.keep(NEAR, col.near)
    m = room(rooms.length, tables)
    for column, begin in rooms.begins.items():
        m[column] = begin
    m[col.capacity] = capacity
    return m


@entry
def read_posting(
    m: Row,
    source: Row,
    begin: int,
    end: int,
    titles: Row,
    title_begin: int,
    title_end: int,
    employer: int,
    out: Row,
    row: int,
    number: int,
) -> Found:
    """Read one posting; its mentions are written to `out` from `row` on. `fits` is false where the room is too small.

    The text is source[begin:end], the title titles[title_begin:title_end], empty where there is none. `employer` is the
    number of the skill that the company is called like, -1 for none, UNTOLD where no company is told.
    """
    m = forward(m)
    nothing = Found(False, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    offer, named, written = m[col.offer], 0, 0
    titled = title_end > title_begin
    if titled:
        cues, skills, named = _dissect(m, titles, title_begin, title_end)
        if cues < 0 or COLUMNS * (row + skills) > len(out):
            return nothing
        offer_roles(m, named, offer)
        written = _in_title(m, skills, out, row, number)
    cues, skills, roles = _dissect(m, source, begin, end)
    if cues < 0 or COLUMNS * (row + written + skills) > len(out):
        return nothing
    opened = openings(m, roles, False)
    if titled:
        offered_in_title(m, named, roles, offer)
    else:
        offered_in_text(m, roles, opened, offer)
    verdict = judge(m, cues, roles, offer, titled)
    others = 0
    if not titled:
        for at in range(opened):
            m[m[col.line_opens] + m[m[col.opening_line] + at]] = 1
        if verdict.backend in (STRICT, BROAD):
            others = foreign(m, roles, verdict.target, openings(m, roles, True))
    if verdict.rule != NO_ADVERTISEMENT:
        if employer == UNTOLD:
            employer = -1 if titled else _employer(m, skills)
        tell_levels(m, cues)
        written += _in_text(m, skills, roles, verdict.target, others, employer, out, row + written, number)
    return Found(
        True,
        skills,
        roles,
        others,
        written,
        verdict.backend,
        verdict.rule,
        verdict.seniority,
        verdict.multi,
        verdict.target,
    )


@jit
def _dissect(m: Row, source: Row, begin: int, end: int) -> tuple[int, int, int]:
    """Find lines, sentences and roles of a text; numbers of cues (-1 where the room is too small), skills, roles."""
    lay(m, source, begin, end)
    size = end - begin
    cues, skills = scan(m, size)
    m[col.lines] = cut_lines(m, size)
    if cues < 0 or m[col.lines] < 0:
        return -1, 0, 0
    m[col.sentences] = cut_sentences(m, m[col.lines], cues)
    if m[col.sentences] < 0:
        return -1, 0, 0
    tell_titles(m, cues)
    return cues, skills, find_titles(m, cues)


@jit
def _employer(m: Row, skills: int) -> int:
    """An untitled post begins with who hires: a tool's name at its very start is the employer's."""
    if skills == 0 or m[m[col.hit_start]] > 1:
        return -1
    first = m[m[col.hit_skill]]
    return first if m[m[col.skill_named] + first] else -1


@jit
def _write(out: Row, row: int, number: int, skill: int, level: int, rule: int, high: int, low: int) -> int:
    """Write a mention but for its place; where its row begins."""
    base = COLUMNS * row
    out[base + POSTING], out[base + SKILL], out[base + LEVEL] = number, skill, level
    out[base + RULE], out[base + HASH_HIGH], out[base + HASH_LOW] = rule, high, low
    return base


@jit
def _in_title(m: Row, skills: int, out: Row, row: int, number: int) -> int:
    high, low = hash_of(m, 0, m[col.size])
    for at in range(skills):
        base = _write(out, row + at, number, m[m[col.hit_skill] + at], USED, IN_THE_TITLE, high, low)
        out[base + START], out[base + STOP], out[base + SECTION] = IN_TITLE, IN_TITLE, 0
    return skills


@jit
def _in_text(
    m: Row, skills: int, roles: int, target: int, others: int, employer: int, out: Row, row: int, number: int
) -> int:
    first, last, high, low = row, -1, 0, 0
    for at in range(skills):
        look_at(m, at, roles, target, others)
        level, rule = level_of(m)
        skill = m[col.here_skill]
        if skill == employer and m[m[col.skill_named] + skill]:
            level, rule = min(level, INCIDENTAL), THE_EMPLOYER
        if level == ABSENT:
            continue
        if m[col.here_line] != last:
            last = m[col.here_line]
            high, low = hash_of(m, m[m[col.line_start] + last], m[m[col.line_stop] + last])
        base = _write(out, row, number, skill, level, rule, high, low)
        out[base + START], out[base + STOP] = m[col.here_start], m[col.here_stop]
        out[base + SECTION] = m[col.here_section]
        row += 1
    return row - first


@entry
def hash_of(m: Row, start: int, stop: int) -> tuple[int, int]:
    """62 bits of a line, white space and case folded: the same line in two postings has the same."""
    m = forward(m)
    high, low, blank = 0, 0, False
    for at in range(start, stop):
        code = m[m[col.text] + at]
        if is_a(m, code, BLANK):
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
    m: Row,
    source: Row,
    at: Row,
    titles: Row,
    title_at: Row,
    employers: Row,
    before: int,
    first: int,
    out: Row,
    row: int,
    verdicts: Row,
) -> tuple[int, int]:
    """Read postings from `first` on; (number of the next one, number of the next row).

    Stops early where the room is too small. `verdicts` has the five numbers of VERDICT a posting; `before` is the number
    of postings that it and `out` have of earlier calls.
    """
    m = forward(m)
    for number in range(first, len(employers)):
        found = read_posting(
            m, source, at[number], at[number + 1], titles, title_at[number], title_at[number + 1],
            employers[number], out, row, before + number,
        )  # fmt: skip
        if not found.fits:
            return number, row
        row += found.mentions
        base = len(VERDICT) * (before + number)
        verdicts[base], verdicts[base + 1], verdicts[base + 2] = found.backend, found.seniority, found.multi
        verdicts[base + 3], verdicts[base + 4] = found.rule, found.mentions
    return len(employers), row
