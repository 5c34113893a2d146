"""How functions are compiled, and where what has been compiled is kept.

Numba's own cache notices an edit in the file of the function it compiled, but not in a file from which that function
takes another. The folder of the cache is therefore named by a hash of all sources that reach compiled code.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
import platformdirs

Function = TypeVar("Function", bound=Callable[..., object])

SOURCE = Path(__file__).parent.parent
REACHING = ("kernel", "rules", "randomness", "counting", "world")
"""Modules of the package whose text decides what compiled code does."""

CACHE_VARIABLE = "NRC_SIM_CACHE"
"""Environment variable that names another folder for compiled code."""

KEPT_SECONDS = 30 * 24 * 3600
"""Code compiled from other sources is removed after that long without use."""

_READY = "ready"


@cache
def source_hash() -> str:
    """Hash where the sources stand, and the text of each that reaches compiled code."""
    # Numba keeps code apart by Python and by the folder of the sources as well.
    digest = hashlib.sha256(f"{numba.__version__} {sys.implementation.cache_tag} {SOURCE}".encode())
    for name in REACHING:
        place = SOURCE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]:
            digest.update(path.relative_to(SOURCE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:20]


@cache
def cache_folder() -> Path | None:
    """Return the folder for code compiled from the present sources, or None where none can be written."""
    chosen = os.environ.get(CACHE_VARIABLE)
    root = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("nrc_sim")) / "compiled"
    folder = root / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
    except OSError:
        return None
    _remove_unused(root, folder)
    return folder if os.access(folder, os.W_OK) else None


def _remove_unused(root: Path, used: Path) -> None:
    oldest = time.time() - KEPT_SECONDS
    for folder in root.iterdir():
        if folder != used and folder.is_dir() and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)


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
    function : of arrays and numbers; it runs without the interpreter's lock

    Notes
    -----
    Division by zero gives infinity or no number, as in NumPy; nothing is reordered, so that bits are those of Python.
    """
    folder = cache_folder()
    if folder is None:
        return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))
    with _numba_cache(folder):
        return cast("Function", numba.njit(nogil=True, error_model="numpy", cache=True)(function))


def inner(function: Function) -> Function:
    """Compile a function as part of those that call it."""
    return cast("Function", numba.njit(nogil=True, error_model="numpy")(function))


def stage(function: Function) -> Function:
    """Compile a function as if its text stood in those that call it: for functions that mostly call others."""
    # The compiler then sees through to the arrays, instead of passing all of a world and its lanes at every call.
    return cast("Function", numba.njit(nogil=True, error_model="numpy", inline="always")(function))


def is_compiled() -> bool:
    """Say whether this machine holds the engine compiled from the present sources."""
    folder = cache_folder()
    return folder is not None and (folder / _READY).exists()


def mark_compiled() -> None:
    """Note that the engine has been compiled from the present sources."""
    folder = cache_folder()
    if folder is not None and not is_compiled():
        # Without the note the only loss is a message: somebody may have emptied the folder meanwhile.
        with suppress(OSError):
            (folder / _READY).touch()
