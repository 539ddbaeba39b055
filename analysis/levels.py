"""How strongly a mention is asked for: a list of rules, the first that speaks decides.

Knows sections, and which cue of a sentence governs a mention. Each rule is a small function of the mention's `Place`
that gives a level or SILENT; `RULES` has the words that `explain` prints for it.
"""

from __future__ import annotations

from analysis.compiled import jit
from analysis.letters import (
    AND,
    BRACKET,
    BREAKS,
    CLOSE,
    FIRST_PERSON,
    OPEN,
    STACK,
    STOPS,
    count,
    ends,
    has_any,
    holds,
    starts,
)
from analysis.matcher import (
    AFTER,
    ALONE_INCIDENTAL,
    ALONE_PRODUCT,
    APPLY,
    ASK,
    BENEFITS,
    COMPANY,
    DUTIES,
    DUTY,
    LIKING,
    OTHERS,
    PLAIN,
    PREFERRED_SECTION,
    PRODUCT,
    REQUIREMENTS,
    SEEK,
    STACK_SECTION,
    TEAM,
    USE,
    WEAK,
)
from analysis.place import (
    ABSENT,
    INCIDENTAL,
    OTHER_ROLE,
    PREFERRED,
    REQUIRED,
    TARGET_ROLE,
    USED,
    Place,
    cue_start,
    cue_stop,
    governor,
    governs,
    in_link,
    kind,
    value,
)
from analysis.softening import is_negated, is_softened

SILENT = -1
RULES = (
    "in a link", "name of another role", "negated", "softened", "name of the role", "under preferred", "speaks of use",
    "below the profile", "under requirements", "asked behind", "asked before", "sought", "of the company",
    "under duties or stack", "used or done", "of the product", "alone", "the employer itself", "named in the title",
)  # fmt: skip
(
    IN_A_LINK, NAME_OF_ANOTHER_ROLE, NEGATED, SOFTENED, NAME_OF_THE_ROLE, UNDER_PREFERRED, SPEAKS_OF_USE,
    BELOW_THE_PROFILE, UNDER_REQUIREMENTS, ASKED_BEHIND, ASKED_BEFORE, SOUGHT, OF_THE_COMPANY, UNDER_DUTIES_OR_STACK,
    USED_OR_DONE, OF_THE_PRODUCT, ALONE, THE_EMPLOYER, IN_THE_TITLE,
) = range(len(RULES))  # fmt: skip

_AFTER_REACH = 48
_NAME_REACH = 24
_SEEK_REACH, _SEEK_NAME_REACH = 160, 60
_PARAGRAPH = 200
_LATE_DEMAND = 30
_LIST_HEAD = 6


@jit
def level_of(place: Place) -> tuple[int, int]:
    """The level and the rule that gave it; ABSENT where words so weak are no mention."""
    alone = place.around.tables.skills.alone[place.skill]
    level, rule = _first(place)
    if rule == ALONE:
        if alone == ALONE_INCIDENTAL:
            return ABSENT, rule
        return (INCIDENTAL if alone == ALONE_PRODUCT else USED), rule
    if level == INCIDENTAL and rule in (OF_THE_COMPANY, OF_THE_PRODUCT) and alone == ALONE_INCIDENTAL:
        return ABSENT, rule
    return level, rule


@jit
def _first(place: Place) -> tuple[int, int]:
    """What the first rule says that is not silent."""
    if in_link(place):
        return INCIDENTAL, IN_A_LINK
    if place.in_role == OTHER_ROLE or place.foreign:
        return INCIDENTAL, NAME_OF_ANOTHER_ROLE
    if is_negated(place):
        return INCIDENTAL, NEGATED
    if is_softened(place):
        return PREFERRED, SOFTENED
    if place.in_role == TARGET_ROLE:
        return USED, NAME_OF_THE_ROLE
    boilerplate = _is_boilerplate(place)
    if place.section == PREFERRED_SECTION and not boilerplate:
        return PREFERRED, UNDER_PREFERRED
    if _speaks_of_use(place):
        return USED, SPEAKS_OF_USE
    if boilerplate:
        return INCIDENTAL, BELOW_THE_PROFILE
    if place.section == REQUIREMENTS and not place.opens_with_role:
        return REQUIRED, UNDER_REQUIREMENTS
    return _by_sentence(place)


@jit
def _by_sentence(place: Place) -> tuple[int, int]:
    elsewhere = place.section in (COMPANY, BENEFITS, APPLY)
    if not elsewhere and _asked_behind(place):
        return REQUIRED, ASKED_BEHIND
    if not elsewhere and _asked_before(place):
        return REQUIRED, ASKED_BEFORE
    if _sought(place):
        return REQUIRED, SOUGHT
    if elsewhere:
        return _of_the_company(place), OF_THE_COMPANY
    if place.section in (DUTIES, STACK_SECTION):
        return USED, UNDER_DUTIES_OR_STACK
    if _done_here(place):
        return USED, USED_OR_DONE
    at = governor(place)
    if at >= 0 and kind(place, at) in (PRODUCT, TEAM):
        return INCIDENTAL, OF_THE_PRODUCT
    return SILENT, ALONE


