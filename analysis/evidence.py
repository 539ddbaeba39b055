"""The postings behind a claim: which backend postings of its window name what it speaks of, how strongly, and where.

Knows facts, windows and the public page of a posting. Refuses to judge: the same postings were counted for the share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort
from analysis.taxonomy import CATEGORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.store import Findings

LEVELS = ("absent", "incidental", "used", "preferred", "required")
_LIVE = "SELECT posting_id, title, url FROM postings.posting"


def behind(
    claims: Mapping[str, Any], verdicts: pd.DataFrame, findings: Findings, sources: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """By claim: posting_id, month, level, title and link of the postings of its primary window that name it.

    claims: claim files by id. Title and link are those that were scraped here; a bundled fact has neither, and is linked
    by the public address in its board file.
    """
    facts = findings.facts()
    live = findings.select(_LIVE) if findings.has_postings() else None
    made = {}
    for row in verdicts[verdicts["is_primary"]].to_dict("records"):
        wanted = _categories(claims.get(row["id"]))
        if wanted and row["window_first"] is not None and row["window_first"] == row["window_first"]:
            made[row["id"]] = _linked(_named(facts, row, wanted), live, sources)
    return made


def _categories(claim: Any) -> list[str]:  # noqa: ANN401 - a claim file, whose parts have forms of their own
    """The categories that a claim's first part is about; none where it is about none."""
    for part in claim.parts if claim is not None else ():
        names = str(getattr(part, "measure", "")).split("+")
        if set(names) <= set(CATEGORIES):
            return names
    return []


def _named(facts: pd.DataFrame, verdict: Mapping[Any, Any], categories: list[str]) -> pd.DataFrame:
    """Backend postings of the window with all of the categories, the strongest first; level is the weakest of them."""
    rows = facts[facts["source"].eq(verdict["source"])]
    rows = cohort.backend(cohort.fold_window(rows, verdict["window_first"], verdict["window_last"]), "R2")
    strongest = [rows[[f"{name}_named", f"{name}_generic"]].max(axis=1) for name in categories]
    level = np.minimum.reduce([column.to_numpy(int) for column in strongest])
    kept = rows.assign(level=level)[["posting_id", "source", "month", "level"]]
    return kept[kept["level"].gt(0)].sort_values(
        ["level", "month", "posting_id"], ascending=[False, False, True]
    )


def _linked(rows: pd.DataFrame, live: pd.DataFrame | None, sources: pd.DataFrame) -> pd.DataFrame:
    public = sources.set_index("source")["public"].dropna().to_dict()
    native = rows["posting_id"].str.partition(":")[2]
    link = [
        f"{public[source]}{name}" if source in public else None
        for source, name in zip(rows["source"], native, strict=True)
    ]
    made = rows.assign(
        level=[LEVELS[level] for level in rows["level"]],
        title=None,
        link=pd.Series(link, index=rows.index, dtype=object),
    )
    if live is not None:
        known = live.set_index("posting_id").reindex(made["posting_id"])
        made["title"] = known["title"].to_numpy(object)
        made["link"] = known["url"].where(known["url"].notna(), link).to_numpy(object)
    return made[["posting_id", "month", "level", "title", "link"]].reset_index(drop=True)
