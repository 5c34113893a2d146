"""The manifest of a folder of results, and what it says about the folder."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError
from nrc_sim.study.store.manifest_schema import CHECKSUM, check_head, check_manifest, damaged, sum_document
from nrc_sim.text.writing import write_text

_PROGRAM = "nrc_sim"
MANIFEST = "manifest.json"
COMPLETE, RUNNING = "complete", "running"
UNFINISHED = f".{MANIFEST}.part"
"""What earlier versions left of a manifest when they were killed while they wrote it."""

WRITTEN_BY = "written_by"
"""Field of the manifest that names the command which wrote the folder."""

_FORMAT = 2
"""Raised when what stands in a folder changes in a way that programs notice."""

_EARLIER_MARKS = {
    "baseline": "compare",
    "turning_points": "turning-points",
    "attribution": "attribute",
    "sensitivity": "sensitivity",
    "hindcast": "hindcast",
}
"""Fields that show which command wrote a manifest that names none."""


def write_durably(path: Path, document: Mapping[str, Any]) -> None:
    """Write plain data as a file that is there in full or not at all.

    Parameters
    ----------
    path : file, made or replaced
    document : plain data
    """
    write_text(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")


def read_document(path: Path) -> dict[str, Any] | None:
    """Read plain data, or None if there is none that can be read.

    Parameters
    ----------
    path : file that may exist
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None


def write_manifest(folder: Path, manifest: Mapping[str, Any], status: str) -> None:
    """Write the manifest of a folder.

    Parameters
    ----------
    folder : existing folder
    manifest : plain data
    status : `COMPLETE` or `RUNNING`
    """
    document = {"program": _PROGRAM, "format": _FORMAT, "status": status, **manifest}
    write_durably(folder / MANIFEST, {**document, CHECKSUM: sum_document(document)})


def manifest_or_none(folder: Path) -> dict[str, Any] | None:
    """Read the manifest of a folder of ours, complete or not; None for any other folder.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    InputError
        If there is a manifest that cannot be read, or is ours and does not say what it is of.
    """
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes().decode("utf-8"))
    except OSError:
        return None
    except UnicodeDecodeError as error:
        raise damaged(f"no UTF-8 text from byte {error.start} on", str(folder)) from None
    except (ValueError, RecursionError) as error:
        raise damaged(f"no JSON: {error}", str(folder)) from None
    if not isinstance(manifest, dict) or manifest.get("program") != _PROGRAM:
        return None
    check_head(manifest, str(folder))
    return manifest


def command_of(manifest: Mapping[str, Any]) -> str:
    """Return the command that wrote a folder.

    Parameters
    ----------
    manifest : of the folder; those of earlier versions do not name the command, but can be distinguished

    Returns
    -------
    name of the command; `run`, whose results take longest, where nothing speaks for another
    """
    if WRITTEN_BY in manifest:
        return str(manifest[WRITTEN_BY])
    settings = manifest.get("settings")
    for field, command in _EARLIER_MARKS.items():
        if field in manifest or (isinstance(settings, dict) and settings.keys() == {field}):
            return command
    typed = manifest.get("command")
    name = typed[1] if isinstance(typed, list) and len(typed) > 1 and manifest.get("scenarios") == {} else ""
    return str(name) if name in ("trace", "branch") else "run"


def is_results_folder(folder: str | Path) -> bool:
    """Return whether a path is a folder of results, complete or not.

    Parameters
    ----------
    folder : any path

    Raises
    ------
    InputError
        If it is one whose manifest is damaged.
    """
    return manifest_or_none(Path(folder)) is not None


def read_manifest(folder: str | Path) -> dict[str, Any]:
    """Read the manifest of a complete folder of results.

    Parameters
    ----------
    folder : folder of results

    Raises
    ------
    InputError
        If it is no such folder, its results are not complete, another version has written them, or its manifest is
        damaged.
    """
    manifest = manifest_or_none(Path(folder))
    if manifest is None:
        raise InputError("not a folder of results", place=str(folder), allowed="a folder that `run` has written")
    if manifest["status"] != COMPLETE:
        raise InputError(
            "the run that wrote these was interrupted", place=str(folder), suggestion="run it again with --resume"
        )
    if manifest.get("format") != _FORMAT:
        raise InputError(
            f"the results have the format {manifest.get('format')!r}",
            place=str(folder),
            allowed=f"format {_FORMAT}, that of this version",
            suggestion="run it again",
        )
    check_manifest(manifest, str(folder))
    return manifest
