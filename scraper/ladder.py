"""A block of JSON-LD as pages have it -> the JobPosting nodes in it, through a ladder of repairs.

Knows how JSON in pages is broken: wrappers, comments, raw line ends, trailing and missing commas, escapes that JSON does
not have, a block escaped as a whole, two values behind each other. Knows no field of a posting. Each rung is tried only
where those before it failed, so that what is right is never touched; a block that no rung can read is given up.
"""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN = re.compile(r"\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)\s*")
_END = re.compile(r"\s*(?:(?://)?\s*-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?|;)\s*\Z")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
# Behind a value and before the string that names the next member.
_NO_COMMA = re.compile(r"(?<=[}\]0-9el])(\s+)\Z")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xa0\ufeff]")
_BETWEEN = re.compile(r"[\s,;]*")
_STRICT, _LENIENT = json.JSONDecoder(), json.JSONDecoder(strict=False)


class GivenUp(ValueError):  # noqa: N818 - as the errors of model.py
    """A block that no rung of the ladder can read."""


def job_postings(block: str) -> list[dict[str, Any]]:
    """All JobPosting nodes of a block, wherever they stand in it. Raises GivenUp."""
    return [node for value in values(block) for node in _found(value)]


def values(block: str) -> list[Any]:
    """The JSON values of a block; none of a blank one. Raises GivenUp with the first rung's error."""
    first = None
    for decoder, text in _rungs(block):
        try:
            return list(_decoded(decoder, text))
        except (ValueError, RecursionError) as error:
            first = first or error
    raise GivenUp(f"{first}") from first


def _rungs(block: str) -> Iterator[tuple[json.JSONDecoder, str]]:
    yield _STRICT, block
    yield _LENIENT, block
    bare = _unwrapped(block)
    yield _LENIENT, bare
    if '"' not in bare:
        bare = html.unescape(bare)
        yield _LENIENT, bare
    yield _LENIENT, _mended(bare)


def _decoded(decoder: json.JSONDecoder, text: str) -> Iterator[Any]:
    """Values behind each other, with nothing or a comma between them."""
    at = _skipped(text, 0)
    while at < len(text):
        value, at = decoder.raw_decode(text, at)
        if not isinstance(value, dict | list):
            raise ValueError(f"is no object but {value!r:.40}")  # noqa: TRY004 - of the text, not of an argument
        yield value
        at = _skipped(text, at)


def _skipped(text: str, at: int) -> int:
    found = _BETWEEN.match(text, at)
    return found.end() if found else at


def _unwrapped(block: str) -> str:
    for _ in range(2):
        block = _END.sub("", _BEGIN.sub("", block, count=1) if _BEGIN.match(block) else block)
    return block


def _mended(text: str) -> str:
    """Strings keep what they say, but for escapes that JSON does not have; what is between them is put right."""
    out, end = list[str](), 0
    for string in _STRING.finditer(text):
        between = text[end : string.start()]
        missing = bool(out) and not between.strip()
        out.append("," if missing else _NO_COMMA.sub(r",\1", _between(between)))
        out.append(_ESCAPE.sub(_escape, string[0]))
        end = string.end()
    return "".join(out) + _between(text[end:])


def _between(text: str) -> str:
    return _TRAILING_COMMA.sub("", _CONTROL.sub(" ", text))


def _escape(found: re.Match[str]) -> str:
    known = found[1] in '"\\/bfnrt' or len(found[1]) == 5
    return found[0] if known else found[1]


def _found(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - whatever JSON holds
    """JobPosting nodes in the order of the page: a stack instead of recursion, for pages nest as they like."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            node = {key.removeprefix("schema:"): inner for key, inner in node.items()}
            if _is_job_posting(node.get("@type")):
                yield node
            else:
                stack += reversed(node.values())


def _is_job_posting(kind: Any) -> bool:  # noqa: ANN401 - the same
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(name, str) and re.split("[/#:]", name)[-1] == "JobPosting" for name in kinds)
