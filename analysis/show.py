"""Findings -> pictures and pages: gathers what both need and hands it on.

Knows which tables and files a reader is shown. Refuses to measure and to draw.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from analysis import credit, evidence, store, taxonomy
from analysis.progress import bar
from analysis.workspace import shipped

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from analysis.workspace import Workspace

# Requests of the scraper by source and outcome, where anything was scraped here.
_HEALTH = (
    "SELECT source, outcome, count(*) AS requests, sum(postings) AS postings, max(fetched_at) AS last "
    "FROM postings.\"fetch\" WHERE kind <> 'robots' GROUP BY ALL ORDER BY ALL"
)
_FACTS = (
    "SELECT posting_id, source, month::TIMESTAMP AS month, read_at, backend, format, kind, "
    "coalesce(survivor, false) AS survivor FROM fact ORDER BY posting_id"
)


class Voice(Protocol):
    """How a run speaks."""

    def say(self, sentence: str) -> None: ...


def everything(
    workspace: Workspace,
    findings: store.Findings,
    frames: Mapping[str, pd.DataFrame],
    extractor: str,
    voice: Voice,
) -> None:
    """Draw all pictures and write the site of the findings that are being written.

    frames: tables of findings by name.
    """
    from analysis import charts, claims, site  # noqa: PLC0415 - matplotlib and jinja2 are needed from here on

    tables = {**frames, **_beside(workspace, findings)}
    versions = {"extractor": extractor}
    voice.say(f"drawing {len(charts.pictures())} charts, light and dark")
    with bar("drawing", len(charts.pictures())) as tick:
        drawn = charts.draw_all(tables, workspace.charts, versions, tick=tick)
    missing = [one.name.replace("_", " ") for one in drawn if one.path is None]
    if missing:
        voice.say(f"not drawn, the page of pictures says why: {', '.join(missing)}")
    voice.say("writing the site")
    known = claims.load(workspace.claims)
    material = site.Material(
        tables=tables,
        source=charts.main(tables),
        drawn=drawn,
        claims=known,
        traced=evidence.behind(tables["verdict"], findings, workspace.boards, shipped("boards")),
        aliases=_aliases(workspace.taxonomy),
        dictionary=store.described(workspace.schema.read_text(encoding="utf-8")),
        files=workspace.tables,
        versions=versions,
    )
    site.write(workspace.site, material)


def _beside(workspace: Workspace, findings: store.Findings) -> dict[str, pd.DataFrame]:
    """Tables that are not measured: facts in short, sources with their credit, health of the scraper."""
    beside = {"fact": findings.select(_FACTS), "source": credit.read(workspace.boards, shipped("boards"))}
    return {**beside, "health": findings.select(_HEALTH)} if findings.has_postings() else beside


def _aliases(folder: Path) -> dict[str, list[str]]:
    """Other spellings of each named tool, as a reader may type them."""
    made: dict[str, list[str]] = {}
    for skill in taxonomy.load(folder).skills:
        if skill.named:
            made.setdefault(skill.name, []).extend(alias for alias in skill.aliases if alias != skill.name)
    return made
