"""What moved: change within cells of seniority and region, and change of their mix, over five years.

Knows the sums of the decomposition. Refuses to say why anything moved.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts._dots import Scale, draw_dots
from analysis.charts._months import Line
from analysis.charts._page import Texts
from analysis.charts._readings import (
    FEW_COMPANIES,
    footer,
    of_source,
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

RANK = 7
TABLES = ("share", "decomposition", "contrast")
EMPTY = "There are no two complete windows to set against each other yet."
YEARS = 5
COUNTS = ["n_before", "n_after", "companies_before", "companies_after"]
SERIES = [
    Line("total", "whole change, with 95\u00a0% interval", "black", "-", "D"),
    Line("within", "within seniority and region", "blue", "-", "o"),
    Line("mix", "by a changed mix of them", "vermillion", "--", "s"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    asked = {"role_rung": "R2", "evidence": "E1", "words": "any", "weight": "posting"}
    sums = where(of_source(tables["decomposition"], source), **asked)
    sums = _years_ago(sums[sums["cell"].isna()])
    if sums.empty:
        return pd.DataFrame()
    ends = {
        "before_last": list(sums["before_last"].unique()),
        "after_last": list(sums["after_last"].unique()),
    }
    whole = where(of_source(tables["contrast"], source), **asked, method="all").rename(
        columns={"measure": "category"}
    )
    keys = ["source", "category", "before_last", "after_last"]
    rows = sums.merge(
        where(whole, **ends)[[*keys, "low", "high", "before", "after", *COUNTS]].drop_duplicates(keys),
        on=keys,
    )
    rows = rows[rows["category"].isin(CATEGORIES) & ~rows["category"].eq("any")]
    parts = [
        rows.assign(series="total", value=rows["total"]),
        rows.assign(series="within", value=rows["within"], low=None, high=None),
        rows.assign(series="mix", value=rows["mix"], low=None, high=None),
    ]
    return _made(pd.concat([part.astype({"low": float, "high": float}) for part in parts]))


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name, first = source_name(points["source"].iloc[0], tables), points.iloc[0]
    before = span_name(first["before_first"], first["before_last"])
    after = span_name(first["month"], first["last_month"])
    return Texts(
        title=_title(points),
        subtitle=f"Change of the share of backend postings on {name} that name it, {before} {_counted(first, 'before')} "
        f"against {after} {_counted(first, 'after')}.",
        alt=_alt(points, name, before, after),
        notes="Kitagawa's decomposition over cells of seniority and region (not told is a cell of its own); within and "
        "mix add up to the whole. Whisker: 95\u00a0% interval by company; hollow: under 50 companies.",
        footer=footer(points, "E1, any words, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale("points", "share", zero="no change"))


def _years_ago(sums: pd.DataFrame) -> pd.DataFrame:
    """The pair of windows nearest to five years apart."""
    apart = (sums["after_last"].dt.year - sums["before_last"].dt.year - YEARS).abs()
    nearest: pd.DataFrame = sums[apart.eq(apart.min())]
    return nearest


def _made(rows: pd.DataFrame) -> pd.DataFrame:
    order = rows[rows["series"].eq("total")].sort_values("value", ascending=False)["category"].tolist()
    right = [
        f"{100 * a:.1f} to {100 * b:.1f}\u00a0%" for a, b in zip(rows["before"], rows["after"], strict=True)
    ]
    few = rows[["companies_before", "companies_after"]].min(axis=1).lt(FEW_COMPANIES)
    rows = rows.assign(group="", label=rows["category"].map(category), right=right, thin=few)
    rows = rows.rename(columns={"after_first": "month", "after_last": "last_month"})
    kept = ["group", "label", "series", "value", "low", "high", "thin", "right", "source", "category"]
    kept += ["before_first", "before_last", "month", "last_month", "before", "after", *COUNTS]
    rows = rows.sort_values("category", key=lambda names: names.map(order.index), kind="stable")
    return rows[kept].reset_index(drop=True)


def _counted(row: pd.Series[Any], end: str) -> str:
    return f"({row[f'n_{end}']:,} postings, {row[f'companies_{end}']:,} companies)"


def _title(points: pd.DataFrame) -> str:
    rows = points[points["category"].eq("cloud")].set_index("series")["value"]
    whole, within, mix = (f"{100 * rows[key]:+.1f}".replace("-", "−") for key in ("total", "within", "mix"))
    moved = f"moved by {whole} points: {within}" if whole[1:] != "0.0" else f"did not move: {within} points"
    return f"In five years naming a cloud {moved} within kinds of jobs, {mix} by their mix"


def _alt(points: pd.DataFrame, name: str, before: str, after: str) -> str:
    said = [f"{row.label} {row.series} {100 * row.value:+.1f}" for row in records(points)]
    return (
        f"Dot plot of the change in percentage points of shares of backend postings on {name}, {before} against "
        f"{after}: {'; '.join(said)}."
    )
