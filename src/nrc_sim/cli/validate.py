"""The command `validate`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nrc_sim.cli.display import print_json, say, tell
from nrc_sim.cli.options import AsJson, Quiet
from nrc_sim.text.wording import counted

Files = Annotated[list[str], typer.Argument(metavar="FILE ...", help="Scenario or world files, folders, or slugs.")]


def validate(files: Files, as_json: AsJson = False, quiet: Quiet = False) -> None:
    """Check scenario and world files, and run nothing."""
    from nrc_sim.scenario.validation import file_faults, find_files

    reports: list[dict[str, Any]] = []
    reported = set()
    for path in find_files(files):
        faults = file_faults(path)
        reports.append({"file": str(path), "valid": not faults, "faults": [fault.as_data() for fault in faults]})
        if as_json:
            continue
        for fault in faults:
            if fault not in reported:
                tell(fault.as_text())
            reported.add(fault)
        if not quiet or faults:
            say(f"{path}: {_verdict(len(faults))}")
    refused = [report for report in reports if not report["valid"]]
    if as_json:
        print_json({"files": reports, "faults": [fault for report in refused for fault in report["faults"]]})
    elif refused:
        tell(f"{len(refused)} of {counted(len(reports), 'file')} cannot be accepted", quiet=quiet)
    if refused:
        raise typer.Exit(2)


def _verdict(faults: int) -> str:
    return "valid" if not faults else counted(faults, "fault")
