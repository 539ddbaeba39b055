"""Table `correction`: raw and corrected shares side by side, by calendar year and for the latest window of each source.

Knows windows, categories and rungs. Refuses to choose a method: `correction` does, by its gates.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import cohort, correction, estimate, interval, spans
from analysis import labels as label_facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from analysis.correction import Corrected, Errors, Labelled, Said
    from analysis.interval import Estimate
    from analysis.labels import Labels

    Ints = NDArray[np.int64]

COLUMNS = (
    "source", "first_month", "last_month", "category", "role_rung", "evidence", "words", "method", "n", "companies",
    "raw", "raw_low", "raw_high", "corrected", "low", "high", "low_90", "high_90", "dof", "band_low", "band_high",
    "labels", "label_companies", "labels_all", "false_positives", "false_negatives", "lambda", "sensitivity",
    "specificity", "clipped", "labels_from", "reason",
)  # fmt: skip
WORDS = "any"  # a label has one level a category, whether a tool is named or generic words


@dataclass(frozen=True, eq=False)
class Judged:
    """The labels of a source beside its ordered rows: `table` with places, `times` how often a label's posting stands."""

    table: pd.DataFrame
    origin: str


def corrections(facts: pd.DataFrame, labels: Labels) -> pd.DataFrame:
    """Table `correction`, every category and `any`, both role rungs, every evidence rung, with generic words."""
    rows = [
        row
        for source, part in facts.groupby(facts["source"].astype("str"), sort=True)
        for row in _of_source(
            spans.population(str(source), part, (spans.WINDOW,), spans.year_ends(part)), labels
        )
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _of_source(of: spans.Population, labels: Labels) -> Iterator[dict[str, Any]]:
    table = label_facts.placed(labels, of.rows)
    strongest = table[list(estimate.CATEGORIES)].max(axis=1)
    judged = Judged(table.assign(**{estimate.ANY: strongest}), labels.origin)
    levels = estimate.levels(of.rows)[:, :, 1]
    for number in range(len(of.spans)):
        yield from _of_window(of, number, judged, levels)


def _of_window(
    of: spans.Population, number: int, judged: Judged, levels: NDArray[np.uint8]
) -> Iterator[dict[str, Any]]:
    place = of.place[of.span == number]
    span = of.spans.iloc[number]
    inside = _inside(judged.table, of.rows, span)
    told = {
        "source": of.source, "first_month": span["month"], "last_month": span["last_month"], "words": WORDS,
        "n": len(place), "companies": len(np.unique(of.company[place])), "labels_from": judged.origin,
        "labels_all": len(judged.table),
    }  # fmt: skip
    for rung, roles in cohort.ROLE_RUNGS.items():
        backend = cohort.is_backend(of.rows, rung)
        raw_backend = interval.share(backend[place], of.company[place])
        raw = _raw(levels, of.company, place[backend[place]])
        for at, category in enumerate((*estimate.CATEGORIES, estimate.ANY)):
            for evidence, level in estimate.EVIDENCE_RUNGS.items():
                both = backend & (levels[:, at] >= level)
                said = correction.Said(backend[place], both[place], of.company[place])
                pair = [
                    labelled(table, roles, (category, level), (backend, both, of.company))
                    for table in (inside, judged.table)
                ]
                key = {"category": category, "role_rung": rung, "evidence": evidence}
                yield {**told, **key, **amended(said, (raw[at, level - 1], raw_backend), *pair)}


def _inside(table: pd.DataFrame, rows: pd.DataFrame, span: pd.Series[Any]) -> pd.DataFrame:
    """Labels of postings of the window, weighed down by how often their posting stands in it: reposts are folded."""
    month = cohort.month_numbers(rows["month"])
    first, last = cohort.month_numbers([span["month"], span["last_month"]])
    within = (month >= first) & (month <= last)
    group = pd.factorize(rows["duplicate_group"])[0]
    once = within & ~rows["posting_id"].duplicated().to_numpy(bool)
    times = np.bincount(group[once], minlength=int(group.max(initial=-1)) + 1)
    place = table["place"].to_numpy()
    kept: pd.DataFrame = table[within[place]]
    return kept.assign(draw=kept["draw"] * times[group[kept["place"].to_numpy()]])


def labelled(
    table: pd.DataFrame, roles: tuple[str, ...], asked: tuple[str, int], said: tuple[Any, Any, Ints]
) -> Labelled:
    """Labels at a role rung, category and level, beside what the detector said of the same postings."""
    category, level = asked
    place = table["place"].to_numpy()
    backend = table["backend"].isin(roles).to_numpy(bool)
    strongest = table[category].to_numpy()
    both = backend & (strongest >= level)
    weight = 1 / table["draw"].to_numpy(np.float64)
    return correction.Labelled(backend, both, said[0][place], said[1][place], weight, said[2][place])


def _raw(levels: NDArray[np.uint8], company: Ints, place: Ints) -> NDArray[np.object_]:
    """The measured shares among the postings at some places: an estimate by category and evidence rung."""
    rungs = np.array(list(estimate.EVIDENCE_RUNGS.values()))
    hits = (levels[place][:, :, None] >= rungs).reshape(len(place), levels.shape[1] * len(rungs))
    whole = np.zeros(len(place), dtype=np.int64)
    columns = interval.by_cell(hits, company[place], np.arange(len(place)), whole, 1, ("posting",))
    found = np.empty(hits.shape[1], dtype=object)
    found[:] = interval.estimates(columns["posting"], 0)
    return found.reshape(-1, len(rungs))


def amended(
    said: Said, measured: tuple[Estimate, Estimate], inside: Labelled, everywhere: Labelled
) -> dict[str, Any]:
    """The columns of table `correction` from the raw share to the reason.

    measured: the raw share of the category among backend, and of backend among all; everywhere: the labels of all months.
    """
    raw = measured[0]
    method, reason = correction.method(inside)
    judged = inside if method != correction.REFUSED else everywhere
    found, loose = correction.NOTHING, correction.NOTHING
    if method == correction.PPI:
        found = correction.ppi(said, inside)
    elif method == correction.ROGAN_GLADEN:
        found = correction.rogan_gladen(*measured, inside)
    elif len(everywhere):
        loose = correction.rogan_gladen(*measured, everywhere)
    errors = correction.errors(judged.both, judged.said_both, judged.weight)
    return {
        "method": method, "raw": raw.share, "raw_low": raw.low, "raw_high": raw.high, **_numbers(found, errors),
        "band_low": loose.low, "band_high": loose.high, "labels": len(inside),
        "label_companies": len(np.unique(inside.company)), "reason": reason + (" A number was clipped." if found.clipped else ""),
    }  # fmt: skip


def _numbers(found: Corrected, errors: Errors) -> dict[str, Any]:
    return {
        "corrected": found.share, "low": found.low, "high": found.high, "low_90": found.low_90, "high_90": found.high_90,
        "dof": found.dof, "lambda": found.weight_of_detector, "clipped": found.clipped,
        "false_positives": errors.false_positives, "false_negatives": errors.false_negatives,
        "sensitivity": errors.sensitivity, "specificity": errors.specificity,
    }  # fmt: skip
