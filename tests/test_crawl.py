"""Manners and safety of a run, on a fake internet: turns, budgets, breakers, details, pages, redirects, slow and large bodies."""

from __future__ import annotations

import dataclasses
import gzip
import itertools
import json
import os
import signal
import socket
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from conftest import Ran, rows, scraper_here, start_scraper, tables
from fake_internet import Answer, FakeInternet, shipped, write

from scraper import address, body, fetch, guard
from scraper.model import Board, FetchFailed, Payload, Request
from scraper.turns import SourceClosed, Turns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scraper.model import Record, Source

LISTS = "/greenhouse/api/v1/boards/{}/jobs?content=true&pay_transparency=true"


@pytest.fixture
def fake() -> Iterator[FakeInternet]:
    with FakeInternet().running() as running:
        yield running


def jobs(*ids: int) -> Answer:
    """A Greenhouse board."""
    told = [
        {
            "id": native,
            "internal_job_id": native,
            "title": f"Weaver {native}",
            "content": "&lt;p&gt;We weave.&lt;/p&gt;",
        }
        for native in ids
    ]
    return Answer(json.dumps({"jobs": told, "meta": {"total": len(told)}}).encode())


def greenhouse(fake: FakeInternet, *slugs: str, **more: Any) -> Source:
    told = {"api": f"{fake.url}/greenhouse/api"}
    given = {"endpoints": told, "spacing_s": {"api": 0.0}, "host_group": None, "budget": None}
    found = tuple(Board("greenhouse", slug, "Loom & Daughters") for slug in slugs)
    return dataclasses.replace(shipped()["greenhouse"], boards=found, **(given | more))


def run(folder: Path, *sources: Source) -> Ran:
    for source in sources:
        write(folder, source)
    return scraper_here("run", folder)


def asked(fake: FakeInternet) -> list[str]:
    return [path for path in fake.paths() if path != "/robots.txt"]


def outcomes(folder: Path) -> dict[str, str]:
    return dict(
        rows(
            folder,
            "SELECT board, arg_max(outcome, fetched_at) FROM \"fetch\" WHERE kind <> 'robots' GROUP BY ALL",
        )
    )


