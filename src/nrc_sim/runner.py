"""Run scenarios and write everything that a run leaves behind."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from nrc_sim.comparison import choose_baseline, compare
from nrc_sim.results import Results, write_tables
from nrc_sim.store import Draft, draft_folder, make_manifest, write_ensemble
from nrc_sim.study import Progress, ScenarioChoice, Settings, resolve_scenarios, simulate_study


def run(  # noqa: PLR0913
    scenarios: ScenarioChoice | Iterable[ScenarioChoice],
    *,
    runs: int,
    seed: int,
    months: int | None = None,
    workers: int | None = None,
    engine: str = "auto",
    summary_only: bool = False,
    parameters: str = "central",
    output: str | Path | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Results:
    """Simulate an ensemble of each scenario, with common luck.

    Parameters
    ----------
    scenarios : slugs, files, folders of files, or scenarios
    runs : runs of each scenario, >= 1
    seed : 0..2**63 - 1; run i is the same run in an ensemble of any size
    months : horizon in months; None leaves it to each scenario
    workers : worker processes; None takes what the machine offers; results do not depend on it
    engine : "auto" or "mesa"
    summary_only : leave the ensemble out of the output folder
    parameters : "central", one parameter set for all runs
    output : folder to write to; None writes nothing
    overwrite : replace interrupted results in the folder
    progress : called with scenario, runs done and runs to do

    Raises
    ------
    InputError
        If something asked for cannot be accepted; nothing is written then.
    RunError
        If a worker is lost or results cannot be written.
    """
    settings = Settings(runs, seed, months, workers, engine, parameters)
    chosen = resolve_scenarios(scenarios)
    if output is None:
        return simulate_study(chosen, settings, progress)
    with draft_folder(output, overwrite=overwrite) as draft:
        results = simulate_study(chosen, settings, progress)
        write_study(results, settings, draft, ensemble=not summary_only)
    return results


def write_study(results: Results, settings: Settings, draft: Draft, *, ensemble: bool = True) -> None:
    """Write tables, figures, the ensemble and, last of all, the manifest.

    Parameters
    ----------
    results : Results
    settings : how they were made
    draft : folder to write to
    ensemble : whether the labelled ensemble is written
    """
    from nrc_sim.figures import write_figures

    write_tables(results, draft.path)
    if ensemble:
        write_ensemble(results, draft.path)
    write_figures(results, draft.path)
    draft.complete(make_manifest(results, asdict(settings), sys.argv))


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
