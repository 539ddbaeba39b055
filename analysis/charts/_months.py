"""Shares by month: lines with ribbons and marks, the strip of n and companies, labels at the lines' ends.

Knows how a month is drawn: hollow where few, crossed where not complete, shaded where read as plain text only, a gap
where missing. Refuses to know what is measured: which column tells the lines apart is told by the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts import (
    BAND,
    CLAIM,
    CLAIM_HIGH,
    CLAIM_LOW,
    GREY,
    HEIGHT_IN,
    INK,
    LEFT,
    PALE,
    Page,
    darker,
    halo,
    share_axis,
)
from analysis.charts._readings import COLUMNS, interval, is_thin, latest_window, percent, records, span_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes

PLOT_RIGHT = 0.765
STRIP_HEIGHT, STRIP_GAP, TICKS = 0.085, 0.045, 0.05
LABEL_PT = 9.5
PLAIN_SHARE = 0.5


@dataclass(frozen=True)
class Line:
    """One line of a picture: `key` is its value in the column that tells lines apart."""

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


def notes(points: pd.DataFrame) -> str:
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
    return "; ".join(said) + "."


def window_words(points: pd.DataFrame) -> str:
    row = latest_window(points).iloc[0]
    when = span_name(row["month"], row["last_month"])
    return f"{when} ({row['n']:,} postings, {row['companies']:,} companies)"


def draw_months(page: Page, points: pd.DataFrame, by: str, lines: list[Line], claim: str) -> None:
    plot, strip = _two_axes(page)
    _claim_band(plot, claim)
    _shade_plain(plot, strip, points)
    for line in lines:
        _draw_line(plot, points[points[by].eq(line.key)], line)
    _draw_strip(strip, line_of(points), "a month" if by_month(points) else "in twelve months")
    _limit_months(plot, strip, line_of(points)["last_month"])
    _label_ends(plot, latest_window(points), by, lines)


def spread(places: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move places apart until `gap` lies between neighbours, as little as can be, within `low` and `high`.

    Places too near form a block around their mean; order is kept. Too many for the room: they share it evenly.
    """
    if len(places) > 1:
        gap = min(gap, (high - low) / (len(places) - 1))
    blocks: list[tuple[list[int], float]] = []
    for index in sorted(range(len(places)), key=places.__getitem__):
        members, start = [index], _block_start([places[index]], gap, low, high)
        while blocks and blocks[-1][1] + gap * len(blocks[-1][0]) > start:
            members = blocks.pop()[0] + members
            start = _block_start([places[member] for member in members], gap, low, high)
        blocks.append((members, start))
    moved = {member: start + gap * step for members, start in blocks for step, member in enumerate(members)}
    return [moved[index] for index in range(len(places))]


def _block_start(places: list[float], gap: float, low: float, high: float) -> float:
    length = gap * (len(places) - 1)
    return min(max(sum(places) / len(places) - length / 2, low), high - length)


def _two_axes(page: Page) -> tuple[Axes, Axes]:
    floor = page.bottom + TICKS
    base = floor + STRIP_HEIGHT + STRIP_GAP
    width = PLOT_RIGHT - LEFT
    plot = page.figure.add_axes((LEFT, base, width, page.top - 0.035 - base), gid="plot")
    strip = page.figure.add_axes((LEFT, floor, width, STRIP_HEIGHT), gid="strip", sharex=plot)
    share_axis(plot, plot.yaxis)
    plot.tick_params(axis="x", length=0, labelbottom=False)
    plot.spines["left"].set_visible(False)
    return plot, strip


def _claim_band(plot: Axes, label: str) -> None:
    plot.axhspan(CLAIM_LOW, CLAIM_HIGH, color=BAND, linewidth=0, zorder=0.5, gid="claim-band")
    plot.axhline(CLAIM, color=INK, linewidth=1.1, dashes=(6, 2), zorder=0.6, gid="claim-line")
    look: dict[str, Any] = {"va": "bottom", "color": INK, "path_effects": halo(BAND)}
    plot.text(0.012, CLAIM + 0.6, label, transform=plot.get_yaxis_transform(), fontsize=9, **look)


def _shade_plain(plot: Axes, strip: Axes, points: pd.DataFrame) -> None:
    line = line_of(points)
    for month in line.loc[line["plain_share"].gt(PLAIN_SHARE), "last_month"].drop_duplicates():
        for axes in (plot, strip):
            axes.axvspan(_day(month, -15), _day(month, 15), color="#eef1f4", linewidth=0, zorder=0.2)


