"""The header line of a Hacker News posting -> what it states: company, place, country, pay.

Knows the convention ("Company | Role | Place | REMOTE | $range | URL", in any order, also with dashes; free text
before about 2015) and `data/places.toml`. Knows nothing of wire formats. Reads the first line only, but for a pay
range that the next two lines call pay. What is not told beyond doubt is None: several countries are no country, and
a bare dollar sign is no currency where other dollars are at home.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from scraper import workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_Countries: TypeAlias = list[frozenset[str]]
_Pay: TypeAlias = tuple[float | None, float | None, str | None, str | None]

# Longer first lines are whole postings without paragraphs; what a header tells, it tells early.
_HEADER, _PART, _NAME = 300, 120, 50
_SEPARATOR = re.compile(r"\||\s(?:-{1,3}|[–—•·])\s")
_ADDRESS = re.compile(r"\bhttps?:\S*|\bwww\.\S*")
_BRACKETS = re.compile(r"\s*[(\[].*?(?:[)\]]|$)")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_LABEL = re.compile(r"^\W*(?:company|employer|locations?)\s*:\s*", re.IGNORECASE)
_SITE = re.compile(r"[(\[]\s*(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+[^\s()]*\s*[)\]]\W*$")
_IS_HIRING = re.compile(r"([A-Z0-9].{1,39}?) (?:is|are) (?:hiring|looking for|seeking|recruiting)\b")
_NO_NAME = re.compile(
    r"[$€£[@?]|\b\d{3,}\b|\b(?:[Ff]ull|[Pp]art)[ -][Tt]ime|\b(?:[Ff]ull|[Ff]ront|[Bb]ack)[ -](?:[Ss]tack|[Ee]nd)"
)

_TOKEN = re.compile(r"[^\W\d_]+(?:['’.][^\W\d_]+)*|\d+|[^\w\s.]")
# Kinds of tokens: C city, P wider place, A code, f what may stand beside a place, r of a role, U and u unknown with a
# capital and without, $ of pay, brackets and comma themselves, / other signs. Only a place is told where an unknown
# name has a comma and a state or country behind it ("Elm Creek, NE"), or stands first ("Acme, Berlin").
_PLACE_ONLY = re.compile(r"[f,/()]*(?P<other>U{1,3},(?=C))?(?:(?:U{1,3},(?=[PA]))?[CPA]|[f,/()])*+")
_ASIDE = re.compile(r"\((?![CPAf,/]*\))[^()]*\)?")
_ANYWHERE, _WIDER = "*", "+"

_SIGNS = "US$ USD CA$ CAD C$ CAD CDN CAD AU$ AUD A$ AUD NZ$ NZD S$ SGD HK$ HKD € EUR £ GBP ₹ INR".split()
_CURRENCIES = dict(zip(_SIGNS[::2], _SIGNS[1::2], strict=True))
_CODES = "USD EUR GBP CHF CAD CDN AUD NZD SGD HKD SEK NOK DKK PLN CZK ILS INR BRL ZAR".split()
_PAY_HINTS = ("$", "€", "£", *_CODES, "₹")
_CODE = f"(?:{'|'.join(_CODES)})"
_MARK = rf"(?:(?:US|CA|C|AU|A|NZ|S|HK)?\$|[€£₹]|{_CODE}\b)"
_AMOUNT = r"(?:\d{1,3}(?:[,.'’]\d{3})+|\d+(?:\.\d{1,2})?)(?![\d,.]*\d)"
_MONEY = re.compile(
    r"(?:(?P<most>up to|max\.?)\s|(?P<least>>=?|≥|from|min\.?|at least|starting at)\s?)?"
    rf"(?:(?<![\w$])(?P<mark>{_MARK})\s?|(?<![\w$€£₹.,+-]))(?P<low>{_AMOUNT})\s?(?P<low_k>k)?(?![a-z])"
    rf"(?:\s?(?:{_CODE}|[€£])?\s?(?:--?|–|—|\bto\b|~)\s?(?P<mark_2>{_MARK})?\s?(?P<high>{_AMOUNT})\s?(?P<high_k>k)?(?![a-z]))?"
    rf"(?P<more>\s?\+(?!\s?[$€£\d]))?(?:\s?(?P<code>{_CODE}\b|[€£]))?"
    r"(?:\s?(?:/|per\s|an?\s|p\.)\s?(?P<per>hour|hr|h|day|d|month|mo|m|year|yr|y|annum|a|week|wk|w)\b"
    r"|\s(?P<ly>hourly|daily|monthly|annually|annual|yearly|pa)\b)?",
    re.IGNORECASE,
)
_PERIODS = {"h": "hour", "d": "day", "m": "month", "y": "year", "a": "year", "p": "year"}
_PLAUSIBLE = {"year": (10_000, 1_000_000), "month": (500, 50_000), "day": (100, 3_000), "hour": (8, 500)}
# Where no period is told, an amount is a year's in these currencies (elsewhere months are as usual) from this on.
_YEARLY, _LEAST_YEARLY = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD"}), 20_000
_OTHER_DOLLARS = frozenset({"CA", "AU", "NZ", "SG", "HK", "TW", "MX", "AR", "CL", "CO", "UY", _WIDER})
# Millions, shares of a company, a bound left open as "?".
_NO_PAY = re.compile(r"\s?(?:[mb]n?\b|mm\b|mil|bil|tril|[a-z]*%|\?)", re.IGNORECASE)
_CLAUSE = re.compile(r"[|;,+&(/.]")


@dataclass(frozen=True)
class Header:
    """Facts of a header line; None is "not told". The fields are those of `Posting`."""

    company: str | None = None
    location: str | None = None
    country: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None


class _Name(NamedTuple):
    """A name of places.toml behind its first word, with the countries it may mean."""

    rest: tuple[str, ...]
    kind: str
    countries: frozenset[str]
    capitals: bool


@dataclass(frozen=True)
class _Gazetteer:
    """places.toml, ready for look-ups: `names` by first word, the longest first."""

    names: Mapping[str, list[_Name]]
    codes: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]
    role_begins: tuple[str, ...]


def read(text: str) -> Header:
    """Facts of a posting's header line; `text` is in the format of `scraper.text`."""
    header, *others = text.split("\n", 3)
    header = header[:_HEADER]
    company = _company(header)
    places = [_places(part) for part in _place_parts(header, company)]
    told = [countries for found, _ in places for countries in found]
    location = next((only for _, only in places if only), None)
    pay = _pay(header, told)
    for line in others[:2]:
        pay = pay if pay[2] else _pay(line[:_HEADER], told, below=True)
    return Header(company, location, _country(told) if location else None, *pay)


