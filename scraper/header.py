"""The header line of a Hacker News posting -> what it states: company, place, country, pay.

Knows the convention ("Company | Role | Place | REMOTE | $range | URL", in any order, also with dashes; free text
before about 2015). Knows nothing of wire formats. Reads the first line only, but for a pay range that the next two
lines call pay. What is not told beyond doubt is None: several countries are no country.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from scraper.pay import pay_of
from scraper.places import ADDRESS, LABEL, TOKEN, fold, places_of, sure, words_of

# Longer first lines are whole postings without paragraphs; what a header tells, it tells early.
_HEADER, _NAME = 300, 50
_SEPARATOR = re.compile(r"\||\s(?:-{1,3}|[–—•·])\s")
_BRACKETS = re.compile(r"\s*[(\[].*?(?:[)\]]|$)")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SITE = re.compile(r"[(\[]\s*(?:https?://|www\.)?[\w-]+(?:\.[\w-]+)+[^\s()]*\s*[)\]]\W*$")
_IS_HIRING = re.compile(
    r"((?!At |In )[A-Z0-9][\w.,&'’+-]*(?: (?:of|and|&|[A-Z0-9][\w.,&'’+-]*)){0,4})(?: \([^)]*\))?"
    r" (?:is|are) (?:hiring|looking for|seeking|recruiting)\b"
)
_NO_NAME = re.compile(
    r"[$€£[@?]|\b\d{3,}\b|\b(?:[Ff]ull|[Pp]art)[ -][Tt]ime|\b(?:[Ff]ull|[Ff]ront|[Bb]ack)[ -](?:[Ss]tack|[Ee]nd)"
)


class Header(NamedTuple):
    """Facts of a header line; None is "not told". The fields are those of `Posting`."""

    company: str | None = None
    location: str | None = None
    country: str | None = None
    pay_min: float | None = None
    pay_max: float | None = None
    pay_currency: str | None = None
    pay_period: str | None = None


def read(text: str) -> Header:
    """Facts of a posting's header line; `text` is in the format of `scraper.text`."""
    header, *others = text.split("\n", 3)
    header = header[:_HEADER]
    company = _company(header)
    places = [places_of(part) for part in _place_parts(header, company) if "://" not in part[:9]]
    told = sure([countries for found, _ in places for countries in found])
    location = next((only for _, only in places if only), None)
    country = next(iter(told)) if location and len(told) == 1 else ""
    pay = pay_of(header, told)
    for line in others[:2]:
        pay = pay if pay[2] else pay_of(line[:_HEADER], told, below=True)
    return Header(company, location, country if country.isalpha() else None, *pay)


def _company(header: str) -> str | None:
    """Employer: a first part that reads as a name, "NAME is hiring", or behind a place or role "NAME (address)"."""
    first, *others = _SEPARATOR.split(header, maxsplit=2)
    if found := _IS_HIRING.match(first):
        return _name(found[1])
    if not others:
        return None
    return _name(first) or (_name(others[0]) if _SITE.search(others[0]) else None)


@functools.lru_cache(maxsize=16_384)
def _name(part: str) -> str | None:
    name = _BRACKETS.sub("", ADDRESS.sub("", LABEL.sub("", part))).strip(" :;,.-–—#*_=/<>\\\"'")
    if not 1 < len(name) <= _NAME or name.count(" ") > 4 or _NO_NAME.search(name):
        return None
    words, table = {fold(token) for token in TOKEN.findall(name)}, words_of()
    if words <= table["beside"] or not words.isdisjoint(table["no_name"]):
        return None
    told, only = places_of(name)
    # "Acme in Berlin", "Berlin, Acme": a name and a place, or "Acme, Inc".
    return None if only or (told and re.search(r"[,/]|\b(?:in|at)\b", name)) else name


def _place_parts(header: str, company: str | None) -> list[str]:
    """Parts to look for places in: all but the employer's name, of which only what stands in brackets."""
    first, *others = header.split("|")
    if not others:
        first, *others = _SEPARATOR.split(header)
    elif company:
        first, *more = _SEPARATOR.split(first)
        others = more + others
    return (_IN_BRACKETS.findall(first) if company else [first]) + others
