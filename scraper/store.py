"""The only duckdb of this package: applies the schema, merges what was parsed, publishes by swapping a symlink.

Knows tables, locks and files of the database. Knows no source and no wire format.

DuckDB lets one process write and refuses every reader meanwhile, so a writer works on a private copy and publishes
`postings-RUN.duckdb` by swapping the relative symlink `postings.duckdb`: a reader always opens a whole database, and
keeps the one it opened.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from scraper.model import ContractBroken, State, Validator

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator

    from scraper.workspace import Workspace

KEPT_RUNS = 2
# Rows that are packed together, by one thread: a quarter of the usual number, for a posting has kilobytes.
_TOGETHER = 32_768
# Bytes of postings that are packed as soon as they were added: what is added later is read meanwhile, and more would not fit
# into the memory that the database may use, and be written beside it to be read again at the end.
_PACKED_AT = 60_000_000


@dataclass
class Batch:
    """Rows on their way into the tables: of at most one run a source, each posting at most once."""

    fetches: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    postings: list[pa.Table] = field(default_factory=list)
    seen: list[pa.Table] = field(default_factory=list)


@contextlib.contextmanager
def locked(workspace: Workspace, tell: Callable[[str], None]) -> Iterator[None]:
    """Hold the workspace's writer lock; a second writer says that it waits, and waits."""
    workspace.root.mkdir(parents=True, exist_ok=True)
    with workspace.lock.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            tell(
                f"another run ({handle.read().strip() or 'unknown'}) writes {workspace.root}: waiting for it"
            )
            fcntl.flock(handle, fcntl.LOCK_EX)
        handle.truncate(0)
        handle.write(f"process {os.getpid()}")
        handle.flush()
        yield


@contextlib.contextmanager
def reading(workspace: Workspace) -> Iterator[Store]:
    """The published database, read only. Raises ContractBroken where none was published yet."""
    if not workspace.database.exists():
        raise ContractBroken(f"{workspace.database}: no run was published here yet; start with `scraper run`")
    # Resolved first: within one process DuckDB would hand out the run that an older handle still holds open.
    try:
        with duckdb.connect(str(workspace.database.resolve()), read_only=True) as connection:
            connection.execute("SET enable_progress_bar = false")
            yield Store(connection)
    except duckdb.Error as error:
        told = str(error).split("\n", 1)[0]
        raise ContractBroken(
            f"{workspace.database}: cannot be read, or is of another version ({told}); rebuild it with `scraper replay`"
        ) from error


@contextlib.contextmanager
def writing(workspace: Workspace, run: str, *, anew: bool = False) -> Iterator[Store]:
    """A private copy of the database (`anew`: an empty one), published when the block ends without an error.

    The caller holds the lock.
    """
    for stale in workspace.root.glob("postings-*.part*"):
        _remove(stale)
    part = workspace.root / f"postings-{run}.part"
    is_copy = workspace.database.exists() and not anew
    if is_copy:
        shutil.copyfile(workspace.database, part)
    try:
        with duckdb.connect(":memory:") as connection:
            # Whatever fails, the copy is thrown away: a log of what was written, by which it could be mended, is of no use.
            connection.execute(
                f"ATTACH $path AS part (RECOVERY_MODE no_wal_writes, ROW_GROUP_SIZE {_TOGETHER})",
                {"path": str(part)},
            )
            connection.execute("USE part")
            _prepare(connection, workspace, part, is_copy=is_copy)
            yield Store(connection)
            connection.execute("CHECKPOINT")
        _publish(workspace, part, run)
    finally:
        for rest in (part, _beside(part)):
            _remove(rest)


def _prepare(
    connection: duckdb.DuckDBPyConnection, workspace: Workspace, part: Path, *, is_copy: bool
) -> None:
    """Settings and tables; raises ContractBroken where a copy has those of another version."""
    connection.execute("SET enable_progress_bar = false; SET threads = 2; SET memory_limit = '160MB'")
    # What does not fit goes beside the copy, not into the folder that we were called from.
    connection.execute("SET temp_directory = $path", {"path": str(_beside(part))})
    # When rows are packed is said here, by their bytes.
    connection.execute("SET checkpoint_threshold = '1TB'")
    connection.execute("SET preserve_insertion_order = false")
    schema = workspace.schema.read_text(encoding="utf-8")
    # One transaction: each of its hundred statements would wait for the disk.
    apply = f"BEGIN; {schema} COMMIT"
    if not is_copy:
        connection.execute(apply)
    elif not _fits(connection, apply):
        raise ContractBroken(
            f"{workspace.database}: its tables are those of another version; rebuild it with `scraper replay`"
        )


