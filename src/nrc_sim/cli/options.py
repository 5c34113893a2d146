"""Arguments and options that commands share."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from nrc_sim.scenario import Scenario


class EngineName(StrEnum):
    """Engines that can be asked for."""

    auto = "auto"
    mesa = "mesa"
    compiled = "compiled"


class ParameterChoice(StrEnum):
    """Parameters that runs can have."""

    ensemble = "ensemble"
    central = "central"


class FigureStyle(StrEnum):
    """Styles that figures can have."""

    screen = "screen"
    print = "print"


class FigureFormat(StrEnum):
    """Formats in which figures can be written."""

    png = "png"
    svg = "svg"
    pdf = "pdf"
    none = "none"


def parse_path(text: str) -> Path:
    """Take the path of something to write, or of results to read.

    Parameters
    ----------
    text : as typed

    Raises
    ------
    typer.BadParameter
        If it names nothing, the standard streams, which are not written to, or what no system can have.
    """
    if text in {"", "-"}:
        found = "it is empty" if not text else "'-' is no file, and results are not written to standard output"
        raise typer.BadParameter(f"{found}; give a path; `--json` prints a document on standard output")
    try:
        Path(text).stat()
    except ValueError as error:
        raise typer.BadParameter(f"there can be no such path: {error}") from None
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
            raise typer.BadParameter(f"there can be no such path: {error.strerror}") from None
    return Path(text)


def runs_option(default: str) -> Any:
    """Make the option of how many runs there are.

    Parameters
    ----------
    default : how many, as help says it
    """
    return typer.Option("--runs", metavar="N", help="Runs of each scenario.", show_default=default)


def output_option(default: str) -> Any:
    """Make the option of where results go.

    Parameters
    ----------
    default : where, as help says it
    """
    return typer.Option(
        "--output", metavar="DIR", help="Folder of the results.", parser=parse_path, show_default=default
    )


class BundledDefault(str):
    """The name of a bundled setting, whose value is read when help writes it, as reading takes long."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        """Return the value."""
        from nrc_sim.scenario import load_defaults

        return format(str(getattr(load_defaults(), str(self))), spec)


Runs = Annotated[int | None, runs_option(BundledDefault("runs"))]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed", metavar="S", help="Seed; run i is the same run in any ensemble.", show_default=BundledDefault("seed")
    ),
]
Months = Annotated[int | None, typer.Option("--months", metavar="M", help="Horizon in months.")]
Workers = Annotated[
    int | None, typer.Option("--workers", metavar="W", help="Threads or processes; results do not depend on them.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        envvar="NRC_SIM_SCHEDULER",
        help="Simulate on the workers of a Dask scheduler, such as tcp://host:8786, or of `local:N` started here.",
    ),
]
Shards = Annotated[
    str | None,
    typer.Option(
        "--shards",
        metavar="PLACE",
        help="Keep what is done in this folder, or at an address such as s3://bucket/shards, until all is.",
    ),
]
EngineChoice = Annotated[
    EngineName, typer.Option("--engine", help="How a month is computed; results do not depend on it.")
]
SummaryOnly = Annotated[
    bool, typer.Option("--summary-only", help="Keep statistics and no run; memory does not grow with the runs.")
]
UntilError = Annotated[
    float | None,
    typer.Option("--until-error", metavar="E", help="Add runs until every share is known to E, such as 0.01."),
]
ActorPaths = Annotated[bool, typer.Option("--actor-paths", help="Keep the path of every actor in every run.")]
Experiments = Annotated[
    bool, typer.Option("--experiments", help="Also write experiments.csv: what each run drew, and what came of it.")
]
Questions = Annotated[
    Path | None,
    typer.Option(
        "--questions", metavar="FILE", help="Questions that every run answers with yes or no.", parser=parse_path
    ),
]
Happened = Annotated[
    Path | None,
    typer.Option(
        "--happened", metavar="CSV", help="What happened (id,value), to score the answers.", parser=parse_path
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="DIR", help="Folder of the results.", parser=parse_path)
]
Run = Annotated[int, typer.Option("--run", metavar="N", help="Number of the run, as in any ensemble.")]
OneScenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="A slug or a file.")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace results of an interrupted run.")]
Resume = Annotated[
    bool, typer.Option("--resume", help="Continue what was interrupted; with `run`, also add runs to complete results.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Show neither progress nor messages.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and say what would be run.")]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change a value, such as policies.dialogue=0.5; repeatable."),
]
Given = Annotated[
    list[str] | None,
    typer.Option(
        "--given",
        metavar="FILE|CONDITION",
        help="Facts instead of chance, or what all runs fulfil, such as 'frozen > 0 in 2014'; repeatable.",
    ),
]
Grid = Annotated[
    Path | None,
    typer.Option(
        "--grid",
        metavar="CSV",
        help="Settings, a row for each experiment, a column for each path; one scenario.",
        parser=parse_path,
    ),
]
Parameters = Annotated[
    ParameterChoice | None,
    typer.Option("--parameters", help="Each run draws an accepted parameter set, or all have the central one."),
]
Variable = Annotated[
    str | None,
    typer.Option(
        "--variable",
        metavar="V",
        help="What runs record by month, such as trust_outside; `nrc-sim variables --recorded` lists all.",
    ),
]
At = Annotated[
    str | None, typer.Option("--at", metavar="MONTH", help="Month, such as 2015-01; the last one unless given.")
]
SideName = Annotated[
    str | None, typer.Option("--side", metavar="S", help="Side whose trust, conduct, activity or expectation is meant.")
]
PowerName = Annotated[str | None, typer.Option("--power", metavar="P", help="Power whose trust is meant.")]
Toward = Annotated[
    str | None, typer.Option("--toward", metavar="P", help="Power in which it trusts, where there are several.")
]
Style = Annotated[
    FigureStyle, typer.Option("--style", help="Figures in colour on white, or in greys with thin lines for paper.")
]
Formats = Annotated[
    list[FigureFormat] | None,
    typer.Option(
        "--format", metavar="png|svg|pdf|none", help="Format of figures; may be repeated; PNG and SVG by default."
    ),
]


def read_parameters(typed: ParameterChoice | None, scenarios: Iterable[Scenario], *, quiet: bool) -> str:
    """Return which parameters runs have, see `nrc_sim.engine.world.choose_parameters`.

    Parameters
    ----------
    typed : the option; None if it was left out
    scenarios : that are run
    quiet : whether nothing is said of worlds that ship no sets
    """
    from nrc_sim.engine.world import choose_parameters
    from nrc_sim.errors import NrcSimWarning

    with warnings.catch_warnings():
        if quiet:
            warnings.simplefilter("ignore", NrcSimWarning)
        return choose_parameters(typed and typed.value, scenarios, f"--parameters {typed}")
