"""Companies within cells: sums over them, and the degrees of freedom that they leave.

Knows sizes of companies by cell (a month, a window, a part of one). Refuses to know what is summed and on what scale an
interval is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Companies within cells, sorted by cell: `sizes` postings each, `start` the first pair of each cell, `of` its cell."""

    sizes: Floats
    start: Ints
    of: Ints

    def total(self, values: Floats, weight: Floats | None = None) -> Floats:
        """Sums of values, shape (P,) or (P, R), by cell, weighted by pair."""
        if values.ndim == 1:
            return np.asarray(np.add.reduceat(values if weight is None else values * weight, self.start))
        return summed(values, self.start, np.arange(len(self.sizes)), weight)


def summed(values: NDArray[Any], start: Ints, places: Ints, weight: Floats | None = None) -> Floats:
    """Sums over runs of places, each from its start to the next: a sparse product, thrice as fast as reduceat."""
    runs = np.append(start, len(places))
    ones = np.ones(len(places)) if weight is None else weight
    total: Floats = csr_array((ones, places, runs), shape=(len(start), len(values))) @ values
    return total


def paired(company: Ints, rows: Ints, cell: Ints) -> tuple[Ints, Pairs, Ints]:
    """(codes of the cells with rows, their pairs, first row of each pair). rows and cell sorted by cell and company."""
    owner = company[rows]
    first = np.flatnonzero((np.diff(owner, prepend=-1) != 0) | (np.diff(cell, prepend=-1) != 0))
    there, start, of = np.unique(cell[first], return_index=True, return_inverse=True)
    return there, Pairs(np.diff(first, append=len(rows)).astype(np.float64), start, of), first


def degrees_of_freedom(sizes: ArrayLike, icc: ArrayLike) -> Floats:
    """Imbens-Kolesar degrees of freedom of a mean over clusters of these sizes (G,), for each icc: shape (R,)."""
    n = np.asarray(sizes, dtype=np.float64)
    rho = np.atleast_1d(np.asarray(icc, dtype=np.float64))
    if len(n) < 2:
        return np.full(rho.shape, np.nan)
    one: Floats = degrees(Pairs(n, np.zeros(1, np.int64), np.zeros(len(n), np.int64)), rho[None, :])[0]
    return one


def degrees(pairs: Pairs, rho: Floats) -> Floats:
    """The same for all cells, rho and answer of shape (C, R); meaningless for cells of one company.

    With w = n_g/N, b = 1/(1 - w) and v = n_g (1 + (n_g - 1) rho), the CR2 variance is a quadratic form whose
    eigenvalues are those of M_gh = sqrt(b_g b_h) [(g = h) v_g - w_h v_g - w_g v_h + w_g w_h sum(v)] / N^2 under
    exchangeable errors; the degrees are tr(M)^2 / tr(M^2). Since v = n + m rho, both traces are polynomials in rho
    whose coefficients are sums over companies: any number of readings costs one pass over the companies.
    (Imbens and Kolesar 2016, Robust standard errors in small samples, eq. 11 and section IV.)
    """
    n = pairs.sizes
    w = n / pairs.total(n)[pairs.of]
    b, m = 1 / np.maximum(1 - w, 1e-12), n * n - n

    def linear(weight: Floats) -> Floats:
        return pairs.total(weight * n)[:, None] + pairs.total(weight * m)[:, None] * rho

    def squared(weight: Floats) -> Floats:
        zero, one, two = (pairs.total(weight * part)[:, None] for part in (n * n, 2 * n * m, m * m))
        return zero + one * rho + two * rho**2

    total, ww, wv = linear(np.ones_like(n)), pairs.total(b * w * w)[:, None], linear(b * w)
    trace = linear(b) + total * ww - 2 * wv
    squares = 2 * squared(b) * ww + (total * ww) ** 2 + 2 * wv**2 - 4 * total * wv * ww
    squares += squared(b * b * (1 - 4 * w)) + 2 * total * linear(b * b * w * w)
    most = np.diff(pairs.start, append=len(n))[:, None] - 1.0
    # M has rank G - 1; the limits only undo rounding where one company holds nearly everything.
    with np.errstate(divide="ignore", invalid="ignore"):  # of a cell with one company
        dof: Floats = np.clip(trace**2 / squares, 1, np.maximum(most, 1))
    return dof
