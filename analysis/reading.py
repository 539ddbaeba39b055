"""Postings -> what a careful reader says of them: roles, and each skill with its place and level.

Knows what the numbers of the compiled rules mean, and hands them texts. Pure: no clock, no files, and no other posting
is looked at.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from analysis import levels, matcher, posting, roles
from analysis.compiled import codes, room, whole
from analysis.posting import IN_TITLE, UNTOLD
from analysis.sections import LINE_KINDS
from analysis.standing import ADVERTISED, STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.posting import Found, Mentions, Room
    from analysis.taxonomy import Taxonomy
    from analysis.titles import Roles

__all__ = ["IN_TITLE", "Dissection", "Line", "Mention", "Reading", "Role", "Sentence", "dissect", "line_hash", "read"]

# Room for the cues and lines of a text of usual density; denser texts are given more.
_DENSITY, _LEAST_ROOM = 3, 256
_VERDICTS = 5


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill at a place, once for each of its categories; text[start:stop] is the alias, -1 in the title.

    `section` is that of its sentence, '' where none was opened and in the title.
    """

    skill: str
    category: str
    vendor: str | None
    named: bool
    level: int
    start: int
    stop: int
    line_hash: int
    section: str
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a careful reader says of one posting; `rule` tells what decided on `backend`."""

    unit: str
    backend: str
    seniority: str
    mentions: tuple[Mention, ...]
    rule: str


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


@dataclass(frozen=True, slots=True)
class Role:
    """A role at a place of the text: `kind` is a family, software where the title leaves it open; `counts` tells whether
    its demands count."""

    start: int
    stop: int
    kind: str
    grades: tuple[str, ...]
    standing: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Dissection:
    """A reading with what it rests on; `foreign` are stretches that belong to another role."""

    reading: Reading
    blocks: Sequence[Line]
    sentences: Sequence[Sentence]
    roles: Sequence[Role]
    title_roles: tuple[Role, ...] | None
    foreign: Sequence[tuple[int, int]]

    def is_foreign(self, at: int) -> bool:
        return any(start <= at < stop for start, stop in self.foreign)


class Batch(NamedTuple):
    """What was read of many postings: five numbers a posting, and rows of mentions (one a place)."""

    verdicts: Any
    mentions: Mentions
    rows: int


def read(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Reading:
    """Read one posting; the text is in the format of `posting.text`, and any text at all can be read."""
    return dissect(title, company, text, taxonomy).reading


def dissect(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Dissection:
    """The same, with what the reading rests on."""
    raw, above, capacity = codes(text), codes(title or ""), _capacity(len(text))
    employer = _employer(title, company, matcher.employers(taxonomy))
    while True:
        space, out = posting.room_for(len(raw), len(above), capacity), posting.mentions_room(capacity)
        found = posting.read_posting(
            raw, above, bool(title), employer, matcher.compiled(taxonomy), space, out, 0, 0
        )
        if found.lines >= 0:
            return _told(found, space, out, taxonomy, titled=bool(title))
        capacity *= 2


def line_hash(line: str) -> int:
    """62 bits of a line, white space and case folded: the same line in two postings has the same."""
    raw, tables = codes(line), _bare_letters()
    text = room(len(raw))
    posting.folded_into(raw, tables, text, 0, len(raw))
    high, low = posting.hash_of(posting.Page(raw, text, tables), 0, len(raw))
    return int(high) << 31 | int(low)


def read_all(
    texts: Sequence[str], titles: Sequence[str | None], companies: Sequence[str | None], taxonomy: Taxonomy
) -> Batch:
    """Read many postings at once."""
    tables, known = matcher.compiled(taxonomy), matcher.employers(taxonomy)
    raw, at = codes("".join(texts)), whole(_places(texts))
    above, above_at = codes("".join(title or "" for title in titles)), whole(_places([t or "" for t in titles]))
    employers = whole(_employer(title, company, known) for title, company in zip(titles, companies, strict=True))
    longest, longest_title = max(map(len, texts), default=0), max((len(t or "") for t in titles), default=0)
    verdicts, titled = room(_VERDICTS * len(texts)), whole(bool(title) for title in titles)
    capacity, rows = _capacity(longest), _LEAST_ROOM + len(raw) // 16
    space, out, next_one, row = posting.room_for(longest, longest_title, capacity), posting.mentions_room(rows), 0, 0
    while True:
        next_one, row = posting.read_postings(
            raw, at, above, above_at, titled, employers, next_one, tables, space, out, row, verdicts
        )
        if next_one == len(texts):
            return Batch(verdicts, out, row)
        capacity, rows = 2 * capacity, 2 * rows
        space, out = posting.room_for(longest, longest_title, capacity), _copied(out, row, rows)


def _copied(out: Mentions, rows: int, capacity: int) -> Mentions:
    more = posting.mentions_room(capacity)
    for new, old in zip(more, out, strict=True):
        new[:rows] = old[:rows]
    return more


def _capacity(length: int) -> int:
    return _LEAST_ROOM + length // _DENSITY


def _places(texts: Sequence[str]) -> Iterator[int]:
    at = 0
    yield at
    for text in texts:
        at += len(text)
        yield at


def _employer(title: str | None, company: str | None, known: dict[str, int]) -> int:
    if not company:
        return -1 if title else UNTOLD
    return known.get(company.casefold().strip(), -1)


@functools.cache
def _bare_letters() -> Any:  # noqa: ANN401 - tables of characters
    from analysis.letters import letters  # noqa: PLC0415 - hashes of lines are made apart from readings in tests only

    return letters([])


def _told(found: Found, space: Room, out: Mentions, taxonomy: Taxonomy, *, titled: bool) -> Dissection:
    lines, others = space.text.lines, space.others
    reading = Reading(
        unit="multi" if found.multi else "single",
        backend=roles.VERDICTS[found.backend],
        seniority=roles.SENIORITIES[found.seniority],
        mentions=tuple(_mentions(out, found.mentions, taxonomy)),
        rule=roles.RULES[found.rule],
    )
    return Dissection(
        reading,
        [Line(int(lines.start[n]), int(lines.stop[n]), LINE_KINDS[lines.kind[n]]) for n in range(found.lines)],
        [_sentence(lines, n) for n in range(found.sentences)],
        tuple(_role(space.text.roles, n, found.target) for n in range(found.roles)),
        tuple(_role(space.title.roles, n, found.target) for n in range(found.title_roles)) if titled else None,
        [(int(others.merged_start[n]), int(others.merged_stop[n])) for n in range(found.foreign)],
    )


def _sentence(lines: Any, n: int) -> Sentence:  # noqa: ANN401 - rows of numbers
    section = matcher.VALUES[lines.section[n]]
    return Sentence(int(lines.sentence[n]), int(lines.sentence_stop[n]), section, int(lines.line[n]))


def _role(found: Roles, n: int, target: int) -> Role:
    kind, standing = int(found.kind[n]), int(found.standing[n])
    grades = tuple(name for bit, name in enumerate(matcher.VALUES) if found.grades[n] >> bit & 1)
    counts = bool(target >> kind & 1)
    return Role(int(found.start[n]), int(found.stop[n]), matcher.VALUES[kind], grades, STANDINGS[standing], counts)


def _mentions(out: Mentions, rows: int, taxonomy: Taxonomy) -> Iterator[Mention]:
    for n in range(rows):
        skill = taxonomy.skills[out.skill[n]]
        for category in skill.categories:
            yield Mention(
                skill.name,
                category,
                skill.vendor if category == "cloud" else None,
                skill.named,
                int(out.level[n]),
                int(out.start[n]),
                int(out.stop[n]),
                int(out.hash_high[n]) << 31 | int(out.hash_low[n]),
                matcher.VALUES[out.section[n]],
                levels.RULES[out.rule[n]],
            )
