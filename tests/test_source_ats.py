"""The systems that employers post through: addresses, pages, details, totals, traps across answers, shipped boards.

What a single answer means stands in `golden/`, a folder a trap; here is what goes over several answers, and the recorded ones.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from conftest import SHARED
from source_payloads import Source, recorded

from scraper import address, boards
from scraper.model import FetchFailed, Listed, Posting, Reject, Request
from scraper.sources import discover

ATS = (
    "greenhouse lever lever_eu ashby workable recruitee personio teamtailor pinpoint bamboohr breezy rippling "
    "smartrecruiters workday"
).split()
SHIPPED = boards.load(Path(__file__).parent.parent / "data" / "boards", discover())
FILES = {name: SHIPPED[name] for name in ATS}
XML = "text/xml"


def slugs(url):
    """Slugs that the sources see in an address, as `scraper add` asks them."""
    found = {}
    for name, source in FILES.items():
        recognise = discover()[source.module].recognise
        told = [slug for public in (source.public, *source.also) if (slug := recognise(url, public))]
        found |= {name: told[0]} if told else {}
    return found


@pytest.mark.parametrize(
    ("url", "source", "slug"),
    [
        ("https://boards.greenhouse.io/exemplar", "greenhouse", "exemplar"),
        ("https://job-boards.greenhouse.io/exemplar/jobs/4000001?gh_src=x", "greenhouse", "exemplar"),
        ("https://job-boards.eu.greenhouse.io/exemplar", "greenhouse", "exemplar"),
        ("https://boards.greenhouse.io/embed/job_board?for=exemplar&b=x", "greenhouse", "exemplar"),
        ("https://boards.greenhouse.io/embed/job_app?token=4000001&for=exemplar", "greenhouse", "exemplar"),
        ("https://boards-api.greenhouse.io/v1/boards/exemplar/jobs", "greenhouse", "exemplar"),
        ("https://jobs.lever.co/Exemplar", "lever", "Exemplar"),
        ("https://api.lever.co/v0/postings/Exemplar?mode=json", "lever", "Exemplar"),
        ("https://jobs.eu.lever.co/exemplar/5f0c/apply", "lever_eu", "exemplar"),
        ("https://jobs.ashbyhq.com/Exemplar%20Looms", "ashby", "Exemplar Looms"),
        ("https://jobs.ashbyhq.com/exemplar.ai/6a0c", "ashby", "exemplar.ai"),
        ("https://api.ashbyhq.com/posting-api/job-board/exemplar", "ashby", "exemplar"),
        ("https://apply.workable.com/exemplar/j/DD136DD7E7/", "workable", "exemplar"),
        ("https://apply.workable.com/api/v1/widget/accounts/exemplar", "workable", "exemplar"),
        ("https://www.workable.com/api/accounts/exemplar?details=true", "workable", "exemplar"),
        ("https://exemplar.workable.com/", "workable", "exemplar"),
        ("https://exemplar.recruitee.com/o/backend-engineer", "recruitee", "exemplar"),
        ("https://exemplar.jobs.personio.de/job/1", "personio", "exemplar"),
        ("https://exemplar.jobs.personio.com", "personio", "exemplar"),
        ("https://exemplar.teamtailor.com/jobs/7-x", "teamtailor", "exemplar"),
        ("https://exemplar.pinpointhq.com/en/postings/a", "pinpoint", "exemplar"),
        ("https://exemplar.bamboohr.com/careers/86", "bamboohr", "exemplar"),
        ("https://exemplar.breezy.hr/p/0a-x", "breezy", "exemplar"),
        ("https://ats.rippling.com/exemplar/jobs", "rippling", "exemplar"),
        ("https://ats.rippling.com/en-GB/exemplar/jobs/2f06", "rippling", "exemplar"),
        ("https://careers.smartrecruiters.com/Exemplar", "smartrecruiters", "Exemplar"),
        ("https://jobs.smartrecruiters.com/Exemplar/743-x", "smartrecruiters", "Exemplar"),
        (
            "https://exemplar.wd5.myworkdayjobs.com/en-US/External/job/Oslo/X_JR1",
            "workday",
            "exemplar.wd5.myworkdayjobs.com/External",
        ),
        (
            "https://exemplar.wd5.myworkdayjobs.com/External",
            "workday",
            "exemplar.wd5.myworkdayjobs.com/External",
        ),
        (
            "https://wd5.myworkdaysite.com/en-US/recruiting/exemplar/External",
            "workday",
            "exemplar.wd5.myworkdayjobs.com/External",
        ),
        (
            "https://wd5.myworkdaysite.com/recruiting/exemplar/External",
            "workday",
            "exemplar.wd5.myworkdayjobs.com/External",
        ),
    ],
)
def test_every_form_of_a_careers_address_tells_its_board(url, source, slug):
    assert slugs(url) == {source: slug}


@pytest.mark.parametrize(
    "url",
    [
        "https://apply.workable.com/j/DD136DD7E7",
        "https://apply.workable.com/api/v1/jobs",
        "https://boards.greenhouse.io/embed/job_app?token=4000001",
        "https://exemplar.wd5.myworkdayjobs.com/",
        "https://exemplar.wd5.myworkdayjobs.com/wday/cxs/exemplar/External/jobs",
        "https://notgreenhouse.io/exemplar",
        "https://jobs.lever.co.example.test/exemplar",
        "https://exemplar.recruitee.com.example.test/",
        "https://example.test/careers?gh_jid=4000001",
        "https://www.recruitee.com/",
    ],
)
def test_other_addresses_tell_no_board(url):
    assert slugs(url) == {}


@pytest.mark.parametrize("name", ATS)
def test_the_public_page_of_each_shipped_board_tells_that_board(name):
    source = FILES[name]
    recognise = discover()[source.module].recognise
    pages = {board.slug: address.filled(source.public, board.slug) for board in source.boards}
    told = {
        slug: [recognise(page, public) for public in (source.public, *source.also)]
        for slug, page in pages.items()
    }
    assert {slug for slug, found in told.items() if slug not in found} == set()


def test_at_least_900_boards_are_shipped_switched_on_with_reasons_where_they_are_off():
    assert sum(len(source.boards) for source in FILES.values() if source.enabled) >= 900
    off = {name: source.reason for name, source in FILES.items() if not source.enabled}
    assert off.keys() == {"smartrecruiters", "workday"}
    assert "robots.txt" in off["smartrecruiters"]
    assert "undocumented" in off["workday"]


def test_the_slow_ones_are_asked_slowly_and_tenants_of_one_edge_are_one_group():
    spacing = {name: min(source.spacing_s.values()) for name, source in FILES.items()}
    assert all(seconds >= 1 for seconds in spacing.values()), "lever's robots.txt asks for a second"
    assert spacing["workable"] >= 3
    assert spacing["personio"] >= 4
    tenants = {
        name for name, source in FILES.items() if any("://{" in base for base in source.endpoints.values())
    }
    assert {name for name in tenants if not FILES[name].host_group} == set()
    assert set(FILES["ashby"].robots) == {"api"}, "its robots.txt answers 401: the one written override"
    assert not any(source.robots for name, source in FILES.items() if name != "ashby")


@pytest.mark.parametrize("name", ATS)
def test_each_shipped_board_begins_with_one_request_to_an_address_of_its_own(name):
    source = FILES[name]
    module = discover()[source.module]
    asked = []
    for board in source.boards:
        (request,) = module.requests(board, None, None)
        assert (request.kind, request.board, request.company, request.page) == (
            "list",
            board.slug,
            board.company,
            1,
        )
        asked.append(address.url_of(source.endpoints[request.endpoint], board.slug, request))
    assert len(set(asked)) == len(asked)
    assert not list(module.requests(None, None, None))


def test_lever_site_keeps_its_capitals():
    (request,) = Source("lever", "list").requests("Flex")
    assert request.path == "/v0/postings/Flex?mode=json&skip=0&limit=100"
    assert {"Flex", "flex"} & {board.slug for board in FILES["lever"].boards} != {"flex"}
    assert any(board.slug != board.slug.lower() for board in FILES["lever"].boards)


def test_a_name_with_spaces_dots_or_slashes_is_one_segment_of_the_path():
    paths = [
        Source(name, "list").requests("a b/.c")[0].path
        for name in ("greenhouse", "lever", "ashby", "workable")
    ]
    assert all("/a%20b%2F.c" in path for path in paths)


# Pages.

LEVER = Source("lever", "list", board="Exemplar", company="Exemplar Looms")
TEAMTAILOR = Source("teamtailor", "list", "application/rss+xml", board="exemplar")
SMART = Source("smartrecruiters", "list", board="Exemplar")
WORKDAY = Source("workday", "list", board="exemplar.wd5.workday.example/External")


def lever_page(count):
    return [
        {"id": str(number), "text": "Weaver", "description": "<p>We weave.</p>"} for number in range(count)
    ]


def rss_page(count):
    items = "".join(
        f"<item><title>Weaver</title><link>https://e.example/jobs/{number}-w</link><description>Weave.</description></item>"
        for number in range(count)
    )
    return f"<rss><channel>{items}</channel></rss>".encode()


def smart_page(offset, count, total):
    rows = [{"id": str(number), "name": "Weaver"} for number in range(offset, offset + count)]
    return {"offset": offset, "limit": 100, "totalFound": total, "content": rows}


def workday_page(offset, count, total):
    rows = [
        {"title": "Weaver", "externalPath": f"/job/Oslo/Weaver_JR{number}"}
        for number in range(offset, offset + count)
    ]
    return {"total": total, "jobPostings": rows}


def pages(requests):
    return [(request.page, request.path, request.json) for request in requests if request.kind == "list"]


def test_lever_reads_pages_until_one_is_not_full():
    assert pages(LEVER.follow(lever_page(100), page=2)) == [
        (3, "/v0/postings/Exemplar?mode=json&skip=200&limit=100", None)
    ]
    assert not LEVER.module.is_last(LEVER.payload(lever_page(100)))
    for count in (0, 99, 101, 250):  # more than a page: the site was answered whole, whatever limit was asked
        assert not LEVER.follow(lever_page(count))
        assert LEVER.module.is_last(LEVER.payload(lever_page(count)))


def test_teamtailor_reads_pages_by_offset_until_one_is_not_full():
    assert pages(TEAMTAILOR.follow(rss_page(100))) == [(2, "/jobs.rss?per_page=100&offset=100", None)]
    assert not TEAMTAILOR.module.is_last(TEAMTAILOR.payload(rss_page(100)))
    assert not TEAMTAILOR.follow(rss_page(99), page=2)
    assert TEAMTAILOR.module.is_last(TEAMTAILOR.payload(rss_page(99), page=2))


def test_smartrecruiters_reads_pages_up_to_the_total_and_one_that_lacks_some_is_not_whole():
    assert [page for page, *_ in pages(SMART.follow(smart_page(0, 100, 101)))] == [2]
    assert not pages(SMART.follow(smart_page(100, 1, 101), page=2))
    assert SMART.module.total(SMART.payload(smart_page(0, 100, 101))) == 101
    assert SMART.module.is_last(SMART.payload(smart_page(100, 0, 101), page=2)), (
        "an empty page ends the paging"
    )


def test_unknown_smartrecruiters_company_is_unknown_never_empty():
    with pytest.raises(FetchFailed) as failed:
        SMART.records(smart_page(0, 0, 0))
    assert failed.value.outcome == "unknown"


def test_workday_asks_with_all_four_keys_and_no_locale_twenty_at_a_time():
    (first,) = WORKDAY.requests("exemplar.wd5.workday.example/External")
    assert first.path == "/wday/cxs/exemplar/External/jobs"
    assert first.json == {"appliedFacets": {}, "limit": 20, "offset": 0, "searchText": ""}
    ((page, _, asked),) = pages(WORKDAY.follow(workday_page(0, 20, 41)))
    assert (page, asked["offset"]) == (2, 20)


def test_workday_total_counts_on_the_first_page_only():
    assert WORKDAY.module.total(WORKDAY.payload(workday_page(0, 20, 41))) == 41
    assert WORKDAY.module.total(WORKDAY.payload(workday_page(40, 1, 0), page=3)) is None


def test_workday_behind_2000_jobs_there_is_no_page_and_the_reading_is_not_whole():
    last = WORKDAY.payload(workday_page(1980, 20, 2000), page=100)
    assert not pages(WORKDAY.module.follow(last))
    assert not WORKDAY.module.is_last(last)


def test_workday_relative_date_is_no_version_and_no_date():
    def stamp(posted, place="2 Locations"):
        row = {
            "title": "Weaver",
            "externalPath": "/job/Oslo/Weaver_JR1",
            "locationsText": place,
            "postedOn": posted,
        }
        (detail,) = WORKDAY.follow({"total": 1, "jobPostings": [row]})
        return detail.stamp

    assert stamp("Posted Yesterday") == stamp("Posted 30+ Days Ago")
    assert stamp("Posted Yesterday") != stamp("Posted Yesterday", "3 Locations")


# Details.


def test_bamboohr_detail_is_due_again_when_the_list_tells_another_version():
    source = Source("bamboohr", "list", board="exemplar")

    def detail(**told):
        row = {
            "id": "86",
            "jobOpeningName": "Weaver",
            "employmentStatusLabel": "Full-Time",
            "locationType": "0",
        } | told
        (request,) = source.follow({"result": [row]})
        return request

    plain = detail()
    assert (plain.kind, plain.native_id, plain.path) == ("detail", "86", "/careers/86/detail")
    assert plain.headers == {"accept": "application/json"}
    assert detail().stamp == plain.stamp
    assert detail(jobOpeningName="Dyer").stamp != plain.stamp
    assert detail(locationType="2").stamp != plain.stamp
    assert detail(location={"city": "Lindon"}).stamp != plain.stamp
    assert source.module.total(source.payload({"meta": {"totalCount": 3}, "result": []})) == 3


def test_rippling_job_of_many_places_is_asked_once_whatever_the_order_of_its_places():
    source = Source("rippling", "list", board="exemplar")
    rows = [{"uuid": "2f", "name": "Weaver", "workLocation": {"label": place}} for place in ("Oslo", "Porto")]
    (one,), (other,) = source.follow(rows), source.follow(rows[::-1])
    assert one == other
    assert one.native_id == "2f"
    assert source.records(rows) == [Listed("2f")]


def test_smartrecruiters_detail_is_due_again_when_it_is_released_again():
    def stamp(released):
        page = smart_page(0, 1, 1)
        page["content"][0]["releasedDate"] = released
        return SMART.follow(page)[0].stamp

    assert stamp("2026-02-05T10:00:00.000Z") != stamp("2026-03-05T10:00:00.000Z")


# Personio's two feeds.

PERSONIO = Source("personio", "list", XML, board="exemplar", public="https://exemplar.jobs.personio.de")


def position(native, body):
    part = f"<jobDescription><name>Tasks</name><value><![CDATA[{body}]]></value></jobDescription>"
    return (
        f"<position><id>{native}</id><name>Weaver</name><jobDescriptions>{part}</jobDescriptions></position>"
    )


def test_personio_position_without_translation_is_seen_and_its_text_comes_from_the_default_feed():
    english = f"<workzag-jobs>{position(1, '<p>Weave.</p>')}{position(2, '')}</workzag-jobs>".encode()
    german = (
        f"<workzag-jobs>{position(1, '<p>Weben.</p>')}{position(2, '<p>Färben.</p>')}</workzag-jobs>".encode()
    )
    (one, two) = PERSONIO.records(english)
    assert (one.native_id, one.text, two) == ("1", "# Tasks\nWeave.", Listed("2"))
    (request,) = PERSONIO.follow(english)
    assert (request.path, request.rest) == ("/xml", ("2",))
    assert request.kind not in PERSONIO.module.LISTINGS, "a part of the board closes nothing"
    (other,) = PERSONIO.records(german, kind=request.kind, rest=request.rest)
    assert (other.native_id, other.text) == ("2", "# Tasks\nFärben."), "the English text of 1 is not replaced"
    assert not PERSONIO.follow(german, kind=request.kind, rest=request.rest)


def test_ashby_flag_of_remote_counts_only_where_no_workplace_is_told_not_where_it_is_not_understood():
    def workplace(told):
        job = {
            "id": "1",
            "title": "Weaver",
            "descriptionHtml": "We weave.",
            "isRemote": True,
            "workplaceType": told,
        }
        return Source("ashby", "list").posting({"jobs": [job]}).workplace

    assert [workplace(told) for told in (None, "OnSite", "Flexible")] == ["remote", "onsite", None]


# Personal data.


def test_names_mail_addresses_and_numbers_of_recruiters_stay_out():
    contact = "<p>Ask Kim Example, kim@exemplar.test, +49 30 55501234.</p>"
    recruitee = {"id": 1, "title": "Weaver", "description": contact, "mailbox_email": "job.1@exemplar.test"}
    greenhouse = {
        "id": 1,
        "internal_job_id": 2,
        "title": "Weaver",
        "content": "&lt;p&gt;We weave.&lt;/p&gt;",
        "metadata": [
            {"id": 1, "name": "Recruiter", "value": {"name": "Kim Example", "email": "kim@exemplar.test"}}
        ],
    }
    smart = {
        "id": "1",
        "name": "Weaver",
        "creator": {"name": "Kim Example"},
        "jobAd": {"sections": {"jobDescription": {"title": "Job", "text": "<p>We weave.</p>"}}},
    }
    found = [
        Source("recruitee", "list").posting({"offers": [recruitee]}),
        Source("greenhouse", "list").posting({"jobs": [greenhouse]}),
        Source("smartrecruiters", "detail").posting(smart),
    ]
    told = "\n".join(repr(posting) for posting in found)
    assert "exemplar.test" not in told
    assert "55501234" not in told
    assert "Kim Example" not in repr(found[1:])


# What no answer may do.

LISTS = {
    "greenhouse": '{"jobs":[%s]}',
    "lever": "[%s]",
    "ashby": '{"jobs":[%s]}',
    "workable": '{"jobs":[%s]}',
    "recruitee": '{"offers":[%s]}',
    "pinpoint": '{"data":[%s]}',
    "bamboohr": '{"result":[%s]}',
    "breezy": "[%s]",
    "rippling": "[%s]",
    "smartrecruiters": '{"totalFound":1,"content":[%s]}',
    "workday": '{"total":1,"jobPostings":[%s]}',
}


@pytest.mark.parametrize("name", LISTS)
def test_list_of_which_no_record_can_be_read_has_failed_and_is_never_empty(name):
    with pytest.raises(
        FetchFailed, match=r"not one of 2 records can be read; record 1: Expected `object`"
    ) as failed:
        Source(name, "list").records((LISTS[name] % '"x", "y"').encode())
    assert failed.value.outcome == "failed"


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    "body", [b"", b"null", b"{}", b'{"error":"x"}', b"[[]]", b"\xff\xfe", b'"text"', b"<html>"]
)
def test_what_is_no_list_has_failed_and_is_never_empty(name, body):
    with pytest.raises(FetchFailed) as failed:
        Source(name, "list").records(body)
    assert failed.value.outcome == "failed"
    assert failed.value.reason.startswith("unreadable")


# Recorded answers of real boards, where they are at hand: facts of them, not their sentences.


@pytest.mark.parametrize("name", ["greenhouse", "lever"])
def test_recorded_boards_have_as_many_records_as_their_metadata_counts(name):
    folder = SHARED / "ats" / name
    if not folder.is_dir():
        pytest.skip(f"no recorded payloads here: {folder} is missing")
    source, found = Source(name, "list"), []
    for metadata in sorted(folder.glob("*/*.metadata.json")):
        told = json.loads(metadata.read_text())
        if not told["raw_file"] or not metadata.with_name(told["raw_file"]).is_file():
            continue
        payload = source.payload(
            metadata.with_name(told["raw_file"]).read_bytes(), board=told["source_token"]
        )
        records = list(source.module.parse(payload))
        assert len(records) == told["source_job_count"], metadata
        assert source.module.total(payload) in {None, told["source_job_count"]}
        assert {record.reason for record in records if isinstance(record, Reject)} <= {"no text"}
        found += [record for record in records if isinstance(record, Posting)]
    assert len(found) > 1_000
    assert all(posting.title and posting.url and posting.posted_at and posting.location for posting in found)
    assert sum(posting.country is not None for posting in found) > 0.7 * len(found)
    assert not any(re.search(r"</?(?:p|li|div|strong|span)\b", posting.text) for posting in found)
    # A few employers escaped their own text twice: their pages show it so too.
    entity = re.compile(r"&(?:amp|lt|gt|nbsp|quot|#\d+);")
    escaped = {posting.native_id for posting in found if entity.search(posting.text)}
    assert len(escaped) < 0.03 * len({posting.native_id for posting in found})


def test_recorded_lever_requirements_stand_in_the_text_under_their_headings():
    answer = recorded("ats/lever/moo/20260820T131128462967Z.json")
    told = {raw["id"]: raw["lists"] for raw in json.loads(answer)}
    found = {
        posting.native_id: posting.text.split("\n") for posting in Source("lever", "list").postings(answer)
    }
    for native, lists in told.items():
        items = sum(each["content"].count("<li") for each in lists)
        assert sum(line.startswith("- ") for line in found[native]) >= 0.9 * items
        assert sum(line.startswith("# ") for line in found[native]) >= len(lists)
    assert sum(map(len, told.values())) > 20


def test_recorded_fixtures_tell_their_postings():
    ashby = Source("ashby", "list").postings(recorded("fixtures/ashby.json"))
    assert [(p.workplace, p.country, p.pay_min, p.pay_currency, p.pay_period) for p in ashby] == [
        ("remote", "CA", None, None, None),
        ("hybrid", "CA", 102_800, "CAD", "year"),
    ]
    recruitee = Source("recruitee", "list").postings(recorded("fixtures/recruitee.json"))
    assert [
        (p.native_id, p.pay_min, p.pay_max, p.pay_currency, p.pay_period, p.posted_at) for p in recruitee
    ] == [
        ("2700825", 60_000, 75_000, "EUR", "year", dt.datetime(2026, 8, 5, 10, 10, 39)),  # noqa: DTZ001 - UTC
        ("2697184", 75_000, 90_000, "EUR", "year", dt.datetime(2026, 7, 31, 22, 26, 40)),  # noqa: DTZ001 - UTC
    ]
    pinpoint = Source("pinpoint", "list").postings(recorded("fixtures/pinpoint.json"))
    assert [(p.workplace, p.pay_min, p.pay_period, p.department) for p in pinpoint] == [
        ("remote", 135_000, "year", "Technology"),
        ("hybrid", 70, "hour", "Consulting"),
    ]
    assert len(Source("ashby", "list").postings(recorded("fixtures/ashby-2.json"))) == 3
    assert len(Source("greenhouse", "list").postings(recorded("fixtures/greenhouse.json"))) == 2
    assert len(Source("lever", "list").postings(recorded("fixtures/lever.json"))) == 2


@pytest.mark.parametrize(
    ("name", "ending", "ids"),
    [
        ("bamboohr", "json", ["86", "87"]),
        ("rippling", "json", ["2f0674e6-f01f-4ecd-b459-e947241c211f"]),
        ("smartrecruiters", "json", ["743999671674844"]),
        ("workday", "json", ["JR354232", "JR332446"]),
        ("personio", "xml", ["1834171"]),
    ],
)
def test_recorded_lists_without_texts_name_their_jobs_and_lead_to_them(name, ending, ids):
    source = Source(name, "list", XML if ending == "xml" else "application/json", board="a.wd1.b.example/c")
    answer = recorded(f"fixtures/{name}.{ending}")
    assert list(dict.fromkeys(source.records(answer))) == [Listed(native) for native in ids]
    led: list[Request] = source.follow(answer)
    assert [request.native_id for request in led if request.kind == "detail"] == (
        ids if ending == "json" else []
    )
    assert [request.rest for request in led if request.kind == "default"] == (
        [tuple(ids)] if ending == "xml" else []
    )


def test_recorded_workable_item_a_place_is_one_job():
    (record,) = Source("workable", "list").records(recorded("fixtures/workable.json"))
    assert record == Reject("DD136DD7E7", "no text", board="all"), "it was recorded without details"
