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
from scraper.model import FetchFailed, Posting
from scraper.rows import understood
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Payload, Record

CONTACT = re.compile(r"kim.{0,3}exemplar\.test|5550[ -]?1234", re.IGNORECASE)
_OF_A_LINK, _OF_A_TEXT = "?mail=kim@exemplar.test&tel=%2B493055501234", " kim@exemplar.test, +49 30 5550 1234"
_IDS = {"native_id", "group_key"}
# Ends of texts between tags, and of strings in a script.
_ENDS = re.compile(rb"(?<=[^\s<>\]])(?=(?:\]\]>)?</)|(?<=[^\s\"\\])(?=\"\s*[,}\]])")


def _told(record: Record) -> dict[str, Any]:
    told = record._asdict()
    return told | {"text": record.text} if isinstance(record, Posting) else told


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
            told = {name: value for name, value in _told(record).items() if CONTACT.search(str(value))}
            assert told.keys() & _IDS or not told, (where, told)


# Fields in which vendors tell who recruits: Greenhouse, Recruitee, JobTech, SmartRecruiters, Arbeitsagentur, Teamtailor,
# Personio and what schema.org and RSS have for it; as words, and as an object.
_OF_PERSONS = (
    "recruiter recruiters recruiterName hiring_manager hiringManager hiringTeam contact contacts contactPerson contact_person "
    "contactName application_contacts applicationContact creator author managingEditor owner mailbox_name user employer_contact "
    "kontakt kontaktperson ansprechpartner arbeitgeberKontakt bewerbungAnsprechpartner angebotskontakt"
).split()
_PERSON = "Kim Exemplarsdotter"
_AS_OBJECT = {"name": _PERSON, "firstName": _PERSON, "description": f"Recruiter {_PERSON}"}
# An element of one job, by source; its fields are its children.
_JOB = {"personio": "position", "teamtailor": "item", "weworkremotely": "item"}


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _objects(child)


def _with_persons(payload: Payload) -> Iterator[bytes]:
    """The body with each object, or each job, telling persons in fields of its own."""
    try:
        json.loads(payload.body)
    except ValueError:
        end = f"</{_JOB.get(payload.source, 'item')}>"
        told = "".join(
            f"<{name}>{_PERSON}</{name}><{name}><name>{_PERSON}</name></{name}>" for name in _OF_PERSONS
        )
        yield payload.body.replace(end.encode(), f"{told}{end}".encode())
        return
    for told in (_PERSON, _AS_OBJECT, [_AS_OBJECT]):
        changed = json.loads(payload.body)
        for holder in list(_objects(changed)):
            holder.update({name: told for name in _OF_PERSONS if name not in holder})
        yield json.dumps(changed).encode()


@pytest.mark.parametrize("case", _CASES, ids=lambda case: f"{case.parent.name}-{case.stem}")
def test_no_field_that_names_a_person_comes_into_a_row(case):
    """Names cannot be told from other words: they stay out because no reader looks at the fields that hold them."""
    payload = _payload(case)
    module = discover()[payload.source]
    _, _, wanted = understood(payload, module)
    for body in _with_persons(payload):
        _, reason, records = understood(dataclasses.replace(payload, body=body), module)
        assert _PERSON not in (reason or "")
        assert [(type(one), one.native_id) for one in records] == [
            (type(one), one.native_id) for one in wanted
        ]
        assert [record for record in records if _PERSON in str(_told(record))] == []


def test_personal_fields_are_added_to_the_answers_of_every_source_that_names_recruiters():
    told = {
        case.parent.name
        for case in _CASES
        if any(_PERSON.encode() in b for b in _with_persons(_payload(case)))
    }
    assert told >= {
        "personio",
        "teamtailor",
        "recruitee",
        "jobtech",
        "arbeitsagentur",
        "greenhouse",
        "smartrecruiters",
    }


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
