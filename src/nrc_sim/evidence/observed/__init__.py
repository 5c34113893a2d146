"""Observed series, what they are compared with, and the plan of what is fitted to them."""

from nrc_sim.evidence.observed.plan import load_plan
from nrc_sim.evidence.observed.plan_schema import Plan
from nrc_sim.evidence.observed.series import Dyad, Observation, read_observed
from nrc_sim.evidence.observed.simulated import SimulatedValues, simulate_values

__all__ = ["Dyad", "Observation", "Plan", "SimulatedValues", "load_plan", "read_observed", "simulate_values"]
