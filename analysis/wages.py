"""Table `pay`: stated yearly pay with a category against without it, within seniority, country and month.

Knows pay as it is stated. Refuses to convert currencies, to compare periods, and to call an association an effect: pay
is disclosed selectively, and by whom is not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, estimate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

COLUMNS = (
    "source", "first_month", "last_month", "category", "role_rung", "evidence", "words", "currency", "postings",
    "disclosed", "n_with", "n_without", "cells", "companies", "median_with", "median_without", "ratio", "low", "high",
    "p_value", "warning",
)  # fmt: skip
EVIDENCE = ("E1", "E2", "E4")
LEAST_DISCLOSED = 20
FEW_COMPANIES = 50
# A stated pay beyond this many times the median of its currency, or below its like, was misread or misstated.
FARTHEST = 10


def pay(facts: pd.DataFrame) -> pd.DataFrame:
    """Table `pay`: the whole series and the latest window of each source, R2, with generic words, each currency."""
    rows = [
        row
        for source, part in facts.groupby(facts["source"].astype("str"), sort=True)
        for first, last in _windows(part, str(source))
        for row in of_window(part, str(source), first, last)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _windows(facts: pd.DataFrame, source: str) -> Iterator[tuple[int, int]]:
    month = cohort.month_numbers(facts["month"])
    yield int(month.min()), int(month.max())
    latest = cohort.latest_window(facts, source)
    if latest:
        first, last = cohort.month_numbers([latest.first, latest.last])
        yield int(first), int(last)


def of_window(facts: pd.DataFrame, source: str, first: int, last: int) -> Iterator[dict[str, Any]]:
    """Rows of a window, months counted from January 1970. Reposts are folded by month, as the cells are of months."""
    month = cohort.month_numbers(facts["month"])
    inside = facts[(month >= first) & (month <= last) & ~estimate.survives(facts)]
    rows = cohort.fold_month(cohort.backend(inside, "R2")) if len(inside) else inside
    if "pay_period" not in rows or not len(rows):
        return
    yearly = rows[(rows["pay_period"] == "year") & (rows["pay_min"].notna() | rows["pay_max"].notna())]
    told = {"source": source, "first_month": cohort.month_date(first), "last_month": cohort.month_date(last)}
    for currency, stated in yearly.groupby(yearly["pay_currency"].astype("str"), sort=True):
        if len(stated) >= LEAST_DISCLOSED:
            where = stated["country"].dropna().unique()
            postings = int((rows["country"].isin(where) | rows["country"].isna()).sum())
            yield from _of_currency(stated, {**told, "currency": currency, "postings": postings})


def midpoint(rows: pd.DataFrame) -> Floats:
    """Middle of the stated range; the one bound where only one is stated."""
    ends = rows[["pay_min", "pay_max"]].astype("float64")
    return np.asarray(ends.mean(axis=1), dtype=np.float64)


def _of_currency(stated: pd.DataFrame, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    amount = midpoint(stated)
    middle = float(np.median(amount))
    likely = (amount > middle / FARTHEST) & (amount < middle * FARTHEST)
    rows, log_pay = stated[likely], np.log(amount[likely])
    levels = estimate.levels(rows)[:, :, 1]
    keys = [
        rows["seniority"].astype("str"),
        rows["country"].astype("object").fillna("unknown"),
        rows["month"],
    ]
    cell = np.asarray(rows.groupby(keys, sort=True).ngroup(), dtype=np.int64)
    company = pd.factorize(rows["cluster"])[0].astype(np.int64)
    left_out = f"{int((~likely).sum())} stated pays beyond {FARTHEST} times the median or under its like are left out"
    for evidence in EVIDENCE:
        for at, category in enumerate((*estimate.CATEGORIES, estimate.ANY)):
            having = levels[:, at] >= estimate.EVIDENCE_RUNGS[evidence]
            found = compared(log_pay, having, cell, company)
            warning = (
                "; ".join(filter(None, [found.pop("warning"), "" if likely.all() else left_out])) or None
            )
            yield {
                **told, "category": category, "role_rung": "R2", "evidence": evidence, "words": "any",
                "disclosed": len(rows), **_medians(np.exp(log_pay), having), **found, "warning": warning,
            }  # fmt: skip


def _medians(amount: Floats, having: NDArray[np.bool_]) -> dict[str, float | None]:
    parts = {"median_with": amount[having], "median_without": amount[~having]}
    return {name: float(np.median(part)) if len(part) else None for name, part in parts.items()}


def compared(log_pay: Floats, having: NDArray[np.bool_], cell: Ints, company: Ints) -> dict[str, Any]:
    """Geometric ratio of pay with over without, within cells that hold both: least squares with a constant a cell.

    The constants are taken out first (Frisch and Waugh 1933); errors by company, t with companies - 1.
    """
    count = np.bincount(cell), np.bincount(cell, having)
    both = ((count[1] > 0) & (count[1] < count[0]))[cell] if len(cell) else np.zeros(0, bool)
    y, x, group, owner = log_pay[both], having[both].astype(np.float64), cell[both], company[both]
    companies = len(np.unique(owner))
    blank: dict[str, Any] = {
        "n_with": int(x.sum()), "n_without": int(len(x) - x.sum()), "cells": len(np.unique(group)), "companies": companies,
        "ratio": None, "low": None, "high": None, "p_value": None, "warning": None,
    }  # fmt: skip
    if companies < 3 or len(x) - blank["cells"] < 2:
        return {
            **blank,
            "warning": "too few postings of the same seniority, country and month with and without",
        }
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - a tenth of a second

    inner = [one - (np.bincount(group, one) / np.maximum(np.bincount(group), 1))[group] for one in (y, x)]
    fit = OLS(inner[0], inner[1]).fit(
        cov_type="cluster", cov_kwds={"groups": np.unique(owner, return_inverse=True)[1]}, use_t=True
    )
    if not np.isfinite(fit.conf_int()).all() or not np.isfinite(fit.pvalues).all():
        return {**blank, "warning": "pay does not vary within cells: no interval can be given"}
    low, high = np.exp(fit.conf_int()[0])
    above = float(fit.pvalues[0]) / 2 if fit.params[0] > 0 else 1 - float(fit.pvalues[0]) / 2
    warning = f"fewer than {FEW_COMPANIES} companies: indicative only" if companies < FEW_COMPANIES else None
    ratio = float(np.exp(fit.params[0]))
    return {
        **blank,
        "ratio": ratio,
        "low": float(low),
        "high": float(high),
        "p_value": above,
        "warning": warning,
    }
