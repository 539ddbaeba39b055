"""No field of any source brings a person's address or number into a row: each string of an answer is given one in turn."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from test_broken_answers import _places
from test_golden import _CASES, _payload

from scraper import wire
from scraper.model import FetchFailed
from scraper.rows import understood
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Payload

CONTACT = re.compile(r"kim.{0,3}exemplar\.test|5550[ -]?1234", re.IGNORECASE)
_OF_A_LINK, _OF_A_TEXT = "?mail=kim@exemplar.test&tel=%2B493055501234", " kim@exemplar.test, +49 30 5550 1234"
_IDS = {"native_id", "group_key"}
# Ends of texts between tags, and of strings in a script.
_ENDS = re.compile(rb"(?<=[^\s<>\]])(?=(?:\]\]>)?</)|(?<=[^\s\"\\])(?=\"\s*[,}\]])")


def _changed(payload: Payload) -> Iterator[tuple[object, bytes]]:
    """(where, body) for each string of the body, with a contact behind it."""
    try:
        whole = json.loads(payload.body)
    except ValueError:
        for found in _ENDS.finditer(payload.body):
            at = found.start()
            yield at, payload.body[:at] + _OF_A_TEXT.encode() + payload.body[at:]
        return
    for path in _places(whole):
        *above, last = path
        holder: Any = whole
        for key in above:
            holder = holder[key]
        value = holder[last]
        if isinstance(value, str):
            holder[last] = value + (_OF_A_LINK if value.startswith("http") else _OF_A_TEXT)
            yield path, json.dumps(whole).encode()
            holder[last] = value


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_no_string_of_an_answer_brings_a_contact_into_a_row(case):
    """Ids are the vendor's own and stay as they are, so a record that got the contact as its id is left out."""
    payload = _payload(case)
    module = discover()[payload.source]
    for where, body in _changed(payload):
        _, reason, records = understood(dataclasses.replace(payload, body=body), module)
        assert not CONTACT.search(reason or ""), (where, reason)
        for record in records:
            told = {name: value for name, value in vars(record).items() if CONTACT.search(str(value))}
            assert told.keys() & _IDS or not told, (where, told)


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_no_string_of_a_list_brings_a_contact_into_what_it_tells_of_a_version(case):
    """Table `fetch` keeps the stamps of details that are asked for."""
    payload = _payload(case)
    module = discover()[payload.source]
    for where, body in _changed(payload):
        with contextlib.suppress(FetchFailed):
            led = module.follow(dataclasses.replace(payload, body=body))
            assert not [request.stamp for request in led if CONTACT.search(request.stamp or "")], where


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://jobs.example.test/1", "https://jobs.example.test/1"),
        ("https://jobs.example.test/@loom/1?ref=a", "https://jobs.example.test/@loom/1?ref=a"),
        ("https://jobs.example.test/1?ref=a&to=kim@exemplar.test", "https://jobs.example.test/1"),
        ("https://jobs.example.test/1?to=kim%40exemplar.test#apply", "https://jobs.example.test/1"),
        ("https://jobs.example.test/1?ref=a#kim@exemplar.test", "https://jobs.example.test/1?ref=a"),
        ("https://kim@jobs.example.test/1", None),
        ("https://jobs.example.test/kim@exemplar.test", None),
        ("mailto:kim@exemplar.test", None),
        ("tel:+493055501234", None),
    ],
)
def test_an_address_names_no_mailbox(given, kept):
    assert wire.link(given) == kept
