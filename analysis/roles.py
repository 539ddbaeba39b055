"""Whether a posting advertises a backend role, how senior it is, and which of its text belongs to another role.

Knows what titles mean (`analysis.titles` finds them) and the server-side words of a body. Knows nothing of levels.
"""

from __future__ import annotations

import itertools
import re
import sys
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.standing import ADVERTISED, COLLEAGUE, SPOKEN_TO
from analysis.titles import titles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.matcher import Found
    from analysis.sections import Line, Sentence
    from analysis.titles import Role

STRICT, BROAD, NO, UNCLEAR = "strict", "broad", "no", "unclear"
_SERVER_SIDE = frozenset({"backend", "fullstack", "software"})
_LONG_TEXT = 2500
_TITLE_LINE = 110
_NEEDED_WITHOUT_TITLE = 3
_YEARS = re.compile(
    r"\b(\d{1,2})\s?\+?(?:\s?(?:-|–|to)\s?\d{1,2})?\s?\+?\s?(?:years|yrs|jahre|ans|años|anos|jaar|lat)\b",
    re.IGNORECASE,
)
_SENIOR_YEARS = 5
_UNLIKELY_YEARS = 20
_YEARS_WINDOW = 20_000


@dataclass(frozen=True, slots=True)
class Roles:
    """What was made of a posting: its roles, the verdicts, and the stretches that belong to another role.

    The stretches are in order and apart. `target` are the kinds of role whose demands count, `role_lines` the lines
    that begin with a title.
    """

    roles: tuple[Role, ...]
    backend: str
    seniority: str
    unit: str
    target: frozenset[str]
    foreign: tuple[tuple[int, int], ...]
    rule: str
    advert: bool
    role_lines: frozenset[int]

    def is_foreign(self, at: int) -> bool:
        index = bisect_right(self.foreign, (at, sys.maxsize)) - 1
        return index >= 0 and at < self.foreign[index][1]


def read_roles(
    title: tuple[Role, ...] | None, found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]
) -> Roles:
    """Verdicts of one posting; `title` holds the roles of its title, None where the source gives no title."""
    spoken = tuple(titles(found, blocks, sentences))
    offered = _offered(title, spoken, blocks, len(found.folded))
    backend, rule = _backend(offered, spoken, found, titled=title is not None)
    target = _target(offered, backend)
    return Roles(
        roles=spoken,
        backend=backend,
        seniority=_seniority(offered, target, found.folded),
        unit="multi" if title is None and len({role.kind for role in offered}) > 1 else "single",
        target=target,
        foreign=() if title is not None else _joined(_foreign(spoken, blocks, sentences, target, backend)),
        rule=rule,
        advert=rule != "no advertisement",
        role_lines=frozenset()
        if title is not None
        else frozenset(line for _, line in _openings(spoken, blocks)),
    )


def _offered(
    title: tuple[Role, ...] | None, spoken: Sequence[Role], blocks: Sequence[Line], length: int
) -> tuple[Role, ...]:
    """The roles that decide: of the title, else advertised ones that say what the work is, else the rest."""
    if title is not None:
        named = [role for role in spoken if role.kind == "backend" and _in_heading(role, blocks)]
        return (
            (*title, *named) if title and all(r.kind in {"software", "fullstack"} for r in title) else title
        )
    header = tuple(role for role in spoken if role.header and not role.bare)
    if header and not {role.kind for role in header} & _SERVER_SIDE:
        opened = () if length > _LONG_TEXT else tuple(role for role, _ in _openings(spoken, blocks))
        asked = (role for role in spoken if role.standing == ADVERTISED and role.kind == "backend")
        return (*header, *opened, *asked, *(role for role in spoken if role.header and role.bare))
    advertised = tuple(role for role in spoken if role.standing == ADVERTISED)
    telling = tuple(role for role in advertised if not role.bare)
    if telling:
        return (advertised[0], *telling)
    addressed = tuple(role for role in spoken if role.standing == SPOKEN_TO and not role.bare)
    return addressed or tuple(role for role in spoken if role.standing >= SPOKEN_TO)


def _in_heading(role: Role, blocks: Sequence[Line]) -> bool:
    starts = [block.start for block in blocks]
    return blocks[max(0, bisect_right(starts, role.start) - 1)].kind == "heading"


def _backend(
    offered: Sequence[Role], spoken: Sequence[Role], found: Found, *, titled: bool
) -> tuple[str, str]:
    if not titled and _words(found, "pitch"):
        return NO, "no advertisement"
    kinds = {role.kind for role in offered}
    if "backend" in kinds:
        return STRICT, "a title says backend"
    if kinds & _SERVER_SIDE:
        return _server_side(kinds, spoken, found, titled=titled)
    return (NO, "titles of other work") if offered or titled else _untitled(spoken, found)


def _server_side(kinds: set[str], spoken: Sequence[Role], found: Found, *, titled: bool) -> tuple[str, str]:
    if not titled and _names_backend(spoken):
        return STRICT, "the body names a backend role"
    if "fullstack" in kinds:
        return BROAD, "a title says full stack"
    return _open_title(_words(found, "server"), _words(found, "client"))


