"""Put one folder in the place of another in one step, where the system can."""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
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
    Where the system has no such call, there is a moment in which `second` does not exist; `settle_exchange` mends what
    a process leaves that ends in that moment.
    """
    if not _exchanged_at_once(first, second):
        aside = aside_of(first)
        second.rename(aside)
        first.rename(second)
        aside.rename(first)


def settle_exchange(first: Path, second: Path) -> None:
    """Go on with an exchange of two folders that a process had begun when it ended.

    Parameters
    ----------
    first, second : the folders, as they were given; `aside_of(first)` is a folder of ours
    """
    aside = aside_of(first)
    with suppress(FileNotFoundError):  # another process does the same
        if not second.exists():
            aside.rename(second)
        elif not first.exists():
            aside.rename(first)


def aside_of(first: Path) -> Path:
    """Return where the second folder stands for a moment.

    Parameters
    ----------
    first : the first folder
    """
    return first.with_name(first.name + ".aside")


def _exchanged_at_once(first: Path, second: Path) -> bool:
    if sys.platform == "win32":  # which has no such call
        return False
    library = ctypes.CDLL(None)
    one, other = os.fsencode(first), os.fsencode(second)
    if sys.platform == "linux" and hasattr(library, "renameat2"):
        return bool(library.renameat2(_CURRENT_FOLDER, one, _CURRENT_FOLDER, other, _SWAP) == 0)
    if sys.platform == "darwin" and hasattr(library, "renamex_np"):
        return bool(library.renamex_np(one, other, _SWAP) == 0)
    return False
