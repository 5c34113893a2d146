"""One writer at a time: a lock on a folder that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from nrc_sim.errors import InputError

LOCK = ".lock"
"""File in the folder that is locked; it names the holder."""


@contextmanager
def lock_folder(folder: Path, later: Path | None = None) -> Iterator[None]:
    """Keep other processes from writing to a folder of results.

    Parameters
    ----------
    folder : an existing folder
    later : where it may stand in the end

    Raises
    ------
    InputError
        At once, if another process has locked it.
    OSError
        If the folder cannot be written.
    """
    path = folder / LOCK
    lock = _take(path)
    try:
        _write_holder(lock)
        yield
    finally:
        for place in (path, *([] if later is None else [later / LOCK])):
            if _is_at(lock, place):
                place.unlink(missing_ok=True)
        os.close(lock)


def refuse_locked(folder: Path) -> None:
    """Refuse a folder that another process has locked; touch nothing.

    Parameters
    ----------
    folder : existing or not

    Raises
    ------
    InputError
        If another process has locked it.
    """
    path = folder / LOCK
    try:
        lock = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        raise _refusal(lock, path) from None
    finally:
        os.close(lock)


def _refusal(lock: int, path: Path) -> InputError:
    return InputError(
        f"another run writes to the folder: {_read_holder(lock)}",
        place=str(path.parent),
        suggestion="wait until it has ended, or choose another folder with --output",
    )


def _take(path: Path) -> int:
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            refusal = _refusal(lock, path)
            os.close(lock)
            raise refusal from None
        if _is_at(lock, path):
            return lock
        # Its holder has just taken the file away, or put another folder in this place.
        os.close(lock)


def _is_at(lock: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock), path.stat())
    except OSError:
        return False


def _write_holder(lock: int) -> None:
    holder = {
        "process": os.getpid(),
        "host": socket.gethostname(),
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    os.ftruncate(lock, 0)
    os.pwrite(lock, json.dumps(holder).encode(), 0)


def _read_holder(lock: int) -> str:
    try:
        holder = json.loads(os.pread(lock, 4096, 0))
        return f"process {holder['process']} on {holder['host']}, since {holder['since']}"
    except (ValueError, KeyError, TypeError):
        return "a process that has just started"
