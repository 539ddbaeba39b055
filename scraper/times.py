"""Times as programming interfaces and feeds write them -> UTC, without zone, as all times of records.

What is not understood is None, never a guess.
"""

from __future__ import annotations

import datetime as dt
import email.utils

_BEGIN = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - UTC without a zone, as all times of records


def epoch(seconds: float | None) -> dt.datetime | None:
    """A time of Unix seconds (UTC, without zone, as all times of records)."""
    if seconds is None or not 0 < seconds < 4_102_444_800:  # 2100: what lies behind is milliseconds
        return None
    return _BEGIN + dt.timedelta(seconds=seconds)


def instant(text: str | None, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """An ISO date or time, in UTC; `zone` is where a time without one is at home."""
    try:
        found = dt.datetime.fromisoformat((text or "").strip())
        return _in_utc(found if found.tzinfo else found.replace(tzinfo=zone))
    except (ValueError, OverflowError):
        return None


def mail_time(text: str | None) -> dt.datetime | None:
    """A time as feeds write it (RFC 822), in UTC."""
    try:
        found = email.utils.parsedate_to_datetime(text or "")
        return _in_utc(found if found.tzinfo else found.replace(tzinfo=dt.UTC))
    except (ValueError, OverflowError):
        return None


def _in_utc(time: dt.datetime) -> dt.datetime:
    away = time.utcoffset()
    # Half as long as `replace`, of which each posting needs two.
    bare = dt.datetime.combine(time.date(), time.time())
    return bare - away if away else bare
