"""The command `compare`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, points, print_json, print_table, say, set_range, share_with_interval, tell
from nrc_sim.cli.failures import report_failures
from nrc_sim.cli.run import complete_settings
from nrc_sim.cli.variable import VariableRequest, is_of_powers, print_answer
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted, readable, with_article

if TYPE_CHECKING:
    from nrc_sim.analysis.comparison import PairedComparison, TrustShift
    from nrc_sim.analysis.comparison.frame import ComparisonTable
    from nrc_sim.scenario import Scenario
    from nrc_sim.study.results import Results, ScenarioRuns

_DEFAULT_OUTPUT = Path("comparison")
_MOST_SHIFTS = 3
"""Shifts of trust in the line about a scenario."""

_Sources = Annotated[list[str], typer.Argument(metavar="A B", help="Scenarios, or folders of results.")]
Baseline = Annotated[str | None, typer.Option("--baseline", metavar="A", help="Scenario to compare with.")]


def compare(  # noqa: PLR0917
    sources: _Sources,
    baseline: Baseline = None,
    variable: options.Variable = None,
    side: options.SideName = None,
    power: options.PowerName = None,
    toward: options.Toward = None,
    at: options.At = None,
    runs: options.Runs = None,
    seed: options.Seed = None,
    months: options.Months = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    shards: options.Shards = None,
    sets: options.Sets = None,
    given: options.Given = None,
    parameters: options.Parameters = None,
    engine: options.EngineChoice = options.EngineName.auto,
    output: Annotated[Path | None, options.output_option(str(_DEFAULT_OUTPUT))] = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    resume: options.Resume = False,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare scenarios, or folders of results, paired by run; write tables and figures."""
    from nrc_sim.api import simulate_kept, write_comparison
    from nrc_sim.figures.style import figure_look
    from nrc_sim.study.given import apply_given, fact_files
    from nrc_sim.study.store import draft_folder, files_among

    loaded, scenarios, reference = read_sources(sources, baseline, sets or ())
    refuse_given(loaded, given)
    scenarios, conditions = apply_given(scenarios, given or (), months)
    asked = VariableRequest(variable, side, power, toward, at)
    name = asked.name(scenarios or [one.scenario for one in loaded or ()], months)
    drawn = options.read_parameters(parameters, scenarios, quiet=quiet)
    how = {"engine": engine.value, "parameters": drawn, "actor_paths": is_of_powers(name)}
    settings = complete_settings(runs, seed, months=months, workers=workers, given=conditions, **how)
    folder = output or _DEFAULT_OUTPUT
    read = sources if loaded else files_among(*(scenario.path for scenario in scenarios), *fact_files(given or ()))
    drafted = draft_folder(folder, command="compare", overwrite=overwrite, resume=resume, inputs=read, shards=shards)
    listening = listen(quiet=quiet, scheduler=None if loaded else scheduler)
    with figure_look(style, formats), drafted as draft, listening as listener:
        results = loaded or simulate_kept(scenarios, settings, draft, listener)
        table = write_comparison(results, reference, draft, (name, at))
    _print_all(results, table, as_json=as_json)
    tell(f"comparison: {folder}", quiet=quiet)
    if not loaded:
        report_failures(results)


def _print_all(results: Results, table: ComparisonTable, *, as_json: bool) -> None:
    if as_json:
        differences = {slug: pair.describe() for slug, pair in table.pairs.items()}
        asked = {} if table.answer is None else {"answer": table.answer.describe()}
        print_json({"scenarios": results.summary(), "differences": differences, **asked})
        return
    _print_comparison(results, table.pairs)
    if table.answer is not None:
        print_answer(table.answer, next(iter(results)).seed)


def refuse_given(loaded: Results | None, given: Sequence[str] | None) -> None:
    """Refuse facts for results that were loaded.

    Parameters
    ----------
    loaded : results of folders, or None
    given : facts and conditions that were typed

    Raises
    ------
    InputError
        If there are both.
    """
    if loaded and given:
        raise InputError(
            "facts are given to scenarios, not to results", place="--given", allowed="scenarios to compare"
        )


