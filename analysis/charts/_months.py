"""Shares by month: lines with ribbons and marks, the strip of n and companies, labels at the lines' ends.

Knows how a month is drawn: hollow where few, crossed where not complete, shaded where read as plain text only, a gap
where missing. Refuses to know what is measured: which column tells the lines apart is told by the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts._page import (
    CLAIM,
    CLAIM_HIGH,
    CLAIM_LOW,
    LEFT,
    Page,
    Texts,
    halo,
    share_axis,
    wording,
)
from analysis.charts._readings import COLUMNS, interval, is_thin, latest_window, percent, records, span_name
from analysis.looks import spread

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

PLOT_RIGHT = 0.765
STRIP_HEIGHT, STRIP_GAP, TICKS = 0.085, 0.045, 0.05
LABEL_PT = 9.5
PLAIN_SHARE = 0.5


@dataclass(frozen=True)
class Line:
    """One line of a picture: `key` is its value in the column that tells lines apart, `colour` a name of the look."""

    key: str
    name: str
    colour: str
    dash: str
    mark: str


def points_by_month(rows: pd.DataFrame) -> pd.DataFrame:
    """Each month, and the latest window; windows before it are not drawn."""
    months = rows[rows["span"].eq("month")]
    if months.empty:
        return months[COLUMNS]
    window = latest_window(rows)
    return pd.concat([months, window[window["span"].eq("window")]], ignore_index=True)[COLUMNS]


def points_by_window(rows: pd.DataFrame) -> pd.DataFrame:
    """Each twelve-month window up to the latest; where there is no second one, months."""
    windows = rows[rows["span"].eq("window")]
    if windows["last_month"].nunique() < 2:
        return points_by_month(rows)
    last = latest_window(rows)["last_month"].max()
    return windows[windows["last_month"].le(last)].reset_index(drop=True)[COLUMNS]


def line_of(points: pd.DataFrame) -> pd.DataFrame:
    """Rows that the line joins: months, else windows, which stand at their last month."""
    months = points[points["span"].eq("month")]
    return points if months.empty else months


def by_month(points: pd.DataFrame) -> bool:
    return bool(points["span"].eq("month").any())


def reach(points: pd.DataFrame) -> str:
    """What a point stands for, and from when to when: "by month, January 2011 to July 2026"."""
    last = line_of(points)["last_month"]
    each = "by month," if by_month(points) else "in twelve-month windows ending"
    return f"{each} {span_name(last.min(), last.max())}"


def breaks_of(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> tuple[pd.Timestamp, ...]:
    """Months of the breaks that touch the points' source."""
    known = tables.get("series_break")
    if known is None or known.empty:
        return ()
    touched = known[known["source"].isna() | known["source"].isin(points["source"].unique())]
    return tuple(sorted(pd.to_datetime(touched["month"]).unique()))


def notes(points: pd.DataFrame, breaks: tuple[pd.Timestamp, ...] = ()) -> str:
    """What the marks mean, naming only those that occur."""
    line = line_of(points)
    each = line.groupby("last_month").first()
    plain = int(each["plain_share"].gt(PLAIN_SHARE).sum())
    unfinished = int((~each["complete"].astype(bool)).sum())
    said = ["Ribbon: 95\u00a0% interval by company"]
    said += ["neighbouring points share eleven months"] if not by_month(points) else []
    said += ["thick bar: the whole window"] if len(line) < len(points) else []
    said += ["hollow: effective n < 200 or companies < 50"] if is_thin(line).any() else []
    said += [f"shaded: read as plain text only ({plain})"] if plain else []
    said += [f"cross: not complete ({unfinished})"] if unfinished else []
    said += ["tick at the foot: a break, see the method"] if breaks else []
    return "; ".join(said) + "."


def window_words(points: pd.DataFrame) -> str:
    row = latest_window(points).iloc[0]
    when = span_name(row["month"], row["last_month"])
    return f"{when} ({row['n']:,} postings, {row['companies']:,} companies)"


