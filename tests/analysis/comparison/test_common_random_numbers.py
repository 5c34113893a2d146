"""Runs of the engine, paired: what both have in common cancels, and what one has more shifts no other draws."""

import numpy as np

from nrc_sim.analysis.comparison import compare_scenarios
from nrc_sim.api import run

LATE = """
extends: baseline
title: A late quarrel
shocks:
  - {id: late_quarrel, kind: regional_dispute, at: 2017-02, size: 1.0}
"""


def test_common_random_numbers_make_a_late_difference_at_least_twice_as_sure(tmp_path):
    path = tmp_path / "late.yaml"
    path.write_text(LATE)
    results = run(["baseline", path], runs=200, seed=11, workers=1)
    (pair,) = compare_scenarios(results)
    assert pair.divergence.first_month == "2017-02"
    assert pair.divergence.equal_months == 49
    assert np.all(pair.path.mean[:49] == 0.0)
    assert pair.precision.width_ratio > 2.0
    assert np.all(pair.path.variance_ratio[49:] > 4.0)


def with_shocks(folder, slug, *shocks):
    path = folder / f"{slug}.yaml"
    listed = "\n".join(f"  - {shock}" for shock in shocks)
    path.write_text(f"extends: baseline\ntitle: {slug}\nshocks:\n{listed}\n")
    return path


def test_a_shock_of_no_size_shifts_no_other_draws(tmp_path):
    """Whether it comes at a date, in a window, by chance or on a condition, and whatever stands after it."""
    more = with_shocks(
        tmp_path,
        "more",
        "{id: dated, kind: regional_dispute, at: 2013-02, size: 0.0}",
        "{id: placed, kind: exercise, window: [2013-03, 2015-03], size: 0.0}",
        "{id: by_chance, kind: incident, hazard: 0.5, size: 0.0}",
        "{id: conditional, kind: initiative, when: index < 0, size: 0.0}",
    )
    (pair,) = compare_scenarios(run(["baseline", more], runs=130, seed=4, workers=1, parameters="central"))
    assert pair.divergence.first_month is None


def test_a_dropped_shock_leaves_the_draws_of_the_others(tmp_path):
    """Runs in which it would not have come stay the same to the last bit."""
    fewer = with_shocks(tmp_path, "fewer", "{id: intervention, drop: true}")
    (pair,) = compare_scenarios(run(["baseline", fewer], runs=130, seed=4, workers=1, parameters="central"))
    assert 0.0 < pair.divergence.shares[-1] < 1.0


def test_a_shock_of_another_name_has_draws_of_its_own(tmp_path):
    renamed = with_shocks(
        tmp_path, "renamed", "{id: incident, drop: true}", "{id: mishap, kind: incident, hazard: documented}"
    )
    (pair,) = compare_scenarios(run(["baseline", renamed], runs=130, seed=4, workers=1, parameters="central"))
    assert pair.divergence.shares[-1] > 0.5
