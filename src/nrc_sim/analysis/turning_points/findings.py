"""Medoid runs and early-warning indicators of one scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nrc_sim.analysis.turning_points.signs import EarlySigns, find_early_signs
from nrc_sim.analysis.turning_points.typical import TypicalRun, find_typical_runs
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
    typical : tuple of TypicalRun
        The medoid run of each class that occurs, the lowest class first.
    signs : EarlySigns or None
        What tells the highest class from the lowest; None if too few runs end in one of them.
    """

    scenario: str
    runs: int
    seed: int
    typical: tuple[TypicalRun, ...]
    signs: EarlySigns | None

    def describe(self) -> dict[str, Any]:
        """Return the turning points as plain data."""
        return {
            "scenario": self.scenario,
            "runs": self.runs,
            "seed": self.seed,
            "distance": "mean squared difference of the index standardised over the runs of each month",
            "typical_runs": {one.outcome: one.describe() for one in self.typical},
            "early_signs": self.signs.describe() if self.signs else None,
        }


def find_turning_points(runs: ScenarioRuns) -> TurningPoints:
    """Find the medoid run of each class, and the early-warning indicators that tell the highest class from the lowest.

    Parameters
    ----------
    runs : runs of one scenario, with single runs

    Raises
    ------
    InputError
        If the single runs were not kept.
    """
    return TurningPoints(runs.slug, runs.runs, runs.seed, find_typical_runs(runs), find_early_signs(runs))
