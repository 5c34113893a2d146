"""How much of the difference between a scenario and its baseline each shock, policy and parameter contributes."""

from nrc_sim.analysis.attribution.attributing import attribute
from nrc_sim.analysis.attribution.elements import Element, find_elements, mix_scenarios
from nrc_sim.analysis.attribution.findings import Attribution, Contribution, OutcomeAttribution

__all__ = [
    "Attribution",
    "Contribution",
    "Element",
    "OutcomeAttribution",
    "attribute",
    "find_elements",
    "mix_scenarios",
]
