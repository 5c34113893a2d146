"""How actors of many runs read the month's conduct, and what it does to trust, expectations and fear.

Each step goes through the lanes in a loop of its own that writes few rows: such loops are compiled to instructions for
several lanes at once; with more rows written they are not. The steps of both sides are the same with other rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.arrays import HAS_LEAD, OF_MEMBERS, OF_OUTSIDE, SECOND_POWERS, WorldArrays
from nrc_sim.engine.kernel.compiling import inner, stage
from nrc_sim.engine.kernel.lanes import Lanes, is_wide, weigh
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
from nrc_sim.engine.kernel.relations import is_lead, weigh_trust
from nrc_sim.engine.kernel.state_layout import (
    DISCOUNT,
    DYAD_ROWS,
    LEAD_DISPOSITION,
    LOOKED_TO,
    MEMBER_ACTS,
    MEMBER_CONDUCT,
    MEMBER_DEVIATION,
    MEMBER_DRAWN,
    MEMBER_EXPECTATION,
    MEMBER_FEAR,
    MEMBER_READ,
    MEMBER_RECEIVED,
    MEMBER_TRUST,
    MEMBER_TRUST_LEVEL,
    OUTSIDE_ACTS,
    OUTSIDE_CONDUCT,
    OUTSIDE_DEVIATION,
    OUTSIDE_DISPOSITION,
    OUTSIDE_DRAWN,
    OUTSIDE_EXPECTATION,
    OUTSIDE_FEAR,
    OUTSIDE_READ,
    OUTSIDE_RECEIVED,
    OUTSIDE_TRUST,
    OUTSIDE_TRUST_LEVEL,
    READ_ALLIANCE,
    READ_OUTSIDE,
)
from nrc_sim.rules.actors import drawn_to_allies, drawn_to_lead, learn_expectation, read_acts, updated_trust
from nrc_sim.rules.arithmetic import logistic, plus_weighted
from nrc_sim.rules.fear import next_fear
from nrc_sim.rules.perception import blended, seen_conduct


@stage
def learn_from_conduct(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Update the trust, expectations and fear of all actors by the month's conduct."""
    pairs, weights = world.weights.shape[1], world.weights[month]
    # Before anybody learns: all are drawn by the trust of last month, whatever their order.
    _draw_along(world, lanes, month)
    for pair in range(pairs):
        _perceive(world, lanes, pair)
        read_outside(lanes, pair)
        _update_member_trust(lanes, pair, traits_of(world.traits[OF_MEMBERS], pair), is_lead(world, OF_MEMBERS, pair))
        _update_member_hopes(lanes, pair, traits_of(world.traits[OF_MEMBERS], pair).threat_perception)
    for pair in range(pairs):
        _read_member(lanes, pair)
        _update_outside_trust(lanes, pair, traits_of(world.traits[OF_OUTSIDE], pair), is_lead(world, OF_OUTSIDE, pair))
        _update_outside_hopes(lanes, pair, traits_of(world.traits[OF_OUTSIDE], pair).threat_perception)
    weigh_trust(lanes, weights)
    weigh(weights, lanes.dyads, DYAD_ROWS, OUTSIDE_READ, lanes.common, READ_OUTSIDE)
    weigh(weights, lanes.dyads, DYAD_ROWS, MEMBER_READ, lanes.common, READ_ALLIANCE)


@stage
def _draw_along(world: WorldArrays, lanes: Lanes, month: int) -> None:
    """Find how far the trust of each power is drawn along by its allies, and by its trust in the other side's lead."""
    pairs, seconds = world.weights.shape[1], world.span[SECOND_POWERS]
    for pair in range(pairs):
        _set_deviations(lanes, pair, traits_of(world.traits[OF_MEMBERS], pair).disposition)
    for second in range(seconds):
        _weigh_allies(lanes, MEMBER_DEVIATION, world.allies[OF_MEMBERS, month], second, seconds, pairs)
        for pair in range(second, pairs, seconds):
            traits = traits_of(world.traits[OF_MEMBERS], pair)
            _draw_members(lanes, pair, second, traits, is_lead(world, OF_MEMBERS, pair))
    # A power alone has no allies, and is the lead in whom the others see their image.
    if seconds > 1:
        for first in range(0, pairs, seconds):
            _weigh_allies(lanes, OUTSIDE_DEVIATION, world.allies[OF_OUTSIDE, month], first, 1, first + seconds)
            for pair in range(first, first + seconds):
                traits = traits_of(world.traits[OF_OUTSIDE], pair)
                _draw_outside(lanes, pair, first, traits, is_lead(world, OF_OUTSIDE, pair))
        if world.sides[OF_OUTSIDE, HAS_LEAD] > 0.0:
            for pair in range(pairs):
                _draw_member_to_lead(lanes, pair, pair - pair % seconds)
    else:
        for pair in range(pairs):
            _draw_nowhere(lanes, pair)
    if world.sides[OF_MEMBERS, HAS_LEAD] > 0.0:
        for pair in range(pairs):
            _draw_outside_to_lead(lanes, pair, pair % seconds)


