"""Where a title stands: in a header, a list of roles, a search, a colleague's sentence.

Knows what tells an advertised role from one that is only spoken of. Knows nothing of what a title means.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.matcher import CueHit, Found
    from analysis.sections import Line, Sentence

ADVERTISED, SPOKEN_TO, MENTIONED, COLLEAGUE = 3, 2, 1, 0

_CONTEXT_KINDS = frozenset({"seek", "team", "duty", "use", "product"})
_HEADER = 260
_SECOND_LINE = 120
_SHORT_LINE = 70
_LABEL_LINE = 110
# "Data engineering" in a longer line is a field of work.
_FIELD_LINE = 45
_LINE_START = 14
_LABEL_ENDS = frozenset(":(-|–,—[)/")
_CELL_LINE, _CELL_START, _CELL_END = 40, 4, 8
_SEEK_REACH = 250
_CELL = frozenset("|,/(-–&+)[]—")
# Never the label of a stack ("DevOps: Docker, Jenkins" is one).
_ALWAYS_ROLES = frozenset({"sre", "sres", "sysadmin", "sysadmins", "site reliability"})
_LINKS = frozenset(
    {
        "and",
        "or",
        "for",
        "a",
        "senior",
        "hiring",
        "an",
        "both",
        "with",
        "who",
        "either",
        "across",
        "team",
        "roles",
    }
)
_SPOKEN_TO = (
    "as a ",
    "as an ",
    "as our ",
    "are a ",
    "are you a ",
    "for a ",
    "for an ",
    "the ",
    "an ",
    "a ",
    "senior ",
)
_COLLEAGUES = ("with ", "our ", "lead ", "ther ", "tor ", "the ", "by ")


def _outside_titles(cues: Sequence[CueHit]) -> Iterator[CueHit]:
    """What tells of the sentence, without the "stack" of "full-stack"."""
    reach = -1
    for hit in cues:
        if hit.cue.kind == "family":
            reach = max(reach, hit.stop)
        elif hit.cue.kind in _CONTEXT_KINDS and hit.stop > reach:
            yield hit


class Context:
    """Where in the text a title stands."""

    def __init__(self, found: Found, blocks: Sequence[Line], sentences: Sequence[Sentence]) -> None:
        self._folded = found.folded
        self._blocks = blocks
        self._line_starts = [block.start for block in blocks]
        self._second = self._line_starts[min(1, len(blocks) - 1)]
        self._starts = [sentence.start for sentence in sentences]
        self._cues = list(_outside_titles(found.cues))
        self._cue_starts = [hit.start for hit in self._cues]

    def _line(self, at: int) -> Line:
        return self._blocks[max(0, bisect_right(self._line_starts, at) - 1)]

    def in_header(self, at: int) -> bool:
        return at < _HEADER and self._line(at).start == self._blocks[0].start

    def _before(self, at: int) -> str:
        """Kind of the last cue before a place, in its sentence and not far; '' where there is none."""
        begins = self._starts[max(0, bisect_right(self._starts, at) - 1)]
        index = bisect_right(self._cue_starts, at) - 1
        while index >= 0 and self._cue_starts[index] >= max(begins, at - _SEEK_REACH):
            if self._cues[index].stop <= at:
                return self._cues[index].cue.kind
            index -= 1
        return ""

    def names_roles(self, cues: Sequence[CueHit], families: frozenset[str]) -> bool:
        """Whether bare family words ("Backend", "SRE") name roles here: in a header, a list of roles or a search."""
        start, stop = cues[0].start, max(hit.stop for hit in cues)
        if not families - {"software", "open"} or all(
            hit.cue.side == "before" for hit in cues if hit.cue.kind == "family"
        ):
            return False
        line = self._line(start)
        if self.in_header(start) or (line.start == self._second and start - line.start < _SECOND_LINE):
            return self._fills_cell(start, stop)
        if (
            line.stop - line.start <= _CELL_LINE
            and start - line.start <= _CELL_START
            and line.stop - stop <= _CELL_END
        ):
            return True
        if self._between_bars(line, start, stop):
            return True
        if self._folded[start:stop] in _ALWAYS_ROLES and start - line.start <= _CELL_END:
            return True
        return self._before(start) == "seek" and self._fills_cell(start, stop)

    def _fills_cell(self, start: int, stop: int) -> bool:
        """Between bars, commas or slashes, or after a link word: "Frontend, Backend and SRE"."""
        before = self._folded[max(0, start - 10) : start].rpartition("\n")[2].rstrip()
        after = self._folded[stop : stop + 5].partition("\n")[0].strip()
        opens = not before or before[-1] in _CELL or before[-1] == ":" or before.split()[-1] in _LINKS
        return opens and (not after or after[0] in _CELL or after[0] in ".:" or after.split()[0] in _LINKS)

    def _between_bars(self, line: Line, start: int, stop: int) -> bool:
        """Whether a title is a whole cell: "Analysts | Data Engineers | Designers"."""
        before = self._folded[max(line.start, start - 4) : start].rstrip()
        after = self._folded[stop : min(line.stop, stop + 4)].lstrip()
        return before.endswith("|") and (after.startswith("|") or stop >= line.stop - 1)

    def is_no_title(self, noun: CueHit) -> bool:
        """Whether a noun alone is something else as well: "lead", "dev", and the hacker of "Hacker News"."""
        return noun.cue.side == "after" or self._folded.startswith(" news", noun.stop)

    def _in_address(self, start: int) -> bool:
        """Links to a role name it: ".../jobs/senior-backend-engineer"."""
        return (
            self._folded[max(0, start - 1) : start] in {"/", "-"}
            and "//" in self._folded[max(0, start - 80) : start]
        )

    def standing(self, start: int, stop: int) -> int:
        before = self._folded[max(0, start - 12) : start]
        if before.endswith("with our "):
            return COLLEAGUE
        if self._offers(start, stop):
            return ADVERTISED
        if self._before(start) in {"team", "product"} or before.endswith(_COLLEAGUES):
            return COLLEAGUE
        return SPOKEN_TO if before.endswith(_SPOKEN_TO) else MENTIONED

    def _offers(self, start: int, stop: int) -> bool:
        word = self._folded[start:stop]
        line = self._line(start)
        if self._between_bars(line, start, stop):
            return True
        length = line.stop - line.start
        before = self._before(start)
        if (
            self.in_header(start)
            or before == "seek"
            or word.endswith(("roles", "positions"))
            or self._in_address(start)
        ):
            return True
        if word.endswith("engineering") and length > _FIELD_LINE:
            return False
        if before not in {"team", "product"} and (length <= _SHORT_LINE or line.kind == "heading"):
            return True
        ends = self._folded[stop : stop + 3].strip()[:1]
        return start - line.start <= _LINE_START and (length <= _LABEL_LINE or ends in _LABEL_ENDS)
