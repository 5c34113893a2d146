"""What many runs keep of the past: disputes that bring others after them, slow parts of conduct."""

from __future__ import annotations

from collections.abc import Callable

from nrc_sim.engine.kernel.arrays import START, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import DISPUTES, DRIFT, bell_of, uniform_of
from nrc_sim.engine.kernel.lanes import Lanes, is_wide
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import disputes_of, memory_of
from nrc_sim.engine.kernel.state_layout import (
    DYAD_ROWS,
    MEMBER_ACTS,
    MEMBER_CHANCE,
    MEMBER_GRIEVANCE,
    MEMBER_SLOW,
    OUTSIDE_ACTS,
    OUTSIDE_CHANCE,
    OUTSIDE_GRIEVANCE,
    OUTSIDE_SLOW,
    UNREST,
)
from nrc_sim.rules.arithmetic import mean_of_both
from nrc_sim.rules.disputes import chance_of_dispute, first_acts, next_unrest, severity
from nrc_sim.rules.memory import drifted, next_slow


@stage
def break_out(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Draw this month's disputes of all pairs, add the acts of both sides, and draw the noise of conduct."""
    now = world.span[START] + month
    barred = world.barred.shape[0] > 0 and world.barred[month, world.barred.shape[1] - 1] > 0
    for pair in range(world.weights.shape[1]):
        _dispute(lanes, pair, now, barred)
        _draw_noise(lanes, pair, now)


@inner
def _dispute(lanes: Lanes, pair: int, now: int, barred: bool) -> None:
    """Draw whether a dispute breaks out in a pair, and add its acts where it does; as a rule it does in few lanes.

    None breaks out where it is barred, since all that happened is told.
    """
    dyads, own, keys = lanes.dyads, pair * DYAD_ROWS, lanes.keys
    for lane in range(LANES):
        # Slot 0 of three decides on the occurrence, 1 on who begins, 2 on the severity, as the readable engine has it.
        p, before = disputes_of(lanes.parameters, lane), dyads[own + UNREST, lane]
        held = mean_of_both(lanes.common[OUTSIDE_GRIEVANCE, lane], lanes.common[MEMBER_GRIEVANCE, lane])
        drawn = uniform_of(keys[DISPUTES, lane], now, 3 * pair)
        broke_out = not barred and drawn < chance_of_dispute(before, held, p)
        if broke_out:
            size = severity(uniform_of(keys[DISPUTES, lane], now, 3 * pair + 2), p)
            acts, replies = first_acts(size, uniform_of(keys[DISPUTES, lane], now, 3 * pair + 1), p)
            dyads[own + MEMBER_ACTS, lane] += acts
            dyads[own + OUTSIDE_ACTS, lane] += replies
        dyads[own + UNREST, lane] = next_unrest(before, broke_out, p)


@inner
def _draw_noise(lanes: Lanes, pair: int, now: int) -> None:
    """Draw the noise of both directions: slots 3 and 4 of five, see `_make_memory`."""
    dyads, own = lanes.dyads, pair * DYAD_ROWS
    for lane in range(LANES):
        dyads[own + MEMBER_CHANCE, lane] = bell_of(lanes.keys[DRIFT, lane], now, 5 * pair + 3)
        dyads[own + OUTSIDE_CHANCE, lane] = bell_of(lanes.keys[DRIFT, lane], now, 5 * pair + 4)


def _make_memory(slow: int, slot: int) -> Callable[..., None]:
    """Compile what one direction keeps of a month.

    Parameters
    ----------
    slow : its row
    slot : of its own drift; slot 0 of five is the drift of the pair
    """

    @inner
    def keep(lanes: Lanes, pair: int, now: int) -> None:
        dyads, parameters, own = lanes.dyads, lanes.parameters, pair * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(parameters)):
            return
        for lane in range(LANES):
            key, p = lanes.keys[DRIFT, lane], memory_of(parameters, lane)
            drift = drifted(bell_of(key, now, 5 * pair), bell_of(key, now, 5 * pair + slot), p)
            dyads[own + slow, lane] = next_slow(dyads[own + slow, lane], drift, p)

    return keep


_keep_member = _make_memory(MEMBER_SLOW, 1)
_keep_outside = _make_memory(OUTSIDE_SLOW, 2)


@stage
def remember(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Let slow parts of conduct drift."""
    now = world.span[START] + month
    for pair in range(world.weights.shape[1]):
        _keep_member(lanes, pair, now)
        _keep_outside(lanes, pair, now)
