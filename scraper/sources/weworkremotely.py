"""We Work Remotely: the newest postings of a category as an RSS feed.

Knows that a title is "Company: Role", and the lines of the board's own that stand above and below each text. Feeds hold
the newest only (the main one a hundred): nothing is closed by them. Format: shared notes 2.10.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from scraper import feed, terms, times, wire
from scraper.model import FetchFailed, Location, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/rss+xml", "application/xml", "text/xml"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"feed"})
IDS_OF_SOURCE = True

_OWN_LINES = re.compile(r"^(?:Headquarters|URL|To apply)\s*:.*$", re.MULTILINE)
_SYMBOLS = re.compile("[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]+")


def recognise(url: str, public: str) -> str | None:
    return "remote-programming-jobs" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        folder = "/" if board.slug == "remote-jobs" else "/categories/"
        yield Request("feed", "feeds", f"{folder}{quote(board.slug, safe='')}.rss", board=board.slug)


def parse(payload: Payload) -> Iterator[Told]:
    root = feed.tree(payload)
    channel = next(feed.children(root, "channel"), None)
    if channel is None:
        raise FetchFailed("failed", f"is no RSS: <{feed.local(root)}> without <channel>")
    for number, item in enumerate(feed.children(channel, "item"), start=1):
        yield _posting(payload, item, number)


def _posting(payload: Payload, item: Element, number: int) -> Told:
    link, title = feed.text_of(item, "link"), feed.text_of(item, "title")
    native_id = wire.parts_of(feed.text_of(item, "guid") or link).path.rstrip("/").rpartition("/")[2]
    if not native_id or not title:
        what = "guid or link" if not native_id else "title"
        return Reject(native_id or None, "malformed", f"item {number}: has no {what}", payload.board)
    company, role = _split(title)
    return wire.posting(
        payload,
        native_id,
        feed.text_of(item, "description"),
        without=_OWN_LINES,
        company=wire.line(company),
        title=wire.line(role),
        url=wire.link(link),
        workplace="remote",
        employment_type=terms.employment(feed.text_of(item, "type")),
        posted_at=times.mail_time(feed.text_of(item, "pubDate")),
        **wire.places_told(*_places(item)),
    )


def _split(title: str) -> tuple[str | None, str]:
    """("Company", "Role") at the first ": " only: a role may have colons of its own."""
    company, colon, role = title.partition(": ")
    return (company, role) if colon else (None, title)


def _places(item: Element) -> Iterator[Location]:
    """Countries, regions and states as told, without the flags before them."""
    for name in ("country", "state", "region"):
        told = _SYMBOLS.sub("", feed.text_of(item, name) or "")
        yield from map(wire.place, told.split(","))
