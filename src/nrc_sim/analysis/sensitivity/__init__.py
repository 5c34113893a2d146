"""Sensitivity: which parameters move the outcomes of a scenario, and how much of the spread is sampling uncertainty."""

from nrc_sim.analysis.sensitivity.nested import split_variance
from nrc_sim.analysis.sensitivity.screening import Sensitivity, analyse

__all__ = ["Sensitivity", "analyse", "split_variance"]
