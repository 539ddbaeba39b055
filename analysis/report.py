"""Verdicts in words and as JSON. Knows the columns of table `verdict`, nothing of how they were found."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

_WIDTH = 110


def objects(verdicts: pd.DataFrame) -> list[dict[str, Any]]:
    """One JSON object a claim: its answer, with the other windows and sources under `also`.

    The answer is the primary row (the latest twelve complete months) of the source with most postings.
    """
    rows = [_object({str(key): cell for key, cell in row.items()}) for row in verdicts.to_dict("records")]
    return [
        _answer([row for row in rows if row["id"] == claim])
        for claim in dict.fromkeys(row["id"] for row in rows)
    ]


def in_words(verdicts: pd.DataFrame) -> list[str]:
    """The same in sentences, a few lines a claim."""
    return [line for answer in objects(verdicts) for line in _lines(answer)]


def _answer(rows: list[dict[str, Any]]) -> dict[str, Any]:
    best = max(rows, key=lambda row: (row["is_primary"], row["n"]))
    return {**best, "also": [row for row in rows if row is not best]}


def _object(row: dict[str, Any]) -> dict[str, Any]:
    ends = (row.pop("window_first"), row.pop("window_last"))
    detail = row.pop("detail")
    return {
        **{key: _known(value) for key, value in row.items()},
        "window": _window(*ends),
        "detail": json.loads(detail) if isinstance(detail, str) else detail,
    }


def _window(first: Any, last: Any) -> str | None:  # noqa: ANN401 - a date of one library or another
    return None if _known(first) is None else f"{first:%Y-%m}..{last:%Y-%m}"


def _known(value: Any) -> Any:  # noqa: ANN401 - any cell of a frame
    """None for what a frame writes as not a number or not a time."""
    return None if value != value else value  # noqa: PLR0124 - only those differ from themselves


def _lines(answer: dict[str, Any]) -> list[str]:
    direction = f" ({answer['direction']})" if answer["direction"] else ""
    head = f"{answer['id']}: {answer['verdict']}{direction}"
    lines = [head, *_wrapped(answer["reason"])]
    if answer["share"] is not None:
        lines += _wrapped(
            f"Reading {answer['reading']}: {answer['share']:.1%} [{answer['low']:.1%}–{answer['high']:.1%}] of "
            f"{answer['n']:,} postings of {answer['companies']:,} companies, {answer['source']} {answer['window']}, "
            f"kind of data: {answer['kind']}."
        )
    return lines


def _wrapped(text: str) -> list[str]:
    whole = text.replace(" %", "\u00a0%")
    lines = textwrap.wrap(whole, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return [line.replace("\u00a0%", " %") for line in lines]
