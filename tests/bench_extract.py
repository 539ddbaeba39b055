"""Speed of the extractor beside its peers, on the same postings and in one process: `make bench` prints the table.

Peers find names only: they know no roles, sections or levels. Seconds are those of the processor, of one core.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

REPO = Path(__file__).resolve().parent.parent
SHARED = REPO.parent / "shared"
sys.path[:0] = [str(REPO)]

from analysis import extract, taxonomy
from analysis.reading import read_all
from scraper import text
from scraper.text import html_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from analysis.taxonomy import Taxonomy

_ROUNDS = 3
_READ = dt.datetime(2026, 8, 31, tzinfo=dt.UTC).replace(tzinfo=None)


@dataclass(frozen=True)
class Texts:
    """Postings of one kind as plain text, and how they reached us."""

    name: str
    raw: list[bytes]
    lines: list[str]

    @property
    def megabytes(self) -> float:
        return sum(len(line.encode("utf-8", "surrogatepass")) for line in self.lines) / 1e6


def main() -> None:
    known = taxonomy.load(REPO / "data" / "taxonomy")
    text.hurry(print)
    print(f"\n{'what (one core)':58} {'postings/s':>11} {'MB/s':>7} {'ratio':>7}")
    for texts in (ads(), posts()):
        ours = row(
            f"{texts.name}, plain text to mention rows", texts, lambda texts=texts: rows(texts.lines, known)
        )
        for name, find in peers(known).items():
            some = texts.lines if name != "a regular expression a skill" else texts.lines[:60]
            part = Texts(texts.name, [], some)
            row(
                f"{texts.name}, {name} (names only)",
                part,
                lambda some=some, find=find: list(map(find, some)),
                ours,
            )
        if texts.raw:
            row(
                f"{texts.name}, raw JSON with HTML to mention rows",
                texts,
                lambda texts=texts: from_raw(texts.raw, known),
            )


def rows(lines: Sequence[str], known: Taxonomy) -> Any:
    import pyarrow as pa

    found = read_all(lines, [None] * len(lines), [None] * len(lines), known)
    return extract.mentions(pa.array(map(str, range(len(lines)))), found, known)


def parsed(payloads: Sequence[bytes]) -> list[str]:
    """Texts of the postings in recorded answers of Greenhouse (an object) and Lever (a list)."""
    from scraper.model import Payload, Posting
    from scraper.sources import discover

    modules, lines = discover(), []
    for payload in payloads:
        name = "greenhouse" if payload.lstrip()[:1] == b"{" else "lever"
        told = Payload(
            source=name, kind="jobs", url="", fetched_at=_READ, board="x", status=200, body=payload
        )
        lines += [record.text for record in modules[name].parse(told) if isinstance(record, Posting)]
    return lines


def from_raw(payloads: Sequence[bytes], known: Taxonomy) -> Any:
    return rows(parsed(payloads), known)


def peers(known: Taxonomy) -> dict[str, Callable[[str], Any]]:
    aliases = sorted({alias.lower() for skill in known.skills for alias in skill.aliases})
    return {
        "FlashText": _flashtext(aliases),
        "pyahocorasick": _aho(aliases),
        "a regular expression a skill": _regex(known),
    }


def _flashtext(aliases: Sequence[str]) -> Callable[[str], Any]:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for alias in aliases:
        processor.add_keyword(alias)
    return processor.extract_keywords


def _aho(aliases: Sequence[str]) -> Callable[[str], Any]:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for alias in aliases:
        automaton.add_word(alias, len(alias))
    automaton.make_automaton()

    def find(text: str) -> list[tuple[int, int]]:
        low = text.lower()
        return [
            (stop - length + 1, stop + 1)
            for stop, length in automaton.iter(low)
            if not low[stop + 1 : stop + 2].isalnum()
            and not low[max(0, stop - length) : stop - length + 1].isalnum()
        ]

    return find


def _regex(known: Taxonomy) -> Callable[[str], Any]:
    patterns = [
        re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, skill.aliases)) + r")(?!\w)", re.IGNORECASE)
        for skill in known.skills
    ]
    return lambda text: [pattern.findall(text) for pattern in patterns]


def row(name: str, texts: Texts, work: Callable[[], Any], ours: float | None = None) -> float:
    """Print the best of some rounds; ratio: how many times as long as ours it takes."""
    work()
    seconds = min(_timed(work) for _ in range(1 if len(texts.lines) < 100 else _ROUNDS))
    speed = texts.megabytes / seconds
    ratio = f"{ours / speed:7.1f}" if ours else ""
    print(f"{name:58} {len(texts.lines) / seconds:11,.0f} {speed:7.1f} {ratio}", flush=True)
    return speed


def _timed(work: Callable[[], Any]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def ads() -> Texts:
    """Recorded answers of Greenhouse and Lever boards, each file once."""
    files = [f for f in sorted((SHARED / "data" / "ats").glob("*/*/*.json")) if "metadata" not in f.name]
    raw = [file.read_bytes() for file in files]
    return Texts("long ads", raw, parsed(raw))


def posts() -> Texts:
    with gzip.open(SHARED / "data" / "hn" / "2019.jsonl.gz") as lines:
        return Texts("Hacker News 2019", [], [html_lines(json.loads(line)["text"]) for line in lines])


if __name__ == "__main__":
    main()
