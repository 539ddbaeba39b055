"""Which rows of the tables a picture takes, and how its numbers are said in words.

Knows the columns of `share` and `verdict`, readings and windows. Refuses to know how anything is drawn.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

# Fewer than these make an interval indicative only (methods.md): drawn hollow.
FEW_EFFECTIVE, FEW_COMPANIES = 200, 50
SOURCES = {"hackernews": "Hacker News"}
KINDS = {"history": "bundled history", "live": "scraped here", "sample": "SAMPLE, not real postings"}
CLAIM_ID = "cloud-three-quarters"
CLAIM_WORDS = "Three-quarters claim: 75\u00a0%, band 70–80\u00a0%"
# Where the bare word of methods.md would be misread beside a line.
VERDICTS = {
    ("untestable", None): "untestable as worded",
    ("untestable", "lower"): "untestable as worded; even the generous reading lies below",
    ("contradicted", "lower"): "contradicted: even the generous reading lies below",
    ("contradicted", "higher"): "contradicted: even the literal reading lies above",
    ("leaning", "lower"): "leaning lower",
    ("leaning", "higher"): "leaning higher",
}
COLUMNS = [
    *("source", "span", "month", "last_month", "category", "role_rung", "evidence", "words", "weight"),
    *("n", "k", "companies", "share", "low", "high", "n_effective", "complete", "plain_share", "kind"),
]


def of_source(shares: pd.DataFrame, source: str | None = None) -> pd.DataFrame:
    """Rows of one source: sources are never pooled in a picture."""
    if source is None and not shares.empty:
        source = str(shares["source"].value_counts(sort=False).sort_index().idxmax())
    return shares[shares["source"] == source]


def of_reading(shares: pd.DataFrame, **equal: str | list[str]) -> pd.DataFrame:
    """Rows of the primary role rung and weight that have a share, and whose columns are as asked."""
    wanted = {"role_rung": "R2", "weight": "posting", **equal}
    keep = shares["share"].notna()
    for column, value in wanted.items():
        keep &= shares[column].isin([value] if isinstance(value, str) else value)
    return shares[keep].sort_values(["month", "last_month"], kind="stable", ignore_index=True)


def latest_window(points: pd.DataFrame) -> pd.DataFrame:
    """Rows of the window that ends with the latest complete month, as verdicts have it.

    Without that window, of the last one; without windows, of the last month.
    """
    windows, months = points[points["span"].eq("window")], points[points["span"].eq("month")]
    judged = windows[windows["last_month"].eq(months.loc[months["complete"].astype(bool), "month"].max())]
    rows = next((part for part in (judged, windows) if not part.empty), points)
    return rows[rows["last_month"].eq(rows["last_month"].max())]


def is_thin(points: pd.DataFrame) -> pd.Series[bool]:
    """Whether a mark is hollow; an unknown effective n counts as few."""
    return ~(points["n_effective"].ge(FEW_EFFECTIVE) & points["companies"].ge(FEW_COMPANIES))


def verdict_of_claim(points: pd.DataFrame, verdicts: list[dict[str, Any]]) -> str:
    """The primary verdict on the claim, in words; empty for sample data, which never carries one."""
    if is_sample(points):
        return ""
    for row in verdicts:
        if row["id"] == CLAIM_ID and row["is_primary"] and row["source"] == points["source"].iloc[0]:
            return VERDICTS.get((row["verdict"], row["direction"]), str(row["verdict"]))
    return ""


def claim_label(points: pd.DataFrame, verdicts: list[dict[str, Any]]) -> str:
    verdict = verdict_of_claim(points, verdicts)
    return CLAIM_WORDS + (f" ({verdict})" if verdict else "")


def records(points: pd.DataFrame) -> list[Any]:
    """Rows with their columns as attributes."""
    return list(points.itertuples(index=False))


def is_sample(points: pd.DataFrame) -> bool:
    return bool(points["kind"].str.contains("sample").any())


def percent(share: float) -> str:
    return f"{100 * share:.1f}\u00a0%" if 0 < share < 0.01 else f"{100 * share:.0f}\u00a0%"


def interval(row: Any) -> str:  # noqa: ANN401 - a record has no type of its own
    return f"[{100 * row.low:.0f}–{100 * row.high:.0f}]" if pd.notna(row.low) else "(no interval)"


def values(points: pd.DataFrame, by: str, names: dict[str, str]) -> str:
    """One sentence part a row, in the order of `names`: "required (E4) 6 % [5-8]"."""
    rows = {getattr(row, by): row for row in records(points)}
    said = [f"{names[key]} {percent(rows[key].share)} {interval(rows[key])}" for key in names if key in rows]
    return "; ".join(said)


def span_name(first: pd.Timestamp, last: pd.Timestamp) -> str:
    return f"{first:%B %Y}" if first == last else f"{first:%B %Y} to {last:%B %Y}"


def source_name(points: pd.DataFrame) -> str:
    source = str(points["source"].iloc[0])
    return SOURCES.get(source, source)


def footer(points: pd.DataFrame, reading: str, versions: dict[str, str]) -> str:
    window = latest_window(points).iloc[0]
    kinds = sorted({kind for kinds in points["kind"].unique() for kind in kinds.split("+")})
    return " · ".join(
        [
            f"Source: {source_name(points)}",
            f"Window: {span_name(window['month'], window['last_month'])}",
            f"Reading: {reading}",
            *(f"{name} {version}" for name, version in sorted(versions.items())),
            f"Data: {', '.join(KINDS.get(kind, kind) for kind in kinds)}",
        ]
    )
