"""A schema.org JobPosting as pages have it -> the fields of a posting.

Knows the properties that Google's guide for job postings names, and the variants of each that pages have: one value or
a list, an object or its name, numbers with signs for thousands, days in four forms. Knows nothing of pages. What is not
understood is None.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import TYPE_CHECKING, Any

from scraper import terms, times, wire
from scraper import text as lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scraper.model import Location

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_RANGE = re.compile(r"(\d[\d.,' ]*)\s*(?:-|–|—|to|bis)\s*(\d[\d.,' ]*)")
_THOUSANDS = re.compile(r"[., '](?=\d{3}(?!\d))")


def fields(node: dict[str, Any]) -> dict[str, Any]:
    """Fields of a posting but for its text."""
    return {
        "group_key": identifier(node),
        "company": wire.line(_text(node.get("hiringOrganization"))),
        "title": wire.line(_text(node.get("title"))),
        "workplace": terms.workplace(*map(_text, _all(node.get("jobLocationType")))),
        "employment_type": terms.employment(*_words(node.get("employmentType"))),
        "language": wire.language(_text(node.get("inLanguage"))),
        "posted_at": _moment(node.get("datePosted")),
        "updated_at": _moment(node.get("dateModified")),
        **wire.places_told(*_places(node)),
        **_pay(node),
    }


def identifier(node: dict[str, Any]) -> str | None:
    """The employer's own id of the job; its name is the employer's."""
    told = next(iter(_all(node.get("identifier"))), None)
    return _text(told.get("value")) or _text(told.get("@id")) if isinstance(told, dict) else _text(told)


def valid_until(node: dict[str, Any]) -> dt.datetime | None:
    return _moment(node.get("validThrough"), end_of_day=True)


def _all(value: Any) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:  # noqa: ANN401 - the same
    """The text of a value in any of its forms: itself, its name or value, the first of a list."""
    return next(filter(None, map(_one, _all(value))), None)


def _one(value: Any) -> str | None:  # noqa: ANN401 - the same
    if isinstance(value, dict):
        return next(filter(None, (_text(value.get(key)) for key in ("name", "value", "@value"))), None)
    return (
        str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else None
    )


def _words(value: Any) -> list[str]:  # noqa: ANN401 - the same
    texts = filter(None, map(_text, _all(value)))
    return [word.strip() for text in texts for word in text.split(",")]


def description(node: dict[str, Any]) -> str:
    """HTML of the description, with the parts that some pages keep apart; one that repeats it is left out."""
    whole = _markup(_text(node.get("description")))
    said = lines.folded(lines.html_lines(whole))
    headings = {
        "responsibilities": "Responsibilities",
        "qualifications": "Qualifications",
        "experienceRequirements": "Experience",
        "educationRequirements": "Education",
    }
    parts = [(heading, _markup(_text(node.get(key)))) for key, heading in headings.items()]
    parts.append(("Skills", _markup("\n".join(filter(None, map(_text, _all(node.get("skills"))))))))
    told = [(title, part) for title, part in parts if lines.folded(lines.html_lines(part)) not in said]
    return wire.parts((None, whole), *told)


def _markup(text: str | None) -> str:
    """HTML of a text that may be escaped once or twice more than it should, or plain with line ends."""
    told = text or ""
    for _ in range(2):
        if not _TAG.search(told):
            told = html.unescape(told)
    return told if _TAG.search(told) else html.escape(told, quote=False).replace("\n", "<br>")


def _moment(value: Any, *, end_of_day: bool = False) -> dt.datetime | None:  # noqa: ANN401 - the same
    """A time in any form that pages have; None where it is none. A bare day is its first moment, or its last."""
    told = _text(value) or ""
    if re.fullmatch(r"\d{10}|\d{13}", told):
        return times.epoch(int(told[:10]))
    plain = re.sub(r"^(\d{4})/(\d{1,2})/(\d{1,2})$", r"\1-\2-\3", told)
    plain = re.sub(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$", r"\3-\2-\1", plain)
    if day := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", plain):
        found = times.instant(f"{day[1]}-{day[2]:0>2}-{day[3]:0>2}")
        return found + dt.timedelta(days=1) if found and end_of_day else found
    return times.instant(plain) or times.mail_time(told)


def _places(node: dict[str, Any]) -> Iterator[Location]:
    """Places of work; of a job without one, or at a distance, also where an applicant may live."""
    told = _all(node.get("jobLocation"))
    for place in told:
        addresses = _all(place.get("address")) if isinstance(place, dict) else [place]
        # Where the name is that of a place, it is right where an address is another's (a page had one for three towns).
        name = _text(place.get("name")) if isinstance(place, dict) else None
        found = [_place(address) for address in addresses or [place]]
        yield from [wire.place(name, found[0].country)] if wire.country_of(name) else found
    if not told or node.get("jobLocationType"):
        for place in _all(node.get("applicantLocationRequirements")):
            is_country = isinstance(place, dict) and "Country" in str(place.get("@type"))
            yield wire.place(_text(place), _text(place) if is_country else None)


def _place(told: Any) -> Location:  # noqa: ANN401 - the same
    if not isinstance(told, dict) or not {"addressLocality", "addressRegion", "addressCountry"} & told.keys():
        return wire.place(_text(told))
    country = _text(told.get("addressCountry"))
    name = wire.named(_text(told.get("addressLocality")), _text(told.get("addressRegion")))
    return wire.place(name or country, country)


def _pay(node: dict[str, Any]) -> dict[str, Any]:
    """Pay of `baseSalary`: an amount, a range in words, or the object of the vocabulary with its parts in odd places."""
    base = next(iter(_all(node.get("baseSalary"))), None)
    outer = base if isinstance(base, dict) else {"value": base}
    value = next(iter(_all(outer.get("value"))), None)
    inner = value if isinstance(value, dict) else {"value": value}
    currency = (
        _text(outer.get("currency")) or _text(inner.get("currency")) or _text(node.get("salaryCurrency"))
    )
    unit = _text(inner.get("unitText")) or _text(outer.get("unitText"))
    low, high = (inner.get(key, outer.get(key)) for key in ("minValue", "maxValue"))
    if low is None and high is None:
        low, high = _ends(inner.get("value"))
    return wire.pay(_amount(low), _amount(high), currency, unit) or wire.pay_in(_text(inner.get("value")))


def _ends(value: Any) -> tuple[Any, Any]:  # noqa: ANN401 - the same
    found = _RANGE.fullmatch(value.strip()) if isinstance(value, str) else None
    return (found[1], found[2]) if found else (value, value)


def _amount(value: Any) -> Any:  # noqa: ANN401 - the same
    """A number whose thousands may be set apart by any sign."""
    return _THOUSANDS.sub("", value.strip()) if isinstance(value, str) else value
