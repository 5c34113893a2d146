"""Many small studies in one call: a table of settings in, a table of outcomes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.world import choose_parameters
from nrc_sim.errors import InputError
from nrc_sim.study.results import Experiments
from nrc_sim.study.running import (
    Listener,
    Progress,
    ScenarioChoice,
    Settings,
    list_rows,
    resolve_scenarios,
    simulate_experiments,
)
from nrc_sim.study.store import Draft, typed_command
from nrc_sim.text.csv_rows import write_table

if TYPE_CHECKING:
    import pandas

    from nrc_sim.scenario import Scenario

EXPERIMENTS_FILE = "experiments.csv"


def run_experiments(  # noqa: PLR0913
    scenario: ScenarioChoice,
    table: pandas.DataFrame,
    *,
    runs: int,
    seed: int,
    months: int | None = None,
    workers: int | None = None,
    engine: str = "auto",
    parameters: str | None = None,
    progress: Progress | None = None,
) -> Experiments:
    """Simulate a scenario once for each row of a table of settings, with common random numbers.

    Parameters
    ----------
    scenario : slug, file or scenario
    table : a row for each experiment; columns are paths such as `policies.dialogue` or `shocks.syria.hazard`, cells
        are what would be typed after `--set PATH=`
    runs : runs of each experiment, >= 1
    seed : 0..2**63 - 1; run i of every experiment has the same random draws, and is run i of `nrc_sim.run`
    months : horizon in months; None leaves it to the scenario
    workers : threads, or processes with Mesa; None takes what the machine offers; results do not depend on it
    engine : "compiled", "mesa", or "auto" for the compiled one; results do not depend on it
    parameters : see `nrc_sim.run`
    progress : called with the name of the stage, runs done and runs to do

    Returns
    -------
    settings and outcomes, one row for each experiment, in the order and with the index of the table

    Raises
    ------
    InputError
        If something asked for cannot be accepted; the error names row and column.
    RunError
        If a worker is lost.

    Notes
    -----
    Of a run only its end is kept. What else `nrc_sim.run` tells of it, it tells with `changes`.
    """
    chosen = _choose_scenario(scenario)
    drawn = choose_parameters(parameters, [chosen])
    settings = Settings(runs, seed, months, workers, engine, drawn, summary_only=True)
    return run_table(chosen, table, settings, Listener() if progress is None else Listener(progress))


def _choose_scenario(scenario: ScenarioChoice) -> Scenario:
    """Return the one scenario that is varied.

    Parameters
    ----------
    scenario : slug, file or scenario

    Raises
    ------
    InputError
        If it is not one scenario.
    """
    chosen = resolve_scenarios(scenario)
    if len(chosen) > 1:
        names = ", ".join(one.slug for one in chosen)
        raise InputError(
            f"experiments vary one scenario, and {scenario} holds {len(chosen)}", allowed=f"one of {names}"
        )
    return chosen[0]


def run_table(scenario: Scenario, table: pandas.DataFrame, settings: Settings, listener: Listener) -> Experiments:
    """Do what `run_experiments` does, with a scenario that is loaded and settings that are checked.

    Parameters
    ----------
    scenario, table : see `run_experiments`
    settings : how each experiment is run
    listener : receives progress and notes
    """
    found = simulate_experiments(scenario, list_rows(table), settings, listener)
    return Experiments.of_rows((scenario.slug, settings.seed, settings.runs), table, found)


def write_experiments(found: Experiments, draft: Draft) -> None:
    """Write settings and outcomes as one table.

    Parameters
    ----------
    found : Experiments
    draft : folder to write to
    """
    write_table(found.table, draft.path / EXPERIMENTS_FILE, index=True)
    about = {"experiments": found.scenario, "seed": found.seed, "runs": found.runs}
    draft.complete({"command": typed_command(), **about, "scenarios": {}})
