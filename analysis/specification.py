"""Table `specification`: a claim's share under every nuisance choice, one panel a reading. Descriptive, decides nothing.

Knows weight, folding, correction and source: choices that should not matter. Refuses to vary what does: role rung,
evidence rung and words are readings, and each has its own panel.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from analysis import cohort, estimate, interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    Rows = list[dict[str, Any]]

COLUMNS = (
    "claim", "source", "first_month", "last_month", "panel", "weight", "folding", "correction", "sources", "place", "n",
    "companies", "share", "low", "high", "is_primary", "note",
)  # fmt: skip
FOLDINGS = ("window", "month", "none")
RAW, CORRECTED = "raw", "corrected"
PANELS = tuple(product(cohort.ROLE_RUNGS, estimate.EVIDENCE_RUNGS, estimate.WORDS))


def curve(
    claim: str, category: str, facts: pd.DataFrame, corrections: pd.DataFrame, pool: Mapping[str, float]
) -> pd.DataFrame:
    """Rows of table `specification` for one claim: the latest window of each source, and all pooled where pool says how.

    pool: weight of each source, from the claim file; empty where it names none.
    """
    rows: Rows = []
    for source, part in facts.groupby(facts["source"].astype("str"), sort=True):
        window = cohort.latest_window(part, str(source))
        if window is not None:
            ends = {"first_month": pd.Timestamp(window.first), "last_month": pd.Timestamp(window.last)}
            rows += [
                {**row, **ends, "source": source, "sources": source}
                for row in _of_source(str(source), category, part, window, corrections)
            ]
    rows += list(_pooled(rows, pool))
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(claim=claim)
    order = (
        table.sort_values(["share", "weight", "folding", "correction", "sources"]).groupby("panel").cumcount()
        + 1
    )
    return table.assign(place=order, is_primary=_prescribed(table)).sort_values(
        ["panel", "place"], ignore_index=True
    )


def _of_source(
    source: str, category: str, facts: pd.DataFrame, window: cohort.Window, corrections: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    for folding in FOLDINGS:
        rows = _folded(facts, window, folding)
        levels = estimate.levels(rows)[:, estimate.CATEGORIES.index(category)]
        for panel in PANELS:
            for weight in interval.WEIGHTS:
                yield _raw(rows, levels, panel, weight, folding)
    yield from _corrected(source, category, window, corrections)


def _folded(facts: pd.DataFrame, window: cohort.Window, folding: str) -> pd.DataFrame:
    seen = facts[~estimate.survives(facts)]
    if folding == "window":
        return cohort.fold_window(seen, window.first, window.last)
    month = cohort.month_numbers(seen["month"])
    first, last = cohort.month_numbers([window.first, window.last])
    inside = seen[np.asarray((month >= first) & (month <= last), dtype=bool)]
    return cohort.fold_month(inside) if folding == "month" else inside


def _raw(
    rows: pd.DataFrame, levels: NDArray[np.uint8], panel: tuple[str, str, str], weight: str, folding: str
) -> dict[str, Any]:
    rung, evidence, words = panel
    mask = cohort.is_backend(rows, rung)
    y = levels[mask, estimate.WORDS.index(words)] >= estimate.EVIDENCE_RUNGS[evidence]
    of = interval.share(y, rows["cluster"].to_numpy(dtype=object)[mask], weight=weight)
    numbers = {"n": of.n, "companies": of.companies, "share": of.share, "low": of.low, "high": of.high}
    choice = {"panel": " ".join(panel), "weight": weight, "folding": folding, "correction": RAW}
    return {**choice, **numbers, "note": None if of.n else "no posting"}


def _corrected(
    source: str, category: str, window: cohort.Window, corrections: pd.DataFrame
) -> Iterator[dict[str, Any]]:
    """The corrected share where the gates let one be; else the row says why there is none."""
    of = corrections[
        corrections["source"].eq(source)
        & corrections["category"].eq(category)
        & pd.to_datetime(corrections["last_month"]).eq(pd.Timestamp(window.last))
    ]
    for row in of.to_dict("records"):
        refused = row["method"] == "none"
        yield {
            "panel": f"{row['role_rung']} {row['evidence']} {row['words']}", "weight": "posting", "folding": "window",
            "correction": CORRECTED, "n": row["n"], "companies": row["companies"], "share": row["corrected"],
            "low": row["low"], "high": row["high"], "note": row["reason"] if refused else None,
        }  # fmt: skip


def _prescribed(table: pd.DataFrame) -> pd.Series[bool]:
    """The choice that methods prescribe: a vote a posting, folded by window, corrected where that is allowed, by source."""
    base = (
        table["weight"].eq("posting") & table["folding"].eq("window") & table["sources"].eq(table["source"])
    )
    allowed = base & table["correction"].eq(CORRECTED) & table["share"].notna()
    keys = table["source"] + "|" + table["panel"]
    return allowed | (base & table["correction"].eq(RAW) & ~keys.isin(set(keys[allowed])))


def _pooled(rows: Rows, pool: Mapping[str, float]) -> Iterator[dict[str, Any]]:
    """The sources' shares at the claim's weights, where it gives some and each source has a share."""
    if not pool:
        return
    keys = ("panel", "weight", "folding", "correction")
    known = [
        row for row in rows if row["source"] in pool and row["share"] is not None and row["low"] is not None
    ]
    for choice in dict.fromkeys(tuple(row[key] for key in keys) for row in known):
        parts = [row for row in known if tuple(row[key] for key in keys) == choice]
        if {row["source"] for row in parts} == set(pool):
            yield {**dict(zip(keys, choice, strict=True)), **_mean(parts, pool)}


def _mean(parts: Rows, pool: Mapping[str, float]) -> dict[str, Any]:
    weight = np.array([pool[row["source"]] for row in parts]) / sum(pool.values())
    share = np.array([row["share"] for row in parts])
    inner = np.clip(share, 1e-9, 1 - 1e-9)
    half = [(logit(row["high"]) - logit(max(row["low"], 1e-12))) / 2 for row in parts]
    error = np.array(half) / ndtri(0.975) * inner * (1 - inner)
    middle, spread = float(weight @ share), float(np.sqrt(weight**2 @ error**2))
    inside = min(max(middle, 1e-9), 1 - 1e-9)
    reach = ndtri(0.975) * spread / (inside * (1 - inside))
    ends = {
        f"{end}_month": chosen(row[f"{end}_month"] for row in parts)
        for end, chosen in (("first", min), ("last", max))
    }
    return {
        **ends, "source": "pooled", "sources": "+".join(row["source"] for row in parts), "n": sum(row["n"] for row in parts),
        "companies": sum(row["companies"] for row in parts), "share": middle, "low": float(expit(logit(inside) - reach)),
        "high": float(expit(logit(inside) + reach)), "note": None,
    }  # fmt: skip
