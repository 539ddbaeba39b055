"""Speed, memory and coverage of the statistics, printed as tables: part of `make bench`.

Rows are invented by chance; times are wall clock in this process, memory the process's peak (resident). Two cores.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

REPO = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(REPO), str(REPO / "tests")]

from analysis import interval, ratio

MONTHS, SKILLS, READINGS, POSTINGS = 187, 40, 6, 100_000
COMPANIES = 20_000


def line(what, seconds, wanted="-"):
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what:74} {seconds:7.2f} s   peak {peak:6.0f} MiB   wanted: {wanted}")


def shares(rng):
    """Every share of 187 months, 40 skills and 6 readings over 100,000 postings, with its interval by company."""
    month, company = rng.integers(0, MONTHS, POSTINGS), rng.zipf(1.4, POSTINGS) % COMPANIES
    hits = rng.random((POSTINGS, SKILLS * READINGS), dtype=np.float32) < 0.2
    begun = time.perf_counter()
    columns = interval.by_cell(hits, company, np.arange(POSTINGS), month, MONTHS, ("posting",))["posting"]
    told = time.perf_counter() - begun
    assert columns["low"].shape == (MONTHS, SKILLS * READINGS)
    line(
        f"{columns['low'].size:,} shares with clustered intervals over {POSTINGS:,} postings",
        told,
        "< 10 s, < 2 GiB",
    )


def mentions(rng, rows):
    """Mention rows by month, a posting and skill once: DuckDB, as `analysis/store.py` has it, and the rows made before."""
    import duckdb

    store = duckdb.connect()
    store.execute("SET threads = 2; SET enable_progress_bar = false; SET memory_limit = '1500MB'")
    table = {
        "posting": rng.integers(0, max(rows // 10, 1), rows).astype(np.int32),
        "skill": rng.integers(0, 600, rows).astype(np.int16),
        "level": rng.integers(1, 5, rows).astype(np.int8),
    }
    frame = pd.DataFrame(table)
    frame["month"] = (frame["posting"] % MONTHS).astype("int16")
    store.register("staged", frame)
    store.execute("CREATE TABLE mention AS SELECT * FROM staged")
    store.unregister("staged")
    begun = time.perf_counter()
    found = store.execute(
        "SELECT month, skill, count(*) AS postings, count(*) FILTER (level >= 4) AS required FROM "
        "(SELECT month, posting, skill, max(level) AS level FROM mention GROUP BY ALL) GROUP BY ALL"
    ).fetchall()
    told = time.perf_counter() - begun
    assert 0.5 * rows < sum(row[2] for row in found) <= rows
    return told


def growth(rng):
    """No worse than linear: seconds a million rows, as the table grows tenfold and tenfold again."""
    print(
        f"\n{'mention rows grouped by month and skill, a posting once':58} {'seconds':>9} {'s a million':>12}"
    )
    mentions(rng, 10_000)  # the library's own start
    for rows in (10**5, 10**6, 10**7):
        told = mentions(rng, rows)
        print(
            f"{rows:58,} {told:9.3f} {told / rows * 1e6:12.3f}"
            + ("   wanted: < 3 s" if rows == 10**7 else "")
        )
    print(f"\n{'postings, 40 skills × 6 readings by 187 months':58} {'seconds':>9} {'s a 100,000':>12}")
    for rows in (10_000, 30_000, 100_000, 300_000):
        month, company = rng.integers(0, MONTHS, rows), rng.zipf(1.4, rows) % COMPANIES
        hits = rng.random((rows, SKILLS * READINGS), dtype=np.float32) < 0.2
        begun = time.perf_counter()
        interval.by_cell(hits, company, np.arange(rows), month, MONTHS, ("posting",))
        told = time.perf_counter() - begun
        print(f"{rows:58,} {told:9.3f} {told / rows * 1e5:12.3f}")


def lifts(rng):
    company = rng.zipf(1.4, 10_000) % 2_000
    hits = rng.random((10_000, 40)) < 0.2
    a, b = np.triu_indices(40, 1)
    begun = time.perf_counter()
    ratio.lifts(hits[:, a] & hits[:, b], hits[:, a], hits[:, b], company)
    line(f"{len(a)} lifts with intervals over 10,000 postings", time.perf_counter() - begun)


def coverage():
    """The simulation of `methods.md`, with fewer replicates: the slow test has 2,000 and more designs."""
    import test_estimate

    print(
        f"\n95 % intervals that hold the truth, 500 replicates{'':9} {'50':>6} {'200':>6} {'400':>6} companies"
    )
    for p, icc in ((0.75, 0.2), (0.75, 0.4), (0.05, 0.2), (0.3, 0.8)):
        held = [100 * test_estimate.coverage(500, companies, p, icc) for companies in (50, 200, 400)]
        print(
            f"  share {p}, correlation within companies {icc}{'':22}"
            + "".join(f" {one:6.1f}" for one in held)
        )


def main() -> None:
    rng = np.random.default_rng(0)
    shares(rng)
    lifts(rng)
    growth(rng)
    coverage()


if __name__ == "__main__":
    main()
