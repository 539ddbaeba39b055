"""Cloud by seniority, region and length of text in the latest window, with intervals.

Knows the cuts of the table. Refuses to compare cells that few postings stand in: they are drawn hollow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts._dots import Scale, as_dots, draw_dots
from analysis.charts._months import Line, window_words
from analysis.charts._page import Texts
from analysis.charts._readings import (
    footer,
    latest_cut,
    latest_window,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    where,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

RANK = 9
TABLES = ("share", "share_cut")
EMPTY = "No complete window was read yet."
CUTS = {
    "seniority": ("Seniority", ["junior", "mid", "senior", "lead", "unclear"]),
    "region": ("Region", ["north america", "europe", "elsewhere", "unknown"]),
    "length": ("Length of the text", ["short", "medium", "long"]),
}
WORDS = {
    "unclear": "not told", "unknown": "not told", "north america": "North America", "europe": "Europe",
    "short": "short (under 700 characters)", "long": "long (2,000 and more)",
}  # fmt: skip
SERIES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E4", "required (E4)", "black", ":", "^"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    shares = of_source(tables["share"], source)
    cuts = where(of_source(tables["share_cut"], source), cut=list(CUTS))
    rows = latest_cut(
        of_reading(cuts, category="cloud", words="any", evidence=[line.key for line in SERIES]), shares
    )
    places = [_place(cut, value) for cut, value in zip(rows["cut"], rows["value"], strict=True)]
    rows = rows.iloc[sorted(range(len(places)), key=places.__getitem__)]
    part = rows.rename(columns={"value": "value_of_cut"})
    group = part["cut"].map(lambda cut: CUTS[cut][0])
    return as_dots(
        part, group, part["value_of_cut"].map(lambda value: WORDS.get(value, value)), part["evidence"]
    )


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name = source_name(points["source"].iloc[0], tables)
    whole = latest_window(
        of_reading(of_source(tables["share"], points["source"].iloc[0]), category="cloud", words="any")
    )
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings on {name} that ask for a cloud platform, {window_words(whole)}.",
        alt=_alt(points, name, window_words(whole)),
        notes="Dot: share; whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50.",
        footer=footer(points, "cloud, any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale(claim=True))


def _place(cut: str, value: str) -> tuple[int, int]:
    order = CUTS[cut][1]
    return list(CUTS).index(cut), order.index(value) if value in order else len(order)


def _title(points: pd.DataFrame) -> str:
    """The widest pair of surely known parts of a cut, the length of the text first: it is no property of a job."""
    rows = points[points["series"].eq("E1") & ~points["thin"].astype(bool) & ~points["label"].eq("not told")]
    for group in ("Length of the text", "Seniority", "Region"):
        part = rows[rows["group"].eq(group)].sort_values("value", kind="stable")
        if len(part) > 1:
            low, high = (part.iloc[place] for place in (0, -1))
            names = [row["label"].partition(" (")[0] for row in (high, low)]
            return (
                f"{group}: {percent(high['value'])} name a cloud platform where it is {names[0]}, "
                f"{percent(low['value'])} where it is {names[1]}"
            )
    return "A cloud platform by seniority, region and length of the text"


def _alt(points: pd.DataFrame, name: str, window: str) -> str:
    said = [
        f"{row.group} {row.label}, {row.series}: {percent(row.value)}, {row.n:,} postings"
        for row in records(points)
    ]
    return f"Dot plot of the share of backend postings on {name} that ask for a cloud platform, {window}: {'; '.join(said)}."
