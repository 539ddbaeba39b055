"""Recorded forms of answers, one folder each: `request.json`, `payload`, and `rows.json` or `error.json`.

To add a case is to add a folder: what was asked, what came, byte for byte, and the records or the failure that it
means. `follow.json` lists the addresses (and months) that it leads to. All sentences are this project's own.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scraper import archive, outcome
from scraper.model import FetchFailed, Listed, Payload, Posting, Record, Reject
from scraper.sources import discover

if TYPE_CHECKING:
    from scraper.sources import SourceModule

_ROOT = Path(__file__).parent / "golden"
_CASES = sorted(path.parent for path in _ROOT.glob("*/*/payload"))
_TOLD = ("text", "company", "board", "month", "posted_at", "url", "format")


def _payload(case: Path) -> Payload:
    asked = json.loads((case / "request.json").read_text())
    headers = {"content-type": asked.get("content_type", "")}
    headers |= {"location": asked["location"]} if "location" in asked else {}
    month = asked.get("month")
    return Payload(
        source=case.parent.name,
        kind=asked["kind"],
        url=f"https://source.example/{case.name}",
        fetched_at=dt.datetime(2026, 11, 23),  # noqa: DTZ001 - UTC, as in the archive
        board=asked.get("board"),
        month=month and dt.date.fromisoformat(month),
        public="https://news.ycombinator.com/item?id=",
        rest=tuple(asked.get("rest", ())),
        status=asked.get("status", 200),
        headers=headers,
        body=(case / "payload").read_bytes(),
    )


def _understood(payload: Payload, module: SourceModule) -> tuple[str, str | None, list[Record]]:
    verdict, reason = outcome.of(payload, module.MEDIA_TYPES)
    if verdict != "ok":
        return verdict, reason, []
    try:
        return "ok", None, list(module.parse(payload))
    except FetchFailed as failed:
        return failed.outcome, failed.reason, []


def _row(record: Record) -> dict[str, Any]:
    if isinstance(record, Listed):
        return {"listed": record.native_id}
    if isinstance(record, Reject):
        return {
            "reject": record.native_id,
            "reason": record.reason,
            "detail": record.detail,
            "board": record.board,
        }
    assert isinstance(record, Posting)
    told = {name: getattr(record, name) for name in _TOLD}
    plain = {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in told.items()}
    return {"posting": record.native_id, **plain}


@pytest.mark.parametrize("case", _CASES, ids=[f"{path.parent.name}/{path.name}" for path in _CASES])
def test_a_recorded_answer_means_the_rows_or_the_failure_beside_it(case: Path, tmp_path: Path) -> None:
    module = discover()[case.parent.name]
    with archive.Archive(tmp_path / "raw" / "a.warc.gz") as kept:
        kept.put(_payload(case))
    (payload,) = archive.read(tmp_path / "raw" / "a.warc.gz")
    assert payload.body == _payload(case).body, "a fixture goes the way of every answer: through the archive"
    verdict, reason, records = _understood(payload, module)
    wanted_rows, wanted_error = case / "rows.json", case / "error.json"
    assert wanted_rows.exists() != wanted_error.exists(), "a case has rows or an error"
    if wanted_rows.exists():
        assert (verdict, reason) == ("ok", None)
        assert [_row(record) for record in records] == json.loads(wanted_rows.read_text())
    else:
        error = json.loads(wanted_error.read_text())
        assert verdict == error["outcome"]
        assert error["reason"] in (reason or "")
    if (case / "follow.json").exists():
        led = [f"{request.path} {request.month}" for request in module.follow(payload)]
        assert led == json.loads((case / "follow.json").read_text())


def test_there_are_cases_of_every_kind() -> None:
    assert len(_CASES) >= 20
    assert sum((case / "rows.json").exists() for case in _CASES) >= 10
    assert sum((case / "error.json").exists() for case in _CASES) >= 8
    assert sum((case / "follow.json").exists() for case in _CASES) >= 6
    kinds = {json.loads((case / "request.json").read_text())["kind"] for case in _CASES}
    assert kinds == {"threads", "thread", "user", "story", "comment", "dump"}
