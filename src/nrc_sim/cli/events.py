"""The command `events`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.cli.worlds import WorldName, chosen_world
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.evidence.events.counting import CountedEvents

_Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE ...",
        help="Event data: ICEWS, GDELT, POLECAT, ACLED, or a table with date, from, to and a category or weight; .gz "
        "and .zip too.",
        parser=options.parse_path,
    ),
]
_Mapping = Annotated[
    Path | None,
    typer.Option(
        "--mapping", metavar="YAML", help="Which column holds what, and whom names mean.", parser=options.parse_path
    ),
]
_MOST_DYADS, _MOST_VALUES = 12, 3
"""Dyads in the table on the terminal, and values shown for each reason."""


def events(  # noqa: PLR0917
    files: _Files,
    world: WorldName = None,
    mapping: _Mapping = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Turn event data into the monthly conduct of each directed dyad of a world, and a draft of a history."""
    from nrc_sim.evidence.events.counting import count_events
    from nrc_sim.evidence.events.layouts import read_mapping
    from nrc_sim.evidence.events.writing import write_events
    from nrc_sim.figures.events import write_events_figure
    from nrc_sim.figures.style import figure_look
    from nrc_sim.study.store import typed_command

    of_world = chosen_world(world)
    said = None if mapping is None else read_mapping(mapping)
    inputs = [*files, *(() if mapping is None else (mapping,))]
    drafted = draft_or_none(output, "events", overwrite=overwrite, resume=False, inputs=inputs)
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet) as listener:
        found = count_events(files, of_world, said, listener.progress)
        if draft is not None:
            drafted_history = write_events(found, draft.path)
            write_events_figure(found, draft.path)
            about = {"world": of_world.slug, "read": [path.name for path in files], **found.describe()}
            draft.complete({"command": typed_command(), "scenarios": {}, "events": about})
            if not drafted_history:
                tell("there is no draft of a history: no event is as late as both sides of the world", quiet=quiet)
    if as_json:
        print_json(found.describe())
    else:
        _print_events(found)
    if output is not None:
        tell(f"events: {output}", quiet=quiet)


def _print_events(found: CountedEvents) -> None:
    dropped = found.left_out
    rows = [["placed", f"{found.placed:,}", ""]]
    for reason, number in sorted(dropped.rows.items()):
        told = dropped.details.get(reason)
        values = [] if told is None else [text for text, _ in told.most_common(_MOST_VALUES)]
        rows.append([reason.name.replace("_", " "), f"{number:,}", ", ".join(values)])
    title = f"{counted(found.read, 'row')} of {found.source}"
    print_table(title, ["rows", "number", "most often"], rows, texts=1)
    names = [actor.id for actor in found.cast.actors]
    most = sorted(found.monthly.dyads, key=lambda dyad: -int(dyad.events.sum()))[:_MOST_DYADS]
    cells = [
        [f"{names[dyad.sender]} -> {names[dyad.receiver]}", f"{dyad.events.sum():,}", f"{dyad.mean_conduct:+.3f}"]
        for dyad in most
        if dyad.events.any()
    ]
    print_table("Dyads with the most events", ["from -> to", "events", "mean conduct"], cells)
    if found.within:
        _print_within(found)


def _print_within(found: CountedEvents) -> None:
    """Tell of events among powers of one side, which are no conduct between the sides: they leave rifts."""
    from nrc_sim.evidence.events.writing import within_table

    table = within_table(found)
    table["weight"] = table["conduct"] * table["events"]
    pairs = table.groupby(["from", "to"], as_index=False, sort=False)[["events", "weight"]].sum()
    most = pairs.sort_values("events", ascending=False, kind="stable").head(_MOST_DYADS)
    cells = [
        [f"{one['from']} -> {one['to']}", f"{one['events']:,}", f"{one['weight'] / one['events']:+.3f}"]
        for one in most.to_dict("records")
    ]
    title = f"{counted(int(table['events'].sum()), 'event')} within a side, which are no conduct between the sides"
    print_table(title, ["from -> to", "events", "mean weight / 10"], cells)
