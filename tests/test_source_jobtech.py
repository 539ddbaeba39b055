"""The source `jobtech`: the cap of its search, Stockholm's times, withdrawn ads, a stream that is cut off."""

from __future__ import annotations

import datetime as dt
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from source_payloads import NOW, Source

from scraper.model import FetchFailed, Listed, Reject, State, Window

SOURCE = Source("jobtech", "search", board="2512")
STREAM = Source("jobtech", "stream", "application/jsonl", board="2512")
ADDRESS = "https://source.example/search?occupation-group=2512&sort=pubdate-desc&limit=100&offset={}"


def ad(**told):
    group = {"legacy_ams_taxonomy_id": "2512"}
    return {
        "id": "7",
        "headline": "Utvecklare",
        "description": {"text": "Fyrar."},
        "occupation_group": group,
    } | told


def page(*ads, total):
    return {"total": {"value": total}, "hits": list(ads)}


def lines(*ads):
    return "".join(json.dumps(told) + "\n" for told in ads).encode()


def asked(request):
    return {key: values[0] for key, values in parse_qs(urlsplit(request.path).query).items()}


def test_a_hundred_rows_a_page_up_to_offset_2000():
    (first,) = SOURCE.requests("2512")
    assert (asked(first)["limit"], asked(first)["offset"]) == ("100", "0")
    (second,) = SOURCE.follow(page(ad(), total=5_000), url=ADDRESS.format(0))
    assert (asked(second)["offset"], second.page) == ("100", 2)
    (last,) = SOURCE.follow(page(ad(), total=5_000), url=ADDRESS.format(1900), page=20)
    assert asked(last)["offset"] == "2000"


def test_offset_cap_is_passed_by_slices_of_dates():
    rows = page(
        ad(publication_date="2026-06-02T08:00:00"), ad(publication_date="2026-06-01T07:59:30"), total=5_000
    )
    (sliced,) = SOURCE.follow(rows, url=ADDRESS.format(2000), page=21)
    assert (asked(sliced)["offset"], asked(sliced)["published-before"], sliced.page) == (
        "0",
        "2026-06-01T07:59:31",
        22,
    )
    (onward,) = SOURCE.follow(rows, url="https://source.example" + sliced.path, page=22)
    assert (asked(onward)["offset"], asked(onward)["published-before"]) == ("100", "2026-06-01T07:59:31")


def test_a_slice_that_would_come_again_ends_the_reading_as_partial():
    rows = page(ad(publication_date="2026-06-01T07:59:30"), total=5_000)
    url = ADDRESS.format(2000) + "&published-before=2026-06-01T07:59:31"
    assert SOURCE.follow(rows, url=url) == []
    assert not SOURCE.module.is_last(SOURCE.payload(rows, url=url))


def test_the_declared_total_ends_the_paging():
    rows = page(ad(), ad(id="8"), total=102)
    assert SOURCE.follow(rows, url=ADDRESS.format(100)) == []
    assert SOURCE.module.is_last(SOURCE.payload(rows, url=ADDRESS.format(100)))
    assert SOURCE.module.total(SOURCE.payload(rows, url=ADDRESS.format(100))) == 102


def test_an_empty_raw_page_ends_it_too_and_the_total_tells_what_is_missing():
    assert SOURCE.follow(page(total=500), url=ADDRESS.format(300)) == []
    assert SOURCE.module.total(SOURCE.payload(page(total=500))) == 500


@pytest.mark.parametrize(
    ("stockholm", "utc"),
    [
        ("2026-01-15T08:00:00", dt.datetime(2026, 1, 15, 7)),  # noqa: DTZ001 - UTC
        ("2026-07-15T08:00:00", dt.datetime(2026, 7, 15, 6)),  # noqa: DTZ001 - UTC
        ("2026-07-15T00:30:00", dt.datetime(2026, 7, 14, 22, 30)),  # noqa: DTZ001 - UTC
    ],
)
def test_times_without_a_zone_are_stockholms(stockholm, utc):
    assert SOURCE.posting(page(ad(publication_date=stockholm), total=1)).posted_at == utc


def test_timestamp_is_in_milliseconds():
    found = SOURCE.posting(page(ad(timestamp=1_785_792_634_500), total=1))
    assert found.updated_at == dt.datetime(2026, 8, 3, 21, 30, 34, 500_000)  # noqa: DTZ001 - UTC


def test_removed_ads_are_rejects_deleted():
    sparse = {"id": "9", "removed": True, "removed_date": "2026-11-24T10:00:00"}
    (found,) = STREAM.records(lines(sparse))
    assert isinstance(found, Reject)
    assert (found.native_id, found.reason) == ("9", "deleted")


