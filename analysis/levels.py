"""How strongly a mention is asked for: a list of rules, the first that speaks decides.

Knows sections, the cues of a sentence and where a role's text ends. Each rule is a small function of the mention's
`Place` that gives a level or None; its name is what `explain` prints.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from analysis.matcher import CueHit, SkillHit
    from analysis.sections import Sentence

ABSENT, INCIDENTAL, USED, PREFERRED, REQUIRED = range(5)
NAMES = ("absent", "incidental", "used", "preferred", "required")
_ALONE = {"used": USED, "incidental": ABSENT, "product": INCIDENTAL}
_NEGATION_REACH = 28
_AFTER_REACH = 48
_PARAGRAPH = 200
_VERBS = ("are ", "would", "will", "strongly", "is ")
_FIRST_PERSON = ("we ", "we'", "our")
CUES = frozenset({"soft", "ask", "use", "duty", "product", "seek", "team", "not"})
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
    line_length: int
    opens_with_role: bool


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


def _negated(place: Place) -> int | None:
    for cue in place.before:
        if (
            cue.cue.kind == "not"
            and cue.cue.side == "before"
            and _close(place, cue.stop, place.hit.start, _NEGATION_REACH)
        ):
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
        if (
            cue.cue.kind == "soft"
            and cue.cue.side == "before"
            and not _bracket_closed(place, cue.stop, place.hit.start)
        ):
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
        return _bracket_reaches_back(place, cue, between)
    if opened < 0 and place.folded[cue.stop : cue.stop + 12].lstrip(" .,")[:1] == ")":
        return False
    if " but " in between or ", with " in between:
        return False
    if "," not in between:
        return True
    tail = between.rsplit(",", 1)[1]
    if place.folded[cue.start : cue.stop].startswith(_VERBS) or tail.strip().startswith(("and ", "or ")):
        return True
    return " and " in tail or " or " in tail or "etc" in tail


def _bracket_reaches_back(place: Place, cue: CueHit, between: str) -> bool:
    """ "Go, AWS (a plus)" softens the last name, "- Go and AWS (preferred)" the whole item."""
    if between.strip() in {"(", "( a"}:
        return True
    closes = place.folded[cue.stop : cue.stop + 2]
    ends_item = closes[:1] == ")" and cue.stop + 2 >= place.sentence.stop
    return between.rstrip().endswith("(") and between.count("(") == 1 and (ends_item or "," not in between)


def _bracket_closed(place: Place, start: int, stop: int) -> bool:
    between = place.folded[start:stop]
    return between.count(")") > between.count("(")


def _under_preferred(place: Place) -> int | None:
    return PREFERRED if place.sentence.section == "preferred" and not _is_boilerplate(place) else None


def _speaks_of_use(place: Place) -> int | None:
    """ "we use AWS" is no demand, even among the requirements."""
    for cue in _governors(place):
        if cue.cue.kind == "use" and not cue.cue.value:
            words = place.folded[cue.start : cue.stop]
            return USED if words.startswith(_FIRST_PERSON) or "stack" in words else None
        if cue.cue.kind != "use":
            return None
    return None


def _is_boilerplate(place: Place) -> bool:
    """A long paragraph about the company below the last heading of the profile."""
    if place.sentence.section not in {"requirements", "preferred"} or place.line_length < _PARAGRAPH:
        return False
    kinds = [cue.cue.kind for cue in place.before]
    return "product" in kinds and "ask" not in kinds


def _below_the_profile(place: Place) -> int | None:
    return INCIDENTAL if _is_boilerplate(place) else None


def _under_requirements(place: Place) -> int | None:
    if place.sentence.section != "requirements" or place.opens_with_role:
        return None
    return REQUIRED


def _asked_behind(place: Place) -> int | None:
    """ "AWS experience", "Kubernetes is a must"."""
    if place.sentence.section in {"company", "benefits", "apply"}:
        return None
    for cue in place.after:
        if cue.cue.kind == "ask" and cue.cue.side == "after" and cue.start - place.hit.stop <= _AFTER_REACH:
            between = place.folded[place.hit.stop : cue.start]
            if set(between) & set(".;:()") or any(
                word in between for word in (" to ", " for ", " of ", " we ", " that ")
            ):
                return None
            return REQUIRED if " and " not in between[6:] or cue.start - place.hit.stop <= 24 else None
    return None


def _asked_before(place: Place) -> int | None:
    section = place.sentence.section
    if section in {"benefits", "company", "apply"}:
        return None
    for cue in _governors(place):
        if cue.cue.kind in {"use", "duty"} and cue.cue.value in {"weak", "liking"}:
            continue
        if cue.cue.kind != "ask":
            return None
        return None if section in {"duties", "stack"} and _duty_before(place, cue) else REQUIRED
    return None


def _duty_before(place: Place, cue: CueHit) -> bool:
    """ "You will lead engineers with …": under duties a demand stands at the start of its sentence."""
    return cue.start - place.sentence.start > 30 or any(
        c.cue.kind == "duty" and c.start < cue.start for c in place.before
    )


def _sought(place: Place) -> int | None:
    """ "looking for Python/AWS engineers", "looking for a developer (Go, AWS)": what qualifies the noun is asked for."""
    cue = next(iter(_governors(place)), None)
    if cue is None or cue.cue.kind != "seek":
        return None
    between = place.folded[cue.stop : place.hit.start]
    if between.count("(") > between.count(")") and len(between) <= 160:
        return REQUIRED
    return REQUIRED if len(between) <= 60 and place.hit.skill.named else None


def _governors(place: Place) -> Iterator[CueHit]:
    """Cues before the mention that say what the sentence is about, the nearest first."""
    for cue in reversed(place.before):
        if cue.cue.kind in _GOVERNS and cue.cue.side == "before":
            yield cue


def _of_the_company(place: Place) -> int | None:
    if place.sentence.section in {"benefits", "apply"}:
        return INCIDENTAL
    if place.sentence.section == "company":
        told = next(iter(_governors(place)), None) is not None
        return USED if _done_here(place) or (place.hit.skill.named and not told) else INCIDENTAL
    return None


def _under_duties_or_stack(place: Place) -> int | None:
    return USED if place.sentence.section in {"duties", "stack"} else None


def _used_or_done(place: Place) -> int | None:
    return USED if _done_here(place) else None


def _done_here(place: Place) -> bool:
    """Whether the sentence tells of the work. A word of every product needs more than "using" or "we build"."""
    strict = place.hit.skill.alone == "product"
    for cue in _governors(place):
        if cue.cue.kind not in {"use", "duty"}:
            return cue.cue.kind in {"product", "team"} and any(
                c.cue.kind == "duty" and not c.cue.value for c in place.before
            )
        if not (strict and cue.cue.value == "weak"):
            return True
    return False


def _of_the_product(place: Place) -> int | None:
    cue = next(iter(_governors(place)), None)
    return INCIDENTAL if cue is not None and cue.cue.kind in {"product", "team"} else None


_OF_NO_WORK = (_of_the_company, _of_the_product)
RULES: tuple[Callable[[Place], int | None], ...] = (
    _in_a_link,
    _name_of_another_role,
    _negated,
    _softened_before,
    _softened_after,
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
