"""The commands of the scraper: one thin function a verb, no logic."""

from __future__ import annotations

import gc
import json
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scraper.model import ContractBroken
from scraper.workspace import Workspace

if TYPE_CHECKING:
    import datetime as dt

    from scraper.progress import Speaker

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Public job postings into an archive and a database.\n\n"
    "Exit codes: 0 all done; 1 done in part, what came is landed; 2 wrong usage or a wrong data file; "
    "3 nothing could be done.",
)

Folder = Annotated[Path, typer.Option("--workspace", help="Folder that holds everything that is made.")]
DATA = Path("data")
# Objects that are new and alive before the collector looks for cycles.
_COLLECTED_AT = 100_000


@app.command(epilog="Example: python -m scraper run --source hackernews --budget 120")
def run(
    source: Annotated[list[str] | None, typer.Option(help="Only this source (may be repeated).")] = None,
    board: Annotated[list[str] | None, typer.Option(help="Only this board (may be repeated).")] = None,
    budget: Annotated[float | None, typer.Option(help="Stop fetching after this many seconds.")] = None,
    include_disabled: Annotated[
        bool,
        typer.Option(help="Also ask a source named by --source that its board file keeps off, and says why."),
    ] = False,
    workspace: Folder = DATA,
) -> None:
    """Fetch what is due, archive it, load it, publish."""
    from scraper import pipeline

    ask = pipeline.Ask(source or (), board or (), budget_s=budget, include_disabled=include_disabled)
    with _voice() as voice:
        code = pipeline.scrape(Workspace(workspace), ask, voice)
    raise typer.Exit(code)


@app.command(epilog="Example: python -m scraper backfill hackernews --since 2011-01")
def backfill(
    source: Annotated[str, typer.Argument(help="Source that has a history.")],
    since: Annotated[str, typer.Option(help="First month, YYYY-MM.")],
    until: Annotated[str | None, typer.Option(help="Last month, YYYY-MM (default: the newest).")] = None,
    budget: Annotated[float | None, typer.Option(help="Stop fetching after this many seconds.")] = None,
    workspace: Folder = DATA,
) -> None:
    """Fetch history where the source has it; a second call goes on where the first stopped."""
    from scraper import pipeline
    from scraper.model import Window

    window = Window(_month("--since", since), _month("--until", until) if until else None)
    if window.since and window.until and window.since > window.until:
        raise typer.BadParameter(f"{until} lies before {since}", param_hint="--until")
    with _voice() as voice:
        code = pipeline.scrape(Workspace(workspace), pipeline.Ask([source], (), window, budget), voice)
    raise typer.Exit(code)


@app.command(epilog="Example: python -m scraper replay")
def replay(
    warc: Annotated[
        list[Path] | None, typer.Argument(help="Archive files (default: all of the workspace).")
    ] = None,
    workspace: Folder = DATA,
) -> None:
    """Parse archives again: all of them into a new database, or the given ones into the present one."""
    from scraper import pipeline

    with _voice() as voice:
        code = pipeline.replayed(Workspace(workspace), warc or (), voice)
    raise typer.Exit(code)


@app.command("import", epilog="Example: python -m scraper import hackernews dumps/*.jsonl.gz")
def import_(
    source: Annotated[str, typer.Argument(help="Source that the records come from.")],
    files: Annotated[
        list[Path], typer.Argument(help="Recorded dumps: JSON lines, plain or gzip.", exists=True)
    ],
    workspace: Folder = DATA,
) -> None:
    """Archive recorded dumps of a source and load them like any other payload."""
    from scraper import pipeline

    with _voice() as voice:
        code = pipeline.imported(Workspace(workspace), source, files, voice)
    raise typer.Exit(code)


