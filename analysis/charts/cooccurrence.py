"""Which categories are named together: how many times as often as by chance.

Knows pairs of categories in the latest window. Refuses to call it a reason: long texts name more of everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts._months import window_words
from analysis.charts._page import RIGHT, Page, Texts, page
from analysis.charts._readings import (
    footer,
    latest_cut,
    latest_window,
    of_reading,
    of_source,
    records,
    sampled,
    source_name,
    where,
)
from analysis.names import CATEGORIES, category

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 11
TABLES = ("share", "cooccurrence")
EMPTY = "No two categories were named together often enough."
LEFT, HEIGHT_IN = 0.2, 6.6
# Shades by lift: paper for chance and less, then ever more ink; words turn to paper on the last ones.
STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 8.0)


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rows = where(of_source(tables["cooccurrence"], source), of="category", role_rung="R2", evidence="E1")
    rows = latest_cut(rows, of_source(tables["share"], source))
    return rows[rows["lift"].notna() & rows["n_both"].gt(0)].reset_index(drop=True)


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    source = points["source"].iloc[0]
    name = source_name(source, tables)
    shares = of_reading(of_source(tables["share"], source), category="cloud", words="any")
    said = [
        f"{category(row.a)} and {category(row.b)} {row.lift:.1f}" for row in records(_sure(points).head(12))
    ]
    return Texts(
        title=_title(points),
        subtitle=f"Backend postings on {name}, {window_words(latest_window(shares))}: how many times as often as by chance "
        "two categories are named in one posting.",
        alt=f"Matrix of pairs of categories on {name}. Most above chance: {'; '.join(said)}.",
        notes="1 is chance. Small: 95\u00a0% interval by company. Dotted frame: the interval holds 1. "
        "Long texts name more of everything, which alone lifts every pair.",
        footer=footer(points, "E1, any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look, HEIGHT_IN)
    present = set(points["a"]) | set(points["b"])
    names = [name for name in CATEGORIES if name in present]
    axes = _axes(sheet, names)
    for row in records(points):
        down, across = sorted((names.index(row.a), names.index(row.b)), reverse=True)
        _draw_cell(axes, row, across, down - 1, look)
    return sheet.figure


def _axes(sheet: Page, names: list[str]) -> Axes:
    floor = sheet.bottom + 0.55 / HEIGHT_IN
    axes = sheet.figure.add_axes((LEFT, floor, RIGHT - LEFT, sheet.top - 0.03 - floor), gid="plot")
    last = len(names) - 1
    axes.set_xlim(-0.5, last - 0.5)
    axes.set_ylim(last - 0.5, -0.5)
    axes.set_yticks(range(last), [category(name) for name in names[1:]])
    axes.set_xticks(range(last), [category(name).replace(" ", "\n", 1) for name in names[:-1]], fontsize=8)
    axes.tick_params(length=0, labelcolor=sheet.look["ink"])
    axes.spines[["left", "bottom"]].set_visible(False)
    return axes


def _draw_cell(axes: Axes, row: Any, across: int, down: int, look: Mapping[str, str]) -> None:  # noqa: ANN401
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - one shape of it

    step = sum(row.lift >= edge for edge in STEPS)
    shade = _mixed(look["paper"], look["blue"], step / len(STEPS))
    unsure = not (row.low > 1 or row.high < 1)
    frame: dict[str, Any] = {"facecolor": shade, "edgecolor": look["grey"] if unsure else look["paper"]}
    frame |= {"linewidth": 0.8, "linestyle": ":" if unsure else "-"}
    axes.add_patch(Rectangle((across - 0.47, down - 0.45), 0.94, 0.9, gid=f"cell:{row.a}:{row.b}", **frame))
    dark = step / len(STEPS) > 0.7
    colour = look["paper"] if dark else look["ink"]
    set_as: dict[str, Any] = {"ha": "center", "va": "center", "color": colour}
    axes.text(across, down - 0.13, f"{row.lift:.1f}", fontsize=9.5, gid=f"lift:{row.a}:{row.b}", **set_as)
    axes.text(across, down + 0.22, f"{row.low:.1f}–{row.high:.1f}", fontsize=6.5, **set_as)


def _mixed(paper: str, ink: str, part: float) -> str:
    pairs = [(int(paper[at : at + 2], 16), int(ink[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _sure(points: pd.DataFrame) -> pd.DataFrame:
    """Pairs surely above chance, the strongest by the lower end of its interval first."""
    return points[points["low"].gt(1)].sort_values(["low", "a", "b"], ascending=[False, True, True])


def _title(points: pd.DataFrame) -> str:
    sure = records(_sure(points).head(2))
    if not sure:
        return "No two categories are named together surely more often than by chance"
    said = [f"{category(row.a)} and {category(row.b)} {row.lift:.1f} times" for row in sure]
    told = ", ".join(said)
    return f"{told[0].upper()}{told[1:]} as often in one posting as by chance"
