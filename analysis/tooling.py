"""Single tools, vendors, controls and the number of DevOps categories: shares and means over the same spans.

Knows the long table of tools (posting, skill, level). Refuses to know categories beyond what the taxonomy says of a tool.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis import cohort, estimate, interval, spans

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from analysis.study import Control, Study

    Levels = NDArray[np.uint8]

SKILL_COLUMNS = (
    "source", "span", "month", "last_month", "skill", "categories", "role_rung", "evidence", *interval.COLUMNS,
    "complete", "plain_share", "kind",
)  # fmt: skip
CONTROL_COLUMNS = (
    "source", "span", "month", "last_month", "control", "role", "members", "evidence", *interval.COLUMNS,
    "complete", "plain_share", "kind",
)  # fmt: skip
MONTHLY_SKILLS = 40
LEAST_POSTINGS = 20
# Tools that are measured at once: a column for each and rung over every posting, some 100 MB.
AT_ONCE = 40
RUNGS = np.array(list(estimate.EVIDENCE_RUNGS.values()), dtype=np.uint8)


def matrix(rows: pd.DataFrame, tools: pd.DataFrame, skills: Sequence[str]) -> Levels:
    """Level of each tool in each posting, shape (n, S), 0 where it is not named. Rows that repeat an id are alike."""
    place = pd.Index(skills).get_indexer(pd.Index(tools["skill"]))
    asked = tools[place >= 0]
    ids, row = np.unique(rows["posting_id"].astype("str").to_numpy(dtype=object), return_inverse=True)
    found = pd.Index(ids).get_indexer(pd.Index(asked["posting_id"]))
    inside = found >= 0
    table = np.zeros((len(ids), len(skills)), dtype=np.uint8)
    np.maximum.at(
        table, (found[inside], place[place >= 0][inside]), asked["level"].to_numpy(np.uint8)[inside]
    )
    return table[row]


def labels(names: Sequence[str], column: str) -> pd.DataFrame:
    """A row a name and evidence rung, in the order of `reached`."""
    pairs = [(name, rung) for name in names for rung in estimate.EVIDENCE_RUNGS]
    return pd.DataFrame(pairs, columns=[column, "evidence"])


def reached(table: Levels) -> NDArray[np.bool_]:
    """Whether each level stands at each rung: (n, S) -> (n, 4 S)."""
    return (table[..., None] >= RUNGS).reshape(len(table), -1)


def skill_shares(facts: pd.DataFrame, tools: pd.DataFrame, categories: Mapping[str, str]) -> pd.DataFrame:
    """Table `skill_share`. categories: those of each tool, joined by +, as the taxonomy has them."""
    tables = [
        table.assign(categories=[categories.get(skill, "") for skill in table["skill"]])
        for _source, rows in facts.groupby(facts["source"].astype("str"), sort=True)
        for table in _skills(rows, tools)
    ]
    return _table(tables, SKILL_COLUMNS)


def _skills(facts: pd.DataFrame, tools: pd.DataFrame) -> Iterator[pd.DataFrame]:
    source, ends = str(facts["source"].iloc[0]), spans.year_ends(facts)
    backend = facts[cohort.is_backend(facts, "R2")]
    counts = tools.loc[tools["posting_id"].isin(set(backend["posting_id"])), "skill"].value_counts()
    common = sorted(counts.index, key=lambda skill: (-counts[skill], skill))
    often = [skill for skill in common if counts[skill] >= LEAST_POSTINGS]
    for kinds, chosen in (((spans.MONTH,), common[:MONTHLY_SKILLS]), ((spans.WINDOW,), often)):
        of = spans.population(source, facts, kinds, ends)
        seen = ~estimate.survives(of.rows)
        masks = {rung: cohort.is_backend(of.rows, rung) & seen for rung in cohort.ROLE_RUNGS}
        for first in range(0, len(chosen), AT_ONCE):
            some = chosen[first : first + AT_ONCE]
            hits = reached(matrix(of.rows, tools, some))
            for rung in masks if kinds == (spans.WINDOW,) else ("R2",):
                table = spans.measured(of, masks[rung], hits, labels(some, "skill"), ("posting",))
                yield table.assign(role_rung=rung)


def _table(tables: Sequence[pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    return (
        pd.concat(tables, ignore_index=True)[list(columns)] if tables else pd.DataFrame(columns=list(columns))
    )


def control_shares(facts: pd.DataFrame, tools: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Table `control_share`: the negative control, the placebo and the treated category, by month and window."""
    tables = [_controls(of, tools, study) for of in spans.by_source(facts)]
    return _table(tables, CONTROL_COLUMNS)


def _controls(of: spans.Population, tools: pd.DataFrame, study: Study) -> pd.DataFrame:
    levels = np.stack([control_levels(of.rows, tools, control) for control in study.controls], axis=1)
    mask = cohort.is_backend(of.rows, "R2") & ~estimate.survives(of.rows)
    names = labels([control.name for control in study.controls], "control")
    table = spans.measured(of, mask, reached(levels), names, ("posting",))
    role = {control.name: control.role for control in study.controls}
    members = {control.name: ", ".join(control.tools) or control.category for control in study.controls}
    return table.assign(role=table["control"].map(role), members=table["control"].map(members))


def control_levels(rows: pd.DataFrame, tools: pd.DataFrame, control: Control) -> Levels:
    """Strongest level of a control's tools, or of its category with generic words: shape (n,)."""
    if control.category:
        return estimate.levels(rows)[:, estimate.CATEGORIES.index(control.category), 1]
    strongest: Levels = matrix(rows, tools, control.tools).max(axis=1)
    return strongest
