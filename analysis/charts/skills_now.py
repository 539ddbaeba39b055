"""The tools that backend postings name most, in the latest window, and how many require them.

Knows shares of single tools. Refuses to rank what lies within each other's intervals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts._dots import Scale, as_dots, draw_dots
from analysis.charts._months import Line, window_words
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
)
from analysis.names import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

RANK = 13
TABLES = ("share", "skill_share")
EMPTY = "No tool is named often enough yet."
MOST = 20
SERIES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E4", "required (E4)", "black", ":", "^"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rungs = [line.key for line in SERIES]
    rows = of_reading(of_source(tables["skill_share"], source), evidence=rungs, span="window")
    rows = latest_cut(rows, of_source(tables["share"], source))
    order = (
        rows[rows["evidence"].eq("E1")]
        .sort_values(["share", "skill"], ascending=[False, True])["skill"]
        .head(MOST)
    )
    kept = list(order)
    rows = rows[rows["skill"].isin(kept)]
    rows = rows.sort_values("skill", key=lambda names: names.map(kept.index), kind="stable")
    made = as_dots(rows, "", rows["skill"], rows["evidence"])
    named = made[made["series"].eq("E1")].set_index("label")["k"]
    return made.assign(right=[f"{named.get(label, 0):,}" for label in made["label"]])


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, rows = source_name(points["source"].iloc[0], tables), points[points["series"].eq("E1")]
    first = [f"{row.label} ({percent(row.value)})" for row in records(rows.head(3))]
    said = [f"{row.label} {percent(row.value)}" for row in records(rows)]
    return Texts(
        title=f"Named most in backend postings on {name}: {listed(first)}",
        subtitle=f"Share of backend postings, {window_words(points)}.",
        alt=f"Dot plot of the tools named most in backend postings on {name}, {window_words(points)}: {'; '.join(said)}.",
        notes="Dot: share; whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50. "
        "At the right: postings that name it.",
        footer=footer(points, "named tools, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale(right="postings"))
