"""Scenarios against each other, run by run: run i of both has the same random draws."""

from nrc_sim.analysis.comparison.divergence import Divergence
from nrc_sim.analysis.comparison.estimates import Difference, DifferencePath, Precision, estimate_difference
from nrc_sim.analysis.comparison.members import TrustShift
from nrc_sim.analysis.comparison.pairs import PairedComparison, choose_baseline, compare_scenarios
from nrc_sim.analysis.comparison.tables import compare, write_comparison_tables
from nrc_sim.analysis.comparison.transitions import Transitions
from nrc_sim.analysis.comparison.variables import (
    VariableAnswer,
    VariablePaths,
    answer_variable,
    variable_paths,
)

__all__ = [
    "Difference",
    "DifferencePath",
    "Divergence",
    "PairedComparison",
    "Precision",
    "Transitions",
    "TrustShift",
    "VariableAnswer",
    "VariablePaths",
    "answer_variable",
    "choose_baseline",
    "compare",
    "compare_scenarios",
    "estimate_difference",
    "variable_paths",
    "write_comparison_tables",
]
