"""Which single draw of an ensemble goes farthest with the final index, as far as what the ensemble keeps can tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from nrc_sim.engine.blocks import Integers
from nrc_sim.engine.world import draw_sets
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.study.variance import explained_share
from nrc_sim.text.wording import join_words, percent

_FEWEST_WITHIN = 30
"""Runs beyond the number of groups from which a share is told."""


class DrawShare(NamedTuple):
    """The draw that explains most of the variance of the final index.

    Attributes
    ----------
    name : str
        In words, such as the final state of a negotiation.
    share : float
        Of the variance, 0..1.
    looked_at : dict of str to float
        All draws that were looked at, with their shares, the largest first.
    """

    name: str
    share: float
    looked_at: dict[str, float]

    def describe(self) -> dict[str, Any]:
        """Return the share as plain data."""
        return self._asdict()

    @property
    def sentence(self) -> str:
        """The share in a sentence, with what else was looked at."""
        others = [name for name in self.looked_at if name != self.name]
        more = f"; more than {join_words(others)}" if others else "; nothing else that was kept differs between runs"
        return f"{self.name} explains {percent(self.share)} of the variance of the final index{more}"


def find_largest_draw(runs: ScenarioRuns) -> DrawShare | None:
    """Find the draw whose groups of runs differ most in the final index.

    Parameters
    ----------
    runs : of one scenario

    Returns
    -------
    the draw, or None where single runs were not kept, there are too few of them, or nothing drawn was kept

    Notes
    -----
    Final states of negotiations, the final regime and the parameter set; shocks that occurred are not looked at. Shares
    overlap, and a regime answers to conduct as well as to chance: this is no attribution.
    """
    if runs.block is None:
        return None
    found = {
        name: explained_share(runs.final_index, groups)
        for name, groups in _list_groups(runs)
        if 1 < np.unique(groups).size <= groups.size - _FEWEST_WITHIN
    }
    ordered = dict(sorted(found.items(), key=lambda entry: -entry[1]))
    return next((DrawShare(name, share, ordered) for name, share in ordered.items()), None)


def _list_groups(runs: ScenarioRuns) -> Iterator[tuple[str, Integers]]:
    block, layout = runs.single_runs, runs.tally.layout
    for place, talks in enumerate(runs.scenario.world.negotiations):
        yield f"the final state of {talks.name}", block.settlement[:, -1, place].astype(np.int64)
    if runs.labels.has_institution:
        yield "the final regime of the institution", block.regime[:, -1].astype(np.int64)
    if layout.sets > 1:
        yield "the parameter set", draw_sets(layout.seed, block.origins, layout.sets)
