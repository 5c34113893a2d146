"""The tables of a study as text: one row per scenario, and the paths in the long form of the IAMC."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.engine.world import SERIES
from nrc_sim.study.results.datasets import unit_of
from nrc_sim.study.results.scenario_runs import ACTOR_VARIABLES, ScenarioRuns
from nrc_sim.study.results.study_results import Results
from nrc_sim.study.results.summaries import flatten_summary, summarise_runs
from nrc_sim.study.statistics import DERIVED, STATISTICS, describe_paths
from nrc_sim.study.statistics.intervals import EstimatedShare
from nrc_sim.text.csv_rows import plain_cell, write_table

if TYPE_CHECKING:
    import pandas

_MODEL = "nrc_sim"
COLUMNS = ("model", "scenario", "region", "variable", "unit", "time", "statistic", "value")
"""Columns of the long form, as the Integrated Assessment Modeling Consortium orders them."""


def tabulate_summary(results: Results) -> pandas.DataFrame:
    """Return a table with a row for each scenario.

    Parameters
    ----------
    results : Results
    """
    import pandas

    rows = [_summary_row(runs) for runs in results]
    # The longest row names all columns in their order; a scenario whose runs all failed lacks some.
    return pandas.DataFrame(rows, columns=max(map(list, rows), key=len))


def _summary_row(runs: ScenarioRuns) -> dict[str, Any]:
    about = {
        "scenario": runs.slug,
        "title": runs.scenario.title,
        "start": str(runs.months[0]),
        "months": runs.months.size,
    }
    return about | flatten_summary(summarise_runs(runs)) | {"scenario_hash": runs.scenario.hash}


def write_tables(results: Results, folder: Path) -> None:
    """Write `summary.csv` and `trajectories.csv`, and if questions were asked `questions.csv`.

    Parameters
    ----------
    results : Results
    folder : an existing folder
    """
    write_table(tabulate_summary(results), folder / "summary.csv")
    answers = _tabulate_answers(results)
    if len(answers):
        write_table(answers, folder / "questions.csv")
    with (folder / "trajectories.csv").open("w", encoding="utf-8", newline="") as file:
        file.write(_line(*COLUMNS) + "\n")
        for runs in results:
            if runs.runs:
                file.writelines(_long_lines(runs))


def _tabulate_answers(results: Results) -> pandas.DataFrame:
    """Return a table with a row for each scenario and question.

    Parameters
    ----------
    results : Results
    """
    import pandas

    summaries = {runs.slug: summarise_runs(runs) for runs in results}
    return pandas.DataFrame(
        [
            {"scenario": slug, "id": name, **_without_share(answer), "runs": summary["runs"], **_share(answer)}
            for slug, summary in summaries.items()
            for name, answer in summary.get("questions", {}).items()
        ]
    )


def _share(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer[name] for name in EstimatedShare._fields}


def _without_share(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in EstimatedShare._fields}


def _long_lines(runs: ScenarioRuns) -> Iterator[str]:
    """Yield the rows of all paths of a scenario, those of a path together.

    There are a hundred thousand of them: what rows have in common is put into words once.
    """
    months = np.datetime_as_string(runs.months.astype("datetime64[D]")).tolist()
    for region, variable, statistics, values in _described_paths(runs):
        about = _line(_MODEL, runs.slug, region, variable, unit_of(variable))
        for statistic, path in zip(statistics, values.tolist(), strict=True):
            rows = zip(months, path, strict=True)
            yield "".join([f"{about},{month},{statistic},{value:.6g}\n" for month, value in rows])


def _described_paths(runs: ScenarioRuns) -> Iterator[tuple[str, str, tuple[str, ...], Floats]]:
    """Yield region, variable, names of statistics and values (statistic, month) of every path."""
    tally, labels = runs.tally, runs.labels
    relationship = f"{labels.outside} and Alliance"
    for name in ("index", *DERIVED, *SERIES):
        yield relationship, name, STATISTICS, describe_paths(tally, name)[:, :, 0]
    for name, names in {"tension": labels.issues, "stock": labels.areas}.items():
        described = describe_paths(tally, name)
        for place, label in enumerate(names):
            yield relationship, f"{name}|{label}", STATISTICS, described[:, :, place]
    for code, regime in enumerate(labels.regimes):
        yield relationship, f"regime|{regime}", ("share",), (tally.regimes[:, code] / runs.runs)[None]
    for name in ACTOR_VARIABLES:
        means = tally.means(name)
        for place, member in enumerate(labels.member_names):
            yield member, name, ("mean",), means[:, place][None]


def _line(*cells: str) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(map(plain_cell, cells))
    return text.getvalue()
