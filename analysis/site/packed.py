"""Rows of shares as a page carries them: short lists of whole numbers, unpacked by static/page.js.

Knows the columns of `share` and of tables like it. Refuses to know pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.looks import spread
from analysis.names import RUNGS
from analysis.site.interactive import LABEL_GAP

if TYPE_CHECKING:
    import pandas as pd

FEW_EFFECTIVE, FEW_COMPANIES = 200, 50
SHORT = {"E1": "named", "E2": "used", "E3": "preferred", "E4": "required"}
CLAIM = {"low": 0.7, "high": 0.8, "at": 0.75, "label": "claim: 75 %, band 70–80 %"}


def pack(rows: pd.DataFrame, *, claim: bool = False) -> dict[str, Any] | None:
    """A chart's data, told apart by evidence rung, each point at its last month; None where there are under two points.

    Shares in thousandths: a tenth of a percent, finer than any interval here.
    """
    shown = rows[rows["share"].notna() & rows["low"].notna()]
    rungs = [rung for rung in SHORT if shown["evidence"].eq(rung).any()]
    if not rungs or shown["last_month"].nunique() < 2:
        return None
    first = shown["last_month"].min()
    last = [shown.loc[shown["evidence"].eq(rung)].sort_values("last_month")["share"].iloc[-1] for rung in rungs]
    return {
        "first": f"{first:%Y-%m}",
        "series": [RUNGS[rung] for rung in rungs],
        "labels": [SHORT[rung] for rung in rungs],
        "label_at": [round(at, 3) for at in spread(last, LABEL_GAP, 0.0, 1.0)],
        "claim": CLAIM if claim else None,
        "rows": _rows(shown, rungs, first),
    }


def _rows(shown: pd.DataFrame, rungs: list[str], first: pd.Timestamp) -> list[list[int]]:
    months = shown["last_month"].dt
    at = 12 * (months.year - first.year) + months.month - first.month
    few = ~(shown["n_effective"].ge(FEW_EFFECTIVE) & shown["companies"].ge(FEW_COMPANIES))
    thousandths = [(1000 * shown[name]).round().astype(int) for name in ("share", "low", "high")]
    order = shown["evidence"].map(rungs.index)
    columns = [at, order, *thousandths, shown["n"], shown["companies"], few.astype(int)]
    return sorted([int(cell) for cell in row] for row in zip(*columns, strict=True))
