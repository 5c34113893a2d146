"""How long the institution stays frozen."""

from dataclasses import replace

import pytest

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario

COUNCIL, FROZEN = 1, 2

CERTAIN = {"freezing": 1.0, "freeze_hostility": -3.0, "thaw_climate": -3.0}
"""Any conduct freezes, and any climate thaws."""


def months_in_office(**parameters: float) -> list[tuple[int, float]]:
    """Regime and its months, at the end of each month of a story without shocks."""
    job = make_job(load_scenario("no_new_impulse"), 2013, months=24)
    p = job.world.parameters
    institution = p.institution._replace(**CERTAIN, **parameters)
    world = job.world._replace(parameters=p._replace(institution=institution), home_regime=COUNCIL)
    model, seen = RelationshipModel(replace(job, world=world)), []
    while model.running:
        model.step()
        seen.append((model.alliance.regime, model.alliance.regime_months))
    return seen


@pytest.mark.parametrize("pause", [1, 2, 6])
def test_the_least_pause_is_the_number_of_frozen_months_where_a_thaw_is_certain(pause):
    regimes = [regime for regime, _ in months_in_office(thawing=1.0, least_pause=float(pause))]
    cycle = [FROZEN] * pause + [COUNCIL]
    assert regimes == (cycle * 24)[:24]


def test_without_thaw_the_institution_stays_frozen():
    assert {regime for regime, _ in months_in_office(thawing=0.0, least_pause=1.0)} == {FROZEN}
