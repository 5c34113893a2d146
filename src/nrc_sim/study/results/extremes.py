"""Worlds whose runs nearly all end in the lowest class, or in the highest: classes then tell little."""

from __future__ import annotations

import warnings

from nrc_sim.errors import NrcSimWarning
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.study.results.study_results import Results

_NEARLY_ALL = 0.95
"""Share of runs of every scenario, at the lower end of its interval, from which a world rests in a class."""

_WAYS_ON = (
    "look where relations rest (`parameters.trust.level`, floors of tension, domination), or give the index a scale"
    " of its own with `python -m nrc_sim.analysis.anchoring`; see docs/worlds.md"
)


def warn_of_extremes(results: Results) -> None:
    """Warn of each world in which nearly all runs of every scenario end in the lowest, or in the highest class.

    Parameters
    ----------
    results : Results
    """
    worlds: dict[str, list[ScenarioRuns]] = {}
    for runs in results:
        if runs.runs:
            worlds.setdefault(runs.scenario.world.slug, []).append(runs)
    for slug, listed in worlds.items():
        for place, extreme in ((0, "lowest"), (-1, "highest")):
            if all(list(runs.shares().values())[place].low >= _NEARLY_ALL for runs in listed):
                name = listed[0].scenario.world.outcomes.names[place]
                every = "every scenario" if len(listed) > 1 else f"{listed[0].slug!r}"
                found = f"in the world {slug!r} nearly all runs of {every} end in the {extreme} class, {name!r}"
                warnings.warn(f"{found}: {_WAYS_ON}", NrcSimWarning, stacklevel=2)
