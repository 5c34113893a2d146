"""Mesa's own runner gives the runs of a block, on every version of Mesa that is supported."""

import inspect

import mesa
import numpy as np
import pytest

import nrc_sim
from histories import readable_histories
from nrc_sim.engine.model import simulate_block
from nrc_sim.engine.model.preparing import prepared_job
from nrc_sim.engine.world import SERIES

SLUGS = ("baseline", "new_arms_race")
RUNS = range(2)


def run_batch(**options) -> list[dict]:
    chosen = {"max_steps": 60, "display_progress": False, "number_processes": 1, **options}
    return mesa.batch_run(nrc_sim.RelationshipModel, {"scenario": list(SLUGS), "run": RUNS}, **chosen)


@pytest.fixture(scope="module")
def blocks():
    jobs = {slug: prepared_job(slug, 2013) for slug in SLUGS}
    return {
        slug: simulate_block(job, 0, len(RUNS), readable_histories(job, 0, len(RUNS))) for slug, job in jobs.items()
    }


@pytest.fixture(scope="module")
def monthly_rows():
    return run_batch(data_collection_period=1)


@pytest.mark.slow
def test_a_batch_ends_with_the_final_values_of_a_block(blocks):
    rows = run_batch()
    assert len(rows) == len(SLUGS) * len(RUNS)
    for row in rows:
        block, run = blocks[row["scenario"]], row["run"]
        assert row["index"] == block.index[run, -1]
        assert row["outcome"] in range(4)
        assert row["final_index"] == pytest.approx(block.index[run, -6:].mean())
        for name in SERIES:
            assert row[name] == block.series[name][run, -1], name
        assert row["tension"] == tuple(block.tension[run, -1])


def test_a_batch_collected_each_month_has_one_row_a_month(blocks, monthly_rows):
    assert len(monthly_rows) == len(SLUGS) * len(RUNS) * 60
    for slug in SLUGS:
        for run in RUNS:
            index = [row["index"] for row in monthly_rows if (row["scenario"], row["run"]) == (slug, run)]
            assert np.array(index).tobytes() == blocks[slug].index[run].tobytes()


def test_the_number_of_the_month_is_mesas_own(monthly_rows):
    """Mesa counts from 0 where it notes the state before a step, as 3.3 does, and from 1 where after, as 3.5 does."""
    steps = [row["Step"] for row in monthly_rows[:60]]
    assert steps in ([month + 0.0 for month in range(60)], [month + 1.0 for month in range(60)])


def test_more_steps_than_months_change_nothing():
    short, long = run_batch(), run_batch(max_steps=1000)
    assert [row["index"] for row in short] == [row["index"] for row in long]


def test_a_batch_can_vary_the_seed(blocks):
    """Newer versions of Mesa put the values of `rng` in the place of `seed`, older ones take it as any parameter."""
    newer = "rng" in inspect.signature(mesa.batch_run).parameters
    parameters = {"scenario": "baseline"} if newer else {"scenario": "baseline", "seed": [2013, 1]}
    rows = mesa.batch_run(
        nrc_sim.RelationshipModel,
        parameters,
        max_steps=60,
        display_progress=False,
        number_processes=1,
        **({"rng": [2013, 1]} if newer else {}),
    )
    assert rows[0]["index"] == blocks["baseline"].index[0, -1] != rows[1]["index"]
