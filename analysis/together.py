"""What stands together: pairs of skills and categories (lift), cloud vendors, and how many DevOps categories.

Knows levels by posting and the spans. Refuses to read a lift as a cause: a long text names more of everything.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import cohort, estimate, interval, ratio, spans, tooling

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from analysis.study import Study

VENDORS = ("aws", "azure", "gcp", "other")
WINDOW = ("first_month", "last_month")
VENDOR_COLUMNS = (
    "source", "span", "month", "last_month", "vendor", "role_rung", "evidence", *interval.COLUMNS,
    "complete", "plain_share", "kind",
)  # fmt: skip
OVERLAP_COLUMNS = ("source", *WINDOW, "role_rung", "evidence", "vendors", *interval.COLUMNS)
PAIR_COLUMNS = (
    "source", *WINDOW, "of", "a", "b", "role_rung", "evidence", "n", "companies", "n_a", "n_b", "n_both", "lift", "low",
    "high", "b_given_a", "a_given_b",
)  # fmt: skip
BREADTH_COLUMNS = (
    "source", "span", "month", "last_month", "role_rung", "evidence", "words", "n", "companies", "categories_mean", "low",
    "high", "tools_mean", "n_tools", "per_tool", "per_tool_low", "per_tool_high", "complete",
)  # fmt: skip
COUNT_COLUMNS = (
    "source", "span", "month", "last_month", "role_rung", "evidence", "words", "categories", *interval.COLUMNS,
)  # fmt: skip
PAIRED_SKILLS = 30


def yearly(facts: pd.DataFrame) -> Iterator[spans.Population]:
    """A population a source, over its calendar years and latest window."""
    for source, rows in facts.groupby(facts["source"].astype("str"), sort=True):
        yield spans.population(str(source), rows, (spans.WINDOW,), spans.year_ends(rows))


def counting(of: spans.Population, rung: str) -> NDArray[np.bool_]:
    return cohort.is_backend(of.rows, rung) & ~estimate.survives(of.rows)


def _joined(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(columns))
    if "first_month" in columns and "month" in whole:
        whole = whole.rename(columns={"month": "first_month"})
    return whole[list(columns)]


def vendor_shares(facts: pd.DataFrame) -> pd.DataFrame:
    """Table `vendor_share`."""
    names = tooling.labels(VENDORS, "vendor")
    tables = [
        spans.measured(of, counting(of, rung), tooling.reached(_vendors(of)), names, ("posting",)).assign(
            role_rung=rung
        )
        for of in yearly(facts)
        for rung in cohort.ROLE_RUNGS
    ]
    return _joined(tables, VENDOR_COLUMNS)


def _vendors(of: spans.Population) -> NDArray[np.uint8]:
    return of.rows[[f"vendor_{vendor}" for vendor in VENDORS]].to_numpy(np.uint8)


def vendor_overlap(facts: pd.DataFrame) -> pd.DataFrame:
    """Table `vendor_overlap`: each posting in exactly one row of its window and rung.

    A combination that stands at any rung has a row at each: nought is a finding too.
    """
    tables = []
    for of in yearly(facts):
        codes = {evidence: _codes(of, level) for evidence, level in estimate.EVIDENCE_RUNGS.items()}
        known = np.unique(np.concatenate(list(codes.values())))
        tables += [
            _overlaps(of, rung, evidence, code, known).assign(role_rung=rung)
            for evidence, code in codes.items()
            for rung in cohort.ROLE_RUNGS
        ]
    return _joined(tables, OVERLAP_COLUMNS)


def _codes(of: spans.Population, level: int) -> NDArray[np.int64]:
    """The combination of vendors of each posting at a level, as a number: shape (n,)."""
    named = _vendors(of) >= level
    any_cloud = estimate.levels(of.rows)[:, estimate.CATEGORIES.index("cloud"), 1] >= level
    generic = np.where(~named.any(axis=1) & any_cloud, 1 << len(VENDORS), 0)
    return np.asarray(named @ (1 << np.arange(len(VENDORS))) + generic, dtype=np.int64)


def _overlaps(
    of: spans.Population, rung: str, evidence: str, code: NDArray[np.int64], known: NDArray[np.int64]
) -> pd.DataFrame:
    names = pd.DataFrame({"vendors": [_combination(int(one)) for one in known], "evidence": evidence})
    table = spans.measured(of, counting(of, rung), code[:, None] == known, names, ("posting",))
    return table[table["n"] > 0]


def _combination(code: int) -> str:
    if code == 1 << len(VENDORS):
        return "generic"
    return "+".join(vendor for place, vendor in enumerate(VENDORS) if code >> place & 1) or "none"


def cooccurrence(facts: pd.DataFrame, tools: pd.DataFrame) -> pd.DataFrame:
    """Table `cooccurrence`: pairs of the ten categories, and of the thirty commonest tools, R2."""
    tables = []
    for of in yearly(facts):
        skills = _commonest(of, tools)
        sets = {
            "category": (estimate.CATEGORIES, estimate.levels(of.rows)[:, :-1, 1]),
            "skill": (skills, tooling.matrix(of.rows, tools, skills)),
        }
        for kind, (names, levels) in sets.items():
            tables += list(_pairs(of, kind, names, levels))
    return _joined(tables, PAIR_COLUMNS)


def _commonest(of: spans.Population, tools: pd.DataFrame) -> list[str]:
    ids = set(of.rows.loc[counting(of, "R2"), "posting_id"])
    counts = tools.loc[tools["posting_id"].isin(ids), "skill"].value_counts()
    return sorted(sorted(counts.index, key=lambda skill: (-counts[skill], skill))[:PAIRED_SKILLS])


def _pairs(
    of: spans.Population, kind: str, names: Sequence[str], levels: NDArray[np.uint8]
) -> Iterator[pd.DataFrame]:
    couples = np.array(list(combinations(range(len(names)), 2)), dtype=np.int64).reshape(-1, 2)
    inside = counting(of, "R2")[of.place]
    for number, span in of.spans.iterrows():
        place = of.place[inside & (of.span == number)]
        if not len(place) or not len(couples):
            continue
        for evidence, level in estimate.EVIDENCE_RUNGS.items():
            hits = levels[place] >= level
            yield _lifted(hits, couples, names, of.company[place]).assign(
                source=of.source, month=span["month"], last_month=span["last_month"], of=kind, role_rung="R2",
                evidence=evidence,
            )  # fmt: skip


def _lifted(
    hits: NDArray[np.bool_], couples: NDArray[np.int64], names: Sequence[str], company: NDArray[np.int64]
) -> pd.DataFrame:
    a, b = hits[:, couples[:, 0]], hits[:, couples[:, 1]]
    both = a & b
    lift = ratio.lifts(both, a, b, company)
    n_a, n_b, n_both = (part.sum(axis=0) for part in (a, b, both))
    order = np.array(names, dtype=object)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame(
            {
                "a": order[couples[:, 0]], "b": order[couples[:, 1]], "n": len(hits),
                "companies": int(lift.companies[0, 0]), "n_a": n_a, "n_b": n_b, "n_both": n_both,
                "lift": lift.value[0], "low": lift.low[0], "high": lift.high[0],
                "b_given_a": n_both / n_a, "a_given_b": n_both / n_b,
            }
        )  # fmt: skip


def breadth(facts: pd.DataFrame, tools: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `breadth`: the mean number of the study's categories, and their number a tool named."""
    tables = [_breadth(of, tools, study, rung) for of in spans.by_source(facts) for rung in cohort.ROLE_RUNGS]
    return _joined(tables, BREADTH_COLUMNS)


