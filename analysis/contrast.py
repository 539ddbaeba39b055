"""The difference of shares between cells (two windows, or two windows by mix), clustered by company, in closed form.

Knows the CR2 variance and the Imbens-Kolesar degrees of freedom of a linear combination of cell means. Refuses to know
months, categories and which contrast was registered. One cell with coefficient 1 is the share of `interval`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtr, stdtrit

from analysis.interval import MOST_ICC

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A linear combination of cell means. None where the data cannot tell. p_value: one-sided, that it is not above 0."""

    estimate: float | None
    low: float | None
    high: float | None
    dof: float | None
    p_value: float | None
    p_two_sided: float | None
    n: int
    companies: int


def difference(y: Floats, company: Ints, cell: Ints, coefficients: Floats) -> Difference:
    """Sum of coefficients (K,) times the means of y (n,) in cells (n codes from 0 to K - 1), by company (n codes).

    Every cell with a coefficient needs a posting, and the whole two companies, else there is no number.
    """
    cells = len(coefficients)
    codes = np.unique(company, return_inverse=True)[1]
    companies = int(codes.max()) + 1 if len(codes) else 0
    flat, size = codes * cells + cell, companies * cells
    counts = np.bincount(flat, minlength=size).reshape(-1, cells).astype(np.float64)
    sums = np.bincount(flat, y, minlength=size).reshape(-1, cells).astype(np.float64)
    n = counts.sum(axis=0)
    if companies < 2 or (n[coefficients != 0] == 0).any():
        return Difference(None, None, None, None, None, None, len(y), companies)
    means = sums.sum(axis=0) / np.maximum(n, 1)
    icc = correlation(counts, sums - counts * means, float((y - means[cell]) @ (y - means[cell])))
    spread = variance(counts, sums, coefficients, icc)
    return _judged(float(coefficients @ means), *spread, len(y), companies)


def _judged(estimate: float, variance: float, dof: float, n: int, companies: int) -> Difference:
    """With its interval on the scale of shares; a difference without any spread has none."""
    if variance <= 1e-15:
        return Difference(estimate, None, None, None, None, None, n, companies)
    error = float(np.sqrt(variance))
    half, t = float(stdtrit(dof, 0.975)) * error, estimate / error
    above, either = float(stdtr(dof, -t)), 2 * float(stdtr(dof, -abs(t)))
    return Difference(estimate, estimate - half, estimate + half, dof, above, either, n, companies)


def correlation(counts: Floats, residuals: Floats, squares: float) -> float:
    """ANOVA intra-company correlation of the residuals in their cells, clipped to [0, 0.99]; 0 where it is not known.

    counts, residuals: postings and sums of residuals by company and cell (G, K); squares: sum of squared residuals.
    """
    size, rest = counts.sum(axis=1), residuals.sum(axis=1)
    n, companies = size.sum(), len(size)
    if n <= companies or companies < 2:
        return 0.0
    between_squares = float((rest**2 / size).sum())
    between, within = between_squares / (companies - 1), max(squares - between_squares, 0) / (n - companies)
    usual = (n - (size**2).sum() / n) / (companies - 1)
    spread = between + (usual - 1) * within
    return float(np.clip((between - within) / spread, 0, MOST_ICC)) if spread > 1e-12 else 0.0


def variance(counts: Floats, sums: Floats, coefficients: Floats, icc: float) -> tuple[float, float]:
    """(CR2 variance, Imbens-Kolesar degrees of freedom) of coefficients times cell means. counts, sums: (G, K).

    In a saturated design the hat matrix of a company is constant within cells, so that CR2 multiplies its residual sum
    in cell k by (1 - n_gk/N_k)^(-1/2). The variance is then the quadratic form with M = P' Omega P, and with
    beta_gk = c_k b_gk / N_k, gamma = beta n_gk / N_k and exchangeable errors (S_g = icc n n' + (1 - icc) diag n):
    M_gh = (g = h) beta_g' S_g beta_g - beta_g' S_g gamma_h - gamma_g' S_h beta_h + gamma_g' (sum S) gamma_h,
    a diagonal matrix and one of low rank: both traces are sums over companies.
    """
    n = counts.sum(axis=0)
    part = counts / np.maximum(n, 1)
    # A company that fills a cell alone has no residual there, and no leverage to undo.
    grown = np.where(part < 1 - 1e-12, 1 / np.sqrt(np.maximum(1 - part, 1e-12)), 0)
    beta = coefficients * grown / np.maximum(n, 1)
    residual = ((sums - counts * (sums.sum(axis=0) / np.maximum(n, 1))) * beta).sum(axis=1)
    gamma, weighted = beta * part, (beta * counts).sum(axis=1)
    alone = icc * weighted**2 + (1 - icc) * (beta**2 * counts).sum(axis=1)
    mixed = icc * weighted[:, None] * counts + (1 - icc) * beta * counts
    total = icc * counts.T @ counts + (1 - icc) * np.diag(n)
    return float(residual @ residual), _degrees(alone, gamma @ total / 2 - mixed, gamma)


def _degrees(diagonal: Floats, left: Floats, right: Floats) -> float:
    """tr(M)^2 / tr(M^2) of M = diag(diagonal) + left right' + right left', from products of cells by cells alone."""
    on = 2 * (left * right).sum(axis=1)
    trace = float((diagonal + on).sum())
    crossed = right.T @ left
    low_rank = 2 * (crossed * crossed.T).sum() + 2 * ((left.T @ left) * (right.T @ right)).sum()
    squares = float(diagonal @ diagonal + 2 * diagonal @ on + low_rank)
    return float(np.clip(trace**2 / squares, 1, max(len(diagonal) - 1, 1))) if squares > 0 else 1.0
