"""Morris screening of all parameters, and Sobol' indices of those that matter most (with SALib)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.analysis.sensitivity.evaluation import Target, evaluate_sets, targets_of
from nrc_sim.engine.accepted import grouped
from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world.job import Values
from nrc_sim.errors import whole_number
from nrc_sim.scenario import Scenario
from nrc_sim.study.executors import Progress, check_workers, ignore_news

LEVELS = 4


class ElementaryEffects(NamedTuple):
    """Effects of parameters on one outcome, arrays (parameter).

    Attributes
    ----------
    paths : tuple of str
        Parameters, as `group.name`.
    mu_star, mu_star_interval, sigma : array
        Mean size of the elementary effects over the whole range, the half-width of its 95% interval, and their spread.
    """

    paths: tuple[str, ...]
    mu_star: Floats
    mu_star_interval: Floats
    sigma: Floats


class SobolIndices(NamedTuple):
    """Sobol' indices of parameters for one outcome, arrays (parameter), with half-widths of 95% intervals."""

    paths: tuple[str, ...]
    first: Floats
    first_interval: Floats
    total: Floats
    total_interval: Floats


class Sensitivity(NamedTuple):
    """Effects and indices by name of the outcome."""

    targets: tuple[Target, ...]
    morris: dict[str, ElementaryEffects]
    sobol: dict[str, SobolIndices]

    def describe(self) -> dict[str, Any]:
        """Return all as plain data, by outcome and parameter."""
        return {
            target.name: {
                "unit": target.unit,
                "morris": _rows(self.morris[target.name]),
                "sobol": _rows(self.sobol[target.name]) if self.sobol else {},
            }
            for target in self.targets
        }


def _rows(found: ElementaryEffects | SobolIndices) -> dict[str, dict[str, float]]:
    names = [name for name in found._fields if name != "paths"]
    columns = [getattr(found, name) for name in names]
    rows = zip(found.paths, *columns, strict=True)
    return {path: {name: float(value) for name, value in zip(names, values, strict=True)} for path, *values in rows}


_NUMBERS = (
    ("trajectories", 2, 10_000),
    ("samples", 0, 2**16),
    ("parameters", 1, 1000),
    ("runs", 2, 10_000),
    ("seed", 0, LARGEST_NUMBER),
)
"""Numbers of a design, with the least and the most that is allowed: what a machine can hold."""


@dataclass(frozen=True)
class Design:
    """How much is computed; checked when made.

    Attributes
    ----------
    trajectories, samples : int
        Morris trajectories, and Sobol' samples; no samples leave the indices out.
    parameters : int
        Parameters that get indices.
    runs, seed : int
        Runs of each parameter set, which are simulated together, and their seed.
    workers : int or None
        Threads; None takes what the machine offers.

    Raises
    ------
    InputError
        If a number is not allowed, see `_NUMBERS`.
    """

    trajectories: int = 10
    samples: int = 128
    parameters: int = 8
    runs: int = 64
    seed: int = 1
    workers: int | None = None

    def __post_init__(self) -> None:
        for name, least, most in _NUMBERS:
            object.__setattr__(self, name, whole_number(name, getattr(self, name), least, most))
        object.__setattr__(self, "workers", check_workers(self.workers))


