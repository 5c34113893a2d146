"""A job: everything an engine needs to simulate runs of one scenario, as plain picklable data."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.accepted import sets_of_world
from nrc_sim.engine.blocks import Labels
from nrc_sim.engine.randomness import LARGEST_NUMBER, as_uniform, draw_words, stream_keys
from nrc_sim.engine.world.build import build_parameters, build_world
from nrc_sim.engine.world.types import World
from nrc_sim.errors import InputError, NrcSimWarning, whole_number
from nrc_sim.rules.parameters import Parameters
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.schema import MOST_MONTHS

CENTRAL, ENSEMBLE = "central", "ensemble"
"""Choices of parameters: one set for all runs, or for each run one of those that history does not rule out."""

Values = Mapping[str, Mapping[str, float]]
"""Values of parameters by group and name."""


def draw_sets(seed: int, runs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Draw the numbers of the parameter sets of runs, array (run).

    Parameters
    ----------
    seed : of all random draws
    runs : numbers of the runs
    count : number of sets, >= 1
    """
    chances = as_uniform(draw_words(stream_keys(seed, runs, "parameter set"), np.zeros(1, dtype=np.uint64)))
    return (chances * count).astype(np.int64)


class ParameterSet(NamedTuple):
    """The parameters of one run: in its history, and from the first month of the scenario on."""

    history: Parameters
    scenario: Parameters


