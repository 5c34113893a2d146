"""Reports of runs that failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from nrc_sim.cli.display import tell
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    from nrc_sim.engine.blocks import Failure
    from nrc_sim.study.results import Results

_MOST_LISTED = 10
"""Most failed runs with a line of their own."""


def report_failures(results: Results) -> None:
    """Report which runs failed, where, and how to see it again; leave with exit status 1 if there are any.

    Parameters
    ----------
    results : Results
    """
    from nrc_sim.study.store import MANIFEST

    failures = results.failures
    for failure in failures[:_MOST_LISTED]:
        tell(_failure_line(failure))
    if len(failures) > _MOST_LISTED:
        tell(f"failed: {counted(len(failures) - _MOST_LISTED, 'more run')}; {MANIFEST} lists them")
    if failures:
        raise typer.Exit(1)


def _failure_line(failure: Failure) -> str:
    """Write a failed run in one line.

    Parameters
    ----------
    failure : Failure
    """
    history = ", in its history" if failure.stage == "history" else ""
    where = f"{failure.scenario}, run {failure.run}, {failure.month}{history}, {failure.place}"
    return f"failed: {where}: {failure.error}; to see it: {failure.trace}"
