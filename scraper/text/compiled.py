"""The one door of numba of this package: what reads texts is compiled, and kept on disk.

Numba keeps compiled code by the file of the outermost function alone, and would not see a change of one that it calls from
another. So the folder is named by a digest of all files that hold such functions. Knows none of them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numba

if TYPE_CHECKING:
    from collections.abc import Callable

Rule = TypeVar("Rule", bound="Callable[..., Any]")
HERE = Path(__file__).parent
# Its settings are made at run time, and no type checker knows them.
_numba: Any = numba
# Rules that are told not to be compiled would be slower than the parser that they stand in for.
IS_COMPILED = not _numba.config.DISABLE_JIT
# Every module with a compiled function, or a number that is compiled in; all of them stand in the digest.
RULES = ("compiled", "contacts", "marks", "strides", "anchors", "entities", "hints", "markup")
# Of a place that is never below nought: such are read many at once, for none has to be counted from the end.
forward = _numba.uintp


def rule(function: Rule) -> Rule:
    """Compile a function that other rules call."""
    # Without wrappers for Python, which nothing uses: a quarter of the time to compile.
    compiled: Rule = _numba.njit(
        function, error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
    )
    return compiled


def entry(function: Rule) -> Rule:
    """Compile a function that Python calls, and keep it on disk with all that it calls.

    It runs without the interpreter: beside a load threads unpack and merge, and each waited five milliseconds for its turn.
    """
    settings = _numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = _kept() or before
    try:
        compiled: Rule = _numba.njit(
            function, error_model="numpy", cache=True, nogil=True, no_cfunc_wrapper=True
        )
    finally:
        settings.CACHE_DIR = before
    return compiled


def _kept() -> str:
    """Folder of compiled code: beside the bytecode, where that can be written, with what other versions left removed."""
    folder = HERE / "__pycache__"
    if not os.access(folder if folder.exists() else HERE, os.W_OK):
        return ""  # numba then chooses a folder of the user's own
    digest = hashlib.blake2b(b"".join((HERE / f"{name}.py").read_bytes() for name in RULES), digest_size=8)
    kept = folder / f"rules-{digest.hexdigest()}"
    for other in set(folder.glob("rules-*")) - {kept}:
        shutil.rmtree(other, ignore_errors=True)
    return str(kept)
