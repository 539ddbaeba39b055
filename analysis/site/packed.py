"""Rows of shares as a page carries them: short lists of whole numbers, unpacked by static/page.js.

Knows the columns of `share` and of tables like it. Refuses to know pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analysis.looks import spread
from analysis.names import RUNGS
from analysis.site.interactive import LABEL_GAP
from analysis.site.pages import percent

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]

FEW_EFFECTIVE, FEW_COMPANIES = 200, 50
PLAIN = 0.5
SHORT = {"E1": "named", "E2": "used", "E3": "preferred", "E4": "required"}
CLAIM = {"low": 0.7, "high": 0.8, "at": 0.75, "label": "claim: 75 %, band 70–80 %"}


def pack(rows: Sequence[Row], levels: Sequence[Row], *, claim: bool = False) -> dict[str, Any] | None:
    """A chart's data, told apart by evidence rung, each point at its last month; None where there are under two points.

    levels: rows of the latest window, whose shares stand as numbers at the lines' ends. Shares in thousandths: a tenth of a percent, finer than any interval here.
    """
    shown = sorted((row for row in rows if row["low"] is not None), key=lambda row: row["last_month"])
    if len({row["last_month"] for row in shown}) < 2:
        return None
    last = {row["evidence"]: row["share"] for row in [*shown, *levels]}
    drawn = {row["evidence"] for row in shown}
    rungs = [rung for rung in SHORT if rung in drawn]
    first = shown[0]["last_month"]
    return {
        "first": f"{first:%Y-%m}",
        "series": [RUNGS[rung] for rung in rungs],
        "labels": [f"{SHORT[rung]} {percent(last[rung])}" for rung in rungs],
        "label_at": [round(at, 3) for at in spread([last[rung] for rung in rungs], LABEL_GAP, 0.0, 1.0)],
        "claim": CLAIM if claim else None,
        "plain": [
            f"{month:%B %Y}"
            for month in sorted({row["last_month"] for row in shown if (row.get("plain_share") or 0) > PLAIN})
        ],
        "rows": sorted(
            _row(row, 12 * first.year + first.month, rungs) for row in shown if row["evidence"] in rungs
        ),
    }


def is_few(row: dict[str, Any]) -> bool:
    """Whether a share is indicative only; an unknown effective number counts as few."""
    return bool((row["n_effective"] or 0) < FEW_EFFECTIVE or row["companies"] < FEW_COMPANIES)


def _row(row: Row, first: int, rungs: list[str]) -> list[int]:
    at = 12 * row["last_month"].year + row["last_month"].month - first
    few = is_few(row) or not row["complete"]
    thousandths = [round(1000 * row[name]) for name in ("share", "low", "high")]
    return [at, rungs.index(row["evidence"]), *thousandths, int(row["n"]), int(row["companies"]), int(few)]
