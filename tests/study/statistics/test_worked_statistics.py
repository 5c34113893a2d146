"""Worked examples of comparison and statistics: each value was computed by hand, as the comments show."""

import numpy as np
import pytest

from nrc_sim.analysis.comparison.estimates import difference_path, measure_precision
from nrc_sim.study.statistics import bins_of
from nrc_sim.study.statistics.description import bootstrap_levels
from nrc_sim.study.statistics.histograms import histogram_quantiles
from nrc_sim.study.statistics.intervals import wilson_share
from nrc_sim.study.statistics.layout import Bins
from nrc_sim.study.statistics.outcomes import running_mean

FIRST, SECOND = np.array([1.0, 3.0, 5.0]), np.array([2.0, 3.0, 7.0])
# differences -1, 0, -2: mean -1, variance (0 + 1 + 1) / 2 = 1; variances 4 and (4 + 1 + 9) / 2 = 7
PATH = difference_path(FIRST[:, None], SECOND[:, None])
SPREAD = difference_path(np.array([[0.0], [10.0], [20.0], [30.0], [40.0]]), np.zeros((5, 1)))
PRECISION = measure_precision(FIRST, SECOND)

WORKED = {
    "mean": (PATH.mean[0], -1.0),
    "unpaired over paired variance": (PATH.variance_ratio[0], 11.0),  # (4 + 7) / 1
    "low": (PATH.low[0], -2.1315857),  # -1 - 1.959964 * sqrt(1 / 3)
    "high": (PATH.high[0], 0.1315857),
    # five differences at 0, 1/4, 1/2, 3/4 and 1: .05 and .95 lie a fifth of a step from the ends
    "quantiles": (SPREAD.quantiles[:, 0], [2.0, 10.0, 20.0, 30.0, 38.0]),
    "paired": (PRECISION.paired, 1.1315857),
    "unpaired": (PRECISION.unpaired, 3.7530452),  # 1.959964 * sqrt(11 / 3)
    "correlation": (PRECISION.correlation, 0.9449112),  # covariance 5 over sqrt(4 * 7)
    # 1 of 4: (1/4 + 3.841459 / 8) / (1 + 3.841459 / 4), and 1.959964 * sqrt(3/64 + 3.841459 / 64) over the same
    "a Wilson interval": (wilson_share(1, 4), (0.25, 0.0455873, 0.6993582)),
    "a running mean of two months": (running_mean(np.array([[1.0, 2.0, 6.0, 3.0]]), 2)[0], [1.0, 1.5, 4.0, 4.5]),
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_a_comparison_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-5)


def test_the_levels_of_a_resampled_median_are_those_that_are_published():
    """Those of the beta distribution (1.5, 1.5) are 0.0608 and 0.9392, from which resamples differ."""
    found = np.ravel(bootstrap_levels(2, np.array([0.5])))
    assert found == pytest.approx([0.06184139849097159, 0.9471786785647918], rel=1e-9)


def test_quantiles_of_counts_are_those_computed_by_hand():
    histogram = np.array([[0, 2, 0, 2], [1, 0, 3, 0]], dtype=np.int32)
    extremes = np.array([[1.2, 3.6], [-0.5, 2.5]])
    found = histogram_quantiles(histogram, extremes, Bins(4, 1, 0.0, 0), [0.0, 1 / 3, 0.5, 1.0])
    # at a quarter and three quarters of 1.2..2 and of 3..3.6: 1.4, 1.8, 3.15 and 3.45
    assert found[:, 0] == pytest.approx([1.4, 1.8, 2.475, 3.45])
    # the middle of -0.5..1, and sixths of 2..2.5: 0.25, 2 + 1/12, 2.25 and 2 + 5/12
    assert found[:, 1] == pytest.approx([0.25, 2 + 1 / 12, 2 + 1 / 6, 2 + 5 / 12])


@pytest.mark.parametrize(
    ("variable", "low", "high", "number", "scale"),
    [
        ("index", -200.0, 200.0, 1600, 2**22),
        ("index_mean", -200.0, 200.0, 1600, 2**22),
        ("tension", 0.0, 1.0, 256, 2**28),
        ("conduct_outside", -1.0, 1.0, 256, 2**28),
        ("expectation_alliance", -1.0, 1.0, 256, 2**28),
        ("fear", 0.0, 4.0, 256, 2**28),
    ],
)
def test_the_bins_of_a_variable_span_its_range(variable, low, high, number, scale):
    bins = bins_of(variable)
    assert bins.edges[[0, -1]].tolist() == [low, high]
    assert (bins.number, bins.scale, bins.width) == (number, scale, (high - low) / number)
