"""The life of a posting: seen, changed, missed, closed after the grace period, held by the guard, seen again.

Archives are written with times of their own, and loaded by the real commands: one by one, all at once, in any order.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from conftest import REPO, rows, scraper_here, tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scraper import archive
from scraper.model import Payload, Validator, digest_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

DAY0 = dt.datetime(2026, 3, 2, 6)  # noqa: DTZ001 - times of payloads are UTC without a zone
HOUR = dt.timedelta(hours=1)
DAY = 24 * HOUR
URL = "https://boards-api.example.test/v1/boards/loom/jobs"


@dataclass(frozen=True)
class Reading:
    """One answer of the board `loom`: which jobs it lists at a time (`texts` by id), or what it says in their place."""

    at: dt.datetime
    texts: dict[int, str] | None = None
    status: int = 200
    total: int | None = None
    board: str = "loom"
    title: str = "Weaver"

    @property
    def body(self) -> bytes:
        jobs = [_job(native, text, self.title) for native, text in (self.texts or {}).items()]
        total = len(jobs) if self.total is None else self.total
        return json.dumps({"jobs": jobs, "meta": {"total": total}}).encode()


def _job(native: int, text: str, title: str) -> dict[str, Any]:
    told = {"id": native, "internal_job_id": 9000 + native, "title": f"{title} {native}", "content": text}
    return told | {"absolute_url": f"https://loom.example.test/{native}", "location": {"name": "Porto"}}


def seen(at: dt.datetime, *ids: int, text: str = "We weave.", **more: Any) -> Reading:
    return Reading(at, dict.fromkeys(ids, f"&lt;p&gt;{text}&lt;/p&gt;"), **more)


def written(folder: Path, readings: Iterable[Reading]) -> list[Path]:
    """An archive file a reading; one whose body is that of the reading before is a revisit."""
    out: list[Path] = []
    earlier: dict[str, Validator] = {}
    for reading in readings:
        path = folder / "raw" / "greenhouse" / f"{archive.stamp(reading.at)}.warc.gz"
        body = reading.body if reading.status == 200 else b"{}"
        payload = Payload(
            source="greenhouse",
            kind="list",
            url=URL.replace("loom", reading.board),
            fetched_at=reading.at,
            board=reading.board,
            company="Loom & Daughters",
            status=reading.status,
            headers={"content-type": "application/json"},
            body=body,
            digest=digest_of(body),
        )
        with archive.Archive(path) as kept:
            kept.put(payload, earlier.get(reading.board))
        (back,) = archive.read(path)
        if reading.status == 200 and not back.unchanged:
            known = Validator(back.fetch_id, back.fetched_at, digest_of(body), None, None, back.warc)
            earlier[reading.board] = known
        out.append(path)
    return out


def loaded(folder: Path, readings: Iterable[Reading]) -> Path:
    """A workspace with some readings in its database."""
    (folder / "boards").mkdir(parents=True, exist_ok=True)
    for path in (REPO / "data" / "boards").glob("*.toml"):
        if path.stem == "greenhouse":
            (folder / "boards" / path.name).write_text(path.read_text())
    written(folder, readings)
    ran = scraper_here("replay", folder)
    assert ran.code == 0, ran.err
    return folder


def closed(folder: Path) -> dict[int, dt.datetime]:
    sql = "SELECT native_id::INT, closed_at FROM posting WHERE closed_at IS NOT NULL"
    return dict(rows(folder, sql))


def test_a_missed_posting_closes_after_48_hours_of_complete_readings_as_of_the_first_that_missed_it(
    tmp_path: Path,
) -> None:
    readings = [seen(DAY0, 1, 2, 3), *(seen(DAY0 + day * DAY, 1, 2) for day in (1, 2))]
    assert closed(loaded(tmp_path / "a", readings)) == {}, "a day after it was missed it may be back"
    readings.append(seen(DAY0 + 3 * DAY, 1, 2))
    assert closed(loaded(tmp_path / "b", readings)) == {3: DAY0 + DAY}


def test_one_reading_alone_never_closes(tmp_path: Path) -> None:
    assert closed(loaded(tmp_path, [seen(DAY0, 1, 2, 3), seen(DAY0 + 30 * DAY, 1, 2)])) == {}


def test_a_posting_that_is_seen_again_is_open_and_its_history_is_two_spans(tmp_path: Path) -> None:
    readings = [
        seen(DAY0, 1, 2),
        *(seen(DAY0 + day * DAY, 1) for day in range(1, 5)),
        seen(DAY0 + 5 * DAY, 1, 2),
    ]
    folder = loaded(tmp_path, readings)
    assert closed(folder) == {}
    spans = "SELECT native_id, first_fetched_at, last_fetched_at FROM sighting JOIN posting USING (posting_id) ORDER BY ALL"
    assert rows(folder, spans) == [
        ("1", DAY0, DAY0 + 5 * DAY),
        ("2", DAY0, DAY0),
        ("2", DAY0 + 5 * DAY, DAY0 + 5 * DAY),
    ]
    assert rows(folder, "SELECT first_seen_at FROM posting WHERE native_id = '2'") == [(DAY0,)]


@pytest.mark.parametrize("status", [404, 403, 429, 500, 302])
def test_an_answer_that_is_no_reading_closes_nothing(tmp_path: Path, status: int) -> None:
    bad = [Reading(DAY0 + day * DAY, status=status) for day in range(1, 9)]
    folder = loaded(tmp_path, [seen(DAY0, 1, 2), *bad])
    assert closed(folder) == {}
    assert rows(folder, "SELECT count(*) FROM reading WHERE complete") == [(1,)]


def test_a_reading_that_tells_fewer_than_it_declares_closes_nothing(tmp_path: Path) -> None:
    short = [seen(DAY0 + day * DAY, 1, total=2) for day in range(1, 9)]
    folder = loaded(tmp_path, [seen(DAY0, 1, 2), *short])
    assert closed(folder) == {}
    assert rows(folder, "SELECT last_seen_at FROM posting WHERE native_id = '1'") == [(DAY0 + 8 * DAY,)]


def test_a_reading_that_is_not_whole_breaks_no_span(tmp_path: Path) -> None:
    short = seen(DAY0 + DAY, 1, total=2)
    folder = loaded(tmp_path, [seen(DAY0, 1, 2), short, seen(DAY0 + 2 * DAY, 1, 2)])
    assert rows(folder, "SELECT DISTINCT first_fetched_at, last_fetched_at FROM sighting") == [
        (DAY0, DAY0 + 2 * DAY)
    ]


def test_a_board_that_loses_most_at_once_is_held_until_three_readings_agree(tmp_path: Path) -> None:
    many = tuple(range(1, 13))
    first, late = DAY0 + DAY, DAY0 + 4 * DAY
    assert (
        closed(loaded(tmp_path / "two", [seen(DAY0, *many), seen(first, 1, 2, 3), seen(late, 1, 2, 3)])) == {}
    )
    three = [seen(DAY0, *many), seen(first, 1, 2, 3), seen(first + DAY, 1, 2, 3), seen(late, 1, 2, 3)]
    assert closed(loaded(tmp_path / "three", three)) == dict.fromkeys(range(4, 13), first)
    back = [*three[:-1], seen(late, *many)]
    assert closed(loaded(tmp_path / "back", back)) == {}, "it was the list that was broken"


def test_half_of_ten_and_most_of_nine_are_no_mass_loss(tmp_path: Path) -> None:
    ten, nine = range(1, 11), range(1, 10)
    half = [seen(DAY0, *ten), seen(DAY0 + DAY, *range(1, 6)), seen(DAY0 + 4 * DAY, *range(1, 6))]
    assert set(closed(loaded(tmp_path / "half", half))) == set(range(6, 11))
    twelve = [seen(DAY0, *range(1, 13)), *(seen(DAY0 + day * DAY, *range(1, 7)) for day in (1, 4))]
    assert set(closed(loaded(tmp_path / "half of twelve", twelve))) == set(range(7, 13))
    few = [seen(DAY0, *nine), seen(DAY0 + DAY, 1), seen(DAY0 + 4 * DAY, 1)]
    assert set(closed(loaded(tmp_path / "few", few))) == set(range(2, 10))


def test_a_board_that_is_empty_for_days_is_closed_and_another_one_is_not_touched(tmp_path: Path) -> None:
    mill = [seen(DAY0 + HOUR, 1, 2, board="mill")]
    readings = [seen(DAY0, 1, 2), *mill, *(seen(DAY0 + day * DAY) for day in range(1, 5))]
    folder = loaded(tmp_path, readings)
    assert rows(folder, "SELECT board, count(closed_at) FROM posting GROUP BY ALL ORDER BY ALL") == [
        ("loom", 2),
        ("mill", 0),
    ]


def test_an_unchanged_answer_extends_and_a_changed_text_makes_a_version(tmp_path: Path) -> None:
    readings = [seen(DAY0 + day * DAY, 1, 2) for day in range(3)]
    readings.append(seen(DAY0 + 3 * DAY, 1, 2, text="We weave by night."))
    folder = loaded(tmp_path, readings)
    assert rows(folder, 'SELECT outcome FROM "fetch" ORDER BY fetched_at') == [
        ("ok",),
        ("not_modified",),
        ("not_modified",),
        ("ok",),
    ]
    assert rows(folder, "SELECT count(*) FROM reading WHERE complete") == [(4,)], (
        "an unchanged list is read, too"
    )
    assert rows(folder, "SELECT DISTINCT first_fetched_at, last_fetched_at FROM sighting") == [
        (DAY0, DAY0 + 3 * DAY)
    ]
    assert rows(folder, "SELECT DISTINCT text, replaced_at FROM posting_version") == [
        ("We weave.", DAY0 + 3 * DAY)
    ]
    assert rows(folder, "SELECT DISTINCT text FROM posting") == [("We weave by night.",)]


VERSIONS = "SELECT text, replaced_at FROM posting_version ORDER BY replaced_at"


def test_a_text_that_comes_again_is_no_version_and_one_that_comes_back_is(tmp_path: Path) -> None:
    texts = ("We weave.", "We  weave.\n", "We weave by night.", "We weave.")
    folder = loaded(tmp_path, [seen(DAY0 + day * DAY, 1, text=text) for day, text in enumerate(texts)])
    # White space alone is no other text: the second reading, another answer, makes none.
    assert rows(folder, 'SELECT DISTINCT outcome FROM "fetch"') == [("ok",)]
    assert rows(folder, VERSIONS) == [
        ("We weave.", DAY0 + 2 * DAY),
        ("We weave by night.", DAY0 + 3 * DAY),
    ]


def test_another_title_alone_makes_no_version(tmp_path: Path) -> None:
    folder = loaded(tmp_path, [seen(DAY0, 1), seen(DAY0 + DAY, 1, title="Spinner")])
    assert rows(folder, "SELECT title, last_seen_at FROM posting") == [("Spinner 1", DAY0 + DAY)]
    assert rows(folder, VERSIONS) == []


def test_an_older_text_that_is_loaded_later_is_the_older_version(tmp_path: Path) -> None:
    readings = [seen(DAY0, 1, text="We spin."), seen(DAY0 + DAY, 1)]
    folder = loaded(tmp_path, readings[1:])
    (older,) = written(folder, readings[:1])
    ran = scraper_here("replay", folder, str(older))
    assert ran.code == 0, ran.err
    assert rows(folder, "SELECT text, first_seen_at FROM posting") == [("We weave.", DAY0)]
    assert rows(folder, VERSIONS) == [("We spin.", DAY0 + DAY)]


def test_a_text_that_a_new_parser_reads_otherwise_is_no_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = loaded(tmp_path, [seen(DAY0, 1)])
    monkeypatch.setattr("scraper.rows.parser_version", lambda _name: "new")
    monkeypatch.setattr("scraper.rows.content_hash", lambda lines: f"otherwise {lines.decode()}")
    (later,) = written(folder, [seen(DAY0 + DAY, 1)])
    assert scraper_here("replay", folder, str(later)).code == 0
    assert rows(folder, "SELECT parser_version, content_hash FROM posting") == [
        ("new", "otherwise We weave.")
    ]
    assert rows(folder, VERSIONS) == []


_IDS = st.sets(st.integers(1, 14), max_size=14)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from([6, 12, 24, 30, 48]), st.sampled_from([200, 200, 200, 404, 500]), _IDS, st.booleans()
    ),
    min_size=2,
    max_size=9,
)


def _history(steps: list[tuple[int, int, set[int], bool]]) -> list[Reading]:
    """Readings some hours apart; with a flag set, one is as the last good one was."""
    at, before, out = DAY0, {1, 2, 3}, [seen(DAY0, 1, 2, 3)]
    for hours, status, ids, same in steps:
        at += hours * HOUR
        found = before if same else ids
        out.append(seen(at, *sorted(found)) if status == 200 else Reading(at, status=status))
        before = found if status == 200 else before
    return out


def _model(readings: list[Reading]) -> dict[int, dt.datetime]:
    """What is closed, as the rules say it in words: no table, no order of loading."""
    good = [reading for reading in readings if reading.status == 200]
    shown = {native: [r for r in good if native in r.texts] for r in good for native in r.texts}
    mass = set()
    for before, now in itertools.pairwise(good):
        gone = before.texts.keys() - now.texts.keys()
        if len(before.texts) >= 10 and len(gone) > len(before.texts) / 2:
            mass.add(now.at)
    out = {}
    for native, sightings in shown.items():
        missed = [reading.at for reading in good if reading.at > sightings[-1].at]
        if missed and missed[-1] - missed[0] >= 47 * HOUR and (missed[0] not in mass or len(missed) >= 3):
            out[native] = missed[0]
    return out


_QUICK = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, suppress_health_check=_QUICK)
@given(steps=_STEPS)
def test_what_is_closed_is_what_the_rules_say(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any]
) -> None:
    readings = _history(steps)
    assert closed(loaded(tmp_path_factory.mktemp("life"), readings)) == _model(readings)


@settings(max_examples=4, deadline=None, suppress_health_check=_QUICK)
@given(steps=_STEPS, order=st.randoms(use_true_random=False))
def test_it_does_not_matter_in_how_many_steps_and_in_what_order_the_archive_is_loaded(
    tmp_path_factory: pytest.TempPathFactory, steps: list[Any], order: Any
) -> None:
    folder = loaded(tmp_path_factory.mktemp("life"), _history(steps))
    state = tables(folder)
    files = [str(path) for path in sorted(folder.glob("raw/*/*.warc.gz"))]
    (folder / "postings.duckdb").unlink()
    for path in order.sample(files, len(files)):
        assert scraper_here("replay", folder, path).code == 0
    assert tables(folder) == state
    assert scraper_here("replay", folder, *order.sample(files, len(files))).code == 0
    assert tables(folder) == state, "what is loaded already changes nothing"


def _status(folder: Path) -> dict[str, Any]:
    """What `scraper status` tells of the board `loom`."""
    (told,) = json.loads(scraper_here("status", folder, "--json").out)
    (board,) = (board for board in told["by_board"] if board["board"] == "loom")
    return dict(board)


def test_status_counts_the_days_since_a_posting_came_went_or_changed(tmp_path: Path) -> None:
    still = [seen(DAY0 + day * DAY, 1, 2) for day in range(6)]
    assert _status(loaded(tmp_path / "still", still))["days_unchanged"] == 5
    changed = [*still[:4], seen(DAY0 + 4 * DAY, 1, 2, text="We weave by night."), still[5]]
    assert _status(loaded(tmp_path / "changed", changed))["days_unchanged"] == 0, "changed back is a change"
    came = [*still[:2], *(seen(DAY0 + day * DAY, 1, 2, 3) for day in range(2, 6))]
    assert _status(loaded(tmp_path / "came", came))["days_unchanged"] == 3
    went = [*still[:2], *(seen(DAY0 + day * DAY, 1) for day in range(2, 6))]
    assert _status(loaded(tmp_path / "went", went))["days_unchanged"] == 3


def test_status_tells_an_empty_list_until_the_board_lists_something_again(tmp_path: Path) -> None:
    readings = [seen(DAY0, 1, 2), seen(DAY0 + DAY)]
    assert _status(loaded(tmp_path / "empty", readings))["zero_where_there_was_more"] is True
    readings.append(seen(DAY0 + 2 * DAY, 1))
    assert _status(loaded(tmp_path / "back", readings))["zero_where_there_was_more"] is False
    always = [seen(DAY0), seen(DAY0 + DAY)]
    assert _status(loaded(tmp_path / "always", always))["zero_where_there_was_more"] is False
