"""Packages that others look for and that are of no use here, kept from being loaded.

Knows the import system. Knows nothing of what is spared.
"""

from __future__ import annotations

import contextlib
import sys
from importlib.abc import MetaPathFinder
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Absent(MetaPathFinder):
    """As if some packages were not installed."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def find_spec(self, name: str, *_: object) -> None:
        if name in self.names:
            raise ModuleNotFoundError(f"{name} is not loaded here", name=name)


@contextlib.contextmanager
def without(*names: str) -> Iterator[None]:
    """Within the block no package of these names is found, but those that are loaded already."""
    absent = _Absent(names)
    sys.meta_path.insert(0, absent)
    try:
        yield
    finally:
        sys.meta_path.remove(absent)
