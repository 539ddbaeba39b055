"""Tables `spline` and `slope`: a series of months as a curve with two-way clustered errors, and in one number.

Knows statsmodels' and patsy's splines, scipy's Theil-Sen and pymannkendall's Hamed-Rao. Refuses to judge: one slope over
many years hides its turns (see `methods.md`), so slopes are told for several stretches and decide nothing.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, estimate, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

READING = {"role_rung": "R2", "words": "any", "weight": "posting"}
SPLINE_COLUMNS = (
    "source", "category", "role_rung", "evidence", "words", "weight", "month", "share", "low", "high", "df", "n",
)  # fmt: skip
SLOPE_COLUMNS = (
    "source", "category", "role_rung", "evidence", "words", "weight", "first_month", "last_month", "months", "theil_sen",
    "low", "high", "tau", "p_value", "warning",
)  # fmt: skip
DRAWN = ("E1", "E2", "E4")
LEAST_MONTHS = 24
STRETCHES = (None, 120, 60, 36)
LEAST_FOR_SLOPE = 12


def splines(facts: pd.DataFrame) -> pd.DataFrame:
    """Table `spline`: E1, E2 and E4 of each category, R2, posting weight. Sources of under two years have none."""
    tables = [table for of in spans.by_source(facts, (spans.MONTH,)) for table in _of_source(of)]
    return (
        pd.concat(tables, ignore_index=True)[list(SPLINE_COLUMNS)]
        if tables
        else pd.DataFrame(columns=list(SPLINE_COLUMNS))
    )


def _of_source(of: spans.Population) -> Iterator[pd.DataFrame]:
    mask = cohort.is_backend(of.rows, "R2") & ~estimate.survives(of.rows)
    inside = mask[of.place] & of.spans["complete"].to_numpy(bool)[of.span]
    place, month = of.place[inside], of.span[inside]
    if len(np.unique(month)) < LEAST_MONTHS:
        return
    levels = estimate.levels(of.rows)[place, :, 1]
    for at, category in enumerate((*estimate.CATEGORIES, estimate.ANY)):
        for evidence in DRAWN:
            fitted = curve(levels[:, at] >= estimate.EVIDENCE_RUNGS[evidence], of.company[place], month)
            if fitted is not None:
                told = fitted.assign(month=of.spans["month"].to_numpy()[fitted["at"]])
                yield told.assign(
                    source=of.source, category=category, evidence=evidence, n=len(place), **READING
                )


def curve(y: NDArray[np.bool_], company: Ints, month: Ints) -> pd.DataFrame | None:
    """Fitted share by month (`at`), with the pointwise 95 % interval; None where y does not vary enough for a fit.

    A natural cubic spline of the logit (patsy's `cr`), one degree for each two years, three at least; errors clustered
    by company and by month (Cameron, Gelbach and Miller 2011).
    """
    from patsy import dmatrix  # noqa: PLC0415 - a third of a second
    from scipy.special import expit  # noqa: PLC0415 - the same
    from statsmodels.genmod.families import Binomial  # noqa: PLC0415 - the same
    from statsmodels.genmod.generalized_linear_model import GLM  # noqa: PLC0415 - the same

    months = np.arange(month.min(), month.max() + 1)
    df = max(3, round(len(months) / 24))
    if min(y.sum(), (~y).sum()) < 10 * df:
        return None
    at = month - months[0]
    hits, n = np.bincount(at, y, len(months)), np.bincount(at, minlength=len(months))
    basis = np.asarray(dmatrix(f"cr(at, df={df}) - 1", {"at": months.astype(np.float64)}))
    # All postings of a month have one row of the design: the fit of the months' sums is the fit of the postings.
    with np.errstate(over="ignore"):  # of a month that nobody names it in, on the way to the fit
        fit = GLM(np.column_stack([hits, n - hits])[n > 0], basis[n > 0], family=Binomial()).fit()
    scores = basis[at] * (y - expit(basis @ fit.params)[at])[:, None]
    covariance = fit.normalized_cov_params @ two_way(scores, company, at) @ fit.normalized_cov_params
    return _drawn(months, basis @ fit.params, np.einsum("ij,jk,ik->i", basis, covariance, basis), df)


def two_way(scores: Floats, company: Ints, month: Ints) -> Floats:
    """Variance of the sum of scores (n, df), clustered by company and by month: one way plus the other less both.

    With statsmodels' own sums over clusters and its G/(G - 1); its `cov_type="cluster"` gives the same from all rows,
    fifty times as slowly.
    """
    from statsmodels.stats.sandwich_covariance import S_crosssection  # noqa: PLC0415 - as above

    both = np.unique(company * (month.max() + 1) + month, return_inverse=True)[1]
    parts = []
    for groups in (company, month, both):
        code = np.unique(groups, return_inverse=True)[1]
        count = int(code.max()) + 1
        parts.append(count / (count - 1) * S_crosssection(scores, code))
    total: Floats = parts[0] + parts[1] - parts[2]
    return total


def _drawn(months: Ints, middle: Floats, variance: Floats, df: int) -> pd.DataFrame:
    from scipy.special import expit, ndtri  # noqa: PLC0415 - as above

    half = ndtri(0.975) * np.sqrt(np.maximum(variance, 0))
    ends = {"share": expit(middle), "low": expit(middle - half), "high": expit(middle + half)}
    return pd.DataFrame({"at": months, **ends, "df": df})


def slopes(shares: pd.DataFrame) -> pd.DataFrame:
    """Table `slope`, from the complete months of table `share`: R2, with generic words, posting weight, every rung."""
    rows = shares[(shares["span"] == spans.MONTH) & shares["complete"].astype(bool) & shares["share"].notna()]
    for column, value in READING.items():
        rows = rows[rows[column] == value]
    keys = ["source", "category", "evidence"]
    lines = [
        {**dict(zip(keys, key, strict=True)), **READING, **line}
        for key, series in rows.groupby(keys, sort=True)
        for line in _stretches(series.sort_values("month"))
    ]
    return pd.DataFrame(lines, columns=list(SLOPE_COLUMNS))


def _stretches(series: pd.DataFrame) -> Iterator[dict[str, Any]]:
    number = cohort.month_numbers(series["month"])
    for months in STRETCHES:
        part = series if months is None else series[number > number.max() - months]
        if months is not None and number.max() - number.min() + 1 <= months:
            continue
        ends = {
            "first_month": part["month"].iloc[0],
            "last_month": part["month"].iloc[-1],
            "months": len(part),
        }
        yield {**ends, **slope(cohort.month_numbers(part["month"]), part["share"].to_numpy(np.float64))}


def slope(month: Ints, share: Floats) -> dict[str, Any]:
    """Theil-Sen slope a year with Sen's interval, and Hamed and Rao's test; a warning where there is no number."""
    if len(share) < LEAST_FOR_SLOPE:
        return {"warning": f"fewer than {LEAST_FOR_SLOPE} months"}
    if np.ptp(share) < 1e-12:
        return {"theil_sen": 0.0, "warning": "the share never changes"}
    from pymannkendall import hamed_rao_modification_test  # noqa: PLC0415 - most uses of this package need no trend
    from scipy.stats import theilslopes  # noqa: PLC0415 - the same

    line = theilslopes(share, month / 12)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # a variance that the correction turns negative gives a p-value of nan
        test = hamed_rao_modification_test(share)
    missing = int(month.max() - month.min() + 1 - len(month))
    p_value = float(test.p) if np.isfinite(test.p) else None
    return {
        "theil_sen": float(line.slope), "low": float(line.low_slope), "high": float(line.high_slope),
        "tau": float(test.Tau), "p_value": p_value,
        "warning": f"{missing} months without a complete reading are left out" if missing else None,
    }  # fmt: skip
