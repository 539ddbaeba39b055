"""Tables `contrast` and `decomposition`: what changed between two twelve-month windows, and through what.

Knows windows, methods of comparison and the cells of seniority and region. Refuses to choose windows after the result:
they are the latest and those one, three, five and ten years before, and those of the claim files.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, contrast, estimate, partition, spans, together, tooling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from analysis.contrast import Difference
    from analysis.study import Study

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

YEARS = (1, 3, 5, 10)
WORD_RUNGS = (("any", "E1"), ("any", "E2"), ("any", "E3"), ("any", "E4"), ("named", "E1"), ("named", "E2"))
CONTRAST_COLUMNS = (
    "source", "measure", "role_rung", "evidence", "words", "weight", "method", "years", "before_first", "before_last",
    "after_first", "after_last", "n_before", "n_after", "companies_before", "companies_after", "companies_both",
    "before", "after", "difference", "low", "high", "dof", "p_value", "p_two_sided", "complete",
)  # fmt: skip
DECOMPOSITION_COLUMNS = (
    "source", "category", "role_rung", "evidence", "words", "weight", "before_first", "before_last", "after_first",
    "after_last", "cell", "within", "mix", "total",
)  # fmt: skip
ALL, FIXED, MATCHED, BOARDS = "all", "fixed mix", "matched companies", "constant boards"
DIFFERENCES = "difference in differences"
BREADTH = "breadth"


@dataclass(frozen=True, eq=False)
class Pair:
    """The postings of two windows, the earlier first: row places, 0 or 1 for the window, company codes."""

    of: spans.Population
    place: Ints
    late: Ints
    before: pd.Series[Any]
    after: pd.Series[Any]

    @property
    def company(self) -> Ints:
        return self.of.company[self.place]

    def kept(self, mask: Mask) -> Pair:
        """The pair with those of its entries that a mask (one entry each) keeps."""
        return Pair(self.of, self.place[mask], self.late[mask], self.before, self.after)


def paired(facts: pd.DataFrame, before_last: int, after_last: int) -> Pair:
    """Two twelve-month windows of a source, by their last months counted from January 1970; survivors left out."""
    ends, month = np.array([before_last, after_last]), cohort.month_numbers(facts["month"])
    inside = [(month > last - cohort.WINDOW_MONTHS) & (month <= last) for last in ends]
    rows = facts[np.asarray(inside[0] | inside[1], dtype=bool)]
    source = str(facts["source"].iloc[0]) if len(facts) else "none"
    of = spans.population(source, rows, (spans.WINDOW,), ends)
    seen = ~estimate.survives(of.rows)[of.place]
    return Pair(of, of.place[seen], of.span[seen], of.spans.iloc[0], of.spans.iloc[1])


def of_role(pair: Pair, rung: str) -> Pair:
    return pair.kept(cohort.is_backend(pair.of.rows, rung)[pair.place])


def matched(pair: Pair) -> Pair:
    """Companies with postings in both windows: what moves is what they ask, not who advertises."""
    return pair.kept(_in_both(pair.company, pair.late))


def constant_boards(pair: Pair) -> Pair:
    """Boards with postings in both windows; a source without boards (Hacker News) is one."""
    board = boards(pair.of.rows)[pair.place]
    return pair.kept(_in_both(board, pair.late))


def boards(rows: pd.DataFrame) -> Ints:
    """A code for each posting's board, from its id: SOURCE:BOARD:NATIVE, or SOURCE:NATIVE where there are none."""
    owner = np.array([str(posting_id).rpartition(":")[0] for posting_id in rows["posting_id"]], dtype=object)
    return pd.factorize(owner)[0].astype(np.int64)


def _in_both(codes: Ints, late: Ints) -> Mask:
    seen = np.zeros((int(codes.max(initial=-1)) + 1, 2), dtype=bool)
    seen[codes, late] = True
    return np.asarray(seen.all(axis=1))[codes]


def cells(rows: pd.DataFrame, study: Study) -> NDArray[np.object_]:
    """Cell of the mix: `senior / europe`; missing stays a cell."""
    return (rows["seniority"].astype("str") + " / " + pd.Series(partition.regions(rows, study))).to_numpy(
        dtype=object
    )


def plain(pair: Pair, y: Floats) -> Difference:
    """The later share less the earlier one. y: one number an entry of the pair."""
    return contrast.difference(y, pair.company, pair.late, np.array([-1.0, 1.0]))


