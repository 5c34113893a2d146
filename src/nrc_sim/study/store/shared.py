"""Places in which several machines write shards: each knows the place again, or hands its shards over instead."""

from __future__ import annotations

from secrets import token_hex
from typing import NamedTuple

from nrc_sim.study.store.places import ShardPlace, place_at, shard_name
from nrc_sim.study.store.shards import Shard, join_shard

SHARED = "shared.part"
"""File by which other processes know the place again."""

_MARK_BYTES = 12


def share_place(place: ShardPlace, key: str) -> SharedPlace:
    """Mark a place, so that others know it again, and return what they have to be told.

    Parameters
    ----------
    place : of the shards of a study
    key : identifies the study
    """
    mark = token_hex(_MARK_BYTES)
    place.write(SHARED, [mark.encode("ascii")])
    return SharedPlace(place.shown, key, mark)


class SharedPlace(NamedTuple):
    """A place in which other processes may write shards, perhaps on other machines: plain data.

    Attributes
    ----------
    shown : str
        The whole path of a folder, or an address.
    key : str
        Identifies the study.
    mark : str
        Stands in a file of the place, so that another of the same name is not taken for it.
    """

    shown: str
    key: str
    mark: str

    def write(self, shard: Shard) -> bool:
        """Write a shard with all digits; return whether this process finds the place.

        Parameters
        ----------
        shard : Shard

        Raises
        ------
        OSError
            If it cannot be written, such as on a full disk.
        """
        place = place_at(self.shown)
        if place.read(SHARED) != self.mark.encode("ascii"):
            return False
        place.write(shard_name(shard.first_run, shard.stop), join_shard(shard, self.key, exact=True))
        return True
