"""The command `turning-points`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, say, tell
from nrc_sim.cli.failures import report_failures
from nrc_sim.cli.run import complete_settings
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.analysis.turning_points import EarlyWarningIndicators, MedoidRun

_DEFAULT_OUTPUT = Path("turning_points")
_EVERY = 6
"""Months between the rows of the table of indicators."""


def turning_points(  # noqa: PLR0917
    scenario: options.OneScenario,
    runs: options.Runs = None,
    seed: options.Seed = None,
    months: options.Months = None,
    sets: options.Sets = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    shards: options.Shards = None,
    parameters: options.Parameters = None,
    output: Annotated[Path | None, options.output_option(str(_DEFAULT_OUTPUT))] = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    resume: options.Resume = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Show the medoid run of each class, and early-warning indicators of the best class against the worst."""
    from nrc_sim.analysis.turning_points import find_turning_points
    from nrc_sim.api import simulate_kept, write_turning_points
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_scenario
    from nrc_sim.study.store import draft_folder, files_among

    chosen = load_scenario(scenario, tuple(sets or ()))
    drawn = options.read_parameters(parameters, [chosen], quiet=quiet)
    settings = complete_settings(runs, seed, months=months, workers=workers, engine="auto", parameters=drawn)
    folder = output or _DEFAULT_OUTPUT
    read = files_among(chosen.path)
    drafted = draft_folder(
        folder, command="turning-points", overwrite=overwrite, resume=resume, inputs=read, shards=shards
    )
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet, scheduler=scheduler) as listener:
        results = simulate_kept([chosen], settings, draft, listener)
        found = find_turning_points(results[chosen.slug])
        write_turning_points(found, results, draft)
    if as_json:
        print_json(found.describe())
    else:
        title = f"Medoid run of each class of '{found.scenario}', {counted(found.runs, 'run')}, seed {found.seed}"
        columns = ["class", "runs", "run", "final index", "turns", "largest moves of the index"]
        print_table(title, columns, [_medoid_row(one) for one in found.medoids], texts=2)
        _print_indicators(found.indicators)
    tell(f"turning points: {folder}", quiet=quiet)
    report_failures(results)


def _medoid_row(one: MedoidRun) -> list[str]:
    turns = "; ".join(f"{change.month} {change.what}: {change.after}" for change in one.changes) or "none"
    moves = "; ".join(f"{move.month} {move.change:+.0f}" for move in one.moves)
    return [one.outcome, str(one.runs), str(one.run), f"{one.final_index:+.1f}", turns, moves]


def _print_indicators(indicators: EarlyWarningIndicators | None) -> None:
    if indicators is None:
        say("Too few runs end in the highest or the lowest class to look for early-warning indicators.")
        return
    title = (
        f"Early-warning indicators of a run that ends in {indicators.first} ({counted(indicators.first_runs, 'run')}), "
        f"not in {indicators.second} ({indicators.second_runs})"
    )
    rows = [
        [
            one.month,
            one.sentence(),
            f"{one.first_mean:.2f}",
            f"{one.second_mean:.2f}",
            f"{one.accuracy:.2f} ({one.low:.2f} to {one.high:.2f})",
            f"{one.area:.2f}",
            f"{one.brier_skill:+z.2f}",
        ]
        for one in indicators.months[_EVERY - 1 :: _EVERY]
    ]
    means = [f"mean, {indicators.first}", indicators.second]
    columns = ["month", "indicator", *means, "balanced accuracy", "area", "Brier skill"]
    print_table(title, columns, rows)
    telling = indicators.telling()
    if telling is None:
        say("No indicator stays telling to the end (balanced accuracy of 0.75 in runs to which it was not fitted).")
    else:
        say(f"Telling from {telling.month} on: {telling.sentence()} ({telling.accuracy:.2f}; guessing: 0.50).")
