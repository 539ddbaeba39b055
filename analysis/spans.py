"""Which postings of a source stand in which month and which twelve-month window, reposts folded; shares over them.

Knows months, windows, folding and the marks of a span (complete, plain text, kind). Refuses to know categories and
levels: what is a hit is said by the caller's columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, interval

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Mask = NDArray[np.bool_]

MONTH, WINDOW = "month", "window"


@dataclass(frozen=True, eq=False)
class Population:
    """The postings of one source, ordered by age, and the spans to measure them in.

    rows: table `fact`; company: cluster codes; spans: span, month, last_month, complete, kind; place and span: one
    entry a posting and span that it counts in.
    """

    source: str
    rows: pd.DataFrame
    company: Ints
    spans: pd.DataFrame
    place: Ints
    span: Ints

    def count(self, mask: Mask) -> Ints:
        """Postings of a mask in each span."""
        return np.bincount(self.span[mask[self.place]], minlength=len(self.spans))


def by_source(facts: pd.DataFrame, kinds: tuple[str, ...] = (MONTH, WINDOW)) -> Iterator[Population]:
    """A population a source, over every month and every window that has twelve months of calendar behind it."""
    for source, rows in facts.groupby(facts["source"].astype("str"), sort=True):
        yield population(str(source), rows, kinds)


def population(
    source: str, facts: pd.DataFrame, kinds: tuple[str, ...] = (MONTH, WINDOW), ends: Ints | None = None
) -> Population:
    """ends: last months of the windows, counted from January 1970; default every one."""
    rows = cohort.ordered(facts)
    month, older = cohort.month_numbers(rows["month"]), cohort.repeats(rows)
    spans = _spans(rows, month, kinds, ends)
    limits = spans.pop("start").to_numpy(), spans.pop("stop").to_numpy()
    inside = [start + np.flatnonzero(older[start:stop] < start) for start, stop in zip(*limits, strict=True)]
    place = np.concatenate([*inside, np.empty(0, np.int64)]).astype(np.int64)
    span = np.repeat(np.arange(len(spans)), [len(part) for part in inside])
    return Population(source, rows, pd.factorize(rows["cluster"])[0], spans, place, span)


def year_ends(facts: pd.DataFrame) -> Ints:
    """Last months of each calendar year of the data and of the latest complete window: windows for rare cuts."""
    month = cohort.month_numbers(facts["month"])
    if not len(month):
        return np.empty(0, np.int64)
    years = np.arange(month.min() // 12, month.max() // 12 + 1) * 12 + 11
    years = years[years <= month.max()]
    source = str(facts["source"].iloc[0])
    latest = cohort.latest_window(facts, source)
    return np.unique([*years, *(cohort.month_numbers([latest.last]) if latest else [])]).astype(np.int64)


def _spans(rows: pd.DataFrame, month: Ints, kinds: tuple[str, ...], ends: Ints | None) -> pd.DataFrame:
    """Every month and window with its rows from start to stop, whether read to the end, and the kinds in it."""
    calendar = np.arange(month[0], month[-1] + 1) if len(month) else np.empty(0, np.int64)
    lasts = calendar[cohort.WINDOW_MONTHS - 1 :] if ends is None else ends
    parts = {MONTH: (calendar, calendar), WINDOW: (lasts - cohort.WINDOW_MONTHS + 1, lasts)}
    first = np.concatenate([parts[kind][0] for kind in kinds])
    last = np.concatenate([parts[kind][1] for kind in kinds])
    start, stop = np.searchsorted(month, first), np.searchsorted(month, last + 1)
    return pd.DataFrame(
        {
            "span": np.repeat(kinds, [len(parts[kind][0]) for kind in kinds]),
            "month": first.astype("datetime64[M]").astype("datetime64[s]"),
            "last_month": last.astype("datetime64[M]").astype("datetime64[s]"),
            "complete": _complete(rows, first, last),
            "kind": _kinds(rows, start, stop),
            "start": start,
            "stop": stop,
        }
    )


def _complete(rows: pd.DataFrame, first: Ints, last: Ints) -> list[bool]:
    complete = cohort.months_complete(rows)
    read = set(cohort.month_numbers(complete.index.get_level_values("month"))[complete.to_numpy()].tolist())
    return [read.issuperset(range(a, b + 1)) for a, b in zip(first, last, strict=True)]


def _kinds(rows: pd.DataFrame, start: Ints, stop: Ints) -> list[str]:
    names, code = np.unique(rows["kind"].astype("str").to_numpy(dtype=object), return_inverse=True)
    seen = np.concatenate(
        [np.zeros((1, len(names)), int), (code[:, None] == np.arange(len(names))).cumsum(0)]
    )
    return ["+".join(names[seen[b] > seen[a]]) or "none" for a, b in zip(start, stop, strict=True)]


def measured(
    of: Population,
    mask: Mask,
    hits: NDArray[Any],
    labels: pd.DataFrame,
    weights: tuple[str, ...] = interval.WEIGHTS,
) -> pd.DataFrame:
    """A row a span, weight and column of hits: the columns of spans and labels, weight, those of `Estimate`, plain_share.

    mask: (n,) the postings that count; hits: (n, R); labels: R rows that say what the columns of hits are.
    """
    inside = mask[of.place]
    place, span = of.place[inside], of.span[inside]
    tables = interval.by_cell(hits, of.company, place, span, len(of.spans), weights)
    plain = np.bincount(span, (of.rows["format"] == "plain").to_numpy()[place], len(of.spans))
    count = np.bincount(span, minlength=len(of.spans))
    spans = of.spans.assign(source=of.source, plain_share=plain / np.maximum(count, 1))
    return pd.concat([_long(spans, labels, weight, tables[weight]) for weight in weights], ignore_index=True)


def _long(
    spans: pd.DataFrame, labels: pd.DataFrame, weight: str, columns: dict[str, NDArray[Any]]
) -> pd.DataFrame:
    left = spans.loc[np.repeat(spans.index, len(labels))].reset_index(drop=True)
    right = labels.loc[np.tile(labels.index, len(spans))].reset_index(drop=True)
    flat = pd.DataFrame({name: column.ravel() for name, column in columns.items()})
    return pd.concat([left, right, flat], axis=1).assign(weight=weight)
