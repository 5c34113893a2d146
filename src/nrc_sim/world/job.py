"""A job: everything an engine needs to simulate runs of one scenario, as plain picklable data."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from nrc_sim.blocks import Labels
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, load_scenario, month_number
from nrc_sim.world.build import build_world
from nrc_sim.world.types import World


@dataclass(frozen=True)
class Job:
    """One scenario, ready to be simulated.

    Attributes
    ----------
    slug : str
        Slug of the scenario.
    seed : int
        Seed of all luck.
    world : World
        The scenario as numbers.
    history : World or None
        The dated history that runs before it; None if it starts at the beginning itself.
    history_key : str
        Equal for jobs whose runs share their history: world, history and seed.
    """

    slug: str
    seed: int
    world: World
    history: World | None
    history_key: str

    @property
    def labels(self) -> Labels:
        """Names along the axes of the results."""
        return self.world.labels

    @property
    def start(self) -> int:
        """Number of the first month, counted from year 0."""
        return self.world.start

    @property
    def months(self) -> int:
        """Length of the horizon."""
        return self.world.months


def make_job(scenario: Scenario, seed: int, months: int | None = None) -> Job:
    """Prepare a scenario for simulation.

    Parameters
    ----------
    scenario : Scenario
    seed : int, >= 0
    months : length of the horizon if other than the scenario's own

    Raises
    ------
    InputError
        If the scenario does not fit its world or its history.
    """
    world = build_world(scenario, months)
    if scenario.file.continues is None:
        return Job(scenario.slug, seed, world, None, _key(f"{scenario.hash}:{seed}"))
    past = load_scenario(scenario.file.continues)
    if past.file.world != scenario.file.world or month_number(past.start) + past.months != world.start:
        raise InputError(
            f"history {past.slug!r} of world {past.file.world!r} ends before or after {scenario.start}",
            place=f"{scenario.slug}: continues",
            allowed="a history of the same world that ends in the month before the horizon starts",
        )
    return Job(scenario.slug, seed, world, build_world(past), _key(f"{past.hash}:{seed}"))


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
