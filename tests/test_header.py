"""What a header line tells, and what it does not: company, place, country, pay. All firms are invented."""

from __future__ import annotations

import importlib.resources
import json
import time
import tomllib
from typing import TYPE_CHECKING

import pytest
from conftest import SHARED
from fake_hackernews import rows_of
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper import header, places
from scraper.text import html_lines, plain_lines

if TYPE_CHECKING:
    from pathlib import Path

TABLE = tomllib.loads(places.PLACES.read_text(encoding="utf-8"))
COUNTRIES = {*TABLE["country"], *TABLE["region"], *TABLE["city"], *TABLE["code"]}


@pytest.mark.parametrize(
    ("line", "company"),
    [
        ("Aqueduct & Sons | Backend Engineer | Utrecht", "Aqueduct & Sons"),
        ("Tidewatch (YC S99) | Remote | https://tide.example", "Tidewatch"),
        ("Tidewatch [https://tide.example] | Remote", "Tidewatch"),
        ("Tidewatch - Utrecht - Full-time", "Tidewatch"),
        ("Tidewatch -- Utrecht", "Tidewatch"),
        ("Tidewatch • Utrecht", "Tidewatch"),
        ("Tidewatch: https://tide.example | Remote", "Tidewatch"),
        ("Company: Tidewatch | Remote", "Tidewatch"),
        ("*Tidewatch* | Remote", "Tidewatch"),
        ("Tidewatch, Inc. | Remote", "Tidewatch, Inc"),
        ("Loom University of Utrecht | Onsite", "Loom University of Utrecht"),
        ("500weirs | Remote", "500weirs"),
        ("Tidewatch (Utrecht) is hiring masons", "Tidewatch"),
        ("Loom and Sons are looking for a weaver", "Loom and Sons"),
        ("Utrecht, Netherlands - Tidewatch (http://tide.example)", "Tidewatch"),
        ("Senior Engineer | Tidewatch (tide.example) | Remote", "Tidewatch"),
    ],
)
def test_the_employer_is_what_the_line_states(line: str, company: str) -> None:
    assert header.read(f"{line}\nMore text | here").company == company


@pytest.mark.parametrize(
    "line",
    [
        "",
        "|",
        "Tidewatch",
        "REMOTE | Tidewatch | Backend",
        "San Francisco | Tidewatch",
        "San Francisco, CA - Tidewatch",
        "Elm Creek, NE | Tidewatch",
        "Tidewatch in Munich, Germany | Backend",
        "Munich, Tidewatch - Backend",
        "Senior Engineer | Tidewatch | Remote",
        "Full Time | Tidewatch",
        "Multiple Roles | Remote",
        "$120k | Tidewatch",
        "https://tide.example | Remote",
        "We are looking for a mason",
        "We are hiring masons",
        "At Tidewatch is hiring a mason",
        "the little firm is hiring masons",
        "Tidewatch builds things and says so at some length | Remote",
        "Hi, I applied last month | no answer",
        "Downtown Office | Backend",
        "VP, Masonry | Remote",
        "Hey | Remote",
        f"{'Tide' * 13} | Remote",
    ],
)
def test_what_is_a_place_a_role_terms_or_a_sentence_is_no_employer(line: str) -> None:
    assert header.read(line).company is None


