"""Numbers that relationships share, as parameters of the rules: from their values to those of each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.engine.randomness import Words, as_bell, draw_words, stream_keys
from nrc_sim.engine.world import Job
from nrc_sim.evidence.panel.settings import load_panel
from nrc_sim.evidence.panel.traits import known_states, load_traits

NumberValues = Mapping[str, Floats]
"""Values of the numbers of `priors.yaml` by name, arrays of one shape."""

_MONTHS = 12.0


def parameters_of(values: NumberValues) -> dict[tuple[str, str], Floats]:
    """Return the parameters of the rules that numbers stand for, by group and name.

    Parameters
    ----------
    values : of each number, arrays of one shape
    """
    return {
        ("conduct", "level"): values["level"],
        ("conduct", "routine"): values["routine"],
        ("conduct", "reciprocity"): (1.0 - values["routine"]) * values["reciprocity"],
        ("conduct", "noise"): values["noise"],
        ("conduct", "following"): values["solidarity"],
        ("memory", "half_life"): _MONTHS * values["slow_half_life"],
        ("memory", "spread"): values["slow_spread"],
        ("memory", "own_share"): values["slow_own_share"],
        ("disputes", "rate"): values["act_rate"],
        ("disputes", "tail"): values["act_tail"],
        ("disputes", "least"): values["act_least"],
        ("disputes", "clustering"): values["clustering"],
        ("disputes", "cluster_half_life"): values["cluster_half_life"],
        ("disputes", "reply"): values["reply"],
    }


def run_parameters(job: Job, values: NumberValues) -> Floats:
    """Lay out the parameters of runs, array (run, parameter).

    Parameters
    ----------
    job : whose world gives all others
    values : arrays (run); the rate is that of the pair of each run, see `rates_of_runs`
    """
    from nrc_sim.engine.kernel.parameters import lay_out_parameters, row_of

    laid = np.tile(lay_out_parameters(job.world.parameters), (len(values["act_rate"]), 1))
    for (group, name), each in parameters_of(values).items():
        laid[:, row_of(group, name)] = each
    return laid


@lru_cache(maxsize=1)
def _usual_traits() -> Floats:
    """Return the means of the traits over all pairs of the bundled panel."""
    return np.array([each.mean() for each in load_traits(load_panel().pairs)])


@lru_cache(maxsize=8)
def _traits_of(pairs: tuple[str, ...]) -> Floats:
    """Return the traits of pairs, array (trait, pair); usual ones where a state is not known."""
    found, unknown = np.tile(_usual_traits()[:, None], (1, len(pairs))), set(unknown_states(pairs))
    known = [place for place, pair in enumerate(pairs) if not unknown & set(pair.split("-"))]
    if known:
        found[:, known] = load_traits([pairs[place] for place in known])
    return found


def unknown_states(pairs: Sequence[str]) -> tuple[str, ...]:
    """Return the states of pairs of which the bundled table of countries says nothing.

    Parameters
    ----------
    pairs : `AAA-BBB`
    """
    named = {code for pair in pairs for code in pair.split("-")}
    return tuple(sorted(named - set(known_states())))


def rates_of_runs(values: NumberValues, pairs: Sequence[str], seed: int, runs: Integers) -> Floats:
    """Return the rate of disputes of each run: that of a usual pair, moved by the traits of its own, and by chance.

    Parameters
    ----------
    values : arrays (run)
    pairs : `AAA-BBB`; the runs are those of one pair after the other, and then anew
    seed : of the draws
    runs : numbers of the runs
    """
    rows, chances = np.arange(len(runs)) % len(pairs), _bells(seed, runs, "rate of a pair")
    traits = _traits_of(tuple(pairs)) - _usual_traits()[:, None]
    joint, region, ratio = traits[:, rows]
    moved = values["by_joint_democracy"] * joint + values["by_shared_region"] * region
    moved = moved + values["by_capability_ratio"] * ratio + values["rate_spread"] * chances
    return np.asarray(np.minimum(values["act_rate"] * np.exp(moved), 1.0))


def _bells(seed: int, runs: Integers, process: str) -> Floats:
    """Draw a bell-shaped number for each run."""
    keys: Words = stream_keys(seed, runs, process)
    return np.asarray(as_bell(draw_words(keys, np.zeros(1, dtype=np.uint64))))


def first_slow_parts(values: NumberValues, pairs: int, seed: int, runs: Integers) -> Floats:
    """Draw the slow parts with which runs begin, spread as in the long run, array (direction, run, pair).

    Parameters
    ----------
    values : arrays (run)
    pairs : number of pairs in the world of a run
    seed : of the draws
    runs : numbers of the runs

    Notes
    -----
    Twenty years are not enough to come to that spread where the half-life is thirty.
    """
    own, spread = values["slow_own_share"], values["slow_spread"]
    found = np.empty((2, len(runs), pairs))
    for pair in range(pairs):
        common = _bells(seed, runs, f"first climate of pair {pair}")
        for direction in range(2):
            alone = _bells(seed, runs, f"first climate of pair {pair}, direction {direction}")
            found[direction, :, pair] = spread * (np.sqrt(1.0 - own) * common + np.sqrt(own) * alone)
    return found


def drawn_values(draws: NumberValues, shape: tuple[int, ...], seed: int) -> dict[str, Floats]:
    """Give each run one of some draws, all numbers of it, arrays of a shape.

    Parameters
    ----------
    draws : arrays (draw)
    shape : of what is returned, such as (panel, pair)
    seed : of the drawing
    """
    count = len(next(iter(draws.values())))
    chosen = np.random.Generator(np.random.PCG64([seed, *shape])).integers(count, size=shape)
    return {name: np.asarray(each)[chosen] for name, each in draws.items()}
