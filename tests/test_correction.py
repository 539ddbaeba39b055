"""Correction for the detector's errors: gates at their borders, agreement with other software, coverage, clipping."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented_facts import facts, labels
from scipy import stats

from analysis import corrected, correction, interval, rule
from analysis import labels as label_facts
from analysis.agreement import jeffreys
from analysis.correction import Labelled, Said
from analysis.taxonomy import ContractBroken

HERE = Path(__file__).parent
LABELS = HERE.parent / "data" / "labels"
NUMBERS = list(csv.DictReader((HERE / "reference" / "numbers.csv").read_text().splitlines()))


def referred(what):
    found = [
        (list(map(float, row["inputs"].split())), float(row["value"]))
        for row in NUMBERS
        if row["what"] == what
    ]
    assert found
    return found


def estimate(share, error=1e-9, dof=1e6):
    """An estimate of nearly no width: what other software takes for exactly known."""
    reach = stats.t.ppf(0.975, dof) * error
    ends = [float(stats.logistic.cdf(stats.logistic.ppf(share) + side * reach)) for side in (-1, 1)]
    nothing = dict.fromkeys(interval.COLUMNS)
    return interval.Estimate(
        **{
            **nothing,
            "n": 1000,
            "k": 1,
            "companies": 100,
            "share": share,
            "low": ends[0],
            "high": ends[1],
            "dof": dof,
        }
    )


@pytest.mark.parametrize("end", [0, 1])
def test_jeffreys_intervals_are_those_of_r(end):
    for (hits, n), value in referred(("jeffreys_low", "jeffreys_high")[end]):
        assert jeffreys(int(hits), int(n))[end] == pytest.approx(value, abs=1e-9)


def test_rogan_gladen_is_that_of_epir():
    for (measured, sensitivity, specificity), value in referred("rogan_gladen"):
        found = correction.unbiased(*(np.array([one]) for one in (measured, sensitivity, specificity)))
        assert found[0] == pytest.approx(value, rel=1e-6)


def test_tost_and_holm_are_those_of_r():
    for (share, error, dof, target, margin), value in referred("tost"):
        assert rule.p_equivalent(estimate(share, error, dof), target, margin) == pytest.approx(
            value, rel=1e-6
        )
    rows = [referred(f"holm_{number}")[0] for number in range(1, 6)]
    assert rule.holm(rows[0][0]) == pytest.approx([value for _inputs, value in rows])
    assert rule.holm([None, 0.04, None]) == [None, 0.04, None]
    assert rule.holm([None]) == [None]


def counted(*table):
    """Labels from (reader both, reader backend, said both, said backend, how many)."""
    rows = [row[:4] for row in table for _ in range(row[4])]
    y_both, y_backend, f_both, f_backend = np.array(rows, dtype=bool).T
    n = len(rows)
    return Labelled(y_backend, y_both, f_backend, f_both, np.ones(n), np.arange(n))


def test_the_interval_by_jeffreys_draws_is_that_of_r():
    ((inputs, low),) = referred("rogan_gladen_low")
    ((_same, high),) = referred("rogan_gladen_high")
    both, backend = inputs[:2]
    # 46 of 50 both found, 98 of 100 others left; 84 of 90 backend found, 58 of 60 others left
    labelled = counted((1, 1, 1, 1, 46), (1, 1, 0, 1, 4), (0, 1, 1, 1, 1), (0, 1, 0, 1, 33), (0, 1, 0, 0, 6),
                       (0, 0, 1, 1, 1), (0, 0, 0, 1, 1), (0, 0, 0, 0, 58))  # fmt: skip
    errors = [
        correction.errors(labelled.both, labelled.said_both, labelled.weight),
        correction.errors(labelled.backend, labelled.said_backend, labelled.weight),
    ]
    assert [(one.sensitivity, one.specificity) for one in errors] == [
        pytest.approx((46 / 50, 98 / 100)), pytest.approx((84 / 90, 58 / 60))
    ]  # fmt: skip
    found = correction.rogan_gladen(estimate(both / backend), estimate(backend), labelled)
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.01)
    point = (both + 0.98 - 1) / (0.92 + 0.98 - 1) / ((backend + 58 / 60 - 1) / (84 / 90 + 58 / 60 - 1))
    assert found.share == pytest.approx(point, rel=1e-9)
    assert not found.clipped


@pytest.mark.parametrize(
    ("labels_", "companies", "false_positives", "false_negatives", "method"),
    [
        (149, 149, 20, 20, "none"),
        (150, 49, 20, 20, "none"),
        (150, 50, 20, 20, "ppi"),
        (150, 50, 4, 20, "rogan-gladen"),
        (150, 50, 20, 4, "rogan-gladen"),
        (150, 50, 5, 5, "ppi"),
    ],
)
def test_the_gates_stand_where_methods_say(labels_, companies, false_positives, false_negatives, method):
    right = (labels_ - false_positives - false_negatives) // 2
    rest = labels_ - false_positives - false_negatives - right
    labelled = counted(
        (1, 1, 1, 1, right), (0, 1, 1, 1, false_positives), (1, 1, 0, 1, false_negatives), (0, 1, 0, 1, rest)
    )
    labelled = dataclasses.replace(labelled, company=np.arange(labels_) % companies)
    assert correction.method(labelled)[0] == method


def test_labels_without_positives_are_refused_and_said():
    labelled = counted((0, 1, 0, 1, 200))
    method, reason = correction.method(labelled)
    assert method == "none"
    assert "None of the labelled postings" in reason


def test_what_leaves_the_unit_interval_is_clipped_and_said():
    # Half of the others are said to have it, and fewer than that are measured.
    labelled = counted((1, 1, 1, 1, 50), (0, 1, 1, 1, 50), (0, 1, 0, 1, 50), (0, 0, 0, 0, 50))
    low = correction.rogan_gladen(estimate(0.3), estimate(0.75), labelled)
    assert (low.share, low.clipped) == (0, True)
    half = counted((1, 1, 1, 1, 50), (1, 1, 0, 1, 50), (0, 1, 0, 1, 50), (0, 0, 0, 0, 50))  # half are missed
    high = correction.rogan_gladen(estimate(0.9), estimate(0.75), half)
    assert (high.share, high.clipped) == (1, True)


def test_a_detector_no_better_than_chance_tells_nothing():
    labelled = counted(
        (1, 1, 1, 1, 50), (1, 1, 0, 1, 50), (0, 1, 1, 1, 50), (0, 1, 0, 1, 50), (0, 0, 0, 0, 20)
    )
    found = correction.rogan_gladen(estimate(0.5), estimate(0.9), labelled)
    assert (found.low < 0.1, found.high > 0.9) == (True, True)


def world(rng, n, labelled, wrong):
    """A population of 300 companies, four in ten with it, a detector that errs, and a random draw of labels."""
    company, total = rng.integers(0, 300, n), 1 / 0.3 - 1
    chance = rng.beta(0.4 * total, 0.6 * total, 300)
    backend = rng.random(n) < 0.7
    both = backend & (rng.random(n) < chance[company])
    miss, claim = wrong
    said_backend = np.where(rng.random(n) < 0.05, ~backend, backend)
    said_both = said_backend & np.where(both, rng.random(n) > miss, rng.random(n) < claim)
    drawn = rng.choice(n, labelled, replace=False)
    said = Said(said_backend, said_both, company)
    mine = Labelled(
        backend[drawn],
        both[drawn],
        said_backend[drawn],
        said_both[drawn],
        np.full(labelled, n / labelled),
        company[drawn],
    )
    return said, mine


def covered(replicates, labelled, wrong, method):
    rng, held = np.random.default_rng(5), 0
    for _ in range(replicates):
        said, mine = world(rng, 1500, labelled, wrong)
        if method == "ppi":
            found = correction.ppi(said, mine)
        else:
            raw = interval.share(said.both[said.backend], said.company[said.backend])
            found = correction.rogan_gladen(raw, interval.share(said.backend, said.company), mine)
        held += found.low <= 0.4 <= found.high
    return held / replicates


@pytest.mark.parametrize(
    ("method", "wrong", "least"), [("ppi", (0.2, 0.1), 0.9), ("rogan-gladen", (0.02, 0.02), 0.9)]
)
def test_corrected_intervals_cover_quickly(method, wrong, least):
    assert covered(120, 250, wrong, method) >= least


@pytest.mark.slow
@pytest.mark.parametrize(
    ("method", "wrong"), [("ppi", (0.2, 0.1)), ("ppi", (0.35, 0.02)), ("rogan-gladen", (0.02, 0.02))]
)
@pytest.mark.parametrize("labelled", [150, 400])
def test_corrected_intervals_cover(method, wrong, labelled):
    held = covered(1000, labelled, wrong, method)
    print(f"{method} {labelled} labels, wrong {wrong}: {100 * held:.1f} %")
    assert 0.92 <= held <= 0.999


def test_a_useless_detector_leaves_the_labels_and_a_perfect_one_everything():
    rng = np.random.default_rng(1)
    said, mine = world(rng, 3000, 300, (0.0, 0.0))
    exact = dataclasses.replace(mine, said_both=mine.both, said_backend=mine.backend)
    assert correction.ppi(said, exact).weight_of_detector > 0.85
    noise = Said(said.backend, rng.random(3000) < 0.5, said.company)
    useless = dataclasses.replace(mine, said_both=rng.random(300) < 0.5)
    found = correction.ppi(noise, useless)
    assert found.weight_of_detector < 0.2
    assert found.low < mine.both.sum() / mine.backend.sum() < found.high


def test_weights_undo_an_uneven_draw():
    rng = np.random.default_rng(2)
    n = 6000
    era = np.arange(n) % 2
    both = rng.random(n) < np.where(era, 0.7, 0.1)
    everyone = np.ones(n, dtype=bool)
    rate = np.where(era, 0.2, 0.02)
    drawn = rng.random(n) < rate
    said = Said(everyone, rng.random(n) < 0.5, np.arange(n))
    mine = Labelled(
        everyone[drawn], both[drawn], everyone[drawn], said.both[drawn], 1 / rate[drawn], np.arange(n)[drawn]
    )
    found = correction.ppi(said, mine)
    assert found.low < both.mean() < found.high
    assert abs(found.share - both.mean()) < abs(both[drawn].mean() - both.mean()) / 2


def test_raw_and_corrected_stand_side_by_side():
    table = facts(rows=1200, months=12, companies=200)
    found = corrected.corrections(table, labels(table, share=0.4))
    assert list(found.columns) == list(corrected.COLUMNS)
    latest = found[found["last_month"] == found["last_month"].max()]
    allowed = latest[latest["method"] != "none"]
    assert len(allowed) > 40
    assert allowed["corrected"].between(0, 1).all()
    assert (allowed["low"] <= allowed["corrected"]).all()
    assert (allowed["corrected"] <= allowed["high"]).all()
    assert (allowed["labels"] >= 150).all()
    assert allowed["raw"].notna().all()


def test_too_few_labels_give_a_band_and_no_corrected_share():
    table = facts(rows=600, months=12, companies=200)
    found = corrected.corrections(table, labels(table, share=0.1))
    assert set(found["method"]) == {"none"}
    assert found["corrected"].isna().all()
    assert (found["band_low"] <= found["band_high"]).all()
    assert found["reason"].str.contains("a correction needs 150 of 50").all()


def test_no_labels_at_all_give_neither():
    found = corrected.corrections(facts(rows=200, months=12), label_facts.read(None, "none"))
    assert found[["corrected", "band_low", "sensitivity"]].isna().all(axis=None)
    assert set(found["labels_from"]) == {"none"}


def test_order_of_rows_and_repeated_postings_change_no_correction():
    table = facts(rows=500, months=12, companies=150)
    mine = labels(table, share=0.6)
    again = pd.concat([table, table.sample(80, random_state=1)]).sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(
        corrected.corrections(again, mine), corrected.corrections(table, mine), rtol=1e-8
    )


def test_a_repost_is_weighed_as_the_one_posting_that_it_stands_for():
    table = facts(rows=400, months=12, companies=100)
    of = corrected._inside(
        pd.DataFrame({"place": [0, 1], "draw": [0.5, 0.5]}),
        table.assign(duplicate_group=np.where(np.arange(400) < 4, "same", table["posting_id"])),
        pd.Series({"month": table["month"].min(), "last_month": table["month"].max()}),
    )
    assert of["draw"].tolist() == [2.0, 2.0]


def test_draws_that_are_not_told_are_the_labels_of_a_year_over_its_postings():
    table = facts(rows=300, months=24)
    mine = labels(table, share=0.3)
    untold = mine._replace(table=mine.table.assign(draw=np.nan))
    found = label_facts.placed(untold, table)
    year = pd.to_datetime(table["month"]).dt.year
    for one, part in found.groupby("year"):
        assert part["draw"].unique().tolist() == [pytest.approx(len(part) / (year == one).sum())]


def test_the_shipped_draws_are_those_of_the_bundled_facts():
    bundled = pd.read_parquet(
        HERE.parent / "data" / "history" / "hackernews.parquet", columns=["posting_id", "month"]
    )
    read = label_facts.read(LABELS / "calibration.jsonl", label_facts.ASIDE)
    draws = pd.read_csv(LABELS / "draws.csv")
    assert draws["id"].tolist() == read.table["posting_id"].tolist()
    assert read.table["draw"].notna().all()
    untold = read._replace(table=read.table.assign(draw=np.nan))
    found = label_facts.placed(untold, bundled).set_index("posting_id")
    assert draws.set_index("id")["draw_probability"].to_dict() == pytest.approx(
        found["draw"].to_dict(), abs=1e-9
    )
    assert draws.set_index("id")["year"].to_dict() == found["year"].to_dict()


def test_a_wrong_label_line_is_refused_with_file_and_line(tmp_path):
    file = tmp_path / "labels.jsonl"
    file.write_text('{"id": "hackernews:1", "backend": "no", "levels": {"cloud": "often"}}\n')
    with pytest.raises(ContractBroken, match=r"labels\.jsonl:1: no label record"):
        label_facts.read(file, "gold")
