"""Names of classes of outcome, as people read them."""

from __future__ import annotations

from nrc_sim.scenario.world_schema import Outcomes
from nrc_sim.text.wording import readable


def class_names(outcomes: Outcomes) -> dict[str, str]:
    """Return the name of each class by its id, lowest first; ids in words where two classes have the same name.

    Parameters
    ----------
    outcomes : of the world
    """
    unique = len(set(outcomes.names)) == len(outcomes.names)
    names = outcomes.names if unique else map(readable, outcomes.classes)
    return dict(zip(outcomes.classes, names, strict=True))
