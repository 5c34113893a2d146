"""What the figures are drawn from: plain arrays with names, checked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

Months = NDArray[np.datetime64]

SERIES_NEEDED = ("trust_outside", "trust_alliance", "activity", "portfolio")


class DatedShock(NamedTuple):
    """A shock or event that happens in a known month.

    Attributes
    ----------
    month : numpy.datetime64
        Month in which it happens.
    label : str
        A few words for the key of the figure.
    weight : float
        Importance, >= 0; the heaviest are labelled first where room is short.
    lasts : int
        Months in which it comes, from that one on.
    """

    month: np.datetime64
    label: str
    weight: float = 1.0
    lasts: int = 1

    @property
    def words(self) -> str:
        """Label, and how long it lasts if that is more than a month."""
        return self.label if self.lasts == 1 else f"{self.label}, for {counted(self.lasts, 'month')}"


class OutcomeShare(NamedTuple):
    """Share of runs that end in one class, with its 95% Wilson interval; all 0..1.

    `sets_low` and `sets_high` are the 5-95% range of the share between parameter sets, if there are several.
    """

    share: float
    low: float
    high: float
    sets_low: float | None = None
    sets_high: float | None = None


LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles over runs from which fans are drawn."""


class FinalIndex(NamedTuple):
    """Distribution of the final index over runs.

    Attributes
    ----------
    mean, lowest, highest : float
        Over all runs, points.
    edges : array (edge)
        Ends of the bins, points, ascending and equally far from each other.
    shares : array (bin)
        Share of runs in each bin, 0..1.
    """

    mean: float
    lowest: float
    highest: float
    edges: Floats
    shares: Floats


class MemberTrust(NamedTuple):
    """Quartiles over runs of the trust between each member and the outside power, in one direction; all 0..1.

    Attributes
    ----------
    paths : array (quartile, month, member)
        Quantiles 0.25, 0.5 and 0.75 of every month; NaN before accession.
    end : array (quartile, member)
        The same of the mean of each run over the final window.
    """

    paths: Floats
    end: Floats


@dataclass(frozen=True)
class ScenarioFigureData:
    """Everything the figures show of one scenario.

    Attributes
    ----------
    slug, title : str
        Short name and display title.
    months : array of datetime64[M] (month,)
        Months of the horizon.
    index : array (level, month)
        Quantiles of `LEVELS` over runs of the mean of the index over the final window up to each month, points.
    monthly : array (month)
        Median over runs of the index of each month, points.
    final_index : FinalIndex
        Distribution of the mean of the index over the final window.
    outcomes : mapping of class to (share, low, high), maybe with the range between sets, see `OutcomeShare`
        Shares of runs by outcome class and 95% Wilson limits, 0..1.
    class_shares : array (class, month)
        Share of runs in each class if they ended with each month, lowest class first, 0..1.
    frozen : array (month)
        Share of runs in which the institution is frozen, 0..1; None where there is no institution.
    member_names : tuple of str
        Display names of the members, or of the pairs that are shown where both sides have several powers.
    member_trust, outside_trust : MemberTrust
        Trust of each member in the outside power, and of the outside power in each member.
    series : mapping of name to array (level, month)
        Quantiles of `LEVELS` over runs of at least the variables of `SERIES_NEEDED`.
    dated_shocks : sequence of (month, label, weight, lasts)
        Shocks that come at a date; see `DatedShock`.
    range_end : str or None
        "breakthrough" or "crisis" for the two ends of the range.
    """

    slug: str
    title: str
    months: Months
    index: Floats
    monthly: Floats
    final_index: FinalIndex
    outcomes: Mapping[str, tuple[float, ...]]
    class_shares: Floats
    frozen: Floats | None
    member_names: tuple[str, ...]
    member_trust: MemberTrust
    outside_trust: MemberTrust
    series: Mapping[str, Floats]
    dated_shocks: Sequence[tuple[np.datetime64, str, float] | DatedShock] = ()
    range_end: str | None = None

    def __post_init__(self) -> None:
        months, members = _checked_months(self), len(self.member_names)
        _check_shape(self, "class_shares", self.class_shares.shape, (len(self.outcomes), months))
        for name in ("monthly", "frozen"):
            values = getattr(self, name)
            if values is not None:
                _check_shape(self, name, values.shape, (months,))
        for name, trust in (("member_trust", self.member_trust), ("outside_trust", self.outside_trust)):
            _check_shape(self, f"{name}.paths", trust.paths.shape, (3, months, members))
            _check_shape(self, f"{name}.end", trust.end.shape, (3, members))
        for name in SERIES_NEEDED:
            if name not in self.series:
                raise InputError(f"the series `{name}` is missing", place=self.slug, allowed=", ".join(SERIES_NEEDED))
            _check_shape(self, name, self.series[name].shape, (len(LEVELS), months))

    @property
    def shocks(self) -> tuple[DatedShock, ...]:
        """Dated shocks within the horizon, by month."""
        given = (DatedShock(*shock) for shock in self.dated_shocks)
        listed = (shock._replace(month=shock.month.astype("datetime64[M]")) for shock in given)
        inside = (shock for shock in listed if self.months[0] <= shock.month <= self.months[-1])
        return tuple(sorted(inside, key=lambda shock: (shock.month, shock.label)))


