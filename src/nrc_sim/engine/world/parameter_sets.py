"""The parameter sets from which runs draw: which one a run has, and in what they differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.randomness import as_uniform, draw_words, stream_keys
from nrc_sim.rules.parameters import Parameters


def draw_sets(seed: int, runs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Draw the numbers of the parameter sets of runs, array (run).

    Parameters
    ----------
    seed : of all random draws
    runs : numbers of the runs
    count : number of sets, >= 1
    """
    chances = as_uniform(draw_words(stream_keys(seed, runs, "parameter set"), np.zeros(1, dtype=np.uint64)))
    return (chances * count).astype(np.int64)


class ParameterSet(NamedTuple):
    """The parameters of one run: in its history, and from the first month of the scenario on."""

    history: Parameters
    scenario: Parameters


def values_of_sets(sets: Sequence[ParameterSet]) -> dict[str, tuple[float, ...]]:
    """Return the values of the parameters in which sets differ, one for each set.

    Parameters
    ----------
    sets : from which runs draw

    Returns
    -------
    values from the first month of the scenario on, by names such as `trust.speed`
    """
    if not sets:
        return {}
    found = {}
    for group in Parameters._fields:
        before, after = ([getattr(getattr(one, part), group) for one in sets] for part in ParameterSet._fields)
        # All values of a name at once: one by one they would take longer than some hundred runs.
        columns = zip(type(after[0])._fields, zip(*before, strict=True), zip(*after, strict=True), strict=True)
        for name, earlier, values in columns:
            if len(set(earlier)) > 1 or len(set(values)) > 1:
                found[f"{group}.{name}"] = tuple(map(float, values))
    return found
