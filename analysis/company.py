"""The name of an employer -> one spelling of it, the same across posts, boards and sources.

Knows legal forms, web endings, and what people write around a name. Refuses to guess that two different names are one
company (Google and Alphabet stay two), and folds only what is written after or around the name itself.
"""

from __future__ import annotations

import re
import unicodedata

# Forms of companies in many countries, as they stand after the name. Longer ones first, so that "pty ltd" goes whole.
_FORMS = (
    "incorporated inc corporation corp company co limited liability ltd llc llp lp plc pbc pty pvt private gmbh mbh ag kg ug se sa sas "
    "sarl srl spa bv nv ab as asa oy oyj aps kk sro doo zrt kft ou uab eood ltda sl sagl eirl bvba sprl"
).split()
# Written with dots or blanks between their letters: "S.A.", "B. V."; folded before the forms are looked for.
_DOTTED = re.compile(r"\b(?:[a-z]\.\s?){1,4}[a-z]\b\.?|\b(?:[a-z]\.){2,5}")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
# A seed fund's batch behind the name: "Acme YC W21", "Acme (YC S19)".
_BATCH = re.compile(r"(?<=\S)[\s,]+(?:(?:yc|y combinator)\s*(?:[swf]\s?'?\d{2,4})?|[swf]\d{2})\s*$")
_WEB = r"\.(?:com|io|ai|co|org|net|de|fr|nl|uk)\b(?:\.\w{2})?"
_ADDRESS = re.compile(
    rf"^(?:https?://(?:www\.)?|www\.)([a-z0-9-]+)(?:\.[a-z0-9-]+)*\.[a-z]{{2,6}}(?:/\S*)?$|^([a-z0-9-]+){_WEB}/\S*$"
)
_ENDING = re.compile(rf"{_WEB}\s*$")
_LATIN_MARKS = re.compile("[\u0300-\u036f]")
# What follows is not the name: "Acme, formerly Initech", "Acme dba Widgets", "Acme | Berlin", "Acme - a payments company".
_BEHIND = re.compile(
    r"\s*(?:[|•·;]|\s[-–—]\s|\b(?:formerly|fka|dba|d/b/a|aka|a\.k\.a\.|part of|powered by)\b).*$"
)
_ARTICLE = re.compile(r"^the\s+(?=\S)")


def fold(name: str | None) -> str:
    """One spelling of a name: case, accents, legal forms, web endings and punctuation gone; empty where nothing is left.

    Names that end in nothing but a legal form keep it ("SAS" is a company of its own).
    """
    text = unicodedata.normalize("NFKC", name or "").casefold().strip()
    address = _ADDRESS.match(text)
    if address:
        return _letters(address[1] or address[2])
    text = _BRACKETS.sub(" ", text)
    text = _BEHIND.sub("", text).strip(" ,.-–—")
    text = _ARTICLE.sub("", _BATCH.sub("", text).strip(" ,.-–—"))
    text = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", text).strip()
    bare = _ENDING.sub("", _without_forms(text.replace("&", " and ")))
    return _letters(_without_forms(bare))


def _without_forms(text: str) -> str:
    """Without legal forms at the end, as long as something is left: `acme payments pty ltd` -> `acme payments`."""
    words = [word.strip(",.") for word in text.split()]
    words = [word for word in words if word]
    while len(words) > 1 and (words[-1] in _FORMS or words[-1] == "and"):
        words.pop()
    return " ".join(words)


def _letters(text: str) -> str:
    """Letters and digits alone, accents taken off."""
    plain = _LATIN_MARKS.sub("", unicodedata.normalize("NFKD", text))
    return "".join(letter for letter in unicodedata.normalize("NFC", plain) if letter.isalnum())
