"""The command `list`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nrc_sim.cli.display import print_json, print_table
from nrc_sim.cli.options import AsJson

if TYPE_CHECKING:
    from nrc_sim.scenario import Scenario


def list_scenarios(as_json: AsJson = False) -> None:
    """List the bundled scenarios."""
    from nrc_sim.scenario import bundled_slugs, load_scenario
    from nrc_sim.scenario.bundled import bundled_folders

    first = [load_scenario(slug) for slug in bundled_slugs()]
    further = {folder.name: [*map(load_scenario, sorted(folder.glob("*.yaml")))] for folder in bundled_folders()[1:]}
    if as_json:
        scenarios = [*first, *(scenario for group in further.values() for scenario in group)]
        print_json({"scenarios": {scenario.slug: _described(scenario) for scenario in scenarios}})
        return
    _print_group("Bundled scenarios", first)
    for name, group in further.items():
        _print_group(f"{group[0].world.title}: all at once as {name}", group)


def _described(scenario: Scenario) -> dict[str, Any]:
    from nrc_sim.scenario import range_slugs

    return {
        "title": scenario.title,
        "description": scenario.description,
        "world": scenario.file.world,
        "start": scenario.start,
        "months": scenario.months,
        "in_range": scenario.slug in range_slugs(),
    }


def _print_group(title: str, scenarios: list[Scenario]) -> None:
    rows = [[scenario.slug, scenario.start, str(scenario.months), scenario.title] for scenario in scenarios]
    print_table(title, ["scenario", "start", "months", "title"], rows)
