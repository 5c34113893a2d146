"""Variants in which something is otherwise from a month on: the months before, and those after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from nrc_sim.engine.blocks import DRAWN, Block, present_arrays
from nrc_sim.engine.world import Job, ParameterSet, World
from nrc_sim.engine.world.types import ShockEntry
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import Later
from nrc_sim.rules.parameters import Parameters
from nrc_sim.scenario import month_number


def split_job(job: Job, later: Later) -> tuple[Job, Job]:
    """Split a job in two at a month: the months before, and those in which something is otherwise.

    Parameters
    ----------
    job : of a variant
    later : from when on, and what is otherwise

    Returns
    -------
    two jobs; the months of the first are the history of the second
    """
    at = month_number(later.at) - job.start
    before = replace(job, world=_world_of_months(job.world, 0, at))
    after = replace(job, world=_world_of_months(job.world, at, job.months - at))
    return before, replace(_with_later(after, later), history=before.world)


def join_months(first: Block, second: Block) -> Block:
    """Put the months of two blocks of the same runs one after the other.

    Parameters
    ----------
    first, second : in the order of their months
    """
    names = [name for name in present_arrays(first) if name not in {"run", *DRAWN}]
    arrays = {name: np.concatenate([getattr(block, name) for block in (first, second)], axis=1) for name in names}
    series = {name: np.concatenate([values, second.series[name]], axis=1) for name, values in first.series.items()}
    # What was drawn is told by the shocks of each part, which need not be the same.
    return replace(first, series=series, **arrays, **dict.fromkeys(DRAWN))  # type: ignore[arg-type]


def _world_of_months(world: World, first: int, months: int) -> World:
    """Return a world that begins later and has fewer months; what is dated in others does not happen.

    Parameters
    ----------
    world : whose shocks come at dates or by chance
    first : month of its horizon with which the new one begins
    months : of the new one, >= 1

    Raises
    ------
    InputError
        If there are none left on either side, or a shock comes in a window or goes on.
    """
    if not (first >= 0 and months > 0 and first + months <= world.months):
        raise InputError(f"a change in month {first or months}", allowed=f"within the horizon of {world.months} months")
    span = slice(first, first + months)
    dated = [shock for shock in world.shocks if shock.timing.hazard > 0.0 or first <= shock.timing.month < span.stop]
    others = [shock.id for shock in world.shocks if shock.timing.month < 0 and shock.timing.hazard <= 0.0]
    if world.membership is not None:
        raise InputError("a shock changes who belongs", allowed="shocks that change no membership, in a variant")
    if others:
        raise InputError(f"the shock {others[0]!r} has no date of its own", allowed="dates and hazards, in a variant")
    return world._replace(
        start=world.start + first,
        months=months,
        weights=world.weights[span],
        allies=world.allies[span],
        without_lead=world.without_lead[span],
        calendar=world.calendar[span],
        policies=(_standing(world.policies[: first + 1]), *world.policies[first + 1 : span.stop]),
        shocks=tuple(_begun_later(shock, first) for shock in dated),
        negotiations=tuple(
            talks._replace(deadline=talks.deadline - first, held_until=max(0, talks.held_until - first))
            for talks in world.negotiations
        ),
        beginning=world.beginning if first == 0 else (),
    )


def _standing(planned: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the levels of policies in the last of some months: in each month of a plan stands only what changes."""
    return tuple(next(level for level in levels[::-1] if level >= 0.0) for levels in zip(*planned, strict=True))


def _begun_later(shock: ShockEntry, months: int) -> ShockEntry:
    timing = shock.timing
    return shock._replace(timing=timing if timing.month < 0 else timing._replace(month=timing.month - months))


def _with_later(job: Job, later: Later) -> Job:
    """Take shocks away and fix parameters, in the months of the scenario alone."""
    ids = tuple(shock.id for shock in job.world.shocks)
    gone = ids if later.without == ("all",) else later.without
    world = job.world._replace(
        shocks=tuple(shock for shock in job.world.shocks if shock.id not in gone),
        parameters=_fixed(job.world.parameters, later.fixed),
    )
    # The months before are the history of these: their parameters are those of the scenario up to then.
    sets = tuple(ParameterSet(each.scenario, _fixed(each.scenario, later.fixed)) for each in job.parameter_sets)
    return replace(job, world=world, parameter_sets=sets)


def _fixed(parameters: Parameters, values: Mapping[str, float]) -> Parameters:
    for path, value in values.items():
        group, _, name = path.partition(".")
        parameters = parameters._replace(**{group: getattr(parameters, group)._replace(**{name: value})})
    return parameters
