"""Two runs -> what came, went and changed between them, by source and board. Derived from the tables, with no state of its own.

Knows what a run is: the archive files of one stamp. A posting has *come* if it is listed after the later run and was not after
the earlier one (new, or back again); *gone* if it is the other way round, by a complete reading of its board or the source's
own word; *changed* if it is listed after both, with a new text between. What went is *closed* once that is beyond doubt (48
hours of complete readings): until then it may be back.

`scraper compare EARLIER LATER --json` prints an object: `earlier` and `later` (as in the list of runs), and `boards`: a list of
objects with `source`, `board`, and the ids that `came`, `went` (`closed`: those of them that are) and `changed`. Without runs
it prints the list: `run`, `began_at`, `ended_at`, `sources`, `requests`, `postings` (in its answers). Times are UTC.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from scraper.model import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scraper.store import Store

_RUNS = """
    SELECT replace(split_part(warc, '/', -1), '.warc.gz', '') AS run, min(fetched_at), max(fetched_at),
        count(DISTINCT source), count(*) FILTER (kind <> 'robots'), sum(postings)::BIGINT
    FROM "fetch" GROUP BY run ORDER BY max(fetched_at), run
"""
_OF_RUN = ("run", "began_at", "ended_at", "sources", "requests", "postings")
_WHAT = ("came", "went", "closed", "changed")


def runs(tables: Store) -> list[dict[str, Any]]:
    """All runs of a database, the oldest first."""
    return [dict(zip(_OF_RUN, row, strict=True)) for row in tables.rows(_RUNS)]


def compare(tables: Store, earlier: str, later: str) -> dict[str, Any]:
    """What came, went and changed from the end of a run to the end of another. Raises ContractBroken."""
    known = runs(tables)
    first, second = _named(known, earlier), _named(known, later)
    if first["ended_at"] > second["ended_at"]:
        raise ContractBroken(f"{first['run']} ended after {second['run']}: name the earlier run first")
    sql = (Path(__file__).parent / "compare.sql").read_text(encoding="utf-8")
    found = tables.named(sql, earlier=first["ended_at"], later=second["ended_at"])
    return {"earlier": told(first), "later": told(second), "boards": _by_board(found)}


def told(run: dict[str, Any]) -> dict[str, Any]:
    """A run with its times as text."""
    times = {name: run[name].isoformat(timespec="seconds") + "Z" for name in ("began_at", "ended_at")}
    return run | times


def run_lines(known: list[dict[str, Any]]) -> list[str]:
    """The list of runs for people."""
    return [
        f"{run['run']}  {run['sources']} source{'' if run['sources'] == 1 else 's'}, {run['requests']:,} requests, "
        f"{run['postings']:,} postings"
        for run in known
    ] or ["no run was loaded yet"]


def lines(found: dict[str, Any]) -> list[str]:
    """A comparison for people: a line a board where something happened, and the sum."""
    out = [
        f"{each['source']} {each['board'] or ''}".strip() + f": {_counts([each])}" for each in found["boards"]
    ]
    return [*out, f"from {found['earlier']['run']} to {found['later']['run']}: {_counts(found['boards'])}"]


def _named(known: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """The run of a name, or of the first letters of one; also with the path or ending of its archive file."""
    stamp = name.rsplit("/", 1)[-1].removesuffix(".warc.gz")
    fitting = [run for run in known if run["run"].startswith(stamp)]
    exact = [run for run in fitting if run["run"] == stamp]
    if len(exact or fitting) != 1:
        what = "no run is" if not fitting else f"{len(fitting)} runs are"
        raise ContractBroken(f"{what} called {name!r}; `scraper compare` lists them")
    return (exact or fitting)[0]


def _by_board(found: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    out: dict[tuple[str, str | None], dict[str, Any]] = {}
    for source, board, what, posting_id, closed in found:
        told_of = out.setdefault(
            (source, board), {"source": source, "board": board, **{name: [] for name in _WHAT}}
        )
        told_of[what].append(posting_id)
        if what == "went" and closed:
            told_of["closed"].append(posting_id)
    return list(out.values())


def _counts(boards: list[dict[str, Any]]) -> str:
    came, went, closed, changed = (sum(len(each[name]) for each in boards) for name in _WHAT)
    return f"{came:,} came, {went:,} went ({closed:,} closed), {changed:,} changed"
