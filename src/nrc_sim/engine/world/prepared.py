"""From scenarios to jobs, with the parameters that were chosen; what was prepared last is kept.

Everything is kept by what it says, not by the name of a file: whoever changes a file gets the new one.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from functools import cache
from hashlib import sha256
from typing import NamedTuple

from nrc_sim.engine.accepted import candidates_path, made_path, sets_of_world
from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world.job import Job, Past, Values, content_key, make_job, past_of
from nrc_sim.engine.world.recent import Recent
from nrc_sim.errors import InputError, NrcSimWarning, whole_number
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.schema import MOST_MONTHS
from nrc_sim.scenario.world_schema import WorldFile

CENTRAL, ENSEMBLE = "central", "ensemble"
"""Choices of parameters: one set for all runs, or for each run one of those that history does not rule out."""


class _Sets(NamedTuple):
    """The accepted parameter sets of a world, and a fingerprint of all that they were read from."""

    values: tuple[Values, ...]
    key: str


# Each holds about two megabytes: as many as the largest study that comes with the package has, and some more.
_jobs: Recent[Job] = Recent(24)
_accepted: Recent[_Sets] = Recent(8)


def make_jobs(
    scenarios: Sequence[Scenario], seed: int, months: int | None = None, parameters: str = CENTRAL
) -> list[Job]:
    """Prepare several scenarios for simulation; a history that they share is loaded once.

    Parameters
    ----------
    scenarios, seed, months : see `make_job`
    parameters : see `chosen_sets`
    """
    seed = whole_number("seed", seed, 0, LARGEST_NUMBER)
    months = None if months is None else whole_number("months", months, 1, MOST_MONTHS)
    known: list[Past] = []
    return [_prepared(one, seed, months, parameters, known) for one in scenarios]


def _prepared(scenario: Scenario, seed: int, months: int | None, parameters: str, known: list[Past]) -> Job:
    """Return the job of a scenario, made before, with this seed or another, or now."""
    sets = _chosen(scenario, parameters)
    past = past_of(scenario, known)
    key = (scenario.hash, "" if past is None else past.hash, months, sets.key)
    return _jobs.get(key, lambda: make_job(scenario, seed, months, sets.values, known)).with_seed(seed)


def chosen_sets(scenario: Scenario, parameters: str) -> Sequence[Values]:
    """Return the parameter sets from which the runs of a scenario draw; none means the central set.

    Parameters
    ----------
    scenario : whose world may have accepted sets
    parameters : `ensemble` for these, or `central`
    """
    return _chosen(scenario, parameters).values


def _chosen(scenario: Scenario, parameters: str) -> _Sets:
    if parameters != ENSEMBLE:
        return _Sets((), "")
    sets = _sets_of(scenario.world)
    if not sets.values:
        _say_central(scenario.world.slug)
    return sets


def _sets_of(world: WorldFile) -> _Sets:
    """Return the accepted sets of a world, read again where the world or one of their files is another by now."""
    path = candidates_path(world)
    if not is_file(path):
        return _Sets((), "")
    files = [file for file in (path, made_path(path)) if is_file(file)]
    contents = "".join(f"{file}:{sha256(file.read_bytes()).hexdigest()}:" for file in files)
    key = sha256(f"{contents}{content_key(world)}".encode()).hexdigest()
    return _accepted.get(key, lambda: _Sets(sets_of_world(world), key))


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
    without = [slug for slug, world in worlds.items() if not _sets_of(world).values]
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
