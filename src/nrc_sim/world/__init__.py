"""A validated scenario as frozen numbers, and the state that moves."""

from nrc_sim.world.build import build_world
from nrc_sim.world.job import Job, ParameterSet, make_job, make_jobs
from nrc_sim.world.state import State, StateLayout, first_state
from nrc_sim.world.types import SERIES, World

__all__ = [
    "SERIES",
    "Job",
    "ParameterSet",
    "State",
    "StateLayout",
    "World",
    "build_world",
    "first_state",
    "make_job",
    "make_jobs",
]
