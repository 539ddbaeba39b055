"""A mention in its sentence: what the rules of levels look at.

Knows how to ask for the cues around a mention. Decides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from analysis.compiled import jit, room
from analysis.letters import BLANK, DOT_COM, SCHEME, WWW, holds, is_a, starts
from analysis.matcher import ASK, BEFORE, DUTY, NOT, PRODUCT, SEEK, SOFT, TEAM, USE
from analysis.roles import Stretches
from analysis.standing import ADVERTISED, Around, last_at
from analysis.titles import Roles

if TYPE_CHECKING:
    from analysis.matcher import Tables
    from analysis.scan import Hits

ABSENT, INCIDENTAL, USED, PREFERRED, REQUIRED = range(5)
NAMES = ("absent", "incidental", "used", "preferred", "required")
NO_ROLE, TARGET_ROLE, OTHER_ROLE = range(3)
_LINK_REACH = 200
# A line may be five megabytes long: what stands further away governs nothing.
_CUES_BEFORE, _CUES_AFTER = 400, 300


class Place(NamedTuple):
    """A mention in its sentence; `near` are its cues by number: before it from 0 to `before`, behind it from there to
    `after`. `foreign`: below the title of another role; `in_role`: part of a role's name; `opens_with_role`: its line
    begins with a title."""

    around: Around
    near: Any
    before: int
    after: int
    start: int
    stop: int
    skill: int
    begin: int
    end: int
    section: int
    foreign: bool
    in_role: int
    opens_with_role: bool
    line_length: int


def near_room() -> Any:  # noqa: ANN401 - an array or a list
    """Room for the cues near a mention: of one place there are few."""
    return room(8 * (_CUES_BEFORE + _CUES_AFTER))


@jit
def level_cues(tables: Tables, hits: Hits, cues: int, out: Any) -> int:
    """Cues that speak of levels; their number."""
    kept = 0
    for cue in range(cues):
        if tables.spellings.kind[hits.cue[cue]] in (SOFT, ASK, USE, DUTY, PRODUCT, SEEK, TEAM, NOT):
            out[kept] = cue
            kept += 1
    return kept


@jit
def place_of(around: Around, mention: int, near: Any, roles: Roles, found: int, target: int, others: Stretches,
             foreign: int) -> Place:  # fmt: skip
    hits, lines = around.hits, around.lines
    start, stop = hits.start[mention], hits.stop[mention]
    sentence = max(0, last_at(lines.sentence, around.sentences, start))
    line = lines.line[sentence]
    begin, end = lines.sentence[sentence], lines.sentence_stop[sentence]
    before, after = _near(around, near, start, stop, begin, end)
    stretch = last_at(others.merged_start, foreign, start)
    named = around.tables.skills.named[hits.skill[mention]]
    return Place(
        around, near, before, after, start, stop, hits.skill[mention], begin, end, lines.section[sentence],
        stretch >= 0 and start < others.merged_stop[stretch],
        NO_ROLE if named else _role_around(roles, found, target, start),
        lines.opens[line] != 0,
        lines.stop[line] - lines.start[line],
    )  # fmt: skip


@jit
def _near(around: Around, near: Any, start: int, stop: int, begin: int, end: int) -> tuple[int, int]:
    """The sentence's cues on either side of a mention, without cues inside longer ones: "gain experience with" asks for
    nothing."""
    hits, cues = around.hits, around.cue
    low, high = 0, around.cues
    least, most = max(begin, start - _CUES_BEFORE), min(end, stop + _CUES_AFTER)
    while low < high:
        middle = (low + high) // 2
        if hits.cue_start[cues[middle]] < least:
            low = middle + 1
        else:
            high = middle
    before = kept = 0
    reach, last = -1, -1
    for at in range(low, around.cues):
        cue = cues[at]
        cue_start, cue_stop = hits.cue_start[cue], hits.cue_stop[cue]
        if cue_start > most or kept >= len(near):
            break
        if cue_stop < reach or (cue_stop == reach and cue_start != last):
            continue
        reach, last = cue_stop, cue_start
        if cue_stop <= start or (cue_start >= stop and cue_stop <= end):
            near[kept] = cue
            kept += 1
            before = kept if cue_stop <= start else before
    return before, kept


@jit
def _role_around(roles: Roles, found: int, target: int, at: int) -> int:
    """Whether the words are part of a role's name: of one that counts, of another, or of none."""
    role = last_at(roles.start, found, at)
    if role < 0 or at >= roles.stop[role]:
        return NO_ROLE
    mine = target >> roles.kind[role] & 1 and roles.standing[role] == ADVERTISED
    return TARGET_ROLE if mine else OTHER_ROLE


@jit
def kind(place: Place, at: int) -> int:
    """Kind of the cue at a place of `near`."""
    return place.around.tables.spellings.kind[place.around.hits.cue[place.near[at]]]


@jit
def value(place: Place, at: int) -> int:
    return place.around.tables.spellings.value[place.around.hits.cue[place.near[at]]]


@jit
def stands_before(place: Place, at: int) -> bool:
    """Whether the cue is one that stands before what it governs."""
    return place.around.tables.spellings.side[place.around.hits.cue[place.near[at]]] == BEFORE


@jit
def cue_start(place: Place, at: int) -> int:
    return place.around.hits.cue_start[place.near[at]]


@jit
def cue_stop(place: Place, at: int) -> int:
    return place.around.hits.cue_stop[place.near[at]]


@jit
def governs(place: Place, at: int) -> bool:
    """Whether the cue says what the sentence is about."""
    return kind(place, at) in (ASK, USE, DUTY, PRODUCT, SEEK, TEAM) and stands_before(place, at)


@jit
def governor(place: Place) -> int:
    """The nearest cue before the mention that governs it, -1 where there is none."""
    for at in range(place.before - 1, -1, -1):
        if governs(place, at):
            return at
    return -1


@jit
def in_link(place: Place) -> bool:
    page = place.around.page
    begin, least = place.start, max(0, place.start - _LINK_REACH)
    while begin > least and not is_a(page.letters, page.text[begin - 1], BLANK):
        begin -= 1
    end, most = place.start, min(place.around.size, place.stop + _LINK_REACH)
    while end < most and not is_a(page.letters, page.text[end], BLANK):
        end += 1
    if starts(page, begin, end, WWW):
        return True
    return holds(page, begin, end, SCHEME) or holds(page, begin, end, DOT_COM)
