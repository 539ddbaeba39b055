"""Taxonomy -> the tables that the compiled rules read: a trie over all spellings, and what each spelling means.

Knows spellings (hyphen for blank, plural of generic words) and how names become numbers. The rules themselves stand in
`analysis.scan` and behind it.
"""

from __future__ import annotations

import functools
import operator
from itertools import count, filterfalse, pairwise, takewhile
from typing import TYPE_CHECKING

from analysis import layout as col
from analysis.compiled import Row, whole
from analysis.layout import KNOWN, Numbers
from analysis.letters import (
    SYMBOL_SHIFT,
    fold,
    put_letters,
)
from analysis.phrases import (
    GROUPS,
)
from analysis.taxonomy import ALONE, CASES, CATEGORIES, VENDORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from analysis.taxonomy import Cue, Skill, Taxonomy

_ACRONYM_LENGTH = 5

KINDS = (
    "section", "soft", "ask", "seek", "use", "duty", "product", "team", "not", "noun", "family", "grade", "server",
    "client", "advert", "pitch",
)  # fmt: skip
(
    SECTION, SOFT, ASK, SEEK, USE, DUTY, PRODUCT, TEAM, NOT, NOUN, FAMILY, GRADE, SERVER, CLIENT, ADVERT, PITCH,
) = range(len(KINDS))  # fmt: skip
# What a cue says beyond its kind: families and grades of roles, sections, and how sure a verb is. A value is also a bit.
VALUES = (
    "", "backend", "fullstack", "other", "mobile", "frontend", "embedded", "ml", "data", "security", "qa", "devops",
    "software", "open", "senior", "lead", "junior", "mid", "all", "preferred", "benefits", "apply", "requirements",
    "stack", "duties", "company", "weak", "liking", "others",
)  # fmt: skip
(
    PLAIN, BACKEND, FULLSTACK, OTHER, MOBILE, FRONTEND, EMBEDDED, ML, DATA, SECURITY, QA, DEVOPS, SOFTWARE, OPEN_FAMILY,
    SENIOR, LEAD, JUNIOR, MID, ALL_GRADES, PREFERRED_SECTION, BENEFITS, APPLY, REQUIREMENTS, STACK_SECTION, DUTIES,
    COMPANY, WEAK, LIKING, OTHERS,
) = range(len(VALUES))  # fmt: skip
SIDES = ("", "before", "after")
BEFORE, AFTER = 1, 2
ANY_CASE, CAPITAL_CASE, EXACT_CASE, ACRONYM_CASE = range(len(CASES))
ALONE_USED, ALONE_INCIDENTAL, ALONE_PRODUCT = range(len(ALONE))
# What a skill may need near: bits of `skill_company`.
NEAR_TOOL, NEAR_SKILL, NEAR_VENDOR = 1, 2, 4
# Groups of words of a skill, from `skill_words` on.
NEAR_WORDS, NOT_NEAR, NOT_BEFORE, NOT_AFTER = range(4)
_CONTEXTS = 4
# A node of the trie is one number of three parts, so that the whole of it stays near the processor: from below its base,
# its spelling (one more, nought for none) and its parent.
NODE_BITS = 21


@functools.lru_cache(maxsize=4)
def compiled(taxonomy: Taxonomy) -> Row:
    """The tables of a taxonomy, made once a process."""
    entries, numbers = sorted(_entries(taxonomy).items()), Numbers()
    put_letters(numbers, [tuple(group) for skill in taxonomy.skills for group in _contexts(skill)])
    _put_trie(numbers, [key for key, _ in entries])
    _put_meanings(numbers, taxonomy, [entry for _, entry in entries])
    _put_skills(numbers, taxonomy)
    return whole(numbers.row)


@functools.lru_cache(maxsize=4)
def employers(taxonomy: Taxonomy) -> dict[str, int]:
    """Number of a skill by its folded name: an employer may be called like its tool."""
    return {skill.name.casefold(): number for number, skill in enumerate(taxonomy.skills)}


_Entry = tuple["Skill | None", "list[Cue]", str]


def _entries(taxonomy: Taxonomy) -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for skill in taxonomy.skills:
        for alias in skill.aliases:
            for key in _spellings(alias, plural=not skill.named):
                entries.setdefault(key, (skill, [], alias))
    for cue in taxonomy.cues:
        for phrase in cue.phrases:
            key = fold(phrase)
            skill_of, cues, alias = entries.get(key, (None, [], key))
            if cue not in cues:
                cues.append(cue)
            entries[key] = (skill_of, cues, alias)
    return entries


def _spellings(alias: str, *, plural: bool) -> set[str]:
    """The alias, with hyphens for blanks and the other way round, and where wanted with an -s."""
    key = fold(alias)
    keys = {key, key.replace(" ", "-"), key.replace("-", " ")} if len(key) > _ACRONYM_LENGTH else {key}
    return keys | {f"{k}s" for k in keys if plural and k[-1].isalpha() and k[-1] != "s"}


def _put_trie(numbers: Numbers, keys: list[str]) -> None:
    """Keys must be sorted: then the keys below a node are a stretch of the list."""
    known = sorted({ord(char) for key in keys for char in key})
    symbol = [0] * KNOWN
    for number, code in enumerate(known, start=1):
        symbol[code] = number
    for code in range(KNOWN):
        folded = numbers.row[col.FOLDED + code]
        numbers.row[col.TRAITS + code] |= (symbol[folded] if folded < KNOWN else 0) << SYMBOL_SHIFT
    child, label, spelling = _nodes([[symbol[ord(char)] for char in key] for key in keys])
    numbers.put(col.trie_node, _packed(child, label, spelling))


