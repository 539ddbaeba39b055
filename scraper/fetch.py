"""The only user of httpx: one polite request at a time, and what came of it as payloads.

Knows robots.txt, retries, conditional requests, redirects, size caps and the user agent. Knows no source: it is given
addresses. Failures are payloads too: whatever happens, the archive gets a record of it.
"""

from __future__ import annotations

import datetime as dt
import functools
import os
import socket
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import stamina

from scraper import address, body, keys, outcome, robots
from scraper.guard import AddressRefused, Guard
from scraper.model import FetchFailed, Payload, Request, digest_of
from scraper.turns import SourceClosed, Turns

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Collection

    from scraper.model import Source, Validator

# Who runs this copy: an address or a mailbox, so that a host can complain to somebody.
CONTACT = "SKILLTREND_CONTACT"
ATTEMPTS = 3
# A source that asks to wait longer is left alone for the rest of the run.
LONGEST_WAIT_S = 300.0
# One attempt, from the first byte to the last, however slowly they come.
LONGEST_ANSWER_S = 120.0
_LARGE = 4 * 1024 * 1024
_REDIRECTS = 3
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_LIMITS = httpx.Limits(max_connections=4, max_keepalive_connections=2)
_AGAIN = frozenset({429, 500, 502, 503, 504})
# Trying again changes nothing.
_FINAL = ("no such host", "refused:", "packed as", "no address:")


# Retries stand in the archive; a line a retry on standard error tells nobody anything.
stamina.instrumentation.set_on_retry_hooks([])


class _TryAgain(Exception):  # noqa: N818 - a signal between two functions of this file
    """An answer that is worth another attempt, and the seconds that it asked to wait."""

    def __init__(self, wait_s: float | None) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def user_agent() -> str:
    """Who asks, and whom to tell."""
    contact = os.environ.get(CONTACT) or f"its operator set no {CONTACT}"
    return f"{robots.PRODUCT}/0.1 (open-source research on job postings; contact: {contact})"


