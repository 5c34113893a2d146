"""Where the plan of a world's evidence stands, and reading it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.evidence.observed.check_plan import check_plan
from nrc_sim.evidence.observed.plan_schema import Plan
from nrc_sim.scenario import bundled_folder, load_world
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.world_schema import WorldFile


def evidence_folder(world: str) -> Path:
    """Return the folder in which the evidence of a world would stand.

    Parameters
    ----------
    world : slug of the world
    """
    return bundled_folder() / "evidence" / world


def load_plan(world: str) -> Plan:
    """Load the plan of a world.

    Parameters
    ----------
    world : slug of the world

    Raises
    ------
    InputError
        If the world has none, or its plan cannot be accepted; with line and column.
    """
    path = evidence_folder(world) / "plan.yaml"
    if not is_file(path):
        raise InputError(f"the world {world!r} has no plan of evidence", place=str(path), allowed="a file plan.yaml")
    return read_plan(path, load_world(world))


def read_plan(path: Path, world: WorldFile) -> Plan:
    """Read a plan and check it against its world.

    Parameters
    ----------
    path : YAML file
    world : whose evidence it is for

    Raises
    ------
    InputError
        If it cannot be accepted; with line and column of all faults.
    """
    return loaded(Plan, path, partial(check_plan, world=world))
