"""What each mechanism does for the facts of the panel: they are computed anew with it switched off."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.evidence.panel.facts import Figure
from nrc_sim.evidence.panel.judging import PanelJudgement, PanelStudy
from nrc_sim.evidence.panel.numbers import NumberValues
from nrc_sim.evidence.panel.reading import Panel

MECHANISMS: Mapping[str, Mapping[str, float]] = {
    "slow part": {"slow_spread": 0.0},
    "a slow part of one direction's own": {"slow_own_share": 0.0},
    "disputes": {"act_rate": 0.0},
    "heavy tails of severity": {"act_tail": 10.0},
    "clusters of disputes": {"clustering": 0.0},
    "reply at once": {"reply": 0.0},
    "routine": {"routine": 0.0},
    "reciprocity": {"reciprocity": 0.0},
    "noise of a month": {"noise": 0.0},
    "pairs that differ in disputes": {
        **dict.fromkeys(("rate_spread", "by_joint_democracy", "by_shared_region", "by_capability_ratio"), 0.0)
    },
    "solidarity with a lead": {"solidarity": 0.0},
    "events in bundles": {"bundling": 0.0},
    "echo of acts": {"echo": 0.0},
}
"""What is switched off, and the numbers that do it."""


def _switched_off(draws: NumberValues, mechanism: str) -> dict[str, Floats]:
    """Return draws with one mechanism switched off.

    Parameters
    ----------
    draws : by number
    mechanism : one of `MECHANISMS`
    """
    off = MECHANISMS[mechanism]
    return {name: np.full_like(each, off[name]) if name in off else np.asarray(each) for name, each in draws.items()}


def ablate_panel(panel: Panel, study: PanelStudy, names: tuple[str, ...]) -> dict[str, dict[str, Figure]]:
    """Compute figures of the panel with each mechanism switched off, by mechanism and figure.

    Parameters
    ----------
    panel, study : see `PanelJudgement`; nothing is learned anew
    names : of the figures
    """
    found = {}
    for mechanism in MECHANISMS:
        judged = PanelJudgement(panel, study._replace(draws=_switched_off(study.draws, mechanism)))
        found[mechanism] = {name: judged.figure(name) for name in names}
    return found
