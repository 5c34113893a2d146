"""The groups of parameters, drawn as the world file allows them."""

from typing import Any

from hypothesis import strategies as st

from nrc_sim.evidence.panel.settings import panel_folder
from nrc_sim.rules import (
    alliance,
    conduct,
    cooperation,
    disputes,
    expectation,
    fear,
    index,
    institution,
    issues,
    leadership,
    memory,
    military,
    negotiation,
    perception,
    powers,
    trust,
)
from nrc_sim.scenario import load_world
from nrc_sim.scenario.schema import Quantity

Strategy = st.SearchStrategy[Any]

WORLD = load_world("euro_atlantic_2013")
LEVEL = load_world(panel_folder() / "two_powers.yaml").parameters["conduct"]["level"]
"""The one parameter that the bundled world leaves out."""

GROUPS = {
    alliance.AllianceParameters: WORLD.parameters["alliance"],
    conduct.ConductParameters: {**WORLD.parameters["conduct"], "level": LEVEL},
    cooperation.CooperationParameters: WORLD.parameters["cooperation"],
    disputes.DisputeParameters: WORLD.parameters["disputes"],
    expectation.ExpectationParameters: WORLD.parameters["expectation"],
    fear.FearParameters: WORLD.parameters["fear"],
    institution.InstitutionParameters: WORLD.parameters["institution"],
    issues.IssueParameters: WORLD.parameters["issues"],
    leadership.LeadershipParameters: WORLD.parameters["leadership"],
    powers.TraitParameters: WORLD.parameters["traits"],
    memory.MemoryParameters: WORLD.parameters["memory"],
    military.MilitaryParameters: WORLD.parameters["military"],
    negotiation.NegotiationParameters: WORLD.parameters["negotiation"],
    perception.PerceptionParameters: WORLD.parameters["perception"],
    trust.TrustParameters: WORLD.parameters["trust"],
}


def allowed(quantity: Quantity) -> Strategy:
    """Draw a parameter from its range, now and then the value at which its mechanism is absent."""
    low, high = quantity.range
    inside = quantity.absent is None or low <= quantity.absent <= high
    return st.floats(low, high) if inside else st.one_of(st.floats(low, high), st.just(quantity.absent))


def group(kind: type) -> Strategy:
    """Draw a group of parameters as the world file allows them."""
    return st.builds(kind, **{name: allowed(GROUPS[kind][name]) for name in kind._fields})


def central(kind: type) -> Any:
    """Return a group of parameters with the world file's own values."""
    return kind(**{name: GROUPS[kind][name].value for name in kind._fields})


def lowest(kind: type, name: str) -> float:
    """Return the lowest value of a parameter that the world file allows."""
    return min(value for value in (*GROUPS[kind][name].range, GROUPS[kind][name].absent) if value is not None)


def highest(kind: type, name: str) -> float:
    """Return the highest value of a parameter that the world file allows."""
    return max(value for value in (*GROUPS[kind][name].range, GROUPS[kind][name].absent) if value is not None)


ALLIANCE, ISSUES, LEADERSHIP = map(
    group, (alliance.AllianceParameters, issues.IssueParameters, leadership.LeadershipParameters)
)
BEHAVIOUR, COOPERATION = group(conduct.ConductParameters), group(cooperation.CooperationParameters)
EXPECTATION, FEARS = group(expectation.ExpectationParameters), group(fear.FearParameters)
INSTITUTION, MILITARY = group(institution.InstitutionParameters), group(military.MilitaryParameters)
NEGOTIATION, PERCEPTION = group(negotiation.NegotiationParameters), group(perception.PerceptionParameters)
BELIEF, TRAITS = group(trust.TrustParameters), group(powers.TraitParameters)
MEMORY, DISPUTES = group(memory.MemoryParameters), group(disputes.DisputeParameters)
SCALE = st.builds(
    index.IndexParameters, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1.0, 1000.0), st.floats(-100.0, 100.0)
)

LEAST_THREAT = lowest(powers.TraitParameters, "threat_at_rest")
MOST_THREAT = (
    highest(powers.TraitParameters, "threat_at_rest")
    + highest(powers.TraitParameters, "threat_by_domination")
    + highest(powers.TraitParameters, "threat_by_nearness")
)
"""Bounds of what a member may feel, as a multiple of what the lead feels, see `perceived_threat`."""

LEAST_DISPOSED = -(
    highest(powers.TraitParameters, "disposition_by_domination")
    + highest(powers.TraitParameters, "disposition_by_alignment")
)
MOST_DISPOSED = highest(powers.TraitParameters, "disposition_by_tie")
"""Bounds of the disposition of a member, log-odds."""
