"""Studies: scenarios simulated side by side, sharing their histories and their luck."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nrc_sim.blocks import Floats
from nrc_sim.errors import InputError
from nrc_sim.executors import Executor, available_workers, choose_executor, map_ordered
from nrc_sim.model import simulate_block, simulate_histories
from nrc_sim.results import Results, ScenarioRuns, gather_runs
from nrc_sim.scenario import Scenario, bundled_slugs, load_scenario
from nrc_sim.world import Job, make_job

if TYPE_CHECKING:
    from nrc_sim.blocks import Block

ENGINES = ("auto", "mesa")
PARAMETERS = ("central",)
LARGEST_SEED = 2**63 - 1
LARGEST_BLOCK = 50
RUNS_WORTH_A_WORKER = 20
"""Below this number of runs for each, starting worker processes takes longer than it saves."""

Progress = Callable[[str, int, int], None]
"""Called with the slug of the scenario (or `HISTORY`), the runs done and the runs to do."""

HISTORY = "history"

ScenarioChoice = str | Path | Scenario
"""A bundled slug, a file, a folder of files, or a scenario."""


@dataclass(frozen=True)
class Settings:
    """How a study is run; checked when made.

    Attributes
    ----------
    runs : int
        Runs of each scenario, >= 1.
    seed : int
        Seed, 0..2**63 - 1; run i is the same run in an ensemble of any size.
    months : int or None
        Horizon in months, >= 1; None leaves it to each scenario.
    workers : int or None
        Worker processes, >= 1; None takes what the machine offers. Results do not depend on it.
    engine : str
        One of `ENGINES`.
    parameters : str
        One of `PARAMETERS`.

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
    parameters: str = "central"

    def __post_init__(self) -> None:
        _check_number("runs", self.runs, 1)
        _check_number("seed", self.seed, 0, LARGEST_SEED)
        for name in ("months", "workers"):
            if getattr(self, name) is not None:
                _check_number(name, getattr(self, name), 1)
        _check_choice("engine", self.engine, ENGINES)
        _check_choice("parameters", self.parameters, PARAMETERS)

    def ranges(self) -> list[tuple[int, int]]:
        """Split the runs into blocks: the first run and the number of runs of each."""
        size = min(LARGEST_BLOCK, -(-self.runs // (2 * (self.workers or available_workers()))))
        return [(first, min(size, self.runs - first)) for first in range(0, self.runs, size)]

    def workers_for(self, scenarios: int) -> int:
        """Return the number of workers for a number of scenarios."""
        wanted = self.workers or min(available_workers(), self.runs * scenarios // RUNS_WORTH_A_WORKER + 1)
        return max(1, min(wanted, len(self.ranges()) * scenarios))


def _check_number(name: str, value: Any, least: int, most: int | None = None) -> None:
    allowed = f"a whole number from {least}" + (f" to {most}" if most is not None else "")
    whole = isinstance(value, int) and not isinstance(value, bool)
    if not whole or value < least or (most is not None and value > most):
        raise InputError(f"{name} is {value!r}", allowed=allowed)


def _check_choice(name: str, value: str, choices: Sequence[str]) -> None:
    if value not in choices:
        raise InputError(f"{name} is {value!r}", allowed=", ".join(choices))


def resolve_scenarios(
    chosen: ScenarioChoice | Iterable[ScenarioChoice], changes: Sequence[str] = ()
) -> tuple[Scenario, ...]:
    """Load the scenarios that were asked for.

    Parameters
    ----------
    chosen : slugs, files, folders of files, or scenarios; each scenario is taken once
    changes : such as `policies.dialogue=0.5`, made to each scenario that is loaded here

    Raises
    ------
    InputError
        If there is no scenario, a file is wrong, or two scenarios have the same slug.
    """
    listed = [chosen] if isinstance(chosen, str | Path | Scenario) else chosen
    scenarios: dict[str, Scenario] = {}
    for scenario in (scenario for choice in listed for scenario in _load_choice(choice, changes)):
        same = scenarios.setdefault(scenario.slug, scenario)
        if same.hash != scenario.hash:
            raise InputError(f"two scenarios have the slug '{scenario.slug}'", suggestion="rename one of the files")
    if not scenarios:
        raise InputError("no scenario was given", allowed="slugs, files or folders")
    return tuple(scenarios.values())


def _load_choice(choice: ScenarioChoice, changes: Sequence[str]) -> Iterator[Scenario]:
    if isinstance(choice, Scenario):
        yield choice
    elif str(choice) not in bundled_slugs() and Path(choice).is_dir():
        yield from (load_scenario(path, changes) for path in _scenario_files(Path(choice)))
    else:
        yield load_scenario(choice, changes)


def _scenario_files(folder: Path) -> list[Path]:
    files = sorted(path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
    if not files:
        raise InputError("no scenario files in this folder", place=str(folder), allowed="files that end in .yaml")
    return files


def simulate_study(scenarios: Sequence[Scenario], settings: Settings, progress: Progress | None = None) -> Results:
    """Simulate scenarios with common luck; histories are simulated once and shared.

    Parameters
    ----------
    scenarios : at least one, each with a slug of its own
    settings : how
    progress : told how far the work has come

    Raises
    ------
    RunError
        If a worker process is lost.

    Notes
    -----
    Results depend on the scenarios, the runs, the seed and the months alone, not on workers or blocks.
    """
    jobs = [make_job(scenario, settings.seed, settings.months) for scenario in scenarios]
    tell = progress or _say_nothing
    with choose_executor(settings.workers_for(len(scenarios))) as executor:
        states = _histories(executor, jobs, settings, tell)
        blocks = _blocks(executor, jobs, states, settings)
        gathered = [
            _gather(scenario, job, blocks, settings, partial(tell, scenario.slug))
            for scenario, job in zip(scenarios, jobs, strict=True)
        ]
    return Results({runs.slug: runs for runs in gathered})


def _say_nothing(stage: str, done: int, total: int) -> None:
    """Stand in for a progress display."""


def _histories(
    executor: Executor, jobs: Sequence[Job], settings: Settings, tell: Progress
) -> dict[tuple[str, int], Floats]:
    """Simulate each history once: states by history and first run."""
    shared = {job.history_key: job for job in jobs}
    tasks = [(job, *block) for job in shared.values() for block in settings.ranges()]
    total = settings.runs * len(shared)
    states: dict[tuple[str, int], Floats] = {}
    done = 0
    tell(HISTORY, done, total)
    for (job, first, runs), found in zip(tasks, map_ordered(executor, simulate_histories, tasks), strict=True):
        states[job.history_key, first] = found
        done += runs
        tell(HISTORY, done, total)
    return states


def _blocks(
    executor: Executor, jobs: Sequence[Job], states: Mapping[tuple[str, int], Floats], settings: Settings
) -> Iterator[Block]:
    tasks = ((job, first, runs, states[job.history_key, first]) for job in jobs for first, runs in settings.ranges())
    return map_ordered(executor, simulate_block, tasks)


def _gather(
    scenario: Scenario, job: Job, blocks: Iterator[Block], settings: Settings, tell: Callable[[int, int], None]
) -> ScenarioRuns:
    """Take the blocks of one scenario, which come in order, and join them."""
    mine: list[Block] = []
    tell(0, settings.runs)
    for first, runs in settings.ranges():
        mine.append(next(blocks))
        tell(first + runs, settings.runs)
    return gather_runs(scenario, settings.seed, job.labels, mine)
