"""Folders in which several machines write shards: each knows the folder again, or hands its shards over instead."""

from __future__ import annotations

from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from nrc_sim.study.store.contents import SHARD_ENDING
from nrc_sim.study.store.shards import Shard, write_shard
from nrc_sim.text.writing import write_text

_SHARED = "shared.part"
"""File by which other processes know the folder again."""

_MARK_BYTES = 12


def share_folder(folder: Path, key: str) -> SharedPlace:
    """Mark a folder, so that others know it again, and return what they have to be told.

    Parameters
    ----------
    folder : existing, with the shards of a study
    key : identifies the study
    """
    mark = token_hex(_MARK_BYTES)
    write_text(folder / _SHARED, mark)
    return SharedPlace(str(folder.resolve()), key, mark)


def shard_path(folder: Path, first_run: int, stop: int) -> Path:
    """Return where a shard stands.

    Parameters
    ----------
    folder : of the shards
    first_run, stop : its runs, `first_run` .. `stop - 1`
    """
    return folder / f"{first_run:010}-{stop:010}{SHARD_ENDING}"


class SharedPlace(NamedTuple):
    """A folder in which other processes may write shards, perhaps on other machines: plain data.

    Attributes
    ----------
    folder : str
        Its whole path.
    key : str
        Identifies the study.
    mark : str
        Stands in a file of the folder, so that another folder of the same path is not taken for it.
    """

    folder: str
    key: str
    mark: str

    def write(self, shard: Shard) -> bool:
        """Write a shard with all digits; return whether this process finds the folder.

        Parameters
        ----------
        shard : Shard

        Raises
        ------
        OSError
            If it cannot be written, such as on a full disk.
        """
        folder = Path(self.folder)
        try:
            found = (folder / _SHARED).read_text(encoding="ascii")
        except OSError:
            return False
        if found != self.mark:
            return False
        write_shard(shard, shard_path(folder, shard.first_run, shard.stop), self.key, exact=True)
        return True
