"""Figures of simulated scenarios: the only package that imports matplotlib."""

from nrc_sim.plots.comparison import draw_comparison
from nrc_sim.plots.data import (
    SERIES_NEEDED,
    DatedShock,
    FigureData,
    FinalIndex,
    MemberTrust,
    OutcomeShare,
    ScenarioFigureData,
)
from nrc_sim.plots.effects import EffectBar, EffectPanel, EffectText, draw_effects
from nrc_sim.plots.history import draw_history
from nrc_sim.plots.members import draw_members
from nrc_sim.plots.outcome_shares import draw_outcomes
from nrc_sim.plots.paths import PathsData, PathSide, draw_paths
from nrc_sim.plots.saving import save_figure
from nrc_sim.plots.trajectories import draw_trajectories

__all__ = [
    "SERIES_NEEDED",
    "DatedShock",
    "EffectBar",
    "EffectPanel",
    "EffectText",
    "FigureData",
    "FinalIndex",
    "MemberTrust",
    "OutcomeShare",
    "PathSide",
    "PathsData",
    "ScenarioFigureData",
    "draw_comparison",
    "draw_effects",
    "draw_history",
    "draw_members",
    "draw_outcomes",
    "draw_paths",
    "draw_trajectories",
    "save_figure",
]
