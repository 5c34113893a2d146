"""From results to figures, and figures to files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import CENTRAL, ENSEMBLE
from nrc_sim.figures.dated_shocks import list_dated_shocks
from nrc_sim.figures.drawing import (
    SERIES_NEEDED,
    Direction,
    FigureData,
    FinalIndex,
    MemberTrust,
    ScenarioFigureData,
    draw_comparison,
    draw_flows,
    draw_history,
    draw_member_paths,
    draw_members,
    draw_outcomes,
    draw_trajectories,
    save_figure,
)
from nrc_sim.figures.shown_pairs import choose_pairs
from nrc_sim.figures.style import current_look, if_wanted
from nrc_sim.scenario.scenario_schema import moved_powers
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.statistics import INDEX_MEAN, QUANTILES, STATISTICS, Tally, bins_of, describe_paths
from nrc_sim.text.wording import with_article
from nrc_sim.version import __version__

_RANGE_ENDS = ("breakthrough", "crisis")
_LONGEST_RANGE = 120
"""Longer scenarios, months, have a figure of their own, like those of the role history."""

_MOST_COLUMNS = 4
"""Most scenarios in the figure of members."""

_MOST_PATHS = 2
"""Most scenarios in the figure of the paths of members."""

_QUARTILES = ("q25", "q50", "q75")


def make_figure_data(results: Iterable[ScenarioRuns]) -> FigureData:
    """Bring results into the form from which figures are drawn; single runs are not needed.

    Parameters
    ----------
    results : at least one scenario, each with at least one run; all of one world
    """
    listed = list(results)
    outcomes, sides = listed[0].scenario.world.outcomes, listed[0].scenario.world.sides
    return FigureData(
        scenarios=tuple(map(_scenario_data, listed)),
        classes=tuple(class_names(outcomes).values()),
        bounds=tuple(outcomes.bounds),
        runs=listed[0].runs,
        seed=listed[0].seed,
        outside=with_article(listed[0].labels.outside),
        version=__version__,
        alliance=with_article(listed[0].labels.alliance),
        final_months=outcomes.months,
        parameters=ENSEMBLE if listed[0].parameter_sets > 1 else CENTRAL,
        several=(len(sides[0].powers) > 1, len(sides[1].powers) > 1),
        pairs=choose_pairs(*sides).words,
    )


def _scenario_data(runs: ScenarioRuns) -> ScenarioFigureData:
    tally, places = runs.tally, list(choose_pairs(*runs.scenario.world.sides).places)
    names = class_names(runs.scenario.world.outcomes)
    return ScenarioFigureData(
        slug=runs.slug,
        title=runs.scenario.title,
        months=runs.months,
        index=_quantiles(tally, INDEX_MEAN)[:, :, 0],
        monthly=describe_paths(tally, "index")[STATISTICS.index("q50"), :, 0],
        final_index=_final_index(runs),
        outcomes={names[name]: (*share, *(runs.set_ranges.get(name) or ())) for name, share in runs.shares().items()},
        class_shares=np.asarray(tally.outcomes.T / runs.runs),
        frozen=_frozen_shares(runs),
        member_names=tuple(runs.labels.member_names[place] for place in places),
        member_trust=_member_trust(runs, "member_trust", places),
        outside_trust=_member_trust(runs, "outside_trust", places),
        series={name: _quantiles(tally, name)[:, :, 0] for name in SERIES_NEEDED},
        dated_shocks=list_dated_shocks(runs.scenario),
        range_end=runs.scenario.range_end,
    )


def _quantiles(tally: Tally, variable: str, names: Iterable[str] = QUANTILES) -> Floats:
    """Return quantiles of a variable over runs, array (quantile, month, item)."""
    return describe_paths(tally, variable)[[STATISTICS.index(name) for name in names]]


def _final_index(runs: ScenarioRuns) -> FinalIndex:
    lowest, highest = runs.tally.extremes(INDEX_MEAN)[-1, 0].tolist()
    shares = runs.tally.histogram(INDEX_MEAN)[-1, 0] / runs.runs
    return FinalIndex(runs.final_statistics["mean"], lowest, highest, bins_of(INDEX_MEAN).edges, shares)


def _frozen_shares(runs: ScenarioRuns) -> Floats | None:
    """Return the share of runs with a frozen institution, array (month), if there is an institution."""
    if not runs.labels.has_institution:
        return None
    codes = [code for code, regime in enumerate(runs.labels.regimes) if regime in runs.labels.frozen]
    return np.asarray(runs.tally.regimes[:, codes].sum(axis=1) / runs.runs)


_NEVER = "9999-12"


def _member_trust(runs: ScenarioRuns, name: str, places: Sequence[int]) -> MemberTrust:
    paths = _quantiles(runs.tally, name, _QUARTILES)
    end = _quantiles(runs.tally, f"{name}_final", _QUARTILES)[:, 0]
    # Candidates are simulated as well, but they are no members yet.
    first, second = runs.scenario.world.sides
    pairs = [(one, other) for one in first.powers for other in second.powers]
    joined = np.array([max(one.joined, other.joined) for one, other in pairs], dtype="datetime64[M]")
    left = np.array([min(one.left or _NEVER, other.left or _NEVER) for one, other in pairs], dtype="datetime64[M]")
    months = runs.months[:, None]
    # Whom a shock lets join or leave belongs in some runs and not in others.
    moved = set(moved_powers(runs.scenario.shocks))
    always = np.array([bool(moved & {one.id, other.id}) for one, other in pairs])
    belong = np.where(always | ((months >= joined) & (months < left)), paths, np.nan)
    return MemberTrust(belong[:, :, places], end[:, places])


@if_wanted
def write_figures(results: Results, folder: Path) -> list[Path]:
    """Draw the figures of a study, see `list_figures`, one after the other, and return the paths of the files.

    Parameters
    ----------
    results : Results
    folder : where to
    """
    return [path for write in list_figures(results, folder) for path in write()]


def list_figures(results: Results, folder: Path) -> list[Callable[[], list[Path]]]:
    """List the figures of a study: paths, outcomes, how these come about, and trust by member.

    If both ends of the range ran, they are compared; a scenario of history or of a long horizon is drawn alone as well.
    Each of several worlds has figures of its own, with its slug in their names: `trajectories.neighbours.png`.

    Parameters
    ----------
    results : Results
    folder : where to

    Returns
    -------
    for each figure what draws it and returns the paths of its files; none while no format is wanted
    """
    if not current_look().formats:
        return []
    groups: dict[str, list[ScenarioRuns]] = {}
    for runs in filter(_is_drawable, results):
        groups.setdefault(runs.scenario.world.slug, []).append(runs)
    named = {name if len(groups) > 1 else "": group for name, group in groups.items()}
    drawn = [one for name, group in named.items() for one in _figures_of_world(group, f".{name}" if name else "")]
    return [partial(_write, draw, folder, name) for name, draw in drawn]


def _write(draw: Callable[[], Any], folder: Path, name: str) -> list[Path]:
    return save_figure(draw(), folder, name)


def _figures_of_world(drawable: Sequence[ScenarioRuns], of: str) -> list[tuple[str, Callable[[], Any]]]:
    """List the figures of scenarios of one world, whose names end as said: name, and what draws it."""
    data = make_figure_data(drawable)
    found: list[tuple[str, Callable[[], Any]]] = [
        (f"trajectories{of}", partial(draw_trajectories, data)),
        (f"outcomes{of}", partial(draw_outcomes, data)),
        (f"flows{of}", partial(draw_flows, data)),
    ]
    columns = choose_columns(data)
    for direction, ending in _ways(data).items():
        found.append((f"members{ending}{of}", partial(draw_members, data, columns, direction)))
        paths = partial(draw_member_paths, data, columns[:_MOST_PATHS], direction)
        found.append((f"member_paths{ending}{of}", paths))
    ends = [data.range_end(end) for end in _RANGE_ENDS]
    # A file that extends an end of the range may have a horizon of its own; such two have no common axis.
    if all(ends) and len({(end.months[0], end.months.size) for end in ends if end}) == 1:
        found.append((f"comparison{of}", partial(draw_comparison, data)))
    long = choose_history(drawable)
    if long:
        found.append((f"history{of}", partial(draw_history, data, long.slug)))
    return found


def _ways(data: FigureData) -> Mapping[Direction, str]:
    """Return the directions of trust that are drawn, with what they add to the names of figures: both by pairs."""
    return {"to_outside": "", "from_outside": "_reverse"} if all(data.several) else {"to_outside": ""}


def _is_drawable(runs: ScenarioRuns) -> bool:
    return runs.runs > 0


def choose_columns(data: FigureData) -> list[str]:
    """Choose the scenarios of the figure of members: both ends of the range, or else the first four.

    Parameters
    ----------
    data : one scenario or more
    """
    ends = [scenario for scenario in map(data.range_end, _RANGE_ENDS) if scenario]
    chosen = ends if len(ends) == len(_RANGE_ENDS) else data.scenarios
    alike = [scenario.slug for scenario in chosen if scenario.member_names == chosen[0].member_names]
    return alike[:_MOST_COLUMNS]


def choose_history(results: Iterable[ScenarioRuns]) -> ScenarioRuns | None:
    """Choose the scenario that is drawn alone: the first of the role history, or else the first of a long horizon.

    Parameters
    ----------
    results : any number of scenarios
    """
    listed = list(results)
    histories = (runs for runs in listed if runs.scenario.file.role == "history")
    long = (runs for runs in listed if runs.months.size > _LONGEST_RANGE)
    return next(iter((*histories, *long)), None)


@if_wanted
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
    means = {runs.slug: runs.final_statistics["mean"] for runs in results if _is_drawable(runs)}
    if baseline not in means or len(means) == 1:
        return []
    distances = {slug: mean - means[baseline] for slug, mean in means.items() if slug != baseline}
    other = max(distances, key=lambda slug: abs(distances[slug]))
    upper, lower = (other, baseline) if distances[other] > 0 else (baseline, other)
    figure = draw_comparison(make_figure_data([results[upper], results[lower]]), upper, lower)
    return save_figure(figure, folder, "comparison")
