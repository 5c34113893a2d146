"""Traces of worlds in which disputes break out."""

import pytest

from nrc_sim.analysis.trace.tracing import trace_run
from nrc_sim.evidence.panel.settings import panel_folder
from nrc_sim.scenario import load_scenario


@pytest.fixture(scope="module")
def trace():
    return trace_run(load_scenario(panel_folder() / "two_powers_years.yaml"), run=1, seed=5, parameters="central")


def disputes_of(month):
    return [shock for shock in month.shocks if shock.id == "dispute"]


def test_a_dispute_stands_in_its_month_with_the_acts_of_both(trace):
    found = [dispute for month in trace.months for dispute in disputes_of(month)]
    assert found
    for dispute in found:
        (began, hit, weight), (answered, target, reply) = dispute.acts
        assert weight == -dispute.size
        # The world says that half of an act is returned.
        assert reply == pytest.approx(0.5 * weight)
        assert {began, answered} == {hit, target} == {("first",), ("Second state",)}


def test_disputes_are_told_and_explain_trust_as_shocks_do(trace):
    told = [event for event in trace.events if event.subject == "dispute"]
    assert len(told) == sum(len(disputes_of(month)) for month in trace.months)
    assert all(event.what.startswith("A dispute, size ") for event in told)
    moved = [month.parts["index"]["shocks"] for month in trace.months if disputes_of(month)]
    quiet = [month.parts["index"]["shocks"] for month in trace.months if not disputes_of(month)]
    assert max(moved) < 0.0
    assert all(part == 0.0 for part in quiet)
