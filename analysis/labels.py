"""Label facts -> a table: what a careful reader says of single postings, and how likely each was to be drawn.

Knows the record of the labelling guide and the draw rates of years. Refuses labels that a rule was made on: only the
third of the tune labels kept aside, or a fresh draw where there is one.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.taxonomy import CATEGORIES, ContractBroken

if TYPE_CHECKING:
    from pathlib import Path

LEVELS = ("absent", "incidental", "used", "preferred", "required")
DRAW_KEYS = ("draw_probability", "probability")
GOLD, ASIDE, NONE = "gold", "kept aside", "none"


class Labels(NamedTuple):
    """table: posting_id, backend, draw (nan where not told) and a level 0 to 4 a category; origin: gold, kept aside, none."""

    table: pd.DataFrame
    origin: str


def read(path: Path | None, origin: str) -> Labels:
    """Labels of a JSON lines file, with draws.csv beside it where there is one. Raises ContractBroken with file and line."""
    if path is None:
        return Labels(_framed([]), NONE)
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    table = _framed([_row(path, number, line) for number, line in lines if line.strip()])
    beside = path.with_name("draws.csv")
    if beside.exists() and table["draw"].isna().all():
        draws = pd.read_csv(beside).set_index("id")["draw_probability"]
        table["draw"] = table["posting_id"].map(draws)
    return Labels(table, origin)


def _row(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
        levels = {category: LEVELS.index(record["levels"][category]) for category in CATEGORIES}
        draw = next((float(record[key]) for key in DRAW_KEYS if record.get(key)), float("nan"))
        return {"posting_id": record["id"], "backend": record["backend"], "draw": draw, **levels}
    except (KeyError, ValueError, TypeError) as error:
        raise ContractBroken(f"{path}:{number}: no label record of the guide: {error!r}") from error


def _framed(rows: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["posting_id", "backend", "draw", *CATEGORIES])
    return table.astype(
        {"posting_id": "str", "backend": "str", "draw": "float64"} | dict.fromkeys(CATEGORIES, "uint8")
    )


def placed(labels: Labels, facts: pd.DataFrame) -> pd.DataFrame:
    """Labels of a source's postings with their place in facts (`place`) and draw probability; others are left out.

    Where a label does not tell its draw: the labels of its calendar year over the postings of that year, since
    within a year they were drawn at random.
    """
    once = np.flatnonzero(~facts["posting_id"].duplicated().to_numpy(bool))
    found = pd.Index(facts["posting_id"].iloc[once]).get_indexer(pd.Index(labels.table["posting_id"]))
    table = labels.table[found >= 0].reset_index(drop=True).assign(place=once[found[found >= 0]])
    year = pd.to_datetime(facts["month"]).dt.year.to_numpy()
    mine = year[table["place"].to_numpy()]
    postings = {int(one): int((year[once] == one).sum()) for one in np.unique(mine)}
    rate = np.array([(mine == one).sum() / postings[int(one)] for one in mine])
    told: pd.DataFrame = table.assign(year=mine, draw=table["draw"].fillna(pd.Series(rate)))
    return told
