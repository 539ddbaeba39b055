"""What an answer means before anyone parses it: status, type and redirects to one of the design's outcomes.

Pure, so that a crawl and a replay of its archive judge alike. Failure is never empty.
"""

from __future__ import annotations

import datetime as dt
import email.utils
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from scraper.model import Payload

    Judge = Callable[[Payload], tuple[str, str | None] | None]

_GONE = frozenset({404, 410})
_BLOCKED = frozenset({401, 403, 451})


def of(
    payload: Payload, media_types: Collection[str], judge: Judge = lambda _payload: None
) -> tuple[str, str | None]:
    """(outcome, reason) of an answer by its envelope alone; `ok` means that it may be parsed.

    `media_types` are the content types that the source's payloads may have; an HTML page in the place of JSON is a
    failure, whatever its status says. `judge` is the source's own word on answers whose status means something else.
    """
    if payload.outcome is not None:
        return payload.outcome, payload.reason
    if payload.unchanged or payload.status == 304:
        return "not_modified", None
    if told := judge(payload):
        return told
    if payload.status == 200:
        return _by_type(payload, media_types)
    return _by_status(payload)


def _by_type(payload: Payload, media_types: Collection[str]) -> tuple[str, str | None]:
    stated = payload.headers.get("content-type", "")
    if stated.split(";")[0].strip().lower() in media_types:
        return "ok", None
    wanted = " or ".join(sorted(media_types))
    return "failed", f"answered with {stated or 'no content type'} in the place of {wanted}"


def _by_status(payload: Payload) -> tuple[str, str | None]:
    status = payload.status
    if status in _GONE:
        return "gone", f"HTTP {status}"
    if status in _BLOCKED:
        return "blocked", f"HTTP {status}"
    if status is not None and 300 <= status < 400:
        return "gone", f"HTTP {status} to {payload.headers.get('location', 'nowhere')}"
    return "failed", f"HTTP {status}"


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
