"""The command `plot`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import print_json, tell
from nrc_sim.errors import RunError

Folder = Annotated[Path, typer.Argument(metavar="RESULTS", help="Folder of results.", parser=options.parse_path)]


def plot(
    folder: Folder,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw the figures of a folder of results again."""
    from nrc_sim.study.store import load_results

    results = load_results(folder)
    from nrc_sim.figures.study import write_figures
    from nrc_sim.figures.style import figure_look

    try:
        with figure_look(style, formats):
            paths = write_figures(results, folder)
    except OSError as error:
        raise RunError(f"{folder}: figures could not be written: {error}") from error
    if as_json:
        print_json({"files": [str(path) for path in paths]})
    for path in paths:
        tell(f"figure: {path}", quiet=quiet)
