"""The command `compare`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli.display import listen, percent, points, print_json, print_table, set_range, tell
from nrc_sim.cli.failures import report_failures
from nrc_sim.cli.options import (
    AsJson,
    Engine,
    EngineChoice,
    FigureStyle,
    Formats,
    Months,
    Output,
    Overwrite,
    ParameterChoice,
    Parameters,
    Quiet,
    Runs,
    Seed,
    Sets,
    Style,
    Workers,
)
from nrc_sim.cli.run import complete_settings
from nrc_sim.errors import InputError

if TYPE_CHECKING:
    from nrc_sim.comparison import PairedComparison
    from nrc_sim.results import Results
    from nrc_sim.scenario import Scenario

DEFAULT_OUTPUT = Path("comparison")

Sources = Annotated[list[str], typer.Argument(metavar="A B", help="Scenarios, or folders of results.")]
Baseline = Annotated[str | None, typer.Option("--baseline", metavar="A", help="Scenario to compare with.")]


def compare(  # noqa: PLR0917
    sources: Sources,
    baseline: Baseline = None,
    runs: Runs = None,
    seed: Seed = None,
    months: Months = None,
    workers: Workers = None,
    sets: Sets = None,
    parameters: Parameters = ParameterChoice.ensemble,
    engine: EngineChoice = Engine.auto,
    output: Output = None,
    style: Style = FigureStyle.screen,
    formats: Formats = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Compare scenarios, or folders of results, paired by run; write the table and a figure."""
    from nrc_sim.comparison import compare_scenarios
    from nrc_sim.looks import figure_look
    from nrc_sim.runner import write_comparison
    from nrc_sim.store import draft_folder
    from nrc_sim.study import simulate_study

    how = {"engine": engine.value, "parameters": parameters.value}
    settings = complete_settings(runs, seed, months=months, workers=workers, **how)
    loaded, scenarios = read_sources(sources, baseline, sets or ())
    folder = output or DEFAULT_OUTPUT
    look = figure_look(style, formats)
    with look, draft_folder(folder, overwrite=overwrite) as draft, listen(quiet=quiet) as listener:
        results = loaded or simulate_study(scenarios, settings, listener)
        pairs = compare_scenarios(results, baseline)
        write_comparison(results, baseline, draft)
    if as_json:
        print_json({"scenarios": results.summary(), "differences": {pair.scenario: pair.describe() for pair in pairs}})
    else:
        _print_comparison(results, pairs)
    tell(f"comparison: {folder}", quiet=quiet)
    if not loaded:
        report_failures(results)


def read_sources(
    sources: list[str], baseline: str | None, sets: Sequence[str] = ()
) -> tuple[Results | None, tuple[Scenario, ...]]:
    """Load results from folders, or else the scenarios that are to be run.

    Parameters
    ----------
    sources : folders of results, or scenarios, but not both
    baseline : slug that has to be among them, or None
    sets : changes to scenarios, such as `policies.dialogue=0.5`

    Raises
    ------
    InputError
        If both are mixed, something cannot be loaded, or there are not two scenarios with the baseline among them.
    """
    from nrc_sim.store import is_results_folder, load_folders
    from nrc_sim.study import resolve_scenarios

    folders = [source for source in sources if is_results_folder(source)]
    if folders and len(folders) < len(sources):
        raise InputError("folders of results and scenarios are mixed", allowed="either folders of results or scenarios")
    if folders and sets:
        raise InputError(
            "--set changes scenarios, not results", place=f"--set {sets[0]}", allowed="scenarios to compare"
        )
    loaded = load_folders(folders) if folders else None
    scenarios = () if loaded else resolve_scenarios(sources, sets)
    slugs = list(loaded.scenarios) if loaded else [scenario.slug for scenario in scenarios]
    if len(slugs) < 2:
        raise InputError(f"there is nothing to compare '{slugs[0]}' with", allowed="two scenarios or more")
    if baseline is not None and baseline not in slugs:
        raise InputError(f"the baseline '{baseline}' is not compared", allowed=", ".join(slugs))
    return loaded, scenarios


def _print_comparison(results: Results, pairs: list[PairedComparison]) -> None:
    reference = pairs[0].baseline
    first = results[reference]
    rows = [_row(results, reference, "", "")]
    rows += [_pair_row(results, pair) for pair in pairs]
    title = f"Against '{reference}', {pairs[0].pairs} pairs of runs, seed {first.seed}; 95% intervals"
    if first.set_ranges:
        title += f"; shares with [range between {first.parameter_sets} parameter sets, 5-95%]"
    print_table(title, ["scenario", "mean index", "difference", "ends higher", *first.classes], rows)


def _pair_row(results: Results, pair: PairedComparison) -> list[str]:
    return _row(results, pair.scenario, points(pair.final_index._asdict()), percent(pair.better._asdict()))


def _row(results: Results, slug: str, difference: str, better: str) -> list[str]:
    runs = results[slug]
    shares = [
        f"{100 * share.share:.0f}%{set_range(runs.set_ranges.get(name))}" for name, share in runs.shares().items()
    ]
    return [slug, f"{runs.final_statistics['mean']:+.1f}", difference, better, *shares]
