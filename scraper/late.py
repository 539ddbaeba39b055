"""Archive files -> those that come too late: older than what is loaded of their source.

Knows file names, which sort as their times do, and the first record of a file, which tells its source: a file may come
from any folder. Knows no rule of what is open or closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper import archive

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from scraper.model import Payload
    from scraper.store import Store


def late(tables: Store, warcs: Collection[Path]) -> list[Path]:
    """Files with something new in them that stand before the newest file that is loaded of their source."""
    loaded, newest = tables.loaded_warcs(), tables.newest_warcs()
    fresh = [path for path in warcs if f"{path.parent.name}/{path.name}" not in loaded]
    first = {path: payload for path in fresh if (payload := _first(path))}
    copied = tables.known([payload.fetch_id for payload in first.values()])
    return [
        path
        for path, payload in first.items()
        if payload.fetch_id not in copied and path.name < newest.get(payload.source, path.name)
    ]


def _first(warc: Path) -> Payload | None:
    """The first payload of a file; None of one that has none whole."""
    try:
        return next(archive.read(warc), None)
    except archive.CutOff:
        return None
