"""From a verdict back to the postings behind its share, with their public pages and the places of their lines.

Knows facts, a verdict's reading and window, and what the store tells of links and places. Refuses to print texts: a
posting's sentences belong to its author.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, estimate, scene
from analysis.taxonomy import ContractBroken

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.store import Findings

    Row = dict[str, Any]

LEVELS = ("absent", "incidental", "used", "preferred", "required")


def chosen(answers: list[Row], claim: str, source: str | None) -> Row:
    """The verdict to trace: the claim's answer, or its primary row of a source. Raises ContractBroken, saying what there is."""
    answer = next((row for row in answers if row["id"] == claim), None)
    if answer is None:
        raise ContractBroken(f"{claim}: no such claim; there are {', '.join(row['id'] for row in answers)}")
    rows = [row for row in (answer, *answer["also"]) if row["is_primary"]]
    found = next((row for row in rows if source in {None, row["source"]}), None)
    if found is None:
        raise ContractBroken(
            f"{claim}: not judged on {source!r}; on {', '.join(row['source'] for row in rows)}"
        )
    if not found["detail"].get("trace"):
        raise ContractBroken(
            f"{claim}: {found['verdict']}, and no share of ours stands behind it: {found['reason']}"
        )
    told: Row = found
    return told


def postings(facts: pd.DataFrame, verdict: Row) -> pd.DataFrame:
    """Every posting of the share: posting_id, month, cluster, level, and `has`, whether it is in the numerator.

    Those with it first, then by month and id; the same folding, role rung and window as the verdict.
    """
    told = verdict["detail"]["trace"]
    first, last = (pd.Timestamp(f"{end}-01").date() for end in verdict["window"].split(".."))
    rows = facts[(facts["source"] == verdict["source"]) & ~estimate.survives(facts)]
    counted = cohort.backend(cohort.fold_window(rows, first, last), told["role_rung"])
    places = [scene.ALL_CATEGORIES.index(category) for category in told["measure"].split("+")]
    level = estimate.levels(counted)[:, places, estimate.WORDS.index(told["words"])].min(axis=1)
    has = scene.reached(counted, told["measure"], told["evidence"], told["words"]) > 0
    table = counted[["posting_id", "month", "cluster", "kind"]].assign(
        level=np.array(LEVELS, dtype=object)[level], has=has
    )
    return table.sort_values("has", ascending=False, kind="stable", ignore_index=True)


_PLACES = """
SELECT p.posting_id, p.url, list({
    'skill': m.skill, 'level': m.level, 'start': m.start, 'stop': m.stop,
    'line': CASE WHEN m.start >= 0
        THEN 1 + length(p.text[:m.start]) - length(replace(p.text[:m.start], chr(10), '')) END
} ORDER BY m.start, m.skill) FILTER (m.skill IS NOT NULL)
FROM postings.posting p
LEFT JOIN (FROM mention WHERE list_contains($1, category) OR $1 = ['any']) m USING (posting_id)
WHERE list_contains($2, p.posting_id)
GROUP BY ALL
"""


def places(findings: Findings, measure: str, posting_ids: list[str]) -> dict[str, Row]:
    """Of postings that were scraped here: `url`, and `places` of their mentions of the measure's categories.

    A place has skill, level, line (from 1; None in the title), start and stop in the text.
    """
    if not findings.has_postings():
        return {}
    rows = findings.rows(_PLACES, measure.split("+"), posting_ids)
    return {posting_id: {"url": url, "places": found or []} for posting_id, url, found in rows}


def public_pages(*folders: Path) -> dict[str, str]:
    """Where the pages of a source's postings stand: its board file's `public`, before the native id; earlier folders win."""
    found = {}
    for path in (path for folder in reversed(folders) for path in sorted(folder.glob("*.toml"))):
        found[path.stem] = str(tomllib.loads(path.read_text(encoding="utf-8")).get("public", ""))
    return found


def link(posting_id: str, url: str | None, pages: dict[str, str]) -> str | None:
    """The public page: as the source told it, else the board file's address for sources without boards."""
    if url:
        return url
    source, _, native = posting_id.partition(":")
    page = pages.get(source, "")
    return f"{page}{native}" if page and ":" not in native else None


def objects(table: pd.DataFrame, told: dict[str, Row], pages: dict[str, str]) -> list[Row]:
    """A JSON object a posting. told: by posting id, `url` and `places` (skill, level, line, start, stop) where it was scraped."""
    return [
        {
            "posting_id": row["posting_id"], "month": f"{row['month']:%Y-%m}", "has": bool(row["has"]), "level": row["level"],
            "kind": row["kind"], "url": link(row["posting_id"], told.get(row["posting_id"], {}).get("url"), pages),
            "places": told.get(row["posting_id"], {}).get("places"),
        }
        for row in table.to_dict("records")
    ]  # fmt: skip


def in_words(found: list[Row], verdict: Row, limit: int | None) -> list[str]:
    """The postings with it, a line each; how many there are, and how many are not listed."""
    having = [row for row in found if row["has"]]
    shown = having if limit is None else having[:limit]
    told = verdict["detail"]["trace"]
    lines = [
        (
            f"{verdict['id']}: {len(having):,} of {len(found):,} postings have {told['measure']} at {told['evidence']}, "
            f"{verdict['source']} {verdict['window']}, reposts folded"
        )
    ]
    lines += [
        f"  {row['month']}  {row['level']:<10} {row['url'] or row['posting_id']}{_places(row)}"
        for row in shown
    ]
    rest = len(having) - len(shown)
    return lines + (
        [f"  … and {rest:,} more (--all lists them, --json those without it too)"] if rest else []
    )


def _places(row: Row) -> str:
    if row["places"] is None:
        return ""
    told = (
        f"{one['skill']} ({LEVELS[one['level']]}) in the title" if one["line"] is None
        else f"{one['skill']} ({LEVELS[one['level']]}) line {one['line']}, characters {one['start']}–{one['stop']}"
        for one in row["places"]
    )  # fmt: skip
    return "  " + "; ".join(told)
