import numpy as np
import pytest

from nrc_sim.statistics import STATISTICS, describe_paths, describe_values


def test_paths_are_described_by_mean_and_quantiles_over_runs():
    paths = np.arange(101.0)[:, None] + np.array([0.0, 1000.0])
    found = dict(zip(STATISTICS, describe_paths(paths).tolist(), strict=True))
    assert found == {
        "mean": [50.0, 1050.0],
        "q05": [5.0, 1005.0],
        "q25": [25.0, 1025.0],
        "q50": [50.0, 1050.0],
        "q75": [75.0, 1075.0],
        "q95": [95.0, 1095.0],
    }


def test_values_are_described_with_the_standard_deviation_of_a_sample():
    assert describe_values(np.array([1.0, 2.0, 3.0]))["sd"] == pytest.approx(1.0)


def test_a_single_run_has_no_spread():
    assert set(describe_values(np.array([7.0])).values()) == {7.0, 0.0}
