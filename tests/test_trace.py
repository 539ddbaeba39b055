"""From a verdict back to postings, and findings as frames and files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from invented_facts import facts, tools

REPO = Path(__file__).resolve().parent.parent


def analysis(*words, workspace):
    command = [sys.executable, "-m", "analysis", *words, "--workspace", str(workspace)]
    return subprocess.run(command, cwd=REPO, capture_output=True, timeout=300, check=False, text=True)


def bundle(workspace, table):
    """Facts as bundled history of a workspace of its own."""
    named = (
        tools(table.sort_values("posting_id"))
        .groupby("posting_id")[["skill", "level"]]
        .apply(lambda rows: rows.to_dict("records"))
    )
    vendors = table[[column for column in table if column.startswith("vendor_")]]
    rows = table.drop(columns=list(vendors)).assign(
        vendors=[{name[7:]: int(value) for name, value in row.items()} for row in vendors.to_dict("records")],
        tools=[named.get(posting_id, []) for posting_id in table["posting_id"]],
    )
    (workspace / "history").mkdir(parents=True)
    store = duckdb.connect()
    store.execute((REPO / "data" / "schema" / "findings.sql").read_text())
    store.register("rows", rows)
    store.execute("INSERT INTO fact BY NAME SELECT * FROM rows")
    store.execute(f"COPY fact TO '{workspace / 'history' / 'hackernews.parquet'}' (FORMAT parquet)")


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("traced")
    bundle(folder, facts(rows=400, months=30, companies=120))
    ran = analysis("run", workspace=folder)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def answers(workspace):
    return {row["id"]: row for row in json.loads(analysis("verdict", "--json", workspace=workspace).stdout)}


@pytest.mark.parametrize("claim", ["cloud-three-quarters", "iac", "containers-essential", "ai-accelerates"])
def test_the_postings_behind_a_share_are_exactly_its_numerator_and_denominator(workspace, answers, claim):
    listed = json.loads(analysis("trace", claim, "--json", workspace=workspace).stdout)
    answer = answers[claim]
    assert len(listed) == answer["n"]
    assert sum(row["has"] for row in listed) / len(listed) == pytest.approx(answer["share"], abs=1e-9)
    first, last = answer["window"].split("..")
    assert all(first <= row["month"] <= last for row in listed)
    assert len({row["posting_id"] for row in listed}) == len(listed)
    for row in listed[:20]:
        assert row["url"].endswith("id=" + row["posting_id"].partition(":")[2])


def test_the_list_in_words_says_how_many_it_leaves_out(workspace, answers):
    out = analysis("trace", "iac", "--limit", "3", workspace=workspace).stdout.splitlines()
    with_it = round(answers["iac"]["share"] * answers["iac"]["n"])
    assert out[0].startswith(f"iac: {with_it} of {answers['iac']['n']} postings have iac at E")
    assert len(out) == 5
    assert out[-1].startswith(f"  … and {with_it - 3} more")
    assert len(analysis("trace", "iac", "--all", workspace=workspace).stdout.splitlines()) == with_it + 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("no-such-claim",), "no such claim; there are ai-accelerates"),
        (("bls-growth",), "no share of ours stands behind it"),
        (("iac", "--source", "lever"), "not judged on 'lever'; on hackernews"),
    ],
)
def test_what_cannot_be_traced_says_why(workspace, words, told):
    ran = analysis("trace", *words, workspace=workspace)
    assert ran.returncode == 2
    assert told in ran.stderr


def test_findings_are_files_with_a_dictionary_and_the_same_bytes_again(workspace, tmp_path):
    again = tmp_path / "again"
    bundle(again, facts(rows=400, months=30, companies=120).sample(frac=1, random_state=3))
    assert analysis("run", workspace=again).returncode == 0
    files = sorted(path.name for path in (workspace / "tables").iterdir())
    assert {"share.parquet", "verdict.csv", "contrast.csv", "correction.csv", "columns.csv"} <= set(files)
    for name in files:
        assert (again / "tables" / name).read_bytes() == (workspace / "tables" / name).read_bytes(), name
    told = pd.read_csv(workspace / "tables" / "columns.csv")
    assert told["meaning"].notna().all()
    for path in (workspace / "tables").glob("*.parquet"):
        assert set(pd.read_parquet(path).columns) == set(told.loc[told["table"] == path.stem, "column"])


def test_a_notebook_gets_frames_with_their_columns_and_units(workspace):
    import analysis as package
    from analysis.taxonomy import ContractBroken

    loaders = [name for name in package.__all__ if name not in {"table", "columns"}]
    assert len(loaders) >= 20
    for name in loaders:
        frame = getattr(package, name)(workspace=workspace)
        assert frame.attrs["table"], name
        told = frame.attrs["columns"]
        assert list(told) == list(frame.columns), name
        if name not in {"facts", "mentions"}:
            assert all(told.values()), name
    assert len(package.shares(workspace=workspace)) > 1000
    assert set(package.columns("pay", workspace)["column"]) >= {"ratio", "low", "high"}
    with pytest.raises(ContractBroken, match="no such table in findings; there are"):
        package.table("shares", workspace)
    with pytest.raises(ContractBroken, match="no findings here yet"):
        package.shares(workspace="/nowhere/at/all")
