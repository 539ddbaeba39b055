"""A line of a posting -> the pay that it states: the span of all statements, in one currency a period.

Knows how amounts, currencies and periods are written, and what money is no pay: funding, revenue, bonuses, shares of a
company. A bare dollar sign is no currency where other dollars are at home.
"""

from __future__ import annotations

import re
from typing import TypeAlias

from scraper.places import ANYWHERE, WIDER, has

Pay: TypeAlias = tuple[float | None, float | None, str | None, str | None]
_SIGNS = "US$=USD CA$=CAD C$=CAD CDN=CAD AU$=AUD A$=AUD NZ$=NZD S$=SGD HK$=HKD €=EUR £=GBP ₹=INR"
_CURRENCIES = dict(pair.split("=") for pair in _SIGNS.split())
_CODES = "USD EUR GBP CHF CAD CDN AUD NZD SGD HKD SEK NOK DKK PLN CZK ILS INR BRL ZAR".split()
_UNSIGNED = re.compile("|".join(["₹", *_CODES]))
_THOUSANDS = re.compile(r"[,.'’](?=\d{3})")
_CODE = f"(?:{'|'.join(_CODES)})"
_MARK = rf"(?:(?:US|CA|C|AU|A|NZ|S|HK)?\$|[€£₹]|{_CODE}\b)"
_AMOUNT = r"(?:\d{1,3}(?:[,.'’]\d{3})+|\d+(?:\.\d{1,2})?)(?![\d,.]*\d)"
_MONEY = re.compile(
    r"(?:(?P<most>up[ -]to|max\.?)\s|(?P<least>>=?|≥|from|min\.?|at least|starting at)\s?)?"
    rf"(?:(?<![\w$])(?P<mark>{_MARK})\s?|(?<![\w$€£₹.,+-]))(?P<low>{_AMOUNT})\s?(?P<low_k>k)?(?![a-z])"
    rf"(?:\s?(?:{_CODE}|[€£])?\s?(?:--?|–|—|\bto\b|~)\s?(?P<mark_2>{_MARK})?\s?(?P<high>{_AMOUNT})\s?(?P<high_k>k)?(?![a-z]))?"
    rf"(?P<more>\+(?!\s?[$€£\d]))?(?:\s?(?P<code>{_CODE}\b|[€£]))?"
    r"(?:\s?(?:/|per\s|an?\s|p\.)\s?(?P<per>hour|hr|h|day|d|month|mo|m|year|yr|y|annum|a|week|wk|w)\b"
    r"|\s(?P<ly>hourly|daily|monthly|annually|annual|yearly|pa)\b)?",
    re.IGNORECASE,
)
_PERIODS = {"h": "hour", "d": "day", "m": "month", "y": "year", "a": "year", "p": "year"}
_PLAUSIBLE = {"year": (10_000, 1_000_000), "month": (500, 50_000), "day": (100, 3_000), "hour": (8, 500)}
# Without a period, an amount is a year's in these currencies (elsewhere months are as usual) from this on.
_YEARLY, _LEAST_YEARLY = frozenset({"USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD"}), 20_000
_OTHER_DOLLARS = frozenset({"CA", "AU", "NZ", "SG", "HK", "TW", "MX", "AR", "CL", "CO", "UY", WIDER})
# Millions, shares of a company, a bound left open as "?".
_NO_PAY = re.compile(r"\s?(?:[mb]n?\b|mm\b|mil|bil|tril|[a-z]*%|[-–\s$€£]*\?)", re.IGNORECASE)
_CLAUSE = re.compile(r"[|;,+&(/.]")


def pay_of(text: str, told: set[str], *, below: bool = False) -> Pay:
    """Pay as a line states it: the span of all statements. Below the header, a range must be called pay."""
    none: Pay = (None, None, None, None)
    signed = "$" in text or "€" in text or "£" in text
    if not (signed and has("pay", text) if below else signed or _UNSIGNED.search(text)):
        return none
    found = {_amounts(money, told) for money in _MONEY.finditer(text) if _is_pay(money, below=below)}
    if len({pay[2:] for pay in found if pay}) != 1 or None in found:
        return none
    lows, highs, (currency, *_), (period, *_) = zip(*(pay for pay in found if pay), strict=True)
    return none if len(found) > 1 and None in lows + highs else (min(lows), max(highs), currency, period)


def _is_pay(money: re.Match[str], *, below: bool) -> bool:
    """Whether an amount is pay, by the words around it: no funding, revenue or bonus, and no share of a company."""
    before = money.string[max(money.start() - 40, 0) : money.start()].rpartition("|")[2]
    behind = money.string[money.end() : money.end() + 30]
    if not (money["mark"] or money["code"]) or before.rstrip().endswith(("+", "&")) or _NO_PAY.match(behind):
        return False
    if has("no_pay", f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(behind)[0]}"):
        return False
    return not below or bool(money["high"] and has("pay", before + money[0] + behind))


def _amounts(money: re.Match[str], told: set[str]) -> tuple[float | None, float | None, str, str] | None:
    low, high = (float(_THOUSANDS.sub("", money[end] or money["low"])) for end in ("low", "high"))
    # One k speaks for both: "60-80k", "60k-80".
    low *= 1000 if money["low_k"] or (money["high_k"] and low < 1000) else 1
    high *= 1000 if money["high_k"] or (money["low_k"] and high < 1000) else 1
    currency, unit = _currency(money, told), (money["per"] or money["ly"] or "")[:1].lower()
    period = _PERIODS.get(unit)
    if not unit and low >= _LEAST_YEARLY and currency in _YEARLY:
        period = None if has("job", money.string[: money.start()].rpartition("|")[2]) else "year"
    if not currency or not period or not _PLAUSIBLE[period][0] <= low <= high <= _PLAUSIBLE[period][1]:
        return None
    if money["high"]:
        return low, high, currency, period
    return None if money["most"] else low, None if money["least"] or money["more"] else high, currency, period


def _currency(money: re.Match[str], told: set[str]) -> str | None:
    """The one currency that the signs of an amount agree on; a bare $ is the US's where only the US or no place is."""
    written = [(money[name] or "").upper() for name in ("mark", "mark_2", "code")]
    signs = {_CURRENCIES.get(sign, sign) for sign in written if sign}
    dollars = {sign for sign in signs if sign.endswith("D")}
    if "$" not in signs or dollars:
        return (dollars or signs).pop() if len(signs - {"$"}) == 1 else None
    plain = told <= {ANYWHERE} or ("US" in told and told.isdisjoint(_OTHER_DOLLARS))
    return "USD" if plain and signs == {"$"} else None
