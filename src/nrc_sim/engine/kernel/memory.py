"""Memory for the arrays of compiled code."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

_LINE = 64
"""Bytes in a line of the cache, and in the largest load."""

_local = threading.local()


def aligned_array(shape: tuple[int, ...], kind: type[np.generic] = np.float64) -> NDArray[Any]:
    """Make an array of zeros that begins at a multiple of 64 bytes, so that no load of eight numbers crosses a line.

    Parameters
    ----------
    shape : of the array
    kind : type of its numbers
    """
    size = np.dtype(kind).itemsize * math.prod(shape)
    memory = np.zeros(size + _LINE, dtype=np.uint8)
    first = -memory.ctypes.data % _LINE
    return memory[first : first + size].view(kind).reshape(shape)


def reused_arrays(likes: Sequence[NDArray[Any]], last: int) -> list[NDArray[Any]]:
    """Make arrays in the memory of those that this thread made last in this way, if that is large enough.

    Parameters
    ----------
    likes : arrays with the types and shapes that are wanted, except for
    last : the length of the last axis
    """
    shapes = [(*like.shape[:-1], last) for like in likes]
    sizes = [like.itemsize * math.prod(shape) for like, shape in zip(likes, shapes, strict=True)]
    # Whole lines for each array, so that no two share one.
    starts = np.cumsum([0, *(-(-size // _LINE) for size in sizes)]).tolist()
    memory: NDArray[np.uint8] | None = getattr(_local, "memory", None)
    if memory is None or memory.shape[0] < starts[-1]:
        memory = _local.memory = np.empty((starts[-1], _LINE), dtype=np.uint8)
    parts = [memory[first:end].reshape(-1) for first, end in pairwise(starts)]
    kinds = zip(parts, sizes, likes, shapes, strict=True)
    return [part[:size].view(like.dtype).reshape(shape) for part, size, like, shape in kinds]
