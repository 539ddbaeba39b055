"""Lines of text -> the same without contact details: mailboxes, telephone numbers, pages of persons.

Knows how people write them, also lest a machine should read them. Refuses to guess: a name or handle without a host, a
page that may as well be an employer's, and a number that may as well be a requisition's stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# What a text has that may be a contact: an at sign, digits like those of a telephone number, "at" or "dot" as a sign, a host
# behind a bare "at", a number as it is dialled, a page of a person. `markup` finds the same while it walks the characters:
# it has these numbers compiled in, and sees a change only with one of its own.
AT_SIGN, DIGITS, WRITTEN, SPOKEN, DIALLED, PAGE = 1, 2, 4, 8, 16, 32

_CLOSE_MARKS, _LOOSE_MARKS = "[](){}<>|'\"~*_!-", "./\\"
_CLOSE, _LOOSE = (f"[{re.escape(marks)}]{{1,2}}" for marks in (_CLOSE_MARKS, _LOOSE_MARKS))
_MARK = f"[{re.escape(_CLOSE_MARKS + _LOOSE_MARKS)}]"
# "kim [at] loom", "kim -at- loom", "kim /at/ loom": slash and dot only behind a blank, for addresses of pages have them.
_BEFORE, _BEHIND = rf"(?: ?{_CLOSE} ?| {_LOOSE} ?)", rf"(?: ?{_CLOSE} ?|{_LOOSE} ?)"
_WORD_DOT = rf"(?:{_BEFORE}[dD][oO][tT][.]?{_BEHIND}| [dD][oO][tT] )"
_WRITTEN_DOT = rf"(?:{_WORD_DOT}| ?[\[({{<|][.][\])}}>|] ?)"
_LABEL = r"[^\W_]{1,63}"
# Each step is final (atomic): a long row of them cannot be tried in two ways.
_HOST = (
    rf"{_LABEL}(?>(?:{_WRITTEN_DOT}|[.]|[-_]{{1,3}}){_LABEL}){{0,12}}"
    rf"(?:(?:{_WRITTEN_DOT}|[.])[a-zA-Z]{{2,24}}| [.] ?(?:com|org|net|io|ai|co|de))\b"
)
# An address from its sign on, and what stands before the sign: looking for both at once takes ten times as long.
_SIGNED = re.compile(rf"@{_HOST}")
_WRITTEN = re.compile(rf"[aA@](?:(?<={_MARK}[aA@])|(?<={_MARK} [aA@]))(?:(?<=@)|[tT]@?){_BEHIND}{_HOST}")
# "kim AT loom.example", "kim at loom dot example", and what only its surroundings tell: "email me at kim at loom.example".
# A pattern a sign: one that begins with letters as they stand is looked for many times faster.
_SPOKEN = {f" {sign} ": re.compile(rf" ({sign}) ({_HOST})") for sign in ("at", "At", "AT", "@")}
# The address of a page, or only a word before the address: "at loom.example/jobs", "questions at kim.k at loom.example".
_GOES_ON = re.compile(r"[-/@]|[.:]\w| (?:at|@) [\w-]+[.]\w")
_IS_WRITTEN = re.compile(_WRITTEN_DOT)
# The mailbox before a sign; dots that are words take five times as long, and are few.
_BARE_MAILBOX = re.compile(r"\b([\w.+-]++)\Z")
_SIGNED_MAILBOX, _SPOKEN_MAILBOX, _WRITTEN_MAILBOX = (
    re.compile(rf"\b([\w.+-]+(?:{dot}[\w.+-]+){{0,3}}){before}\Z")
    for dot, before in ((_WORD_DOT, ""), (_WRITTEN_DOT, ""), (_WRITTEN_DOT, _BEFORE))
)
_LONGEST_MAILBOX = 64
# What stands before a mailbox; where a line, a part of it or a sentence begins with a capital, a role or a team may do so too.
_LEAD = re.compile(
    r"(?:\b(?:at|cc|contact|cv|directly|e-?mail|mail|me|ping|reach|resume|to|us|via)[:,]?|[\]\[:({<\"“])\s?\Z",
    re.IGNORECASE,
)
_WEAK_LEAD = re.compile(r"(?:\b(?:and|on|or)|[|>→–—-]|[.!?](?= )|^)\s?\Z", re.IGNORECASE | re.MULTILINE)
NO_MAILBOX = frozenset(
    """a address administrator an analyst analysts and apply architect architects are atmosphere available based be
    build building can ceo code colleagues consultant consultants contact contract cto currently data day designer
    designers developer developers development devs directly director either email engineer engineering engineers
    everyone everything find first formerly found founder function future growth guides head here hiring how i in information
    interested intern interns is it job know lead learn life line live located look looking mail manager me memories
    more name officer on online openings opportunities or our out over page people position positions president
    previously process product programmer programmers publishing questions read recruiter recruiters researcher role
    roles scientist site someone specialist staff stay team technician things today up us username vacancies visit vp
    we website websites what who work working works year you""".split()
)

# Sites whose addresses name a person, or a calendar that has a person's name, and how those go on.
_PAGES = {
    "linkedin.com": r"(?:in|pub)/|profile/view",
    "xing.com": "profile/",
    "calendly.com": "(?!pages|jobs|careers|company|about|blog|integrations|features)",
    "cal.com": "(?!jobs|careers|company|about|blog|docs)",
    "savvycal.com": "(?!jobs|careers|company|about)",
    "meetings.hubspot.com": "",
    "t.me": "(?!joinchat|s/)",
    "wa.me": "",
    "about.me": "(?!jobs|careers)",
    "keybase.io": "(?!jobs|docs|blog|team|download)",
}
PAGE_HOSTS = frozenset(".".join(host.split(".")[-2:]) for host in _PAGES)
_PAGE = re.compile(
    rf"\b(?:https?://)?(?<![\w@.-])(?:\w{{1,20}}[.]){{0,2}}(?:{'|'.join(f'{re.escape(host)}/(?:{path})' for host, path in _PAGES.items())})"
    r"[^\s<>()\[\]{}\"'|,;*]*[^\s<>()\[\]{}\"'|,;*.:!?…]",
    re.IGNORECASE | re.ASCII,
)

# An international number, or a North American one with its three groups; never an amount or a range of years.
# What begins a number stands first, for a pattern that begins with a look behind is tried at each character.
_PHONE = re.compile(
    r"[+(0-9](?<![\w$€£+].)(?:(?<=\+)\d{1,3}(?:[ .()/-]{0,3}\d){7,12}|(?:(?<=\()\d{3}\) ?|(?<=\d)\d{2}[ .-]{1,2})"
    r"\d{3}[ .-]\d{4})(?!\w)"
)
# A number as it is dialled in its country: with its nought, or ten digits behind a word that tells a telephone.
_DIALLED = re.compile(
    r"(?:(?<=[\s(\[:|;,>])|^)(?!\d\d[ /-](?:\d\d[ /-])?(?:19|20)\d\d(?!\d))"
    r"(?:(?:\(0[1-9]\d{0,3}\) ?|00?[1-9]\d{0,3}(?: ?[/–-] ?| )?)\d{2,9}(?:[ -]?\d{2,5}){0,4}|[2-9]\d{9})(?![\w/]|[.,:-]\d)",
    re.MULTILINE,
)
_TELEPHONE = re.compile(
    r"(?:\b(?:call|cell|dial|fax|handy|mob|mobil\w*|phone|ring|signal|sms|tel|telefon\w*|telephone|text|tfn|tlf|whatsapp)\b|☎|📞)"
    r"[^\d\n]{0,20}\Z",
    re.IGNORECASE,
)
_OTHER_NUMBER = re.compile(
    r"(?:\b(?:arxiv|code|doi|ids?|isbn|job|no|number|ref|reference|req|requisition|sire[nt])|n[ro]|nummer|kennziffer|#)\W{0,3}\Z",
    re.IGNORECASE,
)


def without_contacts(text: str) -> str:
    """The text with contact details replaced by [email], [phone] and [profile]: personal data of recruiters stays out."""
    return replaced(text, hints(text))


def replaced(text: str, bits: int) -> str:
    """The same where it is known what the text may hold."""
    if bits & PAGE:
        text = _PAGE.sub("[profile]", text)
    if bits & AT_SIGN:
        text = _without(text, _SIGNED, _SIGNED_MAILBOX if bits & WRITTEN else _BARE_MAILBOX, _is_any)
    if bits & WRITTEN:
        text = _without(text, _WRITTEN, _WRITTEN_MAILBOX, _is_no_page)
    if bits & (WRITTEN | SPOKEN):
        for sign in (sign for sign in _SPOKEN if sign in text):
            text = _without(text, _SPOKEN[sign], _SPOKEN_MAILBOX, _is_told)
    if bits & DIGITS:
        text = _PHONE.sub("[phone]", text)
    return _DIALLED.sub(_number, text) if bits & DIALLED else text


def _without(
    text: str,
    hosts: re.Pattern[str],
    mailboxes: re.Pattern[str],
    is_one: Callable[[re.Match[str], re.Match[str]], bool],
) -> str:
    """The text without the addresses whose sign and host, and mailbox before them, are found and bear each other out."""
    out, done = [], 0
    for host in hosts.finditer(text):
        mailbox = mailboxes.search(text, max(done, host.start() - _LONGEST_MAILBOX), host.start())
        if mailbox and is_one(mailbox, host):
            out += [text[done : mailbox.start()], "[email]"]
            done = host.end()
    return "".join([*out, text[done:]])


def _is_any(_mailbox: re.Match[str], _host: re.Match[str]) -> bool:
    return True


def _is_no_page(mailbox: re.Match[str], _host: re.Match[str]) -> bool:
    """Whether it is neither part of the address of a page nor, with hyphens alone, a name: "stay-at-home.example"."""
    before = mailbox.string[max(mailbox.start() - 9, 0) : mailbox.start()]
    if before.endswith(("/", "=", "?")) and not before.endswith("mailto://"):
        return False
    return not (
        mailbox[0].endswith("-") and (mailbox[1].startswith("www.") or mailbox[1].lower() in NO_MAILBOX)
    )


def _is_told(mailbox: re.Match[str], host: re.Match[str]) -> bool:
    """Whether a bare "at" stands in an address: one of its dots is a word, it is in capitals alone, or a word before tells."""
    if _IS_WRITTEN.search(host[2]) or _IS_WRITTEN.search(mailbox[1]):
        return True
    is_name = mailbox[1].lower() not in NO_MAILBOX
    if not is_name or host[2].startswith("www.") or _GOES_ON.match(host.string, host.end()):
        return False
    if host[1] == "AT":
        return not mailbox[1].isupper()
    before = mailbox.string[max(mailbox.start() - 12, 0) : mailbox.start()]
    is_led = _LEAD.search(before) or (mailbox[1][0].islower() and _WEAK_LEAD.search(before))
    return host[1] != "At" and bool(is_led)


def _number(found: re.Match[str]) -> str:
    if not 9 <= sum(map(str.isdigit, found[0])) <= 14:
        return found[0]
    before = found.string[max(found.start() - 40, 0) : found.start()]
    is_dialled = found[0].lstrip("(").startswith("0") and not _OTHER_NUMBER.search(before)
    return "[phone]" if is_dialled or _TELEPHONE.search(before) else found[0]


# All digits a nought, or all marks that may stand around a sign one bracket, and no blanks: a few searches for bytes then tell
# what the patterns take many times as long to.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_PHONE_HINTS = (b"0 0000", b"0.0000", b"0-0000", b"+0")
_MARKS = (_CLOSE_MARKS + _LOOSE_MARKS).encode()
_BRACKETS = bytes.maketrans(_MARKS, b"(" * len(_MARKS))
_WRITTEN_HINTS = (b"(at(", b"(@(", b"(at@", b"(dot(")
_SPOKEN_HINTS = tuple(
    re.compile(rb" %s [a-z0-9\x80-\xff][\w.\x80-\xff-]*(?:[.][a-z]| ?[\[({<|][.])" % sign)
    for sign in (b"at", b"@")
)
_DIALLED_HINT = re.compile(rb"0(?:[\d() /-]|\xe2\x80\x93){8}")
_PAGE_HINT = re.compile(
    "[.](?:com|io|me)/(?:{})".format("|".join(f"(?<={host}/)" for host in sorted(PAGE_HOSTS))).encode()
)


def hints(text: str) -> int:
    """What a text may hold, as bits; what it does hold is always among them."""
    small = text.encode("utf-8", "surrogatepass").lower()
    digits, brackets = small.translate(_DIGITS), small.translate(_BRACKETS, b" ")
    spoken, name = _SPOKEN_HINTS
    bits = DIGITS if _has(digits, _PHONE_HINTS) else 0
    if b"@" in small:
        bits |= AT_SIGN | (SPOKEN if name.search(small) else 0)
    if b" dot " in small or _has(brackets, _WRITTEN_HINTS):
        bits |= WRITTEN
    if b" ." in small or spoken.search(small):
        bits |= SPOKEN
    if b"0000000000" in digits or _DIALLED_HINT.search(small):
        bits |= DIALLED
    return bits | (PAGE if _PAGE_HINT.search(small) else 0)


def _has(body: bytes, parts: tuple[bytes, ...]) -> bool:
    for part in parts:  # noqa: SIM110 - `any` takes twice as long
        if part in body:
            return True
    return False
