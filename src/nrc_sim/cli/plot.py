"""The command `plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.compare import Baseline
from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.variable import VariableRequest
from nrc_sim.errors import InputError, RunError

Folder = Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder of results.", parser=options.parse_path)]


def plot(  # noqa: PLR0917
    folder: Folder,
    variable: options.Variable = None,
    side: options.SideName = None,
    power: options.PowerName = None,
    toward: options.Toward = None,
    baseline: Baseline = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw the figures of a folder of results again, or those of one variable by month (--variable)."""
    from nrc_sim.study.store import load_results

    results = load_results(folder)
    name = VariableRequest(variable, side, power, toward).name(runs.scenario for runs in results)
    if name is None and baseline is not None:
        raise InputError("there is no variable to compare", place=f"--baseline {baseline}", allowed="with --variable")
    from nrc_sim.figures.study import write_figures
    from nrc_sim.figures.style import figure_look
    from nrc_sim.figures.variable import write_variable_figures

    try:
        with figure_look(style, formats):
            paths = (
                write_figures(results, folder)
                if name is None
                else write_variable_figures(results, name, baseline, folder)
            )
    except OSError as error:
        raise RunError(f"{folder}: figures could not be written: {error}") from error
    if as_json:
        print_json({"files": [str(path) for path in paths]})
    for path in paths:
        tell(f"figure: {path}", quiet=quiet)