@jit
def _speaks_of_use(place: Place) -> bool:
    """Tell "we use AWS", which is no demand, from one, even among the requirements."""
    page = place.around.page
    for at in range(place.before - 1, -1, -1):
        if not governs(place, at) or _is_any_stack(place, at):
            continue
        if kind(place, at) != USE:
            return False
        if value(place, at) == PLAIN:
            start, stop = cue_start(place, at), cue_stop(place, at)
            return starts(page, start, stop, FIRST_PERSON) or holds(page, start, stop, STACK)
    return False


@jit
def _is_any_stack(place: Place, at: int) -> bool:
    """Tell "experience on a modern stack (…)" from "the stack is …": a stack behind a demand is part of it."""
    page, start, stop = place.around.page, cue_start(place, at), cue_stop(place, at)
    if not ends(page, start, stop, STACK) or not starts(page, stop, place.around.size, BRACKET):
        return False
    return _earlier(place, ASK, start)


@jit
def _earlier(place: Place, wanted: int, start: int) -> bool:
    """Whether a cue of a kind stands before a place in the sentence."""
    for at in range(place.before):
        if kind(place, at) == wanted and cue_start(place, at) < start:
            return True
    return False


@jit
def _is_boilerplate(place: Place) -> bool:
    """A long paragraph about the company below the last heading of the profile."""
    if place.section not in (REQUIREMENTS, PREFERRED_SECTION) or place.line_length < _PARAGRAPH:
        return False
    product = False
    for at in range(place.before):
        if kind(place, at) == ASK:
            return False
        product = product or kind(place, at) == PRODUCT
    return product


@jit
def _asked_behind(place: Place) -> bool:
    """Demands behind the name: "AWS experience", "Kubernetes is a must"."""
    page, spellings, hits = place.around.page, place.around.tables.spellings, place.around.hits
    for at in range(place.before, place.after):
        start = cue_start(place, at)
        behind = spellings.side[hits.cue[place.near[at]]] == AFTER
        if kind(place, at) == ASK and behind and start - place.stop <= _AFTER_REACH:
            if has_any(page, place.stop, start, STOPS) or holds(page, place.stop, start, BREAKS):
                return False
            near = start - place.stop <= _NAME_REACH
            return near or not holds(page, place.stop + _LIST_HEAD, start, AND)
    return False


@jit
def _asked_before(place: Place) -> bool:
    for at in range(place.before - 1, -1, -1):
        if not governs(place, at) or _is_any_stack(place, at):
            continue
        if kind(place, at) in (USE, DUTY) and value(place, at) in (WEAK, LIKING):
            continue
        if kind(place, at) != ASK:
            return False
        return not (place.section in (DUTIES, STACK_SECTION) and _duty_before(place, at))
    return False


@jit
def _duty_before(place: Place, at: int) -> bool:
    """Tell "You will lead engineers with …": under duties a demand stands at the start of its sentence, or is sought."""
    start = cue_start(place, at)
    if _earlier(place, SEEK, start):
        return False
    return start - place.begin > _LATE_DEMAND or _earlier(place, DUTY, start)


@jit
def _sought(place: Place) -> bool:
    """What qualifies the noun is asked for: "looking for Python/AWS engineers", "… for a developer (Go, AWS)"."""
    at = governor(place)
    if at < 0 or kind(place, at) != SEEK:
        return False
    page, start, length = place.around.page, cue_stop(place, at), place.start - cue_stop(place, at)
    opened = count(page, start, place.start, OPEN) > count(page, start, place.start, CLOSE)
    if opened and length <= _SEEK_REACH:
        return True
    return length <= _SEEK_NAME_REACH and place.around.tables.skills.named[place.skill] != 0


@jit
def _of_the_company(place: Place) -> int:
    if place.section != COMPANY:
        return INCIDENTAL
    told = governor(place) >= 0
    named = place.around.tables.skills.named[place.skill] != 0
    return USED if _done_here(place) or (named and not told) else INCIDENTAL


@jit
def _done_here(place: Place) -> bool:
    """Whether the sentence tells of the work. A word of every product needs more than "using" or "we build"."""
    strict = place.around.tables.skills.alone[place.skill] == ALONE_PRODUCT
    for at in range(place.before - 1, -1, -1):
        if not governs(place, at):
            continue
        if value(place, at) == OTHERS:
            return False
        if kind(place, at) not in (USE, DUTY):
            return kind(place, at) in (PRODUCT, TEAM) and _works_before(place)
        if not (strict and value(place, at) == WEAK):
            return True
    return False


@jit
def _works_before(place: Place) -> bool:
    for at in range(place.before):
        if kind(place, at) in (DUTY, USE) and value(place, at) == PLAIN:
            return True
    return False
