"""A share with an interval that respects companies: one at a time, or for thousands of cells and readings at once.

Knows hits, companies and the closed forms of `methods.md`, "How sure". Refuses to know months, categories, files and
the clock: what a cell or a hit means is its caller's.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri, stdtrit

from analysis.pairs import Pairs, degrees, paired, summed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

WEIGHTS = ("posting", "company")
MOST_ICC = 0.99
# Rows times readings that are summed at once: 8 MB of numbers, whatever the size of the table.
_AT_ONCE = 1_000_000


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


COLUMNS = tuple(field.name for field in fields(Estimate))


@dataclass(frozen=True, slots=True)
class _Moments:
    """What an interval needs, each shape (cells, readings). `units`: what an ordinary sample would have counted."""

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
    values = np.asarray(y, dtype=np.float64)[:, None]
    codes = pd.factorize(np.asarray(clusters))[0]
    cell = np.zeros(len(values), dtype=np.int64)
    table = by_cell(values, codes, np.arange(len(values)), cell, 1, (weight,))
    return estimates(table[weight], 0)[0]


def estimates(columns: dict[str, NDArray[Any]], cell: int) -> list[Estimate]:
    """The readings of one cell of `by_cell`'s columns."""
    rows: Iterable[tuple[Any, ...]] = zip(*(columns[name][cell].tolist() for name in COLUMNS), strict=True)
    told: list[list[Any]] = [[None if value != value else value for value in row] for row in rows]  # noqa: PLR0124 - nan
    return [Estimate(*row) for row in told]


