"""What the tests share: no network but loopback, a fake Hacker News, workspaces, and the program itself."""

from __future__ import annotations

import contextlib
import fcntl
import io
import ipaddress
import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

# CI looks at the same examples each time, so that a change is judged by its own doing; at home new ones are tried.
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.register_profile("home", deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "home")

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

import fake_hackernews

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared" / "data"
TABLES = ("fetch", "posting", "posting_version", "sighting", "reject")
_TOLD: list[str] = []


class NetworkClosed(AssertionError):
    """A test reached for an address that is not this machine."""


def _is_loopback(host: object) -> bool:
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def _loopback_only() -> Iterator[None]:
    """Sockets other than loopback are closed; programs that tests start are given loopback addresses only."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guard(address: Any) -> None:
        if isinstance(address, tuple) and not _is_loopback(address[0]):
            raise NetworkClosed(f"tests reach loopback only, not {address[0]!r}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        guard(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        guard(address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *arguments: Any, **named: Any) -> Any:
        guard((host,))
        return getaddrinfo(host, *arguments, **named)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded_connect)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)
    yield
    patch.undo()


def tell(sentence: str) -> None:
    """A line for the end of the test run: what was tested on, where that is not obvious."""
    if sentence not in _TOLD:
        _TOLD.append(sentence)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Side by side, each process of the tests has its own notes: the first one collects them."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["told"] = _TOLD


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for sentence in getattr(node, "workeroutput", {}).get("told", ()):
        tell(sentence)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    for sentence in _TOLD:
        terminalreporter.write_line(f"note: {sentence}")


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


def arguments(verb: str, workspace: Path, *rest: str) -> list[str]:
    return [verb, *rest, "--workspace", str(workspace)]


def start_scraper(verb: str, workspace: Path, *rest: str) -> subprocess.Popen[str]:
    """The real program, started from the repo's root; the caller waits for it."""
    return subprocess.Popen(
        [sys.executable, "-m", "scraper", *arguments(verb, workspace, *rest)],
        cwd=REPO,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run_scraper(verb: str, workspace: Path, *rest: str) -> Ran:
    """The real program, to its end."""
    with start_scraper(verb, workspace, *rest) as process:
        out, err = process.communicate(timeout=120)
    return Ran(process.returncode, out, err)


def scraper_here(verb: str, workspace: Path, *rest: str) -> Ran:
    """The same command inside this process: saves the start, and lets a test reach inside."""
    from scraper import cli

    out, err = io.StringIO(), io.StringIO()
    patch = pytest.MonkeyPatch()
    patch.setattr(sys, "argv", ["scraper", *arguments(verb, workspace, *rest)])
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        finally:
            patch.undo()
    return Ran(code, out.getvalue(), err.getvalue())


def write_board_file(workspace: Path, url: str) -> Path:
    """The shipped board file of Hacker News, with the fake's address for the two hosts and no spacing."""
    text = (REPO / "data/boards/hackernews.toml").read_text(encoding="utf-8")
    text, algolia = re.subn(r'^algolia = "https?://[^"/]+', f'algolia = "{url}', text, flags=re.MULTILINE)
    text, firebase = re.subn(r'^firebase = "https?://[^"/]+', f'firebase = "{url}', text, flags=re.MULTILINE)
    text, spacing = re.subn(
        r"^spacing_s = .*$", "spacing_s = { algolia = 0, firebase = 0 }", text, flags=re.MULTILINE
    )
    assert (algolia, firebase, spacing) == (1, 1, 1), "the shipped board file has another form"
    path = workspace / "boards" / "hackernews.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def rows(workspace: Path, sql: str) -> list[tuple[Any, ...]]:
    """What a reader gets from the published database."""
    import duckdb

    with duckdb.connect(str((workspace / "postings.duckdb").resolve()), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tables(workspace: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All tables of the published database, each sorted."""
    return {name: rows(workspace, f'SELECT * FROM "{name}" ORDER BY ALL') for name in TABLES}  # noqa: S608


@pytest.fixture(scope="session")
def bundled_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """(workspace, what was said) of one `analysis run` on the bundled facts, shared by all tests that only look at it.

    Processes of tests that run side by side share it too: the first to come makes it, in the folder above their own.
    """
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "bundled"
    shared.mkdir(exist_ok=True)
    workspace, said = shared / "workspace", shared / "said.txt"
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            command = [sys.executable, "-m", "analysis", "run", "--workspace", str(workspace)]
            ran = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=300, check=False)
            assert ran.returncode == 0, ran.stderr
            said.write_text(ran.stdout, encoding="utf-8")
    return workspace, said.read_text(encoding="utf-8")


@pytest.fixture
def serve() -> Iterator[Callable[..., fake_hackernews.FakeHackerNews]]:
    """Start a fake Hacker News for some threads; stopped when the test ends."""
    with contextlib.ExitStack() as stack:

        def start(
            threads: tuple[fake_hackernews.Thread, ...], **options: Any
        ) -> fake_hackernews.FakeHackerNews:
            return stack.enter_context(fake_hackernews.FakeHackerNews(threads, **options).running())

        yield start


@pytest.fixture
def workspace(tmp_path: Path) -> Callable[[fake_hackernews.FakeHackerNews], Path]:
    """A new workspace whose board file names the fake."""

    def make(fake: fake_hackernews.FakeHackerNews, name: str = "workspace") -> Path:
        write_board_file(tmp_path / name, fake.url)
        return tmp_path / name

    return make


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits of this process are noted and not waited."""
    import time

    waits: list[float] = []
    monkeypatch.setattr(time, "sleep", waits.append)
    return waits
