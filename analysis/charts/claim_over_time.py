"""The claim over time: how many backend postings name, use or require a cloud platform, against three-quarters.

Knows the three readings that frame the claim. Refuses to judge it: the verdict is given, never inferred from a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts._months import (
    Line,
    breaks_of,
    draw_months,
    line_of,
    notes,
    points_by_month,
    reach,
    window_words,
)
from analysis.charts._page import Texts, page
from analysis.charts._readings import (
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
    values,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

RANK = 1
TABLES = ("share",)
EMPTY = "No month was read yet."
LINES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E2", "used or asked for (E2)", "vermillion", "--", "s"),
    Line("E4", "required (E4)", "black", ":", "^"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rungs = [line.key for line in LINES]
    shares = of_source(tables["share"], source)
    return points_by_month(of_reading(shares, category="cloud", words="any", evidence=rungs))


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    claim, name = claim_label(points, tables), source_name(points["source"].iloc[0], tables)
    breaks = breaks_of(points, tables)
    return Texts(
        title=_title(points, name),
        subtitle=f"Share of backend postings {reach(points)}. At the right: {window_words(points)}.",
        alt=_alt(points, name, claim),
        notes=notes(points, breaks),
        footer=footer(points, "cloud, any words, R2, one vote a posting, reposts folded", tables, versions),
        claim=claim,
        sample=sampled(points, tables),
        breaks=breaks,
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    sheet = page(texts, look)
    draw_months(sheet, points, "evidence", LINES, texts)
    return sheet.figure


def _title(points: pd.DataFrame, name: str) -> str:
    share = latest_window(points).set_index("evidence")["share"]
    return (
        f"On {name}, {percent(share['E1'])} of backend postings name a cloud platform; "
        f"{percent(share['E4'])} require one"
    )


def _alt(points: pd.DataFrame, name: str, claim: str) -> str:
    said = values(latest_window(points), "evidence", {line.key: line.name for line in LINES})
    return (
        f"Line chart of the share of backend postings on {name} that ask for a cloud platform, "
        f"{reach(points)}. In {window_words(points)}: {said}. {_highest(points)}"
        f"{claim}."
    )


def _highest(points: pd.DataFrame) -> str:
    months = line_of(points)
    sure = months[months["evidence"].eq("E1") & months["complete"] & ~is_thin(months)]
    if sure.empty:
        return ""
    top = records(sure.nlargest(1, "share"))[0]
    return f"Of complete months with enough postings, {top.month:%B %Y} is highest: {percent(top.share)} name one. "
