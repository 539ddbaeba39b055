"""One site of made-up findings for all tests of pages: built once a process, with a hostile posting and a hostile skill."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from functools import cache
from pathlib import Path

import pandas as pd
import sample_findings

from analysis import charts, site

HOSTILE = "<script>alert('x')</script> & \"more\""
DRAWN = ("claim_over_time", "vendors", "source_coverage")
VERSIONS = {"extractor": "0f1e2d"}


@dataclasses.dataclass(frozen=True)
class ClaimFile:
    """What a page reads of a claim file."""

    says: str = "Three in four ask for a cloud."
    said_by: str = HOSTILE
    registered: dt.date = dt.date(2026, 1, 1)
    estimand: str = "A share."
    cohort: str = "Backend postings."
    not_told: tuple[str, ...] = ("Who is hired.",)


def traced(rows: int = 160) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "posting_id": [f"hackernews:{number}" for number in range(rows)],
            "month": pd.Timestamp("2026-05-01"),
            "level": "required",
            "title": [HOSTILE, "=HYPERLINK()", *[None] * (rows - 2)],
            "link": ["javascript:alert(1)", "https://example.test/item?id=1", *["https://example.test/item?id=2"] * (rows - 2)],
        }
    )  # fmt: skip


@cache
def pictures() -> list[charts.Drawn]:
    """Three pictures, and one that could not be drawn."""
    folder = Path(tempfile.mkdtemp(prefix="skilltrend-charts-"))
    tables = sample_findings.tables(kind="history")
    plans = [charts._planned(name, tables, VERSIONS, "hackernews") for name in DRAWN]
    for plan in plans:
        charts.save(plan, folder)
    drawn = [charts.Drawn(plan.name, folder / f"{plan.name}.png", plan.texts) for plan in plans]
    return [*drawn, charts.Drawn("pay", reason=charts.picture("pay").EMPTY)]


def files(folder: Path) -> Path:
    """Tables as a run leaves them."""
    folder.mkdir(exist_ok=True)
    (folder / "skill_share.csv").write_text('skill,share\n"=cmd()",-0.5\n"a,b",0.25\n', encoding="utf-8")
    (folder / "skill_share.parquet").write_bytes(b"PAR1")
    (folder / "share.parquet").write_bytes(b"PAR1")
    return folder


def material(folder: Path, kind: str = "history", **changed) -> site.Material:
    tables = sample_findings.tables(kind=kind)
    tables = {
        **tables,
        "source": tables["source"].assign(credit="jobs by Example", credit_url="https://example.test/"),
    }
    made = site.Material(
        tables=tables, source="hackernews", drawn=pictures(), claims={"cloud-three-quarters": ClaimFile()},
        traced={"cloud-three-quarters": traced()}, aliases={"Docker": ["docker engine", "moby"]},
        dictionary=[("share", "Shares.", [("month", "DATE", "First month."), ("kind", "VARCHAR", None)])],
        files=files(folder / "tables"), versions=VERSIONS,
    )  # fmt: skip
    return dataclasses.replace(made, **changed)


@cache
def built() -> Path:
    """The site's folder."""
    folder = Path(tempfile.mkdtemp(prefix="skilltrend-site-"))
    site.write(folder / "site", material(folder))
    return folder / "site"
