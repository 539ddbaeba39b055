"""The source `jsonld`: pages found through robots.txt and sitemaps, one posting a page, expired ones, broken markup."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import json

import pytest
from conftest import rows, scraper_here
from fake_internet import Answer, FakeInternet
from source_payloads import NOW, Source, recorded

from scraper import feed, outcome, sitemap
from scraper.model import FetchFailed, Listed, Posting, Reject

HOST = "https://careers.example.test"
RULES = Source("jsonld", "rules", "text/plain", board="careers.example.test", url=HOST + "/robots.txt")
MAP = Source(
    "jsonld",
    "sitemap",
    "application/xml",
    board="careers.example.test",
    url=HOST + "/sitemap.xml",
    rest=("1",),
)
PAGE = Source(
    "jsonld", "page", "text/html", board="careers.example.test", url=HOST + "/jobs/7", native_id="/jobs/7"
)
JOB = {"@type": "JobPosting", "title": "Keeper", "description": "Keep the lamp."}


def urlset(*paths, space=' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"', lastmod=""):
    urls = "".join(f"<url><loc>{HOST}{path}</loc>{lastmod}</url>" for path in paths)
    return f"<urlset{space}>{urls}</urlset>".encode()


def index(*paths):
    return (
        "<sitemapindex>"
        + "".join(f"<sitemap><loc>{HOST}{path}</loc></sitemap>" for path in paths)
        + "</sitemapindex>"
    ).encode()


def page(*blocks):
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(block)}</script>' for block in blocks)
    return f"<!doctype html><html><body>{scripts}</body></html>".encode()


def judged(source, **more):
    return outcome.of(source.payload(b"", **more), source.module.MEDIA_TYPES, source.module.judge)[0]


def test_a_crawl_begins_with_robots_txt():
    assert [(request.kind, request.path) for request in RULES.requests("careers.example.test")] == [
        ("rules", "/robots.txt")
    ]


def test_sitemap_lines_of_robots_txt_come_in_any_case_and_other_hosts_are_left_out():
    body = f"\ufeffSiteMap: {HOST}/a.xml\r\nUser-agent: *\nSITEMAP:{HOST}/b.xml?x=1\nSitemap: https://other.example/c.xml\n"
    (first,) = RULES.follow(body.encode())
    assert (first.path, first.rest) == ("/a.xml", ("1", "1|/b.xml?x=1"))


@pytest.mark.parametrize("status", [200, 404])
def test_without_a_sitemap_line_the_usual_places_are_tried_in_turn(status):
    assert judged(RULES, status=404) == "ok"
    (request,) = RULES.follow(b"<html>lost</html>", status=status)
    asked = [request.path]
    while followed := MAP.follow(b"", status=404, rest=request.rest, page=request.page):
        (request,) = followed
        asked.append(request.path)
    assert asked == ["/sitemap.xml", "/sitemap_index.xml", "/careers/sitemap.xml"]


def test_a_missing_usual_place_is_no_end_but_the_last_one_is_gone():
    assert judged(MAP, status=404, rest=("?", "?|/sitemap_index.xml")) == "ok"
    assert judged(MAP, status=404, rest=("?",)) == "gone"
    assert judged(MAP, status=503, rest=("?", "?|/sitemap_index.xml")) == "failed"


def test_once_a_usual_place_is_there_the_others_are_not_asked():
    followed = MAP.follow(urlset("/jobs/7"), rest=("?", "?|/sitemap_index.xml"))
    assert [request.kind for request in followed] == ["page"]


def test_nested_indexes_are_read_one_behind_the_other():
    (first,) = MAP.follow(index("/a.xml", "/b.xml"), rest=("1", "1|/c.xml"))
    assert (first.path, first.page, first.rest) == ("/a.xml", 2, ("2", "2|/b.xml", "1|/c.xml"))
    assert not MAP.module.is_last(MAP.payload(index("/a.xml")))
    assert MAP.module.is_last(MAP.payload(urlset("/jobs/7"), rest=("2",), page=4))


def test_indexes_nested_deeper_than_three_are_left_out_and_the_reading_is_not_whole():
    assert [request.path for request in MAP.follow(index("/deep.xml"), rest=("2",))] == ["/deep.xml"]
    assert MAP.follow(index("/deep.xml"), rest=("3",)) == []
    assert not MAP.module.is_last(MAP.payload(index("/deep.xml"), rest=("3",)))


def test_fifty_sitemaps_and_fifty_thousand_addresses_are_the_most(monkeypatch):
    assert MAP.follow(index("/more.xml"), page=50) == []
    assert not MAP.module.is_last(MAP.payload(index("/more.xml"), page=50))
    assert sitemap.MOST == 50_000
    monkeypatch.setattr(sitemap, "MOST", 2)
    many = urlset("/jobs/1", "/jobs/2", "/jobs/3")
    assert len(MAP.records(many)) == 2
    assert not MAP.module.is_last(MAP.payload(many))


@pytest.mark.parametrize(
    "space",
    [
        ' xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"',
        ' xmlns="https://www.sitemaps.org/schemas/sitemap/0.9"',
        "",
        ' xmlns:x="urn:x"',
    ],
)
def test_namespaces_are_compared_by_local_names(space):
    assert MAP.records(urlset("/jobs/7", space=space)) == [Listed("/jobs/7")]


def test_gzip_is_known_by_its_first_bytes_whatever_the_type_says():
    packed = gzip.compress(urlset("/jobs/7"))
    for told in ("application/gzip", "application/octet-stream", "application/xml"):
        payload = MAP.payload(packed, headers={"content-type": told})
        assert outcome.of(payload, MAP.module.MEDIA_TYPES, MAP.module.judge)[0] == "ok"
        assert list(MAP.module.parse(payload)) == [Listed("/jobs/7")]


def test_a_gzip_bomb_is_not_unpacked_beyond_the_cap(monkeypatch):
    monkeypatch.setattr(feed, "_UNPACKED_CAP", 10_000)
    with pytest.raises(FetchFailed, match="unpacks to more") as failed:
        MAP.records(gzip.compress(b" " * 1_000_000))
    assert failed.value.outcome == "partial"


@pytest.mark.parametrize(
    "body", [b"<html><body>Jobs</body></html>", b"no xml", b"", b'<!DOCTYPE u [<!ENTITY a "x">]><urlset/>']
)
def test_what_is_no_sitemap_is_failed_never_empty(body):
    with pytest.raises(FetchFailed) as failed:
        MAP.records(body)
    assert failed.value.outcome == "failed"


def test_only_pages_of_jobs_on_the_own_host_are_asked():
    body = (
        b"<urlset><url><loc>https://careers.example.test/about</loc></url><url><loc>/jobs/</loc></url>"
        b"<url><loc>http://www.careers.example.test/Job/4-cook</loc></url><url><loc>https://127.0.0.1/jobs/1</loc></url>"
        b"<url><loc>/stellenangebote/koch</loc></url><url><loc>/vacancies/7</loc></url><url><loc>file:///jobs/2</loc></url>"
        b"<url><loc>https://user:pw@careers.example.test/jobs/3</loc></url></urlset>"
    )
    assert [request.path for request in MAP.follow(body)] == [
        "/Job/4-cook",
        "/stellenangebote/koch",
        "/vacancies/7",
    ]


def test_a_board_with_a_path_takes_all_below_it():
    body = urlset("/team/join/cook", "/jobs/7", "/team/joiner")
    followed = MAP.follow(body, board="careers.example.test/team/join")
    assert [request.path for request in followed] == ["/team/join/cook"]


def test_pages_are_asked_again_when_lastmod_changes_and_known_without_tracking():
    (request,) = MAP.follow(
        urlset("/jobs/7?id=3&amp;utm_source=map", lastmod="<lastmod>2026-11-20</lastmod>")
    )
    assert (request.path, request.native_id, request.stamp) == (
        "/jobs/7?id=3&utm_source=map",
        "/jobs/7?id=3",
        "2026-11-20",
    )
    assert MAP.records(urlset("/jobs/7?id=3&amp;utm_source=map")) == [Listed("/jobs/7?id=3")]


def test_a_page_is_a_posting_with_the_pages_address():
    found = PAGE.posting(page({"@type": "WebSite"}, JOB))
    assert (found.native_id, found.url, found.title, found.text) == (
        "/jobs/7",
        HOST + "/jobs/7",
        "Keeper",
        "Keep the lamp.",
    )


def test_several_postings_on_a_page_are_told_apart():
    jobs = [JOB | {"title": name} | told for name, told in (("a", {"identifier": "T-1"}), ("b", {}))]
    found = PAGE.postings(page({"@graph": jobs}))
    assert [(posting.native_id, posting.title) for posting in found] == [
        ("/jobs/7#T-1", "a"),
        ("/jobs/7#2", "b"),
    ]


def test_expired_by_valid_through_is_a_reject_by_the_payloads_time():
    past, future = NOW - dt.timedelta(days=2), NOW + dt.timedelta(days=2)
    (reject,) = PAGE.records(page(JOB | {"validThrough": past.date().isoformat()}))
    assert isinstance(reject, Reject)
    assert reject.reason == "expired"
    assert PAGE.postings(page(JOB | {"validThrough": future.date().isoformat()}))
    assert PAGE.postings(page(JOB | {"validThrough": NOW.date().isoformat()})), "its last day is not over"
    assert PAGE.postings(page(JOB | {"validThrough": "soon"}))


def test_markup_beyond_repair_is_counted_beside_what_can_be_read():
    body = b'<script type="application/ld+json">{"@type": "JobPosting", "title": "Hal</script>'
    (reject,) = PAGE.records(body)
    assert isinstance(reject, Reject)
    assert (reject.native_id, reject.reason) == ("/jobs/7", "malformed")
    assert [type(record).__name__ for record in PAGE.records(body + page(JOB))] == ["Reject", "Posting"]


def test_a_page_without_markup_is_a_reject():
    for body in (page(), page({"@type": "Organization"}), b""):
        (reject,) = PAGE.records(body)
        assert isinstance(reject, Reject)
        assert reject.reason == "no posting"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("; charset=utf-8", "utf-8"), ("; charset=ISO-8859-1", "latin-1"), ("", "utf-8"), ("", "cp1252")],
)
def test_pages_are_read_in_their_encoding(charset, encoding):
    body = page(JOB).decode().replace("Keep the lamp.", "Möwen füttern").encode(encoding)
    assert PAGE.posting(body, headers={"content-type": "text/html" + charset}).text == "Möwen füttern"


def test_contact_details_in_the_text_are_replaced():
    assert "@" not in PAGE.posting(page(JOB | {"description": "Write to anna@lamp.example"})).text


def test_career_pages_over_real_http(tmp_path):
    with FakeInternet().running() as fake:
        board = f'title = "Pages"\nsite = "{fake.url}"\npublic = "{fake.url}/"\nterms = "Invented."\nchecked = 2026-11-25\n'
        path = tmp_path / "boards" / "jsonld.toml"
        path.parent.mkdir()
        path.write_text(
            board + 'spacing_s = { site = 0 }\n[[board]]\nslug = "careers"\ncompany = "Lamp & Sons"\n'
        )
        html, xml = (("Content-Type", "text/html"),), (("Content-Type", "application/xml"),)
        rules = f"User-agent: *\nDisallow: /jobs/secret\nSitemap: {fake.url}/index.xml\n"
        fake.answers["/robots.txt"] = Answer(rules.encode(), headers=(("Content-Type", "text/plain"),))
        fake.answers["/index.xml"] = Answer(
            index("/a.xml.gz", "/b.xml").replace(HOST.encode(), fake.url.encode()), headers=xml
        )
        first = urlset("/jobs/1", "/jobs/secret", lastmod="<lastmod>2026-11-20</lastmod>")
        packed = gzip.compress(first.replace(HOST.encode(), fake.url.encode()))
        fake.answers["/a.xml.gz"] = Answer(packed, headers=(("Content-Type", "application/gzip"),))
        fake.answers["/b.xml"] = Answer(
            b"<urlset><url><loc>/jobs/2</loc></url><url><loc>/jobs/3</loc></url></urlset>", headers=xml
        )
        fake.answers["/jobs/1"] = Answer(page(JOB), headers=html)
        fake.answers["/jobs/2"] = Answer(
            page(JOB | {"title": "Cook", "validThrough": "2020-01-01"}), headers=html
        )
        ran = scraper_here("run", tmp_path, "--source", "jsonld")
        asked = fake.paths()
        assert asked.count("/jobs/1") == 1
        assert "/jobs/secret" not in asked, ran.err
        told = rows(tmp_path, "SELECT posting_id, company, title, text FROM posting")
        assert told == [("jsonld:careers:/jobs/1", "Lamp & Sons", "Keeper", "Keep the lamp.")]
        assert rows(tmp_path, "SELECT native_id, reason FROM reject") == [("/jobs/2", "expired")]
        assert rows(tmp_path, "SELECT pages, listed, complete FROM reading") == [(3, 4, True)]
        fake.log.clear()
        scraper_here("run", tmp_path, "--source", "jsonld")
        assert "/jobs/1" not in fake.paths(), "its lastmod is the one that was read"


RECORDED = {
    "jsonld_meta_software_engineer.html": ("Meta", 9, "2025-06-10"),
    "recruitee_job_detail.html": ("Hostaway", 2, "2026-01-21"),
}


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_pages_with_markup(name):
    company, places, posted = RECORDED[name]
    payload = PAGE.payload(recorded(f"jsonld/{name}"), fetched_at=dt.datetime(2026, 2, 1))  # noqa: DTZ001 - UTC
    (found,) = PAGE.module.parse(payload)
    assert isinstance(found, Posting)
    assert (found.company, len(found.locations), found.employment_type) == (company, places, "full_time")
    assert found.posted_at is not None
    assert found.posted_at.date().isoformat() == posted
    assert len(found.text) > 2_000
    assert "<" not in found.text
    later = dataclasses.replace(payload, fetched_at=NOW)
    assert [type(record).__name__ for record in PAGE.module.parse(later)] == [
        "Reject" if company == "Meta" else "Posting"
    ]


@pytest.mark.parametrize("name", ["didi_global_jobdetail.html", "jobylon_mcdonalds_se.html"])
def test_recorded_pages_without_markup(name):
    (reject,) = PAGE.records(recorded(f"jsonld/{name}"))
    assert isinstance(reject, Reject)
    assert reject.reason == "no posting"
