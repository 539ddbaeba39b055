"""Words of a header line -> the countries that they tell, by `data/places.toml`.

Knows names of places, codes of states and countries, and the words that may stand beside a place. Knows nothing of
companies and pay. A name that several countries have tells all of them, unless another name of the line settles it.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from scraper import workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Countries: TypeAlias = list[frozenset[str]]
# A name of places.toml: the words behind its first, kind of token, countries it may mean, whether in capitals only.
_Name: TypeAlias = tuple[tuple[str, ...], str, frozenset[str], bool]

PLACES = workspace.shipped("places.toml")
ANYWHERE, WIDER = "*", "+"
_PART = 120
ADDRESS = re.compile(r"\bhttps?:\S*|\bwww\.\S*")
LABEL = re.compile(r"^\W*(?:company|employer|locations?)\s*:", re.IGNORECASE)

TOKEN = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+|[^\w\s.]")
# Kinds of tokens: C city, P wider place, A code, f what may stand beside a place, r of a role, U and u unknown with a
# capital and without, $ of pay, brackets and comma themselves, / other signs. Only a place is told where an unknown
# name has a comma and a state or country behind it ("Elm Creek, NE"), or stands first ("Acme, Berlin").
_PLACE_ONLY = re.compile(r"[f,/()]*(?P<other>U{1,3},(?=C))?(?:(?:U{1,3},(?=[PA]))?[CPA]|[f,/()])*+")
_ASIDE = re.compile(r"\((?![CPAf,/]*\))[^()]*\)?")


@dataclass(frozen=True)
class _Gazetteer:
    """places.toml, ready for look-ups: `names` by first word, the longest first."""

    names: Mapping[str, list[_Name]]
    codes: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    role_begins: tuple[str, ...]


@functools.lru_cache(maxsize=16_384)  # seven parts of ten come again: "ONSITE", "San Francisco, CA"
def places_of(part: str) -> tuple[tuple[frozenset[str], ...], str | None]:
    """Countries that each name in a part of the header may mean, and the part, if it tells places only."""
    part = part[:_PART]
    part = LABEL.sub("", ADDRESS.sub("", part)) if ":" in part or "www." in part else part
    tokens, kinds, told, first, end = TOKEN.findall(part), "", Countries(), "", 0
    words = [_word(token) for token in tokens]
    if not any(place for _, place in words):
        return (), None
    for at, (plain, place) in enumerate(words):
        if at < end:
            continue
        kind, countries, end = (place and _place(tokens, at, kinds)) or (plain, [], 0)
        told += countries
        first = first or (tokens[at] if kind == "C" else "")
        kinds += kind
    outside = _ASIDE.sub("", kinds) if told and len(part) < _PART else ""
    only = _PLACE_ONLY.fullmatch(outside)
    if not only or {"C", "P", "A"}.isdisjoint(outside):
        return tuple(told), None
    return tuple(told), part[part.index(first) if only["other"] else 0 :].strip(" ,;:.-–—/•·")


def _place(tokens: list[str], at: int, kinds: str) -> tuple[str, Countries, int] | None:
    """Kind, countries and end of a name or code here; "outside the US" tells many countries, "US hours" none."""
    table, words = _gazetteer(), _gazetteer().words
    for rest, kind, countries, capitals in table.names.get(fold(tokens[at]), ()):
        end = at + 1 + len(rest)
        if (tokens[at].isupper() or not capitals) and tuple(map(fold, tokens[at + 1 : end])) == rest:
            if end < len(tokens) and fold(tokens[end]) in words["no_place_before"]:
                return "u", [], end
            if not words["not_in"].isdisjoint(map(fold, tokens[max(at - 2, 0) : at])):
                return "u", [frozenset({WIDER})], end
            return kind, [countries], end
    found = _code(tokens[at], kinds)
    return ("A", found, at + 1) if found else None


def _code(token: str, kinds: str) -> Countries:
    """Countries that a code tells here: it stands behind a place or, after a comma, behind an unknown name.

    Behind a country or in a list, "CA" may be another country as well as a state: it then tells both.
    """
    table, code = _gazetteer(), token.upper()
    if code not in table.codes or (code != token and not kinds.endswith("C,")):
        return []
    if kinds.endswith("U,") and code in table.words["town_codes"]:
        return [frozenset({"US"})]
    if kinds.endswith(
        ("C,", "U,", "A,") if code in table.words["sentence_codes"] else ("C", "C,", "U,", "A,")
    ):
        return [table.codes[code]]
    listed = kinds.endswith((",", "/")) and kinds.rstrip(",/f()").endswith(("C", "P", "A"))
    return [frozenset({owner}) for owner in table.codes[code]] if listed else []


def sure(told: Countries) -> set[str]:
    """Countries told; of a doubtful name all, unless another name of the line settles it."""
    sure = {country for countries in told if len(countries) == 1 for country in countries}
    return sure.union(*(countries for countries in told if not countries & sure))


@functools.cache
def _gazetteer() -> _Gazetteer:
    table = tomllib.loads(PLACES.read_text(encoding="utf-8"))
    names: dict[str, list[_Name]] = {}
    for spelling, kind, countries in sorted(_spellings(table), key=lambda row: -len(row[0])):
        first, *rest = map(fold, TOKEN.findall(spelling))
        capitals = spelling.isupper() and len(spelling) <= 4
        names.setdefault(first, []).append((tuple(rest), kind, countries, capitals))
    owned = [(code, country) for country, codes in table["code"].items() for code in codes]
    codes = {code: frozenset(country for other, country in owned if other == code) for code, _ in owned}
    words = {use: frozenset(listed.split()) for use, listed in table["words"].items()}
    return _Gazetteer(names, codes, words, tuple(words["role_begins"]))


def _spellings(table: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, frozenset[str]]]:
    for section, kind in (("country", "P"), ("region", "P"), ("city", "C")):
        for country, found in table[section].items():
            yield from ((spelling, kind, frozenset({country})) for spelling in found)
    yield from ((spelling, "C", frozenset(found)) for spelling, found in table["doubtful"].items())
    yield from ((spelling, "P", frozenset({WIDER})) for spelling in table["wide"]["regions"])
    yield from ((spelling, "f", frozenset({ANYWHERE})) for spelling in table["wide"]["anywhere"])


@functools.lru_cache(maxsize=16_384)
def fold(token: str) -> str:
    token = token.replace(".", "").replace("’", "'").lower()
    if token.isascii():
        return token
    return "".join(sign for sign in unicodedata.normalize("NFKD", token) if not unicodedata.combining(sign))


@functools.lru_cache(maxsize=16_384)
def _word(token: str) -> tuple[str, bool]:
    """Kind of a token where it is no place, and whether it may be one or begin one."""
    if not token[0].isalpha():
        kind = "f" if token.isdigit() else token if token in ",()" else "$" if token in "$€£₹" else "/"  # noqa: S105
        return kind, False
    table, folded, capital = _gazetteer(), fold(token), token[0].isupper()
    role = folded in table.words["role"] or folded.startswith(table.role_begins)
    kind = "f" if folded in table.words["beside"] else "r" if role else "U" if capital else "u"
    return kind, capital and (folded in table.names or token.upper() in table.codes)


def has(use: str, text: str) -> bool:
    """Whether a text has one of the words of a list in places.toml."""
    return not _gazetteer().words[use].isdisjoint(map(fold, TOKEN.findall(text)))


def words_of() -> Mapping[str, frozenset[str]]:
    """The word lists of places.toml by use."""
    return _gazetteer().words
