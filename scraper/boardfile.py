"""Board files as texts that people wrote: a row more, or a row that ended, and nothing else changed.

Knows where a row stands in the text. What is written is read again before it takes the old file's place, so that a file
that could not be changed safely stays as it was.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from scraper import boards
from scraper.model import ContractBroken

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from scraper.model import Board, Source
    from scraper.workspace import Workspace

_ROW = "[[board]]"


def add(workspace: Workspace, board: Board) -> Path:
    """Append a board's row to its source's file in the workspace; the file. Raises ContractBroken."""
    board = replace(board, company=_plain(board.company))
    row = [_ROW, f"slug = {_quoted(board.slug)}"]
    row += [f"company = {_quoted(board.company)}"] if board.company else []
    with _own(workspace) as folder:
        path = folder / f"{board.source}.toml"
        source = boards.read(path)
        text = path.read_text(encoding="utf-8").rstrip("\n")
        return _replaced(path, "\n".join([text, "", *row, ""]), (*source.boards, board))


def retire(workspace: Workspace, board: Board, on: dt.date, note: str | None) -> Path:
    """Mark a board's row as ended; the file. Raises ContractBroken."""
    note = _plain(note)
    ended = replace(board, retired=on, note=note or board.note)
    with _own(workspace) as folder:
        path = folder / f"{board.source}.toml"
        known = boards.read(path).boards
        number = [each.slug for each in known].index(board.slug)
        lines = path.read_text(encoding="utf-8").split("\n")
        begin, end = _row(path, lines, number)
        kept = [line for line in lines[begin:end] if not (note and re.match(r"\s*note\s*=", line))]
        marks = [f"retired = {on}", *([f"note = {_quoted(note)}"] if note else [])]
        text = "\n".join([*lines[:begin], *kept, *marks, *lines[end:]])
        return _replaced(path, text, tuple(ended if each == board else each for each in known))


def _row(path: Path, lines: list[str], number: int) -> tuple[int, int]:
    """First line of the nth row, and the one behind its last key: comments behind it belong to what follows."""
    begins = [at for at, line in enumerate(lines) if line.strip() == _ROW]
    if number >= len(begins):
        raise ContractBroken(f"{path}: its rows are not begun by lines {_ROW}: end the board by hand")
    begin = begins[number]
    end = next((at for at in range(begin + 1, len(lines)) if lines[at].lstrip()[:1] == "["), len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return begin, end


@contextmanager
def _own(workspace: Workspace) -> Iterator[Path]:
    """The workspace's board files, held against another change at the same time.

    Where it has none yet, all that ship are copied: a folder of its own stands in their place, so that one file alone would
    hide the others.
    """
    folder = workspace.root / "boards"
    if not folder.is_dir():
        workspace.root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=workspace.root) as part:
            shutil.copytree(workspace.boards, Path(part) / "boards")
            (Path(part) / "boards").rename(folder)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)


def _replaced(path: Path, text: str, wanted: tuple[Board, ...]) -> Path:
    """Put a text in a file's place, if it reads as what the file says now, with these boards."""
    before = boards.read(path)
    with tempfile.TemporaryDirectory(dir=path.parent) as part:
        new = Path(part) / path.name
        new.write_text(text, encoding="utf-8")
        if _but_path(new) != replace(before, boards=wanted):
            raise ContractBroken(
                f"{path}: its rows are of a form that cannot be changed safely: do it by hand"
            )
        shutil.copymode(path, new)
        new.replace(path)
    return path


def _but_path(new: Path) -> Source | None:
    """The new file as read; None where it cannot be, for a fault in it is ours and not its reader's."""
    try:
        return boards.read(new)
    except ContractBroken:
        return None


def _plain(text: str | None) -> str | None:
    """A text on one line, of characters that can be seen; None where nothing is left."""
    return " ".join("".join(char if char.isprintable() else " " for char in text or "").split()) or None


def _quoted(text: str) -> str:
    """A text without control characters as TOML has it."""
    return json.dumps(text, ensure_ascii=False)
