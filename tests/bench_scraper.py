"""Speed and memory of the scraper on real answers, printed as a table: part of `make bench`, or by itself.

The answers are the recorded ones of `../shared/data/ats`, repeated as boards of other names; the network is loopback at zero
spacing. Each line is the real program in processes of its own.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPO), str(REPO / "tests")]

import bench
from fake_internet import Answer, FakeInternet, shipped, write

from scraper import archive
from scraper.model import Board, Payload, digest_of

ATS = REPO.parent / "shared" / "data" / "ats"
WHEN = dt.datetime(2026, 8, 22, 6)  # noqa: DTZ001 - times of payloads are UTC without a zone
JSON = {"content-type": "application/json"}
_ROUNDS = 3
HOSTS, BOARDS_OF_HOST = 10, 100


def recorded(system: str) -> dict[str, bytes]:
    """The newest recorded answer of each board of a system."""
    folders = sorted(path for path in (ATS / system).iterdir() if path.is_dir())
    newest = {
        folder.name: max(path for path in folder.glob("*.json") if ".metadata" not in path.name)
        for folder in folders
    }
    return {name: path.read_bytes() for name, path in newest.items()}


def archived(folder: Path, times: int) -> int:
    """An archive of each board `times` over; the number of records in it."""
    records = 0
    for system in ("greenhouse", "lever"):
        path = folder / "raw" / system / f"{archive.stamp(WHEN)}.warc.gz"
        with archive.Archive(path) as kept:
            for number in range(times):
                for name, body in recorded(system).items():
                    kept.put(_payload(system, f"{name}-{number}", body))
                    records += _records(body)
    return records


def _records(body: bytes) -> int:
    told = json.loads(body)
    return len(told["jobs"] if isinstance(told, dict) else told)


def _payload(system: str, slug: str, body: bytes) -> Payload:
    url = f"https://api.example.test/{system}/{slug}"
    told = {"company": "X", "public": f"https://jobs.example.test/{slug}", "status": 200, "headers": JSON}
    return Payload(system, "list", url, WHEN, board=slug, body=body, digest=digest_of(body), **told)


def hosts(stack: contextlib.ExitStack, folder: Path) -> list[FakeInternet]:
    """Ten hosts of a hundred boards each, and their board files."""
    body = min(recorded("greenhouse").values(), key=len)
    template = shipped()["greenhouse"]
    running = []
    for number in range(HOSTS):
        fake = stack.enter_context(FakeInternet(validators=True).running())
        boards = tuple(Board(f"host{number}", f"board-{n}", "X") for n in range(BOARDS_OF_HOST))
        for board in boards:
            path = f"/v1/boards/{board.slug}/jobs?content=true&pay_transparency=true"
            fake.answers[path] = Answer(body)
        given = {"name": f"host{number}", "endpoints": {"api": fake.url}, "spacing_s": {"api": 0.0}}
        write(folder, dataclasses.replace(template, boards=boards, budget=None, host_group=None, **given))
        running.append(fake)
    return running


def load(folder: Path, times: int) -> None:
    """Each of three replays into a database of its own: the fastest, and all, for the machine may be busy with others."""
    records = archived(folder, times)
    ran = [bench.measured("-m", "scraper", "replay", "--workspace", str(folder)) for _ in range(_ROUNDS)]
    best = min(ran, key=lambda one: one.wall_s)
    what = f"scraper replay, {records:,} real records, best of {_ROUNDS}"
    bench.line(what, best, ">= 5,000/s, < 512 MiB")
    rates = sorted((records / one.wall_s for one in ran), reverse=True)
    print(f"{'':58} {' '.join(f'{rate:8,.0f}' for rate in rates)} records/s")


def crawl(folder: Path) -> None:
    with contextlib.ExitStack() as stack:
        fakes = hosts(stack, folder)
        first = bench.measured("-m", "scraper", "run", "--workspace", str(folder))
        bench.line("scraper run, 1,000 boards of ten hosts", first, "< 60 s, < 512 MiB")
        for fake in fakes:
            fake.log.clear()
        again = bench.measured("-m", "scraper", "run", "--workspace", str(folder))
        bench.line("scraper run, nothing changed", again, "1,000 requests, < 60 s")
        asked = [one for fake in fakes for one in fake.log if one.path != "/robots.txt"]
        conditional = sum("if-none-match" in one.headers for one in asked)
        print(f"{'':58} {len(asked):8,} requests of lists, {conditional:,} of them conditional")


def main() -> None:
    if not ATS.is_dir():
        print("../shared/data/ats is not here: the scraper is measured on recorded answers only and left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        # What is compiled once a version stands before what is measured.
        bench.measured("-c", "from scraper import text; text.hurry(print)")
        for times in (80, 240):
            load(Path(folder) / f"loaded-{times}", times)
        crawl(Path(folder) / "crawled")


if __name__ == "__main__":
    main()
