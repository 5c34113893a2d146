"""How a study is run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nrc_sim.engine.randomness import LARGEST_NUMBER
from nrc_sim.engine.world import CENTRAL, ENSEMBLE
from nrc_sim.errors import InputError, whole_number
from nrc_sim.scenario.schema import MOST_MONTHS
from nrc_sim.study.executors import MOST_WORKERS
from nrc_sim.study.given import GivenCondition
from nrc_sim.study.questions import Question
from nrc_sim.study.results.digests import LEAF_RUNS
from nrc_sim.study.statistics.tally import MOST_RUNS

ENGINES = ("auto", "mesa", "compiled")
PARAMETERS = (ENSEMBLE, CENTRAL)
BLOCK_RUNS = 256
"""Runs that are simulated together: as many as keep their arrays in the processor's cache."""

_NUMBERS = (
    ("runs", 1, MOST_RUNS),
    ("seed", 0, LARGEST_NUMBER),
    ("months", 1, MOST_MONTHS),
    ("workers", 1, MOST_WORKERS),
    ("block_runs", 1, MOST_RUNS),
)
"""Settings that are whole numbers, with the least and the most that is allowed."""


@dataclass(frozen=True)
class Settings:
    """How a study is run; checked when made.

    Attributes
    ----------
    runs : int
        Runs of each scenario, 1..`MOST_RUNS`; the least number if `until_error` is given.
    seed : int
        Seed, 0..2**63 - 1; run i is the same run in an ensemble of any size.
    months : int or None
        Horizon in months, 1..`MOST_MONTHS`; None leaves it to each scenario.
    workers : int or None
        Threads of the compiled engine or processes of the readable one, 1..`MOST_WORKERS`; None takes what the
        machine offers. Results do not depend on it.
    engine : str
        One of `ENGINES`; "auto" is the compiled one. Results do not depend on it.
    parameters : str
        One of `PARAMETERS`: each run draws one of the accepted parameter sets of its world, if there are any, or all
        have the central one.
    summary_only : bool
        Keep statistics of the runs and no run, so that the memory needed does not depend on their number.
    until_error : float or None
        Add runs, a thousand at a time, until the 95% interval of the share of every class of every scenario is no
        wider than this to either side, above 0 and below 0.5; None keeps to `runs`.
    actor_paths : bool
        Keep the paths of all actors in every run, not their final values alone.
    questions : tuple of Question
        Questions that every run answers, checked against the scenarios.
    block_runs : int
        Most runs simulated together, >= 1. Results do not depend on it.
    experiments : bool
        Also write a table with a row for each run: what it drew, and what came of it.
    given : tuple of GivenCondition
        Conditions that all runs fulfil, checked against the scenarios.

    Raises
    ------
    InputError
        If a value is not allowed.
    """

    runs: int
    seed: int
    months: int | None = None
    workers: int | None = None
    engine: str = "auto"
    parameters: str = ENSEMBLE
    summary_only: bool = False
    until_error: float | None = None
    actor_paths: bool = False
    questions: tuple[Question, ...] = ()
    block_runs: int = BLOCK_RUNS
    experiments: bool = False
    given: tuple[GivenCondition, ...] = ()

    def __post_init__(self) -> None:
        for name, least, most in _NUMBERS:
            if getattr(self, name) is not None:
                # Numbers of NumPy are taken as well, and kept as plain ones.
                object.__setattr__(self, name, whole_number(name, getattr(self, name), least, most))
        _check_choice("engine", self.engine, ENGINES)
        _check_choice("parameters", self.parameters, PARAMETERS)
        _check_error(self.until_error)
        if self.given and self.until_error is not None:
            what = "until_error asks for more runs than those that fulfil what is given"
            raise InputError(what, allowed="until_error or a condition", suggestion="ask for a number of runs")
        for name in ("actor_paths", "experiments"):
            if self.summary_only and getattr(self, name):
                raise InputError(f"{name} keeps every run and summary_only keeps none", allowed="one of the two")

    @property
    def first_runs(self) -> int:
        """Number of runs before it is asked for the first time whether more are needed."""
        return self.runs if self.until_error is None else whole_leaves(self.runs)


def whole_leaves(runs: int) -> int:
    """Return a number of runs, made larger to fill the leaves of the digest.

    Parameters
    ----------
    runs : >= 0
    """
    return -(-runs // LEAF_RUNS) * LEAF_RUNS


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InputError(f"{name} is {value!r}", allowed=", ".join(choices))


def _check_error(value: Any) -> None:
    if value is None:
        return
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0.0 < value < 0.5:  # noqa: PLR2004
        raise InputError(f"until_error is {value!r}", allowed="a share above 0 and below 0.5, such as 0.01")
