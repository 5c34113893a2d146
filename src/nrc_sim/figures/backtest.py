"""From a backtest to its figures: a league of forecasts, and how what came true lay within them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nrc_sim.figures.drawing import (
    FigureText,
    HistogramPanel,
    SpanPanel,
    SpanRow,
    draw_histograms,
    draw_spans,
    save_figure,
)
from nrc_sim.figures.style import if_wanted
from nrc_sim.text.wording import counted, counted_unbroken

if TYPE_CHECKING:
    from nrc_sim.evidence.backtest.scores import Backtest
    from nrc_sim.evidence.panel.facts import Figure

_REFERENCE = "climatology"
_WELL_COVERED = (0.85, 0.95)
_BINS = 10
_BY_CHANCE = (0.025, 0.975)
_NAMES = {
    "model": "model",
    "pool": "linear pool",
    "pooled_ar": "pooled autoregression",
    "ar1": "own autoregression",
    "climatology": "climatology",
    "persistence": "persistence",
    "smoothing": "exponential smoothing",
}
"""Of forecasts, as figures and pages call them."""


@if_wanted
def write_backtest_figures(found: Backtest, folder: Path) -> list[Path]:
    """Draw the league of forecasts, and histograms of where what came true lay within them.

    Parameters
    ----------
    found : what was forecast, and what became of it
    folder : where to

    Returns
    -------
    paths of the files; none if nothing is scored
    """
    if not found.scores:
        return []
    order = sorted(found.scores, key=lambda name: found.scores[name].crps)
    return [*_write_league(found, order, folder), *_write_histograms(found, order, folder)]


def _write_league(found: Backtest, order: list[str], folder: Path) -> list[Path]:
    ratios = {name: found.ratio(name, _REFERENCE) for name in order}
    shares = {name: found.coverage(name) for name in order}
    ends = (
        min(0.8, *(one.low for one in ratios.values())) - 0.02,
        max(1.1, *(one.high for one in ratios.values())) + 0.02,
    )
    least = min(0.6, *(one.low for one in shares.values())) - 0.02
    panels = (
        SpanPanel("CRPS over that of climatology", "Lower is better", _rows(order, ratios, mark=()), ends, (1.0,)),
        SpanPanel(
            "Share of values in the 90% band",
            "Lines: 85% and 95%",
            _rows(order, shares, mark=_WELL_COVERED),
            (least, 1.0),
            _WELL_COVERED,
        ),
    )
    text = FigureText(
        f"League of forecasts {counted(found.origins.ahead, 'year')} ahead, best first",
        "Each year is forecast from the years before it alone.",
        "Points: over all pairs and years; bars: 95% bootstrap intervals over pairs, each drawn with all its years. "
        "Diamonds: the band holds too few values, or too many. The linear pool is that of the model and the pooled "
        "autoregression. " + _describe(found),
    )
    return save_figure(draw_spans(panels, text), folder, "league")


def _rows(order: list[str], figures: dict[str, Figure], mark: tuple[float, ...]) -> tuple[SpanRow, ...]:
    rows = []
    for name in order:
        one = figures[name]
        outside = bool(mark) and not mark[0] <= one.value <= mark[1]
        rows.append(SpanRow(_NAMES[name], one.low, one.high, one.value, marked=outside))
    return tuple(rows)


def _write_histograms(found: Backtest, order: list[str], folder: Path) -> list[Path]:
    from scipy.stats import binom

    panels = []
    for name in order:
        ranks = found.grades[name].pit.ravel()
        heights = np.histogram(ranks, bins=_BINS, range=(0.0, 1.0))[0] * _BINS / ranks.size
        low, high = binom.ppf(_BY_CHANCE, ranks.size, 1.0 / _BINS) * _BINS / ranks.size
        said = f"CRPS {found.scores[name].crps:.4f}"
        panels.append(HistogramPanel(_NAMES[name], said, tuple(heights.tolist()), float(low), float(high)))
    text = FigureText(
        f"Where what came true lay within forecasts {counted(found.origins.ahead, 'year')} ahead",
        "Probability integral transform: even bars mean that a forecast says as much as it knows.",
        "Bars: values in each tenth of the forecast distribution, over the number expected (dashed line). Grey: "
        "central 95% by chance if values were independent. High ends: forecasts too narrow; a high middle: too wide. "
        + _describe(found),
    )
    return save_figure(draw_histograms(panels, ("Rank of what came true", "Values / expected"), text), folder, "pit")


def _describe(found: Backtest) -> str:
    years, origins = found.scored_years, found.origins
    return (
        f"{counted_unbroken(len(found.panel.pairs), 'pair')}, {years[0]}-{years[-1]}; numbers learned from years up to "
        f"{origins.learned_until}, {counted_unbroken(origins.panels, 'simulated panel')}, seed {origins.seed}."
    )
