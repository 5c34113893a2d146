"""The readable engine on Mesa: one run, one month a step."""

from nrc_sim.model.failures import find_failure
from nrc_sim.model.relationship import RelationshipModel
from nrc_sim.model.simulation import simulate_block, simulate_histories

__all__ = ["RelationshipModel", "find_failure", "simulate_block", "simulate_histories"]
