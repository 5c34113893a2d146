"""Pieces of work, such as all runs of a variant: what each gave, in a file of its own, so that none is done again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.study.store.contents import SHARD_ENDING
from nrc_sim.study.store.parts import pack_array, read_parts, unpack_array, write_parts

_Arrays = dict[str, NDArray[Any]]


class Pieces:
    """Pieces of the work of one command, in its folder; several threads may read and write at once.

    Parameters
    ----------
    folder : Path
        Where they stand, an existing folder.
    key : str
        Identifies what the command was asked.
    tell : callable
        Receives a line for people on what was found damaged.
    """

    def __init__(self, folder: Path, key: str, tell: Callable[[str], None]) -> None:
        self._folder, self._key, self._tell = folder, key, tell

    def elsewhere(self, folder: Path) -> Pieces:
        """Return pieces of the same work in another folder.

        Parameters
        ----------
        folder : existing or not; it has to exist before anything is written
        """
        return Pieces(folder, self._key, self._tell)

    @property
    def count(self) -> int:
        """Number of the pieces there are, damaged or not."""
        return sum(1 for _ in self._folder.glob(f"*{SHARD_ENDING}"))

    def read(self, described: str) -> _Arrays | None:
        """Return what a piece gave; None if there is none, or it is damaged, which is said.

        Parameters
        ----------
        described : all that decides its numbers
        """
        path = self._path(described)
        if not path.exists():
            return None
        parts = read_parts(path)
        header = None if parts is None else json.loads(bytes(next(parts)))
        if parts is None or header is None or header["key"] != self._key:
            self._tell(f"{path.name} is damaged: its work is done again")
            path.unlink(missing_ok=True)
            return None
        return {name: unpack_array(next(parts), dtype, shape) for name, dtype, shape in header["arrays"]}

    def write(self, described: str, arrays: _Arrays) -> None:
        """Keep what a piece gave, with all digits.

        Parameters
        ----------
        described : all that decides its numbers
        arrays : by name
        """
        write_parts(self._path(described), self._parts(arrays))

    def _parts(self, arrays: _Arrays) -> Iterator[bytes]:
        listed = [(name, values.dtype.str, values.shape) for name, values in arrays.items()]
        yield json.dumps({"key": self._key, "arrays": listed}).encode()
        for values in arrays.values():
            yield pack_array(np.asarray(values))

    def _path(self, described: str) -> Path:
        return self._folder / f"{sha256(described.encode()).hexdigest()[:32]}{SHARD_ENDING}"
