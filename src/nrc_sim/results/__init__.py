"""Labelled results: the runs of each scenario, their summaries, tables and datasets."""

from nrc_sim.results.documents import write_document
from nrc_sim.results.scenario_runs import ScenarioRuns, gather_runs, layout_of
from nrc_sim.results.study_results import Results
from nrc_sim.results.summaries import summarise_runs
from nrc_sim.results.tables import write_tables

__all__ = ["Results", "ScenarioRuns", "gather_runs", "layout_of", "summarise_runs", "write_document", "write_tables"]
