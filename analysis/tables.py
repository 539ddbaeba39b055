"""Tables of findings as files beside the database: Parquet, CSV of the smaller ones, and their data dictionary.

Knows names of tables and files. Refuses to know what is in them: equal rows give equal bytes, whatever their order was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from analysis.store import Findings

# A table of more rows is written as Parquet only: a spreadsheet would not open it with pleasure.
CSV_ROWS = 20_000
DICTIONARY = "columns.csv"


def write(findings: Findings, folder: Path, names: Collection[str]) -> None:
    """Write some tables, and DICTIONARY: table, column, type and meaning of each column."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        source = f"(SELECT * FROM {name} ORDER BY ALL)"  # noqa: S608 - a name of our own
        findings.copy(source, folder / f"{name}.parquet", "FORMAT parquet, COMPRESSION zstd")
        if findings.count(name) <= CSV_ROWS:
            findings.copy(source, folder / f"{name}.csv", "HEADER")
    listed = ", ".join(f"'{name}'" for name in names)
    findings.copy(
        '(SELECT table_name AS "table", column_name AS "column", data_type AS type, comment AS meaning FROM '  # noqa: S608
        f"duckdb_columns() WHERE database_name <> 'postings' AND table_name IN ({listed}) ORDER BY ALL)",
        folder / DICTIONARY,
        "HEADER",
    )
