"""History matching: which parameter sets are not implausible, given observations and prescribed events alone."""

from nrc_sim.evidence.calibration.folds import Fold, folds_of
from nrc_sim.evidence.calibration.implausibility import implausibilities
from nrc_sim.evidence.calibration.matching import CalibrationWork, calibrate, calibration_key, draw_candidates

__all__ = ["CalibrationWork", "Fold", "calibrate", "calibration_key", "draw_candidates", "folds_of", "implausibilities"]
