"""The bytes of an answer as they come -> its decoded body, never more than a cap, on the wire and unpacked.

Knows gzip and deflate, no library of HTTP. A bomb is noticed while it is unpacked: memory never holds more than the cap.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from scraper.model import FetchFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CAP = 32 * 1024 * 1024
# What is asked for; an answer that is packed otherwise cannot be read.
ACCEPTED = "gzip, deflate"
_PIECE = 1024 * 1024


def read(pieces: Iterable[bytes], encoding: str, grown: Callable[[int], None]) -> bytes:
    """The decoded body. `grown` is told its size as it grows. Raises FetchFailed."""
    packed = encoding.strip().lower()
    if packed in {"", "identity"}:
        return _collected(pieces, grown)
    if packed not in {"gzip", "x-gzip", "deflate"}:
        raise FetchFailed("failed", f"packed as {encoding!r}, which was not asked for")
    return _collected(_unpacked(pieces), grown)


def _collected(pieces: Iterable[bytes], grown: Callable[[int], None]) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > CAP:
            raise FetchFailed("partial", f"body of more than {CAP:,} bytes")
        grown(len(body))
    return bytes(body)


def _unpacked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Unpacked pieces, each of a size that does no harm."""
    inflate, came = None, 0
    for piece in pieces:
        came += len(piece)
        if came > CAP:
            raise FetchFailed("partial", f"packed body of more than {CAP:,} bytes")
        inflate = inflate or _inflate(piece)
        left = piece
        while left and not inflate.eof:
            try:
                yield inflate.decompress(left, _PIECE)
            except zlib.error as error:
                raise FetchFailed("failed", f"body cannot be unpacked: {error}") from error
            left = inflate.unconsumed_tail
    if inflate is not None and not inflate.eof:
        raise FetchFailed("failed", f"the packed body ends too early ({came:,} bytes came)")


def _inflate(first: bytes) -> zlib._Decompress:
    """Gzip and zlib by their headers; some servers call a bare stream deflate."""
    bare = not (first[:1] == b"\x1f" or (first[:1] and first[0] & 0x0F == 8))
    return zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
