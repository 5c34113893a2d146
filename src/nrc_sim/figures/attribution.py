"""From attributions to figures."""

from __future__ import annotations

from pathlib import Path

from nrc_sim.analysis.attribution import Attribution, OutcomeAttribution
from nrc_sim.figures.drawing import ContributionBar, ContributionPanel, FigureText, draw_contributions, save_figure
from nrc_sim.figures.style import if_wanted
from nrc_sim.scenario import Scenario
from nrc_sim.text.wording import counted, counted_unbroken

_PERCENT = 100.0


@if_wanted
def write_attribution_figure(found: Attribution, scenario: Scenario, baseline: Scenario, folder: Path) -> list[Path]:
    """Draw what each element contributes to the difference of each outcome, the strongest first.

    Parameters
    ----------
    found : contributions to the difference
    scenario, baseline : for their titles
    folder : where to

    Returns
    -------
    paths of the files
    """
    strength = [-abs(one.shapley.mean) for one in found.outcomes[0].contributions]
    order = sorted(range(len(strength)), key=strength.__getitem__)
    names = [*(found.elements[place].label for place in order), "Whole difference"]
    panels = [_panel(outcome, order) for outcome in found.outcomes]
    text = FigureText(
        f"Contributions to the difference: {scenario.title}",
        f"Change of each outcome from: {baseline.title}. Bars (Shapley values) add up to the whole difference.",
        "Bar: what an element adds, averaged over all orders in which elements can join; line: 95% interval. "
        "Circle: what it adds to the baseline alone. Diamond: what is lost when it alone is left out. "
        + _design(found),
    )
    return save_figure(draw_contributions(panels, names, text), folder, "attribution")


def _design(found: Attribution) -> str:
    runs = counted_unbroken(found.runs, "run")
    orders = f", along {counted(found.permutations, 'drawn order')}" if found.permutations else ", all there are"
    combinations = counted(found.coalitions, "combination")
    return f"{combinations} of elements{orders}; {runs} of each with common random numbers, seed {found.seed}."


def _panel(outcome: OutcomeAttribution, order: list[int]) -> ContributionPanel:
    scale = 1.0 if outcome.target.unit == "points" else _PERCENT
    bars = [
        ContributionBar(*(scale * value for value in (*one.shapley, one.alone.mean, one.last.mean)))
        for one in (outcome.contributions[place] for place in order)
    ]
    whole = ContributionBar(*(scale * value for value in outcome.total))
    unit = "Points" if scale == 1.0 else "Percentage points"
    return ContributionPanel(outcome.target.label, unit, (*bars, whole))
