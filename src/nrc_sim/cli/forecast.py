"""The command `forecast`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from nrc_sim.cli import options
from nrc_sim.cli.display import listen, print_json, print_table, say, share_with_interval, tell
from nrc_sim.cli.run import complete_settings
from nrc_sim.text.wording import counted, percent

_Followed = Annotated[
    str, typer.Argument(metavar="WORLD|SCENARIO", help="A world with a plan of evidence, a slug or a file.")
]
_Observed = Annotated[
    list[Path],
    typer.Option(
        "--observed",
        metavar="CSV",
        help="What was observed: `events.csv` of `nrc-sim events`, yearly series (dyad,year,variable,value), or known "
        "states (month,variable,value); may be repeated.",
        parser=options.parse_path,
    ),
]
_Until = Annotated[str, typer.Option("--until", metavar="MONTH", help="Last month that is known, such as 2012-12.")]
_Ahead = Annotated[int, typer.Option("--months", metavar="M", help="Months that are forecast.")]
_Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="Dyad or variable that counts, `states` for all; may be repeated."),
]
_Since = Annotated[
    str | None,
    typer.Option("--since", metavar="MONTH", help="Month from which on chances count, after the history up to it."),
]
_ModelError = Annotated[
    float | None,
    typer.Option("--model-error", metavar="E", help="By which the conduct of runs may miss that of events, -1..1."),
]
_MOST_ROWS = 6
"""Surprises and observations that are shown; forecast.json has all."""


def forecast(  # noqa: PLR0917
    scenario: _Followed,
    observed: _Observed,
    until: _Until,
    months: _Ahead = 12,
    runs: options.Runs = None,
    seed: options.Seed = None,
    workers: options.Workers = None,
    sets: options.Sets = None,
    given: options.Given = None,
    parameters: options.Parameters = None,
    only: _Only = None,
    since: _Since = None,
    model_error: _ModelError = None,
    questions: options.Questions = None,
    output: options.Output = None,
    style: options.Style = options.FigureStyle.screen,
    formats: options.Formats = None,
    overwrite: options.Overwrite = False,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Let an ensemble follow what was observed, month by month, and simulate on from there.

    The folder keeps where the ensemble stands: the same command with a longer file goes on from there.
    """
    from nrc_sim.evidence.assimilation.forecast import ask, make_forecast
    from nrc_sim.evidence.assimilation.keeping import open_work
    from nrc_sim.evidence.assimilation.story import choose_story
    from nrc_sim.figures.forecast import write_forecast
    from nrc_sim.figures.style import figure_look
    from nrc_sim.study.given import fact_files
    from nrc_sim.study.questions import load_questions
    from nrc_sim.study.store import draft_folder, files_among

    story = choose_story(scenario, sets or (), since, given or ())
    asked_questions = () if questions is None else load_questions(questions, [story.scenario], None)
    chosen = options.read_parameters(parameters, [story.scenario], quiet=quiet)
    settings = complete_settings(runs, seed, workers=workers, parameters=chosen, questions=asked_questions)
    asked = ask(story, observed, (until, months), settings, only or (), model_error)
    read = [*observed, *files_among(scenario, questions, *fact_files(given or ()))]
    folder = output or Path("forecast")
    drafted = draft_folder(folder, command="forecast", overwrite=overwrite, resume=not overwrite, inputs=read)
    with figure_look(style, formats), drafted as draft, listen(quiet=quiet) as listener:
        work = open_work(draft, asked, listener.progress, listener.message)
        document = write_forecast(make_forecast(asked, work.heard), work, draft)
    if as_json:
        print_json({"forecast": document})
    else:
        _print_forecast(document, story.scenario.title)
    tell(f"forecast: {folder}", quiet=quiet)


def _print_forecast(document: Mapping[str, Any], title: str) -> None:
    ahead, until = counted(document["months_ahead"], "month"), document["until"]
    classes = list(document["outcomes"])
    cells = [share_with_interval(share) for share in document["outcomes"].values()]
    print_table(
        f"{title}: {ahead} after {until}, probability with 95% interval",
        [*classes, "mean index"],
        [[*cells, f"{document['final_index']['mean']:+.1f}"]],
    )
    for one in document["given"]:
        runs, share = counted(one["runs"], "run"), percent(one["share"])
        text = " and ".join(one["conditions"])
        say(f"given {text}: {runs} at the end of {one['month']}, {share} of the weight; all go on from these")
    _print_surprises(document["surprises"])
    _print_moved(document, classes)
    least = min(document["months"], key=lambda one: one["effective"])
    tempered = [one["month"] for one in document["months"] if one["exponent"] < 1.0]
    say(f"smallest effective sample size: {least['effective']:,.0f}, after {least['month']}")
    if tempered:
        named = ", ".join(tempered[:_MOST_ROWS]) + (", ..." if len(tempered) > _MOST_ROWS else "")
        say(f"few runs explain {counted(len(tempered), 'month')}, whose values count for less: {named}")
    left_out = {name: number for name, number in document["left_out"].items() if number}
    if left_out:
        say("values left out: " + ", ".join(f"{name} {number:,}" for name, number in left_out.items()))


def _print_surprises(surprises: list[dict[str, Any]]) -> None:
    most = sorted(surprises, key=lambda one: one["probability"])[:_MOST_ROWS]
    rows = [
        [
            f"{one['what']} {one['variable']}",
            one["months"],
            *(_number(one.get(name)) for name in ("low", "high", "value")),
            f"{one['probability']:.3f}",
        ]
        for one in most
    ]
    print_table("Largest surprises", ["what", "months", "5%", "95%", "observed", "probability"], rows)


def _print_moved(document: Mapping[str, Any], classes: list[str]) -> None:
    if (change := document["change"]) is not None:
        cells = [f"{100 * value:+.1f}" for value in change["classes"].values()]
        title = f"Change since the forecast of {change['since']}, percentage points"
        print_table(title, [*classes, "mean index"], [[*cells, f"{change['final_index']:+.1f}"]])
    rows = [
        [f"{one['what']} {one['variable']}, {one['months']}"]
        + ["not told" if one["classes"] is None else f"{100 * one['classes'][name]:+.1f}" for name in classes]
        for one in document["moved_by"][:_MOST_ROWS]
    ]
    print_table("What the last observations did, percentage points", ["what", *classes], rows)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:+.3f}"