def draw_months(page: Page, points: pd.DataFrame, by: str, lines: list[Line], texts: Texts) -> None:
    look = page.look
    plot, strip = two_axes(page)
    if texts.claim:
        _claim_band(plot, texts.claim, look)
    shade_plain((plot, strip), points, look)
    for line in lines:
        draw_line(plot, points[points[by].eq(line.key)], line, look)
    draw_strip(strip, line_of(points), "a month" if by_month(points) else "in twelve months", look)
    limit_months(plot, strip, line_of(points)["last_month"])
    draw_breaks(plot, texts.breaks)
    rows = {getattr(row, by): row for row in records(latest_window(points))}
    shown = [line for line in lines if line.key in rows]
    told = [f"{percent(rows[line.key].share)} {interval(rows[line.key])}" for line in shown]
    label_ends(page, plot, shown, [100 * rows[line.key].share for line in shown], told)


def two_axes(page: Page) -> tuple[Axes, Axes]:
    """The plot of shares, and the strip under it, with one axis of months."""
    floor = page.bottom + TICKS
    base = floor + STRIP_HEIGHT + STRIP_GAP
    width = PLOT_RIGHT - LEFT
    plot = page.figure.add_axes((LEFT, base, width, page.top - 0.035 - base), gid="plot")
    strip = page.figure.add_axes((LEFT, floor, width, STRIP_HEIGHT), gid="strip", sharex=plot)
    share_axis(plot, plot.yaxis, page.look)
    plot.tick_params(axis="x", length=0, labelbottom=False)
    plot.spines["left"].set_visible(False)
    return plot, strip


def _claim_band(plot: Axes, label: str, look: Mapping[str, str]) -> None:
    plot.axhspan(CLAIM_LOW, CLAIM_HIGH, color=look["band"], linewidth=0, zorder=0.5, gid="claim-band")
    plot.axhline(CLAIM, color=look["ink"], linewidth=1.1, dashes=(6, 2), zorder=0.6, gid="claim-line")
    set_as: dict[str, Any] = {"va": "bottom", "path_effects": halo(look["band"]), "fontsize": 9}
    plot.text(0.012, CLAIM + 0.6, label, transform=plot.get_yaxis_transform(), **set_as)


def shade_plain(all_axes: Sequence[Axes], points: pd.DataFrame, look: Mapping[str, str]) -> None:
    line = line_of(points)
    for month in line.loc[line["plain_share"].gt(PLAIN_SHARE), "last_month"].drop_duplicates():
        for axes in all_axes:
            axes.axvspan(day(month, -15), day(month, 15), color=look["shade"], linewidth=0, zorder=0.2)


def draw_breaks(plot: Axes, breaks: Sequence[pd.Timestamp]) -> None:
    """A tick at the foot of the plot for each break, where it lies within the months drawn."""
    # Ends of the axis are days since the epoch.
    first, last = (pd.Timestamp(end, unit="D") for end in plot.get_xlim())
    at = pd.DatetimeIndex([month for month in breaks if first <= month <= last]).to_numpy()
    look: dict[str, Any] = {"color": plot.xaxis.label.get_color(), "markersize": 6, "clip_on": False}
    plot.plot(at, [0] * len(at), linestyle="none", marker=6, gid="breaks", zorder=4, **look)


def draw_line(
    plot: Axes, points: pd.DataFrame, line: Line, look: Mapping[str, str], *, marks: bool = True
) -> None:
    """Ribbon, line and marks of one series; the line breaks over missing months. Without `marks`, only doubts are marked."""
    rows = line_of(points).set_index("last_month")
    colour = look[line.colour]
    whole = rows.reindex(pd.date_range(rows.index.min(), rows.index.max(), freq="MS"))
    x, share = whole.index.to_numpy(), 100 * whole["share"].to_numpy(float)
    low, high = 100 * whole["low"].to_numpy(float), 100 * whole["high"].to_numpy(float)
    plot.fill_between(x, low, high, color=colour, alpha=0.16, linewidth=0, gid=f"ribbon:{line.key}")
    plot.plot(
        x, share, line.dash, color=colour, linewidth=0.8 if marks else 1.3, alpha=0.7, gid=f"line:{line.key}"
    )
    _draw_marks(plot, rows, line, look, sure=marks)
    for row in records(points[points["span"].eq("window")]) if by_month(points) else []:
        ends, level = [day(row.month, 0), day(row.last_month, 0)], [100 * row.share] * 2
        plot.plot(ends, level, color=colour, linewidth=3, solid_capstyle="butt", gid=f"window:{line.key}")


