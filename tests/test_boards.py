"""Board files: what a row means, and that a mistake is told with file, line and key, before anything is fetched."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from conftest import REPO, scraper_here
from fake_hackernews import invented

from scraper import boards, sources
from scraper.model import Board, ContractBroken
from scraper.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
title = "A board"
api = "https://api.example.test/v1/"
public = "https://example.test/job/"
terms = "Invented."
checked = 2026-11-23
spacing_s = { api = 2 }

[robots]
api = "offered for this use"

[[board]]
slug = "loom"
company = "Loom & Daughters"

[[board]]
slug = "tide"
month = "2011-02"
"""


def written(folder: Path, text: str | bytes, name: str = "mill.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_a_board_file_is_read_as_it_says(tmp_path: Path) -> None:
    source = boards.read(written(tmp_path, GOOD))
    assert (source.name, source.module, source.title) == ("mill", "mill", "A board")
    assert source.endpoints == {"api": "https://api.example.test/v1"}
    assert source.spacing_s == {"api": 2.0}
    assert source.checked == dt.date(2026, 11, 23)
    assert source.boards == (
        Board("mill", "loom", "Loom & Daughters"),
        Board("mill", "tide", month=dt.date(2011, 2, 1)),
    )


def test_what_the_header_leaves_out_has_polite_defaults(tmp_path: Path) -> None:
    text = GOOD.replace("spacing_s = { api = 2 }", "").replace('api = "offered for this use"', "")
    source = boards.read(written(tmp_path, text))
    assert source.spacing_s == {"api": boards.DEFAULT_SPACING_S}
    assert not source.robots, "robots.txt is asked unless the file says why not"


def test_another_file_may_name_the_module_that_reads_it(tmp_path: Path) -> None:
    written(tmp_path, 'module = "hackernews"\n' + GOOD, "mill_eu.toml")
    source = boards.load(tmp_path, sources.discover())["mill_eu"]
    assert (source.name, source.module) == ("mill_eu", "hackernews")


def test_the_shipped_board_files_are_right_and_name_modules_that_exist() -> None:
    known = boards.load(REPO / "data" / "boards", sources.discover())
    assert "hackernews" in known
    assert [board.slug for board in known["hackernews"].boards] == ["2057704", "2161360", "2270790"]


MORE = """\
title = "A board"
api = "https://api.example.test/v1"
tenant = "https://{slug}.jobs.example.test"
public = "https://{slug}.jobs.example.test"
also = ["https://jobs.example.test/{slug}"]
terms = "Invented."
checked = 2026-11-23
enabled = false
reason = "robots.txt forbids it"
truncated = true
host_group = "mill"
credit = { text = "Mill", link = "https://mill.example.test" }
min_interval_h = 6
budget = 40
key_env = ["MILL_ID", "MILL_KEY"]

[[board]]
slug = "loom-2"
retired = 2026-11-20
note = "moved"
"""


def test_a_header_may_say_how_politely_and_under_which_terms_a_source_is_asked(tmp_path: Path) -> None:
    source = boards.read(written(tmp_path, MORE))
    assert (source.enabled, source.reason) == (False, "robots.txt forbids it")
    assert (source.truncated, source.host_group, source.budget) == (True, "mill", 40)
    assert source.credit == ("Mill", "https://mill.example.test")
    assert (source.min_interval_h, source.key_env) == (6, ("MILL_ID", "MILL_KEY"))
    assert source.also == ("https://jobs.example.test/{slug}",)
    assert source.boards == (Board("mill", "loom-2", None, None, dt.date(2026, 11, 20), "moved"),)


MISTAKES = {
    "off without a reason": (MORE.replace('reason = "robots.txt forbids it"', ""), 8, "enabled"),
    "off for a blank reason": (MORE.replace("robots.txt forbids it", " "), 8, "enabled"),
    "a credit without a link": (MORE.replace(', link = "https://mill.example.test"', ""), 12, "credit"),
    "a number for on or off": (MORE.replace("truncated = true", "truncated = 1"), 10, "truncated"),
    "a budget below nothing": (MORE.replace("budget = 40", "budget = -1"), 14, "budget"),
    "a number among keys": (MORE.replace('"MILL_KEY"', "7"), 15, "key_env"),
    "a text for a date of retirement": (MORE.replace("2026-11-20", '"today"'), 19, "retired"),
    "a slug that is no host": (MORE.replace("loom-2", "evil.example/"), 18, "slug"),
    "a slug with a place for another": (MORE.replace("{slug}.jobs", "{2}.jobs"), 18, "slug"),
    "unknown key in the header": ("spacing = 2\n" + GOOD, 1, "spacing"),
    "unknown key in a row": (GOOD + 'city = "Utrecht"\n', 18, "city"),
    "duplicate slug": (GOOD + '\n[[board]]\nslug = "loom"\n', 20, "slug"),
    "a row without slug": (GOOD + '\n[[board]]\ncompany = "X"\n', None, "slug"),
    "a number for a slug": (GOOD.replace('"tide"', "12"), 16, "slug"),
    "a number for a month": (GOOD.replace('"2011-02"', "2011"), 17, "month"),
    "a month that does not exist": (GOOD.replace("2011-02", "2011-13"), 17, "month"),
    "a text for a date": (GOOD.replace("2026-11-23", '"today"'), 5, "checked"),
    "a text for spacing": (GOOD.replace("api = 2", 'api = "2"'), 6, "api"),
    "true for spacing": (GOOD.replace("api = 2", "api = true"), 6, "api"),
    "spacing that is no table": (GOOD.replace("{ api = 2 }", "2"), 6, "spacing_s"),
    "spacing for an unknown endpoint": (GOOD.replace("api = 2", "web = 2"), 6, "web"),
    "a reason for an unknown endpoint": (GOOD.replace('api = "offered', 'web = "offered'), 9, "web"),
    "robots.txt left aside without a reason": (GOOD.replace("offered for this use", " "), 9, "api"),
    "spacing below nothing": (GOOD.replace("api = 2", "api = -2"), 6, "api"),
    "spacing that is no number": (GOOD.replace("api = 2", "api = nan"), 6, "api"),
    "a rest without an end": (
        MORE.replace("min_interval_h = 6", "min_interval_h = inf"),
        13,
        "min_interval_h",
    ),
    "an endpoint that is no address": (GOOD.replace("https://api.example", "api.example"), 2, "api"),
    "no endpoint": (GOOD.replace('api = "https://api.example.test/v1/"\n', ""), None, "endpoint"),
    "no title": (GOOD.replace('title = "A board"', ""), None, "title"),
    "a single table for rows": (
        GOOD.split("[[board]]", maxsplit=1)[0] + '[board]\nslug = "x"\n',
        11,
        "board",
    ),
    "a text for rows": ('board = "x"\n' + GOOD.split("[[board]]", maxsplit=1)[0], 1, "board"),
    "a number for a module": ("module = 5\n" + GOOD, 1, "module"),
    "a module that does not exist": ('module = "none"\n' + GOOD, 1, "module"),
    "a number for a header that is sent": ("headers = { X = 5 }\n" + GOOD, 1, "X"),
    "broken syntax": (GOOD.replace('slug = "tide"', "slug = tide"), 16, "Invalid value"),
    "a file that ends too early": (GOOD + "[[board]]\nslug =", 19, "Invalid value"),
    "a key given twice": (GOOD + 'slug = "again"\n', 18, "overwrite"),
    "bytes that are no text": (GOOD.encode().replace(b"Loom", b"L\xff\xfem"), 13, "byte"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_key(tmp_path: Path, name: str) -> None:
    text, line, key = MISTAKES[name]
    path = written(tmp_path, text)
    with pytest.raises(ContractBroken) as broken:
        boards.read(path, {"mill", "hackernews"})
    told = str(broken.value)
    assert told.startswith(f"{path}:")
    assert line is None or told.startswith(f"{path}:{line}:"), told
    assert key in told


def test_a_folder_without_board_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractBroken, match="no board files"):
        boards.load(tmp_path)


@pytest.mark.parametrize(
    ("verb", "rest"), [("run", ()), ("backfill", ("hackernews", "--since", "2024-01")), ("replay", ())]
)
def test_a_wrong_board_file_ends_a_command_with_2_before_anything_is_fetched(
    serve: Any, workspace: Any, verb: str, rest: tuple[str, ...]
) -> None:
    fake = serve(invented(["2024-01"]))
    folder = workspace(fake)
    path = folder / "boards" / "hackernews.toml"
    path.write_text('colour = "blue"\n' + path.read_text())
    ran = scraper_here(verb, folder, *rest)
    assert ran.code == 2
    assert f"{path}:1: colour: unknown key" in ran.err
    assert "Traceback" not in ran.err
    assert not fake.log
    assert not (folder / "postings.duckdb").exists()


def test_an_unknown_source_is_told_with_the_known_ones(serve: Any, workspace: Any) -> None:
    folder = workspace(serve(invented(["2024-01"])))
    ran = scraper_here("run", folder, "--source", "nosuch")
    assert ran.code == 2
    assert "nosuch" in ran.err
    assert "hackernews" in ran.err


def test_the_boards_of_the_workspace_go_before_those_shipped(tmp_path: Path) -> None:
    assert Workspace(tmp_path).boards == REPO / "data" / "boards"
    (tmp_path / "boards").mkdir()
    assert Workspace(tmp_path).boards == tmp_path / "boards"


@pytest.mark.parametrize(
    ("text", "month"), [("2011-01", dt.date(2011, 1, 1)), ("2026-12", dt.date(2026, 12, 1))]
)
def test_months_are_written_year_and_month(text: str, month: dt.date) -> None:
    assert boards.month_of(text) == month


@pytest.mark.parametrize("text", ["2011", "2011-1", "2011-00", "2011-13", "11-01", "2011-01-01", "", "x"])
def test_anything_else_is_no_month(text: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        boards.month_of(text)
    ran = scraper_here("backfill", tmp_path, "hackernews", f"--since={text}")
    assert ran.code == 2
    assert "--since" in ran.err
