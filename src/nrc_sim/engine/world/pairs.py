"""The powers of both sides as pairs: their traits, from what is known of them, and their monthly weights."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nrc_sim.rules.alliance import AllianceParameters, consensus_weight, wariness
from nrc_sim.rules.arithmetic import added_up, clamp, weighted_sum
from nrc_sim.rules.powers import (
    Facts,
    PowerTraits,
    SideTraits,
    TraitParameters,
    disposition,
    perceived_threat,
    stubbornness,
    weight_of_lead,
)
from nrc_sim.scenario.sides import PowerFacts, Side
from nrc_sim.scenario.world_schema import WorldFile


class TraitRules(NamedTuple):
    """How facts become traits: the parameters of traits, and what each unit of a world's own covariates adds."""

    parameters: TraitParameters
    covariates: tuple[tuple[str, tuple[float, float, float]], ...] = ()

    @classmethod
    def of(cls, world: WorldFile, parameters: TraitParameters) -> TraitRules:
        """Return those of a world."""
        own = world.covariates.items()
        return cls(parameters, tuple((name, (it.disposition, it.threat, it.lead_weight)) for name, it in own))

    def added(self, power: PowerFacts) -> tuple[float, float, float]:
        """Return what its covariates add to the disposition, the threat perception and the lead weight of a power."""
        known = dict(power.covariates)
        values = [known.get(name, 0.0) for name, _ in self.covariates]
        sums = [weighted_sum((effects[trait] for _, effects in self.covariates), values) for trait in range(3)]
        return sums[0], sums[1], sums[2]


def _power_traits(power: PowerFacts, side: Side, rules: TraitRules) -> PowerTraits:
    """Find the traits of a power from what is known of it; a lead is what others look to and are measured by.

    Parameters
    ----------
    power : PowerFacts
    side : to which it belongs; a power alone is its lead
    rules : how facts become traits
    """
    p, (disposed, threatened, looking) = rules.parameters, rules.added(power)
    facts = Facts(power.domination, power.tie, power.alignment, power.distance, power.capability)
    leads = power.id == side.lead
    return PowerTraits(
        disposition=disposition(facts, p) + disposed,
        threat_perception=1.0 if leads else max(0.0, perceived_threat(facts, p) + threatened),
        lead_weight=0.0 if leads or side.lead is None else clamp(weight_of_lead(facts, p) + looking, 0.0, 1.0),
        stubbornness=stubbornness(facts, p),
        openness=side.openness,
        consulted=side.consulted,
    )


def _side_traits(side: Side) -> SideTraits:
    """Return what distinguishes a side in the rules of forces."""
    return SideTraits(side.counter_measures, side.committed, side.lead is not None)


def _paired(first: PowerTraits, second: PowerTraits) -> tuple[PowerTraits, PowerTraits]:
    """Give two powers the disposition that both of them make."""
    both = first.disposition + second.disposition
    return first._replace(disposition=both), second._replace(disposition=both)


class _Weights(NamedTuple):
    """Monthly weights of the powers of a side, each month summing to 1; a power without allies is its own ally."""

    everyone: tuple[tuple[float, ...], ...]
    allies: tuple[tuple[float, ...], ...]


def _monthly_weights(
    side: Side, traits: Sequence[PowerTraits], p: AllianceParameters, months: Iterable[int]
) -> _Weights:
    """Return monthly consensus weights of the powers of a side, and of those other than the lead, while they belong."""
    known: dict[tuple[bool, ...], tuple[tuple[float, ...], tuple[float, ...]]] = {}
    monthly = []
    for month in months:
        here = side.who_belongs(month)
        if here not in known:
            known[here] = _weights_while(here, side, traits, p)
        monthly.append(known[here])
    return _Weights(tuple(everyone for everyone, _ in monthly), tuple(allies for _, allies in monthly))


def _weights_while(
    here: Sequence[bool], side: Side, traits: Sequence[PowerTraits], p: AllianceParameters
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the weights of all powers of a side, and of those other than the lead, while some of them belong."""
    p = p if side.weight_of_wariest is None else p._replace(weight_of_wariest=side.weight_of_wariest)
    voices = shares(side.voice(power) if joined else 0.0 for power, joined in zip(side.powers, here, strict=True))
    wary = shares(
        wariness(power.threat_perception) if joined else 0.0 for power, joined in zip(traits, here, strict=True)
    )
    weights = tuple(consensus_weight(v, w, p) for v, w in zip(voices, wary, strict=True))
    allied = weights if side.lead is None else (0.0, *weights[1:])
    return shares(weights), shares(allied if any(allied) else weights)


def _weights_of_pairs(
    first: Sequence[Sequence[float]], second: Sequence[Sequence[float]]
) -> tuple[tuple[float, ...], ...]:
    """Return monthly weights of pairs from those of the powers of both sides."""
    months = zip(first, second, strict=True)
    return tuple(tuple(one * other for one in ones for other in others) for ones, others in months)


class PairedPowers(NamedTuple):
    """The powers of a world over a horizon: the fields of `World` that follow from them, and from nothing else."""

    pairs: tuple[tuple[PowerTraits, PowerTraits], ...]
    powers: tuple[int, int]
    sides: tuple[SideTraits, SideTraits]
    weights: tuple[tuple[float, ...], ...]
    without_lead: tuple[tuple[float, ...], ...]
    allies: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]


def pair_powers(sides: tuple[Side, Side], of_traits: TraitRules, p: AllianceParameters, months: range) -> PairedPowers:
    """Put the powers of both sides together.

    Parameters
    ----------
    sides : of the world
    of_traits, p : how facts become traits, and parameters of the alliance
    months : numbers of the months
    """
    traits = tuple(tuple(_power_traits(entry, side, of_traits) for entry in side.powers) for side in sides)
    first, second = (_monthly_weights(*pair, p, months) for pair in zip(sides, traits, strict=True))
    return PairedPowers(
        pairs=tuple(_paired(one, other) for one in traits[0] for other in traits[1]),
        powers=(len(traits[0]), len(traits[1])),
        sides=(_side_traits(sides[0]), _side_traits(sides[1])),
        weights=_weights_of_pairs(first.everyone, second.everyone),
        without_lead=_weights_of_pairs(first.allies, second.everyone),
        allies=tuple(zip(first.allies, second.allies, strict=True)),
    )


class WeightsOfPairs(NamedTuple):
    """Weights while some belong: of each pair, of the pairs without the first lead, and of either side's allies."""

    weights: tuple[float, ...]
    without_lead: tuple[float, ...]
    allies: tuple[tuple[float, ...], tuple[float, ...]]


def weights_while(
    sides: tuple[Side, Side], here: Sequence[Sequence[bool]], of_traits: TraitRules, p: AllianceParameters
) -> WeightsOfPairs:
    """Return the weights that hold while some powers belong.

    Parameters
    ----------
    sides : of the world
    here : of either side, whether each of its powers belongs
    of_traits, p : how facts become traits, and parameters of the alliance
    """
    (first, of_allies), (second, others) = (
        _weights_while(those, side, [_power_traits(power, side, of_traits) for power in side.powers], p)
        for those, side in zip(here, sides, strict=True)
    )
    (weights,) = _weights_of_pairs([first], [second])
    (without_lead,) = _weights_of_pairs([of_allies], [second])
    return WeightsOfPairs(weights, without_lead, (of_allies, others))


def shares(values: Iterable[float]) -> tuple[float, ...]:
    """Divide values by their sum; all zero stays zero."""
    listed = tuple(values)
    total = added_up(listed)
    return tuple(value / total if total > 0.0 else 0.0 for value in listed)
