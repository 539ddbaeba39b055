"""A mention in its sentence: what the rules of levels look at.

Knows how to ask for the cues around a mention. Decides nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.matcher import CueHit, SkillHit
    from analysis.sections import Sentence

ABSENT, INCIDENTAL, USED, PREFERRED, REQUIRED = range(5)
NAMES = ("absent", "incidental", "used", "preferred", "required")
CUES = frozenset({"soft", "ask", "use", "duty", "product", "seek", "team", "not"})
_GOVERNS = frozenset({"ask", "use", "duty", "product", "seek", "team"})


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its sentence. `before` and `after` are the sentence's cues on either side of it.

    `foreign`: below the title of another role; `in_role`: part of the name of the "target" role or of an "other"
    one; `opens_with_role`: its line begins with a title.
    """

    hit: SkillHit
    folded: str
    sentence: Sentence
    before: Sequence[CueHit]
    after: Sequence[CueHit]
    foreign: bool
    in_role: str
    in_link: bool
    line_length: int
    opens_with_role: bool

    @property
    def section(self) -> str:
        return self.sentence.section

    def words(self, cue: CueHit) -> str:
        return self.folded[cue.start : cue.stop]

    def governors(self) -> Iterator[CueHit]:
        """Cues before the mention that say what the sentence is about, the nearest first."""
        for cue in reversed(self.before):
            if cue.cue.kind in _GOVERNS and cue.cue.side == "before":
                yield cue

    def governor(self) -> CueHit | None:
        return next(self.governors(), None)
