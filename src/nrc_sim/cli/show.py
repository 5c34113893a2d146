"""The command `show`."""

from __future__ import annotations

from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, say
from nrc_sim.cli.options import AsJson, Sets

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Slug or file.")]


def show(scenario: Name, sets: Sets = None, as_json: AsJson = False) -> None:
    """Print a scenario after inheritance, each value with the file and line it came from."""
    from nrc_sim.scenario import load_scenario
    from nrc_sim.scenario.writing import origins, scenario_text

    found = load_scenario(scenario, sets or ())
    if as_json:
        print_json({"scenario": found.resolved(), "hash": found.hash, "origins": origins(found)})
    else:
        say(scenario_text(found), end="")
