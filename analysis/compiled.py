"""The one door of numba: rules are written once, compiled where it is installed, and run as plain Python elsewhere.

Knows how a compiled rule is kept on disk and which arrays it works on. Knows no rule. Without numba the same code runs
over lists, about fifty times slower, with equal results (a test holds it).

Numba keeps compiled code by the file of the outermost function alone, and would not see a change of a rule that it
calls. So the folder is named by a digest of all files that hold rules.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

# Numbers that rules work on: an array where they are compiled, else a list.
Row = Any
HERE = Path(__file__).parent
# Every module with a compiled function; all of them stand in the digest.
RULES = (
    "columns", "letters", "matcher", "scan", "sections", "standing", "titles", "roles", "place", "softening", "levels", "posting",
)  # fmt: skip


def _digest() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in ("compiled", *RULES):
        digest.update((HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()


def _kept() -> str:
    """Folder of compiled code: beside the bytecode, where that can be written."""
    folder = HERE / "__pycache__"
    if not os.access(folder if folder.exists() else HERE, os.W_OK):
        return ""  # numba then chooses a folder of the user's own
    return str(folder / f"rules-{_digest()}")


try:
    import numba

    IS_COMPILED = not numba.config.DISABLE_JIT
except ImportError:
    IS_COMPILED = False
else:
    numba.config.CACHE_DIR = _kept() or numba.config.CACHE_DIR


def jit(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a rule that other rules call."""
    return numba.njit(function, error_model="numpy") if IS_COMPILED else function


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function that Python calls, and keep it on disk with all that it calls."""
    return numba.njit(function, error_model="numpy", cache=True) if IS_COMPILED else function


def whole(values: Iterable[int]) -> Any:  # noqa: ANN401 - an array or a list
    """Whole numbers for rules to read."""
    if not IS_COMPILED:
        return list(values)
    import numpy as np  # noqa: PLC0415 - plain Python needs none

    return np.fromiter(values, "int64")


def room(length: int, begins: Any = ()) -> Any:  # noqa: ANN401 - the same
    """Room for whole numbers that rules will write, beginning with some."""
    if not IS_COMPILED:
        return [*begins, *[0] * (length - len(begins))]
    import numpy as np  # noqa: PLC0415 - the same

    row = np.zeros(length, "int64")
    row[: len(begins)] = begins
    return row


def codes(text: str) -> Any:  # noqa: ANN401 - the same
    """The characters of a text as numbers, one a character."""
    if not IS_COMPILED:
        return list(map(ord, text))
    import numpy as np  # noqa: PLC0415 - the same

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4")
