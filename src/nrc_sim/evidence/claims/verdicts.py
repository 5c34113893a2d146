"""From figures with intervals to verdicts: runs are doubled until each bound is settled or the maximum is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world.job import Values
from nrc_sim.evidence.claims.estimates import Estimate, resampling_weights
from nrc_sim.evidence.claims.evidence import (
    Evidence,
    Noted,
    claims_of_runs,
    make_estimates,
    merge_notes,
    studies_among,
)
from nrc_sim.evidence.claims.fact_schema import Claim, Part, Rules
from nrc_sim.evidence.claims.loading import FOLDER, load_claims, parts_of
from nrc_sim.evidence.claims.studies import StudyFigure, make_studies
from nrc_sim.evidence.claims.variants import Experiment
from nrc_sim.study.executors import Progress
from nrc_sim.study.statistics.intervals import wilson_share

_Verdict = Literal["holds", "fails", "undecided"]

RESAMPLES = 1000
_SEED = 1979
_ROWS = 100
"""Resamples whose weights are in memory at once."""


@dataclass(frozen=True)
class PartResult:
    """The figure of one bound of a claim.

    Attributes
    ----------
    part : Part
    value, low, high : float
        The figure with its 95% interval; infinite where nothing stands in a denominator.
    verdict : {"holds", "fails", "undecided"}
    runs : int
        Runs of each variant that it rests on.
    """

    part: Part
    value: float
    low: float
    high: float
    verdict: _Verdict
    runs: int


@dataclass(frozen=True)
class ClaimResult:
    """A claim with the figures of its bounds.

    Attributes
    ----------
    claim : Claim
    parts : tuple of PartResult
    holds_in_sets : float or None
        Share of accepted parameter sets in which all bounds hold; None where it was not computed.
    """

    claim: Claim
    parts: tuple[PartResult, ...]
    holds_in_sets: float | None = field(default=None)

    @property
    def verdict(self) -> _Verdict:
        """The claim holds if all bounds do, or as many as it asks for, and fails if these cannot."""
        found = [_worst(part.verdict for part in parts) for parts in self._counted_together()]
        asked = len(found) if self.claim.at_least is None else self.claim.at_least
        if found.count("holds") >= asked:
            return "holds"
        return "fails" if len(found) - found.count("fails") < asked else "undecided"

    def _counted_together(self) -> list[list[PartResult]]:
        """Group the bounds by the one with which they count."""
        groups: dict[str, list[PartResult]] = {}
        for result in self.parts:
            groups.setdefault(result.part.together_with or result.part.id, []).append(result)
        return list(groups.values())

    @property
    def holds(self) -> bool:
        """Whether the claim counts as holding: what is undecided does not."""
        return self.verdict == "holds"


def _worst(verdicts: Iterable[_Verdict]) -> _Verdict:
    order: tuple[_Verdict, ...] = ("fails", "undecided", "holds")
    return min(verdicts, key=order.index)


def verify_claims(
    claims: Sequence[Claim],
    parameter_sets: Sequence[Values] = (),
    *,
    everywhere: Mapping[str, float] | None = None,
    workers: int | None = None,
    listener: Progress | None = None,
    folder: Path = FOLDER,
) -> dict[str, PartResult]:
    """Compute the figures of claims and judge them, with the seeds that are kept for verdicts.

    Parameters
    ----------
    claims : which
    parameter_sets : sets from which each run draws one; none means the central set for all runs
    everywhere : other values of parameters, by `group.name`, in history too
    workers : threads; None takes what the machine offers
    listener : called with the stage, runs done and runs to do
    folder : where claims and facts stand

    Returns
    -------
    the results of the parts, by id
    """
    rules = load_claims(folder).rules
    parts = {part.id: part for part in parts_of(tuple(claims))}
    estimates, studies = make_estimates(parts.values(), folder), studies_among(parts.values(), folder)
    results: dict[str, PartResult] = {}
    notes: dict[str, list[Noted]] = {name: [] for name in estimates}
    waiting, done, wanted = list(estimates), 0, rules.minimum_runs
    while waiting:
        for noted in _notes(
            estimates, waiting, (done, wanted), rules, (parameter_sets, everywhere or {}, workers, folder)
        ):
            for name in waiting:
                notes[name].append(Noted({name: noted.parts[name]}, noted.clusters))
        for name in waiting:
            results[name] = judge_part(parts[name], estimates[name], merge_notes(notes[name]))
        if listener is not None:
            listener("verifying", wanted, rules.maximum_runs)
        waiting = [name for name in waiting if results[name].verdict == "undecided"]
        done, wanted = wanted, 2 * wanted
        if wanted > rules.maximum_runs:
            break
    if studies:
        made = make_studies(studies, rules.seeds[0], parameter_sets, workers, folder)
        for place, (name, fact) in enumerate(studies.items()):
            results[name] = _judge_study(parts[name], made.figure(fact))
            if listener is not None:
                listener("studies", place + 1, len(studies))
    return results


def _judge_study(part: Part, found: StudyFigure) -> PartResult:
    verdict = judge(part, found.value, found.low, found.high)
    return PartResult(part, found.value, found.low, found.high, verdict, found.number)


def _notes(
    estimates: Mapping[str, Estimate], waiting: Sequence[str], span: tuple[int, int], rules: Rules, how: tuple[Any, ...]
) -> list[Noted]:
    """Simulate the next runs, in equal parts with each of the seeds."""
    parameter_sets, everywhere, workers, folder = how
    count = len(rules.seeds)
    first, end = (-(-runs // count) for runs in span)
    needed = {name: estimates[name] for name in waiting}
    return [
        Evidence(needed, Experiment(seed, parameter_sets, everywhere, folder=folder)).gather(
            first, end - first, workers
        )
        for seed in rules.seeds
    ]


def judge_part(part: Part, estimate: Estimate, noted: Noted, resamples: int = RESAMPLES) -> PartResult:
    """Compute a figure with its interval and judge it by its bound.

    Parameters
    ----------
    part : the bound
    estimate : how the figure is computed
    noted : what was noted of the runs
    resamples : of the bootstrap
    """
    numbers = noted.parts[part.id]
    value = float(estimate.value(numbers, np.ones((1, len(numbers))))[0])
    if estimate.is_share:
        counted, among = (int(total) for total in numbers.sum(axis=0))
        _, low, high = wilson_share(counted, among) if among else (0.0, 0.0, 1.0)
    else:
        low, high = _bootstrap_interval(estimate, numbers, noted, resamples)
    return PartResult(part, value, low, high, judge(part, value, low, high), len(numbers))


def _bootstrap_interval(estimate: Estimate, numbers: Floats, noted: Noted, resamples: int) -> tuple[float, float]:
    drawn = []
    for block in range(max(1, resamples // _ROWS)):
        weights = resampling_weights(noted.clusters, _ROWS, _SEED + block)
        drawn.append(estimate.value(numbers, weights))
    # The nearest value, since between infinite ones nothing can be interpolated.
    low, high = np.quantile(np.concatenate(drawn), (0.025, 0.975), method="nearest")
    return float(low), float(high)


def judge(part: Part, value: float, low: float, high: float) -> _Verdict:
    """Return whether a figure keeps its bound with its whole interval, breaks it with its whole interval, or neither.

    Parameters
    ----------
    part : with operator and bound
    value, low, high : the figure and its interval
    """
    ends = [keeps(part, end) for end in (low, value, high)]
    if all(ends):
        return "holds"
    within = part.operator == "between" and isinstance(part.bound, tuple)
    crossed = within and any(low < bound < high for bound in part.bound)  # type: ignore[union-attr]
    return "undecided" if any(ends) or crossed else "fails"


def keeps(part: Part, value: float) -> bool:
    """Return whether a value keeps a bound.

    Parameters
    ----------
    part : with operator and bound
    value : of the figure
    """
    if isinstance(part.bound, tuple):
        return part.bound[0] <= value <= part.bound[1]
    comparisons: dict[str, bool] = {
        "<": value < part.bound,
        "<=": value <= part.bound,
        ">": value > part.bound,
        ">=": value >= part.bound,
    }
    return comparisons[part.operator]


def holding_in_sets(
    claims: Sequence[Claim],
    parameter_sets: Sequence[Values],
    runs_per_set: int,
    workers: int | None = None,
    folder: Path = FOLDER,
) -> dict[str, float]:
    """Return the share of parameter sets in which a claim holds, by id of the claim; none of those that need studies.

    Parameters
    ----------
    claims : which
    parameter_sets : at least one
    runs_per_set : runs of each variant with each set; the figures of single sets are as rough as these are few
    workers : threads; None takes what the machine offers
    folder : where claims and facts stand
    """
    claims = claims_of_runs(claims, folder)
    estimates = make_estimates(parts_of(tuple(claims)), folder)
    if not estimates:
        return {}
    seed = load_claims(folder).rules.seeds[0]
    experiment = Experiment(seed, parameter_sets, runs_per_set=runs_per_set, folder=folder)
    count = len(parameter_sets)
    noted = Evidence(estimates, experiment).gather(0, count * runs_per_set, workers)
    weights = np.repeat(np.eye(count), runs_per_set, axis=1)
    values = {name: estimate.value(noted.parts[name], weights) for name, estimate in estimates.items()}
    of_sets = [{name: float(found[place]) for name, found in values.items()} for place in range(count)]
    shares = {}
    for claim in claims:
        if claim.parts:
            shares[claim.id] = float(np.mean([holds_at(claim, figures) for figures in of_sets]))
    return shares


def holds_at(claim: Claim, values: Mapping[str, float]) -> bool:
    """Return whether a claim holds by figures alone, whatever their intervals.

    Parameters
    ----------
    claim : which
    values : figures by id of the part
    """
    found = []
    for part in claim.parts:
        value = values[part.id]
        found.append(PartResult(part, value, value, value, judge(part, value, value, value), 0))
    return ClaimResult(claim, tuple(found)).holds
