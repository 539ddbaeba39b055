"""The source `themuse`: the cap of its pages, its throttle, its places."""

from __future__ import annotations

from source_payloads import Source

from scraper import outcome

SOURCE = Source("themuse", "list", board="Software Engineering/Mid Level")


def job(**told):
    return {"id": 7, "name": "Engineer", "contents": "<p>We bake.</p>"} | told


def page(*jobs, count=3, **told):
    return {"results": list(jobs), "page_count": count} | told


def test_page_cap_of_a_hundred_ends_the_paging_and_is_not_the_last_page():
    content = page(job(), count=300, total=6_000)
    assert [request.page for request in SOURCE.follow(content, page=99)] == [100]
    assert SOURCE.follow(content, page=100) == [], "page 100, counted from 0, would be answered with 400"
    assert not SOURCE.module.is_last(SOURCE.payload(content, page=100))


def test_declared_pages_end_the_list():
    assert SOURCE.module.is_last(SOURCE.payload(page(job()), page=3))
    assert not SOURCE.module.is_last(SOURCE.payload(page(job()), page=2))
    assert SOURCE.follow(page(job()), page=3) == []
    assert SOURCE.module.total(SOURCE.payload(page(job(), total=41))) == 41


def test_pages_are_counted_from_0_and_a_board_is_category_and_level():
    paths = [
        request.path
        for slug in ("Data Science", "Software Engineering/Mid Level")
        for request in SOURCE.requests(slug)
    ]
    assert paths == [
        "/api/public/jobs?category=Data%20Science&page=0&descending=true",
        "/api/public/jobs?category=Software%20Engineering&level=Mid%20Level&page=0&descending=true",
    ]


def test_403_with_used_up_quota_is_a_throttle_and_failed():
    def judged(**headers):
        payload = SOURCE.payload({}, status=403, headers=headers)
        return outcome.of(payload, SOURCE.module.MEDIA_TYPES, SOURCE.module.judge)[0]

    assert judged(**{"x-ratelimit-remaining": "0"}) == "failed"
    assert judged(**{"x-ratelimit-remaining": "12"}) == "blocked"
    assert judged() == "blocked"


def test_flexible_is_a_workplace_and_no_place():
    found = SOURCE.posting(page(job(locations=[{"name": "Flexible / Remote"}])))
    assert (found.workplace, found.locations) == ("remote", ())
    both = SOURCE.posting(page(job(locations=[{"name": "Flexible / Remote"}, {"name": "Austin, TX"}])))
    assert (both.workplace, both.location, both.country) == (None, "Austin, TX", "US")
