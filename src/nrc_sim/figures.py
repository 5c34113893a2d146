"""From results to figures, and figures to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from nrc_sim.plots import (
    DatedShock,
    FigureData,
    ScenarioFigureData,
    draw_comparison,
    draw_outcomes,
    draw_trajectories,
    save_figure,
)
from nrc_sim.results import Results, ScenarioRuns
from nrc_sim.scenario import Scenario
from nrc_sim.version import __version__

RANGE_ENDS = ("breakthrough", "crisis")
FEWEST_MONTHS = 2
"""A path of one month cannot be drawn."""


def make_figure_data(results: Iterable[ScenarioRuns]) -> FigureData:
    """Bring results into the form from which figures are drawn.

    Parameters
    ----------
    results : at least one scenario; all of one world
    """
    listed = list(results)
    outcomes = listed[0].scenario.world.outcomes
    return FigureData(
        scenarios=tuple(map(_scenario_data, listed)),
        classes=outcomes.classes,
        bounds=tuple(outcomes.bounds),
        runs=listed[0].runs,
        seed=listed[0].seed,
        outside=listed[0].labels.outside,
        version=__version__,
        final_months=outcomes.months,
    )


def _scenario_data(runs: ScenarioRuns) -> ScenarioFigureData:
    block, labels = runs.block, runs.labels
    # Results keep statistics of the members' paths, not the paths: the figures drawn here need neither.
    absent = np.broadcast_to(np.nan, (*block.index.shape, len(labels.members)))
    return ScenarioFigureData(
        slug=runs.slug,
        title=runs.scenario.title,
        months=runs.months,
        index=block.index,
        outcomes=runs.shares(),
        frozen=runs.frozen,
        member_names=labels.member_names,
        member_trust=absent,
        outside_trust=absent,
        series=block.series,
        tension=block.tension,
        issues=labels.issues,
        dated_shocks=list_dated_shocks(runs.scenario),
        range_end=runs.scenario.range_end,
    )


def list_dated_shocks(scenario: Scenario) -> list[DatedShock]:
    """List the shocks that come at a date; their weight is that of their weightiest act.

    Parameters
    ----------
    scenario : Scenario
    """
    world = scenario.world
    listed = []
    for shock in scenario.shocks:
        if shock.at is not None:
            kind = world.kinds[shock.kind] if shock.kind else None
            acts = shock.acts or (kind.acts if kind else ())
            label = shock.label or (kind.label if kind else shock.id)
            weight = max((abs(world.categories[act.category].weight) for act in acts), default=0.0)
            listed.append(DatedShock(np.datetime64(shock.at, "M"), label, weight))
    return listed


def write_figures(results: Results, folder: Path) -> list[Path]:
    """Draw the figures of a study: paths, outcomes and, if both ran, the two ends of the range.

    Parameters
    ----------
    results : Results
    folder : where to

    Returns
    -------
    paths of the files
    """
    drawable = [runs for runs in results if runs.months.size >= FEWEST_MONTHS]
    if not drawable:
        return []
    data = make_figure_data(drawable)
    paths = save_figure(draw_trajectories(data), folder, "trajectories")
    paths += save_figure(draw_outcomes(data), folder, "outcomes", ("png",))
    if all(data.range_end(end) for end in RANGE_ENDS):
        paths += save_figure(draw_comparison(data), folder, "comparison", ("png",))
    return paths


def write_comparison_figure(results: Results, baseline: str, folder: Path) -> list[Path]:
    """Draw the baseline against the scenario whose mean final index is farthest from it.

    Parameters
    ----------
    results : at least two scenarios of the same months
    baseline : slug
    folder : where to

    Returns
    -------
    paths of the files
    """
    middle = float(results[baseline].final_index.mean())
    distances = {runs.slug: float(runs.final_index.mean()) - middle for runs in results if runs.slug != baseline}
    other = max(distances, key=lambda slug: abs(distances[slug]))
    upper, lower = (other, baseline) if distances[other] > 0 else (baseline, other)
    if results[baseline].months.size < FEWEST_MONTHS:
        return []
    figure = draw_comparison(make_figure_data([results[upper], results[lower]]), upper, lower)
    return save_figure(figure, folder, "comparison", ("png",))
