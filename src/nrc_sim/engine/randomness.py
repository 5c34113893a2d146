"""Counter-based random numbers: (seed, run, process, month, slot) -> number, with no generator state.

The generator is SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): output `n`
of the stream with key `k` is `mix(k + (n + 1) * GAMMA)`. A key is itself made by drawing from the stream of its
parent, so that every (seed, run, process) has a stream of its own and any number can be computed alone, in any order,
by any engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

LARGEST_NUMBER = 2**63 - 1
"""The largest seed, and the largest number of a run."""

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_PAIRS, _SUM = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0001000100010001)
SLOTS = 1 << 20
"""Slots in a month: the counter of a draw is `month * SLOTS + slot`."""

_BYTE_MEAN = 1020.0
_BYTE_SD = 209.02152999152983  # sqrt(8 * (256**2 - 1) / 12): the sum of eight uniform bytes


def mix(words: Words) -> Words:
    """Scramble 64-bit words with the finaliser of SplitMix64.

    Parameters
    ----------
    words : array of uint64, any shape

    Notes
    -----
    One expression serves arrays and compiled scalars. Arrays wrap silently; NumPy scalars would warn.
    """
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


def draw_words(key: Words, counters: Words) -> Words:
    """Return output number `counters` of the streams with keys `key` (broadcast against each other)."""
    return mix(key + (counters + np.uint64(1)) * _GAMMA)


def process_number(name: str) -> int:
    """Number a process by its name, so that its draws stay the same whatever else a scenario holds."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def stream_name(process: str, redrawn: Collection[str]) -> str:
    """Name the stream of a process: its own, or another one where its draws are to be others.

    Parameters
    ----------
    process : name of the process
    redrawn : processes whose draws are to be others than those of the seed
    """
    return f"{process}, drawn again" if process in redrawn else process


PROCESSES = ("negotiation", "institution", "leadership", "disputes", "drift")
"""Processes of every world beside its shocks."""


def every_process(shocks: Iterable[str]) -> frozenset[str]:
    """Name all processes that draw month by month, or place shocks in their windows.

    Parameters
    ----------
    shocks : ids of the shocks of a scenario
    """
    return frozenset({*PROCESSES, *(f"{kind} {shock}" for shock in shocks for kind in ("shock", "window"))})


def stream_key(seed: int, run: int, process: str) -> Words:
    """Make the key of the stream of one process in one run.

    Parameters
    ----------
    seed, run : int, 0 .. 2**63 - 1
    process : name of the process, such as the identifier of a shock

    Returns
    -------
    array of uint64, shape (1,)
    """
    return stream_keys(seed, np.array([run]), process)


def stream_keys(seed: int, runs: NDArray[np.int64], process: str) -> Words:
    """Make the keys of the streams of one process in several runs, see `stream_key`; array of uint64 (run)."""
    of_runs = draw_words(np.array([seed], dtype=np.uint64), runs.astype(np.uint64))
    return draw_words(of_runs, np.array([process_number(process)], dtype=np.uint64))


def stream_words(key: Words, months: NDArray[np.int64], slots: int) -> Words:
    """Draw the words of one stream for several months at once.

    Returns
    -------
    array of uint64 (month, slot)
    """
    counters = months.astype(np.uint64)[:, None] * np.uint64(SLOTS) + np.arange(slots, dtype=np.uint64)[None, :]
    return draw_words(key, counters)


def as_uniform(words: Words) -> NDArray[np.float64]:
    """Turn words into uniform numbers in the open interval (0, 1), on a grid of 2**-52."""
    return ((words >> np.uint64(12)) + 0.5) * 2.0**-52  # type: ignore[return-value]


def as_bell(words: Words) -> NDArray[np.float64]:
    """Turn words into bell-shaped numbers with mean 0 and standard deviation 1.

    Notes
    -----
    The standardised sum of the eight bytes of a word: excess kurtosis -0.15, range -4.88 .. 4.88, steps of 0.005. It
    needs neither logarithm nor cosine, whose last bits differ between machines.
    """
    pairs = (words & _PAIRS) + ((words >> np.uint64(8)) & _PAIRS)
    total = (pairs * _SUM) >> np.uint64(48)
    return (total - _BYTE_MEAN) / _BYTE_SD  # type: ignore[return-value]
