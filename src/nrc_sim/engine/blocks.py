"""What a block of runs gives back: plain arrays, the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.errors import RunError

Floats = NDArray[np.float64]
Codes = NDArray[np.uint8]
Integers = NDArray[np.int64]
Counts = NDArray[np.int32]

ARRAYS = ("run", "index", "regime", "settlement", "tension", "stock", "member_trust", "outside_trust")
"""Arrays of a block beside its series; the first axis of each is the run."""

CONDUCT = ("member_conduct", "outside_conduct")
"""Arrays that a block has if they were asked for."""

RIFT = "rift"
"""Array that a block has where something acts, or has acted, among powers of one side."""

SHOCKS = ("shock_count", "shock_first_month", "shock_largest_size")
"""Arrays with an axis for the shocks of the scenario, among those of `DRAWN`."""

DRAWN = (*SHOCKS, "regime_before", "settlement_before", "origin")
"""Arrays that tell what each run drew, of which a block has all or none."""


@dataclass(frozen=True)
class Labels:
    """Names along the axes of a block, in the order of the world file.

    Attributes
    ----------
    outside : str
        Display name of the second side.
    members, member_names : tuple of str
        Identifiers and display names of the pairs, that of the leads first; where a side is one power alone, of the
        powers of the other.
    issues, areas, negotiations : tuple of str
        Identifiers of issues, cooperation areas and negotiations.
    regimes, settlements : tuple of str
        Regimes and settlement states; the position is the code in `Block.regime` and `Block.settlement`.
    alliance : str
        Display name of the first side.
    ends, frozen, partnerships : tuple of str
        Settlement states in which talks have ended; regimes in which the institution is frozen, and partnerships.
    powers : tuple of tuple of str (side, power)
        Display names of the powers of either side, its lead first.
    rifts : tuple of str
        Identifiers of the powers of which rifts are kept; none where nothing acts among powers of one side. Labels are
        equal whatever stands here: it says what is kept, not what there is.
    """

    outside: str
    members: tuple[str, ...]
    member_names: tuple[str, ...]
    issues: tuple[str, ...]
    areas: tuple[str, ...]
    negotiations: tuple[str, ...]
    regimes: tuple[str, ...]
    settlements: tuple[str, ...]
    alliance: str = ""
    powers: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
    ends: tuple[str, ...] = ()
    frozen: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()
    rifts: tuple[str, ...] = field(default=(), compare=False)

    @property
    def parties(self) -> tuple[tuple[str, str], ...]:
        """Display names of the two powers of each pair, that of the first side first."""
        return tuple(product(*self.powers))

    @property
    def has_institution(self) -> bool:
        """Whether regimes between the sides can come and go."""
        return len(self.regimes) > 1


@dataclass(frozen=True)
class Failure:
    """One run that could not be finished, as plain data.

    Attributes
    ----------
    scenario : str
        Slug.
    run, seed : int
        Number of the run, and the seed of its draws.
    month : str
        Month in which it failed, such as `2014-03`.
    stage : str
        "history" or "scenario".
    place : str
        The rule, such as `trust.learned`, or the variable, such as `member_trust`.
    error : str
        What was wrong, such as "division by zero" or "not a finite number".
    parameters : str
        "ensemble" if the run drew its parameter set, or "central".
    """

    scenario: str
    run: int
    month: str
    stage: str
    place: str
    error: str
    seed: int
    parameters: str = "ensemble"

    @property
    def trace(self) -> str:
        """How to see it again: a line of Python, and up to which month to step."""
        central = "" if self.parameters == "ensemble" else f', parameters="{self.parameters}"'
        model = f'nrc_sim.RelationshipModel("{self.scenario}", seed={self.seed}, run={self.run}{central})'
        return model if self.stage == "history" else f"{model}, then step() up to {self.month}"

    def describe(self) -> dict[str, Any]:
        """Return the failure as plain data, with the way to see it again."""
        return asdict(self) | {"trace": self.trace}


@dataclass(frozen=True)
class Block:
    """Results of some runs of one scenario.

    Arrays may be views of any memory order, and the numbers of the runs may have gaps.

    Attributes
    ----------
    run : array of int64 (run)
        Numbers of the runs, ascending; runs that failed have no row.
    index : array of float64 (run, month)
        Headline index, points.
    regime : array of uint8 (run, month)
        Code of the institution's regime.
    settlement : array of uint8 (run, month, negotiation)
        Code of the state of each negotiation.
    series : mapping of name to array of float64 (run, month)
        Other month-level variables, by the names of `nrc_sim.engine.world.SERIES`.
    tension, stock : array of float64 (run, month, issue) and (run, month, area)
        Unresolved tension of each issue and stock of practical cooperation of each area, 0..1.
    member_trust, outside_trust : array of float64 (run, month, member)
        Trust of each member in the outside power and of the outside power in each member, 0..1.
    failures : tuple of Failure
        What happened to the runs that failed.
    rift : array of float64 (run, month, power), or None
        How far each power has drifted from its allies, 0..1; None where nothing acts among powers of one side.
    member_conduct, outside_conduct : array of float64 (run, month, member), or None
        Conduct of each member toward the outside power and the reverse, -1..1; None unless it was asked for.
    shock_count, shock_first_month : array of int32 (run, shock), or None
        How often each shock of the scenario began, and in which month first, counted from the start of the horizon, or
        -1; None if this was not recorded, as are the following.
    shock_largest_size : array of float64 (run, shock), or None
        Its largest size, 0 where it never came.
    regime_before, settlement_before : array of uint8 (run) and (run, negotiation), or None
        Codes of the regime and of the state of each negotiation before the first month.
    origin : array of int64 (run), or None
        Number of the run whose parameter set and first draws it has: its own, unless it has branched from another.
    """

    run: Integers
    index: Floats
    regime: Codes
    settlement: Codes
    series: Mapping[str, Floats]
    tension: Floats
    stock: Floats
    member_trust: Floats
    outside_trust: Floats
    failures: tuple[Failure, ...] = ()
    rift: Floats | None = None
    member_conduct: Floats | None = None
    outside_conduct: Floats | None = None
    shock_count: Counts | None = None
    shock_first_month: Counts | None = None
    shock_largest_size: Floats | None = None
    regime_before: Codes | None = None
    settlement_before: Codes | None = None
    origin: Integers | None = None

    @property
    def runs(self) -> int:
        """Number of runs in the block."""
        return int(self.index.shape[0])

    @property
    def origins(self) -> Integers:
        """Numbers of the runs whose parameter sets and first draws the runs have, array (run)."""
        return self.run if self.origin is None else self.origin


def present_arrays(block: Block) -> tuple[str, ...]:
    """Name the arrays that a block has beside its series.

    Parameters
    ----------
    block : Block
    """
    return (*ARRAYS, *(name for name in (RIFT, *DRAWN, *CONDUCT) if getattr(block, name) is not None))


def select_rows(block: Block, rows: slice | NDArray[np.bool_] | Integers) -> Block:
    """Return some rows of a block; its failures stay.

    Parameters
    ----------
    block : Block
    rows : a slice, of which views are made, a mask, or numbers of rows in ascending order
    """
    arrays = {name: getattr(block, name)[rows] for name in present_arrays(block)}
    return replace(block, series={name: values[rows] for name, values in block.series.items()}, **arrays)


def copy_block(block: Block) -> Block:
    """Return a block whose arrays share no memory with those of another, and lie in memory as they did.

    Parameters
    ----------
    block : Block
    """
    arrays = {name: getattr(block, name).copy(order="K") for name in present_arrays(block)}
    return replace(block, series={name: values.copy(order="K") for name, values in block.series.items()}, **arrays)


def join_blocks(blocks: Sequence[Block]) -> Block:
    """Put blocks of one scenario together in the order of their runs.

    Parameters
    ----------
    blocks : sequence of Block
        At least one, in any order; the numbers of their runs do not overlap, and may have gaps.
    """
    ordered = sorted(blocks, key=lambda block: int(block.run[0]) if block.runs else -1)
    if len(ordered) == 1:
        return ordered[0]
    failures = tuple(sorted((item for block in blocks for item in block.failures), key=lambda item: item.run))
    joined = {name: np.concatenate([getattr(block, name) for block in ordered]) for name in present_arrays(ordered[0])}
    series = {name: np.concatenate([block.series[name] for block in ordered]) for name in ordered[0].series}
    return Block(series=series, failures=failures, **joined)


def without_failures(block: Block, what: str = "") -> Block:
    """Return a block of which every run is wanted, where one that failed ends everything.

    Parameters
    ----------
    block : Block
    what : whose runs they are, in words that come first in the message

    Raises
    ------
    RunError
        If a run failed; with the first of them.
    """
    if block.failures:
        failed = block.failures[0]
        raise RunError(f"{what}run {failed.run} failed in {failed.month}: {failed.place}: {failed.error}")
    return block


def mark_regimes(regime: Codes, regimes: tuple[str, ...], meant: tuple[str, ...]) -> NDArray[np.bool_]:
    """Mark the months in which the institution has one of some regimes, array (run, month).

    Parameters
    ----------
    regime : array (run, month), codes of regimes
    regimes : names of the regimes by their codes
    meant : those that are meant, such as `Labels.frozen`
    """
    return np.isin(regime, [code for code, name in enumerate(regimes) if name in meant])
