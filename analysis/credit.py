"""Heads of data/boards/*.toml -> who is to be named: name, public page, words of credit and terms of each source.

Knows the keys `title`, `public`, `terms` and `credit`, all of them optional here; `scraper.boards` reads the same files
strictly. Refuses to know boards and endpoints: they are the scraper's.

`credit = { text = "Remotive", link = "https://remotive.com" }` stands where a source's terms ask to be named and linked
wherever its data are shown. Charts print words and site in their footer, pages print and link the words in theirs.
"""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

COLUMNS = ("source", "name", "public", "credit", "credit_url", "terms")


def read(*folders: Path) -> pd.DataFrame:
    """A row a source: `source` (the file's name) and the columns above, None where the file does not say.

    A file of an earlier folder stands for those of its name in later ones: whoever keeps board files of their own still
    credits the sources of the bundled facts.
    """
    import pandas as pd  # noqa: PLC0415 - the command line shows its help without it

    files = {path.name: path for folder in reversed(folders) for path in folder.glob("*.toml")}
    return pd.DataFrame([_row(files[name]) for name in sorted(files)], columns=list(COLUMNS))


def _row(path: Path) -> dict[str, str | None]:
    head = tomllib.loads(path.read_text(encoding="utf-8"))
    asked = head.get("credit", {})
    told = {key: head.get(key) for key in ("public", "terms")}
    # "Hacker News: Ask HN: Who is hiring?" is told in full where there is room, and by its first words else.
    name = str(head.get("title", path.stem)).partition(":")[0].strip()
    return {
        "source": path.stem,
        "name": name,
        **told,
        "credit": asked.get("text"),
        "credit_url": asked.get("link"),
    }
