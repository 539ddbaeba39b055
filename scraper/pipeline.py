"""The order of the steps of one run, nothing else: lock, recover, crawl, load, publish, sum up.

Whatever was archived and not loaded (a killed run) is loaded first, so nothing that came is lost.
"""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from scraper import archive, boards, crawl, health, replay, sources, store
from scraper.model import ContractBroken, Payload, State, Window, digest_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from scraper.model import Source
    from scraper.workspace import Workspace


class Voice(Protocol):
    """How a run speaks: `say` what happens, `warn` what went wrong, `progress` of requests made of those known."""

    def say(self, sentence: str) -> None: ...
    def warn(self, sentence: str) -> None: ...
    def progress(self, made: int, known: int, url: str) -> None: ...


@dataclass(frozen=True)
class Ask:
    """What a run is asked to fetch: sources and boards by name (none: all), months, seconds."""

    sources: Collection[str] = ()
    boards: Collection[str] = ()
    window: Window = field(default_factory=Window)
    budget_s: float | None = None


def scrape(workspace: Workspace, ask: Ask, voice: Voice) -> int:
    """Fetch what is due, archive, load, publish. The exit code of the design."""
    known = boards.load(workspace.boards, sources.discover())
    chosen = _chosen(known, ask.sources)
    _check_boards(chosen, ask.boards)
    with store.locked(workspace, voice.warn):
        damaged = _recover(workspace, known, voice)
        deadline = None if ask.budget_s is None else time.monotonic() + ask.budget_s
        warcs, left = [], 0
        for source in chosen:
            warc = workspace.raw / source.name / f"{archive.stamp(_now())}.warc.gz"
            ended = _crawl(workspace, source, ask, deadline, warc, voice)
            left += ended.left
            warcs += [warc] if warc.exists() else []
        if not warcs:
            voice.say("nothing was due")
            return 1 if left or damaged else 0
        report, cut = _load(workspace, known, warcs, voice)
    return health.exit_code(report, left=left, damaged=damaged + cut)


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
    source = _chosen(known, [name])[0]
    with store.locked(workspace, voice.warn):
        warc = workspace.raw / source.name / f"{archive.stamp(_now())}.warc.gz"
        _archive_dumps(source, files, warc)
        report, cut = _load(workspace, known, [warc], voice)
    return health.exit_code(report, left=0, damaged=cut)


def _chosen(known: dict[str, Source], names: Collection[str]) -> list[Source]:
    for name in names:
        if name not in known:
            raise ContractBroken(f"no source is called {name!r}; known are {', '.join(known)}")
    return [known[name] for name in (names or known)]


def _check_boards(chosen: list[Source], slugs: Collection[str]) -> None:
    known = {board.slug for source in chosen for board in source.boards}
    for slug in slugs:
        if slug not in known:
            raise ContractBroken(
                f"no board of {', '.join(source.name for source in chosen)} is called {slug!r}"
            )


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


def _crawl(  # noqa: PLR0913, PLR0917 - all of them are the run's
    workspace: Workspace, source: Source, ask: Ask, deadline: float | None, warc: Path, voice: Voice
) -> crawl.Ended:
    state = State()
    if workspace.database.exists():
        with store.reading(workspace) as tables:
            state = tables.state(source.name)
    module = sources.discover()[source.module]
    job = crawl.Crawl(source, module, ask.window, state, ask.boards, deadline)

    def tell(made: int, expected: int, payload: Payload) -> None:
        voice.progress(made, expected, payload.url)

    ended = crawl.crawl(job, warc, tell)
    if ended.reason:
        voice.warn(
            f"{source.name}: stopped: {ended.reason}; {ended.left:,} requests are left for the next run"
        )
    return ended


def _load(
    workspace: Workspace, known: dict[str, Source], warcs: list[Path], voice: Voice, *, anew: bool = False
) -> tuple[health.Report, int]:
    modules = {name: source.module for name, source in known.items()}
    names = [f"{path.parent.name}/{path.name}" for path in warcs]
    with store.writing(workspace, archive.stamp(_now()), anew=anew) as tables:
        before = health.counts(tables)
        damaged = replay.load(tables, warcs, modules, voice.warn)
        report = health.report(tables, names, before)
    for line in health.failures(report):
        voice.warn(line)
    voice.say(f"{health.summary(report)}; published {workspace.database}")
    return report, damaged


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
