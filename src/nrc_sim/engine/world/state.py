"""The state that moves: named numbers that can be exported and restored."""

from __future__ import annotations

from itertools import accumulate, chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.world.recent import Recent
from nrc_sim.engine.world.types import World
from nrc_sim.rules.arithmetic import clamp, logistic, mean_of_both, weighted_sum
from nrc_sim.rules.index import raw_index
from nrc_sim.rules.issues import felt_load, load
from nrc_sim.rules.parameters import Parameters
from nrc_sim.rules.powers import PowerTraits
from nrc_sim.rules.trust import Reader, Standing, TrustParameters, resting_trust

LONG_IN_OFFICE = 1200
"""Months in office of a leadership of which nothing is known."""

State = dict[str, list[float]]
"""Values by name: per pair for dyads, per issue, area, negotiation or power with allies, or one number."""

DYAD_FIELDS = (
    "member_conduct",
    "outside_conduct",
    "member_trust",
    "outside_trust",
    "member_expectation",
    "outside_expectation",
    "member_fear",
    "outside_fear",
    "member_received",
    "outside_received",
    "member_slow",
    "outside_slow",
    "unrest",
    "upkeep",
)
_NOTHING_YET = (*DYAD_FIELDS[DYAD_FIELDS.index("member_slow") :], "member_fear", "outside_fear")
"""Fields of what a past alone brings about."""

_TRUST_FIELDS = ("member_trust", "outside_trust")
NEGOTIATION_FIELDS = ("settlement", "settlement_months", "project")
COMMON_FIELDS = (
    "activity_outside",
    "activity_alliance",
    "regime",
    "regime_months",
    "home",
    "ready",
    "climate",
    "rally",
    "consultation",
    "lead_disposition",
    "outside_disposition",
    "lead_tenure",
    "raw_index",
    "trend",
)

RIFT_FIELD = "rift"
"""What powers that have allies on their side hold: all of the first side, then all of the second."""


class StateLayout(NamedTuple):
    """Names and sizes of the fields of a state, in their fixed order."""

    fields: tuple[tuple[str, int], ...]

    @classmethod
    def of(cls, world: World) -> StateLayout:
        """Return the layout for a world."""
        dyads = [(name, len(world.pairs)) for name in DYAD_FIELDS]
        levels = [("tension", len(world.issues)), ("stock", len(world.areas))]
        talks = [(name, len(world.negotiations)) for name in NEGOTIATION_FIELDS]
        rifts = [(RIFT_FIELD, len(world.allied[0]) + len(world.allied[1]))]
        return cls((*dyads, *levels, *talks, *((name, 1) for name in COMMON_FIELDS), *rifts))

    @property
    def size(self) -> int:
        """Number of values in a state."""
        return sum(size for _, size in self.fields)

    @property
    def starts(self) -> tuple[list[str], list[int]]:
        """Names of the fields, and the position of the first value of each."""
        names, sizes = zip(*self.fields, strict=True)
        return list(names), [0, *accumulate(sizes)][:-1]

    def to_vector(self, state: State) -> NDArray[np.float64]:
        """Lay a state out as one array of float64."""
        return np.array([*chain.from_iterable(state[name] for name, _ in self.fields)], dtype=np.float64)

    def from_vector(self, vector: NDArray[np.float64]) -> State:
        """Read a state back from its array, bit for bit."""
        values, state, position = vector.tolist(), {}, 0
        for name, size in self.fields:
            state[name] = values[position : position + size]
            position += size
        return state


def codes_before(world: World, states: NDArray[np.float64]) -> dict[str, NDArray[np.uint8]]:
    """Return the codes of the regime and of the state of each negotiation with which runs begin.

    Parameters
    ----------
    world : World
    states : array (run, value)

    Returns
    -------
    `regime_before`, array (run), and `settlement_before`, array (run, negotiation)
    """
    starts = dict(zip(*StateLayout.of(world).starts, strict=True))
    talks, regime = starts["settlement"], starts["regime"]
    return {
        "regime_before": states[:, regime].astype(np.uint8),
        "settlement_before": states[:, talks : talks + len(world.negotiations)].astype(np.uint8),
    }


