"""data/taxonomy/*.toml -> Taxonomy: what counts as a skill, and which words around it mean what.

Knows the keys of the files and refuses what it does not know, with file, line and key. Knows nothing of postings: the
words are found by `analysis.matcher` and judged by `analysis.levels` and `analysis.roles`.

A skill (`[[skill]]` in `FOLDER/*.toml`):

=============  ====================================================================================================
`name`         canonical name, itself an alias
`aliases`      other spellings; a blank also matches a hyphen, generic words also match with an -s
`category`     one of `ALL_CATEGORIES`, or `categories` where it counts in several
`vendor`       aws, azure, gcp or other: the cloud behind it
`named`        false for generic words ("cloud platform"); true is the default
`case`         any (default), capital (first letter), exact (as written), acronym (short aliases in capitals)
`alone`        where nothing around it decides: used (default), incidental, or product (a word of every product: "using
               AI" tells nothing of the job either)
`near`         counts only near one of these; `@tool` is any unambiguous tool of the guide's ten categories, `@skill`
               one of any category, `@aws` one of that vendor
`not_near`     does not count near one of these
`not_before`   does not count directly before one of these, `not_after` directly after
`note`         why the name is ambiguous
`yes`, `no`    at least two sentences each that name it, and that do not; they run as tests
=============  ====================================================================================================

A cue (`[[cue]]` in `FOLDER/cues/*.toml`) is a `kind` with `phrases`, and where it needs one a `value` or a `side`.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The ten of the labelling guide, in its order.
CATEGORIES = tuple(
    "cloud containers iac cicd monitoring microservices serverless architecture ai_ml devops".split()
)
# Beyond the labelling guide: in the table `mention`, never in a label or a share.
MORE_CATEGORIES = ("languages", "databases", "queues", "frameworks")
ALL_CATEGORIES = (*CATEGORIES, *MORE_CATEGORIES)
VENDORS = ("aws", "azure", "gcp", "other")
CASES = ("any", "capital", "exact", "acronym")
ALONE = ("used", "incidental", "product")
CONTEXT = ("near", "not_near", "not_before", "not_after")
SKILL_KEYS = frozenset(
    {"name", "aliases", "category", "categories", "vendor", "named", "case", "alone", "note", "yes", "no"}
) | frozenset(CONTEXT)
CUE_KEYS = frozenset({"kind", "value", "side", "phrases"})
CUE_KINDS = frozenset(
    "section soft ask seek use duty product team not noun family grade server client advert pitch".split()
)
LEAST_SENTENCES = 2


class ContractBroken(Exception):  # noqa: N818 - one of the three families of design.md, named there
    """A file that this project ships or a user wrote does not say what it must; stops the line."""


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing that a posting may name, with the words around it that allow or forbid it."""

    name: str
    aliases: tuple[str, ...]
    categories: tuple[str, ...]
    vendor: str | None
    named: bool
    case: str
    alone: str
    near: tuple[str, ...]
    not_near: tuple[str, ...]
    not_before: tuple[str, ...]
    not_after: tuple[str, ...]
    note: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    in_guide: bool = field(init=False)

    def __post_init__(self) -> None:
        """Tell once, not at each hit, whether one of its categories is in the labelling guide."""
        object.__setattr__(self, "in_guide", not set(self.categories).isdisjoint(CATEGORIES))


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say something of what stands beside them."""

    kind: str
    value: str
    side: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All skills and cues, in the order of their files; equal content has an equal version."""

    skills: tuple[Skill, ...]
    cues: tuple[Cue, ...] = field(repr=False)
    version: str

    def __hash__(self) -> int:
        """The version stands for the content, so that caches need not hash a thousand skills."""
        return hash(self.version)


def load(folder: Path) -> Taxonomy:
    """Read a folder of skills with its folder `cues`; raise ContractBroken with file, line and key."""
    skills = tuple(_skills(folder))
    if not skills:
        raise ContractBroken(f"{folder}: no [[skill]] in any *.toml")
    return Taxonomy(skills, tuple(_cues(folder / "cues")), _version(folder))


