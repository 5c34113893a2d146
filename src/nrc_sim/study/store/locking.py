"""One writer at a time: a lock on a folder that ends with the process that holds it, however it ends."""

from __future__ import annotations

import errno
import json
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from nrc_sim.errors import InputError

LOCK = ".lock"
"""File in the folder that is locked; it names the holder."""

_HOLDER_STARTS = 1
"""Byte from which on the holder stands; some systems let nobody read the first one, which is locked."""

_LONGEST_HOLDER = 4096
_UNLOCKABLE = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL)
"""Errors of file systems that have no locks."""

_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


_unlocking: dict[Path, threading.Thread] = {}
"""By the file of a lock: the thread that ends it once nothing writes any more."""


class FolderLock:
    """A lock that is held.

    Parameters
    ----------
    opened : int
        Descriptor of the locked file.
    """

    def __init__(self, opened: int) -> None:
        self._opened = opened
        self._is_open = True

    def release(self, *places: Path, after: Sequence[threading.Thread] = ()) -> None:
        """Take the file away from where it stands, and end the lock; once ended, do nothing.

        Parameters
        ----------
        places : where it may stand
        after : threads that still write; the lock outlasts them, and is not waited for
        """
        if not self._is_open:
            return
        self._is_open = False
        if not after:
            self._release_now(places)
            return
        thread = threading.Thread(target=self._release_after, args=(after, places), name="unlock", daemon=True)
        thread.start()
        _unlocking.update(dict.fromkeys(places, thread))

    def _release_after(self, threads: Sequence[threading.Thread], places: Sequence[Path]) -> None:
        for thread in threads:
            thread.join()
        self._release_now(places)

    def _release_now(self, places: Sequence[Path]) -> None:
        found = [place for place in places if _is_at(self._opened, place)]
        if os.name == "nt":  # where a file that is open cannot be taken away
            os.close(self._opened)
        for place in found:
            with suppress(OSError):
                place.unlink(missing_ok=True)
        if os.name != "nt":
            os.close(self._opened)


@contextmanager
def lock_folder(
    folder: Path, later: Path | None = None, *, writers: Callable[[], Sequence[threading.Thread]] = tuple
) -> Iterator[FolderLock]:
    """Keep other processes from writing to a folder of results.

    Parameters
    ----------
    folder : an existing folder
    later : where it may stand in the end
    writers : threads that may still write at the end of the `with` block; the lock ends with the last of them

    Raises
    ------
    InputError
        At once, if another process has locked it.
    OSError
        If the folder cannot be written.

    Notes
    -----
    A file system without locks is said in a line on standard error, and written to all the same: those who have no
    other would be kept from all work, and a second writer is rare.
    """
    path = folder / LOCK
    lock = FolderLock(_take(path))
    try:
        yield lock
    finally:
        lock.release(path, *([] if later is None else [later / LOCK]), after=writers())


def wait_for_unlocking(*folders: Path) -> None:
    """Wait until what interrupted commands of this process still write is written, and their locks have ended.

    Parameters
    ----------
    folders : existing or not
    """
    for folder in folders:
        thread = _unlocking.get(folder / LOCK)
        if thread is not None:
            thread.join()
            _unlocking.pop(folder / LOCK, None)


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
        lock = os.open(path, os.O_RDWR | _FLAGS)
    except OSError:
        return
    try:
        if not _try_lock(lock):
            raise _refusal(lock, path)
    except OSError:
        return  # no locks here, which is said when the folder is taken
    finally:
        os.close(lock)


def is_left_lock(path: Path) -> bool:
    """Return whether a file is the lock of a process, which may have ended before it had written its name in full.

    Parameters
    ----------
    path : of a file that is called like a lock
    """
    try:
        found = path.read_bytes()[:_LONGEST_HOLDER].lstrip()
    except OSError:
        return True  # of a process that holds it, where systems let nobody read it
    return not path.is_symlink() and (found == b"" or found.startswith(b'{"process"'))


def _try_lock(lock: int) -> bool:
    from filelock import lock_descriptor

    return lock_descriptor(lock, blocking=False)


def _refusal(lock: int, path: Path) -> InputError:
    return InputError(
        f"another run writes to the folder: {_read_holder(lock)}",
        place=str(path.parent),
        suggestion="wait until it has ended, or choose another folder with --output",
    )


def _take(path: Path) -> int:
    while True:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | _FLAGS, 0o644)
        try:
            taken = _take_opened(lock, path)
        except BaseException:
            os.close(lock)
            raise
        if taken:
            return lock
        # Its holder has just taken the file away, or put another folder in this place.
        os.close(lock)


def _take_opened(lock: int, path: Path) -> bool:
    try:
        if not _try_lock(lock):
            raise _refusal(lock, path)
    except OSError as error:
        if error.errno not in _UNLOCKABLE:
            raise
        warning = "its file system has no locks, so nothing keeps a second run from writing to it at the same time"
        print(f"nrc-sim: {path.parent}: {warning}", file=sys.stderr)
    if not _is_at(lock, path):
        return False
    _write_holder(lock)
    return True


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
    os.lseek(lock, 0, os.SEEK_SET)
    os.write(lock, b" " * _HOLDER_STARTS + json.dumps(holder).encode())


def _read_holder(lock: int) -> str:
    try:
        os.lseek(lock, _HOLDER_STARTS, os.SEEK_SET)
        holder = json.loads(os.read(lock, _LONGEST_HOLDER))
        return f"process {holder['process']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "a process that has just started"
