"""An Arrow batch of postings -> two Arrow batches, rows of the tables `role` and `mention`.

Knows the columns of data/schema/findings.sql and the version that a reading depends on; `analysis.reading` reads.
Pure and picklable, so that an engine may hand batches to other processes and machines.
"""

from __future__ import annotations

import functools
import hashlib
from importlib import resources
from typing import TYPE_CHECKING, Any

from analysis import compiled, matcher, posting, roles, sketch
from analysis.reading import Mention, Reading, line_hash, read, read_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import pyarrow as pa

    from analysis.reading import Batch
    from analysis.taxonomy import Taxonomy

__all__ = ["Mention", "Reading", "extract", "line_hash", "read", "version"]

_RULE_MODULES = (*compiled.RULES, "reading", "extract", "sketch", "taxonomy")
_COLUMNS = ("posting_id", "title", "company", "text", "content_hash")


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
    ids, titles, companies, texts, hashes = (batch.column(name) for name in _COLUMNS)
    plain = [text or "" for text in texts.to_pylist()]
    found = read_all(plain, titles.to_pylist(), companies.to_pylist(), taxonomy)
    signatures = [sketch.sketch(text) for text in plain]
    return _roles(ids, titles, hashes, found, signatures, taxonomy), mentions(ids, found, taxonomy)


def _roles(  # noqa: PLR0913, PLR0917 - a column each
    ids: pa.Array,
    titles: pa.Array,
    hashes: pa.Array,
    found: Batch,
    signatures: Sequence[Sequence[int]],
    taxonomy: Taxonomy,
) -> pa.RecordBatch:
    import numpy as np  # noqa: PLC0415 - `label` must start without it
    import pyarrow as pa  # noqa: PLC0415 - the same

    backend, seniority, multi = np.asarray(found.verdicts).reshape(-1, len(posting.VERDICT)).T[:3]
    columns = {
        "posting_id": ids,
        "backend": _words(backend, roles.VERDICTS),
        "seniority": _words(seniority, roles.SENIORITIES),
        "unit": _words(multi, ("single", "multi")),
        "sketch": pa.array(signatures, pa.list_(pa.uint32())),
        "title": titles,
        "content_hash": hashes,
        "extractor_version": _words(np.zeros(len(ids), "int8"), (version(taxonomy),)),
    }
    return _batch(columns, nullable={"title"})


def mentions(ids: pa.Array, found: Batch, taxonomy: Taxonomy) -> pa.RecordBatch:
    """Rows of the table `mention`: a row a place and category."""
    import numpy as np  # noqa: PLC0415 - `label` must start without it
    import pyarrow as pa  # noqa: PLC0415 - the same

    row = np.asarray(found.mentions, "int64").reshape(-1, posting.COLUMNS).T
    kinds = [(n, c, s.vendor) for n, s in enumerate(taxonomy.skills) for c in s.categories]
    skill, category, vendor = (list(column) for column in zip(*kinds, strict=True))
    first = np.searchsorted(np.asarray(skill), np.arange(len(taxonomy.skills)))
    times = np.bincount(np.asarray(skill))
    copies = times[row[posting.SKILL]]
    at = np.repeat(np.arange(row.shape[1]), copies)
    # The nth copy of a mention is of its skill's nth category.
    nth = np.arange(len(at)) - np.repeat(np.cumsum(copies) - copies, copies)
    kind = first[row[posting.SKILL, at]] + nth
    is_cloud = np.asarray([c == "cloud" for c in category])[kind]
    vendors = pa.array([v or "" for v in vendor]).take(pa.array(kind))
    line = row[posting.HASH_HIGH, at].astype("uint64") << np.uint64(31) | row[posting.HASH_LOW, at].astype(
        "uint64"
    )
    told = pa.array(np.asarray([v is not None for v in vendor])[kind] & is_cloud)
    columns = {
        "posting_id": ids.take(pa.array(row[posting.POSTING, at])),
        "skill": _words(row[posting.SKILL, at], [s.name for s in taxonomy.skills]),
        "category": _words(kind, category),
        "vendor": pa.compute.if_else(told, vendors, None),
        "named": pa.array(np.asarray([s.named for s in taxonomy.skills])[row[posting.SKILL, at]]),
        "level": pa.array(row[posting.LEVEL, at].astype("uint8")),
        "start": pa.array(row[posting.START, at].astype("int32")),
        "stop": pa.array(row[posting.STOP, at].astype("int32")),
        "line_hash": pa.array(line),
        "section": _words(row[posting.SECTION, at], matcher.VALUES),
    }
    return _batch(columns, nullable={"vendor"})


def _words(numbers: np.ndarray[Any, Any], names: Sequence[str]) -> pa.Array:
    """Names by number, as a column of strings."""
    import pyarrow as pa  # noqa: PLC0415 - `label` must start without it

    return pa.DictionaryArray.from_arrays(pa.array(numbers), pa.array(names)).dictionary_decode()


def _batch(columns: dict[str, pa.Array], nullable: set[str]) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 - the same

    fields = [pa.field(name, array.type, nullable=name in nullable) for name, array in columns.items()]
    return pa.RecordBatch.from_arrays(list(columns.values()), schema=pa.schema(fields))
