"""From results to figures, and figures to files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import CENTRAL, ENSEMBLE
from nrc_sim.figures.drawing import (
    SERIES_NEEDED,
    DatedShock,
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
from nrc_sim.figures.style import if_wanted
from nrc_sim.rules.institution import frozen
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.scenario_schema import Shock, first_months
from nrc_sim.scenario.schema import Act
from nrc_sim.scenario.world_schema import WorldFile
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
        classes=outcomes.classes,
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
    return ScenarioFigureData(
        slug=runs.slug,
        title=runs.scenario.title,
        months=runs.months,
        index=_quantiles(tally, INDEX_MEAN)[:, :, 0],
        monthly=describe_paths(tally, "index")[STATISTICS.index("q50"), :, 0],
        final_index=_final_index(runs),
        outcomes={name: (*share, *(runs.set_ranges.get(name) or ())) for name, share in runs.shares().items()},
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
    codes = [code for code in range(len(runs.labels.regimes)) if frozen(code)]
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
    belong = np.where((months >= joined) & (months < left), paths, np.nan)
    return MemberTrust(belong[:, :, places], end[:, places])


def list_dated_shocks(scenario: Scenario) -> list[DatedShock]:
    """List the shocks that come at a date, or some months after one that does.

    Parameters
    ----------
    scenario : Scenario

    Notes
    -----
    A shock weighs as much as its weightiest act: the weight of the act's category, times the share of either
    side's capability that takes part, so that a quarrel with one small member does not hide a summit.
    """
    world = scenario.world
    parts = _capability_parts(world)
    listed, dates = [], first_months(scenario.shocks)
    for shock in scenario.shocks:
        if shock.id in dates:
            kind = world.kinds[shock.kind] if shock.kind else None
            acts = [*(shock.acts or (kind.acts if kind else ())), *_acts_of_settlement(shock, world)]
            label = shock.label or (kind.label if kind else shock.id)
            weight = max((_weigh_act(act, world, parts) for act in acts), default=0.0)
            listed.append(DatedShock(np.datetime64(dates[shock.id], "M"), label, weight, shock.lasts))
    return listed


def _acts_of_settlement(shock: Shock, world: WorldFile) -> list[Act]:
    """List the acts that follow from the states in which a shock ends negotiations."""
    return [
        act
        for talks in world.negotiations
        if talks.id in shock.settles and shock.settles[talks.id] in talks.states
        for act in talks.states[shock.settles[talks.id]].acts
    ]


def _capability_parts(world: WorldFile) -> list[dict[str, float]]:
    """Return, for each side, the share in its capability of every power and group that acts may name."""
    listed = []
    for side in world.sides:
        total = sum(power.capability for power in side.powers)
        shares = [power.capability / total for power in side.powers]
        words = {**side.single, **side.groups}
        listed.append({word: sum(shares[number] for number in numbers) for word, numbers in words.items()})
    return listed


def _weigh_act(act: Act, world: WorldFile, parts: Sequence[Mapping[str, float]]) -> float:
    names = {*act.actors, *act.targets}
    taking_part: list[float] = [min(1.0, sum(shares.get(name, 0.0) for name in names)) for shares in parts]
    weight: float = abs(world.categories[act.category].weight)
    return weight * taking_part[0] * taking_part[1]


@if_wanted
def write_figures(results: Results, folder: Path) -> list[Path]:
    """Draw the figures of a study: paths, outcomes, how these come about, and trust by member.

    If both ends of the range ran, they are compared; a scenario of history or of a long horizon is drawn alone as well.
    Each of several worlds has figures of its own, with its slug in their names: `trajectories.neighbours.png`.

    Parameters
    ----------
    results : Results
    folder : where to

    Returns
    -------
    paths of the files
    """
    groups: dict[str, list[ScenarioRuns]] = {}
    for runs in filter(_is_drawable, results):
        groups.setdefault(runs.scenario.world.slug, []).append(runs)
    named = {name if len(groups) > 1 else "": group for name, group in groups.items()}
    return [path for name, group in named.items() for path in _write_world(group, folder, f".{name}" if name else "")]


def _write_world(drawable: Sequence[ScenarioRuns], folder: Path, of: str) -> list[Path]:
    """Draw the figures of scenarios of one world, whose names end as said."""
    data = make_figure_data(drawable)
    paths = save_figure(draw_trajectories(data), folder, f"trajectories{of}")
    paths += save_figure(draw_outcomes(data), folder, f"outcomes{of}")
    paths += save_figure(draw_flows(data), folder, f"flows{of}")
    columns = choose_columns(data)
    for direction, ending in _ways(data).items():
        paths += save_figure(draw_members(data, columns, direction), folder, f"members{ending}{of}")
        figure = draw_member_paths(data, columns[:_MOST_PATHS], direction)
        paths += save_figure(figure, folder, f"member_paths{ending}{of}")
    ends = [data.range_end(end) for end in _RANGE_ENDS]
    # A file that extends an end of the range may have a horizon of its own; such two have no common axis.
    if all(ends) and len({(end.months[0], end.months.size) for end in ends if end}) == 1:
        paths += save_figure(draw_comparison(data), folder, f"comparison{of}")
    long = choose_history(drawable)
    if long:
        paths += save_figure(draw_history(data, long.slug), folder, f"history{of}")
    return paths


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
