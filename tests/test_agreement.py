from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import beta

from analysis import agreement, extract
from analysis.taxonomy import CATEGORIES, load

HOUSE = Path(__file__).parents[1]
LABELS = HOUSE / "data" / "labels"
GOLD = HOUSE.parent / "shared" / "gold"
FLOORS = tomllib.loads((LABELS / "floors.toml").read_text(encoding="utf-8"))
here = pytest.mark.skipif(not (GOLD / "tune.jsonl").is_file(), reason=f"no tune set: {GOLD} is not there")
AGAIN = "make errors"


def record(backend="strict", skills=(), vendors=(), **levels):
    return {
        "backend": backend,
        "levels": dict.fromkeys(CATEGORIES, "absent") | levels,
        "vendors": list(vendors),
        "skills": dict.fromkeys(skills, "used"),
    }


@pytest.fixture(scope="session")
def said(tmp_path_factory):
    """Today's labels of the tune set, by the command itself."""
    path = tmp_path_factory.mktemp("labels") / "tune.jsonl"
    with path.open("wb") as out:
        command = [sys.executable, "-m", "analysis", "label", str(GOLD / "tune_texts.jsonl")]
        subprocess.run(command, cwd=HOUSE, stdout=out, check=True)
    return path


@pytest.fixture(scope="session")
def today(said):
    names = agreement.spellings((GOLD / "names.tsv").read_text(encoding="utf-8"))
    gold = agreement.read_labels(GOLD / "tune.jsonl")
    return agreement.scores(gold, agreement.read_labels(said), names)


@here
def test_the_floors_were_measured_on_the_labels_that_are_there():
    digest = hashlib.sha256((GOLD / FLOORS["measured_on"]["labels"]).read_bytes()).hexdigest()
    assert digest == FLOORS["measured_on"]["sha256"], "other labels: measure the floors of floors.toml again"


@here
@pytest.mark.parametrize("floor", FLOORS["floor"], ids=lambda floor: floor["measure"])
def test_floors_hold(today, floor):
    assert today[floor["measure"]] >= floor["floor"]


def test_a_floor_under_its_goal_says_so():
    assert len(FLOORS["floor"]) == 16
    for floor in FLOORS["floor"]:
        assert floor.keys() <= {"measure", "floor", "goal"}
        assert floor["floor"] < floor.get("goal", 1)


@here
@pytest.mark.parametrize("group", ["all", "hn", "ads"])
def test_scores_are_those_of_the_score_sheet(said, group):
    sheet = subprocess.run(
        [sys.executable, str(GOLD / "score.py"), str(GOLD / "tune.jsonl"), str(said), "--json"],
        capture_output=True,
        check=True,
    )
    expected = {name: row["f1"] for name, row in json.loads(sheet.stdout)[group].items()}
    gold = {
        posting_id: row
        for posting_id, row in agreement.read_labels(GOLD / "tune.jsonl").items()
        if group in ("all", {"hackernews": "hn", "boards": "ads"}[agreement.source_group(posting_id)])
    }
    names = agreement.spellings((GOLD / "names.tsv").read_text(encoding="utf-8"))
    found = agreement.scores(gold, agreement.read_labels(said), names)
    assert found == pytest.approx(expected)


@here
def test_errors_agree_with_the_counts_of_the_score_sheet(said):
    sheet = subprocess.run(
        [sys.executable, str(GOLD / "score.py"), str(GOLD / "tune.jsonl"), str(said), "--json"],
        capture_output=True,
        check=True,
    )
    expected = json.loads(sheet.stdout)["hn"]
    errors = agreement.measure(
        agreement.read_labels(GOLD / "tune.jsonl"), agreement.read_labels(said)
    ).set_index(["source", "role", "category", "rung"])
    for category in CATEGORIES:
        for rung in agreement.RUNGS:
            row, counted = errors.loc[("hackernews", "any", category, rung)], expected[f"{rung} {category}"]
            assert row.true_positives == counted["tp"]
            assert row.false_positives == counted["fp"]
            assert row.positives == counted["tp"] + counted["fn"]
    for role, name in (("R1", "backend strict"), ("R2", "backend")):
        assert errors.loc[("hackernews", role, "backend", "")].true_positives == expected[name]["tp"]


def test_scores_of_equal_labels_are_one():
    labels = {"x": record(cloud="used", skills=["AWS"], vendors=["aws"]), "y": record("no")}
    assert set(agreement.scores(labels, labels, {}).values()) == {1.0}


