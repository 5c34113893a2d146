"""The table of experiments: what each run drew, one row a run, and apart from it what came of the run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Block, Codes, Integers
from nrc_sim.engine.world import draw_sets
from nrc_sim.errors import InputError
from nrc_sim.study.questions import mark_answers
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.text.csv_rows import write_table

if TYPE_CHECKING:
    import pandas

_OPEN = "open"
"""What is told of a negotiation that has not ended."""

_NEVER_CAME = {"count": 0.0, "largest_size": 0.0}
"""What is told of a shock that a scenario does not have, beside its month."""


def tabulate_draws(scenarios: list[ScenarioRuns]) -> pandas.DataFrame:
    """Return what each run drew, see `Results.experiments`.

    Parameters
    ----------
    scenarios : that keep their runs

    Raises
    ------
    InputError
        If the single runs, or what they drew, were not kept.
    """
    import pandas

    tables = [pandas.DataFrame(dict(_draws_of(runs)), index=runs.single_runs.run) for runs in scenarios]
    columns = sorted(dict.fromkeys(name for table in tables for name in map(str, table)), key=_part_of)
    joined = _joined(scenarios, [_filled(*pair, columns) for pair in zip(scenarios, tables, strict=True)])
    # Joining tables loses the kind of a column that not all of them have.
    whole = [name for name in columns if name.endswith((".count", ".first_month"))]
    return joined.astype(dict.fromkeys(whole, np.int64))


def _part_of(column: str) -> int:
    """Number the part of the table in which a column stands; within a part columns keep their order."""
    return ("parameter_set", "parameters", "shocks", "negotiations", "institution").index(column.partition(".")[0])


def _filled(runs: ScenarioRuns, table: pandas.DataFrame, columns: list[str]) -> pandas.DataFrame:
    """Tell of shocks that other scenarios have alone that they never came."""
    lacking = [name for name in columns if name not in table and name.startswith("shocks.")]
    never = runs.tally.layout.months + 1
    return table.assign(**{name: _NEVER_CAME.get(name.rpartition(".")[2], never) for name in lacking})[
        [name for name in columns if name in table or name in lacking]
    ]


def tabulate_outcomes(scenarios: list[ScenarioRuns]) -> pandas.DataFrame:
    """Return what came of each run, see `Results.run_outcomes`.

    Parameters
    ----------
    scenarios : that keep their runs
    """
    import pandas

    return _joined(scenarios, [pandas.DataFrame(_outcomes_of(runs), index=runs.single_runs.run) for runs in scenarios])


def _joined(scenarios: list[ScenarioRuns], tables: list[pandas.DataFrame]) -> pandas.DataFrame:
    import pandas

    return pandas.concat(tables, keys=[runs.slug for runs in scenarios], names=["scenario", "run"])


def _outcomes_of(runs: ScenarioRuns) -> dict[str, Any]:
    import pandas

    found: dict[str, Any] = {
        "final_index": runs.final_index,
        "outcome": pandas.Categorical.from_codes(
            runs.outcome.tolist(), categories=pandas.Index(runs.classes), ordered=True
        ),
    }
    if runs.labels.has_institution:
        found["ever_frozen"] = runs.ever_frozen
    asked = runs.tally.layout.questions
    return found | {one.question.id: mark_answers(runs.single_runs, runs.labels, one) for one in asked}


def _draws_of(runs: ScenarioRuns) -> Iterator[tuple[str, Any]]:
    block, layout = runs.single_runs, runs.tally.layout
    if block.shock_count is None or block.shock_first_month is None or block.shock_largest_size is None:
        raise InputError(
            f"the results of '{runs.slug}' do not tell what each run drew",
            allowed="results of this version",
            suggestion="an earlier version has written them: run them again",
        )
    # Runs of a forecast have the sets of those that they descend from, though no counts are kept of each set.
    count = max([layout.sets, *map(len, runs.set_values.values())])
    if count > 1:
        sets = draw_sets(runs.seed, block.origins, count)
        yield "parameter_set", sets
        for name, values in runs.set_values.items():
            yield f"parameters.{name}", np.array(values)[sets]
    for place, shock in enumerate(runs.scenario.shocks):
        first = block.shock_first_month[:, place].astype(np.int64)
        yield f"shocks.{shock.id}.count", block.shock_count[:, place].astype(np.int64)
        yield f"shocks.{shock.id}.first_month", np.where(first < 0, layout.months, first) + 1
        yield f"shocks.{shock.id}.largest_size", block.shock_largest_size[:, place]
    yield from _ends_of(runs, block)
    if runs.labels.has_institution and block.regime_before is not None:
        changes = _changes(block.regime_before, block.regime)
        yield "institution.changes", changes.number
        yield "institution.first_change", changes.first


def _ends_of(runs: ScenarioRuns, block: Block) -> Iterator[tuple[str, Any]]:
    import pandas

    ends = (_OPEN, *runs.labels.ends)
    codes_of_ends = np.array([ends.index(state) if state in ends else 0 for state in runs.labels.settlements])
    for place, talks in enumerate(runs.labels.negotiations):
        if block.settlement_before is not None:
            changes = _changes(block.settlement_before[:, place], block.settlement[:, :, place])
            codes = codes_of_ends[block.settlement[:, -1, place]]
            yield (
                f"negotiations.{talks}.end",
                pandas.Categorical.from_codes(codes.tolist(), categories=pandas.Index(ends)),
            )
            never = block.settlement.shape[1] + 1
            yield f"negotiations.{talks}.end_month", np.where(codes > 0, changes.last, never)


class _Changes(NamedTuple):
    """Changes of a state: their number, and the months, from 1 on, of the first and the last, arrays (run).

    Without a change the month of the first is one after the horizon, and that of the last is 0, before it.
    """

    number: Integers
    first: Integers
    last: Integers


def _changes(before: Codes, after: Codes) -> _Changes:
    """Find when a state changes.

    Parameters
    ----------
    before : codes before the first month, array (run)
    after : codes at the end of each month, array (run, month)
    """
    months = after.shape[1]
    moved = np.diff(np.column_stack([before, after]).astype(np.int64), axis=1) != 0
    number, any_moved = moved.sum(axis=1), moved.any(axis=1)
    first = np.where(any_moved, moved.argmax(axis=1) + 1, months + 1)
    last = np.where(any_moved, months - moved[:, ::-1].argmax(axis=1), 0)
    return _Changes(number, first, last)


def write_draws(results: Iterable[ScenarioRuns], folder: Path) -> None:
    """Write what each run drew, and what came of it, as one table.

    Parameters
    ----------
    results : of all scenarios
    folder : an existing folder
    """
    scenarios = list(results)
    # Pandas warns of tables that grew by many single columns; a copy is in one piece.
    table = tabulate_draws(scenarios).join(tabulate_outcomes(scenarios)).copy()
    write_table(table.reset_index(), folder / "experiments.csv")
