"""A careers page's address or its HTML -> the boards that it may belong to, by the board files' public addresses.

Knows how pages lead to boards: their own address, links and frames, markup for search engines. Knows no network: whether
a board is there is for others to ask.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from scraper import address, ladder, text
from scraper.model import Board
from scraper.sources import discover

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scraper.model import Payload, Source

# The module for pages with markup of their own; its boards are hosts, or hosts with a path.
_MARKUP = "jsonld"


def by_address(url: str, known: Iterable[Source]) -> list[Board]:
    """Boards that an address belongs to; two, where two sources know it."""
    found = ((source, _slug(url, source)) for source in known)
    return [Board(source.name, slug) for source, slug in found if slug is not None]


def in_page(payload: Payload, known: Iterable[Source]) -> list[Board]:
    """Boards that a page leads to, the one that it names most often first; last the site itself, if it has markup.

    Only sources whose boards are employers: that a page links to a job on somebody's list makes that list no board of its own.
    """
    sources = [source for source in known if _of_employers(source)]
    page = payload.body.decode("utf-8", "replace")
    named = Counter(board for url in _leads(payload, page) for board in by_address(url, sources))
    found = [board for board, _ in named.most_common()]
    if _has_markup(page):
        found += [Board(source.name, site_of(payload.url)) for source in known if source.module == _MARKUP]
    return found


def site_of(url: str) -> str:
    """The slug of a site with markup: its host, and the path that its jobs stand below ("/careers/7" -> "/careers")."""
    parts = urlsplit(url)
    path = [part for part in parts.path.split("/") if part]
    below = path[:-1] or path
    return "/".join([(parts.hostname or "").lower(), *below])


def _slug(url: str, source: Source) -> str | None:
    """The slug of a source's board, as a host name if it stands in one; None where the address is not the source's."""
    recognise = discover()[source.module].recognise
    for template in (source.public, *source.also):
        slug = recognise(url, template)
        if slug and _fits(slug, source):
            return slug.lower() if _in_host(source) else slug
    return None


def _fits(slug: str, source: Source) -> bool:
    try:
        return all(address.filled(endpoint, slug) for endpoint in source.endpoints.values())
    except ValueError:
        return False


def _in_host(source: Source) -> bool:
    return "{slug}" in urlsplit(source.public).netloc


def _of_employers(source: Source) -> bool:
    return source.module != _MARKUP and any(map(address.has_hole, (source.public, *source.also)))


def _leads(payload: Payload, page: str) -> Iterator[str]:
    """Where a page leads: a redirect that was not followed, and all its links."""
    for link in [payload.headers.get("location", ""), *text.links(page)]:
        try:
            yield urljoin(payload.url, link)
        except ValueError:
            continue


def _has_markup(page: str) -> bool:
    for block in text.scripts(page, "application/ld+json"):
        try:
            if ladder.job_postings(block):
                return True
        except ladder.GivenUp:
            if re.search(r'"JobPosting"', block):
                return True
    return False
