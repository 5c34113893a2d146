"""From a forecast that follows events to its files and its figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nrc_sim.evidence.assimilation.diagnosing import describe_forecast, past_table, surprise_table
from nrc_sim.evidence.assimilation.keeping import DOCUMENT, KeptWork, finish_work
from nrc_sim.figures.drawing import FigureText, FollowedPanel, draw_followed, save_figure
from nrc_sim.figures.followed_series import MOST_SERIES, FollowedSeries, list_followed_series
from nrc_sim.figures.study import list_figures
from nrc_sim.figures.style import current_look, if_wanted
from nrc_sim.scenario import month_text
from nrc_sim.study.beside import work_beside
from nrc_sim.study.class_names import class_names
from nrc_sim.study.results import write_document, write_tables
from nrc_sim.study.store import Draft, make_manifest, typed_command, write_ensemble, write_tallies
from nrc_sim.text.csv_rows import write_table
from nrc_sim.text.wording import counted_unbroken, percent

if TYPE_CHECKING:
    from nrc_sim.evidence.assimilation.forecast import ForecastResults


def write_forecast(found: ForecastResults, work: KeptWork, draft: Draft) -> dict[str, Any]:
    """Write all files of a forecast, complete the folder, and return the forecast as plain data.

    Parameters
    ----------
    found : ForecastResults
    work : where the ensemble stands, and what was said of the same before
    draft : folder to write to
    """
    from nrc_sim.figures.report import write_report

    settings = found.asked.settings
    document = describe_forecast(found, work.earlier) | {"work": work.key}
    finish_work(found, work, draft)
    write_ensemble(found, draft.path)
    with work_beside(list_figures(found, draft.path), settings.workers):
        write_tables(found, draft.path)
        write_tallies(found, draft.path)
    write_document(document, draft.path / DOCUMENT)
    write_table(past_table(found), draft.path / "past.csv")
    write_table(surprise_table(found), draft.path / "surprises.csv")
    _write_forecast_figure(found, draft.path)
    about = {"until": document["until"], "months_ahead": document["months_ahead"]}
    plain: dict[str, Any] = {name: getattr(settings, name) for name in ("runs", "seed", "parameters", "actor_paths")}
    plain["questions"] = [vars(one) for one in settings.questions]
    plain |= {"given": [vars(one) for one in settings.given]} if settings.given else {}
    manifest = make_manifest(found, plain, typed_command()) | {"forecast": about}
    if current_look().formats:
        write_report(found, manifest, draft.path)
    draft.complete(manifest)
    return document


@if_wanted
def _write_forecast_figure(found: ForecastResults, folder: Path) -> list[Path]:
    """Draw the index and the series that were followed, before and after the last month that is known.

    Parameters
    ----------
    found : ForecastResults
    folder : where to

    Returns
    -------
    paths of the files
    """
    until, runs = month_text(found.asked.until), found.runs
    series = list_followed_series(one.describe() for month in found.surprises for one in month)
    shown = series[:MOST_SERIES]
    names = class_names(runs.scenario.world.outcomes)
    ends = ", ".join(f"{percent(one.share)} in {names[name]}" for name, one in runs.shares().items())
    text = FigureText(
        f"What was observed until {until}, and what may follow",
        f"{runs.scenario.title}: {counted_unbroken(runs.runs, 'run')} that follow what was observed. "
        f"Where they end: {ends}.",
        "Index: median and central 50 and 90% of the runs, each with a past that agrees with what is known. "
        "Series: points are observed; bars are the central 90% of what was expected before the point was known, "
        "with the median; a point outside of its bar was a surprise. "
        f"{len(shown)} of {len(series)} series. Seed {runs.seed}.",
    )
    panels = [_panel(one) for one in shown]
    return save_figure(draw_followed(_index_panel(found), panels, text), folder, "forecast")


def _index_panel(found: ForecastResults) -> FollowedPanel:
    runs = found.runs
    quantiles = np.quantile(runs.single_runs.index, (0.05, 0.25, 0.5, 0.75, 0.95), axis=0)
    years = _years(found.asked.story.start + np.arange(quantiles.shape[1]))
    known = float(_years(found.asked.until + 1))
    return FollowedPanel("Index", "known until the dotted line", "Points", years, quantiles, known)


def _years(months: Any) -> Any:
    return np.asarray(months) / 12


def _panel(one: FollowedSeries) -> FollowedPanel:
    ends = [months.split("..") for months in one.months]
    years = np.array([np.mean([_year(month) for month in end]) for end in ends])
    return FollowedPanel(one.title, one.remark, one.variable, years, one.values)


def _year(month: str) -> float:
    year, number = month.split("-")
    return int(year) + (int(number) - 0.5) / 12
