"""Flow, stock and one vote a company: the same window counted in three ways, for every source.

Knows which ways of counting a source allows. Refuses to pool them: what stays open long weighs more in a stock.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts._dots import Scale, as_dots, draw_dots
from analysis.charts._months import Line
from analysis.charts._page import Texts
from analysis.charts._readings import (
    footer,
    latest_cut,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    span_name,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

RANK = 5
TABLES = ("share", "share_cut")
EMPTY = "No complete month was read yet."
WAYS = {
    "posting": "posted in the window (flow), one vote a posting",
    "company": "the same, one vote a company",
}
STOCK = "open on the 15th of its months (stock)"
SERIES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E2", "used or asked for (E2)", "vermillion", "--", "s"),
    Line("E4", "required (E4)", "black", ":", "^"),
]
RUNGS = [line.key for line in SERIES]
MOST_SOURCES = 5


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    """All sources, the one asked for first, those with most postings next."""
    window = tables["share"][tables["share"]["span"].eq("window")]
    order = window.groupby("source")["n"].max().sort_values(ascending=False, kind="stable").index
    chosen = sorted(order[:MOST_SOURCES], key=lambda name: name != source)
    parts = [rows for name in chosen for rows in _of_source(tables, name)]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    when = _when(points)
    stock = points["label"].eq(STOCK).any()
    lacking = "" if stock else " No board was seen on a 15th yet, so there is no stock to show."
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings that ask for a cloud platform, {when}, by what is counted.{lacking}",
        alt=_alt(points, when),
        notes="Dot: share; whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50.",
        footer=footer(points, "cloud, any words, R2, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale(claim=True))


def _of_source(tables: Mapping[str, pd.DataFrame], source: str) -> list[pd.DataFrame]:
    shares = of_source(tables["share"], source)
    asked: dict[str, str | list[str]] = {"category": "cloud", "words": "any", "evidence": RUNGS}
    name, made = source_name(source, tables), []
    for weight, label in WAYS.items():
        rows = latest_cut(of_reading(shares, **asked, weight=weight), shares)
        made.append(as_dots(rows, name, pd.Series(label, index=rows.index), rows["evidence"]))
    cuts = where(of_source(tables["share_cut"], source), cut="flow", value="stock")
    rows = latest_cut(of_reading(cuts, **asked), shares)
    made.append(as_dots(rows, name, pd.Series(STOCK, index=rows.index), rows["evidence"]))
    return [rows for rows in made if len(rows)]


def _when(points: pd.DataFrame) -> str:
    """The window, or that each source has its own."""
    spans = points[["month", "last_month"]].drop_duplicates()
    if len(spans) > 1:
        return "latest twelve complete months of each source"
    return span_name(*spans.iloc[0])


def _title(points: pd.DataFrame) -> str:
    group = points["group"].iloc[0]
    rows = points[points["group"].eq(group) & points["series"].eq("E1")].set_index("label")["value"]
    by = {"a posting": WAYS["posting"], "a company": WAYS["company"]}
    said = [f"{percent(rows[label])} with one vote {way}" for way, label in by.items() if label in rows]
    said += [f"{percent(rows[STOCK])} of those open"] if STOCK in rows else []
    return f"How it is counted, on {group}: a cloud platform is named in {', '.join(said)}"


def _alt(points: pd.DataFrame, when: str) -> str:
    rows = points[points["series"].eq("E1")]
    said = [f"{row.group}, {row.label}: {percent(row.value)}" for row in records(rows)]
    return f"Dot plot of the share of backend postings that name a cloud platform, {when}: {'; '.join(said)}."
