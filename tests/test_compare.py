"""`scraper compare`: what came, went and changed between two runs, whenever it is asked and however the archive was loaded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import scraper_here
from test_life import DAY, DAY0, Reading, loaded, seen, written

from scraper import archive

if TYPE_CHECKING:
    from pathlib import Path

# Day 0: 1 2 3. Day 1: 3 is missed, 4 came, 2 has another text. Days 2, 3: 3 stays away, so that it closes. Day 4: 3 is back.
CHANGED = {
    1: "&lt;p&gt;We weave.&lt;/p&gt;",
    2: "&lt;p&gt;We weave and dye.&lt;/p&gt;",
    4: "&lt;p&gt;We spin.&lt;/p&gt;",
}
READINGS = [
    seen(DAY0, 1, 2, 3),
    *(Reading(DAY0 + day * DAY, CHANGED) for day in (1, 2, 3)),
    Reading(DAY0 + 4 * DAY, CHANGED | {3: "&lt;p&gt;We weave.&lt;/p&gt;"}),
]


def stamp(day: int) -> str:
    return archive.stamp(DAY0 + day * DAY)


def compared(folder: Path, first: str, second: str) -> dict[str, list[int]]:
    ran = scraper_here("compare", folder, first, second, "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert (told["earlier"]["run"], told["later"]["run"]) == (first, second)
    assert [(each["source"], each["board"]) for each in told["boards"]] in ([], [("greenhouse", "loom")])
    out: dict[str, Any] = {"came": [], "went": [], "closed": [], "changed": []}
    for each in told["boards"]:
        for name in out:
            out[name] += [int(posting.rpartition(":")[2]) for posting in each[name]]
    return out


def test_what_came_went_and_changed_is_told_by_board(tmp_path: Path) -> None:
    folder = loaded(tmp_path, READINGS[:4])
    assert compared(folder, stamp(0), stamp(1)) == {"came": [4], "went": [3], "closed": [3], "changed": [2]}
    assert compared(folder, stamp(1), stamp(3)) == {"came": [], "went": [], "closed": [], "changed": []}
    ran = scraper_here("compare", folder, stamp(0), stamp(3))
    assert ran.out.splitlines() == [
        "greenhouse loom: 1 came, 1 went (1 closed), 1 changed",
        f"from {stamp(0)} to {stamp(3)}: 1 came, 1 went (1 closed), 1 changed",
    ]


def test_what_is_missed_has_gone_and_is_closed_only_after_the_grace_period(tmp_path: Path) -> None:
    folder = loaded(tmp_path, READINGS[:2])
    assert compared(folder, stamp(0), stamp(1)) == {"came": [4], "went": [3], "closed": [], "changed": [2]}


def test_what_is_seen_again_has_come_and_the_past_stays_what_it_was(tmp_path: Path) -> None:
    folder = loaded(tmp_path, READINGS)
    assert compared(folder, stamp(3), stamp(4)) == {"came": [3], "went": [], "closed": [], "changed": []}
    assert compared(folder, stamp(0), stamp(4)) == {"came": [4], "went": [], "closed": [], "changed": [2]}
    assert compared(folder, stamp(0), stamp(1))["went"] == [3]


@pytest.mark.parametrize(
    "bad", [seen(DAY0 + DAY, 1, total=9), seen(DAY0 + DAY, status=503), seen(DAY0 + DAY, status=404)]
)
def test_a_reading_that_is_not_whole_takes_nothing_away(tmp_path: Path, bad: Reading) -> None:
    folder = loaded(tmp_path, [seen(DAY0, 1, 2, 3), bad])
    assert compared(folder, stamp(0), stamp(1)) == {"came": [], "went": [], "closed": [], "changed": []}


def test_runs_are_listed_and_known_by_the_first_letters_of_their_names(tmp_path: Path) -> None:
    folder = loaded(tmp_path, READINGS[:2])
    listed = scraper_here("compare", folder)
    assert listed.out.splitlines() == [f"{stamp(day)}  1 source, 1 requests, 3 postings" for day in (0, 1)]
    runs = json.loads(scraper_here("compare", folder, "--json").out)
    assert [run["run"] for run in runs] == [stamp(0), stamp(1)]
    assert runs[0]["ended_at"] == DAY0.isoformat() + "Z"
    short = scraper_here("compare", folder, stamp(0)[:10])
    assert short.out.endswith(f"from {stamp(0)} to {stamp(1)}: 1 came, 1 went (0 closed), 1 changed\n")
    file = f"raw/greenhouse/{stamp(0)}.warc.gz"
    assert scraper_here("compare", folder, file).out == short.out


def test_runs_that_are_unknown_or_the_wrong_way_round_are_refused(tmp_path: Path) -> None:
    folder = loaded(tmp_path, READINGS[:2])
    for names, told in (
        (("1999",), "no run is called '1999'"),
        ((stamp(0)[:6], stamp(1)), "2 runs are called"),
        ((stamp(1), stamp(0)), "name the earlier run first"),
    ):
        ran = scraper_here("compare", folder, *names)
        assert (ran.code, told in ran.err) == (2, True), ran.err


def test_the_answer_does_not_depend_on_how_the_archive_was_loaded(tmp_path: Path) -> None:
    at_once = loaded(tmp_path / "once", READINGS)
    step = loaded(tmp_path / "steps", READINGS[:1])
    for path in written(tmp_path / "archive", READINGS)[1:]:
        (step / "raw" / "greenhouse" / path.name).write_bytes(path.read_bytes())
        assert scraper_here("replay", step, str(step / "raw" / "greenhouse" / path.name)).code == 0
    for first, second in ((0, 1), (1, 3), (3, 4), (0, 4)):
        assert compared(step, stamp(first), stamp(second)) == compared(at_once, stamp(first), stamp(second))
