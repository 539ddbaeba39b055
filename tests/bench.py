"""Speed and memory of the whole way, printed as a table: `make bench`.

Each line is the real program in a process of its own; time is wall clock, memory the largest sum over its processes
(resident, shared pages counted once a process). The network is a fake Hacker News on loopback at zero spacing.
"""

from __future__ import annotations

import gzip
import itertools
import json
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"
sys.path[:0] = [str(REPO), str(REPO / "tests")]

import conftest
import fake_hackernews

_LABELLED = 24_500


@dataclass(frozen=True)
class Measured:
    """One command: seconds, peak memory in MiB, exit code."""

    wall_s: float
    peak_mib: float
    code: int
    out: str


def measured(*command: str, cwd: Path = REPO, to: Path | None = None) -> Measured:
    """Run a command to its end, looking at the memory of its processes twenty times a second."""
    begun, peak = time.perf_counter(), 0.0
    with tempfile.TemporaryFile("w+") as out, to.open("wb") if to else out as target:
        process = subprocess.Popen(
            [sys.executable, *command], cwd=cwd, stdout=target, stderr=subprocess.STDOUT
        )
        while process.poll() is None:
            peak = max(peak, _resident_mib(process.pid))
            time.sleep(0.05)
        wall_s = time.perf_counter() - begun
        out.seek(0)
        return Measured(wall_s, peak, process.returncode, out.read())


def _resident_mib(pid: int) -> float:
    total = 0
    try:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for process in family:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20


def line(what: str, result: Measured, wanted: str) -> None:
    print(
        f"{what:58} {result.wall_s:8.1f} s {result.peak_mib:8.0f} MiB   exit {result.code}   wanted: {wanted}"
    )


def backfill(workspace: Path) -> Measured:
    """All servable threads, archived and loaded, from loopback at zero spacing."""
    years = sorted(int(path.name[:4]) for path in (SHARED / "data" / "hn").glob("*.jsonl.gz"))
    threads = fake_hackernews.recorded(SHARED / "data" / "hn", years)
    with fake_hackernews.FakeHackerNews(threads).running() as fake:
        conftest.write_board_file(workspace, fake.url)
        return measured(
            "-m", "scraper", "backfill", "hackernews", "--since", "2011-01", "--workspace", str(workspace)
        )


def main() -> None:
    print(f"Python {platform.python_version()}, {psutil.cpu_count()} cores, {platform.machine()}\n")
    with tempfile.TemporaryDirectory() as folder:
        fresh(Path(folder) / "fresh")
        if not (SHARED / "data" / "hn").is_dir():
            print("../shared/data/hn is not here: the rest is measured on recorded posts only and left out")
            return
        whole_way(Path(folder))
        label(Path(folder))
    score()
    for part in ("extract", "scraper", "groups", "stats", "site"):
        print(f"\ntests/bench_{part}.py", flush=True)
        subprocess.run([sys.executable, str(REPO / "tests" / f"bench_{part}.py")], cwd=REPO, check=False)


def fresh(workspace: Path) -> None:
    line(
        "analysis run, fresh checkout (bundled facts, charts, site)",
        measured(*_analysis("run", workspace)),
        "< 60 s",
    )
    line("analysis run, nothing new", measured(*_analysis("run", workspace)), "< 3 s")


def whole_way(folder: Path) -> None:
    served, dumped = folder / "served", folder / "dumped"
    line("scraper backfill, all servable threads from loopback", backfill(served), "< 90 s, < 1024 MiB")
    shutil.rmtree(served)
    files = map(str, sorted((SHARED / "data" / "hn").glob("*.jsonl.gz")))
    importing = measured("-m", "scraper", "import", "hackernews", *files, "--workspace", str(dumped))
    line("scraper import, 97,093 recorded postings", importing, "-")
    line("scraper replay, the same", measured("-m", "scraper", "replay", "--workspace", str(dumped)), "-")
    line("analysis run, 97,093 postings", measured(*_analysis("run", dumped)), "< 60 s, < 1024 MiB")
    line("analysis run, nothing new", measured(*_analysis("run", dumped)), "< 3 s")


def label(folder: Path) -> None:
    """A whole process over many posts, as somebody who labels a file has it."""
    posts, said = folder / "posts.jsonl", folder / "said.jsonl"
    rows = (
        row
        for path in sorted((SHARED / "data" / "hn").glob("*.jsonl.gz"))
        for row in gzip.decompress(path.read_bytes()).splitlines()
    )
    told = (json.loads(row) | {"id": str(number)} for number, row in enumerate(rows))
    posts.write_text("\n".join(map(json.dumps, itertools.islice(told, _LABELLED))), encoding="utf-8")
    labelled = measured("-m", "analysis", "label", str(posts), to=said)
    line(f"analysis label, {_LABELLED:,} Hacker News posts", labelled, ">= 3,000/s, < 1024 MiB")
    print(
        f"{'':58} {_LABELLED / labelled.wall_s:8,.0f} posts/s; {len(said.read_bytes().splitlines()):,} lines"
    )


def score() -> None:
    """Agreement with the labelled tune set, and the speed of `label` on it."""
    gold, said = SHARED / "gold", Path(tempfile.mkstemp(suffix=".jsonl")[1])
    labelled = measured("-m", "analysis", "label", str(gold / "tune_texts.jsonl"), to=said)
    line("analysis label, 336 postings", labelled, "-")
    print("\n" + measured(str(gold / "score.py"), str(gold / "tune.jsonl"), str(said)).out)
    said.unlink()


def _analysis(verb: str, workspace: Path) -> tuple[str, ...]:
    return ("-m", "analysis", verb, "--workspace", str(workspace))


if __name__ == "__main__":
    main()
