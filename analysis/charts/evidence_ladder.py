"""The evidence ladder: how the share falls from "named anywhere" to "required", in the latest window.

Knows the four nested rungs, for named tools alone and with generic words, of three categories. Refuses to pick a rung.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

from matplotlib.ticker import MultipleLocator

from analysis.charts._page import (
    CLAIM,
    CLAIM_HIGH,
    CLAIM_LOW,
    RIGHT,
    Page,
    Texts,
    halo,
    page,
    share_axis,
    wording,
)
from analysis.charts._readings import (
    COLUMNS,
    claim_label,
    footer,
    is_thin,
    latest_window,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    span_name,
    values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

RANK = 2
TABLES = ("share",)
EMPTY = "No month was read yet."
RUNGS = {
    "E1": "named anywhere (E1)",
    "E2": "used, preferred\nor required (E2)",
    "E3": "preferred\nor required (E3)",
    "E4": "required (E4)",
}
PANELS = {"cloud": "Cloud", "containers": "Containers", "iac": "Infrastructure as code"}
WORDS = {
    "any": ("with generic words", "vermillion", "s", -0.16),
    "named": ("named tools only", "blue", "o", 0.16),
}
PANELS_LEFT, PANEL_GAP = 0.168, 0.04


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    shares = of_source(tables["share"], source)
    rows = of_reading(shares, category=list(PANELS), words=list(WORDS), evidence=list(RUNGS))
    return latest_window(rows).sort_values(["category", "words", "evidence"], ignore_index=True)[COLUMNS]


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    subtitle = _subtitle(points, source_name(points["source"].iloc[0], tables))
    return Texts(
        title=_title(points),
        subtitle=subtitle,
        alt=_alt(points, subtitle, claim_label(points, tables)),
        notes="Dot: share; whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50.",
        footer=footer(points, "R2, one vote a posting, reposts folded", tables, versions),
        claim="Three-quarters claim",
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look)
    shown = [category for category in PANELS if points["category"].eq(category).any()]
    for place, category in enumerate(shown):
        axes = _panel(sheet, place, len(shown))
        _draw_panel(axes, points[points["category"].eq(category)], PANELS[category], look, first=place == 0)
    return sheet.figure


def _title(points: pd.DataFrame) -> str:
    cloud = points[points["category"].eq("cloud") & points["words"].eq("any")].set_index("evidence")
    named, required = percent(cloud["share"]["E1"]), percent(cloud["share"]["E4"])
    told = f"{named} of backend postings name a cloud platform, {required} require one"
    # Said only where it is sure: the rungs are nested, so the widest one speaks for all.
    return told + (": no reading reaches three-quarters" if cloud["high"]["E1"] < CLAIM_LOW / 100 else "")


def _subtitle(points: pd.DataFrame, name: str) -> str:
    row = points.iloc[0]
    when = span_name(row["month"], row["last_month"])
    return (
        f"Share of backend postings on {name}, {when}, by how strongly they ask "
        f"({row['n']:,} postings, {row['companies']:,} companies)."
    )


def _alt(points: pd.DataFrame, subtitle: str, claim: str) -> str:
    rungs = {key: name.replace("\n", " ") for key, name in RUNGS.items()}
    said = [f"Dot plot. {subtitle}"]
    for category, title in PANELS.items():
        rows = points[points["category"].eq(category) & points["words"].eq("any")]
        if not rows.empty:
            said.append(f"{title}, with generic words: {values(rows, 'evidence', rungs)}.")
    return " ".join([*said, f"{claim}."])


def _panel(sheet: Page, place: int, panels: int) -> Axes:
    width = (RIGHT - PANELS_LEFT - PANEL_GAP * (panels - 1)) / panels
    floor, head = sheet.bottom + 0.05, 0.085
    box = (PANELS_LEFT + place * (width + PANEL_GAP), floor, width, sheet.top - head - floor)
    axes = sheet.figure.add_axes(box, gid="panel")
    share_axis(axes, axes.xaxis, sheet.look)
    axes.set_xticks([0, 50, 100], ["0\u00a0%", "50\u00a0%", "100\u00a0%"])
    # Turned inwards: two panels' labels would meet in the gap.
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[-1].set_horizontalalignment("right")
    axes.set_ylim(len(RUNGS) - 0.5, -0.65)
    axes.xaxis.set_minor_locator(MultipleLocator(25))
    axes.grid(visible=True, axis="x", which="minor", color=sheet.look["hair"], linewidth=0.8)
    axes.tick_params(axis="x", which="minor", length=0)
    axes.set_yticks(range(len(RUNGS)), list(RUNGS.values()) if place == 0 else [""] * len(RUNGS))
    axes.tick_params(axis="y", length=0, labelsize=9.5, labelcolor=sheet.look["ink"])
    axes.spines[["left", "bottom"]].set_visible(False)
    return axes


def _draw_panel(
    axes: Axes, points: pd.DataFrame, title: str, look: Mapping[str, str], *, first: bool
) -> None:
    axes.text(0, 1.03, title, transform=axes.transAxes, weight="bold", fontsize=10.5)
    if points["category"].iloc[0] == "cloud":
        _claim_band(axes, look)
    for words in WORDS:
        _draw_words(axes, points[points["words"].eq(words)], words, look, named=first)


def _claim_band(axes: Axes, look: Mapping[str, str]) -> None:
    axes.axvspan(CLAIM_LOW, CLAIM_HIGH, color=look["band"], linewidth=0, zorder=0.5, gid="claim-band")
    axes.axvline(CLAIM, color=look["ink"], linewidth=1.1, dashes=(6, 2), zorder=0.6, gid="claim-line")
    label = "Three-quarters claim: 75\u00a0%"
    axes.text(CLAIM_HIGH + 1.5, len(RUNGS) - 0.55, label, rotation=90, fontsize=8.5, ha="left", va="bottom")


def _draw_words(
    axes: Axes, points: pd.DataFrame, words: str, look: Mapping[str, str], *, named: bool
) -> None:
    name, ink, mark, offset = WORDS[words]
    colour = look[ink]
    for row, thin in zip(records(points), is_thin(points), strict=True):
        y, share = list(RUNGS).index(row.evidence) + offset, 100 * row.share
        low, high = 100 * row.low, 100 * row.high
        axes.plot(
            [low, high],
            [y, y],
            color=colour,
            linewidth=1.6,
            clip_on=False,
            gid=f"whisker:{words}:{row.evidence}",
        )
        face = look["paper"] if thin else colour
        drawn: dict[str, Any] = {
            "markersize": 4.8,
            "markerfacecolor": face,
            "color": colour,
            "clip_on": False,
        }
        axes.plot(share, y, mark, gid=f"dot:{words}:{row.evidence}", zorder=3, **drawn)
        end = share if isnan(high) else high
        axes.text(end + 3, y, percent(share / 100), va="center", fontsize=9, path_effects=halo(look["paper"]))
        if named and row.evidence == "E1":
            place = min(max(share, 25), 75)
            axes.text(
                place, y + 2 * offset, name, ha="center", va="center", color=wording(look, ink), fontsize=8.5
            )
