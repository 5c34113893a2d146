"""The command `panel`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import print_json, print_table, tell

if TYPE_CHECKING:
    from nrc_sim.evidence.panel.comparing import ComparedPanel

_File = Annotated[
    Path | None,
    typer.Argument(
        metavar="[FILE]",
        help="Yearly counts of events between pairs of states; by default the bundled ones.",
        parser=options.parse_path,
    ),
]
_Panels = Annotated[int, typer.Option("--panels", metavar="N", min=2, help="Simulated panels.")]


def panel(
    file: _File = None,
    panels: _Panels = 40,
    seed: options.Seed = None,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare a panel of relationships with simulated ones: what they have in common, and forecasts one year ahead."""
    from nrc_sim.evidence.panel.comparing import compare_panel
    from nrc_sim.evidence.panel.reading import read_panel
    from nrc_sim.evidence.panel.settings import load_panel
    from nrc_sim.scenario import load_defaults
    from nrc_sim.study.executors import check_workers

    check_workers(workers)
    read = load_panel() if file is None else read_panel(file)
    found = compare_panel(read, panels, load_defaults().seed if seed is None else seed, workers)
    if as_json:
        print_json(found.describe())
        return
    _print_panel(found, panels)
    if found.unknown:
        names = ", ".join(found.unknown)
        tell(f"nothing is known of {names}: they have the traits of a usual pair", quiet=quiet)


def _print_panel(found: ComparedPanel, panels: int) -> None:
    first, last = found.panel.years[0], found.panel.years[-1]
    rows = [
        [one.name.replace("_", " "), one.observed.cell, one.simulated.cell, "inside" if one.inside else "outside"]
        for one in found.figures
    ]
    title = f"{len(found.panel.pairs)} pairs, {first}-{last}, beside {panels} simulated panels"
    print_table(title, ["figure", "observed (95% over pairs)", "simulated (central 95%)", ""], rows)
    if found.forecasts:
        scores = [
            [name.replace("_", " "), f"{score.crps:.4f}", f"{score.rmse:.4f}", f"{100 * score.in_90:.0f}%"]
            for name, score in found.forecasts.items()
        ]
        years = f"{found.origins[0]}-{found.origins[-1]}"
        title = f"Forecasts one year ahead, {years}: Goldstein weight / 10"
        print_table(title, ["forecast", "CRPS", "RMSE", "in 90% band"], scores)