@dataclass
class Fetcher:
    """Requests to one source: paced, retried, each attempt handed to `keep` before anyone reads it.

    `turns` are shared with the other sources of the run; `accept` are the content types that the source's answers have.
    """

    source: Source
    keep: Callable[[Payload, Validator | None], None]
    turns: Turns = field(default_factory=Turns)
    accept: Collection[str] = ("application/json",)
    _client: httpx.Client = field(init=False)
    _guard: Guard = field(init=False)
    _robots: dict[str, robots.Rules] = field(init=False, default_factory=dict)
    _keys: keys.Keys = field(init=False)
    _has_large: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        headers = {
            "User-Agent": user_agent(),
            "Accept": ", ".join([*sorted(self.accept), "*/*;q=0.1"]),
            "Accept-Encoding": body.ACCEPTED,
        }
        transport = httpx.HTTPTransport(verify=_tls(), trust_env=False, limits=_LIMITS)
        # httpx has no parameter for what makes its connections.
        pool: Any = transport._pool  # noqa: SLF001
        self._guard = pool._network_backend = Guard(pool._network_backend, _trusted(self.source))  # noqa: SLF001
        self._client = httpx.Client(
            headers=headers, timeout=_TIMEOUT, follow_redirects=False, transport=transport, trust_env=False
        )
        self._keys = keys.of(self.source.key_env)

    def close(self) -> None:
        self.let_go()
        self._client.close()

    def let_go(self) -> None:
        """The last answer is done with: another source may hold a large one."""
        if self._has_large:
            self._has_large = False
            self.turns.large.release()

    def get(self, request: Request, earlier: Validator | None = None) -> Payload:
        """The answer to a request, or its failure. Raises SourceClosed; everything else is a value."""
        asked = self._asked(request)
        if asked.outcome is None and not self._allowed(asked, request.endpoint):
            asked = replace(asked, outcome="blocked", reason=self._robots[_origin(asked.url)].refusal)
        if asked.outcome is not None:
            return self._kept(replace(asked, fetched_at=_now()), None)
        return self._attempts(asked, request, earlier)

    def _asked(self, request: Request) -> Payload:
        """The payload that is to come; with an outcome already, where there is no such address."""
        told = Payload(
            source=self.source.name,
            kind=request.kind,
            url=self.source.endpoints[request.endpoint] + request.path,
            fetched_at=_now(),
            board=request.board,
            company=request.company,
            month=request.month,
            rest=request.rest,
            native_id=request.native_id,
            page=request.page,
            stamp=request.stamp,
            told=request.told,
            whole=not self.source.truncated,
        )
        try:
            url = address.url_of(self.source.endpoints[request.endpoint], request.board, request)
            return replace(told, url=url, public=_public(self.source.public, request.board))
        except ValueError as error:
            return replace(told, outcome="failed", reason=f"no address: {error}")

    def _attempts(self, asked: Payload, request: Request, earlier: Validator | None) -> Payload:
        """Up to ATTEMPTS tries; each is kept, the last one counts."""
        payload = asked
        hook = stamina.retry_context(
            on=self._again, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_jitter=0.5
        )
        try:
            for attempt in hook:
                with attempt:
                    payload = self._once(asked, request, earlier)
                    self._raise_if_again(payload, self._group(request.endpoint))
        except _TryAgain as last:
            if last.wait_s is not None and last.wait_s > LONGEST_WAIT_S:
                raise SourceClosed(f"{payload.url}: asks to wait {last.wait_s:,.0f} s") from last
        return payload

    def _once(self, asked: Payload, request: Request, earlier: Validator | None) -> Payload:
        self.let_go()
        with self.turns.turn(self._group(request.endpoint), self._spacing_s(asked, request.endpoint)):
            self._guard.deadline = time.monotonic() + LONGEST_ANSWER_S
            try:
                payload = self._send(asked, request, _conditions(earlier))
            except (httpx.HTTPError, httpx.InvalidURL, OSError, AddressRefused, UnicodeError) as error:
                payload = replace(
                    asked, fetched_at=_now(), outcome="failed", reason=self._keys.hidden(_told(error))
                )
        return self._kept(payload, earlier)

    def _kept(self, payload: Payload, earlier: Validator | None) -> Payload:
        self.keep(payload, earlier)
        return payload

    def _send(self, asked: Payload, request: Request, conditions: dict[str, str]) -> Payload:
        """Follow redirects as long as they stay at home. The address that was asked for names the answer."""
        url = self._keys.shown(urldefrag(asked.url).url)
        told = {**self.source.headers, **request.headers}
        headers = conditions | {name: self._keys.shown(value) for name, value in told.items()}
        method = "GET" if request.json is None else "POST"
        self._client.cookies.clear()
        for _ in range(_REDIRECTS + 1):
            with self._client.stream(method, url, headers=headers, json=request.json) as response:
                target = _target(url, response, method)
                if target is None:
                    return self._answered(asked, response)
                url = target
        return replace(asked, fetched_at=_now(), outcome="failed", reason=f"more than {_REDIRECTS} redirects")

    def _answered(self, asked: Payload, response: httpx.Response) -> Payload:
        encoding = response.headers.get("content-encoding", "")
        try:
            whole = body.read(response.iter_raw(), encoding, self._grown)
        except FetchFailed as failed:
            return replace(asked, fetched_at=_now(), outcome=failed.outcome, reason=failed.reason)
        headers = {key.lower(): self._keys.hidden(value) for key, value in response.headers.items()}
        return replace(
            asked,
            fetched_at=_now(),
            status=response.status_code,
            headers=headers,
            body=whole,
            digest=digest_of(whole),
        )

    def _grown(self, size: int) -> None:
        """Large bodies come one at a time, so that memory does not grow with the number of sources."""
        if size > _LARGE and not self._has_large:
            self.turns.take(self.turns.large)
            self._has_large = True

    def _again(self, error: Exception) -> bool | float:
        """Tell stamina whether to try again. What the answer asked to wait is waited for at the next turn."""
        if not isinstance(error, _TryAgain):
            return False
        if error.wait_s is None:
            return True
        deadline = self.turns.deadline
        left_s = LONGEST_WAIT_S if deadline is None else deadline - time.monotonic()
        return error.wait_s <= min(left_s, LONGEST_WAIT_S)

    def _raise_if_again(self, payload: Payload, group: str) -> None:
        if payload.status in _AGAIN:
            wait_s = outcome.retry_after(payload.headers.get("retry-after"), payload.fetched_at)
            if wait_s is not None and wait_s <= LONGEST_WAIT_S:
                self.turns.hold(group, wait_s)
            raise _TryAgain(wait_s)
        if payload.outcome == "failed" and not (payload.reason or "").startswith(_FINAL):
            raise _TryAgain(None)

    def _group(self, endpoint: str) -> str:
        """Tenants of one address share a turn, and so do the hosts that a board file says are one."""
        return self.source.host_group or urlsplit(self.source.endpoints[endpoint]).netloc

    def _spacing_s(self, asked: Payload, endpoint: str) -> float:
        """What the board file says, or robots.txt where it asks for more."""
        rules = self._robots.get(_origin(asked.url))
        return max(self.source.spacing_s[endpoint], rules.delay_s if rules else 0.0)

    def _allowed(self, asked: Payload, endpoint: str) -> bool:
        """Whether robots.txt lets this address be fetched (RFC 9309: 4xx allows all, silence allows nothing)."""
        if endpoint in self.source.robots:
            return True
        origin = _origin(asked.url)
        if origin not in self._robots:
            rules = Payload(self.source.name, "robots", f"{origin}/robots.txt", _now(), public=asked.public)
            self._robots[origin] = robots.read(self._attempts(rules, Request("robots", endpoint, ""), None))
        return self._robots[origin].allow(asked.url)


@functools.cache
def _tls() -> ssl.SSLContext:
    """One for all sources: making it reads all certificates."""
    return httpx.create_ssl_context(trust_env=True)


def _trusted(source: Source) -> frozenset[tuple[str, int]]:
    """Hosts that the board file names literally; those that hold a slug are checked as they are connected to."""
    return frozenset(
        address.origin(endpoint)[1:]
        for endpoint in source.endpoints.values()
        if not address.has_hole(urlsplit(endpoint).netloc)
    )


def _public(template: str, board: str | None) -> str:
    return template if board is None else address.filled(template, board)


def _origin(url: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(url))


def _target(url: str, response: httpx.Response, method: str) -> str | None:
    """Where a redirect leads, if it stays at home (the same host; a POST is sent again only where it says so)."""
    location = response.headers.get("location")
    if not response.is_redirect or not location or (method == "POST" and response.status_code < 307):
        return None
    try:
        target = urldefrag(urljoin(url, location)).url
    except ValueError:
        return None
    return target if address.same_site(url, target) else None


def _conditions(earlier: Validator | None) -> dict[str, str]:
    if earlier is None:
        return {}
    told = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified}
    return {name: value for name, value in told.items() if value}


def _told(error: Exception) -> str:
    """What went wrong in words; a name that does not resolve is told apart, since it is not tried again."""
    if isinstance(error, AddressRefused):
        return str(error)
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return f"no such host, or no network: {cause.strerror}"
        cause = cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
