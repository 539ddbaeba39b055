"""Rows -> tables in Arrow's form, which the database reads without a copy. Knows no database."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from scraper import spare
from scraper.rows import COLUMNS, SEEN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scraper.rows import Rows

_TEXT = COLUMNS.index("text")
_SEEN = pa.schema([(name, pa.timestamp("us") if name == "seen_at" else pa.string()) for name in SEEN_COLUMNS])


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
    text_bytes: int


# Arrow looks for pandas once, before its first list: half a second for what is of no use here.
with spare.without("pandas"):
    pa.array([None])


def packed(rows: Rows, postings: pa.Schema) -> Packed:
    """The same rows; `postings` is the schema of the table of postings."""
    return Packed(
        source=rows.source,
        warc=rows.warc,
        fetches=rows.fetches,
        rejects=rows.rejects,
        postings=_table(rows.postings, COLUMNS, postings),
        seen=_table(rows.seen, SEEN_COLUMNS, _SEEN),
        ids=frozenset(rows.ids),
        text_bytes=sum(len(row[_TEXT]) for row in rows.postings),
    )


def _table(rows: list[tuple[Any, ...]], names: Sequence[str], schema: pa.Schema) -> pa.Table:
    columns = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return pa.table(
        [
            _texts(columns[name]) if name == "text" else pa.array(columns[name], kind)
            for name, kind in zip(schema.names, schema.types, strict=True)
        ],
        schema=schema,
    )


def _texts(texts: Sequence[bytes]) -> pa.Array:
    """A column of texts: laid behind each other at once, where Arrow would copy them again and again as they become more."""
    ends = pa.array(itertools.accumulate(map(len, texts), initial=0), pa.int32())
    return pa.StringArray.from_buffers(len(texts), ends.buffers()[1], pa.py_buffer(b"".join(texts)))
