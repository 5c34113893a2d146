"""Facts about the yearly conduct of a dyad as events show it: with as many events as the dyad has."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from nrc_sim.engine.blocks import Block, Floats, Integers
from nrc_sim.engine.world import World
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims.fact_schema import ObservedChanges
from nrc_sim.evidence.claims.variants import numbers_of
from nrc_sim.evidence.observed.mapping import Mapping
from nrc_sim.evidence.panel.events import draw_events, learned_usual_shares
from nrc_sim.evidence.panel.reading import mean_conduct
from nrc_sim.evidence.panel.settings import load_panel, load_settings
from nrc_sim.evidence.panel.statistics import within

_YEAR = 12
_SEED = 1789
"""Of the events that are drawn."""


class ObservedChangesEstimate:
    """A figure of the yearly changes of a dyad's conduct, both directions together, as events show it."""

    is_share = False

    def __init__(self, fact: ObservedChanges) -> None:
        self.fact = fact
        self.variants: tuple[str, ...] = (fact.variant,)

    @cached_property
    def _events(self) -> Integers:
        """Mean yearly number of events of either direction, array (direction, 1)."""
        panel = load_panel()
        if self.fact.pair not in panel.pairs:
            raise InputError(f"there is no pair {self.fact.pair!r} in the panel", allowed=", ".join(panel.pairs))
        found = panel.events[panel.pairs.index(self.fact.pair)].mean(axis=1, keepdims=True)
        return np.asarray(np.rint(found), dtype=np.int64)

    def observe(self, block_of: Callable[[str], tuple[Block, World]]) -> Floats:
        """Note for each run the share of large drops, and the second and fourth moment of changes."""
        block, world = block_of(self.fact.variant)
        (number,) = numbers_of(world, [self.fact.member])
        assert block.outside_conduct is not None
        assert block.member_conduct is not None
        both = np.stack([block.outside_conduct[:, :, number], block.member_conduct[:, :, number]], axis=1)
        yearly = both.reshape(block.runs, 2, -1, _YEAR).mean(axis=3)
        settings = load_settings()
        seen = Mapping(settings.observing.intercept, settings.observing.slope, 0.0, learned_usual_shares())
        shares, none = seen.shares(yearly), np.array(0.0)
        counts = np.stack(
            [
                # By the number of the run alone, so that no figure hangs on how runs are grouped.
                draw_events(each, self._events, none, np.random.Generator(np.random.PCG64([_SEED, int(run)])))
                for run, each in zip(block.run, shares, strict=True)
            ]
        )
        changes = np.diff(mean_conduct(counts.sum(axis=1)), axis=1)
        apart = within(changes)
        drops = (changes <= -settings.large_drop).mean(axis=1)
        return np.stack([drops, (apart**2).mean(axis=1), (apart**4).mean(axis=1)], axis=1)

    def value(self, noted: Floats, weights: Floats) -> Floats:
        """Return the share of years with a large drop, or the kurtosis of changes."""
        drops, squares, fourth = (weights @ noted / weights.sum(axis=1, keepdims=True)).T
        return np.asarray(drops if self.fact.estimate == "observed_drops" else fourth / squares**2)
