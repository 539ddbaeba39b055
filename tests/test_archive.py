"""The archive: what is put comes out the same, by our reader and by anybody's."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
import re
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from scraper import archive
from scraper.model import Payload, Validator

WHEN = dt.datetime(2026, 11, 23, 3, 4, 5, 678_901)  # noqa: DTZ001 - UTC
_WORDS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=20)
_MOMENTS = st.datetimes(dt.datetime(2007, 1, 1), dt.datetime(2099, 1, 1))  # noqa: DTZ001 - UTC
_HEADERS = st.dictionaries(
    st.sampled_from(["content-type", "etag", "last-modified", "location", "retry-after", "x-more"]), _WORDS
)
_ANSWERS = st.builds(
    Payload,
    source=_WORDS,
    kind=_WORDS,
    url=_WORDS.map(lambda word: f"https://example.test/{word}"),
    fetched_at=_MOMENTS,
    board=st.none() | _WORDS,
    company=st.none() | _WORDS.map(lambda word: f"{word} & {word}"),
    month=st.none() | st.dates(dt.date(2011, 1, 1), dt.date(2099, 1, 1)),
    public=st.just("") | _WORDS,
    rest=st.lists(st.integers(0, 10**10).map(str), max_size=4).map(tuple),
    native_id=st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    stamp=st.none() | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    page=st.integers(1, 400),
    whole=st.booleans(),
    status=st.sampled_from([200, 204, 301, 403, 404, 429, 500]),
    headers=_HEADERS,
    body=st.binary(max_size=3_000),
)
_TOLD = (
    "source kind url fetched_at board company month public rest native_id stamp page whole status headers body "
    "outcome reason".split()
)
_QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def answer(body: bytes = b'{"a": 1}', **more: object) -> Payload:
    headers = {"content-type": "application/json", "etag": '"v1"'}
    told = {"source": "s", "kind": "list", "url": "https://example.test/a", "fetched_at": WHEN, "status": 200}
    return Payload(**(told | {"headers": headers, "body": body, "digest": archive.digest_of(body)} | more))


def kept(path: Path, *payloads: Payload, earlier: Validator | None = None) -> list[Payload]:
    path.unlink(missing_ok=True)
    with archive.Archive(path) as file:
        for payload in payloads:
            file.put(payload, earlier)
    return list(archive.read(path))


def validator(payload: Payload) -> Validator:
    return Validator(payload.fetch_id, payload.fetched_at, payload.digest or "", '"v1"', None, payload.warc)


@_QUICK
@given(payload=_ANSWERS)
def test_every_field_of_an_answer_comes_back_as_it_was_put(tmp_path: Path, payload: Payload) -> None:
    (back,) = kept(tmp_path / "raw" / "a.warc.gz", payload)
    for name in _TOLD:
        assert getattr(back, name) == getattr(payload, name), name
    assert back.fetch_id.startswith("<urn:uuid:")
    assert back.digest == archive.digest_of(payload.body)
    assert back.warc == "raw/a.warc.gz"
    assert not back.unchanged


@_QUICK
@given(payloads=st.lists(_ANSWERS, min_size=1, max_size=5))
def test_answers_come_back_in_order_with_ids_of_their_own(tmp_path: Path, payloads: list[Payload]) -> None:
    back = kept(tmp_path / "raw" / "b.warc.gz", *payloads)
    assert [p.body for p in back] == [p.body for p in payloads]
    assert len({p.fetch_id for p in back}) == len(payloads)


def test_a_failed_request_keeps_its_outcome_and_reason(tmp_path: Path) -> None:
    failed = Payload(
        "s", "list", "https://example.test/a", WHEN, board="b", outcome="failed", reason="réset — x"
    )
    (back,) = kept(tmp_path / "raw" / "a.warc.gz", failed)
    assert (back.outcome, back.reason, back.status, back.body) == ("failed", "réset — x", None, b"")
    assert back.board == "b"
    assert back.fetched_at == WHEN


@pytest.mark.parametrize("status", [200, 304])
def test_an_unchanged_answer_is_a_revisit_that_names_the_record_it_stands_for(
    tmp_path: Path, status: int
) -> None:
    (first,) = kept(tmp_path / "raw" / "a.warc.gz", answer())
    body = b'{"a": 1}' if status == 200 else b""
    again = answer(body, status=status, fetched_at=WHEN + dt.timedelta(days=1))
    path = tmp_path / "raw" / "b.warc.gz"
    (back,) = kept(path, again, earlier=validator(first))
    assert back.unchanged
    assert back.digest == first.digest
    assert back.status == status
    assert back.body == b""
    with path.open("rb") as file:
        (record,) = ArchiveIterator(file)
        assert record.rec_type == "revisit"
        get = record.rec_headers.get_header
        assert get("WARC-Refers-To") == first.fetch_id
        assert get("WARC-Refers-To-Date") == "2026-11-23T03:04:05.678901Z"
        wanted = "identical-payload-digest" if status == 200 else "server-not-modified"
        assert get("WARC-Profile") == f"http://netpreserve.org/warc/1.1/revisit/{wanted}"
    recalled = archive.recall(tmp_path / "raw" / "a.warc.gz", first.offset, first.fetch_id)
    assert recalled is not None
    assert recalled.body == b'{"a": 1}'


def test_a_changed_answer_is_kept_whole_although_an_earlier_one_exists(tmp_path: Path) -> None:
    (first,) = kept(tmp_path / "raw" / "a.warc.gz", answer())
    (back,) = kept(tmp_path / "raw" / "b.warc.gz", answer(b'{"a": 2}'), earlier=validator(first))
    assert not back.unchanged
    assert back.body == b'{"a": 2}'


def test_anybody_reads_the_file_with_right_digests_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    bodies = [b'{"a": 1}', b"", "gärtnerei \\n".encode() * 500]
    kept(path, *(answer(body) for body in bodies))
    seen = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            assert record.rec_headers.protocol == "WARC/1.1"
            assert record.rec_headers.get_header("WARC-Date") == "2026-11-23T03:04:05.678901Z"
            assert record.rec_headers.get_header("Skilltrend-Source") == "s"
            assert record.http_headers.get_statuscode() == "200"
            assert record.http_headers.get_header("content-encoding") is None
            seen.append(record.content_stream().read())
    assert seen == bodies


def test_each_record_is_a_gzip_member_of_its_own(tmp_path: Path) -> None:
    one, two = tmp_path / "raw" / "1.warc.gz", tmp_path / "raw" / "2.warc.gz"
    kept(one, answer(b"first"))
    kept(two, answer(b"second"))
    joined = tmp_path / "raw" / "3.warc.gz"
    joined.write_bytes(one.read_bytes() + two.read_bytes())
    assert [p.body for p in archive.read(joined)] == [b"first", b"second"]


def test_nothing_is_created_before_something_is_put(tmp_path: Path) -> None:
    with archive.Archive(tmp_path / "raw" / "a.warc.gz"):
        pass
    assert not list(tmp_path.iterdir())


def test_no_file_is_ever_written_over(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, answer())
    with archive.Archive(path) as file, pytest.raises(FileExistsError):
        file.put(answer())


def test_a_file_cut_at_any_byte_gives_all_that_stands_before_and_says_where_it_broke(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, *(answer(b'{"n": %d}' % number) for number in range(3)))
    whole = path.read_bytes()
    starts = [0]
    for _ in range(2):
        starts.append(whole.index(b"\x1f\x8b\x08", starts[-1] + 3))
    examined = 0
    for cut in range(1, len(whole), 13):
        if cut in starts:
            continue
        path.write_bytes(whole[:cut])
        begun = max(start for start in starts if start < cut)
        got, told = _read_on(path)
        assert len(got) == starts.index(begun)
        assert re.search(rf"a\.warc\.gz: the record at byte {begun:,}\b", told)
        examined += 1
    assert examined > 50


@given(
    st.lists(
        st.tuples(
            st.binary(max_size=90) | st.just(b"\x1f\x8b\x08 as a member begins") | st.just(b"\0" * 5_000),
            st.sampled_from([0, 6]),
        ),
        max_size=9,
    ),
    st.integers(1, 120),
)
def test_members_are_found_wherever_what_is_read_at_once_ends(
    told: list[tuple[bytes, int]], chunk: int
) -> None:
    packed = [gzip.compress(content, level) for content, level in told]
    starts = [0, *itertools.accumulate(map(len, packed))]
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "a.gz"
        path.write_bytes(b"".join(packed))
        patch.setattr(archive, "_CHUNK", chunk)
        assert list(archive._members(path)) == list(zip(starts, (one for one, _ in told), strict=False))
        for start, (content, _level) in zip(starts, told, strict=False):
            assert next(archive._members(path, start)) == (start, content)


def test_what_stands_between_two_records_is_told(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, answer(b"first"))
    one = path.read_bytes()
    for between in (b"\0", b"\0" * 8, b"anything else"):
        path.write_bytes(one + between + one)
        got, told = _read_on(path)
        assert got == [b"first"]
        assert f"the record at byte {len(one):,} is no gzip member" in told


def test_a_size_that_is_a_lie_asks_for_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, answer(b"first"), answer(b"second"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-4] + b"\xff" * 4)
    tracemalloc.start()
    got, told = _read_on(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got == [b"first"]
    assert "incorrect length check" in told
    assert peak < 32 << 20


def test_a_damaged_record_is_told_and_what_stands_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, answer(b'{"n": 0}'), answer(b'{"n": 1}'))
    whole = path.read_bytes()
    second = whole.index(b"\x1f\x8b\x08", 3)
    bad = gzip.decompress(whole[second:]).replace(b'{"n": 1}', b'{"n": 7}')
    path.write_bytes(whole[:second] + gzip.compress(bad))
    got, told = _read_on(path)
    assert f"{path}: the record at byte {second:,} is damaged" in told
    assert got == [b'{"n": 0}']


def _read_on(path: Path) -> tuple[list[bytes], str]:
    """Bodies up to the break of a file, and what is told of it."""
    bodies: list[bytes] = []
    try:
        bodies.extend(payload.body for payload in archive.read(path))
    except archive.CutOff as broken:
        return bodies, str(broken)
    return bodies, ""


def test_records_of_other_programs_are_passed_over(tmp_path: Path) -> None:
    from warcio.warcwriter import WARCWriter

    path = tmp_path / "raw" / "a.warc.gz"
    kept(path, answer())
    with path.open("ab") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record("other.warc.gz", {"software": "another"}))
    assert len(list(archive.read(path))) == 1
