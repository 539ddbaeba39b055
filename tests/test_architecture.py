"""The rules of the house: imports point down, each library enters by one door, every host stands in a board file."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent
MODULES = sorted([*HOUSE.glob("scraper/**/*.py"), *HOUSE.glob("analysis/**/*.py")])

# What each room may use of its own package. `sources` and `charts` stand for all of their modules.
SCRAPER = {
    "cli": {
        *("adding", "boards", "check", "compare", "health", "model", "pipeline", "progress", "store"),
        "workspace",
    },
    "__main__": {"cli"},
    "adding": {
        *("address", "archive", "boardfile", "boards", "finding", "model", "probe", "sources", "workspace"),
    },
    "boardfile": {"boards", "model", "workspace"},
    "check": {"boards", "model", "probe", "shape", "sources", "workspace"},
    "compare": {"store", "model"},
    "finding": {"address", "ladder", "model", "sources", "text"},
    "probe": {"archive", "fetch", "model", "rows", "sources", "turns"},
    "shape": {"model", "sources", "workspace"},
    "pipeline": {
        *("archive", "boards", "crawl", "health", "late", "replay", "sources", "store", "turns", "model"),
        "workspace",
    },
    "late": {"archive", "store", "model"},
    "crawl": {"address", "archive", "fetch", "outcome", "sources", "turns", "model"},
    "replay": {"archive", "packed", "rows", "spare", "store", "text", "model"},
    "packed": {"rows", "spare"},
    "rows": {"outcome", "sources", "text", "model"},
    "spare": set(),
    "health": {"store", "model"},
    "sources": {
        "address",
        "feed",
        "header",
        "ladder",
        "pay",
        "places",
        "sitemap",
        "terms",
        "text",
        "times",
        "wire",
        "model",
    }
    | {"vocabulary"},
    "ladder": set(),
    "times": set(),
    "terms": set(),
    "vocabulary": {"terms", "text", "times", "wire", "model"},
    "sitemap": {"address", "feed", "model"},
    "wire": {"address", "pay", "places", "terms", "text", "model"},
    "header": {"pay", "places"},
    "pay": {"places"},
    "places": {"workspace"},
    "store": {"model", "workspace"},
    "fetch": {"address", "body", "guard", "keys", "outcome", "robots", "turns", "model"},
    "robots": {"model"},
    "body": {"model"},
    "guard": set(),
    "keys": set(),
    "turns": set(),
    "archive": {"model"},
    "boards": {"address", "model"},
    "feed": {"model"},
    "address": {"model"},
    "outcome": {"model"},
    "progress": set(),
    "workspace": set(),
    "text": set(),
    "model": set(),
}
ANALYSIS = {
    "cli": {
        *(
            "compiled",
            "pipeline",
            "docs",
            "explain",
            "explanation",
            "label",
            "posted",
            "report",
            "site",
            "store",
            "taxonomy",
            "trace",
        ),
        "workspace",
    },
    "__main__": {"cli"},
    "docs": {"pipeline", "report", "store", "workspace"},
    "pipeline": {
        *(
            "claims",
            "engines",
            "extract",
            "groups",
            "labels",
            "measure",
            "progress",
            "publishing",
            "report",
            "show",
        ),
        *("store", "study", "tables", "taxonomy", "workspace"),
    },
    "frames": {"store", "workspace"},
    "agreement": {"extract", "taxonomy", "workspace"},
    "engines": {"extract", "taxonomy"},
    "extract": {"compiled", "matcher", "posting", "reading", "roles", "sketch", "taxonomy"},
    "label": {"compiled", "place", "posting", "reading", "roles", "taxonomy"},
    "explain": {"explanation"},
    "posted": {"label", "taxonomy"},
    "explanation": {"extract", "posted", "place", "reading", "taxonomy"},
    # Words for what `posting` finds; below it stand the compiled rules.
    "reading": {
        "layout",
        "compiled",
        "letters",
        "levels",
        "matcher",
        "posting",
        "roles",
        "sections",
        "standing",
        "taxonomy",
    },
    "posting": {
        "layout",
        "compiled",
        "letters",
        "phrases",
        "foreign",
        "levels",
        "place",
        "roles",
        "scan",
        "sections",
        "sentences",
        "standing",
        "titles",
    },
    "levels": {"layout", "compiled", "letters", "phrases", "matcher", "place", "softening"},
    "softening": {"layout", "compiled", "letters", "phrases", "matcher", "place"},
    "place": {"layout", "compiled", "letters", "phrases", "matcher", "standing"},
    "roles": {
        "layout",
        "compiled",
        "letters",
        "phrases",
        "foreign",
        "matcher",
        "sections",
        "standing",
        "years",
    },
    "years": {"layout", "compiled", "letters", "phrases"},
    "foreign": {"layout", "compiled", "letters", "phrases", "matcher", "sections", "standing"},
    "titles": {"layout", "compiled", "letters", "phrases", "matcher", "standing"},
    "standing": {"layout", "compiled", "letters", "phrases", "matcher", "sections"},
    "sentences": {"layout", "compiled", "letters", "phrases", "matcher", "sections"},
    "sections": {"layout", "compiled", "letters", "phrases", "matcher"},
    "scan": {"layout", "compiled", "letters", "phrases", "matcher"},
    "matcher": {"layout", "compiled", "letters", "phrases", "taxonomy"},
    "letters": {"layout", "compiled", "phrases"},
    "phrases": set(),
    "layout": set(),
    "compiled": {"forward"},
    "forward": set(),
    # Facts -> findings: `measure` asks each room for its table, `judge` each test of a claim for its verdict.
    "measure": {
        *(
            "change",
            "claims",
            "corrected",
            "curve",
            "estimate",
            "judge",
            "labels",
            "partition",
            "specification",
            "study",
        ),
        *("taxonomy", "together", "tooling", "wages"),
    },
    "judge": {"claims", "comparisons", "parts", "rule", "scene", "study"},
    "comparisons": {
        *(
            "change",
            "claims",
            "cohort",
            "contrast",
            "estimate",
            "parts",
            "rule",
            "scene",
            "study",
            "together",
            "tooling",
        ),
    },
    "parts": {"claims", "estimate", "interval", "rule", "scene"},
    "scene": {"change", "cohort", "contrast", "estimate", "interval", "study", "wages"},
    "claims": {"rule", "study", "taxonomy"},
    "rule": {"interval"},
    "specification": {"cohort", "estimate", "interval"},
    "corrected": {"cohort", "correction", "estimate", "interval", "labels", "spans"},
    "correction": {"interval", "pairs"},
    "labels": {"taxonomy"},
    "change": {"cohort", "contrast", "estimate", "partition", "spans", "study", "together", "tooling"},
    "contrast": {"interval"},
    "curve": {"cohort", "estimate", "spans"},
    "together": {"cohort", "estimate", "interval", "ratio", "spans", "study", "tooling"},
    "tooling": {"cohort", "estimate", "interval", "spans", "study"},
    "partition": {"cohort", "estimate", "interval", "spans", "study"},
    "wages": {"cohort", "estimate"},
    "ratio": {"pairs"},
    "estimate": {"cohort", "interval", "spans"},
    "spans": {"cohort", "interval"},
    "interval": {"pairs"},
    "pairs": set(),
    "study": {"taxonomy"},
    "trace": {"cohort", "estimate", "scene", "store", "taxonomy"},
    "tables": {"store"},
    "store": {"company", "publishing", "taxonomy", "workspace"},
    "publishing": {"workspace"},
    "company": set(),
    "groups": {"cohort", "jobname"},
    "jobname": set(),
    # Findings -> what a reader sees: `show` gathers, `charts` draw, `site` writes; both take colours and names below.
    "show": {"charts", "claims", "credit", "evidence", "progress", "site", "store", "taxonomy", "workspace"},
    "evidence": {"report", "store", "trace"},
    "charts": {"looks", "names"},
    "site": {"explanation", "looks", "names"},
    "credit": set(),
    "looks": set(),
    "names": set(),
    "progress": set(),
    "cohort": set(),
    "report": {"names"},
    "sketch": set(),
    "taxonomy": set(),
    "workspace": set(),
}
DOORS = {
    "httpx": {"scraper/fetch.py"},
    "stamina": {"scraper/fetch.py"},
    "protego": {"scraper/robots.py"},
    "selectolax": {"scraper/text/tree.py"},
    "warcio": {"scraper/archive.py"},
    "defusedxml": {"scraper/feed.py"},
    "duckdb": {"scraper/store.py", "analysis/store.py"},
    "matplotlib": {"analysis/charts/*"},
    "jinja2": {"analysis/site/*"},
    "statsmodels": {"analysis/change.py", "analysis/curve.py", "analysis/rule.py", "analysis/wages.py"},
    "patsy": {"analysis/curve.py"},
    "pymannkendall": {"analysis/curve.py"},
    "numba": {"analysis/compiled.py", "scraper/text/compiled.py"},
    "rensa": {"analysis/sketch.py"},
    "typer": {"scraper/cli.py", "analysis/cli.py"},
    "rich": {"scraper/progress.py", "analysis/explain.py", "analysis/progress.py"},
    "PIL": {"analysis/charts/*"},
    "altair": {"analysis/site/*"},
    "vl_convert": {"analysis/site/*"},
}


def place(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def imports(path: Path) -> set[str]:
    """Dotted names that a module imports, with the names taken from them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{place(path)}: relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def rooms(path: Path, package: str) -> set[str]:
    """Rooms of a package that a module imports."""
    return {name.split(".")[1] for name in imports(path) if name.startswith(f"{package}.")}


