"""What takes the edge off a demand: "a plus", "ideally", "not required".

Knows how far a softening or a negation reaches inside its sentence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.place import INCIDENTAL, PREFERRED

if TYPE_CHECKING:
    from analysis.matcher import CueHit
    from analysis.place import Place

_NEGATION_REACH = 28
_VERBS = ("are ", "would", "will", "strongly", "is ")


def negated(place: Place) -> int | None:
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


def softened_before(place: Place) -> int | None:
    for cue in reversed(place.before):
        if (
            cue.cue.kind == "soft"
            and cue.cue.side == "before"
            and not _bracket_closed(place, cue.stop, place.hit.start)
        ):
            return PREFERRED
    return None


def softened_after(place: Place) -> int | None:
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
    if place.words(cue).startswith(_VERBS) or tail.strip().startswith(("and ", "or ")):
        return True
    return " and " in tail or " or " in tail or "etc" in tail


def _bracket_reaches_back(place: Place, cue: CueHit, between: str) -> bool:
    """Softened are the last name of "Go, AWS (a plus)" and the whole item of "- Go and AWS (preferred)"."""
    if between.strip() in {"(", "( a"}:
        return True
    closes = place.folded[cue.stop : cue.stop + 2]
    ends_item = closes[:1] == ")" and cue.stop + 2 >= place.sentence.stop
    return between.rstrip().endswith("(") and between.count("(") == 1 and (ends_item or "," not in between)


def _bracket_closed(place: Place, start: int, stop: int) -> bool:
    between = place.folded[start:stop]
    return between.count(")") > between.count("(")
