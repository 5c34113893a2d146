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
from nrc_sim.plots.flows import draw_flows
from nrc_sim.plots.hindcast import HindcastPanel, draw_hindcast
from nrc_sim.plots.history import draw_history
from nrc_sim.plots.member_paths import draw_member_paths
from nrc_sim.plots.members import draw_members
from nrc_sim.plots.outcome_shares import draw_outcomes
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
    "HindcastPanel",
    "MemberTrust",
    "OutcomeShare",
    "ScenarioFigureData",
    "draw_comparison",
    "draw_effects",
    "draw_flows",
    "draw_hindcast",
    "draw_history",
    "draw_member_paths",
    "draw_members",
    "draw_outcomes",
    "draw_trajectories",
    "save_figure",
]