def by_cell(  # noqa: PLR0913, PLR0917 - arrays of one table, side by side
    hits: NDArray[Any], company: Ints, rows: Ints, cell: Ints, cells: int, weights: tuple[str, ...] = WEIGHTS
) -> dict[str, dict[str, NDArray[Any]]]:
    """Columns of `Estimate`, each shape (cells, R), for each weight.

    hits: (n, R) booleans or numbers in [0, 1]; company: (n,) codes; rows: (m,) places in both, one a posting that
    counts, the same place in as many cells as it belongs to; cell: (m,) codes from 0 to cells - 1. A cell without
    rows has n 0 and no share. O(m R), in blocks of bounded memory.
    """
    used, rows = np.unique(rows, return_inverse=True)
    company, binary, hits = company[used], hits.dtype == np.bool_, hits[used].astype(np.float64)
    order = np.lexsort((company[rows], cell))
    rows, cell = rows[order], cell[order]
    blocks: dict[str, list[tuple[Ints, _Moments]]] = {weight: [] for weight in weights}
    for start, stop in _blocks(cell, _AT_ONCE // max(hits.shape[1], 1)):
        there, sizes, sums, squares = _summed(
            hits, company, rows[start:stop], cell[start:stop], binary=binary
        )
        for weight in weights:
            blocks[weight].append((there, _WEIGHED[weight](sizes, sums, squares)))
    return {weight: _columns(_scattered(blocks[weight], cells, hits.shape[1])) for weight in weights}


def _blocks(cell: Ints, most: int) -> Iterator[tuple[int, int]]:
    """Runs of whole cells of at most so many rows (or one cell)."""
    edges = np.flatnonzero(np.diff(cell, prepend=-1, append=-1))
    begun = 0
    for start, stop in pairwise(edges):
        if stop - begun > most and start > begun:
            yield begun, int(start)
            begun = int(start)
    if len(cell):
        yield begun, len(cell)


def _summed(
    hits: Floats, company: Ints, rows: Ints, cell: Ints, *, binary: bool
) -> tuple[Ints, Pairs, Floats, Floats]:
    """(cells with rows, pairs of cell and company, sums of hits by pair, sums of squared hits by cell)."""
    there, pairs, first = paired(company, rows, cell)
    sums = summed(hits, first, rows)
    squares = pairs.total(sums if binary else summed(hits * hits, first, rows))
    return there, pairs, sums, squares


def _by_posting(pairs: Pairs, sums: Floats, squares: Floats) -> _Moments:
    """One vote a posting. sums (P, R) of y by company and cell, squares (C, R) sums of y squared."""
    n, companies, k = _counts(pairs, sums)
    mean, sizes = k / n, pairs.sizes[:, None]
    residual = sums - sizes * mean[pairs.of]
    alone = companies < 2
    weight = 1 / np.where(alone[pairs.of], 1, 1 - sizes / n[pairs.of])
    variance = np.where(alone, np.nan, pairs.total(residual * residual, weight[:, 0]) / n**2)
    icc = _icc(pairs, sums, residual, squares)
    # Where all companies have one posting, the correlation plays no part.
    dof = np.where(alone, np.nan, degrees(pairs, np.nan_to_num(icc)))
    return _moments(n, k, companies, units=np.where(alone, np.nan, n), share=mean, variance=variance, dof=dof, icc=icc)  # fmt: skip


def _by_company(pairs: Pairs, sums: Floats, squares: Floats) -> _Moments:
    """One vote a company: the mean of the companies' means; they are independent, so logit t is enough."""
    n, companies, k = _counts(pairs, sums)
    means = sums / pairs.sizes[:, None]
    mean = pairs.total(means) / companies
    rest = np.where(companies < 2, np.nan, companies - 1)
    variance = pairs.total((means - mean[pairs.of]) ** 2) / rest / companies
    icc = _icc(pairs, sums, sums - pairs.sizes[:, None] * (k / n)[pairs.of], squares)
    units = np.where(companies < 2, np.nan, companies)
    share_ = np.where(companies < 2, k / n, mean)
    return _moments(n, k, companies, units=units, share=share_, variance=variance, dof=rest, icc=icc)


_WEIGHED = {"posting": _by_posting, "company": _by_company}


def _counts(pairs: Pairs, sums: Floats) -> tuple[Floats, Floats, Floats]:
    """Postings and companies, shape (C, 1), and hits, shape (C, R), of each cell."""
    n = pairs.total(pairs.sizes)[:, None]
    companies = np.diff(pairs.start, append=len(pairs.sizes)).astype(np.float64)[:, None]
    return n, companies, pairs.total(sums)


def _moments(n: Floats, k: Floats, companies: Floats, **values: Floats) -> _Moments:
    """A single number of a cell stands for each of its readings."""
    each = {"n": n, "companies": companies, **values}
    return _Moments(k=k, **{name: np.broadcast_to(value, k.shape) for name, value in each.items()})


def _icc(pairs: Pairs, sums: Floats, residual: Floats, squares: Floats) -> Floats:
    """ANOVA intra-company correlation in [0, 0.99] (Donner 1986); nan where nothing varies or none repeats."""
    each = 1 / pairs.sizes
    n, companies, _k = _counts(pairs, sums)
    between = pairs.total(residual * residual, each) / np.where(companies > 1, companies - 1, np.nan)
    within = np.maximum(squares - pairs.total(sums * sums, each), 0) / np.where(
        n > companies, n - companies, np.nan
    )
    usual = (n - pairs.total(pairs.sizes**2)[:, None] / n) / np.where(companies > 1, companies - 1, np.nan)
    spread = between + (usual - 1) * within
    icc: Floats = np.clip((between - within) / np.where(spread > 1e-12, spread, np.nan), 0, MOST_ICC)
    return icc


def wilson(share: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    """Wilson (1927) score interval of shares of n independent draws; nan where n is 0."""
    z = float(ndtri(0.5 + level / 2))
    n = np.where(n > 0, n, np.nan)
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    return np.maximum(middle - half, 0), np.minimum(middle + half, 1)


def _scattered(blocks: list[tuple[Ints, _Moments]], cells: int, readings: int) -> _Moments:
    """Blocks put back into all cells; those without rows have counts of 0 and nan for the rest."""
    whole = {field.name: np.full((cells, readings), np.nan) for field in fields(_Moments)}
    for name in ("n", "k", "companies"):
        whole[name][:] = 0
    for there, moments in blocks:
        for name, values in whole.items():
            values[there] = getattr(moments, name)
    return _Moments(**whole)


def _columns(m: _Moments) -> dict[str, NDArray[Any]]:
    """The columns of `Estimate`; nan where the data cannot tell."""
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
    half = stdtrit(np.where(spreads, m.dof, 1), 0.5 + level / 2) * np.sqrt(np.where(spreads, m.variance, 0))
    half /= middle * (1 - middle)
    low, high = wilson(m.share, np.where(m.companies > 1, m.companies, 0), level)
    return (
        np.where(spreads, expit(logit(middle) - half), low),
        np.where(spreads, expit(logit(middle) + half), high),
    )
