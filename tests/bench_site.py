"""Speed of pictures, pages and commands, printed as a table: `python tests/bench_site.py`.

Pictures and pages are made from the findings of the bundled facts (187 months), the pages with 400 skills: where fewer
are known, known ones are repeated under other names. Each line says what is allowed; the exit code is 1 where one is over.
"""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent)]

from analysis import charts, evidence, pipeline, show, site, store
from analysis import claims as claim_files
from analysis.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SKILLS = 400
COMMANDS = ("", "run", "label", "explain", "verdict", "trace", "export-facts")
Line = tuple[str, float, float, str]


class Silent:
    def say(self, _sentence: str) -> None: ...
    def warn(self, _sentence: str) -> None: ...


def timed(what: str, allowed: float, unit: str, task: Callable[[], Any]) -> Line:
    begin = time.perf_counter()
    task()
    return what, time.perf_counter() - begin, allowed, unit


def with_skills(shares: pd.DataFrame, wanted: int) -> pd.DataFrame:
    """The table of skills, known ones repeated under other names until there are so many."""
    names = list(shares["skill"].unique())
    missing = max(wanted - len(names), 0)
    more = [
        shares[shares["skill"].eq(names[at % len(names)])].assign(skill=f"more {at}") for at in range(missing)
    ]
    return pd.concat([shares, *more], ignore_index=True)


def of_pages(workspace: Workspace) -> Iterator[Line]:
    with store.reading(workspace) as findings:
        names = [
            name
            for (name,) in findings.rows(
                "SELECT table_name FROM duckdb_tables() WHERE database_name <> 'postings'"
            )
        ]
        tables = {
            name: findings.frame(name)
            for name in names
            if name not in {"role", "mention", "boilerplate", "fact"}
        }
        tables |= show._beside(workspace, findings)
        traced = evidence.behind(tables["verdict"], findings, workspace.boards)
    folder = Path(tempfile.mkdtemp(prefix="skilltrend-bench-"))
    drawn: list[charts.Drawn] = []
    yield timed(
        "all charts, light and dark",
        20,
        "s",
        lambda: drawn.extend(charts.draw_all(tables, folder / "charts", {})),
    )
    tables["skill_share"] = with_skills(tables["skill_share"], SKILLS)
    material = site.Material(
        tables=tables, source=charts.main(tables), drawn=drawn, claims=claim_files.load(workspace.claims), traced=traced,
        dictionary=store.described(workspace.schema.read_text(encoding="utf-8")), files=workspace.tables,
    )  # fmt: skip
    yield timed(
        f"the site, 187 months, {SKILLS} skills", 20, "s", lambda: site.write(folder / "site", material)
    )
    yield timed("the site again", 20, "s", lambda: site.write(folder / "site", dataclasses.replace(material)))
    yield from weights(folder / "site")


def weights(folder: Path) -> Iterator[Line]:
    """Bytes of a first view with its script, and of the heaviest further page with its picture."""
    shared = sum((folder / "assets" / name).stat().st_size for name in ("site.js", "site.css"))
    yield "the script alone", (folder / "assets/site.js").stat().st_size / 1000, 1500, "kB"
    yield "the first view", (shared + (folder / "index.html").stat().st_size) / 1000, 1500, "kB"
    pages = {
        path: path.stat().st_size + picture(folder, path)
        for path in folder.rglob("*.html")
        if path.name != "index.html"
    }
    heaviest = max(pages, key=lambda path: pages[path])
    yield f"the heaviest further page, {heaviest.relative_to(folder)}", pages[heaviest] / 1000, 150, "kB"


def picture(folder: Path, page: Path) -> int:
    if page.parent.name != "pictures" and page.name != "coverage.html":
        return 0
    name = "source_coverage" if page.name == "coverage.html" else page.stem
    return max((path.stat().st_size for path in (folder / "charts").glob(f"{name}*.png")), default=0)


def of_commands() -> Iterator[Line]:
    for name in COMMANDS:
        command = [sys.executable, "-m", "analysis", *([name] if name else []), "--help"]
        yield f"analysis {name} --help".replace("  ", " "), min(started(command) for _ in range(3)), 0.4, "s"


def started(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, cwd=HERE.parent, capture_output=True, check=True)
    return time.perf_counter() - begin


def main() -> int:
    workspace = Workspace(
        Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.mkdtemp(prefix="skilltrend-bench-"))
    )
    if not workspace.findings.exists():
        pipeline.analyse(workspace, Silent())
    over = 0
    print(f"{'what':<60} {'measured':>12} {'allowed':>10}")
    for lines in (of_pages(workspace), of_commands()):
        for what, measured, allowed, unit in lines:
            over += measured > allowed
            print(
                f"{what:<60} {measured:>9.2f} {unit:<2} {allowed:>7g} {unit}{'  OVER' if measured > allowed else ''}",
                flush=True,
            )
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
