"""The source `usajobs`: tokens that go back as they came, keys in any case, "nothing" in two forms, texts joined by number."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from conftest import rows, scraper_here
from fake_internet import Answer, FakeInternet
from source_payloads import NOW, Source

from scraper import outcome
from scraper.model import Listed, Reject, State, Window

BASE = "https://data.usajobs.gov/api/historicjoa"
QUERY = "PositionSeries=2210&StartPositionOpenDate=2026-11-20&EndPositionOpenDate=2026-11-20"
FIELDS = Source("usajobs", "fields", board="2210", url=f"{BASE}?{QUERY}")
TEXTS = Source(
    "usajobs", "texts", board="2210", url=f"{BASE}/announcementtext?{QUERY}", public="https://x.example/"
)


def row(**told):
    return {"usajobsControlNumber": 7, "positionTitle": "IT Specialist"} | told


def page(*rows, following=None):
    return {"paging": {"next": following}, "data": list(rows)}


def joined(*rows, text=None, **more):
    """Postings of a day: its list, then its texts with what the list told."""
    (request,) = FIELDS.follow(page(*rows))
    texts = [text or {"usajobsControlNumber": 7, "summary": "Keep the lamps lit."}]
    return TEXTS.records(page(*texts), told=request.told, **more)


def test_continuation_token_is_reused_verbatim():
    following = f"/api/historicjoa?{QUERY}&ContinuationToken=abc%2Bd%3D%3D"
    (second,) = FIELDS.follow(page(row(), following=following))
    assert second.path == f"/api/historicjoa?{QUERY}&continuationtoken=abc%2Bd%3D%3D"
    url = "https://data.usajobs.gov" + second.path
    (third,) = FIELDS.follow(page(row(), following="/x?continuationtoken=next%2F2"), url=url, page=2)
    assert third.path == f"/api/historicjoa?{QUERY}&continuationtoken=next%2F2"
    assert (third.kind, third.page) == ("fields", 3)


def test_a_token_may_stand_beside_a_link_without_one():
    content = page(row()) | {"paging": {"next": "/x?page=2", "metadata": {"continuationToken": "t%3D"}}}
    (second,) = FIELDS.follow(content)
    assert second.path.endswith("&continuationtoken=t%3D")
    content["paging"]["next"] = None
    assert [request.kind for request in FIELDS.follow(content)] == ["texts"]


def test_texts_take_the_same_filters_and_tokens_of_their_own():
    (texts,) = FIELDS.follow(page(row()))
    assert (texts.kind, texts.path, texts.page) == ("texts", f"/api/historicjoa/announcementtext?{QUERY}", 1)
    following = f"/api/historicjoa/announcementtext?continuationtoken=t%3D&{QUERY}"
    content = page({"usajobsControlNumber": 7, "summary": "x"}, following=following)
    (second,) = TEXTS.follow(content, told=texts.told)
    assert second.path == f"/api/historicjoa/announcementtext?{QUERY}&continuationtoken=t%3D"
    assert (second.kind, second.page, second.told) == ("texts", 2, texts.told)
    assert TEXTS.follow(page({"usajobsControlNumber": 7}), told=texts.told) == []


def test_texts_are_joined_with_the_rows_of_all_pages_by_control_number():
    (second,) = FIELDS.follow(page(row(), following="/x?continuationtoken=t"))
    (texts,) = FIELDS.follow(page(row(usajobsControlNumber="8", positionTitle="Second")), told=second.told)
    rows = page(
        {"usajobsControlNumber": "7", "summary": "One."}, {"usajobsControlNumber": 8, "duties": "Two."}
    )
    found = [
        (posting.native_id, posting.title, posting.text) for posting in TEXTS.postings(rows, told=texts.told)
    ]
    assert found == [("7", "IT Specialist", "One."), ("8", "Second", "# Duties\nTwo.")]


def test_a_list_gives_names_and_a_text_without_its_row_is_a_reject():
    assert FIELDS.records(page(row())) == [Listed("7")]
    (found,) = TEXTS.records(page({"usajobsControlNumber": 7, "summary": "x"}))
    assert isinstance(found, Reject)
    assert found.reason == "unlisted"


@pytest.mark.parametrize("case", [str.lower, str.upper, str.title, str])
def test_keys_come_in_varying_case(case):
    place = {case("positionLocationCity"): "Boise", case("positionLocationCountry"): "United States"}
    told = {case("usajobsControlNumber"): 7, case("positionTitle"): "IT", case("positionLocations"): [place]}
    text = {case("usajobsControlNumber"): 7, case("summary"): "Keep the lamps lit."}
    (found,) = joined(told, text=text)
    assert (found.title, found.location, found.country) == ("IT", "Boise", "US")


@pytest.mark.parametrize(
    ("status", "body"), [(204, b""), (200, b"204 No Content"), (200, b" 204 No Content\n")]
)
def test_nothing_is_204_or_says_so_and_is_empty(status, body):
    payload = FIELDS.payload(body, status=status, headers={"content-type": "text/plain"})
    assert outcome.of(payload, FIELDS.module.MEDIA_TYPES, FIELDS.module.judge) == ("empty", None)
    assert list(FIELDS.module.follow(payload)) == []


def test_another_text_with_200_is_failed():
    payload = FIELDS.payload(b"busy", headers={"content-type": "text/plain"})
    assert outcome.of(payload, FIELDS.module.MEDIA_TYPES, FIELDS.module.judge)[0] == "failed"


def test_dates_with_a_time_are_cut_to_their_day():
    for written in ("2026-11-20", "2026-11-20T23:59:00.000"):
        (found,) = joined(row(positionOpenDate=written))
        assert found.posted_at == dt.datetime(2026, 11, 20)  # noqa: DTZ001 - UTC


def test_pay_is_by_year_or_hour_and_without_compensation_none():
    pays = []
    for low, high, kind in (
        (90_000.0, 100_000.0, "Per Year"),
        ("45.50", "60", "Per Hour"),
        (0, 0, "Without Compensation"),
    ):
        (found,) = joined(row(minimumSalary=low, maximumSalary=high, salaryType=kind))
        pays.append((found.pay_min, found.pay_max, found.pay_period))
    assert pays == [(90_000, 100_000, "year"), (45.5, 60, "hour"), (None, None, None)]


def test_telework_does_not_tell_the_workplace_and_the_place_may():
    place = {
        "positionLocationCity": "Anywhere in the U.S. (remote job)",
        "positionLocationCountry": "United States",
    }
    workplaces = [
        joined(row(teleworkEligible=telework, positionLocations=places))[0].workplace
        for telework, places in (("N", []), ("Y", []), ("N", [place]))
    ]
    assert workplaces == [None, None, "remote"]


def test_a_malformed_row_hides_no_other():
    found = FIELDS.records(page(row(), row(usajobsControlNumber=8, positionTitle=[1])))
    assert [(record.native_id, isinstance(record, Reject)) for record in found] == [("7", False), ("8", True)]


def test_a_day_is_a_request_and_history_takes_whole_months():
    now = State(now=NOW)
    window = Window(dt.date(2024, 2, 1), dt.date(2024, 2, 1))
    days = [request.path[-10:] for request in FIELDS.requests("2210", window, now)]
    assert (days[0], days[-1], len(days)) == ("2024-02-01", "2024-02-29", 29)
    days = [request.path[-10:] for request in FIELDS.requests("2210", Window(), now)]
    assert (days[0], days[-1]) == ("2026-11-18", "2026-11-25"), "announcements may come later than they open"
    missed = State(now=NOW, read_at={"2210": NOW - dt.timedelta(days=30)})
    assert FIELDS.requests("2210", Window(), missed)[0].path.endswith("2026-10-19")


def test_token_and_told_over_real_http(tmp_path):
    today = dt.datetime.now(dt.UTC).date()
    query = f"PositionSeries=2210&StartPositionOpenDate={today}&EndPositionOpenDate={today}"
    with FakeInternet().running() as fake:
        board = f'title = "J"\napi = "{fake.url}"\npublic = "{fake.url}/job/"\nterms = "T."\nchecked = 2026-11-25\n'
        path = tmp_path / "boards" / "usajobs.toml"
        path.parent.mkdir()
        path.write_text(board + 'spacing_s = { api = 0 }\n[[board]]\nslug = "2210"\n')
        bodies = {
            f"/api/historicjoa?{query}": page(row(), following="/x?continuationtoken=a%2Bb%3D%3D"),
            f"/api/historicjoa?{query}&continuationtoken=a%2Bb%3D%3D": page(row(usajobsControlNumber=8)),
            f"/api/historicjoa/announcementtext?{query}": page(
                {"usajobsControlNumber": 7, "summary": "One."}, {"usajobsControlNumber": 8, "summary": "Two."}
            ),
        }
        fake.answers |= {path: Answer(json.dumps(body).encode()) for path, body in bodies.items()}
        for day in range(1, 8):
            earlier = today - dt.timedelta(days=day)
            fake.answers[f"/api/historicjoa?{query.replace(str(today), str(earlier))}"] = Answer(status=204)
        ran = scraper_here("run", tmp_path, "--source", "usajobs")
        assert ran.code == 0, ran.err
        assert set(bodies) <= set(fake.paths()), "the token is sent as it came"
    told = rows(tmp_path, "SELECT native_id, title, text, url FROM posting ORDER BY ALL")
    assert told == [
        (n, "IT Specialist", text, f"{fake.url}/job/{n}") for n, text in (("7", "One."), ("8", "Two."))
    ]
    assert rows(tmp_path, 'SELECT DISTINCT outcome FROM "fetch" WHERE status = 204') == [("empty",)]


def test_a_day_closes_nothing():
    assert not FIELDS.module.LISTINGS
