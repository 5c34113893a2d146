"""The command `branch`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import print_json, print_table, say, share_with_interval, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.cli.trace import describe_run
from nrc_sim.text.wording import counted, readable

if TYPE_CHECKING:
    from nrc_sim.analysis.trace import Branch, MonthRecord, Trace

_At = Annotated[str, typer.Option("--at", metavar="MONTH", help="First month with the change, such as 2014-03.")]
_Count = Annotated[
    int,
    typer.Option("--continuations", metavar="K", help="Also go on K times with other random draws from that month on."),
]


def branch(  # noqa: PLR0917
    scenario: options.OneScenario,
    run: options.Run,
    at: _At,
    sets: options.Sets = None,
    continuations: _Count = 0,
    seed: options.Seed = None,
    parameters: options.Parameters = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Take a run up to a month and go on with a change (--set), under the same random draws."""
    from nrc_sim.analysis.trace import branch_run
    from nrc_sim.api import write_trace
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_scenario
    from nrc_sim.study.store import files_among

    how: dict[str, Any] = {
        "run": run,
        "at": at,
        "seed": seed,
        "parameters": options.read_parameters(parameters, [load_scenario(scenario)], quiet=quiet),
        "continuations": continuations,
    }
    # The folder is looked at before any work.
    read = files_among(scenario)
    drafted = draft_or_none(output, "branch", overwrite=overwrite, resume=False, inputs=read)
    with drafted as draft, figure_look(style, formats):
        found = branch_run(scenario, changes=sets or (), **how)
        document = found.describe()
        if draft is not None:
            write_trace(found, document, draft)
    if as_json:
        print_json(document)
    else:
        _print_paths(found)
        _print_continuations(document)
    if output is not None:
        tell(f"branch: {output}", quiet=quiet)


def _print_paths(found: Branch) -> None:
    original, changed = found.original, found.changed
    say(f"{original.scenario.title}, {describe_run(original)}; from {found.at} on: {'; '.join(found.changes) or '-'}")
    say(f"as it was: {original.final_index:+.1f} points, {readable(original.outcome)}")
    say(f"changed:   {changed.final_index:+.1f} points, {readable(changed.outcome)}")
    if found.first_difference is None:
        say("the two paths are the same in every month")
        return
    say(f"the two paths differ from {found.first_difference} on")
    regimes = ["regime", "changed regime"] if original.scenario.world.regimes else []
    pairs = [
        pair for pair in zip(original.months, changed.months, strict=True) if pair[0].month >= found.first_difference
    ]
    print_table(
        "Month by month",
        ["month", "as it was", "changed", "difference", *regimes],
        [_row(found, *pair) for pair in pairs],
        texts=len(regimes),
        below=[_parted(found, before.month) for before, _ in pairs],
    )


def _row(found: Branch, before: MonthRecord, after: MonthRecord) -> list[str]:
    regimes = (before.regime, "" if after.regime == before.regime else after.regime)
    return [
        before.month,
        f"{before.index:+.1f}",
        f"{after.index:+.1f}",
        f"{after.index - before.index:+.1f}",
        *(regimes if found.original.scenario.world.regimes else ()),
    ]


def _parted(found: Branch, month: str) -> str:
    """Say what happens in one path alone."""
    told = [f"only as it was: {what}" for what in _alone(found.original, found.changed, month)]
    return "\n".join([*told, *(f"only changed: {what}" for what in _alone(found.changed, found.original, month))])


_LISTED_KINDS = ("shock", "negotiation", "regime", "leadership", "policy", "rift")


def _alone(one: Trace, other: Trace, month: str) -> list[str]:
    """List what happens in one path and not in the other."""
    theirs = {(event.kind, event.subject, event.after) for event in other.events_of(month)}
    mine = [event for event in one.events_of(month) if event.kind in _LISTED_KINDS]
    return [e.what for e in mine if (e.kind, e.subject, e.after) not in theirs]


def _print_continuations(document: Mapping[str, Any]) -> None:
    if "continuations" not in document:
        return
    continued = document["continuations"]
    sides = {"as it was": continued["original"], "changed": continued["changed"]}
    print_table(
        f"{counted(continued['number'], 'continuation')} with other random draws from {document['at']} on: "
        "share with 95% interval",
        ["path", *continued["original"]["outcomes"], "mean index"],
        [
            [name, *map(share_with_interval, side["outcomes"].values()), f"{side['final_index']['mean']:+.1f}"]
            for name, side in sides.items()
        ],
    )
