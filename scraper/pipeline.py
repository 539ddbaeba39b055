"""The order of the steps of one run, nothing else: lock, recover, crawl, load, publish, sum up.

Whatever was archived and not loaded (a killed run) is loaded first, so nothing that came is lost.
"""

from __future__ import annotations

import datetime as dt
import functools
import time
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from scraper import archive, boards, health, late, replay, sources, store
from scraper.model import ContractBroken, Payload, State, Window, digest_of
from scraper.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from scraper.crawl import Crawl, Ended
    from scraper.model import Source
    from scraper.workspace import Workspace


# Sources that are asked at the same time; they mostly wait.
_SIDE_BY_SIDE = 32


class Voice(Protocol):
    """How a run speaks: `say` what happens, `warn` what went wrong, `progress` of requests made of those known."""

    def say(self, sentence: str) -> None: ...
    def warn(self, sentence: str) -> None: ...
    def progress(self, made: int, known: int, url: str) -> None: ...


@dataclass(frozen=True)
class Ask:
    """What a run is asked to fetch: sources and boards by name (none: all), months, seconds.

    `include_disabled`: sources that are named may be such as their board file keeps off.
    """

    sources: Collection[str] = ()
    boards: Collection[str] = ()
    window: Window = field(default_factory=Window)
    budget_s: float | None = None
    include_disabled: bool = False


def scrape(workspace: Workspace, ask: Ask, voice: Voice) -> int:
    """Fetch what is due, archive, load, publish. The exit code of the design."""
    known = boards.load(workspace.boards, sources.discover())
    chosen = _chosen(known, ask)
    _check_boards(chosen, ask.boards)
    with store.locked(workspace, voice.warn):
        damaged = _recover(workspace, known, voice)
        deadline = None if ask.budget_s is None else time.monotonic() + ask.budget_s
        jobs, held = _due(workspace, chosen, ask, Turns(deadline), voice)
        warcs, left = _crawl_all(workspace, jobs, voice)
        if not warcs:
            voice.say("nothing was due")
            return 1 if left or held or damaged else 0
        report, cut = _load(workspace, known, warcs, voice)
    return health.exit_code(report, left=left + held, damaged=damaged + cut)


def replayed(workspace: Workspace, warcs: Collection[Path], voice: Voice) -> int:
    """Parse archives again: the files given into the published database, or all of them into a new one."""
    known = boards.load(workspace.boards, sources.discover())
    missing = [str(path) for path in warcs if not path.is_file()]
    if missing:
        raise ContractBroken(f"{', '.join(missing)}: no such file")
    with store.locked(workspace, voice.warn):
        chosen = list(warcs) or _archived(workspace)
        if not chosen:
            voice.warn(f"{workspace.raw}: no archive files (*.warc.gz) here, nothing to replay")
            return 3
        voice.say(f"replaying {len(chosen):,} archive files")
        _report, damaged = _load(workspace, known, chosen, voice, anew=not warcs)
    return 1 if damaged else 0


def imported(workspace: Workspace, name: str, files: Collection[Path], voice: Voice) -> int:
    """Archive recorded dumps of a source as payloads, and load them like any other."""
    known = boards.load(workspace.boards, sources.discover())
    source = _named(known, name)
    with store.locked(workspace, voice.warn):
        warc = workspace.raw / source.name / f"{archive.stamp(_now())}.warc.gz"
        _archive_dumps(source, files, warc)
        report, cut = _load(workspace, known, [warc], voice)
    return health.exit_code(report, left=0, damaged=cut)


def _chosen(known: dict[str, Source], ask: Ask) -> list[Source]:
    """Sources that are named, else all that are on."""
    if not ask.sources:
        return [source for source in known.values() if source.enabled]
    chosen = [_named(known, name) for name in ask.sources]
    for source in chosen:
        if not source.enabled and not ask.include_disabled:
            raise ContractBroken(
                f"source {source.name!r} is off: {source.reason} (--include-disabled asks it all the same)"
            )
    return chosen


def _named(known: dict[str, Source], name: str) -> Source:
    if name not in known:
        raise ContractBroken(f"no source is called {name!r}; known are {', '.join(known)}")
    return known[name]


def _check_boards(chosen: list[Source], slugs: Collection[str]) -> None:
    known = {board.slug: board for source in chosen for board in source.boards}
    for slug in slugs:
        if slug not in known:
            raise ContractBroken(
                f"no board of {', '.join(source.name for source in chosen)} is called {slug!r}"
            )
        if known[slug].retired:
            raise ContractBroken(f"board {slug!r} is retired since {known[slug].retired}")


def _due(
    workspace: Workspace, chosen: list[Source], ask: Ask, turns: Turns, voice: Voice
) -> tuple[list[Crawl], int]:
    """Crawls of the sources that are due, and the number of those that asked to be left alone."""
    # What speaks to the network is loaded where it is spoken to: a load needs none of it.
    from scraper import crawl

    now, jobs, held = _now(), [], 0
    for source, state in zip(chosen, _states(workspace, chosen, now), strict=True):
        job = crawl.Crawl(source, sources.discover()[source.module], ask.window, state, ask.boards, turns)
        reason = crawl.not_due(job)
        if reason is None:
            jobs.append(job)
        elif state.closed_until and state.closed_until > now:
            held += 1
            voice.warn(f"{source.name}: not asked: {reason}")
        else:
            voice.say(f"{source.name}: not asked: {reason}")
    return jobs, held


def _states(workspace: Workspace, chosen: list[Source], now: dt.datetime) -> list[State]:
    if not workspace.database.exists():
        return [State(now=now) for _ in chosen]
    modules = sources.discover()
    with store.reading(workspace) as tables:
        return [
            tables.state(
                source.name,
                now,
                details=modules[source.module].follows,
                ids_of_source=modules[source.module].IDS_OF_SOURCE,
            )
            for source in chosen
        ]


