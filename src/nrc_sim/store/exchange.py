"""Put one folder in the place of another in one step, where the system can."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_CURRENT_FOLDER = -100  # AT_FDCWD of Linux
_SWAP = 2  # RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS


def exchange_folders(first: Path, second: Path) -> None:
    """Exchange two folders of the same file system.

    Parameters
    ----------
    first, second : existing folders

    Notes
    -----
    Where the system has no such call, there is a moment in which `second` does not exist.
    """
    if not _exchanged_at_once(os.fsencode(first), os.fsencode(second)):
        aside = first.with_name(first.name + ".aside")
        second.rename(aside)
        first.rename(second)
        aside.rename(first)


def _exchanged_at_once(first: bytes, second: bytes) -> bool:
    library = ctypes.CDLL(None)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return bool(library.renameat2(_CURRENT_FOLDER, first, _CURRENT_FOLDER, second, _SWAP) == 0)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return bool(library.renamex_np(first, second, _SWAP) == 0)
    return False
