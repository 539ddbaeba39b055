"""`scraper status --boards`: a line a board, with all that a person has to know of it without reading JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from conftest import scraper_here
from test_life import DAY, DAY0, HOUR, Reading, loaded, seen

if TYPE_CHECKING:
    from pathlib import Path


def _lines(folder: Path) -> dict[str, str]:
    lines = scraper_here("status", folder, "--boards").out.splitlines()
    return {re.split(r"[ :]", line)[1]: line for line in lines}


def test_each_board_tells_outcome_counts_completeness_and_days_since_a_change(tmp_path: Path) -> None:
    mill = [seen(DAY0 + HOUR, 7, board="mill"), Reading(DAY0 + 3 * DAY, status=404, board="mill")]
    readings = sorted([*(seen(DAY0 + day * DAY, 1, 2) for day in (0, 1, 4)), *mill], key=lambda one: one.at)
    told = _lines(loaded(tmp_path, readings))
    assert told.keys() == {"loom", "mill"}, (
        "boards that were never asked and have nothing are not named one by one"
    )
    assert told["loom"].startswith(
        "greenhouse loom: not_modified; last asked 2026-03-06T06:00:00Z; lists 2; 2 open of 2;"
    )
    assert "unchanged for 4 days" in told["loom"]
    assert "title 100%, url 100%, location 100%" in told["loom"]
    assert "pay_max 0%" in told["loom"]
    assert "greenhouse mill: gone; last asked 2026-03-05T06:00:00Z" in told["mill"]
    assert "1 open of 1" in told["mill"], "what is gone closes nothing"
    assert not any("where there was more" in line for line in told.values())


def test_a_list_that_is_empty_where_there_was_more_is_told_in_its_line(tmp_path: Path) -> None:
    told = _lines(loaded(tmp_path, [seen(DAY0, 1, 2), seen(DAY0 + DAY)]))
    assert "empty;" in told["loom"]
    assert "lists 0; 2 open of 2; nothing, where there was more" in told["loom"]


def test_completeness_is_told_of_each_field_that_a_source_may_leave_out(tmp_path: Path) -> None:
    folder = loaded(tmp_path, [seen(DAY0, 1)])
    ((board,),) = (
        [b for b in s["by_board"] if b["postings"]]
        for s in json.loads(scraper_here("status", folder, "--json").out)
    )
    assert {"group_key", "pay_min", "pay_max", "pay_currency", "pay_period", "country", "language"} < board[
        "completeness"
    ].keys()
    assert board["completeness"]["group_key"] == 1.0
    assert board["completeness"]["pay_currency"] == 0.0
