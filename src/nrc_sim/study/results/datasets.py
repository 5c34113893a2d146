"""Labelled arrays of an ensemble: one xarray dataset for all scenarios with the same axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import DRAWN, RIFT, SHOCKS, Block, Integers, Labels
from nrc_sim.engine.world import SERIES
from nrc_sim.study.results.scenario_runs import ACTOR_VARIABLES, ScenarioRuns, powers_of_rifts
from nrc_sim.study.statistics import STATISTICS, describe_paths, in_points
from nrc_sim.study.statistics.outcomes import classify_runs, final_index, window_mean

if TYPE_CHECKING:
    import xarray

_MONTHLY = ("scenario", "run", "month")

NO_CODE = 255
"""Stands for the code of a run that failed; the numbers of such a run are NaN."""

_NO_NUMBER = -1
"""Stands for its whole numbers."""

_OF_SHOCKS = {"shock_count": ("int32", "1", 0), "shock_first_month": ("int32", "months", -1)} | {
    "shock_largest_size": ("float64", "1", 0.0)
}
"""Type and unit of what is told of shocks, and what stands where a scenario has no such shock."""


class Variable(NamedTuple):
    """A variable of the dataset that has a run axis.

    Attributes
    ----------
    axes : tuple of str
        Names of its axes; the first are scenario and run.
    dtype : str
        Type of its values.
    attributes : dict
        Unit, or codes with their meanings.
    """

    axes: tuple[str, ...]
    dtype: str
    attributes: dict[str, Any]

    @property
    def fill(self) -> float | int:
        """What stands for a run that failed."""
        if self.dtype == "float64":
            return np.nan
        return NO_CODE if self.dtype == "uint8" else _NO_NUMBER


def unit_of(variable: str) -> str:
    """Return the unit of a variable: points for indices, 1 for everything else."""
    return "points" if in_points(variable) else "1"


def group_runs(scenarios: Iterable[ScenarioRuns]) -> dict[str, list[ScenarioRuns]]:
    """Put scenarios together that have the same months, number of runs and labels.

    Parameters
    ----------
    scenarios : runs of all scenarios

    Returns
    -------
    groups by name, such as `2013-01_to_2017-12`, in the order of their first scenarios
    """
    groups: dict[tuple[Any, ...], list[ScenarioRuns]] = {}
    for runs in scenarios:
        span = f"{runs.months[0]}_to_{runs.months[-1]}"
        key = (span, runs.requested, runs.keeps_actor_paths, runs.keeps_draws, runs.labels)
        groups.setdefault(key, []).append(runs)
    named: dict[str, list[ScenarioRuns]] = {}
    for (span, *_), members in groups.items():
        named[_free_name(span, named)] = members
    return named


def _free_name(name: str, taken: dict[str, list[ScenarioRuns]]) -> str:
    same = sum(other.split("_group_")[0] == name for other in taken)
    return f"{name}_group_{same + 1}" if same else name


def shocks_of(group: Iterable[ScenarioRuns]) -> list[str]:
    """List the ids of the shocks of scenarios, each once.

    Parameters
    ----------
    group : scenarios with the same axes
    """
    return list(dict.fromkeys(shock.id for runs in group for shock in runs.scenario.shocks))


def run_variables(group: Sequence[ScenarioRuns], *, actor_paths: bool) -> dict[str, Variable]:
    """Describe the variables of the dataset that have a run axis, in their order.

    Parameters
    ----------
    group : scenarios with the same axes
    actor_paths : whether the paths of all actors are kept
    """
    first = group[0]
    runs, labels, classes = _MONTHLY[:2], first.labels, first.classes
    numbers = {"index": _MONTHLY, "final_index": runs, **dict.fromkeys(SERIES, _MONTHLY)}
    numbers |= {"tension": (*_MONTHLY, "issue"), "stock": (*_MONTHLY, "area")}
    numbers |= {RIFT: (*_MONTHLY, "power")} if powers_of_rifts(group) else {}
    numbers |= {f"{name}_final": (*runs, "actor") for name in ACTOR_VARIABLES}
    numbers |= {name: (*_MONTHLY, "actor") for name in ACTOR_VARIABLES if actor_paths}
    codes = {
        "regime": (_MONTHLY, labels.regimes),
        "settlement": ((*_MONTHLY, "negotiation"), labels.settlements),
        "outcome": (runs, classes),
    }
    described = {name: Variable(axes, "float64", {"units": unit_of(name)}) for name, axes in numbers.items()}
    described |= {name: Variable(axes, "uint8", _meanings(names)) for name, (axes, names) in codes.items()}
    return described | (_drawn_variables(labels) if first.keeps_draws else {})


def _drawn_variables(labels: Labels) -> dict[str, Variable]:
    """Describe what tells what each run drew."""
    runs = _MONTHLY[:2]
    found = {name: Variable((*runs, "shock"), dtype, {"units": unit}) for name, (dtype, unit, _) in _OF_SHOCKS.items()}
    states = _meanings(labels.settlements)
    return found | {
        "regime_before": Variable(runs, "uint8", _meanings(labels.regimes)),
        "settlement_before": Variable((*runs, "negotiation"), "uint8", states),
        "origin": Variable(runs, "int64", {"units": "1"}),
    }


def _meanings(names: tuple[str, ...]) -> dict[str, Any]:
    # The convention of the CF metadata for coded variables, which tools read.
    return {"flag_values": list(range(len(names))), "flag_meanings": " ".join(names)}


def block_variables(
    block: Block, about: ScenarioRuns, shocks: Sequence[str], powers: Sequence[str] = (), *, actor_paths: bool
) -> dict[str, NDArray[Any]]:
    """Return the values of the variables that have a run axis, arrays (run, ...), as `run_variables` describes them.

    Parameters
    ----------
    block : any runs of a scenario
    about : what is known of the scenario
    shocks, powers : along the axes of shocks and of rifts, see `shocks_of` and `powers_of_rifts`
    actor_paths : whether the paths of all actors are kept
    """
    outcomes = about.scenario.world.outcomes
    final = final_index(block.index, outcomes.months)
    values: dict[str, NDArray[Any]] = {"index": block.index, "final_index": final}
    values |= {name: block.series[name] for name in SERIES}
    values |= {"tension": block.tension, "stock": block.stock} | (
        {RIFT: _rifts_of(block, len(powers))} if powers else {}
    )
    values |= {f"{name}_final": _final_values(getattr(block, name), outcomes.months) for name in ACTOR_VARIABLES}
    values |= {name: getattr(block, name) for name in ACTOR_VARIABLES if actor_paths}
    codes = {"regime": block.regime, "settlement": block.settlement}
    drawn = {name: getattr(block, name) for name in DRAWN} if about.keeps_draws else {}
    drawn |= {name: _place_shocks(name, drawn[name], about, shocks) for name in SHOCKS if name in drawn}
    return values | codes | {"outcome": classify_runs(final, tuple(outcomes.bounds))} | drawn


def _rifts_of(block: Block, powers: int) -> NDArray[Any]:
    """Return rifts, array (run, month, power); where none is kept, no power drifts from its allies."""
    return np.broadcast_to(0.0, (*block.index.shape, powers)) if block.rift is None else block.rift


def _place_shocks(name: str, values: NDArray[Any], about: ScenarioRuns, shocks: Sequence[str]) -> NDArray[Any]:
    """Put what is told of the shocks of a scenario in their places among those of all scenarios."""
    own = [shock.id for shock in about.scenario.shocks]
    if own == list(shocks):
        return values
    placed = np.full((len(values), len(shocks)), _OF_SHOCKS[name][2], dtype=values.dtype)
    placed[:, [shocks.index(shock) for shock in own]] = values
    return placed


def _final_values(paths: NDArray[Any], months: int) -> NDArray[Any]:
    """Average the final window of paths as they stand on disk, so that paths read from there give the same."""
    window = paths[:, -months:]
    return window_mean(window if window.shape[1] == 1 else window.astype(np.float32).astype(np.float64), months)


def build_dataset(group: Sequence[ScenarioRuns]) -> xarray.Dataset:
    """Build the labelled dataset of scenarios with the same axes.

    Parameters
    ----------
    group : scenarios as `group_runs` puts them together, at least one

    Returns
    -------
    dataset with the axes scenario, run, month, actor, issue, area, negotiation and statistic, and power where
    something acts among powers of one side; the run axis holds all runs that were asked for

    Raises
    ------
    InputError
        If the single runs were not kept.
    """
    import xarray

    first = group[0]
    asked, shocks, powers = first.asked_runs, shocks_of(group), powers_of_rifts(group)
    found = [
        (
            runs.single_runs.run,
            block_variables(runs.single_runs, runs, shocks, powers, actor_paths=runs.keeps_actor_paths),
        )
        for runs in group
    ]
    variables: dict[str, Any] = {}
    for name, about in run_variables(group, actor_paths=first.keeps_actor_paths).items():
        rows = [_spread_runs(values[name], numbers, asked, about) for numbers, values in found]
        variables[name] = (about.axes, np.stack(rows), about.attributes)
    return xarray.Dataset(variables | summary_variables(group), coords=coordinates(group, asked))


def _spread_runs(values: NDArray[Any], runs: Integers, asked: Integers, about: Variable) -> NDArray[Any]:
    """Give every run that was asked for a row; those that failed have no numbers in it.

    Parameters
    ----------
    values : array (run, ...)
    runs : numbers of these runs, array (run)
    asked : numbers of all runs that were asked for, ascending
    about : the variable
    """
    if runs.size == asked.size:
        return values
    rows = np.full((asked.size, *values.shape[1:]), about.fill, dtype=about.dtype)
    rows[np.searchsorted(asked, runs)] = values
    return rows


def summary_variables(group: Sequence[ScenarioRuns]) -> dict[str, Any]:
    """Return axes, values and attributes of the variables without a run axis: statistics of the actors' paths, titles.

    Parameters
    ----------
    group : scenarios with the same axes
    """
    axes = ("scenario", "statistic", "month", "actor")
    variables: dict[str, Any] = {
        f"{name}_paths": (axes, np.stack([describe_paths(runs.tally, name) for runs in group]), {"units": "1"})
        for name in ACTOR_VARIABLES
    }
    names, values = _values_of_sets(group)
    if names:
        variables["parameter_value"] = (("scenario", "parameter_set", "parameter"), values, {})
        variables["parameter"] = ("parameter", names)
    return variables | {"title": ("scenario", [runs.scenario.title for runs in group])}


def _values_of_sets(group: Sequence[ScenarioRuns]) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names of the parameters in which the sets differ, and values (scenario, set, parameter)."""
    tables = [runs.set_values for runs in group]
    names = list(dict.fromkeys(name for table in tables for name in table))
    sets = max((len(column) for table in tables for column in table.values()), default=0)
    values = np.full((len(group), sets, len(names)), np.nan)
    for row, table in enumerate(tables):
        for name, column in table.items():
            values[row, : len(column), names.index(name)] = column
    return names, values


def coordinates(group: Sequence[ScenarioRuns], asked: Integers) -> dict[str, Any]:
    """Return the coordinates of a dataset.

    Parameters
    ----------
    group : scenarios with the same axes
    asked : numbers of all runs that were asked for
    """
    runs, labels = group[0], group[0].labels
    return {
        "scenario": [runs.slug for runs in group],
        "run": asked,
        "month": runs.months.astype("datetime64[ns]"),
        "actor": list(labels.members),
        "actor_name": ("actor", list(labels.member_names)),
        "issue": list(labels.issues),
        "area": list(labels.areas),
        "negotiation": list(labels.negotiations),
        **({"power": powers_of_rifts(group)} if powers_of_rifts(group) else {}),
        **({"shock": shocks_of(group)} if runs.keeps_draws else {}),
        "statistic": list(STATISTICS),
    }
