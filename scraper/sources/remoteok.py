"""Remote OK: its newest postings, about a hundred, in one answer of its public API.

Knows the element of terms that comes first, the sentence against robots that Remote OK puts under each text (its tag
is the asker's own address, encoded), UTF-8 that was read as Latin-1, and that 0 stands for "no pay told". Does not
believe the tags: they are made by a machine. What is not among the newest is not closed. Format: shared notes 2.2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

import msgspec

from scraper import times, wire
from scraper.model import FetchFailed, Reject, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Board, Payload, State, Told, Window

MEDIA_TYPES = frozenset({"application/json"})
LISTINGS = frozenset[str]()
FEEDS = frozenset({"newest"})
IDS_OF_SOURCE = True

_BAIT = re.compile(r"Please mention the words? \*\*.*")
_HIGH = re.compile("[\x80-\xff]+")
_CONTROL = re.compile("[\x80-\x9f]")


class _Job(msgspec.Struct):
    id: str | int | None = None
    epoch: int | None = None
    company: str | None = None
    position: str | None = None
    description: str | None = None
    location: str | None = None
    url: str | None = None
    salary_min: float | None = None
    salary_max: float | None = None


def recognise(url: str, public: str) -> str | None:
    return "all" if url.lower().startswith(public.lower()) else None


def requests(board: Board | None, window: Window, state: State) -> Iterator[Request]:  # noqa: ARG001 - the protocol
    if board is not None:
        tag = "" if board.slug == "all" else f"?tag={quote(board.slug, safe='')}"
        yield Request("newest", "api", f"/api{tag}", board=board.slug)


def parse(payload: Payload) -> Iterator[Told]:
    elements = wire.decoded(payload, list[msgspec.Raw])
    if not elements:
        raise FetchFailed("unknown", "answered with an empty list, where at least its terms stand")
    for job in wire.each(payload, elements, _Job, "id"):
        if isinstance(job, Reject):
            yield job
        elif job.id is not None:  # the terms have none
            yield _posting(payload, job)


def _posting(payload: Payload, job: _Job) -> Told:
    company, title, location, text = _repaired(job.company, job.position, job.location, job.description)
    return wire.posting(
        payload,
        str(job.id),
        text,
        without=_BAIT,
        company=wire.line(company),
        title=wire.line(title),
        url=wire.link(job.url),
        workplace="remote",
        posted_at=times.epoch(job.epoch),
        **wire.places_told(wire.place(location)),
        **wire.pay(job.salary_min, job.salary_max, "USD", "year"),
    )


def _repaired(*texts: str | None) -> list[str]:
    """Texts of one record, where UTF-8 was read as Latin-1 beyond doubt.

    The proof is a control character (80 to 9F) in a run that reads as UTF-8: no text has any. Without one, a capital E
    with an accent before a French quotation mark would be taken for two bytes of one letter.
    """
    told = [text or "" for text in texts]
    if not any(_CONTROL.search(run) and _decoded(run) != run for text in told for run in _HIGH.findall(text)):
        return told
    return [_HIGH.sub(lambda run: _decoded(run[0]), text) for text in told]


def _decoded(run: str) -> str:
    try:
        return run.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return run
