"""Where the plan of a world's evidence stands, and reading it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from nrc_sim.errors import InputError
from nrc_sim.evidence.observed.check_plan import check_plan, found_beside
from nrc_sim.evidence.observed.plan_schema import Plan
from nrc_sim.scenario import load_world
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import evidence_folder


def load_plan(world: WorldFile | str) -> Plan:
    """Load the plan of a world, which stands with its evidence, see `evidence_folder`.

    Parameters
    ----------
    world : the world, or the slug of a bundled one

    Raises
    ------
    InputError
        If the world has none, or its plan cannot be accepted; with line and column.
    """
    path = evidence_folder(world) / "plan.yaml"
    if not is_file(path):
        slug = world if isinstance(world, str) else world.slug
        raise InputError(
            f"the world {slug!r} has no plan of evidence",
            place=str(path),
            allowed="a file plan.yaml, with observed.csv beside it",
            suggestion="docs/worlds.md says what they hold",
        )
    return read_plan(path, load_world(world) if isinstance(world, str) else world)


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
    plan = loaded(Plan, path, partial(check_plan, world=world))
    names = plan.scenarios
    found = {key: found_beside(getattr(names, key), world) for key in ("history", "forecast")}
    return plan.model_copy(update={"scenarios": names.model_copy(update=found)})
