"""Claim files are read strictly, and judged by the table of methods.md in its order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import math
import shutil
from pathlib import Path

import duckdb
import msgspec
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import cohort
from analysis.claims import Verdict, judge, load, read, row
from analysis.estimate import CATEGORIES, Estimate, share
from analysis.rule import Rule, p_at_least, p_equivalent, verdict
from analysis.taxonomy import ContractBroken

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "data" / "claims" / "cloud-three-quarters.toml"
RULE = Rule(target=0.75, margin=0.05, min_companies=50, min_requiring=0.5)
BELOW, ABOVE = -1.0, 2.0


def between(low, high, *, low_90=None, high_90=None, companies=50):
    """An estimate of which only what the rule looks at is set."""
    middle = (low + high) / 2
    blank = dict.fromkeys((field.name for field in dataclasses.fields(Estimate)), None)
    ends = {"low": low, "high": high, "low_90": low_90 or low, "high_90": high_90 or high}
    return Estimate(**{**blank, "n": 300, "k": 100, "companies": companies, "share": middle, **ends})


def judged(literal, generous=None, requiring=0.8, rule=RULE):
    return verdict(literal, generous or literal, dataclasses.replace(between(0, 1), share=requiring), rule)


def outcome(*args, **kwargs):
    return judged(*args, **kwargs)[:2]


def under(x):
    return math.nextafter(x, BELOW)


def over(x):
    return math.nextafter(x, ABOVE)


UNDECIDED = ("not enough data", None)
LOWER, HIGHER = ("contradicted", "lower"), ("contradicted", "higher")


def test_fewer_than_half_requiring_anything_is_untestable_and_says_both_numbers():
    said = judged(between(0.1, 0.2), between(0.4, 0.5), requiring=under(0.5))
    assert said[:2] == ("untestable", "lower")
    assert judged(between(0.1, 0.2), between(0.4, 0.5), requiring=0.13)[2] == (
        "Only 13 % of the backend postings require anything of the ten categories, and a literal reading needs 50 %; "
        "the generous reading, 45 % [40–50], lies wholly below 70 %."
    )
    assert outcome(between(0.1, 0.2), between(0.4, 0.5), requiring=0.5) == LOWER


def test_untestable_has_a_direction_only_where_even_the_generous_reading_is_below():
    assert outcome(between(0.1, 0.2), between(0.6, under(0.7)), requiring=0.1) == ("untestable", "lower")
    assert outcome(between(0.1, 0.2), between(0.6, 0.7), requiring=0.1) == ("untestable", None)


def test_fewer_companies_than_the_claim_asks_is_not_enough_data():
    assert outcome(between(0.1, 0.2, companies=49)) == UNDECIDED
    assert outcome(between(0.1, 0.2, companies=50)) == LOWER
    assert "49 companies" in judged(between(0.1, 0.2, companies=49))[2]


def test_contradicted_where_the_generous_interval_is_wholly_below_the_band():
    assert outcome(between(0.3, 0.4), between(0.5, under(0.7))) == LOWER
    assert outcome(between(0.3, 0.4), between(0.5, 0.7)) == UNDECIDED


def test_contradicted_where_the_literal_interval_is_wholly_above_the_band():
    assert outcome(between(over(0.8), 0.9)) == HIGHER
    assert outcome(between(0.8, 0.9)) == ("leaning", "higher")


def test_supported_where_the_90_percent_interval_of_the_literal_reading_is_inside_the_band():
    wide = {"low": 0.69, "high": 0.81}
    assert outcome(between(**wide, low_90=0.7, high_90=0.8)) == ("supported", None)
    assert outcome(between(**wide, low_90=under(0.7), high_90=0.8)) == UNDECIDED
    assert outcome(between(**wide, low_90=0.7, high_90=over(0.8))) == UNDECIDED


def test_depends_on_the_reading_where_they_lie_on_different_sides():
    assert outcome(between(0.3, 0.4), between(over(0.7), 0.78)) == ("depends on the reading", None)
    assert outcome(between(0.3, 0.4), between(0.7, 0.78)) == UNDECIDED
    assert outcome(between(0.66, under(0.75)), between(over(0.75), 0.9)) == ("depends on the reading", None)
    assert outcome(between(0.66, under(0.75)), between(0.75, 0.9)) == ("leaning", "lower")


def test_leaning_where_the_literal_interval_excludes_the_target_and_touches_the_band():
    assert outcome(between(0.6, under(0.75)), between(0.6, 0.8)) == ("leaning", "lower")
    assert outcome(between(0.6, 0.75), between(0.6, 0.8)) == UNDECIDED
    assert outcome(between(0.6, 0.7), between(0.6, 0.8)) == ("leaning", "lower")
    assert outcome(between(0.6, under(0.7)), between(0.6, 0.8)) == UNDECIDED
    assert outcome(between(over(0.75), 0.9)) == ("leaning", "higher")
    assert outcome(between(0.75, 0.9)) == UNDECIDED


def test_earlier_rows_of_the_table_go_first():
    few = between(0.3, 0.4, companies=3)
    assert outcome(few, requiring=0.1) == ("untestable", "lower")
    assert outcome(few) == UNDECIDED
    inside = between(0.71, 0.74, low_90=0.715, high_90=0.735)
    assert outcome(inside, between(0.76, 0.9)) == ("supported", None)


def test_an_unknown_interval_decides_nothing():
    blank = share([], [])
    assert verdict(blank, blank, blank, RULE)[:2] == UNDECIDED
    unsure = dataclasses.replace(between(0.3, 0.4), low=None, high=None, low_90=None, high_90=None)
    assert outcome(unsure) == UNDECIDED


def test_p_values_agree_with_the_intervals_and_with_scipy():
    company = np.repeat(np.arange(120), 3)
    of = share(np.random.default_rng(4).random(360) < 0.73, company)
    assert p_at_least(of, of.low) == pytest.approx(0.025)
    assert p_at_least(of, of.low_90) == pytest.approx(0.05)
    assert p_at_least(of, of.high) == pytest.approx(0.975)
    error = math.sqrt(of.design_effect / (of.n * of.share * (1 - of.share)))
    distance = stats.logistic.ppf(of.share) - stats.logistic.ppf(0.7)
    assert p_at_least(of, 0.7) == pytest.approx(stats.t.sf(distance / error, of.dof))
    sides = [p_at_least(of, 0.7), 1 - p_at_least(of, 0.8)]
    assert p_equivalent(of, 0.75, 0.05) == pytest.approx(max(sides))
    margin = max(of.share - of.low_90, of.high_90 - of.share)
    assert p_equivalent(of, of.share, margin) == pytest.approx(0.05, abs=1e-9)
    assert p_at_least(share([True] * 9, range(9)), 0.7) is None


def test_the_shipped_claim_is_read_with_its_numbers():
    claims = load(SHIPPED.parent)
    claim = claims["cloud-three-quarters"]
    assert claim.id == "cloud-three-quarters"
    assert claim.rule == RULE
    assert (claim.rule.low, claim.rule.high) == (0.7, 0.8)
    assert (claim.literal, claim.generous, claim.words, claim.role_rung) == ("E4", "E1", "any", "R2")
    assert claim.registered == dt.date(2026, 11, 23)
    assert claim.margins_beside == (0.025, 0.1)


def broken(tmp_path, old, new):
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "a-claim.toml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContractBroken) as caught:
        read(file)
    where, _, what = str(caught.value).removeprefix(f"{file}:").partition(": ")
    line = file.read_text(encoding="utf-8").splitlines()[int(where) - 1] if where.isdigit() else ""
    return line, what


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        ("margin = 0.05", "margn = 0.05", "margn", "margn: Object contains unknown field"),
        ("margin = 0.05\n", "", "# A claim", "margin: Object missing required field"),
        ("target = 0.75", 'target = "0.75"', "target", "target: Expected `float`, got `str`"),
        ("min_companies = 50", "min_companies = 50.5", "min_companies", "min_companies: Expected `int`"),
        (
            "min_companies = 50",
            "min_companies = true",
            "min_companies",
            "min_companies: Expected `int`, got `bool`",
        ),
        ("min_companies = 50", "min_companies = 1", "min_companies", "min_companies: Expected `int` >= 2"),
        ("registered = 2026-11-23", 'registered = "soon"', "registered", "registered: Invalid"),
        ('category = "cloud"', 'category = "clouds"', "category", "category: 'clouds' is none of cloud,"),
        ('literal = "E4"', 'literal = "E5"', "literal", "literal: Invalid enum value 'E5'"),
        ('test = "equivalence"', 'test = "guess"', "test", "test: Invalid enum value 'guess'"),
        ("[0.025, 0.10]", '[0.025, "x"]', "margins_beside", "margins_beside: Expected `float`"),
        (
            "[0.025, 0.10]",
            "[0.025, 0.25]",
            "margins_beside",
            "margins_beside: 0.75 ± 0.25 is no band inside 0 to 1",
        ),
        ("target = 0.75", "target = 0.97", "margin", "margin: 0.97 ± 0.05 is no band inside 0 to 1"),
        ("margin = 0.05", "margin = 0.0", "margin", "margin: 0.75 ± 0.0 is no band"),
        ('["latest", "2025"]', '["2025"]', "windows", "windows: 'latest' is missing"),
        ('["latest", "2025"]', '["latest", "Q1"]', "windows", "windows: Expected `str` matching"),
        ('category = "cloud"', 'id = "x"\ncategory = "cloud"', "id", "id: unknown key"),
    ],
)
def test_a_wrong_claim_file_is_refused_with_file_line_and_key(tmp_path, old, new, line, what):
    at, said = broken(tmp_path, old, new)
    assert at.startswith(line)
    assert said.startswith(what)


def test_a_claim_file_that_is_no_toml_is_refused_with_its_line(tmp_path):
    file = tmp_path / "a-claim.toml"
    file.write_text('says = "x"\ntarget = = 0.75\n', encoding="utf-8")
    with pytest.raises(ContractBroken, match=r"a-claim.toml: .*line 2"):
        read(file)


def facts(*, cloud=0.48, requires=0.7, companies=90, first="2025-01", months=19, **columns):
    """Three postings a company, spread over the months; `requires` of them require something, not cloud."""
    rng = np.random.default_rng(2)
    rows = companies * 3
    month = np.datetime64(first) + rng.integers(0, months, rows)
    month[:months] = np.datetime64(first) + np.arange(months)
    ids = [f"hackernews:{n}" for n in range(rows)]
    table = {
        "posting_id": ids, "source": "hackernews", "month": month.astype("datetime64[s]"),
        "read_at": np.datetime64("2026-08-20T00:00:00"), "cluster": [f"company:{n % companies}" for n in range(rows)],
        "duplicate_group": ids, "backend": rng.choice(["strict", "broad", "unclear"], rows, p=[0.5, 0.4, 0.1]),
        "format": "html", "kind": "history", "extractor_version": "v1",
        **{f"{category}_{words}": np.zeros(rows, np.uint8) for category in CATEGORIES for words in ("named", "generic")},
        "cloud_named": np.where(rng.random(rows) < cloud, 2, 0).astype(np.uint8),
        "containers_named": np.where(rng.random(rows) < requires, 4, 0).astype(np.uint8),
    }  # fmt: skip
    return pd.DataFrame({**table, **columns})


@pytest.fixture(scope="module")
def claim():
    return read(SHIPPED)


def test_a_verdict_for_each_window_with_the_latest_twelve_months_first(claim):
    latest, year = judge(claim, facts())
    assert (latest.window_first, latest.window_last) == (dt.date(2025, 8, 1), dt.date(2026, 7, 1))
    assert (year.window_first, year.window_last) == (dt.date(2025, 1, 1), dt.date(2025, 12, 1))
    assert (latest.is_primary, year.is_primary) == (True, False)
    assert {(v.verdict, v.direction, v.reading, v.kind) for v in (latest, year)} == {
        ("contradicted", "lower", "R2 E1 any posting", "history")
    }


def test_the_printed_numbers_are_the_generous_share_of_the_folded_window(claim):
    table = facts()
    latest = judge(claim, table)[0]
    part = cohort.backend(cohort.fold_window(table, latest.window_first, latest.window_last), "R2")
    of = share(part["cloud_named"] >= 1, part["cluster"])
    assert (latest.share, latest.low, latest.high, latest.n, latest.companies) == pytest.approx(
        (of.share, of.low, of.high, of.n, of.companies)
    )


def test_reposts_within_the_window_count_once(claim):
    table = facts()
    latest, year = judge(claim, table.assign(duplicate_group=table["cluster"]))
    assert (latest.n, year.n) == (latest.companies, year.companies)
    assert 0 < latest.n < judge(claim, table)[0].n


def test_the_detail_is_json_and_traces_the_verdict(claim):
    detail = json.loads(json.dumps(judge(claim, facts())[0].detail, allow_nan=False))
    assert len(detail["readings"]) == 2 * 4 * 2 * 2
    assert detail["readings"]["R2 E1 any posting"]["share"] == detail["generous"]["share"]
    assert [row["margin"] for row in detail["generous"]["equivalence"]] == [0.025, 0.05, 0.1]
    assert detail["generous"]["at_least"]["threshold"] == 0.7
    assert detail["generous"]["at_least"]["p"] > 0.99
    assert detail["extractor_versions"] == ["v1"]
    assert detail["unclear"]["postings"] > 0
    assert detail["corrected"] is False


def test_a_source_that_seldom_requires_is_untestable_and_the_generous_share_is_told(claim):
    latest = judge(claim, facts(requires=0.1))[0]
    assert (latest.verdict, latest.direction, latest.reading) == ("untestable", "lower", "R2 E1 any posting")
    assert latest.reason.startswith("Only ")
    assert latest.detail["requiring"]["share"] < 0.2


def test_required_by_three_quarters_of_enough_companies_is_supported(claim):
    table = facts(companies=2000)
    table["cloud_generic"] = np.where(np.random.default_rng(0).random(len(table)) < 0.75, 4, 0).astype(
        np.uint8
    )
    latest = judge(claim, table)[0]
    assert (latest.verdict, latest.reading) == ("supported", "R2 E4 any posting")
    assert latest.detail["readings"]["R2 E4 named posting"]["share"] == 0
    assert latest.detail["literal"]["equivalence"][1]["p"] < 0.05


def test_months_after_registration_are_registered_and_earlier_ones_retrospective(claim):
    latest, year = judge(
        claim, facts(first="2026-12", months=12, read_at=np.datetime64("2028-01-01T00:00:00"))
    )
    assert (latest.detail["status"], year.detail["status"]) == ("registered", "retrospective")
    straddling = judge(
        claim, facts(first="2026-10", months=12, read_at=np.datetime64("2028-01-01T00:00:00"))
    )[0]
    assert straddling.detail["status"] == "retrospective"


def test_sample_data_never_carries_a_verdict(claim):
    table = facts(companies=2000)
    table["kind"] = np.where(np.arange(len(table)) % 50 == 0, "sample", "live")
    for sample in judge(claim, table):
        assert (sample.verdict, sample.kind, sample.share, sample.low) == ("untestable", "sample", None, None)
        assert sample.reason == "Sample data never carries a verdict."
    assert [v.is_primary for v in judge(claim, table)] == [True, False]


def test_one_live_row_makes_a_window_live(claim):
    table = facts()
    table["kind"] = np.where(table["month"] == "2026-07-01", "live", "history")
    latest, year = judge(claim, table)
    assert (latest.kind, year.kind) == ("live", "history")
    assert set(latest.detail["kinds"]) == {"live", "history"}


def test_what_weakens_a_number_stands_beside_it(claim):
    table = facts(companies=60, format="plain")
    latest = judge(claim, table[table["month"] != "2025-10-01"])[0]
    assert latest.detail["months_missing"] == ["2025-10-01"]
    for mark in (
        "Months missing or not read to their end: 2025-10.",
        "Effective n is under 200",
        "100 % of the postings are known only as plain text",
    ):
        assert mark in latest.reason
        assert any(mark in said for said in latest.detail["marks"])


def test_one_company_a_year_without_postings_and_no_postings_at_all_are_said(claim):
    one = judge(claim, facts(cluster="company:only"))[0]
    assert (one.verdict, one.companies, one.low, one.share is None) == ("not enough data", 1, None, False)
    year = judge(claim, facts(first="2026-01", months=7))[1]
    assert (year.verdict, year.n, year.share, len(year.detail["months_missing"])) == (
        "not enough data",
        0,
        None,
        12,
    )
    unread = judge(claim, facts(read_at=np.datetime64("2024-01-01T00:00:00")))[0]
    assert (unread.verdict, unread.window_first) == ("not enough data", None)
    nothing = judge(claim, facts().iloc[:0])
    assert [(v.verdict, v.n, v.source) for v in nothing] == [("not enough data", 0, "none")]


def test_a_category_never_named_is_contradicted_not_a_crash(claim):
    latest = judge(claim, facts(cloud=0))[0]
    assert (latest.verdict, latest.direction, latest.share) == ("contradicted", "lower", 0)
    assert 0 < latest.high < 0.1


def test_each_source_has_its_own_verdict(claim):
    both = pd.concat(
        [facts(), facts(companies=40).assign(source="lever", posting_id="x", duplicate_group="y")]
    )
    assert [(v.source, v.is_primary) for v in judge(claim, both)] == [
        ("hackernews", True), ("hackernews", False), ("lever", True), ("lever", False),
    ]  # fmt: skip


def test_a_verdict_is_a_row_of_the_schema(claim):
    store = duckdb.connect()
    store.execute((ROOT / "data" / "schema" / "findings.sql").read_text())
    columns = [row[0] for row in store.execute("DESCRIBE verdict").fetchall()]
    assert [field.name for field in dataclasses.fields(Verdict)] == columns
    rows = [row(judged) for judged in judge(claim, facts())]
    table = pd.DataFrame([{**each, "detail": json.dumps(each["detail"])} for each in rows])
    assert list(table.columns) == columns
    store.register("judged", table)
    store.execute("INSERT INTO verdict BY NAME SELECT * FROM judged")
    assert store.execute("SELECT window_first, n FROM verdict").fetchone() == (
        dt.date(2025, 8, 1),
        rows[0]["n"],
    )


def test_claims_of_a_folder_are_read_by_file_name(tmp_path):
    shutil.copy(SHIPPED, tmp_path / "another.toml")
    assert list(load(tmp_path)) == ["another"]
    assert msgspec.structs.asdict(load(tmp_path)["another"]) == {
        **msgspec.structs.asdict(read(SHIPPED)),
        "id": "another",
    }
