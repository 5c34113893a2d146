"""What the terminal shows: data on stdout, progress and messages on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any

from nrc_sim.text.wording import printable

if TYPE_CHECKING:
    from nrc_sim.study.running import Listener
    from nrc_sim.study.variance import SetRange

_WIDTH_OF_FILES = 100
"""Columns of a table that goes to a file or another program."""

_SECONDS_BETWEEN_LINES = 60.0
"""Between two lines of progress in a log."""

_INDENT = " " * 4
"""Before a text that stands below a row."""


def print_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document.

    Parameters
    ----------
    document : plain data
    """
    # An encoding that lacks a character would write it in a form that JSON does not know.
    spelled_out = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    print(printable(json.dumps(document, indent=2, ensure_ascii=spelled_out, allow_nan=False)))


def say(text: str, end: str = "\n", *, verbatim: bool = False) -> None:
    """Print a text to standard output, without characters that would steer the terminal, which is not to cut words.

    Parameters
    ----------
    text : one line or more
    end : what follows it
    verbatim : whether its lines are to be copied as they are, such as those of a file
    """
    shown = printable(text)
    print(shown if verbatim or not sys.stdout.isatty() else _broken(shown), end=end)


def _broken(text: str) -> str:
    from nrc_sim.cli.layout import break_lines

    return "\n".join(break_lines(text, _width()))


def print_table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    texts: int = 0,
    below: Sequence[str] | None = None,
) -> None:
    """Print a table; its first column holds names, the others numbers.

    Where the terminal is narrow, cells take several lines; if not even that is enough, each row is a list. No word is
    cut.

    Parameters
    ----------
    title : a line above
    columns : headings
    rows : cells, as many as columns
    texts : how many of the last columns hold texts, which may take several lines
    below : texts that stand below the rows, as many as rows
    """
    from nrc_sim.cli.layout import lay_out

    width = _width()
    headings, cells = [*map(printable, columns)], [[*map(printable, row)] for row in rows]
    beneath = [_indented(text, width) for text in below or [""] * len(rows)]
    layout = lay_out(headings, cells, width, texts)
    say(title)
    if layout is None:
        _print_lists(headings, cells, beneath)
        return
    say("")
    _print_bold(layout.heading_lines())
    say(" " + _rule() * (layout.width - 1))
    for position, more in enumerate(beneath):
        say("\n".join([*layout.row_lines(position), *more]))
    say("")


def _print_lists(columns: Sequence[str], rows: Sequence[Sequence[str]], beneath: Sequence[Sequence[str]]) -> None:
    for row, more in zip(rows, beneath, strict=True):
        say(f"\n{row[0]}")
        for column, cell in zip(columns[1:], row[1:], strict=True):
            if cell:
                say(f"  {column}: {cell}")
        for line in more:
            say(line)
    say("")


def _print_bold(lines: Sequence[str]) -> None:
    if not sys.stdout.isatty():
        say("\n".join(lines))
        return
    from rich.console import Console
    from rich.text import Text

    for line in lines:
        Console().print(Text(line, style="bold"), soft_wrap=True)


def _indented(text: str, width: int) -> list[str]:
    from nrc_sim.cli.layout import break_lines

    return [_INDENT + line for line in break_lines(printable(text), width - len(_INDENT))] if text else []


def _rule() -> str:
    return "─" if (sys.stdout.encoding or "utf-8").lower().startswith("utf") else "-"


def _width() -> int:
    from rich.console import Console

    return Console().width if sys.stdout.isatty() else _WIDTH_OF_FILES


def tell(message: str, *, quiet: bool = False) -> None:
    """Print a message for people, without characters that would steer the terminal.

    Parameters
    ----------
    message : one line or more
    quiet : whether messages are unwanted
    """
    if not quiet:
        _write_message(message)


@contextmanager
def listen(*, quiet: bool, scheduler: str | None = None) -> Iterator[Listener]:
    """Pass messages of a study on, and show how far it is: with bars on a terminal, else in a line a minute.

    Parameters
    ----------
    quiet : whether messages and progress are unwanted
    scheduler : of the cluster on which all work is done within the block; None for this machine

    Raises
    ------
    InputError
        If there is no such cluster, or its workers run another program.
    """
    with _show_progress(quiet=quiet) as listener:
        if not scheduler:
            yield listener
            return
        from nrc_sim.study.cluster import use_cluster

        with use_cluster(scheduler, listener.message, f"--scheduler {scheduler}"):
            yield listener


@contextmanager
def _show_progress(*, quiet: bool) -> Iterator[Listener]:
    from nrc_sim.study.running import Listener

    if quiet:
        yield Listener()
        return
    if not sys.stderr.isatty():
        yield Listener(_line_a_minute(), _write_message)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def advance(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield Listener(advance, lambda message: console.print(printable(message), markup=False, highlight=False))


def _line_a_minute() -> Callable[[str, int, int], None]:
    """Return what tells a log how far work is, no more often than once a minute."""
    told = monotonic()

    def advance(stage: str, done: int, total: int) -> None:
        nonlocal told
        if monotonic() - told >= _SECONDS_BETWEEN_LINES:
            told = monotonic()
            _write_message(f"{stage}: {done:,} of {total:,} ({done / max(total, 1):.0%})")

    return advance


def _write_message(message: str) -> None:
    print(printable(message), file=sys.stderr, flush=True)


def share_with_interval(share: Mapping[str, Any]) -> str:
    """Write a share with its interval, such as `23% (21-25)`, and its range between sets, such as `[12-31]`.

    Parameters
    ----------
    share : share, low and high, 0..1; maybe sets_low and sets_high, the range between parameter sets, None if unknown
    """
    interval = f"{100 * share['share']:.0f}% ({100 * share['low']:.0f}-{100 * share['high']:.0f})"
    if "sets_low" not in share:
        return interval
    known = share["sets_low"] is not None
    return f"{interval} [{100 * share['sets_low']:.0f}-{100 * share['sets_high']:.0f}]" if known else f"{interval} [-]"


def set_range(between: SetRange | None) -> str:
    """Write the range of a share between parameter sets, such as ` [12-31]`; nothing if there is none.

    Parameters
    ----------
    between : SetRange or None
    """
    return "" if between is None else f" [{100 * between.sets_low:.0f}-{100 * between.sets_high:.0f}]"


def points(difference: Mapping[str, float]) -> str:
    """Write a difference in points with its interval, such as `+3.1 (+2.0 to +4.2)`.

    Parameters
    ----------
    difference : mean, low and high
    """
    return f"{difference['mean']:+z.1f} ({difference['low']:+z.1f} to {difference['high']:+z.1f})"