def uncertain_parameters(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return the parameters whose value is not known better than a range, by `group.name`.

    Parameters
    ----------
    scenario : whose world lists them; what it sets itself is left out

    Notes
    -----
    Traits and weights within the Alliance are the same in all parameter sets, and so are left out too.
    """
    own = scenario.file.parameters
    fixed = _fixed_paths(scenario)
    return {
        f"{group}.{name}": (quantity.range[0], quantity.range[1])
        for group, named in scenario.world.parameters.items()
        for name, quantity in named.items()
        if name not in own.get(group, {}) and f"{group}.{name}" not in fixed and quantity.range[0] < quantity.range[1]
    }


def _fixed_paths(scenario: Scenario) -> set[str]:
    named = scenario.world.parameters
    return {f"traits.{name}" for name in named.get("traits", {})} | {
        "alliance.weight_of_wariest",
        "alliance.weight_of_common_acts",
    }


def analyse(scenario: Scenario, design: Design, progress: Progress = ignore_news) -> Sensitivity:
    """Screen all parameters and compute indices of the most important ones.

    Parameters
    ----------
    scenario : Scenario
    design : how much is computed
    progress : called with the stage, sets done and to do

    Notes
    -----
    Morris (1991) with the mean of absolute effects of Campolongo and others (2007); Sobol' (2001) with the estimators
    of Saltelli and others (2010), both as in SALib (Herman and Usher 2017). All sets share common random numbers.
    """
    targets = targets_of(scenario)
    ranges = uncertain_parameters(scenario)
    morris = _screen(scenario, ranges, design, targets, progress)
    chosen = most_important(list(morris.values()), design.parameters)
    sobol = _indices(scenario, {path: ranges[path] for path in chosen}, design, targets, progress)
    return Sensitivity(targets, morris, sobol)


def most_important(effects: Sequence[ElementaryEffects], number: int) -> list[str]:
    """Choose parameters by their largest effect on any outcome, relative to that of the strongest parameter.

    Parameters
    ----------
    effects : on each outcome, of the same parameters
    number : how many
    """
    relative = np.max([one.mu_star / max(float(one.mu_star.max()), 1e-12) for one in effects], axis=0)
    order = np.argsort(-relative, kind="stable")[:number]
    return [effects[0].paths[place] for place in order]


def _problem(ranges: dict[str, tuple[float, float]]) -> dict[str, Any]:
    return {"num_vars": len(ranges), "names": list(ranges), "bounds": [list(pair) for pair in ranges.values()]}


def as_sets(paths: Sequence[str], rows: Floats) -> list[Values]:
    """Turn rows of values into parameter sets.

    Parameters
    ----------
    paths : `group.name` of the columns
    rows : array (set, parameter)
    """
    return [grouped(zip(paths, map(float, row), strict=True)) for row in rows]


def _screen(
    scenario: Scenario,
    ranges: dict[str, tuple[float, float]],
    design: Design,
    targets: Sequence[Target],
    progress: Progress,
) -> dict[str, ElementaryEffects]:
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sampling

    problem = _problem(ranges)
    rows = sampling.sample(problem, design.trajectories, num_levels=LEVELS, seed=design.seed)
    values = _evaluated(scenario, problem, rows, design, ("Morris", progress))
    found = {}
    for place, target in enumerate(targets):
        # Per unit of the whole range, so that effects of different parameters compare.
        got = analysis.analyze(problem, rows, values[:, place], num_levels=LEVELS, scaled=False, seed=design.seed)
        columns = (np.asarray(got[name], dtype=np.float64) for name in ("mu_star", "mu_star_conf", "sigma"))
        found[target.name] = ElementaryEffects(tuple(problem["names"]), *columns)
    return found


def _indices(
    scenario: Scenario,
    ranges: dict[str, tuple[float, float]],
    design: Design,
    targets: Sequence[Target],
    progress: Progress,
) -> dict[str, SobolIndices]:
    if design.samples == 0:
        return {}
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    problem = _problem(ranges)
    rows = sampling.sample(problem, design.samples, calc_second_order=False, seed=design.seed)
    values = _evaluated(scenario, problem, rows, design, ("Sobol'", progress))
    found = {}
    for place, target in enumerate(targets):
        if np.ptp(values[:, place]) == 0.0:
            # Without variance there are no shares of it.
            found[target.name] = SobolIndices(tuple(problem["names"]), *(np.zeros(len(ranges)) for _ in range(4)))
            continue
        got = analysis.analyze(problem, values[:, place], calc_second_order=False, seed=design.seed)
        columns = (np.asarray(got[name], dtype=np.float64) for name in ("S1", "S1_conf", "ST", "ST_conf"))
        found[target.name] = SobolIndices(tuple(problem["names"]), *columns)
    return found


def _evaluated(
    scenario: Scenario, problem: dict[str, Any], rows: Floats, design: Design, reported: tuple[str, Progress]
) -> Floats:
    stage, progress = reported
    names, bounds = problem["names"], np.array(problem["bounds"])
    # Levels are computed, and rounding may leave them a hair outside.
    sets = as_sets(names, np.clip(rows, *bounds.T))
    return evaluate_sets(
        scenario, sets, design.runs, design.seed, design.workers, lambda done: progress(stage, done, len(sets))
    )