def _draw_line(plot: Axes, points: pd.DataFrame, line: Line) -> None:
    rows = line_of(points).set_index("last_month")
    whole = rows.reindex(pd.date_range(rows.index.min(), rows.index.max(), freq="MS"))
    x, share = whole.index.to_numpy(), 100 * whole["share"].to_numpy(float)
    low, high = 100 * whole["low"].to_numpy(float), 100 * whole["high"].to_numpy(float)
    plot.fill_between(x, low, high, color=line.colour, alpha=0.14, linewidth=0, gid=f"ribbon:{line.key}")
    plot.plot(x, share, line.dash, color=line.colour, linewidth=0.8, alpha=0.6, gid=f"line:{line.key}")
    _draw_marks(plot, rows, line)
    for row in records(points[points["span"].eq("window")]) if by_month(points) else []:
        ends, level = [_day(row.month, 0), _day(row.last_month, 0)], [100 * row.share] * 2
        plot.plot(
            ends, level, color=line.colour, linewidth=3, solid_capstyle="butt", gid=f"window:{line.key}"
        )


def _draw_marks(plot: Axes, rows: pd.DataFrame, line: Line) -> None:
    thin, done = is_thin(rows), rows["complete"].astype(bool)
    for part, mark, face, gid in (
        (~thin & done, line.mark, line.colour, "filled"),
        (thin & done, line.mark, "white", "hollow"),
        (~done, "x", line.colour, "unfinished"),
    ):
        marked = rows[part]
        look: dict[str, Any] = {"markersize": 5 if mark == "x" else 2.3, "markeredgewidth": 0.6}
        look |= {"markerfacecolor": face, "markeredgecolor": line.colour, "linestyle": "none"}
        plot.plot(
            marked.index.to_numpy(),
            100 * marked["share"].to_numpy(float),
            mark,
            gid=f"{gid}:{line.key}",
            **look,
        )


def _draw_strip(strip: Axes, rows: pd.DataFrame, span: str) -> None:
    counts = rows.groupby("last_month")[["n", "companies"]].max()
    strip.bar(
        counts.index.to_numpy(),
        counts["n"],
        width=np.timedelta64(26, "D"),
        color=PALE,
        linewidth=0,
        gid="postings",
    )
    whole = counts.reindex(pd.date_range(counts.index.min(), counts.index.max(), freq="MS"))
    strip.plot(whole.index.to_numpy(), whole["companies"], color=INK, linewidth=0.9, gid="companies")
    most = int(counts["n"].max())
    strip.set_ylim(0, most * 1.05)
    strip.set_yticks([0, most], ["0", f"{most:,}"], fontsize=8)
    strip.tick_params(axis="y", length=0)
    strip.spines["left"].set_visible(False)
    for y, words, colour in (
        (0.78, f"postings {span} (bars)", GREY),
        (0.12, "companies (line)", INK),
    ):
        strip.text(1.022, y, words, transform=strip.transAxes, fontsize=8, color=colour, va="center")


def _limit_months(plot: Axes, strip: Axes, months: pd.Series[Any]) -> None:
    plot.set_xlim(_day(months.min(), -40), _day(months.max(), 40))
    ticks, pattern = _ticks(pd.date_range(months.min(), months.max(), freq="MS"))
    strip.set_xticks(ticks.to_numpy(), [f"{tick:{pattern}}" for tick in ticks])
    strip.tick_params(axis="x", length=3)


def _ticks(calendar: pd.DatetimeIndex) -> tuple[pd.DatetimeIndex, str]:
    """At most nine years, or seven months, counted back from the latest; and how they are written."""
    few = len(calendar) < 36
    of, most = (calendar, 7) if few else (calendar[calendar.month == 1], 9)
    step = -(-len(of) // most)
    return of[::-1][::step][::-1], "%b %Y" if few else "%Y"


def _label_ends(plot: Axes, window: pd.DataFrame, by: str, lines: list[Line]) -> None:
    rows = {getattr(row, by): row for row in records(window)}
    shown = [line for line in lines if line.key in rows]
    places = [100 * rows[line.key].share for line in shown]
    # Two lines of text, in percent of the axis: the labels' height decides how far they must be apart.
    gap = 2.75 * LABEL_PT / (plot.get_position().height * HEIGHT_IN * 72) * 100
    for line, at, y in zip(shown, places, spread(places, gap, gap / 2, 100 - gap / 2), strict=True):
        _label_end(plot, line, at, y, f"{percent(at / 100)} {interval(rows[line.key])}")


def _label_end(plot: Axes, line: Line, at: float, y: float, value: str) -> None:
    side = plot.get_yaxis_transform()
    plot.plot([1, 1.016], [at, y], color=line.colour, linewidth=0.9, transform=side, clip_on=False)
    look: dict[str, Any] = {"transform": side, "fontsize": LABEL_PT}
    plot.text(1.022, y, line.name, va="bottom", weight="bold", color=darker(line.colour), **look)
    plot.text(1.022, y, value, va="top", color=INK, **look)


def _day(month: pd.Timestamp, days: int) -> Any:  # noqa: ANN401 - matplotlib's stubs know no datetime64
    return np.datetime64(month, "D") + np.timedelta64(days, "D")
