"""The source `remotive`: times without a zone, pay in words, four readings a day."""

from __future__ import annotations

import datetime as dt

from conftest import REPO
from source_payloads import Source, recorded

from scraper import boards

SOURCE = Source("remotive", "category", board="software-dev")


def job(**told):
    return {"id": 7, "title": "Engineer", "description": "<p>We paint boats.</p>"} | told


def test_publication_date_without_a_zone_is_utc():
    found = SOURCE.posting({"jobs": [job(publication_date="2026-02-15T10:23:26")]})
    assert found.posted_at == dt.datetime(2026, 2, 15, 10, 23, 26)  # noqa: DTZ001 - UTC


def test_four_readings_a_day_are_the_most():
    assert boards.read(REPO / "data/boards/remotive.toml").min_interval_h == 6


def test_salary_in_words_is_read_as_such():
    found = SOURCE.posting({"jobs": [job(salary="$45,000 - $50,000", candidate_required_location="USA")]})
    pay = (found.pay_min, found.pay_max, found.pay_currency, found.pay_period, found.pay_source)
    assert pay == (45_000, 50_000, "USD", "year", "text")


def test_salary_that_is_no_pay_or_whose_dollar_is_doubtful_is_unknown():
    for salary, place in (("", "USA"), ("Competitive", "USA"), ("$90k", "Canada, Australia")):
        found = SOURCE.posting({"jobs": [job(salary=salary, candidate_required_location=place)]})
        assert (found.pay_min, found.pay_source) == (None, None), (salary, place)


def test_job_type_may_be_blank():
    kinds = [
        SOURCE.posting({"jobs": [job(job_type=kind)]}).employment_type
        for kind in ("", "part_time", "freelance")
    ]
    assert kinds == [None, "part_time", "contract"]


def test_wider_regions_tell_no_country():
    found = SOURCE.posting({"jobs": [job(candidate_required_location="Northern America, UK")]})
    assert [(place.name, place.country) for place in found.locations] == [
        ("Northern America", None),
        ("UK", "GB"),
    ]
    assert (found.country, found.workplace) == (None, "remote")


def test_nothing_is_closed_by_an_answer_that_may_not_be_all():
    assert not SOURCE.module.LISTINGS


def test_recorded_answer():
    found = SOURCE.postings(recorded("fixtures/remotive.json"))
    assert len(found) == 5
    assert all(posting.company and posting.title and posting.url and posting.posted_at for posting in found)
    assert [posting.pay_min for posting in found] == [None, 18, None, 14, None], (
        "Northern America's $ is doubtful"
    )
    assert [posting.country for posting in found] == [None, "US", None, "US", None]
