"""Events that were seen before, by keys of 64 bits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

_ODD, _SHIFT = np.uint64(0x9E3779B97F4A7C15), np.uint64(29)
"""Multiplier and shift with which keys of several parts are mixed (Vigna's SplitMix64 has the first)."""


def keys_of(texts: NDArray[np.object_]) -> Keys:
    """Return a key for each text, the same in any file.

    Parameters
    ----------
    texts : array of str
    """
    return np.asarray(pd.util.hash_array(texts, categorize=False), dtype=np.uint64)


def mixed_keys(first: Keys, *others: NDArray[np.integer]) -> Keys:
    """Return keys of several parts.

    Parameters
    ----------
    first, others : parts, arrays of the same length
    """
    found = first
    for part in others:
        found = (found ^ part.astype(np.uint64)) * _ODD
        found = found ^ (found >> _SHIFT)
    return found


class Seen:
    """Keys that were met so far, 8 bytes each, in sorted arrays of which each is over twice as long as the next."""

    def __init__(self) -> None:
        self._parts: list[Keys] = []

    def fresh(self, keys: Keys) -> NDArray[np.bool_]:
        """Return which keys are met for the first time, and remember them.

        Parameters
        ----------
        keys : array; of equal ones the first is fresh
        """
        found = np.zeros(keys.size, dtype=bool)
        found[np.unique(keys, return_index=True)[1]] = True
        for part in self._parts:
            place = np.minimum(np.searchsorted(part, keys), part.size - 1)
            found &= part[place] != keys
        self._add(np.sort(keys[found]))
        return found

    def _add(self, keys: Keys) -> None:
        if keys.size:
            self._parts.append(keys)
        while len(self._parts) > 1 and 2 * self._parts[-1].size >= self._parts[-2].size:
            last = self._parts.pop()
            self._parts[-1] = np.sort(np.concatenate((self._parts[-1], last)))
