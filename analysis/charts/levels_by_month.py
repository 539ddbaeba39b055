"""Required, preferred, used, only named: how strongly postings ask for a cloud platform, month by month.

Knows the nested rungs; the height of an area is what a rung has beyond the next. Refuses to add categories.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts._months import (
    Line,
    breaks_of,
    draw_breaks,
    draw_strip,
    label_ends,
    limit_months,
    line_of,
    points_by_month,
    reach,
    shade_plain,
    two_axes,
    window_words,
)
from analysis.charts._page import Texts, page
from analysis.charts._readings import (
    footer,
    interval,
    latest_window,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 6
TABLES = ("share",)
EMPTY = "No month was read yet."
# From the widest rung down: each area is drawn over the one that holds it. Hatches tell them apart without colour.
AREAS = [
    Line("E1", "named or more", "pale", "", ""),
    Line("E2", "used or more", "blue", "", "...."),
    Line("E3", "preferred or more", "orange", "", "////"),
    Line("E4", "required", "black", "", ""),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rungs = [area.key for area in AREAS]
    shares = of_source(tables["share"], source)
    return points_by_month(of_reading(shares, category="cloud", words="any", evidence=rungs))


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, breaks = source_name(points["source"].iloc[0], tables), breaks_of(points, tables)
    window = latest_window(points)
    said = values(window, "evidence", {area.key: area.name for area in AREAS})
    when = window_words(points)
    return Texts(
        title=_title(window, name),
        subtitle=f"Share of backend postings {reach(points)}, by the strongest way in which they name a cloud platform. "
        f"At the right: share at least so strong, {when}.",
        alt=f"Areas by month of the share of backend postings on {name} by how strongly they ask for a cloud platform, "
        f"{reach(points)}. At least so strong in {when}: {said}.",
        notes="The areas stand on each other. Shaded: read as plain text only. In brackets: 95\u00a0% interval by company."
        + (" Tick at the foot: a break, see the method." if breaks else ""),
        footer=footer(points, "cloud, any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
        breaks=breaks,
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look)
    plot, strip = two_axes(sheet)
    shade_plain((plot, strip), points, look)
    for area in AREAS:
        _draw_area(plot, line_of(points[points["evidence"].eq(area.key)]), area, look)
    draw_strip(strip, line_of(points), "a month", look)
    limit_months(plot, strip, line_of(points)["last_month"])
    draw_breaks(plot, texts.breaks)
    rows = {row.evidence: row for row in records(latest_window(points))}
    shown = [_as_ink(area) for area in AREAS if area.key in rows]
    told = [f"{percent(rows[area.key].share)} {interval(rows[area.key])}" for area in shown]
    label_ends(sheet, plot, shown, [100 * rows[area.key].share for area in shown], told)
    return sheet.figure


def _as_ink(area: Line) -> Line:
    return Line(area.key, area.name, "grey" if area.colour == "pale" else area.colour, "-", "")


def _draw_area(plot: Axes, rows: pd.DataFrame, area: Line, look: Mapping[str, str]) -> None:
    whole = rows.set_index("last_month")["share"]
    whole = whole.reindex(pd.date_range(whole.index.min(), whole.index.max(), freq="MS"))
    fill: dict[str, Any] = {"facecolor": look[area.colour], "linewidth": 0, "zorder": 2}
    if area.mark:
        fill |= {"hatch": area.mark, "edgecolor": look["paper"], "hatch_linewidth": 0.5}
    x, share = whole.index.to_numpy(), 100 * whole.to_numpy(float)
    plot.fill_between(x, np.zeros_like(share), share, gid=f"area:{area.key}", **fill)
    plot.plot(x, share, color=look["paper"], linewidth=0.7, gid=f"line:{area.key}", zorder=3)


def _title(window: pd.DataFrame, name: str) -> str:
    share = window.set_index("evidence")["share"]
    if not share["E1"]:
        return f"On {name} no backend posting names a cloud platform"
    required, used = (share[key] / share["E1"] for key in ("E4", "E2"))
    return (
        f"Of the backend postings on {name} that name a cloud platform, {percent(used)} use or ask for it, "
        f"{percent(required)} require it"
    )
