"""Run scenarios and write everything that a run leaves behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nrc_sim.analysis.comparison import choose_baseline, compare, write_comparison_tables
from nrc_sim.engine.world import choose_parameters
from nrc_sim.figures.style import current_look
from nrc_sim.scenario import Scenario
from nrc_sim.study.beside import work_beside
from nrc_sim.study.cluster import use_cluster
from nrc_sim.study.given import GivenChoice, apply_given, fact_files, listed_choices
from nrc_sim.study.questions import load_questions
from nrc_sim.study.results import Results, write_document, write_draws, write_tables
from nrc_sim.study.running import (
    Listener,
    Progress,
    ScenarioChoice,
    Settings,
    identify_study,
    resolve_scenarios,
    simulate_study,
)
from nrc_sim.study.store import (
    Draft,
    EnsembleWriter,
    draft_folder,
    files_among,
    make_manifest,
    open_checkpoints,
    refuse_shards,
    typed_command,
    write_tallies,
)
from nrc_sim.text.csv_rows import write_table

if TYPE_CHECKING:
    from nrc_sim.analysis.attribution import Attribution
    from nrc_sim.analysis.comparison.frame import ComparisonTable
    from nrc_sim.analysis.sensitivity import Sensitivity
    from nrc_sim.analysis.sensitivity.screening import Design
    from nrc_sim.analysis.trace import Branch, Trace
    from nrc_sim.analysis.turning_points import TurningPoints


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
    parameters: str | None = None,
    questions: str | Path | None = None,
    changes: Mapping[str, Any] | None = None,
    given: GivenChoice | Iterable[GivenChoice] = (),
    output: str | Path | None = None,
    overwrite: bool = False,
    resume: bool = False,
    shards: str | Path | None = None,
    progress: Progress | None = None,
    executor: Any = None,
) -> Results:
    """Simulate an ensemble of each scenario, with common random numbers.

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
    parameters : "ensemble", each run draws one of the accepted parameter sets of its world, or "central", all have
        one; None draws sets where the world ships some, and warns where it has only its central one
    questions : file of questions that every run answers; None asks none
    changes : values by path, such as {"policies.dialogue": 0.5}, that are set in each scenario as `--set` does
    given : files of facts, which take the place of what chance would draw, and conditions that all runs fulfil, such
        as "frozen > 0 in 2014"; see docs/given.md
    output : folder to write to; None writes nothing
    overwrite : replace interrupted results in the folder
    resume : continue interrupted results in the folder, or add runs to complete ones; numbers are the same as without
        the interruption. Variables other than the index come back from the folder in single precision.
    shards : folder, or address such as "s3://bucket/shards", that keeps what is done until all is; None for `output`
    progress : called with the name of the stage, runs done and runs to do
    executor : a `dask.distributed.Client`, whose workers simulate; None simulates in this process, with `workers`

    Raises
    ------
    InputError
        If something asked for cannot be accepted, or another process writes to the folder; nothing is written then.
    RunError
        If a worker is lost or results cannot be written; what is done is kept in the folder.
    """
    listed = listed_choices(given)
    chosen, conditions = apply_given(resolve_scenarios(scenarios, changes or {}), listed, months)
    asked = () if questions is None else load_questions(questions, chosen, months)
    kept: dict[str, Any] = {"summary_only": summary_only, "until_error": until_error, "actor_paths": actor_paths}
    kept |= {"questions": asked, "given": conditions}
    settings = Settings(runs, seed, months, workers, engine, choose_parameters(parameters, chosen), **kept)
    listener = Listener() if progress is None else Listener(progress)
    if output is None:
        refuse_shards(shards)
        with use_cluster(executor):
            return simulate_study(chosen, settings, listener)
    read = files_among(*(scenario.path for scenario in chosen), questions, *fact_files(listed))
    drafted = draft_folder(output, command="run", overwrite=overwrite, resume=resume, inputs=read, shards=shards)
    with drafted as draft, use_cluster(executor):
        return run_study(chosen, settings, draft, listener)


def run_study(scenarios: Sequence[Scenario], settings: Settings, draft: Draft, listener: Listener) -> Results:
    """Simulate scenarios and write all there is to write.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    draft : folder to write to
    listener : receives progress and notes

    Raises
    ------
    InputError
        If what is to be continued is of another study, or the runs would not fit into memory.
    """
    from nrc_sim.figures.report import write_report
    from nrc_sim.figures.study import list_figures

    identity = identify_study(scenarios, settings)
    checkpoints = open_checkpoints(draft, identity, None if settings.until_error else settings.runs, listener.message)
    with EnsembleWriter(draft.path) as writer:
        sink = None if settings.summary_only else writer
        results = simulate_study(scenarios, settings, listener, sink, checkpoints)
        writer.finish(results)
        with work_beside(list_figures(results, draft.path), settings.workers):
            write_tables(results, draft.path)
            write_tallies(results, draft.path)
            if settings.experiments:
                write_draws(results, draft.path)
    if settings.summary_only:
        checkpoints.write_last_leaf(draft.path, list(results.scenarios))
    manifest = make_manifest(results, asdict(settings), typed_command()) | {"study": identity}
    if current_look().formats:
        write_report(results, manifest, draft.path)
    draft.complete(manifest)
    return results


def simulate_kept(scenarios: Sequence[Scenario], settings: Settings, draft: Draft, listener: Listener) -> Results:
    """Simulate scenarios for a command that writes no runs, and keep them until it is done.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    draft : folder that is being written; an interruption leaves in it what is done
    listener : receives progress and notes

    Raises
    ------
    InputError
        If what is to be continued is of another study, or the runs would not fit into memory.
    """
    checkpoints = open_checkpoints(draft, identify_study(scenarios, settings), settings.runs, listener.message)
    return simulate_study(scenarios, settings, listener, None, checkpoints)


def write_sensitivity(
    found: Sensitivity, document: Mapping[str, Any], scenario: Scenario, design: Design, draft: Draft
) -> None:
    """Write effects and indices as data and as figures.

    Parameters
    ----------
    found : effects and indices
    document : the same as plain data, with all that was asked for
    scenario : whose outcomes are moved
    design : how much was computed
    draft : folder to write to
    """
    from nrc_sim.figures.sensitivity import write_sensitivity_figures

    write_document(document, draft.path / "sensitivity.json")
    write_sensitivity_figures(found, scenario, design, draft.path)
    _complete(draft, sensitivity=scenario.slug)


def write_trace(traced: Trace | Branch, document: Mapping[str, Any], draft: Draft) -> None:
    """Write a trace or a branch as table, data and figure.

    Parameters
    ----------
    traced : Trace or Branch
    document : the same as plain data
    draft : folder to write to
    """
    from nrc_sim.figures.trace import write_files

    write_files(traced, document, draft.path)
    _complete(draft)


def write_claims(document: Mapping[str, Any], draft: Draft) -> None:
    """Write claims with their figures and verdicts as data.

    Parameters
    ----------
    document : plain data
    draft : folder to write to
    """
    write_document(document, draft.path / "claims.json")
    _complete(draft)


def write_comparison(
    results: Results, baseline: str | None, draft: Draft, asked: tuple[str | None, str | None] = (None, None)
) -> ComparisonTable:
    """Write the tables and figures of a comparison, and return its table.

    Parameters
    ----------
    results : at least two scenarios
    baseline : slug of the scenario to compare with, or None
    draft : folder to write to
    asked : name of a variable, and a month in which it is compared; None for none, and for the last
    """
    from nrc_sim.figures.comparison import write_pair_figures
    from nrc_sim.figures.study import write_comparison_figure
    from nrc_sim.figures.variable import write_variable_figures

    reference = choose_baseline(results, baseline)
    table = compare(results, reference, variable=asked[0], at=asked[1])
    write_comparison_tables(table, draft.path)
    write_pair_figures(results, table.pairs, draft.path)
    write_comparison_figure(results, reference, draft.path)
    if asked[0] is not None:
        write_variable_figures(results, asked[0], reference, draft.path)
    draft.complete(make_manifest(results, {"baseline": reference}, typed_command()))
    return table


def write_attribution(found: Attribution, scenario: Scenario, baseline: Scenario, draft: Draft) -> None:
    """Write an attribution as data, as a table and as a figure.

    Parameters
    ----------
    found : contributions to the difference
    scenario, baseline : the two compared
    draft : folder to write to
    """
    import pandas

    from nrc_sim.figures.attribution import write_attribution_figure

    write_document(found.describe(), draft.path / "attribution.json")
    write_table(pandas.DataFrame(list(found.rows())), draft.path / "attribution.csv")
    write_attribution_figure(found, scenario, baseline, draft.path)
    _complete(draft, attribution=found.scenario)


def write_turning_points(found: TurningPoints, results: Results, draft: Draft) -> None:
    """Write turning points as data, early-warning indicators as a table, and both as a figure.

    Parameters
    ----------
    found : medoid runs and early-warning indicators of a scenario
    results : with the runs of this scenario
    draft : folder to write to
    """
    import pandas

    from nrc_sim.figures.turning_points import write_turning_figure

    write_document(found.describe(), draft.path / "turning_points.json")
    if found.indicators is not None:
        write_table(pandas.DataFrame(found.indicators.months), draft.path / "early_signs.csv")
    write_turning_figure(found, results[found.scenario], draft.path)
    draft.complete(make_manifest(results, {"turning_points": found.scenario}, typed_command()))


def _complete(draft: Draft, **about: str) -> None:
    """Complete a folder that holds no runs of scenarios."""
    draft.complete({"command": typed_command(), **about, "scenarios": {}})
