"""The source `arbeitsagentur`: start dates, addresses in base 64, jobs without text, the cap, the client key."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re

import pytest
from conftest import REPO, rows, scraper_here
from fake_internet import Answer, FakeInternet
from source_payloads import Source

from scraper import boards
from scraper.model import FetchFailed, Listed, Reject

SOURCE = Source("arbeitsagentur", "list", board="Backend")
DETAIL = Source(
    "arbeitsagentur", "detail", board="Backend", native_id="10000-1-S", public="https://x.example/"
)


def row(**told):
    return {"refnr": "10000-1-S", "titel": "Entwicklerin", "eintrittsdatum": "2027-02-01"} | told


def page(*rows, count=1):
    return {"stellenangebote": list(rows), "maxErgebnisse": count}


def detail(**told):
    return {"stellenangebotsBeschreibung": "Wir zimmern.", "eintrittsdatum": "2027-02-01"} | told


def test_start_date_of_the_work_is_not_a_posting_date():
    told = json.dumps(row(aktuelleVeroeffentlichungsdatum="2026-11-20"))
    assert DETAIL.posting(detail()).posted_at is None
    assert DETAIL.posting(detail(), told=told).posted_at == dt.datetime(2026, 11, 20)  # noqa: DTZ001 - UTC
    first = DETAIL.posting(detail(ersteVeroeffentlichungsdatum="2026-11-02"), told=told)
    assert first.posted_at == dt.datetime(2026, 11, 2)  # noqa: DTZ001 - UTC


def test_detail_is_asked_by_the_id_in_base_64_and_again_after_a_change():
    (request,) = SOURCE.follow(page(row(refnr="10001-9-S", modifikationsTimestamp="2026-11-20T10:11:12")))
    encoded = request.path.rpartition("/")[2]
    assert base64.b64decode(encoded) == b"10001-9-S"
    assert (request.kind, request.native_id, request.stamp) == ("detail", "10001-9-S", "2026-11-20T10:11:12")


def test_what_only_the_list_tells_comes_with_the_request_for_the_text():
    place = {"ort": "Hamburg", "region": "Hamburg", "land": "Deutschland"}
    (request,) = SOURCE.follow(page(row(arbeitgeber="Zimmer GmbH", arbeitsort=place)))
    found = DETAIL.posting(detail(), told=request.told)
    assert (found.company, found.title) == ("Zimmer GmbH", "Entwicklerin")
    assert [(place.name, place.country) for place in found.locations] == [("Hamburg", "DE")]


def test_jobs_with_an_external_address_have_no_text_and_are_not_asked():
    content = page(row(externeUrl="https://elsewhere.example/job"), row(refnr="10000-2-S"), count=2)
    reject, listed = SOURCE.records(content)
    assert isinstance(reject, Reject)
    assert (reject.reason, listed) == ("no text", Listed("10000-2-S"))
    assert [request.native_id for request in SOURCE.follow(content)] == ["10000-2-S"]


def test_only_the_first_10000_results_are_served():
    content = page(row(), count=12_345)
    assert [request.kind for request in SOURCE.follow(content, page=100)] == ["detail"], (
        "page 101 would be 400"
    )
    assert not SOURCE.module.is_last(SOURCE.payload(content, page=100))
    assert [request.page for request in SOURCE.follow(content, page=99) if request.kind == "list"] == [100]
    assert SOURCE.module.is_last(SOURCE.payload(page(row(), count=200), page=2))


def test_the_list_is_absent_where_nothing_was_found():
    content = {"maxErgebnisse": 0, "page": 1}
    assert SOURCE.records(content) == []
    assert SOURCE.module.is_last(SOURCE.payload(content))
    with pytest.raises(FetchFailed, match="maxErgebnisse"):
        SOURCE.records({"messages": ["busy"]})


def test_the_client_key_comes_from_the_board_file():
    told = boards.read(REPO / "data/boards/arbeitsagentur.toml")
    assert told.headers["X-API-Key"]
    code = (REPO / "scraper/sources/arbeitsagentur.py").read_text(encoding="utf-8")
    assert told.headers["X-API-Key"] not in code


def test_client_key_details_and_what_the_list_told_over_real_http(tmp_path):
    with FakeInternet().running() as fake:
        text = (REPO / "data/boards/arbeitsagentur.toml").read_text(encoding="utf-8")
        text = re.sub(r'^api = ".*"$', f'api = "{fake.url}"', text, flags=re.MULTILINE)
        path = tmp_path / "boards" / "arbeitsagentur.toml"
        path.parent.mkdir()
        path.write_text(re.sub(r"^spacing_s = .*$", "spacing_s = { api = 0 }", text, flags=re.MULTILINE))
        place = {"ort": "Hamburg", "land": "Deutschland"}
        content = page(
            row(arbeitgeber="Zimmer GmbH", arbeitsort=place, modifikationsTimestamp="2026-11-20T10:11:12")
        )
        (first,) = SOURCE.requests("Backend")
        (second,) = SOURCE.follow(content)
        fake.answers[first.path] = Answer(json.dumps(content).encode())
        fake.answers[second.path] = Answer(json.dumps(detail()).encode())
        assert scraper_here("run", tmp_path).code == 0
        asked = {one.path: one.headers.get("x-api-key") for one in fake.log if one.path != "/robots.txt"}
        assert asked == dict.fromkeys((first.path, second.path), "jobboerse-jobsuche")
    told = rows(tmp_path, "SELECT native_id, company, location, country, text FROM posting")
    assert told == [("10000-1-S", "Zimmer GmbH", "Hamburg", "DE", "Wir zimmern.")]


def test_fixed_term_is_temporary_and_permanent_does_not_tell_the_hours():
    assert [DETAIL.posting(detail(befristung=told)).employment_type for told in (1, "1", 2, None)] == [
        "temporary",
        "temporary",
        None,
        None,
    ]


def test_headings_of_the_text_are_headings():
    found = DETAIL.posting(detail(stellenangebotsBeschreibung="### Aufgaben\n\n- Zimmern\n#1 im Ort"))
    assert found.text == "# Aufgaben\n- Zimmern\n#1 im Ort"


def test_a_board_is_the_words_to_search_for():
    (request,) = SOURCE.requests("Go & Rust")
    assert "was=Go+%26+Rust&berufsfeld=Informatik" in request.path
