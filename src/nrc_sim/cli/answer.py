"""The command `answer`."""

from __future__ import annotations

from typing import Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.compare import Baseline, read_sources, refuse_given
from nrc_sim.cli.display import listen, print_json, tell
from nrc_sim.cli.failures import report_failures
from nrc_sim.cli.run import complete_settings
from nrc_sim.cli.variable import VariableRequest, is_of_powers, print_answer
from nrc_sim.errors import InputError

_Asked = Annotated[list[str], typer.Argument(metavar="A [B ...]", help="Scenarios, or folders of results.")]


def answer(  # noqa: PLR0917
    sources: _Asked,
    variable: options.Variable = None,
    side: options.SideName = None,
    power: options.PowerName = None,
    toward: options.Toward = None,
    at: options.At = None,
    baseline: Baseline = None,
    runs: options.Runs = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    sets: options.Sets = None,
    given: options.Given = None,
    parameters: options.Parameters = None,
    engine: options.EngineChoice = options.EngineName.auto,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Say what any recorded variable is in a month, by scenario and as paired difference; write nothing."""
    from nrc_sim.analysis.comparison import answer_variable
    from nrc_sim.study.given import apply_given
    from nrc_sim.study.running import simulate_study

    if variable is None:
        raise InputError(
            "it is not said what is asked for", place="--variable", suggestion="see `nrc-sim variables --recorded`"
        )
    results, scenarios, reference = read_sources(sources, baseline, sets or (), least=1)
    refuse_given(results, given)
    scenarios, conditions = apply_given(scenarios, given or (), None)
    asked = VariableRequest(variable, side, power, toward, at)
    name = asked.name(scenarios or [one.scenario for one in results or ()]) or ""
    if results is None:
        drawn = options.read_parameters(parameters, scenarios, quiet=quiet)
        how = {"workers": workers, "engine": engine.value, "parameters": drawn, "actor_paths": is_of_powers(name)}
        settings = complete_settings(runs, seed, given=conditions, **how)
        with listen(quiet=quiet, scheduler=scheduler) as listener:
            results = simulate_study(scenarios, settings, listener)
    first = next(iter(results))
    found = answer_variable(results, name, at or str(first.months[-1]), reference)
    if as_json:
        print_json({"runs": first.requested, "seed": first.seed, **found.describe()})
    else:
        print_answer(found, first.seed)
        if not found.differences:
            tell("one scenario: name a second one for a difference", quiet=quiet)
    report_failures(results)
