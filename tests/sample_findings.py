"""Made-up findings of the kind `sample`: formulas, no postings, never to be read as a finding. All tables that pages need."""

from __future__ import annotations

import itertools
import math
from functools import cache

import pandas as pd

RUNGS = {"E1": 1.0, "E2": 0.86, "E3": 0.24, "E4": 0.13}
CATEGORIES = dict(
    zip(
        "cloud containers iac cicd monitoring microservices serverless architecture ai_ml devops".split(),
        (1.0, 0.7, 0.2, 0.4, 0.3, 0.25, 0.1, 0.5, 0.6, 0.15),
        strict=True,
    )
)
WORDS = {"any": 1.0, "named": 0.8}
WEIGHTS = {"posting": 1.0, "company": 0.95}
SKILLS = {
    "AWS": ("cloud", 0.5),
    "Docker": ("containers", 0.3),
    "C#": ("languages", 0.1),
    "=cmd()": ("iac", 0.05),
}
LAST = pd.Timestamp("2026-06-01")
VERDICT = {
    "id": "cloud-three-quarters", "source": "hackernews", "window_first": pd.Timestamp("2025-06-01"),
    "window_last": pd.Timestamp("2026-05-01"), "is_primary": True, "verdict": "untestable", "direction": "lower",
    "reason": "Only 13 % of these postings require anything.", "reading": "R2 E1 any posting", "share": 0.443,
    "low": 0.412, "high": 0.474, "n": 1180, "companies": 826, "status": "retrospective", "p_value": 1.0, "p_holm": 1.0,
    "labels": 0, "corrected": False, "kind": "history", "detail": '{"status": "retrospective"}',
}  # fmt: skip


def spans(months: int) -> list[tuple[str, pd.Timestamp, pd.Timestamp]]:
    """So many months to June 2026, and their twelve-month windows."""
    calendar = pd.date_range(end=LAST, periods=months, freq="MS")
    return [("month", month, month) for month in calendar] + [
        ("window", last - pd.DateOffset(months=11), last) for last in calendar[11:]
    ]


def estimate(span, p: float, n: int = 700) -> dict[str, object]:
    """Columns of an estimate; even months are small, the last one is not complete, November 2025 is plain text."""
    kind, month, last = span
    n = n if kind == "window" or month.month % 2 else n // 5
    share, half = min(max(p, 0.0), 1.0), 1 / math.sqrt(n)
    return {
        "span": kind, "month": month, "last_month": last, "n": n, "k": round(share * n), "companies": n // 2, "share": share,
        "low": max(share - half, 0.0), "high": min(share + half, 1.0), "n_effective": n / 1.5, "dof": 20.0, "icc": 0.1,
        "design_effect": 1.5, "complete": last < LAST, "plain_share": float(last == pd.Timestamp("2025-11-01")),
    }  # fmt: skip


@cache
def shares(months: int, top: float, n: int = 700) -> pd.DataFrame:
    keys = list(itertools.product(CATEGORIES, RUNGS, WORDS, WEIGHTS))
    return pd.DataFrame(
        [
            {
                "category": category, "evidence": rung, "words": words, "weight": weight, "role_rung": "R2",
                **estimate(span, top * (1 + 0.2 * math.sin(span[2].month)) * CATEGORIES[category] * RUNGS[rung]
                           * WORDS[words] * WEIGHTS[weight], n),
            }
            for span in spans(months)
            for category, rung, words, weight in keys
        ]
    )  # fmt: skip


@cache
def tables(months: int = 80, top: float = 0.6, kind: str = "sample") -> dict[str, pd.DataFrame]:
    share = shares(months, top).assign(kind=kind, source="hackernews")
    window = share[share["span"].eq("window")]
    latest = window[window["last_month"].eq(pd.Timestamp("2026-05-01"))]
    latest = latest if len(latest) else share[share["month"].eq(pd.Timestamp("2026-05-01"))]
    ends = {"first_month": latest["month"].iloc[0], "last_month": latest["last_month"].iloc[0]}
    made = {
        "share": share,
        "share_cut": _cuts(latest),
        "skill_share": _skills(share),
        "control_share": _controls(share),
        "vendor_share": _vendors(latest),
        "vendor_overlap": _overlap(latest, ends),
        "correction": _corrections(latest, ends),
        "contrast": _contrasts(latest),
        "decomposition": _decomposition(latest),
        "specification": _curve(latest, ends),
        "cooccurrence": _pairs(ends),
        "pay": _pay(ends),
        "series_break": pd.DataFrame(
            [
                {"month": pd.Timestamp("2022-11-01"), "kind": "registered", "source": None, "category": "ai_ml", "what": "an event"},
                {"month": pd.Timestamp("2025-11-01"), "kind": "logged", "source": "hackernews", "category": None, "what": "plain text"},
            ]
        ),
        "verdict": pd.DataFrame([VERDICT | {"kind": kind}]),
        "verdict_part": _parts(),
        "fact": _facts(share, kind),
        "source": pd.DataFrame([SOURCE]),
    }  # fmt: skip
    return {name: frame.reset_index(drop=True) for name, frame in made.items()}


