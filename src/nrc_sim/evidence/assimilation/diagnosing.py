"""What a forecast rests on: what the past probably was, what moved the forecast, and all of it as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.assimilation.forecast import ForecastResults, describe_months
from nrc_sim.evidence.assimilation.measured import Measured
from nrc_sim.evidence.assimilation.particle_filter import normalised_weights
from nrc_sim.evidence.assimilation.surprise import BAND
from nrc_sim.evidence.panel.coordinates import effective_size
from nrc_sim.scenario import month_number, month_text

if TYPE_CHECKING:
    import pandas

_LEAST_EFFECTIVE = 0.02
"""Share of the runs from which on a forecast without an observation can be told from the runs with it."""
_TOLD = ("trust_outside", "trust_alliance", "conduct_outside", "conduct_alliance")


class Moved(NamedTuple):
    """What one observation does to the forecast: with it, less without it.

    Attributes
    ----------
    about : dict
        The observation, as plain data.
    classes : dict of float or None
        Change of the probability of each class; None where the runs are too unlike those without it.
    final_index : float or None
        Change of the mean final index, points.
    effective : float
        Effective sample size of the runs as runs without it.
    """

    about: dict[str, Any]
    classes: dict[str, float] | None
    final_index: float | None
    effective: float

    def describe(self) -> dict[str, Any]:
        """Return all as plain data."""
        return {**self.about, "classes": self.classes, "final_index": self.final_index, "effective": self.effective}


def leave_one_out(found: ForecastResults, since: int | None) -> list[Moved]:
    """Say how the forecast would differ without each of the observations that became known last.

    Parameters
    ----------
    found : a forecast
    since : last month that was known before, counted from year 0; None takes what became known last

    Returns
    -------
    the observations that change the probabilities most first

    Notes
    -----
    Runs are weighed by the inverse of the likelihood of the observation, which is exact for many particles. Where few
    runs would carry the forecast then, nothing is said of it.
    """
    measured = found.asked.observed.measured
    last = measured[-1].last - 1 if since is None else since
    months = sorted({one.last for one in measured if one.last > last})
    rows = found.followed.particles.kept[-1].ancestors[found.rows]
    lines = dict(zip(found.asked.span, found.followed.particles.lineage(0, rows), strict=True))
    moved = []
    for month in months:
        kept = found.followed.particles.kept[month - found.asked.story.start]
        those = [one for one in measured if one.last == month]
        moved += [_moved(found, one, kept.likelihoods[place, lines[month]]) for place, one in enumerate(those)]
    return sorted(moved, key=lambda one: -max(map(abs, (one.classes or {"": 0.0}).values())))


def _moved(found: ForecastResults, one: Measured, log_likelihood: Floats) -> Moved:
    runs = found.runs
    weights = normalised_weights(-log_likelihood)
    size, count = effective_size(weights), runs.runs
    if size < _LEAST_EFFECTIVE * count:
        return Moved(one.describe(), None, None, size)
    without = np.bincount(runs.outcome, weights=weights, minlength=len(runs.classes))
    shares = np.bincount(runs.outcome, minlength=len(runs.classes)) / count
    classes = dict(zip(runs.classes, (shares - without).tolist(), strict=True))
    index = float(runs.final_index.mean() - (weights * runs.final_index).sum())
    return Moved(one.describe(), classes, index, size)


def past_table(found: ForecastResults) -> pandas.DataFrame:
    """Return what the past probably was, all that is known by now considered: a row for each month.

    Parameters
    ----------
    found : a forecast

    Returns
    -------
    `index` with its 5 and 95% quantiles, mean trust and conduct, share of runs in each regime and state of each
    negotiation, and `ancestors`, the number of different pasts among the runs
    """
    import pandas

    runs, labels = found.runs, found.runs.labels
    block, months = runs.single_runs, len(found.asked.span)
    table: dict[str, Any] = {"month": [month_text(month) for month in found.asked.span]}
    low, middle, high = np.quantile(block.index[:, :months], BAND, axis=0)
    table |= {"index": middle, "index_low": low, "index_high": high}
    table |= {name: block.series[name][:, :months].mean(axis=0) for name in _TOLD}
    if labels.has_institution:
        table |= {f"regime.{name}": _shares(block.regime[:, :months], code) for code, name in enumerate(labels.regimes)}
    for place, talks in enumerate(labels.negotiations):
        for code, state in enumerate(labels.settlements):
            table[f"{talks}.{state}"] = _shares(block.settlement[:, :months, place], code)
    return pandas.DataFrame(table | {"ancestors": _ancestors(found)})


def _shares(codes: Any, code: int) -> Floats:
    return np.asarray((codes == code).mean(axis=0))


def _ancestors(found: ForecastResults) -> list[int]:
    """Count the different particles of each month from which runs descend."""
    particles = found.followed.particles
    rows: Integers = particles.kept[-1].ancestors[found.rows]
    return [len(np.unique(line)) for line in particles.lineage(0, rows)]


def surprise_table(found: ForecastResults) -> pandas.DataFrame:
    """Return how improbable each value was before it was known, a row for each.

    Parameters
    ----------
    found : a forecast
    """
    import pandas

    return pandas.DataFrame([one.describe() for month in found.surprises for one in month])


def describe_forecast(found: ForecastResults, earlier: Mapping[str, Any] | None) -> dict[str, Any]:
    """Describe a forecast as plain data.

    Parameters
    ----------
    found : a forecast
    earlier : what was said of the same before, or None
    """
    asked, runs = found.asked, found.runs
    since = None if earlier is None else month_number(earlier["until"])
    shares = {name: share._asdict() for name, share in runs.shares().items()}
    return {
        "until": month_text(asked.until),
        "months_ahead": asked.ahead,
        "observations": len(asked.observed.measured),
        "left_out": dict(asked.observed.left_out),
        "given": [one.describe() for one in found.given],
        "outcomes": shares,
        "final_index": dict(runs.final_statistics),
        "months": describe_months(found),
        "surprises": [one.describe() for month in found.surprises for one in month],
        "change": None if earlier is None else _change(shares, runs.final_statistics["mean"], earlier),
        "moved_by": [one.describe() for one in leave_one_out(found, since)],
        "observation_model": asked.model.plain(),
        "digest": runs.digest,
    }


def _change(shares: Mapping[str, Mapping[str, float]], index: float, earlier: Mapping[str, Any]) -> dict[str, Any]:
    """Say what has changed since an earlier forecast; its horizon ended earlier as a rule."""
    before = earlier["outcomes"]
    classes = {name: share["share"] - before[name]["share"] for name, share in shares.items() if name in before}
    return {
        "since": earlier["until"],
        "months_ahead_then": earlier["months_ahead"],
        "classes": classes,
        "final_index": index - earlier["final_index"]["mean"],
    }
