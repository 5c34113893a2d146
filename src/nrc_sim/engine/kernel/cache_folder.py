"""The folder in which compiled code is kept: ours alone, marked, and safe to load code from."""

from __future__ import annotations

import atexit
import errno
import multiprocessing
import os
import shutil
import stat
import sys
import tempfile
import time
from pathlib import Path

import platformdirs

CACHE_VARIABLE = "NRC_SIM_CACHE"
"""Environment variable that names another folder, in which compiled code gets a folder of its own."""

OWN_FOLDER = "nrc_sim-compiled"

MARK = "nrc_sim-compiled-code"
"""File by which a folder that this package made, and may remove, is known."""

KEPT_SECONDS = 30 * 24 * 3600
"""Code compiled from other sources is removed after that long without use."""


_private: list[Path] = []


def report_cache(line: str) -> None:
    """Print a line about the cache of compiled code, whose loss costs nothing but time.

    Parameters
    ----------
    line : what happened
    """
    # Worker processes would report it once more each, and a program without a console has nobody to tell.
    if sys.stderr is not None and multiprocessing.parent_process() is None:
        print(line, file=sys.stderr)


def report_unkept(place: Path | str, error: OSError) -> None:
    """Print that compiled code cannot be kept.

    Parameters
    ----------
    place : where it was to be kept
    error : what the system said
    """
    report_cache(f"compiled code cannot be kept in {place}: {error.strerror}; it is compiled again each time")


def open_folder(name: str) -> Path | None:
    """Return the folder for code compiled from some sources; a private one for this process where it is not safe to.

    Parameters
    ----------
    name : identifies the sources

    Returns
    -------
    an existing folder that this user alone may write; None where none can be written
    """
    chosen = os.environ.get(CACHE_VARIABLE)
    base = Path(chosen) if chosen else Path(platformdirs.user_cache_dir("nrc_sim"))
    root = base / OWN_FOLDER
    folder = root / name
    try:
        base.mkdir(parents=True, exist_ok=True)
        unsafe = _why_unsafe(base, shared=True)
        if not unsafe:
            root.mkdir(mode=0o700, exist_ok=True)
            folder.mkdir(mode=0o700, exist_ok=True)
            unsafe = _why_unsafe(root) or _why_unsafe(folder)
        if unsafe:
            report_cache(f"compiled code is not kept in {base}: {unsafe}; it is compiled again for this process")
            return _private_folder()
        _sign(folder)
        if not os.access(folder, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        report_unkept(base, error)
        return None
    _remove_unused(root, folder)
    return folder


def _why_unsafe(folder: Path, *, shared: bool = False) -> str:
    """Return why code must not be loaded from a folder; empty if it may be.

    Parameters
    ----------
    folder : existing
    shared : whether it may be one like `/tmp`, that all may write but in which nobody can replace what others made
    """
    if not hasattr(os, "getuid"):  # such a system keeps the folders of users apart by other means
        return ""
    found = folder.stat() if shared else folder.lstat()
    if stat.S_ISLNK(found.st_mode):
        return f"{folder} is a link"
    mine = found.st_uid == os.getuid()
    if not mine and not (shared and found.st_uid == 0):
        return f"{folder} belongs to another user"
    if shared and found.st_mode & stat.S_ISVTX:
        return ""
    if found.st_mode & stat.S_IWOTH:
        return f"all users may write to {folder}"
    # Many systems let a user's own group write to what the user makes; that is no reason to distrust a place.
    grouped = found.st_mode & stat.S_IWGRP and not (shared and mine)
    return f"a group of users may write to {folder}" if grouped else ""


def _private_folder() -> Path | None:
    # A worker process may end without a chance to remove anything.
    if multiprocessing.parent_process() is not None:
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"{OWN_FOLDER}-"))
    _private.append(folder)
    atexit.register(remove_private_folders)
    _sign(folder)
    return folder


def remove_private_folders() -> None:
    """Remove the folders that were made for this process alone."""
    while _private:
        shutil.rmtree(_private.pop(), ignore_errors=True)


def _sign(folder: Path) -> None:
    mark = folder / MARK
    if not mark.is_file():
        mark.touch()
    os.utime(folder)  # when it was last used


def _remove_unused(root: Path, used: Path) -> None:
    """Remove folders that carry our mark and were not used for long; whatever else stands there stays."""
    oldest = time.time() - KEPT_SECONDS
    for folder in root.iterdir():
        ours = folder != used and not folder.is_symlink() and (folder / MARK).is_file()
        if ours and folder.stat().st_mtime < oldest:
            shutil.rmtree(folder, ignore_errors=True)
