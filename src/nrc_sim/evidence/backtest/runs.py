"""Simulated panels that serve forecasts: one draw of the shared numbers each, observed as the pairs were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.evidence.panel.events import EventModel, draw_events, observe_years, yearly_shares
from nrc_sim.evidence.panel.numbers import NumberValues
from nrc_sim.evidence.panel.reading import Panel, mean_conduct
from nrc_sim.evidence.panel.simulating import event_model, simulate_conduct
from nrc_sim.study.executors import Progress, choose_executor, map_ordered
from nrc_sim.study.running import kept_by_name

_YEAR = 12
_BATCH_RUNS = 20_000
_LEAST_RUNS = 60_000
"""Runs from which analogues are taken where a panel has few pairs."""


class RunPlan(NamedTuple):
    """How panels are simulated.

    Attributes
    ----------
    draws : mapping
        Of the numbers that relationships share, by name, arrays (draw).
    until : int
        Last year from which they were learned, and what is usual among events.
    panels : int
        Least number of panels, >= 1.
    seed : int
        Of runs and events.
    workers : int or None
        Threads; None takes what the machine offers.
    progress : callable
        Told the stage, panels simulated and panels to simulate.
    """

    draws: NumberValues
    until: int
    panels: int
    seed: int
    workers: int | None
    progress: Progress

    def panels_for(self, pairs: int) -> int:
        """Return how many panels are simulated: more where each has few runs.

        Parameters
        ----------
        pairs : of the panel, >= 1
        """
        return max(self.panels, -(-_LEAST_RUNS // pairs))


class PairRuns(NamedTuple):
    """Simulated panels.

    Attributes
    ----------
    conduct : array (panel, pair, year)
        As events show it, in the years that are known to the last forecast.
    later : dict
        By year that is forecast, arrays (panel, pair): conduct then, seen by as many events as in the last year known.
    """

    conduct: Floats
    later: dict[int, Floats]


def simulate_pair_runs(panel: Panel, plan: RunPlan, years: Sequence[int], ahead: int) -> PairRuns:
    """Simulate panels of some pairs, and keep the batches that are done.

    Parameters
    ----------
    panel : whose pairs and numbers of events the runs have
    plan : how
    years : that are forecast, ascending
    ahead : years from the last one known to the one forecast, >= 1
    """
    whole, drawn = _lengthened(panel, years[-1]), _draws_of(plan, len(panel.pairs))
    panels = len(next(iter(drawn.values())))
    size = max(1, _BATCH_RUNS // len(panel.pairs))
    known = panel.years.index(years[-1] - ahead) + 1

    def simulate(first: int) -> dict[str, Floats]:
        part = {name: each[first : first + size] for name, each in drawn.items()}
        rows = []
        for place, months in enumerate(simulate_conduct(whole, part, plan.seed, first)):
            generator = np.random.Generator(np.random.PCG64([plan.seed, first + place, known]))
            rows.append(_observe(whole, months, event_model(part, place, plan.until), (known, years, ahead), generator))
        conduct, later = (np.array(each) for each in zip(*rows, strict=True))
        return {"conduct": conduct, "later": later}

    key = ["backtest", size, ahead, known, *_key(panel, plan, drawn, years)]
    work = kept_by_name(simulate, lambda first: [*key, first])
    found = []
    with choose_executor(plan.workers, threads=True) as executor:
        for piece in map_ordered(executor, work, [(first,) for first in range(0, panels, size)]):
            found.append(piece)
            plan.progress("panels", min(len(found) * size, panels), panels)
    conduct, later = (np.concatenate([piece[name] for piece in found]) for name in ("conduct", "later"))
    return PairRuns(conduct, {year: later[..., place] for place, year in enumerate(years)})


def _observe(
    panel: Panel,
    months: Floats,
    model: EventModel,
    when: tuple[int, Sequence[int], int],
    generator: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Observe a simulated panel: the years known, array (pair, year), and those forecast, array (pair, forecast)."""
    known, years, ahead = when
    past = observe_years(months[..., : known * _YEAR], panel.events[..., :known], model, generator)
    shares, later = yearly_shares(months, model), []
    for year in years:
        place = panel.years.index(year)
        events = panel.events[..., place - ahead : place - ahead + 1]
        counts = draw_events(shares[..., place : place + 1, :], events, model.bundling, generator)
        later.append(mean_conduct(counts[..., 0, :].sum(axis=1)))
    return mean_conduct(past.sum(axis=1)), np.stack(later, axis=-1)


def _draws_of(plan: RunPlan, pairs: int) -> dict[str, Floats]:
    """Give each panel one draw, all draws about as often, arrays (panel)."""
    panels, draws = plan.panels_for(pairs), len(next(iter(plan.draws.values())))
    chosen = np.arange(panels) * draws // panels
    return {name: np.asarray(each)[chosen] for name, each in plan.draws.items()}


def _lengthened(panel: Panel, until: int) -> Panel:
    """Return a panel that goes on to a year; what is said of later years is never read."""
    more = tuple(range(panel.years[-1] + 1, until + 1))
    counts = np.concatenate([panel.counts, np.repeat(panel.counts[:, :, -1:], len(more), axis=2)], axis=2)
    return Panel(panel.years + more, panel.pairs, counts)


def _key(panel: Panel, plan: RunPlan, drawn: NumberValues, years: Sequence[int]) -> list[object]:
    """Return what decides the runs, as plain data."""
    prints = {name: fingerprint(np.ascontiguousarray(each).tobytes()) for name, each in drawn.items()}
    events = fingerprint(np.ascontiguousarray(panel.events).tobytes())
    return [list(panel.pairs), list(panel.years), list(years), plan.until, plan.seed, events, prints]
