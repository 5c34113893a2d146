"""From turning points to figures."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import numpy as np

from nrc_sim.analysis.turning_points import EarlyWarningIndicators, TurningPoints
from nrc_sim.figures.drawing import (
    FigureText,
    IndicatorSkill,
    IndicatorSpan,
    MedoidPath,
    describe_spans,
    draw_turning_points,
    save_figure,
)
from nrc_sim.figures.style import if_wanted
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.text.wording import counted, counted_unbroken

_SHORTEST_SPAN = 3
"""Months in a row with the same variable that are numbered; shorter spans join the one before."""


@if_wanted
def write_turning_figure(found: TurningPoints, runs: ScenarioRuns, folder: Path) -> list[Path]:
    """Draw medoid runs and the skill of early-warning indicators.

    Parameters
    ----------
    found : medoid runs and early-warning indicators
    runs : the runs they are of
    folder : where to

    Returns
    -------
    paths of the files
    """
    last, names = len(runs.classes) - 1, class_names(runs.scenario.world.outcomes)
    paths = [
        MedoidPath(f"{names[one.outcome]} (run {one.run})", runs.classes.index(one.outcome) / last, one.path)
        for one in found.medoids
    ]
    skill = _skill(found.indicators, names) if found.indicators else None
    text = FigureText(
        f"Turning points: {runs.scenario.title}",
        "Above: the run nearest to all others of its class. Dashed lines: bounds of the classes of the final index.",
        _caption(found, runs, skill),
    )
    bounds = tuple(runs.scenario.world.outcomes.bounds)
    return save_figure(draw_turning_points(paths, skill, runs.months, bounds, text), folder, "early_signs")


def _caption(found: TurningPoints, runs: ScenarioRuns, skill: IndicatorSkill | None) -> str:
    number = counted_unbroken(found.runs, "run")
    design = f"{number}, seed {found.seed}."
    if found.indicators is None or skill is None:
        return f"Too few runs end in the highest or the lowest class to look for early-warning indicators. {design}"
    indicators, names = found.indicators, class_names(runs.scenario.world.outcomes)
    first = f"{counted(indicators.first_runs, 'run')} with the end {names[indicators.first]}"
    ends = f"{first} from {indicators.second_runs} with {names[indicators.second]}"
    explained = (
        f"Early-warning indicator: each month the one threshold of one variable that best separates {ends}, judged in "
        f"runs to which it was not fitted ({counted(indicators.folds, 'part')}). Band: 95% interval. "
    )
    return f"{explained}{describe_spans(skill.spans, runs.months)} {design}"


def _skill(indicators: EarlyWarningIndicators, names: Mapping[str, str]) -> IndicatorSkill:
    return IndicatorSkill(
        title=f"How early {names[indicators.first]} can be separated from {names[indicators.second]}",
        accuracy=np.array([one.accuracy for one in indicators.months]),
        low=np.array([one.low for one in indicators.months]),
        high=np.array([one.high for one in indicators.months]),
        brier_skill=np.array([one.brier_skill for one in indicators.months]),
        spans=join_spans([one.variable for one in indicators.months]),
    )


def join_spans(variables: list[str]) -> list[IndicatorSpan]:
    """Put months in a row with the same variable together; a short span joins the one before it.

    Parameters
    ----------
    variables : of each month
    """
    spans: list[IndicatorSpan] = []
    month = 0
    for variable, group in groupby(variables):
        length = len(list(group))
        joins = spans and (length < _SHORTEST_SPAN or spans[-1].variable == variable)
        if joins:
            spans[-1] = spans[-1]._replace(last=month + length - 1)
        else:
            spans.append(IndicatorSpan(variable, month, month + length - 1))
        month += length
    return spans
