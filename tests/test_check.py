"""`scraper check` over real HTTP: an answer as recorded is no drift, and each way to be another is told."""

from __future__ import annotations

import collections
import dataclasses
import json
from typing import TYPE_CHECKING

import pytest
from conftest import REPO, SHARED, Ran, run_scraper, scraper_here
from fake_internet import GOLDEN, NOW, PAGE, Answer, FakeInternet, Laid, lay_out, shipped, write

from scraper import archive, shape
from scraper.model import Payload
from scraper.rows import understood
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GREENHOUSE = "/greenhouse/api/v1/boards/{}/jobs?content=true&pay_transparency=true"
# Fields that few tell, that each posting has, or that say how it was read.
LEFT_OUT = {"posting", "text", "board", "format", "whole", "group_key"}
HEADER = """\
# Fields that nine of ten recorded postings of a source module have: `scraper check` tells where none has one any more.
# Made of the rows in tests/golden; tests/test_check.py prints what belongs here when they differ.
"""


def usual_text() -> str:
    lines = [HEADER + "[usual]"]
    for folder in sorted(GOLDEN.iterdir()):
        told = [row for path in folder.glob("*/rows.json") for row in json.loads(path.read_text())]
        postings = [row for row in told if "posting" in row]
        filled = collections.Counter(
            key for row in postings for key, value in row.items() if value is not None
        )
        names = [name for name, count in filled.items() if count >= 0.9 * len(postings)]
        kept = sorted(name for name in names if name not in LEFT_OUT and not name.startswith("pay_"))
        lines.append(f"{folder.name} = {json.dumps(kept)}")
    return "\n".join(lines) + "\n"


def test_the_usual_fields_are_those_of_the_recorded_forms() -> None:
    committed = (REPO / "data" / "shapes.toml").read_text(encoding="utf-8")
    assert committed == usual_text(), f"data/shapes.toml is stale; it should be\n{usual_text()}"
    assert shape.usual().keys() == discover().keys()


@pytest.fixture
def fake() -> Iterator[FakeInternet]:
    with FakeInternet().running() as served:
        yield served


def greenhouse(fake: FakeInternet, folder: Path, *slugs: str) -> Laid:
    laid = lay_out(fake, shipped()["greenhouse"], faults=False)
    rows = tuple(dataclasses.replace(laid.source.boards[0], slug=slug) for slug in slugs)
    write(folder, dataclasses.replace(laid.source, boards=rows))
    return laid


def job(native: int, **more: object) -> dict[str, object]:
    return {
        "id": native, "internal_job_id": native, "title": "Weaver", "content": "&lt;p&gt;We weave.&lt;/p&gt;",
        "absolute_url": "https://loom.example.test/7", "updated_at": "2026-03-02T09:14:05-05:00",
        "first_published": "2026-03-01T09:14:05-05:00", "location": {"name": "Berlin, Germany"}, "language": "en",
        "company_name": "Loom", "departments": [{"name": "Looms"}],
    } | more  # fmt: skip


def answer(*jobs: dict[str, object]) -> Answer:
    return Answer(json.dumps({"jobs": jobs, "meta": {"total": len(jobs)}}).encode())


def told(ran: Ran) -> str:
    (line,) = ran.out.splitlines()
    return line


def test_an_answer_as_it_should_be_is_no_drift_and_costs_one_request(
    fake: FakeInternet, tmp_path: Path
) -> None:
    greenhouse(fake, tmp_path, "loom", "other")
    fake.answers[GREENHOUSE.format("loom")] = answer(*map(job, range(5)))
    ran = run_scraper("check", tmp_path)
    assert ran.code == 0, ran.err
    assert told(ran).startswith("greenhouse: ok: loom: 5 postings")
    assert "drift" not in ran.out
    assert fake.paths() == ["/robots.txt", GREENHOUSE.format("loom")]
    (kept,) = (tmp_path / "checks").iterdir()
    assert [payload.kind for payload in archive.read(kept)] == ["robots", "list"]
    assert not (tmp_path / "postings.duckdb").exists(), "what a check brings goes into no table"
    assert run_scraper("check", tmp_path).code == 0, "a second one takes the place of the first"


@pytest.mark.parametrize(
    ("given", "what"),
    [
        (answer(*(job(native, departments=None, location=None) for native in range(4))), "department, location, locations: filled in none of 4"),
        (answer(*map(job, range(4)), job(5, id="five")), "1 of 5 records are malformed (record 5: Expected `int`, got `str`"),
        (answer(*(job(native, id="x") for native in range(4))), "answered failed (unreadable: not one of 4 records"),
        (Answer(b"<html>", headers=PAGE), "answered failed (answered with text/html"),
        (Answer(b'{"vacancies": []}'), "answered failed (unreadable"),
        (Answer(b"{}", 403), "answered blocked (HTTP 403)"),
    ],
    ids=["field", "record", "all records", "type", "form", "refused"],
)  # fmt: skip
def test_drift_is_told_with_its_place(fake: FakeInternet, tmp_path: Path, given: Answer, what: str) -> None:
    greenhouse(fake, tmp_path, "loom")
    fake.answers[GREENHOUSE.format("loom")] = given
    ran = scraper_here("check", tmp_path, "--source", "greenhouse")
    assert ran.code == 1
    assert told(ran).startswith("greenhouse: drift: loom: ")
    assert what in told(ran)