SOURCE = {
    "source": "hackernews", "name": "Hacker News", "public": "https://example.test/item?id=", "credit": None, "credit_url": None,
    "terms": "Facts only.",
}  # fmt: skip


def _cuts(latest: pd.DataFrame) -> pd.DataFrame:
    values = {
        "seniority": ["junior", "mid", "senior", "lead", "unclear"], "region": ["europe", "north america", "unknown"],
        "length": ["short", "medium", "long"], "flow": ["flow", "stock"],
    }  # fmt: skip
    part = latest[latest["category"].eq("cloud")]
    return pd.concat(
        [
            part.assign(cut=cut, value=value, part=0.2, share=part["share"] * (1 - 0.1 * place))
            for cut, names in values.items()
            for place, value in enumerate(names)
        ]
    )


def _skills(share: pd.DataFrame) -> pd.DataFrame:
    base = share[share["category"].eq("cloud") & share["words"].eq("any") & share["weight"].eq("posting")]
    years = (base["last_month"] - pd.Timestamp("2019-01-01")).dt.days / 365.25
    made = []
    for place, (name, (category, part)) in enumerate(SKILLS.items()):
        level = base["share"] * part * (1 + (0.25 if place % 2 else -0.1) * years)
        made.append(
            base.assign(
                skill=name, categories=category, share=level, low=level * 0.95, high=level * 1.05
            ).drop(columns="category")
        )
    return pd.concat(made).drop(columns=["words", "weight"])


def _controls(share: pd.DataFrame) -> pd.DataFrame:
    base = share[share["category"].eq("iac") & share["words"].eq("any") & share["weight"].eq("posting")]
    roles = {"languages and stores": "negative control", "iac": "placebo", "ai_ml": "treated"}
    parts = [base.assign(control=name, role=role, members=name) for name, role in roles.items()]
    return pd.concat(parts).drop(columns=["category", "words", "weight", "role_rung"])


def _vendors(latest: pd.DataFrame) -> pd.DataFrame:
    base = latest[
        latest["category"].eq("cloud") & latest["words"].eq("named") & latest["weight"].eq("posting")
    ]
    parts = {"aws": 0.6, "azure": 0.1, "gcp": 0.3, "other": 0.2}
    return pd.concat(
        [
            base.assign(vendor=name, share=base["share"] * part, low=base["low"] * part)
            for name, part in parts.items()
        ]
    )


