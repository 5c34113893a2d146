"""Who can join or leave by shocks, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.numbering import whole_numbers
from nrc_sim.engine.world.types import Moves, World

KEPT, JOINED, FIRST_STATE = whole_numbers(3)
"""Entries of a month in `WorldArrays.membership`, and of a move in `WorldArrays.moved`: bits that stay, and that are
set; of a month then the row of each state."""


def acts_of_states(world: World, move: Moves) -> Sequence[tuple[tuple[float, ...], tuple[float, ...]]]:
    """List the acts of a move in each state of membership; in one alone where nobody can join or leave.

    Parameters
    ----------
    world : World
    move : of one of its shocks, or a result of its negotiations
    """
    return [move.acts(state) for state in range(_states_of(world))]


def lay_out_rifts(world: World, moves: Sequence[Moves]) -> Floats:
    """Lay out the acts of moves within a side, each in all states of membership; no rows where no rift is kept.

    Parameters
    ----------
    world : World
    moves : of all shocks and results of negotiations
    """
    powers = len(world.labels.rifts)
    states = range(_states_of(world)) if powers else range(0)
    rows = [move.rifts_while(state) or (0.0,) * powers for move in moves for state in states]
    return np.array(rows, dtype=np.float64).reshape(len(rows), powers)


def _states_of(world: World) -> int:
    return 1 if world.membership is None else len(world.membership.rows[0])


def lay_out_membership(world: World, moves: Sequence[Moves]) -> dict[str, Any]:
    """Lay out who can join or leave by shocks: fields of `WorldArrays`, without rows where nobody can.

    Parameters
    ----------
    world : World
    moves : of all shocks and results of negotiations
    """
    held = world.membership
    if held is None:
        no_entries = np.empty((0, FIRST_STATE), dtype=np.int64)
        return {"membership": no_entries, "weights_by_row": np.empty((0, 0)), "moved": no_entries[:, :FIRST_STATE]}
    most = max(world.powers)
    rows = [
        (*weights, *without_lead, *(weight for side in allies for weight in (*side, *[0.0] * (most - len(side)))))
        for weights, without_lead, allies in zip(held.weights, held.without_lead, held.allies, strict=True)
    ]
    return {
        "membership": np.array(
            [(*planned, *states) for planned, states in zip(held.planned, held.rows, strict=True)], dtype=np.int64
        ),
        "weights_by_row": np.array(rows, dtype=np.float64),
        "moved": np.array([(move.kept, move.joined) for move in moves], dtype=np.int64),
    }
