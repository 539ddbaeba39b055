"""A posting to be explained: a row of the database, or a line of `analysis label`.

Knows the two forms and what a source tells of a posting. Knows nothing of what is read in it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.label import label_lines
from analysis.taxonomy import ContractBroken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from analysis.taxonomy import Taxonomy

    Reader = Callable[[str], str]

_DETAILS = {
    "url": "Page",
    "posted_at": "Published",
    "month": "Counted in",
    "updated_at": "Changed",
    "first_seen_at": "First seen",
    "last_seen_at": "Last seen",
    "closed_at": "Withdrawn",
}


@dataclass(frozen=True, slots=True)
class Posting:
    """A text with what its source tells of it; `details` are (name, value) to show."""

    posting_id: str
    title: str | None
    company: str | None
    text: str
    details: tuple[tuple[str, str], ...] = ()


def of_line(
    lines: Iterable[bytes], taxonomy: Taxonomy, html_to_text: Reader, plain_to_text: Reader
) -> Posting:
    """The first line that is not blank, in the format of `analysis label`. Raises ContractBroken where `label` would."""
    line = next((line for line in lines if line.strip()), b"")
    told, good = next(label_lines([line], taxonomy, html_to_text, plain_to_text), (b"", False))
    if not good:
        reason = json.loads(told)["error"] if told else "nothing to read; give one JSON line with id and text"
        raise ContractBroken(f"standard input: {reason}")
    row: dict[str, Any] = json.loads(line)
    to_text = html_to_text if row.get("format") == "html" else plain_to_text
    return Posting(row["id"], row.get("title"), row.get("company"), to_text(row["text"]))


def of_row(row: Mapping[str, Any]) -> Posting:
    """A row of table `posting`."""
    told = [(label, _as_told(row[name])) for name, label in _DETAILS.items() if row[name] is not None]
    if not row["whole"]:
        told.append(("Not measured", "its source cuts the text short, so that `run` leaves it out"))
    return Posting(row["posting_id"], row["title"], row["company"], row["text"], tuple(told))


def _as_told(value: str | dt.date) -> str:
    if isinstance(value, str):
        return value
    return f"{value:%Y-%m-%d %H:%M} UTC" if isinstance(value, dt.datetime) else f"{value:%Y-%m}"
