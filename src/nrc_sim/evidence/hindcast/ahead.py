"""Unconditional forecasts one year ahead: past events prescribed, those of the next year left to chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job, make_job
from nrc_sim.engine.world.build import build_world
from nrc_sim.engine.world.job import Past
from nrc_sim.evidence.hindcast.baselines import Predictor, predict_ar1, predict_mean, predict_persistence
from nrc_sim.evidence.hindcast.prescribed import RUNS_PER_SET, PrescribedHindcast
from nrc_sim.evidence.hindcast.scores import RESAMPLES, SEED, Interval, crps_of_normal, crps_of_sample
from nrc_sim.evidence.observed import Observation, simulate_values
from nrc_sim.evidence.observed.series import by_dyad
from nrc_sim.scenario import Scenario, month_number, month_text
from nrc_sim.scenario.schema import Horizon
from nrc_sim.study.executors import Progress

QUANTILES = {"50": (0.25, 0.75), "90": (0.05, 0.95)}
_NAIVE: Mapping[str, Predictor] = {"climatology": predict_mean, "persistence": predict_persistence, "ar1": predict_ar1}


class AheadScore(NamedTuple):
    """CRPS of a dyad one year ahead, and in how many years a band held what came true.

    Attributes
    ----------
    years : int
        Years scored.
    crps : float
        Mean, in the unit of the series.
    naive : dict
        Mean CRPS of climatology, persistence and AR(1).
    over_climatology : Interval
        CRPS as a multiple of climatology's, with a bootstrap interval over years.
    covered : dict
        Years within the central 50% and 90% bands.
    """

    years: int
    crps: float
    naive: dict[str, float]
    over_climatology: Interval
    covered: dict[str, int]

    def describe(self) -> dict[str, Any]:
        """Return the score as plain data."""
        return {**self._asdict(), "over_climatology": self.over_climatology._asdict()}


def left_to_chance(history: Scenario, forecast: Scenario, start: int, months: int) -> tuple[Scenario, Scenario | None]:
    """Leave what comes from a month on to chance, after the history up to it.

    Parameters
    ----------
    history : whose dated events are told of up to that month
    forecast : whose shocks by chance come from that month on
    start : that month, counted from year 0, not before the first of the history
    months : length of what is left to chance

    Returns
    -------
    what is left to chance, and the history before it; None if it begins with the history
    """
    before = start - month_number(history.start)
    chances = tuple(shock for shock in forecast.shocks if shock.at is None and shock.window is None)
    horizon = Horizon(start=month_text(start), months=months)
    changed = {"horizon": horizon, "shocks": chances} | ({} if before else {"continues": None})
    scenario = Scenario(forecast.file.model_copy(update=changed), forecast.world, forecast.path, forecast.tree)
    if not before:
        return scenario, None
    told = history.file.model_copy(update={"horizon": Horizon(start=history.start, months=before)})
    return scenario, Scenario(told, forecast.world, forecast.past_path or history.path, history.tree)


def year_job(hindcast: PrescribedHindcast, scenarios: tuple[Scenario, Scenario], year: int, seed: int) -> Job:
    """Prepare one year of the forecast scenario, after the history up to it.

    Parameters
    ----------
    hindcast : whose sets, accepted without that year, are taken
    scenarios : history and forecast
    year : that is left to chance
    seed : of the runs
    """
    history, forecast = scenarios
    start = month_number(f"{year}-01")
    scenario, past = left_to_chance(history, forecast, start, 12)
    sets = (
        [hindcast.sets.values[row] for row in hindcast.sets.of_fold[f"without_{year}"]] if hindcast.sets.values else []
    )
    known = [] if past is None else [Past(past, build_world(past))]
    runs = RUNS_PER_SET if sets else hindcast.job.runs_per_set
    return make_job(scenario, seed, parameter_sets=sets, known=known, runs_per_set=runs)


def score_ahead(
    hindcast: PrescribedHindcast,
    scenarios: tuple[Scenario, Scenario],
    seed: int,
    workers: int | None,
    progress: Progress,
) -> dict[str, AheadScore]:
    """Score every dyad of conduct.

    Parameters
    ----------
    hindcast : history with its folds
    scenarios : history and forecast
    seed : of the runs
    workers : threads
    progress : called with the stage, years done and to do
    """
    dyads = by_dyad(hindcast.observations, "conduct")
    samples: dict[int, Floats] = {}
    for number, year in enumerate(hindcast.plan.years[1:]):
        rows = [row for path in dyads.values() for row in path if hindcast.observations[row].year == year]
        wanted: list[Observation] = [hindcast.observations[row] for row in rows]
        job = year_job(hindcast, scenarios, year, seed)
        values = simulate_values(job, scenarios[1].world, hindcast.plan, wanted, workers).values
        mapping = hindcast.mapping("conduct", f"without_{year}")
        noise = np.random.Generator(np.random.PCG64([SEED, year])).standard_normal(values[..., 0].size)
        for column, row in enumerate(rows):
            samples[row] = mapping.apply(values[..., column].ravel()) + mapping.residual * noise
        progress("one year ahead", number + 1, len(hindcast.plan.years) - 1)
    return {dyad: _score(hindcast.observations, rows, samples) for dyad, rows in dyads.items() if len(rows) > 1}


def _score(observations: Sequence[Observation], rows: Sequence[int], samples: Mapping[int, Floats]) -> AheadScore:
    observed = np.array([observations[row].value for row in rows])
    scored = [number for number, row in enumerate(rows) if row in samples]
    crps = np.array([crps_of_sample(samples[rows[number]], observed[number]) for number in scored])
    naive = {name: _naive_crps(predict, observed, scored) for name, predict in _NAIVE.items()}
    covered = {}
    for name, levels in QUANTILES.items():
        bands = [np.quantile(samples[rows[number]], levels) for number in scored]
        covered[name] = sum(
            bool(low <= observed[number] <= high) for number, (low, high) in zip(scored, bands, strict=True)
        )
    means = {name: float(values.mean()) for name, values in naive.items()}
    return AheadScore(len(scored), float(crps.mean()), means, _ratio(crps, naive["climatology"]), covered)


def _naive_crps(predict: Predictor, observed: Floats, scored: Sequence[int]) -> Floats:
    """Score a naive prediction as a normal distribution with the spread of its errors in the years fitted."""
    found = []
    for number in scored:
        others = [row for row in range(observed.size) if row != number]
        within = np.array([predict(observed, [o for o in others if o != row], [row])[0] for row in others])
        spread = float(np.sqrt(np.mean((within - observed[others]) ** 2)))
        found.append(crps_of_normal(float(predict(observed, others, [number])[0]), max(spread, 1e-6), observed[number]))
    return np.array(found)


def _ratio(crps: Floats, reference: Floats) -> Interval:
    generator = np.random.Generator(np.random.PCG64(SEED))
    chosen = generator.integers(crps.size, size=(RESAMPLES, crps.size))
    low, high = np.quantile(crps[chosen].mean(axis=1) / reference[chosen].mean(axis=1), (0.025, 0.975))
    return Interval(float(crps.mean() / reference.mean()), float(low), float(high))
