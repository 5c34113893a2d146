"""Results loaded from their folders again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import DRAWN, Labels
from nrc_sim.engine.world.build import build_labels
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.explain import from_plain
from nrc_sim.scenario.nodes import plain
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import defaults_tree
from nrc_sim.study.given import Acceptance
from nrc_sim.study.questions import Question
from nrc_sim.study.results import Results, ScenarioRuns, layout_of
from nrc_sim.study.results.digests import compute_leaves
from nrc_sim.study.results.scenario_runs import ACTOR_VARIABLES
from nrc_sim.study.statistics import Tally
from nrc_sim.study.store.checksums import check_files, way_to_mend
from nrc_sim.study.store.ensemble import ENSEMBLE
from nrc_sim.study.store.reading import block_names, make_block, select_shocks
from nrc_sim.study.store.shards import read_failure
from nrc_sim.study.store.status import read_manifest
from nrc_sim.study.store.tallies import SUMMARY, read_tallies

if TYPE_CHECKING:
    import xarray


def load_results(folder: str | Path, *, summary_only: bool = False) -> Results:
    """Load the results of a folder that `run` has written.

    Parameters
    ----------
    folder : folder of results
    summary_only : read statistics alone, and leave the runs on disk

    Returns
    -------
    results; of a run with `--summary-only`, or if no more is wanted, statistics alone

    Raises
    ------
    InputError
        If it is no such folder, its results are not complete, or not what its manifest says.
    """
    place = Path(folder)
    manifest = read_manifest(place)
    described = manifest["scenarios"]
    if not described or not (place / SUMMARY).is_dir():
        raise InputError(f"the folder has no {SUMMARY}", place=str(folder), suggestion=way_to_mend(manifest))
    few = summary_only or manifest["summary_only"]
    check_files(place, manifest, [SUMMARY] if few else [SUMMARY, ENSEMBLE])
    tallies = read_tallies(place)
    worlds = {
        name: from_plain(WorldFile, _with_states(world), str(folder)) for name, world in manifest["worlds"].items()
    }
    groups = {} if few else _open_groups(place, {item["group"] for item in described.values()})
    questions = tuple(Question(**asked) for asked in manifest["settings"].get("questions", ()))
    loaded = {}
    for slug, item in described.items():
        file = from_plain(ScenarioFile, item["resolved"], str(folder))
        scenario = Scenario(file, worlds[file.world], place)
        loaded[slug] = _load_runs(scenario, item, tallies[slug], questions)
        if groups:
            loaded[slug] = _with_block(loaded[slug], groups[item["group"]].sel(scenario=slug), folder)
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
                named = runs.called(f"{runs.slug}_in_{Path(folder).resolve().name}") if same else runs
                joined[named.slug] = named
    return Results(joined)


def _load_runs(
    scenario: Scenario,
    described: Mapping[str, Any],
    counts: Mapping[str, NDArray[Any]],
    questions: Sequence[Question],
) -> ScenarioRuns:
    known = asdict(build_labels(scenario.world))
    labels = Labels(**known | {key: _frozen(value) for key, value in described["labels"].items()})
    sets = np.shape(counts.get("set_counts", ((),)))[0]
    tally = Tally(layout_of(scenario, labels, described["months"], sets, described["seed"], questions), counts)
    failures = tuple(read_failure(item) for item in described.get("failures", ()))
    told = described.get("given")
    accepted = None if told is None else Acceptance(told["candidates"], told["accepted"])
    leaves = tuple(described["leaves"])
    return ScenarioRuns(scenario, described["seed"], labels, tally, leaves, None, failures, acceptance=accepted)


def _with_states(world: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a world says, with the states that all worlds had when it could not yet say so."""
    defaults = plain(defaults_tree())
    return {key: defaults[key] for key in ("regime_roles", "negotiation_states")} | dict(world)


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _open_groups(folder: Path, names: set[str]) -> dict[str, xarray.Dataset]:
    import xarray

    place = folder / ENSEMBLE
    if not place.is_dir():
        raise InputError(f"the folder has no {ENSEMBLE}", place=str(folder), suggestion="run it again")
    return {name: xarray.open_zarr(place, group=name or None, chunks=None).load() for name in names}


def _with_block(runs: ScenarioRuns, dataset: xarray.Dataset, folder: str | Path) -> ScenarioRuns:
    drawn, paths = DRAWN[0] in dataset, ACTOR_VARIABLES[0] in dataset
    names = block_names(actor_paths=paths, drawn=drawn, rifts=bool(runs.labels.rifts))
    arrays = {name: dataset[name].to_numpy() for name in names}
    if drawn:
        arrays = select_shocks(arrays, [shock.id for shock in runs.scenario.shocks], dataset["shock"].values.tolist())
    block = make_block(arrays, dataset["run"].to_numpy(), runs.failures)
    leaves = compute_leaves(block)
    if leaves != runs.leaves:
        raise InputError(
            f"the runs of '{runs.slug}' are not those that the manifest describes",
            place=f"{folder}/{ENSEMBLE}",
            suggestion="run them again",
        )
    return replace(runs, block=block, set_values=_set_values(dataset))


def _set_values(dataset: xarray.Dataset) -> dict[str, list[float]]:
    """Return the values of parameter sets; scenarios of other worlds may have others, or more."""
    if "parameter_value" not in dataset:
        return {}
    values = dataset["parameter_value"].to_numpy()
    columns = zip(dataset["parameter"].values.tolist(), values.T, strict=True)
    own = {name: column[~np.isnan(column)].tolist() for name, column in columns}
    return {name: column for name, column in own.items() if column}
