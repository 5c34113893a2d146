"""Simulated panels: a run for each pair, observed with as many events as the pair had in each year and direction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers, without_failures
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.engine.world import Job, StateLayout, make_job
from nrc_sim.evidence.panel.events import EventModel, learned_usual_shares, observe_years
from nrc_sim.evidence.panel.facts import LeadCase
from nrc_sim.evidence.panel.numbers import NumberValues, first_slow_parts, rates_of_runs, run_parameters
from nrc_sim.evidence.panel.priors import load_priors
from nrc_sim.evidence.panel.reading import Panel, pair_of
from nrc_sim.evidence.panel.settings import load_panel, load_settings, panel_folder
from nrc_sim.scenario import Scenario, load_scenario

_PAIRS, _ALLIES = "two_powers_years", "allies_years"
"""Scenarios of the panel: a pair alone, and allies with a third state."""

_YEAR = 12
_BLOCK_RUNS = 512
_KEY_CANDIDATES = 4
_KEY_PAIRS = ("CHN-JPN", "FRA-IND", "IND-PAK")
_KEY_THIRDS = ["CHN"]
_MIDDLE = np.array(0.5)
"""Of which runs `simulation_key` is made."""


def simulate_candidates(panel: Panel, values: NumberValues, seed: int, first: int) -> Integers:
    """Simulate panels of pairs alone, one for each candidate.

    Parameters
    ----------
    panel : whose pairs, years and numbers of events the runs have; they read nothing else of it
    values : arrays (candidate), or (candidate, pair) where each run has values of its own
    seed : of all draws
    first : number of the first candidate; the draws of a candidate follow from the seed and its number alone

    Returns
    -------
    counts, array (candidate, pair, direction, year, quad)
    """
    return observe_pairs(simulate_conduct(panel, values, seed, first), panel, values, seed, first)


def simulate_conduct(panel: Panel, values: NumberValues, seed: int, first: int) -> Floats:
    """Simulate pairs alone before they are observed, array (candidate, pair, direction, month).

    Parameters
    ----------
    panel, values, seed, first : see `simulate_candidates`
    """
    return _conduct_in(_PAIRS, panel, panel.pairs, values, seed, first)[:, :, 0]


def observe_pairs(conduct: Floats, panel: Panel, values: NumberValues, seed: int, first: int) -> Integers:
    """Draw the events by which the conduct of pairs is seen, array (candidate, pair, direction, year, quad).

    Parameters
    ----------
    conduct : array (candidate, pair, direction, month)
    panel, values, seed, first : see `simulate_candidates`
    """
    found = np.empty((len(conduct), *panel.counts.shape), dtype=np.int64)
    for place, each in enumerate(conduct):
        generator = np.random.Generator(np.random.PCG64([seed, first + place]))
        found[place] = observe_years(each, panel.events, event_model(values, place, panel.years[-1]), generator)
    return found


def simulate_candidate_cases(
    panel: Panel, cases: Sequence[LeadCase], values: NumberValues, seed: int, first: int
) -> tuple[Integers, Integers]:
    """Simulate allies and their lead toward third states for each candidate.

    Parameters
    ----------
    panel, seed, first : see `simulate_candidates`
    cases : of allies, at least one
    values : arrays (candidate), or (candidate, third state) in the order of `third_states`

    Returns
    -------
    counts of the lead and of the ally toward the third state, both arrays (candidate, case, direction, year, quad)

    Notes
    -----
    A run is a third state with the lead and all allies; all its pairs have the rate of the pair of the lead.
    """
    thirds, lead = third_states(cases), load_settings().lead
    conduct, codes = _conduct_of_allies(panel, thirds, values, seed, first), _codes_of_allies()
    runs, named = [thirds.index(case.third) for case in cases], [case.third for case in cases]
    members = ([codes.index(lead)] * len(cases), [codes.index(case.state) for case in cases])
    events = (panel.events[[case.of_lead for case in cases]], panel.events[[case.of_state for case in cases]])
    found = np.empty((2, len(conduct), len(cases), *panel.counts.shape[1:]), dtype=np.int64)
    for place, each in enumerate(conduct):
        generator = np.random.Generator(np.random.PCG64([seed, first + place, len(cases)]))
        model = event_model(values, place, panel.years[-1], runs)
        for side in range(2):
            found[side, place] = observe_years(each[runs, members[side]], events[side], model, generator)
    # What the lead does toward a third state is one series, however many allies are compared with it.
    return found[0][:, [named.index(third) for third in named]], found[1]


def _conduct_of_allies(panel: Panel, thirds: Sequence[str], values: NumberValues, seed: int, first: int) -> Floats:
    """Simulate allies toward third states, array (candidate, third state, member, direction, month)."""
    lead = load_settings().lead
    return _conduct_in(_ALLIES, panel, [pair_of(third, lead) for third in thirds], values, seed, first)


def _conduct_in(name: str, panel: Panel, rated: Sequence[str], values: NumberValues, seed: int, first: int) -> Floats:
    """Simulate a scenario of the panel, array (candidate, run, pair of its world, direction, month).

    Parameters
    ----------
    name : of the scenario
    panel : whose years the runs have
    rated : pair that says the rate of disputes of each run of a candidate
    values, seed, first : see `simulate_candidates`
    """
    of_runs, numbers = _of_runs(values, len(rated), first)
    job = _job_of(name, seed, len(panel.years))
    slow = first_slow_parts(of_runs, len(job.world.pairs), seed, numbers)
    of_runs["act_rate"] = rates_of_runs(of_runs, rated, seed, numbers)
    conduct = _simulate(job, int(numbers[0]), run_parameters(job, of_runs), slow)
    return conduct.reshape(-1, len(rated), *conduct.shape[1:])


def _codes_of_allies() -> list[str]:
    return [member.code for member in _load_panel_scenario(_ALLIES).world.members]


def third_states(cases: Sequence[LeadCase]) -> list[str]:
    """Return the third states of cases, each once.

    Parameters
    ----------
    cases : of allies
    """
    return sorted({case.third for case in cases})


def event_model(values: NumberValues, place: int, until: int, rows: Sequence[int] | None = None) -> EventModel:
    """Make the model by which the runs of one candidate are observed.

    Parameters
    ----------
    values : see `simulate_candidates`
    place : of the candidate
    until : last year whose events say which mix of quads is usual
    rows : runs that are observed, where not all in their order
    """
    bundling, echo = (np.asarray(values[name][place]) for name in ("bundling", "echo"))
    if bundling.ndim:
        chosen = slice(None) if rows is None else list(rows)
        bundling, echo = bundling[chosen, None], echo[chosen, None]
    return EventModel(bundling, echo, np.array(learned_usual_shares(until)))


@lru_cache(maxsize=1)
def simulation_key() -> str:
    """Return a fingerprint of what rules and worlds give to runs with numbers in the middle of their ranges.

    Notes
    -----
    Draws that were learned stay good as long as the same numbers give the same runs, whatever else a rule or a world
    may say by then.
    """
    panel, count = load_panel(), _KEY_CANDIDATES
    middle = {name: np.full(count, round(float(each.quantile(_MIDDLE)), 6)) for name, each in load_priors().items()}
    # Without an exponential function on the way, whose last bits differ between machines.
    middle["rate_spread"] = np.zeros(count)
    alone = simulate_conduct(panel.where(_KEY_PAIRS.__contains__), middle, 0, 0)
    return fingerprint(alone.tobytes() + _conduct_of_allies(panel, _KEY_THIRDS, middle, 0, 0).tobytes())


@lru_cache(maxsize=2)
def _load_panel_scenario(name: str) -> Scenario:
    return load_scenario(panel_folder() / f"{name}.yaml")


@lru_cache(maxsize=8)
def _job_of(name: str, seed: int, years: int) -> Job:
    return make_job(_load_panel_scenario(name), seed, years * _YEAR)


def _of_runs(values: NumberValues, runs: int, first: int) -> tuple[dict[str, Floats], Integers]:
    """Return the values of each run, so many for each candidate, and the numbers of the runs."""
    found = {}
    for name, each in values.items():
        given = np.asarray(each, dtype=np.float64)
        found[name] = np.broadcast_to(given if given.ndim > 1 else given[:, None], (len(given), runs)).ravel()
    count = len(next(iter(found.values())))
    return found, first * runs + np.arange(count, dtype=np.int64)


def _simulate(job: Job, first_run: int, parameters: Floats, slow: Floats) -> Floats:
    """Simulate runs and return conduct month by month, array (run, pair, direction, month)."""
    from nrc_sim.engine.kernel.simulation import lay_out_job, simulate_histories, simulate_with

    layout, begun = StateLayout.of(job.world), lay_out_job(job).beginnings[0]
    places = dict(
        zip((name for name, _ in layout.fields), np.cumsum([0, *(size for _, size in layout.fields)]), strict=False)
    )
    pieces = []
    for start in range(0, len(parameters), _BLOCK_RUNS):
        chosen = slice(start, min(start + _BLOCK_RUNS, len(parameters)))
        used, count = parameters[chosen], len(parameters[chosen])
        states = np.tile(begun, (count, 1))
        for direction, name in enumerate(("member_slow", "outside_slow")):
            states[:, places[name] : places[name] + slow.shape[2]] = slow[direction, chosen]
        states = simulate_histories(job, first_run + start, count, states, parameters=used)
        kept = without_failures(simulate_with(job, first_run + start, states, used))
        assert kept.member_conduct is not None
        assert kept.outside_conduct is not None
        pieces.append(np.stack([kept.member_conduct, kept.outside_conduct], axis=1))
    # From (run, direction, month, pair).
    return np.asarray(np.concatenate(pieces).transpose(0, 3, 1, 2))
