"""From counted events to their figure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from nrc_sim.engine.blocks import Floats
from nrc_sim.figures.drawing import DirectionSeries, FigureText, PairPanel, draw_event_series, save_figure
from nrc_sim.figures.style import if_wanted
from nrc_sim.scenario.schema import month_text
from nrc_sim.text.wording import counted, counted_unbroken, signed

if TYPE_CHECKING:
    from nrc_sim.evidence.events.counting import CountedEvents
    from nrc_sim.evidence.events.dyads import MonthlyDyad

MOST_PANELS = 8
"""Pairs in the figure."""

_WINDOW = 12
"""Months over which a line is smoothed."""


@if_wanted
def write_events_figure(found: CountedEvents, folder: Path) -> list[Path]:
    """Draw the monthly conduct of the pairs with the most events, both directions of each.

    Parameters
    ----------
    found : events of a world
    folder : where to

    Returns
    -------
    paths of the files
    """
    dyads = {(dyad.sender, dyad.receiver): dyad for dyad in found.monthly.dyads}
    pairs = [pair for pair in dyads if found.cast.actors[pair[0]].side == 0 and _events(dyads, *pair)]
    # Sides as a whole have the largest numbers, and go before their powers where these have all the events.
    pairs.sort(key=lambda pair: (_events(dyads, *pair), pair), reverse=True)
    first, last = found.monthly.first, found.monthly.first + found.monthly.months - 1
    shown = pairs[:MOST_PANELS]
    text = FigureText(
        "Conduct in event data",
        f"Mean Goldstein weight / 10 of the events of each month, {month_text(first)} to {month_text(last)}.",
        f"Points: single months. Lines: mean over the events of {_WINDOW} months up to each; the broken line is the "
        f"second actor toward the first. {counted_unbroken(found.placed, 'event')} of {found.source}; "
        f"{counted_unbroken(found.read - found.placed, 'row')} of these data are no events between the two sides. "
        f"{_pairs_shown(len(shown), len(pairs))}",
    )
    panels = [_panel(found, dyads[one, other], dyads[other, one]) for one, other in shown]
    return save_figure(draw_event_series(panels, text), folder, "events")


def _events(dyads: dict[tuple[int, int], MonthlyDyad], one: int, other: int) -> int:
    return int(dyads[one, other].events.sum() + dyads[other, one].events.sum())


def _pairs_shown(shown: int, all_of_them: int) -> str:
    if shown == all_of_them:
        return "All pairs with events are shown."
    return f"Shown are the {shown} pairs with the most events, of {all_of_them}."


def _panel(found: CountedEvents, there: MonthlyDyad, back: MonthlyDyad) -> PairPanel:
    names = [found.cast.actors[end].name for end in (there.sender, there.receiver)]
    counts = [
        f"{counted(int(dyad.events.sum()), 'event')}, mean {signed(dyad.mean_conduct, 2)}"
        for dyad in (there, back)
        if dyad.events.any()
    ]
    series = tuple(DirectionSeries(dyad.conduct, _smoothed(dyad)) for dyad in (there, back))
    title = f"{names[0]} and {names[1]}"
    start = found.monthly.first / _WINDOW
    return PairPanel(title[:1].upper() + title[1:], "; ".join(counts), start, (series[0], series[1]))


def _smoothed(dyad: MonthlyDyad) -> Floats:
    """Return the mean over all events of the last months; no number where there are none."""
    window = np.ones(_WINDOW)
    weights = np.convolve(np.nan_to_num(dyad.conduct) * dyad.events, window)[: dyad.events.size]
    events = np.convolve(dyad.events, window)[: dyad.events.size]
    return np.where(events > 0, weights / np.maximum(events, 1), np.nan)
