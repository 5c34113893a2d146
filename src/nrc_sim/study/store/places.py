"""Places in which shards stand until a study is done: the folder of results, another folder, or an address."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Protocol

from nrc_sim.errors import InputError
from nrc_sim.study.store.addresses import AddressPlace, is_address
from nrc_sim.study.store.contents import SHARD_ENDING
from nrc_sim.text.writing import replacing

_LOCAL = "file://"
_TRIED = "tried.part"
"""File with which it is tried what can be done in a place."""

_MARK_BYTES = 12


class ShardPlace(Protocol):
    """Where shards stand, each a file."""

    @property
    def shown(self) -> str:
        """The place as people and other processes are told it."""

    def names(self) -> list[str]:
        """Return the names of the files there are; none if there is no such place."""

    def holds(self, name: str) -> bool:
        """Return whether a file is there."""

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None if there is none."""

    def write(self, name: str, content: Iterable[bytes]) -> None:
        """Write a file that is there in full or not at all."""

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""

    def remove_itself(self) -> None:
        """Remove the place if nothing is left in it."""


class FolderPlace:
    """Shards in a folder, which other machines may share.

    Parameters
    ----------
    folder : Path
        It has to exist before anything is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def shown(self) -> str:
        """Its whole path."""
        return str(self.folder.resolve())

    def names(self) -> list[str]:
        """Return the names of the files there are; none if there is no such place."""
        return [path.name for path in self.folder.iterdir()] if self.folder.is_dir() else []

    def holds(self, name: str) -> bool:
        """Return whether a file is there; if not, the folder is read: shared ones remember for a while what was not.

        Parameters
        ----------
        name : of the file
        """
        path = self.folder / name
        return path.exists() or (name in self.names() and path.exists())

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None if there is none, or it cannot be read.

        Parameters
        ----------
        name : of the file
        """
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, content: Iterable[bytes]) -> None:
        """Write a file that is there in full or not at all.

        Parameters
        ----------
        name : of the file
        content : its parts

        Raises
        ------
        OSError
            If it cannot be written, such as on a full disk.
        """
        with replacing(self.folder / name) as part, part.open("wb") as file:
            file.writelines(content)

    def remove(self, name: str) -> None:
        """Remove a file if it is there.

        Parameters
        ----------
        name : of the file
        """
        (self.folder / name).unlink(missing_ok=True)

    def remove_itself(self) -> None:
        """Remove the folder if nothing is left in it."""
        with suppress(OSError):
            self.folder.rmdir()


def place_at(shown: str) -> ShardPlace:
    """Return a place that somebody has told.

    Parameters
    ----------
    shown : a whole path, or an address

    Raises
    ------
    InputError
        If there is no way to such an address.
    """
    if shown.startswith(_LOCAL):
        return FolderPlace(Path(shown.removeprefix(_LOCAL)))
    return AddressPlace(shown) if is_address(shown) else FolderPlace(Path(shown))


def try_place(place: ShardPlace) -> None:
    """Make sure that a place outside the results can do all that is needed there, and make it if it is a folder.

    Parameters
    ----------
    place : of the shards of a study

    Raises
    ------
    InputError
        If files cannot be written there, or not be listed, read or removed afterwards.
    """
    mark = token_hex(_MARK_BYTES).encode()
    try:
        if isinstance(place, FolderPlace):
            place.folder.mkdir(parents=True, exist_ok=True)
        place.write(_TRIED, [mark])
        kept = place.holds(_TRIED) and place.read(_TRIED) == mark
        if kept:
            place.remove(_TRIED)
        told = "" if kept and not place.holds(_TRIED) else "what is written or removed there is not seen at once"
    except OSError as error:
        told = str(error)
    if told:
        raise InputError(
            f"shards cannot be kept there: {told}",
            place=place.shown,
            allowed="a folder, or an address at which files can be written, listed, read and removed",
            suggestion="choose another with --shards, or leave it out to keep them with the results",
        )


def list_shards(place: ShardPlace) -> list[tuple[int, int]]:
    """Return first run, and first run after them, of the shards there are, damaged or not, in order.

    Parameters
    ----------
    place : of shards
    """
    names = [name.removesuffix(SHARD_ENDING).partition("-") for name in place.names() if name.endswith(SHARD_ENDING)]
    return sorted((int(first), int(stop)) for first, _, stop in names if first.isdecimal() and stop.isdecimal())


def shard_name(first_run: int, stop: int) -> str:
    """Return what a shard is called.

    Parameters
    ----------
    first_run, stop : its runs, `first_run` .. `stop - 1`
    """
    return f"{first_run:010}-{stop:010}{SHARD_ENDING}"


def clear_place(place: ShardPlace, *others: str) -> None:
    """Remove all shards of a place, and the place if nothing else stands in it.

    Parameters
    ----------
    place : of the shards of a study
    others : names of further files that go

    Raises
    ------
    OSError
        If something cannot be removed.
    """
    found = place.names()
    for name in found:
        if name.endswith(SHARD_ENDING) or name in others:
            place.remove(name)
    if found:
        place.remove_itself()
