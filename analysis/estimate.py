"""Shares with intervals that respect companies, one at a time or for all months, windows and readings at once.

Knows levels, companies and the closed forms of `methods.md`, "How sure". Refuses to know files, the clock,
claims, and which postings count (`cohort` says).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri, stdtrit

from analysis import cohort

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

CATEGORIES = (
    "cloud", "containers", "iac", "cicd", "monitoring", "microservices", "serverless", "architecture", "ai_ml", "devops",
)  # fmt: skip
ANY = "any"
EVIDENCE_RUNGS = {"E1": 1, "E2": 2, "E3": 3, "E4": 4}
WORDS = ("named", "any")
WEIGHTS = ("posting", "company")
MOST_ICC = 0.99
READINGS = tuple(product((*CATEGORIES, ANY), WORDS, EVIDENCE_RUNGS))


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share, a fraction in [0, 1], and how sure it is; None where the data cannot tell. See table `share`."""

    n: int
    k: int
    companies: int
    share: float | None
    low: float | None
    high: float | None
    low_90: float | None
    high_90: float | None
    dof: float | None
    icc: float | None
    design_effect: float | None
    n_effective: float | None
    wilson_low: float | None
    wilson_high: float | None


SHARE_COLUMNS = (
    "source", "span", "month", "last_month", "category", "role_rung", "evidence", "words", "weight",
    *(field.name for field in fields(Estimate)), "complete", "plain_share", "kind",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Moments:
    """What an interval needs, each shape (readings,). `units`: what an ordinary sample would have counted."""

    n: Floats
    k: Floats
    companies: Floats
    units: Floats
    share: Floats
    variance: Floats
    dof: Floats
    icc: Floats


def share(y: ArrayLike, clusters: ArrayLike, *, weight: str = "posting") -> Estimate:
    """Share of y (n booleans, or numbers in [0, 1]) with intervals by cluster (n codes or names).

    CR2 variance (Bell and McCaffrey 2002) with the degrees of freedom of Imbens and Kolesar (2016) on the logit
    scale; at 0 or 1, and where all companies have the same share, Wilson (1927) on companies. No row gives no
    share; one company gives a share without an interval. weight: one vote a `posting` or one a `company`.
    """
    values = np.asarray(y, dtype=np.float64)
    codes = pd.factorize(np.asarray(clusters))[0]
    sizes = np.bincount(codes).astype(np.float64)
    sums = np.bincount(codes, values).astype(np.float64)
    moments = _WEIGHED[weight](sizes, sums[:, None], np.array([values @ values]))
    row = {name: column[0].item() for name, column in _columns(moments).items()}
    told: dict[str, Any] = {name: None if np.isnan(value) else value for name, value in row.items()}
    return Estimate(**told)


def levels(facts: pd.DataFrame) -> NDArray[np.uint8]:
    """Levels 0 to 4 by posting, category and words: shape (n, 11, 2), the eleventh the strongest of the ten.

    Rungs and words are nested by construction: `any` is the larger of named and generic.
    """
    named = facts[[f"{category}_named" for category in CATEGORIES]].to_numpy(np.uint8)
    either = np.maximum(named, facts[[f"{category}_generic" for category in CATEGORIES]].to_numpy(np.uint8))
    both = np.stack([named, either], axis=2)
    return np.concatenate([both, both.max(axis=1, keepdims=True)], axis=1)


def shares(facts: pd.DataFrame, *, window_ends: Iterable[dt.date] | None = None) -> pd.DataFrame:
    """Table `share`: every month and twelve-month window of each source, at every reading.

    facts: table `fact`. window_ends: last months of the windows; default each that has twelve months of the
    source's calendar behind it. Months without a posting between the first and the last have a row with n 0.
    """
    calendar = None if window_ends is None else cohort.month_numbers(list(window_ends))
    sources = facts.groupby(facts["source"].astype("str"), sort=True)
    tables = [_of_source(str(source), rows, calendar) for source, rows in sources]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(SHARE_COLUMNS))


