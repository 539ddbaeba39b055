"""Which postings are one advertisement: the job in many cities, the copy on another board, the repost, the near copy.

Knows titles, keys, hashes and MinHash signatures of what one company advertises. Refuses to know texts and what they ask
for, to join two companies, and to let a later posting change an earlier one's group.
(Broder 1997, On the resemblance and containment of documents.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import cohort, jobname

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Sketches = NDArray[np.uint32]

# MinHash of 64 permutations estimates a Jaccard index to about ±0.06; three-word shingles of an edited repost
# stay above this, two different jobs of one company that share only their blurb stay below.
SAME_TEXT = 0.7
# Of 64 minima 45 must agree, so at most 19 differ, and these cannot spoil all of 21 bands: candidates that share a
# band are all there are, none is lost.
BANDS, _DEEP = 21, 3
_MIXED = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


class Joined(NamedTuple):
    """What a posting was found to be the same as: row of that posting, kind, and similarity where it is known."""

    row: int
    kind: str
    similarity: float | None


def find(ads: pd.DataFrame, sketches: Sketches) -> pd.DataFrame:
    """posting_id, duplicate_group, kind, same_as and similarity, a row an ad, in the order of the ads.

    ads: posting_id, cluster, source, board, month, seen_at, read_at, filed, group_key, title, location, text_hash and
    told, as `store.advertised` gives them; sketches: MinHash signatures, shape (n, 64). A group has the id of its
    first posting. Postings are taken in the order in which they came to be known, and each is compared with the first
    and the latest text of each group of its company, so that a repost edited month by month stays one.
    """
    order = cohort.by_age(
        ads["cluster"], ads["seen_at"].to_numpy("datetime64[us]").astype("int64"), ads["posting_id"]
    )
    rows = _Rows.of(ads.iloc[order], np.ascontiguousarray(sketches[order], dtype=np.uint32))
    owner = pd.factorize(ads["cluster"].to_numpy(dtype=object)[order])[0]
    group = np.arange(len(ads))
    joined: list[Joined | None] = [None] * len(ads)
    for start, stop in pairwise(np.flatnonzero(np.diff(owner, prepend=-1, append=-1)).tolist()):
        if stop - start > 1:
            _fold(rows, start, stop, group, joined)
    return _told(ads, order, group, joined)


def _told(ads: pd.DataFrame, order: Ints, group: Ints, joined: Sequence[Joined | None]) -> pd.DataFrame:
    ids = ads["posting_id"].to_numpy(dtype=object)[order]
    table = pd.DataFrame(
        {
            "posting_id": ids,
            "duplicate_group": ids[group],
            "kind": [one.kind if one else "first" for one in joined],
            "same_as": pd.Series([ids[one.row] if one else None for one in joined], dtype=object),
            "similarity": np.array([one.similarity if one else None for one in joined], dtype=float),
        }
    )
    return table.iloc[np.argsort(order)].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Columns of the ads in order of age, as Python's own objects where one value is asked for at a time."""

    source: list[str]
    month: list[Any]
    seen: list[Any]
    read: list[Any]
    filed: list[bool]
    job: list[tuple[str, ...] | None]
    title: list[frozenset[str] | None]
    text_hash: list[str | None]
    told: list[bool]
    sketches: Sketches
    bands: NDArray[np.uint64]

    @classmethod
    def of(cls, ads: pd.DataFrame, sketches: Sketches) -> _Rows:
        plain = {name: _plain(ads[name]) for name in ads.columns}
        jobs = zip(plain["source"], plain["board"], plain["group_key"], strict=True)
        return cls(
            source=plain["source"],
            month=plain["month"],
            seen=plain["seen_at"],
            read=plain["read_at"],
            filed=plain["filed"],
            job=[(source, board or "", key) if key else None for source, board, key in jobs],
            title=[jobname.words(*both) for both in zip(plain["title"], plain["location"], strict=True)],
            text_hash=plain["text_hash"],
            told=plain["told"],
            sketches=sketches,
            bands=_bands(sketches),
        )

    def agree(self, one: int, other: int) -> bool:
        """Whether titles tell two postings apart: not where one has none."""
        return not self.title[one] or not self.title[other] or self.title[one] == self.title[other]

    def alike(self, one: int, other: int) -> float | None:
        """Estimated Jaccard index of two texts; None where one of them tells nothing."""
        if not (self.told[one] and self.told[other]):
            return None
        return float(np.count_nonzero(self.sketches[one] == self.sketches[other]) / self.sketches.shape[1])

    def kind(self, one: int, older: int, otherwise: str) -> str:
        """`repost` where the older one of the source was gone: in an earlier month's list, or no longer seen."""
        if self.source[one] != self.source[older]:
            return otherwise
        gone = self.month[older] < self.month[one] if self.filed[one] else self.read[older] < self.seen[one]
        return "repost" if gone else otherwise


