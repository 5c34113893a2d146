"""Shares of variance by cause, by drawing one cause anew."""

import numpy as np
import pytest

from nrc_sim.analysis.sensitivity.causes import CauseEffects, redraw_causes
from nrc_sim.engine.accepted import accepted_sets
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario


def test_shares_of_a_sum_are_those_of_its_parts():
    """Of a + 2 b, both of variance 1, a has a fifth of the variance, b four fifths, and what is not in it nothing."""
    a, other_a, b, other_b = np.random.default_rng(2).normal(size=(4, 40_000))
    effects = CauseEffects(a + 2 * b, {"a": other_a + 2 * b, "b": a + 2 * other_b, "nothing": a + 2 * b})
    shares = effects.shares()
    assert shares["a"].value == pytest.approx(0.2, abs=0.01)
    assert shares["b"].value == pytest.approx(0.8, abs=0.02)
    assert shares["nothing"].value == 0.0
    assert shares["a"].low < shares["a"].value < shares["a"].high
    assert effects.nth_largest(2).value == shares["a"].value
    assert effects.nth_largest(4).value == 0.0


def test_the_baseline_hangs_on_several_causes_and_each_has_a_share():
    sets = accepted_sets("euro_atlantic_2013")[:16]
    job = make_job(load_scenario("baseline"), 7, parameter_sets=sets)
    found = redraw_causes(job, 256, 6, workers=1)
    shares = {name: share.value for name, share in found.shares().items()}
    assert list(shares) == [
        *("negotiations", "institution", "leadership", "hostile shocks", "friendly shocks", "conduct noise"),
        *("history", "parameters"),
    ]
    assert 0.2 < shares["negotiations"] < 0.7
    assert sum(share > 0.05 for share in shares.values()) >= 4
    assert min(shares[name] for name in ("leadership", "hostile shocks", "friendly shocks", "parameters")) > 0.0


def test_a_scenario_without_history_and_sets_has_no_shares_of_them():
    found = redraw_causes(make_job(load_scenario("history_2002_2012"), 7), 128, 6, workers=1)
    assert {"history", "parameters"}.isdisjoint(found.redrawn)
