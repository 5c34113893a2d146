"""Addresses such as s3://bucket/shards, of whatever file system fsspec knows; only here fsspec is imported.

Nothing is locked there, and nothing changes its name: a file is put in its place as a whole, by the content of a shard
it is known whether it is whole, and the same shard is the same bytes whoever writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from nrc_sim.errors import InputError

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(/|:)")
"""How an address such as s3://bucket/results begins, of which a path keeps one slash; drives have one letter."""

_INSTALL = 'install it with python -m pip install -c constraints.txt -e ".[cluster]"'


def is_address(place: str | Path) -> bool:
    """Return whether something typed is an address, and no folder.

    Parameters
    ----------
    place : as typed
    """
    return _ADDRESS.match(str(place)) is not None


class AddressPlace:
    """Shards at an address.

    Parameters
    ----------
    address : str
        With its protocol; files stand right in it.

    Raises
    ------
    InputError
        If there is no such protocol, or what it needs is not installed.
    """

    def __init__(self, address: str) -> None:
        self._shown = address.rstrip("/")
        self._files, self._path = _open(self._shown)

    @property
    def shown(self) -> str:
        """The whole address."""
        return self._shown

    def names(self) -> list[str]:
        """Return the names of the files there are; none if there is no such place."""
        self._files.invalidate_cache()
        with self._explained("listed"):
            try:
                found = self._files.ls(self._path, detail=False)
            except FileNotFoundError:
                return []
        return [str(path).rstrip("/").rpartition("/")[2] for path in found]

    def holds(self, name: str) -> bool:
        """Return whether a file is there.

        Parameters
        ----------
        name : of the file
        """
        return name in self.names()

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None if there is none.

        Parameters
        ----------
        name : of the file

        Raises
        ------
        OSError
            If it cannot be read, or nobody answers there.
        """
        with self._explained(f"read: {name}"):
            try:
                return bytes(self._files.cat_file(f"{self._path}/{name}"))
            except FileNotFoundError:
                return None

    def write(self, name: str, content: Iterable[bytes]) -> None:
        """Write a file, all of it at once.

        Parameters
        ----------
        name : of the file
        content : its parts

        Raises
        ------
        OSError
            If it cannot be written.
        """
        whole = b"".join(content)
        with self._explained(f"written: {name}"):
            try:
                self._files.pipe_file(f"{self._path}/{name}", whole)
            except FileNotFoundError:
                # Where folders are more than parts of names; a bucket is never made.
                self._files.mkdir(self._path, create_parents=False)
                self._files.pipe_file(f"{self._path}/{name}", whole)

    def remove(self, name: str) -> None:
        """Remove a file if it is there.

        Parameters
        ----------
        name : of the file

        Raises
        ------
        OSError
            If it stays.
        """
        with self._explained(f"removed: {name}"), suppress(FileNotFoundError):
            self._files.rm_file(f"{self._path}/{name}")

    def remove_itself(self) -> None:
        """Remove the folder, where there is one, if nothing stands in it."""
        with suppress(Exception):  # there are no folders, or it is not empty
            self._files.rmdir(self._path)

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """Turn whatever error a file system knows, many of them its own, into one of the system."""
        try:
            yield
        except Exception as error:
            told = "it cannot do this" if isinstance(error, NotImplementedError) else _first_line(error)
            raise OSError(f"{self._shown} cannot be {what}: {told}") from error


def _open(address: str) -> tuple[Any, str]:
    """Return a file system, and the path of an address in it."""
    if "://" not in address or "::" in address:
        allowed = "one protocol and two slashes, as in s3://bucket/shards"
        raise InputError("this is no address for shards", place=address, allowed=allowed)
    try:
        from fsspec.core import url_to_fs
    except ImportError as error:
        raise InputError(f"fsspec is not installed: {error}", place=address, suggestion=_INSTALL) from None
    try:
        files, path = url_to_fs(address)
    except Exception as error:
        raise InputError(
            f"there is no way to this address: {_first_line(error)}",
            place=address,
            allowed="a folder, or an address of a protocol that fsspec knows",
            suggestion="install what fsspec asks for, here and on all workers",
        ) from None
    return files, str(path).rstrip("/")


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), "") or type(error).__name__
