"""Taking away what is ours, and nothing else."""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nrc_sim.study.store.contents import list_strangers
from nrc_sim.study.store.status import MANIFEST


def remove_folder(folder: Path) -> None:
    """Remove a folder of ours with all that is ours in it; what is not stays, and the folder with it.

    Parameters
    ----------
    folder : existing or not
    """
    if folder.is_dir():
        with suppress(OSError):  # it is in use; whoever comes next goes on, since the manifest goes last
            clear_folder(folder, kept=(MANIFEST,))
            (folder / MANIFEST).unlink(missing_ok=True)
            folder.rmdir()


def clear_folder(folder: Path, *, kept: Collection[str] = ()) -> None:
    """Remove what is ours from a folder of results, and leave all else where it is.

    Parameters
    ----------
    folder : existing
    kept : names of what stays, too
    """
    strangers = list_strangers(folder)
    for entry in folder.iterdir():
        if entry.name not in kept and entry not in strangers:
            remove_entry(entry, strangers)


def clear_arrays(place: Path) -> None:
    """Remove what is ours from a folder of arrays that are to be written anew.

    Parameters
    ----------
    place : in a folder of results, existing or not
    """
    if place.is_dir():
        remove_entry(place, list_strangers(place.parent))


@contextmanager
def strangers_unmentioned(folder: Path) -> Iterator[None]:
    """Silence the array library about files in the folder that are not ours.

    Parameters
    ----------
    folder : folder of results
    """
    if not list_strangers(folder):  # warnings are the same for all threads, so they are left alone where they can be
        yield
        return
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Object at .* is not recognized as a component of a Zarr hierarchy")
        yield


def remove_entry(entry: Path, strangers: Collection[Path] = ()) -> None:
    """Remove a file, or a folder with all that is in it but for some, and for what they stand in.

    Parameters
    ----------
    entry : existing
    strangers : what stays
    """
    if entry.is_symlink() or not entry.is_dir():
        entry.unlink()
    elif not any(entry in stranger.parents for stranger in strangers):
        shutil.rmtree(entry)
    else:
        for inner in entry.iterdir():
            if inner not in strangers:
                remove_entry(inner, strangers)


def carry_over(old: Path, new: Path) -> None:
    """Move what is not ours from a folder to the one that has taken its place.

    Parameters
    ----------
    old, new : folders of results on one file system
    """
    for stranger in list_strangers(old):
        place = new / stranger.relative_to(old)
        with suppress(OSError):  # it stays where it is, and the old folder with it
            place.parent.mkdir(parents=True, exist_ok=True)
            if not (place.exists() or place.is_symlink()):
                stranger.rename(place)