def test_a_run_in_which_nothing_changed_costs_one_conditional_request_a_list_and_no_parsing(
    fake: FakeInternet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.validators = True
    fake.answers |= {LISTS.format(slug): jobs(1, 2) for slug in ("loom", "mill")}
    source = greenhouse(fake, "loom", "mill")
    assert run(tmp_path, source).code == 0
    before = rows(tmp_path, "SELECT * EXCLUDE (last_seen_at) FROM posting ORDER BY ALL")
    fake.log.clear()
    from scraper.sources import discover

    def unwanted(_payload: Payload) -> None:
        raise AssertionError("an unchanged answer is not parsed")

    changed = dataclasses.replace(discover()["greenhouse"], parse=unwanted)
    monkeypatch.setitem(discover(), "greenhouse", changed)
    ran = run(tmp_path, source)
    assert ran.code == 0, ran.err
    assert sorted(asked(fake)) == sorted(LISTS.format(slug) for slug in ("loom", "mill"))
    assert all("if-none-match" in one.headers for one in fake.log if one.path != "/robots.txt")
    assert outcomes(tmp_path) == {"loom": "not_modified", "mill": "not_modified"}
    assert rows(tmp_path, "SELECT * EXCLUDE (last_seen_at) FROM posting ORDER BY ALL") == before
    assert rows(tmp_path, "SELECT count(*) FROM reading WHERE complete") == [(4,)]


def test_the_same_body_without_a_validator_is_not_parsed_again(
    fake: FakeInternet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.answers |= {LISTS.format(slug): jobs(1, 2) for slug in ("loom", "mill")}
    source = greenhouse(fake, "loom", "mill")
    assert run(tmp_path, source).code == 0
    still = "SELECT * EXCLUDE (last_seen_at) FROM posting WHERE board = 'loom' ORDER BY ALL"
    before = rows(tmp_path, still)
    from scraper.sources import discover

    parsed: list[str | None] = []
    module = discover()["greenhouse"]

    def noted(payload: Payload) -> Iterator[Record]:
        parsed.append(payload.board)
        return module.parse(payload)

    monkeypatch.setitem(discover(), "greenhouse", dataclasses.replace(module, parse=noted))
    fake.answers[LISTS.format("mill")] = jobs(1, 3)
    ran = run(tmp_path, source)
    assert ran.code == 0, ran.err
    assert set(parsed) == {"mill"}, "a body of an unchanged digest is read once"
    assert rows(tmp_path, "SELECT count(*) FROM \"fetch\" WHERE status = 200 AND board = 'loom'") == [(2,)]
    assert rows(tmp_path, "SELECT count(*) FROM reading WHERE complete") == [(4,)]
    assert rows(tmp_path, still) == before


def test_so_many_failures_in_a_row_end_a_source_and_no_other(fake: FakeInternet, tmp_path: Path) -> None:
    bad = [f"board-{number}" for number in range(20)]
    fake.answers |= {LISTS.format(slug): Answer(b"{}", 403) for slug in bad}
    fake.answers["/workable/api/v1/widget/accounts/loom?details=true"] = Answer(
        json.dumps({"name": "Loom", "jobs": []}).encode()
    )
    workable = dataclasses.replace(
        shipped()["workable"],
        endpoints={"api": f"{fake.url}/workable"},
        spacing_s={"api": 0.0},
        boards=(Board("workable", "loom"),),
    )
    ran = run(tmp_path, greenhouse(fake, *bad), workable)
    assert ran.code == 1
    assert "greenhouse: stopped: 8 requests in a row failed; 12 requests are left for the next run" in ran.err
    assert len([path for path in asked(fake) if path.startswith("/greenhouse/")]) == 8
    assert outcomes(tmp_path)["loom"] == "empty"


def test_dead_boards_are_no_failures_in_a_row(fake: FakeInternet, tmp_path: Path) -> None:
    dead = [f"board-{number}" for number in range(12)]
    fake.answers[LISTS.format("loom")] = jobs(1)
    ran = run(tmp_path, greenhouse(fake, *dead, "loom"))
    assert ran.code == 1
    assert set(outcomes(tmp_path).values()) == {"gone", "ok"}


def test_a_budget_goes_round(fake: FakeInternet, tmp_path: Path) -> None:
    slugs = [f"board-{number}" for number in range(6)]
    fake.answers |= {LISTS.format(slug): jobs(number) for number, slug in enumerate(slugs, start=1)}
    source = greenhouse(fake, *slugs, budget=4)
    first = run(tmp_path, source)
    assert first.code == 1
    assert "its board file allows 4 requests a run; 2 requests are left" in first.err
    assert sorted(outcomes(tmp_path)) == slugs[:4]
    fake.log.clear()
    assert run(tmp_path, source).code == 1
    assert [path.split("/")[5] for path in asked(fake)] == [*slugs[4:], *slugs[:2]], (
        "those that waited come first"
    )


def test_a_source_is_asked_no_more_often_than_its_board_file_allows(
    fake: FakeInternet, tmp_path: Path
) -> None:
    fake.answers[LISTS.format("loom")] = jobs(1)
    source = greenhouse(fake, "loom", min_interval_h=6.0)
    assert run(tmp_path, source).code == 0
    fake.log.clear()
    ran = run(tmp_path, source)
    assert ran.code == 0
    assert "greenhouse: not asked: was asked less than 6 h ago" in ran.out
    assert not fake.log


def test_a_source_that_is_off_is_asked_only_where_somebody_says_so(
    fake: FakeInternet, tmp_path: Path
) -> None:
    fake.answers[LISTS.format("loom")] = jobs(1)
    path = write(tmp_path, greenhouse(fake, "loom"))
    path.write_text('enabled = false\nreason = "robots.txt forbids it"\n' + path.read_text())
    ran = scraper_here("run", tmp_path)
    assert (ran.code, ran.out, fake.log) == (0, "nothing was due\n", [])
    named = scraper_here("run", tmp_path, "--source", "greenhouse")
    assert named.code == 2
    assert "robots.txt forbids it" in named.err
    assert not fake.log
    assert scraper_here("run", tmp_path, "--source", "greenhouse", "--include-disabled").code == 0
    assert outcomes(tmp_path) == {"loom": "ok"}


def test_a_source_without_its_key_is_not_asked(
    fake: FakeInternet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOOM_KEY", raising=False)
    source = greenhouse(fake, "loom", key_env=("LOOM_KEY",))
    ran = run(tmp_path, source)
    assert (ran.code, fake.log) == (0, [])
    assert "greenhouse: not asked: needs the environment variable LOOM_KEY" in ran.out


def test_a_retired_board_is_not_asked_and_keeps_its_history(fake: FakeInternet, tmp_path: Path) -> None:
    fake.answers |= {LISTS.format(slug): jobs(1) for slug in ("loom", "mill")}
    source = greenhouse(fake, "loom", "mill")
    assert run(tmp_path, source).code == 0
    fake.log.clear()
    path = tmp_path / "boards" / "greenhouse.toml"
    path.write_text(path.read_text() + 'retired = 2026-11-20\nnote = "moved"\n')
    assert scraper_here("run", tmp_path).code == 0
    assert asked(fake) == [LISTS.format("loom")]
    assert rows(tmp_path, "SELECT count(*) FROM posting WHERE board = 'mill'") == [(1,)]
    assert scraper_here("run", tmp_path, "--board", "mill").code == 2


def test_robots_txt_may_ask_for_more_time_than_the_board_file(fake: FakeInternet, tmp_path: Path) -> None:
    fake.answers["/robots.txt"] = Answer(b"\xef\xbb\xbfUser-agent: skilltrend\nCrawl-delay: 0.4\n")
    fake.answers |= {LISTS.format(slug): jobs(1) for slug in ("a", "b", "c")}
    assert run(tmp_path, greenhouse(fake, "a", "b", "c", robots={})).code == 0
    begun = [one.begun for one in fake.log if one.path != "/robots.txt"]
    assert all(later - earlier >= 0.38 for earlier, later in itertools.pairwise(begun))
    assert len(begun) == 3


def test_two_sources_of_one_host_group_are_never_asked_at_once(fake: FakeInternet, tmp_path: Path) -> None:
    fake.delay_s = 0.05
    sources = []
    for name in ("lever", "lever_eu"):
        boards = tuple(Board(name, f"{name}-{number}") for number in range(5))
        for board in boards:
            fake.answers[f"/{name}/v0/postings/{board.slug}?mode=json&skip=0&limit=100"] = Answer(b"[]")
        endpoints = {"api": f"{fake.url}/{name}"}
        told = {"endpoints": endpoints, "spacing_s": {"api": 0.0}, "boards": boards, "host_group": "lever"}
        sources.append(dataclasses.replace(shipped()[name], **told))
    assert run(tmp_path, *sources).code == 0
    spans = sorted((one.begun, one.ended) for one in fake.log)
    assert len(spans) >= 10
    assert all(ended <= begun for (_, ended), (begun, _) in itertools.pairwise(spans))


def test_pages_count_as_a_reading_only_together(fake: FakeInternet, tmp_path: Path) -> None:
    def page(*ids: int) -> Answer:
        told = [
            {"id": f"id-{n}", "text": f"Weaver {n}", "descriptionPlain": "We weave.", "createdAt": 1}
            for n in ids
        ]
        return Answer(json.dumps(told).encode())

    first, second = (f"/lever/v0/postings/loom?mode=json&skip={skip}&limit=100" for skip in (0, 100))
    source = dataclasses.replace(
        shipped()["lever"],
        endpoints={"api": f"{fake.url}/lever"},
        spacing_s={"api": 0.0},
        boards=(Board("lever", "loom", "Loom"),),
    )
    fake.answers |= {first: page(*range(100)), second: page(100, 101)}
    assert run(tmp_path, source).code == 0
    fake.answers[second] = Answer(b"{}", 404)
    assert run(tmp_path, source).code == 1
    assert rows(tmp_path, "SELECT pages, listed, complete FROM reading ORDER BY begun_at") == [
        (2, 102, True),
        (2, 100, False),
    ]
    (status,) = json.loads(scraper_here("status", tmp_path, "--json").out)
    assert status["by_board"][0]["outcome"] == "gone"
    state = tables(tmp_path)
    assert scraper_here("replay", tmp_path).code == 0
    assert tables(tmp_path) == state


def test_details_are_asked_for_new_and_changed_postings_only(fake: FakeInternet, tmp_path: Path) -> None:
    def listed(**released: str) -> Answer:
        told = [{"id": native, "name": "Weaver", "releasedDate": date} for native, date in released.items()]
        return Answer(
            json.dumps({"offset": 0, "limit": 100, "totalFound": len(told), "content": told}).encode()
        )

    def detail(native: str) -> Answer:
        sections = {"jobDescription": {"title": "Job", "text": "<p>We weave.</p>"}}
        return Answer(json.dumps({"id": native, "name": "Weaver", "jobAd": {"sections": sections}}).encode())

    head = "/smartrecruiters/v1/companies/loom/postings"
    source = dataclasses.replace(
        shipped()["smartrecruiters"],
        endpoints={"api": f"{fake.url}/smartrecruiters"},
        spacing_s={"api": 0.0},
        boards=(Board("smartrecruiters", "loom", "Loom"),),
        enabled=True,
    )
    old, new = "2026-01-01T00:00:00.000Z", "2026-02-01T00:00:00.000Z"
    fake.answers |= {f"{head}/{native}": detail(native) for native in ("1", "2", "3")}
    fake.answers[f"{head}?limit=100&offset=0"] = listed(**{"1": old, "2": old})
    assert run(tmp_path, source).code == 0
    assert len(asked(fake)) == 3
    for released, details in (({"1": old, "2": old}, []), ({"1": old, "2": new, "3": new}, ["2", "3"])):
        fake.log.clear()
        fake.answers[f"{head}?limit=100&offset=0"] = listed(**released)
        assert run(tmp_path, source).code == 0
        assert asked(fake)[1:] == [f"{head}/{native}" for native in details]
    assert rows(tmp_path, "SELECT count(*), count(closed_at) FROM posting") == [(3, 0)]
    assert rows(tmp_path, "SELECT count(*) FROM sighting") == [(3,)], "a name in a list is a sighting"


def test_an_interrupted_run_keeps_what_came(fake: FakeInternet, tmp_path: Path) -> None:
    slugs = [f"board-{number}" for number in range(60)]
    fake.answers |= {LISTS.format(slug): jobs(number) for number, slug in enumerate(slugs, start=1)}
    fake.delay_s = 0.1
    write(tmp_path, greenhouse(fake, *slugs))
    with start_scraper("run", tmp_path) as running:
        end = time.monotonic() + 30
        while len(asked(fake)) < 5 and time.monotonic() < end:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _out, err = running.communicate(timeout=60)
    assert running.returncode == 1, err
    assert "interrupted" in err
    assert "left for the next run" in err
    assert 4 <= rows(tmp_path, "SELECT count(*) FROM posting")[0][0] < 60


@pytest.fixture
def fetcher() -> Iterator[Any]:
    made: list[fetch.Fetcher] = []

    def make(source: Source, turns: Turns | None = None) -> fetch.Fetcher:
        made.append(fetch.Fetcher(source, lambda _payload, _earlier: None, turns or Turns()))
        return made[-1]

    yield make
    for one in made:
        one.close()


def one_of(fake: FakeInternet, path: str, **more: Any) -> tuple[Source, Request]:
    return greenhouse(fake, robots={"api": "a test"}, **more), Request("list", "api", path)


@pytest.mark.parametrize(
    "answer", [Answer(b'{"jobs": []}' * 50, drip_s=0.05), Answer(b"{}" * 400, drip_s=0.01)]
)
@pytest.mark.usefixtures("no_waiting")
def test_a_body_that_drips_ends_in_time(
    fake: FakeInternet, fetcher: Any, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    monkeypatch.setattr(fetch, "LONGEST_ANSWER_S", 0.5)
    monkeypatch.setattr(fetch, "ATTEMPTS", 1)
    fake.answers["/greenhouse/api/slow"] = answer
    begun = time.monotonic()
    source, request = one_of(fake, "/slow")
    got = fetcher(source).get(request)
    assert time.monotonic() - begun < 3
    assert (got.outcome, got.status) == ("failed", None)
    assert "Timeout" in (got.reason or "")


def test_a_bomb_is_noticed_while_it_is_unpacked() -> None:
    bomb = gzip.compress(b"\0" * (200 * 1024 * 1024), compresslevel=9)
    tracemalloc.start()
    try:
        with pytest.raises(FetchFailed, match="more than") as failed:
            body.read([bomb], "gzip", lambda _size: None)
        assert failed.value.outcome == "partial"
        assert tracemalloc.get_traced_memory()[1] < 2.5 * body.CAP
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("packing", ["gzip", "deflate", "bare deflate", ""])
def test_bodies_are_unpacked_to_the_byte_however_they_are_cut(packing: str) -> None:
    import zlib

    whole = os.urandom(50_000) + b"x" * 200_000
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(whole),
        "deflate": zlib.compress(whole),
        "bare deflate": bare.compress(whole) + bare.flush(),
        "": whole,
    }[packing]
    pieces = [packed[at : at + 777] for at in range(0, len(packed), 777)]
    assert body.read(pieces, packing.rpartition(" ")[2], lambda _size: None) == whole
    if packing:
        with pytest.raises(FetchFailed, match="too early"):
            body.read(pieces[:-1], packing.rpartition(" ")[2], lambda _size: None)


@pytest.mark.parametrize(
    ("where", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nobody binds to it
        ("224.0.0.1", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d822", True),
    ],
)
def test_only_addresses_of_the_open_internet_are_public(where: str, public: bool) -> None:
    assert guard.is_public(where) is public


@pytest.mark.parametrize("where", ["127.0.0.1", "169.254.169.254", "10.0.0.7"])
def test_a_tenant_that_leads_to_a_private_address_is_refused_before_anything_is_sent(
    fake: FakeInternet, fetcher: Any, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    port = int(fake.url.rpartition(":")[2])
    looked_up: list[str] = []

    def resolved(host: str, number: int, *_rest: Any, **_named: Any) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (where, number))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    source, _ = one_of(fake, "/", endpoints={"api": f"http://{{slug}}.jobs.example:{port}"})
    got = fetcher(source).get(Request("list", "api", "/jobs", board="loom"))
    assert got.outcome == "failed"
    assert got.reason == f"refused: loom.jobs.example leads to {where}, which is no public address"
    assert looked_up == ["loom.jobs.example"], "it is not tried again"
    assert not fake.log


@pytest.mark.parametrize(
    "path",
    [
        "http://169.254.169.254/latest",
        "https://127.0.0.1:9/",
        "file:///etc/passwd",
        "gopher://x/",
        "@evil.example/",
        ".evil.example/",
        "//evil.example/",
    ],
)
def test_a_link_of_another_origin_is_not_asked(fake: FakeInternet, fetcher: Any, path: str) -> None:
    source, request = one_of(fake, path, endpoints={"api": "https://api.example.test"})
    if path == "//evil.example/":
        url = address.url_of("https://api.example.test", None, request)
        assert url == "https://api.example.test//evil.example/", "two slashes are a path here"
        return
    got = fetcher(source).get(request)
    assert got.outcome == "failed"
    assert (got.reason or "").startswith("no address: ")
    assert not fake.log


def test_a_next_page_may_be_a_whole_link_of_the_endpoints_own_origin(
    fake: FakeInternet, fetcher: Any
) -> None:
    fake.answers["/elsewhere?page=2"] = jobs(1)
    source, request = one_of(fake, f"{fake.url}/elsewhere?page=2")
    assert fetcher(source).get(request).status == 200


@pytest.mark.parametrize(
    ("template", "slug", "wanted"),
    [
        ("https://{slug}.jobs.example", "acme-2", "https://acme-2.jobs.example"),
        ("https://api.example/b/{slug}", "Acme Inc./x", "https://api.example/b/Acme%20Inc.%2Fx"),
        ("https://{1}.{2}.work.example/{3}", "acme/wd5/Site", "https://acme.wd5.work.example/Site"),
        ("https://{slug}", "careers.acme.example", "https://careers.acme.example"),
        ("https://{slug}.jobs.example", "evil.example/", None),
        ("https://{slug}.jobs.example", "a.b", None),
        ("https://{slug}.jobs.example", "user@host", None),
        ("https://{slug}.jobs.example", "-x", None),
        ("https://{slug}.jobs.example", "x" * 64, None),
        ("https://{slug}.jobs.example", "", None),
        ("https://{slug}", "127.0.0.1", None),
        ("https://{slug}", "0x7f.1", None),
        ("https://{slug}", "localhost", None),
        ("https://{slug}", "acme.example:22", None),
        ("https://{1}.{2}.work.example", "acme", None),
    ],
)
def test_a_slug_becomes_a_host_only_where_it_is_one(template: str, slug: str, wanted: str | None) -> None:
    if wanted is None:
        with pytest.raises(ValueError, match="slug"):
            address.filled(template, slug)
    else:
        assert address.filled(template, slug) == wanted


@pytest.mark.parametrize(
    ("target", "follows"),
    [
        ("https://acme.jobs.example/other", True),
        ("/other", True),
        ("https://www.acme.jobs.example/", True),
        ("http://acme.jobs.example/", False),
        ("https://acme.jobs.example:8443/", False),
        ("https://jobs.example/", False),
        ("https://www.jobs.example/", False),
        ("https://evil.example/", False),
        ("ftp://acme.jobs.example/", False),
        ("https://user@acme.jobs.example/", False),
        ("http://[::1", False),
    ],
)
def test_a_redirect_is_followed_only_where_it_stays_at_home(target: str, follows: bool) -> None:
    import httpx

    response = httpx.Response(302, headers={"location": target})
    assert (fetch._target("https://acme.jobs.example/list", response, "GET") is not None) is follows


def test_a_post_is_told_apart_by_its_body_and_not_sent_again_as_a_get(
    fake: FakeInternet, fetcher: Any
) -> None:
    fake.answers['/greenhouse/api/list#{"offset":0}'] = Answer(b'{"n": 0}')
    fake.answers['/greenhouse/api/list#{"offset":20}'] = Answer(b'{"n": 20}')
    source, _ = one_of(fake, "/list")
    get = fetcher(source)
    for offset in (0, 20):
        got = get.get(Request("list", "api", "/list", json={"offset": offset}))
        assert json.loads(got.body) == {"n": offset}
        assert got.url.endswith(f'/list#{{"offset":{offset}}}')
    assert {one.method for one in fake.log} == {"POST"}
    fake.answers["/greenhouse/api/moved"] = Answer(b"", 302, (("Location", "/greenhouse/api/list"),))
    assert get.get(Request("list", "api", "/moved", json={})).status == 302


def test_a_large_body_waits_for_the_one_before(fake: FakeInternet, fetcher: Any) -> None:
    fake.answers["/greenhouse/api/large"] = Answer(b"[" + b" " * (5 * 1024 * 1024) + b"]")
    turns = Turns()
    source, request = one_of(fake, "/large")
    one = fetcher(source, turns)
    assert one.get(request).status == 200
    assert turns.large.locked(), "it is held until its reader lets go"
    one.let_go()
    assert not turns.large.locked()


def test_nobody_waits_after_a_stop() -> None:
    turns = Turns()
    turns.hold("host", 300)
    turns.stop()
    begun = time.monotonic()
    with pytest.raises(SourceClosed, match="interrupted"), turns.turn("host", 60):
        pass
    assert time.monotonic() - begun < 1


def test_the_user_agent_names_a_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(fetch.CONTACT, "ops@mill.example")
    assert "contact: ops@mill.example" in fetch.user_agent()
    monkeypatch.delenv(fetch.CONTACT)
    assert "http" not in fetch.user_agent(), "no address that nobody reads"


def test_a_board_that_lists_nothing_where_there_was_more_is_told(fake: FakeInternet, tmp_path: Path) -> None:
    source = greenhouse(fake, "loom", "mill")
    fake.answers |= {LISTS.format("loom"): jobs(1, 2), LISTS.format("mill"): jobs(3)}
    assert run(tmp_path, source).code == 0
    fake.answers[LISTS.format("loom")] = jobs()
    ran = run(tmp_path, source)
    assert ran.code == 0
    assert "greenhouse: loom lists nothing, where there were up to 2" in ran.err
    assert "mill" not in ran.err
    (status,) = json.loads(scraper_here("status", tmp_path, "--json").out)
    boards = {board["board"]: board for board in status["by_board"]}
    assert boards["loom"]["zero_where_there_was_more"] is True
    assert (boards["loom"]["outcome"], boards["loom"]["open"]) == ("empty", 2)
    assert boards["mill"]["zero_where_there_was_more"] is False
    assert boards["mill"]["completeness"]["title"] == 1.0
    assert boards["mill"]["completeness"]["pay_min"] == 0.0
    assert boards["mill"]["days_unchanged"] == 0
    assert "1 of 2 boards need a look" in scraper_here("status", tmp_path).out


def test_status_tells_boards_that_were_never_asked_are_retired_or_off(
    fake: FakeInternet, tmp_path: Path
) -> None:
    fake.answers |= {LISTS.format(slug): jobs(1) for slug in ("loom", "mill")}
    assert run(tmp_path, greenhouse(fake, "loom", "mill")).code == 0
    path = tmp_path / "boards" / "greenhouse.toml"
    more = '\n[[board]]\nslug = "tide"\ncompany = "Tide"\n'
    path.write_text(path.read_text() + "retired = 2026-11-20\n" + more)
    off = write(tmp_path, dataclasses.replace(greenhouse(fake), name="other"))
    off.write_text('enabled = false\nreason = "robots.txt forbids it"\n' + off.read_text())
    first, second = json.loads(scraper_here("status", tmp_path, "--json").out)
    boards = {board["board"]: board for board in first["by_board"]}
    assert {slug: (board["asked_at"] is None, board["retired"]) for slug, board in boards.items()} == {
        "loom": (False, None),
        "mill": (False, "2026-11-20"),
        "tide": (True, None),
    }
    assert boards["tide"]["company"] == "Tide"
    assert (second["source"], second["enabled"], second["reason_off"]) == (
        "other",
        False,
        "robots.txt forbids it",
    )
    told = scraper_here("status", tmp_path).out
    assert "1 boards were not asked yet" in told
    assert "other: off: robots.txt forbids it (0 boards)" in told