def test_there_are_modules_to_look_at():
    assert len(MODULES) > 30


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_imports_point_down(path):
    package, room = path.relative_to(HOUSE).parts[:2]
    room = room.removesuffix(".py")
    if room == "__init__":
        # A notebook's frames are the only thing that a package offers by its own name.
        taken = {name for name in imports(path) if not name.startswith("analysis.frames.")}
        assert not taken - {"__future__.annotations"}
        return
    allowed = {"scraper": SCRAPER, "analysis": ANALYSIS}[package]
    assert room in allowed, f"{room} is a new room: say in this test what it may use"
    used = rooms(path, package) - {room}
    assert used <= allowed[room], f"{place(path)} uses {used - allowed[room]}"


def test_the_allowed_imports_have_no_circle():
    for table in (SCRAPER, ANALYSIS):
        left = {room: set(used) for room, used in table.items()}
        while left:
            ground = {room for room, used in left.items() if not used & left.keys()}
            assert ground, f"a circle among {sorted(left)}"
            left = {room: used for room, used in left.items() if room not in ground}


def test_the_packages_meet_only_at_the_schema():
    crossing = {}
    for path in MODULES:
        package = path.relative_to(HOUSE).parts[0]
        other = {"scraper": "analysis", "analysis": "scraper"}[package]
        crossing[place(path)] = {name for name in imports(path) if name.split(".")[0] == other}
    found = {path: names for path, names in crossing.items() if names}
    assert found == {
        "analysis/cli.py": {"scraper.text.html_lines", "scraper.text.hurry", "scraper.text.plain_lines"}
    }


