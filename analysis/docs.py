"""The parts of the documentation that are made: the README's figure and sentence, and the data dictionary.

Knows the marks between which they stand. Knows no statistics: all numbers come from findings, all descriptions from
the comments of the schema.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import pipeline, report, store
from analysis.workspace import Workspace

if TYPE_CHECKING:
    import pandas as pd

CLAIM = "cloud-three-quarters"
FIGURE = "claim_over_time"
_BEGIN, _END = "<!-- made by `make docs`: {} -->", "<!-- end -->"


@dataclass(frozen=True)
class Docs:
    """Content of the made files: texts by path below the repository, figures by name in `.github/`."""

    texts: dict[str, str]
    figures: dict[str, bytes]


class _Silent:
    def say(self, _sentence: str) -> None: ...
    def warn(self, _sentence: str) -> None: ...


def made(repository: Path, run: Workspace | None = None) -> Docs:
    """The documentation as the bundled facts and the schema say today; nothing is written.

    run: a workspace in which the bundled facts were analysed already; else they are now, which takes a minute.
    """
    if run is not None:
        return _made(repository, run)
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        pipeline.analyse(workspace, _Silent())
        return _made(repository, workspace)


def _made(repository: Path, workspace: Workspace) -> Docs:
    with store.reading(workspace) as findings:
        sentence = in_a_sentence(report.objects(findings.frame("verdict")), findings.frame("share"))
    texts = {
        suffix: (workspace.charts / f"{FIGURE}.{suffix}").read_text(encoding="utf-8")
        for suffix in ("csv", "txt")
    }
    title, *described = texts["txt"].splitlines()
    alt = " ".join([f"{title}.", *" ".join(described).split()])
    # GitHub shows the dark figure to readers of its dark theme.
    picture = (
        f'<picture><source media="(prefers-color-scheme: dark)" srcset=".github/{FIGURE}-dark.png">'
        f'<img src=".github/{FIGURE}.png" alt="{escape(alt)}"></picture>'
    )
    readme = (repository / "README.md").read_text(encoding="utf-8")
    return Docs(
        texts={
            "README.md": between(readme, "finding", f"{picture}\n\n{sentence}"),
            f".github/{FIGURE}.csv": texts["csv"],
            "data/README.md": dictionary(repository / "data" / "schema"),
        },
        figures={
            f"{FIGURE}{ending}.png": (workspace.charts / f"{FIGURE}{ending}.png").read_bytes()
            for ending in ("", "-dark")
        },
    )


def write(repository: Path) -> list[str]:
    """Write the made parts; the paths that were written."""
    docs = made(repository)
    for name, text in docs.texts.items():
        (repository / name).write_text(text, encoding="utf-8")
    for name, content in docs.figures.items():
        (repository / ".github" / name).write_bytes(content)
    return [*docs.texts, *(f".github/{name}" for name in docs.figures)]


def between(text: str, name: str, content: str) -> str:
    """The text with new content between the marks of a made part. Raises ValueError where they are missing."""
    begin = _BEGIN.format(name)
    if begin not in text:
        raise ValueError(f"the mark {begin} is missing")
    pattern = re.escape(begin) + r".*?" + re.escape(_END)
    return re.sub(pattern, lambda _found: f"{begin}\n{content}\n{_END}", text, count=1, flags=re.DOTALL)


def in_a_sentence(answers: list[dict[str, Any]], shares: pd.DataFrame) -> str:
    """The claim's finding: shares with intervals, postings, companies, window and kind of data."""
    answer = next(row for row in answers if row["id"] == CLAIM)
    first, last = answer["window"].split("..")
    told = {rung: _reading(answer, shares, rung) for rung in ("E1", "E2", "E4")}
    direction = f" ({answer['direction']})" if answer["direction"] else ""
    return (
        f"**{_share(told['E1'])} of backend postings on Hacker News name a cloud platform at all, {_share(told['E2'])} "
        f"work with one or ask for one, and {_share(told['E4'])} require one** "
        f"({first} to {last}: {answer['n']:,} postings of {answer['companies']:,} companies, reposts folded; 95 % intervals "
        f"by company; bundled {answer['kind']}; as measured: {_band(answer)}). "
        f"The claim's verdict there: *{answer['verdict']}{direction}*. {' '.join(answer['detail']['marks'])}"
    ).rstrip()


def _band(answer: dict[str, Any]) -> str:
    """What the detector's errors leave open; the sentence's shares themselves are never corrected."""
    known = answer["detail"].get("corrections", {})
    rows = [(known.get(rung) or {}, said) for rung, said in (("E1", "name"), ("E4", "require"))]
    reach = [
        f"{100 * row['band_low']:.0f}–{100 * row['band_high']:.0f} % may {said} one"
        for row, said in rows
        if row.get("band_low") is not None
    ]
    if not reach:
        return "not corrected for the detector's errors"
    return f"by its errors on {rows[0][0]['labels_all']} labels, the detector leaves open that {' and '.join(reach)}"


def _reading(answer: dict[str, Any], shares: pd.DataFrame, evidence: str) -> dict[str, Any]:
    """The row of table `share` that belongs to the answer's window, at a rung of the evidence ladder."""
    first = answer["window"].split("..")[0]
    rows = shares[
        (shares["source"] == answer["source"])
        & (shares["span"] == "window")
        & (shares["month"].dt.strftime("%Y-%m") == first)
        & (shares["category"] == "cloud")
        & (shares["role_rung"] == "R2")
        & (shares["words"] == "any")
        & (shares["weight"] == "posting")
        & (shares["evidence"] == evidence)
    ]
    found: dict[str, Any] = rows.to_dict("records")[0]
    return found


def _share(row: dict[str, Any]) -> str:
    return f"{row['share']:.1%} [{row['low']:.1%}–{row['high']:.1%}]".replace("%", " %")


def dictionary(folder: Path) -> str:
    """The data dictionary: every table and column of the schema with its comment, as Markdown."""
    parts = [_DICTIONARY_HEAD]
    for name in ("postings", "findings"):
        parts.append(f"\n## `{name}.duckdb`\n")
        for table, comment, columns in store.described((folder / f"{name}.sql").read_text(encoding="utf-8")):
            rows = "\n".join(f"| `{column}` | {kind} | {text or ''} |" for column, kind, text in columns)
            parts.append(
                f"\n### `{table}`\n\n{comment}\n\n| column | type | meaning |\n|---|---|---|\n{rows}\n"
            )
    return "".join(parts)


_DICTIONARY_HEAD = """# Data dictionary

Made by `make docs` from the comments in `schema/*.sql`, which are the contract between `scraper/` and `analysis/`.
Times are UTC. NULL means "not told", never "no". Shares and intervals are fractions in [0, 1].

| folder | what |
|---|---|
| `schema/` | the tables below, as SQL |
| `boards/` | one file a source: endpoints, spacing, terms, boards |
| `taxonomy/` | skills and cue phrases by category, with sentences that run as tests |
| `claims/` | claims, registered before they were measured |
| `history/` | facts derived from real postings, one Parquet file a source, columns as table `fact`; no text of anybody |
| `labels/` | what a careful reader stated of single postings, and the extractor's errors on it |
| `study.toml` | regions, lengths, control series and logged breaks, for all claims alike |
| `places.toml`, `shapes.toml` | names of places; what `scraper check` expects of each source's answers |
| `raw/`, `*.duckdb`, `tables/`, `charts/`, `site/`, `checks/` | made here, not part of the project |

Breaks in the numbers are listed in `CHANGES.md`.
"""
