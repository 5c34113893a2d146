"""The plan of a world's evidence: who stands behind a dyad, which series are fitted, and by what statistics."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from nrc_sim.errors import InputError
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.scenario import bundled_folder
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.loading import loaded
from nrc_sim.scenario.names import Finding
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Section, Slug, Texts, as_tuple

Years = Annotated[tuple[int, ...], BeforeValidator(as_tuple)]


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
    first_year: int
    last_year: int
    fitted_until: int


class Statistic(Section):
    """A number that decides whether a parameter set is accepted.

    The mean over the years `plus` less that over `minus`; with `against`, the mean of `of` less that of another dyad,
    or the ratio of their standard deviations.
    """

    id: Slug
    of: str
    plus: Years = ()
    minus: Years = ()
    against: str | None = None
    ratio_of_sd: bool = False
    discrepancy_sd: float = Field(gt=0)


class Observed(Section):
    """With which mean of the model a variable is compared, and its unit."""

    model: str
    unit: str


class Calibration(Section):
    """How parameter sets are drawn and accepted."""

    free: Texts
    candidates: int = Field(ge=1)
    runs: int = Field(ge=2)
    seed: int = Field(ge=0)
    cut_off: float = Field(gt=0)
    accepted_at_least: int = Field(ge=1)


class Told(Section):
    """The scenario that tells the events of the years observed, and the one that leaves the next year to chance."""

    history: Slug
    forecast: Slug


class Plan(Section):
    """What is compared with what is observed, and how."""

    sources: dict[str, str]
    scenarios: Told
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

    @property
    def years(self) -> tuple[int, ...]:
        """The years observed."""
        return tuple(range(self.split.first_year, self.split.last_year + 1))


def check_plan(plan: Plan) -> list[Finding]:
    """Check that a plan names only groups that it has, none of itself, and years in their order.

    Parameters
    ----------
    plan : Plan
    """
    findings: list[Finding] = []
    for name, group in plan.groups.items():
        path: Path = ("groups", name)
        if (group.of is None) == (not group.members):
            findings.append(Finding(path, "a group has members, or is another group", "members or of, one of the two"))
        elif group.of is not None and group.of not in plan.groups:
            hint = did_you_mean(group.of, list(plan.groups))
            findings.append(Finding((*path, "of"), f"there is no group {group.of!r}", ", ".join(plan.groups), hint))
        elif _turns_in_a_circle(plan, name):
            findings.append(Finding((*path, "of"), f"the group {name!r} is made of itself"))
        elif not added_up(plan.kept_of(name).values()) > 0.0:
            findings.append(Finding(path, f"nobody of weight is left in the group {name!r}", "weights above 0"))
        if any(weight < 0.0 for weight in group.members.values()):
            findings.append(Finding((*path, "members"), "a weight is below 0", "from 0"))
    split = plan.split
    if not split.first_year <= split.fitted_until <= split.last_year:
        what = "the years are not in their order"
        findings.append(Finding(("split", "fitted_until"), what, "first_year <= fitted_until <= last_year"))
    return findings


def _turns_in_a_circle(plan: Plan, name: str) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at in plan.groups and at not in seen:
        seen.add(at)
        at = plan.groups[at].of
    return at is not None and at in seen


def evidence_folder(world: str) -> FilePath:
    """Return the folder in which the evidence of a world would stand.

    Parameters
    ----------
    world : slug of the world
    """
    return bundled_folder() / "evidence" / world


def load_plan(world: str) -> Plan:
    """Load the plan of a world.

    Parameters
    ----------
    world : slug of the world

    Raises
    ------
    InputError
        If the world has none.
    """
    path = evidence_folder(world) / "plan.yaml"
    if not is_file(path):
        raise InputError(f"the world {world!r} has no plan of evidence", place=str(path), allowed="a file plan.yaml")
    return loaded(Plan, path, check_plan)
