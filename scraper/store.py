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
    from collections.abc import Callable, Iterator

    from scraper.workspace import Workspace

KEPT_RUNS = 2


@dataclass
class Batch:
    """Rows on their way into the tables; each posting at most once, so that merging needs no order."""

    fetches: list[dict[str, Any]] = field(default_factory=list)
    postings: list[dict[str, Any]] = field(default_factory=list)
    rejects: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, tuple[str | None, dt.datetime]] = field(default_factory=dict)
    characters: int = 0


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
        stale.unlink()
    part = workspace.root / f"postings-{run}.part"
    if workspace.database.exists() and not anew:
        shutil.copyfile(workspace.database, part)
    try:
        with duckdb.connect(str(part)) as connection:
            _prepare(connection, workspace)
            yield Store(connection)
            connection.execute("CHECKPOINT")
        _publish(workspace, part, run)
    finally:
        part.unlink(missing_ok=True)


def _prepare(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    connection.execute("SET enable_progress_bar = false; SET threads = 2; SET memory_limit = '400MB'")
    connection.execute("SET preserve_insertion_order = false")
    schema = workspace.schema.read_text(encoding="utf-8")
    with duckdb.connect(":memory:") as fresh:
        fresh.execute(schema)
        if not _takes(connection, schema) or _columns(fresh) != _columns(connection):
            raise ContractBroken(
                f"{workspace.database}: its tables are those of another version; rebuild it with `scraper replay`"
            )


def _takes(connection: duckdb.DuckDBPyConnection, schema: str) -> bool:
    """Apply the schema; False where tables of another shape stand in its way."""
    try:
        # One transaction: each of its hundred statements would wait for the disk.
        connection.execute(f"BEGIN; {schema} COMMIT")
    except duckdb.Error:
        return False
    return True


def _columns(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    sql = "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal ORDER BY ALL"
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

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        return self._connection.execute(sql, values).fetchall()

    def known_fetches(self) -> set[str]:
        return {row[0] for row in self.rows('SELECT fetch_id FROM "fetch"')}

    def loaded_warcs(self) -> set[str]:
        return {row[0] for row in self.rows('SELECT DISTINCT warc FROM "fetch"')}

    def count(self, table: str) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])

    def state(self, source: str) -> State:
        """What a crawl of a source needs to know of the past."""
        validators = self.rows(
            'SELECT url, fetch_id, fetched_at, digest, etag, last_modified, warc FROM "fetch" '
            "WHERE source = ? AND outcome IN ('ok', 'empty') AND digest IS NOT NULL "
            "QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC) = 1",
            source,
        )
        boards = self.rows(
            'SELECT DISTINCT board FROM "fetch" WHERE source = ? AND listing '
            # A month is read to the end 28 days after it began.
            "AND (outcome = 'empty' OR postings > 0) AND fetched_at >= month + INTERVAL 28 DAY",
            source,
        )
        ids = self.rows(
            # Texts can be edited for two hours after they were posted.
            "SELECT native_id FROM posting WHERE source = $1 AND last_seen_at >= posted_at + INTERVAL 2 HOUR "
            "UNION SELECT native_id FROM reject WHERE source = $1 AND reason <> 'malformed'",
            source,
        )
        return State(
            validators={url: Validator(*rest) for url, *rest in validators},
            settled_boards=frozenset(row[0] for row in boards),
            settled_ids=frozenset(row[0] for row in ids),
        )

    def add(self, batch: Batch) -> None:
        """Merge a batch, whole or not at all."""
        seen = [
            {"posting_id": key, "board": board, "seen_at": seen_at}
            for key, (board, seen_at) in batch.seen.items()
        ]
        self._stage("new_fetch", batch.fetches, "fetch")
        self._stage("new_posting", batch.postings, "posting")
        self._stage("new_reject", batch.rejects, "reject")
        self._connection.register("seen", pa.Table.from_pylist(seen, schema=_SEEN))
        self._transact("merge.sql")

    def extend(self, fetch: dict[str, Any]) -> None:
        """Merge an unchanged answer: what its last whole answer showed was seen again."""
        self._stage("new_fetch", [fetch], "fetch")
        self._transact("extend.sql")

    def _transact(self, script: str) -> None:
        sql = (Path(__file__).parent / script).read_text(encoding="utf-8")
        self._connection.execute(f"BEGIN; {sql} COMMIT")

    def _stage(self, name: str, rows: list[dict[str, Any]], table: str) -> None:
        """Rows as an Arrow table with the columns and types of a table of the schema."""
        schema = self._connection.table(table).limit(0).to_arrow_table().schema
        self._connection.register(name, pa.Table.from_pylist(rows, schema=schema))


def row_of(record: object) -> dict[str, Any]:
    """A frozen record as a row. Its own dictionary: `asdict` copies deeply, a sixth of the time of a load."""
    return dict(vars(record))


_SEEN = pa.schema([("posting_id", pa.string()), ("board", pa.string()), ("seen_at", pa.timestamp("us"))])