@pytest.mark.parametrize("library", DOORS)
def test_each_library_enters_by_one_door(library):
    users = {place(path) for path in MODULES if any(name.split(".")[0] == library for name in imports(path))}
    assert users, f"nobody uses {library}"
    for user in users:
        assert any(Path(user).match(door) for door in DOORS[library]), f"{user} uses {library}"


def test_no_room_is_a_dumping_ground():
    names = {path.stem for path in MODULES}
    assert not names & {"utils", "util", "helpers", "common", "base", "misc"}


def test_modules_stay_readable():
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > 310} == {}


def test_every_host_stands_in_a_board_file():
    # Names of formats are written like addresses, and nobody is asked there.
    names = {"http://netpreserve.org/warc/1.1/revisit/{}"}
    for path in [module for module in MODULES if place(module).startswith("scraper/")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value not in names:
                hosts = re.findall(r"https?://(?![/{]|example\.test)\w[\w.-]+", node.value)
                assert not hosts, f"{place(path)}:{node.lineno}: {hosts}"


def test_the_dependencies_are_those_that_are_imported():
    import tomllib

    told = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    declared = {re.split(r"[><=]", name)[0] for name in told} | {"numba"}  # the one extra that code asks for
    package_of = {"vl_convert": "vl-convert-python"}
    known = {"scraper", "analysis", *__import__("sys").stdlib_module_names}
    used = {name.split(".")[0] for path in MODULES for name in imports(path)} - known
    used = {package_of.get(name, name) for name in used} - {
        "numpy",
        "llvmlite",
        "patsy",
        "PIL",
    }  # come with others
    assert used == declared


def test_a_parsers_version_stands_for_each_file_that_it_reads_with(monkeypatch):
    from scraper import sources

    read = set[Path]()
    bytes_of = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: (read.add(path), bytes_of(path))[1])
    sources.parser_version.cache_clear()
    sources.parser_version("lever")
    sources.parser_version.cache_clear()
    rooms = {place(path) for path in read if path.suffix == ".py"}
    assert {"scraper/sources/lever.py", "scraper/wire.py", "scraper/times.py"} < rooms
    assert {place(path) for path in HOUSE.glob("scraper/text/*.py")} < rooms
