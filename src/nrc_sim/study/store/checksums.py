"""Checksums of what stands in a folder of results: nothing is taken from a file that is not what was written."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.study.store.contents import SHARDS, is_part
from nrc_sim.study.store.locking import LOCK
from nrc_sim.study.store.status import MANIFEST
from nrc_sim.text.leftovers import is_left_by_system

_UNSUMMED = frozenset({MANIFEST, LOCK, SHARDS})
"""What changes after the checksums were made, or has one of its own."""

_PROGRAMS = ("nrc-sim", "run_scenarios.py")
_MOST_LISTED = 3
"""Damaged files that are named in an error."""


def sum_files(folder: Path) -> dict[str, str]:
    """Return the checksum of every file in a folder, by its path in the folder.

    Parameters
    ----------
    folder : complete but for its manifest
    """
    tops = (entry for entry in folder.iterdir() if entry.name not in _UNSUMMED and not is_part(entry.name))
    files = sorted(path for top in tops for path in _files_of(top))
    with ThreadPoolExecutor() as pool:
        sums = pool.map(sum_file, files)
        return {path.relative_to(folder).as_posix(): str(found) for path, found in zip(files, sums, strict=True)}


def _files_of(place: Path) -> list[Path]:
    """List a file, or the files of a folder, but for what systems leave behind.

    Parameters
    ----------
    place : existing or not
    """
    return [path for path in (place, *place.rglob("*")) if path.is_file() and not is_left_by_system(path.name)]


def sum_file(path: Path) -> str | None:
    """Return the checksum of a file; None if it cannot be read.

    Parameters
    ----------
    path : existing or not
    """
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def find_damaged(folder: Path, recorded: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """Return which files of a folder are not what was written.

    Parameters
    ----------
    folder : of results
    recorded : checksums by path, from the manifest
    names : files and folders in it that are looked at

    Returns
    -------
    path and what is wrong with it, for each file that is missing, changed, or was not there when the folder was written
    """
    wanted = {path: found for path, found in recorded.items() if path.partition("/")[0] in names}
    there = {path.relative_to(folder).as_posix() for name in names for path in _files_of(folder / name)}
    with ThreadPoolExecutor() as pool:
        sums = dict(zip(wanted, pool.map(sum_file, (folder / path for path in wanted)), strict=True))
    faults = [
        f"{path} is {'damaged' if path in there else 'missing'}"
        for path, found in sums.items()
        if found != wanted[path]
    ]
    return sorted([*faults, *(f"{path} is not of these results" for path in there - wanted.keys())])


def check_files(folder: Path, manifest: Mapping[str, Any], names: Sequence[str]) -> None:
    """Make sure that files are as they were written before anything is taken from them.

    Parameters
    ----------
    folder : of results
    manifest : its manifest
    names : files and folders in it, such as `summary.zarr`

    Raises
    ------
    InputError
        If any of their files is missing, damaged or not of these results, or was written without a checksum; with the
        command that mends it.
    """
    recorded = manifest.get("files") or {}
    missing = [f"{name} has no checksum" for name in names if not _has(recorded, name)]
    if faults := missing or find_damaged(folder, recorded, names):
        more = f" and {len(faults) - _MOST_LISTED} more files" if len(faults) > _MOST_LISTED else ""
        raise InputError(
            f"the results are not what was written: {', '.join(faults[:_MOST_LISTED])}{more}",
            place=str(folder),
            suggestion=way_to_mend(manifest),
        )


def _has(recorded: Iterable[str], name: str) -> bool:
    return any(path.partition("/")[0] == name for path in recorded)


def way_to_mend(manifest: Mapping[str, Any]) -> str:
    """Return how a folder is made whole again.

    Parameters
    ----------
    manifest : of the folder
    """
    typed = manifest.get("command") or [""]
    if "study" not in manifest:
        return "write it again with the same command"
    if Path(typed[0]).name not in _PROGRAMS:
        return "run it again with resume, which does again what is damaged alone"
    words = [word for word in typed[1:] if word not in {"--resume", "--overwrite"}]
    given = [] if Path(typed[0]).name == "nrc-sim" else ["run"]
    return f"mend it with: {shlex.join(['nrc-sim', *given, *words, '--resume'])}"
