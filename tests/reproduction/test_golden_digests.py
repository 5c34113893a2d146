"""Results are the same, to the bit, on every machine and every supported Python."""

import json

import pytest
from make_golden import GOLDEN, RUNS, SEED, compute_digest

from nrc_sim.scenario import bundled_slugs

STORED = json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_the_stored_digests_are_those_of_the_bundled_scenarios():
    assert (STORED["seed"], STORED["runs"]) == (SEED, RUNS)
    assert tuple(STORED["digests"]) == bundled_slugs()


@pytest.mark.parametrize("engine", ["mesa", "compiled"])
@pytest.mark.parametrize("slug", bundled_slugs())
def test_results_have_not_changed(slug, engine):
    assert compute_digest(slug, engine) == STORED["digests"].get(slug), (
        f"the results of {slug} are no longer those stored: if that is meant, it is a change of results: "
        "mark it [RESULTS] in the changelog and run `python tests/reproduction/make_golden.py`"
    )
