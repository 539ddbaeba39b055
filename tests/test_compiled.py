"""The rules are compiled where numba is installed, and run as plain Python elsewhere: with equal results."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import compiled

HOUSE = Path(__file__).parents[1]
GOLD = HOUSE.parent / "shared" / "gold"
INVENTED = [
    {
        "id": "1",
        "text": "Examplar | Backend (Go), DevOps | Berlin\nStack: Go, k8s, AWS.\nNice to have:\n- Terraform, Kafka",
    },
    {
        "id": "2",
        "title": "Senior Software Engineer (m/f/x), Backend",
        "text": "# You bring\n- 5+ years with Java\n- AWS or GCP",
    },
    {
        "id": "3",
        "company": "Datadog",
        "title": "SRE",
        "text": "Datadog watches systems. We run on GKE; no Chef here.",
    },
    {"id": "4", "text": "İ ß ﬁ 経験 AWS\u202e\u00a0Docker🙂Terraform \ud800 K8S—CI/CD"},
    {"id": "5", "text": ""},
    {"id": "6", "text": "<h3>Profil</h3><ul><li>Kubernetes wünschenswert<li>AWS", "format": "html"},
]


def labels(lines: bytes, *, plain: bool) -> bytes:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1" if plain else "0"}
    command = [sys.executable, "-m", "analysis", "label", "-"]
    return subprocess.run(
        command, cwd=HOUSE, input=lines, env=environment, capture_output=True, check=True
    ).stdout


def test_rules_are_compiled_here():
    assert compiled.IS_COMPILED, (
        "numba is in requirements.lock: without it the other tests of this file compare nothing"
    )


def test_plain_rules_label_as_compiled_ones_do():
    lines = "\n".join(map(json.dumps, INVENTED)).encode()
    told = labels(lines, plain=False)
    assert told == labels(lines, plain=True)
    assert [json.loads(line)["backend"] for line in told.splitlines()][:3] == ["strict", "strict", "no"]


@pytest.mark.skipif(not GOLD.is_dir(), reason=f"no recorded postings: {GOLD} is not there")
def test_plain_rules_label_recorded_postings_as_compiled_ones_do():
    lines = b"".join((GOLD / "tune_texts.jsonl").read_bytes().splitlines(keepends=True)[::5])
    assert labels(lines, plain=False) == labels(lines, plain=True)


def test_every_module_with_a_rule_stands_in_the_digest():
    found = {
        path.stem
        for path in (HOUSE / "analysis").glob("*.py")
        if "@jit" in path.read_text(encoding="utf-8") or "@entry" in path.read_text(encoding="utf-8")
    }
    assert found - {"compiled"} <= set(compiled.RULES)
    assert len(found) > 10


GUARDED = """
import json, sys
from pathlib import Path
from analysis import posting, reading, taxonomy
from scraper.text import html_lines, plain_lines

class Guarded(list):
    def __getitem__(self, at):
        if isinstance(at, int) and at < 0:
            raise IndexError(f"a rule reads {at}, a place counted from the end")
        return super().__getitem__(at)
    def __setitem__(self, at, value):
        if isinstance(at, int) and at < 0:
            raise IndexError(f"a rule writes {at}, a place counted from the end")
        super().__setitem__(at, value)

made = posting.room
posting.room = lambda length, begins=(): Guarded(made(length, begins))
known = taxonomy.load(Path("data/taxonomy"))
rows = [json.loads(line) for line in sys.stdin]
lines = [(html_lines if row.get("format") == "html" else plain_lines)(row["text"]) for row in rows]
titles = [row.get("title") for row in rows]
reading.read_all(lines, titles, [row.get("company") for row in rows], known)
print(len(lines))
"""


@pytest.mark.parametrize("recorded", [False, True])
def test_no_rule_counts_a_place_from_the_end_or_beyond_it(*, recorded: bool):
    """Compiled rules are not asked: what they would read there is anything, or the process dies."""
    if recorded and not GOLD.is_dir():
        pytest.skip(f"no recorded postings: {GOLD} is not there")
    lines = "\n".join(map(json.dumps, INVENTED)).encode()
    if recorded:
        lines = b"".join((GOLD / "train_texts.jsonl").read_bytes().splitlines(keepends=True)[::10])
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    read = subprocess.run(
        [sys.executable, "-c", GUARDED],
        cwd=HOUSE,
        input=lines,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr.decode()
    assert int(read.stdout) == len(lines.splitlines())