def _of_source(source: str, facts: pd.DataFrame, ends: Ints | None) -> pd.DataFrame:
    rows = cohort.ordered(facts)
    month, older = cohort.month_numbers(rows["month"]), cohort.repeats(rows)
    asked, company = levels(rows), pd.factorize(rows["cluster"])[0]
    on = [cohort.is_backend(rows, rung) for rung in cohort.ROLE_RUNGS]
    plain = (rows["format"] == "plain").to_numpy()
    spans, moments, plain_share = _spans(rows, month, ends), [], []
    for start, stop in spans[["start", "stop"]].to_numpy():
        folded = start + np.flatnonzero(older[start:stop] < start)
        for chosen in (folded[mask[folded]] for mask in on):
            sizes, sums = _sums(asked[chosen], company[chosen])
            moments += [_WEIGHED[weight](sizes, sums, sums.sum(axis=0)) for weight in WEIGHTS]
            plain_share.append(plain[chosen].mean() if len(chosen) else 0.0)
    table = _labelled(spans.assign(source=source), _columns(_joined(moments)))
    table["plain_share"] = np.repeat(plain_share, len(table) // len(plain_share))
    return table[list(SHARE_COLUMNS)]


def _spans(rows: pd.DataFrame, month: Ints, ends: Ints | None) -> pd.DataFrame:
    """Every month and window with its rows from start to stop, whether read to the end, and the kinds in it."""
    calendar = np.arange(month[0], month[-1] + 1)
    lasts = calendar[cohort.WINDOW_MONTHS - 1 :] if ends is None else ends
    first = np.concatenate([calendar, lasts - cohort.WINDOW_MONTHS + 1])
    last = np.concatenate([calendar, lasts])
    start, stop = np.searchsorted(month, first), np.searchsorted(month, last + 1)
    complete = cohort.months_complete(rows)
    read = set(cohort.month_numbers(complete.index.get_level_values("month"))[complete.to_numpy()].tolist())
    kind = rows["kind"].astype("str").to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "span": np.repeat(["month", "window"], [len(calendar), len(lasts)]),
            "month": first.astype("datetime64[M]").astype("datetime64[s]"),
            "last_month": last.astype("datetime64[M]").astype("datetime64[s]"),
            "start": start,
            "stop": stop,
            "complete": [read.issuperset(range(a, b + 1)) for a, b in zip(first, last, strict=True)],
            "kind": ["+".join(sorted(set(kind[a:b]))) or "none" for a, b in zip(start, stop, strict=True)],
        }
    )


def _sums(asked: NDArray[np.uint8], company: Ints) -> tuple[Floats, Floats]:
    """Postings by company (G,), and those of them at each of READINGS (G, R)."""
    if not len(company):
        return np.empty(0), np.empty((0, len(READINGS)))
    order = np.argsort(company, kind="stable")
    start = np.flatnonzero(np.diff(company[order], prepend=-1))
    hits = asked[order][..., None] >= np.array(list(EVIDENCE_RUNGS.values()), dtype=np.uint8)
    sums = np.add.reduceat(hits.reshape(len(order), -1), start, axis=0, dtype=np.float64)
    return np.diff(start, append=len(order)).astype(np.float64), sums


def _joined(moments: list[_Moments]) -> _Moments:
    return _Moments(
        *(np.concatenate([getattr(m, field.name) for m in moments]) for field in fields(_Moments))
    )


def _labelled(spans: pd.DataFrame, columns: dict[str, Any]) -> pd.DataFrame:
    """A row a span and reading, in the order in which the moments came: span, role rung, weight, READINGS."""
    readings = product(cohort.ROLE_RUNGS, WEIGHTS, READINGS)
    rows = [(rung, weight, *reading) for rung, weight, reading in readings]
    labels = pd.DataFrame(rows, columns=["role_rung", "weight", "category", "words", "evidence"])
    table = spans.loc[np.repeat(spans.index, len(labels))].reset_index(drop=True)
    tiled = labels.loc[np.tile(labels.index, len(spans))].reset_index(drop=True)
    return pd.concat([table, tiled, pd.DataFrame(columns)], axis=1)


def degrees_of_freedom(sizes: ArrayLike, icc: ArrayLike) -> Floats:
    """Imbens-Kolesar degrees of freedom of a mean over clusters of these sizes (G,), for each icc: shape (R,).

    With w = n_g/N, b = 1/(1 - w) and v = n_g (1 + (n_g - 1) icc), the CR2 variance is a quadratic form whose
    eigenvalues are those of M_gh = sqrt(b_g b_h) [(g = h) v_g - w_h v_g - w_g v_h + w_g w_h sum(v)] / N^2 under
    exchangeable errors; the degrees are tr(M)^2 / tr(M^2), and both traces are sums over companies.
    (Imbens and Kolesar 2016, Robust standard errors in small samples, eq. 11 and section IV.)
    """
    n = np.asarray(sizes, dtype=np.float64)
    rho = np.atleast_1d(np.asarray(icc, dtype=np.float64))
    if len(n) < 2:
        return np.full(rho.shape, np.nan)
    w, v = n / n.sum(), n[:, None] * (1 + (n[:, None] - 1) * rho)
    b, total = 1 / (1 - w), v.sum(axis=0)
    shared = w[:, None] * (w[:, None] * total - 2 * v)
    ww, wv, vv = b @ w**2, (b * w) @ v, b @ v**2
    squares = (
        2 * vv * ww + (total * ww) ** 2 + 2 * wv**2 - 4 * total * wv * ww + b**2 @ (v**2 + 2 * v * shared)
    )
    # M has rank G - 1; the limits only undo rounding where one company holds nearly everything.
    dof: Floats = np.clip((b @ (v + shared)) ** 2 / squares, 1, len(n) - 1)
    return dof


