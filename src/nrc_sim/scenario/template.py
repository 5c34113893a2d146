"""The commented file with which a new scenario begins."""

from __future__ import annotations

from nrc_sim.scenario.bundled import bundled_folder

_PLACE_OF_SLUG = "new_scenario"


def template_text(slug: str) -> str:
    """Return the text of a new scenario.

    Parameters
    ----------
    slug : name of the scenario
    """
    path = bundled_folder() / "settings" / f"{_PLACE_OF_SLUG}.yaml"
    return path.read_text(encoding="utf-8").replace(_PLACE_OF_SLUG, slug)
