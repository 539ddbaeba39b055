"""The source `himalayas`: cursor, ids, seconds, places in two forms."""

from __future__ import annotations

import datetime as dt

from source_payloads import Source

SOURCE = Source("himalayas", "newest")


def job(**told):
    guid = "https://himalayas.app/companies/larkspur/jobs/sre"
    return {"guid": guid, "title": "SRE", "description": "<p>We grow larkspur.</p>"} | told


def test_next_cursor_is_followed_and_not_an_offset():
    (request,) = SOURCE.follow({"jobs": [job()], "nextCursor": "a+b=", "offset": 0, "totalCount": 100_000})
    assert (request.path, request.page) == ("/jobs/api?limit=20&cursor=a%2Bb%3D", 2)


def test_the_cursor_ends_with_null_or_a_page_without_a_record():
    assert SOURCE.follow({"jobs": [job()], "nextCursor": None}) == []
    assert SOURCE.follow({"jobs": [job()]}) == []
    assert SOURCE.follow({"jobs": [], "nextCursor": "more"}) == []


def test_only_the_newest_pages_are_read_and_close_nothing():
    pages, content = 1, {"jobs": [job()], "nextCursor": "more"}
    while followed := SOURCE.follow(content, page=pages):
        pages = followed[0].page
        assert pages < 50
    assert pages == 15
    assert not SOURCE.module.LISTINGS
    assert not SOURCE.module.is_last(SOURCE.payload(content, page=pages))


def test_guid_is_the_id_whatever_the_host():
    found = [
        SOURCE.posting({"jobs": [job(guid=host + "/companies/larkspur/jobs/sre")]}).native_id
        for host in ("https://himalayas.app", "https://www.himalayas.app")
    ]
    assert found == ["companies/larkspur/jobs/sre"] * 2
    for odd in ("1234-abcd", "http://["):
        assert SOURCE.posting({"jobs": [job(guid=odd)]}).native_id == odd


def test_pub_date_is_in_seconds():
    found = SOURCE.posting({"jobs": [job(pubDate=1_785_792_634)]})
    assert found.posted_at == dt.datetime(2026, 8, 3, 21, 30, 34)  # noqa: DTZ001 - UTC


def test_restrictions_are_strings_or_objects():
    places = ["Germany", {"alpha2": "BR", "name": "Brazil", "slug": "brazil"}]
    found = SOURCE.posting({"jobs": [job(locationRestrictions=places)]})
    assert [(place.name, place.country) for place in found.locations] == [("Germany", "DE"), ("Brazil", "BR")]
    assert SOURCE.posting({"jobs": [job(locationRestrictions=[])]}).locations == ()


def test_pay_without_a_period_has_none():
    found = SOURCE.posting({"jobs": [job(minSalary=90_000, maxSalary=None, currency="USD")]})
    assert (found.pay_min, found.pay_max, found.pay_period) == (90_000, None, None)
