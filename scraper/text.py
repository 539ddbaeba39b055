"""HTML or pasted plain text -> plain text, one block a line.

Knows tags, bullets and contact details. Knows nothing of sources. The only user of selectolax, and it imports
nothing of ours, since `analysis.cli` reads HTML with it too.

The format is the contract of `posting.text`: headings begin with ``# ``, list items with ``- ``, every other
block is a line of its own; e-mail addresses and telephone numbers are replaced, because personal data of
recruiters stays out.
"""

from __future__ import annotations

import html as html_library
import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = _HEADINGS | frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "title", "iframe", "svg"})
_BOLD = frozenset({"b", "strong"})

# The end of a block while tags are read: texts have line ends of their own, which mean nothing in HTML.
_END = "\x00"
_INLINE = (
    "a abbr acronym b big cite code del dfn em font i img ins kbd label mark q s samp small span strike strong sub sup "
    "time tt u var wbr"
).split()
# What a tag stands for: its mark, the element that it begins (1) or ends (-1), and which of both. What is not here leaves a
# doubt: tables, whose texts a parser may move, and all that hides text.
_MARKS = dict.fromkeys((*_INLINE, *(f"/{tag}" for tag in _INLINE)), ("", "", 0))
for _tag in _BLOCKS - frozenset("body pre table tbody td tfoot th thead tr".split()):
    _MARKS[_tag] = ({"li": f"{_END}- "}.get(_tag, f"{_END}# " if _tag in _HEADINGS else _END), _tag, 1)
    _MARKS[f"/{_tag}"] = (_END, _tag, -1)
