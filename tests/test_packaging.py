"""The wheel carries what the program needs: it runs away from any checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    built = subprocess.run(build, cwd=REPO, capture_output=True, text=True, timeout=120, check=False)
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(folder / "site")
    return folder / "site"


def away(unpacked: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of the wheel in an empty folder, with nothing of the checkout in reach."""
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-P", "-m", *words]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


def made(workspace: Path) -> dict[str, bytes]:
    """Bytes of each chart, page and table, by name."""
    files = [path for name in ("charts", "site", "tables") for path in (workspace / name).rglob("*")]
    return {str(path.relative_to(workspace)): path.read_bytes() for path in files if path.is_file()}


def test_the_wheel_alone_makes_of_the_same_facts_the_same_bytes(unpacked, bundled_run, tmp_path):
    ran = away(unpacked, "analysis", "run", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "97,093 history" in ran.stdout
    told = away(unpacked, "analysis", "verdict", "--json", cwd=tmp_path)
    assert json.loads(told.stdout)[0]["kind"] == "history"
    here, there = made(bundled_run[0]), made(tmp_path / "data")
    assert len(here) > 300
    assert there.keys() == here.keys()
    assert [name for name, content in here.items() if there[name] != content] == []


def test_the_modules_that_ran_are_those_of_the_wheel(unpacked, tmp_path):
    where = "import analysis, scraper; print(analysis.__file__, scraper.__file__)"
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    ran = subprocess.run(
        [sys.executable, "-P", "-c", where],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert all(path.startswith(str(unpacked)) for path in ran.stdout.split())


def test_the_scraper_finds_its_boards_schema_and_places_in_the_wheel(unpacked, tmp_path):
    (tmp_path / "dump.jsonl").write_text(
        json.dumps(
            {
                "id": 7,
                "by": "someone",
                "time": 1700000000,
                "thread_id": 5,
                "thread_month": "2023-11",
                "format": "plain",
            }
            | {"text": "Tidewatch | Backend Engineer | Berlin\nYou will build services in Go on AWS."}
        )
        + "\n",
        encoding="utf-8",
    )
    ran = away(unpacked, "scraper", "import", "hackernews", "dump.jsonl", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert "1 new postings" in ran.stdout
    told = away(unpacked, "scraper", "status", "--json", cwd=tmp_path)
    by_source = {each["source"]: each for each in json.loads(told.stdout)}
    assert by_source["hackernews"]["completeness"]["country"] == 1.0
    compared = away(unpacked, "scraper", "compare", cwd=tmp_path)
    assert compared.stdout.endswith("  1 source, 1 requests, 1 postings\n")
    retired = away(unpacked, "scraper", "retire", "hackernews", "2057704", cwd=tmp_path)
    assert (tmp_path / "data" / "boards" / "hackernews.toml").is_file(), retired.stderr
    shapes = "from scraper import shape; print(len(shape.usual()))"
    environment = os.environ | {"PYTHONPATH": str(unpacked)}
    counted = subprocess.run(
        [sys.executable, "-P", "-c", shapes], cwd=tmp_path, env=environment, capture_output=True, check=True
    )
    assert int(counted.stdout) > 20
