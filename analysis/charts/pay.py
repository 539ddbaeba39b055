"""Stated pay with a category against without it, of the same seniority, country and month.

Knows one currency, the one that most postings state. Refuses to call it a wage: pay is disclosed selectively.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts._dots import Scale, draw_dots
from analysis.charts._months import Line
from analysis.charts._page import Texts
from analysis.charts._readings import (
    footer,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    span_name,
    where,
)
from analysis.names import CATEGORIES, category

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

RANK = 11
TABLES = ("share", "pay")
EMPTY = "Too few postings state their pay."
SERIES = [Line("ratio", "pay with over pay without", "blue", "-", "o")]
FEW_COMPANIES = 50


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rows = where(of_source(tables["pay"], source), role_rung="R2", evidence="E1", words="any")
    rows = rows[rows["ratio"].notna() & rows["category"].isin(CATEGORIES) & ~rows["category"].eq("any")]
    if rows.empty:
        return pd.DataFrame()
    # Of stretches and currencies, the one with most pairs: a year has too few to tell anything.
    sums = rows.groupby(["first_month", "last_month", "currency"])[["cells"]].sum().reset_index()
    best = records(sums.nlargest(1, "cells"))[0]
    rows = where(rows, first_month=best.first_month, last_month=best.last_month, currency=best.currency)
    right = [
        f"{a:,} · {b:,} · {c:,}"
        for a, b, c in zip(rows["n_with"], rows["n_without"], rows["companies"], strict=True)
    ]
    made = rows.assign(
        group="", label=rows["category"].map(category), series="ratio", value=rows["ratio"], right=right
    )
    made = made.assign(thin=rows["companies"].lt(FEW_COMPANIES)).drop(columns=["ratio", "warning"])
    first = ["group", "label", "series", "value", "low", "high", "thin", "right"]
    return made[[*first, *(name for name in made if name not in first)]].sort_values(
        "value", ascending=False, ignore_index=True
    )


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, row = source_name(points["source"].iloc[0], tables), points.iloc[0]
    when = span_name(row["first_month"], row["last_month"])
    told = percent(row["disclosed"] / row["postings"])
    return Texts(
        title=_title(points),
        subtitle=f"Stated yearly pay in {row['currency']} of backend postings on {name} that name it, over pay of those "
        f"that do not, of the same seniority, country and month, {when}. {told} state their pay in {row['currency']}.",
        alt=_alt(points, name, when),
        notes="Dot: ratio of geometric means within cells; whisker: 95\u00a0% interval by company; hollow: under 50 "
        "companies. An association among postings that disclose pay: no effect, and no wage. The intervals are not adjusted "
        "for their number.",
        footer=footer(points, "E1, any words, R2, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(
        points, SERIES, texts, look, Scale("ratio", "with · without · companies", zero="equal pay")
    )


def _title(points: pd.DataFrame) -> str:
    apart = points[points["low"].gt(1) | points["high"].lt(1)]
    if apart.empty:
        return "Stated pay does not differ clearly with or without any category"
    more = [f"{row.label} ({100 * (row.value - 1):+.0f}\u00a0%)".replace("-", "−") for row in records(apart)]
    return f"Stated pay differs clearly for {len(apart)} of {len(points)} categories: {', '.join(more[:3])}"


def _alt(points: pd.DataFrame, name: str, when: str) -> str:
    said = [f"{row.label} {row.value:.2f} [{row.low:.2f}–{row.high:.2f}]" for row in records(points)]
    return f"Dot plot of ratios of stated pay on {name}, {when}: {'; '.join(said)}."
