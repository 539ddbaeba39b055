"""Where the tables stand in the row of numbers that compiled rules read and write.

The row begins with a head: at `col.cue_start` stands where the column `cue_start` begins, so that
`m[m[col.cue_start] + n]` is the start of the nth cue; a single number (`size`, `lines`) stands in the head itself.
Rules are given this one row. With an array a table, each call handed over hundreds of words: reading was four times
slower, and compiling took a minute.
"""

from __future__ import annotations

from itertools import count, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Characters with a row in the tables of `analysis.letters`. Beyond stand scripts without blanks between words, signs
# and emoji: nothing there continues a Latin word.
KNOWN = 0x2E80
_places = count()

# The text: as it is, folded, and what each character is (bits of `analysis.letters`, with its symbol of the trie).
(
    raw, text, traits, size,
) = islice(_places, 4)  # fmt: skip
# Fixed words, one behind the other: word w is word_code[word_at[w]:word_at[w + 1]], group g its words from
# word_first[g] to word_first[g + 1]; word_initials[g] has a bit for each letter that one of them begins with.
(
    word_code, word_at, word_first, word_initials,
) = islice(_places, 4)  # fmt: skip
# A trie over all spellings. A node has its base, its spelling, and its parent: the child by a symbol stands so many places
# behind the base, if it is this node that it names as its parent.
(
    trie_node,
) = islice(_places, 1)  # fmt: skip
# What a spelling means: a skill or -1, its alias as written, and its cues from cue[n] to cue[n + 1], by number.
(
    spelling_skill, spelling_alias, spelling_alias_at, spelling_cue, spelling_kind, spelling_value,
    spelling_side,
) = islice(_places, 7)  # fmt: skip
# Skills by number; `words` is the first of its four groups of words, `needs` whether it needs any near.
(
    skill_named, skill_case, skill_alone, skill_in_guide, skill_vendor, skill_needs, skill_company,
    skill_words,
) = islice(_places, 8)  # fmt: skip
# What was found, in the order of the text, longer ones first at one place: cues (`cue` is a number of
# `spelling_kind`) and skills. `path` is room for the spellings of one place, `capacity` the length of each column.
(
    cue_start, cue_stop, cue, cue_spelling, hit_start, hit_stop, hit_skill, hit_kept, path, capacity,
) = islice(_places, 10)  # fmt: skip
# Lines and sentences; `mark` are places where a section begins, `section_cue` cues that may open one; `breaks` places
# where a sentence may end, `cut_end` and `cut_following` where those of one line do and the next begin.
(
    lines, breaks, line_start, line_stop, line_kind, line_opens, mark, mark_section, section_cue, break_at, sentences,
    sentence, sentence_stop, sentence_section, sentence_line, cut_end, cut_following,
) = islice(_places, 17)  # fmt: skip
# Roles: kind (software where the title leaves it open), families and grades as bits; `chain` is room for the cues of
# titles, `told` for the `tolds` cues that tell of the work.
(
    role_start, role_stop, role_kind, role_families, role_grades, role_standing, role_header, chain, told,
    tolds,
) = islice(_places, 10)  # fmt: skip
# Stretches of other roles: as found, and merged; titles that open lines; lines that speak of all roles.
(
    other_start, other_stop, merged_start, merged_stop, opening_role, opening_line, line_common,
) = islice(_places, 7)  # fmt: skip
# The roles that decide (see `analysis.roles`), and the mention at hand with the cues near it (`analysis.place`).
(
    offer, near, here_before, here_after, here_start, here_stop, here_skill, here_begin, here_end,
    here_section, here_foreign, here_in_role, here_opens_with_role, here_line, here_line_length,
) = islice(_places, 15)  # fmt: skip

_HEAD = next(_places)
# Asked of every character: these two begin at the same place in every row.
FOLDED, TRAITS = _HEAD, _HEAD + KNOWN


class Numbers:
    """A row of numbers being laid out: tables one behind the other, and room behind them."""

    def __init__(self) -> None:
        self.row = [0] * _HEAD

    def put(self, column: int, values: Iterable[int]) -> None:
        """Add a table."""
        self.row[column] = len(self.row)
        self.row.extend(values)


class Rooms:
    """Room behind a row: where each column begins, and how long the row becomes."""

    def __init__(self, length: int) -> None:
        self.length = length
        self.begins: dict[int, int] = {}

    def keep(self, length: int, *columns: int) -> None:
        """Keep room of a length for each of some columns."""
        for column in columns:
            self.begins[column] = self.length
            self.length += length
