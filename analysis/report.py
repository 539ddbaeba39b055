"""Verdicts in words and as JSON. Knows the columns of table `verdict` and its details, nothing of how they were found."""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

from analysis import names

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    Row = dict[str, Any]

_WIDTH = 110
FIRST = "cloud-three-quarters"


def objects(verdicts: pd.DataFrame) -> list[Row]:
    """One JSON object a claim: its answer, with the other windows and sources under `also`.

    The answer is the primary row (the latest twelve complete months) of the source with most postings.
    """
    rows = [_object({str(key): cell for key, cell in row.items()}) for row in verdicts.to_dict("records")]
    return [
        _answer([row for row in rows if row["id"] == claim])
        for claim in dict.fromkeys(row["id"] for row in rows)
    ]


def in_short(verdicts: pd.DataFrame) -> list[str]:
    """The first claim in a few sentences, and of the others which verdict they have."""
    answers = objects(verdicts)
    first = [answer for answer in answers if answer["id"] == FIRST] or answers[:1]
    lines = [line for answer in first for line in [*_head(answer), *_wrapped(_measured(answer))]]
    others: dict[str, list[str]] = {}
    for answer in [answer for answer in answers if answer not in first]:
        direction = f" ({answer['direction']})" if answer["direction"] else ""
        others.setdefault(f"{answer['verdict']}{direction}", []).append(answer["id"])
    return lines + [f"{verdict}: {', '.join(names)}" for verdict, names in sorted(others.items())]


def in_words(verdicts: pd.DataFrame) -> list[str]:
    """The answers with all that a verdict is printed with, and what it does not tell."""
    return [line for answer in objects(verdicts) for line in _lines(answer)]


def _answer(rows: list[Row]) -> Row:
    best = max(rows, key=lambda row: (row["is_primary"], row["n"]))
    return {**best, "also": [row for row in rows if row is not best]}


def _object(row: Row) -> Row:
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


def _head(answer: Row) -> list[str]:
    direction = f" ({answer['direction']})" if answer["direction"] else ""
    return [f"{answer['id']}: {answer['verdict']}{direction}", *_wrapped(answer["reason"])]


def _lines(answer: Row) -> Iterator[str]:
    yield from _head(answer)
    yield from _wrapped(_measured(answer))
    yield from _wrapped(_worth(answer))
    parts = answer["detail"].get("parts", [])
    for number, part in enumerate(parts if len(parts) > 1 else [], start=1):
        beside = "" if part["decides"] else ", beside"
        yield from _wrapped(f"Part {number}{beside}, {part['what']}: {part['verdict']}. {part['reason']}")
    yield from _wrapped(_tested(answer))
    yield from _beside(answer)
    for sentence in answer["detail"].get("not_told", []):
        yield from _wrapped(f"Does not tell: {sentence}")
    yield ""


def _beside(answer: Row) -> Iterator[str]:
    """Other windows and sources; those of which nothing was counted yet in one sentence."""
    spoke = {other["source"] for other in (answer, *answer["also"]) if other["n"]} | {answer["source"]}
    for other in answer["also"]:
        if other["source"] in spoke:
            yield from _wrapped(
                f"Beside, {other['source']} {other['window'] or 'without a window'}: {_short(other)}"
            )
    silent = sorted({other["source"] for other in answer["also"]} - spoke)
    if silent:
        yield from _wrapped(
            f"Not enough data, no backend posting of a whole window since the first visit: {', '.join(silent)}."
        )


def _measured(answer: Row) -> str:
    """The share with its interval, and of what."""
    if answer["share"] is None:
        return f"No share is told. {answer['source']} {answer['window'] or 'without a window'}, kind of data: {answer['kind']}."
    return (
        f"Reading {answer['reading']}: {_share(answer)} of {answer['n']:,} postings of {answer['companies']:,} companies, "
        f"{answer['source']} {answer['window']}, kind of data: {answer['kind']}."
    )


def _share(answer: Row) -> str:
    if answer["low"] is None:
        return f"{answer['share']:.1%} (no interval)"
    return f"{answer['share']:.1%} [{answer['low']:.1%}–{answer['high']:.1%}]"


def _short(answer: Row) -> str:
    direction = f" ({answer['direction']})" if answer["direction"] else ""
    measured = (
        ""
        if answer["share"] is None
        else f", {answer['reading']} {_share(answer)} of {answer['n']:,} postings"
    )
    return f"{answer['verdict']}{direction}{measured}."


def _worth(answer: Row) -> str:
    """Design effect, correction, labels, versions."""
    detail = answer["detail"]
    effect = detail.get("design_effect")
    told = (
        [] if effect is None else [f"Design effect {effect:.2f}, effective n {detail['n_effective']:,.0f}."]
    )
    told.append(_corrected(answer))
    versions = ", ".join(detail.get("extractor_versions", [])) or "none"
    told.append(
        f"Extractor {versions}. {answer['status'].capitalize()}, registered on {detail.get('registered_on', 'no date')}."
    )
    return " ".join(told)


def _corrected(answer: Row) -> str:
    if answer["corrected"]:
        return f"Corrected for the detector's errors by {answer['labels']} labels."
    rows = [row for row in answer["detail"].get("corrections", {}).values() if row]
    band = next(
        (row for row in rows if answer["reading"].startswith(f"{row['role_rung']} {row['evidence']}")), None
    )
    reach = "" if not band or band["band_low"] is None else (
        f"; by all {band['labels_all']} labels the true share may lie in {band['band_low']:.0%}–{band['band_high']:.0%}"
    )  # fmt: skip
    return f"Not corrected for the detector's errors ({answer['labels']} labels in this window{reach})."


def _tested(answer: Row) -> str:
    if answer["p_value"] is None:
        return "No p-value."
    return f"Registered p-value {answer['p_value']:.2g}; Holm over the source's claims {answer['p_holm']:.2g} (decides nothing)."


def _wrapped(text: str) -> list[str]:
    whole = names.spoken(text).replace(" %", "\u00a0%")
    lines = textwrap.wrap(whole, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    return [line.replace("\u00a0%", " %") for line in lines]