def wilson(share: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Wilson (1927) score interval of shares of n independent draws; nan where n is 0."""
    z = float(ndtri(0.5 + level / 2))
    n = np.where(n > 0, n, np.nan)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def _by_posting(sizes: Floats, sums: Floats, squares: Floats) -> _Moments:
    """One vote a posting. sizes (G,), sums of y by company and reading (G, R), sums of y squared (R,)."""
    n, companies = sizes.sum(), len(sizes)
    if companies < 2:
        return _without_spread(sizes, sums)
    mean = sums.sum(axis=0) / n
    residual = sums - sizes[:, None] * mean
    variance = (1 / (1 - sizes / n)) @ residual**2 / n**2
    icc = _icc(sizes, sums, residual, squares)
    dof = degrees_of_freedom(
        sizes, np.nan_to_num(icc)
    )  # all companies with one posting: the icc plays no part
    return _moments(sums, n=n, companies=companies, units=n, share=mean, variance=variance, dof=dof, icc=icc)


def _by_company(sizes: Floats, sums: Floats, squares: Floats) -> _Moments:
    """One vote a company: the mean of the companies' means; they are independent, so logit t is enough."""
    n, companies = sizes.sum(), len(sizes)
    if companies < 2:
        return _without_spread(sizes, sums)
    means = sums / sizes[:, None]
    icc = _icc(sizes, sums, sums - sizes[:, None] * (sums.sum(axis=0) / n), squares)
    return _moments(
        sums, n=n, companies=companies, units=companies, share=means.mean(axis=0),
        variance=means.var(axis=0, ddof=1) / companies, dof=companies - 1, icc=icc,
    )  # fmt: skip


_WEIGHED = {"posting": _by_posting, "company": _by_company}


def _without_spread(sizes: Floats, sums: Floats) -> _Moments:
    """No company, or one: a share at most, and nothing to say how sure it is."""
    n = sizes.sum()
    mean = sums.sum(axis=0) / n if n else np.nan
    nothing = dict.fromkeys(("units", "variance", "dof", "icc"), np.nan)
    return _moments(sums, n=n, companies=len(sizes), share=mean, **nothing)


def _moments(sums: Floats, **values: float | Floats) -> _Moments:
    """A single number stands for every reading."""
    k = sums.sum(axis=0)
    each = {name: np.broadcast_to(np.asarray(value, np.float64), k.shape) for name, value in values.items()}
    return _Moments(k=k, **each)


def _icc(sizes: Floats, sums: Floats, residual: Floats, squares: Floats) -> Floats:
    """ANOVA intra-company correlation in [0, 0.99] (Donner 1986); nan where nothing varies or none repeats."""
    n, companies = sizes.sum(), len(sizes)
    if n == companies:
        return np.full(squares.shape, np.nan)
    between = (1 / sizes) @ residual**2 / (companies - 1)
    within = np.maximum(squares - (1 / sizes) @ sums**2, 0) / (n - companies)
    usual = (n - sizes @ sizes / n) / (companies - 1)
    spread = between + (usual - 1) * within
    icc: Floats = np.clip((between - within) / np.where(spread > 1e-12, spread, np.nan), 0, MOST_ICC)
    return icc


def _columns(m: _Moments) -> dict[str, Any]:
    """The columns of table `share` from n to wilson_high; nan where the data cannot tell."""
    simple = m.share * (1 - m.share)
    inner = simple > 0
    binomial = np.where(inner, simple, np.nan) / np.where(m.n > 0, m.n, np.nan)
    effect = m.variance / binomial
    spreads = effect > 1e-9  # else the share is 0 or 1, or all companies have the same: no variance to go by
    ends = {level: _interval(m, spreads, level) for level in (0.95, 0.9)}
    simple_ends = wilson(m.share, m.units, 0.95)
    return {
        "n": m.n.astype(np.int64), "k": np.rint(m.k).astype(np.int64), "companies": m.companies.astype(np.int64),
        "share": m.share, "low": ends[0.95][0], "high": ends[0.95][1], "low_90": ends[0.9][0], "high_90": ends[0.9][1],
        "dof": np.where(spreads, m.dof, np.nan), "icc": m.icc,
        "design_effect": np.where(inner, effect, np.nan), "n_effective": m.n / np.where(spreads, effect, np.nan),
        "wilson_low": simple_ends[0], "wilson_high": simple_ends[1],
    }  # fmt: skip


def _interval(m: _Moments, spreads: NDArray[np.bool_], level: float) -> tuple[Floats, Floats]:
    """Logit t interval; Wilson on companies where there is no variance; nan under two companies."""
    middle = np.where(spreads, m.share, 0.5)
    dof = np.where(spreads, m.dof, 1)
    half = stdtrit(dof, 0.5 + level / 2) * np.sqrt(np.where(spreads, m.variance, 0)) / (middle * (1 - middle))
    low, high = wilson(m.share, np.where(m.companies > 1, m.companies, 0), level)
    return np.where(spreads, expit(logit(middle) - half), low), np.where(
        spreads, expit(logit(middle) + half), high
    )
