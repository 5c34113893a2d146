"""Worked examples of comparison: each value was computed by hand, as the comments show."""

import numpy as np
import pytest

from nrc_sim.analysis.comparison.estimates import difference_path, measure_precision

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
}


@pytest.mark.parametrize(("found", "by_hand"), WORKED.values(), ids=WORKED)
def test_a_comparison_gives_what_was_computed_by_hand(found, by_hand):
    assert found == pytest.approx(by_hand, abs=1e-5)
