"""An array of numba in which no place is counted from the end, as rules never do.

Numba asks of each index whether it is below nought, which costs rules a quarter of their time. This is a type of our
own, in which it does not; code of others, which may count from the end, never meets it. Knows no rule.
"""

from __future__ import annotations

import operator
from importlib import import_module
from typing import Any

# Values of numba and of llvmlite, neither of which has types.
Value = Any
_types: Value = import_module("numba.core.types")
_implementing: Value = import_module("numba.core.imputils")
_extending: Value = import_module("numba.extending")


class Forward(_types.Array):  # type: ignore[misc]  # numba has no types
    """The type of such an array: in memory it is any array."""


_extending.register_model(Forward)(_extending.models.ArrayModel)


def _retyped(_: Value, row: Value) -> Value:
    kind = Forward(row.dtype, row.ndim, row.layout)
    return kind(row), lambda context, builder, _, args: _implementing.impl_ret_borrowed(
        context, builder, kind, args[0]
    )


def _get(context: Value, builder: Value, signature: Value, args: Value) -> Value:
    index = context.cast(builder, args[1], signature.args[1], _types.intp)
    return builder.load(_place(context, builder, signature.args[0], args[0], index))


def _get_known(context: Value, builder: Value, signature: Value, args: Value) -> Value:
    index = context.get_constant(_types.intp, args[1])
    return builder.load(_place(context, builder, signature.args[0], args[0], index))


def _set(context: Value, builder: Value, signature: Value, args: Value) -> Value:
    kind, index, given = signature.args
    place = _place(context, builder, kind, args[0], context.cast(builder, args[1], index, _types.intp))
    builder.store(context.cast(builder, args[2], given, kind.dtype), place)
    return context.get_dummy_value()


def _place(context: Value, builder: Value, kind: Value, row: Value, index: Value) -> Value:
    return builder.gep(context.make_array(kind)(context, builder, row).data, [index], inbounds=True)


# Called in compiled code, it makes an array one of these.
forward = _extending.intrinsic(_retyped)
_implementing.lower_builtin(operator.getitem, Forward, _types.Integer)(_get)
_implementing.lower_builtin("static_getitem", Forward, _types.Integer)(_get_known)
_implementing.lower_builtin(operator.setitem, Forward, _types.Integer, _types.Any)(_set)
