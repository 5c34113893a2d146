"""Forecasts of a panel from rolling origins, each from the years before it alone, and their scores."""

from __future__ import annotations

from pathlib import Path

from nrc_sim.engine.blocks import Floats
from nrc_sim.errors import InputError, whole_number
from nrc_sim.evidence.backtest.combining import learn_weight, pool_members
from nrc_sim.evidence.backtest.grading import grade_members
from nrc_sim.evidence.backtest.model import Forecaster, ModelForecaster
from nrc_sim.evidence.backtest.runs import RunPlan, simulate_pair_runs
from nrc_sim.evidence.backtest.scores import MODEL, POOL, Backtest, Origins, stack_grades
from nrc_sim.evidence.panel.naive import ALL_NAIVE, Forecast, known_of
from nrc_sim.evidence.panel.numbers import unknown_states
from nrc_sim.evidence.panel.posterior import Posterior, load_posterior
from nrc_sim.evidence.panel.reading import Panel, pair_conduct, read_panel
from nrc_sim.evidence.panel.settings import load_panel, load_settings
from nrc_sim.scenario import load_defaults
from nrc_sim.study.executors import Progress, check_workers, ignore_news

_MOST_AHEAD = 3
_MOST_YEARS, _MOST_EARLIER = 5, 5
_POOLED = "pooled_ar"
"""The forecast with which the model is combined."""
_PANELS = 2000
_FEWEST_PANELS = 100


def backtest(  # noqa: PLR0913
    panel: str | Path | Panel | None = None,
    *,
    first: int | None = None,
    last: int | None = None,
    ahead: int = 1,
    panels: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Progress = ignore_news,
) -> Backtest:
    """Forecast years of a panel, each from the years before it alone, and score the forecasts beside naive ones.

    Parameters
    ----------
    panel : yearly counts of events between pairs of states, or their file; None takes the bundled ones
    first, last : years forecast; by default the last five that all forecasts can be made of. Years after the last one
        observed are forecast and not scored.
    ahead : years from the last one known to the one forecast, 1..3
    panels : least number of simulated panels, >= 100; 2,000 by default
    seed : of runs and events; None takes the usual one
    workers : threads; None takes what the machine offers
    progress : called with the name of the stage, work done and work to do

    Raises
    ------
    InputError
        If the file cannot be accepted, or there are too few years before the first that is forecast.
    """
    check_workers(workers)
    asked = whole_number("ahead", ahead, 1, _MOST_AHEAD)
    count = whole_number("panels", _PANELS if panels is None else panels, _FEWEST_PANELS)
    start = whole_number("seed", load_defaults().seed if seed is None else seed, 0, 2**63 - 1)
    read = panel if isinstance(panel, Panel) else load_panel() if panel is None else read_panel(Path(panel))
    years = _years_of(read, first, last, asked)
    learned = _learned_before(years[0])
    plan = RunPlan(learned.draws, learned.source.until, count, start, workers, progress)
    return _backtest(read, plan, years, asked)


def _backtest(panel: Panel, plan: RunPlan, years: tuple[int, ...], ahead: int) -> Backtest:
    earliest = max(_first_possible(panel, ahead), years[0] - ahead - _MOST_EARLIER + 1)
    every = [year for year in range(earliest, years[-1] + 1) if year in years or year <= years[-1] - ahead]
    model = ModelForecaster(simulate_pair_runs(panel, plan, every, ahead))
    forecasters: dict[str, Forecaster] = {MODEL: model} | {name: _naive(one) for name, one in ALL_NAIVE.items()}
    members: dict[str, dict[int, Floats]] = {name: {} for name in (MODEL, POOL, *ALL_NAIVE)}
    for place, year in enumerate(every):
        past = panel.until(year - ahead)
        for name, forecaster in forecasters.items():
            if year in years or name in {MODEL, _POOLED}:
                members[name][year] = forecaster(past, ahead)
        plan.progress("forecasts", place + 1, len(every))
    weights = {year: _weight_of(panel, members, year - ahead) for year in years}
    for year in years:
        members[POOL][year] = pool_members(members[MODEL][year], members[_POOLED][year], weights[year])
    wanted = {name: {year: of[year] for year in years} for name, of in members.items()}
    origins = Origins(years, ahead, plan.until, plan.panels_for(len(panel.pairs)), plan.seed)
    return _grade_backtest(panel, origins, wanted, weights)


def _grade_backtest(
    panel: Panel, origins: Origins, members: dict[str, dict[int, Floats]], weights: dict[int, float]
) -> Backtest:
    """Grade forecasts of the years that a panel has observed.

    Parameters
    ----------
    panel : the pairs
    origins : what was forecast
    members : by name and year, arrays (pair, member)
    weights : of the model in the pool, by year
    """
    conduct, drop = pair_conduct(panel), load_settings().large_drop
    scored = [year for year in origins.years if year in panel.years]
    grades = {}
    for name, of in members.items() if scored else ():
        found = []
        for year in scored:
            place = panel.years.index(year)
            found.append(grade_members(of[year], conduct[:, place], conduct[:, place - origins.ahead] - drop))
        grades[name] = stack_grades(found)
    return Backtest(panel, origins, members, grades, weights, unknown_states(panel.pairs))


def _naive(forecast: Forecast) -> Forecaster:
    return lambda past, ahead: forecast(known_of(past), ahead)


def _weight_of(panel: Panel, members: dict[str, dict[int, Floats]], known: int) -> float:
    """Learn the weight of the model from the forecasts of years up to the last one known."""
    conduct = pair_conduct(panel)
    earlier = [year for year in members[MODEL] if year <= known]
    of = [(members[MODEL][year], members[_POOLED][year], conduct[:, panel.years.index(year)]) for year in earlier]
    return learn_weight(of)


def _first_possible(panel: Panel, ahead: int) -> int:
    """Return the first year of which all forecasts can be made; the pooled regression needs most years before it."""
    return panel.years[0] + 2 * ahead + 2


def _years_of(panel: Panel, first: int | None, last: int | None, ahead: int) -> tuple[int, ...]:
    if list(panel.years) != list(range(panel.years[0], panel.years[-1] + 1)):
        missing = sorted(set(range(panel.years[0], panel.years[-1])) - set(panel.years))
        raise InputError(f"the panel has no counts of {missing[0]}", allowed="years without a gap")
    least, observed = _first_possible(panel, ahead), panel.years[-1]
    if least > observed + ahead:
        raise InputError(
            f"the panel has {len(panel.years)} years", allowed=f"{ahead + 3} or more for forecasts {ahead} ahead"
        )
    end = _year(last, "--last", (least, observed + ahead), max(least, observed))
    begin = _year(first, "--first", (least, end), max(least, end - _MOST_YEARS + 1))
    return tuple(range(begin, end + 1))


def _year(given: int | None, option: str, ends: tuple[int, int], usual: int) -> int:
    if given is None:
        return usual
    if not ends[0] <= given <= ends[1]:
        raise InputError(f"the year is {given}", place=option, allowed=f"{ends[0]} .. {ends[1]}")
    return given


def _learned_before(year: int) -> Posterior:
    """Load the numbers learned from as many years as lie before one; those of the fewest years where none do."""
    whole = load_posterior()
    return whole if whole.source.until < year else load_posterior(load_settings().learned_until)
