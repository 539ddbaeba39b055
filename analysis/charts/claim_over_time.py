"""The claim over time: how many backend postings name, use or require a cloud platform, against three-quarters.

Knows the three readings that frame the claim. Refuses to judge it: the verdict is given, never inferred from a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts import BLACK, BLUE, VERMILLION, Texts, page, styled
from analysis.charts._months import Line, draw_months, line_of, notes, points_by_month, reach, window_words
from analysis.charts._readings import (
    claim_label,
    footer,
    is_sample,
    is_thin,
    latest_window,
    of_reading,
    percent,
    records,
    source_name,
    values,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

RANK = 1
LINES = [
    Line("E1", "named anywhere (E1)", BLUE, "-", "o"),
    Line("E2", "used or asked for (E2)", VERMILLION, "--", "s"),
    Line("E4", "required (E4)", BLACK, ":", "^"),
]


def points(shares: pd.DataFrame) -> pd.DataFrame:
    rungs = [line.key for line in LINES]
    return points_by_month(of_reading(shares, category="cloud", words="any", evidence=rungs))


def texts(points: pd.DataFrame, verdicts: list[dict[str, Any]], versions: dict[str, str]) -> Texts:
    claim = claim_label(points, verdicts)
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings {reach(points)}. At the right: {window_words(points)}.",
        alt=_alt(points, claim),
        notes=notes(points),
        footer=footer(points, "cloud, any words, R2, one vote a posting, reposts folded", versions),
        claim=claim,
        sample=is_sample(points),
    )


@styled()
def draw(points: pd.DataFrame, texts: Texts) -> Figure:
    sheet = page(texts)
    draw_months(sheet, points, "evidence", LINES, texts.claim)
    return sheet.figure


def _title(points: pd.DataFrame) -> str:
    share = latest_window(points).set_index("evidence")["share"]
    return (
        f"On {source_name(points)}, {percent(share['E1'])} of backend postings name a cloud platform; "
        f"{percent(share['E4'])} require one"
    )


def _alt(points: pd.DataFrame, claim: str) -> str:
    said = values(latest_window(points), "evidence", {line.key: line.name for line in LINES})
    return (
        f"Line chart of the share of backend postings on {source_name(points)} that ask for a cloud platform, "
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
