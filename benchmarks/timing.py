"""Times taken side by side, in this process or in others."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
"""Folder of the clone, in which commands are run."""

NANOSECONDS = 1e9
"""In a second."""


class Times(NamedTuple):
    """Seconds of one contestant over all rounds."""

    median: float
    least: float


def take_turns(
    contestants: Mapping[str, Callable[[], object]], rounds: int, clock: Callable[[], float] = perf_counter
) -> dict[str, Times]:
    """Time contestants in turn, round by round.

    Parameters
    ----------
    contestants : what to call, by name; a first call of each is not timed
    rounds : >= 1
    clock : gives seconds; that of the processor counts what this process computes, however busy the machine is
    """
    for call in contestants.values():
        call()
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, call in contestants.items():
            start = clock()
            call()
            taken[name].append(clock() - start)
    return {name: Times(median(seconds), min(seconds)) for name, seconds in taken.items()}


class Command(NamedTuple):
    """A command that has run.

    Attributes
    ----------
    seconds : from its start to its end
    output : what it wrote to stdout
    """

    seconds: float
    output: str


def run_command(arguments: Sequence[str], **environment: str) -> Command:
    """Run a command in a process of its own, and time it.

    Parameters
    ----------
    arguments : program and arguments
    environment : variables added to those of this process
    """
    start = perf_counter()
    done = subprocess.run(
        arguments, cwd=ROOT, env={**os.environ, **environment}, check=True, text=True, stdout=subprocess.PIPE
    )
    return Command(perf_counter() - start, done.stdout)


def script(name: str) -> str:
    """Return the path of a console script of this Python's environment."""
    return str(Path(sys.executable).with_name(name))
