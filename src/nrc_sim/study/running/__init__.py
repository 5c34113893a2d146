"""Studies: scenarios simulated side by side, sharing their histories and their random numbers."""

from nrc_sim.study.executors import Progress
from nrc_sim.study.running.choice import ScenarioChoice, resolve_scenarios
from nrc_sim.study.running.experiments import simulate_experiments
from nrc_sim.study.running.identity import hash_data, identify_study
from nrc_sim.study.running.kept import describe_job, keep_work, kept, map_kept
from nrc_sim.study.running.settings import ENGINES, Settings
from nrc_sim.study.running.simulation import SIMULATING, Listener, simulate_study
from nrc_sim.study.running.variants import check_rows, list_rows

__all__ = [
    "ENGINES",
    "SIMULATING",
    "Listener",
    "Progress",
    "ScenarioChoice",
    "Settings",
    "check_rows",
    "describe_job",
    "hash_data",
    "identify_study",
    "keep_work",
    "kept",
    "list_rows",
    "map_kept",
    "resolve_scenarios",
    "simulate_experiments",
    "simulate_study",
]
