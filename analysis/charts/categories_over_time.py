"""Ten categories over twelve-month windows as small multiples, at three rungs of evidence.

Knows the categories and the rungs. Refuses to name a trend: that is a registered contrast, not a look at a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts._months import (
    Line,
    breaks_of,
    draw_breaks,
    draw_line,
    draw_strip,
    limit_months,
    line_of,
    notes,
    points_by_window,
    reach,
    window_words,
)
from analysis.charts._page import Page, Texts, page, share_axis, wording
from analysis.charts._readings import (
    footer,
    latest_window,
    of_reading,
    of_source,
    percent,
    sampled,
    source_name,
    values,
)
from analysis.names import CATEGORIES, category

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 3
TABLES = ("share",)
EMPTY = "No month was read yet."
PANELS = [name for name in CATEGORIES if name != "any"]
COLUMNS_OF_PANELS, LEFT, RIGHT, GAP, HEAD_IN = 5, 0.062, 0.985, 0.022, 0.3
HEIGHT_IN, STRIP_IN = 6.6, 0.5
LINES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E2", "used or asked for (E2)", "vermillion", "--", "s"),
    Line("E4", "required (E4)", "black", ":", "^"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rungs = [line.key for line in LINES]
    shares = of_source(tables["share"], source)
    return points_by_window(of_reading(shares, category=PANELS, words="any", evidence=rungs))


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, breaks = source_name(points["source"].iloc[0], tables), breaks_of(points, tables)
    return Texts(
        title=_title(points, name),
        subtitle=f"Share of backend postings on {name}, {reach(points)}. "
        f"The numbers: {window_words(points)}.",
        alt=_alt(points, name),
        notes=notes(points, breaks),
        footer=footer(points, "any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
        breaks=breaks,
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look, HEIGHT_IN)
    shown = [name for name in PANELS if points["category"].eq(name).any()]
    rows = -(-len(shown) // COLUMNS_OF_PANELS)
    foot = sheet.bottom + (0.26 + STRIP_IN + 0.3) / HEIGHT_IN
    months = line_of(points)["last_month"]
    for place, name in enumerate(shown):
        axes = _panel(sheet, place, rows, foot)
        _draw_panel(axes, points[points["category"].eq(name)], texts, look, first=place == 0)
        limit_months(axes, axes, months, most=3)
        axes.set_title(category(name), loc="left", fontsize=9.5, weight="bold", pad=5)
    _strip(sheet, points, months)
    return sheet.figure


def _panel(sheet: Page, place: int, rows: int, foot: float) -> Axes:
    width = (RIGHT - LEFT - GAP * (COLUMNS_OF_PANELS - 1)) / COLUMNS_OF_PANELS
    head = HEAD_IN / HEIGHT_IN
    height = (sheet.top - foot - 0.02 - rows * head - (rows - 1) * 0.045) / rows
    row, column = divmod(place, COLUMNS_OF_PANELS)
    top = sheet.top - 0.02 - row * (head + height + 0.045) - head
    axes = sheet.figure.add_axes(
        (LEFT + column * (width + GAP), top - height, width, height), gid=f"panel:{place}"
    )
    share_axis(axes, axes.yaxis, sheet.look, step=25)
    axes.spines["left"].set_visible(False)
    axes.tick_params(labelsize=8, labelleft=column == 0)
    return axes


def _draw_panel(
    axes: Axes, points: pd.DataFrame, texts: Texts, look: Mapping[str, str], *, first: bool
) -> None:
    window = latest_window(points).set_index("evidence")["share"]
    for place, line in enumerate(LINES):
        part = points[points["evidence"].eq(line.key)]
        draw_line(axes, part, line, look, marks=False)
        words = percent(window[line.key]) + (f" {line.name}" if first else "")
        set_as: dict[str, Any] = {
            "transform": axes.transAxes,
            "fontsize": 8,
            "color": wording(look, line.colour),
        }
        axes.text(0.03, 0.93 - 0.115 * place, words, va="center", **set_as)
    draw_breaks(axes, texts.breaks)


def _strip(sheet: Page, points: pd.DataFrame, months: pd.Series) -> None:
    box = (LEFT, sheet.bottom + 0.26 / HEIGHT_IN, 0.72, STRIP_IN / HEIGHT_IN)
    strip = sheet.figure.add_axes(box, gid="strip")
    draw_strip(strip, line_of(points), "in twelve months", sheet.look)
    limit_months(strip, strip, months)
    strip.tick_params(labelsize=8)


def _title(points: pd.DataFrame, name: str) -> str:
    rows = latest_window(points)
    rows = rows[rows["evidence"].eq("E1")].sort_values("share", ascending=False, kind="stable")
    first, second = (
        (category(row), share) for row, share in rows[["category", "share"]].head(2).itertuples(index=False)
    )
    return (
        f"{first[0][0].upper()}{first[0][1:]} is named most on {name}: in {percent(first[1])} of backend postings, "
        f"{second[0]} in {percent(second[1])}"
    )


def _alt(points: pd.DataFrame, name: str) -> str:
    window = latest_window(points)
    rungs = {line.key: line.name for line in LINES}
    said = [
        f"{category(key)}: {values(window[window['category'].eq(key)], 'evidence', rungs)}" for key in PANELS
    ]
    return (
        f"Small line charts, one a category, of the share of backend postings on {name}, {reach(points)}. "
        f"In {window_words(points)}: {'. '.join(said)}."
    )
