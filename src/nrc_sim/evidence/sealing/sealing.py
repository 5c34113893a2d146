"""Sealing a folder of forecasts, and finding the seal of one again."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from nrc_sim.errors import InputError
from nrc_sim.evidence.sealing.ledger import LEDGER, LedgerLine, append_entry, hash_before, read_ledger
from nrc_sim.study.store import MANIFEST, check_files, describe_versions, read_manifest
from nrc_sim.study.store.locking import lock_folder
from nrc_sim.study.store.status import command_of
from nrc_sim.text.writing import refuse_foreign

_SEALABLE = ("run", "backtest", "forecast")


class Seal(NamedTuple):
    """A line of a ledger, and its hash."""

    ledger: Path
    entry: LedgerLine
    digest: str

    def describe(self) -> dict[str, Any]:
        """Return the seal as plain data."""
        return {"ledger": str(self.ledger), **self.entry._asdict(), "hash": self.digest}


def _ledger_of(folder: Path, ledger: Path | None = None) -> Path:
    """Return the ledger of a folder: the one named, or the file beside the folder.

    Parameters
    ----------
    folder : of results
    ledger : the one named, or None
    """
    return folder.resolve().parent / LEDGER if ledger is None else ledger


def seal_folder(folder: Path, ledger: Path | None = None) -> Seal:
    """Write down what a folder of forecasts holds today, as a line of a ledger.

    Parameters
    ----------
    folder : complete results of `run`, `backtest` or `forecast`
    ledger : file that the line is added to; None for `ledger.csv` beside the folder

    Raises
    ------
    InputError
        If the folder is not whole, holds no forecasts, or is sealed as it is; or the ledger was changed or shortened.
    """
    manifest, path = _whole_manifest(folder), _ledger_of(folder, ledger)
    if not path.parent.is_dir():
        raise InputError("there is no such folder", place=str(path.parent), suggestion="make it first")
    if path.resolve().is_relative_to(folder.resolve()):
        raise InputError(
            "the ledger lies in the folder that is sealed", place=str(path), allowed="a file outside of it"
        )
    refuse_foreign(path, lambda text: text.startswith("number,sealed,folder,"), "a ledger of ours")
    with lock_folder(path.resolve().parent):
        entries, digest = read_ledger(path), _digest_of(folder)
        known = next((entry for entry in entries if entry.manifest == digest), None)
        if known is not None:
            raise InputError(f"the folder is sealed since {known.sealed}", place=str(folder), allowed="seal it once")
        versions = manifest.get("versions") or describe_versions()
        entry = LedgerLine(
            number=len(entries) + 1,
            sealed=datetime.now(UTC).isoformat(timespec="seconds"),
            folder=_seen_from(path, folder),
            written_by=command_of(manifest),
            manifest=digest,
            files=len(manifest["files"]),
            command=shlex.join(map(str, manifest.get("command") or [])),
            versions=" ".join(f"{name}={one}" for name, one in versions.items()),
            before=hash_before(entries),
        )
        return Seal(path, entry, append_entry(path, entry))


def find_seal(folder: Path, ledger: Path | None = None) -> Seal | None:
    """Find the line under which a folder was sealed; None if it never was.

    Parameters
    ----------
    folder : of results
    ledger : see `seal_folder`

    Raises
    ------
    InputError
        If the folder is not what was sealed, or the ledger was changed or shortened.
    """
    path = _ledger_of(folder, ledger)
    entries = read_ledger(path)
    if ledger is not None and not entries:
        raise InputError("nothing is sealed in it", place=str(path), suggestion="seal the folder with `nrc-sim seal`")
    there, digest = _seen_from(path, folder), _digest_of(folder)
    for place, entry in enumerate(entries):
        if entry.manifest == digest:
            _whole_manifest(folder)
            return Seal(path, entry, hash_before(entries[: place + 1]))
    sealed = [entry.sealed for entry in entries if entry.folder == there]
    if sealed:
        raise InputError(
            f"the folder is not the one that was sealed on {sealed[-1]}: it was written again",
            place=str(folder),
            allowed="the results that were sealed",
            suggestion="restore them from a copy, or score a copy of the folder elsewhere, without a seal",
        )
    return None


def _whole_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a folder whose files all are as they were written."""
    manifest = read_manifest(folder)
    command = command_of(manifest)
    if command not in _SEALABLE:
        raise InputError(
            f"the folder was written by `{command}` and holds no forecasts",
            place=str(folder),
            allowed=" or ".join(f"results of `{name}`" for name in _SEALABLE),
        )
    check_files(folder, manifest, sorted({path.partition("/")[0] for path in manifest.get("files") or ()}))
    return manifest


def _digest_of(folder: Path) -> str:
    try:
        return sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"{MANIFEST} cannot be read: {error.strerror}", place=str(folder)) from None


def _seen_from(ledger: Path, folder: Path) -> str:
    try:
        return Path(os.path.relpath(folder.resolve(), ledger.resolve().parent)).as_posix()
    except ValueError:  # on another drive
        return folder.resolve().as_posix()
