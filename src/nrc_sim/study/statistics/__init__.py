"""Statistics over the runs of an ensemble, from counts that can be added up in any order."""

from nrc_sim.study.statistics.description import QUANTILES, STATISTICS, describe_final_index, describe_paths
from nrc_sim.study.statistics.layout import DERIVED, INDEX_MEAN, Layout, bins_of, in_points
from nrc_sim.study.statistics.tally import Tally

__all__ = [
    "DERIVED",
    "INDEX_MEAN",
    "QUANTILES",
    "STATISTICS",
    "Layout",
    "Tally",
    "bins_of",
    "describe_final_index",
    "describe_paths",
    "in_points",
]
