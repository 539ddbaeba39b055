"""Teamtailor career sites: jobs in pages of an RSS feed, documented by the vendor.

Knows the feed's own elements for places, department and remote work. Knows no pay, no kind of employment and no time of
change: the feed has none. Format: shared notes 1.8; support.teamtailor.com.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scraper import feed, terms, times, wire
from scraper.model import FetchFailed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/rss+xml", "application/xml", "text/xml"})
_LIMIT = 100
_NUMBER = re.compile(r"/jobs/(\d+)")


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield _page(board.slug, board.company, 1)


def follow(payload: Payload) -> Iterator[Request]:
    if not is_last(payload) and payload.board:
        yield _page(payload.board, payload.company, payload.page + 1)


def is_last(payload: Payload) -> bool:
    """The feed tells no total: a page that is not full is the last."""
    return len(_items(payload)) < _LIMIT


def parse(payload: Payload) -> Iterator[Told]:
    for number, item in enumerate(_items(payload), start=1):
        link = feed.text_of(item, "link") or ""
        found = _NUMBER.search(link)
        native_id = found[1] if found else feed.text_of(item, "guid")
        if native_id is None:
            yield Reject(
                None, "malformed", f"item {number} has no number in its link and no guid", payload.board
            )
        else:
            yield _posting(payload, item, native_id, link)


def _page(slug: str, company: str | None, page: int) -> Request:
    path = f"/jobs.rss?per_page={_LIMIT}&offset={(page - 1) * _LIMIT}"
    return Request("list", "site", path, board=slug, company=company, page=page)


def _items(payload: Payload) -> list[Element]:
    root = feed.tree(payload)
    channels = list(feed.children(root, "channel"))
    if feed.local(root) != "rss" or not channels:
        raise FetchFailed("failed", f"unreadable: root is {feed.local(root)!r}, not 'rss' with a channel")
    return [item for channel in channels for item in feed.children(channel, "item")]


def _posting(payload: Payload, item: Element, native_id: str, link: str) -> Told:
    return wire.posting(
        payload,
        native_id,
        feed.text_of(item, "description"),
        title=wire.line(feed.text_of(item, "title")),
        url=wire.link(link),
        workplace=terms.workplace(feed.text_of(item, "remoteStatus")),
        department=wire.line(feed.text_of(item, "department")),
        posted_at=times.mail_time(feed.text_of(item, "pubDate")),
        **wire.places_told(*_places(item)),
    )


def _places(item: Element) -> list[Location]:
    found = [
        place for group in feed.children(item, "locations") for place in feed.children(group, "location")
    ]
    told = [{name: feed.text_of(place, name) for name in ("name", "city", "country")} for place in found]
    named = [(wire.named(each["city"] or each["name"], each["country"]), each["country"]) for each in told]
    return [wire.place(name, country) for name, country in named]
