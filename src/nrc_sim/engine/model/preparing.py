"""From what a model is given, a scenario or its name, to the job that it simulates."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world import Job, make_single_job
from nrc_sim.errors import InputError, whole_number
from nrc_sim.scenario import Scenario, bundled_slugs, load_defaults, load_scenario


@lru_cache(maxsize=64)
def _bundled_job(slug: str, seed: int, parameters: str | None) -> Job:
    return make_single_job(load_scenario(slug), seed, parameters)


def prepared_job(scenario: str | Path | Scenario, seed: int | None, parameters: str | None = None) -> Job:
    """Prepare a scenario with parameters as `choose_parameters` takes them; bundled ones once per process."""
    chosen = load_defaults().seed if seed is None else whole_number("seed", seed, 0, LARGEST_NUMBER)
    if isinstance(scenario, str) and scenario in bundled_slugs():
        return _bundled_job(scenario, chosen, parameters)
    found = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
    return make_single_job(found, chosen, parameters)


def check_month(job: Job, month: int) -> None:
    """Raise an `InputError` if a month, counted from 0, lies after the last of a job."""
    if month >= job.months:
        raise InputError(
            f"all {job.months} months are over",
            place=job.slug,
            suggestion="make another model, or a scenario with a longer horizon",
        )