def _plain(column: pd.Series[Any]) -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()


def _bands(sketches: Sketches) -> NDArray[np.uint64]:
    """One number a band of three minima, shape (n, 21); numbers of two bands are never equal but by chance."""
    deep = sketches[:, : BANDS * _DEEP].astype(np.uint64).reshape(len(sketches), BANDS, _DEEP)
    place = np.arange(1, BANDS + 1, dtype=np.uint64) * np.uint64(0xD6E8FEB86659FD93)
    mixed = (deep * _MIXED).sum(axis=2, dtype=np.uint64) + place
    spread: NDArray[np.uint64] = mixed ^ (mixed >> np.uint64(29))
    return spread


@dataclass(slots=True)
class _Seen:
    """What was seen of one company: two texts a group (its first and its latest), and where to look them up."""

    kept: list[int] = field(default_factory=list)  # row of the first and of the latest text of each group
    jobs: dict[tuple[str, ...], int] = field(default_factory=dict)
    hashes: dict[str, int] = field(default_factory=dict)
    texts: dict[tuple[Any, bytes], int] = field(default_factory=dict)
    bands: dict[int, list[int]] = field(default_factory=dict)

    def near(self, numbers: Iterable[int]) -> set[int]:
        """Places in `kept` whose text shares a band, among them some whose text was replaced."""
        return {slot for number in numbers for slot in self.bands.get(number, ())}

    def keep(self, slot: int, row: int, numbers: Iterable[int]) -> None:
        self.kept[slot] = row
        for number in numbers:
            slots = self.bands.setdefault(number, [])
            if slot not in slots:
                slots.append(slot)


def _fold(rows: _Rows, start: int, stop: int, group: Ints, joined: list[Joined | None]) -> None:
    """Of one company's ads, rows start to stop: the row of each group's first, and what each was the same as."""
    seen, place = _Seen(), {}
    for row, numbers in zip(range(start, stop), rows.bands[start:stop].tolist(), strict=True):
        found = next(_same(rows, seen, row, numbers), None)
        if found:
            joined[row], group[row] = found, group[found.row]
        else:
            place[row] = len(seen.kept)
            seen.kept += [row, row]
        _remember(rows, seen, row, place[int(group[row])], numbers)


def _remember(rows: _Rows, seen: _Seen, row: int, slot: int, numbers: list[int]) -> None:
    job, text_hash = rows.job[row], rows.text_hash[row]
    if job:
        seen.jobs.setdefault(job, row)
    if not rows.told[row]:
        return
    if text_hash:
        seen.hashes[text_hash] = row
    seen.texts[rows.title[row], rows.sketches[row].tobytes()] = row
    if seen.kept[slot] == row:
        seen.keep(slot, row, numbers)
    seen.keep(slot + 1, row, numbers)


def _same(rows: _Rows, seen: _Seen, row: int, numbers: list[int]) -> Iterator[Joined]:
    """Older postings that this one is the same as, the surest first."""
    key, text_hash = rows.job[row], rows.text_hash[row]
    job = seen.jobs.get(key) if key else None
    if job is not None:
        alike = rows.alike(row, job)
        # Some pages give all their jobs one key: neither title nor text would bear it out.
        if (rows.title[row] and rows.title[row] == rows.title[job]) or (alike or 0) >= SAME_TEXT:
            yield Joined(job, "same job", alike)
    if not rows.told[row]:
        return
    exact = seen.hashes.get(text_hash) if text_hash else None
    if exact is not None:
        yield Joined(exact, rows.kind(row, exact, "exact text"), 1.0)
    copy = seen.texts.get((rows.title[row], rows.sketches[row].tobytes()))
    if copy is not None:
        yield Joined(copy, rows.kind(row, copy, "near text"), 1.0)
    yield from _nearest(rows, seen, row, numbers)


def _nearest(rows: _Rows, seen: _Seen, row: int, numbers: list[int]) -> Iterator[Joined]:
    """The most alike text that is alike enough, the oldest group's of equals."""
    slots = [
        slot
        for slot in sorted(seen.near(numbers))
        if rows.told[seen.kept[slot]] and rows.agree(row, seen.kept[slot])
    ]
    if not slots:
        return
    older = [seen.kept[slot] for slot in slots]
    alike = np.count_nonzero(rows.sketches[older] == rows.sketches[row], axis=1) / rows.sketches.shape[1]
    best = int(alike.argmax())
    if alike[best] >= SAME_TEXT:
        yield Joined(older[best], rows.kind(row, older[best], "near text"), float(alike[best]))
