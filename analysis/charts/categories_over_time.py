"""Cloud, containers and infrastructure as code over twelve-month windows, at the descriptive reading (used, preferred or required).

Knows three categories and one reading. Refuses to name a trend: that is a registered contrast, not a look at a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.charts import BLUE, GREEN, VERMILLION, Texts, page, styled
from analysis.charts._months import Line, draw_months, notes, points_by_window, reach, window_words
from analysis.charts._readings import (
    CLAIM_WORDS,
    footer,
    is_sample,
    latest_window,
    of_reading,
    percent,
    source_name,
    values,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

RANK = 3
LINES = [
    Line("cloud", "cloud", BLUE, "-", "o"),
    Line("containers", "containers", VERMILLION, "--", "s"),
    Line("iac", "infrastructure as code", GREEN, ":", "^"),
]


def points(shares: pd.DataFrame) -> pd.DataFrame:
    categories = [line.key for line in LINES]
    return points_by_window(of_reading(shares, category=categories, words="any", evidence="E2"))


def texts(points: pd.DataFrame, _verdicts: list[dict[str, Any]], versions: dict[str, str]) -> Texts:
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings that use, prefer or require it, {reach(points)}. "
        f"At the right: {window_words(points)}.",
        alt=_alt(points),
        notes=notes(points),
        footer=footer(points, "E2, any words, R2, one vote a posting, reposts folded", versions),
        claim=CLAIM_WORDS.replace("claim", "claim, of cloud alone"),
        sample=is_sample(points),
    )


@styled()
def draw(points: pd.DataFrame, texts: Texts) -> Figure:
    sheet = page(texts)
    draw_months(sheet, points, "category", LINES, texts.claim)
    return sheet.figure


def _title(points: pd.DataFrame) -> str:
    rows = latest_window(points).set_index("category")["share"]
    parts = [f"{line.name} in {percent(rows[line.key])}" for line in LINES if line.key in rows]
    return f"Backend postings on {source_name(points)}: {', '.join(parts)}"


def _alt(points: pd.DataFrame) -> str:
    said = values(latest_window(points), "category", {line.key: line.name for line in LINES})
    return (
        f"Line chart of the share of backend postings on {source_name(points)} that use, prefer or require cloud, "
        f"containers and infrastructure as code, {reach(points)}. In {window_words(points)}: {said}."
    )
