"""What relationships have in common: the statistics of a panel, with bootstrap intervals over its pairs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers
from nrc_sim.evidence.panel.reading import Panel, directed_conduct, mean_conduct, pair_conduct, pair_of
from nrc_sim.evidence.panel.settings import PanelSettings
from nrc_sim.evidence.panel.statistics import (
    answer_later,
    between_over_within,
    in_both_orders,
    kurtosis_of_changes,
    lag_one,
    same_year,
    share_of_drops,
    share_that_lasts,
    skewness,
    slope_on_lead,
)

_SEED = 1977


class LeadCase(NamedTuple):
    """A state and a third one toward which the lead acts as well: rows of a panel's pairs."""

    state: str
    third: str
    of_lead: int
    of_state: int


def lead_cases(
    panel: Panel, settings: PanelSettings, among: Collection[str] | None = None
) -> tuple[list[LeadCase], list[LeadCase]]:
    """List the cases in which allies, and others, act toward a third state toward which the lead acts too.

    Parameters
    ----------
    panel, settings : pairs, and who leads whom; relations among allies do not count
    among : pairs of which the state and the third one have to be; the lead's may be any. None means all
    """
    rows = {pair: row for row, pair in enumerate(panel.pairs)}
    allies: list[LeadCase] = []
    others: list[LeadCase] = []
    for pair, row in rows.items():
        if among is not None and pair not in among:
            continue
        ends = pair.split("-")
        if settings.lead in ends:
            continue
        for state, third in (ends, ends[::-1]):
            lead = rows.get(pair_of(third, settings.lead))
            both_allied = {state, third} <= set(settings.allies)
            if lead is not None and not both_allied:
                (allies if state in settings.allies else others).append(LeadCase(state, third, lead, row))
    return allies, others


def case_conduct(conduct: Floats, cases: list[LeadCase]) -> Floats:
    """Return the conduct of the lead and of the other in each case, array (case, who, year).

    Parameters
    ----------
    conduct : of pairs, array (pair, year)
    cases : at least one
    """
    return np.stack([conduct[[case.of_lead for case in cases]], conduct[[case.of_state for case in cases]]], axis=1)


def conduct_of_cases(both: Sequence[Integers]) -> Floats:
    """Return the conduct in cases that were simulated, array (panel, case, who, year).

    Parameters
    ----------
    both : counts of the lead and of the other, arrays (panel, case, direction, year, quad)
    """
    return np.stack([mean_conduct(counts.sum(axis=2)) for counts in both], axis=2)


_Find = Callable[[Floats], float]


def facts_of_pairs(settings: PanelSettings) -> dict[str, _Find]:
    """Name the statistics of the conduct of pairs, array (pair, year).

    Parameters
    ----------
    settings : what counts as a large drop, and as lasting
    """
    least, enough = settings.large_drop, settings.still_there
    return {
        "lag_one": lag_one,
        "share_of_drops": lambda values: share_of_drops(values, least),
        "kurtosis_of_changes": kurtosis_of_changes,
        "skewness": skewness,
        "share_that_lasts": lambda values: share_that_lasts(values, least, enough),
        "between_over_within": between_over_within,
    }


FACTS_OF_DIRECTIONS: dict[str, _Find] = {"same_year": same_year, "answer_later": answer_later}
"""Statistics of directed pairs in both orders, array (pair, direction, year)."""

_SLOPES = ("slope_of_allies", "slope_of_others")
"""Slopes on the lead toward the same third state, array (case, who, year)."""


class _Sample(NamedTuple):
    """What statistics are computed from: the rows of a sample, and which of its statistics."""

    values: Floats
    statistics: Mapping[str, _Find]


def _samples_of(panel: Panel, settings: PanelSettings) -> list[_Sample]:
    """Return the samples of a panel, each with its statistics.

    Parameters
    ----------
    panel, settings : the panel, and what is compared
    """
    conduct = pair_conduct(panel)
    found = [
        _Sample(conduct, facts_of_pairs(settings)),
        _Sample(in_both_orders(directed_conduct(panel, settings.least_directed)), FACTS_OF_DIRECTIONS),
    ]
    for name, cases in zip(_SLOPES, lead_cases(panel, settings), strict=True):
        if cases:
            found.append(_Sample(case_conduct(conduct, cases), {name: slope_on_lead}))
    return found


def panel_facts(panel: Panel, settings: PanelSettings) -> dict[str, float]:
    """Compute all statistics of a panel, by name.

    Parameters
    ----------
    panel, settings : the panel, and what is compared
    """
    return {
        name: find(sample.values) for sample in _samples_of(panel, settings) for name, find in sample.statistics.items()
    }


class Figure(NamedTuple):
    """A figure with its 95% interval."""

    value: float
    low: float
    high: float

    @property
    def cell(self) -> str:
        """The figure with its interval, for a table."""
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"


class StatisticCheck(NamedTuple):
    """A figure of a panel beside the central 95% of panels simulated of the same pairs."""

    name: str
    observed: float
    low: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether it lies within."""
        return self.low <= self.observed <= self.high

    def cells(self) -> list[str]:
        """Return a row for people."""
        within = "inside" if self.inside else "outside"
        return [self.name, f"{self.observed:.4g}", f"{self.low:.4g} to {self.high:.4g}", within]


def central_interval(values: Floats) -> tuple[float, float]:
    """Return the ends of the central 95% of numbers; no numbers where there are none.

    Parameters
    ----------
    values : array (draw), in which some may be no numbers
    """
    there = values[np.isfinite(values)]
    if not there.size:
        return float("nan"), float("nan")
    low, high = np.quantile(there, (0.025, 0.975))
    return float(low), float(high)


def panel_figures(panel: Panel, settings: PanelSettings, resamples: int = 400) -> dict[str, Figure]:
    """Compute all statistics of a panel with bootstrap intervals over its rows.

    Parameters
    ----------
    panel, settings : the panel, and what is compared
    resamples : of the bootstrap
    """
    found = {}
    for sample in _samples_of(panel, settings):
        generator = np.random.Generator(np.random.PCG64(_SEED))
        rows = len(sample.values)
        chosen = [generator.integers(rows, size=rows) for _ in range(resamples)]
        for name, find in sample.statistics.items():
            drawn = [find(sample.values[drawn]) for drawn in chosen]
            found[name] = Figure(find(sample.values), *central_interval(np.array(drawn)))
    return found
