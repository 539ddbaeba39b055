"""Numbers that are no shares: ratios of sums and lifts, with intervals by company on the logarithmic scale.

Knows influences (how much one posting moves a number) summed by company, with the CR2 factor and the degrees of
freedom of Bell and McCaffrey. Refuses to know months and skills. (Delta method: van der Vaart 1998, chapter 3.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from analysis import pairs as pairs_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


class Logged(NamedTuple):
    """A positive number with its 95 % interval, each shape (cells, R); nan where it is not known."""

    value: Floats
    low: Floats
    high: Floats
    companies: Floats


def ratios(  # noqa: PLR0913, PLR0917 - as in `interval.by_cell`
    top: Floats, bottom: Floats, company: Ints, rows: Ints, cell: Ints, cells: int
) -> Logged:
    """Sums of top (n, R) over sums of bottom (n,), by cell. rows, cell: as in `interval.by_cell`."""
    order = np.lexsort((company[rows], cell))
    rows, cell = rows[order], cell[order]
    there, pairs, first = pairs_of.paired(company, rows, cell)
    above, below = pairs_of.summed(top, first, rows), pairs_of.summed(bottom[:, None], first, rows)
    whole = pairs.total(above)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = whole / pairs.total(below)
        influence = (above - ratio[pairs.of] * below) / whole[pairs.of]
    return _scattered(ratio, influence, pairs, there, cells)


def lifts(both: NDArray[Any], a: NDArray[Any], b: NDArray[Any], company: Ints) -> Logged:
    """P(a and b) / (P(a) P(b)) for pairs of hits, each (n, R); shapes (1, R)."""
    rows = np.argsort(company, kind="stable")
    there, pairs, first = pairs_of.paired(company, rows, np.zeros(len(rows), dtype=np.int64))
    sums = [pairs_of.summed(hits.astype(np.float64), first, rows) for hits in (both, a, b)]
    n = pairs.sizes.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = [part.sum(axis=0) / n for part in sums]
        lift = shares[0] / (shares[1] * shares[2])
        parts = [part / share for part, share in zip(sums, shares, strict=True)]
        influence = (parts[0] - parts[1] - parts[2] + pairs.sizes[:, None]) / n
    return _scattered(lift[None, :], influence, pairs, there, 1)


def _scattered(value: Floats, influence: Floats, pairs: pairs_of.Pairs, there: Ints, cells: int) -> Logged:
    """The interval of each cell's number from the influences of its companies, (P, R); two companies at least."""
    companies = np.diff(pairs.start, append=len(pairs.sizes)).astype(np.float64)[:, None]
    part = pairs.sizes / pairs.total(pairs.sizes)[pairs.of]
    with np.errstate(divide="ignore", invalid="ignore"):
        variance = pairs.total(influence * influence, 1 / np.maximum(1 - part, 1e-12))
        dof = pairs_of.degrees(pairs, np.zeros((len(companies), 1)))
        half = stdtrit(dof, 0.975) * np.sqrt(np.where(companies > 1, variance, np.nan))
        ends = value * np.exp(-half), value * np.exp(half)
    known = np.isfinite(ends[0]) & (value > 0)
    whole = [np.full((cells, value.shape[1]), np.nan) for _ in range(3)]
    count = np.zeros((cells, 1))
    count[there] = companies
    columns = (np.where(np.isfinite(value), value, np.nan), *(np.where(known, end, np.nan) for end in ends))
    for target, column in zip(whole, columns, strict=True):
        target[there] = column
    return Logged(whole[0], whole[1], whole[2], count)
