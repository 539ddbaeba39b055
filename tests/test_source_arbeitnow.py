"""The source `arbeitnow`: pages by link, seconds, slugs that slip to the next page."""

from __future__ import annotations

import datetime as dt

from source_payloads import Source, recorded

from scraper import rows

SOURCE = Source("arbeitnow", "list")
NEXT = "https://www.arbeitnow.com/api/job-board-api?page=2"


def job(**told):
    return {"slug": "kran-1", "title": "Kranführer", "description": "<p>Wir bauen Kräne.</p>"} | told


def page(*jobs, link=None):
    return {"data": list(jobs), "links": {"next": link}}


def test_links_next_is_followed_until_it_is_null():
    (request,) = SOURCE.follow(page(job(), link=NEXT))
    assert (request.kind, request.path, request.page) == ("list", "/api/job-board-api?page=2", 2)
    assert SOURCE.follow(page(job())) == []
    assert SOURCE.module.is_last(SOURCE.payload(page(job())))
    assert not SOURCE.module.is_last(SOURCE.payload(page(job(), link=NEXT)))


def test_a_link_elsewhere_leads_to_our_endpoint_only():
    (request,) = SOURCE.follow(page(job(), link="https://elsewhere.example/steal?page=2"))
    assert request.path == "/api/job-board-api?page=2"


def test_a_link_that_is_no_address_breaks_nothing():
    (request,) = SOURCE.follow(page(job(), link="http://["))
    assert request.path == "/api/job-board-api?"


def test_paging_stops_at_an_empty_raw_page_not_at_one_without_new_ids():
    assert SOURCE.follow(page(link=NEXT)) == []
    assert len(SOURCE.follow(page(job(), job(), link=NEXT))) == 1


def test_a_slug_that_stands_twice_is_one_posting():
    found = SOURCE.postings(page(job(), job(slug="kran-2"), job()))
    assert [posting.native_id for posting in found] == ["kran-1", "kran-2"]
    assert SOURCE.module.IDS_OF_SOURCE, "on two pages it is one posting too"


def test_created_at_is_in_seconds():
    found = SOURCE.posting(page(job(created_at=1_785_792_634)))
    assert found.posted_at == dt.datetime(2026, 8, 3, 21, 30, 34)  # noqa: DTZ001 - UTC
    milliseconds = SOURCE.posting(page(job(created_at=1_785_792_634_000)))
    assert milliseconds.posted_at is None


def test_a_text_escaped_before_the_boards_own_line_is_read():
    text = "&lt;p&gt;C &amp;amp; C++&lt;/p&gt;<p>Find more <a href='https://x.example'>Quiet Jobs</a> on Arbeitnow</a>"
    assert SOURCE.posting(page(job(description=text))).text == "C & C++"


def test_remote_false_does_not_tell_the_workplace():
    told = [SOURCE.posting(page(job(remote=remote))).workplace for remote in (True, False, None)]
    assert told == ["remote", None, None]


def test_a_posting_that_cannot_be_read_today_is_still_seen():
    broken = [job(slug="kran-2", title=[]), job(slug="kran-3", description="")]
    found = rows._of(SOURCE.payload(page(job(), *broken)), "arbeitnow")
    assert {posting_id for posting_id, *_ in found.seen} == {
        f"arbeitnow:kran-{number}" for number in (1, 2, 3)
    }
    assert found.ids == {"arbeitnow:kran-1"}
    assert [row["native_id"] for row in found.rejects] == ["kran-2", "kran-3"]


def test_recorded_answer():
    found = SOURCE.postings(recorded("fixtures/arbeitnow.json"))
    assert len(found) == 5
    assert {posting.country for posting in found} == {"DE"}
    assert not any("on Arbeitnow" in posting.text or "<p>" in posting.text for posting in found)