@functools.cache
def _gazetteer() -> _Gazetteer:
    table = tomllib.loads(workspace.shipped("places.toml").read_text(encoding="utf-8"))
    names: dict[str, list[_Name]] = {}
    for spelling, kind, countries in sorted(_spellings(table), key=lambda row: -len(row[0])):
        first, *rest = map(_fold, _TOKEN.findall(spelling))
        name = _Name(tuple(rest), kind, countries, spelling.isupper() and len(spelling) <= 4)
        names.setdefault(first, []).append(name)
    owned = [(code, country) for country, codes in table["code"].items() for code in codes]
    codes = {code: frozenset(country for other, country in owned if other == code) for code, _ in owned}
    words = {use: frozenset(listed.split()) for use, listed in table["words"].items()}
    return _Gazetteer(names, codes, words, tuple(words["role_begins"]))


def _spellings(table: Mapping[str, Mapping[str, list[str]]]) -> Iterator[tuple[str, str, frozenset[str]]]:
    for section, kind in (("country", "P"), ("region", "P"), ("city", "C")):
        for country, found in table[section].items():
            yield from ((spelling, kind, frozenset({country})) for spelling in found)
    yield from ((spelling, "C", frozenset(found)) for spelling, found in table["doubtful"].items())
    yield from ((spelling, "P", frozenset({_WIDER})) for spelling in table["wide"]["regions"])
    yield from ((spelling, "f", frozenset({_ANYWHERE})) for spelling in table["wide"]["anywhere"])


@functools.lru_cache(maxsize=65_536)
def _fold(token: str) -> str:
    token = token.replace(".", "").replace("’", "'").lower()
    if token.isascii():
        return token
    return "".join(sign for sign in unicodedata.normalize("NFKD", token) if not unicodedata.combining(sign))


@functools.lru_cache(maxsize=65_536)
def _word(token: str) -> tuple[str, bool]:
    """Kind of a token where it is no place, and whether it may be one or begin one."""
    if not token[0].isalpha():
        kind = "f" if token.isdigit() else token if token in ",()" else "$" if token in "$€£₹" else "/"  # noqa: S105
        return kind, False
    table, folded, capital = _gazetteer(), _fold(token), token[0].isupper()
    role = folded in table.words["role"] or folded.startswith(table.role_begins)
    kind = "f" if folded in table.words["beside"] else "r" if role else "U" if capital else "u"
    return kind, capital and (folded in table.names or token.upper() in table.codes)


