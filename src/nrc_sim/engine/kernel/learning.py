"""How actors of many runs read the month's conduct, and what it does to trust, expectations and fear.

Each step goes through the lanes in a loop of its own that writes few rows: such loops are compiled to instructions for
several lanes at once. The steps of both sides are the same with other rows. Whether a power leads comes as its number:
a truth value passed to a function keeps the loop from being compiled so.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel import state_layout
from nrc_sim.engine.kernel.arrays import HAS_LEAD, OF_MEMBERS, OF_OUTSIDE, SECOND_POWERS, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import OF_ALL, Lanes, is_wide, weigh, weigh_each
from nrc_sim.engine.kernel.numbering import LANES
from nrc_sim.engine.kernel.parameters import (
    alliance_of,
    conduct_of,
    expectation_of,
    fear_of,
    military_of,
    perception_of,
    trust_of,
)
from nrc_sim.engine.kernel.readers import member_hopes, member_view, outside_hopes, outside_view, traits_of
from nrc_sim.engine.kernel.relations import rank_of, weigh_trust
from nrc_sim.engine.kernel.rifts import rift_row, with_or_without
from nrc_sim.engine.kernel.state_layout import (
    DISCOUNT,
    DYAD_ROWS,
    LEAD_DISPOSITION,
    LOOKED_TO,
    MEMBER_ACTS,
    MEMBER_CONDUCT,
    MEMBER_DRAWN,
    MEMBER_READ,
    MEMBER_RECEIVED,
    MEMBER_TRUST,
    OUTSIDE_ACTS,
    OUTSIDE_CONDUCT,
    OUTSIDE_DISPOSITION,
    OUTSIDE_DRAWN,
    OUTSIDE_READ,
    OUTSIDE_RECEIVED,
    OUTSIDE_TRUST,
    READ_ALLIANCE,
    READ_OUTSIDE,
)
from nrc_sim.rules.actors import (
    drawn_to_allies,
    drawn_to_lead,
    learn_expectation,
    read_acts,
    see_conduct,
    updated_trust,
)
from nrc_sim.rules.arithmetic import logistic, plus_weighted
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.perception import blended


@stage
def learn_from_conduct(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Update the trust, expectations and fear of all actors by the month's conduct."""
    pairs, seconds = world.weights.shape[1], world.span[SECOND_POWERS]
    # Before anybody learns: all are drawn by the trust of last month, whatever their order.
    _draw_along(world, lanes, month)
    for pair in range(pairs):
        traits, rank = traits_of(world.traits[OF_MEMBERS], pair), rank_of(world, OF_MEMBERS, pair)
        _read_outside(lanes, rift_row(world.span, OF_MEMBERS, pair), pair, pair % seconds, traits.lead_weight, rank)
        _update_member(lanes, pair, traits, rank)
    for pair in range(pairs):
        traits, rank = traits_of(world.traits[OF_OUTSIDE], pair), rank_of(world, OF_OUTSIDE, pair)
        _read_member(
            lanes, rift_row(world.span, OF_OUTSIDE, pair), pair, pair - pair % seconds, traits.lead_weight, rank
        )
        _update_outside(lanes, pair, traits, rank)
    weigh_trust(world, lanes, month)
    if lanes.weights.shape[0] > 0:
        weigh_each(lanes, OF_ALL, OUTSIDE_READ, READ_OUTSIDE)
        weigh_each(lanes, OF_ALL, MEMBER_READ, READ_ALLIANCE)
        return
    weights = world.weights[month]
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_READ, lanes.common, READ_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_READ, lanes.common, READ_ALLIANCE)


