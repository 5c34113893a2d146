"""Single files: each is written beside its place, put on the disk, and only then given its name."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from nrc_sim.errors import InputError

PART_START, PART_END = ".nrc_sim-", ".part"
"""How the names of files begin and end that are not whole yet."""

WINDOWS = os.name == "nt"

_UNSYNCED = (errno.EINVAL, errno.EBADF, errno.ENOTSUP, errno.EACCES)
"""Errors of file systems that put no folder on the disk when asked; its files are there all the same."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a place to write to, and put what is written there into the place of a file once all of it is on the disk.

    Parameters
    ----------
    path : file, made or replaced; a link is replaced, not what it leads to

    Raises
    ------
    OSError
        If it cannot be written; the file is as it was before, then and after any other error.
    """
    part = path.with_name(f"{PART_START}{token_hex(6)}{PART_END}")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        yield part
        with suppress(OSError):
            part.chmod(path.stat().st_mode)
        sync_path(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    sync_path(path.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text file that is there in full or not at all.

    Parameters
    ----------
    path : file, made or replaced
    text : all of it

    Raises
    ------
    OSError
        If it cannot be written; it is as it was before then.
    """
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_over_ours(path: Path, text: str, is_ours: Callable[[str], bool], what: str) -> None:
    """Write a text file, new or over one that we have written; links are followed.

    Parameters
    ----------
    path : file
    text : all of it
    is_ours : given the text that is there, says whether we have written it
    what : name for what is written, such as `a report of ours`

    Raises
    ------
    InputError
        If something else is there, which is not touched, or there can be no such file.
    OSError
        If it cannot be written.
    """
    refuse_foreign(path, is_ours, what)
    write_text(path.resolve(), text)


def refuse_foreign(path: Path, is_ours: Callable[[str], bool], what: str) -> None:
    """Refuse a path at which anything stands that we have not written; touch nothing.

    Parameters
    ----------
    path : file, existing or not
    is_ours : given the text that is there, says whether we have written it
    what : name for what may be there

    Raises
    ------
    InputError
        If something else is there, or there can be no such file.
    """
    try:
        if not path.resolve().exists():
            return
        if not path.is_file():
            found = "this is no ordinary file"
        else:
            content = path.read_bytes()
            found = "" if not content or is_ours(content.decode("utf-8", "replace")) else f"this is not {what}"
    except (OSError, RuntimeError) as error:  # a loop of links is a RuntimeError
        found = f"this cannot be written: {getattr(error, 'strerror', None) or error}"
    if found:
        raise InputError(found, place=str(path), allowed=f"a new file, or {what}", suggestion="choose another file")


def write_new(path: Path, text: str) -> None:
    """Write a text file that does not exist yet.

    Parameters
    ----------
    path : file
    text : all of it

    Raises
    ------
    FileExistsError
        If anything is there; it is not touched.
    OSError
        If it cannot be written; nothing is left then.
    """
    with path.open("x", encoding="utf-8", newline="\n") as stream:
        try:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        except OSError:
            path.unlink(missing_ok=True)
            raise
    sync_path(path.parent)


def sync_path(path: Path) -> None:
    """Wait until a file or folder stands on the disk, where the system can say so.

    Parameters
    ----------
    path : existing
    """
    folder = path.is_dir()
    if folder and WINDOWS:
        return
    opened = os.open(path, os.O_RDWR if WINDOWS else os.O_RDONLY)
    try:
        os.fsync(opened)
    except OSError as error:
        if not folder or error.errno not in _UNSYNCED:
            raise
    finally:
        os.close(opened)
