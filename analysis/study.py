"""data/study.toml -> Study: regions, lengths, control series and logged breaks, the same for all claims.

Knows the keys of the file and refuses what it does not know, with file, line and key. Refuses to know postings.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from analysis.taxonomy import CATEGORIES, ContractBroken

if TYPE_CHECKING:
    from pathlib import Path

T = TypeVar("T")
Month = Annotated[str, Meta(pattern=r"^[12]\d{3}-(0[1-9]|1[0-2])$")]


class Lengths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Characters: short below `short`, long from `long` on, medium between."""

    short: Annotated[int, Meta(gt=0)]
    long: Annotated[int, Meta(gt=0)]


class Breadth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The categories whose number is counted."""

    categories: Annotated[tuple[str, ...], Meta(min_length=2)]


class Control(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A series to set the claims against: postings that name any of `tools`, or have `category`."""

    name: str
    role: Literal["negative control", "placebo", "treated"]
    tools: tuple[str, ...] = ()
    category: str = ""


class Break(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of source, format or method at the first day of `month`."""

    month: Month
    what: str
    source: str | None = None


class Study(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"controls": "control", "breaks": "break"}
):
    """The file."""

    regions: dict[str, tuple[str, ...]]
    lengths: Lengths
    breadth: Breadth
    controls: tuple[Control, ...]
    breaks: tuple[Break, ...] = ()


def read(path: Path) -> Study:
    """The file. Raises ContractBroken, naming file, line and key."""
    text = path.read_text(encoding="utf-8")
    table = parsed(path, text)
    study = converted(path, text, table, Study)
    fault = next((fault for control in study.controls if (fault := _fault(control))), None)
    for category in study.breadth.categories:
        if category not in CATEGORIES:
            fault = category, f"is none of {', '.join(CATEGORIES)}"
    if fault:
        key, wrong = fault
        raise ContractBroken(f"{path}:{line_of(text, key)}: {key}: {wrong}")
    return study


def _fault(control: Control) -> tuple[str, str] | None:
    if bool(control.tools) == bool(control.category):
        return control.name, "a control has either tools or a category"
    if control.category and control.category not in CATEGORIES:
        return control.category, f"is none of {', '.join(CATEGORIES)}"
    return None


def parsed(path: Path, text: str) -> dict[str, Any]:
    """A TOML text as a table. Raises ContractBroken, naming file and line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ContractBroken(f"{path}: {error}") from error


def converted(path: Path, text: str, table: dict[str, Any], form: type[T]) -> T:
    """A table in its form. Raises ContractBroken, naming file, line and key."""
    try:
        return msgspec.convert(table, form)
    except msgspec.ValidationError as error:
        key = key_of(str(error)) or path.stem
        raise ContractBroken(f"{path}:{line_of(text, key)}: {key}: {error}") from error


def key_of(message: str) -> str | None:
    """The key that a message of msgspec is about: an unknown or missing field, else the last of its path."""
    field = re.search(r"field `(\w+)`", message)
    path = re.findall(r"`\$([^`]*)`", message)
    names = re.findall(r"\.(\w+)", path[-1]) if path else []
    return field[1] if field else (names[-1] if names else None)


def line_of(text: str, key: str) -> int:
    """Line on which a key stands; 1, the head of the file, where it stands nowhere."""
    lines = list(enumerate(text.splitlines(), start=1))
    stands = [number for number, line in lines if re.match(rf"\s*\[*\"?{re.escape(key)}\b", line)]
    named = [number for number, line in lines if f'"{key}"' in line]
    return (stands or named or [1])[0]


def month_of(text: str) -> dt.date:
    """First day of a month written YYYY-MM."""
    year, month = text.split("-")
    return dt.date(int(year), int(month), 1)
