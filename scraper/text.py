"""HTML or pasted plain text -> plain text, one block a line.

Knows tags, bullets and contact details. Knows nothing of sources. The only user of selectolax, and it imports
nothing of ours, since `analysis.cli` reads HTML with it too.

The format is the contract of `posting.text`: headings begin with ``# ``, list items with ``- ``, every other
block is a line of its own; e-mail addresses and telephone numbers are replaced, because personal data of
recruiters stays out.
"""

from __future__ import annotations

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

_BULLET = re.compile(r"^(?:[•●○◦▪■□‣⁃∙·➢➤✓✔✅»*]\s*|[-–—]\s+)(?=\S)")
_HIDDEN_CHARACTERS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
_EMAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24}\b")
# An international number, or a North American one with its three groups; never an amount or a range of years.
# The hint costs a tenth of the pattern and is absent from nine texts of ten.
_PHONE_HINT = re.compile(r"\d[ .-]\d{4}|\+\d")
_PHONE = re.compile(
    r"(?<![\w$€£+])(?:\+\d{1,3}(?:[ .()-]{0,2}\d){7,12}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)


def html_lines(html: str) -> str:
    """Plain text of an HTML fragment or page, in the format of this module.

    White space folds as in a browser, so that two renderings of one text give one result; only `pre` keeps its
    line ends. Links give their text, or their address where the text is that address cut short with dots.
    """
    # The parser reads a NUL as the end of nothing in particular; browsers drop it.
    root = LexborHTMLParser(html.replace("\x00", "")).root
    if root is None:
        return ""
    return _finish("".join(_pieces(root)))


def plain_lines(text: str) -> str:
    """Plain text as somebody pasted it, in the format of this module: every line is a block."""
    return _finish(text.replace("\r\n", "\n").replace("\r", "\n"))


def folded(text: str) -> str:
    """The text with every run of white space as one space: what two copies of one posting share."""
    return " ".join(text.split())


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
    if not shown.endswith(("...", "…")):
        return None
    address = node.attributes.get("href") or ""
    return address if address.startswith(shown.rstrip(".…")) else None


def _finish(blocks: str) -> str:
    shown = _HIDDEN_CHARACTERS.sub("", blocks)
    lines = [_line(line) for line in shown.split("\n") if line]
    return _without_contacts("\n".join(line for line in lines if line.strip("#- ")))


def _line(raw: str) -> str:
    line = " ".join(raw.split())
    if line.startswith("- "):
        return "- " + _BULLET.sub("", line[2:])
    return line if line[:1].isalnum() else _BULLET.sub("- ", line, count=1)


def _without_contacts(text: str) -> str:
    if "@" in text:
        text = _EMAIL.sub("[email]", text)
    return _PHONE.sub("[phone]", text) if _PHONE_HINT.search(text) else text
