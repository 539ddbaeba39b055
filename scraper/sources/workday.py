"""Workday career sites: pages of a site's list (POST), and one detail a job. Undocumented; off by default.

A board's slug is its careers host and site ("acme.wd5.HOST/External"). Knows that a list tells at most 2,000 jobs and
its total on the first page only, and that a date of posting stands in the detail alone. A list longer than that is read
in part and closes nothing. Format: shared notes 1.13.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from scraper import address, terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
# More a page is answered with 400.
_LIMIT = 20
_MOST = 2_000
_SECOND_HOST = ("myworkdaysite", "myworkdayjobs")
_LOCALE = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")


class _Row(msgspec.Struct, rename="camel"):
    title: str | None = None
    external_path: str | None = None
    locations_text: str | None = None
    time_type: str | None = None
    remote_type: str | None = None


class _List(msgspec.Struct, rename="camel"):
    job_postings: list[msgspec.Raw]
    total: int = 0


class _Country(msgspec.Struct):
    descriptor: str | None = None


class _Info(msgspec.Struct, rename="camel"):
    title: str
    job_description: str | None = None
    location: str | None = None
    additional_locations: list[str] | None = None
    country: _Country | None = None
    start_date: str | None = None
    time_type: str | None = None
    remote_type: str | None = None
    job_req_id: str | None = None
    external_url: str | None = None


class _Organization(msgspec.Struct):
    name: str | None = None


class _Detail(msgspec.Struct, rename="camel"):
    job_posting_info: _Info
    hiring_organization: _Organization | None = None


def recognise(url: str, public: str) -> str | None:
    """Host and site of `TENANT.wdN.HOST/{locale?}/SITE`, where `public` tells the host behind `{slug}.`.

    The vendor's second form, `wdN.SECOND_HOST/recruiting/TENANT/SITE`, is the same site: it gives the first.
    """
    end = public.partition("{slug}.")[2]
    parts = urlsplit(url if "://" in url else f"https://{url}")
    host, path = (parts.hostname or "").lower(), [part for part in parts.path.split("/") if part]
    if not end or not host.endswith(f".{end}"):
        return None
    path = path[1:] if path and _LOCALE.fullmatch(path[0]) else path
    if path[:1] == ["recruiting"] and len(path) > 2:
        host, path = f"{path[1]}.{host.replace(*_SECOND_HOST)}", path[2:]
    return f"{host}/{path[0]}" if path and path[0] != "wday" else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, board.company, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind != "list" or not payload.board:
        return
    for row in _rows(payload):
        if isinstance(row, _Row) and row.external_path:
            yield _detail(payload, row, row.external_path)
    if not is_last(payload) and payload.page * _LIMIT < _MOST:
        yield _page(payload.board, payload.company, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """A page that is not full is the last; behind 2,000 jobs there is no page, last or not."""
    return len(wire.decoded(payload, _List).job_postings) < _LIMIT


def total(payload: Payload) -> int | None:
    """What the first page declares: later ones may say 0."""
    return wire.decoded(payload, _List).total if payload.kind == "list" and payload.page == 1 else None


def judge(payload: Payload) -> tuple[str, str | None] | None:
    """Statuses that mean something else here: no such tenant or site, and a job that is closed."""
    if payload.kind == "list" and payload.status in {406, 422}:
        return "gone", f"HTTP {payload.status}: no such tenant"
    if payload.kind == "detail" and payload.status == 403 and b'"S22"' in payload.body:
        return "gone", "HTTP 403 with S22: the job is closed"
    return None


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind != "list":
        yield _posting(payload, wire.decoded(payload, _Detail))
        return
    for row in _rows(payload):
        if isinstance(row, Reject):
            yield row
        elif row.external_path:
            yield Listed(_native(row.external_path))
        else:
            yield Reject(None, "no address", "an empty entry of the list", payload.board)


def _site(slug: str | None) -> str:
    host, _, site = (slug or "").partition("/")
    return f"/wday/cxs/{address.segment(host.partition('.')[0])}/{address.segment(site)}"


def _page(slug: str, company: str | None, page: int) -> Request:
    asked = {"appliedFacets": {}, "limit": _LIMIT, "offset": (page - 1) * _LIMIT, "searchText": ""}
    return Request("list", "site", f"{_site(slug)}/jobs", board=slug, company=company, page=page, json=asked)


def _rows(payload: Payload) -> Iterator[_Row | Reject]:
    return wire.each(payload, wire.decoded(payload, _List).job_postings, _Row, "externalPath")


def _native(path: str) -> str:
    """The number of a job's requisition, which ends its address; place and title before it change."""
    return path.rpartition("/")[2].rpartition("_")[2]


def _detail(payload: Payload, row: _Row, path: str) -> Request:
    # "Posted 3 Days Ago" changes daily and is no stamp.
    told = (path, row.title, row.locations_text, row.time_type, row.remote_type)
    return Request(
        "detail",
        "site",
        f"{_site(payload.board)}/{path.lstrip('/')}",
        board=payload.board,
        company=payload.company,
        native_id=_native(path),
        stamp=wire.stamp(*told),
    )


def _posting(payload: Payload, detail: _Detail) -> Told:
    job, organization = detail.job_posting_info, detail.hiring_organization or _Organization()
    native_id = payload.native_id or job.job_req_id
    if native_id is None:
        raise FetchFailed("failed", "a detail that names no job")
    country = job.country.descriptor if job.country else None
    others = [wire.place(name) for name in job.additional_locations or []]
    return wire.posting(
        payload,
        native_id,
        job.job_description,
        group_key=job.job_req_id,
        company=payload.company or wire.line(organization.name),
        title=wire.line(job.title),
        url=wire.link(job.external_url),
        workplace=terms.workplace(job.remote_type),
        employment_type=terms.employment(job.time_type),
        posted_at=times.instant(job.start_date),
        **wire.places_told(wire.place(job.location, country), *others),
    )