def _names_backend(spoken: Sequence[Role]) -> bool:
    return any(role.kind == "backend" and role.standing != COLLEAGUE for role in spoken)


def _open_title(server: set[str], client: set[str]) -> tuple[str, str]:
    """Decide on a "Software Engineer" by the work in the body."""
    if server:
        return BROAD, "an open title, server-side words in the body"
    if client:
        return NO, "an open title, client-side words only"
    return UNCLEAR, "an open title, nothing about the work"


def _untitled(spoken: Sequence[Role], found: Found) -> tuple[str, str]:
    if not spoken and not _words(found, "advert"):
        return NO, "nothing advertised"
    if _names_backend(spoken):
        return STRICT, "the body names a backend role"
    if any(role.kind in {"backend", "fullstack"} for role in spoken):
        return BROAD, "backend work in the body"
    if len(_words(found, "server")) >= _NEEDED_WITHOUT_TITLE:
        return BROAD, "server-side body, no title"
    return UNCLEAR, "no title"


def _words(found: Found, kind: str) -> set[str]:
    return {found.folded[hit.start : hit.stop] for hit in found.cues if hit.cue.kind == kind}


def _target(offered: Sequence[Role], backend: str) -> frozenset[str]:
    """Kinds of the roles whose demands count."""
    if backend == STRICT:
        return frozenset({"backend", "fullstack", "software"})
    if backend in {BROAD, UNCLEAR}:
        return frozenset({"fullstack", "software"})
    return frozenset(role.kind for role in offered[:1])


def _joined(stretches: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    out: list[tuple[int, int]] = []
    for start, stop in sorted(stretches):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(stop, out[-1][1]))
        else:
            out.append((start, stop))
    return tuple(out)


def _foreign(
    roles: Sequence[Role],
    blocks: Sequence[Line],
    sentences: Sequence[Sentence],
    target: frozenset[str],
    backend: str,
) -> Iterator[tuple[int, int]]:
    """Stretches under the title of a role that is not the one asked about."""
    if backend not in {STRICT, BROAD}:
        return
    openings = _openings(roles, blocks)
    yield from _foreign_parts(roles, blocks, target)
    if not any(role.kind in target for role, _ in openings):
        return
    common = _common_lines(sentences)
    for number, (role, line) in enumerate(openings):
        if role.kind in target:
            continue
        limit = openings[number + 1][1] if number + 1 < len(openings) else len(blocks)
        yield blocks[line].start, blocks[_last_line(blocks, line, limit, common)].stop


def _foreign_parts(
    roles: Sequence[Role], blocks: Sequence[Line], target: frozenset[str]
) -> Iterator[tuple[int, int]]:
    """Parts of a line between the title of another role and the next one: "DevOps (AWS), web developer (Go)"."""
    starts = [block.start for block in blocks]
    offered = [role for role in roles if role.standing == ADVERTISED and not role.bare]
    for role, following in itertools.pairwise(offered):
        block = blocks[max(0, bisect_right(starts, role.start) - 1)]
        if following.start < block.stop and role.kind not in target and {role.kind, following.kind} & target:
            yield role.start, following.start


def _last_line(blocks: Sequence[Line], line: int, limit: int, common: frozenset[int]) -> int:
    """Where a role's text ends: with its own line in a list or a paragraph, else before what is said of all."""
    own = blocks[line]
    if own.kind == "item" or own.stop - own.start > _TITLE_LINE:
        return line
    last = line
    while last + 1 < limit and last + 1 not in common and blocks[last + 1].kind != "heading":
        last += 1
    return last


def _common_lines(sentences: Sequence[Sentence]) -> frozenset[int]:
    """Lines of sections that speak of the company or its stack, thus of all roles."""
    return frozenset(s.line for s in sentences if s.section in {"stack", "company", "benefits", "apply"})


def _openings(roles: Sequence[Role], blocks: Sequence[Line]) -> list[tuple[Role, int]]:
    """Advertised roles at the start of a line, with the number of the line."""
    starts = [block.start for block in blocks]
    out: list[tuple[Role, int]] = []
    for role in roles:
        number = max(0, bisect_right(starts, role.start) - 1)
        if number == 0 or role.bare or role.standing != ADVERTISED or role.start - starts[number] > 14:
            continue
        if not out or out[-1][1] != number:
            out.append((role, number))
    return out


def _seniority(offered: Sequence[Role], target: frozenset[str], folded: str) -> str:
    chosen = [role for role in offered if role.kind in target] or list(offered)
    grades: set[str] = set().union(*(role.grades for role in chosen)) if chosen else set()
    if "all" in grades:
        return UNCLEAR
    for grade in ("senior", "lead", "junior", "mid"):
        if grade in grades:
            return grade
    years = [int(n) for n in _YEARS.findall(folded[:_YEARS_WINDOW])]
    return "senior" if any(_SENIOR_YEARS <= n <= _UNLIKELY_YEARS for n in years) else UNCLEAR
