"""The command `trace`."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from nrc_sim.cli.display import print_json, print_table, tell
from nrc_sim.cli.options import (
    AsJson,
    FigureStyle,
    Formats,
    OneScenario,
    Output,
    Overwrite,
    Parameters,
    Quiet,
    Run,
    Seed,
    Sets,
    Style,
    choose_parameters,
)

if TYPE_CHECKING:
    from nrc_sim.analysis.trace import MonthRecord, Trace


def trace(  # noqa: PLR0917
    scenario: OneScenario,
    run: Run,
    seed: Seed = None,
    parameters: Parameters = None,
    sets: Sets = None,
    output: Output = None,
    style: Style = FigureStyle.screen,
    formats: Formats = None,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Show one run month by month: what happened and why; with --output also as table, data and figure."""
    from nrc_sim.analysis.trace import trace_run
    from nrc_sim.api import write_trace
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_scenario
    from nrc_sim.study.store import draft_folder, files_among

    drawn = choose_parameters(parameters, [load_scenario(scenario)], quiet=quiet)
    with ExitStack() as opened:
        draft = None
        if output is not None:  # looked at before any work
            drafted = draft_folder(output, command="trace", overwrite=overwrite, inputs=files_among(scenario))
            draft = opened.enter_context(drafted)
        opened.enter_context(figure_look(style, formats))
        found = trace_run(scenario, run=run, seed=seed, parameters=drawn, changes=sets or ())
        document = found.describe()
        if draft is not None:
            write_trace(found, document, draft)
    if as_json:
        print_json(document)
    else:
        _print_months(found)
    if output is not None:
        tell(f"trace: {output}", quiet=quiet)


def _print_months(found: Trace) -> None:
    outside = found.scenario.world.outside.name
    print_table(
        f"{found.scenario.title}, {describe_run(found)}: {found.final_index:+.1f} points, {found.outcome}",
        [
            "month",
            "index",
            f"trust of {outside}",
            "of the Alliance",
            f"conduct of {outside}",
            "of the Alliance",
            "regime",
            "what happened",
        ],
        [_row(found, month) for month in found.months],
        texts=2,
    )


def _row(found: Trace, month: MonthRecord) -> list[str]:
    happened = [event.what for event in found.events_of(month.month) if event.kind != "conduct"]
    series = month.series
    return [
        month.month,
        f"{month.index:+.1f}",
        f"{series['trust_outside']:.2f}",
        f"{series['trust_alliance']:.2f}",
        f"{series['conduct_outside']:+.2f}",
        f"{series['conduct_alliance']:+.2f}",
        month.regime,
        "\n".join(happened),
    ]


def describe_run(found: Trace) -> str:
    """Name run, seed and parameters in a few words.

    Parameters
    ----------
    found : Trace
    """
    drawn = "central parameters" if found.parameter_set is None else f"parameter set {found.parameter_set}"
    return f"run {found.run}, seed {found.seed}, {drawn}"
