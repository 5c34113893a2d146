"""Labelled arrays of an ensemble: one xarray dataset for all scenarios with the same axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.results.scenario_runs import ACTOR_VARIABLES, ScenarioRuns
from nrc_sim.statistics import STATISTICS

if TYPE_CHECKING:
    import xarray

MONTHLY = ("scenario", "run", "month")
_CODES = {"regime": MONTHLY, "settlement": (*MONTHLY, "negotiation"), "outcome": ("scenario", "run")}
_SHARES = {"tension": (*MONTHLY, "issue"), "stock": (*MONTHLY, "area")}


def unit_of(variable: str) -> str:
    """Return the unit of a variable: points for indices, 1 for everything else."""
    return "points" if "index" in variable else "1"


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
        groups.setdefault((span, runs.runs, astuple(runs.labels)), []).append(runs)
    named: dict[str, list[ScenarioRuns]] = {}
    for (span, *_), members in groups.items():
        named[_free_name(span, named)] = members
    return named


def _free_name(name: str, taken: dict[str, list[ScenarioRuns]]) -> str:
    same = sum(other.split("_group_")[0] == name for other in taken)
    return f"{name}_group_{same + 1}" if same else name


def build_dataset(group: Sequence[ScenarioRuns]) -> xarray.Dataset:
    """Build the labelled dataset of scenarios with the same axes.

    Parameters
    ----------
    group : scenarios as `group_runs` puts them together, at least one

    Returns
    -------
    dataset with the axes scenario, run, month, actor, issue, area, negotiation and statistic
    """
    import xarray

    variables = {**_monthly_variables(group), **_code_variables(group), **_actor_variables(group)}
    dataset = xarray.Dataset(variables, coords=_coordinates(group[0]) | {"scenario": [runs.slug for runs in group]})
    dataset["title"] = ("scenario", [runs.scenario.title for runs in group])
    return dataset


def _monthly_variables(group: Sequence[ScenarioRuns]) -> dict[str, Any]:
    blocks = [runs.block for runs in group]
    variables: dict[str, Any] = {"index": (MONTHLY, np.stack([block.index for block in blocks]))}
    variables["final_index"] = (MONTHLY[:2], np.stack([runs.final_index for runs in group]))
    variables |= {name: (MONTHLY, np.stack([block.series[name] for block in blocks])) for name in blocks[0].series}
    variables |= {name: (axes, np.stack([getattr(block, name) for block in blocks])) for name, axes in _SHARES.items()}
    return {name: (axes, values, {"units": unit_of(name)}) for name, (axes, values) in variables.items()}


def _code_variables(group: Sequence[ScenarioRuns]) -> dict[str, Any]:
    labels = group[0].labels
    values = {
        "regime": (np.stack([runs.block.regime for runs in group]), labels.regimes),
        "settlement": (np.stack([runs.block.settlement for runs in group]), labels.settlements),
        "outcome": (np.stack([runs.outcome for runs in group]), group[0].classes),
    }
    return {name: (_CODES[name], codes, _meanings(names)) for name, (codes, names) in values.items()}


def _meanings(names: tuple[str, ...]) -> dict[str, Any]:
    # The convention of the CF metadata for coded variables, which tools read.
    return {"flag_values": list(range(len(names))), "flag_meanings": " ".join(names)}


def _actor_variables(group: Sequence[ScenarioRuns]) -> dict[str, Any]:
    variables: dict[str, Any] = {}
    for name in ACTOR_VARIABLES:
        final = np.stack([getattr(runs.block, name)[:, -1] for runs in group])
        paths = np.stack([runs.actor_paths[name] for runs in group])
        variables[f"{name}_final"] = (("scenario", "run", "actor"), final, {"units": "1"})
        variables[f"{name}_paths"] = (("scenario", "statistic", "month", "actor"), paths, {"units": "1"})
    return variables


def _coordinates(runs: ScenarioRuns) -> dict[str, Any]:
    labels = runs.labels
    return {
        "run": np.arange(runs.block.first_run, runs.block.first_run + runs.runs),
        "month": runs.months.astype("datetime64[ns]"),
        "actor": list(labels.members),
        "actor_name": ("actor", list(labels.member_names)),
        "issue": list(labels.issues),
        "area": list(labels.areas),
        "negotiation": list(labels.negotiations),
        "statistic": list(STATISTICS),
    }
