"""Personio careers sites: all positions of a company in one XML feed, documented for this use.

Knows that a position without a translation has an empty body in the English feed, and takes its text from the default
one. Knows no pay, country, workplace or time of change: the format has none. Format: shared notes 1.7;
developer.personio.de.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper import feed, terms, times, wire
from scraper.model import FetchFailed, Listed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from scraper.model import Board, Location, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/xml", "text/xml"})


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        yield Request("list", "site", "/xml?language=en", board=board.slug, company=board.company)


def follow(payload: Payload) -> Iterator[Request]:
    """The feed in the company's own language, once, for the positions that have no English text."""
    if payload.kind == "list":
        untold = [_id(each) or "" for each in _positions(payload) if not _body(each)]
        if untold:
            yield Request(
                "default",
                "site",
                "/xml",
                board=payload.board,
                company=payload.company,
                rest=tuple(dict.fromkeys(untold)),
            )


def parse(payload: Payload) -> Iterator[Told]:
    for position in _positions(payload):
        native_id = _id(position)
        if native_id is None:
            yield Reject(None, "malformed", "position without id", payload.board)
        elif payload.kind == "list":
            yield _posting(payload, position, native_id) if _body(position) else Listed(native_id)
        elif native_id in payload.rest:
            yield _posting(payload, position, native_id)


def _positions(payload: Payload) -> list[Element]:
    root = feed.tree(payload)
    if feed.local(root) != "workzag-jobs":
        raise FetchFailed("failed", f"unreadable: root is {feed.local(root)!r}, not 'workzag-jobs'")
    return list(feed.children(root, "position"))


def _id(position: Element) -> str | None:
    return feed.text_of(position, "id")


def _body(position: Element) -> str:
    """HTML of all parts. `name` and `office` stand at two depths: only children are looked at."""
    groups = feed.children(position, "jobDescriptions")
    found = [part for group in groups for part in feed.children(group, "jobDescription")]
    return wire.parts(*((feed.text_of(part, "name"), feed.text_of(part, "value")) for part in found))


def _posting(payload: Payload, position: Element, native_id: str) -> Told:
    kinds = (feed.text_of(position, name) for name in ("employmentType", "schedule"))
    return wire.posting(
        payload,
        native_id,
        _body(position),
        company=payload.company or wire.line(feed.text_of(position, "subcompany")),
        title=wire.line(feed.text_of(position, "name")),
        url=wire.link(f"{payload.public}/job/{native_id}"),
        employment_type=terms.employment(" ".join(kind for kind in kinds if kind)),
        department=wire.line(feed.text_of(position, "department")),
        posted_at=times.instant(feed.text_of(position, "createdAt")),
        **wire.places_told(*_places(position)),
    )


def _places(position: Element) -> list[Location]:
    more = [office for group in feed.children(position, "additionalOffices") for office in group]
    names = [feed.text_of(position, "office"), *("".join(office.itertext()) for office in more)]
    return [wire.place(name) for name in names]
