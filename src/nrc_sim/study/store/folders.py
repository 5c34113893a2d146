"""Output folders: how one is written, and becomes whole at once."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError, RunError
from nrc_sim.study.store.checking import (
    check_content,
    check_folder,
    draft_of,
    holds_only_ours,
    refuse_inputs,
    resolve_folder,
)
from nrc_sim.study.store.checksums import sum_files
from nrc_sim.study.store.clearing import carry_over, clear_folder, remove_folder
from nrc_sim.study.store.contents import SHARDS, keeps_shards
from nrc_sim.study.store.elsewhere import Elsewhere, ask_elsewhere
from nrc_sim.study.store.ensemble import writers_left
from nrc_sim.study.store.exchange import aside_of, exchange_folders, settle_exchange
from nrc_sim.study.store.locking import LOCK, FolderLock, lock_folder, refuse_locked, wait_for_unlocking
from nrc_sim.study.store.status import (
    COMPLETE,
    MANIFEST,
    RUNNING,
    WRITTEN_BY,
    manifest_or_none,
    write_manifest,
)
from nrc_sim.text.leftovers import is_left_by_system
from nrc_sim.text.writing import WINDOWS, sync_path

_WRONG_PATHS = (errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG, errno.ELOOP)
"""Errors of the system for which what was typed is to blame, not the disk."""

_SYNCED_TOGETHER = 16
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
    elsewhere : Elsewhere or None
        Where shards are asked to stand, if not in the folder.

    Attributes
    ----------
    at_end : list of callable
        What is done once the folder is complete, as far as it can be.
    """

    def __init__(
        self, path: Path, target: Path, *, command: str, resume: bool = False, elsewhere: Elsewhere | None = None
    ) -> None:
        self.path = path
        self.target = target
        self.command = command
        self.resume = resume
        self.elsewhere = elsewhere
        self.completed = False
        self.at_end: list[Callable[[], None]] = []
        self.locks: list[tuple[FolderLock, Path]] = []

    @property
    def shards(self) -> Path:
        """Folder that keeps what is done until all is, or notes where it is kept."""
        return self.target / SHARDS

    def clear(self) -> None:
        """Remove what earlier runs have left where this one writes, but for their shards and the manifest."""
        clear_folder(self.path, kept=(MANIFEST, SHARDS, LOCK))

    def complete(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, with the checksums of all files, and put the folder in its place, all at once.

        Parameters
        ----------
        manifest : plain data
        """
        _sync_files(self.path)
        described = {WRITTEN_BY: self.command, **manifest, "files": sum_files(self.path)}
        write_manifest(self.path, described, COMPLETE)
        if self.path == self.target:
            self._end()
            _clear_shards(self.target)
            return
        if WINDOWS:  # where no folder with an open file can be renamed
            self.unlock()
        exchange_folders(self.path, self.target)
        sync_path(self.target.parent)
        self._end()
        _tidy(self.path, self.target)

    def _end(self) -> None:
        self.completed = True
        for act in self.at_end:
            with suppress(OSError):  # results are complete without it
                act()

    def unlock(self) -> None:
        """End the locks of the folder; the one of its place first."""
        for lock, folder in self.locks:
            lock.release(folder / LOCK)


@contextmanager
def draft_folder(
    output: str | Path,
    *,
    command: str,
    overwrite: bool = False,
    resume: bool = False,
    inputs: Sequence[str | Path] = (),
    shards: str | Path | None = None,
) -> Iterator[Draft]:
    """Open a folder for results, alone, and take it away again if they are not to be.

    Parameters
    ----------
    output : the folder, new, empty, or with earlier results of the same command
    command : the command that writes; the manifest records it
    overwrite : replace results that were interrupted
    resume : let results that were interrupted, or are complete, be continued
    inputs : files and folders that are read; none of them is written to
    shards : another folder, or an address, in which what is done stands until all is; None for the folder itself

    Raises
    ------
    InputError
        Before anything is written: if another process writes to the folder, it holds foreign files, interrupted results
        or those of another command, it is an input, or there can be no such folder.
    RunError
        If writing fails, such as on a full disk or in a folder that must not be written.

    Notes
    -----
    A complete folder stays as it is until the new one is complete. A new folder that is interrupted stays, and says so,
    if it keeps anything from which the same command can go on.
    """
    target = resolve_folder(output)
    refuse_inputs(target, inputs)
    elsewhere = ask_elsewhere(shards, target, replaced=overwrite)
    wait_for_unlocking(target, draft_of(target))
    _settle(target)
    check_content(target, command)
    new = not target.exists()
    hint = hint_if_interrupted(output, "with --resume", lambda: keeps_shards(target))
    with hint, _explained_failures(output, target):
        target.mkdir(parents=True, exist_ok=True)
        try:
            with lock_folder(target, writers=lambda: _writers_left(target)) as lock:
                check_folder(target, command=command, overwrite=overwrite, resume=resume)
                yield from _open_draft(Draft(target, target, command=command, resume=resume, elsewhere=elsewhere), lock)
        finally:
            if new:
                with suppress(OSError):  # it holds results
                    target.rmdir()


def _open_draft(draft: Draft, lock: FolderLock) -> Iterator[Draft]:
    target = draft.target
    manifest = manifest_or_none(target)
    if holds_only_ours(draft_of(target)):
        _tidy(draft_of(target), target)
    if manifest is not None and manifest["status"] == COMPLETE:
        draft.path = draft_of(target)
        draft.locks.append((lock, target))
        yield from _draft_beside(draft)
    else:
        yield from _draft_in_place(draft, continued=draft.resume and manifest is not None)


def _draft_beside(draft: Draft) -> Iterator[Draft]:
    draft.path.mkdir(exist_ok=True)
    try:
        # Locked as well, since it takes the place of the other while this process still tidies up.
        with lock_folder(draft.path, draft.target, writers=lambda: _writers_left(draft.target)) as lock:
            draft.locks.append((lock, draft.path))
            write_manifest(draft.path, {WRITTEN_BY: draft.command}, RUNNING)
            yield draft
    finally:
        if not draft.completed and not _writers_left(draft.target):  # the next command tidies up after them
            _tidy(draft.path, draft.target)
            if not keeps_shards(draft.target):
                _clear_shards(draft.target)


def _draft_in_place(draft: Draft, *, continued: bool) -> Iterator[Draft]:
    try:
        if not continued:
            clear_folder(draft.path, kept=(LOCK,))
            write_manifest(draft.path, {WRITTEN_BY: draft.command}, RUNNING)
        yield draft
    except BaseException as error:
        # What was there before stays if it is refused; what holds nothing that could be continued goes.
        unwanted = not (continued if isinstance(error, InputError) else keeps_shards(draft.target))
        # A thread that still writes would go on in a folder that no longer says whose it is.
        if unwanted and not draft.completed and not _writers_left(draft.target):
            _clear_begun(draft.path)
        raise


def _writers_left(target: Path) -> list[threading.Thread]:
    return writers_left(target, draft_of(target))


def _clear_begun(folder: Path) -> None:
    """Remove what was written to a folder whose results are not to be; the manifest last."""
    with suppress(OSError):  # it is in use; the manifest says that it is not complete
        clear_folder(folder, kept=(MANIFEST, LOCK))
        (folder / MANIFEST).unlink(missing_ok=True)


def _clear_shards(folder: Path) -> None:
    clear_folder(folder, kept={entry.name for entry in folder.iterdir()} - {SHARDS})


def _tidy(draft: Path, target: Path) -> None:
    """Remove a draft that is no longer wanted, or the results that it has replaced; move what is not ours out of it."""
    if draft.is_dir():
        carry_over(draft, target)
        remove_folder(draft)


def _settle(target: Path) -> None:
    """Mend what a process has left that ended while it exchanged folders, where the system does not do so at once."""
    draft = draft_of(target)
    aside = aside_of(draft)
    if aside.is_dir() and holds_only_ours(aside):
        refuse_locked(aside)
        settle_exchange(draft, target)


@contextmanager
def _explained_failures(output: str | Path, target: Path) -> Iterator[None]:
    """Turn errors of the system into errors of one line that say how to go on if anything is kept."""
    try:
        yield
    except OSError as error:
        if error.errno in _WRONG_PATHS:
            raise InputError(f"the folder cannot be written: {error.strerror}", place=str(target)) from None
        raise RunError(f"{output}: results could not be written: {error}{_way_on(target)}") from error
    except RunError as error:
        raise RunError(f"{error}{_way_on(target)}") from error


def _way_on(target: Path) -> str:
    return "; what is done is kept: run again with --resume" if keeps_shards(target) else ""


_kept: list[str] = []


def way_on_after_interruption() -> str:
    """Return how to go on with what interrupted commands of this process have kept; empty if they kept nothing."""
    return f"; what is done is kept in {_kept[-1]}" if _kept else ""


@contextmanager
def hint_if_interrupted(place: str | Path, how: str, keeps: Callable[[], bool]) -> Iterator[None]:
    """Note how to go on if the `with` block is interrupted, for `way_on_after_interruption`.

    Parameters
    ----------
    place : folder or file in which something may be kept
    how : how the same command is typed then
    keeps : whether anything is kept there, asked after the interruption
    """
    _kept.clear()
    try:
        yield
    except BaseException as error:
        if not isinstance(error, Exception) and keeps():
            _kept.append(f"{place}: type the same command {how}")
        raise


def _sync_files(folder: Path) -> None:
    # Many at once: the disk takes them together.
    with ThreadPoolExecutor(_SYNCED_TOGETHER) as pool:
        written = (path for path in folder.rglob("*") if not (path.is_symlink() or is_left_by_system(path.name)))
        for _ in pool.map(sync_path, written):
            pass
