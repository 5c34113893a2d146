"""Which folders may be written to: what may be replaced, and what must not be touched."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.locking import LOCK
from nrc_sim.store.contents import OUR_ENDINGS, OUR_FILES, OUR_STEMS, SHARDS
from nrc_sim.store.status import COMPLETE, MANIFEST, UNFINISHED, WRITTEN_BY, command_of, manifest_or_none


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
    return [Path(one) for one in given if one is not None and Path(one).is_file()]


def _is_same(first: Path, second: Path) -> bool:
    try:
        return first == second or first.samefile(second)
    except OSError:
        return False


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
    _refuse_other_command(folder, manifest, command)
    return manifest


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
