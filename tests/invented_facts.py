"""Invented tables `fact`, tools and labels: by chance, never passed off as real."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.estimate import CATEGORIES
from analysis.labels import LEVELS, Labels

SKILLS = ("AWS", "Docker", "Go", "Java", "Kubernetes", "PostgreSQL", "Python", "Redis", "Ruby", "Terraform")


def facts(rows=240, months=14, companies=30, seed=1, first="2024-11", **columns):
    """A table `fact` of one source, read to the end: reposts, every role, level, region and format."""
    rng = np.random.default_rng(seed)
    month = np.datetime64(first) + rng.integers(0, months, rows)
    company = rng.integers(0, companies, rows)
    ids = np.array([f"hackernews:{1000 + number}" for number in range(rows)])
    table = {
        "posting_id": ids,
        "source": "hackernews",
        "month": month.astype("datetime64[s]"),
        "read_at": np.datetime64("2030-01-01T00:00:00"),
        "cluster": [f"company:{c}" for c in company],
        "cluster_kind": "company",
        "survivor": None,
        "duplicate_group": np.where(rng.random(rows) < 0.7, ids, [f"group {c}" for c in company]),
        "backend": rng.choice(["strict", "broad", "no", "unclear"], rows, p=[0.3, 0.4, 0.2, 0.1]),
        "seniority": rng.choice(["junior", "senior", "lead", "unclear"], rows),
        "country": rng.choice(np.array(["US", "DE", "IN", None], dtype=object), rows),
        "pay_min": np.where(rng.random(rows) < 0.5, 60_000 + 80_000 * rng.random(rows), np.nan),
        "pay_max": np.nan,
        "pay_currency": rng.choice(["USD", "EUR"], rows),
        "pay_period": "year",
        "text_length": rng.integers(100, 4_000, rows),
        "format": rng.choice(["html", "plain"], rows),
        "kind": "history",
        "extractor_version": "v1",
        **{f"vendor_{vendor}": rng.choice(5, rows, p=[0.7, 0.1, 0.1, 0.05, 0.05]).astype(np.uint8)
           for vendor in ("aws", "azure", "gcp", "other")},
    }  # fmt: skip
    for category in CATEGORIES:
        table[f"{category}_named"] = rng.choice(5, rows, p=[0.5, 0.1, 0.15, 0.05, 0.2]).astype(np.uint8)
        table[f"{category}_generic"] = rng.choice(5, rows, p=[0.8, 0.05, 0.05, 0.05, 0.05]).astype(np.uint8)
    return pd.DataFrame({**table, **columns})


def tools(table, seed=2, chance=0.35):
    """Tools of some of its postings: posting_id, skill, level."""
    rng = np.random.default_rng(seed)
    ids = table["posting_id"].drop_duplicates().to_numpy()
    at, skill = np.nonzero(rng.random((len(ids), len(SKILLS))) < chance)
    level = rng.integers(1, 5, len(at)).astype(np.uint8)
    return pd.DataFrame({"posting_id": ids[at], "skill": np.array(SKILLS)[skill], "level": level})


def no_stock():
    return pd.DataFrame(
        {"posting_id": pd.Series([], dtype="str"), "month": pd.Series([], dtype="datetime64[s]")}
    )


def labels(table, share=0.5, wrong=0.1, seed=3):
    """Labels of a random part of the postings, mostly as the detector has it: each wrong with some chance."""
    rng = np.random.default_rng(seed)
    drawn = table[rng.random(len(table)) < share].drop_duplicates("posting_id")
    rows = {
        "posting_id": drawn["posting_id"].to_numpy(),
        "backend": drawn["backend"].astype("str").to_numpy(),
    }
    for category in CATEGORIES:
        said = drawn[[f"{category}_named", f"{category}_generic"]].max(axis=1).to_numpy()
        rows[category] = np.where(
            rng.random(len(drawn)) < wrong, rng.integers(0, len(LEVELS), len(drawn)), said
        )
    return Labels(pd.DataFrame({**rows, "draw": share}).astype(dict.fromkeys(CATEGORIES, "uint8")), "gold")
