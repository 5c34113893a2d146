"""Pin the scale of the index: recompute slope and offset from the history and store them in the world file.

The command is `python -m nrc_sim.analysis.anchoring --history SLUG --runs N --seed S --write`.
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import make_job
from nrc_sim.engine.world.job import Job, Values
from nrc_sim.errors import InputError, NrcSimError, RunError
from nrc_sim.rules.index import IndexParameters, anchored_scale
from nrc_sim.scenario import Scenario, load_scenario, month_number, month_text
from nrc_sim.scenario.nodes import child
from nrc_sim.scenario.reading import read_tree
from nrc_sim.scenario.world_schema import Anchor, IndexEntry, WorldFile
from nrc_sim.text.writing import write_text

_LARGEST_SLOPE = 2_000.0
"""Points for one unit of the raw index, which runs from -1 to 1: beyond it, two in a thousand of that move the index by
more than a few points, and luck alone decides the class."""

_LARGEST_OFFSET = 500.0
"""Points of relations that are neither friendly nor hostile, either way: beyond it no class is about such relations."""


def anchors_of(world: WorldFile) -> tuple[Anchor, Anchor]:
    """Return the anchors of a world's index.

    Parameters
    ----------
    world : WorldFile

    Raises
    ------
    InputError
        If it has none, so that no scale follows from its history.
    """
    if world.index.anchors is None:
        raise InputError(
            f"the world {world.slug!r} has no anchors, from which a scale would follow",
            allowed="index.anchors: two windows of months, each with the points that it shall have",
            suggestion="add them to the world file, or keep the scale that it states",
        )
    return world.index.anchors


def window_means(scenario: Scenario, runs: int, seed: int) -> tuple[float, float]:
    """Return the mean raw index of the two anchor windows over runs of the history."""
    return _anchor_means(_mean_raw(make_job(scenario, seed), 0, runs, scenario.world.index), scenario)


def _mean_raw(job: Job, first: int, runs: int, index: IndexEntry) -> Floats:
    """Return the raw index by month, mean over runs from a first one on."""
    # Both engines give the same bits, and the compiled one is fast enough for many pairs of powers.
    from nrc_sim.engine import kernel

    block = kernel.simulate_block(job, first, runs, kernel.simulate_histories(job, first, runs))
    return np.asarray((block.index.mean(axis=0) - index.offset) / index.slope)


def find_scale(history: Scenario, runs: int, seed: int) -> tuple[float, float]:
    """Find the scale on which the anchor windows have their points; nothing in the model depends on it.

    Parameters
    ----------
    history : Scenario
        The dated history of a world.
    runs, seed : int

    Returns
    -------
    slope and offset, rounded to six decimals
    """
    first, second = anchors_of(history.world)
    _check_windows(history, (first, second))
    means = window_means(history, runs, seed)
    scale = anchored_scale(*means, (first.points, second.points)) if means[0] != means[1] else (math.inf, math.inf)
    _refuse_absurd(history.world.slug, scale, means)
    return round(scale[0], 6), round(scale[1], 6)


def _check_windows(history: Scenario, anchors: Sequence[Anchor]) -> None:
    """Check that a history covers the months of the anchors."""
    start = month_number(history.start)
    last = start + history.months - 1
    for anchor in anchors:
        if month_number(anchor.start) < start or month_number(anchor.end) > last:
            raise InputError(
                f"the anchor from {anchor.start} to {anchor.end} is not in the history {history.slug!r}",
                allowed=f"months from {history.start} to {month_text(last)}",
                suggestion="choose other windows, or a history that covers them",
            )


def _refuse_absurd(world: str, scale: tuple[float, float], means: tuple[float, float]) -> None:
    """Refuse a scale on which the index would mean nothing: from anchors of one raw value, or in the wrong order."""
    slope, offset = scale
    if 0.0 < slope <= _LARGEST_SLOPE and abs(offset) <= _LARGEST_OFFSET:
        return
    raw = " and ".join(f"{mean:.4f}" for mean in means)
    found = f"slope {slope:,.0f}, offset {offset:,.0f}" if math.isfinite(slope) else "no slope at all"
    raise InputError(
        f"the scale of the world {world!r} would have {found}: its anchor windows have raw means of {raw}",
        allowed=f"a slope above 0 and up to {_LARGEST_SLOPE:,.0f}, an offset within {_LARGEST_OFFSET:,.0f} either way",
        suggestion="anchor two windows between which relations changed, the worse one with fewer points, or code more "
        "of what happened in the history",
    )


def scales_of_sets(history: Scenario, sets: Sequence[Values], runs: int, seed: int) -> tuple[IndexParameters, ...]:
    """Find the scale that the index has with each of several parameter sets, as `find_scale` does for one.

    Parameters
    ----------
    history : Scenario
    sets : at least one
    runs : of each set
    seed : of the runs

    Raises
    ------
    RunError
        If a set leaves no distance between the anchor windows, so that there is no scale.
    """
    index = history.world.index
    job = make_job(history, seed, parameter_sets=sets, runs_per_set=runs)
    low_anchor, high_anchor = anchors_of(history.world)
    points = (low_anchor.points, high_anchor.points)
    scales = []
    for number in range(len(sets)):
        low, high = _anchor_means(_mean_raw(job, number * runs, runs, index), history)
        if high <= low:
            raise RunError(f"parameter set {number} has the anchor windows in the wrong order")
        scale = anchored_scale(low, high, points)
        scales.append(IndexParameters(index.weight_of_trust, index.weight_of_conduct, *scale))
    return tuple(scales)


def _anchor_means(raw: Floats, history: Scenario) -> tuple[float, float]:
    start = month_number(history.start)
    low, high = (
        float(np.mean(raw[month_number(anchor.start) - start : month_number(anchor.end) - start + 1]))
        for anchor in anchors_of(history.world)
    )
    return low, high


def write_scale(path: Path, scale: tuple[float, float], note: str) -> None:
    """Store a scale in a world file; nothing else in it is touched.

    Parameters
    ----------
    path : the file, with slope, offset and computed each on a line of its own
    scale : slope and offset
    note : how they were computed

    Raises
    ------
    InputError
        If the file does not state them so.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    index = child(read_tree(path, []), "index")
    for key, value in (("slope", str(scale[0])), ("offset", str(scale[1])), ("computed", f'"{note}"')):
        found = child(index, key) if index is not None else None
        position = found.place.line - 1 if found is not None else 0
        if found is None or re.match(rf" *{key}: ", lines[position]) is None:
            raise InputError(
                f"the world does not state index.{key} on a line of its own",
                place=str(path),
                allowed="slope, offset and computed, each on a line below `index:`",
                suggestion=f"write slope: {scale[0]}, offset: {scale[1]} and computed: {note} there",
            )
        lines[position] = f"{lines[position].partition(':')[0]}: {value}\n"
    write_text(path, "".join(lines))


def main(arguments: list[str] | None = None) -> None:
    """Recompute the scale; with `--write` store it in the world file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--history", required=True, help="slug or file of the dated history")
    parser.add_argument("--runs", type=int, default=400)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--write", action="store_true", help="store slope and offset in the world file")
    chosen = parser.parse_args(arguments)
    try:
        _pin(chosen)
    except NrcSimError as error:
        print(error, file=sys.stderr)
        raise SystemExit(error.exit_status) from None


def _pin(chosen: argparse.Namespace) -> None:
    history = load_scenario(chosen.history)
    scale = find_scale(history, chosen.runs, chosen.seed)
    print(f"slope {scale[0]}, offset {scale[1]}")
    if chosen.write and history.world.path is not None:
        how = f"--history {chosen.history} --runs {chosen.runs} --seed {chosen.seed} --write"
        note = f"python -m nrc_sim.analysis.anchoring {how}"
        write_scale(history.world.path, scale, note)


if __name__ == "__main__":
    main()
