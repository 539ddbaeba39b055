"""`scraper check`: a live look at each source, whether it still tells what its module reads.

Knows the order of the steps. Asks a board of each source, and the next one only where it lists nothing (three at most); asks
few details. What came is kept in `checks/` of the workspace until the next check, and goes into no table.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scraper import boards, probe, shape, sources
from scraper.model import ContractBroken, Listed, Posting

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from scraper.model import Board, Record, Source
    from scraper.workspace import Workspace

_MOST_BOARDS, _MOST_REQUESTS = 3, 5
_NEXT_BOARD = frozenset({"gone", "empty", "unknown"})


@dataclass(frozen=True)
class Seen:
    """What a look at a source saw. `state`: ok, drift, silent (no answer came) or skipped (not asked)."""

    source: str
    state: str
    told: str

    @property
    def line(self) -> str:
        word = {"silent": "not reached", "skipped": "not asked"}.get(self.state, self.state)
        return f"{self.source}: {word}: {self.told}"


def check(workspace: Workspace, names: Collection[str], say: Callable[[str], None]) -> int:
    """Look at sources (none named: all that are on), a line each.

    0 no drift; 1 drift, or a source that gave no answer beside others that did; 3 nothing was reached.
    """
    seen = []
    for source in _chosen(workspace, names):
        seen.append(_look(workspace, source))
        say(seen[-1].line)
    states = {one.state for one in seen}
    if not states & {"ok", "drift"}:
        return 3
    return 1 if states & {"drift", "silent"} else 0


def _chosen(workspace: Workspace, names: Collection[str]) -> list[Source]:
    known = boards.load(workspace.boards, sources.discover())
    for name in names:
        if name not in known:
            raise ContractBroken(f"no source is called {name!r}; known are {', '.join(known)}")
        if not known[name].enabled:
            raise ContractBroken(f"source {name!r} is off: {known[name].reason}")
    return [source for source in known.values() if source.enabled and (not names or source.name in names)]


def _look(workspace: Workspace, source: Source) -> Seen:
    missing = [name for name in source.key_env if not os.environ.get(name)]
    if missing:
        return Seen(source.name, "skipped", f"needs the environment variable {' and '.join(missing)}")
    live = [board for board in source.boards if board.retired is None]
    told = list[str]()
    for number, board in enumerate([None, *live[:_MOST_BOARDS]]):
        warc = workspace.root / "checks" / f"{source.name}-{number}.warc.gz"
        warc.unlink(missing_ok=True)
        answers = _answers(source, board, warc)
        if not answers:
            continue
        last, name = answers[-1], board.slug if board else "its own list"
        if last.outcome not in _NEXT_BOARD or any(answer.records for answer in answers):
            return _judged(source, name, answers)
        told.append(f"{name} {last.told}")
    what = f"nothing is listed: {'; '.join(told)}" if told else "its board file has no board to ask"
    return Seen(source.name, "drift" if told else "skipped", what)


def _answers(source: Source, board: Board | None, warc: Path) -> list[probe.Answer]:
    """Answers until one lists postings, or details told enough of them, or one is bad."""
    out: list[probe.Answer] = []
    for answer in probe.answers(source, board, warc, _MOST_REQUESTS):
        out.append(answer)
        listed = answer.lists and _postings(list(answer.records))
        if listed or _is_bad(answer) or len(_postings(_records(out))) >= shape.ENOUGH:
            break
    return out


def _judged(source: Source, name: str, answers: list[probe.Answer]) -> Seen:
    last, records = answers[-1], _records(answers)
    if not last.reached:
        return Seen(source.name, "silent", f"{name}: {last.told}")
    wrong = shape.drift(source.module, records)
    wrong = [f"answered {answer.told}" for answer in answers if _is_bad(answer)] + wrong
    postings = len(_postings(records))
    named = sum(isinstance(record, Listed) for record in records)
    counts = f"{postings:,} postings" + (f", {named:,} names" if named else "")
    told = [f"{name}: {counts}", *wrong, *_keys(source, answers)]
    return Seen(source.name, "drift" if wrong else "ok", "; ".join(told))


def _is_bad(answer: probe.Answer) -> bool:
    """Whether an answer is another than it should be; a job that ended since the list was made is not."""
    ended = answer.payload.native_id is not None and answer.outcome == "gone"
    return answer.outcome not in {"ok", "empty"} and not ended


def _keys(source: Source, answers: list[probe.Answer]) -> list[str]:
    """Keys of the first list that are new, or never there. Told, and no drift: sources leave out what they do not know."""
    listing = next((answer for answer in answers if answer.lists and answer.outcome == "ok"), None)
    new, absent = shape.keys(source.module, listing.payload.body) if listing else ([], [])
    out = [f"keys not read: {', '.join(new)}"] if new else []
    return [*out, f"keys not there: {', '.join(absent)}"] if absent else out


def _records(answers: list[probe.Answer]) -> list[Record]:
    return list(itertools.chain.from_iterable(answer.records for answer in answers))


def _postings(records: list[Record]) -> list[Posting]:
    return [record for record in records if isinstance(record, Posting)]