def _recover(workspace: Workspace, known: dict[str, Source], voice: Voice) -> int:
    """Load what a killed run archived and did not load; the number of damaged files."""
    archived = _archived(workspace)
    loaded = set[str]()
    if workspace.database.exists():
        with store.reading(workspace) as tables:
            loaded = tables.loaded_warcs()
    waiting = [path for path in archived if f"{path.parent.name}/{path.name}" not in loaded]
    if not waiting:
        return 0
    voice.say(f"loading {len(waiting):,} archive files that an earlier run left")
    damaged = _load(workspace, known, waiting, voice)[1]
    if damaged:
        _set_aside(workspace, waiting, voice)
    return damaged


def _set_aside(workspace: Workspace, waiting: list[Path], voice: Voice) -> None:
    """Rename damaged files without one whole record, or every later run would stop at them again."""
    with store.reading(workspace) as tables:
        loaded = tables.loaded_warcs()
    for path in waiting:
        if f"{path.parent.name}/{path.name}" not in loaded:
            voice.warn(f"{path}: set aside as {path.name}.cut")
            path.rename(path.with_name(f"{path.name}.cut"))


def _archived(workspace: Workspace) -> list[Path]:
    """Archive files; empty ones, which a killed run opened and did not write to, hold nothing."""
    return sorted(path for path in workspace.raw.glob("*/*.warc.gz") if path.stat().st_size)


@dataclass
class _Tally:
    """Requests made and known of all sources of a run, for its one progress bar."""

    voice: Voice
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def tell(self, source: str, made: int, known: int, payload: Payload) -> None:
        self.counts[source] = made, known
        told = list(self.counts.values())
        self.voice.progress(sum(pair[0] for pair in told), sum(pair[1] for pair in told), payload.url)


def _crawl_all(workspace: Workspace, jobs: list[Crawl], voice: Voice) -> tuple[list[Path], int]:
    """Crawl sources side by side, each into a file of its own; the files, and the number of requests left."""
    if not jobs:
        return [], 0
    name, tally = f"{archive.stamp(_now())}.warc.gz", _Tally(voice)
    warcs = [workspace.raw / job.source.name / name for job in jobs]
    with ThreadPoolExecutor(min(len(jobs), _SIDE_BY_SIDE)) as pool:
        crawls = [pool.submit(_crawl, job, warc, tally) for job, warc in zip(jobs, warcs, strict=True)]
        try:
            wait(crawls)
        except KeyboardInterrupt:
            voice.warn("interrupted: waiting for the requests on their way; what came is loaded")
            jobs[0].turns.stop()
    ended = [one.result() for one in crawls]
    for job, end in zip(jobs, ended, strict=True):
        if end.reason:
            voice.warn(
                f"{job.source.name}: stopped: {end.reason}; {end.left:,} requests are left for the next run"
            )
    return [warc for warc in warcs if warc.exists()], sum(end.left for end in ended)


def _crawl(job: Crawl, warc: Path, tally: _Tally) -> Ended:
    """One source; whatever goes wrong with it, the others go on."""
    from scraper import crawl

    try:
        return crawl.crawl(job, warc, functools.partial(tally.tell, job.source.name))
    except Exception as error:  # noqa: BLE001 - one bad source never touches another; told with its name
        return crawl.Ended(0, 1, f"an error of this program ({error!r})")


def _load(
    workspace: Workspace, known: dict[str, Source], warcs: list[Path], voice: Voice, *, anew: bool = False
) -> tuple[health.Report, int]:
    modules = {name: source.module for name, source in known.items()}
    names = [f"{path.parent.name}/{path.name}" for path in warcs]
    if not anew and _is_late(workspace, warcs, voice):
        warcs, anew = sorted({*_archived(workspace), *warcs}), True
    with store.writing(workspace, archive.stamp(_now()), anew=anew) as tables:
        before = health.counts(tables)
        damaged = replay.load(tables, warcs, modules, voice.warn)
        report = health.report(tables, names, before)
        zeros = health.zeros(tables, names)
    for line in [*health.failures(report), *zeros]:
        voice.warn(line)
    voice.say(f"{health.summary(report)}; published {workspace.database}")
    return report, damaged


def _is_late(workspace: Workspace, warcs: list[Path], voice: Voice) -> bool:
    """Whether a file is older than what is loaded of its source. What came between them has to be judged again."""
    if not workspace.database.exists():
        return False
    with store.reading(workspace) as tables:
        loaded, found = tables.loaded_warcs(), late.late(tables, warcs)
    if not found:
        return False
    if any(not (workspace.raw / name).is_file() for name in loaded):
        voice.warn(
            f"{found[0]}: older than what is loaded, of which a part is not in {workspace.raw} any more: added as it is"
        )
        return False
    voice.say(f"{found[0]} is older than what is loaded: loading all archive files again, in their order")
    return True


def _archive_dumps(source: Source, files: Collection[Path], warc: Path) -> None:
    module = sources.discover()[source.module]
    bodies = {path.name: archive.unpacked(path) for path in sorted(files)}
    times = [time for time in map(module.newest, bodies.values()) if time]
    if not times:
        raise ContractBroken(f"{', '.join(bodies) or 'no file'}: no record with a time in it")
    headers = {"content-type": "application/x-ndjson"}
    with archive.Archive(warc) as kept:
        for name, body in bodies.items():
            digest = digest_of(body)
            kept.put(
                Payload(
                    source=source.name,
                    kind="dump",
                    url=f"dump:{name}",
                    fetched_at=max(times),
                    public=source.public,
                    status=200,
                    headers=headers,
                    body=body,
                    digest=digest,
                )
            )


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)
