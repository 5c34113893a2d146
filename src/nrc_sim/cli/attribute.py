"""The command `attribute`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, points, print_json, print_table, tell
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.analysis.attribution import Attribution, Contribution

_DEFAULT_OUTPUT = Path("attribution")

Baseline = Annotated[str, typer.Option("--baseline", metavar="A", help="Slug or file of the scenario to compare with.")]
_Permutations = Annotated[
    int, typer.Option("--permutations", metavar="N", help="Orders drawn if there are more than 8 elements.")
]


def attribute(  # noqa: PLR0917
    scenario: options.OneScenario,
    baseline: Baseline = "baseline",
    runs: Annotated[int | None, options.runs_option("1000")] = None,
    seed: options.Seed = None,
    permutations: _Permutations = 20,
    sets: options.Sets = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    parameters: options.Parameters = None,
    output: Annotated[Path | None, options.output_option(str(_DEFAULT_OUTPUT))] = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Attribute the difference from a baseline to each shock, policy and parameter; with a figure."""
    from nrc_sim.analysis.attribution import attribute as find_contributions
    from nrc_sim.analysis.attribution.attributing import DEFAULT_RUNS
    from nrc_sim.api import write_attribution
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_defaults, load_scenario
    from nrc_sim.study.running import Settings, identify_study, keep_work
    from nrc_sim.study.store import draft_folder, files_among

    chosen, reference = load_scenario(scenario, tuple(sets or ())), load_scenario(baseline)
    drawn = options.read_parameters(parameters, [chosen, reference], quiet=quiet)
    first = load_defaults().seed if seed is None else seed
    settings = Settings(DEFAULT_RUNS if runs is None else runs, first, workers=workers, parameters=drawn)
    folder = output or _DEFAULT_OUTPUT
    read = files_among(chosen.path, reference.path)
    drafted = draft_folder(folder, command="attribute", overwrite=overwrite, resume=resume, inputs=read)
    asked = identify_study([chosen], settings)
    asked |= {"baseline": reference.hash, "runs": settings.runs, "permutations": permutations}
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet, scheduler=scheduler) as listener:
        with keep_work(draft, asked, listener.message):
            found = find_contributions(
                chosen, reference, settings, permutations=permutations, progress=listener.progress
            )
        write_attribution(found, chosen, reference, draft)
    if as_json:
        print_json(found.describe())
    else:
        _print_attribution(found)
    tell(f"attribution: {folder}", quiet=quiet)


def _print_attribution(found: Attribution) -> None:
    index, *shares = found.outcomes
    orders = counted(found.permutations, "drawn order") if found.permutations else "all orders"
    title = (
        f"What accounts for the difference between '{found.scenario}' and '{found.baseline}': Shapley values "
        f"over {orders}, {counted(found.runs, 'run')}, seed {found.seed}; 95% intervals"
    )
    columns = ["element", "mean index, points", "alone", "left out"]
    columns += [f"{outcome.target.label}, % points" for outcome in shares]
    rows = []
    for place, one in enumerate(index.contributions):
        cells = [one.element.name, points(one.shapley._asdict()), f"{one.alone.mean:+.1f}", f"{one.last.mean:+.1f}"]
        rows.append(cells + [_in_percent(outcome.contributions[place]) for outcome in shares])
    whole = ["whole difference", points(index.total._asdict()), "", ""]
    print_table(title, columns, [*rows, whole + [f"{100 * outcome.total.mean:+.1f}" for outcome in shares]])


def _in_percent(one: Contribution) -> str:
    return points({name: 100 * value for name, value in one.shapley._asdict().items()})
