"""The command `trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import print_json, print_table, say, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.text.wording import counted, readable, with_article

if TYPE_CHECKING:
    from nrc_sim.analysis.trace import MonthRecord, Trace


_NUMBERS = 6
"""Columns of the table before the regime."""

_AllMonths = Annotated[
    bool, typer.Option("--all", help="Print every month and every dispute, not only where something happened.")
]


def trace(  # noqa: PLR0917
    scenario: options.OneScenario,
    run: options.Run,
    seed: options.Seed = None,
    parameters: options.Parameters = None,
    sets: options.Sets = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    all_months: _AllMonths = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Show one run month by month: what happened and why; with --output also as table, data and figure."""
    from nrc_sim.analysis.trace import trace_run
    from nrc_sim.api import write_trace
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_scenario
    from nrc_sim.study.store import files_among

    drawn = options.read_parameters(parameters, [load_scenario(scenario)], quiet=quiet)
    # The folder is looked at before any work.
    read = files_among(scenario)
    drafted = draft_or_none(output, "trace", overwrite=overwrite, resume=False, inputs=read)
    with drafted as draft, figure_look(style, formats):
        found = trace_run(scenario, run=run, seed=seed, parameters=drawn, changes=sets or ())
        document = found.describe()
        if draft is not None:
            write_trace(found, document, draft)
    if as_json:
        print_json(document)
    else:
        _print_months(found, everything=all_months)
    if output is not None:
        tell(f"trace: {output}", quiet=quiet)


def _print_months(found: Trace, *, everything: bool) -> None:
    world = found.scenario.world
    alliance, outside = (with_article(side.name) for side in world.sides)
    columns = ["month", "index", f"trust of {outside}", f"of {alliance}", f"conduct of {outside}", f"of {alliance}"]
    columns += ["regime"] * bool(world.regimes)
    happened = {month.month: _happened(found, month, everything=everything) for month in found.months}
    shown = [month for month in found.months if everything or happened[month.month]]
    print_table(
        f"{found.scenario.title}, {describe_run(found)}: {found.final_index:+.1f} points, {readable(found.outcome)}",
        columns,
        [_row(found, month) for month in shown],
        texts=len(columns) - _NUMBERS,
        below=["\n".join(happened[month.month]) for month in shown],
    )
    if not everything:
        months = counted(len(found.months), "month")
        say(f"{len(shown)} of {months}: those in which something happened; --all prints all.")


def _happened(found: Trace, month: MonthRecord, *, everything: bool) -> list[str]:
    """Say what happened in a month; disputes, of which there are many, are counted unless everything is wanted."""
    from nrc_sim.analysis.trace import DISPUTE

    events = [event for event in found.events_of(month.month) if event.kind != "conduct"]
    disputes = [event for event in events if event.kind == "shock" and event.subject == DISPUTE]
    if everything or not disputes:
        return [event.what for event in events]
    others = [event.what for event in events if event not in disputes]
    return [*others, f"Disputes of two powers: {len(disputes)}"] if others else []


def _row(found: Trace, month: MonthRecord) -> list[str]:
    series = month.series
    return [
        month.month,
        f"{month.index:+.1f}",
        f"{series['trust_outside']:.2f}",
        f"{series['trust_alliance']:.2f}",
        f"{series['conduct_outside']:+.2f}",
        f"{series['conduct_alliance']:+.2f}",
        *([month.regime] if found.scenario.world.regimes else []),
    ]


def describe_run(found: Trace) -> str:
    """Name run, seed and parameters in a few words.

    Parameters
    ----------
    found : Trace
    """
    drawn = "central parameters" if found.parameter_set is None else f"parameter set {found.parameter_set}"
    return f"run {found.run}, seed {found.seed}, {drawn}"
