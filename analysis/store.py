"""The only duckdb of this package: reads postings, owns findings.

Knows tables and files of the databases. Knows no statistics and no text.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from analysis import company, publishing
from analysis.taxonomy import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import pyarrow as pa

    from analysis.workspace import Workspace

BATCH_ROWS = 1_000
# Incremental: a posting is read again only when its text, its title or the extractor changed.
_DUE = (
    "FROM postings.posting p LEFT JOIN role r ON r.posting_id = p.posting_id AND r.content_hash = p.content_hash "
    "AND r.title IS NOT DISTINCT FROM p.title AND r.extractor_version = ? WHERE r.posting_id IS NULL AND p.whole"
)


@contextlib.contextmanager
def reading(workspace: Workspace) -> Iterator[Findings]:
    """The published findings, read only. Raises ContractBroken where none were published yet."""
    if not workspace.findings.exists():
        raise ContractBroken(f"{workspace.findings}: no findings here yet; start with `analysis run`")
    with duckdb.connect(str(workspace.findings.resolve()), read_only=True) as connection:
        _attach(connection, workspace)
        yield Findings(connection)


@contextlib.contextmanager
def looking(workspace: Workspace) -> Iterator[Findings]:
    """Whatever was published, read only: the postings, and the findings where there are some."""
    if workspace.findings.exists():
        with reading(workspace) as findings:
            yield findings
    else:
        with duckdb.connect(":memory:") as connection:
            _attach(connection, workspace)
            yield Findings(connection)


@contextlib.contextmanager
def writing(workspace: Workspace) -> Iterator[Findings]:
    """A private copy of the findings, published when the block ends without an error. The caller holds the lock."""
    for stale in workspace.root.glob("findings-*.part*"):
        stale.unlink()
    run = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H-%M-%S.%fZ")
    part = workspace.root / f"findings-{run}.part"
    if workspace.findings.exists():
        shutil.copyfile(workspace.findings, part)
    try:
        with duckdb.connect(str(part)) as connection:
            _prepare(connection, workspace)
            yield Findings(connection)
            connection.execute("CHECKPOINT")
        publishing.publish(workspace, part, run)
    finally:
        part.unlink(missing_ok=True)


def _prepare(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    connection.execute("SET enable_progress_bar = false; SET threads = 2; SET memory_limit = '400MB'")
    schema = workspace.schema.read_text(encoding="utf-8")
    with duckdb.connect(":memory:") as fresh:
        fresh.execute(schema)
        # Everything in findings can be made again: tables of another version are made anew.
        if _columns(connection) not in ([], _columns(fresh)):
            for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
                connection.execute(f'DROP TABLE "{name}"')
    connection.execute(schema)
    _attach(connection, workspace)


def _attach(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    if workspace.postings.exists():
        connection.execute(f"ATTACH {_quoted(workspace.postings.resolve())} AS postings (READ_ONLY)")


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    sql = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
    return connection.execute(sql).fetchall()


def described(schema: str) -> list[tuple[str, str, list[tuple[str, str, str | None]]]]:
    """(table or view, comment, [(column, type, comment)]) of a schema, in its order."""
    with duckdb.connect(":memory:") as fresh:
        fresh.execute(schema)
        tables = fresh.execute(
            "SELECT table_name AS name, comment, table_oid AS place FROM duckdb_tables() UNION ALL "
            "SELECT view_name, comment, view_oid FROM duckdb_views() WHERE NOT internal ORDER BY place"
        ).fetchall()
        columns = fresh.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal "
            "ORDER BY column_index"
        ).fetchall()
    return [
        (name, comment, [row[1:] for row in columns if row[0] == name]) for name, comment, _place in tables
    ]


class Findings:
    """The tables of `findings.duckdb`, and those of `postings.duckdb` where a run was published."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def has_postings(self) -> bool:
        return bool(self.rows("SELECT 1 FROM duckdb_databases() WHERE database_name = 'postings'"))

    def posting(self, posting_id: str) -> dict[str, Any]:
        """A row of table `posting`. Raises ContractBroken where there is none, saying what to do."""
        if not self.has_postings():
            raise ContractBroken(f"{posting_id}: no postings were scraped here yet; start with `scraper run`")
        found = self._connection.execute("FROM postings.posting WHERE posting_id = ?", [posting_id])
        names, row = [column[0] for column in found.description], found.fetchone()
        if row is None:
            raise ContractBroken(self._missing(posting_id))
        return dict(zip(names, row, strict=True))

    def _missing(self, posting_id: str) -> str:
        if self._has("fact") and self.rows("SELECT 1 FROM fact WHERE posting_id = ?", posting_id):
            source = posting_id.partition(":")[0]
            return f"{posting_id}: known by its bundled facts only, without its text; `scraper backfill {source}` fetches it"
        count, example = self.rows("SELECT count(*), min(posting_id) FROM postings.posting")[0]
        told = f"{count:,} are, by ids like {example}" if count else "none are"
        return f"{posting_id}: no such posting was scraped here ({told}); `explain -` reads one from standard input"

    def repeated_lines(self, posting_id: str) -> dict[tuple[int, str], int]:
        """Distinct titles by (line_hash, section), of a posting's lines that count as incidental for it."""
        if not self._has("boilerplate"):
            return {}
        sql = (
            "SELECT line_hash, section, titles FROM mention_seen WHERE posting_id = ? AND level < read_level"
        )
        return {(line, section): titles for line, section, titles in self.rows(sql, posting_id)}

    def _has(self, table: str) -> bool:
        return bool(self.rows("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", table))

    def made_from(self) -> dict[str, str]:
        return dict(self.rows("SELECT name, value FROM made_from"))

    def postings_digest(self) -> str:
        """Digest of what is read of the postings, `none` where there are none."""
        sql = (
            "SELECT count(*), bit_xor(hash(posting_id, content_hash, title, company, month, posted_at, first_seen_at, "
            "last_seen_at, group_key, location)) FROM postings.posting"
        )
        count, digest = self.rows(sql)[0] if self.has_postings() else (0, None)
        return f"{count}-{digest:x}" if count else "none"

    def keep_made_from(self, made: dict[str, str]) -> None:
        self._connection.execute("DELETE FROM made_from")
        self._connection.executemany("INSERT INTO made_from VALUES (?, ?)", list(made.items()))

    def forget_due(self, extractor_version: str) -> int:
        """Forget what was read of postings whose text, title or extractor changed; the number to read (again)."""
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE due AS SELECT p.posting_id {_DUE}", [extractor_version]
        )
        for table in ("role", "mention"):
            self._connection.execute(f"DELETE FROM {table} WHERE posting_id IN (SELECT posting_id FROM due)")
        return int(self.rows("SELECT count(*) FROM due")[0][0])

    def due(self, extractor_version: str) -> Iterator[pa.RecordBatch]:
        """The postings to read, in batches: posting_id, title, company, text, content_hash."""
        # A cursor of its own, since results are written while this one is read.
        columns = "p.posting_id, p.title, p.company, p.text, p.content_hash"
        relation = self._connection.cursor().sql(f"SELECT {columns} {_DUE}", params=[extractor_version])
        reader: pa.RecordBatchReader = relation.to_arrow_reader(BATCH_ROWS)
        yield from reader

    def add_read(self, roles: pa.RecordBatch, mentions: pa.RecordBatch) -> None:
        for name, batch in (("role", roles), ("mention", mentions)):
            self._connection.register("staged", _table(batch))
            self._connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM staged")
            self._connection.unregister("staged")

    def advertised(self, bundled: list[Path]) -> pa.Table:
        """What tells which postings are one advertisement (advertised.sql), of those read here and the newest bundled.

        `known` is the duplicate group that a bundled fact has; NULL for what was read here.
        """
        self._spell()
        self._script("clusters.sql", "advertised.sql")
        newest = (
            "SELECT posting_id, cluster, source, month, month::TIMESTAMP AS seen_at, read_at, true AS filed, sketch, "
            f"true AS told, duplicate_group AS known FROM read_parquet({_quoted(path)}) "
            "ANTI JOIN clustered USING (posting_id) WHERE sketch IS NOT NULL"
            for path in bundled
        )
        parts = ("SELECT *, NULL::VARCHAR AS known FROM advertised", *newest)
        return self._connection.sql(
            " UNION ALL BY NAME ".join(parts) + " ORDER BY posting_id"
        ).to_arrow_table()

    def _spell(self) -> None:
        """Make `spelled`: one spelling of each company's name."""
        names = [
            row[0] for row in self.rows("SELECT DISTINCT company FROM postings.posting WHERE company <> ''")
        ]
        self._connection.execute("CREATE OR REPLACE TEMP TABLE spelled (company VARCHAR, folded VARCHAR)")
        spelled = [names, [company.fold(name) for name in names]]
        self._connection.execute("INSERT INTO spelled SELECT unnest(?), unnest(?)", spelled)

    def fold(self, grouped: pa.Table | None, bundled: list[Path]) -> None:
        """Make table `fact`: what was read here, and of the bundled history what was not."""
        self._connection.execute("DELETE FROM fact")
        if grouped is not None:
            self._connection.register("grouped", grouped)
            self._script("boilerplate.sql", "facts.sql", "stock.sql")
        for path in bundled:
            self._connection.execute(
                f"INSERT INTO fact BY NAME SELECT * FROM read_parquet({_quoted(path)}) ANTI JOIN fact USING (posting_id)"
            )

    def facts(self) -> pd.DataFrame:
        """Table `fact` as a frame for measuring: vendors as columns vendor_aws …, without tools and sketches."""
        return self.select(
            "SELECT * EXCLUDE (vendors, tools, sketch) REPLACE (month::TIMESTAMP AS month), vendors.aws AS vendor_aws, "
            "vendors.azure AS vendor_azure, vendors.gcp AS vendor_gcp, vendors.other AS vendor_other FROM fact "
            "ORDER BY source, posting_id"
        )

    def tools(self) -> pd.DataFrame:
        """Named tools of each posting: posting_id, skill and its strongest level, 1 to 4; one row a posting and skill."""
        return self.select(
            "SELECT posting_id, t.skill, t.level FROM fact, unnest(tools) AS unnested(t) ORDER BY ALL"
        )

    def stock(self) -> pd.DataFrame:
        """Table `stock` as a frame, month as a timestamp."""
        return self.select("SELECT posting_id, month::TIMESTAMP AS month FROM stock ORDER BY ALL")

    def export_facts(self, source: str, path: Path) -> int:
        """Write a source's facts as the Parquet file that ships with the project; the number of rows."""
        self._connection.execute(
            f"COPY (SELECT * REPLACE ('history' AS kind) FROM fact WHERE source = {_quoted(source)} AND kind = 'live' "
            f"ORDER BY month, posting_id) TO {_quoted(path)} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19)"
        )
        return int(self.rows("SELECT count(*) FROM read_parquet(?)", str(path))[0][0])

    def replace(self, table: str, frame: pd.DataFrame) -> None:
        """Make a table hold exactly these rows."""
        self._connection.execute(f"DELETE FROM {table}")
        self._connection.register("staged", frame)
        self._connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM staged")
        self._connection.unregister("staged")

    def copy(self, source: str, path: Path, options: str) -> None:
        """Write what a query in brackets gives as a file."""
        self._connection.execute(f"COPY {source} TO {_quoted(path)} ({options})")

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def frame(self, table: str) -> pd.DataFrame:
        return self.select(f"FROM {table}")

    def select(self, sql: str) -> pd.DataFrame:
        frame: pd.DataFrame = self._connection.execute(sql).df()
        return frame

    def described_frame(self, table: str) -> pd.DataFrame:
        """A table with its comments: `attrs["table"]`, and `attrs["columns"]` by column."""
        comments = dict(
            self.rows("SELECT table_name, comment FROM duckdb_tables() WHERE database_name <> 'postings'")
        )
        if table not in comments:
            raise ContractBroken(
                f"{table}: no such table in findings; there are {', '.join(sorted(comments))}"
            )
        sql = "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index"
        frame = self.frame(table)
        frame.attrs |= {"table": comments[table], "columns": dict(self.rows(sql, table))}
        return frame

    def _script(self, *names: str) -> None:
        for name in names:
            self._connection.execute((Path(__file__).parent / name).read_text(encoding="utf-8"))


def _quoted(text: str | Path) -> str:
    """A text as a literal, where SQL takes no bound value."""
    return "'" + str(text).replace("'", "''") + "'"


def _table(batch: pa.RecordBatch) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - a seventh of a second that reading findings does not need

    return pa.Table.from_batches([batch])
