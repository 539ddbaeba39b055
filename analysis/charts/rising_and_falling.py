"""Tools whose share moved most: the latest window against the last calendar year that ended five years before it.

Knows shares of single tools with their intervals. Refuses to test: the largest of many moves overstates itself, and the
picture says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts._dots import Scale, as_dots, draw_dots
from analysis.charts._months import Line
from analysis.charts._page import Texts
from analysis.charts._readings import (
    footer,
    latest_cut,
    of_reading,
    of_source,
    percent,
    records,
    sampled,
    source_name,
    span_name,
)
from analysis.names import listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

RANK = 12
TABLES = ("share", "skill_share")
EMPTY = "There are no two windows five years apart yet."
YEARS, MOST = 5, 8
RISING, FALLING = "Rising", "Falling"
SERIES = [
    Line("before", "earlier window", "orange", ":", "s"),
    Line("after", "latest window", "blue", "-", "o"),
]


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    rows = of_reading(of_source(tables["skill_share"], source), evidence="E1", span="window")
    after = latest_cut(rows, of_source(tables["share"], source))
    if after.empty:
        return pd.DataFrame()
    wanted = after["last_month"].iloc[0] - pd.DateOffset(years=YEARS)
    earlier = [month for month in rows["last_month"].unique() if month <= wanted]
    if not earlier:
        return pd.DataFrame()
    before = rows[rows["last_month"].eq(max(earlier))]
    moved = _moved(before, after)
    kept = [
        *moved.head(MOST).index[moved.head(MOST).gt(0)],
        *moved.tail(MOST)[::-1].index[moved.tail(MOST)[::-1].lt(0)],
    ]
    parts = []
    for series, part in (("before", before), ("after", after)):
        chosen = part[part["skill"].isin(kept)]
        group = chosen["skill"].map(lambda name: RISING if moved[name] > 0 else FALLING)
        parts.append(as_dots(chosen, group, chosen["skill"], series))
    made = pd.concat(parts, ignore_index=True)
    move = made["label"].map(moved)
    made = made.assign(move=move, right=[f"{100 * change:+.1f}".replace("-", "−") for change in move])
    return made.sort_values(
        "label", key=lambda names: names.map(kept.index), kind="stable", ignore_index=True
    )


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name = source_name(points["source"].iloc[0], tables)
    before, after = (_span(points[points["series"].eq(series)].iloc[0]) for series in ("before", "after"))
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings on {name} that name the tool: {before} {_counted(points, 'before')} "
        f"against {after} {_counted(points, 'after')}.",
        alt=_alt(points, name, before, after),
        notes="Whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50. Only tools whose two "
        "intervals are apart; picked as the largest moves of many, which overstates them.",
        footer=footer(points, "E1, named tools, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    return draw_dots(points, SERIES, texts, look, Scale(right="points moved"))


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.Series[float]:
    """Change of the share by tool, largest rise first, of tools whose two intervals are apart."""
    pair = after.merge(before, on="skill", suffixes=("", "_before")).set_index("skill")
    apart = pair["low"].gt(pair["high_before"]) | pair["high"].lt(pair["low_before"])
    return (pair["share"] - pair["share_before"])[apart].sort_values(ascending=False, kind="stable")


def _span(row: pd.Series[Any]) -> str:
    return span_name(row["month"], row["last_month"])


def _counted(points: pd.DataFrame, series: str) -> str:
    row = points[points["series"].eq(series)].iloc[0]
    return f"({row['n']:,} postings, {row['companies']:,} companies)"


def _title(points: pd.DataFrame) -> str:
    rows = points[points["series"].eq("after")]
    names = {group: list(rows[rows["group"].eq(group)]["label"].head(3)) for group in (RISING, FALLING)}
    said = [
        f"{listed(found)} {word} most"
        for found, word in zip(names.values(), ("rose", "fell"), strict=True)
        if found
    ]
    since = points.loc[points["series"].eq("before"), "last_month"].iloc[0].year
    return f"Since {since} {', '.join(said)}"


def _alt(points: pd.DataFrame, name: str, before: str, after: str) -> str:
    values = points.pivot_table(index="label", columns="series", values="value", sort=False).reset_index()
    said = [f"{row.label} from {percent(row.before)} to {percent(row.after)}" for row in records(values)]
    return (
        f"Dot plot of tools named in backend postings on {name}, {before} against {after}: {'; '.join(said)}."
    )
