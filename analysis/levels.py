"""How strongly a mention is asked for: a list of rules, the first that speaks decides.

Knows sections, and which cue of a sentence governs a mention. Each rule is a small function of the mention's `Place`
that gives a level or SILENT; `RULES` has the words that `explain` prints for it.
"""

from __future__ import annotations

from analysis import layout as col
from analysis.compiled import Row, jit
from analysis.letters import (
    CLOSE,
    OPEN,
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
from analysis.phrases import (
    AND,
    BRACKET,
    BREAKS,
    FIRST_PERSON,
    STACK,
)
from analysis.place import (
    ABSENT,
    INCIDENTAL,
    OTHER_ROLE,
    PREFERRED,
    REQUIRED,
    TARGET_ROLE,
    USED,
    cue_start,
    cue_stop,
    governor,
    governs,
    in_link,
    kind,
    value,
)
from analysis.softening import is_negated, softened_after, softened_before

SILENT = -1
RULES = (
    "in a link", "name of another role", "negated", "softened before", "softened after", "name of the role", "under preferred", "speaks of use",
    "below the profile", "under requirements", "asked behind", "asked before", "sought", "of the company",
    "under duties or stack", "used or done", "of the product", "alone", "the employer itself", "named in the title",
)  # fmt: skip
(
    IN_A_LINK, NAME_OF_ANOTHER_ROLE, NEGATED, SOFTENED_BEFORE, SOFTENED_AFTER, NAME_OF_THE_ROLE, UNDER_PREFERRED, SPEAKS_OF_USE,
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
def level_of(m: Row) -> tuple[int, int]:
    """The level and the rule that gave it; ABSENT where words so weak are no mention."""
    alone = m[m[col.skill_alone] + m[col.here_skill]]
    level, rule = _first(m)
    if rule == ALONE:
        if alone == ALONE_INCIDENTAL:
            return ABSENT, rule
        return (INCIDENTAL if alone == ALONE_PRODUCT else USED), rule
    if level == INCIDENTAL and rule in (OF_THE_COMPANY, OF_THE_PRODUCT) and alone == ALONE_INCIDENTAL:
        return ABSENT, rule
    return level, rule


@jit
def _first(m: Row) -> tuple[int, int]:
    """What the first rule says that is not silent."""
    if in_link(m):
        return INCIDENTAL, IN_A_LINK
    if m[col.here_in_role] == OTHER_ROLE or m[col.here_foreign]:
        return INCIDENTAL, NAME_OF_ANOTHER_ROLE
    if is_negated(m):
        return INCIDENTAL, NEGATED
    if softened_before(m):
        return PREFERRED, SOFTENED_BEFORE
    if softened_after(m):
        return PREFERRED, SOFTENED_AFTER
    if m[col.here_in_role] == TARGET_ROLE:
        return USED, NAME_OF_THE_ROLE
    boilerplate = _is_boilerplate(m)
    if m[col.here_section] == PREFERRED_SECTION and not boilerplate:
        return PREFERRED, UNDER_PREFERRED
    if _speaks_of_use(m):
        return USED, SPEAKS_OF_USE
    if boilerplate:
        return INCIDENTAL, BELOW_THE_PROFILE
    if m[col.here_section] == REQUIREMENTS and not m[col.here_opens_with_role]:
        return REQUIRED, UNDER_REQUIREMENTS
    return _by_sentence(m)


@jit
def _by_sentence(m: Row) -> tuple[int, int]:
    elsewhere = m[col.here_section] in (COMPANY, BENEFITS, APPLY)
    if not elsewhere and _asked_behind(m):
        return REQUIRED, ASKED_BEHIND
    if not elsewhere and _asked_before(m):
        return REQUIRED, ASKED_BEFORE
    if _sought(m):
        return REQUIRED, SOUGHT
    if elsewhere:
        return _of_the_company(m), OF_THE_COMPANY
    if m[col.here_section] in (DUTIES, STACK_SECTION):
        return USED, UNDER_DUTIES_OR_STACK
    if _done_here(m):
        return USED, USED_OR_DONE
    at = governor(m)
    if at >= 0 and kind(m, at) in (PRODUCT, TEAM):
        return INCIDENTAL, OF_THE_PRODUCT
    return SILENT, ALONE


@jit
def _speaks_of_use(m: Row) -> bool:
    """Tell "we use AWS", which is no demand, from one, even among the requirements."""
    for at in range(m[col.here_before] - 1, -1, -1):
        if not governs(m, at) or _is_any_stack(m, at):
            continue
        if kind(m, at) != USE:
            return False
        if value(m, at) == PLAIN:
            start, stop = cue_start(m, at), cue_stop(m, at)
            return starts(m, start, stop, FIRST_PERSON) or holds(m, start, stop, STACK)
    return False


@jit
def _is_any_stack(m: Row, at: int) -> bool:
    """Tell "experience on a modern stack (…)" from "the stack is …": a stack behind a demand is part of it."""
    start, stop = cue_start(m, at), cue_stop(m, at)
    if not ends(m, start, stop, STACK) or not starts(m, stop, m[col.size], BRACKET):
        return False
    return _earlier(m, ASK, start)


@jit
def _earlier(m: Row, wanted: int, start: int) -> bool:
    """Whether a cue of a kind stands before a place in the sentence."""
    for at in range(m[col.here_before]):
        if kind(m, at) == wanted and cue_start(m, at) < start:
            return True
    return False


@jit
def _is_boilerplate(m: Row) -> bool:
    """A long paragraph about the company below the last heading of the profile."""
    if m[col.here_section] not in (REQUIREMENTS, PREFERRED_SECTION) or m[col.here_line_length] < _PARAGRAPH:
        return False
    product = False
    for at in range(m[col.here_before]):
        if kind(m, at) == ASK:
            return False
        product = product or kind(m, at) == PRODUCT
    return product


@jit
def _asked_behind(m: Row) -> bool:
    """Demands behind the name: "AWS experience", "Kubernetes is a must"."""
    for at in range(m[col.here_before], m[col.here_after]):
        start = cue_start(m, at)
        behind = m[m[col.spelling_side] + m[m[col.cue] + m[m[col.near] + at]]] == AFTER
        if kind(m, at) == ASK and behind and start - m[col.here_stop] <= _AFTER_REACH:
            if has_any(m, m[col.here_stop], start, STOPS) or holds(m, m[col.here_stop], start, BREAKS):
                return False
            near = start - m[col.here_stop] <= _NAME_REACH
            return near or not holds(m, m[col.here_stop] + _LIST_HEAD, start, AND)
    return False


@jit
def _asked_before(m: Row) -> bool:
    for at in range(m[col.here_before] - 1, -1, -1):
        if not governs(m, at) or _is_any_stack(m, at):
            continue
        if kind(m, at) in (USE, DUTY) and value(m, at) in (WEAK, LIKING):
            continue
        if kind(m, at) != ASK:
            return False
        return not (m[col.here_section] in (DUTIES, STACK_SECTION) and _duty_before(m, at))
    return False


@jit
def _duty_before(m: Row, at: int) -> bool:
    """Tell "You will lead engineers with …": under duties a demand stands at the start of its sentence, or is sought."""
    start = cue_start(m, at)
    if _earlier(m, SEEK, start):
        return False
    return start - m[col.here_begin] > _LATE_DEMAND or _earlier(m, DUTY, start)


@jit
def _sought(m: Row) -> bool:
    """What qualifies the noun is asked for: "looking for Python/AWS engineers", "… for a developer (Go, AWS)"."""
    at = governor(m)
    if at < 0 or kind(m, at) != SEEK:
        return False
    start, length = cue_stop(m, at), m[col.here_start] - cue_stop(m, at)
    opened = count(m, start, m[col.here_start], OPEN) > count(m, start, m[col.here_start], CLOSE)
    if opened and length <= _SEEK_REACH:
        return True
    return length <= _SEEK_NAME_REACH and m[m[col.skill_named] + m[col.here_skill]] != 0


@jit
def _of_the_company(m: Row) -> int:
    if m[col.here_section] != COMPANY:
        return INCIDENTAL
    told = governor(m) >= 0
    named = m[m[col.skill_named] + m[col.here_skill]] != 0
    return USED if _done_here(m) or (named and not told) else INCIDENTAL


@jit
def _done_here(m: Row) -> bool:
    """Whether the sentence tells of the work. A word of every product needs more than "using" or "we build".

    Behind a product it tells of that alone, whatever work the sentence began with.
    """
    strict = m[m[col.skill_alone] + m[col.here_skill]] == ALONE_PRODUCT
    for at in range(m[col.here_before] - 1, -1, -1):
        if not governs(m, at):
            continue
        if value(m, at) == OTHERS:
            return False
        if kind(m, at) not in (USE, DUTY):
            return kind(m, at) in (PRODUCT, TEAM) and not strict and _works_before(m)
        if not (strict and value(m, at) == WEAK):
            return True
    return False


@jit
def _works_before(m: Row) -> bool:
    for at in range(m[col.here_before]):
        if kind(m, at) in (DUTY, USE) and value(m, at) == PLAIN:
            return True
    return False
