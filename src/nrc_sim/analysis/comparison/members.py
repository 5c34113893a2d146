"""Whose trust moved: paired differences of final trust, member by member."""

from __future__ import annotations

from typing import Any, NamedTuple

from nrc_sim.analysis.comparison.estimates import Difference, estimate_difference
from nrc_sim.engine.blocks import Integers
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.results.scenario_runs import ACTOR_VARIABLES
from nrc_sim.study.statistics.outcomes import window_mean


class TrustShift(NamedTuple):
    """Change of the trust between the two powers of a pair.

    Attributes
    ----------
    member : str
        Identifier of the pair; where a side is one power alone, of the power of the other.
    truster, trusted : str
        Display names of the power whose trust it is, and of the one in which it trusts.
    variable : str
        `member_trust`, that of the power of the first side in the one of the second, or `outside_trust`, the reverse.
    difference : Difference
        Mean trust of the final window, scenario minus baseline, on the scale 0..1.
    """

    member: str
    truster: str
    trusted: str
    variable: str
    difference: Difference

    def describe(self) -> dict[str, Any]:
        """Return the shift as plain data."""
        return {"member": self.member, "variable": self.variable, **self.difference._asdict()}


def find_trust_shifts(
    runs: ScenarioRuns, reference: ScenarioRuns, rows: tuple[Integers, Integers]
) -> tuple[TrustShift, ...]:
    """Estimate by how much the trust of and in each member differs, the farthest first.

    Parameters
    ----------
    runs, reference : scenario and baseline, of the same members
    rows : rows of each that form pairs, arrays (run)
    """
    months, labels = runs.scenario.world.outcomes.months, runs.labels
    shifts = []
    for variable in ACTOR_VARIABLES:
        first, second = (
            window_mean(getattr(one.single_runs, variable), months)[chosen]
            for one, chosen in zip((runs, reference), rows, strict=True)
        )
        for place, (member, parties) in enumerate(zip(labels.members, labels.parties, strict=True)):
            one, other = parties if variable == "member_trust" else parties[::-1]
            difference = estimate_difference(first[:, place], second[:, place])
            shifts.append(TrustShift(member, one, other, variable, difference))
    return tuple(sorted(shifts, key=lambda shift: -abs(shift.difference.mean)))
