"""The command `learn`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell

if TYPE_CHECKING:
    from nrc_sim.evidence.panel.learning import Learned

_Until = Annotated[int | None, typer.Option("--until", metavar="YEAR", help="Last year of the panel that is read.")]
_Budget = Annotated[int | None, typer.Option("--budget", metavar="N", help="Most panels that are simulated.")]
_Folder = Annotated[
    Path, typer.Option("--output", metavar="DIR", help="Folder of the results.", parser=options.parse_path)
]


def learn(  # noqa: PLR0917
    output: _Folder,
    until: _Until = None,
    budget: _Budget = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Learn numbers that relationships share from the panel, and check that what was learned fits it."""
    from nrc_sim.evidence.panel.learned_files import write_learned
    from nrc_sim.evidence.panel.learning import BUDGET, LearningPlan, Simulators, learn_numbers
    from nrc_sim.evidence.panel.simulating import simulate_candidate_cases, simulate_candidates
    from nrc_sim.figures.learning import write_learning_figure
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_defaults
    from nrc_sim.study.executors import check_workers
    from nrc_sim.study.running import keep_work
    from nrc_sim.study.store import draft_folder, typed_command

    check_workers(workers)
    simulators = Simulators(simulate_candidates, simulate_candidate_cases)
    first, most = load_defaults().seed if seed is None else seed, BUDGET if budget is None else budget
    asked = {"until": until, "budget": most, "seed": first}
    drafted = draft_folder(output, command="learn", overwrite=overwrite, resume=resume)
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet) as listener:
        with keep_work(draft, asked, listener.message):
            found = learn_numbers(LearningPlan(simulators, first, until, most, workers, listener.progress))
        write_learned(found, draft.path)
        write_learning_figure(found, draft.path)
        draft.complete({"command": typed_command(), "scenarios": {}})
    if as_json:
        print_json(found.describe())
    else:
        _print_learned(found)
    tell(f"learned: {output}", quiet=quiet)


def _print_learned(found: Learned) -> None:
    from nrc_sim.evidence.panel.inference import STEP_COLUMNS
    from nrc_sim.evidence.panel.likelihood_check import LIKELIHOOD_COLUMNS
    from nrc_sim.evidence.panel.posterior import COLUMNS

    title = "Rounds: median distances from what is expected, in units of the spread of panels"
    print_table(title, STEP_COLUMNS, [one.cells() for one in found.inference.steps])
    title = "The likelihood by the emulator and by simulations"
    print_table(title, LIKELIHOOD_COLUMNS, [found.likelihood.cells()])
    print_table("What was learned", COLUMNS, [one.cells() for one in found.numbers])
    title = "Statistics of the panel, and the central 95% of panels simulated from what was learned"
    print_table(title, ["statistic", "observed", "simulated", ""], [one.cells() for one in found.checks])
    title = "Known numbers: panels by tenth of their rank, chi-square p, and how often the 90% interval holds them"
    print_table(title, ["number", "ranks", "p", "in 90%"], [one.cells() for one in found.recovered])
