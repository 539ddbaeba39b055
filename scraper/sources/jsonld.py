"""Career pages with schema.org JobPosting in JSON-LD, found through robots.txt and sitemaps.

Knows how the pages are found. Knows no site: a board is a host, or a host and the path that its jobs stand below
("www.example.org/careers"). A page is asked again when its `lastmod` changes. Markup that cannot be repaired is counted
as a reject; a `validThrough` in the past is one too. Format: shared notes 3.1, 3.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scraper import ladder, sitemap, vocabulary, wire
from scraper import text as lines
from scraper.model import Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset(
    "text/html application/xhtml+xml application/xml text/xml text/plain application/gzip application/x-gzip "
    "application/octet-stream".split()
)
LISTINGS = frozenset({"sitemap"})
IDS_OF_SOURCE = False

_USUAL = ("/sitemap.xml", "/sitemap_index.xml", "/careers/sitemap.xml")
_JOB = re.compile(r"/(?:jobs?|careers?|karriere|vacanc\w*|stellen\w*)/[^/?#]+", re.IGNORECASE)
_DEEPEST, _MOST_SITEMAPS = 3, 50


def recognise(url: str, public: str) -> str | None:  # noqa: ARG001 - any address might be one: only its page tells
    return None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("rules", "site", "/robots.txt", board=board.slug, company=board.company)


def follow(payload: Payload) -> Iterator[Request]:
    if payload.kind == "rules":
        named = sitemap.in_robots(payload) if payload.status == 200 else []
        # Where none is named, the usual places are tried in turn ("?"), until one is there.
        queue = [f"1|{path}" for path in named] or [f"?|{path}" for path in _USUAL]
        yield _sitemap(payload, queue, 1)
    elif payload.kind == "sitemap":
        for path, changed in _pages(payload):
            native_id, stamp = sitemap.without_tracking(path), wire.stamp(changed) or None
            yield Request(
                "page", "site", path, payload.board, payload.company, native_id=native_id, stamp=stamp
            )
        queue, _ = _queue(payload)
        if queue and payload.page < _MOST_SITEMAPS:
            yield _sitemap(payload, queue, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """Whether no sitemap is left; not where a cap left some out."""
    queue, whole = _queue(payload)
    return whole and not queue


def judge(payload: Payload) -> tuple[str, str | None] | None:
    """A robots.txt that is missing forbids nothing, and behind a missing sitemap others may be tried."""
    missing = payload.status in {404, 410}
    goes_on = payload.kind == "rules" or (payload.kind == "sitemap" and len(payload.rest) > 1)
    return ("ok", None) if missing and goes_on else None


def parse(payload: Payload) -> Iterator[Told]:
    if payload.kind == "page":
        yield from _of_page(payload)
    elif payload.kind == "sitemap":
        yield from (Listed(sitemap.without_tracking(path)) for path, _ in _pages(payload))


def _sitemap(payload: Payload, queue: list[str], page: int) -> Request:
    """The request for the first sitemap of a queue: the others, and how deep it lies itself, go with it."""
    depth, _, path = queue[0].partition("|")
    rest = (depth, *queue[1:])
    return Request("sitemap", "site", path, payload.board, payload.company, rest=rest, page=page)


def _queue(payload: Payload) -> tuple[list[str], bool]:
    """(sitemaps to be asked behind this one, whether no cap left some out)."""
    depth, *queue = payload.rest or ("1",)
    if payload.status != 200:
        return queue, True
    # One of the usual places is there: the others are not asked.
    queue = [told for told in queue if not told.startswith("?")]
    level, found = int(depth.replace("?", "1")), sitemap.read(payload)
    more = [f"{level + 1}|{path}" for path in found.more] if level < _DEEPEST else []
    whole = found.whole and len(more) == len(found.more) and payload.page < _MOST_SITEMAPS
    return [*more, *queue], whole


def _pages(payload: Payload) -> list[tuple[str, str | None]]:
    """Pages of jobs in a sitemap: below the board's path, or with a usual word in theirs."""
    if payload.status != 200:
        return []
    below = (payload.board or "").partition("/")[2].strip("/")
    found = sitemap.read(payload).pages
    if below:
        return [(path, changed) for path, changed in found if path.startswith(f"/{below}/")]
    return [(path, changed) for path, changed in found if _JOB.search(path)]


def _of_page(payload: Payload) -> Iterator[Told]:
    native_id = payload.native_id or sitemap.without_tracking(_path(payload.url))
    nodes, broken = list[dict[str, Any]](), list[str]()
    for block in lines.scripts(_decoded(payload), "application/ld+json"):
        try:
            nodes += ladder.job_postings(block)
        except ladder.GivenUp as error:
            broken.append(f"a block of {len(block):,} characters: {error}")
    for what in broken:
        yield Reject(native_id, "malformed", what, payload.board)
    if not nodes and not broken:
        yield Reject(native_id, "no posting", "the page has no JobPosting in JSON-LD", payload.board)
    for number, node in enumerate(nodes, start=1):
        # A page of one job is the job; of several, each has the page's address and its own.
        own = f"#{vocabulary.identifier(node) or number}" if len(nodes) > 1 else ""
        yield _posting(payload, native_id + own, node)


def _path(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _decoded(payload: Payload) -> str:
    stated = re.search(r"charset=[\"']?([\w-]+)", payload.headers.get("content-type", ""))
    for name in (stated[1] if stated else "utf-8", "utf-8"):
        try:
            return payload.body.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return payload.body.decode("cp1252", "replace")


def _posting(payload: Payload, native_id: str, node: dict[str, Any]) -> Told:
    until = vocabulary.valid_until(node)
    if until is not None and until <= payload.fetched_at:
        return Reject(native_id, "expired", f"was valid through {node['validThrough']}", payload.board)
    told = vocabulary.fields(node)
    told["company"] = told["company"] or payload.company
    return wire.posting(payload, native_id, vocabulary.description(node), url=wire.link(payload.url), **told)
