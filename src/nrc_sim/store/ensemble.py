"""The labelled ensemble on disk, and results loaded from it again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nrc_sim.blocks import Block, Labels
from nrc_sim.errors import InputError
from nrc_sim.results import Results, ScenarioRuns
from nrc_sim.results.datasets import MONTHLY
from nrc_sim.results.scenario_runs import ACTOR_VARIABLES
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.explain import from_plain
from nrc_sim.scenario.schema import ScenarioFile
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.store.folders import read_manifest

if TYPE_CHECKING:
    import xarray

ENSEMBLE = "ensemble.zarr"


def write_ensemble(results: Results, folder: Path) -> None:
    """Write the datasets of results: at the root if there is one, else each to a group of its own.

    Parameters
    ----------
    results : Results
    folder : an existing folder
    """
    place = folder / ENSEMBLE
    shutil.rmtree(place, ignore_errors=True)
    single = len(results.groups) == 1
    for name, dataset in results.groups.items():
        # Format 3 still warns about fixed-length text.
        dataset.to_zarr(place, group=None if single else name, mode="a", zarr_format=2, consolidated=True)


def load_results(folder: str | Path) -> Results:
    """Load the results of a folder that `run` has written.

    Parameters
    ----------
    folder : folder of results

    Raises
    ------
    InputError
        If it is no such folder, its results are not complete, without an ensemble, or not what its manifest says.
    """
    manifest = read_manifest(folder)
    place = Path(folder) / ENSEMBLE
    if not place.is_dir():
        raise InputError(f"the folder has no {ENSEMBLE}", place=str(folder), suggestion="run without --summary-only")
    described = manifest["scenarios"]
    groups = {group: _open_group(place, group) for group in {item["group"] for item in described.values()}}
    worlds = {slug: from_plain(WorldFile, world, str(folder)) for slug, world in manifest["worlds"].items()}
    loaded = {}
    for slug, item in described.items():
        file = from_plain(ScenarioFile, item["resolved"], str(folder))
        scenario = Scenario(file, worlds[file.world], Path(folder))
        loaded[slug] = _load_runs(scenario, item, groups[item["group"]].sel(scenario=slug))
        _check_digest(loaded[slug], item["digest"], folder)
    return Results(loaded)


def load_folders(folders: Sequence[str | Path]) -> Results:
    """Load the results of several folders side by side.

    Parameters
    ----------
    folders : folders of results

    Returns
    -------
    results; where two folders hold different runs of one scenario, the name of its folder joins the later one's slug
    """
    joined: dict[str, ScenarioRuns] = {}
    for folder in folders:
        for runs in load_results(folder):
            same = joined.get(runs.slug)
            if same is None or same.digest != runs.digest:
                named = _renamed(runs, f"{runs.slug}_in_{Path(folder).resolve().name}") if same else runs
                joined[named.slug] = named
    return Results(joined)


def _renamed(runs: ScenarioRuns, slug: str) -> ScenarioRuns:
    file = runs.scenario.file.model_copy(update={"slug": slug})
    return replace(runs, scenario=Scenario(file, runs.scenario.world, runs.scenario.path))


def _load_runs(scenario: Scenario, described: Mapping[str, Any], dataset: xarray.Dataset) -> ScenarioRuns:
    labels = Labels(**{key: _frozen(value) for key, value in described["labels"].items()})
    return ScenarioRuns(scenario, described["seed"], labels, _block(dataset), _actor_paths(dataset))


def _open_group(place: Path, group: str) -> xarray.Dataset:
    import xarray

    dataset: xarray.Dataset = xarray.open_zarr(place, group=group or None, chunks=None)
    return dataset.load()


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _block(dataset: xarray.Dataset) -> Block:
    axes = MONTHLY[1:]
    paths = {str(name) for name, values in dataset.items() if values.dims == axes and values.dtype.kind == "f"}
    arrays = {name: dataset[name].to_numpy() for name in ("index", "regime", "settlement", "tension", "stock")}
    finals = {name: dataset[f"{name}_final"].to_numpy()[:, None] for name in ACTOR_VARIABLES}
    series = {name: dataset[name].to_numpy() for name in sorted(paths - {"index"})}
    return Block(first_run=int(dataset["run"][0]), series=series, **arrays, **finals)


def _actor_paths(dataset: xarray.Dataset) -> dict[str, Any]:
    return {name: dataset[f"{name}_paths"].to_numpy() for name in ACTOR_VARIABLES}


def _check_digest(runs: ScenarioRuns, expected: str, folder: str | Path) -> None:
    if runs.digest != expected:
        raise InputError(
            f"the runs of '{runs.slug}' are not those that the manifest describes: digest {runs.digest[:12]}",
            place=str(folder),
            allowed=f"{expected[:12]}",
            suggestion="run them again",
        )
