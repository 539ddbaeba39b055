"""How strongly a mention is asked for: a list of rules, the first that speaks decides.

Knows sections, the cues of a sentence and where a role's text ends. Each rule is a small function of the mention's
`Place` that gives a level or None; its name is what `explain` prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.matcher import CueHit, SkillHit
    from analysis.sections import Sentence

ABSENT, INCIDENTAL, USED, PREFERRED, REQUIRED = range(5)
NAMES = ("absent", "incidental", "used", "preferred", "required")
_ALONE = {"used": USED, "incidental": INCIDENTAL}
_NEGATION_REACH = 28
_AFTER_REACH = 48
_GOVERNS = frozenset({"ask", "use", "duty", "product", "seek", "team"})


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its sentence. `before` and `after` are the sentence's cues on either side of it."""

    hit: SkillHit
    folded: str
    sentence: Sentence
    before: Sequence[CueHit]
    after: Sequence[CueHit]
    foreign: bool
    in_role: str
    in_link: bool
    engineering: bool


def level_of(place: Place) -> tuple[int, str]:
    """The level and the name of the rule that gave it."""
    for rule in RULES:
        level = rule(place)
        if level is not None:
            return level, rule.__name__.removeprefix("_").replace("_", " ")
    return _ALONE[place.hit.skill.alone], "alone"


def _in_a_link(place: Place) -> int | None:
    return INCIDENTAL if place.in_link else None


def _name_of_another_role(place: Place) -> int | None:
    return INCIDENTAL if place.in_role == "other" or place.foreign else None


def _name_of_the_role(place: Place) -> int | None:
    return USED if place.in_role == "target" else None


def _negated(place: Place) -> int | None:
    for cue in place.before:
        if cue.cue.kind == "not" and cue.cue.side == "before" and _close(place, cue.stop, place.hit.start, _NEGATION_REACH):
            return INCIDENTAL
    for cue in place.after:
        if cue.cue.kind == "not" and cue.cue.side == "after" and not _followed_by_but(place, cue):
            return INCIDENTAL
    return None


def _followed_by_but(place: Place, cue: CueHit) -> bool:
    return "but" in place.folded[cue.stop : cue.stop + 8]


def _close(place: Place, start: int, stop: int, reach: int) -> bool:
    """Near, with neither comma nor bracket between."""
    return 0 <= stop - start <= reach and not set(place.folded[start:stop]) & set(",;:()")


def _softened_before(place: Place) -> int | None:
    for cue in reversed(place.before):
        if cue.cue.kind == "soft" and cue.cue.side == "before" and not _bracket_closed(place, cue.stop, place.hit.start):
            return PREFERRED
        if cue.cue.kind == "soft":
            continue
    return None


def _softened_after(place: Place) -> int | None:
    for cue in place.after:
        if cue.cue.kind == "soft" and cue.cue.side == "after" and _reaches_back(place, cue):
            return PREFERRED
    return None


def _reaches_back(place: Place, cue: CueHit) -> bool:
    """Whether "a plus" speaks of the mention: of its list or its part of the sentence, not of what stands before."""
    between = place.folded[place.hit.stop : cue.start]
    opened = between.count("(") - between.count(")")
    if opened > 0:
        # "Go, AWS (a plus)" softens the last name; "Go (Rust a plus)" only what is in the brackets
        return between.strip() in {"(", "( a"} or (between.count("(") == 1 and between.rstrip().endswith("(") and "," not in between)
    if opened < 0 and place.folded[cue.stop : cue.stop + 12].lstrip(" .,")[:1] == ")":
        return False
    if " but " in between or ", with " in between:
        return False
    if "," not in between:
        return True
    tail = between.rsplit(",", 1)[1]
    plural = cue.cue.kind == "soft" and place.folded[cue.start : cue.stop].startswith(("are ", "would", "will", "strongly", "is "))
    return plural or " and " in tail or " or " in tail or tail.strip().startswith(("and ", "or ")) or "etc" in tail


def _bracket_closed(place: Place, start: int, stop: int) -> bool:
    between = place.folded[start:stop]
    return between.count(")") > between.count("(")


def _under_preferred(place: Place) -> int | None:
    return PREFERRED if place.sentence.section == "preferred" else None


def _speaks_of_use(place: Place) -> int | None:
    """ "we use AWS" is no demand, even among the requirements."""
    cue = _governor(place)
    if cue is not None and cue.cue.kind == "use" and place.folded[cue.start : cue.start + 3] in {"we ", "our", "we'"}:
        return USED
    return None


def _under_requirements(place: Place) -> int | None:
    return REQUIRED if place.sentence.section == "requirements" else None


def _asked_behind(place: Place) -> int | None:
    """ "AWS experience", "Kubernetes is a must"."""
    for cue in place.after:
        if cue.cue.kind == "ask" and cue.cue.side == "after" and cue.start - place.hit.stop <= _AFTER_REACH:
            between = place.folded[place.hit.stop : cue.start]
            if set(between) & set(".;:()") or " to " in between or " for " in between or " and " in between[6:]:
                return None
            return REQUIRED
    return None


def _asked_before(place: Place) -> int | None:
    cue = _governor(place)
    if cue is None or cue.cue.kind != "ask":
        return None
    if place.sentence.section in {"duties", "stack", "benefits", "company"} and cue.start - place.sentence.start > 30:
        return None
    return None if place.sentence.section in {"benefits", "company"} else REQUIRED


def _sought(place: Place) -> int | None:
    """ "looking for Python/AWS engineers": what stands between the search and its noun is asked for."""
    cue = _governor(place)
    if cue is None or cue.cue.kind != "seek":
        return None
    return REQUIRED if cue.stop <= place.hit.start and place.hit.start - cue.stop <= 60 and place.hit.skill.named else None


def _governor(place: Place) -> CueHit | None:
    """The last cue before the mention that says what the sentence is about at this point."""
    for cue in reversed(place.before):
        if cue.cue.kind in _GOVERNS and cue.cue.side == "before" and cue.stop <= place.hit.start:
            return cue
    return None


def _of_the_company(place: Place) -> int | None:
    if place.sentence.section in {"company", "benefits", "apply"}:
        cue = _governor(place)
        return USED if cue is not None and cue.cue.kind in {"use", "duty"} else INCIDENTAL
    return None


def _under_duties_or_stack(place: Place) -> int | None:
    return USED if place.sentence.section in {"duties", "stack"} else None


def _used_or_done(place: Place) -> int | None:
    cue = _governor(place)
    return USED if cue is not None and cue.cue.kind in {"use", "duty"} else None


def _of_the_product(place: Place) -> int | None:
    cue = _governor(place)
    if cue is not None and cue.cue.kind in {"product", "team"}:
        return INCIDENTAL
    return None


RULES: tuple[Callable[[Place], int | None], ...] = (
    _in_a_link,
    _name_of_another_role,
    _negated,
    _softened_before,
    _softened_after,
    _name_of_the_role,
    _under_preferred,
    _speaks_of_use,
    _under_requirements,
    _asked_behind,
    _asked_before,
    _sought,
    _of_the_company,
    _under_duties_or_stack,
    _used_or_done,
    _of_the_product,
)
