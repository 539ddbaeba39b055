"""Text -> sentences, each with the section it stands in.

Knows headings, list shape and labels in front of a list ("Nice to have: …"), by the cues of kind `section`. Knows
nothing of skills. The text is that of `posting.text`: one block a line, headings begin with ``# ``, items with ``- ``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.matcher import CueHit

# A sentence ends at a full stop before a capital, at a bullet inside the line, at a dash before a capital and at a
# semicolon. Every branch begins with a character of its own: look-behinds took twice the time.
_BREAK = re.compile(r"[.!?]\s+(?=[\"'(]?[A-Z0-9À-Ý*•—-])|\s(?:[•·●*▪|]+\s|[-–—]\s(?=[A-Z][a-z]))|;\s")
_DECORATION = " #=*_~-–—:•·>\t[]()|🔧🚀"
_HEADING_LENGTH = 90
_HEADING_WORDS = 9
_SUBHEADING_WORDS = 8
_LABEL_GAP = 28
_LEAD_IN = 34
# Inside a profile "Containers: Docker" is one more demand, not a stack.
_PROFILE = frozenset({"requirements", "preferred"})
_LIST_STARTS = (" * ", " • ", " · ", " - ", " – ")


class Line(NamedTuple):
    """A block of the text; `kind` is heading, item or text."""

    start: int
    stop: int
    kind: str


class Sentence(NamedTuple):
    """A stretch of one line with its section ('' where none was opened)."""

    start: int
    stop: int
    section: str
    line: int


def lines(text: str) -> list[Line]:
    out: list[Line] = []
    start = 0
    for raw in text.split("\n"):
        stop = start + len(raw)
        out.append(Line(start, stop, _kind(raw)))
        start = stop + 1
    return out


def _kind(raw: str) -> str:
    if raw.startswith("# "):
        return "heading"
    return "item" if raw.startswith("- ") else "text"


def sentences(text: str, blocks: Sequence[Line], cues: Sequence[CueHit]) -> list[Sentence]:
    """The text cut into sentences; section cues must come in the order of the text."""
    marks = _marks(text, blocks, cues)
    out: list[Sentence] = []
    section, mark = "", 0
    for number, block in enumerate(blocks):
        for start, stop in _cut(text, block, [m[0] for m in marks[mark : mark + 8]]):
            while mark < len(marks) and marks[mark][0] <= start:
                section = marks[mark][1]
                mark += 1
            out.append(Sentence(start, stop, section, number))
    return out


def _cut(text: str, block: Line, also: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = block.start
    ends = [_end(match, text) for match in _BREAK.finditer(text, block.start, block.stop)]
    ends += [(at, at) for at in also if block.start < at < block.stop]
    if also:
        ends.sort()
    for stop, following in ends:
        if stop > start:
            yield start, stop
        start = max(start, following)
    yield start, block.stop


def _end(match: re.Match[str], text: str) -> tuple[int, int]:
    """Where a sentence ends and the next begins; the dot of "e.g." ends none, so its end lies before its start."""
    at = match.start()
    if text[at] not in ".!?":
        return at, match.end()
    if text[at] == "." and at > 1 and text[at - 1].isalpha() and text[at - 2] in " .(":
        return -1, -1
    return at + 1, match.end()


def _marks(text: str, blocks: Sequence[Line], cues: Sequence[CueHit]) -> list[tuple[int, str]]:
    """Where a section begins and which: a whole line for headings, a label inside a line till its end."""
    marks: list[tuple[int, str]] = []
    base, weak, listed, at = "", False, False, 0
    for number, block in enumerate(blocks):
        mine: list[CueHit] = []
        while at < len(cues) and cues[at].start < block.stop:
            mine.append(cues[at])
            at += 1
        if _looks_like_heading(text, block):
            opened = _section_of(text, block, mine)
            if opened or block.kind == "heading":
                base, weak, listed = opened, block.kind != "heading", False
                marks.append((block.start, base))
                continue
        if weak and listed and block.kind == "text" and block.stop - block.start > _LABEL_GAP:
            base, weak = "", False
            marks.append((block.start, base))
        listed = listed or block.kind == "item"
        labels = [m for m in _labels(text, block, mine) if not (m[1] == "stack" and base in _PROFILE)]
        marks += labels
        if opened := _opens_list(text, blocks, number, mine, labels):
            base, weak, listed = opened, True, False
            marks.append((block.stop, base))
        elif labels:
            marks.append((block.stop, base))
    return marks


def _opens_list(
    text: str, blocks: Sequence[Line], number: int, cues: Sequence[CueHit], labels: Sequence[tuple[int, str]]
) -> str:
    """The section of the items below a line that ends in a colon: of its label, or of the last words before it."""
    block = blocks[number]
    ends = text[max(block.start, block.stop - 4) : block.stop].rstrip().endswith(":")
    if not ends or number + 1 == len(blocks):
        return ""
    if labels:
        return labels[-1][1]
    if blocks[number + 1].kind != "item" or not cues or block.stop - cues[-1].stop > _LEAD_IN:
        return ""
    return next((hit.cue.value for hit in cues if hit.cue.value == "preferred"), cues[-1].cue.value)


def _looks_like_heading(text: str, block: Line) -> bool:
    if block.kind == "heading":
        return True
    if block.stop - block.start > _HEADING_LENGTH:
        return False
    raw = text[block.start : block.stop].rstrip(" *_=#")
    if raw.endswith((":", ":-", " -", "?")) and (block.kind == "text" or len(raw) < _LABEL_GAP):
        return True
    if block.kind == "item":
        return _subheading(raw)
    if raw.endswith((".", ",", ";", ")")):
        return False
    return len(raw.split()) <= _HEADING_WORDS and ("," not in raw) and "http" not in raw and "|" not in raw


def _subheading(raw: str) -> bool:
    """Tell "- Nice to have skills (advised)": an item that only opens the items behind it."""
    words = raw.lower().removeprefix("- ").rstrip(":) ").split()
    return (
        2 <= len(words) <= _SUBHEADING_WORDS
        and " ".join(words[:3]) == "nice to have"
        and "," not in raw
        and (words[-1] in {"have", "skills", "advised", "qualifications", "experience"})
    )


def _section_of(text: str, block: Line, cues: Sequence[CueHit]) -> str:
    """The section whose cue fills the heading best; of equal ones the first of the file."""
    raw = text[block.start : block.stop].strip(_DECORATION)
    if not raw or not cues:
        return ""
    sure = block.kind == "heading" or text[block.start : block.stop].rstrip(" *_=#").endswith(
        (":", ":-", "?")
    )
    reach = max(hit.stop - hit.start for hit in cues)
    best = next(hit for hit in cues if hit.stop - hit.start == reach)
    preferred = [hit for hit in cues if hit.cue.value == "preferred"]
    if preferred:
        best = preferred[0]
        reach = max(reach, best.stop - best.start)
    begins = best.start - block.start <= len(text[block.start : block.stop]) - len(
        text[block.start : block.stop].lstrip(_DECORATION)
    )
    if sure or reach >= 0.6 * len(raw) or (begins and reach >= 0.4 * len(raw)):
        return best.cue.value
    return ""


def _labels(text: str, block: Line, cues: Sequence[CueHit]) -> Iterator[tuple[int, str]]:
    """Labels inside a line: a section cue at the start of a sentence, shortly before a colon or a bullet."""
    after = block.start
    if cues and not any(text.find(mark, block.start, block.stop) >= 0 for mark in (":", *_LIST_STARTS)):
        return
    for hit in cues:
        if hit.start < after or not _begins_sentence(text, block.start, hit.start):
            continue
        gap = text[hit.stop : min(block.stop, hit.stop + _LABEL_GAP)]
        colon = gap.find(":")
        if (colon >= 0 and not set(gap[:colon]) & set(".,;!?/")) or gap.lstrip()[:2] in {
            "- ",
            "• ",
            "* ",
            "– ",
        }:
            after = hit.stop
            yield hit.start, hit.cue.value


def _begins_sentence(text: str, line_start: int, at: int) -> bool:
    before = text[max(line_start, at - 24) : at]
    words = before.rstrip(" -–—*•·(['\"")
    if not words or words[-1] in ".!?:;)|":
        return True
    if before != words and before[len(words) :].strip():
        return True
    return len(before) < 24 and words.lower().removeprefix("- ") in {
        "our", "the", "your", "key", "some", "main", "current", "tech", "technical", "minimum", "about", "job",
        "primary", "core", "- our", "basic", "required", "you", "software", "a", "nice", "and", "unser", "notre", "nuestro",
    }  # fmt: skip
