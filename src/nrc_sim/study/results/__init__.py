"""Labelled results: the runs of each scenario, their summaries, tables and datasets."""

from nrc_sim.study.results.documents import write_document
from nrc_sim.study.results.drawn import write_draws
from nrc_sim.study.results.draws import find_largest_draw
from nrc_sim.study.results.experiments import Experiments
from nrc_sim.study.results.scenario_runs import ScenarioRuns, gather_runs, layout_of
from nrc_sim.study.results.study_results import Results
from nrc_sim.study.results.summaries import summarise_runs
from nrc_sim.study.results.tables import write_tables

__all__ = [
    "Experiments",
    "Results",
    "ScenarioRuns",
    "find_largest_draw",
    "gather_runs",
    "layout_of",
    "summarise_runs",
    "write_document",
    "write_draws",
    "write_tables",
]
