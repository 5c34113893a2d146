import numpy as np
import pytest

from nrc_sim.errors import InputError
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.running.stopping import MOST_RUNS, half_widths, runs_needed
from nrc_sim.study.statistics.intervals import wilson_share


def class_counts(outcomes, runs: int) -> list[list[int]]:
    return [np.bincount(codes[:runs], minlength=4).tolist() for codes in outcomes]


def is_enough(outcomes, runs: int, error: float) -> bool:
    return all(half_widths(count, runs) <= error for counts in class_counts(outcomes, runs) for count in counts)


@pytest.mark.parametrize("count", [0, 1, 300, 999, 1000])
def test_half_the_width_is_that_of_the_published_interval(count):
    share = wilson_share(count, 1000)
    assert float(half_widths(count, 1000)) == pytest.approx((share.high - share.low) / 2, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("error", [0.05, 0.02, 0.011])
def test_the_least_number_of_whole_leaves_is_found_in_few_steps(seed, error):
    generator = np.random.default_rng(seed)
    outcomes = [generator.choice(4, size=20_000, p=generator.dirichlet((2, 2, 2, 1))) for _ in range(3)]
    done, steps = LEAF_RUNS, 0
    while (wanted := runs_needed(class_counts(outcomes, done), done, error)) > done:
        done, steps = wanted, steps + 1
    enough = [runs for runs in range(LEAF_RUNS, 20_001, LEAF_RUNS) if is_enough(outcomes, runs, error)]
    assert done == enough[0]
    assert steps <= 8


def test_a_scenario_whose_runs_all_failed_asks_for_no_more():
    assert runs_needed([[0, 0, 0], [0, 1000, 0]], 1000, 0.01) == 1000


def test_an_error_that_would_take_too_many_runs_is_refused_with_one_that_would_not():
    message = r"until_error 0.0001 would take about 96,036,\d+ runs of each scenario; allowed: at most 10,000,000 runs"
    with pytest.raises(InputError, match=message + ", here an error of about 0.0003 or more"):
        runs_needed([[500, 500]], 1000, 1e-4)
    assert runs_needed([[500, 500]], 1000, 4e-4) < MOST_RUNS
