"""Ground floor: the records that the rooms hand to each other, and the errors they may raise.

Knows no library, no file and no clock. All records are frozen; unknown is None, never a guess. Those that there is one of
for each posting are tuples: made many times faster, and turned into columns at once.
"""

from __future__ import annotations

import base64
import datetime as dt  # noqa: TC003 - records are described to others at run time
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Mapping

    import msgspec

FINAL_OUTCOMES = ("ok", "not_modified", "empty", "partial", "gone", "blocked", "failed", "unknown")
GOOD_OUTCOMES = frozenset({"ok", "not_modified", "empty"})


def digest_of(body: bytes) -> str:
    """Digest as WARC files write it: sha1 in base 32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


class ContractBroken(Exception):  # noqa: N818 - the design names its three families so
    """A file of ours does not hold what it must (a board file, an archive, a database): stops the line."""


class FetchFailed(Exception):  # noqa: N818 - the same
    """An answer that cannot be used. Carries the outcome that the answer gets, and the reason."""

    def __init__(self, outcome: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True)
class Board:
    """One employer's or thread's list on a source: a row of a board file. A retired one is not asked any more."""

    source: str
    slug: str
    company: str | None = None
    month: dt.date | None = None
    retired: dt.date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Source:
    """A board file: its header and its rows.

    `endpoints` are base addresses by name, with `{slug}` where a board's slug belongs; `spacing_s` seconds between two
    requests to an endpoint; `robots` the reason, by endpoint, why robots.txt is not asked there. `public` is the address
    of a board's (or posting's) public page, `also` more of them, by which `scraper add` knows the source. A source that
    is not `enabled` says in `reason` why. `truncated`: it cuts texts short. `host_group` names hosts that are one server
    behind many names. `credit` is the (text, link) that its terms ask to show. `min_interval_h`: hours between two runs;
    `budget`: requests a run; `key_env`: environment variables that hold keys, without which it is not asked;
    `headers` are sent with every request (a public client key).
    """

    name: str
    module: str
    title: str
    terms: str
    checked: dt.date
    public: str
    endpoints: Mapping[str, str]
    spacing_s: Mapping[str, float]
    robots: Mapping[str, str]
    boards: tuple[Board, ...]
    also: tuple[str, ...] = ()
    enabled: bool = True
    reason: str | None = None
    truncated: bool = False
    host_group: str | None = None
    credit: tuple[str, str] | None = None
    min_interval_h: float = 0.0
    budget: int | None = None
    key_env: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Window:
    """Months asked for, both ends included; None on both sides means "what is current"."""

    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def is_history(self) -> bool:
        return self.since is not None

    def covers(self, month: dt.date | None) -> bool:
        if month is None:
            return True
        return not (self.since and month < self.since) and not (self.until and month > self.until)


@dataclass(frozen=True)
class Validator:
    """What the last whole answer of an address left: enough to ask "has it changed?"."""

    fetch_id: str
    fetched_at: dt.datetime
    digest: str
    etag: str | None
    last_modified: str | None
    warc: str
    offset: int = 0


@dataclass(frozen=True)
class State:
    """What a crawl needs to know of the past, read once from the store.

    `now` is when the run began (UTC). `read_at` tells by board (None: the source itself) when it was last read well;
    `asked_at` when the source was last asked at all, `closed_until` how long it asked to be left alone. `settled` are
    the (board, native id, stamp) whose details need not be asked again; the board is None where ids are the source's.
    """

    validators: Mapping[str, Validator] = field(default_factory=dict)
    settled_boards: frozenset[str] = frozenset()
    settled: frozenset[tuple[str | None, str, str | None]] = frozenset()
    read_at: Mapping[str | None, dt.datetime] = field(default_factory=dict)
    asked_at: dt.datetime | None = None
    closed_until: dt.datetime | None = None
    now: dt.datetime | None = None


@dataclass(frozen=True)
class Request:
    """One address to ask, as a path below an endpoint of the source's board file.

    `path` may be a whole address where it is a link of the endpoint's own origin (a next page).
    `native_id` names the one record that the answer is about; `rest` the ids to try next if it is not ours.
    `page` counts the parts of one list from 1. `headers` and `path` may hold `{key1}`, `{key2}`: the keys of the board
    file's `key_env`, put in as the request is sent, so that they stand in no archive. `stamp` is what the list says of the record's version (a time, a
    number): a detail that was read under this stamp is not due again. `json` is the body of a POST (None: a GET).
    `told` is what the list told of the record and its detail does not repeat, as JSON; it is kept with the answer, so that
    each payload can be parsed alone.
    """

    kind: str
    endpoint: str
    path: str
    board: str | None = None
    company: str | None = None
    month: dt.date | None = None
    native_id: str | None = None
    rest: tuple[str, ...] = ()
    page: int = 1
    stamp: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    told: str | None = None


@dataclass(frozen=True)
class Payload:
    """One archived answer, or the failure to get one (`status` None, with `outcome` and `reason`).

    `public` is the board file's address of public pages, with the board's slug filled in. `whole` False: the source cuts
    texts short. `headers` have lower-case names. `decoded` holds what the body was decoded to, by type: no part of the answer.
    """

    source: str
    kind: str
    url: str
    fetched_at: dt.datetime
    board: str | None = None
    company: str | None = None
    month: dt.date | None = None
    public: str = ""
    rest: tuple[str, ...] = ()
    native_id: str | None = None
    page: int = 1
    stamp: str | None = None
    told: str | None = None
    whole: bool = True
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    outcome: str | None = None
    reason: str | None = None
    fetch_id: str = ""
    digest: str | None = None
    unchanged: bool = False
    warc: str = ""
    offset: int = 0
    decoded: dict[Any, Any] = field(default_factory=dict, init=False, compare=False, repr=False)


class Location(NamedTuple):
    """A place of work as stated, with its country (ISO 3166-1 alpha-2) where told."""

    name: str | None
    country: str | None = None


class Posting(NamedTuple):
    """One advertised job as its source identifies it; the columns of table `posting` that a payload can tell.

    `lines` is the text in the format of `scraper.text`, in UTF-8 as it goes into the table. `workplace` is remote, hybrid or
    onsite; `employment_type` full_time, part_time, contract, temporary, intern or other; `pay_period` year, month, week, day
    or hour; `pay_source` structured (a field of the source) or text (read in the posting); `language` ISO 639-1; `whole`
    False where the source cuts texts short.
    """

    native_id: str
    lines: bytes
    board: str | None = None
    group_key: str | None = None
    company: str | None = None
    author_hash: str | None = None
    title: str | None = None
    format: str = "html"
    url: str | None = None
    location: str | None = None
    country: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None
    pay_source: str | None = None
    locations: tuple[Location, ...] = ()
    workplace: str | None = None
    employment_type: str | None = None
    department: str | None = None
    language: str | None = None
    month: dt.date | None = None
    posted_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    whole: bool = True

    @property
    def text(self) -> str:
        return self.lines.decode("utf-8", "surrogatepass")


class Reject(NamedTuple):
    """A record that could not become a posting, kept with the reason."""

    native_id: str | None
    reason: str
    detail: str | None = None
    board: str | None = None


class Listed(NamedTuple):
    """A record that a list names without its content: seen, if it is known."""

    native_id: str


Record = Posting | Reject | Listed


class Draft(NamedTuple):
    """A posting whose text is as its source wrote it, yet to be read with those beside it.

    `posting` has all but its text. `written` is that, or the string of JSON that it came as; `form` is html, plain (as pasted)
    or escaped (HTML whose entities are escaped once more). `without` is what the source itself puts into the texts, and the
    employer did not write. `tells` reads more fields from the text, once it is clean. One that `may_be_empty` is a posting
    even if nothing is left of its text.
    """

    posting: Posting
    written: str | msgspec.Raw
    form: str
    without: re.Pattern[str] | None = None
    tells: Callable[[str], Mapping[str, Any]] | None = None
    may_be_empty: bool = False


# What a source's module tells of a record.
Told = Draft | Record
