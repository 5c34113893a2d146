"""The command `seal`, and how seals are shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli.display import print_json, say
from nrc_sim.cli.options import AsJson, parse_path

if TYPE_CHECKING:
    from nrc_sim.evidence.sealing.sealing import Seal

_Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Complete results of `run`, `backtest` or `forecast`.", parser=parse_path)
]
Ledger = Annotated[
    Path | None,
    typer.Option("--ledger", metavar="CSV", help="The ledger; ledger.csv beside the folder.", parser=parse_path),
]


def seal(folder: _Folder, ledger: Ledger = None, as_json: AsJson = False) -> None:
    """Seal forecasts before it is known what happens: their hash, date and command go to a ledger that only grows."""
    from nrc_sim.evidence.sealing.sealing import seal_folder

    found = seal_folder(folder, ledger)
    if as_json:
        print_json({"seal": found.describe()})
        return
    say(f"sealed: {folder}, line {found.entry.number} of {found.ledger}")
    say(f"hash of this line: {found.digest}")
    say("Whoever has this hash can tell whether this line, or any before it, was changed later: publish it.")


def describe_seal(found: Seal | None) -> str:
    """Say in a line when a folder was sealed.

    Parameters
    ----------
    found : its seal, or None
    """
    if found is None:
        return "not sealed: nobody can tell whether these forecasts are older than what happened"
    return f"sealed {found.entry.sealed}, line {found.entry.number} of {found.ledger}"
