"""The medoid run of each class of outcome, and the early-warning indicators that tell the best class from the worst."""

from nrc_sim.analysis.turning_points.findings import TurningPoints, find_turning_points
from nrc_sim.analysis.turning_points.signs import EarlySigns, MonthlySign, find_early_signs
from nrc_sim.analysis.turning_points.typical import TypicalRun, find_typical_runs

__all__ = [
    "EarlySigns",
    "MonthlySign",
    "TurningPoints",
    "TypicalRun",
    "find_early_signs",
    "find_turning_points",
    "find_typical_runs",
]
