"""Run scenarios and write everything that a run leaves behind."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nrc_sim.comparison import choose_baseline, compare
from nrc_sim.results import Results, write_tables
from nrc_sim.scenario import Scenario
from nrc_sim.store import (
    Draft,
    EnsembleWriter,
    draft_folder,
    make_manifest,
    open_checkpoints,
    sum_files,
    write_tallies,
)
from nrc_sim.study import (
    Listener,
    Progress,
    ScenarioChoice,
    Settings,
    identify_study,
    resolve_scenarios,
    simulate_study,
)

if TYPE_CHECKING:
    from nrc_sim.sensitivity import Sensitivity


def run(  # noqa: PLR0913
    scenarios: ScenarioChoice | Iterable[ScenarioChoice],
    *,
    runs: int,
    seed: int,
    months: int | None = None,
    workers: int | None = None,
    engine: str = "auto",
    summary_only: bool = False,
    until_error: float | None = None,
    actor_paths: bool = False,
    parameters: str = "ensemble",
    output: str | Path | None = None,
    overwrite: bool = False,
    resume: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Simulate an ensemble of each scenario, with common luck.

    Parameters
    ----------
    scenarios : slugs, files, folders of files, or scenarios
    runs : runs of each scenario, >= 1
    seed : 0..2**63 - 1; run i is the same run in an ensemble of any size
    months : horizon in months; None leaves it to each scenario
    workers : threads, or processes with Mesa; None takes what the machine offers; results do not depend on it
    engine : "compiled", "mesa", or "auto" for the compiled one; results do not depend on it
    summary_only : keep statistics and no run, in memory that does not grow with the number of runs
    until_error : add runs, a thousand at a time, until the 95% interval of every share is no wider than this to
        either side; `runs` is the least number then
    actor_paths : keep the path of every actor in every run
    parameters : "ensemble", each run draws one of the accepted parameter sets of its world, or "central", all have one
    output : folder to write to; None writes nothing
    overwrite : replace interrupted results in the folder
    resume : continue interrupted results in the folder, or add runs to complete ones; numbers are the same as without
        the interruption. Variables other than the index come back from the folder in single precision.
    progress : called with the name of the stage, runs done and runs to do

    Raises
    ------
    InputError
        If something asked for cannot be accepted, or another process writes to the folder; nothing is written then.
    RunError
        If a worker is lost or results cannot be written; what is done is kept in the folder.
    """
    settings = Settings(
        runs, seed, months, workers, engine, parameters, summary_only, until_error, actor_paths=actor_paths
    )
    chosen = resolve_scenarios(scenarios)
    listener = Listener() if progress is None else Listener(progress)
    if output is None:
        return simulate_study(chosen, settings, listener)
    with draft_folder(output, overwrite=overwrite, resume=resume) as draft:
        return run_study(chosen, settings, draft, listener)


def run_study(scenarios: Sequence[Scenario], settings: Settings, draft: Draft, listener: Listener) -> Results:
    """Simulate scenarios and write all there is to write.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    draft : folder to write to
    listener : who is told how it goes

    Raises
    ------
    InputError
        If what is to be continued is of another study, or the runs would not fit into memory.
    """
    from nrc_sim.figures import write_figures

    identity = identify_study(scenarios, settings)
    wanted = settings.runs if settings.until_error is None else None
    checkpoints = open_checkpoints(draft, identity, wanted, listener.message)
    with EnsembleWriter(draft.path) as writer:
        sink = None if settings.summary_only else writer
        results = simulate_study(scenarios, settings, listener, sink, checkpoints)
        writer.finish(results)
        write_tables(results, draft.path)
        write_tallies(results, draft.path)
        write_figures(results, draft.path)
    if settings.summary_only:
        checkpoints.write_last_leaf(draft.path, list(results.scenarios))
    draft.complete(
        make_manifest(results, asdict(settings), sys.argv) | {"study": identity, "files": sum_files(draft.path)}
    )
    return results


def write_sensitivity(found: Sensitivity, document: Mapping[str, Any], scenario: Scenario, draft: Draft) -> None:
    """Write effects and indices as data and as figures.

    Parameters
    ----------
    found : effects and indices
    document : the same as plain data, with all that was asked for
    scenario : whose outcomes are moved
    draft : folder to write to
    """
    from nrc_sim.effect_figures import write_sensitivity_figures

    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    (draft.path / "sensitivity.json").write_text(text + "\n", encoding="utf-8")
    design = f"{document['runs_per_set']} runs of each parameter set, seed {document['seed']}."
    write_sensitivity_figures(found, scenario, design, draft.path)
    draft.complete({"command": list(sys.argv), "sensitivity": scenario.slug, "scenarios": {}})


def write_comparison(results: Results, baseline: str | None, draft: Draft) -> None:
    """Write the table and the figure of a comparison.

    Parameters
    ----------
    results : at least two scenarios
    baseline : slug of the scenario to compare with, or None
    draft : folder to write to
    """
    from nrc_sim.figures import write_comparison_figure

    reference = choose_baseline(results, baseline)
    table = compare(results, reference)
    table.columns = table.columns.map("_".join)
    table.to_csv(draft.path / "comparison.csv", lineterminator="\n")
    write_comparison_figure(results, reference, draft.path)
    draft.complete(make_manifest(results, {"baseline": reference}, sys.argv))
