"""The command `show`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import print_json, say
from nrc_sim.cli.options import AsJson, Sets
from nrc_sim.errors import InputError

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Slug or file of a scenario or world.")]


def show(scenario: Name, sets: Sets = None, as_json: AsJson = False) -> None:
    """Print a scenario or world after inheritance, each value with the file and line it came from."""
    from nrc_sim.scenario import load_scenario
    from nrc_sim.scenario.validation import is_world
    from nrc_sim.scenario.writing import origins, scenario_text

    if is_world(scenario):
        _show_world(scenario, sets or [], as_json=as_json)
        return
    found = load_scenario(scenario, sets or ())
    if as_json:
        print_json({"scenario": found.resolved(), "hash": found.hash, "origins": origins(found.written)})
    else:
        say(scenario_text(found), end="", verbatim=True)


def _show_world(name: str, sets: Sequence[str], *, as_json: bool) -> None:
    from nrc_sim.scenario.bundled import find_world, is_file
    from nrc_sim.scenario.nodes import plain
    from nrc_sim.scenario.worlds import load_world, world_tree
    from nrc_sim.scenario.writing import origins, tree_text

    if sets:
        raise InputError(
            f"--set changes scenarios, and {name} is a world",
            suggestion="write a world that extends it, or set a value in a scenario",
        )
    path = Path(name) if is_file(Path(name)) else find_world(name)
    assert path is not None
    load_world(path)
    tree = world_tree(path, [])
    if as_json:
        print_json({"world": plain(tree), "origins": origins(tree)})
    else:
        say(tree_text(tree, plain(tree)), end="", verbatim=True)
