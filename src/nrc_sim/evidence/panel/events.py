"""Observing runs: from conduct to counts of events by quad, with as many events as there were."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.reading import QUAD_WEIGHTS, Panel
from nrc_sim.evidence.panel.settings import load_panel, load_settings, split_panel

_TILTS = np.linspace(-60.0, 60.0, 4001)
_YEAR = 12
_LEAST_BUNDLING, _LEAST_SHAPE = 1e-6, 1e-6
"""What keeps shares of nothing from giving no number."""


class EventModel(NamedTuple):
    """How conduct of runs is observed.

    Attributes
    ----------
    bundling : array (...)
        How far events of a month come in bundles: their intra-class correlation, 0..1; broadcast against series.
    echo : array (...)
        Months for which a coded act echoes on average in later events, >= 0; broadcast against series.
    usual : array (quad)
        Shares of quads in the panel, all events together.
    """

    bundling: Floats
    echo: Floats
    usual: Floats


def usual_shares(panel: Panel) -> Floats:
    """Return the shares of quads among all events of a panel, array (quad).

    Parameters
    ----------
    panel : Panel
    """
    totals = panel.counts.sum(axis=(0, 1, 2))
    return np.asarray(totals / totals.sum())


@lru_cache(maxsize=4)
def learned_usual_shares(until: int | None = None) -> tuple[float, ...]:
    """Return the usual shares of the bundled panel, of the pairs from which numbers are learned.

    Parameters
    ----------
    until : last year that is read
    """
    return tuple(usual_shares(split_panel(load_panel(until), load_settings())[0]).tolist())


def reachable_range() -> tuple[float, float]:
    """Return the lowest and highest mean weight of events / 10 as which conduct of -1..1 can be observed."""
    return max(-1.0, float(QUAD_WEIGHTS.min())), min(1.0, float(QUAD_WEIGHTS.max()))


def next_tone(before: Floats, conduct: Floats, echo: Floats) -> Floats:
    """Return the tone of the events of a month, in which earlier months echo.

    Parameters
    ----------
    before : tone of the month before
    conduct : of the month, any shape
    echo : months by which tone lies behind conduct on average, >= 0
    """
    return np.asarray(before + (1.0 / (1.0 + echo)) * (conduct - before))


def mean_weight_moments(shares: Floats, events: int, bundling: float) -> tuple[Floats, Floats]:
    """Return mean and variance of the mean weight / 10 of the events of a month.

    Parameters
    ----------
    shares : of quads that are expected, array (..., quad)
    events : number of events in the month, >= 1
    bundling : intra-class correlation of the events of a month, 0..1

    Notes
    -----
    Those of `draw_events` for a month: with independent events the variance of one weight is divided by their number,
    and of what bundles have in common nothing is.
    """
    mean = shares @ QUAD_WEIGHTS
    variance = shares @ np.square(QUAD_WEIGHTS) - np.square(mean)
    return np.asarray(mean), np.asarray(variance * (bundling + (1.0 - bundling) / events))


def _tone_of(conduct: Floats, echo: Floats) -> Floats:
    """Return the tone of the events of each month, in which earlier months echo.

    Parameters
    ----------
    conduct : array (..., month)
    echo : months by which tone lies behind conduct on average, >= 0, broadcast against series

    Examples
    --------
    >>> _tone_of(np.array([0.0, 1.0, 0.0, 0.0]), np.array(1.0)).tolist()
    [0.0, 0.5, 0.25, 0.125]
    """
    tone = np.array(conduct, dtype=np.float64)
    for month in range(1, tone.shape[-1]):
        tone[..., month] = next_tone(tone[..., month - 1], tone[..., month], echo)
    return tone


def quad_shares(means: Floats, usual: Floats) -> Floats:
    """Return the shares of quads whose mean weight is as expected and that are otherwise nearest to the usual ones.

    Parameters
    ----------
    means : expected mean weights / 10, any shape; the nearest that quads can have where none has it
    usual : usual shares, array (quad)

    Returns
    -------
    array (..., quad)

    Notes
    -----
    The usual shares times exp(t x weight): of all mixes with that mean, the one of least relative entropy to the
    usual one (Csiszar 1975).

    Examples
    --------
    >>> quad_shares(np.array([-0.118]), np.array([0.25, 0.25, 0.25, 0.25])).round(3).tolist()
    [[0.25, 0.25, 0.25, 0.25]]
    """
    shares = tilted_shares(_TILTS, usual)
    return tilted_shares(np.interp(means, shares @ QUAD_WEIGHTS, _TILTS), usual)


def tilted_shares(tilts: Floats, usual: Floats) -> Floats:
    """Return the usual shares times exp(tilt x weight / 10), scaled to add up to 1, array (..., quad).

    Parameters
    ----------
    tilts : any shape; 0 leaves the usual shares
    usual : usual shares, array (quad)

    Examples
    --------
    >>> tilted_shares(np.array(0.0), np.array([0.5, 0.2, 0.2, 0.1])).round(6).tolist()
    [0.5, 0.2, 0.2, 0.1]
    """
    exponents = np.asarray(tilts)[..., None] * QUAD_WEIGHTS
    raw = usual * np.exp(exponents - exponents.max(axis=-1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=-1, keepdims=True))


def yearly_shares(conduct: Floats, model: EventModel) -> Floats:
    """Return the shares of quads that are expected of each year, array (..., year, quad).

    Parameters
    ----------
    conduct, model : see `observe_years`
    """
    tone = _tone_of(conduct, model.echo)
    return quad_shares(tone.reshape(*tone.shape[:-1], -1, _YEAR).mean(axis=-1), model.usual)


def observe_years(conduct: Floats, events: Integers, model: EventModel, generator: np.random.Generator) -> Integers:
    """Draw yearly counts by quad from the monthly conduct of runs, array (..., year, quad).

    Parameters
    ----------
    conduct : of each month, -1..1, array (..., month)
    events : number of events in each year, broadcast against conduct by year
    model : how conduct is observed
    generator : of the draws

    Notes
    -----
    Conduct is the mean weight of events / 10 that is expected, as far as events can show it.
    """
    return draw_events(yearly_shares(conduct, model), events, model.bundling, generator)


def draw_events(shares: Floats, events: Integers, bundling: Floats, generator: np.random.Generator) -> Integers:
    """Draw counts by quad, array (..., quad).

    Parameters
    ----------
    shares : of quads in each year, array (..., quad)
    events : number of events in each year, broadcast against shares
    bundling : intra-class correlation of the events of a month, 0..1, broadcast against series
    generator : of the draws

    Notes
    -----
    A multinomial whose shares are themselves drawn from a Dirichlet distribution (Mosimann 1962). Months are
    independent of each other, so that of a year a twelfth of the variance is left.
    """
    least = np.maximum(bundling, _LEAST_BUNDLING)[..., None, None]
    drawn = generator.standard_gamma(shares * (_YEAR * (1.0 - least) / least) + _LEAST_SHAPE)
    shares = drawn / drawn.sum(axis=-1, keepdims=True)
    return np.asarray(generator.multinomial(np.broadcast_to(events, shares.shape[:-1]), shares))
