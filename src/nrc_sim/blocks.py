"""What a block of runs gives back: plain arrays, the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]


@dataclass(frozen=True)
class Labels:
    """Names along the axes of a block, in the order of the world file.

    Attributes
    ----------
    outside : str
        Display name of the outside power.
    members, member_names : tuple of str
        Identifiers and display names of the members, lead member first.
    issues, areas, negotiations : tuple of str
        Identifiers of issues, cooperation areas and negotiations.
    regimes, settlements : tuple of str
        Regimes and settlement states; the position is the code in `Block.regime` and `Block.settlement`.
    """

    outside: str
    members: tuple[str, ...]
    member_names: tuple[str, ...]
    issues: tuple[str, ...]
    areas: tuple[str, ...]
    negotiations: tuple[str, ...]
    regimes: tuple[str, ...]
    settlements: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Results of runs `first_run` .. `first_run + runs - 1` of one scenario.

    Attributes
    ----------
    first_run : int
        Number of the first run in the block.
    index : array of float64 (run, month)
        Headline index, points.
    regime : array of uint8 (run, month)
        Code of the institution's regime.
    settlement : array of uint8 (run, month, negotiation)
        Code of the state of each negotiation.
    series : mapping of name to array of float64 (run, month)
        Other month-level variables, by the names of `nrc_sim.world.SERIES`.
    tension, stock : array of float64 (run, month, issue) and (run, month, area)
        Unresolved tension of each issue and stock of practical cooperation of each area, 0..1.
    member_trust, outside_trust : array of float64 (run, month, member)
        Trust of each member in the outside power and of the outside power in each member, 0..1.
    """

    first_run: int
    index: Floats
    regime: Codes
    settlement: Codes
    series: Mapping[str, Floats]
    tension: Floats
    stock: Floats
    member_trust: Floats
    outside_trust: Floats

    @property
    def runs(self) -> int:
        """Number of runs in the block."""
        return int(self.index.shape[0])


def join_blocks(blocks: Sequence[Block]) -> Block:
    """Put blocks of one scenario together in the order of their runs.

    Parameters
    ----------
    blocks : sequence of Block
        At least one; any order; no gaps between their runs.
    """
    ordered = sorted(blocks, key=lambda block: block.first_run)
    arrays = ("index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust")
    joined = {name: np.concatenate([getattr(block, name) for block in ordered]) for name in arrays}
    series = {name: np.concatenate([block.series[name] for block in ordered]) for name in ordered[0].series}
    return Block(first_run=ordered[0].first_run, series=series, **joined)
