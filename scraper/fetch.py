"""The only user of httpx: one polite request at a time, and what came of it as payloads.

Knows robots.txt, spacing, retries, conditional requests, size caps and the user agent. Knows no source: it is given
addresses. Failures are payloads too: whatever happens, the archive gets a record of it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import socket
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import httpx
import stamina
from protego import Protego

from scraper.model import Payload, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from scraper.model import Request, Source, Validator

USER_AGENT = "skilltrend/0.1 (open-source research on job postings; contact: see README of skilltrend)"
ATTEMPTS = 3
# A source that asks to wait longer is left alone for the rest of the run.
LONGEST_WAIT_S = 300.0
_BODY_CAP = 64 * 1024 * 1024
_REDIRECTS = 3
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_AGAIN = frozenset({429, 500, 502, 503, 504})


class _TryAgain(Exception):  # noqa: N818 - a signal between two functions of this file
    """An answer that is worth another attempt, and the seconds that it asked to wait."""

    def __init__(self, wait_s: float | None) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class SourceClosed(Exception):  # noqa: N818 - a state, told by name
    """A source asked to be left alone, or its budget is used up: no further request in this run."""


@dataclass
class Fetcher:
    """Requests to one source: paced, retried, each attempt handed to `keep` before anyone reads it.

    `deadline` is a time of `time.monotonic()`; no request begins after it.
    """

    source: Source
    keep: Callable[[Payload, Validator | None], None]
    deadline: float | None = None
    _client: httpx.Client = field(init=False)
    _last: dict[str, float] = field(init=False, default_factory=dict)
    _robots: dict[str, Protego | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
        self._client = httpx.Client(headers=headers, timeout=_TIMEOUT, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def get(self, request: Request, earlier: Validator | None = None) -> Payload:
        """The answer to a request, or its failure. Raises SourceClosed; everything else is a value."""
        url = self.source.endpoints[request.endpoint] + request.path
        asked = Payload(
            source=self.source.name,
            kind=request.kind,
            url=url,
            fetched_at=_now(),
            board=request.board,
            company=request.company,
            month=request.month,
            public=self.source.public,
            rest=request.rest,
        )
        if request.endpoint not in self.source.robots and not self._allowed(asked, request.endpoint):
            return self._kept(
                replace(asked, fetched_at=_now(), outcome="blocked", reason="robots.txt forbids it"), None
            )
        return self._attempts(asked, request.endpoint, earlier)

    def _attempts(self, asked: Payload, endpoint: str, earlier: Validator | None) -> Payload:
        """Up to ATTEMPTS tries; each is kept, the last one counts."""
        payload = asked
        hook = stamina.retry_context(
            on=self._wait_asked, attempts=ATTEMPTS, timeout=None, wait_initial=0.5, wait_jitter=0.5
        )
        try:
            for attempt in hook:
                with attempt:
                    payload = self._once(asked, endpoint, earlier)
                    _raise_if_again(payload)
        except _TryAgain as last:
            if last.wait_s is not None and last.wait_s > LONGEST_WAIT_S:
                raise SourceClosed(f"{payload.url}: asks to wait {last.wait_s:,.0f} s") from last
        return payload

    def _once(self, asked: Payload, endpoint: str, earlier: Validator | None) -> Payload:
        self._wait_for_turn(endpoint)
        try:
            payload = self._send(asked, _conditions(earlier))
        except httpx.HTTPError as error:
            payload = replace(asked, fetched_at=_now(), outcome="failed", reason=_told(error))
        return self._kept(payload, earlier)

    def _kept(self, payload: Payload, earlier: Validator | None) -> Payload:
        self.keep(payload, earlier)
        return payload

    def _send(self, asked: Payload, conditions: dict[str, str]) -> Payload:
        url = asked.url
        for _ in range(_REDIRECTS + 1):
            with self._client.stream("GET", url, headers=conditions) as response:
                target = response.headers.get("location")
                if response.is_redirect and target and _same_host(url, urljoin(url, target)):
                    url = urljoin(url, target)
                    continue
                return _answered(asked, response)
        return replace(asked, fetched_at=_now(), outcome="failed", reason=f"more than {_REDIRECTS} redirects")

    def _wait_asked(self, error: Exception) -> bool | float:
        """Tell stamina whether to try again, and how long the answer asked to wait."""
        if not isinstance(error, _TryAgain):
            return False
        if error.wait_s is None:
            return True
        left_s = LONGEST_WAIT_S if self.deadline is None else self.deadline - time.monotonic()
        return error.wait_s if error.wait_s <= min(left_s, LONGEST_WAIT_S) else False

    def _wait_for_turn(self, endpoint: str) -> None:
        """Spacing is measured from start to start, by host."""
        host = urlsplit(self.source.endpoints[endpoint]).netloc
        begin = max(time.monotonic(), self._last.get(host, -1e9) + self.source.spacing_s[endpoint])
        if self.deadline is not None and begin > self.deadline:
            raise SourceClosed("the time budget of this run is used up")
        time.sleep(max(0.0, begin - time.monotonic()))
        self._last[host] = time.monotonic()

    def _allowed(self, asked: Payload, endpoint: str) -> bool:
        """Whether robots.txt lets this address be fetched (RFC 9309: 4xx allows all, silence allows nothing)."""
        base = self.source.endpoints[endpoint]
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
        if origin not in self._robots:
            rules = replace(asked, kind="robots", url=f"{origin}/robots.txt", board=None, month=None, rest=())
            self._robots[origin] = _rules(self._attempts(rules, endpoint, None))
        told = self._robots[origin]
        return told is not None and bool(told.can_fetch(asked.url, USER_AGENT))


def retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Seconds that a Retry-After header asks to wait, in both of its forms; None where it does not tell."""
    if not value:
        return None
    seconds = value.strip()
    if seconds.isascii() and seconds.isdigit():
        return float(seconds)
    try:
        when = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    # HTTP dates are GMT; the oldest of their three forms does not say so.
    zoned = when if when.tzinfo else when.replace(tzinfo=dt.UTC)
    return max(0.0, (zoned - now.replace(tzinfo=dt.UTC)).total_seconds())


