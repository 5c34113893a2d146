"""Leave-member-out: mean level of each member, and its slope on the lead, from traits that follow from covariates."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.accepted import WHOLE
from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.hindcast.prescribed import PrescribedHindcast
from nrc_sim.evidence.hindcast.scores import Interval, rank_correlation, rmse
from nrc_sim.evidence.observed.mapping import fit_mapping, usual_of
from nrc_sim.evidence.observed.series import by_dyad


class MemberScores(NamedTuple):
    """How well levels and slopes of the members are predicted; arrays (member) in the order of `members`.

    Attributes
    ----------
    members : tuple of str
        Dyads.
    level, observed_level : array
        Mean over all years, in the unit of the series; the observation model fitted to the other members.
    slope, observed_slope : array
        Of the yearly values on those of the lead.
    level_rank, slope_rank : Interval
        Spearman's rank correlations.
    """

    members: tuple[str, ...]
    level: Floats
    observed_level: Floats
    slope: Floats
    observed_slope: Floats
    level_rank: Interval
    slope_rank: Interval

    def describe(self) -> dict[str, Any]:
        """Return the scores as plain data."""
        mean = float(self.observed_level.mean())
        others = (mean * self.observed_level.size - self.observed_level) / (self.observed_level.size - 1)
        return {
            "level": {"rank_correlation": self.level_rank._asdict(), "rmse": rmse(self.level, self.observed_level)},
            "level_of_others": {"rmse": rmse(others, self.observed_level)},
            "slope": {"rank_correlation": self.slope_rank._asdict(), "rmse": rmse(self.slope, self.observed_slope)},
            "members": {
                name: dict(zip(("level", "observed_level", "slope", "observed_slope"), row, strict=True))
                for name, row in zip(self.members, self._rows(), strict=True)
            },
        }

    def _rows(self) -> list[list[float]]:
        table = np.stack([self.level, self.observed_level, self.slope, self.observed_slope], axis=1)
        return [[float(value) for value in row] for row in table]


def score_members(hindcast: PrescribedHindcast) -> MemberScores | None:
    """Score the dyads of single members, or return None if there are too few.

    Parameters
    ----------
    hindcast : history with its folds
    """
    dyads = by_dyad(hindcast.observations, "conduct")
    lead, *_ = hindcast.plan.series.primary
    grouped = (lead, *hindcast.plan.series.also, *hindcast.plan.series.primary)
    # Of one-way dyads the two-way one is the mean.
    names = tuple(name for name in dyads if name not in grouped and "<->" in name and len(dyads[name]) > 2)
    if len(names) < 4 or lead not in dyads:
        return None
    observed = np.array([one.value for one in hindcast.observations])
    means, usual = hindcast.means(WHOLE), usual_of(hindcast.plan, "conduct")
    found = []
    for name in names:
        rows = dyads[name]
        others = [row for other in names if other != name for row in dyads[other]]
        mapping = fit_mapping(means[others], observed[others], usual)
        paired = [(row, other) for row in rows for other in dyads[lead] if _same_year(hindcast, row, other)]
        own, of_lead = (list(column) for column in zip(*paired, strict=True))
        slopes = [fit_mapping(values[of_lead], values[own]).slope for values in (means, observed)]
        found.append((float(mapping.apply(means[rows]).mean()), float(observed[rows].mean()), *slopes))
    level, observed_level, slope, observed_slope = np.array(found).T
    ranks = rank_correlation(level, observed_level), rank_correlation(slope, observed_slope)
    return MemberScores(names, level, observed_level, slope, observed_slope, *ranks)


def _same_year(hindcast: PrescribedHindcast, row: int, other: int) -> bool:
    return hindcast.observations[row].year == hindcast.observations[other].year
