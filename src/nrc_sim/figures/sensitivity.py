"""From effects and indices of parameters to figures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nrc_sim.figures.drawing import EffectBar, EffectPanel, FigureText, draw_effects, save_figure
from nrc_sim.figures.style import if_wanted
from nrc_sim.scenario import Scenario
from nrc_sim.text.wording import counted, counted_unbroken

if TYPE_CHECKING:
    from nrc_sim.analysis.sensitivity.screening import Design, ElementaryEffects, Sensitivity, SobolIndices

_STRONGEST = 12
"""Parameters in a panel of effects."""


@if_wanted
def write_sensitivity_figures(found: Sensitivity, scenario: Scenario, design: Design, folder: Path) -> list[Path]:
    """Draw the effects of parameters, and their Sobol' indices if there are any.

    Parameters
    ----------
    found : effects and indices
    scenario : whose outcomes are moved
    design : how much was computed
    folder : where to

    Returns
    -------
    paths of the files
    """
    runs = f"{counted_unbroken(design.runs, 'run')} of each parameter set, seed {design.seed}."
    effects = [
        EffectPanel(target.label, _effect_unit(target.unit), _effect_bars(found.morris[target.name]))
        for target in found.targets
    ]
    text = FigureText(
        f"What moves the outcomes of: {scenario.title}",
        "Morris screening: mean size of the effect of a parameter over its whole range, others anywhere in theirs.",
        f"Line over the end of a bar: 95% interval of the mean. The strongest of the parameters that move an "
        f"outcome. {counted(design.trajectories, 'trajectory', 'trajectories')}, {runs}",
    )
    paths = save_figure(draw_effects(effects, text), folder, "morris")
    if not found.sobol:
        return paths
    shares = [
        EffectPanel(target.label, "Share of variance", _index_bars(found.sobol[target.name]))
        for target in found.targets
    ]
    text = FigureText(
        f"What the variance comes from: {scenario.title}",
        "Sobol' indices of the parameters that screening found strongest, the others at their central values.",
        "Wide bar: total index, with its 95% interval. Narrow dark bar: first-order index, the effect of the parameter "
        f"alone. All parameter sets have the same random draws. {counted(design.samples, 'sample')}, {runs}",
    )
    return paths + save_figure(draw_effects(shares, text), folder, "sobol")


def _effect_unit(unit: str) -> str:
    return f"Effect ({unit})"


def _effect_bars(found: ElementaryEffects) -> tuple[EffectBar, ...]:
    order = np.argsort(-found.mu_star, kind="stable")[:_STRONGEST]
    return tuple(
        EffectBar(found.paths[place], float(found.mu_star[place]), float(found.mu_star_interval[place]))
        for place in order
        if found.mu_star[place] > 0
    )


def _index_bars(found: SobolIndices) -> tuple[EffectBar, ...]:
    order = np.argsort(-found.total, kind="stable")
    return tuple(
        EffectBar(
            found.paths[place],
            max(0.0, float(found.total[place])),
            float(found.total_interval[place]),
            float(found.first[place]),
        )
        for place in order
    )
