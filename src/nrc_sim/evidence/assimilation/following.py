"""Going through the months that were observed, and keeping where that has led."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import RIFT, Block, Floats
from nrc_sim.engine.kernel.stepping import RunMoments
from nrc_sim.evidence.assimilation.measured import Measured
from nrc_sim.evidence.assimilation.particle_filter import Collapse, FilteredMonth, filter_month
from nrc_sim.evidence.assimilation.particles import (
    MONTHLY,
    Demand,
    KeptMonth,
    ParticleState,
    RunParticles,
    monthly_arrays,
)
from nrc_sim.evidence.assimilation.selecting import Fulfilled, select_fulfilling
from nrc_sim.evidence.assimilation.surprise import Surprise, read_surprise, surprise_of
from nrc_sim.study.executors import Progress, ignore_news
from nrc_sim.study.store import Pieces
from nrc_sim.text.wording import counted

_SECONDS = 3.0
"""After which it is worth keeping where particles stand."""
_OF_STANDING = ("moments", "sets", "tone", "log_weights")
_DRAWN = "drawn."


class FollowedRuns(NamedTuple):
    """What became of an ensemble that followed what was observed.

    Attributes
    ----------
    particles : RunParticles
    log_weights : array (particle), up to a constant
    months : list of FilteredMonth
    surprises : list of list of Surprise
        For each month.
    given : list of Fulfilled
        For each month at whose end conditions were looked at.
    """

    particles: RunParticles
    log_weights: Floats
    months: list[FilteredMonth]
    surprises: list[list[Surprise]]
    given: list[Fulfilled]


class Listening(NamedTuple):
    """Where what is done is kept, and who is told.

    Attributes
    ----------
    read : sequence of Pieces
        In which earlier work is looked for.
    write : Pieces or None
        To which new work goes.
    progress : callable
        Told the stage, months done and months to do.
    message : callable
        Receives a line for people.
    """

    read: Sequence[Pieces] = ()
    write: Pieces | None = None
    progress: Progress = ignore_news
    message: Callable[[str], None] = ignore_news


def follow_months(
    particles: RunParticles, measured: Sequence[Measured], span: range, seed: int, collapse: Collapse, heard: Listening
) -> FollowedRuns:
    """Follow what was observed through some months, from where earlier work has led.

    Parameters
    ----------
    particles : before their first month
    measured : all that is observed in these months
    span : months, counted from year 0
    seed : of all draws
    collapse : when weights are too unequal
    heard : where work is kept

    Notes
    -----
    What comes of it follows from what is observed and the seed alone, whatever was kept: a month is taken from earlier
    work only if all that was observed up to it is the same.
    """
    chain = _chain(measured, particles.demands, span)
    nothing = FollowedRuns(particles, np.zeros(particles.runs), [], [], [])
    found = _restore(particles, span, chain, heard.read) or nothing
    if found.months and len(found.months) < len(span):
        heard.message(f"continuing after {counted(len(found.months), 'month')}")
    _, weights, months, surprises, given = found
    saved = time.monotonic()
    for month in span[len(months) :]:
        before = weights
        weights, how = filter_month(particles, weights, month, seed, collapse)
        particles.temper(how.exponent)
        months.append(how)
        surprises.append([surprise_of(one, expected, before) for one, expected in particles.predicted])
        if (selection := select_fulfilling(particles, weights, month, seed)) is not None:
            given.append(selection.fulfilled)
            weights = np.zeros(particles.runs)
        found = FollowedRuns(particles, weights, months, surprises, given)
        if heard.write is not None:
            _keep_month(found, chain[month], heard.write)
            if month == span[-1] or time.monotonic() - saved > _SECONDS:
                _keep_standing(found, chain[month], heard.write)
                saved = time.monotonic()
        heard.progress("months", len(months), len(span))
    return found


def copy_work(found: FollowedRuns, measured: Sequence[Measured], span: range, target: Pieces) -> None:
    """Write all that a later update needs.

    Parameters
    ----------
    found : after the last month of the span
    measured, span : see `follow_months`
    target : where to
    """
    chain = _chain(measured, found.particles.demands, span)
    for number, month in enumerate(span):
        _keep_month(_until(found, number + 1), chain[month], target)
    _keep_standing(found, chain[span[-1]], target)


def _until(found: FollowedRuns, count: int) -> FollowedRuns:
    return found._replace(months=found.months[:count], surprises=found.surprises[:count])


def _chain(measured: Iterable[Measured], demands: Iterable[Demand], span: range) -> dict[int, str]:
    """Return a fingerprint of all that was observed, and asked of runs, up to each month."""
    by_month: dict[int, list[Any]] = {month: [] for month in span}
    for one in measured:
        by_month[one.last].append(one.plain())
    for demand in demands:
        if demand.month in by_month:
            by_month[demand.month].append(asdict(demand.condition))
    found, before = {}, ""
    for month in span:
        before = sha256(f"{before}{json.dumps(by_month[month])}".encode()).hexdigest()
        found[month] = before
    return found


def _keep_month(found: FollowedRuns, name: str, target: Pieces) -> None:
    """Write the last month of what was found."""
    kept = found.particles.kept[len(found.months) - 1]
    arrays: dict[str, Any] = {one: getattr(kept.block, one) for one in monthly_arrays(kept.block)}
    arrays |= {f"series.{one}": values for one, values in kept.block.series.items()}
    arrays |= {"paths": kept.paths, "ancestors": kept.ancestors, "likelihoods": kept.likelihoods}
    told: dict[str, Any] = {"month": list(found.months[-1])}
    told["surprises"] = [one.describe() for one in found.surprises[-1]]
    told["given"] = [list(one) for one in found.given if one.month == found.months[-1].month]
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), dtype=np.uint8)
    target.write(f"month {name}", arrays)


def _keep_standing(found: FollowedRuns, name: str, target: Pieces) -> None:
    standing = found.particles.standing
    assert standing is not None
    run = standing.run
    arrays = dict(zip(_OF_STANDING, (run.moments, run.sets, standing.tone, found.log_weights), strict=True))
    drawn = {f"{_DRAWN}{one}": values for one, values in run.drawn.items()}
    target.write(f"standing {name}", arrays | drawn)


def _restore(
    particles: RunParticles, span: range, chain: dict[int, str], sources: Sequence[Pieces]
) -> FollowedRuns | None:
    """Return the furthest that earlier work has led in these months; None if that is nowhere."""
    for month in reversed(span):
        standing = _read(f"standing {chain[month]}", sources)
        if standing is None:
            continue
        months = [_read(f"month {chain[one]}", sources) for one in span[: month - span[0] + 1]]
        if any(one is None for one in months):
            continue
        return _restored(particles, standing, [one for one in months if one is not None])
    return None


def _read(described: str, sources: Sequence[Pieces]) -> dict[str, Any] | None:
    return next((found for source in sources if (found := source.read(described)) is not None), None)


def _restored(particles: RunParticles, standing: dict[str, Any], months: Sequence[dict[str, Any]]) -> FollowedRuns:
    moments, sets, tone, weights = (standing[name] for name in _OF_STANDING)
    drawn = {name.removeprefix(_DRAWN): each for name, each in standing.items() if name.startswith(_DRAWN)}
    particles.standing = ParticleState(RunMoments(moments, sets, drawn), tone)
    told = [json.loads(bytes(month["told"])) for month in months]
    particles.kept = [_month_of(month) for month in months]
    return FollowedRuns(
        particles,
        weights,
        [FilteredMonth(*one["month"]) for one in told],
        [[read_surprise(item) for item in one["surprises"]] for one in told],
        [Fulfilled(month, tuple(texts), runs, share) for one in told for month, texts, runs, share in one["given"]],
    )


def _month_of(arrays: dict[str, Any]) -> KeptMonth:
    series = {name.removeprefix("series."): each for name, each in arrays.items() if name.startswith("series.")}
    runs = len(arrays["index"])
    plain = {name: arrays[name] for name in (*MONTHLY, RIFT) if name in arrays}
    block = Block(np.arange(runs), series=series, **plain)
    return KeptMonth(block, arrays["paths"], arrays["ancestors"], arrays["likelihoods"])
