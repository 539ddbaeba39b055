"""What was read of each source, month by month, and when last: an outage is not to be read as a trend.

Knows all postings of all sources, backend or not. Refuses to know shares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts._months import day
from analysis.charts._page import EDGE, LEFT, WIDTH_IN, Page, Texts, page
from analysis.charts._readings import credit, records, sampled, source_name, span_name
from analysis.names import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 15
TABLES = ("share", "fact")
EMPTY = "No posting was read yet."
MOST = 40
RIGHT_IN, ROW_IN, HEAD_IN, FOOT_IN, GAP_IN = 2.35, 0.36, 0.3, 0.45, 0.1
PLAIN_SHARE = 0.5


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    """Postings by source and month, the sources with most first; `source` is not asked: all are shown."""
    del source
    facts = tables["fact"]
    counted = facts.assign(
        month=pd.to_datetime(facts["month"]),
        is_backend=facts["backend"].isin(["strict", "broad"]) & ~facts["survivor"],
        is_plain=facts["format"].eq("plain"),
    ).groupby(["source", "month"], sort=True, observed=True)
    rows = counted.agg(
        postings=("posting_id", "size"), backend=("is_backend", "sum"), plain=("is_plain", "sum"), survivors=("survivor", "sum"),
        last_read=("read_at", "max"), kind=("kind", lambda kinds: "+".join(sorted(set(kinds)))),
    ).reset_index()  # fmt: skip
    whole = rows.groupby("source", sort=True)["postings"].sum().sort_values(ascending=False, kind="stable")
    kept = list(whole.index[:MOST])
    rows = rows[rows["source"].isin(kept)].assign(last_month=rows["month"])
    rows = rows.assign(name=[source_name(source, tables) for source in rows["source"]])
    ordered: pd.DataFrame = rows.iloc[rows["source"].map(kept.index).argsort(kind="stable")]
    return ordered.reset_index(drop=True)


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    sources = points["source"].unique()
    when = span_name(points["month"].min(), points["month"].max())
    said = [f"{source_name(name, tables)}: {_told(points[points['source'].eq(name)])}" for name in sources]
    credits_ = ", ".join(credit(name, tables) for name in sources)
    kinds = sorted({kind for kinds in points["kind"] for kind in kinds.split("+")})
    versioned = "".join(f" · {name} {version}" for name, version in sorted(versions.items()))
    return Texts(
        title=_title(points),
        subtitle=f"Postings read, of any role, by source and month, {when}. Each row has a scale of its own.",
        alt=f"Bars of the number of postings by month, one row a source. {'. '.join(said)}.",
        notes=_notes(points),
        footer=f"Source: {credits_} · Window: {when}{versioned} · Data: {', '.join(KINDS.get(kind, kind) for kind in kinds)}",
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sources = list(points["source"].unique())
    tried = page(texts, look)
    words_in = (1 - tried.top + tried.bottom) * tried.height_in
    row_in = max(ROW_IN, 2.6 / len(sources))
    sheet = page(texts, look, words_in + HEAD_IN + len(sources) * (row_in + GAP_IN) + FOOT_IN)
    first, last = points["month"].min(), points["month"].max()
    for place, source in enumerate(sources):
        axes = _axes(sheet, place, row_in, last_row=place == len(sources) - 1)
        _draw_row(axes, points[points["source"].eq(source)], (first, last), look)
        axes.set_xlim(day(first, -40), day(last, 40))
    return sheet.figure


def _axes(sheet: Page, place: int, row_in: float, *, last_row: bool) -> Axes:
    top = sheet.top - (HEAD_IN + place * (row_in + GAP_IN)) / sheet.height_in
    width = 1 - LEFT - RIGHT_IN / WIDTH_IN - EDGE
    height = row_in / sheet.height_in
    axes = sheet.figure.add_axes((LEFT, top - height, width, height), gid=f"row:{place}")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="x", labelbottom=last_row, length=3 if last_row else 0)
    axes.tick_params(axis="y", length=0, labelsize=7.5)
    return axes


def _draw_row(
    axes: Axes, rows: pd.DataFrame, ends: tuple[pd.Timestamp, pd.Timestamp], look: Mapping[str, str]
) -> None:
    bar: dict[str, Any] = {"width": np.timedelta64(26, "D"), "linewidth": 0}
    for month in rows.loc[rows["plain"].gt(PLAIN_SHARE * rows["postings"]), "month"]:
        axes.axvspan(day(month, -15), day(month, 15), color=look["shade"], linewidth=0, zorder=0.2)
    axes.bar(rows["month"].to_numpy(), rows["postings"], color=look["pale"], gid="postings", **bar)
    axes.bar(rows["month"].to_numpy(), rows["backend"], color=look["blue"], gid="backend", **bar)
    late = rows[rows["survivors"].gt(0)]
    if len(late):
        on_top: dict[str, Any] = {
            "bottom": late["postings"] - late["survivors"],
            "color": look["orange"],
            "gid": "late",
        }
        axes.bar(late["month"].to_numpy(), late["survivors"], **on_top, **bar)
    most = int(rows["postings"].max())
    axes.set_ylim(0, most * 1.05)
    axes.set_yticks([most], [f"{most:,}"])
    watched = rows.loc[rows["survivors"].lt(rows["postings"]), "month"]
    # Before a board's first visit nothing was read, so nothing was missed.
    calendar = pd.date_range(watched.min(), ends[1], freq="MS") if len(watched) else pd.DatetimeIndex([])
    missing = calendar.difference(pd.DatetimeIndex(rows["month"]))
    cross: dict[str, Any] = {
        "color": look["vermillion"],
        "markersize": 4,
        "linestyle": "none",
        "clip_on": False,
    }
    axes.plot(missing, np.zeros(len(missing)), marker="x", gid="missing", zorder=4, **cross)
    side: dict[str, Any] = {"transform": axes.transAxes, "va": "center", "fontsize": 8}
    row = records(rows)[0]
    axes.text(1.015, 0.5, f"{row.name}\n{_told(rows)}", linespacing=1.3, **side)


def _notes(points: pd.DataFrame) -> str:
    late = points["survivors"].sum()
    told = (
        f"; orange: posted before its board's first visit, when only what was still open could be seen ({late:,}, in no share)"
        if late
        else ""
    )
    return (
        f"Bar: postings; dark part: backend ones{told}. Cross under the row: no posting was read of that month. "
        "Shaded: read as plain text only. A month's number is what was read, not what was advertised."
    )


def _told(rows: pd.DataFrame) -> str:
    whole = rows["postings"].sum()
    count = "1 posting" if whole == 1 else f"{whole:,} postings"
    return f"{count},\nlast read {rows['last_read'].max():%Y-%m-%d}"


def _title(points: pd.DataFrame) -> str:
    sources, months = points["source"].nunique(), points["month"].nunique()
    last = points["last_read"].max()
    kinds = "one source" if sources == 1 else f"{sources} sources"
    return f"{points['postings'].sum():,} postings of {kinds} and {months} months, last read on {last.day} {last:%B %Y}"
