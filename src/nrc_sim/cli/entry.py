"""Entry of the command line: commands, exit status and one-line errors."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from types import FrameType
from typing import Annotated, Any, Never

import typer

from nrc_sim.cli.answer import answer
from nrc_sim.cli.attribute import attribute
from nrc_sim.cli.backtest import backtest
from nrc_sim.cli.branch import branch
from nrc_sim.cli.calibrate import calibrate
from nrc_sim.cli.compare import compare
from nrc_sim.cli.dashboard import dashboard
from nrc_sim.cli.display import print_json, tell
from nrc_sim.cli.equilibria import equilibria
from nrc_sim.cli.events import events
from nrc_sim.cli.forecast import forecast
from nrc_sim.cli.hindcast import hindcast
from nrc_sim.cli.learn import learn
from nrc_sim.cli.listing import list_scenarios
from nrc_sim.cli.new import new, new_world
from nrc_sim.cli.options import AsJson
from nrc_sim.cli.panel import panel
from nrc_sim.cli.plot import plot
from nrc_sim.cli.renew import renew
from nrc_sim.cli.report import report
from nrc_sim.cli.run import run
from nrc_sim.cli.schema import schema
from nrc_sim.cli.score import score
from nrc_sim.cli.seal import seal
from nrc_sim.cli.sensitivity import sensitivity
from nrc_sim.cli.show import show
from nrc_sim.cli.streams import OutputGoneError, safe_streams
from nrc_sim.cli.trace import trace
from nrc_sim.cli.turning_points import turning_points
from nrc_sim.cli.validate import validate
from nrc_sim.cli.verify import verify
from nrc_sim.cli.vocabulary import kinds, variables
from nrc_sim.errors import NrcSimError
from nrc_sim.version import __version__

_PROGRAM = "nrc-sim"
_INTERRUPTED, _TERMINATED = 130, 143


class _TerminatedError(BaseException):
    """The program was asked to end."""


_app = typer.Typer(
    name=_PROGRAM,
    help="Simulate how the relationship between an alliance and an outside power may develop.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_app.command("run")(run)
_app.command("compare")(compare)
_app.command("answer")(answer)
_app.command("attribute")(attribute)
_app.command("turning-points")(turning_points)
_app.command("plot")(plot)
_app.command("report")(report)
_app.command("dashboard")(dashboard)
_app.command("list")(list_scenarios)
_app.command("validate")(validate)
_app.command("show")(show)
_app.command("new")(new)
_app.command("new-world")(new_world)
_app.command("kinds")(kinds)
_app.command("variables")(variables)
_app.command("schema")(schema)
_app.command("trace")(trace)
_app.command("branch")(branch)
_app.command("forecast")(forecast)
_app.command("backtest")(backtest)
_app.command("seal")(seal)
_app.command("score")(score)
_app.command("verify")(verify)
_app.command("hindcast")(hindcast)
_app.command("calibrate")(calibrate)
_app.command("learn")(learn)
_app.command("panel")(panel)
_app.command("events")(events)
_app.command("sensitivity")(sensitivity)
_app.command("equilibria")(equilibria)
_app.command("renew")(renew)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@_app.command("version")
def _tell_version(as_json: AsJson = False) -> None:
    """Print the version, as --version does; with --json also those of Python and the main libraries."""
    if not as_json:
        typer.echo(__version__)
        return
    from nrc_sim.study.store.manifest import describe_versions

    print_json({"versions": describe_versions()})


@_app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def run_program(arguments: Sequence[str] | None) -> int:
    """Run the command that was typed, and return the exit status.

    Parameters
    ----------
    arguments : what was typed after the program's name; None takes it from the system
    """
    with safe_streams():
        status = _run_command(list(sys.argv[1:] if arguments is None else arguments))
        # Where another program calls, ending is not for us.
        if arguments is None and status in {_INTERRUPTED, _TERMINATED}:
            _end_at_once_if_threads_work(status)
    return status


@cache
def _commands() -> Any:
    """Return all commands with their options, read once however many are run: to read them takes 20 ms."""
    return typer.main.get_command(_app)


def _run_command(typed: list[str]) -> int:
    try:
        with _termination_unwinds():
            # Without its standalone mode typer leaves errors to us, so that each is one line.
            status = _commands()(typed or ["--help"], prog_name=_PROGRAM, standalone_mode=False)
            sys.stdout.flush()
    except typer.TyperException as error:
        return _report(error.format_message(), error.exit_code)
    except NrcSimError as error:
        return _refuse(error, as_json="--json" in typed)
    except MemoryError:
        return _report("there is not enough memory; use fewer runs, or keep statistics alone with --summary-only", 1)
    except KeyboardInterrupt:
        status = _INTERRUPTED
    except _TerminatedError:
        status = _TERMINATED
    except SystemExit as ended:
        # Completion of a shell ends so, and typer itself where nobody reads a long output any more.
        return ended.code if isinstance(ended.code, int) else 1
    except BrokenPipeError:
        # Quietly: nobody reads the output any more, as with `| head`.
        return 1
    return _report_interruption(status) if status in {_INTERRUPTED, _TERMINATED} else int(status or 0)


def _report_interruption(status: int) -> int:
    folders = sys.modules.get("nrc_sim.study.store.folders")
    return _report("interrupted" + (folders.way_on_after_interruption() if folders is not None else ""), status)


def _end_at_once_if_threads_work(status: int) -> None:
    """End without waiting for threads that cannot be interrupted, such as one that compiles."""
    executors, ensemble = (sys.modules.get(f"nrc_sim.{name}") for name in ("study.executors", "study.store.ensemble"))
    working = executors is not None and executors.work_is_left()
    if working or (ensemble is not None and ensemble.writers_left()):
        with suppress(OutputGoneError, BrokenPipeError):
            sys.stdout.flush()
        sys.stderr.flush()
        if "nrc_sim.engine.kernel.cache_folder" in sys.modules:
            sys.modules["nrc_sim.engine.kernel.cache_folder"].remove_private_folders()
        os._exit(status)


def _refuse(error: NrcSimError, *, as_json: bool) -> int:
    """Print the faults of files in their layout, or as data for editors; anything else in one line."""
    # Nothing can have raised such an error before its module was loaded, which takes long.
    faults = sys.modules.get("nrc_sim.scenario.faults")
    status = error.exit_status
    if faults is None or not isinstance(error, faults.FaultsError):
        return _report(str(error), status)
    if as_json:
        _print_faults([fault.as_data() for fault in error.faults])
    else:
        tell(str(error))
    return status


def _print_faults(faults: list[dict[str, Any]]) -> None:
    try:
        print_json({"faults": faults})
        sys.stdout.flush()
    except OutputGoneError as gone:
        tell(f"{_PROGRAM}: {gone}")
    except BrokenPipeError:
        pass


def _report(message: str, status: int) -> int:
    tell(f"{_PROGRAM}: {' '.join(message.split())}")
    return status


@contextmanager
def _termination_unwinds() -> Iterator[None]:
    """Make a termination signal unwind the program, so that workers and drafts are cleaned up."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        # None: set by another library, which Python cannot restore.
        signal.signal(signal.SIGTERM, signal.SIG_DFL if before is None else before)


def _terminate(_number: int, _frame: FrameType | None) -> Never:
    raise _TerminatedError
