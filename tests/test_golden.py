"""Recorded forms of answers, one folder each: `request.json`, `payload`, and `rows.json` or `error.json`.

To add a case is to add a folder: what was asked, what came, byte for byte, and the records or the failure that it
means. `follow.json` lists the addresses (and months) that it leads to. All sentences are this project's own.
A posting's row tells what differs from "not told"; those of Hacker News tell seven fields, also where they are null.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from scraper import archive
from scraper.model import Listed, Payload, Posting, Record, Reject
from scraper.rows import understood
from scraper.sources import discover

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
        url=asked.get("url", f"https://source.example/{case.name}"),
        fetched_at=dt.datetime(2026, 11, 23),  # noqa: DTZ001 - UTC, as in the archive
        board=asked.get("board"),
        company=asked.get("company"),
        month=month and dt.date.fromisoformat(month),
        public=asked.get("public", "https://news.ycombinator.com/item?id="),
        rest=tuple(asked.get("rest", ())),
        native_id=asked.get("native_id"),
        page=asked.get("page", 1),
        stamp=asked.get("stamp"),
        told=asked.get("told") and json.dumps(asked["told"]),
        whole=asked.get("whole", True),
        status=asked.get("status", 200),
        headers=headers | asked.get("headers", {}),
        body=(case / "payload").read_bytes(),
    )


def _row(record: Record, source: str) -> dict[str, Any]:
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
    if source == "hackernews":
        told = {name: getattr(record, name) for name in _TOLD}
    else:
        named = {"text": record.text, **record._asdict()}
        defaults = record._field_defaults
        told = {
            name: value
            for name, value in named.items()
            if name not in {"native_id", "lines"} and (name not in defaults or value != defaults[name])
        }
    return {"posting": record.native_id} | {name: _plain(value) for name, value in told.items()}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [[place.name, place.country] for place in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@pytest.mark.parametrize("case", _CASES, ids=[f"{path.parent.name}/{path.name}" for path in _CASES])
def test_a_recorded_answer_means_the_rows_or_the_failure_beside_it(case: Path, tmp_path: Path) -> None:
    module = discover()[case.parent.name]
    with archive.Archive(tmp_path / "raw" / "a.warc.gz") as kept:
        kept.put(_payload(case))
    (payload,) = archive.read(tmp_path / "raw" / "a.warc.gz")
    assert payload.body == _payload(case).body, "a fixture goes the way of every answer: through the archive"
    verdict, reason, records = understood(payload, module)
    wanted_rows, wanted_error = case / "rows.json", case / "error.json"
    assert wanted_rows.exists() or wanted_error.exists(), "a case has rows or an error"
    error = json.loads(wanted_error.read_text()) if wanted_error.exists() else {"outcome": "ok", "reason": ""}
    assert verdict == error["outcome"] or (verdict, records, error["outcome"]) == ("empty", [], "ok")
    assert error["reason"] in (reason or "")
    # An answer that was cut off has both: the failure, and the rows that came before it.
    assert [_row(record, payload.source) for record in records] == (
        json.loads(wanted_rows.read_text()) if wanted_rows.exists() else []
    )
    if (case / "follow.json").exists():
        led = [f"{request.path} {request.month}" for request in module.follow(payload)]
        assert led == json.loads((case / "follow.json").read_text())


@pytest.mark.parametrize("source", sorted({path.parent.name for path in _CASES}))
def test_each_source_has_a_case_with_postings_and_one_with_a_failure(source: str) -> None:
    cases = [case for case in _CASES if case.parent.name == source]
    rows = [json.loads((case / "rows.json").read_text()) for case in cases if (case / "rows.json").exists()]
    assert any("posting" in row for told in rows for row in told)
    assert any((case / "error.json").exists() for case in cases)


def test_there_are_cases_of_every_kind() -> None:
    assert len(_CASES) >= 20
    assert sum((case / "rows.json").exists() for case in _CASES) >= 10
    assert sum((case / "error.json").exists() for case in _CASES) >= 8
    assert sum((case / "follow.json").exists() for case in _CASES) >= 6
    ours = [case for case in _CASES if case.parent.name == "hackernews"]
    kinds = {json.loads((case / "request.json").read_text())["kind"] for case in ours}
    assert kinds == {"threads", "thread", "user", "story", "comment", "dump"}
