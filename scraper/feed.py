"""XML of a payload -> a tree of elements. The only user of defusedxml: entities, DTDs and external things are refused.

Knows XML and gzip around it. Knows no source. Names are compared without their namespace (`local`), since feeds and
sitemaps are careless with it.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from scraper.model import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from scraper.model import Payload

_UNPACKED_CAP = 64 * 1024 * 1024


def tree(payload: Payload) -> Element:
    """The root element of a payload, unpacked where it is gzip. Raises FetchFailed where it cannot be read."""
    try:
        root: Element = fromstring(unpacked(payload.body), forbid_dtd=True)
    except DefusedXmlException as error:
        raise FetchFailed("failed", f"refused: {error} (entities and DTDs are not read)") from error
    except (ParseError, zlib.error, ValueError, LookupError) as error:
        raise FetchFailed("failed", f"unreadable XML: {error} ({len(payload.body):,} bytes came)") from error
    return root


def unpacked(body: bytes) -> bytes:
    """A body without gzip around it (a sitemap's `.gz` comes so). Raises FetchFailed over the cap."""
    if body[:2] != b"\x1f\x8b":
        return body
    inflate = zlib.decompressobj(wbits=31)
    out = inflate.decompress(body, _UNPACKED_CAP)
    if inflate.unconsumed_tail:
        raise FetchFailed("partial", f"unpacks to more than {_UNPACKED_CAP:,} bytes")
    return out


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """Children (not deeper ones) of a name, whatever their namespace."""
    return (child for child in element if local(child) == name)


def text_of(element: Element, name: str) -> str | None:
    """Text of the first child of a name; None where there is none or it is blank."""
    for child in children(element, name):
        text = "".join(child.itertext()).strip()
        if text:
            return text
    return None
