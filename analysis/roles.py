"""Which roles a posting advertises, whether one of them is a backend role, and how senior it is.

Knows job titles as chains of family words and a noun ("senior" "back-end" "engineer"), where a text advertises a role
and where it only speaks of one, and the server-side words of a body. Knows nothing of skills and levels.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from analysis.matcher import CueHit, Found
    from analysis.sections import Line, Sentence

STRICT, BROAD, NO, UNCLEAR = "strict", "broad", "no", "unclear"
# What a role with several families is: the first of these that it has.
_ORDER = ("backend", "fullstack", "other", "mobile", "frontend", "embedded", "ml", "data", "security", "qa", "devops")
# These families name a role without a noun ("Frontend, Backend, SRE"), in a header, a list or after "hiring".
_BARE = frozenset({"backend", "fullstack", "frontend", "devops", "mobile", "other", "ml", "data", "qa", "security"})
_WEAK_BARE = frozenset("infrastructure platform cloud operations release build network reliability linux observability kubernetes data "
                       "analytics etl bi database spark ai research algorithm algorithms speech perception robotics "
                       "support solutions solution customer field success implementation community integration content finance people "
                       "process consulting automation test testing quality validation verification security detection threat mobile ui "
                       "ux llm llm big-data legal hr sap erp crm manager managers manufacturing civil chemical industrial "
                       "analyst account nlp ml salesforce infra swift threat".split())  # fmt: skip
_GAP = 22
_GAP_STOPS = frozenset(".;:!?\n|•<>[]\"")
_GAP_WORDS = (" with ", " for ", " our ", " of ", " to ", " on ", " who ", " you ", " we ", " in ", " as ", " is ", " are ")
_HEADER = 260
_TITLE_LINE = 110
_YEARS = re.compile(r"\b(\d{1,2})\s?\+?(?:\s?(?:-|–|to)\s?\d{1,2})?\s?\+?\s?(?:years|yrs|jahre|ans|años|anos|jaar|lat)\b", re.IGNORECASE)
_SENIOR_YEARS = 5


@dataclass(frozen=True, slots=True)
class Role:
    """A role at a place of the text; `advertised` where the text offers it, not only speaks of it."""

    start: int
    stop: int
    families: frozenset[str]
    grades: frozenset[str]
    advertised: bool

    @property
    def kind(self) -> str:
        """backend, fullstack, another family, or software where the title leaves it open."""
        return next((family for family in _ORDER if family in self.families), "software")


@dataclass(frozen=True, slots=True)
class Roles:
    """What was made of a posting: its roles, the verdicts, and the stretches that belong to another role."""

    roles: tuple[Role, ...]
    backend: str
    seniority: str
    unit: str
    target: frozenset[str]
    foreign: tuple[tuple[int, int], ...]
    rule: str

    def is_foreign(self, at: int) -> bool:
        return any(start <= at < stop for start, stop in self.foreign)


def read_roles(
    title: Found | None, found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]
) -> Roles:
    """Verdicts of one posting; `title` is the title as searched, None where the source gives none."""
    titled = tuple(_roles_of_title(title)) if title is not None else ()
    spoken = tuple(_roles_of_text(found, blocks, sentences))
    offered = titled or tuple(role for role in spoken if role.advertised)
    backend, rule = _backend(offered, spoken, found, titled=bool(title is not None and title.folded.strip()))
    target = _target(offered, backend)
    return Roles(
        roles=spoken,
        backend=backend,
        seniority=_seniority(offered, target, found.folded),
        unit=_unit(titled, offered),
        target=target,
        foreign=() if titled else tuple(_foreign(spoken, blocks, target, backend)),
        rule=rule,
    )


def _roles_of_title(title: Found) -> Iterator[Role]:
    cues = [hit for hit in title.cues if hit.cue.kind in {"noun", "family", "grade"}]
    if not cues:
        return
    families = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "family")
    grades = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "grade")
    yield Role(-1, -1, families, grades, advertised=True)


def _roles_of_text(found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> Iterator[Role]:
    cues = [hit for hit in found.cues if hit.cue.kind in {"noun", "family", "grade"}]
    context = _Context(found, blocks, sentences)
    at = 0
    while at < len(cues):
        stop = at + 1
        while stop < len(cues) and _chained(found.folded, cues[stop - 1], cues[stop]):
            stop += 1
        role = _role(cues[at:stop], context)
        if role is not None:
            yield role
        at = stop


def _chained(folded: str, left: CueHit, right: CueHit) -> bool:
    """Whether two words belong to one title: little stands between them, and no sentence ends there."""
    if right.start <= left.stop:
        return True
    if right.start - left.stop > _GAP:
        return False
    gap = folded[left.stop : right.start]
    if left.cue.kind == "noun":
        # "Engineer, Backend", "Engineer (backend)", "Engineer / SRE"; else a noun ends its title
        return right.cue.kind != "noun" and len(gap) <= 3 and gap.strip() in {",", "(", "-", "/", "–"}
    if set(gap) & _GAP_STOPS or any(word in gap for word in _GAP_WORDS):
        return False
    return "," not in gap or gap in {", ", " , ", ", and ", ", or "}


def _role(cues: Sequence[CueHit], context: _Context) -> Role | None:
    families = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "family")
    grades = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "grade")
    start, stop = cues[0].start, max(hit.stop for hit in cues)
    if any(hit.cue.kind == "noun" for hit in cues):
        if not families and not grades and context.word(start, stop) in {"lead", "leads", "engineering", "cto", "consultant", "dev"}:
            return None
        return Role(start, stop, families, grades, context.advertises(start, stop))
    if not families & _BARE or context.word(start, stop) in _WEAK_BARE:
        return None
    if not context.in_list_of_roles(start, stop):
        return None
    return Role(start, stop, families, grades, advertised=True)


class _Context:
    """Where in the text a title stands."""

    def __init__(self, found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> None:
        self.folded = found.folded
        self._blocks = blocks
        self._line_starts = [block.start for block in blocks]
        self._starts = [sentence.start for sentence in sentences]
        self._sentences = sentences
        self._cues = [hit for hit in found.cues if hit.cue.kind in {"seek", "team", "duty", "advert", "use", "product"}]
        self._cue_starts = [hit.start for hit in self._cues]

    def word(self, start: int, stop: int) -> str:
        return self.folded[start:stop].strip()

    def sentence(self, at: int) -> Sentence:
        return self._sentences[max(0, bisect_right(self._starts, at) - 1)]

    def line(self, at: int) -> Line:
        return self._blocks[max(0, bisect_right(self._line_starts, at) - 1)]

    def before(self, at: int, kinds: frozenset[str]) -> CueHit | None:
        """The last cue of these kinds before a place, in its sentence and not far."""
        sentence = self.sentence(at)
        index = bisect_right(self._cue_starts, at) - 1
        while index >= 0 and self._cue_starts[index] >= max(sentence.start, at - 90):
            if self._cues[index].cue.kind in kinds and self._cues[index].stop <= at:
                return self._cues[index]
            index -= 1
        return None

    def in_header(self, at: int) -> bool:
        return at < _HEADER and self.line(at).start == self._blocks[0].start

    def in_list_of_roles(self, start: int, stop: int) -> bool:
        if self.in_header(start) and self._fills_cell(start, stop):
            return True
        line = self.line(start)
        short = line.stop - line.start <= 60 and start - line.start <= 4 and line.stop - stop <= 25
        if short and self.folded[stop : line.stop].strip()[:1] != ":" and line.stop - stop <= 12:
            return True
        cue = self.before(start, frozenset({"seek", "team", "use", "product"}))
        return cue is not None and cue.cue.kind == "seek" and start - cue.stop <= 40

    def _fills_cell(self, start: int, stop: int) -> bool:
        """Between bars, commas or slashes: "Frontend, Backend, SRE"."""
        before = self.folded[max(0, start - 3) : start].strip()[-1:]
        after = self.folded[stop : stop + 3].strip()[:1]
        return before in {"", "|", ",", "/", "(", "-", "–", "&", "+", ":"} and after in {"", "|", ",", "/", ")", "-", "–", "&", "+", "("}

    def advertises(self, start: int, stop: int) -> bool:
        line = self.line(start)
        if self.in_header(start):
            return True
        team = self.before(start, frozenset({"team", "seek", "duty", "product", "use"}))
        if team is not None and team.cue.kind == "seek":
            return True
        if start - line.start <= 12 or line.stop - line.start <= 70:
            return True
        if team is not None and team.cue.kind in {"team", "product"}:
            return False
        before = self.folded[max(0, start - 12) : start]
        if before.endswith(("as a ", "as an ", "as our ", "are a ", "are you a ", "for a ", "for an ", "a ", "an ")):
            return True
        return self.folded[start:stop].endswith("s") and team is None


def _backend(
    offered: Sequence[Role], spoken: Sequence[Role], found: Found, *, titled: bool
) -> tuple[str, str]:
    kinds = {role.kind for role in offered}
    if "backend" in kinds:
        return STRICT, "a title says backend"
    if "fullstack" in kinds:
        return BROAD, "a title says full stack"
    server = _distinct(found, "server")
    if "software" in kinds:
        return _open_title(server, _distinct(found, "client"), found)
    if offered:
        return NO, "titles of other work"
    adverts = _distinct(found, "advert")
    if titled:
        return NO, "a title of other work"
    if len(adverts) < 2 or _distinct(found, "pitch"):
        return NO, "no advertisement"
    if any(role.kind in {"backend", "fullstack"} for role in spoken):
        return BROAD, "backend work in the body"
    return (BROAD, "server-side body, no title") if len(server) >= 3 else (UNCLEAR, "no title")


def _open_title(server: set[str], client: set[str], found: Found) -> tuple[str, str]:
    """ "Software Engineer": the work in the body decides."""
    if len(server) >= 1:
        return BROAD, "an open title, server-side words in the body"
    if client:
        return NO, "an open title, client-side words only"
    return UNCLEAR, "an open title, nothing about the work"


def _distinct(found: Found, kind: str) -> set[str]:
    return {found.folded[hit.start : hit.stop] for hit in found.cues if hit.cue.kind == kind}


def _target(offered: Sequence[Role], backend: str) -> frozenset[str]:
    """Kinds of the roles whose demands count."""
    kinds = [role.kind for role in offered]
    if backend == STRICT:
        return frozenset({"backend", "fullstack", "software"})
    if backend in {BROAD, UNCLEAR}:
        return frozenset({"fullstack", "software"})
    return frozenset(kinds)


def _foreign(
    roles: Sequence[Role], blocks: Sequence[Line], target: frozenset[str], backend: str
) -> Iterator[tuple[int, int]]:
    """Stretches under the title of a role that is not the one asked about."""
    if backend not in {STRICT, BROAD}:
        return
    openings = _openings(roles, blocks)
    if not any(role.kind in target for role, _, _ in openings):
        return
    for number, (role, start, whole) in enumerate(openings):
        if role.kind in target:
            continue
        end = openings[number + 1][1] if number + 1 < len(openings) else start + 1500
        yield start, (end if not whole else whole)


def _openings(roles: Sequence[Role], blocks: Sequence[Line]) -> list[tuple[Role, int, int]]:
    """Roles at the start of a line, with the end of the line where their text stands on it."""
    starts = [block.start for block in blocks]
    out: list[tuple[Role, int, int]] = []
    last = -1
    for role in roles:
        number = max(0, bisect_right(starts, role.start) - 1)
        block = blocks[number]
        if number == 0 or number == last or role.start - block.start > 14:
            continue
        last = number
        alone = block.stop - block.start <= _TITLE_LINE
        out.append((role, block.start, 0 if alone else block.stop))
    return out


def _unit(titled: Sequence[Role], offered: Sequence[Role]) -> str:
    if titled:
        return "single"
    return "multi" if len({role.kind for role in offered}) > 1 else "single"


def _seniority(offered: Sequence[Role], target: frozenset[str], folded: str) -> str:
    chosen = [role for role in offered if role.kind in target] or list(offered)
    grades: set[str] = set().union(*(role.grades for role in chosen)) if chosen else set()
    if "all" in grades:
        return UNCLEAR
    for grade in ("senior", "lead", "junior", "mid"):
        if grade in grades:
            return grade
    return "senior" if _years(folded) >= _SENIOR_YEARS else UNCLEAR


def _years(folded: str) -> int:
    """Most years of experience asked for, 0 where none are."""
    return max((n for n in map(int, _years_given(folded)) if n <= 20), default=0)


def _years_given(folded: str) -> Iterable[str]:
    return _YEARS.findall(folded[:20000])