def read_sources(
    sources: list[str], baseline: str | None, sets: Sequence[str] = (), least: int = 2
) -> tuple[Results | None, tuple[Scenario, ...], str | None]:
    """Load results from folders, or else the scenarios that are to be run; and return the slug of the baseline, if any.

    Parameters
    ----------
    sources : folders of results, or scenarios, but not both
    baseline : slug of one of them, a further scenario that is run with them, or None
    sets : changes to scenarios, such as `policies.dialogue=0.5`
    least : how many scenarios there have to be

    Raises
    ------
    InputError
        If both are mixed, something cannot be loaded, or there are too few, or the folders do not hold the baseline.
    """
    from nrc_sim.study.running import resolve_scenarios
    from nrc_sim.study.store import is_results_folder, load_folders

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
    if baseline is not None and baseline not in slugs and not loaded:
        scenarios = resolve_scenarios([baseline, *sources], sets)
        return None, scenarios, scenarios[0].slug
    if len(slugs) < least:
        raise InputError(f"there is nothing to compare '{slugs[0]}' with", allowed="two scenarios or more")
    if baseline is not None and baseline not in slugs:
        raise InputError(f"the baseline '{baseline}' is not compared", allowed=", ".join(slugs))
    return loaded, scenarios, baseline


def _print_comparison(results: Results, pairs: Mapping[str, PairedComparison]) -> None:
    listed = list(pairs.values())
    reference = results[listed[0].baseline]
    worst, best = reference.classes[0], reference.classes[-1]
    columns = ["scenario", "mean index", "change", "ends higher", worst, "averted", "caused", best]
    title = (
        f"Against '{reference.slug}', {counted(listed[0].pairs, 'pair')} of runs, seed {reference.seed}; 95% intervals"
    )
    if reference.set_ranges:
        title += f"; shares with [range between {reference.parameter_sets} parameter sets, 5-95%]"
    rows = [_row(results, reference.slug, ["", "", _level(reference, worst), "", "", _level(reference, best)])]
    print_table(title, columns, rows + [_pair_row(results, pair) for pair in listed])
    say(
        f"averted: share of the runs in {readable(worst)} in '{reference.slug}' that are not in the scenario; caused: "
        "share of the other runs that are."
    )
    for pair in listed:
        say(describe_pair(pair))


def _level(runs: ScenarioRuns, name: str) -> str:
    return f"{100 * runs.shares()[name].share:.0f}%{set_range(runs.set_ranges.get(name))}"


def _pair_row(results: Results, pair: PairedComparison) -> list[str]:
    runs, transitions = results[pair.scenario], pair.transitions
    worst, best = transitions.classes[0], transitions.classes[-1]
    changed = (transitions.averted(worst), transitions.caused(worst))
    cells = [points(pair.final_index._asdict()), share_with_interval(pair.better._asdict()), _level(runs, worst)]
    cells += ["none" if share is None else share_with_interval(share._asdict()) for share in changed]
    return _row(results, pair.scenario, [*cells, _level(runs, best)])


def _row(results: Results, slug: str, cells: list[str]) -> list[str]:
    return [slug, f"{results[slug].final_statistics['mean']:+.1f}", *cells]


def describe_pair(pair: PairedComparison) -> str:
    """Describe in a line when pairs diverge, what common random numbers gain, and whose trust moves most.

    Parameters
    ----------
    pair : a scenario against the baseline
    """
    first, parting = pair.divergence.first_month, pair.divergence
    if first is None:
        return f"{pair.scenario}: no run ever differs from '{pair.baseline}'."
    months = _equal_months(parting.equal_months)
    ratio = pair.precision.width_ratio
    gain = f"{ratio:.1f} times narrower than without common random numbers" if isfinite(ratio) else "of no width"
    moved = "; ".join(_describe_shift(shift) for shift in pair.trust_shifts[:_MOST_SHIFTS])
    return (
        f"{pair.scenario}: parts from '{pair.baseline}' in {first} ({months}), "
        f"{100 * parting.shares[-1]:.0f}% of runs by the end; the interval of the change is {gain}. "
        f"Trust moved most: {moved}."
    )


def _equal_months(number: int) -> str:
    if number < 2:
        return f"{'the first' if number else 'no'} month is equal in all runs"
    return f"the first {counted(number, 'month')} are equal in all runs"


def _describe_shift(shift: TrustShift) -> str:
    found = shift.difference
    whose = f"of {with_article(shift.truster)} in {with_article(shift.trusted)}"
    return f"{whose} {found.mean:+.3f} ({found.low:+.3f} to {found.high:+.3f})"
