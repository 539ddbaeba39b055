"""Claims and facts -> rows of the tables `verdict`, `verdict_part` and `contrast`: every claim, source and window.

Knows what a verdict is printed with, Holm's family, and that a conjunction is its weakest part. Refuses to know files, the
clock (whether a verdict is registered depends on the claim's date and the window's months), and any rule but `rule`'s.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis import claims, comparisons, parts, rule, scene
from analysis.rule import TOO_LITTLE, UNTESTABLE, Outcome, percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from analysis.claims import Claim
    from analysis.parts import Judged
    from analysis.scene import Scene
    from analysis.study import Study

    Row = dict[str, Any]

FEW_EFFECTIVE = 200
_NO_MONTH, _SAMPLE = "Nothing was read to the end of a month.", "Sample data never carries a verdict."


class Verdicts(NamedTuple):
    """Rows of the three tables; `detail` of a verdict still a dict that JSON can hold."""

    verdicts: list[Row]
    parts: list[Row]
    contrasts: list[Row]


def judge(
    known: Mapping[str, Claim],
    facts: pd.DataFrame,
    tools: pd.DataFrame,
    study: Study,
    corrections: pd.DataFrame,
) -> Verdicts:
    """Every claim in every source and window of its file; where there are no facts, a verdict that says so.

    facts: table `fact`; tools: posting_id, skill, level; corrections: table `correction`.
    """
    told = Verdicts([], [], [])
    names = list(dict.fromkeys(name for claim in known.values() for name in claim.windows))
    stages = list(scene.scenes(facts, tools, study, corrections, names)) if len(facts) else []
    for claim in known.values():
        chosen = [one for name in claim.windows for one in stages if one.name == name]
        for one in sorted(chosen, key=lambda one: one.source):
            _add(told, claim, one)
        if not stages:
            told.verdicts.append(_silent(claim, None, Outcome(TOO_LITTLE, None, _NO_MONTH)))
    return told._replace(verdicts=_adjusted(told.verdicts))


def _add(told: Verdicts, claim: Claim, of: Scene) -> None:
    if of.kind == "sample":
        told.verdicts.append(_silent(claim, of, Outcome(UNTESTABLE, None, _SAMPLE)))
    elif of.window is None:
        told.verdicts.append(_silent(claim, of, Outcome(TOO_LITTLE, None, _NO_MONTH)))
    else:
        found = [_one(claim, part, of) for part in claim.parts]
        told.verdicts.append(_verdict(claim, of, found))
        told.parts.extend(_part_row(claim, of, number, part) for number, part in enumerate(found, start=1))
        told.contrasts.extend(row for part in found for row in part.rows)


def _one(claim: Claim, part: claims.Part, of: Scene) -> Judged:  # noqa: C901, PLR0911 - one line a test
    match part:
        case claims.Equivalence():
            return parts.equivalence(claim, part, of)
        case claims.Threshold():
            return parts.threshold(claim, part, of)
        case claims.Described():
            return parts.described(claim, part, of)
        case claims.Contrast():
            return comparisons.of_contrast(claim, part, of)
        case claims.Break():
            return comparisons.of_break(claim, part, of)
        case claims.Association():
            return comparisons.of_association(claim, part, of)
        case claims.Breadth():
            return comparisons.of_breadth(claim, part, of)
        case claims.Pay():
            return comparisons.of_pay(claim, part, of)
        case claims.Published():
            figures = "; ".join(f"{one.value} ({one.period}, {one.source})" for one in part.figures)
            why = f"Our postings hold no employment. Published: {figures}."
            return parts.Judged(part.what, part.decides, Outcome(UNTESTABLE, None, why))
        case claims.Untestable():
            return parts.Judged(part.what, part.decides, Outcome(UNTESTABLE, None, part.why))
    raise TypeError(f"{type(part).__name__}: no such test")


def _verdict(claim: Claim, of: Scene, found: list[Judged]) -> Row:
    deciding = [part for part in found if part.decides]
    weakest = deciding[rule.weakest([part.outcome.verdict for part in deciding])]
    shown = weakest if weakest.shown else next((part for part in found if part.shown), weakest)
    outcome, marks = weakest.outcome, _marks(claim, of, shown)
    reason = outcome.reason if len(deciding) == 1 else f"{_place(found, weakest)}: {outcome.reason}"
    p_values = [part.p_value for part in deciding if part.p_value is not None]
    share = shown.shown
    return {
        **_silent(claim, of, outcome._replace(reason=" ".join([reason, *marks]))), "reading": shown.reading,
        "share": share and share.share, "low": share and share.low, "high": share and share.high,
        "n": share.n if share else len(of.counted(claim.role_rung)),
        "companies": share.companies if share else of.counted(claim.role_rung)["cluster"].nunique(),
        "p_value": max(p_values, default=None), "labels": max(part.labels for part in found),
        "corrected": shown.corrected,
        "detail": {**_origin(claim, of), **_head(found, share), "trace": _trace(shown), "marks": marks, "parts": [_told(part) for part in found]},
    }  # fmt: skip


def _trace(shown: Judged) -> Row | None:
    """What `analysis trace` needs to find the postings behind the share; None where there is no share."""
    if not shown.shown or not shown.measure:
        return None
    rung, evidence, words, _weight = shown.reading.split()
    return {"measure": shown.measure, "role_rung": rung, "evidence": evidence, "words": words}


def _place(found: list[Judged], weakest: Judged) -> str:
    if weakest.outcome.verdict == rule.SUPPORTED:
        return "Every part holds; the first"
    return f"Its weakest part ({found.index(weakest) + 1} of {len(found)}) decides"


def _told(part: Judged) -> Row:
    """A part as JSON can hold it; the rows of table `contrast` stand in its detail."""
    kept = {
        key: value for key, value in asdict(part).items() if key not in {"rows", "shown", "outcome", "detail"}
    }
    return {**kept, **part.outcome._asdict(), **part.detail}


def _head(found: list[Judged], share: Any) -> Row:  # noqa: ANN401 - an estimate or None
    """The readings of the first part that has some, and how much the shown share is worth."""
    first = next((part.detail for part in found if "readings" in part.detail), {})
    effect = None if share is None else share.design_effect
    return {**first, "design_effect": effect, "n_effective": None if share is None else share.n_effective}


def _silent(claim: Claim, of: Scene | None, outcome: Outcome) -> Row:
    """A row of table `verdict` without numbers."""
    window = of.window if of else None
    return {
        "id": claim.id, "source": of.source if of else "none", "window_first": window and window.first,
        "window_last": window and window.last, "is_primary": of is None or of.name == claims.LATEST,
        **outcome._asdict(), "reading": "", "share": None, "low": None, "high": None, "n": 0, "companies": 0,
        "status": _status(claim, of), "p_value": None, "p_holm": None, "labels": 0, "corrected": False,
        "kind": of.kind if of else "history", "detail": {"marks": [outcome.reason], "not_told": list(claim.not_told)},
    }  # fmt: skip


def _status(claim: Claim, of: Scene | None) -> str:
    """Registered where every month of the window began after the claim file's date."""
    return "registered" if of and of.window and of.window.first > claim.registered else "retrospective"


