"""Simulate what pages ask for: the newest of each page first, and never more at once than the machine can hold."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from nrc_sim.dashboard.page_settings import FIRST_RUNS
from nrc_sim.engine.world import choose_parameters, make_jobs
from nrc_sim.engine.world.recent import Recent
from nrc_sim.study.executors import available_workers
from nrc_sim.study.results import ScenarioRuns
from nrc_sim.study.running import Listener, Settings, simulate_study

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nrc_sim.scenario import Scenario

_MOST_TABS = 256
_KEPT_FIRST, _KEPT_REFINED, _KEPT_LARGE = 24, 6, 2
"""Scenarios whose runs are kept. In the bundled world 500 runs take thirteen megabytes, 5,000 seventy, 20,000 260."""

_LARGE = 5000
"""Runs from which on few scenarios are kept: the one that is moved, and the one that it is compared with."""

_PIECE = 250
"""Runs that are refined in one go."""

_AT_ONCE, _BEHIND = 3, 1
"""Studies that are simulated at once: those that somebody waits for, and those that refine."""


class SupersededError(Exception):
    """A page has asked for something newer: what it asked for before is not wanted any more."""


class Turn(NamedTuple):
    """What a page asks for: of which tab, and as which of its questions; a later one has a higher number."""

    tab: str
    number: int


class Desk:
    """Simulates, keeps what was simulated last, and knows what every page has asked for last."""

    def __init__(self) -> None:
        self._first: Recent[ScenarioRuns] = Recent(_KEPT_FIRST)
        self._refined: Recent[ScenarioRuns] = Recent(_KEPT_REFINED)
        self._large: Recent[ScenarioRuns] = Recent(_KEPT_LARGE)
        self._newest: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        self._seats, self._behind = threading.BoundedSemaphore(_AT_ONCE), threading.BoundedSemaphore(_BEHIND)

    def announce(self, turn: Turn) -> None:
        """Note what a page asks for now, so that its earlier questions are dropped.

        Parameters
        ----------
        turn : of the page
        """
        with self._lock:
            self._newest[turn.tab] = max(turn.number, self._newest.get(turn.tab, 0))
            self._newest.move_to_end(turn.tab)
            while len(self._newest) > _MOST_TABS:
                self._newest.popitem(last=False)

    def check(self, turn: Turn) -> None:
        """Drop a question that is not the newest of its page.

        Parameters
        ----------
        turn : of the page

        Raises
        ------
        SupersededError
            If the page has asked for something newer.
        """
        if self._newest.get(turn.tab, 0) > turn.number:
            raise SupersededError

    @contextmanager
    def seat(self, turn: Turn, *, behind: bool) -> Iterator[None]:
        """Wait until there is room for another study.

        Parameters
        ----------
        turn : of the page
        behind : whether it can wait for those that somebody looks at

        Raises
        ------
        SupersededError
            If the page has asked for something newer meanwhile.
        """
        with self._behind if behind else self._seats:
            self.check(turn)
            yield

    def simulate(self, scenario: Scenario, settings: Settings, turn: Turn) -> ScenarioRuns:
        """Return the runs of a scenario: those of `nrc_sim.run`, simulated now or before.

        Parameters
        ----------
        scenario : with its changes
        settings : how
        turn : of the page

        Raises
        ------
        SupersededError
            If the page asks for something newer before they are there.
        InputError
            If the runs would not fit into memory.
        RunError
            If all runs fail.
        """
        job = make_jobs([scenario], settings.seed, None, settings.parameters)[0]
        key = (scenario.slug, scenario.hash, job.history_key, settings.runs)
        kept = self._refined if settings.runs <= _LARGE else self._large
        kept = self._first if settings.runs <= FIRST_RUNS else kept
        return kept.get(key, lambda: self._simulated(scenario, settings, turn))

    def _simulated(self, scenario: Scenario, settings: Settings, turn: Turn) -> ScenarioRuns:
        with self.seat(turn, behind=settings.runs > FIRST_RUNS):
            listener = Listener(self.watch(turn), lambda _message: None)
            return simulate_study([scenario], settings, listener)[scenario.slug]

    def watch(self, turn: Turn) -> Callable[[str, int, int], None]:
        """Return what ends a study, by an error, once its page has asked for something newer.

        Parameters
        ----------
        turn : of the page
        """
        return lambda _stage, _done, _all: self.check(turn)


def settings_for(scenario: Scenario, seed: int, runs: int, parameters: str | None) -> Settings:
    """Return how a scenario is simulated.

    Parameters
    ----------
    scenario : whose world may have accepted parameter sets
    seed, runs, parameters : see `PageSettings`
    """
    drawn = choose_parameters(parameters, [scenario])
    if runs <= FIRST_RUNS:
        return Settings(runs, seed, parameters=drawn)
    # In small pieces and with a processor to spare, so that a page that moves on need not wait.
    return Settings(runs, seed, workers=max(1, available_workers() - 1), parameters=drawn, block_runs=_PIECE)
