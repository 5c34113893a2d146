"""The medoid run of each class of outcome, and early-warning indicators of the best class against the worst."""

from nrc_sim.analysis.turning_points.early_warning import EarlyWarningIndicators, MonthlyIndicator, find_indicators
from nrc_sim.analysis.turning_points.findings import TurningPoints, find_turning_points
from nrc_sim.analysis.turning_points.medoid_runs import MedoidRun, find_medoid_runs

__all__ = [
    "EarlyWarningIndicators",
    "MedoidRun",
    "MonthlyIndicator",
    "TurningPoints",
    "find_indicators",
    "find_medoid_runs",
    "find_turning_points",
]
