"""The option `--grid` of the command `run`: many experiments with one scenario."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from nrc_sim.cli.display import listen, print_json, print_table, say, tell
from nrc_sim.errors import InputError
from nrc_sim.text.wording import counted

if TYPE_CHECKING:
    import pandas

    from nrc_sim.scenario import Scenario
    from nrc_sim.study.results import Experiments
    from nrc_sim.study.running import Settings

_COMMAND = "run --grid"
EXPERIMENTS = Path("experiments")
"""Folder of experiments if nothing else is said."""

_MOST_SHOWN = 20
"""Experiments that are printed; all are in the file."""

_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\Z")


class Request(NamedTuple):
    """What was typed beside the scenario, the settings and the file."""

    folder: Path
    scheduler: str | None
    shards: str | None
    overwrite: bool
    resume: bool
    dry_run: bool
    as_json: bool
    quiet: bool


def run_grid(chosen: Sequence[Scenario], grid: Path, settings: Settings, asked: Request) -> None:
    """Run an experiment for each row of a file, write the table of outcomes and print it.

    Parameters
    ----------
    chosen : scenarios that were named
    grid : CSV file of settings
    settings : how each experiment is run
    asked : what else was typed
    """
    from nrc_sim.study.experiments import run_table, write_experiments
    from nrc_sim.study.store import check_folder, draft_folder, files_among, resolve_folder

    _refuse(chosen, settings, asked)
    table, folder = _read_grid(grid), asked.folder
    read = files_among(chosen[0].path, grid)
    if asked.dry_run:
        check_folder(resolve_folder(folder), command=_COMMAND, overwrite=asked.overwrite, inputs=read)
        _show_plan(chosen[0], table, settings, as_json=asked.as_json)
        return
    drafted = draft_folder(folder, command=_COMMAND, overwrite=asked.overwrite, inputs=read)
    with drafted as draft, listen(quiet=asked.quiet, scheduler=asked.scheduler) as listener:
        found = run_table(chosen[0], table, settings, listener)
        write_experiments(found, draft)
    if asked.as_json:
        print_json(found.describe())
    else:
        _print_experiments(found)
    tell(f"experiments: {folder}", quiet=asked.quiet)


def _refuse(chosen: Sequence[Scenario], settings: Settings, asked: Request) -> None:
    """Refuse what does not go together with a table of settings."""
    if len(chosen) != 1:
        found = ", ".join(one.slug for one in chosen)
        raise InputError(f"{counted(len(chosen), 'scenario')}: {found}", place="--grid", allowed="one scenario")
    others = {
        "--until-error": settings.until_error is not None,
        "--actor-paths": settings.actor_paths,
        "--experiments": settings.experiments,
        "a condition in --given": bool(settings.given),
        "--questions": bool(settings.questions),
        "--resume": asked.resume,
        "--shards": asked.shards is not None,
    }
    for option in (option for option, typed in others.items() if typed):
        raise InputError(f"{option} beside --grid", allowed="one of the two")


def _read_grid(path: Path) -> pandas.DataFrame:
    """Read settings; rows count from 1, and what looks like a number is one."""
    import pandas

    from nrc_sim.text.csv_rows import read_rows

    header, *rows = read_rows(path, "settings, a row for each experiment")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(header):
            found = f"{counted(len(row), 'cell')} where the first line has {len(header)}"
            raise InputError(found, place=f"{path}, row {number}")
        for column, cell in zip(header, row, strict=True):
            if not cell.strip():
                place = f"{path}, row {number}, column {column!r}"
                raise InputError("the cell is empty", place=place, allowed="a value, or null to take one away")
    index = pandas.RangeIndex(1, len(rows) + 1, name="experiment")
    cells = [[_read_cell(cell) for cell in row] for row in rows]
    return pandas.DataFrame(cells, index, pandas.Index(header, dtype=object), dtype=object)


def _read_cell(text: str) -> float | str:
    found = text.strip()
    if not _NUMBER.match(found):
        return found
    return int(found) if found.lstrip("+-").isdigit() else float(found)


def _show_plan(scenario: Scenario, table: pandas.DataFrame, settings: Settings, *, as_json: bool) -> None:
    from nrc_sim.study.running import check_rows, list_rows

    check_rows(scenario, list_rows(table))
    if as_json:
        plan: dict[str, Any] = {"scenario": scenario.slug, "experiments": len(table), "runs": settings.runs}
        print_json(plan | {"seed": settings.seed, "settings": list(table.columns)})
        return
    each = f"{counted(settings.runs, 'run')} each, seed {settings.seed}"
    say(f"Would run {counted(len(table), 'experiment')} with {scenario.slug}, {each}")


def _print_experiments(found: Experiments) -> None:
    """Print the first experiments: what was set, the share of each class, and the mean index."""
    shown = found.rows()[:_MOST_SHOWN]
    title = f"{counted(len(found), 'experiment')} with '{found.scenario}', {counted(found.runs, 'run')} each"
    title += f", seed {found.seed}; share of runs in each class of outcome"
    title += f"; the first {len(shown)}" if len(shown) < len(found) else ""
    columns = ["experiment", *found.columns_shown]
    print_table(title, columns, [[_cell(value) for value in row] for row in shown])


def _cell(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)
