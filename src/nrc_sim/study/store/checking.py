"""Which folders may be written to: what may be replaced, and what must not be touched."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.scenario.bundled import is_file
from nrc_sim.study.store.addresses import is_address
from nrc_sim.study.store.contents import SHARDS, is_part, list_strangers
from nrc_sim.study.store.exchange import aside_of
from nrc_sim.study.store.locking import LOCK, is_left_lock
from nrc_sim.study.store.status import COMPLETE, MANIFEST, WRITTEN_BY, command_of, manifest_or_none
from nrc_sim.text.leftovers import is_left_by_system

_LONGEST_SHOWN = 100
"""Letters of a path that the system does not take."""


def check_folder(
    folder: Path,
    *,
    command: str,
    overwrite: bool = False,
    resume: bool = False,
    inputs: Sequence[str | Path] = (),
) -> None:
    """Make sure that results may be written to a folder; touch nothing.

    Parameters
    ----------
    folder : existing or not
    command : the command that would write to it
    overwrite : whether interrupted results may be replaced
    resume : whether they may be continued
    inputs : files and folders that are read

    Raises
    ------
    InputError
        If it is a file, an input, holds foreign files or results of another command, or holds interrupted results that
        may be neither replaced nor continued, or both.
    """
    if overwrite and resume:
        raise InputError("overwrite replaces what resume continues", place=str(folder), allowed="one of the two")
    refuse_inputs(folder, inputs)
    manifest = check_content(folder, command)
    if manifest is None:
        return
    if manifest["status"] != COMPLETE and not (overwrite or resume):
        way_on = "continue it with --resume, " if (folder / SHARDS).is_dir() else ""
        raise InputError(
            "the folder holds results of an interrupted run",
            place=str(folder),
            suggestion=f"{way_on}replace it with --overwrite, or choose another folder with --output",
        )
    if manifest["status"] == COMPLETE:
        _refuse_foreign_neighbour(folder)
    if manifest["status"] == COMPLETE and os.path.ismount(folder):
        raise InputError(
            "the folder is a mount point, whose complete results cannot be replaced at once",
            place=str(folder),
            suggestion="choose a folder inside it with --output",
        )


def refuse_inputs(folder: Path, inputs: Sequence[str | Path]) -> None:
    """Refuse to write where something is read from; touch nothing.

    Parameters
    ----------
    folder : to be written, resolved
    inputs : files and folders that are read

    Raises
    ------
    InputError
        If the folder is one of them, contains one, or lies inside one, through whatever links.
    """
    for given in inputs:
        source = Path(given).resolve()
        if any(_is_same(source, place) for place in (folder, *folder.parents)):
            where = "is" if _is_same(source, folder) else "lies inside"
        elif any(_is_same(folder, place) for place in source.parents):
            where = "contains"
        else:
            continue
        raise InputError(
            f"the folder {where} an input: {given}", place=str(folder), suggestion="choose another with --output"
        )


def files_among(*given: str | Path | None) -> list[Path]:
    """Return those of several things typed that are files, such as a scenario that was named by its path.

    Parameters
    ----------
    given : paths, slugs, or None
    """
    return [Path(one) for one in given if one is not None and is_file(Path(one))]


def _is_same(first: Path, second: Path) -> bool:
    try:
        return first == second or first.samefile(second)
    except OSError:
        return False


def resolve_folder(folder: str | Path) -> Path:
    """Return where a folder lies, whatever links lead to it.

    Parameters
    ----------
    folder : existing or not

    Raises
    ------
    InputError
        If there can be no such folder, or it is an address: object stores have neither locks nor folders that change
        their names at once, without which results are not safe.
    """
    if is_address(folder):
        raise InputError(
            "results cannot be written to an address",
            place=str(folder)[:_LONGEST_SHOWN],
            allowed="a folder of a file system, which workers may share",
            suggestion="write to a folder, and copy it there once it is complete; --shards takes an address",
        )
    try:
        target = Path(folder).resolve()
        target.exists()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links is a RuntimeError, a NUL a ValueError
        what = getattr(error, "strerror", None) or str(error)
        raise InputError(f"there can be no such folder: {what}", place=str(folder)[:_LONGEST_SHOWN]) from None
    return target


def check_content(folder: Path, command: str) -> dict[str, Any] | None:
    """Refuse a folder that holds anything but results of a command; touch nothing.

    Parameters
    ----------
    folder : existing or not
    command : the command that would write to it

    Returns
    -------
    the manifest, or None if there is nothing in the folder

    Raises
    ------
    InputError
        If it is a file, or holds foreign files or results of another command.
    """
    strangers = _list_strangers(folder)
    foreign = [path.relative_to(folder).as_posix() for path in strangers if not is_left_by_system(path.name)]
    manifest = manifest_or_none(folder)
    if manifest is None and not foreign and _is_as_good_as_empty(folder):
        return None
    if foreign or manifest is None:
        raise InputError(
            f"the folder holds files that are not results of ours: {', '.join(foreign[:5]) or f'no valid {MANIFEST}'}",
            place=str(folder),
            suggestion="choose another folder with --output",
        )
    _refuse_other_command(folder, manifest, command)
    return manifest


def _list_strangers(folder: Path) -> list[Path]:
    try:
        return list_strangers(folder) if folder.exists() else []
    except NotADirectoryError:
        raise InputError("this is a file", place=str(folder), allowed="a folder") from None
    except OSError as error:
        raise InputError(f"the folder cannot be read: {error.strerror}", place=str(folder)) from None


def _is_as_good_as_empty(folder: Path) -> bool:
    """Return whether there is nothing in a folder but what systems leave, and a process that died as it began."""
    if not folder.exists():
        return True
    left = [entry for entry in folder.iterdir() if not (is_left_by_system(entry.name) or is_part(entry.name))]
    return all(entry.name == LOCK and is_left_lock(entry) for entry in left)


def holds_only_ours(folder: Path) -> bool:
    """Return whether a folder is empty or carries a manifest of ours, and holds nothing else but what systems leave.

    Parameters
    ----------
    folder : existing or not
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        return False
    foreign = [entry for entry in _list_strangers(folder) if not is_left_by_system(entry.name)]
    return not foreign and (_is_as_good_as_empty(folder) or manifest_or_none(folder) is not None)


def _refuse_foreign_neighbour(folder: Path) -> None:
    """Refuse a folder if what stands beside it, where its draft would, is not ours; touch nothing.

    Parameters
    ----------
    folder : to be written

    Raises
    ------
    InputError
        If there is something.
    """
    for place in (draft_of(folder), aside_of(draft_of(folder))):
        if not holds_only_ours(place):
            raise InputError(
                f"{place.name}, where the new results would be prepared, is not ours",
                place=str(folder.parent),
                suggestion=f"move {place.name} away, or choose another folder with --output",
            )


def draft_of(folder: Path) -> Path:
    """Return the folder beside a complete one in which what replaces it is prepared.

    Parameters
    ----------
    folder : folder of results
    """
    return folder.with_name(f".{folder.name}.draft")


def _refuse_other_command(folder: Path, manifest: Mapping[str, Any], command: str) -> None:
    if manifest["status"] != COMPLETE and WRITTEN_BY not in manifest and not (folder / SHARDS).is_dir():
        return  # the rest of an interrupted command of an earlier version, which kept nothing
    writer = command_of(manifest)
    if writer != command:
        raise InputError(
            f"the folder holds what `{writer}` has written, and `{command}` does not replace it",
            place=str(folder),
            suggestion="choose another folder with --output, or remove this one if it is no longer wanted",
        )
