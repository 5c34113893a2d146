"""A world as arrays of fixed kinds, so that code compiled once serves all worlds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.kernel.compiling import inner
from nrc_sim.engine.kernel.membership_layout import acts_of_states, lay_out_membership, lay_out_rifts
from nrc_sim.engine.kernel.numbering import whole_numbers
from nrc_sim.engine.world.given import FIRST_TALKS, HOME, REGIME
from nrc_sim.engine.world.policies import STAYS
from nrc_sim.engine.world.types import (
    CalendarMonth,
    IssueTraits,
    Moves,
    NegotiationTraits,
    RegimeTraits,
    ShockEntry,
    StateTraits,
    World,
)
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.rules.cooperation import AreaTraits
from nrc_sim.rules.powers import PowerTraits
from nrc_sim.rules.shocks import Spell
from nrc_sim.rules.ways import Ways

Whole = NDArray[np.int64]

START, MONTHS, FIRST_POWERS, SECOND_POWERS, HAS_MEMORY, HAS_RIFTS = whole_numbers(6)
"""Entries of `WorldArrays.span`: first month, number of months, numbers of powers of the sides, `World.has_memory` and
`World.has_rifts`."""

LARGEST_OUTSIDE_LOAD, LARGEST_MEMBER_LOAD = whole_numbers(2)
"""Entries of `WorldArrays.numbers`."""

OF_MEMBERS, OF_OUTSIDE = whole_numbers(2)
"""The first and the second side in `WorldArrays.sides`, `traits` and `allies`."""

_COUNTER_MEASURES, _COMMITTED, HAS_LEAD = whole_numbers(3)
"""Entries of a side in `WorldArrays.sides`, the fields of `SideTraits`."""

(
    _INITIAL,
    FLOOR,
    RELAXATION,
    OUTSIDE_SENSITIVITY,
    MEMBER_SENSITIVITY,
    SETTLES_PARTNERSHIP,
    HELD_TENSION,
) = whole_numbers(7)
"""Rows of `WorldArrays.issues`, the fields of `IssueTraits`."""

WEIGHT = np.int64(AreaTraits._fields.index("weight"))
"""Row of `WorldArrays.areas`, which holds the fields of `AreaTraits`."""

REGIME_DIALOGUE, REGIME_COOPERATION, REGIME_HOSTILITY_CUT, REGIME_FROZEN, REGIME_PARTNERSHIP = whole_numbers(5)
"""Rows of `WorldArrays.regimes`, the fields of `RegimeTraits`."""

LEAD_CLOCK, OUTSIDE_CLOCK, COMMITMENT, LEAD_RENEWAL, OUTSIDE_RENEWAL, LEAD_TOLD, OUTSIDE_TOLD = whole_numbers(7)
"""Rows of `WorldArrays.calendar`, the fields of `CalendarMonth`."""

ISSUE, DEADLINE, DURATION, SETTLING, HELD_UNTIL = whole_numbers(5)
"""Rows of `WorldArrays.talks`, the first fields of `NegotiationTraits`."""

TALKING, _SETTLED, FAILED = whole_numbers(3)
"""Rows of `WorldArrays.states`, the fields of `StateTraits`."""

PROSPECT, LEVEL = whole_numbers(2)
"""Layers of `WorldArrays.talk_states`."""

(
    MONTH,
    WINDOW_FIRST,
    WINDOW_LAST,
    HAZARD,
    PATIENCE,
    SHAPE,
    LOW,
    MODE,
    HIGH,
    SCALING_FIRST,
    SCALING_LAST,
    CONDITION_FIRST,
    CONDITION_LAST,
    VALUE_FIRST,
    VALUE_LAST,
    DELAY,
    LASTS,
    COOLDOWN,
    TIMES,
    FOLLOWS,
    HAS_SPELL,
) = whole_numbers(21)
"""Rows of `WorldArrays.shocks`; from `*_FIRST` to before `*_LAST` go the columns of `entries`."""

REGIME_TOLD, HOME_TOLD, TALKS_TOLD = REGIME, HOME, FIRST_TALKS
"""Columns of `WorldArrays.told`, from the last on those of the negotiations."""

BY_MEMBERS, BY_OUTSIDE = whole_numbers(2)
"""Layers of `WorldArrays.acts` and `WorldArrays.pressures`."""

(
    EFFECT_ACTIVITY_OUTSIDE,
    EFFECT_ACTIVITY_ALLIANCE,
    EFFECT_RALLY,
    EFFECT_CONSULTATION,
    INSTITUTION,
    LINKED,
    FIRST_COMMAND,
) = whole_numbers(7)
"""Columns of `WorldArrays.effects`; from `FIRST_COMMAND` on the state commanded of each negotiation, or -1."""


class WorldArrays(NamedTuple):
    """All of a world that compiled code needs.

    `span` whole numbers and `numbers` single ones; `weights` and `without_lead` (month, pair); `allies` (side, month,
    power); `policies` (month, policy), the level to which each is set, or -1; `sides` (side, field); `traits` (side,
    field, pair); `issues`, `areas`, `regimes`, `calendar`, `talks` and `shocks` (field, item);
    `talk_states` (layer, negotiation, state); `states` (field, state) of negotiations, and `ways` from
    each into others, as `regime_ways` from each regime;
    `entries` (3, entry): variable, slope and reference of a scaling, variable, comparison and bound of a condition, or
    value and cumulative share of a size. Moves of all shocks, then of all results of negotiations: `acts` (move,
    layer, pair), each move in all states of membership, `pressures` (move, layer, issue), `stocks` (move, area),
    `effects` (move, effect), `sets` (move, policy), the level to which a policy is set, or -1; without moves if none
    sets any; `rifts` (move, power with allies), each move in all states of membership, without moves where nothing acts
    within a side. `barred` (month, shock + 1) and `told` (month, column) are those of `World`, without months
    where nothing is told. Where shocks can change who belongs, `membership` (month, entry) holds the bits that stay,
    those that are set, and the row of each state, `weights_by_row` (row, entry) the entries of `Lanes.weights`, and
    `moved` (move, entry) the bits of each move.
    """

    span: Whole
    numbers: Floats
    weights: Floats
    without_lead: Floats
    allies: Floats
    policies: Floats
    sides: Floats
    traits: Floats
    issues: Floats
    areas: Floats
    regimes: Floats
    regime_ways: Ways
    calendar: Floats
    talks: Floats
    talk_states: Floats
    states: Floats
    ways: Ways
    shocks: Floats
    entries: Floats
    acts: Floats
    pressures: Floats
    stocks: Floats
    effects: Floats
    sets: Floats
    rifts: Floats
    barred: Whole
    told: Whole
    membership: Whole
    weights_by_row: Floats
    moved: Whole


def lay_out_world(world: World) -> WorldArrays:
    """Lay a world out as arrays.

    Parameters
    ----------
    world : World
    """
    issues, talks = world.issues, world.negotiations
    moves = [shock.moves for shock in world.shocks] + [move for entry in talks for move in entry.results]
    shocks, entries = _lay_out_shocks(world.shocks)
    numbers = (
        added_up(issue.outside_sensitivity for issue in issues),
        added_up(issue.member_sensitivity for issue in issues),
    )
    return WorldArrays(
        span=np.array([world.start, world.months, *world.powers, world.has_memory, world.has_rifts], dtype=np.int64),
        numbers=np.array(numbers, dtype=np.float64),
        weights=np.array(world.weights, dtype=np.float64),
        without_lead=np.array(world.without_lead, dtype=np.float64),
        allies=_lay_out_allies(world),
        policies=np.array(world.policies, dtype=np.float64),
        sides=np.array(world.sides, dtype=np.float64),
        traits=np.stack([_columns(PowerTraits, [pair[side] for pair in world.pairs]) for side in range(2)]),
        issues=_columns(IssueTraits, issues),
        areas=_columns(AreaTraits, world.areas),
        regimes=_columns(RegimeTraits, world.regimes),
        regime_ways=_lay_out_ways(world.regime_ways),
        calendar=_columns(CalendarMonth, world.calendar),
        talks=_table([_talks_row(entry) for entry in talks], HELD_UNTIL + 1),
        talk_states=_lay_out_states(talks, len(world.states)),
        states=_columns(StateTraits, world.states),
        ways=_lay_out_ways(world.ways),
        shocks=shocks,
        entries=entries,
        acts=_layers([acts for move in moves for acts in acts_of_states(world, move)], len(world.pairs)),
        pressures=_layers([(move.member_pressure, move.outside_pressure) for move in moves], len(issues)),
        stocks=np.array([move.stocks for move in moves], dtype=np.float64).reshape(len(moves), len(world.areas)),
        effects=_lay_out_effects(moves, len(talks)),
        sets=_lay_out_sets(moves, len(world.policies[0])),
        rifts=lay_out_rifts(world, moves),
        barred=np.array(world.barred, dtype=np.int64).reshape(len(world.barred), len(world.shocks) + 1),
        told=np.array(world.told, dtype=np.int64).reshape(len(world.told), FIRST_TALKS + len(talks)),
        **lay_out_membership(world, moves),
    )


@inner
def told_state(world: WorldArrays, month: int, column: int) -> int:
    """Return the code of the state that is told of a month, or -1; see `nrc_sim.engine.world.given.told_states`."""
    return int(world.told[month, column]) if world.told.shape[0] > 0 else -1


def _lay_out_allies(world: World) -> Floats:
    """Lay out the weights of allies on both sides; what the smaller side does not have is 0."""
    allies = np.zeros((2, world.months, max(world.powers)))
    for side, powers in enumerate(world.powers):
        allies[side, :, :powers] = [month[side] for month in world.allies]
    return allies


def _columns(kind: Any, entries: Sequence[Any]) -> Floats:
    """Lay named groups out as an array (field, entry)."""
    return _table([tuple(entry) for entry in entries], len(kind._fields))


def _table(entries: Sequence[Sequence[float]], width: int) -> Floats:
    return np.ascontiguousarray(np.array(entries, dtype=np.float64).reshape(len(entries), width).T)


def _layers(entries: Sequence[tuple[Sequence[float], Sequence[float]]], width: int) -> Floats:
    return np.array(entries, dtype=np.float64).reshape(len(entries), 2, width)


def _talks_row(talks: NegotiationTraits) -> tuple[float, ...]:
    return talks.issue, talks.deadline, talks.duration, talks.settling, talks.held_until


def _lay_out_states(talks: Sequence[NegotiationTraits], states: int) -> Floats:
    shape = (len(talks), states)
    prospects = np.array([entry.prospects for entry in talks], dtype=np.float64).reshape(shape)
    return np.stack([prospects, np.array([entry.tensions for entry in talks], dtype=np.float64).reshape(shape)])


def _lay_out_ways(ways: Ways) -> Ways:
    codes = [np.array(listed, dtype=np.int64) for listed in ways[:-1]]
    return Ways._make([*codes, np.array(ways.share, dtype=np.float64)])


def _lay_out_effects(moves: Sequence[Any], talks: int) -> Floats:
    rows = []
    for move in moves:
        commanded = dict(move.commands)
        effects = (move.activity_outside, move.activity_alliance, move.rally, move.consultation)
        codes = (move.institution, move.linked)
        rows.append((*effects, *codes, *(commanded.get(number, -1) for number in range(talks))))
    return np.array(rows, dtype=np.float64).reshape(len(moves), FIRST_COMMAND + talks)


def _lay_out_sets(moves: Sequence[Moves], policies: int) -> Floats:
    if not any(move.policies for move in moves):
        return np.empty((0, policies))
    levels = np.full((len(moves), policies), STAYS)
    for row, move in enumerate(moves):
        for number, level in move.policies:
            levels[row, number] = level
    return levels


def _lay_out_shocks(shocks: Sequence[ShockEntry]) -> tuple[Floats, Floats]:
    # Compiled code takes no lists of unequal length: all lie end to end in one array, and each shock knows its span.
    rows: list[tuple[float, ...]] = []
    entries: list[tuple[float, float, float]] = []
    numbers = {shock.id: number for number, shock in enumerate(shocks)}
    followed = {shock.timing.follows for shock in shocks}
    for shock in shocks:
        timing, size = shock.timing, shock.size
        spans: list[float] = []
        values = [(value, share, 0.0) for value, share in zip(size.values, size.cumulative, strict=True)]
        for listed in (timing.scaling, timing.conditions, values):
            spans += [len(entries), len(entries) + len(listed)]
            entries += listed
        drawn = (timing.hazard, timing.patience, size.shape, size.low, size.mode, size.high)
        # What comes by chance in single months, and sets nothing off, need not be remembered.
        has_spell = timing.spell != Spell() or shock.id in followed
        going_on = (*timing.spell, numbers.get(timing.follows, -1), has_spell)
        rows.append((timing.month, *timing.window, *drawn, *spans, *going_on))
    return _table(rows, HAS_SPELL + 1), _table(entries, 3)
