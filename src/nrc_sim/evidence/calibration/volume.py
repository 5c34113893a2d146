"""What was learnt: how far the accepted values of each free parameter are narrower than its range."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from nrc_sim.engine.accepted import Candidates
from nrc_sim.scenario.world_schema import WorldFile

_PRIOR_ONLY = 0.9
"""Width kept, as a share of that before, from which a parameter counts as not learnt about."""


class Survival(NamedTuple):
    """The 5-95% range of a parameter among accepted sets, beside the range from which it was drawn.

    `kept` is the width of the 5-95% range over that of all candidates, `prior_only` says that it did not shrink.
    """

    path: str
    range: tuple[float, float]
    accepted: tuple[float, float]
    kept: float
    prior_only: bool

    def cells(self) -> list[str]:
        """Return a row for people."""
        ranges = [f"{low:.3g} to {high:.3g}" for low, high in (self.range, self.accepted)]
        return [self.path, *ranges, f"{100 * self.kept:.0f}%", "prior only" if self.prior_only else "narrowed"]


def surviving_ranges(found: Candidates, world: WorldFile) -> list[Survival]:
    """Return the survival of each free parameter; none without accepted sets.

    Parameters
    ----------
    found : candidates, tried
    world : whose ranges they were drawn from
    """
    accepted = found.accepted()
    if not accepted:
        return []
    survivals = []
    for path in accepted[0].values:
        group, _, name = path.partition(".")
        before, after = (
            np.quantile([one.values[path] for one in chosen], (0.05, 0.95)) for chosen in (found.candidates, accepted)
        )
        kept = float((after[1] - after[0]) / (before[1] - before[0]))
        low, high = world.parameters[group][name].range
        narrowed = (float(after[0]), float(after[1]))
        survivals.append(Survival(path, (low, high), narrowed, kept, kept >= _PRIOR_ONLY))
    return survivals
