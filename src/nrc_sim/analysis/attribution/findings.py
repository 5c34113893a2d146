"""What an attribution finds: how much each element contributes to each outcome's difference."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from nrc_sim.analysis.attribution.elements import Element
from nrc_sim.analysis.comparison import Difference
from nrc_sim.analysis.sensitivity.evaluation import Target


class Contribution(NamedTuple):
    """What one element contributes to the difference of one outcome, each with its 95% interval.

    Attributes
    ----------
    element : Element
    shapley : Difference
        Mean over runs of its Shapley value: the average of what it adds, over all orders in which elements can join.
    sampling_error : float
        The part of the half-width of that interval that comes from drawing orders; 0 if none were drawn.
    alone : Difference
        What the element adds to the baseline.
    last : Difference
        What is lost when it alone is left out of the scenario.
    """

    element: Element
    shapley: Difference
    sampling_error: float
    alone: Difference
    last: Difference

    def describe(self) -> dict[str, Any]:
        """Return the contribution as plain data."""
        return {
            **self.element.describe(),
            "shapley": self.shapley._asdict(),
            "sampling_error": self.sampling_error,
            "alone": self.alone._asdict(),
            "leave_one_out": self.last._asdict(),
        }


@dataclass(frozen=True)
class OutcomeAttribution:
    """The difference of one outcome between scenario and baseline, and the contributions to it.

    Attributes
    ----------
    target : Target
        The outcome: name, label and unit.
    of_baseline, of_scenario : float
        Its mean over runs in both.
    total : Difference
        Scenario minus baseline; the Shapley values add up to its mean.
    contributions : tuple of Contribution
        One for each element, in the order of the elements.
    """

    target: Target
    of_baseline: float
    of_scenario: float
    total: Difference
    contributions: tuple[Contribution, ...]

    def describe(self) -> dict[str, Any]:
        """Return the attribution of the outcome as plain data."""
        return {
            "label": self.target.label,
            "unit": self.target.unit,
            "baseline": self.of_baseline,
            "scenario": self.of_scenario,
            "difference": self.total._asdict(),
            "elements": [one.describe() for one in self.contributions],
        }


@dataclass(frozen=True)
class Attribution:
    """What accounts for the difference between a scenario and its baseline.

    Attributes
    ----------
    scenario, baseline : str
        Slugs.
    elements : tuple of Element
        Everything in which they differ.
    outcomes : tuple of OutcomeAttribution
        Mean final index, and shares of the lowest and the highest class.
    runs, seed : int
        Runs of each combination, and their seed.
    coalitions : int
        Combinations of elements that were simulated.
    permutations : int
        Orders that were drawn; 0 if all combinations were simulated, and the values so are exact for these runs.
    """

    scenario: str
    baseline: str
    elements: tuple[Element, ...]
    outcomes: tuple[OutcomeAttribution, ...]
    runs: int
    seed: int
    coalitions: int
    permutations: int

    @property
    def method(self) -> str:
        """Whether all combinations were simulated, "exact", or orders drawn, "sampled"."""
        return "sampled" if self.permutations else "exact"

    def describe(self) -> dict[str, Any]:
        """Return the attribution as plain data."""
        return {
            "scenario": self.scenario,
            "baseline": self.baseline,
            "runs": self.runs,
            "seed": self.seed,
            "method": self.method,
            "coalitions": self.coalitions,
            "permutations": self.permutations,
            "outcomes": {one.target.name: one.describe() for one in self.outcomes},
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield a flat row for each outcome and element."""
        for outcome in self.outcomes:
            for one in outcome.contributions:
                parts = {"shapley": one.shapley, "alone": one.alone, "leave_one_out": one.last}
                flat = {
                    f"{name}_{key}": value for name, found in parts.items() for key, value in found._asdict().items()
                }
                yield {"outcome": outcome.target.name, **one.element.describe(), **flat, "error": one.sampling_error}
