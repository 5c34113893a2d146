"""Output folders: what may be replaced, what must not be touched, and how a folder becomes whole at once."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError, RunError
from nrc_sim.locking import LOCK, lock_folder
from nrc_sim.store.contents import OUR_ENDINGS, OUR_FILES, OUR_STEMS, SHARDS
from nrc_sim.store.exchange import exchange_folders
from nrc_sim.store.status import (
    COMPLETE,
    MANIFEST,
    RUNNING,
    UNFINISHED,
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
    resume : bool
        Whether what is there already may be continued.
    """

    def __init__(self, path: Path, target: Path, *, resume: bool = False) -> None:
        self.path = path
        self.target = target
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
        write_manifest(self.path, manifest, COMPLETE)
        if self.path != self.target:
            exchange_folders(self.path, self.target)
            sync_path(self.target.parent)
        self.completed = True
        shutil.rmtree(self.shards if self.path == self.target else self.path, ignore_errors=True)


@contextmanager
def draft_folder(output: str | Path, *, overwrite: bool = False, resume: bool = False) -> Iterator[Draft]:
    """Open a folder for results, alone, and take it away again if they are not to be.

    Parameters
    ----------
    output : the folder, new, empty, or with earlier results of ours
    overwrite : replace results that were interrupted
    resume : let results that were interrupted, or are complete, be continued

    Raises
    ------
    InputError
        Before anything is written: if another process writes to the folder, it holds foreign files or interrupted
        results, or there can be no such folder.
    RunError
        If writing fails, such as on a full disk or in a folder that must not be written.

    Notes
    -----
    A complete folder stays as it is until the new one is complete. A new folder that is interrupted stays, and says so.
    """
    target = Path(output).resolve()
    _check_content(target)
    new = not target.exists()
    with _failures_told(output, target):
        target.mkdir(parents=True, exist_ok=True)
        try:
            with lock_folder(target):
                check_folder(target, overwrite=overwrite, resume=resume)
                yield from _open_draft(target, resume=resume)
        finally:
            if new:
                with suppress(OSError):  # it holds results
                    target.rmdir()


def _open_draft(target: Path, *, resume: bool) -> Iterator[Draft]:
    manifest = manifest_or_none(target)
    shutil.rmtree(_sibling(target), ignore_errors=True)
    if manifest is not None and manifest["status"] == COMPLETE:
        yield from _draft_beside(Draft(_sibling(target), target, resume=resume))
    else:
        yield from _draft_in_place(Draft(target, target, resume=resume), continued=resume and manifest is not None)


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
        write_manifest(draft.path, {}, RUNNING)
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


def check_folder(folder: Path, *, overwrite: bool = False, resume: bool = False) -> None:
    """Make sure that results may be written to a folder; touch nothing.

    Parameters
    ----------
    folder : existing or not
    overwrite : whether interrupted results may be replaced
    resume : whether they may be continued

    Raises
    ------
    InputError
        If it is a file, holds foreign files, or holds interrupted results that may be neither replaced nor continued,
        or both.
    """
    if overwrite and resume:
        raise InputError("overwrite replaces what resume continues", place=str(folder), allowed="one of the two")
    manifest = _check_content(folder)
    if manifest is None:
        return
    if manifest["status"] != COMPLETE and not (overwrite or resume):
        way_on = "continue it with --resume, " if (folder / SHARDS).is_dir() else ""
        raise InputError(
            "the folder holds results of an interrupted run",
            place=str(folder),
            suggestion=f"{way_on}replace it with --overwrite, or choose another folder with --output",
        )
    if manifest["status"] == COMPLETE and os.path.ismount(folder):
        raise InputError(
            "the folder is a mount point, whose complete results cannot be replaced at once",
            place=str(folder),
            suggestion="choose a folder inside it with --output",
        )


def _check_content(folder: Path) -> dict[str, Any] | None:
    """Refuse a folder with foreign files; return the manifest, or None if there is nothing in it."""
    names = _list_names(folder)
    if names <= {LOCK, UNFINISHED}:
        return None
    foreign = sorted(name for name in names if not _is_ours(name))
    manifest = manifest_or_none(folder)
    if foreign or manifest is None:
        raise InputError(
            f"the folder holds files that are not results of ours: {', '.join(foreign[:5]) or f'no valid {MANIFEST}'}",
            place=str(folder),
            suggestion="choose another folder with --output",
        )
    return manifest


def _list_names(folder: Path) -> set[str]:
    try:
        return {entry.name for entry in folder.iterdir()} if folder.exists() else set()
    except NotADirectoryError:
        raise InputError("this is a file", place=str(folder), allowed="a folder") from None
    except OSError as error:
        raise InputError(f"the folder cannot be read: {error.strerror}", place=str(folder)) from None


def _is_ours(name: str) -> bool:
    path = Path(name)
    return name in OUR_FILES or (path.suffix in OUR_ENDINGS and path.stem in OUR_STEMS)


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
