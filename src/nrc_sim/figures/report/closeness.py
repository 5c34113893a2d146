"""Scenarios that lie close: what pairs of runs tell of a difference that two columns of shares cannot show."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from nrc_sim.analysis.comparison import PairedComparison, compare_scenarios
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.text.wording import difference

_CLOSE = 5.0
"""Points of the mean final index within which neighbours are told apart by pairs."""


def can_be_paired(runs: ScenarioRuns, reference: ScenarioRuns) -> bool:
    """Say whether two scenarios have runs with the same draws, and tell of the same.

    Parameters
    ----------
    runs, reference : with single runs
    """
    same = (runs.seed, runs.classes, runs.labels) == (reference.seed, reference.classes, reference.labels)
    common = np.intersect1d(runs.single_runs.run, reference.single_runs.run)
    return same and np.array_equal(runs.months, reference.months) and common.size > 1


def close_section(results: Results) -> list[dict[str, Any]]:
    """Describe neighbours in the order of the mean final index that are close: the higher minus the lower, by pairs.

    Parameters
    ----------
    results : Results

    Returns
    -------
    a table for each kind of classes, without rows left out
    """
    tables = []
    for alike in results.by_classes():
        names = list(class_names(next(iter(alike)).scenario.world.outcomes).values())
        rows = [_row(*found) for found in _close_neighbours(alike)]
        if rows:
            tables.append({"world": alike.world_titles, "classes": names, "rows": rows})
    return tables


def _close_neighbours(alike: Results) -> Iterator[tuple[ScenarioRuns, ScenarioRuns, PairedComparison]]:
    drawn = [runs for runs in alike if runs.runs and runs.block is not None]
    ordered = sorted(drawn, key=lambda runs: -runs.final_statistics["mean"])
    for higher, lower in pairwise(ordered):
        apart = higher.final_statistics["mean"] - lower.final_statistics["mean"]
        if apart < _CLOSE and can_be_paired(higher, lower):
            both = Results({higher.slug: higher, lower.slug: lower})
            yield higher, lower, compare_scenarios(both, lower.slug)[0]


def _row(higher: ScenarioRuns, lower: ScenarioRuns, pair: PairedComparison) -> dict[str, Any]:
    found = pair.describe()
    index = pair.final_index
    return {
        "higher": higher.scenario.title,
        "lower": lower.scenario.title,
        "told": "yes" if index.low > 0.0 or index.high < 0.0 else "no",
        "cells": [difference(found["final_index"]), *(difference(one, 100.0) for one in found["outcomes"].values())],
    }
