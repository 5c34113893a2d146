"""The states that a world names, of negotiations and of the institution, as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain

from nrc_sim.engine.world.types import RegimeTraits, StateTraits
from nrc_sim.rules.institution import BACK_HOME, TURNS_OF_REGIMES
from nrc_sim.rules.negotiation import HAZARDS_OF_TALKS
from nrc_sim.rules.ways import Ways
from nrc_sim.scenario.state_schema import RETURN
from nrc_sim.scenario.world_schema import WorldFile


def states_of_negotiations(file: WorldFile) -> tuple[StateTraits, ...]:
    """Return what the states of negotiations are.

    Parameters
    ----------
    file : of the world
    """
    return tuple(StateTraits(state.talking, state.settled, state.failed) for state in file.negotiation_states)


def ways_of_negotiations(file: WorldFile) -> Ways:
    """Return the ways from each state of negotiations into others.

    Parameters
    ----------
    file : of the world
    """
    codes = {state.id: code for code, state in enumerate(file.negotiation_states)}
    return lay_out_ways(
        [(codes[way.to], HAZARDS_OF_TALKS.index(way.hazard), way.share) for way in state.transitions]
        for state in file.negotiation_states
    )


def regimes_of(file: WorldFile) -> tuple[RegimeTraits, ...]:
    """Return what the regimes provide; without an institution nothing is provided, let through or cut.

    Parameters
    ----------
    file : of the world
    """
    found = [
        RegimeTraits(it.dialogue, it.cooperation, it.hostility_cut, role.frozen, role.partnership)
        for it, role in zip(file.regimes, file.roles_of_regimes, strict=True)
    ]
    return tuple(found) or (RegimeTraits(dialogue=0.0, cooperation=1.0, hostility_cut=0.0),)


def ways_of_regimes(file: WorldFile) -> Ways:
    """Return the ways from each regime into others; none without an institution.

    Parameters
    ----------
    file : of the world
    """
    codes = {role.id: code for code, role in enumerate(file.roles_of_regimes)} | {RETURN: BACK_HOME}
    ways = [
        [(codes[way.to], TURNS_OF_REGIMES.index(way.when), way.share) for way in role.transitions]
        for role in file.roles_of_regimes
    ]
    return lay_out_ways(ways or [[]])


def lay_out_ways(by_state: Iterable[Sequence[tuple[int, int, float]]]) -> Ways:
    """Lay out the ways from each state one after the other.

    Parameters
    ----------
    by_state : the ways from each: the state into which it leads, the number of its hazard, and its share of that
    """
    listed = list(by_state)
    ends = [*accumulate(map(len, listed))]
    to, hazard, share = zip(*chain(*listed), strict=True) if ends[-1] else ((), (), ())
    return Ways((0, *ends[:-1]), tuple(ends), to, hazard, share)
