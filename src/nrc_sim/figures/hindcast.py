"""From scores of history to their figure."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from nrc_sim.figures.drawing import FigureText, HindcastPanel, draw_hindcast, save_figure
from nrc_sim.figures.drawing.style import with_arrows
from nrc_sim.figures.style import if_wanted
from nrc_sim.study.results import write_document
from nrc_sim.study.store import Draft, typed_command
from nrc_sim.text.wording import counted_unbroken, readable, signed, signed_range

if TYPE_CHECKING:
    from nrc_sim.evidence.hindcast.scoring import Hindcast, PrescribedScore
    from nrc_sim.evidence.observed import Plan

MOST_PANELS = 12
"""Series in the figure; those of the plan come first."""


def write_hindcast(found: Hindcast, plan: Plan, seed: int, draft: Draft) -> None:
    """Write scores of history as data, and the series with their predictions as a figure.

    Parameters
    ----------
    found : scores
    plan : what is compared with what
    seed : of the runs
    draft : folder to write to
    """
    write_document(found.describe(), draft.path / "hindcast.json")
    write_hindcast_figure(found, plan, seed, draft.path)
    draft.complete({"command": typed_command(), "hindcast": plan.scenarios.history, "scenarios": {}})


@if_wanted
def write_hindcast_figure(found: Hindcast, plan: Plan, seed: int, folder: Path) -> list[Path]:
    """Draw each series observed beside its prediction, each year predicted without it.

    Parameters
    ----------
    found : scores, which hold the series
    plan : which series come first, and their units
    seed : of the runs
    folder : where to

    Returns
    -------
    paths of the files; none if no series is long enough to be scored
    """
    panels = [
        *_panels("conduct", found.conduct, (*plan.series.primary, *plan.series.also), plan),
        *_panels("trust", found.trust, plan.series.trust, plan),
    ][:MOST_PANELS]
    if not panels:
        return []
    sets = counted_unbroken(found.sets, "accepted parameter set") if found.sets else "the central parameter set"
    text = FigureText(
        "Hindcast with prescribed events: observed and predicted years",
        "Each year is predicted without it: sets are accepted and the observation model is fitted on the other years.",
        f"Points: observed. Line: mean of the model with {sets}, mapped to the unit of the series by one line for all "
        "series of a variable. Band: root mean squared error of these predictions on either side. Skill is 1 "
        f"\N{MINUS SIGN} RMSE / RMSE of the mean of the other years, with its 95% interval. Seed {seed}.",
    )
    return save_figure(draw_hindcast(panels, text), folder, "hindcast")


def _panels(
    variable: str, scores: Mapping[str, PrescribedScore], first: tuple[str, ...], plan: Plan
) -> list[HindcastPanel]:
    # Single members are many: series that the plan names stand for them all.
    named = [dyad for dyad in first if dyad in scores] or list(scores)
    about = plan.observation.get(variable)
    return [
        HindcastPanel(
            title=f"{variable.capitalize()}, {with_arrows(readable(dyad))}",
            score=_describe(scores[dyad]),
            unit=about.unit if about else variable,
            years=scores[dyad].years,
            observed=scores[dyad].observed,
            predicted=scores[dyad].predicted,
            error=scores[dyad].rmse,
        )
        for dyad in named
    ]


def _describe(score: PrescribedScore) -> str:
    parts = [] if score.r is None else [f"r {signed(score.r, 2)}"]
    parts.append(f"RMSE {score.rmse:.3f}")
    if score.skill is not None:
        low, high = score.skill.low, score.skill.high
        parts.append(f"skill {signed(score.skill.value, 2)} ({signed_range(low, high, 2)})")
    return ", ".join(parts)