def _company(header: str) -> str | None:
    """Employer as a line of the convention states it: a first part that reads as a name, or "NAME is hiring".

    Where a place or a role stands first, a second part counts if its own address stands behind it in brackets.
    """
    first, *others = _SEPARATOR.split(header, maxsplit=2)
    if found := _IS_HIRING.match(first):
        return _name(found[1])
    if not others:
        return None
    return _name(first) or (_name(others[0]) if _SITE.search(others[0]) else None)


@functools.lru_cache(maxsize=16_384)
def _name(part: str) -> str | None:
    name = _BRACKETS.sub("", _stripped(part)).strip(" :;,.-–—#*_=/<>\\\"'")
    if not 1 < len(name) <= _NAME or name.count(" ") > 4 or _NO_NAME.search(name):
        return None
    words, table = {_fold(token) for token in _TOKEN.findall(name)}, _gazetteer().words
    if words <= table["beside"] or not words.isdisjoint(table["no_name"]):
        return None
    told, only = _places(name)
    # "Acme in Berlin", "Berlin, Acme": a name and a place, or "Acme, Inc".
    return None if only or (told and re.search(r"[,/]|\b(?:in|at)\b", name)) else name


def _stripped(part: str) -> str:
    return _LABEL.sub("", _ADDRESS.sub("", part)) if ":" in part or "www." in part else part


def _has(use: str, text: str) -> bool:
    """Whether a text has one of the words of a list in places.toml."""
    return not _gazetteer().words[use].isdisjoint(map(_fold, _TOKEN.findall(text)))


def _place_parts(header: str, company: str | None) -> list[str]:
    """Parts to look for places in: all but the employer's name, of which only what stands in brackets."""
    first, *others = header.split("|")
    if not others:
        first, *others = _SEPARATOR.split(header)
    elif company:
        first, *more = _SEPARATOR.split(first)
        others = more + others
    return (_IN_BRACKETS.findall(first) if company else [first]) + others


@functools.lru_cache(maxsize=16_384)
def _places(part: str) -> tuple[tuple[frozenset[str], ...], str | None]:
    """Countries that each name in a part of the header may mean, and the part, if it tells places only.

    Cached, since "Full-time", "ONSITE" and "San Francisco, CA" come again and again: half of the time for a posting.
    """
    part = _stripped(part[:_PART])
    tokens, kinds, told, first, end = _TOKEN.findall(part), "", _Countries(), "", 0
    words = [_word(token) for token in tokens]
    if not any(place for _, place in words):
        return (), None
    for at, (kind, place) in enumerate(words):
        if at < end:
            continue
        found = _place(tokens, at, kinds) if place else None
        if found:
            kind, countries, end = found
            told += countries
            first = first or (tokens[at] if kind == "C" else "")
        kinds += kind
    outside = _ASIDE.sub("", kinds) if told and len(part) < _PART else ""
    only = _PLACE_ONLY.fullmatch(outside)
    if not only or {"C", "P", "A"}.isdisjoint(outside):
        return tuple(told), None
    return tuple(told), part[part.index(first) if only["other"] else 0 :].strip(" ,;:.-–—/•·")


def _place(tokens: list[str], at: int, kinds: str) -> tuple[str, _Countries, int] | None:
    """Kind, countries and end of a name or code that stands here, if one does.

    "outside the US" tells more than one country, "US hours" none.
    """
    table, words = _gazetteer(), _gazetteer().words
    for name in table.names.get(_fold(tokens[at]), ()):
        end = at + 1 + len(name.rest)
        right = tokens[at].isupper() or not name.capitals
        if right and tuple(map(_fold, tokens[at + 1 : end])) == name.rest:
            if end < len(tokens) and _fold(tokens[end]) in words["no_place_before"]:
                return "u", [], end
            if not words["not_in"].isdisjoint(map(_fold, tokens[max(at - 2, 0) : at])):
                return "u", [frozenset({_WIDER})], end
            return name.kind, [name.countries], end
    found = _code(tokens[at], kinds)
    return ("A", found, at + 1) if found else None


