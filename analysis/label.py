"""JSON lines of postings -> JSON lines of labels, one at a time, in the record format of the labelling guide.

Knows the two line formats and says what is wrong with a bad line. How HTML becomes text is told by the caller, since
this package imports nothing of the scraper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from analysis.place import INCIDENTAL, NAMES, USED
from analysis.reading import read
from analysis.taxonomy import CATEGORIES, VENDORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from analysis.reading import Reading
    from analysis.taxonomy import Taxonomy

    Reader = Callable[[str], str]

_ENCODER = msgspec.json.Encoder()


class _BadLine(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, name: str | None, message: str) -> None:
        super().__init__(message)
        self.name = name


def label_lines(
    lines: Iterable[bytes], taxonomy: Taxonomy, html_to_text: Reader, plain_to_text: Reader
) -> Iterator[tuple[bytes, bool]]:
    """Label each line in turn: (JSON line without its line end, whether it could be labelled). Blank lines are skipped."""
    readers = {"html": html_to_text, "plain": plain_to_text}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = _label(line, taxonomy, readers)
        except _BadLine as bad:
            yield _ENCODER.encode({"id": bad.name, "error": f"line {number}: {bad}"}), False
        else:
            yield _ENCODER.encode(record), True


def _label(line: bytes, taxonomy: Taxonomy, readers: dict[str, Reader]) -> dict[str, Any]:
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
    reading = read(
        _text_or_none(posting, "title", name),
        _text_or_none(posting, "company", name),
        readers[form](text),
        taxonomy,
    )
    return {"id": name, **record_of(reading)}


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


def record_of(reading: Reading) -> dict[str, Any]:
    """A reading in the guide's words: the strongest level of each of its categories, and of each named tool of them."""
    categories = dict.fromkeys(CATEGORIES, 0)
    skills: dict[str, int] = {}
    vendors: set[str] = set()
    for mention in reading.mentions:
        if mention.category not in categories:
            continue
        categories[mention.category] = max(categories[mention.category], mention.level)
        if mention.named:
            skills[mention.skill] = max(skills.get(mention.skill, INCIDENTAL), mention.level)
        if mention.vendor and mention.level >= USED:
            vendors.add(mention.vendor)
    return {
        "unit": reading.unit,
        "backend": reading.backend,
        "levels": {category: NAMES[level] for category, level in categories.items()},
        "vendors": [vendor for vendor in VENDORS if vendor in vendors],
        "skills": {skill: NAMES[skills[skill]] for skill in sorted(skills)},
        "seniority": reading.seniority,
    }
