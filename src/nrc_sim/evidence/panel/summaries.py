"""The statistics from which numbers are learned: of an observed panel, and of simulated ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.facts import (
    FACTS_OF_DIRECTIONS,
    LeadCase,
    case_conduct,
    conduct_of_cases,
    facts_of_pairs,
    lead_cases,
)
from nrc_sim.evidence.panel.reading import Panel, mean_conduct, pair_conduct
from nrc_sim.evidence.panel.settings import PanelSettings
from nrc_sim.evidence.panel.statistics import (
    autocorrelation,
    in_both_orders,
    quantile_of_changes,
    slope_on_lead,
    spread_between,
    spread_of_difference,
    spread_within,
)
from nrc_sim.evidence.panel.traits import PairTraits, load_traits
from nrc_sim.evidence.panel.volatility import (
    rank_of_halves,
    rank_with_level,
    ratio_by_events,
    share_of_worst,
    slopes_of_volatility,
)

_Find = Callable[[Floats], float]

_LAGS = (2, 3, 5)
_LEVELS = (0.01, 0.05, 0.95, 0.99)
_LEAST_CHANGES = 3
"""Changes that each half of the years has where their volatility is compared."""

SPREAD_WITHIN = "log_spread_within"
_DEPENDENT = ("between_over_within",)
"""What two other statistics say already; it is checked, and has no part in distances."""


@dataclass(frozen=True)
class PanelSummaries:
    """How a panel, or one simulated of the same pairs, is summed up.

    Attributes
    ----------
    panel : Panel
        The pairs that are learned from.
    settings : PanelSettings
    traits : PairTraits
        Of the pairs.
    """

    panel: Panel
    settings: PanelSettings
    traits: PairTraits

    @cached_property
    def cases(self) -> list[LeadCase]:
        """Allies and third states, of which both pairs are learned from."""
        return lead_cases(self.panel, self.settings)[0]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the statistics, in their order."""
        slope = ("slope_of_allies",) if self.cases else ()
        return (*self._of_pairs, *self._of_directions, "by_joint_democracy", "by_shared_region", *slope)

    @cached_property
    def in_distance(self) -> Integers:
        """Places of the statistics that count in distances."""
        return np.array([place for place, name in enumerate(self.names) if name not in _DEPENDENT])

    @cached_property
    def observed(self) -> Floats:
        """The statistics of the panel itself, array (statistic)."""
        of_cases = case_conduct(pair_conduct(self.panel), self.cases)[None] if self.cases else None
        return np.asarray(self._find_all(self.panel.counts[None], of_cases)[0])

    def simulated(self, counts: Integers, cases: Sequence[Integers] | None) -> Floats:
        """Return the statistics of simulated panels, array (panel, statistic).

        Parameters
        ----------
        counts : array (panel, pair, direction, year, quad)
        cases : counts of leads and of allies, arrays (panel, case, direction, year, quad); None if there are no cases
        """
        return self._find_all(counts, None if cases is None else conduct_of_cases(cases))

    def _find_all(self, counts: Integers, of_cases: Floats | None) -> Floats:
        conduct, directed = mean_conduct(counts.sum(axis=2)), mean_conduct(counts[:, self._enough])
        rows = []
        for place, (pairs, directions) in enumerate(zip(conduct, directed, strict=True)):
            both = in_both_orders(directions)
            row = [find(pairs) for find in self._of_pairs.values()]
            row += [find(both) for find in self._of_directions.values()]
            row += slopes_of_volatility(pairs, self.traits[:2]).tolist()
            rows.append([*row, slope_on_lead(of_cases[place])] if of_cases is not None else row)
        return np.array(rows)

    @cached_property
    def _enough(self) -> Integers:
        """Places of the pairs that have events enough in both directions."""
        return np.flatnonzero((self.panel.events >= self.settings.least_directed).all(axis=(1, 2)))

    @cached_property
    def _of_directions(self) -> dict[str, _Find]:
        return {**FACTS_OF_DIRECTIONS, "spread_of_difference": spread_of_difference}

    @cached_property
    def _of_pairs(self) -> dict[str, _Find]:
        years, events = len(self.panel.years), self.panel.events.sum(axis=(1, 2)).tolist()
        found: dict[str, _Find] = {
            **facts_of_pairs(self.settings),
            "level": lambda conduct: float(conduct.mean()),
            SPREAD_WITHIN: lambda conduct: float(np.log(spread_within(conduct))),
            "log_spread_between": lambda conduct: float(np.log(spread_between(conduct))),
            **{f"lag_{lag}": partial(autocorrelation, lag=lag) for lag in _LAGS if 2 * lag <= years},
            **{f"change_{100 * level:g}": partial(quantile_of_changes, level=level) for level in _LEVELS},
            "ratio_by_events": partial(ratio_by_events, events=events),
            "rank_with_level": rank_with_level,
            "share_of_worst": partial(share_of_worst, least=self.settings.large_drop),
        }
        return found | ({"rank_of_halves": rank_of_halves} if (years - 1) // 2 >= _LEAST_CHANGES else {})


def summarise_panel(panel: Panel, settings: PanelSettings) -> PanelSummaries:
    """Say how a part of the bundled panel is summed up.

    Parameters
    ----------
    panel : the pairs that are learned from
    settings : what counts as a large drop, who leads whom
    """
    return PanelSummaries(panel, settings, load_traits(panel.pairs))
