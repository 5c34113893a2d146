"""The command `calibrate`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nrc_sim.cli.display import listen, print_json, print_table
from nrc_sim.cli.options import AsJson, Quiet, Scheduler, Workers, parse_path
from nrc_sim.cli.worlds import WorldName, chosen_world

_Candidates = Annotated[
    Path | None,
    typer.Option(
        "--output", metavar="CSV", help="File of the candidates; an interrupted one is continued.", parser=parse_path
    ),
]

Replace = Annotated[bool, typer.Option("--overwrite", help="Replace candidates of other rules or another world.")]


def calibrate(  # noqa: PLR0917
    output: _Candidates = None,
    world: WorldName = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    overwrite: Replace = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Draw parameter sets and keep those that history does not rule out; continues where it was interrupted."""
    from nrc_sim.engine.accepted import candidates_path, read_candidates
    from nrc_sim.evidence.calibration import CalibrationWork
    from nrc_sim.evidence.calibration import calibrate as match_history
    from nrc_sim.evidence.calibration.volume import surviving_ranges
    from nrc_sim.evidence.observed import load_plan, read_observed
    from nrc_sim.scenario import load_scenario
    from nrc_sim.scenario.worlds import evidence_folder
    from nrc_sim.study.store import hint_if_interrupted

    chosen = chosen_world(world)
    plan = load_plan(chosen)
    history = load_scenario(plan.scenarios.history)
    observations = read_observed(evidence_folder(chosen) / "observed.csv", history.world, plan)
    path = output or candidates_path(chosen)
    with hint_if_interrupted(path, "again", path.is_file), listen(quiet=quiet, scheduler=scheduler) as listener:
        work = CalibrationWork(plan, history, observations, workers, listener.progress)
        match_history(work, path, overwrite=overwrite)
    found = read_candidates(path)
    ranges = surviving_ranges(found, history.world)
    accepted = len(found.accepted())
    if as_json:
        survived = accepted / len(found.candidates)
        document = {"candidates": len(found.candidates), "accepted": accepted, "surviving_volume": survived}
        print_json({**document, "parameters": {one.path: one._asdict() for one in ranges}})
    else:
        rows = [one.cells() for one in ranges]
        title = f"{accepted:,} of {len(found.candidates):,} candidates accepted; 5-95% ranges of each free parameter"
        print_table(title, ["parameter", "range", "accepted", "width kept", "learnt"], rows)
    if accepted < plan.calibration.accepted_at_least:
        raise typer.Exit(1)
