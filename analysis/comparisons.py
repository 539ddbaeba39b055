"""Parts of claims that compare: windows, sides of a break, postings with and without, pay, and the number of categories.

Knows which contrast a test needs, and what is printed beside it. Refuses to know files, the clock, and any way to a verdict
but `rule`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import change, cohort, contrast, estimate, parts, rule, scene, together, tooling
from analysis.parts import Judged
from analysis.rule import TOO_LITTLE, Outcome, percent
from analysis.study import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis import claims
    from analysis.claims import Claim
    from analysis.contrast import Difference
    from analysis.scene import Scene

    Floats = NDArray[np.float64]
    Row = dict[str, Any]


def of_contrast(claim: Claim, part: claims.Contrast, of: Scene) -> Judged:
    """At the claim's mix and on boards that stand in both windows; every posting and matched companies beside."""
    rows = [row for years in (part.years, *part.years_beside) for row in _compared(claim, part, of, years)]
    first, what = rows[0], f"{part.measure} at {part.evidence} against {part.years} years before"
    share, _corrected, labels = parts.share_of(claim, of, part.measure, part.evidence)
    return Judged(
        what, part.decides, _grown(claim, first, f"The change of {what}, {_points(first)},"), "difference",
        first["difference"], first["low"], first["high"], 0.0, first["p_value"], share.n, share.companies,
        parts.name(claim, part.evidence), share, labels=labels, measure=part.measure, detail={"contrasts": plain(rows)}, rows=tuple(rows),
    )  # fmt: skip


def _compared(claim: Claim, part: claims.Contrast, of: Scene, years: int) -> Iterator[Row]:
    """The deciding row first: constant boards at the fixed mix; then every posting, matched companies, boards as they are."""
    last = of.last_month()
    pair = of.pair(last - 12 * years, last, claim.role_rung)
    told = {
        "measure": part.measure, "role_rung": claim.role_rung, "evidence": part.evidence, "words": claim.words, "years": years,
    }  # fmt: skip
    values = scene.reached(pair.of.rows, part.measure, part.evidence, claim.words)
    boards = change.constant_boards(pair)
    cell = change.cells(pair.of.rows, of.study)[boards.place]
    found, _held = change.at_mix(boards, values[boards.place], cell, claim.mix)
    yield change.row(boards, values[boards.place], found, {**told, "method": change.FIXED})
    for method, one in ((change.ALL, pair), (change.MATCHED, change.matched(pair)), (change.BOARDS, boards)):
        y = values[one.place]
        yield change.row(one, y, change.plain(one, y), {**told, "method": method})


def _grown(claim: Claim, row: Row, said: str) -> Outcome:
    """By the interval of a row of table `contrast`; each window needs the claim's number of companies."""
    if not row["n_before"]:
        return Outcome(
            TOO_LITTLE, None, f"No posting in {row['before_first']:%Y-%m} to {row['before_last']:%Y-%m}."
        )
    companies = min(row["companies_before"], row["companies_after"])
    return rule.grows(row["low"], row["high"], companies, claim.min_companies, said)


def _points(row: Row) -> str:
    """A difference in points with its interval, and the two shares."""
    if row["low"] is None:
        return "without an interval"
    ends = [f"{100 * row[key]:+.1f}" for key in ("difference", "low", "high")]
    return f"{ends[0]} points [{ends[1]} to {ends[2]}] (from {percent(row['before'])} to {percent(row['after'])} %)"


def plain(rows: list[Row]) -> list[Row]:
    """Rows as JSON can hold them: dates as text, no numbers of other libraries."""
    return [{key: _told(value) for key, value in row.items()} for row in rows]


def _told(value: Any) -> Any:  # noqa: ANN401 - any cell
    if isinstance(value, pd.Timestamp) or hasattr(value, "isoformat"):
        return f"{value:%Y-%m-%d}"
    return value.item() if isinstance(value, np.generic) else value


def of_break(claim: Claim, part: claims.Break, of: Scene) -> Judged:
    """The twelve months from the registered month on against the twelve before it, less the same of the placebo."""
    month = int(cohort.month_numbers([month_of(part.month)])[0])
    pair = of.pair(month - 1, month + cohort.WINDOW_MONTHS - 1, claim.role_rung)
    treated = scene.reached(pair.of.rows, part.measure, part.evidence, claim.words)[pair.place]
    control = next((one for one in of.study.controls if one.name == part.placebo), None)
    what = f"break of {part.measure} at {part.month} ({part.what}) against the placebo {part.placebo}"
    if control is None:
        return Judged(
            what, part.decides, Outcome(rule.UNTESTABLE, None, f"study.toml has no control {part.placebo!r}.")
        )
    level = tooling.control_levels(pair.of.rows, of.tools, control)[pair.place]
    placebo = (level >= estimate.EVIDENCE_RUNGS[part.evidence]).astype(np.float64)
    told = {"role_rung": claim.role_rung, "evidence": part.evidence, "words": claim.words, "years": 0}
    series = ((part.measure, treated, change.ALL), (f"control:{part.placebo}", placebo, change.ALL))
    rows = [
        change.row(pair, y, change.plain(pair, y), {**told, "measure": m, "method": how})
        for m, y, how in series
    ]
    both = change.plain(pair, treated - placebo)
    first = change.row(pair, treated, both, {**told, "measure": part.measure, "method": change.DIFFERENCES})
    share, _corrected, labels = parts.share_of(claim, of, part.measure, part.evidence)
    said = f"Across {part.month}, {part.measure} less {part.placebo} changed by {_points(first)}, which"
    return Judged(
        what, part.decides, _grown(claim, first, said), "difference", first["difference"], first["low"], first["high"], 0.0,
        first["p_value"], len(pair.place), min(first["companies_before"], first["companies_after"]),
        parts.name(claim, part.evidence), share, labels=labels, measure=part.measure, detail={"contrasts": plain([first, *rows])},
        rows=(first, *rows),
    )  # fmt: skip


