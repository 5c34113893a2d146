"""Figures of simulated scenarios: the only package that imports matplotlib."""

from nrc_sim.figures.drawing.comparison import draw_comparison
from nrc_sim.figures.drawing.contributions import ContributionBar, ContributionPanel, draw_contributions
from nrc_sim.figures.drawing.data import (
    SERIES_NEEDED,
    DatedShock,
    FigureData,
    FinalIndex,
    MemberTrust,
    OutcomeShare,
    ScenarioFigureData,
)
from nrc_sim.figures.drawing.differences import DifferencePanel, PathsText, draw_differences
from nrc_sim.figures.drawing.effects import EffectBar, EffectPanel, draw_effects
from nrc_sim.figures.drawing.events import DirectionSeries, PairPanel, draw_event_series
from nrc_sim.figures.drawing.flows import draw_flows
from nrc_sim.figures.drawing.followed import FollowedPanel, draw_followed
from nrc_sim.figures.drawing.frame import FigureText
from nrc_sim.figures.drawing.hindcast import HindcastPanel, draw_hindcast
from nrc_sim.figures.drawing.history import draw_history
from nrc_sim.figures.drawing.member_paths import draw_member_paths
from nrc_sim.figures.drawing.members import Direction, draw_members
from nrc_sim.figures.drawing.outcome_shares import draw_outcomes
from nrc_sim.figures.drawing.paths import PathsData, PathSide, draw_paths
from nrc_sim.figures.drawing.rank_histograms import HistogramPanel, draw_histograms
from nrc_sim.figures.drawing.saving import save_figure
from nrc_sim.figures.drawing.spans import SpanPanel, SpanRow, draw_spans
from nrc_sim.figures.drawing.trajectories import draw_trajectories
from nrc_sim.figures.drawing.transitions import TransitionPanel, draw_transitions
from nrc_sim.figures.drawing.turning_points import (
    IndicatorSkill,
    IndicatorSpan,
    MedoidPath,
    describe_spans,
    draw_turning_points,
)

__all__ = [
    "SERIES_NEEDED",
    "ContributionBar",
    "ContributionPanel",
    "DatedShock",
    "DifferencePanel",
    "Direction",
    "DirectionSeries",
    "EffectBar",
    "EffectPanel",
    "FigureData",
    "FigureText",
    "FinalIndex",
    "FollowedPanel",
    "HindcastPanel",
    "HistogramPanel",
    "IndicatorSkill",
    "IndicatorSpan",
    "MedoidPath",
    "MemberTrust",
    "OutcomeShare",
    "PairPanel",
    "PathSide",
    "PathsData",
    "PathsText",
    "ScenarioFigureData",
    "SpanPanel",
    "SpanRow",
    "TransitionPanel",
    "describe_spans",
    "draw_comparison",
    "draw_contributions",
    "draw_differences",
    "draw_effects",
    "draw_event_series",
    "draw_flows",
    "draw_followed",
    "draw_hindcast",
    "draw_histograms",
    "draw_history",
    "draw_member_paths",
    "draw_members",
    "draw_outcomes",
    "draw_paths",
    "draw_spans",
    "draw_trajectories",
    "draw_transitions",
    "draw_turning_points",
    "save_figure",
]
