"""Blocks of text -> clean lines: white space folded, bullets made one, contact details replaced.

Knows no markup.
"""

from __future__ import annotations

import re

# What a text has that may be a contact: an at sign, digits like those of a telephone number, an address in words. `markup`
# has these numbers compiled in, and sees a change only with one of its own.
AT_SIGN, DIGITS, WRITTEN = 1, 2, 4
SIGNS = "•●○◦▪■□‣⁃∙·➢➤✓✔✅»*\uf0b7"
DASHES = "-–—"
HIDDEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
_BULLETS = frozenset(SIGNS + DASHES)
# A dash is a bullet only before a blank.
_BULLET = re.compile(rf"^(?:[{SIGNS}]\s*|[{DASHES}]\s+)(?=\S)")
# An e-mail address from its sign on, and what stands before the sign: looking for both at once takes ten times as long.
_AT_HOST = re.compile(r"@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}\b")
_MAILBOX, _LONGEST_MAILBOX = re.compile(r"\b[\w.+-]+\Z"), 64
# What people write lest a machine should read it: "kim [at] loom.example", "kim at loom dot example". A bare "at" or "@" counts
# only before a written-out "dot": "Engineer @ loom.example" names an employer.
_IN_BRACKETS = r"\s?[\[({{<]\s?(?:{})\s?[\])}}>]\s?"
_WRITTEN_DOT = rf"(?:{_IN_BRACKETS.format('dot|[.]')}|\sdot\s)"
_PART = r"[\w-]{1,63}"
_WRITTEN = re.compile(
    rf"\b[\w.+-]{{1,64}}(?:{_IN_BRACKETS.format('at|@')}{_PART}(?:(?:{_WRITTEN_DOT}|[.]){_PART}){{1,4}}"
    rf"|\s(?:at|@)\s{_PART}(?:(?:[.]{_PART}){{0,2}}{_WRITTEN_DOT}{_PART}){{1,3}})\b",
    re.IGNORECASE,
)
_WRITTEN_HINT = re.compile(r"dot|[\[({<]\s?(?:at|@)", re.IGNORECASE)
# An international number, or a North American one with its three groups; never an amount or a range of years.
# The hints, with every digit a nought, are absent from nine texts of ten.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_PHONE_HINTS = (b"0 0000", b"0.0000", b"0-0000", b"+0")
_PHONE = re.compile(
    r"(?<![\w$€£+])(?:\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)


def finished(blocks: str) -> str:
    """The lines of a text, without those that say nothing, and without contact details."""
    lines = [_line(line) for line in blocks.split("\n") if line]
    return without_contacts("\n".join(line for line in lines if line.strip("#- ")))


def _line(raw: str) -> str:
    # Printable is what has no white space but blanks, and nothing that nobody sees.
    if raw.isprintable() and "  " not in raw:
        line = raw.strip()
    else:
        line = " ".join(raw.split())
        if not line.isprintable():
            line = " ".join(HIDDEN.sub("", line).split())
    if line[:1] not in _BULLETS:
        return line
    if line.startswith("- "):
        return "- " + _BULLET.sub("", line[2:]) if line[2:3] in _BULLETS else line
    return _BULLET.sub("- ", line, count=1)


def without_contacts(text: str) -> str:
    """The text with e-mail addresses and telephone numbers replaced: personal data of recruiters stays out."""
    # All digits made one, four searches for bytes tell what a pattern took fifty times as long to.
    digits = text.encode("utf-8", "surrogatepass").translate(_DIGITS)
    hints = AT_SIGN if "@" in text else 0
    hints |= DIGITS if any(hint in digits for hint in _PHONE_HINTS) else 0
    return replaced(text, hints | (WRITTEN if _WRITTEN_HINT.search(text) else 0))


def replaced(text: str, hints: int) -> str:
    """The same where it is known what the text may hold."""
    if hints & AT_SIGN:
        text = _without_addresses(text)
    if hints & WRITTEN:
        text = _WRITTEN.sub("[email]", text)
    return _PHONE.sub("[phone]", text) if hints & DIGITS else text


def _without_addresses(text: str) -> str:
    out, done = [], 0
    for host in _AT_HOST.finditer(text):
        mailbox = _MAILBOX.search(text, max(done, host.start() - _LONGEST_MAILBOX), host.start())
        if mailbox:
            out += [text[done : mailbox.start()], "[email]"]
            done = host.end()
    return "".join([*out, text[done:]])
