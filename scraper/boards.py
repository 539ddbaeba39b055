"""data/boards/*.toml -> Source with its Boards. Unknown keys and duplicates are refused, with file, line and key.

Knows the form of a board file and nothing of any source.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import tomllib
from typing import TYPE_CHECKING, Any

from scraper import address
from scraper.model import Board, ContractBroken, Source

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_TEXTS = ("title", "terms", "public")
_TABLES = ("spacing_s", "robots")
_NUMBER = (int, float)
# Keys that a header may have, with their types and what holds where they are missing.
_OPTIONS: dict[str, tuple[type | tuple[type, ...], Any]] = {
    "also": (list, ()),
    "enabled": (bool, True),
    "reason": (str, None),
    "truncated": (bool, False),
    "host_group": (str, None),
    "min_interval_h": (_NUMBER, 0.0),
    "budget": (int, None),
    "key_env": (list, ()),
    "headers": (dict, {}),
}
_KNOWN = {*_TEXTS, "checked", *_TABLES, *_OPTIONS, "module", "credit", "board"}
_ROW = {"slug": str, "company": str, "month": str, "retired": dt.date, "note": str}
DEFAULT_SPACING_S = 1.0


def load(folder: Path, modules: Collection[str] = ()) -> dict[str, Source]:
    """All sources of a folder by name. Raises ContractBroken, naming file, line and key.

    `modules` are the names of the source modules that exist (none given: not checked).
    """
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise ContractBroken(f"{folder}: no board files (*.toml) here")
    return {path.stem: read(path, modules) for path in files}


def read(path: Path, modules: Collection[str] = ()) -> Source:
    """One board file. Raises ContractBroken, naming file, line and key."""
    text = _decoded(path)
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = place[1] if place else text.count("\n") + 1
        raise ContractBroken(f"{path}:{line}: {error}") from error
    page = _Page(path, text)
    source = _source(page, table)
    if modules and source.module not in modules:
        raise page.broken("module", f"no source module is called {source.module!r}")
    return source


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContractBroken(f"{path}:{line}: byte {error.start:,} is not UTF-8") from error


class _Page:
    """A file's text, to say where in it a key stands."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.split("\n")

    def broken(self, key: str, what: str, *, row: int = 0, under: str = "") -> ContractBroken:
        begin = self.line(under, 0) if under else 1
        return ContractBroken(f"{self.path}:{self.line(key, row, begin)}: {key}: {what}")

    def line(self, key: str, row: int, begin: int = 1) -> int:
        """Line of a key: in the header (row 0) from line `begin` on, or in the nth [[board]]."""
        seen = 0
        pattern = re.compile(rf"\s*\"?{re.escape(key)}\"?\s*=|\s*\[{re.escape(key)}[\].]")
        for number, line in enumerate(self.lines, start=1):
            seen += line.strip() == "[[board]]"
            if (
                number >= begin
                and seen == row
                and (pattern.match(line) or re.search(rf"[{{,]\s*{re.escape(key)}\s*=", line))
            ):
                return number
        return 1


def _source(page: _Page, table: dict[str, Any]) -> Source:
    endpoints = _endpoints(page, table)
    for key in (*_TEXTS, "checked"):
        if key not in table:
            raise page.broken(key, "is missing from the header")
    for key in _TEXTS:
        _expect(page, key, table[key], str)
    _expect(page, "checked", table["checked"], dt.date)
    module = table.get("module", page.path.stem)
    _expect(page, "module", module, str)
    name = page.path.stem
    return Source(
        name=name,
        module=module,
        title=table["title"],
        terms=table["terms"],
        checked=table["checked"],
        public=table["public"],
        endpoints=endpoints,
        spacing_s=_spacing_s(page, table, endpoints),
        robots=_robots(page, table, endpoints),
        boards=_boards(page, name, table.get("board", []), endpoints),
        credit=_credit(page, table),
        **_options(page, table),
    )


def _spacing_s(page: _Page, table: dict[str, Any], endpoints: dict[str, str]) -> dict[str, float]:
    stated = _by_endpoint(page, table, "spacing_s", endpoints, _NUMBER)
    for key, seconds in stated.items():
        _expect_no_less(page, key, seconds, under="spacing_s")
    return {key: float(stated.get(key, DEFAULT_SPACING_S)) for key in endpoints}


def _robots(page: _Page, table: dict[str, Any], endpoints: dict[str, str]) -> dict[str, str]:
    """By endpoint, why robots.txt is left aside: never without a reason that is written down."""
    reasons: dict[str, str] = _by_endpoint(page, table, "robots", endpoints, str)
    for key, reason in reasons.items():
        if not reason.strip():
            raise page.broken(key, "must say why robots.txt is not asked here", under="robots")
    return reasons


