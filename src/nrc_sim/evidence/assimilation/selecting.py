"""Particles that fulfil conditions, from which all go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.errors import InputError
from nrc_sim.evidence.assimilation.particle_filter import normalised_weights, resampling_chance, systematic_ancestors
from nrc_sim.evidence.assimilation.particles import Demand, RunParticles
from nrc_sim.scenario import month_text
from nrc_sim.study.given import GivenCondition, last_month_given, mark_accepted
from nrc_sim.text.wording import counted

_SELECTION = "given"
"""Name of the stream by which particles are chosen among those that fulfil conditions."""


class Fulfilled(NamedTuple):
    """How many particles fulfil the conditions of a month.

    Attributes
    ----------
    month : int
        At whose end they were looked at, counted from year 0.
    conditions : tuple of str
        As they were typed.
    runs : int
        Particles that fulfil all of them.
    share : float
        Their share of the weight, 0..1: the probability of the conditions, with all that was observed until then.
    """

    month: int
    conditions: tuple[str, ...]
    runs: int
    share: float

    def describe(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {**self._asdict(), "month": month_text(self.month), "conditions": list(self.conditions)}


class Selection(NamedTuple):
    """Whose place each particle takes, array (particle), and how many there were to choose from."""

    ancestors: Integers
    fulfilled: Fulfilled


def list_demands(conditions: Sequence[GivenCondition], start: int, months: int) -> tuple[Demand, ...]:
    """List conditions with the month at whose end it is known whether runs fulfil them.

    Parameters
    ----------
    conditions : checked against the scenario
    start : first month, counted from year 0
    months : length of the horizon
    """
    return tuple(Demand(start + last_month_given([one], start, months) - 1, one) for one in conditions)


def select_fulfilling(particles: RunParticles, log_weights: Floats, month: int, seed: int) -> Selection | None:
    """Let all particles go on from those that fulfil the conditions of a month; None if there are none.

    Parameters
    ----------
    particles : at the end of the month; their weights are equal afterwards
    log_weights : array (particle), up to a constant
    month : counted from year 0
    seed : of all draws

    Raises
    ------
    InputError
        If no particle fulfils them.
    """
    conditions = [one.condition for one in particles.demands if one.month == month]
    if not conditions:
        return None
    asked = (one.ask(particles.start, len(particles.kept)) for one in conditions)
    accepted = mark_accepted(particles.path_block(), particles.labels, asked)
    weights = np.where(accepted, normalised_weights(log_weights), 0.0)
    share, texts = float(weights.sum()), tuple(one.text for one in conditions)
    if share == 0.0:
        what = f"none of {counted(particles.runs, 'run')} that follow what was observed fulfils what is given"
        hint = "ask for more runs or for less, or give facts of what led there"
        raise InputError(what, place=f"given {' and '.join(texts)!r}", suggestion=hint)
    ancestors = systematic_ancestors(weights / share, resampling_chance(seed, month, _SELECTION))
    particles.exchange(month, ancestors)
    return Selection(ancestors, Fulfilled(month, texts, int(accepted.sum()), share))
