"""The specification curve: the claim's share under every choice that is a nuisance, one panel a reading.

Knows choices of weight, folding, correction and source. Refuses to choose: the prescribed one is marked, no more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts._page import (
    CLAIM,
    CLAIM_HIGH,
    CLAIM_LOW,
    RIGHT,
    Page,
    Texts,
    page,
    share_axis,
)
from analysis.charts._readings import (
    CLAIM_ID,
    claim_label,
    footer,
    percent,
    records,
    sampled,
    source_name,
    span_name,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 10
TABLES = ("share", "specification")
EMPTY = "The claim was not measured under other choices yet."
PANELS = {
    "R2 E1 any": "named anywhere (E1),\nR2",
    "R1 E1 any": "named anywhere (E1),\nR1: title says backend",
    "R2 E2 any": "used or asked for (E2),\nR2",
    "R2 E4 any": "required (E4),\nR2",
    "R2 E4 named": "required (E4), R2,\nnamed vendors only",
}
CHOICES = {
    "weight": {"posting": "one vote a posting", "company": "one vote a company"},
    "folding": {"window": "once a window", "month": "once a month", "none": "every posting"},
    "correction": {"raw": "as measured", "corrected": "corrected for errors"},
}
LEFT, GAP, GRID_IN, HEIGHT_IN = 0.17, 0.025, 1.75, 6.6


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rows = tables["specification"]
    rows = rows[rows["claim"].eq(CLAIM_ID) & rows["panel"].isin(PANELS) & rows["share"].notna()]
    # All sources stand in one curve; the source asked for must be among them.
    if not rows["source"].eq(source).any():
        return rows.iloc[:0]
    rows = rows.sort_values(["panel", "share", "weight", "folding", "correction", "sources"], kind="stable")
    return rows.assign(place=rows.groupby("panel").cumcount() + 1).drop(columns="note").reset_index(drop=True)


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    names = [source_name(source, tables) for source in sorted(points["source"].unique())]
    when = span_name(points["first_month"].min(), points["last_month"].max())
    claim = claim_label(points, tables)
    said = [
        f"{_flat(title)}: {_range(points[points['panel'].eq(panel)])}"
        for panel, title in _shown(points).items()
    ]
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings that ask for a cloud platform, {', '.join(names)}, {when}{_counted(points)}: "
        "one panel a reading, one column a way of counting.",
        alt=f"Specification curve in {len(said)} panels, {when}. {'; '.join(said)}. {claim}.",
        notes="Whisker: 95\u00a0% interval by company. Ringed: the choice that the method prescribes. Descriptive: choices "
        "share the same postings, and choices that are not allowed are left out.",
        footer=footer(points, "cloud, as named over each panel", tables, versions, raw=False),
        claim=claim,
        sample=sampled(points, tables),
    )


def _counted(points: pd.DataFrame) -> str:
    """How many postings the prescribed choice counts, where it is one: of R2, the wider role rung."""
    prescribed = points[points["is_primary"] & points["panel"].eq("R2 E1 any")]
    if len(prescribed) != 1:
        return ""
    row = prescribed.iloc[0]
    return f" ({row['n']:,} postings of {row['companies']:,} companies in R2, each once)"


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look, HEIGHT_IN)
    shown = _shown(points)
    choices = _choices(points)
    for place, (panel, title) in enumerate(shown.items()):
        rows = points[points["panel"].eq(panel)]
        plot, grid = _axes(sheet, place, len(shown), len(choices))
        _draw_curve(plot, rows, title, look)
        _draw_grid(grid, rows, choices, look)
        plot.tick_params(labelleft=place == 0)
        grid.set_yticks(
            range(len(choices)), [name for _, _, name in choices] if place == 0 else [""] * len(choices)
        )
        grid.tick_params(length=0, labelsize=8, labelcolor=look["ink"])
    return sheet.figure


def _shown(points: pd.DataFrame) -> dict[str, str]:
    return {panel: title for panel, title in PANELS.items() if points["panel"].eq(panel).any()}


def _choices(points: pd.DataFrame) -> list[tuple[str, str, str]]:
    """(column, value, name) of each choice that was made anywhere, sources last where there are several."""
    found = [
        (column, value, name)
        for column, names in CHOICES.items()
        for value, name in names.items()
        if points[column].eq(value).any()
    ]
    sources = sorted(points["sources"].unique())
    return found + ([("sources", name, name) for name in sources] if len(sources) > 1 else [])


def _axes(sheet: Page, place: int, panels: int, choices: int) -> tuple[Axes, Axes]:
    width = (RIGHT - LEFT - GAP * (panels - 1)) / panels
    left = LEFT + place * (width + GAP)
    floor, grid = sheet.bottom + 0.02, 0.2 * choices / HEIGHT_IN
    base = floor + grid + 0.03
    head = 0.55 / HEIGHT_IN
    plot = sheet.figure.add_axes((left, base, width, sheet.top - head - base), gid=f"panel:{place}")
    below = sheet.figure.add_axes((left, floor, width, grid), gid=f"grid:{place}", sharex=plot)
    share_axis(plot, plot.yaxis, sheet.look)
    plot.spines[["left", "bottom"]].set_visible(False)
    plot.tick_params(axis="x", length=0, labelbottom=False)
    below.spines[["left", "bottom"]].set_visible(False)
    below.set_ylim(choices - 0.5, -0.5)
    below.set_xticks([])
    return plot, below


def _draw_curve(plot: Axes, rows: pd.DataFrame, title: str, look: Mapping[str, str]) -> None:
    plot.axhspan(CLAIM_LOW, CLAIM_HIGH, color=look["band"], linewidth=0, zorder=0.5, gid="claim-band")
    plot.axhline(CLAIM, color=look["ink"], linewidth=1.1, dashes=(6, 2), zorder=0.6, gid="claim-line")
    plot.text(0, 1.03, title, transform=plot.transAxes, fontsize=7.8, weight="bold", va="bottom")
    plot.set_xlim(0.3, rows["place"].max() + 0.7)
    for row in records(rows):
        ends, blue = [100 * row.low, 100 * row.high], look["blue"]
        plot.plot([row.place] * 2, ends, color=blue, linewidth=1.4, gid=f"whisker:{row.panel}:{row.place}")
        drawn: dict[str, Any] = {"markersize": 4, "color": blue, "zorder": 3}
        plot.plot(row.place, 100 * row.share, "o", gid=f"dot:{row.panel}:{row.place}", **drawn)
        if row.is_primary:
            ring: dict[str, Any] = {
                "markersize": 10,
                "markerfacecolor": "none",
                "color": look["ink"],
                "zorder": 4,
            }
            plot.plot(row.place, 100 * row.share, "o", gid=f"primary:{row.panel}", **ring)
    middle = rows["place"].mean()
    top = 100 * rows["high"].max()
    plot.text(middle, top + 2, _range(rows), ha="center", va="bottom", fontsize=8)


def _draw_grid(
    grid: Axes, rows: pd.DataFrame, choices: list[tuple[str, str, str]], look: Mapping[str, str]
) -> None:
    for y, (column, value, _) in enumerate(choices):
        chosen = rows[rows[column].eq(value)]["place"]
        grid.plot(rows["place"], [y] * len(rows), ".", color=look["pale"], markersize=3)
        grid.plot(
            chosen, [y] * len(chosen), "s", color=look["ink"], markersize=4, gid=f"choice:{column}:{value}"
        )


def _flat(title: str) -> str:
    return title.replace("\n", " ")


def _range(rows: pd.DataFrame) -> str:
    low, high = percent(rows["share"].min()), percent(rows["share"].max())
    return low if low == high else f"{low.removesuffix(chr(160) + '%')}–{high}"


def _title(points: pd.DataFrame) -> str:
    rows = points.groupby("panel")["share"].agg(["min", "max"])
    within = 100 * float((rows["max"] - rows["min"]).max())
    wide = 100 * float(rows["max"].max() - rows["min"].min())
    return (
        f"How postings are counted moves the share by {within:.1f} points at most, "
        f"what counts as asking by {wide:.0f}"
    )
