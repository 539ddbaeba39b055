"""Adzuna: the newest IT postings of a country, with a key and cut after some 500 characters. Off by default.

Knows the marks of a search in titles and texts, and pay that Adzuna guessed (which is no pay told). Texts are cut
short: the board file's `truncated` keeps its postings out of shares. Its terms want a written consent for counts that
are published. Nothing is closed: only the newest are asked for. Format: shared notes 2.8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from scraper import terms, times, wire
from scraper import text as lines
from scraper.model import Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"newest"})
IDS_OF_SOURCE = True
_PER_PAGE, _PAGES = 50, 10
# The country is the board; all pay of a country is in its currency.
_CURRENCIES = dict(
    pair.split("=")
    for pair in (
        "gb=GBP us=USD at=EUR au=AUD be=EUR br=BRL ca=CAD ch=CHF de=EUR es=EUR fr=EUR in=INR it=EUR mx=MXN "
        "nl=EUR nz=NZD pl=PLN sg=SGD za=ZAR"
    ).split()
)


class _Named(msgspec.Struct):
    display_name: str | None = None


class _Job(msgspec.Struct):
    id: str | int
    title: str
    description: str | None = None
    created: str | None = None
    redirect_url: str | None = None
    company: _Named | None = None
    location: _Named | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    salary_is_predicted: str | int | None = None
    contract_time: str | None = None
    contract_type: str | None = None


class _Page(msgspec.Struct):
    results: list[msgspec.Raw]
    count: int | None = None


def recognise(url: str, public: str) -> str | None:  # noqa: ARG001 - the protocol; a board is a country
    return None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.board and payload.page < _PAGES and not is_last(payload):
        yield _page(payload.board, payload.page + 1)


def is_last(payload: Payload) -> bool:
    return len(wire.decoded(payload, _Page).results) < _PER_PAGE


def parse(payload: Payload) -> Iterator[Told]:
    for job in wire.each(payload, wire.decoded(payload, _Page).results, _Job, "id"):
        yield job if isinstance(job, Reject) else _posting(payload, job)


def _page(country: str, page: int) -> Request:
    query = "app_id={key1}&app_key={key2}&category=it-jobs&sort_by=date"
    path = f"/v1/api/jobs/{quote(country, safe='')}/search/{page}?{query}&results_per_page={_PER_PAGE}"
    return Request("newest", "api", path, board=country, page=page)


def _posting(payload: Payload, job: _Job) -> Told:
    country = (payload.board or "").upper()
    return wire.posting(
        payload,
        str(job.id),
        job.description,
        whole=False,
        company=wire.line(job.company.display_name if job.company else None),
        title=wire.line(lines.html_lines(job.title)),
        url=wire.link(job.redirect_url),
        employment_type=terms.employment(job.contract_time, job.contract_type),
        posted_at=times.instant(job.created),
        **wire.places_told(wire.place(job.location.display_name if job.location else None, country)),
        **_pay(job, payload.board or ""),
    )


def _pay(job: _Job, country: str) -> dict[str, Any]:
    """Pay of a year, as all of theirs is; none where it is their guess."""
    if str(job.salary_is_predicted) == "1":
        return {}
    return wire.pay(job.salary_min, job.salary_max, _CURRENCIES.get(country), "year")
