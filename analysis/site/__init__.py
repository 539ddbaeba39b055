"""The report as static pages that open from disk: verdict in plain words, numbers, pictures, caveats.

Knows the tables `share` and `verdict`, and pictures as files with their CSV and alt text beside them. Refuses to
draw, to measure, and to ask the network for anything: a page needs nothing that does not lie in its own folder. The
only user of jinja2; every value is escaped.
"""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    import datetime as dt

    import pandas as pd

TEMPLATES = Path(__file__).parent / "templates"
CATEGORIES = {"cloud": "Cloud", "containers": "Containers", "iac": "Infrastructure as code"}
RUNGS = {
    "E1": "Named anywhere",
    "E2": "Used, preferred or required",
    "E3": "Preferred or required",
    "E4": "Required",
}
SAMPLE = "sample"
# The strings of methods.md, said to someone who never read it.
PLAIN = {
    ("supported", None): "Yes. The share that requires it lies within the claim's band.",
    (
        "contradicted",
        "lower",
    ): "No. Even counted as generously as can be, the share lies below the claim's band.",
    (
        "contradicted",
        "higher",
    ): "No. Even counted as strictly as can be, the share lies above the claim's band.",
    (
        "leaning",
        "lower",
    ): "Probably not: the share seems lower, but its interval still touches the claim's band.",
    (
        "leaning",
        "higher",
    ): "Probably not: the share seems higher, but its interval still touches the claim's band.",
    (
        "depends on the reading",
        None,
    ): "It depends on what counts as asking: a strict and a generous count disagree.",
    ("not enough data", None): "Not enough data to tell.",
    ("untestable", None): "These postings cannot tell.",
    ("untestable", "lower"): "As worded, these postings cannot tell, as they seldom say what they require; "
    "but even the share that merely names it lies below the claim's band.",
}


@dataclass(frozen=True)
class Picture:
    """A drawn chart as the page needs it; sizes in pixels."""

    name: str
    title: str
    alt: str
    width: int
    height: int


def write(  # noqa: PLR0913 - a site shows all that was found
    folder: Path,
    charts: list[Path],
    shares: pd.DataFrame,
    verdicts: list[dict[str, Any]],
    *,
    versions: dict[str, str],
    claims: dict[str, str] | None = None,
) -> Path:
    """Write the site and return its first page.

    `charts` are PNG files with CSV and TXT beside them, which are copied, so that the folder can be moved or served
    as it is. `claims` gives each claim's sentence by id.
    """
    kinds = [*shares["kind"].unique(), *(row["kind"] for row in verdicts)]
    sample = any(SAMPLE in kind.split("+") for kind in kinds)
    judged = [] if sample else verdicts  # sample data never carries a verdict
    html = (
        _environment()
        .get_template("index.html")
        .render(
            sample=sample,
            answers=[_answer(row, shares, claims or {}) for row in judged if row["is_primary"]],
            verdicts=judged,
            pictures=[_copied(png, folder / "charts") for png in charts],
            versions=versions,
        )
    )
    return _written(folder / "index.html", html)


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"percent": percent, "interval": interval, "month": month}
    return made


def percent(share: float | None) -> str:
    """`44 %`, with a decimal under one percent; `unknown` where there is none."""
    if share is None or math.isnan(share):
        return "unknown"
    return f"{100 * share:.1f}\u00a0%" if 0 < share < 0.01 else f"{100 * share:.0f}\u00a0%"


def interval(row: dict[str, Any]) -> str:
    low, high = row["low"], row["high"]
    if low is None or high is None or math.isnan(low) or math.isnan(high):
        return "no interval"
    return f"{100 * low:.0f} to {100 * high:.0f}\u00a0%"


def month(day: dt.date | None) -> str:
    return f"{day:%B %Y}" if day is not None else "no month"


def _answer(row: dict[str, Any], shares: pd.DataFrame, claims: dict[str, str]) -> dict[str, Any]:
    plain = PLAIN.get((row["verdict"], row["direction"]), str(row["verdict"]).capitalize() + ".")
    return {
        **row,
        "claim": claims.get(row["id"], row["id"]),
        "plain": plain,
        "numbers": _numbers(row, shares),
    }


def _numbers(verdict: dict[str, Any], shares: pd.DataFrame) -> list[tuple[str, str, list[dict[str, Any]]]]:
    """(category, rung, [with generic words, named tools only]) of the window and source that were judged."""
    rows = shares[shares["source"].eq(verdict["source"]) & shares["span"].eq("window")]
    rows = rows[rows["role_rung"].eq("R2") & rows["weight"].eq("posting")]
    for column, key in (("month", "window_first"), ("last_month", "window_last")):
        rows = rows[rows[column].astype("str").str[:10].eq(str(verdict[key])[:10])]
    records: list[dict[Any, Any]] = rows.to_dict("records")
    of = {(row["category"], row["evidence"], row["words"]): row for row in records}
    pairs = {
        (category, rung): [of.get((category, rung, words)) for words in ("any", "named")]
        for category in CATEGORIES
        for rung in RUNGS
    }
    return [
        (CATEGORIES[category], RUNGS[rung], [row for row in pair if row])
        for (category, rung), pair in pairs.items()
        if all(pair)
    ]


def _copied(png: Path, folder: Path) -> Picture:
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in (".png", ".csv", ".txt"):
        shutil.copyfile(png.with_suffix(suffix), folder / f"{png.stem}{suffix}")
    title, _, alt = png.with_suffix(".txt").read_text(encoding="utf-8").strip().partition("\n\n")
    header = png.read_bytes()[16:24]  # width and height in the first chunk of every PNG
    return Picture(png.stem, title, alt, int.from_bytes(header[:4]), int.from_bytes(header[4:]))


def _written(path: Path, html: str) -> Path:
    """Swap the page in whole, so that an open browser never reloads half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.write_text(html, encoding="utf-8", newline="\n")
    return part.replace(path)
