"""The source `weworkremotely`: titles with the company in front, the board's own lines, XML without entities."""

from __future__ import annotations

import datetime as dt

import pytest
from source_payloads import Source

from scraper.model import FetchFailed, Reject

SOURCE = Source("weworkremotely", "feed", "application/rss+xml", board="remote-programming-jobs")
LINK = "https://weworkremotely.com/remote-jobs/plum-backend"


def item(title="Plum: Engineer", description="<p>We sort fruit.</p>", link=LINK, more=""):
    return (
        f"<item><title>{title}</title><guid>{link}</guid><link>{link}</link>"
        f"<description><![CDATA[{description}]]></description>{more}</item>"
    )


def rss(*items):
    return ('<rss version="2.0"><channel>' + "".join(items) + "</channel></rss>").encode()


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [
        ("Plum: Engineer", "Plum", "Engineer"),
        ("Plum: Backend: the quiet parts", "Plum", "Backend: the quiet parts"),
        ("Pear &amp;amp; Co: Engineer", "Pear & Co", "Engineer"),
        ("Night Editor", None, "Night Editor"),
        ("C:Drive Engineer", None, "C:Drive Engineer"),
    ],
)
def test_title_is_split_at_the_first_colon_and_space(title, company, role):
    found = SOURCE.posting(rss(item(title)))
    assert (found.company, found.title) == (company, role)


def test_images_and_headquarters_lines_are_stripped():
    text = (
        '<img src="https://x.example/a.png" alt="Plum"/><p><strong>Headquarters:</strong> Porto<br/>'
        '<strong>URL:</strong> <a href="https://plum.example">https://plum.example</a></p><div>We sort fruit.</div>'
        "<ul><li>Ruby</li></ul>"
    )
    assert SOURCE.posting(rss(item(description=text))).text == "We sort fruit.\n- Ruby"


def test_guid_is_the_id_and_link_the_page():
    found = SOURCE.posting(rss(item()))
    assert (found.native_id, found.url) == ("plum-backend", LINK)


def test_pub_date_is_rfc_822_in_any_zone():
    found = SOURCE.posting(rss(item(more="<pubDate>Mon, 16 Nov 2026 22:00:00 -0500</pubDate>")))
    assert found.posted_at == dt.datetime(2026, 11, 17, 3)  # noqa: DTZ001 - UTC


def test_flags_before_countries_are_left_out():
    found = SOURCE.posting(rss(item(more="<country>🇵🇹 Portugal</country><state></state>")))
    assert [(place.name, place.country) for place in found.locations] == [("Portugal", "PT")]


def test_escaped_html_reads_like_cdata():
    body = rss(item()).replace(b"<![CDATA[<p>We sort fruit.</p>]]>", b"&lt;p&gt;We sort fruit.&lt;/p&gt;")
    assert SOURCE.posting(body).text == "We sort fruit."


def test_entities_of_the_document_are_refused():
    bomb = b'<!DOCTYPE rss [<!ENTITY a "aaaa">]>' + rss(item("&a;: Engineer"))
    with pytest.raises(FetchFailed, match="refused"):
        SOURCE.records(bomb)


def test_a_feed_without_items_is_empty_and_another_document_is_failed():
    assert SOURCE.records(rss()) == []
    with pytest.raises(FetchFailed):
        SOURCE.records(b"<html><body>busy</body></html>")


def test_a_link_that_is_no_address_is_no_id():
    (found,) = SOURCE.records(rss(item(link="http://[")))
    assert isinstance(found, Reject)


def test_an_item_without_an_id_is_a_reject_beside_the_others():
    found = SOURCE.records(rss("<item><title>Anon: Thing</title></item>", item()))
    assert [isinstance(record, Reject) for record in found] == [True, False]


def test_a_board_is_a_category_or_the_main_feed():
    paths = [
        request.path
        for slug in ("remote-jobs", "remote-programming-jobs")
        for request in SOURCE.requests(slug)
    ]
    assert paths == ["/remote-jobs.rss", "/categories/remote-programming-jobs.rss"]


def test_a_feed_of_the_newest_closes_nothing():
    assert not SOURCE.module.LISTINGS
