"""Parts of claims that test a share: the reading that is asked, by the rule that was registered.

Knows which estimate a test needs, raw or corrected. Refuses to know files, the clock, and any way to a verdict but `rule`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis import estimate, interval, rule, scene
from analysis.rule import UNTESTABLE, Outcome, percent

if TYPE_CHECKING:
    from analysis import claims
    from analysis.claims import Claim
    from analysis.interval import Estimate
    from analysis.scene import Scene

_ENDS = ("low", "high", "low_90", "high_90", "dof")


@dataclass(frozen=True)
class Judged:
    """One part of a claim. `shown`: the share that is printed with it; `rows`: rows of table `contrast` that it made."""

    what: str
    decides: bool
    outcome: Outcome
    unit: str = "none"
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    line: float | None = None
    p_value: float | None = None
    n: int = 0
    companies: int = 0
    reading: str = ""
    shown: Estimate | None = None
    corrected: bool = False
    labels: int = 0
    measure: str = ""
    detail: dict[str, Any] = field(default_factory=dict)
    rows: tuple[dict[str, Any], ...] = ()


def name(claim: Claim, evidence: str) -> str:
    return f"{claim.role_rung} {evidence} {claim.words} {claim.weight}"


def share_of(claim: Claim, of: Scene, measure: str, evidence: str) -> tuple[Estimate, bool, int]:
    """(the share at a reading, whether it is corrected, labels): corrected where the gates allow it."""
    counted = of.counted(claim.role_rung)
    y = scene.reached(counted, measure, evidence, claim.words)
    raw = interval.share(y, counted["cluster"].to_numpy(dtype=object), weight=claim.weight)
    row = of.correction(measure, claim.role_rung, evidence)
    if row is None:
        return raw, False, 0
    labels, mine = int(row["labels"]), (claim.words, claim.weight) == ("any", "posting")
    if not mine or row["method"] == "none" or pd.isna(row["corrected"]):
        return raw, False, labels
    ends = {key: _number(row[key]) for key in _ENDS}
    blank = dict.fromkeys(("design_effect", "n_effective"))
    return replace(raw, share=_number(row["corrected"]), **ends, **blank), True, labels  # type: ignore[arg-type]


def _number(value: Any) -> float | None:  # noqa: ANN401 - a cell of a frame
    return None if pd.isna(value) else float(value)


def _of_shares(
    claim: Claim, of: Scene, part: claims.Equivalence | claims.Threshold
) -> tuple[Estimate, Estimate, dict[str, Any]]:
    """(literal, generous, what both tests of a share have in common)."""
    literal, corrected, labels = share_of(claim, of, part.measure, part.literal)
    generous = share_of(claim, of, part.measure, part.generous)[0]
    counted = of.counted(claim.role_rung)
    held = scene.at_mix(
        counted, scene.reached(counted, part.measure, part.literal, claim.words), claim.mix, of.study
    )
    of_all = scene.readings(of.folded, part.measure)
    wider = scene.readings(of.folded, part.measure, "unclear")
    unclear = {rung: wider[name(claim, rung)].share for rung in (part.literal, part.generous)}
    detail = {
        "literal": asdict(literal),
        "generous": asdict(generous),
        "readings": {name: asdict(reading) for name, reading in of_all.items()},
        "unclear": {"postings": int((of.folded["backend"] == "unclear").sum()), "share_if_counted": unclear},
        "at_mix": None if held is None else asdict(held),
        "corrections": {
            rung: of.correction(part.measure, claim.role_rung, rung) for rung in (part.literal, part.generous)
        },
    }
    return literal, generous, {"corrected": corrected, "labels": labels, "detail": detail}


def _shown(
    claim: Claim,
    part: claims.Equivalence | claims.Threshold,
    outcome: Outcome,
    pair: tuple[Estimate, Estimate],
) -> dict[str, Any]:
    """The reading that the verdict rests on: the generous one where even that is too low, or the literal cannot speak."""
    by_generous = outcome.verdict == UNTESTABLE or outcome[:2] == (rule.CONTRADICTED, "lower")
    of, evidence = (pair[1], part.generous) if by_generous else (pair[0], part.literal)
    return {
        "reading": name(claim, evidence), "shown": of, "estimate": of.share, "low": of.low, "high": of.high, "n": of.n,
        "companies": of.companies, "unit": "share", "measure": part.measure,
    }  # fmt: skip


def equivalence(claim: Claim, part: claims.Equivalence, of: Scene) -> Judged:
    literal, generous, told = _of_shares(claim, of, part)
    of_rule, requiring = claim.limits(part.target, part.margin), _requiring(claim, of)
    outcome = rule.verdict(literal, generous, requiring, of_rule)
    for name, share in (("literal", literal), ("generous", generous)):
        margins = sorted({part.margin, *part.margins_beside})
        equivalence = [{"margin": one, "p": rule.p_equivalent(share, part.target, one)} for one in margins]
        at_least = {"threshold": of_rule.low, "p": rule.p_at_least(share, of_rule.low)}
        told["detail"][name] |= {"at_least": at_least, "equivalence": equivalence}
    told["detail"]["requiring"] = asdict(requiring)
    what = f"{part.measure} required: {percent(part.target)} ± {percent(part.margin)} %"
    return Judged(
        what, part.decides, outcome, line=part.target, p_value=rule.p_equivalent(literal, part.target, part.margin),
        **_shown(claim, part, outcome, (literal, generous)), **told,
    )  # fmt: skip


def _requiring(claim: Claim, of: Scene) -> Estimate:
    """Postings that require anything of the ten categories."""
    return share_of(claim, of, estimate.ANY, "E4")[0]


def threshold(claim: Claim, part: claims.Threshold, of: Scene) -> Judged:
    literal, generous, told = _of_shares(claim, of, part)
    requiring = _requiring(claim, of) if part.literal == "E4" else None
    limits = claim.limits(part.line, 0)
    outcome = rule.exceeds(literal, generous, requiring, part.line, limits)
    told["detail"]["requiring"] = None if requiring is None else asdict(requiring)
    return Judged(
        f"{part.measure} at {part.literal} above {percent(part.line)} %", part.decides, outcome, line=part.line,
        p_value=rule.p_at_least(literal, part.line), **_shown(claim, part, outcome, (literal, generous)), **told,
    )  # fmt: skip


def described(claim: Claim, part: claims.Described, of: Scene) -> Judged:
    share = (
        share_of(claim, of, part.measure, part.evidence)[0]
        if part.evidence != scene.PREFERRED
        else _preferred(claim, of, part)
    )
    said = f"{rule.text(share)}: printed beside, tested against nothing."
    return Judged(
        f"{part.measure} at {part.evidence}", part.decides, Outcome(UNTESTABLE, None, said), "share", share.share,
        share.low, share.high, n=share.n, companies=share.companies, reading=name(claim, part.evidence), shown=share,
        measure=part.measure,
    )  # fmt: skip


def _preferred(claim: Claim, of: Scene, part: claims.Described) -> Estimate:
    counted = of.counted(claim.role_rung)
    y = scene.reached(counted, part.measure, scene.PREFERRED, claim.words)
    return interval.share(y, counted["cluster"].to_numpy(dtype=object), weight=claim.weight)
