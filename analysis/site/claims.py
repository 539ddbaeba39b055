"""What a page of a claim shows: the sentence, the verdict in plain words, its parts, its method, its postings.

Knows the tables `verdict` and `verdict_part` and the claim files. Refuses to judge.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

FIRST = "cloud-three-quarters"
SAMPLE = "sample"
MOST_TRACED = 100
# The strings of methods.md, said to someone who never read it: first of the claim with a band, then of any other.
PLAIN = {
    ("supported", None): "Yes. The share that requires it lies within the claim's band.",
    (
        "contradicted",
        "lower",
    ): "No. Even counted as generously as can be, the share lies below the claim's band.",
    (
        "contradicted",
        "higher",
    ): "No. Even counted as strictly as can be, the share lies above the claim's band.",
    (
        "leaning",
        "lower",
    ): "Probably not: the share seems lower, but its interval still touches the claim's band.",
    (
        "leaning",
        "higher",
    ): "Probably not: the share seems higher, but its interval still touches the claim's band.",
    (
        "depends on the reading",
        None,
    ): "It depends on what counts as asking: a strict and a generous count disagree.",
    ("not enough data", None): "Not enough data to tell.",
    ("untestable", None): "These postings cannot tell.",
    ("untestable", "lower"): "As worded, these postings cannot tell, as they seldom say what they require; "
    "but even the share that merely names it lies below the claim's band.",
}
PLAIN_OTHERS = {
    "supported": "Yes, as tested here.",
    "contradicted": "No, as tested here.",
    "leaning": "Not clear, but it leans one way.",
    "depends on the reading": "It depends on what counts as asking.",
    "not enough data": "Not enough data to tell.",
    "untestable": "These postings cannot tell.",
}


def answers(tables: Mapping[str, pd.DataFrame], claims: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One answer a claim, the first one first: its primary row with most postings, the other rows beside.

    Sample data never carries a verdict: it gives no answers.
    """
    rows = [_row(row) for row in tables["verdict"].to_dict("records")]
    if any(SAMPLE in str(row["kind"]).split("+") for row in rows):
        return []
    names = sorted({row["id"] for row in rows}, key=lambda name: (name != FIRST, name))
    return [_answer([row for row in rows if row["id"] == name], tables, claims.get(name)) for name in names]


def _answer(rows: list[dict[str, Any]], tables: Mapping[str, pd.DataFrame], claim: Any) -> dict[str, Any]:  # noqa: ANN401
    best = max(rows, key=lambda row: (row["is_primary"], row["n"]))
    # Two dozen sources were scraped for a day: a row a source that says nothing buries those that say something.
    spoke = {row["source"] for row in rows if row["n"]}
    return {
        **best,
        "says": claim.says if claim is not None else best["id"],
        "file": claim,
        "plain": plain(best),
        "parts": _parts(best, tables),
        "also": [row for row in rows if row is not best and row["source"] in spoke],
        "silent": sorted({row["source"] for row in rows} - spoke - {best["source"]}),
    }


def plain(row: dict[str, Any]) -> str:
    """The verdict for someone who never read the method."""
    if row["id"] == FIRST:
        found = PLAIN.get((row["verdict"], row["direction"]))
    else:
        found = PLAIN_OTHERS.get(row["verdict"])
    return found or f"{row['verdict'].capitalize()}."


def _row(row: dict[Any, Any]) -> dict[str, Any]:
    """A row with its detail as a dict, and None for what a frame writes as not a number or not a time."""
    known = _known(row)
    detail = known["detail"]
    known["detail"] = json.loads(detail) if isinstance(detail, str) else (detail or {})
    return known


def _parts(answer: dict[str, Any], tables: Mapping[str, pd.DataFrame]) -> list[dict[str, Any]]:
    rows = tables.get("verdict_part")
    if rows is None or rows.empty:
        return []
    asked = rows["id"].eq(answer["id"]) & rows["source"].eq(answer["source"])
    window = rows["window_last"].astype("str").str[:10].eq(str(answer["window_last"])[:10])
    found = rows[asked & window].sort_values("part")
    return [_known(row) for row in found.to_dict("records")]


def _known(row: dict[Any, Any]) -> dict[str, Any]:
    """None for what a frame writes as not a number or not a time: only those differ from themselves."""
    return {str(key): None if cell != cell else cell for key, cell in row.items()}  # noqa: PLR0124
