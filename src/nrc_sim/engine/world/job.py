"""A job: everything an engine needs to simulate runs of one scenario, as plain picklable data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Labels
from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world.branching import Branching
from nrc_sim.engine.world.build import build_parameters, build_world
from nrc_sim.engine.world.parameter_sets import ParameterSet, draw_sets
from nrc_sim.engine.world.recent import Recent
from nrc_sim.engine.world.rifts import with_rifts
from nrc_sim.engine.world.types import World
from nrc_sim.errors import InputError, whole_number
from nrc_sim.rules.parameters import Parameters
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.scenario.bundled import find_scenario
from nrc_sim.scenario.composition import files_of
from nrc_sim.scenario.schema import MOST_MONTHS
from nrc_sim.scenario.world_schema import WorldFile

Values = Mapping[str, Mapping[str, float]]
"""Values of parameters by group and name."""


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
    shared_past : str
        What `history_key` says without the seed.
    branching : Branching or None
        From which runs those of the job branch, and when; None where each run has draws of its own throughout.
    """

    slug: str
    seed: int
    world: World
    history: World | None
    history_key: str
    parameter_sets: tuple[ParameterSet, ...] = ()
    runs_per_set: int = 0
    redrawn: tuple[str, ...] = ()
    shared_past: str = ""
    branching: Branching | None = None

    def __post_init__(self) -> None:
        # What a history has left between allies goes on, whether or not the scenario adds to it.
        if self.history is not None and self.history.has_rifts and not self.world.has_rifts:
            object.__setattr__(self, "world", with_rifts(self.world))

    def with_seed(self, seed: int) -> Job:
        """Return the same job with another seed; what an engine keeps with it knows no seed, and goes along.

        Parameters
        ----------
        seed : 0..2**63 - 1
        """
        if seed == self.seed:
            return self
        job = object.__new__(Job)
        vars(job).update(vars(self), seed=seed, history_key=_seeded(self.shared_past, seed))
        return job

    def __getstate__(self) -> dict[str, Any]:
        # Without what an engine keeps with it, which is large and quickly made again.
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def sets_of(self, runs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the parameter sets of runs: each drawn from the seed and the number of the run alone.

        In a nested ensemble they are assigned instead. All are 0 where all runs have the parameters of the worlds.

        Parameters
        ----------
        runs : numbers of the runs
        """
        count, runs = max(1, len(self.parameter_sets)), self.origins_of(runs)
        if self.runs_per_set:
            return np.asarray(runs // self.runs_per_set % count)
        return draw_sets(self.seed, runs, count)

    def origins_of(self, runs: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the runs whose parameter sets and first draws runs have, array (run).

        Parameters
        ----------
        runs : numbers of the runs; of those beyond the last the origin is that of the last
        """
        if self.branching is None:
            return runs
        origins = self.branching.origins
        return origins[np.minimum(runs, origins.size - 1)]

    @property
    def turn(self) -> int:
        """Month from which runs have draws of their own after those of others; 0 where they always have."""
        return 0 if self.branching is None else self.branching.turn

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
    known_hash: str = ""

    @property
    def hash(self) -> str:
        """Hash of the scenario, which takes a while to find unless it is known."""
        return self.known_hash or self.scenario.hash


_pasts: Recent[Past] = Recent(16)
_sets: Recent[tuple[ParameterSet, ...]] = Recent(16)


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
    drawn = _key(json.dumps([listed, runs_per_set]))
    past = past_of(scenario, [] if known is None else known)
    sets = _parameter_sets(scenario if past is None else past.scenario, scenario, parameter_sets, drawn)
    shared = f"beginning:{scenario.hash}:{drawn}" if past is None else f"{past.hash}:{drawn}"
    shared = _key(shared)
    key = _seeded(shared, seed)
    return Job(scenario.slug, seed, world, past and past.world, key, sets, runs_per_set, shared_past=shared)


def past_of(scenario: Scenario, known: list[Past]) -> Past | None:
    """Find the history of a scenario among those known, or load it; a file that has changed is read again.

    Parameters
    ----------
    scenario : that may continue a history
    known : histories loaded before, to which a new one is added

    Raises
    ------
    InputError
        If the history cannot be accepted.
    """
    path = scenario.past_path
    if path is None:
        return None
    for past in known:
        if past.scenario.path == path and past.scenario.world == scenario.world:
            return past
    files = tuple((str(file), _key(file.read_bytes())) for file in files_of(path, find_scenario))
    world = scenario.world
    key = (files, content_key(world), str(world.path))
    known.append(_pasts.get(key, lambda: _load_past(path, world)))
    return known[-1]


def _load_past(path: Path, world: WorldFile) -> Past:
    earlier = Scenario(load_scenario(path).file, world, path)
    return Past(earlier, build_world(earlier), earlier.hash)


def content_key(world: WorldFile) -> str:
    """Return a fingerprint of all that a world says."""
    return _key(world.model_dump_json(by_alias=True))


def _parameter_sets(
    history: Scenario, scenario: Scenario, values: Sequence[Values], drawn: str
) -> tuple[ParameterSet, ...]:
    """Make the parameter sets of a scenario, once for all that have the same; `drawn` is a fingerprint of values."""
    if not values:
        return ()
    written = scenario.world.model_dump_json(include={"parameters", "index"})
    own = json.dumps([history.file.parameters, scenario.file.parameters])
    return _sets.get((drawn, written, own), lambda: tuple(_parameter_set(history, scenario, one) for one in values))


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


def _seeded(shared: str, seed: int) -> str:
    return _key(f"{shared}:{seed}")


def _key(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
