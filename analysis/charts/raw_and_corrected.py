"""Shares as measured beside shares corrected for the detector's errors, or the band where a correction is refused.

Knows the table of corrections of the latest window. Refuses to correct.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts._dots import Scale, draw_dots
from analysis.charts._months import Line
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
    span_name,
    where,
)
from analysis.names import CATEGORIES, RUNGS, category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

RANK = 8
TABLES = ("share", "correction")
EMPTY = "No labels were there to correct by."
SHOWN = {"E1": list(CATEGORIES)[:5], "E4": list(CATEGORIES)[:5]}
SERIES = [
    Line("raw", "as measured", "blue", "-", "o"),
    Line("corrected", "corrected for the detector's errors", "vermillion", "--", "s"),
    Line("band", "where too few labels: what it may be, by all labels of the source", "orange", ":", "D"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    shares = of_source(tables["share"], source)
    rows = where(of_source(tables["correction"], source), role_rung="R2", words="any")
    rows = latest_cut(rows[rows["raw"].notna()], shares)
    rows = rows[
        [name in SHOWN.get(rung, []) for rung, name in zip(rows["evidence"], rows["category"], strict=True)]
    ]
    if rows.empty:
        return pd.DataFrame()
    rows = _counted(rows, shares)
    rows = rows.assign(group=rows["evidence"].map(RUNGS), label=rows["category"].map(category))
    rows = rows.assign(
        right=[f"{n:,} of {every:,}" for n, every in zip(rows["labels"], rows["labels_all"], strict=True)]
    )
    parts = [
        rows.assign(series="raw", value=rows["raw"], low=rows["raw_low"], high=rows["raw_high"]),
        rows.assign(series="corrected", value=rows["corrected"]),
        rows.assign(series="band", value=None, low=rows["band_low"], high=rows["band_high"]),
    ]
    made = pd.concat([part.astype({"value": float, "low": float, "high": float}) for part in parts])
    return _ordered(made[made["value"].notna() | made["low"].notna()])


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, first = source_name(points["source"].iloc[0], tables), points.iloc[0]
    when = span_name(first["first_month"], first["last_month"])
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings on {name}, {when} ({first['n']:,} postings, {first['companies']:,} companies). "
        f"{_first_reason(points)}",
        alt=_alt(points, name, when),
        notes="Whisker: 95\u00a0% interval by company; a band without a dot is no corrected share. "
        "At the right: labels of this window, of all labels of the source.",
        footer=footer(
            points, "any words, R2, one vote a posting, reposts folded", tables, versions, raw=False
        ),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale(right="labels"))


def _counted(rows: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """Numbers of the postings that the share is of: table `correction` counts those of any role, which it corrects too."""
    keys = ["category", "evidence"]
    window = latest_window(of_reading(shares, words="any"))[[*keys, "n", "companies"]]
    return rows.drop(columns=["n", "companies"]).merge(window.drop_duplicates(keys), on=keys)


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    kept = [
        "group",
        "label",
        "series",
        "value",
        "low",
        "high",
        "right",
        "source",
        "first_month",
        "last_month",
    ]
    kept += [
        "category",
        "evidence",
        "n",
        "companies",
        "method",
        "labels",
        "labels_all",
        "false_positives",
        "false_negatives",
        "reason",
    ]
    place = rows["category"].map(list(CATEGORIES).index)
    order = rows.assign(place=place).sort_values(["evidence", "place"], kind="stable")
    return order.assign(thin=False)[[*kept, "thin"]].reset_index(drop=True)


def _first_reason(points: pd.DataFrame) -> str:
    refused = points[points["method"].eq("none")]
    return f"Not corrected: {refused['reason'].iloc[0]}" if len(refused) else ""


def _title(points: pd.DataFrame) -> str:
    rows = points[points["category"].eq("cloud") & points["evidence"].eq("E1")].set_index("series")
    raw = percent(rows["value"]["raw"])
    if "corrected" in rows.index:
        told = percent(rows["value"]["corrected"])
        return f"Corrected for the detector's errors, {told} name a cloud platform; {raw} as measured"
    if "band" not in rows.index:
        return f"{raw} name a cloud platform as measured; there are too few labels to correct it"
    ends = f"{100 * rows['low']['band']:.0f} to {100 * rows['high']['band']:.0f}\u00a0%"
    return f"{raw} name a cloud platform as measured; by the few labels that there are, {ends} may be true"


def _alt(points: pd.DataFrame, name: str, when: str) -> str:
    said = [
        f"{row.label}, {row.group}, {row.series}: "
        + (percent(row.value) if row.series != "band" else f"{percent(row.low)} to {percent(row.high)}")
        for row in records(points)
    ]
    return f"Dot plot of shares of backend postings on {name}, {when}, as measured and corrected. {'; '.join(said)}."