@app.command(epilog="Example: python -m scraper status --json")
def status(
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of text.")] = False,
    boards_: Annotated[
        bool, typer.Option("--boards", help="Print a line a board in place of sources.")
    ] = False,
    workspace: Folder = DATA,
) -> None:
    """Tell sources and boards: last outcomes, counts, completeness of fields, and what needs a look."""
    from scraper import boards, health, store

    known = boards.load(Workspace(workspace).boards)
    with store.reading(Workspace(workspace)) as tables:
        told = health.status(tables, known)
    spoken = health.board_lines if boards_ else health.lines
    print(json.dumps(told, indent=1) if json_ else "\n".join(spoken(told)))


@app.command(epilog="Example: python -m scraper add https://example.test/careers")
def add(
    url: Annotated[str, typer.Argument(help="Address of a careers page, or of one of its postings.")],
    company: Annotated[
        str | None, typer.Option(help="Name of the employer (default: as the board says).")
    ] = None,
    workspace: Folder = DATA,
) -> None:
    """Recognise a board by its address or its page, ask it once, and write its row. Exit 3: nothing was written."""
    from scraper import adding

    try:
        print(adding.add(Workspace(workspace), url, company))
    except adding.NotAdded as none:
        print("\n".join(none.tried), file=sys.stderr)
        raise typer.Exit(3) from none


@app.command(epilog='Example: python -m scraper retire greenhouse acme --note "moved to Ashby"')
def retire(
    source: Annotated[str, typer.Argument(help="Source: name of its board file.")],
    board: Annotated[str, typer.Argument(help="Board: the slug of its row.")],
    note: Annotated[str | None, typer.Option(help="Why, for those who read the file.")] = None,
    workspace: Folder = DATA,
) -> None:
    """End a board: it is not asked any more, and its history stays."""
    from scraper import adding

    print(adding.retire(Workspace(workspace), source, board, note))


@app.command(epilog="Example: python -m scraper compare 2026-11-24 2026-11-25 --json")
def compare(
    earlier: Annotated[
        str | None, typer.Argument(help="A run, or the first letters of its name (none: list the runs).")
    ] = None,
    later: Annotated[str | None, typer.Argument(help="A later run (default: the last one).")] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON, with the ids.")] = False,
    workspace: Folder = DATA,
) -> None:
    """Tell what came, went and changed between two runs, by source and board."""
    from scraper import compare, store

    with store.reading(Workspace(workspace)) as tables:
        known = compare.runs(tables)
        found = compare.compare(tables, earlier, later or known[-1]["run"]) if earlier and known else None
    if found is None:
        print(
            json.dumps([*map(compare.told, known)], indent=1)
            if json_
            else "\n".join(compare.run_lines(known))
        )
    else:
        print(json.dumps(found, indent=1) if json_ else "\n".join(compare.lines(found)))


@app.command(epilog="Example: python -m scraper check --source greenhouse")
def check(
    source: Annotated[list[str] | None, typer.Option(help="Only this source (may be repeated).")] = None,
    workspace: Folder = DATA,
) -> None:
    """Ask each source once and print where its answer is not what its reader expects.

    Exit codes: 0 no drift; 1 drift, or no answer of some; 3 nothing was reached. The answers stay in checks/ of the
    workspace.
    """
    from scraper import check

    raise typer.Exit(check.check(Workspace(workspace), source or (), lambda line: print(line, flush=True)))


def main() -> None:
    """Run a command; a broken contract is told in one line and ends with exit code 2, an error of this program with 3."""
    # Modules are many objects and no garbage: the collector would look through them again and again as they are loaded.
    gc.set_threshold(_COLLECTED_AT)
    # The linear algebra that comes with numpy would keep a core waiting for work that never comes.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except ContractBroken as broken:
        print(f"error: {broken}", file=sys.stderr)
        sys.exit(2)
    except Exception:  # noqa: BLE001 - Python would end with 1, which schedulers read as "done in part"
        traceback.print_exc()
        sys.exit(3)


def _voice() -> Speaker:
    from scraper.progress import Speaker

    return Speaker()


def _month(option: str, text: str) -> dt.date:
    from scraper.boards import month_of

    try:
        return month_of(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=option) from error
