"""Every bundled scenario to its end, and the ups and downs of the recorded years."""

from functools import cache

import numpy as np
import pytest

from nrc_sim.engine.blocks import Block
from nrc_sim.engine.kernel import simulate_block, simulate_histories
from nrc_sim.engine.world import SERIES, make_job
from nrc_sim.scenario import bundled_slugs, load_scenario, month_number

SEED = 2013
HISTORY = "history_2002_2012"
FROZEN = 2
"""Code of the only frozen regime of all bundled worlds."""
STATES: dict[tuple[str, int], np.ndarray] = {}


@cache
def block_of(slug: str, runs: int) -> Block:
    job = make_job(load_scenario(slug), SEED)
    key = (job.history_key, runs)
    if key not in STATES:
        STATES[key] = simulate_histories(job, 0, runs)
    return simulate_block(job, 0, runs, STATES[key])


def place(month: str) -> int:
    return month_number(month) - month_number(load_scenario(HISTORY).start)


def mean_index(block: Block, first: str, last: str) -> float:
    return float(block.index[:, place(first) : place(last) + 1].mean())


def frozen_months(block: Block) -> np.ndarray:
    return block.regime == FROZEN


@pytest.mark.parametrize("slug", bundled_slugs())
def test_every_bundled_scenario_runs_to_its_end_within_its_ranges(slug):
    scenario, block = load_scenario(slug), block_of(slug, 2)
    assert block.index.shape == (2, scenario.months)
    assert tuple(block.series) == SERIES
    shares = {name: getattr(block, name) for name in ("tension", "stock", "member_trust", "outside_trust")}
    shares |= {name: block.series[name] for name in SERIES if name.startswith(("trust", "activity", "portf", "dialog"))}
    for name, array in shares.items():
        assert np.isfinite(array).all(), name
        assert 0.0 <= array.min() <= array.max() <= 1.0, name
    for name in SERIES:
        assert np.isfinite(block.series[name]).all(), name
        if name.startswith(("conduct", "expectation")):
            assert np.abs(block.series[name]).max() <= 1.0, name
    assert np.isfinite(block.index).all()
    assert block.series["fear"].min() >= 0.0
    assert block.regime.max() < len(scenario.world.regimes)
    assert block.settlement.max() < 5


@pytest.mark.parametrize("slug", bundled_slugs())
def test_runs_of_a_scenario_differ(slug):
    block = block_of(slug, 2)
    assert (block.index[0] != block.index[1]).any()


def test_the_index_lies_between_those_of_its_parts_of_the_alliance():
    block = block_of("baseline", 2)
    lead, others = block.series["index_lead"], block.series["index_without_lead"]
    assert (np.minimum(lead, others) < block.index).all()
    assert (block.index < np.maximum(lead, others)).all()


def assert_ups_and_downs(block: Block) -> None:
    windows = [("2002-07", "2002-12"), ("2007-01", "2007-12"), ("2008-08", "2009-01"), ("2010-11", "2011-04")]
    first, munich, war, lisbon = (mean_index(block, *window) for window in windows)
    last = mean_index(block, "2012-01", "2012-12")
    assert first > munich > war
    assert war < last < lisbon


def shares_of_freeze(block: Block) -> dict[str, float]:
    months = frozen_months(block)
    war = slice(place("2008-08"), place("2008-11"))
    return {
        "frozen": float(months[:, war].any(axis=1).mean()),
        "earlier": float(months[:, : place("2008-08")].any(axis=1).mean()),
        "thawed": float((~months[:, place("2009-12")]).mean()),
    }


def test_the_recorded_years_go_up_and_down_in_order():
    assert_ups_and_downs(block_of(HISTORY, 20))


def test_the_war_freezes_the_council_and_it_comes_back():
    shares = shares_of_freeze(block_of(HISTORY, 20))
    assert shares["frozen"] > 0.8
    assert shares["earlier"] < 0.15
    assert shares["thawed"] > 0.6


def test_freeze_and_thaw_come_from_conduct_not_from_the_record():
    """The record founds the council once; no event of it names a frozen regime, nor a return to the council."""
    scenario = load_scenario(HISTORY)
    named = [(shock.at, shock.institution) for shock in scenario.shocks if shock.institution]
    assert named == [("2002-05", "council")]
    world = make_job(scenario, SEED).world
    assert not [shock.id for shock in world.shocks if shock.moves.institution == FROZEN]
    assert not [kind for kind in scenario.world.kinds.values() if "institution" in kind.model_fields_set]
    block = block_of(HISTORY, 20)
    starts = [int(np.argmax(months)) for months in frozen_months(block) if months.any()]
    for row, start in zip(np.flatnonzero(frozen_months(block).any(axis=1)), starts, strict=True):
        assert block.series["conduct_outside"][row, start] < -world.parameters.institution.freeze_hostility


def test_the_recorded_years_hold_in_a_large_ensemble():
    block = block_of(HISTORY, 400)
    assert_ups_and_downs(block)
    shares = shares_of_freeze(block)
    assert shares["frozen"] > 0.8
    assert shares["earlier"] < 0.15
    assert shares["thawed"] > 0.75
