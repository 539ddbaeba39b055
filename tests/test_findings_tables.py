"""The tables of findings: columns of the schema, what must add up, what must not change them, and poor data."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from invented_facts import SKILLS, facts, labels, no_stock, tools

from analysis import (
    change,
    claims,
    cohort,
    curve,
    estimate,
    interval,
    measure,
    partition,
    ratio,
    spans,
    specification,
    study,
    taxonomy,
    together,
    tooling,
    wages,
)
from analysis import labels as label_facts
from analysis.taxonomy import ContractBroken

ROOT = Path(__file__).parent.parent
STUDY = study.read(ROOT / "data" / "study.toml")
CLAIMS = claims.load(ROOT / "data" / "claims")
TAXONOMY = taxonomy.load(ROOT / "data" / "taxonomy")


def given_of(table, stock=None, mine=None):
    return measure.Given(
        table, tools(table), no_stock() if stock is None else stock, mine or label_facts.read(None, "none"), STUDY, CLAIMS,
        TAXONOMY,
    )  # fmt: skip


def stored(frames):
    """The frames as the real schema takes them: a column too many, too few, or empty where it may not be, is refused."""
    store = duckdb.connect()
    store.execute((ROOT / "data" / "schema" / "findings.sql").read_text())
    for name, frame in frames.items():
        columns = [row[0] for row in store.execute(f"DESCRIBE {name}").fetchall()]
        assert set(frame.columns) == set(columns), name
        store.register("staged", frame)
        store.execute(f"INSERT INTO {name} BY NAME SELECT * FROM staged")  # noqa: S608 - a name of ours
        store.unregister("staged")
    return store


@pytest.fixture(scope="module")
def whole():
    table = facts(rows=1500, months=30, companies=200)
    return table, measure.findings(given_of(table, mine=labels(table, share=0.3)))[0]


def test_every_table_of_findings_is_filled_and_is_that_of_the_schema(whole):
    _table, frames = whole
    store = stored(frames)
    made = {row[0] for row in store.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    # These come from postings and facts, not from measuring.
    assert made - set(frames) == {"role", "mention", "duplicate", "boilerplate", "fact", "stock", "made_from"}
    assert {name for name, frame in frames.items() if frame.empty} == set()


POOR = {
    "one company": facts(rows=200, months=14, cluster="company:only"),
    "one posting": facts(rows=1, months=1),
    "one month": facts(rows=100, months=1),
    "a month without postings": facts(rows=200, months=20).query("month != '2025-06-01'"),
    "nothing named": facts(rows=200, months=14, **{f"{c}_{w}": np.uint8(0) for c in estimate.CATEGORIES for w in ("named", "generic")}),
    "no backend": facts(rows=200, months=14, backend="no"),
    "survivors only": facts(rows=200, months=14, survivor=True),
    "never complete": facts(rows=200, months=14, read_at=np.datetime64("2020-01-01T00:00:00")),
    "no pay, no country": facts(rows=200, months=14, pay_min=np.nan, pay_currency=None, country=None),
    "absurd pay": facts(rows=200, months=14, pay_min=np.where(np.arange(200) % 2, 1.0, 9e9), pay_currency="USD"),
    "nothing at all": facts(rows=1).iloc[:0],
}  # fmt: skip


@pytest.mark.parametrize("name", POOR)
def test_poor_data_give_tables_and_never_a_crash(name):
    table = POOR[name]
    frames, _verdicts = measure.findings(
        given_of(table, mine=labels(table, share=0.2) if len(table) > 1 else None)
    )
    stored(frames)
    for frame in frames.values():
        for column in frame.columns.intersection(["share", "low", "high", "corrected", "raw"]):
            numbers = frame[column].dropna().astype(float)
            if (
                "difference" not in frame
                and "ratio" not in frame
                and "lift" not in frame
                and "theil_sen" not in frame
            ):
                top = 5 if "categories_mean" in frame or "unit" in frame else 1
                assert numbers.between(-1 if "unit" in frame else 0, np.inf if "unit" in frame else top).all()


@given(st.integers(0, 1000))
@settings(max_examples=2, deadline=None)
def test_order_of_rows_and_repeated_rows_change_no_table(seed):
    table = facts(rows=300, months=20, companies=60)
    again = pd.concat([table, table.sample(50, random_state=seed)]).sample(frac=1, random_state=seed)
    named = tools(table)
    for make in (
        lambda rows: partition.shares(rows, set(named["posting_id"]), no_stock(), STUDY),
        lambda rows: tooling.skill_shares(rows, named, {}),
        lambda rows: tooling.control_shares(rows, named, STUDY),
        together.vendor_overlap,
        lambda rows: together.cooccurrence(rows, named),
        lambda rows: together.breadth(rows, named, STUDY),
        wages.pay,
    ):
        pd.testing.assert_frame_equal(make(again), make(table), rtol=1e-8)


def window(frame, column="last_month"):
    return frame[frame[column] == frame[column].max()]


def test_the_parts_of_a_cut_are_the_whole(whole):
    _table, frames = whole
    cut = frames["share_cut"].query(
        "words == 'any' and weight == 'posting' and evidence == 'E1' and category == 'cloud'"
    )
    whole_ = (
        frames["share"]
        .query(
            "span == 'window' and words == 'any' and weight == 'posting' and evidence == 'E1' and category == 'cloud'"
        )
        .set_index(["last_month", "role_rung"])
    )
    for name in ("seniority", "region", "length", "format", "cluster"):
        sums = cut[cut["cut"] == name].groupby(["last_month", "role_rung"])[["n", "k"]].sum()
        assert len(sums) > 2
        for key, row in sums.iterrows():
            if key in whole_.index:
                assert row.tolist() == whole_.loc[key, ["n", "k"]].tolist(), (name, key)
    asking = cut[cut["cut"] == "asking"].set_index(["value", "last_month", "role_rung"])["n"]
    fewer = pd.concat([asking["requires something"], whole_["n"]], axis=1, keys=["some", "all"]).dropna()
    assert len(fewer) > 2
    assert (fewer["some"] < fewer["all"]).all()


def test_survivors_stand_apart_and_are_counted():
    table = facts(rows=600, months=24)
    early = table["month"] < "2025-06-01"
    marked = table.assign(survivor=early)
    kept, alone = estimate.shares(marked), estimate.shares(table[~early])
    same = kept.merge(
        alone, on=["span", "last_month", "category", "role_rung", "evidence", "words", "weight"]
    )
    late = same[same["month_x"] >= pd.Timestamp("2025-06-01")]
    assert (late["n_x"] == late["n_y"]).all()
    assert late["share_x"].tolist() == pytest.approx(late["share_y"].tolist(), nan_ok=True)
    before = kept[(kept["span"] == "month") & (kept["month"] < pd.Timestamp("2025-06-01"))]
    assert (before["n"] == 0).all()
    assert (before["survivors"] > 0).any()
    cut = partition.shares(marked, set(), no_stock(), STUDY)
    assert set(cut.loc[cut["cut"] == "flow", "value"]) == {"flow", "survivors"}


def test_stock_is_a_population_of_its_own_counted_once_a_window():
    table = facts(rows=200, months=14)
    table = table.assign(duplicate_group=table["posting_id"], backend="strict")
    open_then = pd.concat([
        pd.DataFrame({"posting_id": table["posting_id"].iloc[:50], "month": pd.Timestamp(month)})
        for month in ("2025-03-01", "2025-04-01", "2025-05-01")
    ])  # fmt: skip
    cut = partition.shares(table, set(), open_then, STUDY).query(
        "cut == 'flow' and category == 'cloud' and words == 'any'"
    )
    stock = window(cut[cut["value"] == "stock"]).query(
        "evidence == 'E1' and weight == 'posting' and role_rung == 'R1'"
    )
    assert stock["n"].tolist() == [50]
    first = table.iloc[:50]
    named = first[["cloud_named", "cloud_generic"]].max(axis=1) >= 1
    assert stock["k"].tolist() == [int(named.sum())]


def test_unclear_roles_are_bounded_by_every_way_of_counting_them():
    table = facts(rows=900, months=14)
    shares = estimate.shares(table)
    by_posting = shares[(shares["weight"] == "posting") & (shares["n"] > 0)]
    assert (by_posting["unclear_low"] <= by_posting["share"] + 1e-12).all()
    assert (by_posting["share"] <= by_posting["unclear_high"] + 1e-12).all()
    assert (by_posting["unclear_low"] <= by_posting["share_with_unclear"] + 1e-12).all()
    assert (by_posting["share_with_unclear"] <= by_posting["unclear_high"] + 1e-12).all()
    one = window(by_posting[by_posting["span"] == "window"]).query(
        "category == 'iac' and words == 'any' and evidence == 'E1' and role_rung == 'R2'"
    ).iloc[0]  # fmt: skip
    folded = cohort.fold_window(table, one["month"].date(), one["last_month"].date())
    named = folded[["iac_named", "iac_generic"]].max(axis=1) >= 1
    unclear = folded["backend"] == "unclear"
    assert one["unclear"] == unclear.sum()
    counted = folded["backend"].isin(["strict", "broad"])
    assert one["unclear_high"] == pytest.approx(
        (named & (counted | unclear)).sum() / (counted | (unclear & named)).sum()
    )
    assert one["share_with_unclear"] == pytest.approx(named[counted | unclear].mean())


def test_a_single_tool_is_counted_by_its_own_level():
    table = facts(rows=300, months=14)
    named = tools(table)
    skills = window(
        tooling.skill_shares(table, named, {"Go": "languages"}).query(
            "span == 'window' and role_rung == 'R2'"
        )
    )
    go = skills[skills["skill"] == "Go"].set_index("evidence")
    assert set(go["categories"]) == {"languages"}
    last = go["last_month"].iloc[0]
    folded = cohort.backend(cohort.fold_window(table, go["month"].iloc[0].date(), last.date()), "R2")
    for evidence, least in estimate.EVIDENCE_RUNGS.items():
        asked = named[(named["skill"] == "Go") & (named["level"] >= least)]
        assert go.loc[evidence, "k"] == folded["posting_id"].isin(asked["posting_id"]).sum()
    monthly = tooling.skill_shares(table, named, {}).query("span == 'month'")
    assert set(monthly["skill"]) == set(SKILLS)


def test_the_negative_control_is_any_of_its_tools():
    table = facts(rows=300, months=14)
    named = tools(table)
    control = next(one for one in STUDY.controls if one.role == "negative control")
    level = tooling.control_levels(table, named, control)
    expected = table["posting_id"].isin(named.loc[named["skill"].isin(control.tools), "posting_id"])
    assert ((level > 0) == expected.to_numpy()).all()
    shares = tooling.control_shares(table, named, STUDY)
    assert set(shares["role"]) == {"negative control", "placebo", "treated"}


def test_every_posting_has_exactly_one_set_of_vendors(whole):
    _table, frames = whole
    overlap = frames["vendor_overlap"]
    sums = overlap.groupby(["first_month", "role_rung", "evidence"])[["k", "n"]].agg(
        {"k": "sum", "n": "first"}
    )
    assert (sums["k"] == sums["n"]).all()
    shares = frames["vendor_share"].rename(columns={"month": "first_month"})
    aws = overlap[overlap["vendors"].str.split("+").map(lambda names: "aws" in names)]
    together_ = aws.groupby(["first_month", "role_rung", "evidence"])["k"].sum()
    alone = shares[shares["vendor"] == "aws"].set_index(["first_month", "role_rung", "evidence"])["k"]
    assert (together_ == alone.reindex(together_.index)).all()


def test_a_set_of_vendors_that_is_named_and_never_required_is_told_as_nought(whole):
    table, _frames = whole
    never = table.assign(vendor_azure=np.minimum(table["vendor_azure"], 1).astype("uint8"))
    overlap = together.vendor_overlap(never)
    alone = overlap[overlap["vendors"].eq("azure")].set_index(
        ["source", "first_month", "role_rung", "evidence"]
    )
    named = alone.xs("E1", level="evidence")
    required = alone.xs("E4", level="evidence").loc[named.index]
    assert named["k"].sum() > 0
    assert (required["k"] == 0).all()
    assert (required["n"] == named["n"]).all()
    assert (required["share"] == 0).all()
    assert required["high"].between(0, 1, inclusive="neither").all()


def test_lift_is_one_for_what_is_independent_and_its_interval_covers():
    rng, held = np.random.default_rng(3), 0
    for _ in range(200):
        company = rng.integers(0, 150, 600)
        a, b = rng.random((2, 600, 1)) < 0.4
        found = ratio.lifts(a & b, a, b, company)
        held += bool(found.low[0, 0] <= 1 <= found.high[0, 0])
    assert 0.91 <= held / 200 <= 0.99
    twice = np.arange(600)[:, None] % 2 == 0
    assert ratio.lifts(twice, twice, twice, np.arange(600)).value[0, 0] == pytest.approx(2)


def test_what_never_stands_has_no_lift_and_what_never_stands_together_no_interval():
    company, never, half = np.arange(40), np.zeros((40, 1), bool), np.arange(40)[:, None] < 20
    assert np.isnan(ratio.lifts(never, never, half, company).value[0, 0])
    apart = ratio.lifts(half & ~half, half, ~half, company)
    assert (apart.value[0, 0], np.isnan(apart.low[0, 0])) == (0, True)


def test_the_number_of_categories_adds_up(whole):
    _table, frames = whole
    counts = frames["breadth_count"]
    sums = counts.groupby(["last_month", "role_rung", "evidence", "words"]).agg(
        {"share": "sum", "k": "sum", "n": "first"}
    )
    assert sums.loc[sums["n"] > 0, "share"].tolist() == pytest.approx([1] * int((sums["n"] > 0).sum()))
    mean = counts.assign(part=counts["share"] * counts["categories"]).groupby(
        ["last_month", "role_rung", "evidence", "words"]
    )["part"].sum()  # fmt: skip
    breadth = (
        frames["breadth"]
        .query("span == 'window'")
        .set_index(["last_month", "role_rung", "evidence", "words"])
    )
    same = breadth["categories_mean"].reindex(mean.index).dropna()
    assert same.tolist() == pytest.approx(mean.reindex(same.index).tolist(), rel=1e-8)


def test_categories_a_tool_are_a_ratio_of_sums_whose_interval_is_by_company():
    table = facts(rows=400, months=12, duplicate_group=[f"g{n}" for n in range(400)])
    named = tools(table)
    row = together.breadth(table, named, STUDY).query(
        "span == 'window' and role_rung == 'R2' and evidence == 'E1' and words == 'any'"
    ).iloc[-1]  # fmt: skip
    backend = cohort.backend(table, "R2")
    count = together.category_count(backend, STUDY)[:, 1, 0]
    number = together.tool_count(backend, named)
    naming = number > 0
    assert row["per_tool"] == pytest.approx(count[naming].sum() / number[naming].sum())
    assert row["per_tool_low"] < row["per_tool"] < row["per_tool_high"]
    assert row["tools_mean"] == pytest.approx(number.mean())
    again = together.breadth(table.assign(cluster="company:only"), named, STUDY)
    assert again["per_tool_low"].isna().all()


def test_pay_of_two_currencies_is_never_mixed(whole):
    _table, frames = whole
    pay = frames["pay"]
    assert set(pay["currency"]) == {"USD", "EUR"}
    assert (pay["n_with"] + pay["n_without"] <= pay["disclosed"]).all()
    table = facts(rows=2000, months=12, seniority="senior", country="US")
    cheap = np.where(table["pay_currency"] == "EUR", 0.01, 1.0) * 100_000
    both = table.assign(pay_min=cheap, pay_max=np.nan)
    rows = wages.pay(both)
    assert rows["ratio"].dropna().tolist() == pytest.approx([1.0] * rows["ratio"].notna().sum())


def test_absurd_pay_is_left_out_and_said():
    table = facts(rows=2000, months=12, seniority="senior", country="US", pay_currency="USD", pay_max=np.nan)
    table["pay_min"] = np.where(np.arange(2000) % 100 == 0, 3.0, 100_000.0)
    rows = wages.pay(table)
    assert rows["warning"].str.contains("beyond 10 times the median").all()
    assert rows["ratio"].dropna().tolist() == pytest.approx([1.0] * rows["ratio"].notna().sum())


def months_and_hits(rng, months=60, companies=300, rows=6000):
    month, company = rng.integers(0, months, rows), rng.integers(0, companies, rows)
    return month, company, rng.random(rows) < 0.2 + 0.3 * month / months


def test_the_spline_follows_the_share_and_is_that_of_statsmodels_with_two_way_errors():
    from patsy import dmatrix
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    month, company, y = months_and_hits(np.random.default_rng(0))
    found = curve.curve(y, company, month)
    assert found["share"].iloc[[0, -1]].tolist() == pytest.approx([0.2, 0.5], abs=0.06)
    basis = np.asarray(dmatrix(f"cr(at, df={found['df'].iloc[0]}) - 1", {"at": np.arange(60.0)}))
    groups = np.column_stack([company, month])
    fit = GLM(y.astype(float), basis[month], family=Binomial()).fit(
        cov_type="cluster", cov_kwds={"groups": groups}
    )
    from scipy.special import expit

    middle = basis @ fit.params
    error = np.sqrt(np.einsum("ij,jk,ik->i", basis, fit.cov_params(), basis))
    assert found["share"].tolist() == pytest.approx(expit(middle).tolist(), rel=1e-6)
    assert found["low"].tolist() == pytest.approx(expit(middle - 1.959963985 * error).tolist(), rel=1e-3)


def test_a_series_that_never_changes_or_is_too_short_has_no_curve_and_says_so():
    month = np.repeat(np.arange(60), 10)
    assert curve.curve(np.zeros(600, bool), np.arange(600), month) is None
    assert curve.slope(np.arange(11), np.linspace(0, 1, 11))["warning"] == "fewer than 12 months"
    assert curve.slope(np.arange(20), np.full(20, 0.3))["warning"] == "the share never changes"


def test_the_slope_is_that_of_scipy_and_pymannkendall():
    import pymannkendall
    from scipy.stats import theilslopes

    rng = np.random.default_rng(1)
    share = 0.3 + 0.002 * np.arange(60) + rng.normal(0, 0.02, 60)
    found = curve.slope(np.arange(60), share)
    line = theilslopes(share, np.arange(60) / 12)
    assert (found["theil_sen"], found["low"], found["high"]) == pytest.approx(
        tuple(line)[:1] + tuple(line)[2:]
    )
    assert found["p_value"] == pytest.approx(pymannkendall.hamed_rao_modification_test(share).p)
    assert found["warning"] is None
    gap = curve.slope(np.delete(np.arange(60), 30), np.delete(share, 30))
    assert gap["warning"] == "1 months without a complete reading are left out"


def test_the_specification_curve_has_a_panel_a_reading_and_one_primary_each(whole):
    _table, frames = whole
    table = frames["specification"]
    assert table["panel"].nunique() == 16
    assert (table.groupby("panel")["is_primary"].sum() == 1).all()
    for _panel, rows in table.groupby("panel"):
        known = rows[rows["share"].notna()].sort_values("place")
        assert known["share"].is_monotonic_increasing
        assert rows["place"].tolist() == list(range(1, len(rows) + 1))
    refused = table[table["share"].isna()]
    assert refused["note"].notna().all()
    assert set(table["folding"]) == {"window", "month", "none"}


def test_sources_are_pooled_only_where_the_claim_says_how():
    table = facts(rows=500, months=12)
    other = table.assign(
        source="lever", posting_id="lever:a:" + table["posting_id"].str[11:], cloud_named=np.uint8(4)
    )
    both = pd.concat([table, other])
    none = measure.corrected.corrections(table.iloc[:0], label_facts.read(None, "none"))
    apart = specification.curve("x", "cloud", both, none, {})
    assert "pooled" not in set(apart["source"])
    pooled = specification.curve("x", "cloud", both, none, {"hackernews": 3.0, "lever": 1.0})
    mine = pooled.query("panel == 'R2 E4 any' and weight == 'posting' and folding == 'window'").set_index(
        "source"
    )["share"]
    assert mine["lever"] == 1
    assert mine["pooled"] == pytest.approx((3 * mine["hackernews"] + 1) / 4, abs=1e-6)
    assert "pooled" not in set(
        specification.curve("x", "cloud", both, none, {"hackernews": 1.0, "bamboo": 1.0})["source"]
    )


def test_a_table_is_rounded_to_ten_digits_and_no_further():
    numbers = pd.DataFrame({"x": [1 / 3, 1e-20 / 3, 123456.7890123456, 0.0, np.nan, 1e-310], "n": range(6)})
    found = measure.rounded(numbers)["x"]
    assert found.tolist()[:4] == [0.3333333333, 3.333333333e-21, 123456.7890, 0.0]
    assert (np.isnan(found[4]), found[5]) == (True, 0)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("short = 700", "shrt = 700", "shrt"),
        ('role = "placebo"', 'role = "control"', "role"),
        ('category = "iac"', 'category = "clouds"', "clouds"),
        ('month = "2014-01"', 'month = "2014-13"', "month"),
        ('"containers", "iac"', '"containers", "quilts"', "quilts"),
    ],
)
def test_a_wrong_study_file_is_refused_with_file_line_and_key(tmp_path, old, new, key):
    text = (ROOT / "data" / "study.toml").read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "study.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractBroken, match=rf"study\.toml:\d+: {key}: ") as caught:
        study.read(file)
    line = int(str(caught.value).split(":")[1])
    assert key in file.read_text(encoding="utf-8").splitlines()[line - 1]


def test_intervals_of_many_cells_are_those_of_each_alone():
    rng = np.random.default_rng(4)
    company, cell = rng.integers(0, 40, 900), rng.integers(0, 7, 900)
    hits = rng.random((900, 3)) < 0.3
    found = interval.by_cell(hits, company, np.arange(900), cell, 9)
    for weight in interval.WEIGHTS:
        for at in range(7):
            for reading in range(3):
                alone = interval.share(hits[cell == at, reading], company[cell == at], weight=weight)
                for name in interval.COLUMNS:
                    expected = getattr(alone, name)
                    assert found[weight][name][at, reading] == pytest.approx(
                        np.nan if expected is None else expected, nan_ok=True
                    ), name
        assert (found[weight]["n"][7:] == 0).all()
        assert np.isnan(found[weight]["share"][7:]).all()


def test_blocks_of_bounded_memory_change_no_number(monkeypatch):
    rng = np.random.default_rng(4)
    company, cell, hits = rng.integers(0, 40, 900), rng.integers(0, 60, 900), rng.random((900, 3)) < 0.3
    whole_ = interval.by_cell(hits, company, np.arange(900), cell, 60)
    monkeypatch.setattr(interval, "_AT_ONCE", 100)
    parts = interval.by_cell(hits, company, np.arange(900), cell, 60)
    for name in interval.COLUMNS:
        np.testing.assert_allclose(parts["posting"][name], whole_["posting"][name], rtol=1e-12)


def test_windows_of_one_source_are_its_years_and_its_latest():
    table = facts(rows=300, months=30, first="2024-03")
    last = [cohort.month_date(int(number)).isoformat() for number in spans.year_ends(table)]
    assert last == ["2024-12-01", "2025-12-01", "2026-08-01"]
    assert list(change.YEARS) == [1, 3, 5, 10]
