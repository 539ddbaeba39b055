"""The source `jobicy`: the two meanings of 404, entities in titles, two ways to state pay."""

from __future__ import annotations

import datetime as dt

import pytest
from source_payloads import Source, recorded

from scraper import outcome
from scraper.model import FetchFailed

SOURCE = Source("jobicy", "newest", board="dev")


def job(**told):
    return {"id": 7, "jobTitle": "Engineer", "jobDescription": "<p>We toll bells.</p>"} | told


def judged(content, **more):
    payload = SOURCE.payload(content, **more)
    return outcome.of(payload, SOURCE.module.MEDIA_TYPES, SOURCE.module.judge)


@pytest.mark.parametrize("body", [{"jobCount": 0}, {"jobCount": 0, "jobs": []}, {"message": "Nothing fits."}])
def test_404_with_valid_json_is_empty(body):
    assert judged(body, status=404) == ("ok", None)
    assert SOURCE.records(body, status=404) == []
    assert "newest" in SOURCE.module.FEEDS, "a feed without a record is empty, and closes nothing"


@pytest.mark.parametrize("body", [b"<!doctype html><h1>Not here</h1>", b"", b"[]", b'{"jobs": [{}]}'])
def test_404_without_such_json_is_failed(body):
    assert judged(body, status=404)[0] == "failed"


def test_other_statuses_mean_what_they_mean_everywhere():
    assert [judged({}, status=status)[0] for status in (403, 410, 429, 500)] == [
        "blocked",
        "gone",
        "failed",
        "failed",
    ]


def test_200_without_a_list_of_jobs_is_failed_never_empty():
    with pytest.raises(FetchFailed, match=r"\$\.jobs"):
        SOURCE.records({"message": "We moved."})
    assert SOURCE.records({"jobs": []}) == []


def test_entities_in_titles_are_resolved():
    found = SOURCE.posting({"jobs": [job(jobTitle="Lead &#8211; R&amp;D", companyName="Bell &amp; Co")]})
    assert (found.title, found.company) == ("Lead – R&D", "Bell & Co")


def test_pay_stands_in_newer_or_older_fields():
    newer = {"salaryMin": 4000, "salaryMax": 5000, "salaryCurrency": "EUR", "salaryPeriod": "monthly"}
    older = {"annualSalaryMin": "60000", "annualSalaryMax": 75000, "salaryCurrency": "USD"}
    pays = [
        (found.pay_min, found.pay_max, found.pay_currency, found.pay_period)
        for found in (SOURCE.posting({"jobs": [job(**fields)]}) for fields in (newer, older, {}))
    ]
    assert pays == [(4000, 5000, "EUR", "month"), (60_000, 75_000, "USD", "year"), (None,) * 4]


@pytest.mark.parametrize(
    "written", ["2026-02-15 10:23:26", "2026-02-15T10:23:26+00:00", "2026-02-15T11:23:26+01:00"]
)
def test_pub_date_comes_in_two_forms(written):
    found = SOURCE.posting({"jobs": [job(pubDate=written)]})
    assert found.posted_at == dt.datetime(2026, 2, 15, 10, 23, 26)  # noqa: DTZ001 - UTC


def test_recorded_answer():
    found = SOURCE.postings(recorded("fixtures/jobicy.json"))
    assert len(found) == 5
    assert {(posting.country, posting.pay_currency, posting.pay_period) for posting in found} == {
        ("US", "USD", "year")
    }
