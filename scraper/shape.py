"""An answer against what its source is known to tell: fields of postings, keys of records, and what is another than it was.

Knows the expected shape from `data/shapes.toml` (made of the recorded forms of `tests/golden`, which a test holds) and from
the records that a source module decodes. Pure: knows no network.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec

from scraper import sources, workspace
from scraper.model import Posting, Reject

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scraper.model import Record

# Of fewer postings, a field that none has says little: one job may well have no department.
ENOUGH = 3
# The place of a list in a document: {"jobs": […]}, {"data": {"jobs": […]}}.
_DEEPEST = 3
_LEAST_SHARED = 2


def usual() -> dict[str, list[str]]:
    """Fields that nearly all postings of a source module have, by module."""
    table = tomllib.loads(workspace.shipped("shapes.toml").read_text(encoding="utf-8"))
    return dict(table["usual"])


def drift(module: str, records: Iterable[Record]) -> list[str]:
    """What is another than it should be, a sentence each; none where all is as usual."""
    told = list(records)
    postings = [record for record in told if isinstance(record, Posting)]
    broken = [record for record in told if isinstance(record, Reject) and record.reason == "malformed"]
    out = [] if told else ["no record"]
    if broken:
        out.append(f"{len(broken):,} of {len(told):,} records are malformed ({broken[0].detail})")
    if len(postings) >= ENOUGH:
        empty = [name for name in usual().get(module, []) if not any(getattr(one, name) for one in postings)]
        out += [f"{', '.join(empty)}: filled in none of {len(postings):,} postings"] if empty else []
    return out


def keys(module: str, body: bytes) -> tuple[list[str], list[str]]:
    """(keys that the module does not know, keys that it knows and no record has) at the top of an answer's records.

    Two empty lists where the answer is no JSON with a list of records, or the module decodes it without naming keys.
    """
    try:
        records = _records(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return [], []
    there = {key for record in records for key in record}
    shared = Counter({known: len(there.intersection(known)) for known in _decoded(module)})
    known, number = next(iter(shared.most_common(1)), ((), 0))
    if number < _LEAST_SHARED:
        return [], []
    return sorted(there.difference(known)), sorted(set(known) - there)


def _decoded(module: str) -> Iterator[tuple[str, ...]]:
    """Keys of each record that a module decodes."""
    for struct in sources.structs(module):
        yield tuple(struct.__struct_encode_fields__)


def _records(document: Any, depth: int = 0) -> Sequence[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """The longest list of objects that a document holds near its top."""
    if isinstance(document, list):
        return [each for each in document if isinstance(each, dict)]
    if not isinstance(document, dict) or depth == _DEEPEST:
        return []
    return max((_records(value, depth + 1) for value in document.values()), key=len, default=[])
