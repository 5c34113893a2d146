"""What the files of claims and facts hold: the claims with their bounds, and how each figure is computed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from nrc_sim.scenario.schema import Floats, Month, Section, Slug, Slugs, Texts, as_tuple

_Operator = Literal["<", "<=", ">", ">=", "between"]


class Part(Section):
    """One bound of a claim; `together_with` another part it counts as one where a claim asks for some parts only."""

    id: str
    statistic: str
    operator: _Operator
    bound: float | Floats
    unit: str
    together_with: str | None = None


class Claim(Section):
    """A claim, the fact that shows it, and its bounds, of which `at_least` so many have to hold; all by default."""

    id: str
    kind: Literal["H", "E", "I", "P"]
    claim: str
    mechanism: str
    scenarios: Texts
    fact: str
    counted: bool
    counted_with: str | None = None
    at_least: int | None = Field(default=None, ge=1)
    parts: Annotated[tuple[Part, ...], BeforeValidator(as_tuple)]


class Rules(Section):
    """How verdicts are reached."""

    seeds: Annotated[tuple[int, ...], BeforeValidator(as_tuple)]
    minimum_runs: int
    maximum_runs: int
    interval_level: float
    share_interval: str
    other_interval: str
    verdicts: Texts
    undecided: str
    parts: str
    also_shown: str
    kinds: dict[str, str]
    defaults: dict[str, Any]
    probe: dict[str, Any]


class ClaimsFile(Section):
    """All claims, and the rules of the game."""

    rules: Rules
    index: dict[str, Any] = Field(default_factory=dict)
    claims: Annotated[tuple[Claim, ...], BeforeValidator(as_tuple)]


class StateEdit(Section):
    """A change to the state at the start of the horizon: a field, some or all of its items, what is done to them."""

    field: Slug
    items: Slugs = ()
    add: float = 0.0
    put: float | None = None


class Probe(Section):
    """An impulse to conduct in both directions of some dyads, in one month or several."""

    at: Month
    months: int = Field(default=1, ge=1)
    impulse: float
    members: Slugs = ("alliance",)


class Later(Section):
    """What changes in a variant from a month on: shocks that come no more, parameters, the state.

    `without` ids of shocks, or `all`; `fixed` values by `group.name`, outside their ranges too.
    """

    at: Month
    without: Slugs = ()
    fixed: dict[str, float] = Field(default_factory=dict)
    start: Annotated[tuple[StateEdit, ...], BeforeValidator(as_tuple)] = ()


class Variant(Section):
    """A scenario, given like a scenario file, with what no scenario can say."""

    scenario: dict[str, Any]
    later: Later | None = None
    everywhere: dict[str, float] = Field(default_factory=dict)
    start: Annotated[tuple[StateEdit, ...], BeforeValidator(as_tuple)] = ()
    probe: Probe | None = None


class Measure(Section):
    """One number of each run of a variant, times a factor."""

    variant: Slug = Field(alias="in")
    of: str
    over: Annotated[tuple[Month, Month], BeforeValidator(as_tuple)] | None = None
    at: Month | None = None
    by: Literal["mean", "lowest", "highest"] = "mean"
    members: Slugs = ()
    times: float = 1.0


_Measures = Annotated[tuple[Measure, ...], Field(min_length=1), BeforeValidator(as_tuple)]


class RunCondition(Section):
    """A sum of measures that has to lie above or below a bound, the bound excluded."""

    terms: _Measures
    above: float | None = None
    below: float | None = None


_Conditions = Annotated[tuple[RunCondition, ...], BeforeValidator(as_tuple)]


class Mean(Section):
    """Mean over runs of a sum of measures."""

    estimate: Literal["mean"]
    terms: _Measures


class Ratio(Section):
    """Mean of one sum of measures over the mean of another."""

    estimate: Literal["ratio", "reduction", "increase"]
    top: _Measures
    bottom: _Measures


class Quotient(Section):
    """Mean of one sum of measures over the mean of another, as a part of something larger."""

    top: _Measures
    bottom: _Measures


class RatioOfRatios(Section):
    """One ratio over another."""

    estimate: Literal["ratio_of_ratios"]
    first: Quotient
    second: Quotient


class LeastLead(Section):
    """By how much one ratio exceeds the largest of others."""

    estimate: Literal["least_lead"]
    first: Quotient
    others: Annotated[tuple[Quotient, ...], Field(min_length=1), BeforeValidator(as_tuple)]


class ShareOf(Section):
    """Share of runs in which conditions hold, among those in which others do."""

    estimate: Literal["share"]
    all: _Conditions
    given: _Conditions = ()


class Contrast(Section):
    """Mean of a measure in runs in which conditions hold, minus that in the others."""

    estimate: Literal["contrast"]
    terms: _Measures
    where: _Conditions


class Spread(Section):
    """How much wider one sum of measures spreads than another: by quantiles or standard deviation.

    `relative` gives the share by which the first is narrower, `increase` that by which it is wider.
    """

    estimate: Literal["spread"]
    first: _Measures
    second: _Measures
    levels: Floats = ()
    relative: bool = False
    increase: bool = False


class Correlation(Section):
    """Correlation of the changes of two paths over some months, all runs together."""

    estimate: Literal["correlation"]
    variant: Slug = Field(alias="in")
    first: str
    second: str
    months: int = Field(ge=1)


class PathFact(Section):
    """A property of the mean path of the index, or of the path of each run."""

    estimate: Literal["rises", "reversal", "best_window", "recovery", "swings"]
    variant: Slug = Field(alias="in")
    settings: dict[str, Any]


class RuleFact(Section):
    """A figure of the rules and the world alone, or of the rules at the mean state of runs."""

    estimate: Literal["rule"]
    name: Slug
    variant: Slug = Field(default="baseline", alias="in")
    settings: dict[str, Any] = Field(default_factory=dict)


class Highest(Section):
    """The highest of the means of several measures."""

    estimate: Literal["highest"]
    terms: _Measures


class WithinStates(Section):
    """A figure of runs by the state in which the first negotiation ends.

    The lowest or highest correlation of two measures among the runs of one state, of those states that a share `least`
    of runs ends in; or the share of the variance of the first measure between the states.
    """

    estimate: Literal["lowest_correlation", "highest_correlation", "explained"]
    variant: Slug = Field(alias="in")
    first: Measure
    second: Measure | None = None
    least: float = Field(default=0.0, ge=0, le=1)


class ObservedChanges(Section):
    """A figure of the yearly changes of a dyad's conduct as events show it; `pair` is one of the panel."""

    estimate: Literal["observed_drops", "observed_kurtosis"]
    variant: Slug = Field(alias="in")
    member: Slug
    pair: str


class StudyFact(Section):
    """A figure that is no mean over runs of variants: of simulated panels, of causes, or over parameter sets."""

    estimate: Literal["panel", "causes", "sets"]
    figure: Slug


class StudySizes(Section):
    """How large the studies are that facts ask for."""

    scenario: Slug
    panels: int = Field(ge=1)
    runs_of_causes: int = Field(ge=2)
    sets: int = Field(ge=2)
    runs_per_set: int = Field(ge=1)


_OfRuns = Mean | Ratio | RatioOfRatios | LeastLead | ShareOf | Contrast | Spread | Correlation | PathFact | RuleFact
Fact = Annotated[_OfRuns | Highest | WithinStates | ObservedChanges | StudyFact, Field(discriminator="estimate")]


class FactsFile(Section):
    """Variants of scenarios, and how the figure of each part of a claim is computed from them."""

    variants: dict[Slug, Variant]
    facts: dict[str, Fact]
    studies: StudySizes | None = None


class NotesFile(Section):
    """Why claims do not hold, and what was tried."""

    notes: dict[str, str]
