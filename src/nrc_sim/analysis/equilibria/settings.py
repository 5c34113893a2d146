"""Settings in which a world is at rest or not: how negotiations stand and which regime there is, held by all means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job, StateLayout, World, with_beginning
from nrc_sim.engine.world.policies import STAYS
from nrc_sim.engine.world.rifts import without_rifts
from nrc_sim.rules.institution import BACK_HOME
from nrc_sim.rules.parameters import Parameters

_PRESENT_RUNS = 128
_NEVER = 1e9
"""Months in which conditions of a partnership would have to hold."""


class Setting(NamedTuple):
    """What is held: codes of the state of each negotiation, and of the regime."""

    settlements: tuple[int, ...]
    regime: int


class Present(NamedTuple):
    """What the past of a scenario leaves: states, array (run, value), and where their fields stand."""

    states: Floats
    layout: StateLayout

    def codes(self, field: str, item: int = 0) -> set[int]:
        """Return the codes that a field has in any run."""
        return set(self.states[:, field_slice(self.layout, field)][:, item].astype(int).tolist())

    def standing(self, setting: Setting) -> Floats:
        """Return the states in which negotiations stand as in a setting, or all if there are none."""
        stand = (self.states[:, field_slice(self.layout, "settlement")] == setting.settlements).all(axis=1)
        return self.states[stand] if stand.any() else self.states


def field_slice(layout: StateLayout, field: str) -> slice:
    """Find where the values of a field stand in a state.

    Parameters
    ----------
    layout : StateLayout
    field : its name
    """
    first = 0
    for name, size in layout.fields:
        if name == field:
            return slice(first, first + size)
        first += size
    raise KeyError(field)


def simulate_present(job: Job) -> Present:
    """Simulate the past of a scenario, and return what it begins with.

    Parameters
    ----------
    job : of the scenario, all runs with one parameter set
    """
    from nrc_sim.engine.kernel import simulate_histories

    layout, parameters = StateLayout.of(job.world), job.parameters_of(0).scenario
    states = simulate_histories(job, 0, 1 if job.history is None else _PRESENT_RUNS)
    begun = (with_beginning(job.world, layout.from_vector(row), parameters) for row in states)
    return Present(np.array([layout.to_vector(state) for state in begun]), layout)


def list_settings(world: World, present: Present) -> list[Setting]:
    """List the settings to which the months of a scenario can lead, from what its past leaves.

    Parameters
    ----------
    world : of the scenario
    present : what its past leaves
    """
    states = (_reached_by_talks(world, present, number) for number in range(len(world.negotiations)))
    regimes = _reached_regimes(world, present)
    return [Setting(settled, regime) for settled in product(*states) for regime in regimes]


def _reached_by_talks(world: World, present: Present, number: int) -> list[int]:
    """List the states to which a negotiation can come: those there are, those commanded, and where talks lead."""
    moves = [entry.moves for entry in world.shocks]
    commanded = {state for made in moves for talks, state in made.commands if talks == number}
    reached = present.codes("settlement", number) | commanded
    if world.negotiations[number].held_until < world.months:
        to_come = list(reached)
        while to_come:
            found = _led_to(world, to_come.pop()) - reached
            reached |= found
            to_come += found
    return sorted(reached)


def _led_to(world: World, state: int) -> set[int]:
    """Return the states into which one leads; that an agreement may be lost is no part of what is at rest."""
    ways = range(world.ways.first[state], world.ways.last[state])
    return set() if world.states[state].settled else {world.ways.to[way] for way in ways}


def _reached_regimes(world: World, present: Present) -> list[int]:
    """List the regimes to which an institution can come; the only one where there is none."""
    if not world.has_institution:
        return [world.initial_regime]
    founded = {entry.moves.institution for entry in world.shocks if entry.moves.institution >= 0}
    reached, ways = present.codes("regime") | present.codes("home") | founded, world.regime_ways
    to_come = list(reached)
    while to_come:
        before = to_come.pop()
        found = {ways.to[way] for way in range(ways.first[before], ways.last[before])} - reached - {BACK_HOME}
        reached |= found
        to_come += found
    return sorted(reached)


def world_at_rest(world: World, months: int) -> World:
    """Return a world in which nothing comes by chance or by date, and what a setting holds does not move.

    Parameters
    ----------
    world : of a scenario, whose last month goes on
    months : how many
    """
    last = world.calendar[-1]._replace(lead_renewal=0.0, outside_renewal=0.0)
    return without_rifts(world)._replace(
        months=months,
        parameters=_without_chance(world.parameters),
        shocks=(),
        negotiations=tuple(talks._replace(held_until=months) for talks in world.negotiations),
        calendar=(last,) * months,
        beginning=(),
        policies=_last_policies(world.policies, months),
        **{name: getattr(world, name)[-1:] * months for name in ("weights", "without_lead", "allies")},
    )


def _without_chance(p: Parameters) -> Parameters:
    """Switch off what is drawn: noise, drift of the slow part, disputes, and changes of the regime."""
    still = p.institution._replace(freezing=0.0, thawing=0.0, partnership_months=_NEVER, partnership_loss=0.0)
    return p._replace(
        institution=still,
        conduct=p.conduct._replace(noise=0.0),
        memory=p.memory._replace(spread=0.0),
        disputes=p.disputes._replace(rate=0.0, friction=0.0),
    )


def _last_policies(policies: Sequence[Sequence[float]], months: int) -> tuple[tuple[float, ...], ...]:
    """Set the policies in the first month to the last level that a scenario plans."""
    last = tuple(_last_of(levels) for levels in zip(*policies, strict=True))
    return (last, *((STAYS,) * len(last) for _ in range(months - 1)))


def _last_of(levels: Iterable[float]) -> float:
    planned: Iterator[float] = (level for level in reversed(tuple(levels)) if level != STAYS)
    return next(planned, 0.0)