def _draw_marks(plot: Axes, rows: pd.DataFrame, line: Line, look: Mapping[str, str], *, sure: bool) -> None:
    thin, done, colour = is_thin(rows), rows["complete"].astype(bool), look[line.colour]
    for part, mark, face, gid in (
        (~thin & done & sure, line.mark, colour, "filled"),
        (thin & done, line.mark, look["paper"], "hollow"),
        (~done, "x", colour, "unfinished"),
    ):
        marked = rows[part]
        drawn: dict[str, Any] = {"markersize": 5 if mark == "x" else 2.3, "markeredgewidth": 0.6}
        drawn |= {"markerfacecolor": face, "markeredgecolor": colour, "linestyle": "none"}
        x, y = marked.index.to_numpy(), 100 * marked["share"].to_numpy(float)
        plot.plot(x, y, mark, gid=f"{gid}:{line.key}", **drawn)


def draw_strip(strip: Axes, rows: pd.DataFrame, span: str, look: Mapping[str, str]) -> None:
    """How many postings (bars) and companies (line) stand behind each point."""
    counts = rows.groupby("last_month")[["n", "companies"]].max()
    bars: dict[str, Any] = {"width": np.timedelta64(26, "D"), "color": look["pale"], "linewidth": 0}
    strip.bar(counts.index.to_numpy(), counts["n"], gid="postings", **bars)
    whole = counts.reindex(pd.date_range(counts.index.min(), counts.index.max(), freq="MS"))
    ink = look["ink"]
    strip.plot(whole.index.to_numpy(), whole["companies"], color=ink, linewidth=0.9, gid="companies")
    most = int(counts["n"].max())
    strip.set_ylim(0, most * 1.05)
    strip.set_yticks([0, most], ["0", f"{most:,}"], fontsize=8)
    strip.tick_params(axis="y", length=0)
    strip.spines["left"].set_visible(False)
    for y, words, colour in (
        (0.78, f"postings {span} (bars)", look["grey"]),
        (0.12, "companies (line)", ink),
    ):
        strip.text(1.022, y, words, transform=strip.transAxes, fontsize=8, color=colour, va="center")


def limit_months(plot: Axes, strip: Axes, months: pd.Series[Any], most: int = 9) -> None:
    plot.set_xlim(day(months.min(), -40), day(months.max(), 40))
    ticks, pattern = _ticks(pd.date_range(months.min(), months.max(), freq="MS"), most)
    strip.set_xticks(ticks.to_numpy(), [f"{tick:{pattern}}" for tick in ticks])
    strip.tick_params(axis="x", length=3)


def _ticks(calendar: pd.DatetimeIndex, most: int) -> tuple[pd.DatetimeIndex, str]:
    """At most nine years, or seven months, counted back from the latest; and how they are written."""
    few = len(calendar) < 36
    of = calendar if few else calendar[calendar.month == 1]
    # A month's name is three times as wide as a year: a small panel has room for one.
    room = (min(most, 7) if most > 3 else 1) if few else most
    step = -(-len(of) // room)
    return of[::-1][::step][::-1], "%b %Y" if few else "%Y"


def label_ends(page: Page, plot: Axes, lines: list[Line], places: list[float], values: list[str]) -> None:
    """Name and value of each line beside its end, at the right of the plot, pushed apart where they would meet."""
    # Two lines of text, in percent of the axis: the labels' height decides how far they must be apart.
    gap = 2.75 * LABEL_PT / (plot.get_position().height * page.height_in * 72) * 100
    for line, at, y, value in zip(
        lines, places, spread(places, gap, gap / 2, 100 - gap / 2), values, strict=True
    ):
        _label_end(plot, line, (at, y), value, page.look)


def _label_end(
    plot: Axes, line: Line, from_to: tuple[float, float], value: str, look: Mapping[str, str]
) -> None:
    side, colour = plot.get_yaxis_transform(), look[line.colour]
    plot.plot([1, 1.016], from_to, color=colour, linewidth=0.9, transform=side, clip_on=False)
    set_as: dict[str, Any] = {"transform": side, "fontsize": LABEL_PT}
    y = from_to[1]
    plot.text(1.022, y, line.name, va="bottom", weight="bold", color=wording(look, line.colour), **set_as)
    plot.text(1.022, y, value, va="top", **set_as)


def day(month: Any, days: int) -> Any:  # noqa: ANN401 - matplotlib's stubs know no datetime64
    return np.datetime64(month, "D") + np.timedelta64(days, "D")
