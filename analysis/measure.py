"""Facts -> the frames of every table of findings, in their order: what is measured and judged, nothing else.

Knows which room makes which table. Refuses to know files, databases and pictures.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from analysis import (
    change,
    claims,
    corrected,
    curve,
    estimate,
    judge,
    partition,
    specification,
    together,
    tooling,
    wages,
)
from analysis.study import month_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from analysis.claims import Claim
    from analysis.labels import Labels
    from analysis.study import Study
    from analysis.taxonomy import Taxonomy

SPECIFIED = "cloud-three-quarters"
BREAK_COLUMNS = ("month", "kind", "source", "category", "what")
PART_COLUMNS = (
    "id", "source", "window_first", "window_last", "part", "what", "decides", "verdict", "direction", "reason", "unit",
    "estimate", "low", "high", "line", "p_value", "n", "companies",
)  # fmt: skip


class Given(NamedTuple):
    """All that findings are made from. facts: table `fact`; tools: posting_id, skill, level; stock: table `stock`."""

    facts: pd.DataFrame
    tools: pd.DataFrame
    stock: pd.DataFrame
    labels: Labels
    study: Study
    claims: Mapping[str, Claim]
    taxonomy: Taxonomy


def findings(given: Given) -> tuple[dict[str, pd.DataFrame], list[dict[str, Any]]]:
    """(a frame for each table of findings by name, the verdicts with their details as dicts)."""
    facts, tools, study = given.facts, given.tools, given.study
    corrections = corrected.corrections(facts, given.labels)
    told = judge.judge(given.claims, facts, tools, study, corrections)
    shares = estimate.shares(facts)
    frames = {
        "share": shares,
        "share_cut": partition.shares(facts, set(tools["posting_id"]), given.stock, study),
        "skill_share": tooling.skill_shares(facts, tools, _categories(given.taxonomy)),
        "control_share": tooling.control_shares(facts, tools, study),
        "vendor_share": together.vendor_shares(facts),
        "vendor_overlap": together.vendor_overlap(facts),
        "correction": corrections,
        "contrast": _contrasts(change.contrasts(facts, tools, study), told.contrasts),
        "decomposition": change.decomposition(facts, study),
        "spline": curve.splines(facts),
        "slope": curve.slopes(shares),
        "specification": _specification(given, corrections),
        "cooccurrence": together.cooccurrence(facts, tools),
        "breadth": together.breadth(facts, tools, study),
        "breadth_count": together.breadth_count(facts, study),
        "pay": wages.pay(facts),
        "series_break": breaks(given.claims, study),
        "verdict_part": pd.DataFrame(told.parts, columns=list(PART_COLUMNS)),
        "verdict": as_rows(told.verdicts),
    }
    return {name: rounded(frame) for name, frame in frames.items()}, told.verdicts


def rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Numbers to ten significant digits: the last ones of a sum depend on the machine that added it up."""
    return frame.assign(**{str(name): _ten_digits(frame[name]) for name in frame.select_dtypes("float64")})


def _ten_digits(column: pd.Series[float]) -> pd.Series[float]:
    size = column.abs().clip(lower=1e-280)  # what is smaller becomes nought
    scale = 10.0 ** (9 - np.floor(np.log10(size)))
    return (column * scale).round() / scale


def as_rows(verdicts: list[dict[str, Any]]) -> pd.DataFrame:
    """Verdicts as table `verdict`: details as JSON."""
    return pd.DataFrame(
        [{**row, "detail": json.dumps(row["detail"], allow_nan=False, default=_plain)} for row in verdicts]
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever JSON does not know
    return value.item() if hasattr(value, "item") else str(value)


def _categories(taxonomy: Taxonomy) -> dict[str, str]:
    return {skill.name: "+".join(skill.categories) for skill in taxonomy.skills}


def _contrasts(general: pd.DataFrame, registered: list[dict[str, Any]]) -> pd.DataFrame:
    """Both kinds of contrasts, each once."""
    columns = list(change.CONTRAST_COLUMNS)
    whole = pd.concat([general, pd.DataFrame(registered, columns=columns)], ignore_index=True)
    keys = [
        "source",
        "measure",
        "role_rung",
        "evidence",
        "words",
        "method",
        "years",
        "before_first",
        "after_first",
    ]
    return whole.drop_duplicates(keys, ignore_index=True)


def _specification(given: Given, corrections: pd.DataFrame) -> pd.DataFrame:
    claim = given.claims.get(SPECIFIED)
    part = next((one for one in claim.parts if isinstance(one, claims.Equivalence)), None) if claim else None
    if claim is None or part is None:
        return pd.DataFrame(columns=list(specification.COLUMNS))
    return specification.curve(SPECIFIED, part.measure, given.facts, corrections, claim.pool)


def breaks(known: Mapping[str, Claim], study: Study) -> pd.DataFrame:
    """Table `series_break`: those that claims registered, and those that the study logged."""
    registered = [
        (month_of(part.month), "registered", None, part.measure, part.what)
        for claim in known.values()
        for part in claim.parts
        if isinstance(part, claims.Break)
    ]
    logged = [(month_of(one.month), "logged", one.source, None, one.what) for one in study.breaks]
    return pd.DataFrame([*registered, *logged], columns=list(BREAK_COLUMNS))
