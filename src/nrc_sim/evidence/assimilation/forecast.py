"""Forecasts that follow events: an ensemble conditioned on what was observed, and simulated on from there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Integers
from nrc_sim.engine.world import Job, choose_parameters, values_of_sets
from nrc_sim.errors import InputError, whole_number
from nrc_sim.evidence.assimilation.following import FollowedRuns, Listening, follow_months
from nrc_sim.evidence.assimilation.observing import ObservationModel
from nrc_sim.evidence.assimilation.particle_filter import (
    FilteredMonth,
    normalised_weights,
    resampling_chance,
    systematic_ancestors,
)
from nrc_sim.evidence.assimilation.particles import RunParticles
from nrc_sim.evidence.assimilation.reading import KnownSpan, Observations, read_observations
from nrc_sim.evidence.assimilation.selecting import Fulfilled, list_demands, select_fulfilling
from nrc_sim.evidence.assimilation.settings import load_assimilation
from nrc_sim.evidence.assimilation.story import Story, choose_story, give, last_month, observation_model, story_job
from nrc_sim.evidence.assimilation.surprise import Surprise
from nrc_sim.scenario import Scenario, load_defaults, month_text
from nrc_sim.scenario.schema import MOST_MONTHS
from nrc_sim.scenario.settings import settings_of
from nrc_sim.study.executors import choose_executor
from nrc_sim.study.given import GivenChoice, listed_choices
from nrc_sim.study.results import Results, ScenarioRuns, layout_of
from nrc_sim.study.results.digests import compute_leaves
from nrc_sim.study.results.scenario_runs import reduce_paths
from nrc_sim.study.running import Settings
from nrc_sim.study.statistics import Tally

_MONTHS = 12
_ANSWERS = "answers"
"""Name of the stream by which the particles that go on are chosen."""


class Asked(NamedTuple):
    """What a forecast is of.

    Attributes
    ----------
    story : Story
        What the ensemble goes through.
    observed : Observations
        What was observed.
    until : int
        Last month that is known, counted from year 0.
    ahead : int
        Months that are forecast, >= 0.
    model : ObservationModel
        How runs are seen.
    settings : Settings
        Runs, seed, workers, parameters and questions.
    """

    story: Story
    observed: Observations
    until: int
    ahead: int
    model: ObservationModel
    settings: Settings

    @property
    def span(self) -> range:
        """Months that are followed."""
        return range(self.story.start, self.until + 1)


@dataclass(frozen=True, repr=False)
class ForecastResults(Results):
    """Results of an ensemble that followed what was observed, and was simulated on from there.

    Attributes
    ----------
    asked : Asked
    months : tuple of FilteredMonth
        How each month went that was followed.
    surprises : tuple of tuple of Surprise
        For each of them, how improbable was what was observed in it.
    followed : FollowedRuns
        The ensemble at the end of the last month that is known.
    rows : array of int64 (run)
        Which of its particles each run goes on from.
    given : tuple of Fulfilled
        How many runs fulfil the conditions that were given, in the order of their months.
    """

    asked: Asked
    months: tuple[FilteredMonth, ...]
    surprises: tuple[tuple[Surprise, ...], ...]
    followed: FollowedRuns
    rows: Integers
    given: tuple[Fulfilled, ...] = ()

    @property
    def runs(self) -> ScenarioRuns:
        """The runs of the one scenario."""
        return next(iter(self))


def ask(
    story: Story,
    observed: Sequence[Path],
    span: tuple[str, int],
    settings: Settings,
    only: Collection[str] = (),
    model_error: float | None = None,
) -> Asked:
    """Check and read all that a forecast needs; simulate nothing but the hindcast that an observation model rests on.

    Parameters
    ----------
    story : what the ensemble goes through
    observed : files
    span : last month that is known, and months that are forecast
    settings : of the runs
    only, model_error : see `forecast`

    Raises
    ------
    InputError
        If something asked for cannot be accepted.
    """
    last, ahead = last_month(span[0], story), whole_number("months", span[1], 0, MOST_MONTHS)
    length = last + 1 - story.start + ahead
    if length > MOST_MONTHS:
        raise InputError(f"it goes through {length} months", place="--until", allowed=f"at most {MOST_MONTHS}")
    scenario, conditions = give(story, length)
    story, settings = story._replace(scenario=scenario), replace(settings, given=conditions)
    job = story_job(story, settings.seed, length, settings.parameters)
    found = read_observations(observed, KnownSpan(story.scenario.world, job.labels, story.start, last), only)
    model = observation_model(story, found.measured, settings.seed, settings.parameters, model_error)
    return Asked(story, found, last, ahead, model, settings)


def forecast(  # noqa: PLR0913
    scenario: str | Path | Scenario,
    *,
    observed: str | Path | Sequence[str | Path],
    until: str,
    months: int = _MONTHS,
    runs: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    parameters: str | None = None,
    only: Collection[str] = (),
    since: str | None = None,
    model_error: float | None = None,
    changes: Mapping[str, Any] | None = None,
    given: GivenChoice | Iterable[GivenChoice] = (),
) -> ForecastResults:
    """Let an ensemble follow what was observed, and simulate on from there.

    Parameters
    ----------
    scenario : scenario, its slug or file, or the name of a world with a plan of evidence, whose chances are followed
    observed : file or files: monthly conduct as `nrc-sim events` writes it, yearly series, known states
    until : last month that is known, such as `2012-12`; what is later is not read
    months : months that are forecast, 0..600
    runs : particles; None takes the usual number of runs
    seed : of all draws; None takes the usual one
    workers : threads; results do not depend on them
    parameters : "ensemble" or "central"; None draws sets where the world ships some
    only : names of dyads and variables that count, `states` for all states; none means all
    since : month from which on chances count, after the history up to it
    model_error : by which the mean conduct of runs may miss that of the actors, -1..1; None takes the usual one
    changes : values by path, such as {"policies.dialogue": 0.5}
    given : files of facts, which take the place of what chance would draw, and conditions that all runs fulfil, see
        docs/given.md

    Raises
    ------
    InputError
        If something asked for cannot be accepted.
    RunError
        If a run fails.

    Notes
    -----
    A bootstrap particle filter: particles are runs, their parameter sets included. Without anything observed run i is
    run i of the scenario, bit for bit; what comes of it follows from seed and observations alone.
    """
    story = choose_story(scenario, settings_of(changes or {}), since, listed_choices(given))
    defaults, chosen = load_defaults(), choose_parameters(parameters, [story.scenario])
    count, start = (defaults.runs if runs is None else runs), (defaults.seed if seed is None else seed)
    settings = Settings(count, start, workers=workers, parameters=chosen)
    paths = [Path(observed)] if isinstance(observed, str | Path) else [Path(one) for one in observed]
    return make_forecast(ask(story, paths, (until, months), settings, only, model_error))


def make_forecast(asked: Asked, heard: Listening | None = None) -> ForecastResults:
    """Follow, choose the particles that go on, and simulate these on.

    Parameters
    ----------
    asked : what the forecast is of
    heard : where work is kept, and who is told

    Raises
    ------
    RunError
        If a run fails.
    InputError
        If no run fulfils what is given.
    """
    heard, settings = heard or Listening(), asked.settings
    story, length = asked.story, len(asked.span) + asked.ahead
    job = story_job(story, settings.seed, length, settings.parameters)
    with choose_executor(settings.workers, threads=True) as executor:
        measured, collapse = asked.observed.measured, load_assimilation().collapse
        particles = RunParticles(job, settings.runs, measured, asked.model, executor)
        particles.demands = list_demands(settings.given, story.start, length)
        found = follow_months(particles, measured, asked.span, settings.seed, collapse, heard)
        rows, given = choose_rows(found, settings.seed, asked.until), list(found.given)
        after = found.particles.fork(rows)
        for month in range(asked.until + 1, asked.until + 1 + asked.ahead):
            after.advance(month)
            selection = select_fulfilling(after, np.zeros(after.runs), month, settings.seed)
            if selection is not None:
                rows, given = rows[selection.ancestors], [*given, selection.fulfilled]
            heard.progress("months ahead", month - asked.until, asked.ahead)
    runs = _count_runs(story.scenario, job, settings, after)
    surprises = tuple(map(tuple, found.surprises))
    return ForecastResults({runs.slug: runs}, asked, tuple(found.months), surprises, found, rows, tuple(given))


def choose_rows(found: FollowedRuns, seed: int, month: int) -> Integers:
    """Choose particles so that those that go on have equal weights.

    Parameters
    ----------
    found : the ensemble at the end of a month
    seed, month : from which the choice follows
    """
    weights = found.log_weights
    if np.ptp(weights) == 0.0:
        return np.arange(weights.size)
    return systematic_ancestors(normalised_weights(weights), resampling_chance(seed, month, _ANSWERS))


def _count_runs(scenario: Scenario, job: Job, settings: Settings, after: RunParticles) -> ScenarioRuns:
    """Count runs of which each has the past that its particle descends from."""
    block, questions = after.path_block(), settings.questions
    # Runs share pasts, and sets with them: what sets differ by could not be told from what their pasts do.
    tally = Tally(layout_of(scenario, job.labels, job.months, questions=questions))
    tally.add(block)
    kept = reduce_paths(block, scenario.world.outcomes.months)
    values = values_of_sets(job.parameter_sets)
    return ScenarioRuns(scenario, settings.seed, job.labels, tally, compute_leaves(block), kept, set_values=values)


def describe_months(found: ForecastResults) -> list[dict[str, Any]]:
    """Describe how each month went, as plain data.

    Parameters
    ----------
    found : a forecast
    """
    return [
        {**how._asdict(), "month": month_text(how.month), "observed": len(surprises)}
        for how, surprises in zip(found.months, found.surprises, strict=True)
    ]