@pytest.mark.parametrize(
    ("line", "location", "country"),
    [
        ("Tidewatch | San Francisco, CA | Full-time", "San Francisco, CA", "US"),
        ("Tidewatch | Full-time | Toronto, CA", "Toronto, CA", "CA"),
        ("Tidewatch | Elm Creek, NE | Onsite", "Elm Creek, NE", "US"),
        ("Tidewatch | Elm Creek, CA", "Elm Creek, CA", "US"),
        ("Tidewatch | Klein Dorf, Germany", "Klein Dorf, Germany", "DE"),
        ("Tidewatch | Boston MA", "Boston MA", "US"),
        ("Tidewatch | Perth, WA", "Perth, WA", "AU"),
        ("Tidewatch | Berlin, DE", "Berlin, DE", "DE"),
        ("Tidewatch | San Diego, Ca", "San Diego, Ca", "US"),
        ("Tidewatch | PARIS OR REMOTE", "PARIS OR REMOTE", "FR"),
        ("Tidewatch | London | Four hours of US hours", "London", "GB"),
        ("Tidewatch | US visa | London", "London", "GB"),
        ("Tidewatch - Berlin, Germany | Remote", "Berlin, Germany", "DE"),
        ("Tidewatch | Cambridge, MA", "Cambridge, MA", "US"),
        ("Tidewatch | Cambridge, UK", "Cambridge, UK", "GB"),
        ("Tidewatch | Cambridge or London", "Cambridge or London", "GB"),
        ("Tidewatch | Atlanta, Georgia", "Atlanta, Georgia", "US"),
        ("Tidewatch | Tbilisi, Georgia", "Tbilisi, Georgia", "GE"),
        ("Tidewatch | Vancouver, WA", "Vancouver, WA", "US"),
        ("Tidewatch | Vancouver", "Vancouver", "CA"),
        ("Tidewatch | London, Ontario", "London, Ontario", "CA"),
        ("Tidewatch | Zürich | Onsite", "Zürich", "CH"),
        ("Tidewatch | ZURICH", "ZURICH", "CH"),
        ("Tidewatch | Washington, D.C.", "Washington, D.C", "US"),
        ("Tidewatch | St. Louis", "St. Louis", "US"),
        ("Tidewatch | REMOTE (US only)", "REMOTE (US only)", "US"),
        ("Tidewatch | U.S. remote", "U.S. remote", "US"),
        ("Tidewatch | NYC or SF | Remote", "NYC or SF", "US"),
        ("Tidewatch | Berlin (near the big river, two stops) | Onsite", None, "DE"),
        ("Tidewatch | Onsite in Lyon, France or remote", "Onsite in Lyon, France or remote", "FR"),
        ("Tidewatch (Oslo, Norway) | Remote", "Oslo, Norway", "NO"),
        ("Tidewatch - Location: Leeds, UK - Full-time", "Leeds, UK", "GB"),
        ("London, UK. Full time.", "London, UK. Full time", "GB"),
        ("Tidewatch, Portland (Pearl), full time", "Portland (Pearl), full time", "US"),
        ("Tidewatch | Dakar, Senegal", "Dakar, Senegal", "SN"),
        ("Tidewatch | Algeria (West)", "Algeria (West)", "DZ"),
        ("Tidewatch | Hamilton, Bermuda", "Hamilton, Bermuda", "BM"),
        ("Tidewatch | Kinshasa, Congo", "Kinshasa, Congo", "CD"),
        ("Tidewatch | Ramallah, Palestine", "Ramallah, Palestine", "PS"),
        ("Tidewatch | Amman, Jordan", "Amman, Jordan", "JO"),
        ("Tidewatch | Benin City", "Benin City", "NG"),
        ("Tidewatch | Cape Town, SA", "Cape Town, SA", "ZA"),
        ("Tidewatch | San José, Costa Rica", "San José, Costa Rica", "CR"),
        ("Tidewatch | San Jose, CA", "San Jose, CA", "US"),
        ("Tidewatch | San Jose, California", "San Jose, California", "US"),
        ("Tidewatch | San Jose or San Francisco", "San Jose or San Francisco", "US"),
        ("Tidewatch | Santa Cruz, Bolivia", "Santa Cruz, Bolivia", "BO"),
        ("Tidewatch | Santa Fe, NM", "Santa Fe, NM", "US"),
        ("Tidewatch | Soho, London", "Soho, London", "GB"),
        ("Tidewatch | SoHo, NYC", "SoHo, NYC", "US"),
        ("Tidewatch | London, ON", "London, ON", "CA"),
        ("Tidewatch | Birmingham, AL", "Birmingham, AL", "US"),
        ("Tidewatch | Valencia, Spain", "Valencia, Spain", "ES"),
        ("Tidewatch | Hyderabad", "Hyderabad", "IN"),
    ],
)
def test_a_place_tells_its_country(line: str, location: str | None, country: str) -> None:
    found = header.read(line)
    assert found.country == country
    assert location is None or found.location == location


