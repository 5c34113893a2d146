"""What a run looks like at the end of a month, read from the model without touching it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from nrc_sim.engine.blocks import Labels
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.disputes import Dispute
from nrc_sim.engine.model.reporters import SERIES_REPORTERS
from nrc_sim.engine.model.transfer import rifts_of
from nrc_sim.engine.world.types import Moves, World
from nrc_sim.scenario import month_text
from nrc_sim.text.wording import all_but_first, with_article

Powers = tuple[tuple[str, ...], tuple[str, ...]]
"""Powers of the first side, and of the second."""

DISPUTE = "dispute"
"""Id of disputes between two powers, which are drawn and not scheduled."""

_Parts = Mapping[str, Mapping[str, float]]
"""By the name of what moved: how much each cause moved it this month; they add up to the whole move."""


class ShockRecord(NamedTuple):
    """A shock that occurred, or a dispute that broke out.

    Attributes
    ----------
    id, label : str
    size : float
        Multiple of its acts and effects; of a dispute its severity.
    acts : tuple of (actors, targets, weight)
        Ids of those who act and of those who are hit, and the largest weight of the acts, units of conduct.
    """

    id: str
    label: str
    size: float
    acts: tuple[tuple[tuple[str, ...], tuple[str, ...], float], ...]


@dataclass(frozen=True)
class MonthRecord:
    """A month of a run, at its end.

    Attributes
    ----------
    month : str
        Such as `2014-03`.
    index : float
        Points.
    regime : str
        Regime of the institution.
    settlement : dict of negotiation to state
    series : dict of str to float
        Other month-level variables, by the names of `nrc_sim.engine.world.SERIES`.
    tension, stock : dict of issue or area to float, 0..1
    shocks : tuple of ShockRecord
    member_conduct, outside_conduct, member_trust, outside_trust : tuple of float (member)
        Conduct (-1..1) and trust (0..1) of each member toward the outside power, and of it toward each member.
    parts : _Parts
        What moved trust and the index, see `nrc_sim.analysis.trace.causes`.
    rift : dict of power to float, 0..1
        How far each has drifted from its allies; empty where nothing acts among powers of one side.
    """

    month: str
    index: float
    regime: str
    settlement: dict[str, str]
    series: dict[str, float]
    tension: dict[str, float]
    stock: dict[str, float]
    shocks: tuple[ShockRecord, ...]
    member_conduct: tuple[float, ...]
    outside_conduct: tuple[float, ...]
    member_trust: tuple[float, ...]
    outside_trust: tuple[float, ...]
    parts: _Parts = field(default_factory=dict)
    rift: dict[str, float] = field(default_factory=dict)

    def describe(self) -> dict[str, Any]:
        """Return the month as plain data."""
        shocks = [
            {
                "id": shock.id,
                "label": shock.label,
                "size": shock.size,
                "acts": [
                    {"from": list(actors), "to": list(targets), "weight": weight}
                    for actors, targets, weight in shock.acts
                ],
            }
            for shock in self.shocks
        ]
        names = [entry.name for entry in fields(self) if self.rift or entry.name != "rift"]
        return {name: getattr(self, name) for name in names} | {"shocks": shocks}


def record_month(model: RelationshipModel) -> MonthRecord:
    """Take down the month that a model has just simulated.

    Parameters
    ----------
    model : RelationshipModel
    """
    labels, agenda = model.world.labels, model.agenda
    states = [labels.settlements[code] for code in agenda.settlement]
    return MonthRecord(
        month=month_text(model.world.start + model.month - 1),
        index=model.index,
        regime=labels.regimes[model.alliance.regime],
        settlement=dict(zip(labels.negotiations, states, strict=True)),
        series={name: float(report(model)) for name, report in SERIES_REPORTERS.items()},
        tension=dict(zip(labels.issues, agenda.tension, strict=True)),
        stock=dict(zip(labels.areas, model.alliance.stocks, strict=True)),
        shocks=_shocks(model),
        member_conduct=tuple(model.of_pairs(0, "conduct")),
        outside_conduct=tuple(model.of_pairs(1, "conduct")),
        member_trust=tuple(model.of_pairs(0, "trust_levels")),
        outside_trust=tuple(model.of_pairs(1, "trust_levels")),
        rift=dict(zip(labels.rifts, rifts_of(model), strict=True)) if labels.rifts else {},
    )


def _shocks(model: RelationshipModel) -> tuple[ShockRecord, ...]:
    entries = {shock.id: shock for shock in model.world.shocks}
    shocks = [
        ShockRecord(name, entries[name].label, size, _acts(entries[name].moves, size, model.world))
        for name, size in model.occurred
    ]
    return (*shocks, *(_dispute(dispute, model.world) for dispute in model.disputes.occurred))


def _dispute(dispute: Dispute, world: World) -> ShockRecord:
    first, second = _powers_of([dispute.pair], world)
    acts, replies = dispute.acts
    listed = [
        (one, other, weight) for one, other, weight in ((first, second, acts), (second, first, replies)) if weight
    ]
    # Who began comes first.
    return ShockRecord(DISPUTE, "A dispute", dispute.severity, tuple(sorted(listed, key=lambda act: act[2])))


def _acts(moves: Moves, size: float, world: World) -> tuple[tuple[tuple[str, ...], tuple[str, ...], float], ...]:
    listed = []
    for weights, by in ((moves.member_acts, 0), (moves.outside_acts, 1)):
        sides = _concerned(weights, world)
        if all(sides):
            listed.append((sides[by], sides[1 - by], size * _largest(weights)))
    for act in moves.within:
        names = names_of_side(world, act.side)
        acting, hit = (tuple(names[number] for number in powers) for powers in (act.acting, act.hit))
        listed.append((acting, hit, size * act.weight))
    return tuple(listed)


def _concerned(weights: Sequence[float], world: World) -> Powers:
    """Return the powers of either side in pairs of any weight."""
    return _powers_of((pair for pair, weight in enumerate(weights) if weight != 0.0), world)


def names_of_side(world: World, side: int) -> tuple[str, ...]:
    """Return what the powers of a side are called here: ids facing a power alone, else display names.

    Parameters
    ----------
    world : World
    side : 0 or 1
    """
    labels = world.labels
    return (labels.powers if world.powers[1] > 1 else (labels.members, (labels.outside,)))[side]


def _powers_of(pairs: Iterable[int], world: World) -> Powers:
    """Return the powers of either side in some pairs: ids facing a power alone, else display names."""
    names = [names_of_side(world, side) for side in range(2)]
    met = [divmod(pair, world.powers[1]) for pair in pairs]
    first, second = (sorted({pair[side] for pair in met}) for side in range(2))
    return tuple(names[0][number] for number in first), tuple(names[1][number] for number in second)


def _largest(weights: Sequence[float]) -> float:
    return max(weights, key=abs)


def joined_powers(world: World, month: int) -> Powers:
    """Return the powers that belong to either side in a month, its lead first.

    Parameters
    ----------
    world : World
    month : 0 .. length of the horizon - 1
    """
    return _powers_of((pair for pair, weight in enumerate(world.weights[month]) if weight > 0.0), world)


def group_in_words(names: Sequence[str], joined: Powers, labels: Labels) -> str:
    """Name a group of actors: all powers of a side, all but its lead, or a few of them.

    Parameters
    ----------
    names : ids of members facing a power alone, else display names
    joined : those who belong to either side at the time, in the same form
    labels : names of all powers
    """
    for side, present, ever in zip((labels.alliance, labels.outside), joined, labels.powers, strict=True):
        if set(names) in (set(present), set(ever)):
            return with_article(side)
        if len(names) > 1 and set(names) == set(present[1:]):
            return all_but_first(side)
    shown = dict(zip(labels.members, labels.member_names, strict=True))
    listed = [with_article(shown.get(name, name)) for name in names]
    most = 4
    return ", ".join(listed) if len(listed) <= most else f"{', '.join(listed[:3])} and {len(listed) - 3} others"
