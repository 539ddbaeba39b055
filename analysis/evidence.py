"""The postings behind each claim, as pages list them: those of the numerator, with their public pages.

Knows what `analysis.trace` finds of one verdict. Refuses to print texts: of a posting that was scraped here its title
is told, of a bundled fact nothing but its id.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis import report, trace

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.store import Findings

_LIVE = "SELECT posting_id, title, url FROM postings.posting"


def behind(verdicts: pd.DataFrame, findings: Findings, *boards: Path) -> dict[str, pd.DataFrame]:
    """By claim: posting_id, month, level, title and link of the postings of its answer's share, newest first.

    Claims that no share stands behind are left out. boards: folders of board files, which name the sources' public pages.
    """
    facts = findings.facts()
    live = (
        findings.select(_LIVE)
        if findings.has_postings()
        else pd.DataFrame(columns=["posting_id", "title", "url"])
    )
    known, pages = live.set_index("posting_id"), trace.public_pages(*boards)
    answers = [answer for answer in report.objects(verdicts) if answer["detail"].get("trace")]
    return {answer["id"]: _linked(trace.postings(facts, answer), known, pages) for answer in answers}


def _linked(rows: pd.DataFrame, live: pd.DataFrame, pages: dict[str, str]) -> pd.DataFrame:
    kept = rows[rows["has"]].sort_values(["month", "posting_id"], ascending=[False, True], ignore_index=True)
    known = live.reindex(kept["posting_id"]).astype(object)
    known = known.where(known.notna(), None)
    links = [trace.link(*pair, pages) for pair in zip(kept["posting_id"], known["url"], strict=True)]
    made = kept.assign(
        title=known["title"].to_numpy(object), link=pd.Series(links, index=kept.index, dtype=object)
    )
    return made[["posting_id", "month", "level", "title", "link"]]
