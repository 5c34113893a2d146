"""The command `run`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, say, share_with_interval, tell
from nrc_sim.cli.failures import report_failures
from nrc_sim.cli.grid import EXPERIMENTS, Request, run_grid
from nrc_sim.cli.score import add_scores, happened_or_none, print_answers, print_scores
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.engine.world import Job
    from nrc_sim.scenario import Scenario
    from nrc_sim.study.given import GivenCondition
    from nrc_sim.study.results import Results
    from nrc_sim.study.running import Listener, Settings
    from nrc_sim.study.store import Draft

_MUCH = 10**8
"""Bytes from which a run says how much it writes."""

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="SCENARIO", help="Slugs, files or folders; none means the bundled range."),
]


def run(  # noqa: PLR0917
    scenarios: Scenarios = None,
    runs: options.Runs = None,
    seed: options.Seed = None,
    months: options.Months = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    shards: options.Shards = None,
    sets: options.Sets = None,
    given: options.Given = None,
    grid: options.Grid = None,
    parameters: options.Parameters = None,
    engine: options.EngineChoice = options.EngineName.auto,
    summary_only: options.SummaryOnly = False,
    until_error: options.UntilError = None,
    actor_paths: options.ActorPaths = False,
    experiments: options.Experiments = False,
    questions: options.Questions = None,
    happened: options.Happened = None,
    output: Annotated[Path | None, options.output_option(options.BundledDefault("output"))] = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    dry_run: options.DryRun = False,
) -> None:
    """Run ensembles, write results and print the outcome table."""
    from nrc_sim.study.store.locking import refuse_locked

    refuse_locked(folder := output or _default_output(grid))  # before anything that takes long is loaded
    from nrc_sim.study.questions import load_questions
    from nrc_sim.study.store import check_folder, draft_folder, files_among, resolve_folder

    chosen, conditions, inputs = _choose(scenarios, sets, given, months)
    asked = () if questions is None else load_questions(questions, chosen, months)
    sets_of_runs = options.read_parameters(parameters, chosen, quiet=quiet)
    how: dict[str, Any] = {"months": months, "workers": workers, "engine": engine.value, "parameters": sets_of_runs}
    kept = {"actor_paths": actor_paths, "experiments": experiments, "questions": asked, "given": conditions}
    settings = complete_settings(runs, seed, summary_only=summary_only, until_error=until_error, **how, **kept)
    came, read = happened_or_none(happened, asked), files_among(*inputs, questions, happened)
    if grid is not None:
        run_grid(chosen, grid, settings, Request(folder, scheduler, shards, overwrite, resume, dry_run, as_json, quiet))
    elif dry_run:
        check_folder(resolve_folder(folder), command="run", overwrite=overwrite, resume=resume, inputs=read)
        _show_plan(chosen, settings, folder, as_json=as_json)
    else:
        drafted = draft_folder(folder, command="run", overwrite=overwrite, resume=resume, inputs=read, shards=shards)
        results = _write_study(chosen, settings, drafted, (style, formats), listen(quiet=quiet, scheduler=scheduler))
        _conclude(results, came, folder, as_json=as_json, quiet=quiet)


def _choose(
    scenarios: Sequence[str] | None, sets: Sequence[str] | None, given: Sequence[str] | None, months: int | None
) -> tuple[tuple[Scenario, ...], tuple[GivenCondition, ...], list[str | Path | None]]:
    """Load scenarios with the facts that are given, the conditions on their runs, and all files that say so."""
    from nrc_sim.scenario import range_slugs
    from nrc_sim.study.given import apply_given, fact_files
    from nrc_sim.study.running import resolve_scenarios

    loaded = resolve_scenarios(scenarios or range_slugs(), sets or ())
    chosen, conditions = apply_given(loaded, given or (), months)
    return chosen, conditions, [*(scenario.path for scenario in chosen), *fact_files(given or ())]


def _write_study(
    chosen: Sequence[Scenario],
    settings: Settings,
    drafted: AbstractContextManager[Draft],
    look: tuple[str, Sequence[str] | None],
    listening: AbstractContextManager[Listener],
) -> Results:
    """Run scenarios and write all files, figures with a style and formats."""
    from nrc_sim.api import run_study
    from nrc_sim.figures.style import figure_look

    with figure_look(*look), drafted as draft, listening as listener:
        _tell_size(chosen, settings, listener)
        return run_study(chosen, settings, draft, listener)


def _conclude(
    results: Results, happened: Mapping[str, int] | None, folder: Path, *, as_json: bool, quiet: bool
) -> None:
    from nrc_sim.study.results.extremes import warn_of_extremes

    _print_results(results, happened, as_json=as_json)
    tell(f"results: {folder}", quiet=quiet)
    if not quiet:
        warn_of_extremes(results)
    report_failures(results)


def _print_results(results: Results, happened: Mapping[str, int] | None, *, as_json: bool) -> None:
    from nrc_sim.study.results import find_largest_draw

    summary = results.summary()
    scores = add_scores(summary, results, happened)
    draws = {slug: find_largest_draw(results[slug]) for slug in summary}
    if as_json:
        told = {slug: {"largest_draw": draw.describe()} for slug, draw in draws.items() if draw is not None}
        print_json({"scenarios": {slug: one | told.get(slug, {}) for slug, one in summary.items()}})
        return
    _print_outcomes(results)
    for slug, draw in draws.items():
        if draw is not None:
            say(f"{slug}: {draw.sentence}")
    print_answers(summary)
    print_scores(scores)


def complete_settings(runs: int | None, seed: int | None, **others: Any) -> Settings:
    """Fill what was not typed from the bundled defaults, and check all.

    Parameters
    ----------
    runs, seed : as typed
    others : further settings
    """
    from nrc_sim.scenario import load_defaults
    from nrc_sim.study.running import Settings

    defaults = load_defaults()
    runs = defaults.runs if runs is None else runs
    seed = defaults.seed if seed is None else seed
    return Settings(runs, seed, **others)


def _default_output(grid: Path | None) -> Path:
    """Return the folder to which results go if nothing else is said."""
    from nrc_sim.scenario import load_defaults

    return Path(load_defaults().output) if grid is None else EXPERIMENTS


def _print_outcomes(results: Results) -> None:
    """Print the share of runs in each class of outcome, with 95% intervals.

    Parameters
    ----------
    results : Results
    """
    first = next(iter(results))
    title = f"Outcomes of {counted(first.requested, 'run')} each, seed {first.seed}: share of runs with 95% interval"
    if any(runs.set_ranges for runs in results):
        title += f", [range between {first.parameter_sets} parameter sets, 5-95%; - if within sampling noise]"
    summary = results.summary()
    for worlds, alike in results.tables():
        classes = next(iter(alike)).classes
        columns = ["scenario", *classes, "mean index"]
        columns += ["ever frozen"] if any(runs.labels.has_institution for runs in alike) else []
        rows = [[runs.slug, *_outcome_cells(summary[runs.slug], classes)][: len(columns)] for runs in alike]
        print_table(worlds + title, columns, rows)


def _outcome_cells(summary: Mapping[str, Any], classes: Sequence[str]) -> list[str]:
    if not summary["runs"]:
        return ["all failed", *[""] * (len(classes) + 1)]
    shares = [share_with_interval(share) for share in summary["outcomes"].values()]
    return [*shares, f"{summary['final_index']['mean']:+.1f}", f"{100 * summary['ever_frozen']['share']:.0f}%"]


def _tell_size(chosen: Sequence[Scenario], settings: Settings, listener: Listener) -> None:
    """Say before anything is written how much it will be, if it is much."""
    from nrc_sim.engine.world import make_jobs
    from nrc_sim.study.running.memory import in_megabytes

    size = _size_on_disk(make_jobs(chosen, settings.seed, settings.months, settings.parameters), settings)
    if size >= _MUCH:
        listener.message(f"the runs take up to {in_megabytes(size)} on disk; --summary-only keeps statistics alone")


def _size_on_disk(jobs: Sequence[Job], settings: Settings) -> int:
    """Return the bytes of kept runs before they are compressed."""
    from nrc_sim.study.running.memory import run_bytes

    if settings.summary_only:
        return 0
    return settings.first_runs * sum(run_bytes(job, actor_paths=settings.actor_paths) for job in jobs)


def _show_plan(chosen: Sequence[Scenario], settings: Settings, folder: Path, *, as_json: bool) -> None:
    from nrc_sim.engine.world import make_jobs
    from nrc_sim.study.running.memory import check_memory, in_megabytes

    made = make_jobs(chosen, settings.seed, settings.months, settings.parameters)
    if not settings.summary_only:
        check_memory(made, settings.first_runs, actor_paths=settings.actor_paths)
    jobs = {job.slug: job for job in made}
    plan = {
        scenario.slug: {"title": scenario.title, "start": scenario.start, "months": jobs[scenario.slug].months}
        for scenario in chosen
    }
    size = _size_on_disk(made, settings)
    if as_json:
        told = {"runs": settings.first_runs, "seed": settings.seed, "output": str(folder), "bytes": size}
        print_json({**told, "scenarios": plan})
        return
    rows = [[slug, *map(str, row.values())] for slug, row in plan.items()]
    least = "" if settings.until_error is None else "at least "
    title = f"Would run {least}{counted(settings.first_runs, 'run')} each, seed {settings.seed}, and write to {folder}"
    print_table(title, ["scenario", "title", "start", "months"], rows)
    if size:
        say(f"The runs take up to {in_megabytes(size)} on disk, figures and tables aside.")
