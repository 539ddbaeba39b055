"""From the archive to the figures: what is replayed, in whatever steps, changes no number of stock and flow."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from conftest import scraper_here
from test_boilerplate import body, read
from test_life import DAY, Reading, loaded

from analysis import partition, study
from analysis.store import reading
from analysis.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping

STUDY = study.read(Path(__file__).resolve().parent.parent / "data" / "study.toml")
FIRST = dt.datetime(2026, 1, 10, 6)  # noqa: DTZ001 - times of payloads are UTC without a zone
AWS, DOCKER = "# Requirements\n- You know AWS well", "# Requirements\n- You know Docker well"


def _texts(asks: Mapping[int, str]) -> dict[int, str]:
    """What Greenhouse's wire has of postings that ask for this, by number."""
    lines = {number: body(number, ask).replace("# ", "").split("\n") for number, ask in asks.items()}
    return {number: "".join(f"&lt;p&gt;{line}&lt;/p&gt;" for line in of) for number, of in lines.items()}


class _Hiring(Reading):
    """A reading whose jobs are those of backend engineers."""

    @property
    def body(self) -> bytes:
        return super().body.replace(b'"title": "Weaver ', b'"title": "Backend Engineer ')


def _of_day(day: int) -> dict[int, str]:
    """Who is listed on a day: 2 is gone for weeks and comes back, 1 is rewritten, 3 ends for good, 4 comes late."""
    asks = {1: AWS if day < 40 else DOCKER}
    asks |= {2: AWS} if day < 20 or day > 60 else {}
    asks |= {3: DOCKER} if day < 50 else {}
    return asks | ({4: AWS} if day >= 30 else {})


READINGS = [
    _Hiring(FIRST + day * DAY, _texts(_of_day(day))) if day != 33 else Reading(FIRST + day * DAY, status=500)
    for day in (*range(0, 80, 3), 81)
]


def _figures(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables of findings that tell stock and flow, as `analysis run` makes them."""
    (folder / "history").mkdir(exist_ok=True)
    read(Workspace(folder))
    with reading(Workspace(folder)) as found:
        facts, stock = found.facts(), found.stock()
        return {
            "facts": pd.DataFrame(
                found.rows("SELECT posting_id, month, survivor, duplicate_group FROM fact ORDER BY ALL")
            ),
            "stock": pd.DataFrame(found.rows("SELECT * FROM stock ORDER BY ALL")),
            "shares": partition.shares(facts, set(), stock, STUDY),
        }


def _same(one: dict[str, pd.DataFrame], other: dict[str, pd.DataFrame]) -> None:
    for name, table in one.items():
        pd.testing.assert_frame_equal(table, other[name], check_exact=True)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace into which the readings came in three steps, with figures made after each."""
    folder = tmp_path_factory.mktemp("live")
    for start, stop in ((0, 9), (9, 18), (18, None)):
        _figures(loaded(folder, READINGS[start:stop]))
    return folder


def test_stock_and_flow_of_a_history_are_not_empty(live: Path) -> None:
    figures = _figures(live)
    shares = figures["shares"]
    assert len(figures["facts"]) == 4
    assert len(figures["stock"]) > 4
    assert {"flow", "stock"} <= set(shares.loc[(shares["cut"] == "flow") & (shares["n"] > 0), "value"])


def test_a_replay_of_what_is_loaded_changes_no_figure(live: Path) -> None:
    before = _figures(live)
    assert scraper_here("replay", live, *map(str, sorted(live.glob("raw/*/*.warc.gz")))).code == 0
    _same(before, _figures(live))


def test_a_database_made_anew_from_the_archive_has_the_same_figures(live: Path) -> None:
    before = _figures(live)
    for path in live.glob("*.duckdb"):
        path.unlink()
    assert scraper_here("replay", live).code == 0
    _same(before, _figures(live))
