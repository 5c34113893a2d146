"""Output folders: how one is written, and becomes whole at once."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError, RunError
from nrc_sim.locking import LOCK, lock_folder
from nrc_sim.store.checking import check_content, check_folder, refuse_inputs
from nrc_sim.store.contents import SHARDS
from nrc_sim.store.exchange import exchange_folders
from nrc_sim.store.status import (
    COMPLETE,
    MANIFEST,
    RUNNING,
    WRITTEN_BY,
    manifest_or_none,
    sync_path,
    write_manifest,
)

WRONG_PATHS = (errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP)
"""Errors of the system for which what was typed is to blame, not the disk."""

SYNCED_TOGETHER = 16
"""Files that are put on the disk at the same time."""


class Draft:
    """A folder that is being written.

    Parameters
    ----------
    path : Path
        Where to write.
    target : Path
        What the folder will be called once it is complete.
    command : str
        The command that writes it.
    resume : bool
        Whether what is there already may be continued.
    """

    def __init__(self, path: Path, target: Path, *, command: str, resume: bool = False) -> None:
        self.path = path
        self.target = target
        self.command = command
        self.resume = resume
        self.completed = False

    @property
    def shards(self) -> Path:
        """Folder that keeps what is done until all is."""
        return self.target / SHARDS

    def clear(self) -> None:
        """Remove what earlier runs have left where this one writes, but for their shards and the manifest."""
        _clear(self.path, kept=(MANIFEST, SHARDS, LOCK))

    def complete(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and put the folder in its place, all at once.

        Parameters
        ----------
        manifest : plain data
        """
        _sync_files(self.path)
        write_manifest(self.path, {WRITTEN_BY: self.command, **manifest}, COMPLETE)
        if self.path != self.target:
            exchange_folders(self.path, self.target)
            sync_path(self.target.parent)
        self.completed = True
        shutil.rmtree(self.shards if self.path == self.target else self.path, ignore_errors=True)


@contextmanager
def draft_folder(
    output: str | Path,
    *,
    command: str,
    overwrite: bool = False,
    resume: bool = False,
    inputs: Sequence[str | Path] = (),
) -> Iterator[Draft]:
    """Open a folder for results, alone, and take it away again if they are not to be.

    Parameters
    ----------
    output : the folder, new, empty, or with earlier results of the same command
    command : the command that writes; the manifest records it
    overwrite : replace results that were interrupted
    resume : let results that were interrupted, or are complete, be continued
    inputs : files and folders that are read; none of them is written to

    Raises
    ------
    InputError
        Before anything is written: if another process writes to the folder, it holds foreign files, interrupted results
        or those of another command, it is an input, or there can be no such folder.
    RunError
        If writing fails, such as on a full disk or in a folder that must not be written.

    Notes
    -----
    A complete folder stays as it is until the new one is complete. A new folder that is interrupted stays, and says so.
    """
    target = Path(output).resolve()
    refuse_inputs(target, inputs)
    check_content(target, command)
    new = not target.exists()
    with _failures_told(output, target):
        target.mkdir(parents=True, exist_ok=True)
        try:
            with lock_folder(target):
                check_folder(target, command=command, overwrite=overwrite, resume=resume)
                yield from _open_draft(target, command, resume=resume)
        finally:
            if new:
                with suppress(OSError):  # it holds results
                    target.rmdir()


def _open_draft(target: Path, command: str, *, resume: bool) -> Iterator[Draft]:
    manifest = manifest_or_none(target)
    shutil.rmtree(_sibling(target), ignore_errors=True)
    if manifest is not None and manifest["status"] == COMPLETE:
        yield from _draft_beside(Draft(_sibling(target), target, command=command, resume=resume))
    else:
        draft = Draft(target, target, command=command, resume=resume)
        yield from _draft_in_place(draft, continued=resume and manifest is not None)


def _draft_beside(draft: Draft) -> Iterator[Draft]:
    draft.path.mkdir()
    try:
        # Locked as well, since it takes the place of the other while this process still tidies up.
        with lock_folder(draft.path, draft.target):
            yield draft
    finally:
        if not draft.completed:
            shutil.rmtree(draft.path, ignore_errors=True)


def _draft_in_place(draft: Draft, *, continued: bool) -> Iterator[Draft]:
    if not continued:
        _clear(draft.path, kept=(LOCK,))
        write_manifest(draft.path, {WRITTEN_BY: draft.command}, RUNNING)
    try:
        yield draft
    except InputError:
        if not continued:
            _clear(draft.path, kept=(LOCK,))
        raise


@contextmanager
def _failures_told(output: str | Path, target: Path) -> Iterator[None]:
    """Tell errors of the system in a line, and how to go on if something is kept."""
    try:
        yield
    except OSError as error:
        if error.errno in WRONG_PATHS:
            raise InputError(f"the folder cannot be written: {error.strerror}", place=str(target)) from None
        raise RunError(f"{output}: results could not be written: {error}{_way_on(target)}") from error
    except RunError as error:
        raise RunError(f"{error}{_way_on(target)}") from error


def _way_on(target: Path) -> str:
    return "; what is done is kept: run again with --resume" if (target / SHARDS).is_dir() else ""


def _sibling(target: Path) -> Path:
    return target.with_name(f".{target.name}.draft")


def _clear(folder: Path, *, kept: Collection[str]) -> None:
    for entry in folder.iterdir():
        if entry.name not in kept:
            remove_entry(entry)


def remove_entry(entry: Path) -> None:
    """Remove a file, or a folder with all that is in it.

    Parameters
    ----------
    entry : existing
    """
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


def _sync_files(folder: Path) -> None:
    # Many at once: the disk takes them together.
    with ThreadPoolExecutor(SYNCED_TOGETHER) as pool:
        for _ in pool.map(sync_path, folder.rglob("*")):
            pass
