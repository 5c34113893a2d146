"""The unit of the raw index is arbitrary: rescaled before it is anchored, it gives the same points and verdicts."""

import numpy as np
import pytest

from nrc_sim.engine.kernel import simulate_block, simulate_histories
from nrc_sim.engine.world import make_job
from nrc_sim.rules.index import anchored_scale
from nrc_sim.scenario import Scenario, load_scenario, month_number

RUNS, SEED, FACTOR = 32, 77, 2.5


def rescaled(scenario: Scenario, factor: float) -> Scenario:
    """Multiply the raw index, and the two parameters that are in its unit, by a factor."""
    world = scenario.world
    index = world.index.model_copy(
        update={name: getattr(world.index, name) * factor for name in ("weight_of_trust", "weight_of_conduct")}
    )
    groups = {group: dict(named) for group, named in world.parameters.items()}
    for name in ("upswing_start", "upswing_width"):
        quantity = groups["cooperation"][name]
        groups["cooperation"][name] = quantity.model_copy(update={"value": quantity.value * factor})
    changed = world.model_copy(update={"index": index, "parameters": groups})
    return Scenario(scenario.file, changed, scenario.path, scenario.tree)


def anchored_paths(factor: float) -> list[np.ndarray]:
    """Simulate history and baseline, anchored on the history of the same runs."""
    paths = []
    for slug in ("history_2002_2012", "baseline"):
        scenario = rescaled(load_scenario(slug), factor)
        job = make_job(scenario, SEED)
        index = scenario.world.index
        path = simulate_block(job, 0, RUNS, simulate_histories(job, 0, RUNS)).index
        paths.append(((path - index.offset) / index.slope, job.start, index))
    raw, start, index = paths[0]
    means = [
        raw.mean(axis=0)[month_number(a.start) - start : month_number(a.end) - start + 1].mean() for a in index.anchors
    ]
    slope, offset = anchored_scale(*means, tuple(anchor.points for anchor in index.anchors))
    return [slope * raw + offset for raw, *_ in paths]


def test_points_do_not_depend_on_the_unit_of_the_raw_index():
    for plain, other in zip(anchored_paths(1.0), anchored_paths(FACTOR), strict=True):
        assert other == pytest.approx(plain, abs=1e-6)
