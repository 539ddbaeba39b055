"""Which rows of the tables a picture takes, and how its numbers are said in words.

Knows the columns of `share` and `verdict`, readings and windows. Refuses to know how anything is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pandas as pd

from analysis.names import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Fewer than these make an interval indicative only (methods.md): drawn hollow.
FEW_EFFECTIVE, FEW_COMPANIES = 200, 50
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


def main_source(shares: pd.DataFrame) -> str:
    """The source with most months; sources are never pooled in a picture."""
    return str(shares["source"].value_counts(sort=False).sort_index().idxmax()) if len(shares) else ""


def of_source(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    return rows[rows["source"].eq(source)]


def of_reading(shares: pd.DataFrame, **equal: str | list[str]) -> pd.DataFrame:
    """Rows of the primary role rung and weight that have a share, and whose columns are as asked."""
    wanted = {"role_rung": "R2", "weight": "posting", **equal}
    rows = where(shares[shares["share"].notna()], **wanted)
    return rows.sort_values(["month", "last_month"], kind="stable", ignore_index=True)


def where(rows: pd.DataFrame, **equal: str | list[str] | bool) -> pd.DataFrame:
    """Rows whose columns are as asked; a column that a table lacks asks nothing of it."""
    keep = pd.Series(data=True, index=rows.index)
    for column, value in equal.items():
        if column in rows:
            keep &= rows[column].isin(value if isinstance(value, list) else [value])
    return rows[keep]


def latest_window(points: pd.DataFrame) -> pd.DataFrame:
    """Rows of the window that ends with the latest complete month, as verdicts have it.

    Without that window, of the last one; without windows, of the last month.
    """
    windows, months = points[points["span"].eq("window")], points[points["span"].eq("month")]
    judged = windows[windows["last_month"].eq(months.loc[months["complete"].astype(bool), "month"].max())]
    rows = next((part for part in (judged, windows) if not part.empty), points)
    return rows[rows["last_month"].eq(rows["last_month"].max())]


def latest_cut(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table by calendar year and latest window that belong to the latest window of the shares."""
    window = latest_window(shares[shares["share"].notna()])
    if window.empty or rows.empty:
        return rows.iloc[:0]
    first = "month" if "month" in rows else "first_month"
    return rows[rows[first].eq(window["month"].iloc[0]) & rows["last_month"].eq(window["last_month"].iloc[0])]


def is_thin(points: pd.DataFrame) -> pd.Series[bool]:
    """Whether a mark is hollow; an unknown effective n counts as few."""
    return ~(points["n_effective"].ge(FEW_EFFECTIVE) & points["companies"].ge(FEW_COMPANIES))


def verdict_of_claim(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> str:
    """The primary verdict on the claim, in words; empty for sample data, which never carries one."""
    if sampled(points, tables):
        return ""
    for row in tables["verdict"].to_dict("records"):
        if row["id"] == CLAIM_ID and row["is_primary"] and row["source"] == points["source"].iloc[0]:
            return VERDICTS.get((row["verdict"], row["direction"]), str(row["verdict"]))
    return ""


def claim_label(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> str:
    verdict = verdict_of_claim(points, tables)
    return CLAIM_WORDS + (f" ({verdict})" if verdict else "")


def records(points: pd.DataFrame) -> list[Any]:
    """Rows with their columns as attributes."""
    return list(points.itertuples(index=False))


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


def source_name(source: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """A source's name as its board file has it, else its id."""
    return _told(source, tables, "name") or source


def footer(
    points: pd.DataFrame,
    reading: str,
    tables: Mapping[str, pd.DataFrame],
    versions: dict[str, str],
    *,
    raw: bool = True,
) -> str:
    """Sources with the credit that their terms ask for, window, reading, versions, kind of data, and what to beware of.

    raw: the numbers are as the detector has them; a picture that tells of corrections itself says no.
    """
    first = "month" if "month" in points else "first_month"
    rows = latest_window(points) if "span" in points else points
    window = [rows[first].min(), rows["last_month"].max()]
    kinds = sorted({kind for kinds in _kinds(points, tables) for kind in str(kinds).split("+")})
    return " · ".join(
        [
            f"Source: {', '.join(credit(source, tables) for source in sorted(points['source'].unique()))}",
            f"Window: {span_name(*window)}",
            f"Reading: {reading}",
            *(f"{name} {version}" for name, version in sorted(versions.items())),
            f"Data: {', '.join(KINDS.get(kind, kind) for kind in kinds)}",
            *_plain(points, window, tables),
            *(["The detector's errors are not corrected"] if raw else []),
        ]
    )


def _plain(
    points: pd.DataFrame, window: list[pd.Timestamp], tables: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    """How much of the window is known only as plain text, which shows less; nothing where none is, or nobody knows."""
    shares = tables["share"]
    rows = shares[shares["source"].isin(points["source"].unique()) & shares["span"].eq("window")]
    rows = rows[rows["role_rung"].eq("R2")]
    rows = rows[rows["month"].eq(window[0]) & rows["last_month"].eq(window[1])]
    if rows["plain_share"].max() > 0:
        yield f"{percent(rows['plain_share'].max())} of the postings were read as plain text only"


def credit(source: str, tables: Mapping[str, pd.DataFrame]) -> str:
    """The source's name, with the words and the site that its terms ask for: a picture cannot link."""
    name = source_name(source, tables)
    site = urlsplit(_told(source, tables, "credit_url")).hostname or ""
    asked = [words for words in (_told(source, tables, "credit"), site) if words and words != name]
    return f"{name} ({', '.join(asked)})" if asked else name


def sampled(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether any of the points may come of sample data, which is never to be taken for a finding."""
    return any("sample" in str(kind) for kind in _kinds(points, tables))


def _kinds(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Kinds of data of the points; a table that does not tell has those of its source's shares."""
    shares = tables["share"]
    rows = points if "kind" in points else shares[shares["source"].isin(points["source"].unique())]
    return [str(kind) for kind in rows["kind"].dropna().unique() if kind != "none"]


def _told(source: str, tables: Mapping[str, pd.DataFrame], column: str) -> str:
    known = tables.get("source")
    if known is None or known.empty:
        return ""
    found = known.loc[known["source"].eq(source), column]
    return str(found.iloc[0]) if len(found) and isinstance(found.iloc[0], str) else ""
