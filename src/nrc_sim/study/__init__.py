"""Studies: scenarios simulated side by side, sharing their histories and their luck."""

from nrc_sim.study.choice import ScenarioChoice, resolve_scenarios
from nrc_sim.study.identity import identify_study
from nrc_sim.study.settings import ENGINES, Settings
from nrc_sim.study.simulation import SIMULATING, Listener, Progress, simulate_study

__all__ = [
    "ENGINES",
    "SIMULATING",
    "Listener",
    "Progress",
    "ScenarioChoice",
    "Settings",
    "identify_study",
    "resolve_scenarios",
    "simulate_study",
]
