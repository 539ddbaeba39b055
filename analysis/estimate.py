"""Table `share`: the part of the backend postings with a category, by month and window, at every reading.

Knows levels, the rungs of both ladders, and unclear roles. Refuses to know how an interval is computed (`interval`),
which postings a span holds (`spans`), files, the clock and claims.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import cohort, interval, spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

CATEGORIES = (
    "cloud", "containers", "iac", "cicd", "monitoring", "microservices", "serverless", "architecture", "ai_ml", "devops",
)  # fmt: skip
ANY = "any"
EVIDENCE_RUNGS = {"E1": 1, "E2": 2, "E3": 3, "E4": 4}
WORDS = ("named", "any")
READINGS = tuple(product((*CATEGORIES, ANY), WORDS, EVIDENCE_RUNGS))
LABELS = pd.DataFrame(READINGS, columns=["category", "words", "evidence"])
UNCLEAR = ("unclear", "share_with_unclear", "unclear_low", "unclear_high")
SHARE_COLUMNS = (
    "source", "span", "month", "last_month", "category", "role_rung", "evidence", "words", "weight",
    *interval.COLUMNS, *UNCLEAR, "survivors", "complete", "plain_share", "kind",
)  # fmt: skip


def levels(facts: pd.DataFrame) -> NDArray[np.uint8]:
    """Levels 0 to 4 by posting, category and words: shape (n, 11, 2), the eleventh the strongest of the ten.

    Rungs and words are nested by construction: `any` is the larger of named and generic.
    """
    named = facts[[f"{category}_named" for category in CATEGORIES]].to_numpy(np.uint8)
    either = np.maximum(named, facts[[f"{category}_generic" for category in CATEGORIES]].to_numpy(np.uint8))
    both = np.stack([named, either], axis=2)
    return np.concatenate([both, both.max(axis=1, keepdims=True)], axis=1)


def hits(facts: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether each posting stands at each of READINGS: shape (n, 88)."""
    rungs = np.array(list(EVIDENCE_RUNGS.values()), dtype=np.uint8)
    return (levels(facts)[..., None] >= rungs).reshape(len(facts), -1)


def shares(facts: pd.DataFrame) -> pd.DataFrame:
    """Table `share`: every month and twelve-month window of each source, at every reading.

    facts: table `fact`. Months without a posting between the first and the last have a row with n 0.
    """
    tables = [
        _at_rung(population, rung) for population in spans.by_source(facts) for rung in cohort.ROLE_RUNGS
    ]
    if not tables:
        return pd.DataFrame(columns=list(SHARE_COLUMNS))
    return pd.concat(tables, ignore_index=True)[list(SHARE_COLUMNS)]


def _at_rung(of: spans.Population, rung: str) -> pd.DataFrame:
    seen, asked = ~survives(of.rows), hits(of.rows)
    backend = cohort.is_backend(of.rows, rung)
    unclear = (of.rows["backend"] == "unclear").to_numpy(bool)
    table = spans.measured(of, backend & seen, asked, LABELS)
    wider = spans.measured(of, (backend | unclear) & seen, asked, LABELS)
    survivors = np.repeat(of.count(backend & ~seen), len(LABELS))
    table["survivors"] = np.tile(survivors, len(interval.WEIGHTS))
    return _bounded(table, wider).assign(role_rung=rung)


def survives(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Postings of months before their board's first visit: what was withdrawn by then could not be seen."""
    if "survivor" not in rows:
        return np.zeros(len(rows), dtype=bool)
    return (rows["survivor"].astype("boolean").fillna(False)).to_numpy(bool)


def _bounded(table: pd.DataFrame, wider: pd.DataFrame) -> pd.DataFrame:
    """With both ways of counting unclear roles, and the least and most that any way between can give."""
    extra, with_it = wider["n"] - table["n"], wider["k"] - table["k"]
    low = table["k"] / (table["n"] + extra - with_it).replace(0, np.nan)
    high = wider["k"] / (table["n"] + with_it).replace(0, np.nan)
    by_posting = table["weight"] == "posting"
    return table.assign(
        unclear=extra,
        share_with_unclear=wider["share"],
        unclear_low=low.where(by_posting),
        unclear_high=high.where(by_posting),
    )