@inner
def _set_deviations(lanes: Lanes, pair: int, disposition: float) -> None:
    """Find how far trust lies above the disposition, in both directions of a pair."""
    dyads, own = lanes.dyads, pair * DYAD_ROWS
    for lane in range(LANES):
        dyads[own + MEMBER_DEVIATION, lane] = dyads[own + MEMBER_TRUST, lane] - disposition
        dyads[own + OUTSIDE_DEVIATION, lane] = dyads[own + OUTSIDE_TRUST, lane] - disposition


@inner
def _weigh_allies(lanes: Lanes, row: int, weights: Floats, first: int, step: int, end: int) -> None:
    """Add up deviations of allies, in the pairs from one on, by their weights."""
    common, dyads = lanes.common, lanes.dyads
    if not (is_wide(dyads) and is_wide(common)):
        return
    for lane in range(LANES):
        common[LOOKED_TO, lane] = 0.0
    # Power after power, as the readable engine adds them up: another order would give other last bits.
    for number in range((end - first + step - 1) // step):
        weight, own = weights[number], (first + number * step) * DYAD_ROWS
        for lane in range(LANES):
            common[LOOKED_TO, lane] = plus_weighted(common[LOOKED_TO, lane], weight, dyads[own + row, lane])


def _make_draw(deviation: int, drawn: int) -> Callable[..., None]:
    """Compile the influence of allies on the powers of one side, whose deviation and its change have these rows."""

    @inner
    def draw(lanes: Lanes, pair: int, of_lead: int, traits: Any, leads: bool) -> None:
        common, dyads, parameters, own, lead = (
            lanes.common, lanes.dyads, lanes.parameters, pair * DYAD_ROWS, of_lead * DYAD_ROWS,
        )  # fmt: skip
        weight = 0.0 if leads else traits.lead_weight
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            apart = dyads[own + deviation, lane]
            looked_to = blended(common[LOOKED_TO, lane], dyads[lead + deviation, lane], weight)
            dyads[own + drawn, lane] = drawn_to_allies(apart, looked_to, traits, alliance_of(parameters, lane))

    return draw


_draw_members = _make_draw(MEMBER_DEVIATION, MEMBER_DRAWN)
_draw_outside = _make_draw(OUTSIDE_DEVIATION, OUTSIDE_DRAWN)


@inner
def _draw_nowhere(lanes: Lanes, pair: int) -> None:
    """Note that the second power of a pair has no allies."""
    for lane in range(LANES):
        lanes.dyads[pair * DYAD_ROWS + OUTSIDE_DRAWN, lane] = 0.0


def _make_draw_to_lead(deviation: int, drawn: int) -> Callable[..., None]:
    """Compile what a power's trust in the other side's lead does to its trust, for one side."""

    @inner
    def draw(lanes: Lanes, pair: int, with_lead: int) -> None:
        dyads, parameters, own, lead = lanes.dyads, lanes.parameters, pair * DYAD_ROWS, with_lead * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(parameters)):
            return
        for lane in range(LANES):
            image = drawn_to_lead(
                dyads[own + deviation, lane], dyads[lead + deviation, lane], alliance_of(parameters, lane)
            )
            dyads[own + drawn, lane] = dyads[own + drawn, lane] + image

    return draw


_draw_member_to_lead = _make_draw_to_lead(MEMBER_DEVIATION, MEMBER_DRAWN)
_draw_outside_to_lead = _make_draw_to_lead(OUTSIDE_DEVIATION, OUTSIDE_DRAWN)


