"""Archive files read by a process beside the one that merges: the same rows, and an end whatever happens to either."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from typing import TYPE_CHECKING

import pytest
from conftest import REPO
from test_life import loaded
from test_replayed_copies import READINGS, files

from scraper import reading
from scraper.model import ContractBroken

if TYPE_CHECKING:
    from pathlib import Path

MODULES = {"greenhouse": "greenhouse", "lever": "lever", "hackernews": "hackernews"}
# Reads without end, since nobody asks for a second part; told to die, it leaves nobody to end the other process.
READER = """
import sys, time
from pathlib import Path
from multiprocessing import active_children
from scraper import reading
if __name__ == "__main__":
    reading._LARGE = 0
    parts = reading.read([Path(name) for name in sys.argv[1:]], set(), {MODULES}, [])
    next(parts)
    print(active_children()[0].pid, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def warcs(tmp_path: Path) -> list[Path]:
    return files(loaded(tmp_path / "workspace", READINGS))


@pytest.fixture
def _beside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LARGE", 0)


def source_of(warc: Path) -> dict[str, str]:
    return {warc.parent.name: MODULES[warc.parent.name]}


@pytest.mark.usefixtures("_beside")
def test_another_process_reads_the_same_rows(warcs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    modules = source_of(warcs[0])
    beside = list(reading.read(warcs, set(), modules, []))
    monkeypatch.setattr(reading, "_LARGE", 1 << 40)
    assert beside == list(reading.read(warcs, set(), modules, []))
    assert sum(len(part.postings) for part in beside) > 0


@pytest.mark.usefixtures("_beside")
def test_damage_is_told_and_what_stands_before_it_is_read(warcs: list[Path]) -> None:
    whole = list(reading.read(warcs, set(), source_of(warcs[0]), []))
    warcs[-1].write_bytes(warcs[-1].read_bytes()[:-40])
    damaged: list[str] = []
    parts = list(reading.read(warcs, set(), source_of(warcs[0]), damaged))
    assert len(damaged) == 1
    assert warcs[-1].name in damaged[0]
    assert parts == whole[: len(parts)]
    assert parts


@pytest.mark.usefixtures("_beside")
def test_what_goes_wrong_there_is_raised_here(warcs: list[Path]) -> None:
    with pytest.raises(ContractBroken, match="has no board file here"):
        list(reading.read(warcs, set(), {}, []))
    assert not active_children()


@pytest.mark.usefixtures("_beside")
def test_a_reader_that_dies_is_no_end_of_the_archive(warcs: list[Path]) -> None:
    parts = reading.read(warcs * 200, set(), source_of(warcs[0]), [])
    next(parts)
    active_children()[0].kill()
    with pytest.raises(ContractBroken, match="try again with `scraper replay`"):
        list(parts)


@pytest.mark.usefixtures("_beside")
def test_who_wants_no_more_leaves_no_process(warcs: list[Path]) -> None:
    parts = reading.read(warcs * 200, set(), source_of(warcs[0]), [])
    next(parts)
    assert active_children()
    parts.close()
    assert not active_children()


def test_a_reader_ends_with_the_process_it_reads_for(warcs: list[Path], tmp_path: Path) -> None:
    script = tmp_path / "reader.py"
    script.write_text(READER.replace("{MODULES}", repr(source_of(warcs[0]))), encoding="utf-8")
    command = [sys.executable, str(script), *map(str, warcs * 200)]
    environment = {**os.environ, "PYTHONPATH": str(REPO)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, cwd=REPO) as process:
        assert process.stdout is not None
        reader = int(process.stdout.readline())
        process.kill()
    assert gone(reader), "the reader outlived the process that was killed"


def gone(pid: int) -> bool:
    for _ in range(100):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            time.sleep(0.1)
            continue
        return True
    os.kill(pid, signal.SIGKILL)
    return False
