"""A posting -> its role and its mentions; an Arrow batch of postings -> two Arrow batches.

Knows the order in which matcher, sections, roles and levels are asked, and the columns of the tables `role` and
`mention` of data/schema/findings.sql. Pure and picklable: no clock, no files, and no other posting is looked at.
"""

from __future__ import annotations

import functools
import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from analysis import levels, matcher, sketch
from analysis.levels import ABSENT, INCIDENTAL, USED, Place, level_of
from analysis.roles import Roles, read_roles
from analysis.sections import lines, sentences
from analysis.titles import ADVERTISED, Role, titles

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from analysis.matcher import CueHit, Found, SkillHit
    from analysis.sections import Line, Sentence
    from analysis.taxonomy import Taxonomy

IN_TITLE = -1
_RULE_MODULES = ("extract", "matcher", "sections", "levels", "roles", "titles", "sketch", "taxonomy")
_LINK_REACH = 200


@dataclass(frozen=True, slots=True)
class Mention:
    """A skill at a place, once for each of its categories; text[start:stop] is the alias, -1 in the title."""

    skill: str
    category: str
    vendor: str | None
    named: bool
    level: int
    start: int
    stop: int
    line_hash: int
    rule: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a careful reader says of one posting."""

    unit: str
    backend: str
    seniority: str
    mentions: tuple[Mention, ...]
    rule: str


def read(title: str | None, company: str | None, text: str, taxonomy: Taxonomy) -> Reading:
    """Read one posting; the text is in the format of `posting.text`, and any text at all can be read."""
    find = matcher.compiled(taxonomy).find
    found = find(text)
    named = find(title) if title else None
    blocks = lines(text)
    cut = sentences(text, blocks, [hit for hit in found.cues if hit.cue.kind == "section"])
    roles = read_roles(_title_roles(named, title or "") if named else None, found, blocks, cut)
    if not roles.advert:
        return Reading(roles.unit, roles.backend, roles.seniority, (), roles.rule)
    mentions = list(_in_title(named, title or "")) if named else []
    employer = company if company or named else _employer(found)
    mentions += _in_text(found, text, blocks, cut, roles, (employer or "").casefold().strip())
    return Reading(roles.unit, roles.backend, roles.seniority, tuple(mentions), roles.rule)


def _title_roles(found: Found, title: str) -> tuple[Role, ...]:
    blocks = lines(title)
    return tuple(titles(found, blocks, sentences(title, blocks, [])))


def version(taxonomy: Taxonomy) -> str:
    """Short hash of the taxonomy and of the rules: readings of equal versions are comparable."""
    digest = hashlib.sha256(taxonomy.version.encode())
    digest.update(_rules_digest())
    return digest.hexdigest()[:12]


@functools.cache
def _rules_digest() -> bytes:
    digest = hashlib.sha256()
    for name in _RULE_MODULES:
        digest.update(resources.files("analysis").joinpath(f"{name}.py").read_bytes())
    return digest.digest()


def _in_title(found: Found, title: str) -> Iterator[Mention]:
    mark = line_hash(title)
    for hit in found.skills:
        yield from _mentions(hit.skill, USED, "named in the title", (IN_TITLE, IN_TITLE), mark)


def _mentions(
    skill: matcher.Skill, level: int, rule: str, place: tuple[int, int], mark: int
) -> Iterator[Mention]:
    for category in skill.categories:
        vendor = skill.vendor if category == "cloud" else None
        yield Mention(skill.name, category, vendor, skill.named, level, *place, mark, rule)


def _in_text(
    found: Found, text: str, blocks: Sequence[Line], cut: Sequence[Sentence], roles: Roles, employer: str
) -> Iterator[Mention]:
    starts = [sentence.start for sentence in cut]
    cue_starts = [hit.start for hit in found.cues]
    marks: dict[int, int] = {}
    for hit in found.skills:
        sentence = cut[max(0, bisect_right(starts, hit.start) - 1)]
        before, after = _cues_beside(found.cues, cue_starts, sentence, hit)
        place = Place(
            hit=hit,
            folded=found.folded,
            sentence=sentence,
            before=before,
            after=after,
            foreign=roles.is_foreign(hit.start),
            in_role="" if hit.skill.named else _role_around(roles, hit),
            in_link=_in_link(found.folded, hit.start, hit.stop),
            opens_with_role=sentence.line in roles.role_lines,
            line_length=blocks[sentence.line].stop - blocks[sentence.line].start,
        )
        level, rule = level_of(place)
        if employer and hit.skill.named and hit.skill.name.casefold() == employer:
            level, rule = min(level, INCIDENTAL), "the employer itself"
        if level == ABSENT:
            continue
        block = blocks[sentence.line]
        mark = marks.setdefault(sentence.line, 0) or line_hash(text[block.start : block.stop])
        marks[sentence.line] = mark
        yield from _mentions(hit.skill, level, rule, (hit.start, hit.stop), mark)


def _employer(found: Found) -> str:
    """An untitled post begins with who hires: a tool's name at its very start is the employer's."""
    first = found.skills[0] if found.skills else None
    return first.skill.name.casefold() if first is not None and first.start <= 1 and first.skill.named else ""


def _cues_beside(
    cues: Sequence[CueHit], starts: Sequence[int], sentence: Sentence, hit: SkillHit
) -> tuple[list[CueHit], list[CueHit]]:
    """Cues of the sentence before and after a mention; a window bounds the work in a line of five megabytes."""
    first = bisect_right(starts, max(sentence.start, hit.start - 400) - 1)
    last = bisect_right(starts, min(sentence.stop, hit.stop + 300))
    before: list[CueHit] = []
    after: list[CueHit] = []
    for cue in _outermost(cues[first:last]):
        if cue.stop <= hit.start:
            before.append(cue)
        elif cue.start >= hit.stop and cue.stop <= sentence.stop:
            after.append(cue)
    return before, after


def _outermost(cues: Sequence[CueHit]) -> list[CueHit]:
    """Without cues inside longer ones: "gain experience with" asks for nothing, "not required but" demands nothing."""
    out: list[CueHit] = []
    reach = -1
    for cue in cues:
        if cue.cue.kind not in levels.CUES:
            continue
        if cue.stop > reach or (cue.stop == reach and out and cue.start == out[-1].start):
            out.append(cue)
            reach = cue.stop
    return out


def _role_around(roles: Roles, hit: SkillHit) -> str:
    for role in roles.roles:
        if role.start > hit.start:
            break
        if hit.start < role.stop:
            return "target" if role.kind in roles.target and role.standing == ADVERTISED else "other"
    return ""


def _in_link(folded: str, start: int, stop: int) -> bool:
    left = folded[max(0, start - _LINK_REACH) : start].rsplit(None, 1)
    head = left[-1] if left and not folded[start - 1 : start].isspace() else ""
    token = head + folded[start : stop + _LINK_REACH].split(None, 1)[0]
    return "://" in token or token.startswith("www.") or ".com/" in token


def line_hash(line: str) -> int:
    """64 bits of a line, white space and case folded: the same line in two postings has the same."""
    shown = " ".join(line.casefold().split()).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(shown, digest_size=8).digest(), "big")


def extract(batch: pa.RecordBatch, taxonomy: Taxonomy) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Columns posting_id, title, company, text, content_hash -> rows of the tables `role` and `mention`."""
    stamp = version(taxonomy)
    roles: list[tuple[object, ...]] = []
    mentions: list[tuple[object, ...]] = []
    for posting_id, title, company, text, content_hash in zip(
        *(
            batch.column(name).to_pylist()
            for name in ("posting_id", "title", "company", "text", "content_hash")
        ),
        strict=True,
    ):
        reading = read(title, company, text or "", taxonomy)
        signature = sketch.sketch(text or "")
        roles.append(
            (
                posting_id,
                reading.backend,
                reading.seniority,
                reading.unit,
                signature,
                title,
                content_hash,
                stamp,
            )
        )
        mentions += [
            (posting_id, m.skill, m.category, m.vendor, m.named, m.level, m.start, m.stop, m.line_hash)
            for m in reading.mentions
        ]
    return _batch(roles, _role_schema()), _batch(mentions, _mention_schema())


