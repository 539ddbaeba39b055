"""Shares corrected for the detector's errors: weighted PPI++, Rogan and Gladen, or a refusal with a band.

Knows labels, what the detector said of the same postings, and the gates of `methods.md`. Refuses to correct with fewer
labels than they ask for, and to hide that a number was clipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.special import expit, logit, stdtrit

from analysis import interval, pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from analysis.interval import Estimate

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

MIN_LABELS = 150
MIN_LABEL_COMPANIES = 50
FEW_ERRORS = 5
DRAWS = 2000
PPI, ROGAN_GLADEN, REFUSED = "ppi", "rogan-gladen", "none"


@dataclass(frozen=True, eq=False)
class Said:
    """What the detector said of every posting: backend, and backend with the category; booleans (n,), company codes."""

    backend: Mask
    both: Mask
    company: Ints


@dataclass(frozen=True, eq=False)
class Labelled:
    """Of the labelled postings (m,): what the reader says, what the detector said, weights (1 / draw), company codes."""

    backend: Mask
    both: Mask
    said_backend: Mask
    said_both: Mask
    weight: Floats
    company: Ints

    def __len__(self) -> int:
        return len(self.weight)


class Corrected(NamedTuple):
    """A corrected share; its numbers None where there is none."""

    share: float | None
    low: float | None
    high: float | None
    low_90: float | None
    high_90: float | None
    dof: float | None
    weight_of_detector: float | None
    clipped: bool


NOTHING = Corrected(None, None, None, None, None, None, None, clipped=False)


class Errors(NamedTuple):
    """Weighted sensitivity and specificity of one yes-or-no judgement, and the counts behind them."""

    sensitivity: float | None
    specificity: float | None
    positives: float
    negatives: float
    false_positives: int
    false_negatives: int


def method(labelled: Labelled) -> tuple[str, str]:
    """(method, why) by the gates: labels, companies, then errors of either kind."""
    companies = len(np.unique(labelled.company))
    if len(labelled) < MIN_LABELS or companies < MIN_LABEL_COMPANIES:
        return REFUSED, (
            f"{len(labelled)} labels of {companies} companies in this source and window; a correction needs {MIN_LABELS} "
            f"of {MIN_LABEL_COMPANIES}."
        )
    if not labelled.both.any() or not labelled.backend.any():
        return (
            REFUSED,
            "None of the labelled postings is a backend one with the category: how many are missed is unknown.",
        )
    found = errors(labelled.both, labelled.said_both, labelled.weight)
    wrong = f"{found.false_positives} false positives and {found.false_negatives} false negatives in {len(labelled)} labels"
    if min(found.false_positives, found.false_negatives) < FEW_ERRORS:
        return ROGAN_GLADEN, f"{wrong}: fewer than {FEW_ERRORS} of either kind."
    return PPI, f"{wrong}."


def errors(reader: Mask, said: Mask, weight: Floats) -> Errors:
    """How often the detector is right where the reader says yes, and where no. Counts are of Kish's effective size."""
    wrong = int((said & ~reader).sum()), int((reader & ~said).sum())
    yes, no = _right(said[reader], weight[reader]), _right(~said[~reader], weight[~reader])
    return Errors(yes[0], no[0], yes[1], no[1], *wrong)


def _right(right: Mask, weight: Floats) -> tuple[float | None, float]:
    """(weighted part that is right, effective number of labels)."""
    if not len(weight):
        return None, 0.0
    return float(weight @ right / weight.sum()), float(weight.sum() ** 2 / (weight @ weight))


def ppi(said: Said, labelled: Labelled) -> Corrected:
    """Weighted PPI++ of backend and of backend with the category, their ratio, interval by company.

    For each of the two: lambda mean(said) over all postings, plus the weighted mean of reader - lambda said over the
    labels, lambda as Angelopoulos, Duchi and Zrnic (2023) tune it, in [0, 1]. A posting's influence on the ratio is
    summed by company; the interval is that of `interval` (CR2 factor, degrees of freedom, logit scale), since the
    intervals of the package ppi_py take postings for independent and cover 65 to 88 %.
    """
    both, e_both, power = _rectified(said.both, labelled.both, labelled.said_both, labelled.weight)
    backend, e_backend, _power = _rectified(
        said.backend, labelled.backend, labelled.said_backend, labelled.weight
    )
    if backend <= 0:
        return NOTHING
    ratio = both / backend
    influence = [(a - ratio * b) / backend for a, b in zip(e_both, e_backend, strict=True)]
    codes = np.concatenate([said.company, labelled.company])
    companies = int(codes.max()) + 1
    by_company = np.bincount(codes, np.concatenate(influence), companies)
    counts = (
        np.bincount(said.company, minlength=companies),
        np.bincount(labelled.company, labelled.weight, companies),
    )
    part = np.maximum(*(count / count.sum() for count in counts))
    variance = float(by_company @ (by_company / np.maximum(1 - part, 1e-12)))
    sizes = counts[0][counts[0] > 0], counts[1][counts[1] > 0] * (len(labelled) / labelled.weight.sum())
    dof = min(float(pairs.degrees_of_freedom(size, 0.0)[0]) for size in sizes)
    return _told(ratio, variance, dof, power, labelled)


