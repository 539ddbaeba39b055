"""Tables of findings as files to take away: Parquet as it is, CSV with its text cells made harmless.

Knows files. Refuses to know what stands in them, but for a cell that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from analysis.site.pages import Folder

_RUN = tuple("=+-@\t\r")


def neutral(cell: str) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe; a number stays."""
    return f"'{cell}" if cell.startswith(_RUN) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def neutralised(text: str) -> str:
    """A CSV text, each of its cells made harmless."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerows([neutral(cell) for cell in row] for row in csv.reader(io.StringIO(text)))
    return target.getvalue()


def copied(tables: Path | None, folder: Folder) -> list[dict[str, object]]:
    """Copy tables into the site: name, and size in bytes by format, of each, in the order of names."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted(tables.iterdir()) if tables is not None and tables.is_dir() else []:
        if path.suffix not in {".csv", ".parquet"}:
            continue
        content = path.read_bytes()
        if path.suffix == ".csv":
            content = neutralised(content.decode("utf-8")).encode()
        folder.file(f"downloads/{path.name}", content)
        found.setdefault(path.stem, {"name": path.stem, "csv": None, "parquet": None})[path.suffix[1:]] = len(
            content
        )
    return list(found.values())
