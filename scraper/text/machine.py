"""The compiled reader as code of this processor: made once a version, kept on disk, and loaded without its compiler.

The compiler takes half a second to load, and as long to be let go of; the code alone some milliseconds. Knows files,
processors, and what `markup.read` is handed. Knows nothing of texts.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import hashlib
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import llvmlite
import llvmlite.binding as llvm

from scraper.text.layout import GIVEN, NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
# Every module that a compiled function, or a number that is compiled in, comes from.
RULES = tuple(
    "anchors compiled contacts entities hints layout lines machine marks markup nesting quoted strides tree".split()
)
# What the code may ask of others, besides what LLVM itself puts in the place of its names: the C library has it.
_OF_C = frozenset({"memcpy", "memmove", "memset"})
_DIGEST_BYTES = 16
# Before what `layout` says that `markup.read` is handed: addresses of a result and of an error, of which no rule makes any.
_GIVEN = (*(ctypes.c_void_p,) * 2, *(ctypes.c_int64 if kind == NUMBER else ctypes.c_void_p for kind in GIVEN))
# The code of the process stays where it is.
_engines: list[Any] = []


class NotLoadable(Exception):  # noqa: N818 - it says what the code is
    """Code that cannot run alone, or that was damaged on disk."""


def loaded(tell: Callable[[str], None]) -> Callable[..., int]:
    """`markup.read`, to be called with addresses and whole numbers; it runs without the interpreter.

    Compiles it where it is not kept, and tells so, for that takes its time.
    """
    kept = _folder() / f"reader-{_digest()}"
    with contextlib.suppress(OSError, NotLoadable):
        return _function(*_parts(kept.read_bytes()))
    name, code = _made(tell)
    _keep(kept, name, code)
    return _function(name, code)


def _digest() -> str:
    """Of all that the code is made from, and of the processor that it is made for."""
    digest = hashlib.blake2b(digest_size=8)
    for name in RULES:
        digest.update((HERE / f"{name}.py").read_bytes())
    features = llvm.get_host_cpu_features().flatten()
    for told in (
        llvmlite.__version__,
        sys.version,
        llvm.get_process_triple(),
        llvm.get_host_cpu_name(),
        features,
    ):
        digest.update(told.encode() + b"\0")
    return digest.hexdigest()


def _folder() -> Path:
    """Beside the bytecode, where that can be written, else the user's own folder."""
    folder = HERE / "__pycache__"
    if os.access(folder if folder.exists() else HERE, os.W_OK):
        return folder
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skilltrend"


def _made(tell: Callable[[str], None]) -> tuple[str, bytes]:
    """(name, code) of the function for this processor, as an object file."""
    compiled = importlib.import_module("scraper.text.compiled")
    if not compiled.IS_COMPILED:
        raise NotLoadable("numba is told not to compile (NUMBA_DISABLE_JIT)")
    tell("compiling the reader of texts: once a version, a quarter of a minute")
    markup = importlib.import_module("scraper.text.markup")
    name, assembly = compiled.assembly(markup.read, GIVEN)
    module = llvm.parse_assembly(assembly)
    others = {one.name for one in module.functions if one.is_declaration and not one.name.startswith("llvm.")}
    if others - _OF_C:
        raise NotLoadable(f"the compiled reader needs {', '.join(sorted(others - _OF_C))} of its compiler")
    return name, _target().emit_object(module)


def _target() -> Any:  # noqa: ANN401 - llvmlite tells no types
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    features = llvm.get_host_cpu_features().flatten()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(), features=features, opt=3, jit=True
    )


def _function(name: str, code: bytes) -> Callable[..., int]:
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    _engines.append(engine)
    call = ctypes.CFUNCTYPE(ctypes.c_int, *_GIVEN)(engine.get_function_address(name))
    unused = (ctypes.c_void_p * 2)()
    return functools.partial(call, ctypes.byref(unused), ctypes.byref(unused, ctypes.sizeof(ctypes.c_void_p)))


def _keep(path: Path, name: str, code: bytes) -> None:
    """Write the code whole or not at all, and remove that of other versions; where nothing can be written it is made anew each time."""
    body = name.encode() + b"\0" + code
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() + body)
        part.replace(path)
        for other in set(path.parent.glob("reader-*")) - {path}:
            other.unlink(missing_ok=True)


def _parts(kept: bytes) -> tuple[str, bytes]:
    digest, body = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    if hashlib.blake2b(body, digest_size=_DIGEST_BYTES).digest() != digest:
        raise NotLoadable("damaged on disk")
    name, code = body.split(b"\0", 1)
    return name.decode(), code
