"""What ought not to follow the claims, beside what they speak of: a negative control, a placebo and the treated series.

Knows the control series and the registered break. Refuses to test it: the contrast is a table of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts._months import (
    Line,
    breaks_of,
    draw_months,
    notes,
    points_by_window,
    reach,
    window_words,
)
from analysis.charts._page import Texts, page
from analysis.charts._readings import (
    COLUMNS,
    footer,
    latest_window,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    values,
)
from analysis.names import category, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

RANK = 14
TABLES = ("share", "control_share")
EMPTY = "No control series was measured yet."
LOOKS = (
    ("black", "--", "s"),
    ("green", ":", "^"),
    ("vermillion", "-", "D"),
    ("orange", "-.", "v"),
)


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rows = of_reading(of_source(tables["control_share"], source), evidence="E1")
    series = (
        rows["role"].where(~rows["role"].eq("treated"), "registered break")
        + ": "
        + rows["control"].map(category)
    )
    rows = rows.assign(category=series, role_rung="R2", words="any", weight="posting")
    cloud = of_reading(of_source(tables["share"], source), evidence="E1", category="cloud", words="any")
    import pandas as pd  # noqa: PLC0415 - drawn only where there are rows

    return points_by_window(pd.concat([cloud[COLUMNS], rows[COLUMNS]], ignore_index=True))


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, breaks = source_name(points["source"].iloc[0], tables), breaks_of(points, tables)
    window = latest_window(points)
    names = {line.key: line.key for line in _lines(points)}
    return Texts(
        title=_title(points, name),
        subtitle=f"Share of backend postings on {name} that name it, {reach(points)}. "
        f"At the right: {window_words(points)}. {_kinds(points)}",
        alt=f"Line chart of control series on {name}, {reach(points)}: {values(window, 'category', names)}.",
        notes=notes(points, breaks),
        footer=footer(points, "E1, any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
        breaks=breaks,
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look)
    draw_months(sheet, points, "category", _lines(points), texts)
    return sheet.figure


def _lines(points: pd.DataFrame) -> list[Line]:
    others = [name for name in points["category"].unique() if name != "cloud"]
    made = [Line("cloud", "cloud", "blue", "-", "o")]
    for name, look in zip(sorted(others), LOOKS, strict=False):
        made.append(Line(name, name.partition(": ")[2], *look))
    return made


def _kinds(points: pd.DataFrame) -> str:
    """Which series is what: "Placebo: infrastructure as code."."""
    said = sorted(name for name in points["category"].unique() if ": " in name)
    return " ".join(f"{name[0].upper()}{name[1:]}." for name in said)


def _title(points: pd.DataFrame, name: str) -> str:
    window = latest_window(points)
    rows = window[window["category"].str.startswith("negative control")]
    if rows.empty:
        return f"Control series beside cloud on {name}"
    parts = [f"{row.category.partition(': ')[2]} in {percent(row.share)}" for row in records(rows)]
    first = points[points["category"].isin(rows["category"]) & points["span"].eq("window")]
    most = percent(first["share"].max())
    return f"How much a posting names at all moves too: {listed(parts)} of backend postings, at most {most}"