def _fits(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    """Apply the schema to tables that are there; False where they are of another shape."""
    with duckdb.connect(":memory:") as fresh:
        fresh.execute(schema)
        try:
            connection.execute(schema)
        except duckdb.Error:
            return False
        return _columns(fresh) == _columns(connection)


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    sql = (
        "SELECT table_name, column_name, data_type FROM duckdb_columns() "
        "WHERE NOT internal AND database_name = current_database() ORDER BY ALL"
    )
    return connection.execute(sql).fetchall()


def _publish(workspace: Workspace, part: Path, run: str) -> None:
    """Make a finished copy the published one; at any moment the symlink names a whole database."""
    final = workspace.root / f"postings-{run}.duckdb"
    part.chmod(0o444)
    _sync(part)
    part.rename(final)
    link = workspace.root / "postings.part.link"
    link.unlink(missing_ok=True)
    link.symlink_to(final.name)
    link.rename(workspace.database)
    _sync(workspace.root)
    runs = sorted(workspace.root.glob("postings-*.duckdb"))
    for old in runs[:-KEPT_RUNS]:
        if old != final:
            old.unlink()


def _beside(part: Path) -> Path:
    """Folder of what does not fit into memory while a copy is written."""
    return part.with_name(f"{part.name}.tmp")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Store:
    """The tables of `postings.duckdb`, behind a connection that somebody else opens and closes."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._schemas: dict[str, pa.Schema] = {}
        self._unpacked_bytes = 0

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def named(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def known_fetches(self, warcs: list[str]) -> set[str]:
        return {
            row[0] for row in self.rows('SELECT fetch_id FROM "fetch" WHERE list_contains(?, warc)', warcs)
        }

    def loaded_warcs(self) -> set[str]:
        return {row[0] for row in self.rows('SELECT DISTINCT warc FROM "fetch"')}

    def known(self, fetch_ids: list[str]) -> set[str]:
        """Those of some fetches that are loaded."""
        return {
            row[0]
            for row in self.rows('SELECT fetch_id FROM "fetch" WHERE list_contains(?, fetch_id)', fetch_ids)
        }

    def newest_warcs(self) -> dict[str, str]:
        """By source, the name of the last archive file that is loaded."""
        return dict(self.rows("SELECT source, max(split_part(warc, '/', -1)) FROM \"fetch\" GROUP BY source"))

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def state(self, source: str, now: dt.datetime, *, details: bool, ids_of_source: bool) -> State:
        """What a crawl of a source needs to know of the past. `details`: whether its answers lead to others."""
        sql = (Path(__file__).parent / "state.sql").read_text(encoding="utf-8")
        validators, months, read, asked, stamped, plain = (
            self._connection.execute(
                part, {"source": source} | ({"now": now} if "$now" in part else {})
            ).fetchall()
            for part in sql.split(";\n\n")
        )
        settled = [*stamped, *((board, native, None) for board, native in plain)] if details else []
        return State(
            validators={url: Validator(*rest) for url, *rest in validators},
            settled_boards=frozenset(row[0] for row in months),
            settled=frozenset((None if ids_of_source else board, *rest) for board, *rest in settled),
            read_at=dict(read),
            asked_at=asked[0][0],
            closed_until=asked[0][1],
            now=now,
        )

    def add(self, batch: Batch) -> None:
        """Merge a batch, whole or not at all."""
        self._stage("new_fetch", batch.fetches, "fetch")
        self._stage("new_reject", batch.rejects, "reject")
        self._connection.register("new_posting", pa.concat_tables(batch.postings))
        self._connection.register("seen", pa.concat_tables(batch.seen))
        self._connection.execute("BEGIN")
        self._run("arrive.sql")
        # Planning a statement costs more than running it on nothing, and the second part reads all texts.
        ((differ, again, new),) = self.rows(
            "SELECT exists(FROM known WHERE differs), exists(FROM observed SEMI JOIN posting USING (posting_id)), "
            "exists(FROM new_posting ANTI JOIN known USING (posting_id))"
        )
        due = {"change": differ, "see": again, "add": new, "reject": batch.rejects}
        for part in (name for name, is_due in due.items() if is_due):
            self._run(f"{part}.sql")
        self._connection.execute("COMMIT")
        if differ or new:
            self._unpacked_bytes += sum(table.nbytes for table in batch.postings)
        if self._unpacked_bytes > _PACKED_AT:
            self._pack()

    def _pack(self) -> None:
        """Write what was added into the file, packed, and let go of it."""
        # Each time these rows stay by themselves: to join them to those before, the database would unpack those again.
        self._connection.execute("SET max_vacuum_tasks = 0")
        self._connection.execute("CHECKPOINT")
        self._unpacked_bytes = 0

    def close_lost(self, sources: Collection[str]) -> None:
        """Make anew which postings of some sources are closed."""
        touched = pa.table({"source": pa.array(sorted(sources), pa.string())})
        self._connection.register("touched", touched)
        self._connection.execute("BEGIN")
        self._run("close.sql")
        self._connection.execute("COMMIT")

    def _run(self, script: str) -> None:
        self._connection.execute((Path(__file__).parent / script).read_text(encoding="utf-8"))

    def _stage(self, name: str, rows: list[dict[str, Any]], table: str) -> None:
        """Rows as an Arrow table with the columns and types of a table of the schema."""
        self._connection.register(name, pa.Table.from_pylist(rows, schema=self.schema(table)))

    def schema(self, table: str) -> pa.Schema:
        """Columns and types of a table, in Arrow's form."""
        if table not in self._schemas:
            self._schemas[table] = self._connection.table(table).limit(0).to_arrow_table().schema
        return self._schemas[table]
