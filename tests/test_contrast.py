"""Differences of windows: agreement with other software, fixed mix, matched companies, decomposition, rates."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_facts import facts, tools

from analysis import change, cohort, interval, study
from analysis.contrast import difference, variance
from analysis.wages import compared

HERE = Path(__file__).parent
REFERENCES = list(csv.DictReader((HERE / "reference" / "contrasts.csv").read_text().splitlines()))
STUDY = study.read(HERE.parent / "data" / "study.toml")


def numbers(row, name):
    return np.array(row[name].split(), dtype=float)


def codes(row, name):
    return numbers(row, name).astype(int)


@pytest.mark.parametrize("row", REFERENCES, ids=lambda row: row["case"])
def test_estimate_and_variance_are_those_of_clubsandwich(row):
    y, company, cell = numbers(row, "y"), codes(row, "company"), codes(row, "cell")
    coefficients = numbers(row, "coefficients")
    counts = pd.crosstab(company, cell).to_numpy(float)
    sums = pd.crosstab(company, cell, values=y, aggfunc="sum").fillna(0).to_numpy(float)
    found, dof = variance(counts, sums, coefficients, icc=0.0)
    assert difference(y, company, cell, coefficients).estimate == pytest.approx(
        float(row["estimate"]), abs=1e-12
    )
    assert np.sqrt(found) == pytest.approx(float(row["error"]), rel=1e-9)
    assert dof == pytest.approx(float(row["dof"]), rel=1e-6)


def test_interval_and_p_value_are_those_of_clubsandwich_where_the_correlation_is_nought():
    same = 0
    for row in REFERENCES:
        found = difference(
            numbers(row, "y"), codes(row, "company"), codes(row, "cell"), numbers(row, "coefficients")
        )
        if found.dof == pytest.approx(
            float(row["dof"]), rel=1e-6
        ):  # a correlation clipped to 0, as is assumed there
            same += 1
            expected = [float(row[name]) for name in ("low", "high", "p_two_sided")]
            assert [found.low, found.high, found.p_two_sided] == pytest.approx(expected, rel=1e-6)
            above = found.p_two_sided / 2
            assert found.p_value == pytest.approx(above if found.estimate > 0 else 1 - above)
    assert same >= 1


@pytest.mark.parametrize(
    "row", [row for row in REFERENCES if row["log_rate"] != "NA"], ids=lambda row: row["case"]
)
def test_the_rate_is_that_of_a_poisson_model_with_an_offset(row):
    late, company = codes(row, "cell"), codes(row, "company")
    pair = change.Pair(_of(company), np.arange(len(late)), late, *_ends())
    found = change.rate(pair, numbers(row, "y"), numbers(row, "tools"))
    assert found.estimate == pytest.approx(float(row["log_rate"]), abs=1e-6)
    half = (found.high - found.low) / 2
    from scipy.stats import t

    error = half / t.ppf(0.975, len(np.unique(company)) - 1)
    assert error == pytest.approx(float(row["rate_error"]), rel=1e-5)


def _of(company):
    from analysis.spans import Population

    empty = np.empty(0, np.int64)
    return Population("a", pd.DataFrame(), company, pd.DataFrame(), empty, empty)


def _ends():
    span = pd.Series(
        {"month": pd.Timestamp("2024-01-01"), "last_month": pd.Timestamp("2024-12-01"), "complete": True}
    )
    return span, span


@pytest.mark.parametrize("row", REFERENCES, ids=lambda row: row["case"])
def test_pay_within_cells_is_that_of_least_squares_with_constants(row):
    found = compared(
        numbers(row, "log_pay"), numbers(row, "x") > 0, codes(row, "cell"), codes(row, "company")
    )
    assert np.log(found["ratio"]) == pytest.approx(float(row["log_ratio"]), abs=1e-9)
    assert np.log(found["ratio"]) == pytest.approx(float(row["log_ratio_with_constants"]), abs=1e-9)
    from scipy.stats import t

    half = (np.log(found["high"]) - np.log(found["low"])) / 2
    error = half / t.ppf(0.975, found["companies"] - 1)
    assert error == pytest.approx(float(row["ratio_error"]), rel=1e-6)


@given(st.integers(0, 2**32 - 1), st.integers(1, 4), st.floats(0, 0.99))
@settings(max_examples=40, deadline=None)
def test_the_closed_form_is_the_dense_matrices(seed, cells, icc):
    rng = np.random.default_rng(seed)
    n = 40
    company, cell = rng.integers(0, 12, n), np.append(np.arange(cells), rng.integers(0, cells, n - cells))
    y, coefficients = (rng.random(n) < 0.4).astype(float), rng.normal(size=cells)
    group = np.unique(company, return_inverse=True)[1]
    design = (cell[:, None] == np.arange(cells)).astype(float)
    bread = np.linalg.inv(design.T @ design)
    maker = np.eye(n) - design @ bread @ design.T
    columns = []
    for g in range(group.max() + 1):
        mine = group == g
        value, vector = np.linalg.eigh(maker[np.ix_(mine, mine)])
        adjust = vector @ np.diag(np.where(value > 1e-9, np.maximum(value, 1e-9) ** -0.5, 0)) @ vector.T
        columns.append(maker[mine].T @ adjust @ design[mine] @ bread @ coefficients)
    by_company = np.array(columns).T
    inner = by_company.T @ ((1 - icc) * np.eye(n) + icc * (group[:, None] == group)) @ by_company
    counts, sums = np.zeros((group.max() + 1, cells)), np.zeros((group.max() + 1, cells))
    np.add.at(counts, (group, cell), 1)
    np.add.at(sums, (group, cell), y)
    found, dof = variance(counts, sums, coefficients, icc)
    assert found == pytest.approx(float(((by_company.T @ y) ** 2).sum()), rel=1e-6, abs=1e-12)
    expected = np.trace(inner) ** 2 / np.trace(inner @ inner)
    assert dof == pytest.approx(np.clip(expected, 1, len(counts) - 1), rel=1e-5)


def test_one_cell_is_the_share_of_interval():
    rng = np.random.default_rng(1)
    company, y = rng.integers(0, 30, 200), (rng.random(200) < 0.4).astype(float)
    one, share = difference(y, company, np.zeros(200, int), np.array([1.0])), interval.share(y, company)
    assert (one.estimate, one.dof) == pytest.approx((share.share, share.dof))


def test_too_little_gives_no_number():
    late = np.array([0, 0, 1])
    assert difference(np.ones(2), np.arange(2), late[:2], np.array([-1.0, 1.0])).estimate is None
    assert difference(np.ones(3), np.zeros(3, int), late, np.array([-1.0, 1.0])).estimate is None
    same = difference(np.ones(3), np.arange(3), late, np.array([-1.0, 1.0]))
    assert (same.estimate, same.low, same.p_value) == (0, None, None)


def pair_of(table, years=1):
    last = int(cohort.month_numbers([table["month"].max()])[0])
    return change.of_role(change.paired(table, last - 12 * years, last), "R2")


@given(st.integers(0, 1000))
@settings(max_examples=10, deadline=None)
def test_order_of_rows_and_repeated_rows_change_no_contrast(seed):
    table = facts(rows=400, months=24)
    again = pd.concat([table, table.sample(60, random_state=seed)]).sample(frac=1, random_state=seed)
    named = tools(table)
    pd.testing.assert_frame_equal(
        change.contrasts(again, named, STUDY), change.contrasts(table, named, STUDY), rtol=1e-8
    )


def test_within_and_mix_add_up_to_the_difference():
    table = facts(rows=900, months=24)
    parts = change.decomposition(table, STUDY)
    sums, cells = parts[parts["cell"].isna()], parts[parts["cell"].notna()]
    assert len(sums) == 3 * 11
    whole = change.contrasts(table, tools(table), STUDY)
    for row in sums.itertuples():
        mine = cells[(cells["category"] == row.category) & (cells["evidence"] == row.evidence)]
        assert mine[["within", "mix", "total"]].sum().tolist() == pytest.approx(
            [row.within, row.mix, row.total]
        )
        same = whole.query(
            "measure == @row.category and evidence == @row.evidence and words == 'any' and role_rung == 'R2' "
            "and method == 'all'"
        )
        assert row.total == pytest.approx(same["difference"].item())


def test_a_change_of_mix_alone_is_all_mix():
    late, cell = np.repeat([0, 1], 100), np.r_[np.repeat([0, 1], [80, 20]), np.repeat([0, 1], [20, 80])]
    y = (np.arange(200) % 2 == 0).astype(float) * (cell == 1)
    sums = change.kitagawa(late, y, cell, np.array(["a", "b"]))[0]
    assert (sums["within"], sums["total"]) == pytest.approx((0, 0.3))
    assert sums["mix"] == pytest.approx(0.3)


def test_at_a_fixed_mix_a_change_of_mix_alone_is_no_change():
    table = facts(rows=1200, months=24, seniority="unclear", country=None)
    late = table["month"] >= "2025-11-01"
    rng = np.random.default_rng(0)
    senior = rng.random(len(table)) < np.where(late, 0.8, 0.2)
    table["seniority"] = np.where(senior, "senior", "junior")
    level = np.where(rng.random(len(table)) < np.where(senior, 0.9, 0.1), 2, 0).astype(np.uint8)
    table = table.assign(iac_named=level, iac_generic=np.uint8(0), duplicate_group=table["posting_id"])
    pair = pair_of(table)
    y = (pair.of.rows["iac_named"].to_numpy()[pair.place] >= 1).astype(float)
    cell = change.cells(pair.of.rows, STUDY)[pair.place]
    held, part = change.at_mix(pair, y, cell, {"senior / unknown": 0.5, "junior / unknown": 0.5})
    plain = change.plain(pair, y)
    assert part == 1
    assert plain.low > 0.3
    assert held.low < 0 < held.high
    half, told = change.at_mix(pair, y, cell, {"senior / unknown": 0.5, "lead / europe": 0.5})
    assert told == 0.5
    assert half.estimate is not None
    nothing, told = change.at_mix(pair, y, cell, {"lead / europe": 1.0})
    assert (nothing.estimate, told) == (None, 0)


def test_matched_companies_are_those_of_both_windows_and_boards_those_of_both():
    table = facts(rows=300, months=24)
    table["cluster"] = np.where(table["month"] < "2025-11-01", "company:old", table["cluster"])
    table.loc[table.index[-1], ["cluster", "month"]] = ["company:old", pd.Timestamp("2026-10-01")]
    kept = change.matched(pair_of(table))
    assert set(kept.of.rows["cluster"].iloc[kept.place]) == {"company:old"}
    boards = facts(rows=300, months=24, posting_id=[f"lever:{'ab'[n % 2]}:{n}" for n in range(300)])
    boards = boards.assign(source="lever", duplicate_group=boards["posting_id"])
    boards.loc[boards["month"] < "2025-11-01", "posting_id"] = boards["posting_id"].str.replace(":b:", ":c:")
    constant = change.constant_boards(pair_of(boards))
    assert set(constant.of.rows["posting_id"].iloc[constant.place].str.split(":").str[1]) == {"a"}
    one = pair_of(facts(rows=300, months=24))
    assert len(change.constant_boards(one).place) == len(one.place)  # Hacker News is one board