@pytest.mark.parametrize(
    ("line", "location"),
    [
        ("Tidewatch | London or Berlin | Onsite", "London or Berlin"),
        ("Tidewatch | London | Remote (US)", "London"),
        ("Tidewatch | Cambridge", "Cambridge"),
        ("Tidewatch | Georgia", "Georgia"),
        ("Tidewatch | Congo", "Congo"),
        *(
            (f"Tidewatch | {town}", town)
            for town in (
                "San José",
                "San Jose",
                "Santa Cruz",
                "Santa Clara",
                "San Juan",
                "Soho",
                "Cali",
                "Birmingham",
            )
        ),
        ("Tidewatch | Valencia", "Valencia"),
        ("Tidewatch | Córdoba", "Córdoba"),
        ("Tidewatch | Hyderabad, Pakistan", "Hyderabad, Pakistan"),
        ("Tidewatch | Jersey", "Jersey"),
        ("Tidewatch | Cambridge | Toronto", "Cambridge"),
        ("Tidewatch | Remote (US, CA)", "Remote (US, CA)"),
        ("Tidewatch | Elm Creek, IL", "Elm Creek, IL"),
        ("Tidewatch | London, NY", "London, NY"),
        ("Tidewatch | Remote (Europe)", "Remote (Europe)"),
        ("Tidewatch | Berlin or remote (EU)", "Berlin or remote (EU)"),
        ("Tidewatch | London | Remote, Worldwide", "London"),
        ("Tidewatch | Paris | Engineers in Lyon, Oslo", "Paris"),
        ("Tidewatch | Berlin | Remote outside Germany", "Berlin"),
    ],
)
def test_several_or_doubtful_places_are_no_country(line: str, location: str) -> None:
    found = header.read(line)
    assert (found.location, found.country) == (location, None)


@pytest.mark.parametrize(
    "line",
    [
        "Tidewatch | Remote",
        "Tidewatch | Worldwide",
        "Tidewatch | Remote (US time zones)",
        "Tidewatch | US citizens | Onsite",
        "Tidewatch | Full-time, ONSITE",
        "Tidewatch | join us | nice people | reading mobile",
        "Tidewatch | Work on Phoenix and Java",
        "London Sandwich Works | Remote",
        "Tidewatch | Python, Berlin lovers",
        "Tidewatch | Us or La",
        "Tidewatch | Berlin " + "remote " * 20,
        "Tidewatch | Senior Engineer, Germany team",
        "A firm from London with offices in Paris and a long story to tell",
        "",
    ],
)
def test_words_around_work_are_no_place(line: str) -> None:
    found = header.read(line)
    assert (found.location, found.country) == (None, None)


