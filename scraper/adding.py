"""`scraper add` and `scraper retire`: a board recognised, checked and written into the workspace; a board ended.

Knows the order of the steps. A board that was not seen to answer is not written. What the check brought is kept in the
archive of the workspace: the next run loads it, and asks only what is new.
"""

from __future__ import annotations

import datetime as dt
import difflib
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scraper import address, archive, boardfile, boards, finding, probe, sources
from scraper.model import Board, ContractBroken, Posting, Reject, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scraper.workspace import Workspace

# Boards that a page names are tried until one answers; requests that one may need until it lists something.
_MOST_BOARDS, _MOST_REQUESTS = 5, 6


class NotAdded(Exception):  # noqa: N818 - as the errors of model.py
    """No board was written; `tried` tells line by line what was tried and what came of it."""

    def __init__(self, tried: list[str]) -> None:
        super().__init__("\n".join(tried))
        self.tried = tried


def add(workspace: Workspace, url: str, company: str | None = None) -> str:
    """Recognise, check and write the board that an address belongs to; a sentence. Raises NotAdded, ContractBroken."""
    url = url.strip() if "://" in url else f"https://{url.strip()}"
    try:
        address.origin(url)
    except ValueError as error:
        raise ContractBroken(f"{error}: give the address of a careers page, https://…") from error
    known = boards.load(workspace.boards, sources.discover())
    with tempfile.TemporaryDirectory() as scratch:
        tried: list[str] = []
        found = finding.by_address(url, known.values()) or _by_page(url, known, Path(scratch), tried)
        return _first_good(workspace, known, found, company, tried)


def retire(workspace: Workspace, name: str, slug: str, note: str | None = None) -> str:
    """Mark a board as ended today; a sentence. Raises ContractBroken, with names that are near."""
    known = boards.load(workspace.boards, sources.discover())
    if name not in known:
        raise ContractBroken(f"no source is called {name!r}; {_near(name, list(known))}")
    by_slug = {board.slug: board for board in known[name].boards}
    if slug not in by_slug:
        raise ContractBroken(f"no board of {name} is called {slug!r}; {_near(slug, list(by_slug))}")
    if by_slug[slug].retired:
        return f"{name}: {slug} is retired since {by_slug[slug].retired} already; nothing was changed"
    path = boardfile.retire(workspace, by_slug[slug], dt.datetime.now(dt.UTC).date(), note)
    return f"{name}: {slug} is retired; its history stays. Written to {path}"


def _near(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=5, cutoff=0.5)
    return f"near are {', '.join(close)}" if close else f"known are {', '.join(known[:30]) or 'none'}"


def _by_page(url: str, known: Mapping[str, Source], scratch: Path, tried: list[str]) -> list[Board]:
    """Boards that a page leads to; what it answered, for what was tried."""
    tried.append(f"address: {url} is of none of {len(known)} sources")
    payload = probe.page(url, _as_source(url), scratch / "page.warc.gz")
    told = payload.reason or f"HTTP {payload.status}"
    found = finding.in_page(payload, known.values()) if payload.body or payload.headers else []
    what = (
        f"{len(payload.body):,} bytes, with links to {len(found)} boards" if payload.status == 200 else told
    )
    tried.append(f"page: {what}")
    if not found and payload.status == 200:
        tried.append("page: no link to a board that is known, and no JobPosting in JSON-LD")
    return found


def _as_source(url: str) -> Source:
    """A source whose one endpoint is the origin of a page that somebody named: trusted as an endpoint is."""
    parts = urlsplit(url)
    base = f"{parts.scheme}://{parts.netloc}"
    return Source(
        name="page",
        module="jsonld",
        title="A page",
        terms="",
        checked=dt.datetime.now(dt.UTC).date(),
        public="",
        endpoints={"page": base},
        spacing_s={"page": boards.DEFAULT_SPACING_S},
        robots={},
        boards=(),
    )


def _first_good(
    workspace: Workspace,
    known: Mapping[str, Source],
    found: list[Board],
    company: str | None,
    tried: list[str],
) -> str:
    """Write the first board that answers; one that is known already ends the search."""
    for board in found[:_MOST_BOARDS]:
        source = known[board.source]
        if row := next((each for each in source.boards if each.slug == board.slug), None):
            since = f", retired since {row.retired}" if row.retired else ""
            return f"{source.name}: {row.slug} is known already{since}; nothing was changed"
        if not source.enabled:
            tried.append(f"{source.name}: {board.slug}: its board file keeps the source off: {source.reason}")
            continue
        with tempfile.TemporaryDirectory() as scratch:
            warc = Path(scratch) / "check.warc.gz"
            told, good = _checked(source, board, warc)
            if good is not None:
                return _written(workspace, source, replace(good, company=company or good.company), warc, told)
        tried.append(f"{source.name}: {board.slug}: {told}")
    raise NotAdded([*tried, "nothing was written"])


def _checked(source: Source, board: Board, warc: Path) -> tuple[str, Board | None]:
    """What a board answered, and the board with its company; None where it cannot be relied on."""
    listed: int | None = None
    told = "the source finds its boards by itself: there is nothing to add"
    for answer in probe.answers(source, board, warc, _MOST_REQUESTS):
        told = answer.told
        if answer.outcome not in {"ok", "empty"}:
            return told, None
        if answer.lists:
            records = [record for record in answer.records if not isinstance(record, Reject)]
            listed = (listed or 0) + len(records)
            names = [record.company for record in records if isinstance(record, Posting)]
            board = replace(board, company=board.company or next(filter(None, names), None))
        if listed:
            break
    return (told, None) if listed is None else (_count(listed), board)


def _count(number: int) -> str:
    return f"{number:,} posting{'' if number == 1 else 's'} on its first list"


def _written(workspace: Workspace, source: Source, board: Board, warc: Path, told: str) -> str:
    """Write the row, and hand the answers over to the archive."""
    path = boardfile.add(workspace, board)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
    kept = workspace.raw / source.name / f"{archive.stamp(now)}.warc.gz"
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_suffix(".part")
    part.write_bytes(warc.read_bytes())
    part.rename(kept)
    shown = f" ({board.company})" if board.company else ""
    return f"{source.name}: {board.slug}{shown}: {told}; written to {path}"
