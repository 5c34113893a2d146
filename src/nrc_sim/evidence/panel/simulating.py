"""Simulated panels: a run for each pair, observed with as many events as the pair had in each year and direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats, Integers, without_failures
from nrc_sim.engine.world import Job, make_job
from nrc_sim.engine.world.job import Values
from nrc_sim.evidence.panel.events import draw_events, event_model
from nrc_sim.evidence.panel.facts import LeadCase
from nrc_sim.evidence.panel.reading import Panel
from nrc_sim.evidence.panel.settings import PanelSettings, panel_folder
from nrc_sim.scenario import Scenario, load_scenario
from nrc_sim.study.executors import choose_executor, map_ordered
from nrc_sim.study.running import describe_job, kept

_PAIRS, _ALLIES = "two_powers_years", "allies_years"
"""Scenarios of the panel: a pair alone, and allies with a third state."""

_YEAR = 12
_BLOCK_RUNS = 512


class PanelStudy(NamedTuple):
    """How panels are simulated.

    Attributes
    ----------
    settings : PanelSettings
    panels : int
        Simulated panels.
    seed : int
        Of runs and events.
    parameter_sets : sequence
        Sets from which each run draws one; none means the central set.
    workers : int or None
        Threads; None takes what the machine offers.
    """

    settings: PanelSettings
    panels: int
    seed: int
    parameter_sets: Sequence[Values] = ()
    workers: int | None = None


def simulate_pairs(panel: Panel, study: PanelStudy) -> Integers:
    """Simulate panels of pairs alone, array (panel, pair, direction, year, quad).

    Parameters
    ----------
    panel : whose pairs and numbers of events they have; no run reads anything else of its pair
    study : how
    """
    return observe_pairs(yearly_conduct_of_pairs(panel, study), panel, study)


def observe_pairs(conduct: Floats, panel: Panel, study: PanelStudy) -> Integers:
    """Draw the events by which the conduct of pairs is seen, array (panel, pair, direction, year, quad).

    Parameters
    ----------
    conduct : of each year, array (panel, pair, direction, year)
    panel, study : see `simulate_pairs`
    """
    return draw_events(conduct, panel.events, event_model(panel, study.settings), _generator(study, _PAIRS))


def yearly_conduct_of_pairs(panel: Panel, study: PanelStudy) -> Floats:
    """Simulate pairs alone and return their yearly conduct before it is observed, array (panel, pair, direction, year).

    Parameters
    ----------
    panel, study : see `simulate_pairs`
    """
    conduct = _yearly_conduct(_PAIRS, study.panels * len(panel.pairs), len(panel.years), study)
    return conduct[:, 0].reshape(study.panels, len(panel.pairs), 2, len(panel.years))


def simulate_cases(panel: Panel, cases: Sequence[LeadCase], study: PanelStudy) -> tuple[Integers, Integers]:
    """Simulate allies and their lead toward third states, a run for each third state.

    Parameters
    ----------
    panel : whose numbers of events they have
    cases : of allies, at least one
    study : how

    Returns
    -------
    counts of the lead and of the ally toward the third state, both arrays (panel, case, direction, year, quad)
    """
    thirds = sorted({case.third for case in cases})
    conduct = _yearly_conduct(_ALLIES, study.panels * len(thirds), len(panel.years), study)
    shaped = conduct.reshape(study.panels, len(thirds), *conduct.shape[1:])
    codes = [member.code for member in _load_panel_scenario(_ALLIES).world.members]
    runs = [thirds.index(case.third) for case in cases]
    model, generator = event_model(panel, study.settings), _generator(study, _ALLIES)

    def observed(names: Sequence[str], rows: Sequence[int]) -> Integers:
        found = shaped[:, runs, [codes.index(name) for name in names]]
        return draw_events(found, panel.events[list(rows)], model, generator)

    lead = observed([study.settings.lead] * len(cases), [case.of_lead for case in cases])
    # What the lead does toward a third state is one series, however many allies are compared with it.
    named = [case.third for case in cases]
    lead = lead[:, [named.index(third) for third in named]]
    return lead, observed([case.state for case in cases], [case.of_state for case in cases])


def _load_panel_scenario(name: str) -> Scenario:
    """Load a scenario of the panel.

    Parameters
    ----------
    name : `_PAIRS` or `_ALLIES`
    """
    return load_scenario(panel_folder() / f"{name}.yaml")


def _generator(study: PanelStudy, name: str) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64([study.seed, *name.encode()]))


def _yearly_conduct(name: str, runs: int, years: int, study: PanelStudy) -> Floats:
    """Return the mean conduct of the last years of runs, array (run, member, direction, year)."""
    months = (study.settings.run_up_years + years) * _YEAR
    job = make_job(_load_panel_scenario(name), study.seed, months, study.parameter_sets)
    found = kept(_simulate, lambda *_: ["panel", name, runs, years, describe_job(job)])
    return found(job, runs, years, study.workers)


def _simulate(job: Job, runs: int, years: int, workers: int | None) -> Floats:
    from nrc_sim.engine.kernel import simulate_block, simulate_histories
    from nrc_sim.engine.kernel.simulation import lay_out_job

    lay_out_job(job)

    def simulate(first: int, count: int) -> Floats:
        states = simulate_histories(job, first, count)
        block = without_failures(simulate_block(job, first, count, states, conduct=True))
        assert block.member_conduct is not None
        assert block.outside_conduct is not None
        found = np.stack([block.member_conduct, block.outside_conduct], axis=-1)[:, -years * _YEAR :]
        yearly = found.reshape(count, years, _YEAR, *found.shape[2:]).mean(axis=2)
        return np.asarray(np.moveaxis(yearly, 1, -1))

    pieces = [(first, min(_BLOCK_RUNS, runs - first)) for first in range(0, runs, _BLOCK_RUNS)]
    with choose_executor(workers, threads=True) as executor:
        return np.concatenate(list(map_ordered(executor, simulate, pieces)))