def _make_perception(conduct: int, received: int) -> Callable[..., None]:
    """Compile how a power sees the conduct of one of the other side, also toward its own lead."""

    @inner
    def perceive(lanes: Lanes, pair: int, of_lead: int, lead_weight: float) -> None:
        dyads, parameters, own, lead = lanes.dyads, lanes.parameters, pair * DYAD_ROWS, of_lead * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(parameters)):
            return
        for lane in range(LANES):
            toward, p = dyads[own + conduct, lane], perception_of(parameters, lane)
            dyads[own + received, lane] = seen_conduct(toward, dyads[lead + conduct, lane], lead_weight, p)

    return perceive


_see_outside = _make_perception(OUTSIDE_CONDUCT, MEMBER_RECEIVED)
_see_member = _make_perception(MEMBER_CONDUCT, OUTSIDE_RECEIVED)


@inner
def _perceive(world: WorldArrays, lanes: Lanes, pair: int) -> None:
    """Compute the conduct that both powers of a pair see."""
    seconds = world.span[SECOND_POWERS]
    _see_outside(lanes, pair, pair % seconds, traits_of(world.traits[OF_MEMBERS], pair).lead_weight)
    _see_member(lanes, pair, pair - pair % seconds, traits_of(world.traits[OF_OUTSIDE], pair).lead_weight)


@inner
def read_outside(lanes: Lanes, pair: int) -> None:
    """Compute how the first power of a pair reads the conduct of the second."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, pair * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, acts = dyads[own + MEMBER_RECEIVED, lane], dyads[own + OUTSIDE_ACTS, lane]
        dyads[own + MEMBER_READ, lane] = read_acts(received, acts, 0.0, conduct_of(parameters, lane))


@inner
def _read_member(lanes: Lanes, pair: int) -> None:
    """Compute how the second power of a pair reads the conduct of the first, whose linked acts it discounts."""
    dyads, parameters, own = lanes.dyads, lanes.parameters, pair * DYAD_ROWS
    if not (is_wide(dyads) and is_wide(parameters)):
        return
    for lane in range(LANES):
        received, acts = dyads[own + OUTSIDE_RECEIVED, lane], dyads[own + MEMBER_ACTS, lane]
        discount = dyads[own + DISCOUNT, lane]
        dyads[own + OUTSIDE_READ, lane] = read_acts(received, acts, discount, conduct_of(parameters, lane))


def _make_trust(view_of: Any, disposition: int, drawn: int, trust: int, level: int) -> Callable[..., None]:
    """Compile how the powers of one side update their trust by what they have seen."""

    @inner
    def update(lanes: Lanes, pair: int, traits: Any, leads: bool) -> None:
        common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, pair * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            view = view_of(common, dyads, own, lane, common[disposition, lane] if leads else 0.0)
            along, p = dyads[own + drawn, lane], trust_of(parameters, lane)
            moved = updated_trust(view, traits, along, p, military_of(parameters, lane))
            dyads[own + trust, lane] = moved
            dyads[own + level, lane] = logistic(moved)

    return update


_update_member_trust = _make_trust(member_view, LEAD_DISPOSITION, MEMBER_DRAWN, MEMBER_TRUST, MEMBER_TRUST_LEVEL)
_update_outside_trust = _make_trust(
    outside_view, OUTSIDE_DISPOSITION, OUTSIDE_DRAWN, OUTSIDE_TRUST, OUTSIDE_TRUST_LEVEL
)


def _make_hopes(hopes_of: Any, expectation: int, received: int, fear: int) -> Callable[..., None]:
    """Compile how the powers of one side update what they expect, and their fear, by what they have seen."""

    @inner
    def update(lanes: Lanes, pair: int, felt: float) -> None:
        common, dyads, parameters, own = lanes.common, lanes.dyads, lanes.parameters, pair * DYAD_ROWS
        if not (is_wide(dyads) and is_wide(common) and is_wide(parameters)):
            return
        for lane in range(LANES):
            seen, before = dyads[own + received, lane], dyads[own + fear, lane]
            hopes = hopes_of(common, dyads, own, lane)
            dyads[own + expectation, lane] = learn_expectation(hopes, expectation_of(parameters, lane))
            dyads[own + fear, lane] = next_fear(before, seen, felt, fear_of(parameters, lane))

    return update


_update_member_hopes = _make_hopes(member_hopes, MEMBER_EXPECTATION, MEMBER_RECEIVED, MEMBER_FEAR)
_update_outside_hopes = _make_hopes(outside_hopes, OUTSIDE_EXPECTATION, OUTSIDE_RECEIVED, OUTSIDE_FEAR)
