"""How functions are compiled, and where what has been compiled is kept.

Numba's own cache notices an edit in the file of the function it compiled, but not in a file from which that function
takes another. The folder of the cache is therefore named by a hash of all sources that reach compiled code.
"""

from __future__ import annotations

import hashlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from nrc_sim.engine.kernel.cache_folder import open_folder
from nrc_sim.errors import InputError

try:
    with warnings.catch_warnings():
        # Numba would go on without a setting that it cannot read, and print a traceback.
        warnings.filterwarnings("error", "Environment variable 'NUMBA_", RuntimeWarning)
        import numba

        from nrc_sim.engine.kernel.checked_cache import CheckedCache, was_unkept
except (ValueError, RuntimeWarning) as error:
    raise InputError(
        f"the compiler Numba refuses its settings: {str(error).partition(chr(10))[0]}",
        place=", ".join(f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_")),
        suggestion="unset these environment variables",
    ) from None

Function = TypeVar("Function", bound=Callable[..., object])

SOURCE = Path(__file__).parents[2]
REACHING = ("engine/kernel", "rules", "engine/randomness", "study/statistics/counting", "engine/world")
"""Modules of the package whose text decides what compiled code does."""

_FORM = "with checksums and keys"
"""How files of the cache are written."""

_SETTINGS = ("OPT", "BOUNDSCHECK", "DEBUGINFO_DEFAULT", "LOOP_VECTORIZE", "SLP_VECTORIZE", "DISABLE_INTEL_SVML")
"""Settings of Numba that decide what machine code is made."""

_READY = "ready"

# Compiled code makes no arrays: all room comes from outside. It then need not count who refers to an array, which Numba
# would do, with a locked memory, for each row that is looked at: half the time of a month between two powers.
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "_nrt": False}


@cache
def source_hash() -> str:
    """Hash where the sources stand, and the text of each that reaches compiled code."""
    # Numba keeps code apart by Python and by the folder of the sources as well.
    about = (_FORM, numba.__version__, sys.implementation.cache_tag, SOURCE, *map(numba.config.__dict__.get, _SETTINGS))
    digest = hashlib.sha256(" ".join(map(str, about)).encode())
    for name in REACHING:
        place = SOURCE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


@cache
def cache_folder() -> Path | None:
    """Return the folder for code compiled from the present sources, or None where none can be written."""
    return open_folder(source_hash())


@contextmanager
def _numba_cache(folder: Path) -> Iterator[None]:
    # Numba gives the name while it runs, so that type checkers do not know it.
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder)
    try:
        yield
    finally:
        settings.CACHE_DIR = before


def compiled(function: Function) -> Function:
    """Compile a function when it is first called, and keep the machine code for later processes.

    Parameters
    ----------
    function : of arrays and numbers, which makes no array; it runs without the interpreter's lock

    Notes
    -----
    Division by zero gives infinity or no number, as in NumPy; nothing is reordered, so that bits are those of Python.
    """
    dispatcher: Any = numba.njit(**_OPTIONS)(function)
    folder = cache_folder()
    # Without a compiler, as Numba offers for debugging, there is nothing to keep.
    if folder is not None and hasattr(dispatcher, "_cache"):
        with _numba_cache(folder), suppress(OSError, RuntimeError):  # the second where it can write nowhere
            kept = CheckedCache(function)
            # Where ours cannot be written, Numba turns to folders that do not change with the sources.
            if folder in Path(kept.cache_path).parents:
                dispatcher._cache = kept
    return cast("Function", dispatcher)


def inner(function: Function) -> Function:
    """Compile a function as part of those that call it."""
    return cast("Function", numba.njit(**_OPTIONS)(function))


def stage(function: Function) -> Function:
    """Compile a function as if its text stood in those that call it: for functions that mostly call others."""
    # The compiler then sees through to the arrays, instead of passing all of a world and its lanes at every call.
    return cast("Function", numba.njit(**_OPTIONS, inline="always")(function))


def is_compiled() -> bool:
    """Return whether this machine holds the engine compiled from the present sources."""
    folder = cache_folder()
    return folder is not None and (folder / _READY).exists()


def mark_compiled() -> None:
    """Note that the engine has been compiled from the present sources."""
    folder = cache_folder()
    if folder is not None and not was_unkept() and not is_compiled():
        # Without the note the only loss is a message: somebody may have emptied the folder meanwhile.
        with suppress(OSError):
            (folder / _READY).touch()
