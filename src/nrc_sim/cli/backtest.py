"""The command `backtest`, and how scores of forecasts are printed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, say, tell
from nrc_sim.cli.folders import draft_or_none
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.evidence.backtest.scores import Backtest, Scoring

_Panel = Annotated[
    Path | None,
    typer.Option(
        "--panel",
        metavar="FILE",
        help="Yearly counts of events between pairs of states; by default the bundled ones.",
        parser=options.parse_path,
    ),
]
_First = Annotated[int | None, typer.Option("--first", metavar="YEAR", help="First year that is forecast.")]
_Last = Annotated[int | None, typer.Option("--last", metavar="YEAR", help="Last year that is forecast.")]
_Ahead = Annotated[int, typer.Option("--ahead", metavar="YEARS", help="Years from the last one known, 1 to 3.")]
_MOST_NAMED = 12
"""States without traits that are named in a message; `--json` names all."""
_GROUPS = {
    "learned": "those from which numbers were learned",
    "held_out": "those held out from learning",
    "others": "all others",
}
_Panels = Annotated[int | None, typer.Option("--panels", metavar="N", help="Simulated panels, 2,000 by default.")]


def backtest(  # noqa: PLR0917
    panel: _Panel = None,
    first: _First = None,
    last: _Last = None,
    ahead: _Ahead = 1,
    panels: _Panels = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Forecast years of a panel, each from the years before it alone, and score the forecasts beside naive ones."""
    from nrc_sim.evidence.backtest.backtesting import backtest as forecast_panel
    from nrc_sim.evidence.backtest.tables import write_backtest
    from nrc_sim.evidence.panel.posterior import panel_key
    from nrc_sim.evidence.panel.reading import read_panel
    from nrc_sim.evidence.panel.settings import load_panel
    from nrc_sim.figures.backtest import write_backtest_figures
    from nrc_sim.figures.style import figure_look
    from nrc_sim.study.running import keep_work
    from nrc_sim.study.store import describe_versions, files_among, typed_command

    read = load_panel() if panel is None else read_panel(panel)
    drafted = draft_or_none(output, "backtest", overwrite=overwrite, resume=resume, inputs=files_among(panel))
    asked = {"first": first, "last": last, "ahead": ahead, "panels": panels, "seed": seed, "panel": panel_key(read)}
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet, scheduler=scheduler) as listener:
        how: dict[str, Any] = {"workers": workers, "progress": listener.progress}
        with keep_work(draft, asked, listener.message):
            found = forecast_panel(read, first=first, last=last, ahead=ahead, panels=panels, seed=seed, **how)
        if draft is not None:
            write_backtest(found, draft.path)
            write_backtest_figures(found, draft.path)
            draft.complete({"command": typed_command(), "versions": describe_versions(), "scenarios": {}})
    if output is not None:
        tell(f"backtest: {output}", quiet=quiet)
    if as_json:
        print_json(found.describe())
    else:
        _print_backtest(found)
        _tell_what_it_rests_on(found, quiet=quiet)


def _print_backtest(found: Backtest) -> None:
    ahead, years = counted(found.origins.ahead, "year"), found.scored_years
    if found.scores:
        title = (
            f"Forecasts {ahead} ahead, {years[0]}-{years[-1]}, {counted(len(found.panel.pairs), 'pair')}, best first"
        )
        print_scorings(title, found.scores)
        over = {name: found.over(name) for name in ("model", "pool")}
        rows = [
            [other.replace("_", " "), *(of[other].cell if other in of else "" for of in over.values())]
            for other in found.scores
        ]
        print_table("CRPS over that of others, with 95% intervals over pairs", ["over", "model", "pool"], rows)
        for name, scores in found.groups.items():
            print_scorings(f"Pairs: {_GROUPS[name]}", scores)
        verdict = {"pool": "the pool of model and pooled regression", "model": "the model alone"}
        say(f"best: {verdict.get(str(found.best), str(found.best).replace('_', ' '))}")
    weights = ", ".join(f"{year} {weight:.2f}" for year, weight in found.weights.items())
    say(f"weight of the model in the pool, learned from earlier years: {weights}")


def print_scorings(title: str, scores: Mapping[str, Scoring]) -> None:
    """Print scores of forecasts, the best first.

    Parameters
    ----------
    title : a line above
    scores : by name of the forecast
    """
    columns = ["forecast", "CRPS", "RMSE", "in 90% band", "in 50% band", "log score", "Brier, large drop"]
    rows = [
        [
            name.replace("_", " "),
            *(f"{value:.4f}" for value in (one.crps, one.rmse)),
            *(f"{100 * share:.0f}%" for share in (one.in_90, one.in_50)),
            f"{one.log:+.3f}",
            f"{one.brier:.4f}",
        ]
        for name, one in sorted(scores.items(), key=lambda item: item[1].crps)
    ]
    print_table(title, columns, rows)


def _tell_what_it_rests_on(found: Backtest, *, quiet: bool) -> None:
    origins = found.origins
    tell(
        f"numbers learned from years up to {origins.learned_until}; {origins.panels:,} simulated panels, "
        f"seed {origins.seed}",
        quiet=quiet,
    )
    if origins.learned_until >= origins.years[0]:
        tell("these years are among those forecast, which favours the model", quiet=quiet)
    if found.unknown:
        states, few = counted(len(found.unknown), "state"), ", ".join(found.unknown[:_MOST_NAMED])
        more = ", ..." if len(found.unknown) > _MOST_NAMED else ""
        tell(f"nothing is known of {states} ({few}{more}): they have the traits of a usual pair", quiet=quiet)
    if len(found.scored_years) < len(origins.years):
        later = [str(year) for year in origins.years if year not in found.scored_years]
        tell(f"forecast and not scored: {', '.join(later)}", quiet=quiet)
