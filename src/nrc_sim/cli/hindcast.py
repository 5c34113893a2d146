"""The command `hindcast`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.cli.worlds import WorldName, chosen_world

if TYPE_CHECKING:
    from nrc_sim.evidence.hindcast import Hindcast
    from nrc_sim.evidence.hindcast.scores import Interval

_ObservedFile = Annotated[
    Path | None,
    typer.Option(
        "--observed",
        parser=options.parse_path,
        metavar="CSV",
        help="Series of your own: dyad, year, variable, value; optional from, to.",
    ),
]


def hindcast(  # noqa: PLR0917
    observed: _ObservedFile = None,
    world: WorldName = None,
    parameters: options.Parameters = options.ParameterChoice.ensemble,
    seed: options.Seed = None,
    workers: options.Workers = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Score simulated history against observed series, beside naive predictions; with --output a figure."""
    from nrc_sim.evidence.hindcast import score_hindcast
    from nrc_sim.evidence.observed import load_plan, read_observed
    from nrc_sim.figures.hindcast import write_hindcast
    from nrc_sim.figures.style import figure_look
    from nrc_sim.scenario import load_defaults, load_scenario
    from nrc_sim.scenario.worlds import evidence_folder
    from nrc_sim.study.running import hash_data, keep_work
    from nrc_sim.study.store import files_among

    of_world = chosen_world(world)
    plan = load_plan(of_world)
    path = observed or evidence_folder(of_world) / "observed.csv"
    observations = read_observed(path, load_scenario(plan.scenarios.history).world, plan)
    chosen = load_defaults().seed if seed is None else seed
    central = parameters is options.ParameterChoice.central
    # The folder is looked at before minutes of work, and written when that is done.
    drafted = draft_or_none(output, "hindcast", overwrite=overwrite, resume=resume, inputs=files_among(observed))
    how = {"world": of_world.slug, "seed": chosen, "parameters": str(parameters)}
    asked = how | {"observed": hash_data(observations), "plan": hash_data(plan.model_dump(mode="json"))}
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet) as listener:
        with keep_work(draft, asked, listener.message):
            found = score_hindcast(
                plan, observations, chosen, central=central, workers=workers, progress=listener.progress
            )
        if draft is not None:
            write_hindcast(found, plan, chosen, draft)
    if output is not None:
        tell(f"hindcast: {output}", quiet=quiet)
    if as_json:
        print_json(found.describe())
        return
    _print_prescribed(found)
    _print_ahead(found)
    _print_rest(found)
    tell(f"observed series: {path}", quiet=quiet)


def _print_prescribed(found: Hindcast) -> None:
    scored = {**found.conduct, **{f"{dyad} (trust)": score for dyad, score in found.trust.items()}}
    names = list(next(iter(scored.values())).baselines) if scored else []
    rows = []
    for dyad, score in scored.items():
        r = "" if score.r is None else f"{score.r:+.2f}"
        errors = [f"{score.baselines[name]:.3f}" for name in names]
        rows.append([dyad, str(len(score.years)), r, f"{score.rmse:.3f}", _interval(score.skill), *errors])
    title = (
        "Hindcast with prescribed events, each year left out: RMSE of the model and of naive predictions; "
        "skill with its 95% interval"
    )
    print_table(title, ["series", "n", "r", "model", "skill over mean", *names], rows)


def _print_ahead(found: Hindcast) -> None:
    rows = []
    for dyad, score in found.ahead.items():
        naive = [f"{value:.3f}" for value in score.naive.values()]
        covered = [f"{count}/{score.years}" for count in score.covered.values()]
        rows.append([dyad, f"{score.crps:.3f}", *naive, _interval(score.over_climatology), *covered])
    columns = ["series", "model", "climatology", "persistence", "ar1", "over climatology (95%)", "in 50%", "in 90%"]
    print_table("Unconditional forecasts one year ahead: mean CRPS, and years within the bands", columns, rows)


def _print_rest(found: Hindcast) -> None:
    rows = []
    if found.members is not None:
        rows.append(["members, each left out: rank correlation of mean levels", _interval(found.members.level_rank)])
        rows.append(["members: rank correlation of slopes on the lead", _interval(found.members.slope_rank)])
    if found.slope is not None:
        rows.append(["slope of the second series on the first, observed", _interval(found.slope[0])])
        rows.append(["slope of the second series on the first, model", _interval(found.slope[1])])
    rows.append(["half-life of conduct after an impulse, months", f"{found.memory.conduct:.1f}"])
    rows.append(["half-life of trust after an impulse, months", f"{found.memory.trust:.1f}"])
    rows.append(["accepted parameter sets", str(found.sets) if found.sets else "central set"])
    print_table("Members, slopes and memory", ["figure", "value (95% interval)"], rows)


def _interval(found: Interval | None) -> str:
    return "" if found is None else f"{found.value:+.2f} ({found.low:+.2f}, {found.high:+.2f})"
