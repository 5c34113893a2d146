"""From turning points to figures."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import numpy as np

from nrc_sim.analysis.turning_points import EarlySigns, TurningPoints
from nrc_sim.figures.drawing import (
    FigureText,
    SignSkill,
    SignSpan,
    TypicalPath,
    describe_spans,
    draw_signs,
    save_figure,
)
from nrc_sim.figures.style import if_wanted
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.text.wording import counted, counted_unbroken

SHORTEST_SPAN = 3
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
    last = len(runs.classes) - 1
    paths = [
        TypicalPath(f"{one.outcome} (run {one.run})", runs.classes.index(one.outcome) / last, one.path)
        for one in found.typical
    ]
    skill = _skill(found.signs) if found.signs else None
    text = FigureText(
        f"Turning points: {runs.scenario.title}",
        "Above: the run nearest to all others of its class. Dashed lines: bounds of the classes of the final index.",
        _caption(found, runs, skill),
    )
    bounds = tuple(runs.scenario.world.outcomes.bounds)
    return save_figure(draw_signs(paths, skill, runs.months, bounds, text), folder, "early_signs")


def _caption(found: TurningPoints, runs: ScenarioRuns, skill: SignSkill | None) -> str:
    number = counted_unbroken(found.runs, "run")
    design = f"{number}, seed {found.seed}."
    if found.signs is None or skill is None:
        return f"Too few runs end in the highest or the lowest class to look for early-warning indicators. {design}"
    signs = found.signs
    ends = f"{counted(signs.first_runs, 'run')} with the end {signs.first} from {signs.second_runs} with {signs.second}"
    told = (
        f"Early-warning indicator: each month the one threshold of one variable that best tells {ends}, judged in "
        f"runs to which it was not fitted ({counted(signs.folds, 'part')}). Band: 95% interval. "
    )
    return f"{told}{describe_spans(skill.spans, runs.months)} {design}"


def _skill(signs: EarlySigns) -> SignSkill:
    return SignSkill(
        title=f"How early {signs.first} can be told from {signs.second}",
        accuracy=np.array([sign.accuracy for sign in signs.months]),
        low=np.array([sign.low for sign in signs.months]),
        high=np.array([sign.high for sign in signs.months]),
        brier_skill=np.array([sign.brier_skill for sign in signs.months]),
        spans=join_spans([sign.variable for sign in signs.months]),
    )


def join_spans(variables: list[str]) -> list[SignSpan]:
    """Put months in a row with the same variable together; a short span joins the one before it.

    Parameters
    ----------
    variables : of each month
    """
    spans: list[SignSpan] = []
    month = 0
    for variable, group in groupby(variables):
        length = len(list(group))
        joins = spans and (length < SHORTEST_SPAN or spans[-1].variable == variable)
        if joins:
            spans[-1] = spans[-1]._replace(last=month + length - 1)
        else:
            spans.append(SignSpan(variable, month, month + length - 1))
        month += length
    return spans
