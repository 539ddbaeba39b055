"""Rows -> tables in Arrow's form, which the database reads without a copy. Knows no database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    from scraper.rows import Rows

_SEEN = pa.schema(
    [
        *((name, pa.string()) for name in ("posting_id", "source", "board", "url")),
        ("seen_at", pa.timestamp("us")),
    ]
)


@dataclass(frozen=True)
class Packed:
    """Rows on their way into the tables: the many in Arrow's form. `ids` are those of the postings."""

    source: str
    warc: str
    fetches: list[dict[str, Any]]
    rejects: list[dict[str, Any]]
    postings: pa.Table
    seen: pa.Table
    ids: frozenset[str]
    characters: int


def packed(rows: Rows, postings: pa.Schema) -> Packed:
    """The same rows; `postings` is the schema of the table of postings."""
    return Packed(
        source=rows.source,
        warc=rows.warc,
        fetches=rows.fetches,
        rejects=rows.rejects,
        postings=pa.Table.from_pylist(rows.postings, postings),
        seen=pa.Table.from_pylist(rows.seen, _SEEN),
        ids=frozenset(row["posting_id"] for row in rows.postings),
        characters=sum(len(row["text"]) for row in rows.postings),
    )