def _checked_months(scenario: ScenarioFigureData) -> int:
    shape = scenario.index.shape
    if shape != (len(LEVELS), len(scenario.months)) or shape[1] < 1:
        raise InputError(
            f"the index has shape {shape} for {counted(len(scenario.months), 'month')}",
            place=scenario.slug,
            allowed=f"({len(LEVELS)}, month) with at least one month",
        )
    # Members may lack values before accession; the index never may.
    if not np.isfinite(scenario.index).all():
        raise InputError("the index holds values that are not finite", place=scenario.slug)
    return shape[1]


def _check_shape(scenario: ScenarioFigureData, name: str, found: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if found != wanted:
        raise InputError(f"`{name}` has shape {found}", place=scenario.slug, allowed=str(wanted))


@dataclass(frozen=True)
class FigureData:
    """Scenarios side by side, with what is common to them.

    Attributes
    ----------
    scenarios : tuple of ScenarioFigureData
        In the order in which they are shown.
    classes : tuple of str
        Outcome classes, low to high.
    bounds : tuple of float
        Index at which one class ends and the next starts, points; one fewer than classes.
    runs, seed : int
        Runs of each scenario and master seed.
    outside, alliance : str
        Display names of the outside power and of the alliance.
    version : str
        Version of the package.
    final_months : int
        Length of the window of the final index, months.
    parameters : str
        "central" (one parameter set for all runs) or "ensemble" (a set drawn for each run).
    several : tuple of bool
        Whether the alliance, and whether the other side, has several powers.
    pairs : str
        Which pairs of powers are shown if not all, as a sentence.
    """

    scenarios: tuple[ScenarioFigureData, ...]
    classes: tuple[str, ...]
    bounds: tuple[float, ...]
    runs: int
    seed: int
    outside: str
    version: str
    alliance: str = "the Alliance"
    final_months: int = 6
    parameters: str = field(default="central")
    several: tuple[bool, bool] = (True, False)
    pairs: str = ""

    def __post_init__(self) -> None:
        if not self.scenarios:
            raise InputError("there is no scenario to draw")
        slugs = [scenario.slug for scenario in self.scenarios]
        if len(set(slugs)) < len(slugs):
            raise InputError(f"a scenario stands twice among {', '.join(slugs)}")
        if len(self.bounds) != len(self.classes) - 1:
            raise InputError(
                f"{counted(len(self.bounds), 'bound')} for {counted(len(self.classes), 'class', 'classes')}",
                allowed="one bound fewer",
            )
        for scenario in self.scenarios:
            missing = [name for name in self.classes if name not in scenario.outcomes]
            if missing:
                raise InputError(f"no share of the class `{missing[0]}`", place=scenario.slug)

    def scenario(self, slug: str) -> ScenarioFigureData:
        """Find a scenario by its slug.

        Parameters
        ----------
        slug : short name of the scenario

        Raises
        ------
        InputError
            When no scenario has that slug.
        """
        for scenario in self.scenarios:
            if scenario.slug == slug:
                return scenario
        known = ", ".join(scenario.slug for scenario in self.scenarios)
        raise InputError(f"no results of the scenario `{slug}`", allowed=known)

    def range_end(self, end: str) -> ScenarioFigureData | None:
        """Find the scenario that is declared as one end of the range, or None.

        Parameters
        ----------
        end : "breakthrough" or "crisis"
        """
        return next((scenario for scenario in self.scenarios if scenario.range_end == end), None)
