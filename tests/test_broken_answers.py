"""However broken an answer is, a source says so: it never breaks itself, for then the load of all others would stop."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from test_golden import _CASES, _payload

from scraper.model import FINAL_OUTCOMES, FetchFailed
from scraper.rows import understood
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.model import Payload
    from scraper.sources import SourceModule

_ODD = json.dumps(
    [
        *(None, 0, -1, 2**63, 1e308, "", "x", "\x00", [], {}, [None], [1], {"a": None}, True),
        *("2026-99-99", "9999-12-31T23:59:59-14:00", "0001-01-01", "<p>", "&#xD800;", "https://", "http://["),
    ]
)
_DIRT = [b'"', b"{", b"}", b",", b"<", b">", b"\xff", b"\\", b"\n"]
_TIMES = 60


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a JSON value, as the keys that lead there."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from _places(one, (*path, key))


def _with_odd_value(chance: random.Random, body: bytes) -> bytes:
    """The body with one of its JSON values replaced; as it is, where it is no JSON."""
    try:
        whole = json.loads(body)
    except ValueError:
        return body
    found = list(_places(whole))
    if not found:
        return body
    *path, last = chance.choice(found)
    holder = whole
    for key in path:
        holder = holder[key]
    holder[last] = chance.choice(json.loads(_ODD))
    return json.dumps(whole).encode()


def _with_dirt(chance: random.Random, body: bytes) -> bytes:
    at = chance.randrange(len(body) + 1)
    return body[:at] + chance.choice(_DIRT) + body[at + chance.randrange(20) :]


def _broken(chance: random.Random, payload: Payload) -> Payload:
    body = payload.body
    for _ in range(chance.choice([1, 2, 4])):
        body = chance.choice([_with_odd_value, _with_odd_value, _with_dirt])(chance, body)
    return dataclasses.replace(payload, body=body)


def _ask_all(module: SourceModule, payload: Payload) -> None:
    verdict, _, _ = understood(payload, module)
    assert verdict in FINAL_OUTCOMES
    for ask in (lambda told: list(module.follow(told)), module.is_last, module.total, module.judge):
        with contextlib.suppress(FetchFailed):
            ask(payload)


@pytest.mark.parametrize("source", sorted({case.parent.name for case in _CASES} - {"hackernews"}))
def test_a_broken_answer_never_breaks_the_source(source: str) -> None:
    module, chance = discover()[source], random.Random(source)  # noqa: S311 - the same each time
    cases: list[Path] = [case for case in _CASES if case.parent.name == source]
    for payload in map(_payload, cases):
        for _ in range(_TIMES):
            broken = _broken(chance, payload)
            try:
                _ask_all(module, broken)
            except Exception as error:
                error.add_note(f"{broken.kind} with {broken.body[:2000]!r}")
                raise
