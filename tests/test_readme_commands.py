"""Each command of the README is run as it stands there, in its order, in a workspace whose sources are on loopback."""

from __future__ import annotations

import dataclasses
import gzip
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import conftest
import pytest
from fake_hackernews import FakeHackerNews, invented
from fake_internet import Answer, FakeInternet, shipped, write

from scraper.model import Board

REPO = Path(__file__).resolve().parent.parent
LINES = re.findall(
    r"^python -m (.+?)\s+#", (REPO / "README.md").read_text(encoding="utf-8"), flags=re.MULTILINE
)
JOB = {
    "id": 1,
    "internal_job_id": 1,
    "title": "Backend Engineer",
    "content": "&lt;p&gt;We use Go and AWS.&lt;/p&gt;",
}
THREADS = invented(["2024-01", "2024-02"])


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with a workspace, the files that the README names, and two sources that answer."""
    home = tmp_path_factory.mktemp("readme")
    with FakeHackerNews(THREADS).running() as posts, FakeInternet().running() as fake:
        board_file = conftest.write_board_file(home / "data", posts.url)
        # Its rows name threads that this Hacker News does not have.
        board_file.write_text(
            board_file.read_text(encoding="utf-8").partition("[[board]]")[0], encoding="utf-8"
        )
        for slug in ("acme", "loomworks"):
            path = f"/v1/boards/{slug}/jobs?content=true&pay_transparency=true"
            fake.answers[path] = Answer(json.dumps({"jobs": [JOB], "meta": {"total": 1}}).encode())
        told = {
            "endpoints": {"api": fake.url},
            "spacing_s": {"api": 0.0},
            "boards": (Board("greenhouse", "acme", "Acme"),),
        }
        write(home / "data", dataclasses.replace(shipped()["greenhouse"], **told))
        # A history of its own: that of the project takes half a minute.
        (home / "data" / "history").mkdir()
        (home / "postings.jsonl").write_text(
            '{"id": "1", "title": "Backend Engineer", "text": "We use AWS."}\n'
        )
        row = {
            "id": 7,
            "by": "a",
            "time": 1_704_067_200,
            "text": "Loomworks | Backend Engineer | AWS",
            "format": "html",
        }
        dump = json.dumps(row | {"thread_id": 6, "thread_month": "2024-01"}) + "\n"
        (home / "FOLDER").mkdir()
        (home / "FOLDER" / "2024.jsonl.gz").write_bytes(gzip.compress(dump.encode()))
        yield home


def here(line: str) -> list[str]:
    """A line for this folder: the names that stand for a reader's own are those of what was made above."""
    post = THREADS[0].comments[0].id
    line = line.replace("https://example.test/careers", "https://job-boards.greenhouse.io/loomworks")
    line = line.replace("hackernews:20869240", f"hackernews:{post}").replace("FOLDER/*", "FOLDER/2024")
    return [sys.executable, "-m", *shlex.split(line)]


@pytest.mark.parametrize("line", LINES)
def test_a_command_of_the_readme_ends_well(home, line):
    ran = subprocess.run(
        here(line),
        cwd=home,
        env={"PATH": "", "PYTHONPATH": str(REPO)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (ran.returncode, "Traceback" in ran.stderr) == (0, False), ran.stdout + ran.stderr
    assert ran.stdout.strip()
