"""The command `report`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.options import AsJson, Quiet, parse_path
from nrc_sim.cli.plot import Folder
from nrc_sim.errors import InputError, RunError

_Target = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="FILE", help="Where to; report.html in the folder unless given.", parser=parse_path
    ),
]


_Others = Annotated[
    list[Path] | None,
    typer.Option(
        "--with",
        parser=parse_path,
        metavar="DIR",
        help="Folder of compare, attribute or turning-points to show too; may be repeated.",
    ),
]


def report(
    folder: Folder, output: _Target = None, others: _Others = None, as_json: AsJson = False, quiet: Quiet = False
) -> None:
    """Write one self-contained page on a folder of results: scenarios, outcomes, figures, how far to trust them."""
    from nrc_sim.figures.report import write_report
    from nrc_sim.study.store import check_files, is_results_folder, load_results, read_manifest

    manifest = read_manifest(folder)
    results = load_results(folder)
    for other in others or ():
        if not is_results_folder(other):
            raise InputError(
                "not a folder of results", place=str(other), allowed="what compare, attribute and turning-points write"
            )
        described = read_manifest(other)
        check_files(other, described, sorted({path.partition("/")[0] for path in described["files"]}))
    try:
        path = write_report(results, manifest, folder, output, others or ())
    except OSError as error:
        raise RunError(f"{output or folder}: the report could not be written: {error}") from error
    if as_json:
        print_json({"file": str(path)})
    tell(f"report: {path}", quiet=quiet)
