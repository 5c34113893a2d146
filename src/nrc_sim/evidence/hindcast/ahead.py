"""One year ahead, not told the events: the years before as they were, the next left to the chances of a scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import Job, make_job
from nrc_sim.engine.world.build import build_world
from nrc_sim.engine.world.job import Past
from nrc_sim.evidence.hindcast.baselines import Predictor, predict_ar1, predict_mean, predict_persistence
from nrc_sim.evidence.hindcast.prescribed import RUNS_PER_SET, Told
from nrc_sim.evidence.hindcast.scores import RESAMPLES, SEED, Interval, crps_of_normal, crps_of_sample
from nrc_sim.evidence.observed import Observation, simulate_values
from nrc_sim.evidence.observed.series import by_dyad
from nrc_sim.scenario import Scenario
from nrc_sim.scenario.schema import Horizon

QUANTILES = {"50": (0.25, 0.75), "90": (0.05, 0.95)}
NAIVE: Mapping[str, Predictor] = {"climatology": predict_mean, "persistence": predict_persistence, "ar1": predict_ar1}
Progress = Callable[[str, int, int], None]


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


def year_job(told: Told, scenarios: tuple[Scenario, Scenario], year: int, seed: int) -> Job:
    """Prepare one year of the forecast scenario, after the history up to it.

    Parameters
    ----------
    told : whose sets, accepted without that year, are taken
    scenarios : history and forecast
    year : that is left to chance
    seed : of the runs
    """
    history, forecast = scenarios
    months = 12 * (year - told.plan.years[0])
    past_file = history.file.model_copy(update={"horizon": Horizon(start=history.start, months=months)})
    past = Scenario(past_file, forecast.world, forecast.past_path or history.path, history.tree)
    chances = tuple(shock for shock in forecast.shocks if shock.hazard is not None or shock.when is not None)
    horizon = Horizon(start=f"{year}-01", months=12)
    file = forecast.file.model_copy(update={"horizon": horizon, "shocks": chances})
    scenario = Scenario(file, forecast.world, forecast.path, forecast.tree)
    sets = [told.sets.values[place] for place in told.sets.of_fold[f"without_{year}"]] if told.sets.values else []
    known = [Past(past, build_world(past))]
    runs = RUNS_PER_SET if sets else told.job.runs_per_set
    return make_job(scenario, seed, parameter_sets=sets, known=known, runs_per_set=runs)


def score_ahead(
    told: Told, scenarios: tuple[Scenario, Scenario], seed: int, workers: int | None, progress: Progress
) -> dict[str, AheadScore]:
    """Score every dyad of conduct.

    Parameters
    ----------
    told : history with its folds
    scenarios : history and forecast
    seed : of the runs
    workers : threads
    progress : told the stage, years done and to do
    """
    dyads = by_dyad(told.observations, "conduct")
    samples: dict[int, Floats] = {}
    for number, year in enumerate(told.plan.years[1:]):
        places = [place for path in dyads.values() for place in path if told.observations[place].year == year]
        wanted: list[Observation] = [told.observations[place] for place in places]
        job = year_job(told, scenarios, year, seed)
        values = simulate_values(job, scenarios[1].world, told.plan, wanted, workers).values
        mapping = told.mapping("conduct", f"without_{year}")
        noise = np.random.Generator(np.random.PCG64([SEED, year])).standard_normal(values[..., 0].size)
        for column, place in enumerate(places):
            samples[place] = mapping.apply(values[..., column].ravel()) + mapping.residual * noise
        progress("one year ahead", number + 1, len(told.plan.years) - 1)
    return {dyad: _score(told.observations, places, samples) for dyad, places in dyads.items() if len(places) > 1}


def _score(observations: Sequence[Observation], places: Sequence[int], samples: Mapping[int, Floats]) -> AheadScore:
    observed = np.array([observations[place].value for place in places])
    scored = [number for number, place in enumerate(places) if place in samples]
    crps = np.array([crps_of_sample(samples[places[number]], observed[number]) for number in scored])
    naive = {name: _naive_crps(predict, observed, scored) for name, predict in NAIVE.items()}
    covered = {}
    for name, levels in QUANTILES.items():
        bands = [np.quantile(samples[places[number]], levels) for number in scored]
        covered[name] = sum(
            bool(low <= observed[number] <= high) for number, (low, high) in zip(scored, bands, strict=True)
        )
    means = {name: float(values.mean()) for name, values in naive.items()}
    return AheadScore(len(scored), float(crps.mean()), means, _ratio(crps, naive["climatology"]), covered)


def _naive_crps(predict: Predictor, observed: Floats, scored: Sequence[int]) -> Floats:
    """Score a naive prediction as a normal distribution with the spread of its errors in the years fitted."""
    found = []
    for number in scored:
        others = [place for place in range(observed.size) if place != number]
        within = np.array([predict(observed, [o for o in others if o != place], [place])[0] for place in others])
        spread = float(np.sqrt(np.mean((within - observed[others]) ** 2)))
        found.append(crps_of_normal(float(predict(observed, others, [number])[0]), max(spread, 1e-6), observed[number]))
    return np.array(found)


def _ratio(crps: Floats, reference: Floats) -> Interval:
    generator = np.random.Generator(np.random.PCG64(SEED))
    chosen = generator.integers(crps.size, size=(RESAMPLES, crps.size))
    low, high = np.quantile(crps[chosen].mean(axis=1) / reference[chosen].mean(axis=1), (0.025, 0.975))
    return Interval(float(crps.mean() / reference.mean()), float(low), float(high))
