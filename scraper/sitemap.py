"""robots.txt and sitemaps -> addresses of pages and of more sitemaps.

Knows both formats, with any namespace or none, and that `.gz` may come packed or not (by its first bytes). Knows caps:
50,000 addresses a file. Knows no source; an address of another host is left out, for content leads nowhere else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from scraper import address, feed
from scraper.model import FetchFailed

if TYPE_CHECKING:
    from scraper.model import Payload

MOST = 50_000
_LINE = re.compile(r"^[ \t]*sitemap[ \t]*:[ \t]*(\S+)", re.IGNORECASE | re.MULTILINE)
# What tells who sent the visitor, not which page it is.
_TRACKING = re.compile(r"utm_\w+|gclid|fbclid|gh_src|source|src|ref|referrer|trk", re.IGNORECASE)


@dataclass(frozen=True)
class Sitemap:
    """Addresses of a sitemap as paths of its origin: `pages` with their time of change, or `more` sitemaps.

    `whole` False: there were more than the cap.
    """

    pages: tuple[tuple[str, str | None], ...] = ()
    more: tuple[str, ...] = ()
    whole: bool = True


def in_robots(payload: Payload) -> list[str]:
    """Paths of the sitemaps that a robots.txt names."""
    text = payload.body.decode("utf-8", "replace").removeprefix("\ufeff")
    return _paths(payload.url, _LINE.findall(text))


def read(payload: Payload) -> Sitemap:
    """The addresses of a sitemap. Raises FetchFailed for any other document."""
    root = feed.tree(payload)
    kind = feed.local(root)
    if kind not in {"urlset", "sitemapindex"}:
        raise FetchFailed("failed", f"is no sitemap: <{kind}> in the place of <urlset> or <sitemapindex>")
    entries = list(feed.children(root, "url" if kind == "urlset" else "sitemap"))
    told = [(feed.text_of(entry, "loc"), feed.text_of(entry, "lastmod")) for entry in entries[:MOST]]
    whole = len(entries) <= MOST
    if kind == "sitemapindex":
        return Sitemap(more=tuple(_paths(payload.url, [loc for loc, _ in told if loc])), whole=whole)
    pages = dict[str, str | None]()
    for loc, lastmod in told:
        for path in _paths(payload.url, [loc or ""]):
            pages.setdefault(path, lastmod)
    return Sitemap(pages=tuple(pages.items()), whole=whole)


def without_tracking(path: str) -> str:
    """A path and query that name a page, without what tells who sent the visitor."""
    parts = urlsplit(path)
    query = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(key)]
    return parts.path + (f"?{urlencode(query)}" if query else "")


def _paths(base: str, links: list[str]) -> list[str]:
    """Links of the host of `base`, as paths with their query, each once: they are asked of our own origin anyway."""
    found = dict[str, None]()
    for link in links:
        parts = urlsplit(urljoin(base, link.strip())) if _at_home(base, link) else None
        if parts is not None:
            found[(parts.path or "/") + (f"?{parts.query}" if parts.query else "")] = None
    return [path for path in found if not re.search(r"\s", path)]


def _at_home(base: str, link: str) -> bool:
    try:
        (_, host, port), (_, host_to, port_to) = (
            address.origin(base),
            address.origin(urljoin(base, link.strip())),
        )
    except ValueError:
        return False
    usual = {80, 443}
    return host.removeprefix("www.") == host_to.removeprefix("www.") and (
        port == port_to or {port, port_to} <= usual
    )