def pay(text: str) -> tuple[object, ...]:
    found = header.read(text)
    return found.pay_min, found.pay_max, found.pay_currency, found.pay_period


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("$120k-$160k", (120_000, 160_000, "USD", "year")),
        ("$120,000 – 150,000 USD", (120_000, 150_000, "USD", "year")),
        ("$120-160K + equity", (120_000, 160_000, "USD", "year")),
        ("$130k to $150k plus 0.5% equity", (130_000, 150_000, "USD", "year")),
        ("€60-80k", (60_000, 80_000, "EUR", "year")),
        ("60.000 - 80.000 €", (60_000, 80_000, "EUR", "year")),
        ("60-80k EUR", (60_000, 80_000, "EUR", "year")),
        ("£500/day", (500, 500, "GBP", "day")),
        ("£450-£500 per day", (450, 500, "GBP", "day")),
        ("CHF 120k", (120_000, 120_000, "CHF", "year")),
        ("90k-130k CHF", (90_000, 130_000, "CHF", "year")),
        ("120-160k USD", (120_000, 160_000, "USD", "year")),
        ("$80/hr", (80, 80, "USD", "hour")),
        ("$80-100 an hour", (80, 100, "USD", "hour")),
        ("$5k/month", (5_000, 5_000, "USD", "month")),
        ("PLN 15,000 - 20,000 per month", (15_000, 20_000, "PLN", "month")),
        ("C$100k-120k", (100_000, 120_000, "CAD", "year")),
        ("A$100k", (100_000, 100_000, "AUD", "year")),
        ("$118-169k CAD", (118_000, 169_000, "CAD", "year")),
        ("$150k+", (150_000, None, "USD", "year")),
        ("from $150k", (150_000, None, "USD", "year")),
        ("up to £70k", (None, 70_000, "GBP", "year")),
        ("up-to £70k", (None, 70_000, "GBP", "year")),
        ("QA $90k-95k + equity, Backend $110k-130k + equity", (90_000, 130_000, "USD", "year")),
        ("$90k-110k | Senior: $140k-160k", (90_000, 160_000, "USD", "year")),
        ("$120k-160k + $30k bonus", (120_000, 160_000, "USD", "year")),
        ("$120k + $30k", (120_000, 120_000, "USD", "year")),
        ("$120k-160k, $5k relocation", (120_000, 160_000, "USD", "year")),
        ("1 year contract, £500/day", (500, 500, "GBP", "day")),
    ],
)
def test_pay_is_what_the_line_states(stated: str, expected: tuple[object, ...]) -> None:
    assert pay(f"Tidewatch | {stated} | Remote") == expected


@pytest.mark.parametrize(
    "stated",
    [
        "$20M Series A",
        "$5B valuation",
        "raised $500k",
        "authors made $50k",
        "£50k-£?k",
        "$500k in funding",
        "$900k revenue",
        "$30k signing bonus",
        "$100k stock options",
        "$120-160",
        "120k-160k",
        "120k users",
        "PLN 25,000 - 30,000",
        "contract, $40k",
        "$5k",
        "$9",
        "$4/hr",
        "$9000/hr",
        "£20/day",
        "$2,000,000",
        "$160k-$120k",
        "$1000/week",
        "$100k EUR",
        "€60k-$80k",
        "€60k ($70k)",
        "€60k-£80k",
        "$15k",
        "$100k-120k | $2/hr",
        "$150k+ | $90k-100k",
        "$100k/year | $50/hour",
        "$0.5k",
    ],
)
def test_other_amounts_are_no_pay(stated: str) -> None:
    assert pay(f"Tidewatch | {stated} | Remote") == (None, None, None, None)


@pytest.mark.parametrize(
    ("place", "currency"),
    [
        ("Boston", "USD"),
        ("Boston or London", "USD"),
        ("Worldwide", "USD"),
        ("Toronto", None),
        ("Remote (US/Canada)", None),
        ("Sydney", None),
        ("Berlin", None),
        ("Remote (LATAM)", None),
    ],
)
def test_a_bare_dollar_is_the_one_of_the_place(place: str, currency: str | None) -> None:
    assert header.read(f"Tidewatch | {place} | $100k-$120k").pay_currency == currency
    assert header.read(f"Tidewatch | {place} | US$100k-120k").pay_currency == "USD"


def test_below_the_header_only_a_range_that_is_called_pay_counts() -> None:
    assert pay("Tidewatch | Remote\nWe weave.\nSalary: $100k-$120k") == (100_000, 120_000, "USD", "year")
    nothing = (None, None, None, None)
    assert pay("Tidewatch | Remote\nWe lend $100k-$120k to weavers.") == nothing
    assert pay("Tidewatch | Remote\nSalary: $100k") == nothing
    assert (
        pay("Tidewatch | Remote\nSalaries are fair. " + "We weave. " * 9 + "We lend $100k-$120k.") == nothing
    )
    assert pay("Tidewatch | Remote\nA\nB\nSalary: $100k-$120k") == nothing
    assert pay("Tidewatch | $90k\nSalary: $100k-$120k") == (90_000, 90_000, "USD", "year")


def test_only_the_beginning_of_a_long_line_is_read() -> None:
    assert header.read("Tidewatch | " + "w " * 200 + "| Berlin | $100k") == header.Header(company="Tidewatch")


