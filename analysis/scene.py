"""One source and one window of it: the folded postings that a claim is judged on, and what is measured of them.

Knows facts, tools, the study and the corrections of one source. Refuses to know claims and verdicts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import change, cohort, contrast, estimate, interval, wages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.change import Pair
    from analysis.interval import Estimate
    from analysis.study import Study

    Floats = NDArray[np.float64]

LATEST = "latest"
PREFERRED = "preferred"
ALL_CATEGORIES = (*estimate.CATEGORIES, estimate.ANY)
_PREFERRED_LEVEL = 3


@dataclass(frozen=True, eq=False)
class Scene:
    """facts: table `fact` of one source, survivors left out; window: None where no month is complete."""

    source: str
    name: str
    facts: pd.DataFrame
    tools: pd.DataFrame
    study: Study
    corrections: pd.DataFrame
    window: cohort.Window | None

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The postings of the window, reposts not folded; all where there is no window."""
        if self.window is None:
            return self.facts
        month = cohort.month_numbers(self.facts["month"])
        first, last = cohort.month_numbers([self.window.first, self.window.last])
        return self.facts[np.asarray((month >= first) & (month <= last), dtype=bool)]

    @cached_property
    def folded(self) -> pd.DataFrame:
        window = self.window
        return self.rows if window is None else cohort.fold_window(self.rows, window.first, window.last)

    def counted(self, rung: str) -> pd.DataFrame:
        return cohort.backend(self.folded, rung)

    @cached_property
    def pay(self) -> list[dict[str, Any]]:
        """Rows of table `pay` of the window."""
        if self.window is None:
            return []
        first, last = cohort.month_numbers([self.window.first, self.window.last])
        return list(wages.of_window(self.facts, self.source, int(first), int(last)))

    @property
    def kind(self) -> str:
        """`sample` taints all; `live` where any row was scraped here; else `history`."""
        kinds = set(self.rows["kind"].astype("str"))
        return next((kind for kind in ("sample", "live") if kind in kinds), "history")

    def last_month(self) -> int:
        """Last month of the window, counted from January 1970."""
        if self.window is None:
            raise ValueError("there is no window")
        return int(cohort.month_numbers([self.window.last])[0])

    def pair(self, before_last: int, after_last: int, rung: str) -> Pair:
        key = (before_last, after_last, rung)
        if key not in self._pairs:
            self._pairs[key] = change.of_role(change.paired(self.facts, before_last, after_last), rung)
        return self._pairs[key]

    @cached_property
    def _pairs(self) -> dict[tuple[int, int, str], Pair]:
        """Pairs of windows that were asked for: the claims ask for the same ones."""
        return {}

    def correction(self, measure: str, rung: str, evidence: str) -> dict[str, Any] | None:
        """The row of table `correction` of this window and reading, with generic words; None where there is none."""
        if self.window is None or self.corrections.empty:
            return None
        table = self.corrections
        last = pd.Timestamp(self.window.last)
        found = table[
            table["source"].eq(self.source)
            & table["category"].eq(measure)
            & table["role_rung"].eq(rung)
            & table["evidence"].eq(evidence)
            & pd.to_datetime(table["last_month"]).eq(last)
        ]
        rows: list[dict[Any, Any]] = found.to_dict("records")
        return (
            {str(key): None if pd.isna(value) else value for key, value in rows[0].items()} if rows else None
        )


def scenes(
    facts: pd.DataFrame, tools: pd.DataFrame, study: Study, corrections: pd.DataFrame, names: list[str]
) -> Iterator[Scene]:
    """A scene for each source and each window name: `latest`, or a calendar year."""
    for source, rows in facts.groupby(facts["source"].astype("str"), sort=True):
        seen = rows[~estimate.survives(rows)]
        for name in names:
            window = named_window(seen, str(source), name)
            yield Scene(str(source), name, seen, tools, study, corrections, window)


def named_window(facts: pd.DataFrame, source: str, name: str) -> cohort.Window | None:
    if name == LATEST:
        return cohort.latest_window(facts, source)
    return cohort.window(facts, source, dt.date(int(name), 1, 1), dt.date(int(name), 12, 1))


def reached(rows: pd.DataFrame, measure: str, evidence: str, words: str) -> Floats:
    """1 where a posting has every category of a measure (joined by +) at a rung, else 0; `preferred`: exactly that."""
    places = [ALL_CATEGORIES.index(category) for category in measure.split("+")]
    levels = estimate.levels(rows)[:, places, estimate.WORDS.index(words)]
    if evidence == PREFERRED:
        return np.asarray((levels == _PREFERRED_LEVEL).all(axis=1), dtype=np.float64)
    return np.asarray((levels >= estimate.EVIDENCE_RUNGS[evidence]).all(axis=1), dtype=np.float64)


def readings(folded: pd.DataFrame, measure: str, *extra_roles: str) -> dict[str, Estimate]:
    """Estimates of a measure by the name of the reading, over both ladders, words and weights."""
    of: dict[str, Estimate] = {}
    asked = list(product(estimate.EVIDENCE_RUNGS, estimate.WORDS))
    places = [ALL_CATEGORIES.index(category) for category in measure.split("+")]
    rungs = np.array(list(estimate.EVIDENCE_RUNGS.values()))
    for rung, roles in cohort.ROLE_RUNGS.items():
        part = folded[folded["backend"].isin([*roles, *extra_roles])]
        weakest = estimate.levels(part)[:, places].min(axis=1)
        hits = (weakest[:, None, :] >= rungs[:, None]).reshape(len(part), len(asked))
        company, whole = pd.factorize(part["cluster"])[0], np.zeros(len(part), np.int64)
        columns = interval.by_cell(hits, company, np.arange(len(part)), whole, 1)
        for weight in interval.WEIGHTS:
            found = zip(asked, interval.estimates(columns[weight], 0), strict=True)
            of |= {f"{rung} {evidence} {words} {weight}": one for (evidence, words), one in found}
    return of


def at_mix(rows: pd.DataFrame, y: Floats, mix: dict[str, float], study: Study) -> contrast.Difference | None:
    """The share at the claim's mix of seniority and region; None where no cell of it has a posting."""
    code = pd.Index(sorted(mix)).get_indexer(pd.Index(change.cells(rows.reset_index(drop=True), study)))
    there = np.bincount(code[code >= 0], minlength=len(mix)) > 0
    weight = np.array([mix[name] for name in sorted(mix)]) * there
    if not weight.sum():
        return None
    inside = code >= 0
    company = pd.factorize(rows["cluster"])[0][inside].astype(np.int64)
    return contrast.difference(y[inside], company, code[inside].astype(np.int64), weight / weight.sum())
