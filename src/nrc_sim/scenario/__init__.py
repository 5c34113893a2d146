"""Text to validated scenario: schema, loading, inheritance."""

from nrc_sim.scenario.resolve import (
    Defaults,
    Scenario,
    bundled_folder,
    bundled_slugs,
    load_defaults,
    load_scenario,
    load_world,
    range_slugs,
)
from nrc_sim.scenario.schema import month_number, month_text

__all__ = [
    "Defaults",
    "Scenario",
    "bundled_folder",
    "bundled_slugs",
    "load_defaults",
    "load_scenario",
    "load_world",
    "month_number",
    "month_text",
    "range_slugs",
]
