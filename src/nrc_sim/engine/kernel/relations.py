"""Leaderships, conduct and learning of many runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nrc_sim.engine.kernel.arrays import (
    HAS_LEAD,
    LEAD_RENEWAL,
    LEAD_TOLD,
    OF_MEMBERS,
    OF_OUTSIDE,
    OUTSIDE_RENEWAL,
    OUTSIDE_TOLD,
    SECOND_POWERS,
    START,
    WorldArrays,
)
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.draws import LEADERSHIP, bell_of, uniform_of
from nrc_sim.engine.kernel.lanes import OF_ALL, Lanes, is_wide, weigh, weigh_each
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import conduct_of, leadership_of
from nrc_sim.engine.kernel.readers import member_stance, outside_stance, traits_of
from nrc_sim.engine.kernel.rifts import rift_row, with_or_without
from nrc_sim.engine.kernel.state_layout import (
    ADDED_RALLY,
    CONDUCT_ALLIANCE,
    CONDUCT_OUTSIDE,
    DYAD_ROWS,
    LEAD_DISPOSITION,
    LEAD_TENURE,
    MEAN_FEAR,
    MEAN_FEAR_OUTSIDE,
    MEMBER_CONDUCT,
    MEMBER_FEAR,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_CONDUCT,
    OUTSIDE_DISPOSITION,
    OUTSIDE_FEAR,
    OUTSIDE_TRUST_LEVEL,
    RALLY,
    TRUST_ALLIANCE,
    TRUST_OUTSIDE,
)
from nrc_sim.rules.actors import choose_conduct
from nrc_sim.rules.arithmetic import is_finite
from nrc_sim.rules.leadership import next_disposition, next_rally, next_tenure, renewed


@inner
def renew_leaderships(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Renew leaderships or fade their effects, and fade rallies behind a common threat."""
    common, parameters, keys, now = lanes.common, lanes.parameters, lanes.keys, world.span[START] + month
    lead_renewal, outside_renewal = world.calendar[LEAD_RENEWAL, month], world.calendar[OUTSIDE_RENEWAL, month]
    told = (world.calendar[LEAD_TOLD, month], world.calendar[OUTSIDE_TOLD, month])
    for lane in range(LANES):
        # Slots 0 and 1 decide on a change, 2 and 3 draw the disposition, as the readable engine has it.
        key, p = keys[LEADERSHIP, lane], leadership_of(parameters, lane)
        lead = (uniform_of(key, now, 0), bell_of(key, now, 2))
        outside = (uniform_of(key, now, 1), bell_of(key, now, 3))
        tenure = common[LEAD_TENURE, lane]
        common[LEAD_TENURE, lane] = next_tenure(tenure, renewed(lead[0], lead_renewal))
        before = common[LEAD_DISPOSITION, lane]
        drawn = next_disposition(before, lead_renewal, lead, p)
        common[LEAD_DISPOSITION, lane] = told[0] if is_finite(told[0]) else drawn
        before = common[OUTSIDE_DISPOSITION, lane]
        drawn = next_disposition(before, outside_renewal, outside, p)
        common[OUTSIDE_DISPOSITION, lane] = told[1] if is_finite(told[1]) else drawn
        common[RALLY, lane] = next_rally(common[RALLY, lane], common[ADDED_RALLY, lane], p)


@inner
def rank_of(world: WorldArrays, side: int, pair: int) -> int:
    """Return the number of the power of a side in a pair, 0 if it is the lead of its side and for none else."""
    number = pair // world.span[SECOND_POWERS] if side == OF_MEMBERS else pair % world.span[SECOND_POWERS]
    return int(number) if world.sides[side, HAS_LEAD] > 0.0 else int(number) + 1


def _make_conduct(stance_of: Any, conduct: int, disposition: int, *, apart: bool) -> Callable[..., None]:
    """Compile how the powers of one side choose their conduct toward those of the other.

    Parameters
    ----------
    stance_of : reader of their rows
    conduct, disposition : rows of their conduct, and of the disposition of their leadership
    apart : whether there can be rifts between them and their allies
    """

    @inner
    def choose(lanes: Lanes, row: int, pair: int, of_lead: int, lead_weight: float, rank: int) -> None:
        common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, pair * DYAD_ROWS
        leads, led = rank == 0, of_lead * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            leaders = common[disposition, lane] if leads else 0.0
            rift = lanes.rifts[row, lane] if apart else 0.0
            stance = stance_of(common, dyads, own, lane, leaders, dyads[led + conduct, lane], lead_weight, rift)
            dyads[own + conduct, lane] = choose_conduct(stance, conduct_of(parameters, lane))

    return choose


_conduct_member = with_or_without(_make_conduct, member_stance, MEMBER_CONDUCT, LEAD_DISPOSITION)
_conduct_outside = with_or_without(_make_conduct, outside_stance, OUTSIDE_CONDUCT, OUTSIDE_DISPOSITION)


@inner
def _weight_of_lead(world: WorldArrays, side: int, pair: int, rank: int) -> float:
    """Return how far a power looks to the lead of its side, 0 if it leads or its side has none."""
    alone = rank == 0 or world.sides[side, HAS_LEAD] == 0.0
    return 0.0 if alone else float(traits_of(world.traits[side], pair).lead_weight)


@stage
def conduct_relations(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Compute the conduct of all actors from last month's values."""
    pairs, seconds = world.weights.shape[1], world.span[SECOND_POWERS]
    # Backward, so that all but the lead see the conduct of last month when they look to it: it stands first.
    for pair in range(pairs - 1, -1, -1):
        first, second = pair - pair % seconds, pair % seconds
        rank, row = rank_of(world, OF_MEMBERS, pair), rift_row(world.span, OF_MEMBERS, pair)
        _conduct_member(lanes, row, pair, second, _weight_of_lead(world, OF_MEMBERS, pair, rank), rank)
        rank, row = rank_of(world, OF_OUTSIDE, pair), rift_row(world.span, OF_OUTSIDE, pair)
        _conduct_outside(lanes, row, pair, first, _weight_of_lead(world, OF_OUTSIDE, pair, rank), rank)
    weigh_conduct(world, lanes, month)


@stage
def weigh_conduct(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Aggregate conduct of both directions over the pairs by consensus weight."""
    if lanes.weights.shape[0] > 0:
        weigh_each(lanes, OF_ALL, OUTSIDE_CONDUCT, CONDUCT_OUTSIDE)
        weigh_each(lanes, OF_ALL, MEMBER_CONDUCT, CONDUCT_ALLIANCE)
        return
    weights = world.weights[month]
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_CONDUCT, lanes.common, CONDUCT_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_CONDUCT, lanes.common, CONDUCT_ALLIANCE)


@stage
def weigh_trust(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Aggregate trust of both directions, and fear, over the pairs by consensus weight."""
    if lanes.weights.shape[0] > 0:
        weigh_each(lanes, OF_ALL, OUTSIDE_TRUST_LEVEL, TRUST_OUTSIDE)
        weigh_each(lanes, OF_ALL, MEMBER_TRUST_LEVEL, TRUST_ALLIANCE)
        weigh_each(lanes, OF_ALL, MEMBER_FEAR, MEAN_FEAR)
        weigh_each(lanes, OF_ALL, OUTSIDE_FEAR, MEAN_FEAR_OUTSIDE)
        return
    weights = world.weights[month]
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_TRUST_LEVEL, lanes.common, TRUST_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_TRUST_LEVEL, lanes.common, TRUST_ALLIANCE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_FEAR, lanes.common, MEAN_FEAR)
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_FEAR, lanes.common, MEAN_FEAR_OUTSIDE)
