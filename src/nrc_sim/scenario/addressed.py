"""Who acts and who is hit: acts of a kind that a shock readdresses, and acts among powers of one side."""

from __future__ import annotations

from collections.abc import Sequence

from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.scenario.schema import Act
from nrc_sim.scenario.sides import Side


def side_within(act: Act, sides: tuple[Side, Side]) -> Side | None:
    """Return the side among whose powers an act runs, or None if it runs from one side to the other.

    Parameters
    ----------
    act : Act
    sides : of the world
    """
    names = (*act.actors, *act.targets)
    return next((side for side in sides if all(side.holds((name,)) for name in names)), None)


def ends_within(act: Act, side: Side, here: Sequence[bool]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Number the powers that act and those that are hit by an act within a side.

    Nobody acts toward itself: who is meant on both ends is left out where others are meant beside it.

    Parameters
    ----------
    act : among powers of the side
    side : Side
    here : whether each of its powers belongs

    Returns
    -------
    those who act and those who are hit, ascending; one of both is empty if the act is nobody's, or hits nobody
    """
    ends = (act.actors, act.targets)
    acting, hit = ({number for name in names for number in side.meant(name, here)} for names in ends)
    if hit <= acting:
        acting -= hit
    else:
        hit -= acting
    return tuple(sorted(acting)), tuple(sorted(hit))


def addressed_acts(acts: Sequence[Act], shock: Shock, sides: tuple[Side, Side]) -> tuple[Act, ...]:
    """Replace those who act and those who are hit in the acts of a kind by the powers a shock names.

    Parameters
    ----------
    acts : of the kind
    shock : of that kind
    sides : of the world

    Returns
    -------
    the acts; replies go to those who acted
    """
    begun = next((act for act in acts if side_within(act, sides) is not None), None)
    return tuple(_addressed(act, begun, shock, sides) for act in acts)


def _addressed(act: Act, begun: Act | None, shock: Shock, sides: tuple[Side, Side]) -> Act:
    own = side_within(act, sides)
    if own is not None and begun is not None:
        answers = act.actors == begun.targets
        names = (shock.targets, shock.actors) if answers else (shock.actors, shock.targets)
        acting, hit = (tuple(name for name in listed if own.holds((name,))) for listed in names)
        return act.model_copy(update={"actors": acting or act.actors, "targets": hit or act.targets})
    by = int(sides[1].holds(act.actors))
    own, other = sides[by], sides[1 - by]
    acting = tuple(name for name in shock.actors if own.holds((name,)))
    hit = tuple(name for name in shock.targets if other.holds((name,)))
    acted = tuple(name for name in shock.actors if other.holds((name,)))
    return act.model_copy(update={"actors": acting or act.actors, "targets": hit or acted or act.targets})
