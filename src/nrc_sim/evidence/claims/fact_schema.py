"""What the files of claims and facts hold: the claims with their bounds, and how each figure is computed."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from nrc_sim.scenario.schema import Floats, Month, Section, Slug, Slugs, Texts, as_tuple

_Operator = Literal["<", "<=", ">", ">=", "between"]


class Part(Section):
    """One bound of a claim."""

    id: str
    statistic: str
    operator: _Operator
    bound: float | Floats
    unit: str


class Claim(Section):
    """A claim of the source analysis, the fact that shows it, and its bounds."""

    id: str
    kind: Literal["H", "E", "I"]
    claim: str
    mechanism: str
    scenarios: Texts
    fact: str
    counted: bool
    counted_with: str | None = None
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


class Variant(Section):
    """A scenario, given like a scenario file, with what no scenario can say."""

    scenario: dict[str, Any]
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
    """How much wider one sum of measures spreads than another: by quantiles or standard deviation."""

    estimate: Literal["spread"]
    first: _Measures
    second: _Measures
    levels: Floats = ()
    relative: bool = False


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


Fact = Annotated[
    Mean | Ratio | RatioOfRatios | LeastLead | ShareOf | Contrast | Spread | Correlation | PathFact | RuleFact,
    Field(discriminator="estimate"),
]


class FactsFile(Section):
    """Variants of scenarios, and how the figure of each part of a claim is computed from them."""

    variants: dict[Slug, Variant]
    facts: dict[str, Fact]


class NotesFile(Section):
    """Why claims do not hold, and what was tried."""

    notes: dict[str, str]
