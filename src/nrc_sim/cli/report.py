"""The command `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.options import AsJson, Quiet
from nrc_sim.cli.plot import Folder
from nrc_sim.errors import RunError

Target = Annotated[
    Path | None, typer.Option("--output", metavar="FILE", help="Where to; report.html in the folder unless given.")
]


def report(folder: Folder, output: Target = None, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Write one self-contained page on a folder of results: scenarios, outcomes, figures, how far to trust them."""
    from nrc_sim.report import write_report
    from nrc_sim.store import load_results, read_manifest

    manifest = read_manifest(folder)
    results = load_results(folder)
    try:
        path = write_report(results, manifest, folder, output)
    except OSError as error:
        raise RunError(f"{output or folder}: the report could not be written: {error}") from error
    if as_json:
        print_json({"file": str(path)})
    tell(f"report: {path}", quiet=quiet)
