"""An Arrow batch of postings -> two Arrow batches, rows of the tables `role` and `mention`.

Knows the columns of data/schema/findings.sql and the version that a reading depends on; `analysis.reading` reads.
Pure and picklable, so that an engine may hand batches to other processes and machines.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import TYPE_CHECKING

from analysis import sketch
from analysis.reading import Mention, Reading, line_hash, read

if TYPE_CHECKING:
    import pyarrow as pa

    from analysis.taxonomy import Taxonomy

__all__ = ["Mention", "Reading", "extract", "line_hash", "read", "version"]

_RULE_MODULES = (
    *(
        "extract",
        "reading",
        "matcher",
        "sections",
        "standing",
        "titles",
        "roles",
        "place",
        "softening",
        "levels",
        "sketch",
    ),
    "taxonomy",
)


def version(taxonomy: Taxonomy) -> str:
    """Short hash of the taxonomy and of the rules: readings of equal versions are comparable."""
    return hashlib.sha256(taxonomy.version.encode() + _rules_digest()).hexdigest()[:12]


@functools.cache
def _rules_digest() -> bytes:
    digest = hashlib.sha256()
    for name in _RULE_MODULES:
        digest.update(resources.files("analysis").joinpath(f"{name}.py").read_bytes())
    return digest.digest()


def extract(batch: pa.RecordBatch, taxonomy: Taxonomy) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Columns posting_id, title, company, text, content_hash -> rows of the tables `role` and `mention`."""
    stamp = version(taxonomy)
    roles: list[tuple[object, ...]] = []
    mentions: list[tuple[object, ...]] = []
    for posting_id, title, company, text, content_hash in zip(
        *(
            batch.column(name).to_pylist()
            for name in ("posting_id", "title", "company", "text", "content_hash")
        ),
        strict=True,
    ):
        reading = read(title, company, text or "", taxonomy)
        signature = sketch.sketch(text or "")
        roles.append(
            (
                posting_id,
                reading.backend,
                reading.seniority,
                reading.unit,
                signature,
                title,
                content_hash,
                stamp,
            )
        )
        mentions += [
            (
                posting_id,
                m.skill,
                m.category,
                m.vendor,
                m.named,
                m.level,
                m.start,
                m.stop,
                m.line_hash,
                m.section,
            )
            for m in reading.mentions
        ]
    return _batch(roles, _role_schema()), _batch(mentions, _mention_schema())


def _batch(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 - `label` must start without it

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _role_schema() -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - the same

    return pa.schema(
        [
            pa.field("posting_id", pa.string(), nullable=False),
            pa.field("backend", pa.string(), nullable=False),
            pa.field("seniority", pa.string(), nullable=False),
            pa.field("unit", pa.string(), nullable=False),
            pa.field("sketch", pa.list_(pa.uint32()), nullable=False),
            pa.field("title", pa.string()),
            pa.field("content_hash", pa.string(), nullable=False),
            pa.field("extractor_version", pa.string(), nullable=False),
        ]
    )


def _mention_schema() -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - the same

    return pa.schema(
        [
            pa.field("posting_id", pa.string(), nullable=False),
            pa.field("skill", pa.string(), nullable=False),
            pa.field("category", pa.string(), nullable=False),
            pa.field("vendor", pa.string()),
            pa.field("named", pa.bool_(), nullable=False),
            pa.field("level", pa.uint8(), nullable=False),
            pa.field("start", pa.int32(), nullable=False),
            pa.field("stop", pa.int32(), nullable=False),
            pa.field("line_hash", pa.uint64(), nullable=False),
            pa.field("section", pa.string(), nullable=False),
        ]
    )
