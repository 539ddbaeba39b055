"""What a page of a skill or a category shows: history, levels, vendors, pay, what it stands with, by source.

Knows which rows of which table belong to a skill. Refuses to measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.names import CATEGORIES, RUNGS, VENDORS, category
from analysis.site import packed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    Tables = Mapping[str, pd.DataFrame]
    Rows = list[dict[str, Any]]

TEN = [name for name in CATEGORIES if name != "any"]
SHOWN_RUNGS = ["E1", "E2", "E4"]
MOST_PAIRS = 12
COLUMNS = (
    *(
        "source",
        "span",
        "month",
        "last_month",
        "category",
        "skill",
        "categories",
        "vendor",
        "evidence",
        "words",
        "n",
        "k",
    ),
    *("companies", "share", "low", "high", "n_effective", "complete", "plain_share"),
)


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
    shares = _primary(tables["share"])
    every = _by(shares[shares["words"].eq("any") & shares["category"].isin(TEN)], "category")
    pairs = _partners(tables, source, "category")
    for name in [name for name in TEN if name in every]:
        yield _category(name, every[name], tables, source, pairs.get(name, []))


def skills(tables: Tables, source: str, aliases: Mapping[str, list[str]]) -> Iterator[Subject]:
    """Each single tool that the tables know, in the order of their names."""
    every = _by(_primary(tables["skill_share"]), "skill")
    pairs = _partners(tables, source, "skill")
    for name in sorted(every, key=lambda name: (name.lower(), name)):
        yield _skill(name, every[name], source, pairs.get(name, []), list(aliases.get(name, [])))


def _category(name: str, rows: Rows, tables: Tables, source: str, pairs: Rows) -> Subject:
    here = [row for row in rows if row["source"] == source]
    levels = _levels(here)
    return Subject(
        name=category(name), kind="category", categories=[], aliases=[], **_shares(levels),
        chart=packed.pack(_spans(here, "month"), levels, claim=name == "cloud"), by_month=True, levels=levels, sources=_sources(rows),
        vendors=_vendors(tables, source) if name == "cloud" else [], pay=_pay(tables, source, name),
        together=pairs[:MOST_PAIRS], changes=_changes(tables, source, name),
    )  # fmt: skip


def _skill(name: str, rows: Rows, source: str, pairs: Rows, aliases: list[str]) -> Subject:
    here = [row for row in rows if row["source"] == source]
    by_month = any(row["span"] == "month" for row in here)
    levels = _levels(here)
    return Subject(
        name=name, kind="skill", categories=rows[0]["categories"].split("+"), aliases=aliases, **_shares(levels),
        chart=packed.pack(_spans(here, "month" if by_month else "window"), levels), by_month=by_month, levels=levels,
        sources=_sources(rows), vendors=[], pay=[], together=pairs[:MOST_PAIRS], changes=[],
    )  # fmt: skip


def _primary(rows: pd.DataFrame) -> pd.DataFrame:
    """The primary reading: role rung R2, one vote a posting."""
    kept = rows["role_rung"].eq("R2") & rows["share"].notna()
    return rows[kept & rows["weight"].eq("posting")] if "weight" in rows else rows[kept]


def _by(rows: pd.DataFrame, column: str) -> dict[str, Rows]:
    """Rows as dicts by a column, once for all pages: picking frames apart page by page takes ten times as long."""
    found: dict[str, Rows] = {}
    for row in _records(rows[[name for name in COLUMNS if name in rows]]):
        found.setdefault(str(row[column]), []).append(row)
    return found


def _spans(rows: Rows, span: str) -> Rows:
    """Months; or calendar years and the latest window, each at its last month."""
    return [row for row in rows if row["span"] == span and row["evidence"] in SHOWN_RUNGS]


def _latest(rows: Rows) -> Rows:
    windows = [row for row in rows if row["span"] == "window"]
    complete = [row for row in windows if row["complete"]] or windows
    last = max((row["last_month"] for row in complete), default=None)
    return [row for row in complete if row["last_month"] == last]


def _shares(levels: Rows) -> dict[str, float | None]:
    by = {row["evidence"]: row["share"] for row in levels}
    return {"share": by.get("E1"), "required": by.get("E4")}


def _levels(rows: Rows) -> Rows:
    latest = sorted(_latest(rows), key=lambda row: row["evidence"])
    return [{**row, "what": RUNGS[row["evidence"]], "few": packed.is_few(row)} for row in latest]


def _sources(rows: Rows) -> Rows:
    """The latest window of each source: named and required."""
    made = []
    for source in sorted({row["source"] for row in rows}):
        by = {row["evidence"]: row for row in _latest([row for row in rows if row["source"] == source])}
        if "E1" in by:
            made.append(
                {
                    "source": source,
                    "named": by["E1"],
                    "required": by.get("E4"),
                    "few": packed.is_few(by["E1"]),
                }
            )
    return made


def _vendors(tables: Tables, source: str) -> Rows:
    rows = _primary(tables["vendor_share"])
    rows = rows[rows["source"].eq(source) & rows["evidence"].isin(["E1", "E4"])]
    by = {(row["vendor"], row["evidence"]): row for row in _latest(_records(rows))}
    return [
        {
            "name": said,
            "named": by[name, "E1"],
            "required": by.get((name, "E4")),
            "few": packed.is_few(by[name, "E1"]),
        }
        for name, said in VENDORS.items()
        if (name, "E1") in by
    ]


def _pay(tables: Tables, source: str, name: str) -> Rows:
    """Ratios of the longest stretch: a year has too few postings that state their pay."""
    rows = tables["pay"]
    asked = rows["source"].eq(source) & rows["category"].eq(name) & rows["role_rung"].eq("R2")
    rows = rows[asked & rows["evidence"].eq("E1") & rows["words"].eq("any") & rows["ratio"].notna()]
    kept = _records(rows[rows["first_month"].eq(rows["first_month"].min())])
    return [{**row, "few": row["companies"] < packed.FEW_COMPANIES} for row in kept]


def _changes(tables: Tables, source: str, name: str) -> Rows:
    rows = tables["contrast"]
    asked = rows["source"].eq(source) & rows["measure"].eq(name) & rows["role_rung"].eq("R2")
    asked &= rows["words"].eq("any") & rows["weight"].eq("posting") & rows["evidence"].isin(["E1", "E4"])
    rows = rows[asked & rows["method"].eq("all") & rows["difference"].notna() & rows["years"].gt(0)]
    rows = rows[rows["after_last"].eq(rows["after_last"].max())].drop_duplicates(["evidence", "years"])
    return [
        {**row, "what": RUNGS[row["evidence"]]} for row in _records(rows.sort_values(["evidence", "years"]))
    ]


def _partners(tables: Tables, source: str, of: str) -> dict[str, Rows]:
    """What each stands with in the latest window, those most surely above chance first."""
    rows = tables["cooccurrence"]
    rows = rows[
        rows["source"].eq(source) & rows["of"].eq(of) & rows["role_rung"].eq("R2") & rows["evidence"].eq("E1")
    ]
    rows = rows[rows["last_month"].eq(rows["last_month"].max()) & rows["lift"].notna() & rows["n_both"].gt(0)]
    found: dict[str, Rows] = {}
    for row in sorted(_records(rows), key=lambda row: (-(row["low"] or 0), row["a"], row["b"])):
        found.setdefault(row["a"], []).append({**row, "partner": row["b"]})
        found.setdefault(row["b"], []).append({**row, "partner": row["a"], "b_given_a": row["a_given_b"]})
    return found


def _records(rows: pd.DataFrame) -> Rows:
    """Rows as dicts, None where a frame has no value."""
    plain = rows.astype(object).where(rows.notna(), None)
    return [{str(key): cell for key, cell in row.items()} for row in plain.to_dict("records")]