def _origin(claim: Claim, of: Scene) -> Row:
    """Where the numbers come from, and what they do not tell."""
    counted = of.counted(claim.role_rung)
    kinds = counted["kind"].astype("str").value_counts()
    missing = of.window.missing if of.window else ()
    return {
        "status": _status(claim, of), "registered_on": claim.registered.isoformat(), "estimand": claim.estimand,
        "months_missing": [month.isoformat() for month in missing],
        "extractor_versions": sorted(set(counted["extractor_version"].astype("str"))),
        "kinds": {str(kind): int(count) for kind, count in kinds.items()},
        "clusters": _clusters(counted), "not_told": list(claim.not_told),
    }  # fmt: skip


def _clusters(counted: pd.DataFrame) -> dict[str, int]:
    """Postings whose cluster is a company, a hash of the author, or the posting alone."""
    kinds = Counter(str(cluster).partition(":")[0] for cluster in counted["cluster"])
    return dict(sorted(kinds.items()))


def _marks(claim: Claim, of: Scene, shown: Judged) -> list[str]:
    """What a reader must be told beside the number."""
    counted, marks = of.counted(claim.role_rung), []
    if of.window and of.window.missing:
        listed = ", ".join(f"{month:%Y-%m}" for month in of.window.missing)
        marks.append(f"Months missing or not read to their end: {listed}.")
    effective = shown.shown.n_effective if shown.shown else None
    if shown.shown and not shown.corrected and (effective is None or effective < FEW_EFFECTIVE):
        marks.append(f"Effective n is under {FEW_EFFECTIVE}.")
    plain = float((counted["format"] == "plain").mean()) if len(counted) else 0.0
    if plain:
        marks.append(f"{percent(plain)} % of the postings are known only as plain text.")
    return marks


def _part_row(claim: Claim, of: Scene, number: int, part: Judged) -> Row:
    """A row of table `verdict_part`."""
    window = of.window
    kept = ("what", "decides", "unit", "estimate", "low", "high", "line", "p_value", "n", "companies")
    return {
        "id": claim.id, "source": of.source, "window_first": window and window.first, "window_last": window and window.last,
        "part": number, **{name: getattr(part, name) for name in kept}, **part.outcome._asdict(),
    }  # fmt: skip


def _adjusted(rows: list[Row]) -> list[Row]:
    """With Holm's p-values: a family is the claims of one source, those of the latest window apart from earlier years."""
    family = [(row["source"], row["is_primary"] or str(row["window_last"])) for row in rows]
    adjusted: dict[int, float | None] = {}
    for one in dict.fromkeys(family):
        mine = [place for place, of in enumerate(family) if of == one]
        adjusted |= dict(zip(mine, rule.holm([rows[place]["p_value"] for place in mine]), strict=True))
    return [{**row, "p_holm": adjusted[place]} for place, row in enumerate(rows)]
