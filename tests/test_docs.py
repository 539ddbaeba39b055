"""The documents tell the truth of today: figure, sentence, dictionary, commands; and the bundled facts are fresh."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent
README = (REPO / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made(bundled_run):
    from analysis import docs
    from analysis.workspace import Workspace

    return docs.made(REPO, Workspace(bundled_run[0]))


@pytest.mark.parametrize("name", ["README.md", ".github/claim_over_time.csv", "data/README.md"])
def test_made_texts_are_those_that_are_committed(made, name):
    committed = (REPO / name).read_text(encoding="utf-8")
    assert committed == made.texts[name], f"{name} is stale: run `make docs`"


@pytest.mark.parametrize("name", ["claim_over_time.png", "claim_over_time-dark.png"])
def test_the_committed_figure_tells_the_same_as_todays(made, tmp_path, name):
    from PIL import Image

    (tmp_path / "today.png").write_bytes(made.figures[name])
    with Image.open(tmp_path / "today.png") as today, Image.open(REPO / ".github" / name) as committed:
        assert committed.size == today.size
        assert committed.text["Title"], "the figure carries no title"
        for key in ("Title", "Description", "Source"):
            assert committed.text[key] == today.text[key], "the figure is stale: run `make docs`"


def test_the_first_screen_has_figure_sentence_and_the_two_commands():
    first_screen = "\n".join(README.splitlines()[:30])
    assert 'src=".github/claim_over_time.png"' in first_screen
    assert re.search(r"\d %? \[[\d.]+ %–[\d.]+ %\] of backend postings", first_screen)
    assert re.search(r"[\d,]+ postings of [\d,]+ companies", first_screen)
    assert "make run" in first_screen
    assert "make test" in first_screen


def test_the_bundled_facts_are_made_by_todays_extractor():
    from pyarrow import parquet

    from analysis import extract, taxonomy

    version = extract.version(taxonomy.load(REPO / "data" / "taxonomy"))
    files = sorted((REPO / "data" / "history").glob("*.parquet"))
    assert files
    for path in files:
        found = set(parquet.read_table(path, columns=["extractor_version"])["extractor_version"].to_pylist())
        assert found == {version}, f"{path.name} is stale: run `make history docs`"
        assert path.stat().st_size < 8_000_000


def test_the_bundled_facts_hold_nobodys_text():
    from pyarrow import parquet

    table = parquet.read_table(REPO / "data" / "history" / "hackernews.parquet")
    assert table.num_rows == 97_093
    texts = [name for name in table.column_names if str(table.schema.field(name).type) == "string"]
    assert "text" not in table.column_names
    for name in texts:
        longest = max((len(value) for value in table[name].unique().to_pylist() if value), default=0)
        assert longest <= 60, f"{name} holds {longest} characters: a fact is short"


def commands() -> list[tuple[str, str]]:
    return re.findall(r"^python -m (scraper|analysis) ([a-z-]+)", README, flags=re.MULTILINE)


def test_every_command_of_the_readme_is_there_with_help_and_an_example():
    told = commands()
    assert len(told) >= 8
    for package, verb in told:
        shown = subprocess.run(
            [sys.executable, "-m", package, verb, "--help"],
            cwd=REPO,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert shown.returncode == 0, f"{package} {verb}: {shown.stderr}"
        assert "Example: python -m" in shown.stdout


def test_every_command_that_is_there_stands_in_the_readme():
    from analysis.cli import app as analysis
    from scraper.cli import app as scraper

    told = set(commands())
    for package, app in (("scraper", scraper), ("analysis", analysis)):
        for command in app.registered_commands:
            name = command.name or command.callback.__name__.replace("_", "-")
            assert command.hidden or (package, name) in told or name == "export-facts", (
                f"{package} {name} is not told"
            )


def test_every_table_and_column_is_commented():
    from analysis import store

    seen = 0
    for name in ("postings", "findings"):
        for table, comment, columns in store.described(
            (REPO / f"data/schema/{name}.sql").read_text(encoding="utf-8")
        ):
            assert comment, f"table {table} has no comment"
            for column, _kind, text in columns:
                assert text or re.search(r"_(named|generic)$", column), f"{table}.{column} has no comment"
                seen += 1
    assert seen > 100
