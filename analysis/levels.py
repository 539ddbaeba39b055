"""How strongly a mention is asked for: a list of rules, the first that speaks decides.

Knows sections, and which cue of a sentence governs a mention. Each rule is a small function of the mention's `Place`
that gives a level or None; its name is what `explain` prints.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.place import ABSENT, INCIDENTAL, PREFERRED, REQUIRED, USED, Place
from analysis.softening import negated, softened_after, softened_before

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.matcher import CueHit

_ALONE = {"used": USED, "incidental": ABSENT, "product": INCIDENTAL}
_AFTER_REACH = 48
_NAME_REACH = 24
_SEEK_REACH, _SEEK_NAME_REACH = 160, 60
_PARAGRAPH = 200
_LATE_DEMAND = 30
_ELSEWHERE = frozenset({"company", "benefits", "apply"})
_FIRST_PERSON = ("we ", "we'", "our")
_BREAKS = (" to ", " for ", " of ", " we ", " that ")


def level_of(place: Place) -> tuple[int, str]:
    """The level and the name of the rule that gave it; ABSENT where words so weak are no mention."""
    for rule in RULES:
        level = rule(place)
        if level == INCIDENTAL and rule in _OF_NO_WORK and place.hit.skill.alone == "incidental":
            return ABSENT, rule.__name__.removeprefix("_").replace("_", " ")
        if level is not None:
            return level, rule.__name__.removeprefix("_").replace("_", " ")
    return _ALONE[place.hit.skill.alone], "alone"


def _in_a_link(place: Place) -> int | None:
    return INCIDENTAL if place.in_link else None


def _name_of_another_role(place: Place) -> int | None:
    return INCIDENTAL if place.in_role == "other" or place.foreign else None


def _name_of_the_role(place: Place) -> int | None:
    return USED if place.in_role == "target" else None


def _under_preferred(place: Place) -> int | None:
    return PREFERRED if place.section == "preferred" and not _is_boilerplate(place) else None


def _speaks_of_use(place: Place) -> int | None:
    """Tell "we use AWS", which is no demand, from one, even among the requirements."""
    for cue in place.governors():
        if _is_any_stack(place, cue):
            continue
        if cue.cue.kind == "use" and not cue.cue.value:
            words = place.words(cue)
            return USED if words.startswith(_FIRST_PERSON) or "stack" in words else None
        if cue.cue.kind != "use":
            return None
    return None


def _is_any_stack(place: Place, cue: CueHit) -> bool:
    """Tell "experience on a modern stack (…)" from "the stack is …": a stack behind a demand is part of it."""
    return (
        place.words(cue).endswith("stack")
        and place.folded[cue.stop : cue.stop + 2] == " ("
        and any(c.cue.kind == "ask" and c.start < cue.start for c in place.before)
    )


def _is_boilerplate(place: Place) -> bool:
    """A long paragraph about the company below the last heading of the profile."""
    if place.section not in {"requirements", "preferred"} or place.line_length < _PARAGRAPH:
        return False
    kinds = [cue.cue.kind for cue in place.before]
    return "product" in kinds and "ask" not in kinds


def _below_the_profile(place: Place) -> int | None:
    return INCIDENTAL if _is_boilerplate(place) else None


def _under_requirements(place: Place) -> int | None:
    if place.section != "requirements" or place.opens_with_role:
        return None
    return REQUIRED


def _asked_behind(place: Place) -> int | None:
    """Demands behind the name: "AWS experience", "Kubernetes is a must"."""
    if place.section in _ELSEWHERE:
        return None
    for cue in place.after:
        if cue.cue.kind == "ask" and cue.cue.side == "after" and cue.start - place.hit.stop <= _AFTER_REACH:
            between = place.folded[place.hit.stop : cue.start]
            if set(between) & set(".;:()") or any(word in between for word in _BREAKS):
                return None
            return REQUIRED if " and " not in between[6:] or len(between) <= _NAME_REACH else None
    return None


def _asked_before(place: Place) -> int | None:
    if place.section in _ELSEWHERE:
        return None
    for cue in place.governors():
        if _is_any_stack(place, cue) or (
            cue.cue.kind in {"use", "duty"} and cue.cue.value in {"weak", "liking"}
        ):
            continue
        if cue.cue.kind != "ask":
            return None
        return None if place.section in {"duties", "stack"} and _duty_before(place, cue) else REQUIRED
    return None


def _duty_before(place: Place, cue: CueHit) -> bool:
    """Tell "You will lead engineers with …": under duties a demand stands at the start of its sentence, or is sought."""
    if any(c.cue.kind == "seek" and c.start < cue.start for c in place.before):
        return False
    return cue.start - place.sentence.start > _LATE_DEMAND or any(
        c.cue.kind == "duty" and c.start < cue.start for c in place.before
    )


def _sought(place: Place) -> int | None:
    """What qualifies the noun is asked for: "looking for Python/AWS engineers", "… for a developer (Go, AWS)"."""
    cue = place.governor()
    if cue is None or cue.cue.kind != "seek":
        return None
    between = place.folded[cue.stop : place.hit.start]
    if between.count("(") > between.count(")") and len(between) <= _SEEK_REACH:
        return REQUIRED
    return REQUIRED if len(between) <= _SEEK_NAME_REACH and place.hit.skill.named else None


def _of_the_company(place: Place) -> int | None:
    if place.section in {"benefits", "apply"}:
        return INCIDENTAL
    if place.section == "company":
        told = place.governor() is not None
        return USED if _done_here(place) or (place.hit.skill.named and not told) else INCIDENTAL
    return None


def _under_duties_or_stack(place: Place) -> int | None:
    return USED if place.section in {"duties", "stack"} else None


def _used_or_done(place: Place) -> int | None:
    return USED if _done_here(place) else None


def _done_here(place: Place) -> bool:
    """Whether the sentence tells of the work. A word of every product needs more than "using" or "we build"."""
    strict = place.hit.skill.alone == "product"
    for cue in place.governors():
        if cue.cue.value == "others":
            return False
        if cue.cue.kind not in {"use", "duty"}:
            return cue.cue.kind in {"product", "team"} and any(
                c.cue.kind in {"duty", "use"} and not c.cue.value for c in place.before
            )
        if not (strict and cue.cue.value == "weak"):
            return True
    return False


def _of_the_product(place: Place) -> int | None:
    cue = place.governor()
    return INCIDENTAL if cue is not None and cue.cue.kind in {"product", "team"} else None


_OF_NO_WORK = (_of_the_company, _of_the_product)
RULES: tuple[Callable[[Place], int | None], ...] = (
    _in_a_link,
    _name_of_another_role,
    negated,
    softened_before,
    softened_after,
    _name_of_the_role,
    _under_preferred,
    _speaks_of_use,
    _below_the_profile,
    _under_requirements,
    _asked_behind,
    _asked_before,
    _sought,
    _of_the_company,
    _under_duties_or_stack,
    _used_or_done,
    _of_the_product,
)
