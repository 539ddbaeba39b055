"""The commands of the analysis: one thin function a verb, no logic."""

from __future__ import annotations

import json
import os
import sys
import traceback
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from analysis.taxonomy import ContractBroken
from analysis.workspace import Workspace, shipped

# Every matrix here is small: threads of the linear algebra library wait for each other (ten times as slow beside another
# process on two cores), and add up in another order each time. Read when numpy is imported, which the verbs do.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Postings into roles, mentions, shares, verdicts, charts and pages.\n\n"
    "Exit codes: 0 all done; 1 done in part, the rest is named; 2 wrong usage or a wrong data file; "
    "3 nothing could be done.",
)

Folder = Annotated[Path, typer.Option("--workspace", help="Folder that holds everything that is made.")]
DATA = Path("data")


class Engine(StrEnum):
    """Who hands batches to the extractor."""

    local = "local"


class Lines:
    """Sentences on standard output, warnings on standard error."""

    def say(self, sentence: str) -> None:
        print(sentence, flush=True)

    def warn(self, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)


@app.command(epilog="Example: python -m analysis run --workspace data")
def run(
    engine: Annotated[Engine, typer.Option(help="Who hands batches to the extractor.")] = Engine.local,  # noqa: ARG001
    workspace: Folder = DATA,
) -> None:
    """Extract, measure, judge, draw and write the site; where nothing changed, nothing is made again."""
    from analysis import pipeline

    _tell_of_compiling()
    raise typer.Exit(pipeline.analyse(Workspace(workspace), Lines()))


@app.command(epilog="Example: python -m analysis label postings.jsonl > labels.jsonl")
def label(
    file: Annotated[
        Path,
        typer.Argument(
            help="JSON lines with id, text and maybe title, company, format; - for standard input."
        ),
    ],
    workspace: Folder = DATA,
) -> None:
    """Label each input line: role, level by category, vendors, tools, seniority; a JSON line each, in input order."""
    from analysis import taxonomy
    from analysis.label import label_lines
    from scraper.text import html_lines, hurry, plain_lines

    if str(file) != "-" and not file.is_file():
        raise typer.BadParameter(f"{file}: no such file")
    known = taxonomy.load(Workspace(workspace).taxonomy)
    _tell_of_compiling()
    hurry(_tell)
    failed = 0
    with sys.stdin.buffer if str(file) == "-" else file.open("rb") as lines:
        for line, done in label_lines(lines, known, html_lines, plain_lines):
            failed += not done
            sys.stdout.buffer.write(line + b"\n")
    raise typer.Exit(1 if failed else 0)


@app.command(epilog="Example: python -m analysis explain hackernews:20869240 --html > page.html")
def explain(
    posting_id: Annotated[
        str,
        typer.Argument(help="Posting that was scraped here; - for a JSON line of `label` on standard input."),
    ],
    html: Annotated[bool, typer.Option("--html", help="Print a page that stands alone.")] = False,
    workspace: Folder = DATA,
) -> None:
    """Show one posting with its sections, mentions and levels, and the rule that decided each."""
    from analysis import explanation, posted, store, taxonomy
    from scraper.text import html_lines, plain_lines

    home = Workspace(workspace)
    known = taxonomy.load(home.taxonomy)
    if posting_id == "-":
        told = explanation.explain(
            posted.of_line(sys.stdin.buffer, known, html_lines, plain_lines), known, {}
        )
    else:
        with store.looking(home) as found:
            posting = posted.of_row(found.posting(posting_id))
            told = explanation.explain(posting, known, found.repeated_lines(posting_id))
    if html:
        from analysis.site import explained

        sys.stdout.buffer.write(explained.page(told).encode())
    else:
        from analysis.explain import show

        show(told, sys.stdout)


@app.command(epilog="Example: python -m analysis verdict --json")
def verdict(
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON list instead of text.")] = False,
    workspace: Folder = DATA,
) -> None:
    """Tell the claims and their verdicts."""
    from analysis import report, store

    with store.reading(Workspace(workspace)) as findings:
        verdicts = findings.frame("verdict")
    if json_:
        print(json.dumps(report.objects(verdicts), indent=1))
    else:
        print("\n".join(report.in_words(verdicts)))


@app.command(epilog="Example: python -m analysis trace cloud-three-quarters --all")
def trace(  # noqa: PLR0913, PLR0917 - options of a command
    claim: Annotated[str, typer.Argument(help="Claim: name of its file in data/claims/.")],
    source: Annotated[
        str | None, typer.Option(help="Source whose verdict to trace; default the one that answers.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many postings to list.")] = 20,
    all_: Annotated[bool, typer.Option("--all", help="List every posting with it.")] = False,
    json_: Annotated[
        bool, typer.Option("--json", help="Print one JSON list of every posting counted.")
    ] = False,
    workspace: Folder = DATA,
) -> None:
    """List the postings behind a verdict's share: their public pages, and where the lines stand."""
    from analysis import report, store
    from analysis import trace as tracing

    home = Workspace(workspace)
    with store.reading(home) as findings:
        verdict = tracing.chosen(report.objects(findings.frame("verdict")), claim, source)
        table = tracing.postings(findings.facts(), verdict)
        told = tracing.places(findings, verdict["detail"]["trace"]["measure"], table["posting_id"].tolist())
    found = tracing.objects(table, told, tracing.public_pages(home.boards, shipped("boards")))
    if json_:
        print(json.dumps(found, indent=1))
    else:
        print("\n".join(tracing.in_words(found, verdict, None if all_ else limit)))


@app.command(epilog="Example: python -m analysis export-facts hackernews data/history/hackernews.parquet")
def export_facts(
    source: Annotated[str, typer.Argument(help="Source whose facts to write.")],
    file: Annotated[Path, typer.Argument(help="Parquet file to write.")],
    workspace: Folder = DATA,
) -> None:
    """Write the facts of a source that was analysed here, as they ship in data/history/ (no text of anybody)."""
    from analysis import pipeline

    raise typer.Exit(pipeline.export(Workspace(workspace), source, file, Lines()))


@app.command(hidden=True)
def write_docs(
    repository: Annotated[Path, typer.Argument(help="Checkout whose README and dictionary to write.")],
) -> None:
    """Write the made parts of the documentation (`make docs`)."""
    from analysis import docs

    print("wrote", ", ".join(docs.write(repository)))


def _tell_of_compiling() -> None:
    """Say why the first reading after a change takes longer."""
    from analysis import compiled

    if not compiled.is_kept():
        _tell("compiling the rules that read postings: once a version, up to a minute")


def _tell(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> None:
    """Run a command; a broken contract is told in one line and ends with exit code 2, an error of this program with 3."""
    try:
        app()
    except ContractBroken as broken:
        print(f"error: {broken}", file=sys.stderr)
        sys.exit(2)
    except Exception:  # noqa: BLE001 - Python would end with 1, which schedulers read as "done in part"
        traceback.print_exc()
        sys.exit(3)