def test_keys_that_are_new_or_gone_are_told_beside_it(fake: FakeInternet, tmp_path: Path) -> None:
    greenhouse(fake, tmp_path, "loom")
    fake.answers[GREENHOUSE.format("loom")] = answer(*(job(native, salary_band="B") for native in range(4)))
    line = told(scraper_here("check", tmp_path))
    assert "keys not read: salary_band" in line
    assert "keys not there: offices, pay_input_ranges" in line


def test_a_board_that_lists_nothing_is_followed_by_the_next_one(fake: FakeInternet, tmp_path: Path) -> None:
    greenhouse(fake, tmp_path, "gone-loom", "empty-loom", "loom")
    fake.answers[GREENHOUSE.format("empty-loom")] = answer()
    fake.answers[GREENHOUSE.format("loom")] = answer(*map(job, range(4)))
    assert told(scraper_here("check", tmp_path)).startswith("greenhouse: ok: loom: 4 postings")
    fake.answers[GREENHOUSE.format("loom")] = answer()
    ran = scraper_here("check", tmp_path)
    assert (
        ran.code,
        "nothing is listed: gone-loom gone (HTTP 404); empty-loom empty; loom empty" in ran.out,
    ) == (1, True)


def test_nothing_that_can_be_reached_is_no_drift(tmp_path: Path) -> None:
    with FakeInternet().running() as fake:
        greenhouse(fake, tmp_path, "loom")
    ran = scraper_here("check", tmp_path)  # the server is gone
    assert ran.code == 3
    assert told(ran).startswith("greenhouse: not reached: loom: blocked (robots.txt could not be asked")


def test_a_source_that_is_unknown_or_off_is_refused(tmp_path: Path) -> None:
    assert scraper_here("check", tmp_path, "--source", "nobody").code == 2
    off = scraper_here("check", tmp_path, "--source", "workday")
    assert (off.code, "is off" in off.err) == (2, True)


def test_every_source_can_be_looked_at(
    fake: FakeInternet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADZUNA_APP_ID", "id-of-a-test")
    monkeypatch.setenv("ADZUNA_APP_KEY", "key-of-a-test")
    names = set()
    for name, source in shipped().items():
        laid = lay_out(fake, source, faults=False)
        good = [board for board in laid.source.boards if laid.outcomes[board.slug] == "ok"]
        best = max(good, key=lambda board: laid.postings[board.slug])
        write(tmp_path, dataclasses.replace(laid.source, boards=(best,)))
        names.add(name)
    ran = scraper_here("check", tmp_path)
    lines = ran.out.splitlines()
    assert {line.partition(":")[0] for line in lines} == names
    assert {line.split(": ")[1] for line in lines} <= {"ok", "drift"}, ran.out
    wrong = [
        line
        for line in lines
        if ": drift:" in line and "malformed" not in line and "filled in none" not in line
    ]
    assert not wrong
    assert sum(": ok:" in line for line in lines) >= 18, ran.out


@pytest.mark.skipif(not (SHARED / "ats").is_dir(), reason="the recorded payloads are not here")
@pytest.mark.parametrize("module", ["greenhouse", "lever"])
def test_recorded_answers_show_no_drift(module: str) -> None:
    boards = 0
    for board in sorted((SHARED / "ats" / module).iterdir()):
        path = next(path for path in sorted(board.glob("*.json")) if "metadata" not in path.name)
        payload = Payload(
            module, "list", "https://x.example.test", NOW, board=board.name, company="Loom", status=200,
            headers={"content-type": "application/json"}, body=path.read_bytes(),
        )  # fmt: skip
        _, _, records = understood(payload, discover()[module])
        if len(records) < 20:
            continue
        assert shape.drift(module, records) == []
        new, absent = shape.keys(module, payload.body)
        assert len(new) >= 5, "what the reader leaves out is there"
        assert not {"id", "title", "text", "content", "lists"} & {*absent}
        boards += 1
    assert boards


def test_an_error_of_the_program_is_not_done_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scraper import check

    monkeypatch.setattr(check, "check", lambda *_: 1 // 0)
    ran = scraper_here("check", tmp_path)
    assert (ran.code, "ZeroDivisionError" in ran.err) == (3, True)