def at_mix(
    pair: Pair, y: Floats, cell: NDArray[np.object_], mix: Mapping[str, float]
) -> tuple[Difference, float]:
    """(the difference with every cell held at its weight in mix, the part of the mix that stands in both windows).

    A cell that one of the windows lacks cannot be compared: the others' weights are scaled to one.
    """
    names = sorted(mix)
    code = pd.Index(names).get_indexer(pd.Index(cell))
    inside = np.asarray(code >= 0)
    count = np.bincount(2 * code[inside] + pair.late[inside], minlength=2 * len(names)).reshape(-1, 2)
    there = np.asarray((count > 0).all(axis=1))
    weight = np.array([mix[name] for name in names]) * there
    if not weight.sum():
        return contrast.difference(y[:0], pair.company[:0], pair.late[:0], np.array([-1.0, 1.0])), 0.0
    used = inside & there[code]
    coefficients = np.repeat(weight / weight.sum(), 2) * np.tile([-1.0, 1.0], len(names))
    told = contrast.difference(y[used], pair.company[used], (2 * code + pair.late)[used], coefficients)
    return told, float(weight.sum() / sum(mix.values()))


def rate(pair: Pair, count: Floats, tools: Floats) -> Difference:
    """Logarithm of the later number a tool over the earlier: a Poisson model with the tools as offset, by company."""
    named = tools > 0
    late, company = pair.late[named], pair.company[named]
    sums = np.bincount(late, count[named], minlength=2)
    if len(np.unique(company)) < 2 or (sums == 0).any():
        return contrast.difference(count[:0], company[:0], late[:0], np.array([-1.0, 1.0]))
    from statsmodels.genmod.families import Poisson  # noqa: PLC0415 - a tenth of a second
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415 - the same

    design = np.column_stack([np.ones(len(late)), late])
    model = GLM(count[named], design, family=Poisson(), offset=np.log(tools[named]))
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": company}, use_t=True)
    low, high = fit.conf_int()[1]
    t, two_sided = float(fit.tvalues[1]), float(fit.pvalues[1])
    companies = len(np.unique(company))
    above = two_sided / 2 if t > 0 else 1 - two_sided / 2
    return contrast.Difference(
        float(fit.params[1]), float(low), float(high), companies - 1.0, above, two_sided, len(late), companies
    )