def _rectified(
    said: Mask, reader: Mask, said_of_labels: Mask, weight: Floats
) -> tuple[float, tuple[Floats, Floats], float]:
    """(estimate, influences of all postings and of the labels, lambda)."""
    of, y, f = weight / weight.sum(), reader.astype(float), said_of_labels.astype(float)
    spread = of @ (f - of @ f) ** 2
    shared = of @ ((y - of @ y) * (f - of @ f))
    power = float(np.clip(shared / (spread * (1 + len(y) / len(said))), 0, 1)) if spread > 0 else 0.0
    rest = y - power * f
    mean, middle = said.mean(), of @ rest
    return float(power * mean + middle), (power * (said - mean) / len(said), of * (rest - middle)), power


def _told(ratio: float, variance: float, dof: float, power: float, labelled: Labelled) -> Corrected:
    """On the logit scale; at 0 or 1, or beyond and clipped, Wilson on the companies of the labels."""
    share = float(np.clip(ratio, 0, 1))
    if 0 < share < 1 and variance > 0:
        ends = [
            float(
                expit(logit(share) + side * stdtrit(dof, level) * np.sqrt(variance) / (share * (1 - share)))
            )
            for level in (0.975, 0.95)
            for side in (-1, 1)
        ]
    else:
        companies = np.array([float(len(np.unique(labelled.company)))])
        ends = [
            float(end[0])
            for level in (0.95, 0.9)
            for end in interval.wilson(np.array([share]), companies, level)
        ]
    low, high, low_90, high_90 = ends
    return Corrected(share, low, high, low_90, high_90, dof, power, clipped=share != ratio)


def rogan_gladen(raw: Estimate, raw_backend: Estimate, labelled: Labelled, seed: int = 0) -> Corrected:
    """Rogan and Gladen (1978) for backend and for backend with the category, their ratio; interval by Jeffreys draws.

    Sensitivity and specificity are drawn from their Jeffreys posteriors, the measured shares from their intervals by
    company. Numbers beyond 0 and 1 are clipped and said so; a drawn detector that is no better than chance tells
    nothing, and gives any share alike. raw: the measured share of the category among backend postings; raw_backend: that
    of backend among all.
    """
    rng = np.random.default_rng(seed)
    judgements = (labelled.both, labelled.said_both), (labelled.backend, labelled.said_backend)
    found = [errors(*judgement, labelled.weight) for judgement in judgements]
    if not raw.n or not raw_backend.share or raw.share is None:
        return NOTHING
    drawn_backend, drawn = _drawn(raw_backend, rng), _drawn(raw, rng)
    tops, bottoms = (
        unbiased(measured, *_detectors(one, rng))
        for measured, one in zip((drawn * drawn_backend, drawn_backend), found, strict=True)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = np.where(bottoms > 0, np.clip(tops / bottoms, 0, 1), rng.random(DRAWS))
    ratios = np.where(np.isfinite(ratios), ratios, rng.random(DRAWS))
    low, high, low_90, high_90 = np.quantile(ratios, [0.025, 0.975, 0.05, 0.95]).tolist()
    share, clipped = _point(raw.share * raw_backend.share, raw_backend.share, *found)
    if share is None:
        return Corrected(None, low, high, low_90, high_90, None, None, clipped=clipped)
    return Corrected(share, min(low, share), max(high, share), low_90, high_90, None, None, clipped=clipped)


def unbiased(measured: Floats, sensitivity: Floats, specificity: Floats) -> Floats:
    """True shares from measured ones, clipped to [0, 1]; nan where the detector is no better than chance."""
    gain = sensitivity + specificity - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        found = np.clip((measured + specificity - 1) / gain, 0, 1)
    true: Floats = np.where(gain > 1e-9, found, np.nan)
    return true


def _point(both: float, backend: float, of_both: Errors, of_backend: Errors) -> tuple[float | None, bool]:
    """(corrected share, whether a number was clipped); None where a sensitivity or specificity is not known."""
    known = [one.sensitivity is not None and one.specificity is not None for one in (of_both, of_backend)]
    if not all(known):
        return None, False
    free = [
        (measured + one.specificity - 1) / (one.sensitivity + one.specificity - 1)  # type: ignore[operator]
        for measured, one in ((both, of_both), (backend, of_backend))
        if one.sensitivity + one.specificity > 1  # type: ignore[operator]
    ]
    if len(free) < 2 or free[1] <= 0:
        return None, True
    top, bottom = (min(max(one, 0.0), 1.0) for one in free)
    ratio = top / bottom
    return min(ratio, 1.0), bool(ratio > 1 or top != free[0] or bottom != free[1])


def _drawn(of: interval.Estimate, rng: np.random.Generator) -> Floats:
    """Shares as the interval by company has them: t on the logit scale, else even between its ends."""
    if of.dof is None or of.share is None or of.low is None or of.high is None:
        low, high = (0.0 if of.low is None else of.low), (1.0 if of.high is None else of.high)
        return rng.uniform(low, high, DRAWS)
    error = (logit(of.high) - logit(of.share)) / stdtrit(of.dof, 0.975)
    drawn: Floats = expit(logit(of.share) + error * rng.standard_t(of.dof, DRAWS))
    return drawn


def _detectors(found: Errors, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Sensitivities and specificities from their Jeffreys posteriors."""
    right = [
        (part or 0.0) * count
        for part, count in ((found.sensitivity, found.positives), (found.specificity, found.negatives))
    ]
    counts = (found.positives, found.negatives)
    drawn = [rng.beta(yes + 0.5, count - yes + 0.5, DRAWS) for yes, count in zip(right, counts, strict=True)]
    return drawn[0], drawn[1]