def _skills(folder: Path) -> Iterator[Skill]:
    owners: dict[str, str] = {}
    for block in _blocks(sorted(folder.glob("*.toml")), "skill"):
        skill = _skill(block)
        for alias in skill.aliases:
            owner = owners.setdefault(alias.lower(), skill.name)
            if owner != skill.name or alias == "":
                raise block.broken("aliases", f"{alias!r} already means {owner!r}")
        if len({a.lower() for a in skill.aliases}) < len(skill.aliases):
            raise block.broken("aliases", "the same alias twice")
        yield skill


def _cues(folder: Path) -> Iterator[Cue]:
    for block in _blocks(sorted(folder.glob("*.toml")), "cue"):
        block.refuse_unknown(CUE_KEYS)
        kind = block.choice("kind", tuple(sorted(CUE_KINDS)))
        side = block.choice("side", ("before", "after", ""), "")
        yield Cue(kind, block.text("value", ""), side, block.texts("phrases", least=1))


@dataclass(frozen=True, slots=True)
class _Block:
    """One table of a file, which knows where it stands, for the sake of the error."""

    path: Path
    lines: tuple[str, ...]
    start: int
    table: dict[str, Any]

    def broken(self, key: str, what: str) -> ContractBroken:
        return ContractBroken(f"{self.path}:{self._line(key)}: {key}: {what}")

    def _line(self, key: str) -> int:
        for number in range(self.start, len(self.lines)):
            if number > self.start and self.lines[number].startswith("[["):
                break
            if re.match(rf"\s*{re.escape(key)}\s*=", self.lines[number]):
                return number + 1
        return self.start + 1

    def refuse_unknown(self, known: frozenset[str]) -> None:
        for key in self.table:
            if key not in known:
                raise self.broken(key, "unknown key")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.table.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.broken(key, "a text is needed")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.broken(key, f"{value!r} is none of {', '.join(filter(None, allowed))}")
        return value

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        values = self.table.get(key, [])
        if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
            raise self.broken(key, "a list of texts is needed")
        if len(values) < least:
            raise self.broken(key, f"at least {least} needed, {len(values)} given")
        return tuple(values)

    def flag(self, key: str, *, default: bool) -> bool:
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.broken(key, "true or false is needed")
        return value


def _blocks(paths: list[Path], name: str) -> Iterator[_Block]:
    for path in paths:
        text = path.read_text(encoding="utf-8")
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise ContractBroken(f"{path}: {error}") from error
        if unknown := tables.keys() - {name}:
            raise ContractBroken(f"{path}:1: {min(unknown)}: unknown key, only [[{name}]] stands here")
        lines = tuple(text.splitlines())
        starts = [number for number, line in enumerate(lines) if line.strip() == f"[[{name}]]"]
        for start, table in zip(starts, tables.get(name, []), strict=True):
            yield _Block(path, lines, start, table)


def _skill(block: _Block) -> Skill:
    block.refuse_unknown(SKILL_KEYS)
    name = block.text("name")
    context = {key: tuple(text.lower() for text in block.texts(key)) for key in CONTEXT}
    return Skill(
        name=name,
        aliases=(name, *block.texts("aliases")),
        categories=_categories(block),
        vendor=block.choice("vendor", (*VENDORS, ""), "") or None,
        named=block.flag("named", default=True),
        case=block.choice("case", CASES, "any"),
        alone=block.choice("alone", ALONE, "used"),
        note=block.text("note", ""),
        yes=block.texts("yes", least=LEAST_SENTENCES),
        no=block.texts("no", least=LEAST_SENTENCES),
        **context,
    )


def _categories(block: _Block) -> tuple[str, ...]:
    if "category" in block.table and "categories" in block.table:
        raise block.broken("categories", "category stands here too; give one of them")
    if "categories" not in block.table:
        return (block.choice("category", ALL_CATEGORIES),)
    given = block.texts("categories", least=2)
    for one in given:
        if one not in ALL_CATEGORIES:
            raise block.broken("categories", f"{one!r} is none of {', '.join(ALL_CATEGORIES)}")
    return given


def _version(folder: Path) -> str:
    """Hash of names and bytes of all files, so that any change of the data is another version."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]
