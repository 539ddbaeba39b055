"""What a page of a skill or a category shows: history, levels, vendors, pay, what it stands with, by source.

Knows which rows of which table belong to a skill. Refuses to measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.names import CATEGORIES, RUNGS, VENDORS, category
from analysis.site import packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Tables = Mapping[str, pd.DataFrame]
    Rows = list[dict[str, Any]]

TEN = [name for name in CATEGORIES if name != "any"]
SHOWN_RUNGS = ["E1", "E2", "E4"]
MOST_PAIRS = 12


@dataclass(frozen=True)
class Subject:
    """A skill or a category with all that its page shows."""

    name: str
    kind: str
    categories: list[str]
    aliases: list[str]
    share: float | None
    required: float | None
    chart: dict[str, Any] | None
    by_month: bool
    levels: Rows
    sources: Rows
    vendors: Rows
    pay: Rows
    together: Rows
    changes: Rows


def categories(tables: Tables, source: str) -> Iterator[Subject]:
    """The ten categories of the claims."""
    every = _primary(tables["share"])
    every = every[every["words"].eq("any") & every["category"].isin(TEN)]
    by_name = {str(name): rows for name, rows in every.groupby("category", sort=False)}
    for name in TEN:
        if name in by_name:
            yield _category(name, by_name[name], tables, source)


def skills(tables: Tables, source: str, aliases: Mapping[str, list[str]]) -> Iterator[Subject]:
    """Each single tool that the tables know, in the order of their names."""
    every = _primary(tables["skill_share"])
    pairs = _pairs(tables, source, "skill")
    grouped = every.groupby("skill", sort=True)
    for name, rows in sorted(grouped, key=lambda item: str(item[0]).lower()):
        yield _skill(str(name), rows, source, pairs, list(aliases.get(str(name), [])))


def _category(name: str, rows: pd.DataFrame, tables: Tables, source: str) -> Subject:
    here = rows[rows["source"].eq(source)]
    return Subject(
        name=category(name), kind="category", categories=[], aliases=[], **_shares(here),
        chart=packed.pack(_months(here), claim=name == "cloud"), by_month=True, levels=_levels(here), sources=_sources(rows),
        vendors=_vendors(tables, source) if name == "cloud" else [], pay=_pay(tables, source, name),
        together=_together(_pairs(tables, source, "category"), name), changes=_changes(tables, source, name),
    )  # fmt: skip


def _skill(name: str, rows: pd.DataFrame, source: str, pairs: pd.DataFrame, aliases: list[str]) -> Subject:
    here = rows[rows["source"].eq(source)]
    monthly = bool(here["span"].eq("month").any())
    chart = packed.pack(_months(here) if monthly else _windows(here))
    return Subject(
        name=name, kind="skill", categories=str(rows["categories"].iloc[0]).split("+"), aliases=aliases, **_shares(here),
        chart=chart, by_month=monthly, levels=_levels(here), sources=_sources(rows), vendors=[], pay=[],
        together=_together(pairs, name), changes=[],
    )  # fmt: skip


def _primary(rows: pd.DataFrame) -> pd.DataFrame:
    """The primary reading: role rung R2, one vote a posting."""
    kept = rows["role_rung"].eq("R2") & rows["share"].notna()
    return rows[kept & rows["weight"].eq("posting")] if "weight" in rows else rows[kept]


def _months(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["span"].eq("month") & rows["evidence"].isin(SHOWN_RUNGS)]


def _windows(rows: pd.DataFrame) -> pd.DataFrame:
    """Calendar years and the latest window, each at its last month."""
    return rows[rows["span"].eq("window") & rows["evidence"].isin(SHOWN_RUNGS)]


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    windows = rows[rows["span"].eq("window") & rows["complete"].astype(bool)]
    windows = windows if len(windows) else rows[rows["span"].eq("window")]
    return windows[windows["last_month"].eq(windows["last_month"].max())]


def _shares(rows: pd.DataFrame) -> dict[str, float | None]:
    by = _latest(rows).set_index("evidence")["share"]
    return {"share": by.get("E1"), "required": by.get("E4")}


def _levels(rows: pd.DataFrame) -> Rows:
    latest = _latest(rows).sort_values("evidence")
    return [{**row, "what": RUNGS[row["evidence"]]} for row in _records(latest)]


def _sources(rows: pd.DataFrame) -> Rows:
    """The latest window of each source: named and required."""
    made = []
    for source, part in rows.groupby("source", sort=True):
        by = {row["evidence"]: row for row in _records(_latest(part))}
        if "E1" in by:
            made.append({"source": source, "named": by["E1"], "required": by.get("E4")})
    return made


def _vendors(tables: Tables, source: str) -> Rows:
    rows = tables["vendor_share"]
    rows = _primary(rows[rows["source"].eq(source) & rows["evidence"].isin(["E1", "E4"])])
    by = {(row["vendor"], row["evidence"]): row for row in _records(_latest(rows))}
    return [
        {"name": said, "named": by[name, "E1"], "required": by.get((name, "E4"))}
        for name, said in VENDORS.items()
        if (name, "E1") in by
    ]


def _pay(tables: Tables, source: str, name: str) -> Rows:
    """Ratios of the longest stretch: a year has too few postings that state their pay."""
    rows = tables["pay"]
    asked = rows["source"].eq(source) & rows["category"].eq(name) & rows["role_rung"].eq("R2")
    rows = rows[asked & rows["evidence"].eq("E1") & rows["words"].eq("any") & rows["ratio"].notna()]
    return _records(rows[rows["first_month"].eq(rows["first_month"].min())])


def _changes(tables: Tables, source: str, name: str) -> Rows:
    rows = tables["contrast"]
    asked = rows["source"].eq(source) & rows["measure"].eq(name) & rows["role_rung"].eq("R2")
    asked &= rows["words"].eq("any") & rows["weight"].eq("posting") & rows["evidence"].isin(["E1", "E4"])
    rows = rows[asked & rows["method"].eq("all") & rows["difference"].notna() & rows["years"].gt(0)]
    rows = rows[rows["after_last"].eq(rows["after_last"].max())].drop_duplicates(["evidence", "years"])
    return [{**row, "what": RUNGS[row["evidence"]]} for row in _records(rows.sort_values(["evidence", "years"]))]


def _pairs(tables: Tables, source: str, of: str) -> pd.DataFrame:
    rows = tables["cooccurrence"]
    rows = rows[rows["source"].eq(source) & rows["of"].eq(of) & rows["role_rung"].eq("R2") & rows["evidence"].eq("E1")]
    return rows[rows["last_month"].eq(rows["last_month"].max()) & rows["lift"].notna() & rows["n_both"].gt(0)]


def _together(pairs: pd.DataFrame, name: str) -> Rows:
    """Partners, those surely above chance first."""
    first, second = pairs[pairs["a"].eq(name)], pairs[pairs["b"].eq(name)]
    turned = second.rename(columns={"a": "b", "b": "a", "b_given_a": "a_given_b", "a_given_b": "b_given_a"})
    rows = pd.concat([first, turned]).sort_values(["low", "b"], ascending=[False, True]).head(MOST_PAIRS)
    return [{**row, "partner": row["b"]} for row in _records(rows)]


def _records(rows: pd.DataFrame) -> Rows:
    return [{str(key): cell for key, cell in row.items()} for row in rows.to_dict("records")]
