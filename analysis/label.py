"""JSON lines of postings -> JSON lines of labels, one at a time, in the record format of the labelling guide.

Knows the two line formats and says what is wrong with a bad line. How HTML becomes text is told by the caller, since
this package imports nothing of the scraper.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from analysis.compiled import numbers
from analysis.place import INCIDENTAL, NAMES, USED
from analysis.posting import COLUMNS, LEVEL, SKILL, VERDICT
from analysis.reading import read_all
from analysis.roles import SENIORITIES, VERDICTS
from analysis.taxonomy import CATEGORIES, VENDORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from analysis.taxonomy import Skill, Taxonomy

    Reader = Callable[[str], str]

_ENCODER = msgspec.json.Encoder()


class _BadLine(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, name: str | None, message: str) -> None:
        super().__init__(message)
        self.name = name


class _Posting(NamedTuple):
    """A line that can be labelled: its id, title, company, and text in the format of `posting.text`."""

    name: str
    title: str | None
    company: str | None
    text: str


# Characters that are read at once, an empty text counted like a short one: memory does not grow with the input.
_AT_ONCE, _LEAST = 500_000, 100


def label_lines(
    lines: Iterable[bytes], taxonomy: Taxonomy, html_to_text: Reader, plain_to_text: Reader
) -> Iterator[tuple[bytes, bool]]:
    """Label each line in turn: (JSON line without its line end, whether it could be labelled). Blank lines are skipped."""
    readers = {"html": html_to_text, "plain": plain_to_text}
    waiting: list[_Posting | bytes] = []
    characters = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        one = _posting(number, line, readers)
        waiting.append(one)
        characters += _LEAST + (len(one.text) if isinstance(one, _Posting) else 0)
        if characters >= _AT_ONCE:
            yield from _labelled(waiting, taxonomy)
            waiting, characters = [], 0
    yield from _labelled(waiting, taxonomy)


def _labelled(waiting: Sequence[_Posting | bytes], taxonomy: Taxonomy) -> Iterator[tuple[bytes, bool]]:
    """Labels of some lines at once; what could not be read is told already."""
    good = [one for one in waiting if isinstance(one, _Posting)]
    records = _records(good, taxonomy)
    for one in waiting:
        if isinstance(one, _Posting):
            yield _ENCODER.encode({"id": one.name, **next(records)}), True
        else:
            yield one, False


def _posting(number: int, line: bytes, readers: dict[str, Reader]) -> _Posting | bytes:
    """A line as a posting, or what is wrong with it as JSON."""
    try:
        return _read_line(line, readers)
    except _BadLine as bad:
        return _ENCODER.encode({"id": bad.name, "error": f"line {number}: {bad}"})


def _read_line(line: bytes, readers: dict[str, Reader]) -> _Posting:
    posting = _decoded(line)
    name = posting.get("id")
    if not isinstance(name, str) or not name:
        raise _BadLine(None, "no id")
    name = _encodable(name)
    text = posting.get("text")
    if not isinstance(text, str):
        raise _BadLine(name, "text is not a string")
    form = posting.get("format", "plain")
    if not isinstance(form, str) or form not in readers:
        raise _BadLine(name, f"unknown format {_encodable(str(form))!r}, known are html and plain")
    return _Posting(
        name,
        _text_or_none(posting, "title", name),
        _text_or_none(posting, "company", name),
        readers[form](text),
    )


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        posting = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        posting = _decoded_with_surrogates(line)
    except RecursionError:
        raise _BadLine(None, "nested too deep") from None
    if not isinstance(posting, dict):
        raise _BadLine(None, "not a JSON object")
    return posting


def _decoded_with_surrogates(line: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """The standard library reads escaped lone surrogates, which msgspec refuses; postings have them."""
    import json  # noqa: PLC0415 - one line in a million needs it

    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _BadLine(None, f"not JSON: {_encodable(str(error))}") from None


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _text_or_none(posting: dict[str, Any], key: str, name: str) -> str | None:
    value = posting.get(key)
    if value is None or isinstance(value, str):
        return value
    raise _BadLine(name, f"{key} is not a string")


def _records(postings: Sequence[_Posting], taxonomy: Taxonomy) -> Iterator[dict[str, Any]]:
    """Readings in the guide's words: the strongest level of each of the categories, and of each named tool of them."""
    found = read_all(
        [p.text for p in postings], [p.title for p in postings], [p.company for p in postings], taxonomy
    )
    verdicts, mentions = map(numbers, found)
    skills, at = _skills(taxonomy), 0
    for n in range(len(postings)):
        backend, seniority, multi, _, count = verdicts[len(VERDICT) * n : len(VERDICT) * (n + 1)]
        rows = range(COLUMNS * at, COLUMNS * (at + count), COLUMNS)
        at += count
        yield {
            "unit": "multi" if multi else "single",
            "backend": VERDICTS[backend],
            **_told((skills[mentions[row + SKILL]], mentions[row + LEVEL]) for row in rows),
            "seniority": SENIORITIES[seniority],
        }


@functools.lru_cache(maxsize=4)
def _skills(taxonomy: Taxonomy) -> list[tuple[Skill, tuple[str, ...]]]:
    """Each skill with those of its categories that the guide knows."""
    return [
        (skill, tuple(name for name in skill.categories if name in CATEGORIES)) for skill in taxonomy.skills
    ]


def _told(mentions: Iterable[tuple[tuple[Skill, tuple[str, ...]], int]]) -> dict[str, Any]:
    categories = dict.fromkeys(CATEGORIES, 0)
    tools: dict[str, int] = {}
    vendors: set[str] = set()
    for (skill, names), level in mentions:
        for name in names:
            categories[name] = max(categories[name], level)
        if names and skill.named:
            tools[skill.name] = max(tools.get(skill.name, INCIDENTAL), level)
        if skill.vendor and level >= USED and "cloud" in names:
            vendors.add(skill.vendor)
    return {
        "levels": {category: NAMES[level] for category, level in categories.items()},
        "vendors": [vendor for vendor in VENDORS if vendor in vendors],
        "skills": {tool: NAMES[tools[tool]] for tool in sorted(tools)},
    }