@dataclass(frozen=True)
class Job:
    """One scenario, ready to be simulated.

    Attributes
    ----------
    slug : str
        Slug of the scenario.
    seed : int
        Seed of all random draws.
    world : World
        The scenario as numbers.
    history : World or None
        The dated history that runs before it; None if it starts at the beginning itself.
    history_key : str
        Equal for jobs whose runs share their history: world, history, parameter sets and seed.
    parameter_sets : tuple of ParameterSet
        Sets from which each run draws one; empty where all runs have the parameters of the worlds.
    runs_per_set : int
        In a nested ensemble, how many runs in turn have the same set; 0 lets each run draw its own.
    redrawn : tuple of str
        Processes, such as `negotiation` or `shock ID`, whose draws in the months of the scenario are others than those
        of the seed: it shows what these draws alone decide.
    """

    slug: str
    seed: int
    world: World
    history: World | None
    history_key: str
    parameter_sets: tuple[ParameterSet, ...] = ()
    runs_per_set: int = 0
    redrawn: tuple[str, ...] = ()

    def sets_of(self, runs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the parameter sets of runs: each drawn from the seed and the number of the run alone.

        In a nested ensemble they are assigned instead. All are 0 where all runs have the parameters of the worlds.

        Parameters
        ----------
        runs : numbers of the runs
        """
        count = max(1, len(self.parameter_sets))
        if self.runs_per_set:
            return np.asarray(runs // self.runs_per_set % count)
        return draw_sets(self.seed, runs, count)

    def parameters_of(self, run: int) -> ParameterSet:
        """Return the parameters of a run, see `sets_of`."""
        if not self.parameter_sets:
            past = self.history or self.world
            return ParameterSet(past.parameters, self.world.parameters)
        return self.parameter_sets[int(self.sets_of(np.array([run], dtype=np.int64))[0])]

    @property
    def labels(self) -> Labels:
        """Names along the axes of the results."""
        return self.world.labels

    @property
    def start(self) -> int:
        """Number of the first month, counted from year 0."""
        return self.world.start

    @property
    def months(self) -> int:
        """Length of the horizon."""
        return self.world.months


class Past(NamedTuple):
    """A history in the world of the scenarios that it leads up to: as a scenario, and as numbers."""

    scenario: Scenario
    world: World


def make_jobs(
    scenarios: Sequence[Scenario], seed: int, months: int | None = None, parameters: str = CENTRAL
) -> list[Job]:
    """Prepare several scenarios for simulation; a history that they share is loaded once.

    Parameters
    ----------
    scenarios, seed, months : see `make_job`
    parameters : see `chosen_sets`
    """
    known: list[Past] = []
    return [make_job(one, seed, months, chosen_sets(one, parameters), known) for one in scenarios]


def chosen_sets(scenario: Scenario, parameters: str) -> Sequence[Values]:
    """Return the parameter sets from which the runs of a scenario draw; none means the central set.

    Parameters
    ----------
    scenario : whose world may have accepted sets
    parameters : `ensemble` for these, or `central`
    """
    if parameters != ENSEMBLE:
        return ()
    sets = sets_of_world(scenario.world)
    if not sets:
        _say_central(scenario.world.slug)
    return sets


def choose_parameters(typed: str | None, scenarios: Iterable[Scenario], place: str = f'parameters="{ENSEMBLE}"') -> str:
    """Return which parameters runs have: accepted sets where their worlds ship them, unless others are asked for.

    Parameters
    ----------
    typed : `ensemble`, `central`, or None if nothing was said; a world without sets has its central one then, and a
        warning says so
    scenarios : that are run
    place : where `ensemble` was typed, for the message

    Raises
    ------
    InputError
        If there is no such choice, or accepted sets are asked for in so many words and a world ships none.
    """
    if typed not in {None, CENTRAL, ENSEMBLE}:
        raise InputError(f"parameters is {typed!r}", allowed=f"{ENSEMBLE}, {CENTRAL}")
    if typed == CENTRAL:
        return CENTRAL
    worlds = {one.world.slug: one.world for one in scenarios}
    without = [slug for slug, world in worlds.items() if not sets_of_world(world)]
    if without and typed is not None:
        raise InputError(
            f"the world '{without[0]}' ships no accepted parameter sets",
            place=place,
            allowed=CENTRAL,
            suggestion="leave it out to use the central set, or make sets with `nrc-sim calibrate`",
        )
    for slug in without:
        _say_central(slug)
    return ENSEMBLE if len(without) < len(worlds) else CENTRAL


def make_single_job(scenario: Scenario, seed: int, parameters: str | None = None) -> Job:
    """Prepare one scenario for simulation.

    Parameters
    ----------
    scenario, seed : see `make_job`
    parameters : see `choose_parameters`
    """
    return make_jobs([scenario], seed, parameters=choose_parameters(parameters, [scenario]))[0]


@cache
def _say_central(world: str) -> None:
    """Warn that runs in a world have its central parameter set; once in a process."""
    message = f"the world '{world}' ships no accepted parameter sets: all runs have its central set"
    warnings.warn(message, NrcSimWarning, stacklevel=2)


def make_job(
    scenario: Scenario,
    seed: int,
    months: int | None = None,
    parameter_sets: Sequence[Values] = (),
    known: list[Past] | None = None,
    runs_per_set: int = 0,
) -> Job:
    """Prepare a scenario for simulation.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
    months : length of the horizon if other than the scenario's own
    parameter_sets : values that replace those of the world, one mapping for each set; what the scenario itself sets
        goes before them, from its first month on. The weight of the wariest is that of the world in all.
    known : histories loaded before, to which a new one is added
    runs_per_set : in a nested ensemble, how many runs in turn have the same set; 0 lets each run draw its own

    Raises
    ------
    InputError
        If seed, months or a parameter of a set are out of range.
    """
    seed = whole_number("seed", seed, 0, LARGEST_NUMBER)
    world = build_world(scenario, None if months is None else whole_number("months", months, 1, MOST_MONTHS))
    listed = [{group: dict(named) for group, named in values.items()} for values in parameter_sets]
    drawn = json.dumps([listed, runs_per_set])
    past = _past_of(scenario, [] if known is None else known)
    if past is None:
        sets = tuple(_parameter_set(scenario, scenario, values) for values in parameter_sets)
        return Job(
            scenario.slug, seed, world, None, _key(f"beginning:{scenario.hash}:{seed}:{drawn}"), sets, runs_per_set
        )
    sets = tuple(_parameter_set(past.scenario, scenario, values) for values in parameter_sets)
    return Job(scenario.slug, seed, world, past.world, _key(f"{past.scenario.hash}:{seed}:{drawn}"), sets, runs_per_set)


def _past_of(scenario: Scenario, known: list[Past]) -> Past | None:
    """Find the history of a scenario among those known, or load it."""
    path = scenario.past_path
    if path is None:
        return None
    for past in known:
        if past.scenario.path == path and past.scenario.world == scenario.world:
            return past
    found = load_scenario(path)
    earlier = Scenario(found.file, scenario.world, path)
    known.append(Past(earlier, build_world(earlier)))
    return known[-1]


def _parameter_set(history: Scenario, scenario: Scenario, values: Values) -> ParameterSet:
    for group, named in values.items():
        for name, value in named.items():
            quantity = scenario.world.parameters.get(group, {}).get(name)
            if quantity is not None and not quantity.allows(value):
                raise InputError(
                    f"{group}.{name} is {value}",
                    place="parameter_sets",
                    allowed=quantity.allowed,
                )
    before = _parameters(history, values)
    own = scenario.file.parameters != history.file.parameters
    return ParameterSet(before, _parameters(scenario, values) if own else before)


def _parameters(scenario: Scenario, values: Values) -> Parameters:
    own = scenario.file.parameters
    groups = dict.fromkeys((*values, *own))
    return build_parameters(scenario.world, {g: {**values.get(g, {}), **own.get(g, {})} for g in groups})


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