_MARKS |= dict.fromkeys(("br/", "br /", "hr/", "hr /"), (_END, "", 0))
# A name, then attributes in whole quotation marks: in broken ones a bracket may be text.
_TAG = re.compile(r"""(/?)([A-Za-z][A-Za-z0-9]*)(?:\s(?:[^"'`]|"[^"]*"|'[^']*')*|/)?""")
_CUT_SHORT = ("...", "…")
_HREF = re.compile(r"""\shref\s*=\s*["']([^"']*)["']""", re.IGNORECASE)
# An entity without its end before a tag: what stands behind the tag would end it.
_CUT_ENTITY = re.compile(r"&[#\w]*<")
# The ampersand last, or "&amp;lt;" would become "<".
_ENTITIES = (
    ("&nbsp;", "\u00a0"), ("&#39;", "'"), ("&#x27;", "'"), ("&#x2F;", "/"), ("&quot;", '"'), ("&rsquo;", "’"),
    ("&lsquo;", "‘"), ("&ndash;", "–"), ("&mdash;", "—"), ("&ldquo;", "“"), ("&rdquo;", "”"), ("&bull;", "•"),
    ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"),
)  # fmt: skip
_BULLETS = frozenset("•●○◦▪■□‣⁃∙·➢➤✓✔✅»*-–—")
_BULLET = re.compile(r"^(?:[•●○◦▪■□‣⁃∙·➢➤✓✔✅»*]\s*|[-–—]\s+)(?=\S)")
_HIDDEN_CHARACTERS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}\b")
# An international number, or a North American one with its three groups; never an amount or a range of years.
# The hints, with every digit a nought, are absent from nine texts of ten.
_DIGITS = bytes.maketrans(b"123456789", b"000000000")
_PHONE_HINTS = (b"0 0000", b"0.0000", b"0-0000", b"+0")
_PHONE = re.compile(
    r"(?<![\w$€£+])(?:\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)


def html_lines(html: str) -> str:
    """Plain text of an HTML fragment or page, in the format of this module.

    White space folds as in a browser, so that two renderings of one text give one result; only `pre` keeps its
    line ends. Links give their text, or their address where the text is that address cut short with dots.
    """
    # The parser reads a NUL as the end of nothing in particular; browsers drop it.
    bare = html.replace(_END, "") if _END in html else html
    blocks = _plainly(bare)
    return _by_tree(bare) if blocks is None else _finish(blocks, _END)


def plain_lines(text: str) -> str:
    """Plain text as somebody pasted it, in the format of this module: every line is a block."""
    return _finish(text.replace("\r\n", "\n").replace("\r", "\n"))


def scripts(page: str, media_type: str) -> list[str]:
    """Contents of a page's script elements of a type, whose name may be in capitals and have parameters."""
    found = LexborHTMLParser(page.replace("\x00", "")).css("script[type]")
    types = [(node.attributes.get("type") or "").partition(";")[0].strip().lower() for node in found]
    return [node.text(deep=True) for node, kind in zip(found, types, strict=True) if kind == media_type]


def links(page: str) -> list[str]:
    """Addresses that a page leads to or shows, in their order: of links, frames, scripts and forms."""
    found = LexborHTMLParser(page.replace("\x00", "")).css(
        "a[href], iframe, script[src], link[href], form[action]"
    )
    named = (node.attributes.get(name) for node in found for name in ("href", "src", "data-src", "action"))
    return list(dict.fromkeys(address.strip() for address in named if address))


def folded(text: str) -> str:
    """The text with every run of white space as one space: what two copies of one posting share."""
    return " ".join(text.split())


def _by_tree(html: str) -> str:
    root = LexborHTMLParser(html).root
    return "" if root is None else _finish("".join(_pieces(root)))


def _plainly(html: str) -> str | None:
    """The page's texts as `_pieces` gives them, blocks ended by NUL, where its tags leave no doubt; None where they do.

    No tree is built: of 1,311 recorded advertisements 1,303 are read here, in a third of the time. Whatever a parser
    would have to mend or to hide (comments, tables, scripts, preformatted text, a stray bracket) is doubt.
    """
    if _CUT_ENTITY.search(html):
        return None
    first, *parts = html.split("<")
    out, begun = [first], dict.fromkeys(_BLOCKS, 0)
    # A parser takes no notice of the end of what never began, but for a paragraph's.
    begun["p"] = len(parts)
    for number, part in enumerate(parts):
        tag, closed, text = part.partition(">")
        if not closed:
            return None
        known = _MARKS.get(tag)
        if known is None:
            name = _name(tag)
            known = _MARKS.get(name)
            if known is None:
                return None
            if name == "a" and text.rstrip().endswith(_CUT_SHORT):
                if not "".join(parts[number + 1 : number + 2]).startswith(("/a>", "/A>")):
                    return None
                text = _whole_address(tag, text)
        mark, element, step = known
        if step:
            if step < 0 and not begun[element]:
                return None
            begun[element] += step
        out.append(mark + text)
    return _unescaped("".join(out))


def _name(tag: str) -> str:
    """The bare name of a tag with attributes, or in capitals; empty where it leaves a doubt."""
    found = _TAG.fullmatch(tag)
    return (found[1] + found[2]).lower() if found else ""


def _whole_address(tag: str, text: str) -> str:
    shown, found = _unescaped(text).strip(), _HREF.search(tag)
    address = _unescaped(found[1]) if found else ""
    return found[1] if found and address.startswith(shown.rstrip(".…")) else text


def _unescaped(text: str) -> str:
    """`html.unescape`, five times as fast where only the commonest entities stand."""
    if "&" not in text:
        return text
    here = [(entity, char) for entity, char in _ENTITIES if entity in text]
    if sum(text.count(entity) for entity, _ in here) < text.count("&"):
        return html_library.unescape(text)
    for entity, char in here:
        text = text.replace(entity, char)
    return text


def _pieces(root: LexborNode) -> list[str]:
    """The page's texts in order, with a line end wherever a block begins or ends.

    An explicit stack instead of recursion: pages nested ten thousand deep exist.
    """
    out: list[str] = []
    stack: list[tuple[LexborNode | None, str, bool]] = [(root, "", False)]
    while stack:
        node, closing, preformatted = stack.pop()
        if node is None:
            out.append(closing)
            continue
        tag = node.tag or ""
        if tag == "-text":
            raw = node.text_content or ""
            out.append(raw if preformatted else _fold_ends(raw))
            continue
        if tag in _HIDDEN or tag.startswith(("-", "!")):
            continue
        if tag == "a" and (address := _cut_address(node)):
            out.append(address)
            continue
        if tag in _BLOCKS:
            out.append(_opening(tag))
            stack.append((None, "\n", False))
        _push_children(stack, node, preformatted=preformatted or tag == "pre")
    return out


def _push_children(
    stack: list[tuple[LexborNode | None, str, bool]], node: LexborNode, *, preformatted: bool
) -> None:
    child = node.last_child
    while child is not None:
        stack.append((child, "", preformatted))
        child = child.prev


def _opening(tag: str) -> str:
    if tag in _HEADINGS:
        return "\n# "
    return "\n- " if tag == "li" else "\n"


def _fold_ends(raw: str) -> str:
    if raw.isspace():
        return " "
    words = " ".join(raw.split())
    return (" " if raw[0].isspace() else "") + words + (" " if raw[-1].isspace() else "")


def _cut_address(node: LexborNode) -> str | None:
    """The whole address of a link whose text is that address cut short ("https://example.test/a/very/lo...")."""
    shown = node.text(deep=True).strip()
    if not shown.endswith(_CUT_SHORT):
        return None
    address = node.attributes.get("href") or ""
    return address if address.startswith(shown.rstrip(".…")) else None


def _finish(blocks: str, end: str = "\n") -> str:
    lines = [_line(line) for line in blocks.split(end) if line]
    return _without_contacts("\n".join(line for line in lines if line.strip("#- ")))


def _line(raw: str) -> str:
    # Printable is what has no white space but blanks, and nothing that nobody sees.
    if raw.isprintable() and "  " not in raw:
        line = raw.strip()
    else:
        line = " ".join(raw.split())
        if not line.isprintable():
            line = " ".join(_HIDDEN_CHARACTERS.sub("", raw).split())
    if line[:1] not in _BULLETS:
        return line
    if line.startswith("- "):
        return "- " + _BULLET.sub("", line[2:]) if line[2:3] in _BULLETS else line
    return _BULLET.sub("- ", line, count=1)


def _without_contacts(text: str) -> str:
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    # All digits made one, four searches for bytes tell what a pattern took fifty times as long to.
    digits = text.encode("utf-8", "surrogatepass").translate(_DIGITS)
    return _PHONE.sub("[phone]", text) if any(hint in digits for hint in _PHONE_HINTS) else text
