"""Medoid runs and early-warning indicators of one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nrc_sim.analysis.turning_points.early_warning import EarlyWarningIndicators, find_indicators
from nrc_sim.analysis.turning_points.medoid_runs import MedoidRun, find_medoid_runs
from nrc_sim.study.results import ScenarioRuns


@dataclass(frozen=True, eq=False)
class TurningPoints:
    """How runs of a scenario come to end as they do.

    Attributes
    ----------
    scenario : str
        Slug.
    runs, seed : int
        Number of the runs and their seed.
    medoids : tuple of MedoidRun
        The medoid run of each class that occurs, the lowest class first.
    indicators : EarlyWarningIndicators or None
        Indicators of the highest class against the lowest; None if too few runs end in one of them.
    """

    scenario: str
    runs: int
    seed: int
    medoids: tuple[MedoidRun, ...]
    indicators: EarlyWarningIndicators | None

    def describe(self) -> dict[str, Any]:
        """Return the turning points as plain data."""
        return {
            "scenario": self.scenario,
            "runs": self.runs,
            "seed": self.seed,
            "distance": "mean squared difference of the index standardised over the runs of each month",
            "typical_runs": {one.outcome: one.describe() for one in self.medoids},
            "early_signs": self.indicators.describe() if self.indicators else None,
        }


def find_turning_points(runs: ScenarioRuns) -> TurningPoints:
    """Find the medoid run of each class, and early-warning indicators of the highest class against the lowest.

    Parameters
    ----------
    runs : runs of one scenario, with single runs

    Raises
    ------
    InputError
        If the single runs were not kept.
    """
    return TurningPoints(runs.slug, runs.runs, runs.seed, find_medoid_runs(runs), find_indicators(runs))
