"""Whether a regime stays where a world is at rest: to which it gives way there, and with which chance a month."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.engine.world import State, World
from nrc_sim.rules.arithmetic import mean_of_both, overridden
from nrc_sim.rules.institution import Politics, hazard_of_regimes, next_ready


class Leaving(NamedTuple):
    """The regime to which another gives way, and the chance in a month; 1 where a condition leaves no choice."""

    regime: int
    chance: float


def ways_out(world: World, state: State, trusts: tuple[float, float], hostility: float) -> list[Leaving]:
    """List the regimes to which that of a state gives way if nothing else changes.

    Parameters
    ----------
    world : with the parameters of the scenario
    state : at rest
    trusts : of the second side in the first and the reverse, 0..1
    hostility : of the second side's conduct
    """
    if not world.has_institution:
        return []
    p, regime, home = world.parameters.institution, int(state["regime"][0]), int(state["home"][0])
    ready = next_ready(0.0, trusts, _partnership_tension(world, state), p) > 0.0
    # As long in the regime, and as long ready, as it takes: a pause that has lasted for less does not rest.
    waited = p.partnership_months if ready else 0.0
    politics = Politics(hostility, state["climate"][0], home, p.least_pause, waited, mean_of_both(*trusts))
    ways = world.regime_ways
    found = [
        Leaving(overridden(home, ways.to[way]), ways.share[way] * hazard_of_regimes(ways.hazard[way], politics, p))
        for way in range(ways.first[regime], ways.last[regime])
    ]
    return [one for one in found if one.chance > 0.0]


def _partnership_tension(world: World, state: State) -> float:
    """Return the highest tension among the issues that a partnership must have settled."""
    pairs = zip(world.issues, state["tension"], strict=True)
    return max((tension for issue, tension in pairs if issue.settles_partnership), default=0.0)
