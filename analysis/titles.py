"""Job titles in a text: chains of family words, grades and a noun ("senior" "back-end" "engineer").

Knows where a text advertises a role and where it only speaks of one. Knows nothing of what follows from a title: that
is `analysis.roles`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.standing import ADVERTISED, Context

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
# Between two words of one title stands little, and none of these.
_GAP = 22
_GAP_STOPS = frozenset('.;:!?\n|•<>[]"*')
_GAP_WORDS = frozenset(
    "with for our of to on who you we in as is are your their from by at the a an this that will can für pour para "
    "voor för dla including plus like such".split()
)
# "Engineer (m/f/x) Backend" is one title; the text is folded.
_GENDERS = re.compile(r" ?\((?:[mfwdhxi]|all genders)(?:[/|, *]+[mfwdhxi])*\) ?")
_LIST_GAPS = frozenset({",", ", and", ", or", ",and"})
_AFTER_NOUN = frozenset({",", "(", "-", "/", "–", "|"})
_BARE_AFTER_NOUN = frozenset({"other", "backend", "frontend", "fullstack", "devops"})


@dataclass(frozen=True, slots=True)
class Role:
    """A role at a place of the text.

    `kind` is backend, fullstack, another family, or software where the title leaves it open; `standing` is
    ADVERTISED, SPOKEN_TO ("as a developer, you …"), MENTIONED or COLLEAGUE.
    """

    start: int
    stop: int
    kind: str
    families: frozenset[str]
    grades: frozenset[str]
    standing: int
    header: bool

    @property
    def bare(self) -> bool:
        """Only "engineers", "developer", "lead": says nothing about the work."""
        return not self.families


def _kind(families: frozenset[str]) -> str:
    if "software" in families and families <= {"software", "open", "security"}:
        return "software"
    return next((family for family in _ORDER if family in families), "software")


def titles(found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> Iterator[Role]:
    """All roles of a text in its order."""
    cues = _outermost([hit for hit in found.cues if hit.cue.kind in _TITLE_KINDS])
    context = Context(found, blocks, sentences)
    at = 0
    while at < len(cues):
        stop = at + 1
        while stop < len(cues) and _chained(found.folded, cues[stop - 1], cues[stop]):
            stop += 1
        whole = cues[at:stop]
        at = stop
        if not any(map(_may_name, whole)):
            continue
        noun = whole[-1].cue.kind == "noun"
        for chain in _apart(found.folded, whole):
            role = _role(chain, context, shares_noun=noun)
            if role is not None:
                yield role


def _may_name(hit: CueHit) -> bool:
    """Whether a chain with this word can be a title at all; most language names stand in lists of languages."""
    return hit.cue.kind == "noun" or (
        hit.cue.kind == "family" and hit.cue.side != "before" and hit.cue.value not in {"software", "open"}
    )


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
    gap = folded[left.stop : right.start]
    if len(gap) > _GAP or set(gap) & _GAP_STOPS:
        return False
    if left.cue.kind == "noun":
        return _follows_noun(_GENDERS.sub(" ", gap), right)
    return not _GAP_WORDS & set(gap.split()) and ("," not in gap or gap.strip() in _LIST_GAPS)


def _follows_noun(gap: str, right: CueHit) -> bool:
    """A noun ends its title, but for "Engineer II", "Engineer, Backend", "Engineer (backend)", "Engineer/SRE"."""
    if right.cue.kind == "noun":
        return gap.strip() == "/"
    if gap == " ":
        return right.cue.kind == "grade" or right.cue.value in _BARE_AFTER_NOUN
    return gap.strip() in _AFTER_NOUN


def _apart(folded: str, chain: Sequence[CueHit]) -> Iterator[Sequence[CueHit]]:
    """Take lists apart: "Frontend, Backend and DevOps Engineers" are three roles, "Backend/DevOps Engineer" is one."""
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
    """Tell "Engineer, Backend", which is one role, from "Engineer, Designer", which is two."""
    if gap != "," or left.cue.kind != "noun":
        return False
    return all(hit.cue.kind != "noun" for hit in rest) and rest[0].cue.value != "other"


def _role(cues: Sequence[CueHit], context: Context, *, shares_noun: bool) -> Role | None:
    families = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "family")
    grades = frozenset(hit.cue.value for hit in cues if hit.cue.kind == "grade")
    nouns = [hit for hit in cues if hit.cue.kind == "noun"]
    start, stop = cues[0].start, max(hit.stop for hit in cues)
    if nouns and families <= {"open"} and all(context.is_no_title(hit) for hit in nouns):
        return None
    if not nouns and not (shares_noun and families) and not context.names_roles(cues, families):
        return None
    standing = context.standing(start, stop) if nouns or shares_noun else ADVERTISED
    return Role(start, stop, _kind(families), families, grades, standing, context.in_header(start))
