"""What a folder of results says about itself."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from nrc_sim.study.results import Results, ScenarioRuns, summarise_runs
from nrc_sim.study.results.datasets import group_runs
from nrc_sim.version import __version__

_LIBRARIES = ("mesa", "numba", "numpy", "pandas", "pydantic", "xarray", "zarr")

_PROGRAM = "nrc-sim"
_AS_A_MODULE = ("nrc_sim", "__main__.py")
"""Folder and name of the file that runs as `python -m nrc_sim`."""


def make_manifest(results: Results, settings: Mapping[str, Any], command: Sequence[str]) -> dict[str, Any]:
    """Describe results so that they can be judged, made again and loaded.

    Parameters
    ----------
    results : Results
    settings : how they were made, plain data
    command : what was typed

    Returns
    -------
    plain data: versions, command, settings, worlds, and for each scenario its file, hash, labels, leaves and summary
    """
    return {
        "versions": describe_versions(),
        "command": list(command),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "settings": dict(settings),
        "summary_only": results.summary_only,
        "worlds": {runs.scenario.file.world: _world(runs) for runs in results},  # as scenarios name them
        "scenarios": {runs.slug: _describe(runs, group) for runs, group in _located(results)},
    }


def typed_command() -> list[str]:
    """Return what was typed to start this program; `python -m nrc_sim` reads as `nrc-sim`, which does the same."""
    program, *arguments = sys.argv or [_PROGRAM]
    started = Path(program)
    return [_PROGRAM if (started.parent.name, started.name) == _AS_A_MODULE else program, *arguments]


def describe_versions() -> dict[str, str]:
    """Return the versions of the package, of Python, and of the libraries on which numbers depend, by name."""
    return {"nrc_sim": __version__, "python": platform.python_version()} | {
        library: _version(library) for library in _LIBRARIES
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"


def _world(runs: ScenarioRuns) -> dict[str, Any]:
    return runs.scenario.world.model_dump(mode="json", by_alias=True)


def _located(results: Results) -> list[tuple[ScenarioRuns, str]]:
    """Pair each scenario with the group of the ensemble that holds it; a single group is the root."""
    groups = group_runs(results)
    places = {runs.slug: name if len(groups) > 1 else "" for name, group in groups.items() for runs in group}
    return [(runs, places[runs.slug]) for runs in results]


def _describe(runs: ScenarioRuns, group: str) -> dict[str, Any]:
    return {
        "title": runs.scenario.title,
        "hash": runs.scenario.hash,
        "start": str(runs.months[0]),
        "months": int(runs.months.size),
        "resolved": runs.scenario.resolved(),
        "labels": {name: value for name, value in asdict(runs.labels).items() if value or name != "rifts"},
        "group": group,
        "leaves": list(runs.leaves),
        **summarise_runs(runs),
    }
