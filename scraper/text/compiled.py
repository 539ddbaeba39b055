"""The one door of numba of this package: what reads texts is compiled here, into code of this processor.

Knows no rule. What is made here is kept and called by `machine`, which does without numba.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numba

from scraper.text.layout import BYTES, NUMBER, NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Rule = TypeVar("Rule", bound="Callable[..., Any]")
# Its settings are made at run time, and no type checker knows them.
_numba: Any = numba
# Rules that are told not to be compiled would be slower than the parser that they stand in for.
IS_COMPILED = not _numba.config.DISABLE_JIT
# Without wrappers for Python, and without counting who holds an array: nothing uses them.
_OPTIONS = {"error_model": "numpy", "_nrt": False, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
# What rules are handed: where bytes or whole numbers begin (of which no rule asks how many there are), and whole numbers.
_POINTER, _INDEX = _numba.types.CPointer, _numba.int64
_TYPES = {BYTES: _POINTER(_numba.uint8), NUMBERS: _POINTER(_numba.int64), NUMBER: _INDEX}


def _behind(_typing: Any, begin: Any, _by: Any) -> Any:  # noqa: ANN401 - the compiler's own
    def code(_context: Any, builder: Any, _signature: Any, given: Any) -> Any:  # noqa: ANN401 - the same
        return builder.gep(given[0], [given[1]])

    return begin(begin, _INDEX), code


def _begin_of(_typing: Any, table: Any) -> Any:  # noqa: ANN401 - the compiler's own
    def code(context: Any, builder: Any, signature: Any, given: Any) -> Any:  # noqa: ANN401 - the same
        return context.make_array(signature.args[0])(context, builder, given[0]).data

    return _POINTER(table.dtype)(table), code


# Where bytes begin that stand so many behind others; and where a table begins that is compiled in.
behind, begin_of = map(_numba.extending.intrinsic, (_behind, _begin_of))


def rule(function: Rule) -> Rule:
    """Compile a function that other rules call."""
    compiled: Rule = _numba.njit(function, **_OPTIONS)
    return compiled


def assembly(entry: Callable[..., None], given: Sequence[int]) -> tuple[str, str]:
    """(name, code for LLVM) of a function with all that it calls, not yet that of one processor.

    `given` has the kinds of its arguments: BYTES, NUMBERS or NUMBER of `layout`. It takes two addresses before them (of a
    result, and of what a rule would raise), and returns 0 if all went well.
    """
    compiled = _numba.njit(tuple(_TYPES[kind] for kind in given), **_OPTIONS)(entry)
    (made,) = compiled.overloads.values()
    return made.fndesc.llvm_func_name, made.library.get_llvm_str()
