"""What the tests of the sources share: payloads made of invented records, and the recorded ones of `../shared`."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import SHARED

from scraper.model import Board, Payload, Posting, State, Window
from scraper.sources import discover

if TYPE_CHECKING:
    from pathlib import Path

    from scraper.model import Record, Request
    from scraper.sources import SourceModule

NOW = dt.datetime(2026, 11, 25, 6)  # noqa: DTZ001 - times of payloads are UTC without a zone


class Source:
    """A source module with payloads of its own kind."""

    def __init__(self, name: str, kind: str, media_type: str = "application/json", **told: Any) -> None:
        self.name, self.kind, self.media_type, self.told = name, kind, media_type, told

    @property
    def module(self) -> SourceModule:
        return discover()[self.name]

    def payload(self, content: object, **more: Any) -> Payload:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        told = {
            "source": self.name,
            "kind": self.kind,
            "url": "https://source.example/x",
            "fetched_at": NOW,
            "board": "all",
            "status": 200,
            "headers": {"content-type": self.media_type},
            "body": body,
        }
        return Payload(**(told | self.told | more))

    def records(self, content: object, **more: Any) -> list[Record]:
        return list(self.module.parse(self.payload(content, **more)))

    def postings(self, content: object, **more: Any) -> list[Posting]:
        return [record for record in self.records(content, **more) if isinstance(record, Posting)]

    def posting(self, content: object, **more: Any) -> Posting:
        """The one posting of an answer, which has nothing else."""
        (record,) = self.records(content, **more)
        assert isinstance(record, Posting), record
        return record

    def follow(self, content: object, **more: Any) -> list[Request]:
        return list(self.module.follow(self.payload(content, **more)))

    def requests(self, slug: str, window: Window = Window(), state: State = State()) -> list[Request]:  # noqa: B008 - frozen
        return list(self.module.requests(Board(self.name, slug), window, state))


def recorded(place: str) -> bytes:
    """A recorded answer of `../shared/data`; the test is skipped where that folder is not."""
    path: Path = SHARED / place
    if not path.is_file():
        pytest.skip(f"no recorded payloads here: {path} is missing")
    return path.read_bytes()