def test_the_table_of_places_names_each_once_and_knows_its_countries() -> None:
    named = [
        name for part in ("country", "region", "city") for found in TABLE[part].values() for name in found
    ]
    named += [*TABLE["doubtful"], *TABLE["wide"]["regions"], *TABLE["wide"]["anywhere"]]
    assert len(named) > 700
    assert len(named) == len(set(named)), {name for name in named if named.count(name) > 1}
    assert all(len(code) == 2 and code.isupper() for code in COUNTRIES)
    for countries in TABLE["doubtful"].values():
        assert len(countries) > 1
        assert set(countries) <= COUNTRIES
    for part in ("country", "city"):
        for country, names in TABLE[part].items():
            for name in names:
                assert header.read(f"Tidewatch | {name}").country == country, name


def test_every_country_of_the_standard_is_named() -> None:
    listed = importlib.resources.files("tzdata").joinpath("zoneinfo/iso3166.tab").read_text("utf-8")
    standard = {line[:2] for line in listed.splitlines() if not line.startswith("#")}
    doubtful = {code for codes in TABLE["doubtful"].values() for code in codes}
    assert len(standard) > 240
    assert standard == {*TABLE["country"], *TABLE["city"], *doubtful}


@pytest.mark.skipif(not (SHARED / "ats").is_dir(), reason="../shared/data/ats is missing")
def test_recorded_boards_name_places_that_are_known() -> None:
    """All but remote work and "various" name a place; before the table had every country, 29 of 100 told none."""
    names = [name for path in (SHARED / "ats").glob("*/*/*Z.json") for name in _places_in(path)]
    stated = [name for name in names if name.casefold() not in {"", "remote", "various", "worldwide"}]
    told = [name for name in stated if places.places_of(name)[0]]
    assert len(stated) > 2_500
    assert len(told) / len(stated) > 0.98


def _places_in(path: Path) -> list[str]:
    """What the postings of a recorded answer of Greenhouse or Lever give as their place."""
    answer = json.loads(path.read_bytes())
    if isinstance(answer, dict):
        return [job["location"]["name"].strip() for job in answer["jobs"]]
    return [job["categories"].get("location", "").strip() for job in answer]


PIECES = (
    "Tidewatch;|; - ;,;(;);/;Berlin;San Francisco;CA;US;Europe;Remote;or;$;€;120k;-;160,000;/hr;USD;up to;raised;"
    "outside;The;St.;Salary;\n;’s;É;٣;ß"
).split(";")


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(PIECES)).map(" ".join),
        st.lists(st.sampled_from(PIECES)).map("".join),
    )
)
def test_any_text_is_read(text: str) -> None:
    found = header.read(text)
    assert found == header.read(text)
    assert found.country is None or (found.country in COUNTRIES and found.location)
    assert found.company is None or 1 < len(found.company) <= 50
    assert (found.pay_currency is None) == (found.pay_period is None)
    bounds = [bound for bound in (found.pay_min, found.pay_max) if bound is not None]
    assert bounds == sorted(bounds)
    assert bool(bounds) == (found.pay_currency is not None)


@pytest.mark.skipif(not (SHARED / "hn").is_dir(), reason="../shared/data/hn is missing")
def test_recorded_postings_tell_as_much_as_they_did() -> None:
    rows = rows_of(SHARED / "hn", 2024)
    texts = [(html_lines if row["format"] == "html" else plain_lines)(row["text"]) for row in rows]
    began = time.process_time()
    found = [header.read(text) for text in texts]
    spent_us = (time.process_time() - began) / len(found) * 1e6
    shares = {
        name: sum(getattr(one, name) is not None for one in found) / len(found)
        for name in header.Header._fields
    }
    print(f"{spent_us:.0f} µs a posting", shares)
    assert shares["company"] > 0.89
    assert shares["country"] > 0.52
    assert 0.07 < shares["pay_currency"] < 0.12
    # 50 µs on an idle core of 2026; the bound is for what would make a scrape wait.
    assert spent_us < 400
