"""Where things are: the one folder that holds everything made, and the data files that ship with the code.

Knows names of files, nothing of what is in them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """A data file or folder as shipped: inside the wheel, else `data/` of the checkout.

    Board files travel with the scraper's half of the wheel; their heads name the sources that pages must credit.
    """
    packed = (_HERE / "shipped" / name, _HERE.parent / "scraper" / "shipped" / name)
    return next((path for path in packed if path.exists()), _HERE.parent / "data" / name)


@dataclass(frozen=True)
class Workspace:
    """One folder that holds everything that is made; nothing is written elsewhere."""

    root: Path

    @property
    def postings(self) -> Path:
        return self.root / "postings.duckdb"

    @property
    def findings(self) -> Path:
        return self.root / "findings.duckdb"

    @property
    def lock(self) -> Path:
        return self.root / "findings.lock"

    @property
    def charts(self) -> Path:
        return self.root / "charts"

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def schema(self) -> Path:
        """The contract always comes from the code."""
        return shipped("schema/findings.sql")

    @property
    def taxonomy(self) -> Path:
        return self._own_or_shipped("taxonomy")

    @property
    def claims(self) -> Path:
        return self._own_or_shipped("claims")

    @property
    def history(self) -> Path:
        return self._own_or_shipped("history")

    @property
    def study(self) -> Path:
        return self._own_or_shipped("study.toml")

    @property
    def boards(self) -> Path:
        return self._own_or_shipped("boards")

    @property
    def calibration(self) -> tuple[Path | None, str]:
        """(labels by which errors are corrected, where they come from): a fresh draw, else the third kept aside."""
        fresh = _HERE.parent.parent / "shared" / "gold" / "calibration.jsonl"
        places = ((self.root / "labels" / "calibration.jsonl", "gold"), (fresh, "gold"))
        aside = shipped("labels/calibration.jsonl"), "kept aside"
        return next(((path, origin) for path, origin in (*places, aside) if path.exists()), (None, "none"))

    @property
    def tables(self) -> Path:
        return self.root / "tables"

    def _own_or_shipped(self, name: str) -> Path:
        own = self.root / name
        return own if own.exists() else shipped(name)
