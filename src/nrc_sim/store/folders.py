"""Output folders: what may be replaced, what must not be touched, and how a folder becomes whole at once."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError, RunError
from nrc_sim.store.exchange import exchange_folders

PROGRAM = "nrc_sim"
MANIFEST = "manifest.json"
COMPLETE, RUNNING = "complete", "running"
_UNFINISHED = f".{MANIFEST}.part"

FORMAT = 2
"""Raised when what stands in a folder changes in a way that programs notice."""

OUR_FILES = frozenset(
    {
        MANIFEST,
        _UNFINISHED,
        "summary.csv",
        "summary.zarr",
        "trajectories.csv",
        "comparison.csv",
        "comparison.json",
        "comparison_by_month.csv",
        "transitions.csv",
        "trust_shifts.csv",
        "attribution.csv",
        "attribution.json",
        "turning_points.json",
        "early_signs.csv",
        "ensemble.zarr",
        "hindcast.json",
        "sensitivity.json",
        "questions.csv",
        "trace.csv",
        "trace.json",
        "branch.csv",
        "branch.json",
    }
)
"""What a folder of ours may hold beside figures and the report."""

OUR_ENDINGS = {".png", ".svg", ".pdf", ".html"}
OUR_STEMS = {
    "trajectories",
    "outcomes",
    "flows",
    "comparison",
    "members",
    "member_paths",
    "history",
    "hindcast",
    "morris",
    "sobol",
    "report",
    "differences",
    "transitions",
    "attribution",
    "early_signs",
    "trace",
    "branch",
}


class Draft:
    """A folder that is being written.

    Parameters
    ----------
    path : Path
        Where to write.
    target : Path
        What the folder will be called once it is complete.
    """

    def __init__(self, path: Path, target: Path) -> None:
        self.path = path
        self.target = target
        self.completed = False

    def complete(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest and put the folder in its place, all at once.

        Parameters
        ----------
        manifest : plain data
        """
        _write_manifest(self.path, manifest, COMPLETE)
        if self.path != self.target:
            exchange_folders(self.path, self.target)
            shutil.rmtree(self.path)
        self.completed = True


@contextmanager
def draft_folder(output: str | Path, *, overwrite: bool = False) -> Iterator[Draft]:
    """Open a folder for results and take it away again if they are not to be.

    Parameters
    ----------
    output : the folder, new, empty, or with earlier results of ours
    overwrite : replace results that were interrupted

    Raises
    ------
    InputError
        Before anything is written: if the folder holds foreign files or interrupted results, or cannot be written.
    RunError
        If writing fails later, such as on a full disk.

    Notes
    -----
    A complete folder stays as it is until the new one is complete. A new folder that is interrupted stays, and says so.
    """
    target = Path(output).resolve()
    check_folder(target, overwrite=overwrite)
    draft, made = _make_draft(target)
    try:
        yield draft
    except InputError:
        _discard(draft, keep_folder=not made)
        raise
    except OSError as error:
        raise RunError(f"{output}: results could not be written: {error}") from error
    finally:
        if draft.path != target and not draft.completed:
            shutil.rmtree(draft.path, ignore_errors=True)


def check_folder(folder: Path, *, overwrite: bool = False) -> None:
    """Make sure that results may be written to a folder; touch nothing.

    Parameters
    ----------
    folder : existing or not
    overwrite : whether interrupted results may be replaced

    Raises
    ------
    InputError
        If it is a file, holds foreign files, or holds interrupted results that may not be replaced.
    """
    if not _has_content(folder):
        return
    foreign = sorted(entry.name for entry in folder.iterdir() if not _is_ours(entry.name))
    manifest = _manifest_or_none(folder)
    if foreign or manifest is None:
        raise InputError(
            f"the folder holds files that are not results of ours: {', '.join(foreign[:5]) or f'no valid {MANIFEST}'}",
            place=str(folder),
            suggestion="choose another folder with --output",
        )
    if manifest["status"] != COMPLETE and not overwrite:
        raise InputError(
            "the folder holds results of an interrupted run",
            place=str(folder),
            suggestion="replace them with --overwrite, or choose another folder with --output",
        )


def _has_content(folder: Path) -> bool:
    try:
        return folder.exists() and any(folder.iterdir())
    except NotADirectoryError:
        raise InputError("this is a file", place=str(folder), allowed="a folder") from None
    except OSError as error:
        raise InputError(f"the folder cannot be read: {error.strerror}", place=str(folder)) from None


def _is_ours(name: str) -> bool:
    path = Path(name)
    return name in OUR_FILES or (path.suffix in OUR_ENDINGS and path.stem in OUR_STEMS)


def _make_draft(target: Path) -> tuple[Draft, bool]:
    """Make the folder to write to; also say whether its target is new."""
    made = not target.exists()
    draft = Draft(target if made or not any(target.iterdir()) else _sibling(target, os.getpid()), target)
    try:
        _remove_abandoned(target)
        draft.path.mkdir(parents=True, exist_ok=True)
        _write_manifest(draft.path, {}, RUNNING)
    except OSError as error:
        raise InputError(f"the folder cannot be written: {error.strerror}", place=str(target)) from None
    return draft, made


def _sibling(target: Path, process: int | str) -> Path:
    return target.with_name(f".{target.name}.draft-{process}")


def _remove_abandoned(target: Path) -> None:
    """Remove drafts of processes that were killed."""
    for draft in target.parent.glob(_sibling(target, "*").name):
        process = draft.name.rpartition("-")[2]
        if process.isdecimal() and not _is_alive(int(process)):
            shutil.rmtree(draft, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _discard(draft: Draft, *, keep_folder: bool) -> None:
    shutil.rmtree(draft.path, ignore_errors=True)
    if draft.path == draft.target and keep_folder:
        draft.path.mkdir(exist_ok=True)


def _write_manifest(folder: Path, manifest: Mapping[str, Any], status: str) -> None:
    text = json.dumps(
        {"program": PROGRAM, "format": FORMAT, "status": status, **manifest}, indent=1, ensure_ascii=False
    )
    part = folder / _UNFINISHED
    part.write_text(text + "\n", encoding="utf-8")
    part.replace(folder / MANIFEST)


def _manifest_or_none(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    ours = isinstance(manifest, dict) and manifest.get("program") == PROGRAM and "status" in manifest
    return manifest if ours else None


def is_results_folder(folder: str | Path) -> bool:
    """Say whether a path is a folder of results, complete or not."""
    return Path(folder).is_dir() and _manifest_or_none(Path(folder)) is not None


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Read the manifest of a complete folder of results.

    Parameters
    ----------
    folder : folder of results

    Raises
    ------
    InputError
        If it is no such folder, its results are not complete, or another version has written them.
    """
    manifest = _manifest_or_none(Path(folder))
    if manifest is None:
        raise InputError("not a folder of results", place=str(folder), allowed="a folder that `run` has written")
    if manifest["status"] != COMPLETE:
        raise InputError("the run that wrote these was interrupted", place=str(folder), suggestion="run it again")
    if manifest.get("format") != FORMAT:
        raise InputError(
            f"the results have the format {manifest.get('format')!r}",
            place=str(folder),
            allowed=f"format {FORMAT}, that of this version",
            suggestion="run it again",
        )
    return manifest
