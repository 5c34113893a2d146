"""Numbers of single runs: what a measure of the file of facts says of each run of a block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Block, Floats, mark_regimes
from nrc_sim.engine.world import World
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import Measure, RunCondition
from nrc_sim.evidence.claims.variants import numbers_of
from nrc_sim.scenario import month_number
from nrc_sim.study.statistics.outcomes import classify_runs, final_index, running_mean

SMOOTH_MONTHS = 6
"""Window of the mean that crises and swings are judged by."""
_NEAR_BOUND = 0.01
"""How near its upper bound, 1, the activity of forces counts as being there."""


def measure_runs(block: Block, world: World, measure: Measure) -> Floats:
    """Return a number for each run of a block: a variable in a window of months, times a factor.

    Parameters
    ----------
    block : Block
    world : the world of the variant
    measure : Measure

    Returns
    -------
    array (run)
    """
    if measure.of.startswith("class."):
        return measure.times * _in_class(block, world, measure.of.partition(".")[2])
    if measure.of == "final_index":
        return measure.times * final_index(block.index, world.final_months)
    path = variable_path(block, world, measure.of, measure.members)
    window = path[:, _window_of(measure, world)]
    reduce: dict[str, Callable[..., Floats]] = {"mean": np.mean, "lowest": np.min, "highest": np.max}
    return measure.times * np.asarray(reduce[measure.by](window, axis=1))


def measure_sum(block_of: Callable[[str], tuple[Block, World]], terms: Sequence[Measure]) -> Floats:
    """Return the sum of several measures, for each run.

    Parameters
    ----------
    block_of : gives the block of a variant and its world; all have the same runs
    terms : at least one
    """
    return np.asarray(sum(measure_runs(*block_of(term.variant), term) for term in terms))


def conditions_hold(
    block_of: Callable[[str], tuple[Block, World]], conditions: Sequence[RunCondition]
) -> NDArray[np.bool_]:
    """Mark the runs in which all conditions hold.

    Parameters
    ----------
    block_of : see `measure_sum`
    conditions : at least one
    """
    marked = []
    for condition in conditions:
        value = measure_sum(block_of, condition.terms)
        above = -np.inf if condition.above is None else condition.above
        below = np.inf if condition.below is None else condition.below
        marked.append((value > above) & (value < below))
    return np.asarray(np.logical_and.reduce(marked))


def _window_of(measure: Measure, world: World) -> slice:
    """Return the months of a measure as a slice of the horizon; all of them unless it names some.

    Parameters
    ----------
    measure : Measure
    world : World
    """
    if measure.at is None and measure.over is None:
        return slice(None)
    first, last = (measure.at, measure.at) if measure.over is None else measure.over
    start, stop = (month_number(str(month)) - world.start for month in (first, last))
    if not 0 <= start <= stop < world.months:
        raise InputError(f"the months {first} to {last} lie outside the horizon of {measure.variant!r}")
    return slice(start, stop + 1)


def variable_path(block: Block, world: World, name: str, members: Sequence[str] = ()) -> Floats:
    """Return the path of a variable, array (run, month).

    Parameters
    ----------
    block : Block
    world : World
    name : `index`, `index_smooth` (mean of six months), a series of results, `activity`, `activity_at_bound` (of either
        side), `hostility`, `frozen`, `partnership`, `tension.ISSUE`, `stock.AREA`, `STATE` of the first negotiation or
        `first.STATE` once it was the first to settle it, `member_trust` or `outside_trust` in log-odds
    members : for the latter, whose mean is taken
    """

    def marked(meant: tuple[str, ...]) -> Floats:
        return np.asarray(mark_regimes(block.regime, world.labels.regimes, meant), dtype=np.float64)

    simple: dict[str, Callable[[], Floats]] = {
        "index": lambda: block.index,
        "index_smooth": lambda: running_mean(np.ascontiguousarray(block.index), SMOOTH_MONTHS),
        "activity_at_bound": lambda: _at_bound(block),
        "activity": lambda: 0.5 * (block.series["activity_outside"] + block.series["activity_alliance"]),
        "hostility": lambda: _hostility(block),
        "conduct": lambda: 0.5 * (block.series["conduct_outside"] + block.series["conduct_alliance"]),
        "frozen": lambda: marked(world.labels.frozen),
        "partnership": lambda: marked(world.labels.partnerships),
        "member_trust": lambda: _mean_log_odds(block.member_trust, world, members),
        "outside_trust": lambda: _mean_log_odds(block.outside_trust, world, members),
    }
    if name in simple:
        return np.asarray(simple[name]())
    if name in block.series:
        return block.series[name]
    group, _, item = name.partition(".")
    if group == "tension":
        return np.asarray(block.tension[:, :, world.labels.issues.index(item)])
    if group == "stock":
        return np.asarray(block.stock[:, :, world.labels.areas.index(item)])
    if group == "first":
        return _first_settled(block, world, _code_of_state(item, world))
    return np.asarray(block.settlement[:, :, 0] == _code_of_state(name, world), dtype=np.float64)


def _code_of_state(name: str, world: World) -> int:
    states = world.labels.settlements
    if name not in states:
        raise InputError(f"there is no variable {name!r}", allowed=", ".join(states))
    return states.index(name)


def _at_bound(block: Block) -> Floats:
    highest = np.maximum(block.series["activity_outside"], block.series["activity_alliance"])
    return np.asarray(highest >= 1.0 - _NEAR_BOUND, dtype=np.float64)


def _hostility(block: Block) -> Floats:
    sides = (block.series["conduct_outside"], block.series["conduct_alliance"])
    return np.asarray(0.5 * sum(np.maximum(0.0, -conduct) for conduct in sides))


def _mean_log_odds(trust: Floats, world: World, members: Sequence[str]) -> Floats:
    chosen = trust[:, :, numbers_of(world, members or ("alliance",))]
    return np.asarray(np.log(chosen / (1.0 - chosen)).mean(axis=2))


def _in_class(block: Block, world: World, name: str) -> Floats:
    codes = classify_runs(final_index(block.index, world.final_months), world.outcome_bounds)
    return np.asarray(codes == world.outcome_classes.index(name), dtype=np.float64)


def _first_settled(block: Block, world: World, state: int) -> Floats:
    """Mark the months from which on a state was the first in which the first negotiation settled, array (run, month).

    Parameters
    ----------
    block : Block
    world : its world
    state : code of a settlement
    """
    settlement = block.settlement[:, :, 0]
    settled = np.array([entry.settled for entry in world.states])[settlement]
    first = np.argmax(settled, axis=1)
    was = settled.any(axis=1) & (settlement[np.arange(len(first)), first] == state)
    return np.asarray(was[:, None] & (np.arange(settlement.shape[1]) >= first[:, None]), dtype=np.float64)
