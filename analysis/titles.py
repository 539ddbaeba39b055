"""Job titles in a text: chains of family words, grades and a noun ("senior" "back-end" "engineer").

Knows where a text advertises a role and where it only speaks of one. Knows nothing of what follows from a title: that
is `analysis.roles`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.matcher import CueHit, Found
    from analysis.sections import Line, Sentence

# What a role with several families is: the first of these that it has.
_ORDER = (
    "backend",
    "fullstack",
    "other",
    "mobile",
    "frontend",
    "embedded",
    "ml",
    "data",
    "security",
    "qa",
    "devops",
)
_TITLE_KINDS = frozenset({"noun", "family", "grade"})
_CONTEXT_KINDS = frozenset({"seek", "team", "duty", "use", "product"})
# Between two words of one title stands little, and none of these.
_GAP = 22
_GAP_STOPS = frozenset('.;:!?\n|•<>[]"')
_GAP_WORDS = frozenset(
    "with for our of to on who you we in as is are your their from by at the a an this that will can für pour para "
    "voor för dla including plus like such".split()
)
_AFTER_NOUN = frozenset({",", "(", "-", "/", "–", "|"})
_BARE_AFTER_NOUN = frozenset({"other", "backend", "frontend", "fullstack", "devops"})
_HEADER = 260
_SECOND_LINE = 120
_SHORT_LINE = 70
_LABEL_LINE = 110
_LABEL_GAP = 45
_SEEK_REACH = 250

ADVERTISED, SPOKEN_TO, MENTIONED, COLLEAGUE = 3, 2, 1, 0


@dataclass(frozen=True, slots=True)
class Role:
    """A role at a place of the text; `standing` is ADVERTISED, SPOKEN_TO ("as a developer, you …"), MENTIONED or COLLEAGUE."""

    start: int
    stop: int
    families: frozenset[str]
    grades: frozenset[str]
    standing: int
    header: bool

    @property
    def kind(self) -> str:
        """backend, fullstack, another family, or software where the title leaves it open."""
        if "software" in self.families and self.families <= {"software", "open", "security"}:
            return "software"
        return next((family for family in _ORDER if family in self.families), "software")

    @property
    def bare(self) -> bool:
        """Only "engineers", "developer", "lead": says nothing about the work."""
        return not self.families


def titles(found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> Iterator[Role]:
    """All roles of a text in its order."""
    cues = _outermost([hit for hit in found.cues if hit.cue.kind in _TITLE_KINDS])
    context = _Context(found, blocks, sentences)
    at = 0
    while at < len(cues):
        stop = at + 1
        while stop < len(cues) and _chained(found.folded, cues[stop - 1], cues[stop]):
            stop += 1
        whole = cues[at:stop]
        noun = whole[-1].cue.kind == "noun"
        for chain in _apart(found.folded, whole):
            role = _role(chain, context, shares_noun=noun)
            if role is not None:
                yield role
        at = stop


def _outermost(cues: Sequence[CueHit]) -> list[CueHit]:
    """Without family words inside longer ones: the "ai" of "ai-native" names no machine learning."""
    out: list[CueHit] = []
    reach = -1
    for hit in cues:
        if hit.cue.kind != "noun":
            if hit.stop < reach or (hit.stop == reach and out and hit.start > out[-1].start):
                continue
            reach = max(reach, hit.stop)
        out.append(hit)
    return out


def _chained(folded: str, left: CueHit, right: CueHit) -> bool:
    """Whether two words belong to one title: little stands between them, and no sentence ends there."""
    if right.start <= left.stop:
        return True
    if right.start - left.stop > _GAP:
        return False
    gap = folded[left.stop : right.start]
    if set(gap) & _GAP_STOPS:
        return False
    if left.cue.kind == "noun":
        if right.cue.kind == "noun":
            return gap.strip() == "/"
        if gap == " ":
            return right.cue.kind == "grade" or right.cue.value in _BARE_AFTER_NOUN
        return gap.strip() in _AFTER_NOUN
    if _GAP_WORDS & set(gap.split()):
        return False
    return "," not in gap or gap.strip() in {",", ", and", ", or", ",and"}


def _apart(folded: str, chain: Sequence[CueHit]) -> Iterator[Sequence[CueHit]]:
    """ "Frontend, Backend and DevOps Engineers" are three roles, "Backend/DevOps Engineer" is one."""
    start = 0
    plural = folded[chain[-1].start : chain[-1].stop].endswith("s")
    bare = all(hit.cue.kind != "noun" for hit in chain)
    for number in range(1, len(chain)):
        left, gap = chain[number - 1], folded[chain[number - 1].stop : chain[number].start].strip()
        if gap not in {",", ", and", ", or", "and", "&", "or", "/"} or _qualifies(gap, left, chain[number:]):
            continue
        if (
            gap.startswith(",")
            or (gap == "/" and (left.cue.kind == "noun" or bare))
            or (plural and gap != "/")
        ):
            yield chain[start:number]
            start = number
    yield chain[start:]


def _qualifies(gap: str, left: CueHit, rest: Sequence[CueHit]) -> bool:
    """ "Engineer, Backend" is one role, "Engineer, Designer" is two."""
    if gap != "," or left.cue.kind != "noun":
        return False
    return all(hit.cue.kind != "noun" for hit in rest) and rest[0].cue.value != "other"


def _role(cues: Sequence[CueHit], context: _Context, *, shares_noun: bool) -> Role | None:
    families = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "family")
    grades = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "grade")
    nouns = [hit for hit in cues if hit.cue.kind == "noun"]
    start, stop = cues[0].start, max(hit.stop for hit in cues)
    if nouns and families <= {"open"} and all(context.is_no_title(hit) for hit in nouns):
        return None
    if not nouns and not (shares_noun and families) and not context.names_roles(start, stop, families):
        return None
    standing = context.standing(start, stop) if nouns or shares_noun else ADVERTISED
    return Role(start, stop, families, grades, standing, context.in_header(start))


class _Context:
    """Where in the text a title stands."""

    def __init__(self, found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> None:
        self._folded = found.folded
        self._blocks = blocks
        self._line_starts = [block.start for block in blocks]
        self._second = self._line_starts[min(1, len(blocks) - 1)]
        self._starts = [sentence.start for sentence in sentences]
        self._cues = [hit for hit in found.cues if hit.cue.kind in _CONTEXT_KINDS]
        self._cue_starts = [hit.start for hit in self._cues]

    def _line(self, at: int) -> Line:
        return self._blocks[max(0, bisect_right(self._line_starts, at) - 1)]

    def in_header(self, at: int) -> bool:
        return at < _HEADER and self._line(at).start == self._blocks[0].start

    def _before(self, at: int) -> str:
        """Kind of the last cue before a place, in its sentence and not far; '' where there is none."""
        begins = self._starts[max(0, bisect_right(self._starts, at) - 1)]
        index = bisect_right(self._cue_starts, at) - 1
        while index >= 0 and self._cue_starts[index] >= max(begins, at - _SEEK_REACH):
            if self._cues[index].stop <= at:
                return self._cues[index].cue.kind
            index -= 1
        return ""

    def names_roles(self, start: int, stop: int, families: frozenset[str]) -> bool:
        """Whether bare family words ("Backend", "SRE") name roles here: in a header, a list of roles or a search."""
        word = self._folded[start:stop]
        if word in _NO_ROLE_ALONE or not families - {"software", "open"}:
            return False
        line = self._line(start)
        if self.in_header(start) or (line.start == self._second and start - line.start < _SECOND_LINE):
            return self._fills_cell(start, stop)
        if line.stop - line.start <= 40 and start - line.start <= 4 and line.stop - stop <= 8:
            return True
        if word in _ALWAYS_ROLES and start - line.start <= 8:
            return True
        return self._before(start) == "seek" and self._fills_cell(start, stop)

    def _fills_cell(self, start: int, stop: int) -> bool:
        """Between bars, commas or slashes, or after a link word: "Frontend, Backend and SRE"."""
        before = self._folded[max(0, start - 10) : start].rpartition("\n")[2].rstrip()
        after = self._folded[stop : stop + 5].partition("\n")[0].strip()
        opens = not before or before[-1] in _CELL or before[-1] == ":" or before.split()[-1] in _LINKS
        return opens and (not after or after[0] in _CELL or after[0] in ".:" or after.split()[0] in _LINKS)

    def is_no_title(self, noun: CueHit) -> bool:
        """ "lead", "dev", "engineering" and "Hacker News" are words of other things as well."""
        word = self._folded[noun.start : noun.stop]
        return word in _NO_TITLE_ALONE or self._folded.startswith(" news", noun.stop)

    def _in_address(self, start: int) -> bool:
        """Links to a role name it: ".../jobs/senior-backend-engineer"."""
        return (
            self._folded[max(0, start - 1) : start] in {"/", "-"}
            and "//" in self._folded[max(0, start - 80) : start]
        )

    def standing(self, start: int, stop: int) -> int:
        if self.in_header(start):
            return ADVERTISED
        line = self._line(start)
        before = self._before(start)
        word = self._folded[start:stop]
        if self._folded[max(0, start - 9) : start].endswith("with our "):
            return COLLEAGUE
        if before == "seek" or word.endswith(("roles", "positions")) or self._in_address(start):
            return ADVERTISED
        if word.endswith("engineering") and line.stop - line.start > _LABEL_GAP:
            return MENTIONED
        offset = start - line.start
        if before not in {"team", "product"} and (
            line.stop - line.start <= _SHORT_LINE or line.kind == "heading"
        ):
            return ADVERTISED
        ends = self._folded[stop : stop + 3].strip()[:1]
        if offset <= 14 and (line.stop - line.start <= _LABEL_LINE or ends in set(":(-|–,—[)/")):
            return ADVERTISED
        spoken = self._folded[max(0, start - 12) : start].endswith(_SPOKEN_TO)
        if before in {"team", "product"} or self._folded[max(0, start - 6) : start].endswith(_COLLEAGUES):
            return COLLEAGUE
        return SPOKEN_TO if spoken else MENTIONED


_CELL = frozenset("|,/(-–&+)[]—")
# Never the label of a stack ("DevOps: Docker, Jenkins" is one).
_ALWAYS_ROLES = frozenset({"sre", "sres", "sysadmin", "sysadmins", "site reliability"})
_LINKS = frozenset({"and", "or", "for", "a", "senior", "hiring", "an", "both", "with", "who", "either"})
_SPOKEN_TO = (
    "as a ",
    "as an ",
    "as our ",
    "are a ",
    "are you a ",
    "for a ",
    "for an ",
    "the ",
    "an ",
    "a ",
    "senior ",
)
_COLLEAGUES = ("with ", "our ", "lead ", "ther ", "tor ", "the ", "by ")
_NO_TITLE_ALONE = frozenset(
    "lead leads cto consultant dev devs architect role roles position positions expert experts guru gurus coder".split()
)
# Family words that are more often the name of a thing than of a role, where no noun stands with them.
_NO_ROLE_ALONE = frozenset(
    "infrastructure platform cloud operations release build network reliability linux observability kubernetes data "
    "analytics etl bi database ai research algorithm algorithms speech perception robotics support solutions solution "
    "customer field success implementation community integration content finance people process consulting automation "
    "test testing quality validation verification security detection threat mobile ui ux llm legal hr sap erp crm "
    "manager managers manufacturing civil chemical industrial analyst account nlp ml salesforce infra research "
    "ios android iphone marketing sales wordpress embedded hardware firmware simulation ios/android product teacher customer vp "
    "scientist machine-learning big-data".split()
) | {
    "business development",
    "big data",
    "data platform",
    "react native",
    "developer experience",
    "machine learning",
    "computer vision",
}