def _batch(rows: list[tuple[object, ...]], schema: pa.Schema) -> pa.RecordBatch:
    import pyarrow as pa  # noqa: PLC0415 - `label` must start without it

    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _role_schema() -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - the same

    return pa.schema(
        [
            pa.field("posting_id", pa.string(), nullable=False),
            pa.field("backend", pa.string(), nullable=False),
            pa.field("seniority", pa.string(), nullable=False),
            pa.field("unit", pa.string(), nullable=False),
            pa.field("sketch", pa.list_(pa.uint32()), nullable=False),
            pa.field("title", pa.string()),
            pa.field("content_hash", pa.string(), nullable=False),
            pa.field("extractor_version", pa.string(), nullable=False),
        ]
    )


def _mention_schema() -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - the same

    return pa.schema(
        [
            pa.field("posting_id", pa.string(), nullable=False),
            pa.field("skill", pa.string(), nullable=False),
            pa.field("category", pa.string(), nullable=False),
            pa.field("vendor", pa.string()),
            pa.field("named", pa.bool_(), nullable=False),
            pa.field("level", pa.uint8(), nullable=False),
            pa.field("start", pa.int32(), nullable=False),
            pa.field("stop", pa.int32(), nullable=False),
            pa.field("line_hash", pa.uint64(), nullable=False),
        ]
    )


__all__ = ["Mention", "Reading", "extract", "levels", "line_hash", "read", "version"]
