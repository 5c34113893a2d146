"""The command `dashboard`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated

import typer

from nrc_sim.cli.display import tell
from nrc_sim.cli.options import Quiet
from nrc_sim.errors import InputError

_LOCAL = "127.0.0.1"

_Named = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[SCENARIO|RESULTS ...]", help="Scenarios and folders of results to offer beside the bundled ones."
    ),
]
_Host = Annotated[
    str, typer.Option("--host", metavar="ADDRESS", help="Where to listen; elsewhere than here the page asks a token.")
]
_Port = Annotated[int, typer.Option("--port", metavar="P", min=0, max=65_535, help="0 takes one that is free.")]
_NoBrowser = Annotated[bool, typer.Option("--no-browser", help="Print the address and open nothing.")]


def dashboard(
    named: _Named = None, host: _Host = _LOCAL, port: _Port = 8050, no_browser: _NoBrowser = False, quiet: Quiet = False
) -> None:
    """Open a page on which scenarios are moved by hand and seen at once (extra `dashboard`)."""
    if find_spec("dash") is None:
        raise InputError(
            "the dashboard needs libraries that are not installed",
            suggestion='install them with: python -m pip install -c constraints.txt -e ".[dashboard]"',
        )
    from nrc_sim.dashboard.serving import serve, start_server

    served = start_server(named or (), host, port)
    if "token=" in served.address:
        tell(
            f"warning: {host} can be reached from other machines, without encryption; whoever has the token in this "
            "address can run scenarios here and read the results offered",
        )
    typer.echo(served.address)
    tell("The page is served until Ctrl-C.", quiet=quiet)
    serve(served, browser=not no_browser)
