"""Table `share_cut`: the same shares within parts of the postings: seniority, region, length, format, asking, flow, cluster.

Knows how the postings are divided. Refuses to pool sources, and to compare parts (a reader sees both intervals).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import cohort, estimate, interval, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.study import Study

    Mask = NDArray[np.bool_]
    Part = tuple[str, str, Mask]

COLUMNS = (
    "source", "cut", "value", "span", "month", "last_month", "category", "role_rung", "evidence", "words", "weight",
    *interval.COLUMNS, "part", "complete", "plain_share", "kind",
)  # fmt: skip
SENIORITY = ("junior", "mid", "senior", "lead", "unclear")
UNKNOWN, ELSEWHERE = "unknown", "elsewhere"
REQUIRES, NAMES = "requires something", "names a tool"


def shares(facts: pd.DataFrame, named: set[str], stock: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `share_cut`, by calendar year and for the latest window of each source.

    named: ids of the postings that name any tool; stock: postings open on the 15th of a month (table `stock`).
    """
    tables = [
        part
        for _source, rows in facts.groupby(facts["source"].astype("str"), sort=True)
        for part in _of_source(rows, named, stock, study)
    ]
    return (
        pd.concat(tables, ignore_index=True)[list(COLUMNS)] if tables else pd.DataFrame(columns=list(COLUMNS))
    )


def _of_source(
    facts: pd.DataFrame, named: set[str], stock: pd.DataFrame, study: Study
) -> Iterator[pd.DataFrame]:
    source, ends = str(facts["source"].iloc[0]), spans.year_ends(facts)
    of = spans.population(source, facts, (spans.WINDOW,), ends)
    asked = estimate.hits(of.rows)
    for cut, value, mask in parts(of.rows, named, study):
        yield from _at_rungs(of, asked, cut, value, mask)
    open_then = facts.merge(stock, on="posting_id", suffixes=("_flow", ""))
    if len(open_then):
        standing = spans.population(source, _first_in_window(open_then), (spans.WINDOW,), ends)
        yield from _at_rungs(
            standing, estimate.hits(standing.rows), "flow", "stock", np.ones(len(standing.rows), bool)
        )


def _first_in_window(standing: pd.DataFrame) -> pd.DataFrame:
    """A posting that stands for months is one entry a month of its group; folding takes the first in each window."""
    return standing.drop(columns="month_flow")


def _at_rungs(of: spans.Population, asked: Mask, cut: str, value: str, mask: Mask) -> Iterator[pd.DataFrame]:
    for rung in cohort.ROLE_RUNGS:
        backend = cohort.is_backend(of.rows, rung)
        if not (backend & mask).any():
            continue
        table = spans.measured(of, backend & mask, asked, estimate.LABELS)
        whole = np.maximum(of.count(backend), 1)
        part = np.tile(
            np.repeat(of.count(backend & mask) / whole, len(estimate.LABELS)), len(interval.WEIGHTS)
        )
        yield table.assign(cut=cut, value=value, role_rung=rung, part=part).query("n > 0")


def parts(rows: pd.DataFrame, named: set[str], study: Study) -> Iterator[Part]:
    """(cut, value, mask) of the parts of a source's postings; within a cut they do not overlap, but for `asking`."""
    seen = ~estimate.survives(rows)
    yield from (("seniority", value, seen & _equal(rows["seniority"], value)) for value in SENIORITY)
    yield from _divided("region", regions(rows, study), seen)
    yield from _divided("length", lengths(rows, study), seen)
    yield from _divided("format", rows["format"].astype("str").to_numpy(dtype=object), seen)
    yield "asking", REQUIRES, seen & (estimate.levels(rows)[:, -1, 1] >= estimate.EVIDENCE_RUNGS["E4"])
    yield "asking", NAMES, seen & rows["posting_id"].isin(named).to_numpy(bool)
    yield "flow", "flow", seen
    yield "flow", "survivors", ~seen
    kinds = np.array([str(cluster).partition(":")[0] for cluster in rows["cluster"]], dtype=object)
    yield from _divided("cluster", kinds, seen)


def _equal(column: pd.Series[str], value: str) -> Mask:
    return np.asarray(column.astype("str") == value, dtype=bool)


def _divided(cut: str, values: NDArray[np.object_], seen: Mask) -> Iterator[Part]:
    yield from ((cut, value, seen & (values == value)) for value in sorted(set(values)))


def regions(rows: pd.DataFrame, study: Study) -> NDArray[np.object_]:
    """Region of each posting, by its country; missing stays a region of its own."""
    known = {code: region for region, codes in study.regions.items() for code in codes}
    country = rows["country"].astype("object") if "country" in rows else pd.Series([None] * len(rows))
    return country.map(lambda code: UNKNOWN if pd.isna(code) else known.get(code, ELSEWHERE)).to_numpy(
        dtype=object
    )


def lengths(rows: pd.DataFrame, study: Study) -> NDArray[np.object_]:
    """short, medium or long, by the characters of the text."""
    length = rows["text_length"].to_numpy()
    names = np.array(["short", "medium", "long"], dtype=object)
    return names[np.searchsorted([study.lengths.short, study.lengths.long], length, side="right")]
