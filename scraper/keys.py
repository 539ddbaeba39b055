"""Keys of a source: put into what is sent, taken out of what is kept.

Knows environment variables and the marks `{key1}`, `{key2}` that stand for them in addresses and headers.
"""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Keys:
    """Pairs of (mark, key)."""

    pairs: tuple[tuple[str, str], ...]

    def shown(self, text: str) -> str:
        """A text as it is sent."""
        return functools.reduce(lambda found, pair: found.replace(*pair), self.pairs, text)

    def hidden(self, text: str) -> str:
        """A text as it is kept."""
        known = ((key, mark) for mark, key in self.pairs if key)
        return functools.reduce(lambda found, pair: found.replace(*pair), known, text)


def of(names: Iterable[str]) -> Keys:
    """The keys of some environment variables, in their order."""
    named = enumerate(names, start=1)
    return Keys(tuple((f"{{key{number}}}", os.environ.get(name, "")) for number, name in named))