def of_association(claim: Claim, part: claims.Association, of: Scene) -> Judged:
    """The share among postings with `given` less the share among those without."""
    rows = of.counted(claim.role_rung)
    y = scene.reached(rows, part.measure, part.evidence, claim.words)
    given = scene.reached(rows, part.given, part.given_evidence, claim.words).astype(np.int64)
    company = pd.factorize(rows["cluster"])[0].astype(np.int64)
    found = contrast.difference(y, company, given, np.array([-1.0, 1.0]))
    share = parts.share_of(claim, of, part.measure, part.evidence)[0]
    what = f"{part.measure} at {part.evidence} with {part.given} against without"
    fewest = min(len(np.unique(company[given == side])) for side in (0, 1))
    said = f"{part.measure} with {part.given} less without, {_interval(found)},"
    return Judged(
        what, part.decides, rule.grows(found.low, found.high, fewest, claim.min_companies, said), "difference",
        found.estimate, found.low, found.high, 0.0, found.p_value, found.n, found.companies,
        parts.name(claim, part.evidence), share, measure=part.measure, detail={"with": int(given.sum()), "without": int((1 - given).sum())},
    )  # fmt: skip


def _interval(found: Difference) -> str:
    if found.estimate is None or found.low is None or found.high is None:
        return "without an interval"
    return f"{100 * found.estimate:+.1f} points [{100 * found.low:+.1f} to {100 * found.high:+.1f}]"


def of_breadth(claim: Claim, part: claims.Breadth, of: Scene) -> Judged:
    """Categories a tool named, the window against the one before: a ratio, tested as its logarithm above 0."""
    rows = [_breadth_row(claim, part, of, years) for years in (part.years, *part.years_beside)]
    first = rows[0]
    ratio, low, high = (
        None if first[key] is None else float(np.exp(first[key])) for key in ("difference", "low", "high")
    )
    what = f"DevOps categories a tool named, at {part.evidence}, against {part.years} years before"
    said = f"The ratio of {what}, " + (
        "without an interval," if low is None else f"{ratio:.2f} [{low:.2f}–{high:.2f}],"
    )
    fewest = min(first["companies_before"], first["companies_after"])
    outcome = (
        rule.grows(low, high, fewest, claim.min_companies, said, line=1.0) if first["n_before"]
        else Outcome(TOO_LITTLE, None, f"No posting in {first['before_first']:%Y-%m} to {first['before_last']:%Y-%m}.")
    )  # fmt: skip
    return Judged(
        what, part.decides, outcome, "ratio", ratio, low, high, 1.0, first["p_value"], first["n_after"],
        first["companies_after"], parts.name(claim, part.evidence), detail={"contrasts": plain(rows)}, rows=tuple(rows),
    )  # fmt: skip


def _breadth_row(claim: Claim, part: claims.Breadth, of: Scene, years: int) -> Row:
    last = of.last_month()
    pair = of.pair(last - 12 * years, last, claim.role_rung)
    rows = pair.of.rows.iloc[pair.place]
    rung = list(estimate.EVIDENCE_RUNGS).index(part.evidence)
    count = together.category_count(rows, of.study)[:, estimate.WORDS.index(claim.words), rung].astype(
        np.float64
    )
    named = together.tool_count(rows, of.tools).astype(np.float64)
    return change.breadth_row(
        pair, count, named, {"role_rung": claim.role_rung, "evidence": part.evidence, "years": years}
    )


def of_pay(claim: Claim, part: claims.Pay, of: Scene) -> Judged:
    """The currency that most postings state decides; the others stand beside, never mixed."""
    rows = [row for row in of.pay if (row["category"], row["evidence"]) == (part.measure, part.evidence)]
    what = f"pay with {part.measure} against without, at {part.evidence}"
    reading = f"{claim.role_rung} {part.evidence} any posting"
    if not rows:
        why = "Too few postings state yearly pay in one currency."
        return Judged(what, part.decides, Outcome(TOO_LITTLE, None, why), "ratio", line=1.0, reading=reading)
    first = max(rows, key=lambda row: (row["disclosed"], row["currency"]))
    told = (
        "without an interval"
        if first["low"] is None
        else f"{first['ratio']:.2f} [{first['low']:.2f}–{first['high']:.2f}]"
    )
    said = f"The ratio of {what}, {told}, {first['n_with']} with and {first['n_without']} without in {first['currency']},"
    share = parts.share_of(claim, of, part.measure, part.evidence)[0]
    outcome = rule.grows(first["low"], first["high"], first["companies"], claim.min_companies, said, line=1.0)
    return Judged(
        what, part.decides, outcome, "ratio", first["ratio"], first["low"], first["high"], 1.0, first["p_value"],
        first["n_with"] + first["n_without"], first["companies"], reading, share, measure=part.measure, detail={"pay": plain(rows)},
    )  # fmt: skip
