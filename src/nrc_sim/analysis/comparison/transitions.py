"""From class to class: how runs end in one scenario that ended so and so in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from nrc_sim.engine.blocks import Codes, Integers
from nrc_sim.study.statistics.intervals import EstimatedShare, wilson_share


@dataclass(frozen=True, eq=False)
class Transitions:
    """How many pairs go from each class of the baseline to each class of the scenario.

    Attributes
    ----------
    classes : tuple of str
        Classes of outcome, lowest first.
    counts : array of int64 (class of the baseline, class of the scenario)
        Pairs of runs.
    """

    classes: tuple[str, ...]
    counts: Integers

    def averted(self, name: str) -> EstimatedShare | None:
        """Return the share of the baseline's runs in a class that end in another; None if it has no such run.

        Parameters
        ----------
        name : class of outcome
        """
        row = self.counts[self.classes.index(name)]
        return _share(int(row.sum() - row[self.classes.index(name)]), int(row.sum()))

    def caused(self, name: str) -> EstimatedShare | None:
        """Return the share of the baseline's runs outside a class that end in it; None if it has no such run.

        Parameters
        ----------
        name : class of outcome
        """
        place = self.classes.index(name)
        others = np.delete(self.counts, place, axis=0)
        return _share(int(others[:, place].sum()), int(others.sum()))

    def describe(self) -> dict[str, Any]:
        """Return counts, from class to class, and what is averted and caused of each class, as plain data."""
        counts = {
            name: dict(zip(self.classes, row.tolist(), strict=True))
            for name, row in zip(self.classes, self.counts, strict=True)
        }
        shares = {
            name: {
                "averted": share._asdict() if (share := self.averted(name)) else None,
                "caused": share._asdict() if (share := self.caused(name)) else None,
            }
            for name in self.classes
        }
        return {"counts": counts, "classes": shares}


def _share(count: int, total: int) -> EstimatedShare | None:
    return wilson_share(count, total) if total else None


def count_transitions(before: Codes, after: Codes, classes: tuple[str, ...]) -> Transitions:
    """Count the pairs from class to class.

    Parameters
    ----------
    before, after : arrays (run), codes of the classes in the baseline and in the scenario, paired
    classes : names of the classes, lowest first
    """
    size = len(classes)
    counts = np.bincount(before.astype(np.int64) * size + after, minlength=size * size)
    return Transitions(classes, counts.reshape(size, size))
