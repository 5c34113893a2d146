"""The command `list`."""

from __future__ import annotations

from nrc_sim.cli.display import print_json, print_table
from nrc_sim.cli.options import AsJson


def list_scenarios(as_json: AsJson = False) -> None:
    """List the bundled scenarios."""
    from nrc_sim.scenario import bundled_slugs, load_scenario, range_slugs

    scenarios = [load_scenario(slug) for slug in bundled_slugs()]
    if as_json:
        described = {
            scenario.slug: {
                "title": scenario.title,
                "description": scenario.description,
                "start": scenario.start,
                "months": scenario.months,
                "in_range": scenario.slug in range_slugs(),
            }
            for scenario in scenarios
        }
        print_json({"scenarios": described})
        return
    rows = [[scenario.slug, scenario.start, str(scenario.months), scenario.title] for scenario in scenarios]
    print_table("Bundled scenarios", ["scenario", "start", "months", "title"], rows)
