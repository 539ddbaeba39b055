"""What wire formats share: decoding, and words, money and places as they write them -> as `Posting` has them.

Knows how programming interfaces write such things. Knows no source. What is not understood is None, never a guess;
a record that cannot be read is a Reject with the field's path, and never hides the records beside it.
"""

from __future__ import annotations

import functools
import html
import itertools
import re
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import SplitResult, urlsplit

import msgspec

from scraper import pay as statements
from scraper import places, terms
from scraper import text as lines
from scraper.address import without_mailbox
from scraper.model import Draft, FetchFailed, Location, Posting, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from scraper.model import Payload, Record, Told

_T = TypeVar("_T")

# The longest of the recorded descriptions has 36,199 characters of HTML; ten times that is no advertisement.
LONGEST = 400_000
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NO_CONTENT = re.compile(r"(?:<[^<>]*>|&nbsp;|\s)*+")
_WEB = re.compile(r"https?://[^\s/]", re.IGNORECASE)
# A field that is kept as it came, where it is null or not there.
NO_STRING = msgspec.Raw(b"null")
_QUOTE = ord('"')
_PAY = ("pay_min", "pay_max", "pay_currency", "pay_period", "pay_source")


def decoded(payload: Payload, kind: type[_T]) -> _T:
    """The body as a type, once for all who ask. Raises FetchFailed with the field's path."""
    if kind not in payload.decoded:
        payload.decoded[kind] = _decoded(payload, kind)
    found: _T = payload.decoded[kind]
    return found


