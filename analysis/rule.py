"""The decision rule: three estimates -> a verdict, by the table of `methods.md` in its order.

Knows the table and the p-values printed beside it. Refuses to know claims, windows and where estimates come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import logit, stdtr

if TYPE_CHECKING:
    from analysis.interval import Estimate


@dataclass(frozen=True, slots=True)
class Rule:
    """The numbers of the decision table; shares are fractions."""

    target: float
    margin: float
    min_companies: int
    min_requiring: float

    @property
    def low(self) -> float:
        return round(self.target - self.margin, 12)

    @property
    def high(self) -> float:
        return round(self.target + self.margin, 12)


def verdict(
    literal: Estimate, generous: Estimate, requiring: Estimate, rule: Rule
) -> tuple[str, str | None, str]:
    """(verdict, direction, reason) by the table of `methods.md`: the first of its rows that holds.

    requiring: postings that require anything of the ten categories. `Wholly below` is strict, `inside` counts the
    ends. The readings lie on different sides where the band's lower end or the target itself stands between their
    95 % intervals: literally the claim is missed, generously it is not.
    """
    low, high, target = rule.low, rule.high, rule.target
    band, goal = f"{percent(low)}–{percent(high)} %", f"{percent(target)} %"
    lit, gen = f"The literal reading, {_text(literal)},", f"the generous reading, {_text(generous)},"
    firm = f"The literal reading, {_text(literal, 90)} at 90 %,"
    few = f"{literal.companies} companies, fewer than the {rule.min_companies} that a verdict needs."
    seldom = requiring.share is not None and requiring.share < rule.min_requiring
    parted = any(_high(literal) < line < _low(generous) for line in (low, target))
    inside = low <= _low(literal, 90) and _high(literal, 90) <= high
    rows: tuple[tuple[bool, str, str | None, str], ...] = (
        (seldom, "untestable", *_seldom(generous, requiring, rule)),
        (literal.companies < rule.min_companies, "not enough data", None, few),
        (_high(generous) < low, "contradicted", "lower", f"Even {gen} lies wholly below {percent(low)} %."),
        (_low(literal) > high, "contradicted", "higher", f"{lit} lies wholly above {percent(high)} %."),
        (inside, "supported", None, f"{firm} lies inside {band}."),
        (parted, "depends on the reading", None, f"{lit} and {gen} lie on different sides."),
        (low <= _high(literal) < target, "leaning", "lower", f"{lit} excludes {goal} and touches {band}."),
        (target < _low(literal) <= high, "leaning", "higher", f"{lit} excludes {goal} and touches {band}."),
        (True, "not enough data", None, f"{lit} and {gen} do not settle whether the share is {band}."),
    )
    return next((name, direction, reason) for holds, name, direction, reason in rows if holds)


def _seldom(generous: Estimate, requiring: Estimate, rule: Rule) -> tuple[str | None, str]:
    """Where advertisers seldom say `required`, its absence tells nothing; how often a thing is named still does."""
    below = _high(generous) < rule.low
    return "lower" if below else None, (
        f"Only {percent(requiring.share)} % of the backend postings require anything of the ten categories, and a literal "
        f"reading needs {percent(rule.min_requiring)} %; the generous reading, {_text(generous)}, lies "
        f"{'' if below else 'not '}wholly below {percent(rule.low)} %."
    )


def _low(of: Estimate, level: int = 95) -> float:
    """Lower end of an interval; 0 where there is none, so that an unknown end never decides."""
    end = of.low if level == 95 else of.low_90
    return 0.0 if end is None else end


def _high(of: Estimate, level: int = 95) -> float:
    end = of.high if level == 95 else of.high_90
    return 1.0 if end is None else end


def percent(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.1f}".removesuffix(".0")


def _text(of: Estimate, level: int = 95) -> str:
    return f"{percent(of.share)} % [{percent(_low(of, level))}–{percent(_high(of, level))}]"


def p_at_least(of: Estimate, threshold: float) -> float | None:
    """One-sided p of `the share is not above threshold`, on the interval's own scale; None at 0, 1 or no variance."""
    if of.dof is None or of.share is None or of.design_effect is None:
        return None
    error = np.sqrt(of.design_effect / (of.n * of.share * (1 - of.share)))
    return float(stdtr(of.dof, -(logit(of.share) - logit(threshold)) / error))


def p_equivalent(of: Estimate, target: float, margin: float) -> float | None:
    """P-value of two one-sided tests (Schuirmann 1987): the share lies within margin of target."""
    below, above = p_at_least(of, target - margin), p_at_least(of, target + margin)
    return None if below is None or above is None else max(below, 1 - above)
