"""Where things are: the one folder that holds everything made, and the data files that ship with the code.

Knows names of files, nothing of what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """A data file or folder as shipped: inside the wheel, else `data/` of the checkout."""
    packed = _HERE / "shipped" / name
    return packed if packed.exists() else _HERE.parent / "data" / name


@dataclass(frozen=True)
class Workspace:
    """One folder that holds everything that is made; nothing is written elsewhere."""

    root: Path

    @property
    def raw(self) -> Path:
        return self.root / "raw"

    @property
    def database(self) -> Path:
        return self.root / "postings.duckdb"

    @property
    def lock(self) -> Path:
        return self.root / "postings.lock"

    @property
    def schema(self) -> Path:
        """The contract always comes from the code."""
        return shipped("schema/postings.sql")

    @property
    def boards(self) -> Path:
        """Board files: the workspace's own first, else as shipped."""
        own = self.root / "boards"
        return own if own.is_dir() else shipped("boards")