def contrasts(facts: pd.DataFrame, tools: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `contrast` without the claims' own rows: every category and control, one, three, five and ten years."""
    rows = [
        row
        for _source, part in facts.groupby(facts["source"].astype("str"), sort=True)
        for years, pair in _latest_pairs(part)
        for rung in cohort.ROLE_RUNGS
        for row in _rows(of_role(pair, rung), tools, study, {"years": years, "role_rung": rung})
    ]
    return pd.DataFrame(rows, columns=list(CONTRAST_COLUMNS))


def _latest_pairs(facts: pd.DataFrame) -> Iterator[tuple[int, Pair]]:
    latest = cohort.latest_window(facts, str(facts["source"].iloc[0]))
    if latest is None:
        return
    last, begun = int(cohort.month_numbers([latest.last])[0]), int(cohort.month_numbers(facts["month"]).min())
    for years in YEARS:
        before = last - 12 * years
        if before - cohort.WINDOW_MONTHS + 1 >= begun:
            yield years, paired(facts, before, last)


def _rows(pair: Pair, tools: pd.DataFrame, study: Study, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for method, part in ((ALL, pair), (MATCHED, matched(pair)), (BOARDS, constant_boards(pair))):
        rows = part.of.rows.iloc[part.place]
        levels = estimate.levels(rows)
        for (words, evidence), (at, category) in _readings():
            y = (levels[:, at, estimate.WORDS.index(words)] >= estimate.EVIDENCE_RUNGS[evidence]).astype(
                np.float64
            )
            key = {"measure": category, "evidence": evidence, "words": words, "method": method}
            yield row(part, y, plain(part, y), {**told, **key})
    yield from _others(pair, tools, study, told)


def _readings() -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
    for reading in WORD_RUNGS:
        for place in enumerate((*estimate.CATEGORIES, estimate.ANY)):
            yield reading, place


def _others(pair: Pair, tools: pd.DataFrame, study: Study, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Controls, and the breadth of the DevOps categories."""
    rows = pair.of.rows.iloc[pair.place]
    for control in study.controls:
        levels = tooling.control_levels(rows, tools, control)
        y = (levels >= 1).astype(np.float64)
        key = {"measure": f"control:{control.name}", "evidence": "E1", "words": "any", "method": ALL}
        yield row(pair, y, plain(pair, y), {**told, **key})
    number, named = together.category_count(rows, study), together.tool_count(rows, tools).astype(np.float64)
    for evidence in ("E1", "E2"):
        count = number[:, 1, list(estimate.EVIDENCE_RUNGS).index(evidence)].astype(np.float64)
        yield breadth_row(pair, count, named, {**told, "evidence": evidence})


def breadth_row(pair: Pair, count: Floats, named: Floats, told: dict[str, Any]) -> dict[str, Any]:
    """The row of a contrast of categories a tool named, among postings that name a tool."""
    part = pair.kept(named > 0)
    sums = np.bincount(part.late, count[named > 0], 2) / np.maximum(
        np.bincount(part.late, named[named > 0], 2), 1
    )
    line = row(
        part,
        count[named > 0],
        rate(pair, count, named),
        {**told, "measure": BREADTH, "words": "any", "method": ALL},
    )
    return {**line, "before": _known(sums[0], line["n_before"]), "after": _known(sums[1], line["n_after"])}


def row(pair: Pair, y: Floats, found: Difference, told: dict[str, Any]) -> dict[str, Any]:
    """A row of table `contrast`, but for what told says."""
    n, k = np.bincount(pair.late, minlength=2), np.bincount(pair.late, y, minlength=2)
    who = [set(pair.company[pair.late == late].tolist()) for late in (0, 1)]
    of = {f"{key}_{end}": date for key, span in _ends(pair) for end, date in span.items()}
    answer = {key: value for key, value in asdict(found).items() if key not in {"estimate", "n", "companies"}}
    return {
        "source": pair.of.source, "weight": "posting", **of, "n_before": int(n[0]), "n_after": int(n[1]),
        "companies_before": len(who[0]), "companies_after": len(who[1]), "companies_both": len(who[0] & who[1]),
        "before": _known(k[0] / max(n[0], 1), n[0]), "after": _known(k[1] / max(n[1], 1), n[1]),
        "difference": found.estimate, **answer, "complete": bool(pair.before["complete"] and pair.after["complete"]),
        **told,
    }  # fmt: skip


def _ends(pair: Pair) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, span in (("before", pair.before), ("after", pair.after)):
        yield key, {"first": span["month"], "last": span["last_month"]}


def _known(value: float, n: int) -> float | None:
    return float(value) if n else None


def decomposition(facts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `decomposition`: Kitagawa (1955) by seniority and region, R2, for E1, E2 and E4 with generic words."""
    rows = [
        line
        for _source, part in facts.groupby(facts["source"].astype("str"), sort=True)
        for _years, pair in _latest_pairs(part)
        for line in _decomposed(of_role(pair, "R2"), study)
    ]
    return pd.DataFrame(rows, columns=list(DECOMPOSITION_COLUMNS))


def _decomposed(pair: Pair, study: Study) -> Iterator[dict[str, Any]]:
    levels, cell = estimate.levels(pair.of.rows)[pair.place, :, 1], cells(pair.of.rows, study)[pair.place]
    ends = {f"{key}_{end}": date for key, span in _ends(pair) for end, date in span.items()}
    told = {"source": pair.of.source, "role_rung": "R2", "words": "any", "weight": "posting", **ends}
    names, code = np.unique(cell.astype(str), return_inverse=True)
    for evidence in ("E1", "E2", "E4"):
        for at, category in enumerate((*estimate.CATEGORIES, estimate.ANY)):
            y = (levels[:, at] >= estimate.EVIDENCE_RUNGS[evidence]).astype(np.float64)
            for line in kitagawa(pair.late, y, code, names):
                yield {**told, "category": category, "evidence": evidence, **line}


def kitagawa(late: Ints, y: Floats, code: Ints, names: NDArray[Any]) -> list[dict[str, Any]]:
    """Parts of the difference by cell (codes into names), and their sums (cell None); empty where a window is.

    A cell that one window lacks has the other's share there: its coming or going is all mix.
    """
    n = np.bincount(2 * code + late, minlength=2 * len(names)).reshape(-1, 2).astype(np.float64)
    k = np.bincount(2 * code + late, y, minlength=2 * len(names)).reshape(-1, 2)
    if not len(y) or (n.sum(axis=0) == 0).any():
        return []
    share = np.where(n > 0, k / np.maximum(n, 1), (k / np.maximum(n, 1))[:, ::-1])
    weight = n / n.sum(axis=0)
    within = weight.mean(axis=1) * np.diff(share, axis=1)[:, 0]
    mix = share.mean(axis=1) * np.diff(weight, axis=1)[:, 0]
    sums = [{"cell": None, "within": within.sum(), "mix": mix.sum(), "total": (within + mix).sum()}]
    parts = zip(names, within, mix, strict=True)
    return sums + [{"cell": str(name), "within": a, "mix": b, "total": a + b} for name, a, b in parts]
