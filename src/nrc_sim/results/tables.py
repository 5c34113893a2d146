"""The tables of a study as text: one row per scenario, and the paths in the long form of the IAMC."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.blocks import Floats
from nrc_sim.results.datasets import unit_of
from nrc_sim.results.scenario_runs import ScenarioRuns
from nrc_sim.results.study_results import Results
from nrc_sim.results.summaries import flatten_summary, summarise_runs
from nrc_sim.statistics import STATISTICS, describe_paths

if TYPE_CHECKING:
    import pandas

MODEL = "nrc_sim"
COLUMNS = ("model", "scenario", "region", "variable", "unit", "time", "statistic", "value")
"""Columns of the long form, as the Integrated Assessment Modeling Consortium orders them."""


def tabulate_summary(results: Results) -> pandas.DataFrame:
    """Return a table with a row for each scenario.

    Parameters
    ----------
    results : Results
    """
    import pandas

    return pandas.DataFrame([_summary_row(runs) for runs in results])


def _summary_row(runs: ScenarioRuns) -> dict[str, Any]:
    about = {
        "scenario": runs.slug,
        "title": runs.scenario.title,
        "start": str(runs.months[0]),
        "months": runs.months.size,
    }
    return about | flatten_summary(summarise_runs(runs)) | {"scenario_hash": runs.scenario.hash}


def tabulate_trajectories(results: Results) -> pandas.DataFrame:
    """Return the statistics of all paths over runs, in long form.

    Parameters
    ----------
    results : Results

    Returns
    -------
    table with the columns of `COLUMNS`: variables of the relationship and, for each member, mean trust
    """
    import pandas

    parts = [_long_part(runs, *path) for runs in results for path in _described_paths(runs)]
    return pandas.concat(parts, ignore_index=True)


def _described_paths(runs: ScenarioRuns) -> Iterator[tuple[str, str, tuple[str, ...], Floats]]:
    """Yield region, variable, names of statistics and values (statistic, month) of every path."""
    block, labels = runs.block, runs.labels
    relationship = f"{labels.outside} and Alliance"
    for name, values in {"index": block.index, **block.series}.items():
        yield relationship, name, STATISTICS, describe_paths(values)
    for name, names in {"tension": labels.issues, "stock": labels.areas}.items():
        for place, label in enumerate(names):
            yield relationship, f"{name}|{label}", STATISTICS, describe_paths(getattr(block, name)[:, :, place])
    for code, regime in enumerate(labels.regimes):
        yield relationship, f"regime|{regime}", ("share",), (block.regime == code).mean(axis=0)[None]
    for name, paths in runs.actor_paths.items():
        for place, member in enumerate(labels.member_names):
            yield member, name, ("mean",), paths[:1, :, place]


def _long_part(
    runs: ScenarioRuns, region: str, variable: str, statistics: tuple[str, ...], values: Floats
) -> pandas.DataFrame:
    import pandas

    months = np.datetime_as_string(runs.months.astype("datetime64[D]"))
    columns = (
        MODEL,
        runs.slug,
        region,
        variable,
        unit_of(variable),
        np.tile(months, len(statistics)),
        np.repeat(statistics, months.size),
        values.ravel(),
    )
    return pandas.DataFrame(dict(zip(COLUMNS, columns, strict=True)))


def write_tables(results: Results, folder: Path) -> None:
    """Write `summary.csv` and `trajectories.csv`.

    Parameters
    ----------
    results : Results
    folder : an existing folder
    """
    tabulate_summary(results).to_csv(folder / "summary.csv", index=False, lineterminator="\n")
    tabulate_trajectories(results).to_csv(
        folder / "trajectories.csv", index=False, float_format="%.6g", lineterminator="\n"
    )
