"""The command `sensitivity`."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.analysis.sensitivity import Sensitivity
    from nrc_sim.analysis.sensitivity.nested import VarianceSplit

_DEFAULT_OUTPUT = Path("sensitivity")
_SHOWN = 12

_Trajectories = Annotated[int, typer.Option("--trajectories", metavar="N", min=2, help="Morris trajectories.")]
_Samples = Annotated[
    int, typer.Option("--samples", metavar="N", min=0, help="Sobol' samples, a power of two; 0 leaves them out.")
]
_Top = Annotated[int, typer.Option("--top", metavar="K", min=1, help="Parameters that get Sobol' indices.")]
_RunsOfSet = Annotated[int, typer.Option("--runs", metavar="N", min=2, help="Runs of each parameter set.")]


def sensitivity(  # noqa: PLR0917
    scenario: options.OneScenario,
    runs: _RunsOfSet = 64,
    trajectories: _Trajectories = 10,
    samples: _Samples = 128,
    top: _Top = 8,
    seed: options.Seed = None,
    sets: options.Sets = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    output: Annotated[Path | None, options.output_option(str(_DEFAULT_OUTPUT))] = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Measure which parameters move the outcomes (Morris, Sobol'), and how much of the spread is sampling."""
    from nrc_sim.analysis.sensitivity import analyse, split_variance
    from nrc_sim.analysis.sensitivity.screening import Design
    from nrc_sim.api import write_sensitivity
    from nrc_sim.engine.accepted import sets_of_world
    from nrc_sim.engine.world import CENTRAL, ENSEMBLE
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_defaults, load_scenario
    from nrc_sim.study.running import Settings, identify_study, keep_work
    from nrc_sim.study.store import draft_folder, files_among

    chosen = load_scenario(scenario, tuple(sets or ()))
    first = load_defaults().seed if seed is None else seed
    design = Design(trajectories, samples, top, runs, first, workers)
    folder = output or _DEFAULT_OUTPUT
    read = files_among(chosen.path)
    drafted = draft_folder(folder, command="sensitivity", overwrite=overwrite, resume=resume, inputs=read)
    drawn = ENSEMBLE if (has_sets := bool(sets_of_world(chosen.world))) else CENTRAL
    asked = identify_study([chosen], Settings(runs, first, parameters=drawn)) | asdict(replace(design, workers=None))
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet, scheduler=scheduler) as listener:
        with keep_work(draft, asked, listener.message):
            found = analyse(chosen, design, listener.progress)
            number, split = split_variance(chosen, runs, first, workers) if has_sets else (0, ())
        document = {"scenario": chosen.slug, "runs_per_set": runs, "seed": first, "outcomes": found.describe()}
        components = {one.name: one.describe() for one in split}
        document |= {"parameter_sets": number, "parameters_against_luck": components}
        write_sensitivity(found, document, chosen, design, draft)
    if as_json:
        print_json(document)
    else:
        _print_effects(found)
        _print_split(number, runs, split)
    tell(f"sensitivity: {folder}", quiet=quiet)


def _print_effects(found: Sensitivity) -> None:
    for target in found.targets:
        effects = found.morris[target.name]
        indices = found.sobol.get(target.name)
        order = (-effects.mu_star).argsort()[:_SHOWN]
        rows = []
        for place in order:
            path = effects.paths[place]
            screened = f"{effects.mu_star[place]:.3g} ({effects.mu_star_interval[place]:.2g})"
            cells = [path, screened, f"{effects.sigma[place]:.3g}", "", ""]
            if indices is not None and path in indices.paths:
                number = indices.paths.index(path)
                cells[3] = f"{indices.first[number]:.2f} ({indices.first_interval[number]:.2f})"
                cells[4] = f"{indices.total[number]:.2f} ({indices.total_interval[number]:.2f})"
            rows.append(cells)
        title = f"{target.name}, {target.unit}: effect over the whole range, with the half-width of its 95% interval"
        print_table(title, ["parameter", "mu*", "sigma", "Sobol' first", "Sobol' total"], rows)


def _print_split(number: int, runs: int, split: tuple[VarianceSplit, ...]) -> None:
    if not split:
        return
    title = f"Parametric and sampling uncertainty: {counted(number, 'accepted set')} of {counted(runs, 'run')} each"
    print_table(
        title, ["outcome", "mean", "means of sets, 5-95%", "variance between sets"], [one.cells() for one in split]
    )