def test_stream_cut_off_in_its_last_line_is_partial_and_keeps_what_came():
    body = lines(ad(), ad(id="8"))[:-30]
    kept = []
    with pytest.raises(FetchFailed, match="cut off in line 2") as failed:
        kept.extend(STREAM.module.parse(STREAM.payload(body)))
    assert failed.value.outcome == "partial"
    assert [record.native_id for record in kept] == ["7"]


def test_stream_without_a_line_end_at_its_end_is_whole():
    assert len(STREAM.postings(lines(ad(), ad(id="8")).rstrip(b"\n"))) == 2


def test_stream_without_a_change_is_empty():
    assert STREAM.records(b"") == []
    assert "stream" in STREAM.module.FEEDS


def test_a_bad_line_of_the_stream_hides_no_other():
    bad = b'{"id": "8", "headline": "\xff"}\n'
    found = STREAM.records(lines(ad()) + bad + lines(ad(id="9")))
    assert [(record.native_id, isinstance(record, Reject)) for record in found] == [
        ("7", False),
        ("8", True),
        ("9", False),
    ]


def test_the_stream_of_the_whole_field_gives_postings_of_the_boards_group_only():
    other = ad(id="8", occupation_group={"legacy_ams_taxonomy_id": "2513"})
    assert [type(record).__name__ for record in STREAM.records(lines(ad(), other))] == ["Posting", "Listed"]
    assert STREAM.records(lines(other)) == [Listed("8")]


def test_the_stream_is_asked_from_the_last_reading_on_in_their_time():
    first = SOURCE.requests("2512")
    assert [request.kind for request in first] == ["search"]
    stream, _ = SOURCE.requests("2512", state=State(read_at={"2512": NOW}))
    since = (NOW - dt.timedelta(hours=1)).replace(tzinfo=dt.UTC) + dt.timedelta(hours=1)
    assert asked(stream)["updated-after"] == f"{since:%Y-%m-%dT%H:%M:%S}"
    assert stream.headers == {"Accept": "application/jsonl"}


def test_occupation_is_an_object_or_an_array():
    group = [{"legacy_ams_taxonomy_id": "2512", "label": "x"}]
    hours = [{"label": "Heltid"}]
    found = STREAM.posting(
        lines(ad(occupation_group=group, occupation=[{"label": "y"}], working_hours_type=hours))
    )
    assert found.employment_type == "full_time"
    assert SOURCE.posting(page(ad(occupation={"label": "y"}), total=1)).native_id == "7"


def test_contacts_mail_and_telephone_of_the_employer_are_never_read():
    told = ad(
        description={"text_formatted": "<p>Fyrar. Ring Anna på +46 70 123 45 67, anna@fyr.example.</p>"},
        employer={"name": "Fyr AB", "email": "anna@fyr.example", "phone_number": "+46701234567"},
        application_contacts=[{"name": "Anna Fyrman", "telephone": "+46701234567"}],
        application_details={"email": "anna@fyr.example", "other": "Anna Fyrman"},
    )
    shown = repr(SOURCE.posting(page(told, total=1)))
    assert "Fyr AB" in shown
    assert not any(secret in shown for secret in ("Fyrman", "@", "123 45 67", "46701234567"))


def test_history_is_asked_by_months_and_joined_by_the_original_id():
    window = Window(dt.date(2016, 2, 1), dt.date(2016, 4, 1))
    (request,) = SOURCE.requests("2512", window)
    assert (request.kind, request.endpoint) == ("history", "history")
    assert (asked(request)["historical-from"], asked(request)["historical-to"]) == (
        "2016-02-01",
        "2016-04-30",
    )
    rows = page(ad(id="a1f0", original_id="7001"), total=1)
    assert SOURCE.posting(rows, kind="history", url=ADDRESS.format(0)).native_id == "7001"
    assert not {"history", "stream"} & set(SOURCE.module.LISTINGS), "they close nothing"


def test_history_behind_the_cap_goes_on_by_days():
    rows = page(ad(publication_date="2016-02-10T09:00:00"), total=9_000)
    (request,) = SOURCE.follow(rows, kind="history", url=ADDRESS.format(2000) + "&historical-to=2016-03-31")
    assert (asked(request)["historical-to"], asked(request)["offset"]) == ("2016-02-10", "0")


def test_a_dump_tells_the_time_of_its_newest_ad():
    body = lines(ad(publication_date="2016-02-10T09:00:00"), ad(publication_date="2016-01-10T09:00:00"))
    assert SOURCE.module.newest(body) == dt.datetime(2016, 2, 10, 8)  # noqa: DTZ001 - UTC
    dumped = Source("jobtech", "dump", board=None)
    assert dumped.posting(lines(ad(id="a1f0", original_id=7001))).native_id == "7001"
