"""From what was learned from the panel to its figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nrc_sim.figures.drawing import FigureText, SpanPanel, SpanRow, draw_spans, save_figure
from nrc_sim.figures.style import if_wanted
from nrc_sim.text.wording import counted_unbroken

if TYPE_CHECKING:
    from nrc_sim.evidence.panel.facts import StatisticCheck
    from nrc_sim.evidence.panel.learning import Learned

_BAND = (0.05, 0.95)
_FARTHEST = 2.5


@if_wanted
def write_learning_figure(found: Learned, folder: Path) -> list[Path]:
    """Draw what was learned of each number within its range, and the panel beside panels simulated from it.

    Parameters
    ----------
    found : what was learned
    folder : where to

    Returns
    -------
    paths of the files
    """
    ends = np.quantile(found.places, _BAND, axis=0).T
    numbers = tuple(
        SpanRow(one.name, float(low), float(high), one.place, one.prior_only, one.at_the_end)
        for one, (low, high) in zip(found.numbers, ends, strict=True)
    )
    statistics = tuple(_row_of(check) for check in found.checks)
    panels = (
        SpanPanel("What was learned", "Place in the range of the prior", numbers, (0.0, 1.0), _BAND),
        SpanPanel("Statistics of the panel", "Central 95% simulated: -1 to 1", statistics, (-_FARTHEST, _FARTHEST)),
    )
    source = found.posterior.source
    text = FigureText(
        "Numbers that relationships share, learned from a panel",
        "Left: what is known of each number within its range. Right: the panel beside panels simulated from it.",
        "Left: bar from the 5% to the 95% quantile, and mean; pale bars are known from the prior only, diamonds lie in "
        "the outer 5% of a range. Right: bar over the central 95% of simulated panels, and what was observed; diamonds "
        f"lie outside. {counted_unbroken(len(found.summaries.panel.pairs), 'pair')} of states, "
        f"{source.until + 1 - len(found.summaries.panel.years)}-{source.until}, "
        f"{counted_unbroken(source.candidates, 'panel')} simulated, seed {source.seed}.",
    )
    return save_figure(draw_spans(panels, text), folder, "learning")


def _row_of(check: StatisticCheck) -> SpanRow:
    half = max((check.high - check.low) / 2.0, np.finfo(float).tiny)
    place = (check.observed - (check.high + check.low) / 2.0) / half
    return SpanRow(check.name, -1.0, 1.0, float(np.clip(place, -_FARTHEST, _FARTHEST)), marked=not check.inside)
