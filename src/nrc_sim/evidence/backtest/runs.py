"""Simulated panels that serve forecasts: each with one draw of the numbers, observed as the pairs were."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.provenance import fingerprint
from nrc_sim.evidence.panel.events import EventModel, draw_events, yearly_shares
from nrc_sim.evidence.panel.numbers import NumberValues
from nrc_sim.evidence.panel.reading import Panel, mean_conduct
from nrc_sim.evidence.panel.simulating import event_model, simulate_conduct
from nrc_sim.study.executors import Progress, choose_executor
from nrc_sim.study.running import map_kept

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
        known_rows, later_rows = [], []
        for place, months in enumerate(simulate_conduct(whole, part, plan.seed, first)):
            model = event_model(part, place, plan.until)
            observer = _Observer(whole, yearly_shares(months, model), model, (plan.seed, first + place))
            known_rows.append(np.stack([observer.conduct(year, year) for year in whole.years[:known]], axis=-1))
            later_rows.append(np.stack([observer.conduct(year, year - ahead) for year in years], axis=-1))
        return {"conduct": np.stack(known_rows), "later": np.stack(later_rows)}

    key = ["backtest", size, ahead, known, *_key(panel, plan, drawn, years)]
    found = []
    with choose_executor(plan.workers, threads=True) as executor:
        firsts = ((first,) for first in range(0, panels, size))
        for piece in map_kept(executor, simulate, lambda first: [*key, first], firsts):
            found.append(piece)
            plan.progress("panels", min(len(found) * size, panels), panels)
    conduct, later = (np.concatenate([piece[name] for piece in found]) for name in ("conduct", "later"))
    return PairRuns(conduct, {year: later[..., place] for place, year in enumerate(years)})


class _Observer(NamedTuple):
    """Events by which a simulated panel is seen.

    `shares` of quads are those expected, array (pair, direction, year, quad); `keys` begin the seed of every year, so
    that what is seen in a year does not depend on later ones.
    """

    panel: Panel
    shares: Floats
    model: EventModel
    keys: tuple[int, int]

    def conduct(self, year: int, seen: int) -> Floats:
        """Return the conduct of a year as the number of events of another, or the same, shows it, array (pair)."""
        place, other = (self.panel.years.index(one) for one in (year, seen))
        generator = np.random.Generator(np.random.PCG64([*self.keys, place, place - other]))
        events = self.panel.events[..., other : other + 1]
        counts = draw_events(self.shares[..., place : place + 1, :], events, self.model.bundling, generator)
        return mean_conduct(counts[..., 0, :].sum(axis=1))


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