def _packed(child: list[int], label: list[int], spelling: list[int]) -> list[int]:
    """Nodes by slot, each as one number."""
    base, slot = _slots(child, label)
    # A child may be looked for behind the last slot.
    nodes = [0] * (max(slot) + max(label) + 1)
    if len(nodes) >> NODE_BITS:
        message = (
            f"{len(nodes)} nodes do not fit into {NODE_BITS} bits: widen NODE_BITS in analysis/matcher.py"
        )
        raise ValueError(message)
    for node, at in enumerate(slot):
        nodes[at] |= base[node] | (spelling[node] + 1) << NODE_BITS
        for below in range(child[node], child[node + 1]):
            nodes[slot[below]] |= at << 2 * NODE_BITS
    return nodes


def _slots(child: list[int], label: list[int]) -> tuple[list[int], list[int]]:
    """(base, slot) of each node: a child's slot is its parent's base and its symbol, and no two nodes share one.

    This is the double array of Aoe (1989). Large families are placed first, by first fit: bits of `free` are slots that
    are left, and of `fits` bases from which all children find one. Single children, nine of ten, take what is left.
    """
    families = [
        (node, range(first, last)) for node, (first, last) in enumerate(pairwise(child)) if last > first
    ]
    families.sort(key=lambda family: -len(family[1]))
    base, slot, free, taken = [0] * len(label), [0] * len(label), -2, {0}
    for node, its in takewhile(lambda family: len(family[1]) > 1, families):
        fits = functools.reduce(operator.and_, (free >> label[below] for below in its))
        base[node] = (fits & -fits).bit_length() - 1
        for below in its:
            slot[below] = base[node] + label[below]
            free &= ~(1 << slot[below])
            taken.add(slot[below])
    left = filterfalse(taken.__contains__, count(max(label)))
    for node, (below, *others) in families:
        if not others:
            slot[below] = next(left)
            base[node] = slot[below] - label[below]
    return base, slot


def _nodes(spelled: list[list[int]]) -> tuple[list[int], list[int], list[int]]:
    """Breadth first, so that children of a node stand side by side: (first child, label, spelling or -1) of each."""
    child, label, spelling = [], [0], []
    level = [(0, len(spelled), 0)]
    at = 0
    while at < len(level):
        low, high, depth = level[at]
        at += 1
        ends = low < high and len(spelled[low]) == depth
        spelling.append(low if ends else -1)
        child.append(len(level))
        for symbol, first, last in _stretches(spelled, low + ends, high, depth):
            level.append((first, last, depth + 1))
            label.append(symbol)
    return [*child, len(level)], label, spelling


def _stretches(spelled: list[list[int]], low: int, high: int, depth: int) -> Iterator[tuple[int, int, int]]:
    while low < high:
        symbol, first = spelled[low][depth], low
        while low < high and spelled[low][depth] == symbol:
            low += 1
        yield symbol, first, low


def _put_meanings(numbers: Numbers, taxonomy: Taxonomy, entries: list[_Entry]) -> None:
    number = {id(skill): n for n, skill in enumerate(taxonomy.skills)}
    cues = [cue for _, its, _ in entries for cue in its]
    numbers.put(col.spelling_skill, (-1 if skill is None else number[id(skill)] for skill, _, _ in entries))
    numbers.put(col.spelling_alias, (ord(char) for _, _, alias in entries for char in alias))
    numbers.put(col.spelling_alias_at, _sums(len(alias) for _, _, alias in entries))
    numbers.put(col.spelling_cue, _sums(len(its) for _, its, _ in entries))
    numbers.put(col.spelling_kind, (KINDS.index(cue.kind) for cue in cues))
    numbers.put(col.spelling_value, (VALUES.index(cue.value) for cue in cues))
    numbers.put(col.spelling_side, (SIDES.index(cue.side) for cue in cues))


def _sums(lengths: Iterable[int]) -> list[int]:
    out = [0]
    for length in lengths:
        out.append(out[-1] + length)
    return out


def _contexts(skill: Skill) -> Iterator[Iterable[str]]:
    """The groups of words of a skill, in the order of NEAR_WORDS, NOT_NEAR, NOT_BEFORE, NOT_AFTER."""
    yield (word for word in skill.near if not word.startswith("@"))
    yield from (skill.not_near, skill.not_before, skill.not_after)


def _put_skills(numbers: Numbers, taxonomy: Taxonomy) -> None:
    skills = taxonomy.skills
    numbers.put(col.skill_named, (skill.named for skill in skills))
    numbers.put(col.skill_case, (CASES.index(skill.case) for skill in skills))
    numbers.put(col.skill_alone, (ALONE.index(skill.alone) for skill in skills))
    in_guide = (any(name in CATEGORIES for name in skill.categories) for skill in skills)
    numbers.put(col.skill_in_guide, in_guide)
    vendors = (VENDORS.index(skill.vendor) if skill.vendor else -1 for skill in skills)
    numbers.put(col.skill_vendor, vendors)
    numbers.put(col.skill_needs, (bool(skill.near) for skill in skills))
    numbers.put(col.skill_company, map(_company, skills))
    numbers.put(col.skill_words, (len(GROUPS) + _CONTEXTS * n for n in range(len(skills))))


def _company(skill: Skill) -> int:
    bits = NEAR_TOOL * ("@tool" in skill.near) | NEAR_SKILL * ("@skill" in skill.near)
    return bits | sum(NEAR_VENDOR << n for n, vendor in enumerate(VENDORS) if f"@{vendor}" in skill.near)