def first_state(world: World, parameters: Parameters) -> State:
    """Make the state at the very beginning of history: trust at rest, conduct as the world file or the scenario says.

    Parameters
    ----------
    world : World
    parameters : Parameters
    """
    count = len(world.pairs)
    conduct = [world.initial_conduct] * count
    state: State = {
        name: list(conduct) for name in DYAD_FIELDS if name.endswith(("conduct", "expectation", "received"))
    }
    state |= {name: [0.0] * count for name in _NOTHING_YET}
    tension = [issue.initial for issue in world.issues]
    first = _first_trust(world, parameters.trust)
    state["member_trust"], state["outside_trust"], trust = list(first.member), list(first.outside), first.mean
    state["tension"], state["stock"] = tension, [area.initial for area in world.areas]
    state[RIFT_FIELD] = [0.0] * (len(world.allied[0]) + len(world.allied[1]))
    for name in NEGOTIATION_FIELDS:
        state[name] = [0.0] * len(world.negotiations)
    state["settlement"] = [float(world.initial_state)] * len(world.negotiations)
    common = dict.fromkeys(COMMON_FIELDS, 0.0) | {
        "activity_outside": world.initial_activity,
        "activity_alliance": world.initial_activity,
        "regime": float(world.initial_regime),
        "home": float(world.home_regime),
        "climate": world.initial_conduct,
        "rally": world.initial_rally,
        "raw_index": raw_index(trust, world.initial_conduct, parameters.scale),
        "lead_tenure": float(LONG_IN_OFFICE),
    }
    return with_beginning(world, state | {name: [value] for name, value in common.items()}, parameters)


def with_beginning(world: World, state: State, parameters: Parameters) -> State:
    """Return a state with what a scenario sets at its start, and with the index that follows from that.

    Parameters
    ----------
    world : World
    state : with which the scenario starts
    parameters : of the run
    """
    if not world.beginning:
        return state
    changed, limit = {name: list(values) for name, values in state.items()}, parameters.trust.limit
    for name, number, value in world.beginning:
        changed[name][number] = clamp(value, -limit, limit) if name in _TRUST_FIELDS else value
    weights = world.weights[0]
    trusts = [_mean_trust(world, changed[name]) for name in ("outside_trust", "member_trust")]
    conducts = [weighted_sum(weights, changed[name]) for name in ("outside_conduct", "member_conduct")]
    raw = raw_index(mean_of_both(trusts[0], trusts[1]), mean_of_both(conducts[0], conducts[1]), parameters.scale)
    return changed | {"raw_index": [raw]}


def _mean_trust(world: World, log_odds: list[float]) -> float:
    return weighted_sum(world.weights[0], (logistic(value) for value in log_odds))


class _FirstTrust(NamedTuple):
    """Log-odds of trust at rest per pair, in both directions, mean trust, and the pairs."""

    member: tuple[float, ...]
    outside: tuple[float, ...]
    mean: float
    pairs: tuple[tuple[PowerTraits, PowerTraits], ...]


_first: Recent[_FirstTrust] = Recent(1024)


def _first_trust(world: World, p: TrustParameters) -> _FirstTrust:
    """Let trust rest, once for each parameter set of a history: many scenarios begin with the same one."""
    # Scenarios of one world share its pairs, which are known again by their place in memory: it is theirs while they
    # are kept here.
    key = (id(world.pairs), world.weights[0], world.issues, world.initial_rally, p)
    return _first.get(key, lambda: _trust_at_rest(world, p))


def _trust_at_rest(world: World, p: TrustParameters) -> _FirstTrust:
    tension = [issue.initial for issue in world.issues]
    outside_load = load((issue.outside_sensitivity for issue in world.issues), tension)
    member_load = load((issue.member_sensitivity for issue in world.issues), tension)
    member = [_at_rest(world, first, member_load, p) for first, _ in world.pairs]
    outside = [_at_rest(world, second, outside_load, p) for _, second in world.pairs]
    mean = 0.5 * (_mean_trust(world, member) + _mean_trust(world, outside))
    return _FirstTrust(tuple(member), tuple(outside), mean, world.pairs)


def _at_rest(world: World, traits: PowerTraits, load_of_side: float, p: TrustParameters) -> float:
    felt = felt_load(load_of_side, traits.threat_perception)
    reader = Reader(traits.threat_perception, traits.openness, 0.0, 0.0, 0.0)
    return resting_trust(Standing(traits.disposition, world.initial_rally, 0.0, 0.0, felt, 0.0, 0.0), reader, p)