def _overlap(latest: pd.DataFrame, ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    base = latest[
        latest["category"].eq("cloud") & latest["words"].eq("named") & latest["weight"].eq("posting")
    ]
    names = ["none", "aws", "gcp", "aws+gcp", "generic", "aws+azure+gcp"]
    rows = [
        base.assign(vendors=name, k=300 - 40 * at, share=0.3 - 0.04 * at, low=0.25 - 0.04 * at)
        for at, name in enumerate(names)
    ]
    return pd.concat(rows).drop(columns=["month", "last_month", "span"]).assign(**ends)


def _corrections(latest: pd.DataFrame, ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    base = latest[latest["words"].eq("any") & latest["weight"].eq("posting")]
    refused = base["evidence"].eq("E4")
    return base.assign(
        **ends, method=refused.map({True: "none", False: "ppi"}), raw=base["share"], raw_low=base["low"], raw_high=base["high"],
        corrected=(base["share"] * 0.9).where(~refused), low=base["low"].where(~refused), high=base["high"].where(~refused),
        band_low=(base["share"] * 0.5).where(refused), band_high=(base["share"] * 0 + 1).where(refused),
        labels=10, labels_all=89, false_positives=3, false_negatives=4, reason="10 labels of 10 companies; it needs 150 of 50.",
    )  # fmt: skip


def _contrasts(latest: pd.DataFrame) -> pd.DataFrame:
    base = latest[latest["words"].eq("any") & latest["weight"].eq("posting")]
    years = {1: 0.01, 5: 0.05}
    return pd.concat(
        [
            base.assign(
                measure=base["category"], method="all", years=apart, after_first=base["month"], after_last=base["last_month"],
                before_first=base["month"] - pd.DateOffset(years=apart), before_last=base["last_month"] - pd.DateOffset(years=apart),
                n_before=base["n"], n_after=base["n"], companies_before=base["companies"], companies_after=base["companies"],
                before=base["share"] - change, after=base["share"], difference=change, low=change - 0.02, high=change + 0.02,
            ).drop(columns=["category", "month", "last_month", "span"])
            for apart, change in years.items()
        ]
    )  # fmt: skip


def _decomposition(latest: pd.DataFrame) -> pd.DataFrame:
    rows = _contrasts(latest)
    rows = rows.rename(columns={"measure": "category"})
    within = rows["difference"] * 0.7
    counts = ["n_before", "n_after", "companies_before", "companies_after"]
    rows = rows.drop(columns=["low", "high", "before", "after", "method", "years", *counts])
    return rows.assign(cell=None, within=within, mix=rows["difference"] - within, total=rows["difference"])


def _curve(latest: pd.DataFrame, ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    base = latest[latest["category"].eq("cloud")]
    rows = [
        {
            "claim": "cloud-three-quarters", "source": "hackernews", "sources": "hackernews", **ends,
            "panel": f"R2 {row.evidence} {row.words}", "weight": row.weight, "folding": folding, "correction": "raw", "place": 1,
            "n": row.n, "companies": row.companies, "share": row.share - 0.01 * at, "low": row.low, "high": row.high,
            "is_primary": at == 0 and row.weight == "posting", "note": None,
        }
        for row in base.itertuples()
        for at, folding in enumerate(("window", "month", "none"))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _pairs(ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    named = {"category": list(CATEGORIES), "skill": list(SKILLS)}
    rows = [
        {
            "source": "hackernews", **ends, "of": of, "a": a, "b": b, "role_rung": "R2", "evidence": "E1", "n": 700, "companies": 350,
            "n_a": 200, "n_b": 100, "n_both": 60, "lift": 0.6 + 0.3 * (at % 12), "low": 0.5 + 0.25 * (at % 12),
            "high": 0.8 + 0.4 * (at % 12), "b_given_a": 0.3, "a_given_b": 0.6,
        }
        for of, names in named.items()
        for at, (a, b) in enumerate(itertools.combinations(names, 2))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _pay(ends: dict[str, pd.Timestamp]) -> pd.DataFrame:
    rows = [
        {
            "source": "hackernews", **ends, "category": name, "role_rung": "R2", "evidence": "E1", "words": "any", "currency": "USD",
            "postings": 700, "disclosed": 90, "n_with": 40, "n_without": 50, "cells": 20, "companies": 40 + 10 * at,
            "median_with": 150_000.0, "median_without": 140_000.0, "ratio": 0.9 + 0.04 * at, "low": 0.8 + 0.04 * at,
            "high": 1.0 + 0.05 * at, "p_value": 0.2, "warning": None,
        }
        for at, name in enumerate(CATEGORIES)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _parts() -> pd.DataFrame:
    kept = (
        "id",
        "source",
        "window_first",
        "window_last",
        "verdict",
        "direction",
        "reason",
        "low",
        "high",
        "n",
        "companies",
    )
    row = {name: VERDICT[name] for name in kept}
    return pd.DataFrame(
        [
            row
            | {
                "part": 1,
                "what": "cloud required: 75 ± 5 %",
                "decides": True,
                "unit": "share",
                "estimate": 0.443,
                "line": 0.75,
            }
        ]
    )


def _facts(share: pd.DataFrame, kind: str) -> pd.DataFrame:
    months = share.loc[share["span"].eq("month"), "month"].unique()
    rows = [
        {
            "posting_id": f"hackernews:{1000 * at + number}", "source": "hackernews", "month": month, "read_at": month + pd.DateOffset(days=40),
            "backend": ("strict", "broad", "no")[number % 3], "format": "html", "kind": kind,
            "survivor": False,
        }
        for at, month in enumerate(months)
        for number in range(5 + at % 7)
    ]  # fmt: skip
    return pd.DataFrame(rows)
