"""Practical cooperation: stocks by area, with an inertia of their own."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.arithmetic import clamp, ramp
from nrc_sim.rules.kinds import HalfLife, Share, Weight, Width


class CooperationParameters(NamedTuple):
    """How stocks grow and wear, and when they spill over to trust."""

    growth: Share
    decay: Share
    willingness: Share
    spillover: Weight
    upswing_start: Share
    upswing_width: Width
    trend_half_life: HalfLife


class AreaTraits(NamedTuple):
    """What distinguishes an area of cooperation; `held` is the level at which its stock is held, or below 0."""

    initial: float
    need: float
    weight: float
    insulation: float
    dependence: float
    held: float


class AreaMonth(NamedTuple):
    """What acts on an area of cooperation this month, all 0..1.

    `commitment` of the Alliance abroad, 1 (in full) .. 0 (ended); the policies that `support` all areas, keep this one
    going by a `framework`, and `link` it to politics.
    """

    commitment: float
    support: float
    framework: float
    link: float


class Project(NamedTuple):
    """An area of cooperation this month.

    `need` 0..1; `insulation` from politics, 0..1; `support` by standing policies, a share added to growth, >= 0;
    `added` by this month's projects, share of the room.
    """

    need: float
    insulation: float
    support: float
    added: float


def insulated(factor: float, insulation: float) -> float:
    """Soften a political restriction (a factor of 0..1) by the insulation of an area, 0..1 (claims C5, C13)."""
    return factor + (1.0 - factor) * insulation


def next_stock(stock: float, regime_factor: float, project: Project, p: CooperationParameters) -> float:
    """Return the stock of one area after a month of growth and wear.

    Parameters
    ----------
    stock : 0..1
    regime_factor : what the institution lets through, 0..1
    project : the area
    p : parameters of cooperation

    Notes
    -----
    Claims C5, C13, C18, C41, C42.
    """
    open_share = insulated(regime_factor, project.insulation)
    welcome = insulated(p.willingness, project.insulation) * open_share
    growth = p.growth * (1.0 + project.support) * welcome * project.need * (1.0 - stock)
    return clamp(stock + growth + project.added * (1.0 - stock) - p.decay * stock, 0.0, 1.0)


def upswing(trend: float, p: CooperationParameters) -> float:
    """Return how far relations are in a political upswing.

    Parameters
    ----------
    trend : smoothed monthly change of the raw index
    p : parameters of cooperation

    Returns
    -------
    0 (none) .. 1 (full)
    """
    return ramp(trend, p.upswing_start, p.upswing_width)


def downswing(trend: float, p: CooperationParameters) -> float:
    """Return how far relations are in a political downswing, 0..1."""
    return ramp(-trend, p.upswing_start, p.upswing_width)


def spillover(portfolio: float, rising: float, p: CooperationParameters) -> float:
    """Return how far practical cooperation spills over to trust in a political upswing.

    Parameters
    ----------
    portfolio : weighted mean of the stocks, 0..1
    rising : see `upswing`
    p : parameters of cooperation

    Returns
    -------
    change of trust in a month, log-odds

    Notes
    -----
    The upswing is claim C36; the weight is small by claims C19 and C20. Spillover: Haas (1958).
    """
    return p.spillover * portfolio * rising


def linked_need(need: float, link: float) -> float:
    """Return the need for an area, 0..1, that a policy makes hang on politics.

    Parameters
    ----------
    need : 0..1
    link : policy, 0 (none) .. 1 (in full: the need is whole)
    """
    return min(1.0, need + link * (1.0 - need))


def remaining_need(need: float, dependence: float, commitment: float, framework: float) -> float:
    """Return the need for an area: it shrinks as the commitment it served ends, unless a framework carries it on.

    Parameters
    ----------
    need : 0..1
    dependence : share of the need that rests on the commitment, 0..1
    commitment : of the Alliance abroad, 1 (in full) .. 0 (ended)
    framework : policy that carries the area on, 0..1

    Notes
    -----
    Claim C41.
    """
    return need * (1.0 - dependence * (1.0 - commitment) * (1.0 - framework))
