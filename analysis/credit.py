"""Heads of data/boards/*.toml -> who is to be named: name, public page, words of credit and terms of each source.

Knows the keys `title`, `public`, `credit`, `credit_url` and `terms`, all of them optional. Refuses to know boards and
endpoints: they are the scraper's.

`credit` is what a source's terms ask to be said wherever its data are shown ("Source: Remotive"), `credit_url` where
the words must link to. Charts print the credit in their footer, pages print and link it in theirs.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

COLUMNS = ("source", "name", "public", "credit", "credit_url", "terms")


def read(folder: Path) -> pd.DataFrame:
    """A row a source: `source` (the file's name) and the columns above, None where the file does not say."""
    import pandas as pd  # noqa: PLC0415 - the command line shows its help without it

    return pd.DataFrame([_row(path) for path in sorted(folder.glob("*.toml"))], columns=list(COLUMNS))


def _row(path: Path) -> dict[str, str | None]:
    head = tomllib.loads(path.read_text(encoding="utf-8"))
    told = {
        key: head[key]
        for key in ("public", "credit", "credit_url", "terms")
        if isinstance(head.get(key), str)
    }
    # "Hacker News: Ask HN: Who is hiring?" is told in full where there is room, and by its first words else.
    return {"source": path.stem, "name": str(head.get("title", path.stem)).partition(":")[0].strip(), **told}
