"""What is told of a month, as a model looks it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nrc_sim.engine.world.given import UNTOLD

if TYPE_CHECKING:
    from nrc_sim.engine.model.relationship import RelationshipModel


def told_code(model: RelationshipModel, column: int) -> int:
    """Return the code of the state that is told of the month, or -1.

    Parameters
    ----------
    model : RelationshipModel
    column : see `nrc_sim.engine.world.given.told_states`
    """
    told = model.world.told
    return told[model.month][column] if told else UNTOLD
