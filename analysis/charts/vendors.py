"""Cloud vendors and their overlap: a posting that names two stands in both rows, so a union is counted, not added.

Knows vendors and their combinations in the latest window. Refuses to add.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis.charts._dots import Scale, as_dots, draw_dots
from analysis.charts._months import Line, window_words
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
    where,
)
from analysis.names import VENDORS, listed, vendors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.figure import Figure

RANK = 4
TABLES = ("share", "vendor_share", "vendor_overlap")
EMPTY = "No posting of the latest window names a cloud vendor."
EACH, EXACT, UNION = "Each vendor, with or without others", "Exactly these", "any named vendor, counted once"
SERIES = [
    Line("E1", "named anywhere (E1)", "blue", "-", "o"),
    Line("E2", "used or asked for (E2)", "vermillion", "--", "s"),
    Line("E4", "required (E4)", "black", ":", "^"),
]
RUNGS = [line.key for line in SERIES]
MOST_SETS = 8


def points(tables: Mapping[str, pd.DataFrame], source: str) -> pd.DataFrame:
    shares = of_source(tables["share"], source)
    union = latest_cut(of_reading(shares, category="cloud", words="named", evidence=RUNGS), shares)
    each = _latest(tables["vendor_share"], source, shares)
    sets = _latest(tables["vendor_overlap"], source, shares)
    sets = _commonest(sets[~sets["vendors"].eq("none")])
    if each.empty or union.empty:
        return pd.DataFrame()
    parts = [
        as_dots(each, EACH, each["vendor"].map(lambda name: VENDORS.get(name, name)), each["evidence"]),
        as_dots(union, EACH, pd.Series(UNION, index=union.index), union["evidence"]),
        as_dots(sets, EXACT, sets["vendors"].map(_named), sets["evidence"]),
    ]
    made = pd.concat(parts, ignore_index=True).assign(source=source, month=union["month"].iloc[0])
    return made.assign(last_month=union["last_month"].iloc[0], span="window")


def texts(points: pd.DataFrame, tables: Mapping[str, pd.DataFrame], versions: dict[str, str]) -> Texts:
    name = source_name(points["source"].iloc[0], tables)
    return Texts(
        title=_title(points),
        subtitle=f"Share of backend postings on {name}, {window_words(points)}. "
        "A posting that names two vendors stands in both of their rows.",
        alt=_alt(points, name),
        notes="Dot: share; whisker: 95\u00a0% interval by company; hollow: effective n < 200 or companies < 50. "
        "At the right: postings that name it. A vendor counts with its products.",
        footer=footer(points, "named vendors, R2, one vote a posting, reposts folded", tables, versions),
        sample=sampled(points, tables),
    )


def draw(points: pd.DataFrame, texts: Texts, look: Mapping[str, str]) -> Figure:
    counted = points.assign(right=points["right"].str.partition(" · ")[0])
    named = points[points["series"].eq("E1")].set_index(["group", "label"])["k"]
    keys = list(zip(points["group"], points["label"], strict=True))
    counted = counted.assign(right=[f"{named.get(key, 0):,}" for key in keys])
    return draw_dots(counted, SERIES, texts, look, Scale(right="postings"))


def _latest(rows: pd.DataFrame, source: str, shares: pd.DataFrame) -> pd.DataFrame:
    chosen = where(of_source(rows, source), role_rung="R2", evidence=RUNGS)
    return latest_cut(chosen[chosen["share"].notna()], shares)


def _commonest(sets: pd.DataFrame) -> pd.DataFrame:
    """The commonest combinations by what is named, in their order; the rungs of each together."""
    named = sets[sets["evidence"].eq("E1") & sets["k"].gt(0)]
    order = named.sort_values(["k", "vendors"], ascending=[False, True])["vendors"]
    kept = list(order.head(MOST_SETS))
    rows = sets[sets["vendors"].isin(kept)]
    return rows.sort_values("vendors", key=lambda names: names.map(kept.index), kind="stable")


def _named(joined: str) -> str:
    if joined == "generic":
        return "no vendor, generic words only"
    return vendors(joined) + ("" if "+" in joined else " alone")


def _title(points: pd.DataFrame) -> str:
    rows = points[points["group"].eq(EACH) & points["series"].eq("E1")].set_index("label")["value"]
    each = rows.drop(UNION).sort_values(ascending=False)
    parts = [f"{name} in {percent(share)}" for name, share in each.head(3).items()]
    return f"{listed(parts)}; any vendor, each posting counted once, in {percent(rows[UNION])}"


def _alt(points: pd.DataFrame, name: str) -> str:
    rows = points[points["series"].eq("E1")]
    said = [f"{row.label} {percent(row.value)}" for row in records(rows)]
    return (
        f"Dot plot of the share of backend postings on {name} that name a cloud vendor, {window_words(points)}, "
        f"named anywhere: {'; '.join(said)}."
    )