def _options(page: _Page, table: dict[str, Any]) -> dict[str, Any]:
    """Values of the keys that a header may have."""
    for key, (kind, _default) in _OPTIONS.items():
        if key in table:
            _expect(page, key, table[key], kind)
    found = {key: table.get(key, default) for key, (_kind, default) in _OPTIONS.items()}
    for key in ("also", "key_env"):
        for text in found[key]:
            _expect(page, key, text, str)
        found[key] = tuple(found[key])
    for name, text in found["headers"].items():
        _expect(page, name, text, str, under="headers")
    if not found["enabled"] and not (found["reason"] or "").strip():
        raise page.broken("enabled", 'a source that is off says why (reason = "…")')
    for key in ("min_interval_h", "budget"):
        if found[key] is not None:
            _expect_no_less(page, key, found[key])
    return found


def _expect_no_less(page: _Page, key: str, number: float, *, under: str = "") -> None:
    if not 0 <= number < math.inf:
        raise page.broken(key, f"must be 0 or more, not {number!r}", under=under)


def _credit(page: _Page, table: dict[str, Any]) -> tuple[str, str] | None:
    """The text and link that the terms of a source ask to show."""
    if "credit" not in table:
        return None
    _expect(page, "credit", table["credit"], dict)
    if table["credit"].keys() != {"text", "link"}:
        raise page.broken("credit", 'must be { text = "…", link = "https://…" }')
    for key, value in table["credit"].items():
        _expect(page, key, value, str, under="credit")
    return table["credit"]["text"], table["credit"]["link"]


def _endpoints(page: _Page, table: dict[str, Any]) -> dict[str, str]:
    named = {key: value for key, value in table.items() if key not in _KNOWN}
    for key, value in named.items():
        if not (isinstance(value, str) and re.match(r"https?://", value)):
            raise page.broken(key, "unknown key (an endpoint would be an address, https://…)")
    if not named:
        raise page.broken("endpoint", 'the header names no endpoint (NAME = "https://…")')
    return {key: value.rstrip("/") for key, value in named.items()}


def _by_endpoint(
    page: _Page, table: dict[str, Any], key: str, endpoints: dict[str, str], kind: type | tuple[type, ...]
) -> dict[str, Any]:
    values = table.get(key, {})
    _expect(page, key, values, dict)
    for name, value in values.items():
        if name not in endpoints:
            raise page.broken(name, f"unknown key in {key}: no endpoint has this name", under=key)
        _expect(page, name, value, kind, under=key)
    return dict(values)


def _boards(page: _Page, source: str, rows: object, endpoints: dict[str, str]) -> tuple[Board, ...]:
    if not (isinstance(rows, list) and all(isinstance(row, dict) for row in rows)):
        raise page.broken("board", "must be a list of tables, each begun by [[board]]")
    boards = tuple(_board(page, source, row, number) for number, row in enumerate(rows, start=1))
    first: dict[str, int] = {}
    for number, board in enumerate(boards, start=1):
        if board.slug in first:
            raise page.broken(
                "slug", f"{board.slug!r} stands twice, first as row {first[board.slug]}", row=number
            )
        first[board.slug] = number
        for endpoint in endpoints.values():
            try:
                address.filled(endpoint, board.slug)
            except ValueError as error:
                raise page.broken("slug", str(error), row=number) from error
    return boards


def _board(page: _Page, source: str, row: dict[str, Any], number: int) -> Board:
    for key, value in row.items():
        if key not in _ROW:
            raise page.broken(
                key, f"unknown key in [[board]] {number}; known are {', '.join(_ROW)}", row=number
            )
        _expect(page, key, value, _ROW[key], row=number)
    if "slug" not in row:
        raise page.broken("slug", f"is missing from [[board]] {number}", row=number)
    month = _month(page, row.get("month"), number)
    return Board(source, row["slug"], row.get("company"), month, row.get("retired"), row.get("note"))


def _month(page: _Page, text: str | None, number: int) -> dt.date | None:
    try:
        return None if text is None else month_of(text)
    except ValueError as error:
        raise page.broken("month", str(error), row=number) from error


def month_of(text: str) -> dt.date:
    """First day of a month written YYYY-MM. Raises ValueError."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", text)
    if not found or not 1 <= int(found[2]) <= 12:
        raise ValueError(f"{text!r} is not a month (YYYY-MM)")
    return dt.date(int(found[1]), int(found[2]), 1)


def _expect(  # noqa: PLR0913 - a value, what it should be, and where it stands
    page: _Page,
    key: str,
    value: object,
    kind: type | tuple[type, ...],
    *,
    row: int = 0,
    under: str = "",
) -> None:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        wanted = kind.__name__ if isinstance(kind, type) else "number"
        raise page.broken(key, f"must be {wanted}, not {value!r}", row=row, under=under)
