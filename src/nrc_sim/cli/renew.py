"""The command `renew`."""

from __future__ import annotations

from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.options import AsJson, Quiet

_Names = Annotated[list[str] | None, typer.Argument(metavar="[ARTEFACT]...", help="What to renew; all by default.")]
Check = Annotated[bool, typer.Option("--check", help="Only say what is stale; status 1 if anything is.")]
_Unchanged = Annotated[
    bool,
    typer.Option(
        "--unchanged", help="Accept what is stale because of code alone, if the frozen digests show equal numbers."
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Make again what was changed by hand.")]


def renew(
    names: _Names = None,
    check: Check = False,
    unchanged: _Unchanged = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Make again what is derived from rules, worlds and scenarios and is stale, and say what moved."""
    from nrc_sim.evidence.renewal import DerivedArtefacts
    from nrc_sim.scenario import bundled_folder

    renewal = DerivedArtefacts(bundled_folder().parent)
    chosen = renewal.choose(tuple(names or ()))
    if check:
        stale = [found for name in chosen if (found := renewal.stale(name)) is not None]
        if as_json:
            print_json({"stale": {found.name: str(found) for found in stale}})
        for found in stale if not as_json else ():
            typer.echo(str(found))
        if stale:
            raise typer.Exit(1)
        tell("nothing is stale", quiet=quiet)
        return
    proven = renewal.prove(lambda line: tell(line, quiet=quiet)) if unchanged else ()
    moved = {}
    for name in chosen:
        found = renewal.stale(name)
        if found is None:
            continue
        tell(str(found), quiet=quiet)
        moved[name] = renewal.renew(found, overwrite=overwrite)
        for product, lines in moved[name].items() if not as_json else ():
            typer.echo("\n".join([product, *(f"  {line}" for line in lines)]))
    if as_json:
        print_json({"proven": list(proven), "renewed": moved})
    tell("nothing is stale" if not moved else f"renewed: {', '.join(moved)}", quiet=quiet)
