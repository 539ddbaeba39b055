"""Text -> a signature by which near copies are found. The only user of rensa.

Knows three-word shingles of the case-folded text. Knows nothing of who copied whom: that is `cohort`'s.
"""

from __future__ import annotations

from rensa import RMinHash

SIZE = 64
_SEED = 20240831
_WORDS = 3


def sketch(text: str) -> list[int]:
    """64 unsigned 32-bit minima; the part in which two signatures agree estimates the Jaccard index."""
    minima = RMinHash(SIZE, _SEED)
    minima.update(_shingles(text))
    return list(minima.digest())


def _shingles(text: str) -> list[bytes]:
    """Runs of three words; a shorter text is one shingle. Bytes, since lone surrogates are no UTF-8."""
    words = text.casefold().encode("utf-8", "surrogatepass").split()
    if len(words) < _WORDS:
        return [b" ".join(words)]
    return [b" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)]
