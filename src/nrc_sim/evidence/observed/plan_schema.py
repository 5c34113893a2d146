"""What the plan of a world's evidence holds: who stands behind a dyad, which series are fitted, by what statistics."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.scenario.schema import Section, Slug, Texts, as_tuple

_Year = Annotated[int, Field(ge=0, le=9999)]
_Years = Annotated[tuple[_Year, ...], BeforeValidator(as_tuple)]
EVENT_LINK = "events"
"""What `link` says of a variable that is observed by kinds of events."""
MOST_CANDIDATES, MOST_RUNS = 1_000_000, 100_000
"""Parameter sets that are drawn, and runs of each."""


class Group(Section):
    """Members that are one partner: with their weights, or another group without some of its members."""

    members: dict[Slug, float] = Field(default_factory=dict)
    of: str | None = None
    without: Texts = ()


class Series(Section):
    """Dyads: those that are fitted, those only scored, and those of trust."""

    primary: Texts
    also: Texts
    trust: Texts


class Split(Section):
    """Which data serve what."""

    fitted: str
    left_out: str
    validated_on: Texts
    first_year: _Year
    last_year: _Year
    fitted_until: _Year


class Statistic(Section):
    """A number that decides whether a parameter set is accepted.

    The mean over the years `plus` less that over `minus`; with `against`, the mean of `of` less that of another dyad,
    or the ratio of their standard deviations.
    """

    id: Slug
    of: str
    plus: _Years = ()
    minus: _Years = ()
    against: str | None = None
    ratio_of_sd: bool = False
    discrepancy_sd: float = Field(gt=0)


class Observed(Section):
    """With which mean of the model a variable is compared, its unit, and how the model is seen in it.

    By a line, or as the mean Goldstein weight of events whose kinds the model makes more or less likely.
    """

    model: str
    unit: str
    link: Literal["line", "events"] = "line"


class Calibration(Section):
    """How parameter sets are drawn and accepted."""

    free: Texts
    learned: dict[str, float] = Field(default_factory=dict)
    candidates: int = Field(ge=1, le=MOST_CANDIDATES)
    runs: int = Field(ge=2, le=MOST_RUNS)
    seed: int = Field(ge=0, le=LARGEST_NUMBER)
    cut_off: float = Field(gt=0)
    accepted_at_least: int = Field(ge=1)

    @property
    def drawn(self) -> list[str]:
        """Parameters that candidates have values of: the free ones, then those learned elsewhere."""
        return [*self.free, *self.learned]


class PlanScenarios(Section):
    """The scenario with events of the observed years prescribed, and the one that leaves the next year to chance."""

    history: Slug
    forecast: Slug


class Plan(Section):
    """What is compared with what is observed, and how."""

    sources: dict[str, str]
    scenarios: PlanScenarios
    observation: dict[str, Observed]
    groups: dict[str, Group]
    series: Series
    split: Split
    statistics: Annotated[tuple[Statistic, ...], BeforeValidator(as_tuple)]
    observation_sd: float = Field(gt=0)
    calibration: Calibration

    def weights_of(self, group: str) -> dict[str, float]:
        """Return the weights of the members of a group, adding up to 1.

        Parameters
        ----------
        group : name of a group of the plan
        """
        kept = self.kept_of(group)
        total = added_up(kept.values())
        return {name: weight / total for name, weight in kept.items()}

    def kept_of(self, group: str) -> dict[str, float]:
        """Return the weights of the members that are left in a group, as they add up to anything.

        Parameters
        ----------
        group : name of a group of the plan
        """
        found = self.groups[group]
        weights: dict[str, Any] = dict(found.members) if found.of is None else self.weights_of(found.of)
        return {name: weight for name, weight in weights.items() if name not in found.without}

    def members_of(self, group: Group) -> tuple[str, ...]:
        """Return the members of a group before any is left out; none if what it is made of is not there.

        Parameters
        ----------
        group : of the plan, which need not be sound
        """
        gone: list[str] = []
        while group.of in self.groups and group.of not in gone:
            gone.append(group.of)
            group = self.groups[group.of]
        left_out = {name for step in gone for name in self.groups[step].without}
        return tuple(name for name in group.members if name not in left_out)

    @property
    def years(self) -> tuple[int, ...]:
        """The years observed."""
        return tuple(range(self.split.first_year, self.split.last_year + 1))
