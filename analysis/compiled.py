"""The one door of numba: rules are written once, compiled where it is installed, and run as plain Python elsewhere.

Knows how a compiled rule is kept on disk and which arrays it works on. Knows no rule. Without numba the same code runs
over lists, about fifty times slower, with equal results (a test holds it).

Numba keeps compiled code by the file of the outermost function alone, and would not see a change of a rule that it
calls. So the folder is named by a digest of all files that hold rules.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

# Numbers that rules work on: an array where they are compiled, else a list, which has what rules use of both.
Row = list[int]
Rule = TypeVar("Rule", bound="Callable[..., Any]")
HERE = Path(__file__).parent
# Every module with a compiled function; all of them stand in the digest.
RULES = (
    "forward", "layout", "letters", "phrases", "matcher", "scan", "sections", "sentences", "standing", "titles", "foreign", "years",
    "roles", "place", "softening", "levels", "posting",
)  # fmt: skip


def _digest() -> str:
    digest = hashlib.blake2b(digest_size=8)
    for name in ("compiled", *RULES):
        digest.update((HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()


def _kept() -> str:
    """Folder of compiled code: beside the bytecode, where that can be written, with what other versions left removed."""
    folder = HERE / "__pycache__"
    if not os.access(folder if folder.exists() else HERE, os.W_OK):
        return ""  # numba then chooses a folder of the user's own
    kept = folder / f"rules-{_digest()}"
    for other in set(folder.glob("rules-*")) - {kept}:
        shutil.rmtree(other, ignore_errors=True)
    return str(kept)


try:
    import numba
except ImportError:
    IS_COMPILED = False
else:
    # Its settings are made at run time, and no type checker knows them.
    _numba: Any = numba
    IS_COMPILED = not _numba.config.DISABLE_JIT
    _numba.config.CACHE_DIR = _kept() or _numba.config.CACHE_DIR


def _same(row: Row) -> Row:
    return row


# The same row, of which rules will count no place from the end: compiled ones need not ask each time.
forward: Callable[[Row], Row] = import_module("analysis.forward").forward if IS_COMPILED else _same


def jit(function: Rule) -> Rule:
    """Compile a rule that other rules call."""
    if not IS_COMPILED:
        return function
    # Without wrappers for Python, which nothing uses: a quarter of the time to compile.
    options = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    rule: Rule = _numba.njit(function, error_model="numpy", **options)
    return rule


def entry(function: Rule) -> Rule:
    """Compile a function that Python calls, and keep it on disk with all that it calls."""
    if not IS_COMPILED:
        return function
    rule: Rule = _numba.njit(function, error_model="numpy", cache=True, no_cfunc_wrapper=True)
    return rule


def whole(values: Iterable[int]) -> Row:
    """Whole numbers for rules to read."""
    if not IS_COMPILED:
        return list(values)
    import numpy as np  # noqa: PLC0415 - plain Python needs none

    row: Any = np.fromiter(values, "int64")
    return row  # type: ignore[no-any-return]  # an array, called a list


def room(length: int, begins: Sequence[int] = ()) -> Row:
    """Room for whole numbers that rules will write, beginning with some."""
    if not IS_COMPILED:
        return [*begins, *[0] * (length - len(begins))]
    import numpy as np  # noqa: PLC0415 - the same

    row: Any = np.zeros(length, "int64")
    row[: len(begins)] = begins
    return row  # type: ignore[no-any-return]  # the same


def codes(text: str) -> Row:
    """The characters of a text as numbers, one a character."""
    if not IS_COMPILED:
        return list(map(ord, text))
    import numpy as np  # noqa: PLC0415 - the same

    row: Any = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<i4")
    return row  # type: ignore[no-any-return]  # the same


def is_kept() -> bool:
    """Whether rules run as they are: compiled on an earlier day, or without numba never compiled."""
    return not IS_COMPILED or any(Path(_numba.config.CACHE_DIR).glob("**/*.nbi"))


def numbers(row: Row) -> list[int]:
    """A row as plain numbers of Python, which are read faster one by one."""
    return row if isinstance(row, list) else row.tolist()