def _decoded(payload: Payload, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(payload.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise FetchFailed("failed", f"unreadable: {error} ({len(payload.body):,} bytes came)") from error


def records(payload: Payload, whole: Any, kind: type[_T]) -> Any:  # noqa: ANN401 - `whole` of records
    """The body as `whole[kind]`, its records read with it; where one of them cannot be, as it came, for `each` to tell which."""
    try:
        return decoded(payload, whole[kind])
    except FetchFailed:
        return decoded(payload, whole[msgspec.Raw])


def each(
    payload: Payload, told: Iterable[msgspec.Raw | _T], kind: type[_T], key: str
) -> Iterator[_T | Reject]:
    """Records of a list one by one; `key` is the field that holds their id, for the name of what is malformed.

    Raises FetchFailed where not one of them can be read: then the format has changed, and nothing is closed by it.
    """
    decode, number, broken = msgspec.json.Decoder(kind).decode, 0, list[str]()
    for number, one in enumerate(told, start=1):
        if not isinstance(one, msgspec.Raw):
            yield one
            continue
        try:
            yield decode(one)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            broken.append(f"record {number}: {error}")
            yield Reject(_id_in(one, key), "malformed", broken[-1], payload.board)
    if broken and len(broken) == number:
        raise FetchFailed("failed", f"unreadable: not one of {number:,} records can be read; {broken[0]}")


def _id_in(raw: msgspec.Raw, key: str) -> str | None:
    """The id of a record that cannot be read, for its reject; broken bytes may be what is wrong with it."""
    try:
        native = msgspec.json.decode(bytes(raw).decode("utf-8", "replace"), type=dict[str, Any]).get(key)
    except msgspec.DecodeError:
        return None
    return str(native) if isinstance(native, str | int) else None


def expect_string(raw: msgspec.Raw, key: str) -> None:
    """Raise ValueError where a field that is kept as it came, for the reader of texts, is neither a string nor null."""
    if raw != NO_STRING and memoryview(raw)[0] != _QUOTE:
        raise ValueError(f"expected `str | null` at {key}")


def posting(  # noqa: PLR0913 - what a draft may have, most of it seldom
    payload: Payload,
    native_id: str,
    body: str | msgspec.Raw | None,
    *,
    form: str = "html",
    board: str | None = None,
    without: re.Pattern[str] | None = None,
    tells: Callable[[str], Mapping[str, Any]] | None = None,
    may_be_empty: bool = False,
    **told: Any,  # noqa: ANN401 - fields of Posting
) -> Draft | Reject:
    """The posting of a record, but for its text, which `read` reads; or why it is none. See `Draft`."""
    written = body if body and body != NO_STRING else ""
    length = _length(written)
    if length > LONGEST:
        detail = f"text of {length:,} characters; up to {LONGEST:,} are read"
        return Reject(native_id, "oversized", detail, payload.board)
    told.setdefault("company", payload.company)
    told.setdefault("whole", payload.whole)
    kind = "plain" if form == "plain" else "html"
    bare = Posting(native_id, b"", board or payload.board, format=kind, **told)
    return Draft(bare, written, form, without, tells, may_be_empty)


def _length(written: str | msgspec.Raw) -> int:
    """Characters of a text; of a string of JSON, bytes where those are few enough: it has no more characters."""
    if isinstance(written, str):
        return len(written)
    raw = memoryview(written)
    if raw.nbytes <= LONGEST:
        return raw.nbytes
    return len(msgspec.json.decode(bytes(raw).decode("utf-8", "replace"), type=str))


def read(records: Sequence[Told]) -> Iterator[Record]:
    """The records of an answer, with the texts of drafts read at once: one after another takes longer."""
    drafts = [one for one in records if isinstance(one, Draft)]
    texts: Iterator[bytes | None]
    try:
        texts = iter(lines.lines_of([(one.written, one.form) for one in drafts]))
    except ValueError:
        # One of them is broken, and the others are not.
        texts = itertools.repeat(None)
    for record in records:
        yield _posting(record, next(texts)) if isinstance(record, Draft) else record


def _posting(draft: Draft, text: bytes | None) -> Posting | Reject:
    bare = draft.posting
    if text is None:
        try:
            (text,) = lines.lines_of([(draft.written, draft.form)])
        except ValueError as error:
            return Reject(bare.native_id, "malformed", f"text: {error}", bare.board)
    if draft.without is not None:
        own = draft.without.sub("", lines.decoded(text)).split("\n")
        text = lines.encoded("\n".join(line for line in own if line.strip("# -")))
    if not text and not draft.may_be_empty:
        return Reject(bare.native_id, "no text", board=bare.board)
    if draft.tells is not None:
        bare = bare._replace(**draft.tells(lines.decoded(text)))
    # A third of the time of `_replace`.
    native_id, _, *rest = bare
    return Posting._make((native_id, text, *rest))


def parts(*found: tuple[str | None, str | None]) -> str:
    """HTML of a description that comes in parts: (heading, HTML) each; a part without content has no heading."""
    told = list[str]()
    for heading, part in found:
        if part and not _NO_CONTENT.fullmatch(part):
            told += ("<h2>", heading, "</h2><div>", part, "</div>") if heading else ("<div>", part, "</div>")
    return "".join(told)


def unescaped(text: str) -> str:
    """Entities resolved, also those escaped twice; only whole ones, for "R&notes" is no "R¬es"."""
    for _ in range(2):
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


# Companies, departments, places and kinds of work come again and again.
_remembered = functools.lru_cache(maxsize=16_384)


@_remembered
def line(text: str | None) -> str | None:
    """A title or a name: one line, entities resolved, contact details replaced; None where nothing is left."""
    return " ".join(lines.plain_lines(unescaped(text or "")).split()) or None


def stamp(*told: str | None) -> str:
    """What a list tells of a record's version, as one line. It goes into the database: without contact details."""
    return "|".join(line(part) or "" for part in told)


def link(address: str | None) -> str | None:
    """A public address without a mailbox in it; anything that is not http or https is none."""
    found = without_mailbox((address or "").strip())
    return found if _WEB.match(found) else None


def parts_of(address: str | None) -> SplitResult:
    """An address in its parts; those of nothing where it is none."""
    try:
        return urlsplit(address or "")
    except ValueError:
        return urlsplit("")


@_remembered
def language(tag: str | None) -> str | None:
    """ISO 639-1 code of a language tag ("en-US"); None for anything else."""
    found = re.fullmatch(r"([A-Za-z]{2})(?:[-_]\w+)*", (tag or "").strip())
    return found[1].lower() if found else None


def amount(value: object) -> float | None:
    """A sum of money of a field; 0 is "none", and so is what is no number."""
    if isinstance(value, str):
        value = value.replace(",", "").replace(" ", "").strip()
        value = float(value) if re.fullmatch(r"\d{1,12}(\.\d{1,4})?", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e12 else None


def pay(low: object, high: object, currency: str | None, per: str | None) -> dict[str, Any]:
    """Fields of a pay that stands in fields of its own; none where no amount is told."""
    least, most = amount(low), amount(high)
    if least is None and most is None:
        return {}
    code = (currency or "").strip().upper()
    known = code if re.fullmatch(r"[A-Z]{3}", code) else None
    return dict(zip(_PAY, (least, most, known, terms.period(per), "structured"), strict=True))


def pay_span(found: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """One pay from several, one a place or jurisdiction: their span; none where currency or period differ."""
    told = [each for each in found if each]
    if len({(each["pay_currency"], each["pay_period"]) for each in told}) != 1:
        return {}
    lows, highs = ([each[key] for each in told if each[key]] for key in ("pay_min", "pay_max"))
    return told[0] | {"pay_min": min(lows, default=None), "pay_max": max(highs, default=None)}


def pay_in(text: str | None, where: str | None = None) -> dict[str, Any]:
    """Fields of a pay that is written in words; the place tells whose dollar a bare one is."""
    told = places.sure(list(places.places_of(where or "")[0]))
    low, high, currency, per = statements.pay_of(text or "", told)
    return dict(zip(_PAY, (low, high, currency, per, "text"), strict=True)) if currency else {}


def country(text: str | None) -> str | None:
    """ISO 3166-1 code of a country that is written as a code or by a name; None where it is several or unknown."""
    found = (text or "").strip()
    if re.fullmatch(r"[A-Za-z]{2}", found):
        return {"UK": "GB"}.get(found.upper(), found.upper())
    return country_of(found)


def country_of(place: str | None) -> str | None:
    """The one country that a place tells beyond doubt ("Berlin", "Austin, TX"), where all of it are places."""
    told, only = places.places_of((place or "").strip())
    codes = places.sure(list(told))
    sure = only and len(codes) == 1 and codes.isdisjoint({places.ANYWHERE, places.WIDER})
    return codes.pop() if sure else None


def places_told(*found: Location) -> dict[str, Any]:
    """Fields of some places: each with its country, all of them in words, and the country if it is one."""
    known, name, code = _told_by(found)
    return {"locations": known, "location": name, "country": code} if known else {}


@_remembered
def _told_by(found: tuple[Location, ...]) -> tuple[tuple[Location, ...], str | None, str | None]:
    """Some places, each once; all of them in words; the country if it is one."""
    known = tuple(dict.fromkeys(place for place in found if place.name or place.country))
    codes = {place.country for place in known}
    name = "; ".join(place.name for place in known if place.name) or None
    return known, name, codes.pop() if len(codes) == 1 else None


@_remembered
def place(name: str | None, code: str | None = None) -> Location:
    """A place as stated; its country by the code or name given, else by its own name."""
    stated = line(name)
    stated = stated.strip(" ,;") if stated else None
    return Location(stated or None, country(code) if code else country_of(stated))


@_remembered
def named(*parts: str | None) -> str | None:
    """Name of a place from city, region and country; a part that repeats another is left out."""
    shown = [part for part in map(line, parts) if part]
    return ", ".join(dict.fromkeys(shown)) or None