@stage
def _draw_along(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Find how far the trust of each power is drawn along by its allies, and by its trust in the other side's lead."""
    pairs, seconds = world.weights.shape[1], world.span[SECOND_POWERS]
    members, outside = world.traits[OF_MEMBERS], world.traits[OF_OUTSIDE]
    for second in range(seconds):
        _look_to_members(world, lanes, month, second)
        for pair in range(second, pairs, seconds):
            rank, row = rank_of(world, OF_MEMBERS, pair), rift_row(world.span, OF_MEMBERS, pair)
            _draw_members(lanes, row, pair, second, members, rank)
    # A power alone has no allies, and is the lead in whom the others see their image.
    if seconds > 1:
        for first in range(0, pairs, seconds):
            _look_to_others(world, lanes, month, first)
            for pair in range(first, first + seconds):
                rank, row = rank_of(world, OF_OUTSIDE, pair), rift_row(world.span, OF_OUTSIDE, pair)
                _draw_outside(lanes, row, pair, first, outside, rank)
        if world.sides[OF_OUTSIDE, HAS_LEAD] > 0.0:
            for pair in range(pairs):
                _draw_member_to_lead(lanes, pair, pair - pair % seconds, members, 1.0)
    if world.sides[OF_MEMBERS, HAS_LEAD] > 0.0:
        for pair in range(pairs):
            _draw_outside_to_lead(lanes, pair, pair % seconds, outside, 1.0 if seconds > 1 else 0.0)
    elif seconds == 1:
        for pair in range(pairs):
            _draw_nowhere(lanes, pair)


@inner
def _look_to_members(world: WorldArrays, lanes: Lanes, month: int, second: int) -> None:
    """Add up how far trust of the first side's powers in one of the second lies above disposition, by their weights."""
    traits, place = world.traits[OF_MEMBERS], (second, world.span[SECOND_POWERS])
    if lanes.weights.shape[0] > 0:
        _weigh_each_ally(lanes, traits, MEMBER_TRUST, 2 * world.weights.shape[1], place)
    else:
        _weigh_allies(lanes, traits, MEMBER_TRUST, world.allies[OF_MEMBERS, month], place)


@inner
def _look_to_others(world: WorldArrays, lanes: Lanes, month: int, first: int) -> None:
    """Do the same for the second side, from its first pair with a power of the first side on."""
    traits, place = world.traits[OF_OUTSIDE], (first, 1)
    if lanes.weights.shape[0] > 0:
        entry = 2 * world.weights.shape[1] + world.allies.shape[2]
        _weigh_each_ally(lanes, traits, OUTSIDE_TRUST, entry, place)
    else:
        _weigh_allies(lanes, traits, OUTSIDE_TRUST, world.allies[OF_OUTSIDE, month], place)


@inner
def _weigh_allies(lanes: Lanes, traits: Floats, row: int, weights: Floats, place: tuple[int, int]) -> None:
    """Add up how far trust lies above disposition, in the pairs from `place[0]` in steps of `place[1]`, by weight."""
    common, dyads, pairs = lanes.common, lanes.dyads, lanes.dyads.shape[0] // DYAD_ROWS
    first, step = place
    count = min(weights.size, (pairs - first + step - 1) // step)
    if not (is_wide(dyads) and is_wide(common)):
        return
    for lane in range(LANES):
        common[LOOKED_TO, lane] = 0.0
    # Power after power, as the readable engine adds them up: another order would give other last bits.
    for number in range(count):
        weight, pair = weights[number], first + number * step
        rest, own = traits_of(traits, pair).disposition, pair * DYAD_ROWS
        for lane in range(LANES):
            apart = dyads[own + row, lane] - rest
            common[LOOKED_TO, lane] = plus_weighted(common[LOOKED_TO, lane], weight, apart)


@stage
def _weigh_each_ally(lanes: Lanes, traits: Floats, row: int, entry: int, place: tuple[int, int]) -> None:
    """Do the same with weights that differ by lane, which stand in `Lanes.weights` from `entry` on."""
    common, dyads, weights, pairs = lanes.common, lanes.dyads, lanes.weights, lanes.dyads.shape[0] // DYAD_ROWS
    first, step = place
    # As many powers as there can be on the longer side; beyond those of this one the weights are 0.
    most = (weights.shape[0] - 2 * pairs) // 2
    count = min(most, (pairs - first + step - 1) // step)
    for lane in range(LANES):
        common[LOOKED_TO, lane] = 0.0
    for number in range(count):
        pair = first + number * step
        rest, own = traits_of(traits, pair).disposition, pair * DYAD_ROWS
        for lane in range(LANES):
            apart, weight = dyads[own + row, lane] - rest, weights[entry + number, lane]
            common[LOOKED_TO, lane] = plus_weighted(common[LOOKED_TO, lane], weight, apart)


def _make_draw(trust: int, drawn: int, *, apart: bool) -> Callable[..., None]:
    """Compile the influence of allies on the powers of one side, whose trust and its change have these rows.

    `apart` says whether there can be rifts between them.
    """

    @inner
    def draw(lanes: Lanes, row: int, pair: int, of_lead: int, side: Floats, rank: int) -> None:
        common, dyads, parameters = lanes.common, lanes.dyads, lanes.parameters
        own, lead, traits = pair * DYAD_ROWS, of_lead * DYAD_ROWS, traits_of(side, pair)
        weight, rest_of_lead = 0.0 if rank == 0 else traits.lead_weight, traits_of(side, of_lead).disposition
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            held, of_leads = dyads[own + trust, lane] - traits.disposition, dyads[lead + trust, lane] - rest_of_lead
            looked_to, p = blended(common[LOOKED_TO, lane], of_leads, weight), alliance_of(parameters, lane)
            rift = lanes.rifts[row, lane] if apart else 0.0
            dyads[own + drawn, lane] = drawn_to_allies(held, looked_to, rift, traits, p)

    return draw


_draw_members = with_or_without(_make_draw, MEMBER_TRUST, MEMBER_DRAWN)
_draw_outside = with_or_without(_make_draw, OUTSIDE_TRUST, OUTSIDE_DRAWN)


@inner
def _draw_nowhere(lanes: Lanes, pair: int) -> None:
    """Note that nobody draws the second power of a pair along."""
    for lane in range(LANES):
        lanes.dyads[pair * DYAD_ROWS + OUTSIDE_DRAWN, lane] = 0.0


def _make_draw_to_lead(trust: int, drawn: int) -> Callable[..., None]:
    """Compile what a power's trust in the other side's lead does to its trust, for one side.

    The last argument of what is compiled says whether the change stands there already, 1, or not, 0.
    """

    @inner
    def draw(lanes: Lanes, pair: int, with_lead: int, side: Floats, there: float) -> None:
        dyads, parameters, own, lead = lanes.dyads, lanes.parameters, pair * DYAD_ROWS, with_lead * DYAD_ROWS
        rest, rest_of_lead = traits_of(side, pair).disposition, traits_of(side, with_lead).disposition
        if not (is_wide(dyads) and is_wide(parameters)):
            return
        for lane in range(LANES):
            apart, in_lead = dyads[own + trust, lane] - rest, dyads[lead + trust, lane] - rest_of_lead
            before = dyads[own + drawn, lane] if there > 0.0 else 0.0
            dyads[own + drawn, lane] = before + drawn_to_lead(apart, in_lead, alliance_of(parameters, lane))

    return draw


_draw_member_to_lead = _make_draw_to_lead(MEMBER_TRUST, MEMBER_DRAWN)
_draw_outside_to_lead = _make_draw_to_lead(OUTSIDE_TRUST, OUTSIDE_DRAWN)


def _make_reading(conduct: int, acts: int, received: int, read: int, *, apart: bool) -> Callable[..., None]:
    """Compile how the powers of one side see and read the conduct of those of the other, also toward their own lead.

    Parameters
    ----------
    conduct, acts : rows of what those of the other side do
    received, read : rows of how it is seen and read
    apart : whether there can be rifts between the powers of a side
    """
    # Only the second side has linked acts to discount.
    linked = received == OUTSIDE_RECEIVED

    @inner
    def read_conduct(lanes: Lanes, row: int, pair: int, of_lead: int, lead_weight: float, _: int) -> None:
        dyads, parameters, own, lead = lanes.dyads, lanes.parameters, pair * DYAD_ROWS, of_lead * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(parameters)):
            return
        for lane in range(LANES):
            toward, done = dyads[own + conduct, lane], dyads[own + acts, lane]
            toward_lead, rift = dyads[lead + conduct, lane], lanes.rifts[row, lane] if apart else 0.0
            seen = see_conduct(toward, toward_lead, lead_weight, rift, perception_of(parameters, lane))
            dyads[own + received, lane] = seen
            discount = dyads[own + DISCOUNT, lane] if linked else 0.0
            dyads[own + read, lane] = read_acts(seen, done, discount, conduct_of(parameters, lane))

    return read_conduct


_read_outside = with_or_without(_make_reading, OUTSIDE_CONDUCT, OUTSIDE_ACTS, MEMBER_RECEIVED, MEMBER_READ)
_read_member = with_or_without(_make_reading, MEMBER_CONDUCT, MEMBER_ACTS, OUTSIDE_RECEIVED, OUTSIDE_READ)


def _make_update(side: str, view_of: Any, hopes_of: Any, disposition: int) -> Callable[..., None]:
    """Compile how the powers of one side update trust, expectation and fear by what they have seen.

    Parameters
    ----------
    side : "MEMBER" or "OUTSIDE", with which the names of its rows begin
    view_of, hopes_of : readers of its rows
    disposition : row of the disposition of its leadership
    """
    names = ("DRAWN", "RECEIVED", "TRUST", "TRUST_LEVEL", "EXPECTATION", "FEAR")
    drawn, received, trust, level, expectation, fear = (getattr(state_layout, f"{side}_{name}") for name in names)

    @inner
    def update(lanes: Lanes, pair: int, traits: Any, rank: int) -> None:
        common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, pair * DYAD_ROWS
        felt, leads = traits.threat_perception, rank == 0
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            leaders = common[disposition, lane] if leads else 0.0
            view, hopes = view_of(common, dyads, own, lane, leaders), hopes_of(common, dyads, own, lane)
            seen, before, along = dyads[own + received, lane], dyads[own + fear, lane], dyads[own + drawn, lane]
            moved = updated_trust(view, traits, along, trust_of(parameters, lane), military_of(parameters, lane))
            dyads[own + trust, lane] = moved
            dyads[own + level, lane] = logistic(moved)
            dyads[own + expectation, lane] = learn_expectation(hopes, expectation_of(parameters, lane))
            dyads[own + fear, lane] = next_fear(before, seen, felt, fear_of(parameters, lane))

    return update


_update_member = _make_update("MEMBER", member_view, member_hopes, LEAD_DISPOSITION)
_update_outside = _make_update("OUTSIDE", outside_view, outside_hopes, OUTSIDE_DISPOSITION)
