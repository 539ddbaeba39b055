"""The one door to the network: polite, bounded, and every attempt in the archive whatever comes of it."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import socket
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from conftest import NetworkClosed, rows, scraper_here, tables
from fake_hackernews import Answer, invented
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import archive, body, fetch, outcome
from scraper.model import Payload, Request, Source, Validator
from scraper.turns import SourceClosed, Turns

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = dt.datetime(2026, 11, 23, 12)  # noqa: DTZ001 - times of payloads are UTC without a zone
JSON_TYPES = frozenset({"application/json"})
PATH = "/v0/item/30000001.json"
A_DAY = 86_400


def source(url: str, *, robots: bool = False, spacing_s: float = 0.0) -> Source:
    return Source(
        name="mill",
        module="mill",
        title="A board",
        terms="Invented.",
        checked=NOW.date(),
        public="",
        endpoints={"api": url},
        spacing_s={"api": spacing_s},
        robots={} if robots else {"api": "a test"},
        boards=(),
    )


@pytest.fixture
def fetcher() -> Any:
    made: list[fetch.Fetcher] = []

    def make(where: Source, *, deadline: float | None = None) -> tuple[fetch.Fetcher, list[Payload]]:
        kept: list[Payload] = []
        made.append(fetch.Fetcher(where, lambda payload, _earlier: kept.append(payload), Turns(deadline)))
        return made[-1], kept

    yield make
    for one in made:
        one.close()


def ask(path: str = PATH) -> Request:
    return Request("comment", "api", path)


def told(payload: Payload) -> tuple[str, str | None]:
    return outcome.of(payload, JSON_TYPES)


@pytest.fixture
def fake(serve: Any) -> Any:
    return serve(invented(["2024-01"]))


def test_an_answer_comes_with_its_body_status_and_headers(fake: Any, fetcher: Callable[..., Any]) -> None:
    get, kept = fetcher(source(fake.url))
    got = get.get(ask())
    assert json.loads(got.body)["id"] == 30_000_001
    assert (got.status, got.headers["content-type"]) == (200, "application/json; charset=utf-8")
    assert got.digest == archive.digest_of(got.body)
    assert told(got) == ("ok", None)
    assert kept == [got], "the archive gets it before anyone reads it"


def test_we_say_who_we_are(fake: Any, fetcher: Callable[..., Any]) -> None:
    fetcher(source(fake.url))[0].get(ask())
    assert "skilltrend" in fake.log[0].headers["user-agent"]


@pytest.mark.parametrize(
    ("value", "wait_s"),
    [
        ("7", 7),
        (" 120 ", 120),
        ("0", 0),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30),
        ("Monday, 23-Nov-26 12:00:30 GMT", 30),
        ("Mon Nov 23 12:00:30 2026", 30),
        ("Mon, 23 Nov 2026 12:00:30", 30),
        ("Mon, 23 Nov 2026 14:00:30 +0200", 30),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
        ("²", None),
        ("-5", None),
        (None, None),
    ],
)
def test_retry_after_is_understood_in_both_of_its_forms(value: str | None, wait_s: float | None) -> None:
    assert outcome.retry_after(value, NOW) == wait_s


@settings(max_examples=200, deadline=None)
@given(value=st.text(st.characters(max_codepoint=255), max_size=40))
def test_no_retry_after_breaks_a_run(value: str) -> None:
    wait_s = outcome.retry_after(value, NOW)
    assert wait_s is None or wait_s >= 0


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_the_wait_that_is_asked_for_is_kept(
    fake: Any, fetcher: Callable[..., Any], no_waiting: list[float], form: str
) -> None:
    later = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=41)
    value = "40" if form == "seconds" else later.strftime("%a, %d %b %Y %H:%M:%S GMT")
    fake.fault(PATH, Answer(b"slow down", 429, headers=(("Retry-After", value),)))
    get, kept = fetcher(source(fake.url))
    assert told(get.get(ask())) == ("ok", None)
    assert 38 <= sum(no_waiting) <= 44
    assert [payload.status for payload in kept] == [429, 200], "both attempts are archived"


@pytest.mark.parametrize(
    "answer",
    [Answer(status=429), Answer(status=500), Answer(status=503), Answer(reset=True)],
    ids=["429", "500", "503", "reset"],
)
def test_tries_are_bounded_and_the_last_answer_counts(
    fake: Any, fetcher: Callable[..., Any], no_waiting: list[float], answer: Answer
) -> None:
    fake.fault(PATH, answer, times=10)
    get, kept = fetcher(source(fake.url))
    verdict, reason = told(get.get(ask()))
    assert verdict == "failed"
    assert reason
    assert len(kept) == len(fake.log) == fetch.ATTEMPTS
    assert any(wait > 0 for wait in no_waiting), "tries stand apart"


@pytest.mark.parametrize(
    ("status", "verdict"), [(404, "gone"), (410, "gone"), (401, "blocked"), (403, "blocked"), (400, "failed")]
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(
    fake: Any, fetcher: Callable[..., Any], status: int, verdict: str
) -> None:
    fake.fault(PATH, Answer(b"{}", status), times=5)
    get, kept = fetcher(source(fake.url))
    assert told(get.get(ask())) == (verdict, f"HTTP {status}")
    assert len(kept) == 1


def test_a_page_in_the_place_of_json_is_a_failure_with_status_200(
    fake: Any, fetcher: Callable[..., Any]
) -> None:
    fake.fault(PATH, Answer(b"<html>Please wait</html>", content_type="text/html; charset=utf-8"))
    verdict, reason = told(fetcher(source(fake.url))[0].get(ask()))
    assert verdict == "failed"
    assert "text/html" in (reason or "")
    fake.fault(PATH, Answer(b"{}", content_type=""))
    assert told(fetcher(source(fake.url))[0].get(ask()))[0] == "failed"


def test_a_body_that_ends_too_early_is_a_failure(
    fake: Any, fetcher: Callable[..., Any], no_waiting: list[float]
) -> None:
    fake.fault(PATH, Answer(b'{"id": 1', stated_length=100), times=fetch.ATTEMPTS)
    got = fetcher(source(fake.url))[0].get(ask())
    assert told(got)[0] == "failed"
    assert got.status is None
    assert no_waiting


def test_an_endless_body_is_cut_and_told(
    fake: Any, fetcher: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "CAP", 50_000)
    fake.fault(PATH, Answer(b"[" + b"1," * 100_000 + b"1]"))
    got = fetcher(source(fake.url))[0].get(ask())
    assert told(got) == ("partial", "body of more than 50,000 bytes")


def test_a_day_of_waiting_leaves_the_source_alone(
    fake: Any, fetcher: Callable[..., Any], no_waiting: list[float]
) -> None:
    fake.fault(PATH, Answer(status=429, headers=(("Retry-After", str(A_DAY)),)), times=5)
    get, kept = fetcher(source(fake.url))
    with pytest.raises(SourceClosed, match="asks to wait 86,400 s"):
        get.get(ask())
    assert len(kept) == 1
    assert max(no_waiting, default=0) < fetch.LONGEST_WAIT_S


def test_a_name_that_does_not_resolve_is_asked_once(
    fetcher: Callable[..., Any], no_waiting: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def unknown(host: Any, *_rest: Any, **_named: Any) -> None:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    get, kept = fetcher(source("http://no-such-host.invalid"))
    verdict, reason = told(get.get(ask()))
    assert verdict == "failed"
    assert "no such host" in (reason or "")
    assert len(asked) == len(kept) == 1
    assert not any(no_waiting)


def test_a_refused_connection_is_a_failure_with_a_reason(
    fetcher: Callable[..., Any], no_waiting: list[float]
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    verdict, reason = told(fetcher(source(f"http://127.0.0.1:{port}"))[0].get(ask()))
    assert verdict == "failed"
    assert "ConnectError" in (reason or "")
    assert no_waiting


def test_robots_txt_is_asked_once_and_honoured(fake: Any, fetcher: Callable[..., Any]) -> None:
    rules = b"User-agent: *\nDisallow: /v0/item/30000001.json\n"
    fake.fault("/robots.txt", Answer(rules, content_type="text/plain"), times=5)
    get, kept = fetcher(source(fake.url, robots=True))
    assert told(get.get(ask())) == ("blocked", "robots.txt forbids it")
    assert told(get.get(ask("/v0/item/30000002.json"))) == ("ok", None)
    assert fake.paths() == ["/robots.txt", "/v0/item/30000002.json"]
    assert [payload.kind for payload in kept] == ["robots", "comment", "comment"]


def test_rules_of_robots_txt_for_our_name_go_before_those_for_all(
    fake: Any, fetcher: Callable[..., Any]
) -> None:
    rules = b"User-agent: *\nAllow: /\n\nUser-agent: SkillTrend\nDisallow: /v0/\n"
    fake.fault("/robots.txt", Answer(rules, content_type="text/plain"), times=5)
    assert told(fetcher(source(fake.url, robots=True))[0].get(ask())) == ("blocked", "robots.txt forbids it")
    assert fake.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        (Answer(status=404), True),
        (Answer(status=403), True),
        (Answer(status=503), False),
        (Answer(reset=True), False),
    ],
)
def test_robots_txt_that_is_missing_allows_and_that_is_silent_forbids(
    fake: Any, fetcher: Callable[..., Any], no_waiting: list[float], answer: Answer, allowed: bool
) -> None:
    fake.fault("/robots.txt", answer, times=5)
    verdict = told(fetcher(source(fake.url, robots=True))[0].get(ask()))[0]
    assert verdict == ("ok" if allowed else "blocked")
    assert (PATH in fake.paths()) is allowed
    assert all(wait < 10 for wait in no_waiting)


def test_robots_txt_is_not_asked_where_the_board_file_says_why(
    fake: Any, fetcher: Callable[..., Any]
) -> None:
    fake.fault("/robots.txt", Answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain"))
    assert told(fetcher(source(fake.url))[0].get(ask()))[0] == "ok"
    assert fake.paths() == [PATH]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (Answer(b"User-agent: *\nDisallow: /\n", content_type="text/plain"), "ok"),
        (Answer(reset=True), "failed"),
    ],
    ids=["forbids", "is silent"],
)
def test_a_command_honours_robots_txt_where_the_board_file_has_no_exception(
    fake: Any, workspace: Any, no_waiting: list[float], answer: Answer, outcome: str
) -> None:
    folder = workspace(fake)
    path = folder / "boards" / "hackernews.toml"
    head, _, rest = path.read_text().partition("[robots]")
    path.write_text(head + rest[rest.index("[[board]]") :])
    fake.fault("/robots.txt", answer, times=5)
    ran = scraper_here("run", folder)
    assert ran.code == 3
    assert "blocked" in ran.err
    why = {
        "ok": "robots.txt forbids it",
        "failed": "robots.txt could not be asked, and silence allows nothing",
    }
    assert why[outcome] in ran.err
    assert set(fake.paths()) == {"/robots.txt"}
    assert all(wait < 10 for wait in no_waiting)
    outcomes = rows(folder, 'SELECT DISTINCT kind, outcome FROM "fetch" ORDER BY kind')
    assert outcomes == [("robots", outcome), ("user", "blocked")]
    ((status),) = json.loads(scraper_here("status", folder, "--json").out)
    assert status["outcomes"] == {"blocked": 1}, "an answer to robots.txt is none of the source"


def test_a_redirect_on_the_same_host_is_followed(fake: Any, fetcher: Callable[..., Any]) -> None:
    fake.fault(PATH, Answer(status=301, headers=(("Location", "/v0/item/30000002.json"),)))
    got = fetcher(source(fake.url))[0].get(ask())
    assert json.loads(got.body)["id"] == 30_000_002
    assert got.url.endswith(PATH), "the address that was asked for names the answer"


def test_a_redirect_to_another_host_is_gone_and_not_followed(
    fake: Any, serve: Any, fetcher: Callable[..., Any]
) -> None:
    other = serve(invented(["2024-02"]))
    for target in (other.url + PATH, "https://www.example.test/"):
        fake.fault(PATH, Answer(status=302, headers=(("Location", target),)))
        assert told(fetcher(source(fake.url))[0].get(ask())) == ("gone", f"HTTP 302 to {target}")
    assert not other.log


def test_redirects_in_a_circle_end(fake: Any, fetcher: Callable[..., Any], no_waiting: list[float]) -> None:
    fake.fault(PATH, Answer(status=302, headers=(("Location", PATH),)), times=100)
    assert told(fetcher(source(fake.url))[0].get(ask())) == ("failed", "more than 3 redirects")
    assert len(fake.log) <= 4 * fetch.ATTEMPTS
    assert all(wait < 10 for wait in no_waiting)


def test_validators_that_came_are_sent_again(fake: Any, fetcher: Callable[..., Any]) -> None:
    fake.validators = True
    get, _ = fetcher(source(fake.url))
    first = get.get(ask())
    earlier = Validator(
        "<urn:uuid:1>", first.fetched_at, first.digest or "", first.headers["etag"], "then", "w"
    )
    second = get.get(ask(), earlier)
    assert second.status == 304
    assert told(second) == ("not_modified", None)
    assert fake.log[1].headers["if-none-match"] == first.headers["etag"]
    assert fake.log[1].headers["if-modified-since"] == "then"
    assert not {"if-none-match", "if-modified-since"} & fake.log[0].headers.keys()
    get.get(ask(), replace(earlier, etag=None, last_modified=None))
    assert not {"if-none-match", "if-modified-since"} & fake.log[2].headers.keys()


def test_no_cookie_is_sent_back(fake: Any, fetcher: Callable[..., Any]) -> None:
    fake.fault(PATH, Answer(b"{}", headers=(("Set-Cookie", "visitor=7; Path=/"),)))
    get, _ = fetcher(source(fake.url))
    get.get(ask())
    get.get(ask())
    assert len(fake.log) == 2
    assert not any("cookie" in asked.headers for asked in fake.log)


@pytest.mark.parametrize("validators", [True, False], ids=["304", "same body"])
def test_an_unchanged_thread_extends_what_it_showed_and_is_a_revisit(
    serve: Any, workspace: Any, validators: bool
) -> None:
    month = dt.datetime.now(dt.UTC).strftime("%Y-%m")
    fake = serve(invented([month]), validators=validators)
    folder = workspace(fake)
    assert scraper_here("backfill", folder, "hackernews", "--since", month).code == 0
    before = rows(folder, "SELECT posting_id, last_seen_at, first_seen_at FROM posting ORDER BY ALL")
    asked = len(fake.log)
    assert scraper_here("backfill", folder, "hackernews", "--since", month).code == 0
    again = [entry for entry in fake.log[asked:] if "/items/" in entry.path]
    assert [entry.status for entry in again] == [304 if validators else 200], "a young thread is asked again"
    found = rows(
        folder, "SELECT outcome, fetched_at FROM \"fetch\" WHERE kind = 'thread' ORDER BY fetched_at"
    )
    assert [verdict for verdict, _ in found] == ["ok", "not_modified"]
    after = rows(folder, "SELECT posting_id, last_seen_at, first_seen_at FROM posting ORDER BY ALL")
    assert len(before) == 6
    assert after == [(posting_id, found[1][1], first) for posting_id, _, first in before]
    assert rows(folder, "SELECT DISTINCT first_fetched_at, last_fetched_at FROM sighting") == [
        (found[0][1], found[1][1])
    ]
    kept = [payload for path in sorted(folder.glob("raw/*/*.gz")) for payload in archive.read(path)]
    assert [payload.unchanged for payload in kept if payload.kind == "thread"] == [False, True]
    state = tables(folder)
    assert scraper_here("replay", folder).code == 0
    assert tables(folder) == state


def test_requests_to_a_host_stand_apart_as_the_board_file_says(
    fake: Any, fetcher: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    begun: list[float] = []

    def sleep(wait_s: float) -> None:
        clock[0] += wait_s

    monkeypatch.setattr(fetch.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(fetch.time, "sleep", sleep)
    get, _ = fetcher(source(fake.url, spacing_s=2.5))
    send = get._send
    monkeypatch.setattr(get, "_send", lambda *a: begun.append(clock[0]) or send(*a))
    for _ in range(3):
        get.get(ask())
    assert [later - earlier for earlier, later in itertools.pairwise(begun)] == [2.5, 2.5]


def test_no_request_begins_after_the_budget(fake: Any, fetcher: Callable[..., Any]) -> None:
    get, _ = fetcher(source(fake.url), deadline=time.monotonic() - 1)
    with pytest.raises(SourceClosed, match="budget"):
        get.get(ask())
    assert not fake.log


def test_a_used_up_budget_keeps_what_came_and_ends_with_1(serve: Any, workspace: Any) -> None:
    fake = serve(invented(["2024-01"]), delay_s=0.15)
    folder = workspace(fake)
    ran = scraper_here("run", folder, "--budget", "0.9")
    assert ran.code == 1
    assert "budget" in ran.err
    assert "left for the next run" in ran.err
    fake.delay_s = 0.0
    assert scraper_here("run", folder).code == 0
    assert rows(folder, "SELECT count(*) FROM posting") == [(6,)]
    assert rows(folder, "SELECT count(*), count(DISTINCT url) FROM \"fetch\" WHERE kind = 'comment'") == [
        (8, 8)
    ]


def test_tests_reach_this_machine_only() -> None:
    with pytest.raises(NetworkClosed), httpx.Client() as client:
        client.get("http://192.0.2.1/")
    with pytest.raises(NetworkClosed):
        socket.getaddrinfo("hn.algolia.com", 443)
    with socket.socket() as reaching, pytest.raises(NetworkClosed):
        reaching.connect(("198.51.100.7", 80))
