"""From paired comparisons to figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from nrc_sim.analysis.comparison import Difference, PairedComparison
from nrc_sim.analysis.comparison.estimates import LEVELS
from nrc_sim.figures.dated_shocks import list_dated_shocks
from nrc_sim.figures.drawing import (
    DatedShock,
    DifferencePanel,
    TransitionPanel,
    draw_differences,
    draw_transitions,
    save_figure,
)
from nrc_sim.figures.style import if_wanted
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.wording import counted_unbroken, percent, signed, signed_range

BANDS = [LEVELS.index(level) for level in (0.05, 0.25, 0.75, 0.95)]
"""Places of the quantiles of a path that bands show."""


@if_wanted
def write_pair_figures(results: Results, pairs: Mapping[str, PairedComparison], folder: Path) -> list[Path]:
    """Draw the differences by month and the transitions between classes.

    Parameters
    ----------
    results : the scenarios compared
    pairs : each scenario against the baseline, by slug, at least one
    folder : where to

    Returns
    -------
    paths of the files
    """
    listed = list(pairs.values())
    reference = results[listed[0].baseline]
    design = _describe_pairs(listed[0], reference.seed)
    title = reference.scenario.title
    transitions = [_transition_panel(results, pair) for pair in listed]
    paths = save_figure(draw_transitions(transitions, _names(reference), title, design), folder, "transitions")
    differences = [_difference_panel(results, pair) for pair in listed]
    return save_figure(draw_differences(differences, title, design), folder, "differences") + paths


def _describe_pairs(pair: PairedComparison, seed: int) -> str:
    """Say how many pairs of runs there are.

    Parameters
    ----------
    pair : one of the comparisons
    seed : of the runs
    """
    number = counted_unbroken(pair.pairs, "pair")
    return f"{number} of runs of each scenario, seed {seed}."


def describe_difference(found: Difference) -> str:
    """Write a difference with its unit, its interval and true minus signs.

    Parameters
    ----------
    found : mean with its interval
    """
    return f"{signed(found.mean)} points ({signed_range(found.low, found.high)})"


def _difference_panel(results: Results, pair: PairedComparison) -> DifferencePanel:
    found, first = pair.final_index, pair.divergence.first_month
    return DifferencePanel(
        title=results[pair.scenario].scenario.title,
        summary=f"{describe_difference(found)} at the end; higher in {percent(pair.better.share)} of runs",
        months=pair.divergence.months,
        mean=pair.path.mean,
        low=pair.path.low,
        high=pair.path.high,
        quantiles=pair.path.quantiles[BANDS],
        shocks=list_own_shocks(results, pair),
        parts=np.datetime64(first, "M") if first else None,
    )


def list_own_shocks(results: Results, pair: PairedComparison) -> list[DatedShock]:
    """List the dated shocks within the horizon that only one of the two has.

    Parameters
    ----------
    results : with both scenarios
    pair : the scenario against the baseline
    """
    return list_own_shocks_of(results[pair.scenario], results[pair.baseline])


def list_own_shocks_of(runs: ScenarioRuns, reference: ScenarioRuns) -> list[DatedShock]:
    """List the dated shocks within the horizon that only one of two scenarios has.

    Parameters
    ----------
    runs, reference : both
    """
    mine, theirs = list_dated_shocks(runs.scenario), list_dated_shocks(reference.scenario)
    months = runs.months
    shared = {(shock.month, shock.label) for shock in mine} & {(shock.month, shock.label) for shock in theirs}
    return [
        shock
        for shock in (*mine, *theirs)
        if (shock.month, shock.label) not in shared and months[0] <= shock.month <= months[-1]
    ]


def _names(runs: ScenarioRuns) -> tuple[str, ...]:
    return tuple(class_names(runs.scenario.world.outcomes).values())


def _transition_panel(results: Results, pair: PairedComparison) -> TransitionPanel:
    worst, best = pair.transitions.classes[0], pair.transitions.classes[-1]
    averted, caused = pair.transitions.averted(worst), pair.transitions.caused(worst)
    gained = pair.transitions.caused(best)
    names = class_names(results[pair.scenario].scenario.world.outcomes)
    worst, best = names[worst], names[best]
    words = [
        _words(averted, f"averts {{}} of the runs that end in {worst}"),
        _words(caused, f"brings {worst} to {{}} of the others"),
        _words(gained, f"brings {best} to {{}} of those without"),
    ]
    return TransitionPanel(
        title=results[pair.scenario].scenario.title,
        summary="; ".join(filter(None, words)),
        shares=pair.transitions.counts / pair.pairs,
    )


def _words(share: EstimatedShare | None, sentence: str) -> str:
    return sentence.format(percent(share.share)) if share is not None else ""
