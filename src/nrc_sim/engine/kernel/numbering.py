"""Numbers of rows, columns and lanes."""

from __future__ import annotations

from typing import Any

import numpy as np

# Innermost and of fixed length: the compiler turns a loop over lanes into instructions for several runs at once. With
# the lanes outermost half the speed is lost. So many keep the rows of one member in the first cache.
LANES = 128
"""Runs that go through a month side by side; the innermost loops run over them."""


FIRST: Any = np.int64(0)
"""Number of the first of anything."""


def whole_numbers(count: int) -> Any:
    """Number things from 0 on.

    Parameters
    ----------
    count : how many

    Notes
    -----
    For each of Python's own numbers that is passed to it, a function would be compiled anew.
    """
    return tuple(np.arange(count, dtype=np.int64))
