"""The decision rules: estimates -> a verdict, by the tables of `methods.md` in their order.

Knows the rules and the p-values printed beside them. Refuses to know claims, windows and where estimates come from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import logit, ndtri, stdtr, stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.interval import Estimate

UNTESTABLE, TOO_LITTLE, CONTRADICTED = "untestable", "not enough data", "contradicted"
SUPPORTED, DEPENDS, LEANING = "supported", "depends on the reading", "leaning"
# A conjunction is its weakest part.
WEAKEST = (CONTRADICTED, UNTESTABLE, TOO_LITTLE, DEPENDS, LEANING, SUPPORTED)


class Outcome(NamedTuple):
    """A verdict by the words of `methods.md`, its side where it has one, and why with its numbers."""

    verdict: str
    direction: str | None
    reason: str


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

    @property
    def is_band(self) -> bool:
        """Whether the band lies inside 0 to 1; else only one of its sides could ever be tested."""
        return 0 < self.low < self.high < 1


def verdict(literal: Estimate, generous: Estimate, requiring: Estimate, rule: Rule) -> Outcome:
    """The first row of the table of `methods.md` that holds.

    requiring: postings that require anything of the ten categories. `Wholly below` is strict, `inside` counts the
    ends. The readings lie on different sides where the band's lower end or the target itself stands between their
    95 % intervals: literally the claim is missed, generously it is not.
    """
    low, high, target = rule.low, rule.high, rule.target
    band, goal = f"{percent(low)}–{percent(high)} %", f"{percent(target)} %"
    lit, gen = f"The literal reading, {text(literal)},", f"the generous reading, {text(generous)},"
    firm = f"The literal reading, {text(literal, 90)} at 90 %,"
    parted = any(_high(literal) < line < _low(generous) for line in (low, target))
    inside = low <= _low(literal, 90) and _high(literal, 90) <= high
    crossing = f"The band {percent(target)} ± {percent(rule.margin)} % leaves 0 to 100 %: one of its sides can never be tested."
    rows: tuple[tuple[bool, str, str | None, str], ...] = (
        (not rule.is_band, UNTESTABLE, None, crossing),
        (
            _seldom(requiring, rule.min_requiring),
            UNTESTABLE,
            *_seldom_said(generous, requiring, rule.low, rule.min_requiring),
        ),
        (
            literal.companies < rule.min_companies,
            TOO_LITTLE,
            None,
            _few(literal.companies, rule.min_companies),
        ),
        (_high(generous) < low, CONTRADICTED, "lower", f"Even {gen} lies wholly below {percent(low)} %."),
        (_low(literal) > high, CONTRADICTED, "higher", f"{lit} lies wholly above {percent(high)} %."),
        (inside, SUPPORTED, None, f"{firm} lies inside {band}."),
        (parted, DEPENDS, None, f"{lit} and {gen} lie on different sides."),
        (low <= _high(literal) < target, LEANING, "lower", f"{lit} excludes {goal} and touches {band}."),
        (target < _low(literal) <= high, LEANING, "higher", f"{lit} excludes {goal} and touches {band}."),
        (True, TOO_LITTLE, None, f"{lit} and {gen} do not settle whether the share is {band}."),
    )
    return _first(rows)


def _first(rows: Sequence[tuple[bool, str, str | None, str]]) -> Outcome:
    return next(Outcome(name, direction, reason) for holds, name, direction, reason in rows if holds)


def exceeds(
    literal: Estimate, generous: Estimate, requiring: Estimate | None, line: float, rule: Rule
) -> Outcome:
    """Whether a share exceeds a line. requiring: None where the literal reading is not `required`.

    Supported where the literal 95 % interval lies wholly above the line, contradicted where even the generous one lies
    wholly below it. rule: of which only the companies and the part that requires anything count here.
    """
    goal = f"{percent(line)} %"
    lit, gen = f"The literal reading, {text(literal)},", f"the generous reading, {text(generous)},"
    seldom = requiring is not None and _seldom(requiring, rule.min_requiring)
    said = (
        _seldom_said(generous, requiring, line, rule.min_requiring) if requiring is not None else (None, "")
    )
    rows: tuple[tuple[bool, str, str | None, str], ...] = (
        (seldom, UNTESTABLE, *said),
        (
            literal.companies < rule.min_companies,
            TOO_LITTLE,
            None,
            _few(literal.companies, rule.min_companies),
        ),
        (_high(generous) < line, CONTRADICTED, "lower", f"Even {gen} lies wholly below {goal}."),
        (_low(literal) > line, SUPPORTED, None, f"{lit} lies wholly above {goal}."),
        (
            _high(literal) < line < _low(generous),
            DEPENDS,
            None,
            f"{lit} and {gen} lie on different sides of {goal}.",
        ),
        (True, TOO_LITTLE, None, f"{lit} and {gen} do not settle whether the share is above {goal}."),
    )
    return _first(rows)


def grows(  # noqa: PLR0913 - an interval, who it is of, and what it is held against
    low: float | None, high: float | None, companies: int, min_companies: int, said: str, *, line: float = 0.0
) -> Outcome:
    """Whether a difference (line 0) or a ratio (line 1) lies above its line: by its 95 % interval. said: it in words."""
    rows: tuple[tuple[bool, str, str | None, str], ...] = (
        (companies < min_companies, TOO_LITTLE, None, f"{said} rests on {_few(companies, min_companies)}"),
        (low is None or high is None, TOO_LITTLE, None, f"{said} has no interval."),
        (low is not None and low > line, SUPPORTED, None, f"{said} lies wholly above {line:g}."),
        (high is not None and high < line, CONTRADICTED, "lower", f"{said} lies wholly below {line:g}."),
        (True, TOO_LITTLE, None, f"{said} includes {line:g}: nothing is shown either way."),
    )
    return _first(rows)


def weakest(verdicts: Sequence[str]) -> int:
    """Place of the weakest verdict, the first of equals."""
    return min(range(len(verdicts)), key=lambda place: (WEAKEST.index(verdicts[place]), place))


def _seldom(requiring: Estimate, least: float) -> bool:
    return requiring.share is not None and requiring.share < least


def _seldom_said(
    generous: Estimate, requiring: Estimate, line: float, least: float
) -> tuple[str | None, str]:
    """Where advertisers seldom say `required`, its absence tells nothing; how often a thing is named still does."""
    below = _high(generous) < line
    return "lower" if below else None, (
        f"Only {percent(requiring.share)} % of the backend postings require anything of the ten categories, and a literal "
        f"reading needs {percent(least)} %; the generous reading, {text(generous)}, lies "
        f"{'' if below else 'not '}wholly below {percent(line)} %."
    )


def _few(companies: int, least: int) -> str:
    return f"{companies} companies, fewer than the {least} that a verdict needs."


def _low(of: Estimate, level: int = 95) -> float:
    """Lower end of an interval; 0 where there is none, so that an unknown end never decides."""
    end = of.low if level == 95 else of.low_90
    return 0.0 if end is None else end


def _high(of: Estimate, level: int = 95) -> float:
    end = of.high if level == 95 else of.high_90
    return 1.0 if end is None else end


def percent(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.1f}".removesuffix(".0")


def text(of: Estimate, level: int = 95) -> str:
    return f"{percent(of.share)} % [{percent(_low(of, level))}–{percent(_high(of, level))}]"


def p_at_least(of: Estimate, threshold: float) -> float | None:
    """One-sided p of `the share is not above threshold`, on the interval's own scale.

    None at 0, 1 or no variance, and for a threshold that no share can cross. An interval without degrees of freedom
    (Jeffreys draws) counts as normal.
    """
    inner = of.share is not None and 0 < of.share < 1 and 0 < threshold < 1
    if not inner or of.low is None or of.high is None or (of.dof is None and of.design_effect is not None):
        return None
    reach = float(ndtri(0.975)) if of.dof is None else float(stdtrit(of.dof, 0.975))
    error = (logit(of.high) - logit(of.low)) / 2 / reach
    distance = (logit(of.share) - logit(threshold)) / error
    below = stdtr(np.inf if of.dof is None else of.dof, -distance)
    return float(below)


def p_equivalent(of: Estimate, target: float, margin: float) -> float | None:
    """P-value of two one-sided tests (Schuirmann 1987): the share lies within margin of target."""
    below, above = p_at_least(of, target - margin), p_at_least(of, target + margin)
    return None if below is None or above is None else max(below, 1 - above)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Holm's (1979) adjusted p-values of a family; None stays None and does not count."""
    known = [p for p in p_values if p is not None]
    if not known:
        return [None] * len(p_values)
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second that other verbs do not need

    adjusted = iter(multipletests(known, method="holm")[1].tolist())
    return [None if p is None else float(next(adjusted)) for p in p_values]