def category_count(rows: pd.DataFrame, study: Study) -> NDArray[np.int64]:
    """How many of the study's categories stand at each rung and words: shape (n, 2, 4)."""
    chosen = [estimate.CATEGORIES.index(category) for category in study.breadth.categories]
    reached = estimate.levels(rows)[:, chosen, :, None] >= tooling.RUNGS
    return np.asarray(reached.sum(axis=1), dtype=np.int64)


def tool_count(rows: pd.DataFrame, tools: pd.DataFrame) -> NDArray[np.int64]:
    """Named tools of any category of each posting: shape (n,)."""
    count = tools["posting_id"].value_counts()
    return np.asarray(rows["posting_id"].map(count).fillna(0), dtype=np.int64)


def _word_rungs() -> pd.DataFrame:
    pairs = [(words, rung) for words in estimate.WORDS for rung in estimate.EVIDENCE_RUNGS]
    return pd.DataFrame(pairs, columns=["words", "evidence"])


def _breadth(of: spans.Population, tools: pd.DataFrame, study: Study, rung: str) -> pd.DataFrame:
    most, mask = len(study.breadth.categories), counting(of, rung)
    count = category_count(of.rows, study).reshape(len(of.rows), -1) / most
    table = spans.measured(of, mask, count, _word_rungs(), ("posting",))
    named = tool_count(of.rows, tools).astype(np.float64)
    inside, naming = mask[of.place], (mask & (named > 0))[of.place]
    told = ratio.ratios(count * most, named, of.company, of.place[naming], of.span[naming], len(of.spans))
    each = len(_word_rungs())
    tools_sum = np.bincount(of.span[inside], named[of.place[inside]], len(of.spans))
    return table.assign(
        role_rung=rung, categories_mean=most * table["share"], low=most * table["low"], high=most * table["high"],
        tools_mean=np.repeat(tools_sum, each) / table["n"].replace(0, np.nan),
        n_tools=np.repeat(np.bincount(of.span[naming], minlength=len(of.spans)), each),
        per_tool=told.value.ravel(), per_tool_low=told.low.ravel(), per_tool_high=told.high.ravel(),
    )  # fmt: skip


def breadth_count(facts: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `breadth_count`: the part of the postings with exactly so many of the study's categories."""
    tables = []
    for of in yearly(facts):
        count = category_count(of.rows, study).reshape(len(of.rows), -1)
        numbers = np.arange(len(study.breadth.categories) + 1)
        names = _word_rungs().merge(pd.DataFrame({"categories": numbers}), how="cross")
        hits = (count[:, :, None] == numbers).reshape(len(of.rows), -1)
        tables += [
            spans.measured(of, counting(of, rung), hits, names, ("posting",)).assign(role_rung=rung)
            for rung in cohort.ROLE_RUNGS
        ]
    return _joined(tables, COUNT_COLUMNS)
