"""A page's tree -> its texts in order, one block a line; and what else is read of a page: scripts and links.

Knows which elements begin a line and which are hidden. The only user of selectolax.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form header hr li "
    "main nav ol p pre section table tbody td tfoot th thead tr ul".split()
)
_HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "title", "iframe", "svg"})
_CUT_SHORT = ("...", "…")


def blocks(html: str) -> str:
    """The texts of a page, each block ended by a line end; `pre` alone keeps line ends of its own."""
    root = LexborHTMLParser(html).root
    return "" if root is None else "".join(_pieces(root))


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
        if tag in BLOCKS:
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
    if tag in HEADINGS:
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