def test_tools_outside_the_table_are_not_held_against_the_labels():
    names = agreement.spellings("canonical\tvariants\nArgo CD\tArgoCD | Argo\n")
    gold, said = {"x": record(skills=["Argo"])}, {"x": record(skills=["argo-cd", "Frobnicator"])}
    assert agreement.scores(gold, said, names)["named tools"] == 1.0


def test_a_missing_label_is_named():
    with pytest.raises(KeyError, match="1 postings have no label, the first is x"):
        agreement.measure({"x": record()}, {})


def test_errors_of_a_worked_example():
    gold = {
        "hackernews:1": record(cloud="required"),
        "hackernews:2": record("no", cloud="used"),
        "hackernews:3": record("unclear"),
        "greenhouse:a:1": record("broad"),
    }
    told = {
        "hackernews:1": record("broad", cloud="used"),
        "hackernews:2": record("no"),
        "hackernews:3": record("strict", cloud="used"),
        "greenhouse:a:1": record("broad"),
    }
    table = agreement.measure(gold, told).set_index(["source", "role", "category", "rung"])

    def row(*key):
        return [
            int(n) for n in table.loc[key][["true_positives", "positives", "false_positives", "negatives"]]
        ]

    assert row("hackernews", "any", "cloud", "E2") == [1, 2, 1, 1]
    assert row("hackernews", "any", "cloud", "E4") == [0, 1, 0, 2]
    assert row("hackernews", "any", "any", "E2") == [1, 2, 1, 1]
    assert row("hackernews", "R2", "cloud", "E2") == [1, 1, 0, 1]
    assert row("hackernews", "R1", "cloud", "E2") == [0, 1, 0, 1]
    assert row("hackernews", "R1", "backend", "") == [0, 1, 0, 1]
    assert row("hackernews", "R2", "backend", "") == [1, 1, 0, 1]
    assert row("boards", "R2", "cloud", "E1") == [0, 0, 0, 1]
    assert math.isnan(table.loc[("boards", "R2", "cloud", "E1")].sensitivity_low)


@pytest.mark.parametrize(("k", "n"), [(1, 7), (5, 10), (83, 90)])
def test_intervals_are_those_of_jeffreys(k, n):
    low, high = agreement.jeffreys(k, n)
    assert (low, high) == pytest.approx(beta(k + 0.5, n - k + 0.5).interval(0.95))
    assert low < k / n < high


def test_intervals_at_the_ends_touch_them():
    assert agreement.jeffreys(0, 5)[0] == 0
    assert agreement.jeffreys(5, 5)[1] == 1
    assert agreement.jeffreys(0, 0) == (None, None)
    # Quantile 0.975 of beta(0.5, 10.5), to four digits.
    assert agreement.jeffreys(0, 10)[1] == pytest.approx(0.2172, abs=5e-5)


def test_the_kept_aside_labels_hold_facts_only():
    rows = agreement.read_labels(LABELS / "calibration.jsonl")
    assert len(rows) == 89
    for posting_id, row in rows.items():
        assert agreement.kept_aside(posting_id)
        assert list(row) == ["id", "backend", "seniority", "levels", "vendors", "skills"]


@here
def test_the_kept_aside_labels_are_the_whole_third_as_the_gold_has_it():
    gold = agreement.read_labels(GOLD / "tune.jsonl")
    kept = agreement.read_labels(LABELS / "calibration.jsonl")
    assert list(kept) == [posting_id for posting_id in gold if agreement.kept_aside(posting_id)]
    assert all(row.items() <= gold[posting_id].items() for posting_id, row in kept.items())


def test_the_errors_are_those_of_todays_extractor():
    errors = pd.read_csv(LABELS / "errors.csv")
    version = extract.version(load(HOUSE / "data" / "taxonomy"))
    assert set(errors.extractor_version) == {version}, f"data/labels/errors.csv is stale: run `{AGAIN}`"
    assert set(errors.source) == {"hackernews"}
    assert (errors.positives + errors.negatives).between(70, 89).all()


@here
def test_the_errors_are_made_again_byte_for_byte(said, tmp_path):
    out = tmp_path / "errors.csv"
    agreement.write_errors(LABELS / "calibration.jsonl", said, out)
    assert out.read_bytes() == (LABELS / "errors.csv").read_bytes(), f"run `{AGAIN}`"
