"""Text to validated scenario: schema, loading, inheritance."""

from nrc_sim.scenario.bundled import (
    Defaults,
    bundled_folder,
    bundled_slugs,
    find_scenario,
    load_defaults,
    range_slugs,
)
from nrc_sim.scenario.resolve import Scenario, load_scenario
from nrc_sim.scenario.schema import month_number, month_text
from nrc_sim.scenario.worlds import load_world

__all__ = [
    "Defaults",
    "Scenario",
    "bundled_folder",
    "bundled_slugs",
    "find_scenario",
    "load_defaults",
    "load_scenario",
    "load_world",
    "month_number",
    "month_text",
    "range_slugs",
]