def _code(token: str, kinds: str) -> _Countries:
    """Countries that a code tells here: it stands behind a place or, after a comma, behind an unknown name.

    Behind a country or in a list, "CA" may be another country as well as a state: it then tells both.
    """
    table, code = _gazetteer(), token.upper()
    if code not in table.codes or (code != token and not kinds.endswith("C,")):
        return []
    if kinds.endswith("U,") and code in table.words["town_codes"]:
        return [frozenset({"US"})]
    alone = kinds.endswith("C") and code not in table.words["sentence_codes"]
    if alone or kinds.endswith(("C,", "U,", "A,")):
        return [table.codes[code]]
    listed = kinds.endswith((",", "/")) and kinds.rstrip(",/f()").endswith(("C", "P", "A"))
    return [frozenset({owner}) for owner in table.codes[code]] if listed else []


def _sure(told: _Countries) -> set[str]:
    """Countries told; of a doubtful name all, unless another name of the line settles it."""
    sure = {country for countries in told if len(countries) == 1 for country in countries}
    return sure.union(*(countries for countries in told if not countries & sure))


def _country(told: _Countries) -> str | None:
    sure = _sure(told)
    return sure.pop() if len(sure) == 1 and not sure & {_ANYWHERE, _WIDER} else None


def _pay(text: str, told: _Countries, *, below: bool = False) -> _Pay:
    """Pay as a line states it; of several statements in one currency and period, the span of all.

    Below the header only a range counts, and only where a word says that it is pay.
    """
    none: _Pay = (None, None, None, None)
    hints = _PAY_HINTS[:3] if below else _PAY_HINTS
    if not any(hint in text for hint in hints) or (below and not _has("pay", text)):
        return none
    found = {_amounts(money, told) for money in _MONEY.finditer(text) if _is_pay(money, below=below)}
    if len({pay[2:] for pay in found if pay}) != 1 or None in found:
        return none
    lows, highs, (currency, *_), (period, *_) = zip(*(pay for pay in found if pay), strict=True)
    if len(found) > 1 and None in lows + highs:
        return none
    return min(lows), max(highs), currency, period


def _is_pay(money: re.Match[str], *, below: bool) -> bool:
    """Whether an amount is pay, by the words around it: no funding, revenue or bonus, and no share of a company."""
    before = money.string[max(money.start() - 40, 0) : money.start()].rpartition("|")[2]
    behind = money.string[money.end() : money.end() + 30]
    if not (money["mark"] or money["code"]) or before.rstrip().endswith(("+", "&")) or _NO_PAY.match(behind):
        return False
    if _has("no_pay", before) or _has("no_pay", _CLAUSE.split(behind)[0]):
        return False
    return not below or bool(money["high"] and _has("pay", before + money[0] + behind))


def _amounts(money: re.Match[str], told: _Countries) -> tuple[float | None, float | None, str, str] | None:
    low, high = _number(money["low"]), _number(money["high"] or money["low"])
    # One k speaks for both: "60-80k", "60k-80".
    low *= 1000 if money["low_k"] or (money["high_k"] and low < 1000) else 1
    high *= 1000 if money["high_k"] or (money["low_k"] and high < 1000) else 1
    currency, unit = _currency(money, told), (money["per"] or money["ly"] or "")[:1].lower()
    period = _PERIODS.get(unit)
    if not unit and low >= _LEAST_YEARLY and currency in _YEARLY:
        period = None if _has("job", money.string[: money.start()].rpartition("|")[2]) else "year"
    if not currency or not period or not _PLAUSIBLE[period][0] <= low <= high <= _PLAUSIBLE[period][1]:
        return None
    if money["high"]:
        return low, high, currency, period
    return None if money["most"] else low, None if money["least"] or money["more"] else high, currency, period


def _number(digits: str) -> float:
    return float(re.sub(r"[,.'’](?=\d{3})", "", digits))


def _currency(money: re.Match[str], told: _Countries) -> str | None:
    """The one currency that the signs of an amount agree on; a bare $ is the US's where only the US or no place is."""
    written = {(money[name] or "").upper() for name in ("mark", "mark_2", "code")} - {""}
    signs = {_CURRENCIES.get(sign, sign) for sign in written}
    dollars = {sign for sign in signs if sign.endswith("D")}
    if "$" not in signs or dollars:
        return (dollars or signs).pop() if len(signs - {"$"}) == 1 else None
    places = _sure(told) - {_ANYWHERE}
    plain = not places or ("US" in places and not places & _OTHER_DOLLARS)
    return "USD" if plain and signs == {"$"} else None