def _raise_if_again(payload: Payload) -> None:
    if payload.status in _AGAIN:
        raise _TryAgain(retry_after(payload.headers.get("retry-after"), payload.fetched_at))
    if payload.outcome == "failed" and not (payload.reason or "").startswith("no such host"):
        raise _TryAgain(None)


def _answered(asked: Payload, response: httpx.Response) -> Payload:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > _BODY_CAP:
            reason = f"body of more than {_BODY_CAP:,} bytes"
            return replace(asked, fetched_at=_now(), outcome="partial", reason=reason)
    headers = {key.lower(): value for key, value in response.headers.items()}
    whole = bytes(body)
    return replace(
        asked,
        fetched_at=_now(),
        status=response.status_code,
        headers=headers,
        body=whole,
        digest=digest_of(whole),
    )


def _rules(payload: Payload) -> Protego | None:
    """Parsed robots.txt; an empty one where it is missing; None where it could not be asked."""
    if payload.status is None or payload.status >= 500:
        return None
    body = payload.body.decode("utf-8", "replace") if payload.status == 200 else ""
    return Protego.parse(body)


def _conditions(earlier: Validator | None) -> dict[str, str]:
    if earlier is None:
        return {}
    told = {"If-None-Match": earlier.etag, "If-Modified-Since": earlier.last_modified}
    return {name: value for name, value in told.items() if value}


def _same_host(url: str, target: str) -> bool:
    return urlsplit(url).netloc == urlsplit(target).netloc


def _told(error: httpx.HTTPError) -> str:
    """What went wrong in words; a name that does not resolve is told apart, since it is not tried again."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return f"no such host, or no network: {cause.strerror}"
        cause = cause.__cause__ or cause.__context__
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
