"""Rows of dots with whiskers: a label at the left, the number beside its dot, n and companies at the right.

Knows three scales: shares (0 to 100 %), differences in points, ratios on a logarithmic axis. Refuses to know what is
measured: a picture hands over rows with `group`, `label`, `series`, `value`, `low`, `high`, `thin` and `right`.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan, log10
from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from analysis.charts._page import (
    CLAIM,
    CLAIM_HIGH,
    CLAIM_LOW,
    EDGE,
    WIDTH_IN,
    Page,
    Texts,
    fold,
    halo,
    page,
    share_axis,
    text_in,
    wording,
)
from analysis.charts._readings import percent, records

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.charts._months import Line

ROW_IN, SERIES_IN, GROUP_IN, HEAD_IN, FOOT_IN = 0.16, 0.115, 0.3, 0.36, 0.42
NAMES_IN, NAMES_AT_IN = 0.27, -0.44
LABEL_PT, VALUE_PT, RIGHT_PT = 9.0, 8.0, 8.0
MOST_LABEL_IN = 2.9
USUAL = (1, 1.05, 1.1, 1.15, 1.2, 1.3, 1.5, 2, 3, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Scale:
    """What the axis runs over: `share`, `points` (differences of shares) or `ratio`; `right` heads the column of n."""

    kind: str = "share"
    right: str = "postings · companies"
    zero: str = ""
    claim: bool = False


def as_dots(
    rows: pd.DataFrame,
    group: pd.Series[str] | str,
    label: pd.Series[str],
    series: pd.Series[str] | str,
) -> pd.DataFrame:
    """Rows of a table of shares, with what `draw_dots` reads before them."""
    few = ~(rows["n_effective"].ge(200) & rows["companies"].ge(50))
    right = [f"{n:,} · {companies:,}" for n, companies in zip(rows["n"], rows["companies"], strict=True)]
    made = pd.DataFrame(
        {
            "group": group,
            "label": label,
            "series": series,
            "value": rows["share"],
            "low": rows["low"],
            "high": rows["high"],
            "thin": few,
            "right": right,
        },
        index=rows.index,
    )
    kept = [name for name in rows if name not in made and name not in {"share", "low_90", "high_90", "dof"}]
    return pd.concat([made, rows[kept]], axis=1).reset_index(drop=True)


def draw_dots(
    points: pd.DataFrame, series: list[Line], texts: Texts, look: Mapping[str, str], scale: Scale
) -> Figure:
    """The whole picture; its height follows the number of rows, which keep their order."""
    shown = [line for line in series if points["series"].eq(line.key).any()]
    rows = points[["group", "label"]].drop_duplicates()
    # Words are set from both ends of the page; a first try on any height tells how much room they take.
    tried = page(texts, look)
    words_in = (1 - tried.top + tried.bottom) * tried.height_in
    places, length_in = _places(rows, len(shown))
    head_in = HEAD_IN + (NAMES_IN if len(shown) > 1 else 0)
    sheet = page(texts, look, words_in + head_in + length_in + FOOT_IN)
    axes = _axes(sheet, points, scale, length_in)
    _mark_scale(axes, points, scale, look)
    _name_rows(axes, points, places, look)
    for line in shown:
        _draw_series(
            axes, points[points["series"].eq(line.key)], line, _offset(line, shown), places, look, scale
        )
    if len(shown) > 1:
        _name_series(axes, shown, look)
    return sheet.figure


def _places(rows: pd.DataFrame, series: int) -> tuple[dict[tuple[str, str], float], float]:
    """Where each row stands, in inches from the top, and how long all are."""
    at, places, group = 0.0, {}, None
    height = ROW_IN + SERIES_IN * series
    for row in records(rows):
        if row.group != group:
            at += GROUP_IN if row.group else 0.06
            group = row.group
        places[row.group, row.label] = at + height / 2
        at += height
    return places, at + 0.06


def _offset(line: Line, shown: list[Line]) -> float:
    return (shown.index(line) - (len(shown) - 1) / 2) * SERIES_IN * 1.15


def _axes(sheet: Page, points: pd.DataFrame, scale: Scale, length_in: float) -> Axes:
    left_in = 0.25 + max(_label_in(label) for label in points["label"].unique()) + WIDTH_IN * EDGE
    right_in = 0.3 + max(text_in(text, RIGHT_PT) for text in [*points["right"].unique(), scale.right])
    floor = sheet.bottom + FOOT_IN / sheet.height_in
    box = (left_in / WIDTH_IN, floor, 1 - (left_in + right_in) / WIDTH_IN, length_in / sheet.height_in)
    axes = sheet.figure.add_axes(box, gid="plot")
    axes.set_ylim(length_in, 0)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines[["left"]].set_visible(False)
    side = axes.get_yaxis_transform()
    set_as: dict[str, Any] = {
        "transform": side,
        "fontsize": RIGHT_PT,
        "va": "center",
        "color": sheet.look["grey"],
    }
    axes.text(1.0 + 0.15 / _width_in(axes), -0.17, scale.right, **set_as)
    return axes


def _width_in(axes: Axes) -> float:
    return float(axes.get_position().width) * WIDTH_IN


def _label_in(label: str) -> float:
    return max(text_in(line, LABEL_PT) for line in fold(label, LABEL_PT, width_in=MOST_LABEL_IN))


def _mark_scale(axes: Axes, points: pd.DataFrame, scale: Scale, look: Mapping[str, str]) -> None:
    {"share": _share_scale, "points": _points_scale, "ratio": _ratio_scale}[scale.kind](axes, points, look)
    if scale.claim:
        axes.axvspan(CLAIM_LOW, CLAIM_HIGH, color=look["band"], linewidth=0, zorder=0.5, gid="claim-band")
        axes.axvline(CLAIM, color=look["ink"], linewidth=1.1, dashes=(6, 2), zorder=0.6, gid="claim-line")
        axes.text(CLAIM, -0.17, "claim: 75\u00a0%", ha="center", va="center", fontsize=VALUE_PT)
    if scale.zero:
        at = 0 if scale.kind == "points" else 1
        axes.axvline(at, color=look["grey"], linewidth=1.1, zorder=0.6, gid="zero")
        axes.text(at, -0.17, scale.zero, ha="center", va="center", fontsize=VALUE_PT, color=look["grey"])


def _share_scale(axes: Axes, _points: pd.DataFrame, look: Mapping[str, str]) -> None:
    share_axis(axes, axes.xaxis, look)


def _points_scale(axes: Axes, points: pd.DataFrame, look: Mapping[str, str]) -> None:
    """Differences in percentage points, as far to the one side as to the other."""
    most = 100 * points[["value", "low", "high"]].abs().max().max()
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100) if most <= 4 * step)
    end = step * (most // step + 1.4)
    axes.set_xlim(-end, end)
    axes.xaxis.set_major_locator(
        FixedLocator([step * at for at in range(-int(end // step), int(end // step) + 1)])
    )
    axes.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:+.0f}".replace("+0", "0").replace("-", "−"))
    )
    axes.set_xlabel("percentage points", fontsize=VALUE_PT)
    axes.grid(visible=True, axis="x", color=look["hair"], linewidth=0.8)
    axes.tick_params(axis="x", length=0)


def _ratio_scale(axes: Axes, points: pd.DataFrame, look: Mapping[str, str]) -> None:
    """Ratios on a logarithmic axis, on which twice and half are equally far from one."""
    ends = points[["value", "low", "high"]].to_numpy(float)
    ends = ends[ends > 0]
    low, high = min(float(ends.min()), 1.0), max(float(ends.max()), 1.0)
    room = 10 ** (0.12 * max(log10(high / low), 0.1))
    axes.set_xscale("log")
    axes.set_xlim(low / room, high * room**2)
    usual = [*USUAL, *(1 / tick for tick in USUAL)]
    ticks = [tick for tick in usual if low / room <= tick <= high * room**2]
    while len(ticks) > 8:
        ticks = [tick for tick in ticks[::2] if tick != 1] + [1]
    axes.xaxis.set_major_locator(FixedLocator(sorted(ticks)))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2f}".rstrip("0").rstrip(".")))
    axes.grid(visible=True, axis="x", color=look["hair"], linewidth=0.8)
    axes.tick_params(axis="x", length=0)


def _name_rows(
    axes: Axes, points: pd.DataFrame, places: dict[tuple[str, str], float], look: Mapping[str, str]
) -> None:
    side = axes.get_yaxis_transform()
    width_in, group = _width_in(axes), ""
    first = points.drop_duplicates(["group", "label"])
    for row in records(first):
        y = places[row.group, row.label]
        label = "\n".join(fold(row.label, LABEL_PT, width_in=MOST_LABEL_IN))
        set_as: dict[str, Any] = {"transform": side, "va": "center"}
        axes.text(-0.12 / width_in, y, label, ha="right", fontsize=LABEL_PT, linespacing=1.0, **set_as)
        axes.text(1 + 0.15 / width_in, y, row.right, fontsize=RIGHT_PT, color=look["grey"], **set_as)
        if row.group and row.group != group:
            group, top = row.group, y - (ROW_IN + SERIES_IN * points["series"].nunique()) / 2
            edge = -axes.get_position().x0 * WIDTH_IN / width_in + EDGE * WIDTH_IN / width_in
            axes.text(edge, top - 0.1, group, fontsize=9.5, weight="bold", **set_as)


def _draw_series(  # noqa: PLR0913, PLR0917 - what one series is drawn with
    axes: Axes,
    points: pd.DataFrame,
    line: Line,
    offset: float,
    places: dict[tuple[str, str], float],
    look: Mapping[str, str],
    scale: Scale,
) -> None:
    factor = 1 if scale.kind == "ratio" else 100
    for row in records(points):
        y, colour = places[row.group, row.label] + offset, look[line.colour]
        gid, low, high = f"{row.group}:{row.label}:{line.key}", factor * row.low, factor * row.high
        axes.plot([low, high], [y, y], color=colour, linewidth=1.6, clip_on=False, gid=f"whisker:{gid}")
        _write_value(axes, row, y, look, scale)
        if isnan(row.value):
            continue
        face = look["paper"] if row.thin else colour
        drawn: dict[str, Any] = {
            "markersize": 4.8,
            "markerfacecolor": face,
            "color": colour,
            "clip_on": False,
        }
        axes.plot(factor * row.value, y, line.mark, gid=f"dot:{gid}", zorder=3, **drawn)


def _write_value(axes: Axes, row: Any, y: float, look: Mapping[str, str], scale: Scale) -> None:  # noqa: ANN401
    factor = 1 if scale.kind == "ratio" else 100
    ends = [end for end in (row.value, row.low, row.high) if not isnan(end)]
    text = said(row, scale.kind)
    set_as: dict[str, Any] = {"va": "center", "fontsize": VALUE_PT, "path_effects": halo(look["paper"])}
    left = scale.kind == "points" and row.value < 0
    room = _width_in(axes) - _left_of(axes, factor * max(ends))
    if not left and room >= text_in(text, VALUE_PT) + 0.12:
        axes.annotate(text, (factor * max(ends), y), (6, 0), textcoords="offset points", ha="left", **set_as)
    elif _left_of(axes, factor * min(ends)) >= text_in(text, VALUE_PT) + 0.12:
        at = (factor * min(ends), y)
        axes.annotate(text, at, (-6, 0), textcoords="offset points", ha="right", **set_as)
    else:
        axes.annotate(text, (factor * (min(ends) + max(ends)) / 2, y), ha="center", **set_as)


def _left_of(axes: Axes, value: float) -> float:
    """Inches from the left end of the axis to a value."""
    return float(axes.transLimits.transform(axes.transScale.transform((value, 1)))[0]) * _width_in(axes)


def said(row: Any, kind: str) -> str:  # noqa: ANN401 - a record has no type of its own
    """A number with its interval, as it stands beside its dot."""
    if kind == "share":
        places = 1 if row.value < 0.01 else 0
        low_high = f"[{100 * row.low:.{places}f}–{100 * row.high:.{places}f}]"
        told = "" if isnan(row.value) else percent(row.value)
        return " ".join(part for part in (told, "" if isnan(row.low) else low_high) if part)
    if kind == "points":
        low_high = f" [{100 * row.low:+.1f} to {100 * row.high:+.1f}]"
        return (f"{100 * row.value:+.1f}" + ("" if isnan(row.low) else low_high)).replace("-", "−")
    low_high = f" [{row.low:.2f}–{row.high:.2f}]"
    return f"{row.value:.2f}" + ("" if isnan(row.low) else low_high)


def _name_series(axes: Axes, shown: list[Line], look: Mapping[str, str]) -> None:
    """The names of the series in one line over the plot, from the page's edge on, each after its mark."""
    side, wide = axes.get_yaxis_transform(), _width_in(axes)
    at = (EDGE - axes.get_position().x0) * WIDTH_IN
    for line in shown:
        drawn: dict[str, Any] = {"color": look[line.colour], "markersize": 4.8, "clip_on": False}
        axes.plot(
            [(at + 0.05) / wide], [NAMES_AT_IN], line.mark, transform=side, gid=f"name:{line.key}", **drawn
        )
        set_as: dict[str, Any] = {"transform": side, "va": "center", "fontsize": VALUE_PT, "weight": "bold"}
        axes.text((at + 0.14) / wide, NAMES_AT_IN, line.name, color=wording(look, line.colour), **set_as)
        at += text_in(line.name, VALUE_PT, "bold") + 0.42
