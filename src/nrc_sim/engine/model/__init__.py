"""The readable engine on Mesa: one run, one month a step."""

from nrc_sim.engine.model.failures import find_failure
from nrc_sim.engine.model.relationship import RelationshipModel
from nrc_sim.engine.model.simulation import simulate_block, simulate_histories

__all__ = ["RelationshipModel", "find_failure", "simulate_block", "simulate_histories"]
