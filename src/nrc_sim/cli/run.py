"""The command `run`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli.display import percent, print_json, print_table, show_progress, tell
from nrc_sim.cli.options import (
    AsJson,
    DryRun,
    Engine,
    EngineChoice,
    Months,
    Output,
    Overwrite,
    Quiet,
    Runs,
    Seed,
    Sets,
    Workers,
)

if TYPE_CHECKING:
    from nrc_sim.results import Results
    from nrc_sim.scenario import Scenario
    from nrc_sim.study import Settings

Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="SCENARIO", help="Slugs, files or folders; none means the bundled range."),
]


def run(  # noqa: PLR0917
    scenarios: Scenarios = None,
    runs: Runs = None,
    seed: Seed = None,
    months: Months = None,
    workers: Workers = None,
    sets: Sets = None,
    engine: EngineChoice = Engine.auto,
    output: Output = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    dry_run: DryRun = False,
) -> None:
    """Run ensembles, write results and print the outcome table."""
    from nrc_sim.runner import write_study
    from nrc_sim.scenario import range_slugs
    from nrc_sim.store import draft_folder
    from nrc_sim.study import resolve_scenarios, simulate_study

    settings = complete_settings(runs, seed, months, workers, engine)
    chosen = resolve_scenarios(scenarios or range_slugs(), sets or ())
    folder = output or default_output()
    if dry_run:
        _show_plan(chosen, settings, folder, overwrite=overwrite, as_json=as_json)
        return
    with draft_folder(folder, overwrite=overwrite) as draft, show_progress(quiet=quiet) as progress:
        results = simulate_study(chosen, settings, progress)
        write_study(results, settings, draft)
    if as_json:
        print_json({"scenarios": results.summary()})
    else:
        print_outcomes(results)
    tell(f"results: {folder}", quiet=quiet)


def complete_settings(
    runs: int | None, seed: int | None, months: int | None, workers: int | None, engine: Engine
) -> Settings:
    """Fill what was not typed from the bundled defaults, and check all.

    Parameters
    ----------
    runs, seed, months, workers, engine : as typed
    """
    from nrc_sim.scenario import load_defaults
    from nrc_sim.study import Settings

    defaults = load_defaults()
    runs = defaults.runs if runs is None else runs
    seed = defaults.seed if seed is None else seed
    return Settings(runs, seed, months, workers, engine.value)


def default_output() -> Path:
    """Return the folder to which results go if nothing else is said."""
    from nrc_sim.scenario import load_defaults

    return Path(load_defaults().output)


def print_outcomes(results: Results) -> None:
    """Print the share of runs in each class of outcome, with 95% intervals.

    Parameters
    ----------
    results : Results
    """
    first = next(iter(results))
    rows = []
    for slug, summary in results.summary().items():
        shares = [percent(share) for share in summary["outcomes"].values()]
        rows.append([slug, *shares, f"{summary['final_index']['mean']:+.1f}", percent(summary["ever_frozen"])])
    title = f"Outcomes of {first.runs} runs each, seed {first.seed}: share of runs with 95% interval"
    print_table(title, ["scenario", *first.classes, "mean index", "ever frozen"], rows)


def _show_plan(chosen: Sequence[Scenario], settings: Settings, folder: Path, *, overwrite: bool, as_json: bool) -> None:
    from nrc_sim.store import check_folder
    from nrc_sim.world import make_job

    check_folder(folder.resolve(), overwrite=overwrite)
    jobs = {scenario.slug: make_job(scenario, settings.seed, settings.months) for scenario in chosen}
    plan = {
        scenario.slug: {"title": scenario.title, "start": scenario.start, "months": jobs[scenario.slug].months}
        for scenario in chosen
    }
    if as_json:
        print_json({"runs": settings.runs, "seed": settings.seed, "output": str(folder), "scenarios": plan})
        return
    rows = [[slug, *map(str, row.values())] for slug, row in plan.items()]
    title = f"Would run {settings.runs} runs each, seed {settings.seed}, and write to {folder}"
    print_table(title, ["scenario", "title", "start", "months"], rows)
