"""Folds: which years count when parameter sets are accepted and the observation model is fitted."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.engine.accepted import WHOLE
from nrc_sim.evidence.observed import Plan


class Fold(NamedTuple):
    """A name, all years, those that are fitted, and those that are predicted."""

    name: str
    years: tuple[int, ...]
    fitted: tuple[int, ...]
    predicted: tuple[int, ...]


def folds_of(plan: Plan) -> tuple[Fold, ...]:
    """Return all years together, each year left out, and the last years left out together.

    Parameters
    ----------
    plan : of a world's evidence
    """
    years = plan.years
    single = [Fold(f"without_{year}", years, tuple(kept for kept in years if kept != year), (year,)) for year in years]
    last = plan.split.fitted_until
    early = tuple(year for year in years if year <= last)
    return (Fold(WHOLE, years, years, ()), *single, Fold(f"until_{last}", years, early, years[len(early) :]))
