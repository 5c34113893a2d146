"""Numbers of rows, columns and lanes."""

from __future__ import annotations

import numpy as np

LANES = 64
"""Runs that go through a month side by side; the innermost loops run over them."""


def whole_numbers(count: int) -> list[np.int64]:
    """Number things from 0 on.

    Parameters
    ----------
    count : how many

    Notes
    -----
    For each of Python's own numbers that is passed to it, a function would be compiled anew.
    """
    return list(range(count))
