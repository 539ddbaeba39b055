"""Postings -> what a careful reader says of them: roles, and each skill with its place and level.

Knows what the numbers of the compiled rules mean, and hands them texts. Pure: no clock, no files, and no other posting
is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from analysis import layout as col
from analysis import levels, matcher, posting, roles
from analysis.compiled import Row, codes, room, whole
from analysis.layout import Numbers
from analysis.letters import lay, put_letters
from analysis.posting import IN_TITLE, UNTOLD
from analysis.sections import LINE_KINDS
from analysis.standing import STANDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.posting import Found
    from analysis.taxonomy import Taxonomy

__all__ = [
    "IN_TITLE",
    "Dissection",
    "Line",
    "Mention",
    "Reading",
    "Role",
    "Sentence",
    "dissect",
    "line_hash",
    "read",
    "read_all",
    "skills_in",
]

# Room for the cues and lines of a text of usual density; denser texts are given more.
_DENSITY, _LEAST_ROOM = 3, 256
_MENTIONS = 16
_STRETCH = 1 << 16


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
    """A role at a place of the text; `kind` is a family, software where the title leaves it open.

    `counts` tells whether its demands count.
    """

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
    """What was read of many postings: a row of `posting.VERDICT` a posting, and of `posting.MENTION` a place."""

    verdicts: Row
    mentions: Row


def read(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Reading:
    """Read one posting; the text is in the format of `posting.text`, and any text at all can be read."""
    return dissect(title, company, text, taxonomy).reading


def dissect(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Dissection:
    """The same, with what the reading rests on."""
    m, out, found = _read_one(title, company, text, taxonomy)
    titles = None
    if title:
        above, _, its = _read_one(None, None, title, taxonomy)
        titles = tuple(_role(above, n, found.target) for n in range(its.roles))
    return _told(m, out, found, titles, taxonomy)


def _read_one(
    title: str | None, company: str | None, text: str, taxonomy: Taxonomy
) -> tuple[Row, Row, Found]:
    source, above, tables = codes(text), codes(title or ""), matcher.compiled(taxonomy)
    employer = _employer(title, company, matcher.employers(taxonomy))
    length = max(len(source), len(above))
    capacity = _capacity(length)
    while True:
        m, out = posting.room_for(tables, length, capacity), room(posting.COLUMNS * capacity)
        found = posting.read_posting(m, source, 0, len(source), above, 0, len(above), employer, out, 0, 0)
        if found.fits:
            return m, out, found
        capacity *= 2


def skills_in(text: str, taxonomy: Taxonomy) -> list[str]:
    """Names of all skills in a text, in its order, whatever is made of them."""
    m, _, found = _read_one(None, None, text, taxonomy)
    return [taxonomy.skills[number].name for number in _column(m, col.hit_skill, found.skills)]


def line_hash(line: str) -> int:
    """62 bits of a line, white space and case folded: the same line in two postings has the same."""
    source, numbers = codes(line), Numbers()
    put_letters(numbers, [])
    m = posting.room_for(numbers.row, len(source), 0)
    lay(m, source, 0, len(source))
    high, low = posting.hash_of(m, 0, len(source))
    return int(high) << 31 | int(low)


def read_all(
    texts: Sequence[str], titles: Sequence[str | None], companies: Sequence[str | None], taxonomy: Taxonomy
) -> Batch:
    """Read many postings at once."""
    known = matcher.employers(taxonomy)
    heads = [title or "" for title in titles]
    employers = [_employer(title, company, known) for title, company in zip(titles, companies, strict=True)]
    length = max(map(len, (*texts, *heads)), default=0)
    capacity, rows = _capacity(length), _LEAST_ROOM + sum(map(len, texts)) // _MENTIONS
    m = posting.room_for(matcher.compiled(taxonomy), length, capacity)
    verdicts, out, row = room(len(posting.VERDICT) * len(texts)), room(posting.COLUMNS * rows), 0
    for first, last in _stretches(texts):
        source, at = codes("".join(texts[first:last])), whole(_places(texts[first:last]))
        above, above_at = codes("".join(heads[first:last])), whole(_places(heads[first:last]))
        hirers, next_one = whole(employers[first:last]), 0
        while True:
            next_one, row = posting.read_postings(
                m, source, at, above, above_at, hirers, first, next_one, out, row, verdicts
            )
            if next_one == last - first:
                break
            capacity, rows = 2 * capacity, 2 * rows
            m = posting.room_for(matcher.compiled(taxonomy), length, capacity)
            out = room(posting.COLUMNS * rows, out)
    return Batch(verdicts, out[: posting.COLUMNS * row])


def _stretches(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Numbers of the first posting and behind the last: few enough that their characters stay in the processor's cache."""
    first, length = 0, 0
    for number, text in enumerate(texts):
        if length + len(text) > _STRETCH and number > first:
            yield first, number
            first, length = number, 0
        length += len(text)
    if texts:
        yield first, len(texts)


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


def _told(m: Row, out: Row, found: Found, titles: tuple[Role, ...] | None, taxonomy: Taxonomy) -> Dissection:
    reading = Reading(
        unit="multi" if found.multi else "single",
        backend=roles.VERDICTS[found.backend],
        seniority=roles.SENIORITIES[found.seniority],
        mentions=tuple(_mentions(out, found.mentions, taxonomy)),
        rule=roles.RULES[found.rule],
    )
    stretches = zip(
        _column(m, col.merged_start, found.foreign), _column(m, col.merged_stop, found.foreign), strict=True
    )
    return Dissection(
        reading,
        list(_lines(m)),
        list(_sentences(m)),
        tuple(_role(m, n, found.target) for n in range(found.roles)),
        titles,
        list(stretches),
    )


def _column(m: Row, column: int, length: int) -> list[int]:
    return [int(m[m[column] + n]) for n in range(length)]


def _lines(m: Row) -> Iterator[Line]:
    columns = (_column(m, column, m[col.lines]) for column in (col.line_start, col.line_stop, col.line_kind))
    for start, stop, kind in zip(*columns, strict=True):
        yield Line(start, stop, LINE_KINDS[kind])


def _sentences(m: Row) -> Iterator[Sentence]:
    names = (col.sentence, col.sentence_stop, col.sentence_section, col.sentence_line)
    for start, stop, section, line in zip(
        *(_column(m, name, m[col.sentences]) for name in names), strict=True
    ):
        yield Sentence(start, stop, matcher.VALUES[section], line)


def _role(m: Row, n: int, target: int) -> Role:
    names = (col.role_start, col.role_stop, col.role_kind, col.role_grades, col.role_standing)
    start, stop, kind, bits, standing = (int(m[m[name] + n]) for name in names)
    grades = tuple(name for bit, name in enumerate(matcher.VALUES) if bits >> bit & 1)
    return Role(start, stop, matcher.VALUES[kind], grades, STANDINGS[standing], bool(target >> kind & 1))


def _mentions(out: Row, rows: int, taxonomy: Taxonomy) -> Iterator[Mention]:
    for n in range(rows):
        row = [int(value) for value in out[posting.COLUMNS * n : posting.COLUMNS * (n + 1)]]
        _, number, level, start, stop, section, rule, high, low = row
        skill = taxonomy.skills[number]
        for category in skill.categories:
            vendor = skill.vendor if category == "cloud" else None
            yield Mention(
                skill.name, category, vendor, skill.named, level, start, stop, high << 31 | low,
                matcher.VALUES[section], levels.RULES[rule],
            )  # fmt: skip
