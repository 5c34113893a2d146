"""A validated scenario as frozen numbers, and the state that moves."""

from nrc_sim.engine.world.branching import Branching, branched_job
from nrc_sim.engine.world.build import build_world
from nrc_sim.engine.world.job import Job, make_job
from nrc_sim.engine.world.parameter_sets import ParameterSet, draw_sets, values_of_sets
from nrc_sim.engine.world.prepared import (
    CENTRAL,
    ENSEMBLE,
    choose_parameters,
    chosen_sets,
    make_jobs,
    make_single_job,
)
from nrc_sim.engine.world.state import State, StateLayout, codes_before, first_state, with_beginning
from nrc_sim.engine.world.types import World
from nrc_sim.scenario.variables import SERIES

__all__ = [
    "CENTRAL",
    "ENSEMBLE",
    "SERIES",
    "Branching",
    "Job",
    "ParameterSet",
    "State",
    "StateLayout",
    "World",
    "branched_job",
    "build_world",
    "choose_parameters",
    "chosen_sets",
    "codes_before",
    "draw_sets",
    "first_state",
    "make_job",
    "make_jobs",
    "make_single_job",
    "values_of_sets",
    "with_beginning",
]
