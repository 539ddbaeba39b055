"""A title and its place -> the words that name the job: the same for "Back-end Engineer (m/w/d)" and "Backend Engineer - Berlin".

Knows spelling. Refuses to know which words are trades, grades or tools: where any other word differs, two jobs differ.
Near texts of one company advertise an iOS and a React engineer at 0.97 (320 recorded postings): what the texts leave
alike, titles tell apart.
"""

from __future__ import annotations

import re
import unicodedata

# "(m/w/d)" says who may apply, and nothing of the job.
_ANYBODY = re.compile(r"\b[mfwdhx](?:\s?[/|]\s?[mfwdhxi*]+)+\b|\ball genders?\b")
_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


def words(title: str | None, location: str | None) -> frozenset[str] | None:
    """Words of a title but for those of its place, unless nothing else is left; None where there is no title."""
    told = _words(title)
    return (told - _words(location)) or told or None


def _words(text: str | None) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text or "").casefold()
    return frozenset(_WORD.findall(_ANYBODY.sub(" ", plain).replace("-", "")))
