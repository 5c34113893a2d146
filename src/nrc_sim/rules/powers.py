"""What makes a power what it is: its traits, from what is known of its history, its ties and its place."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.kinds import Distance, Divisor, Share, Weight


class TraitParameters(NamedTuple):
    """How facts about a power turn into its traits."""

    disposition_by_domination: Weight
    disposition_by_tie: Weight
    disposition_by_alignment: Weight
    threat_at_rest: Weight
    threat_by_domination: Weight
    threat_by_nearness: Weight
    half_distance: Distance
    lead_weight_at_rest: Share
    lead_weight_by_alignment: Share
    independence: Divisor


class PowerTraits(NamedTuple):
    """What distinguishes a power in its relations with one of the other side.

    `disposition` of the two toward each other, log-odds; `threat_perception` a multiple of what a lead feels;
    `lead_weight` 0..1, how far it looks to the lead of its side; `stubbornness` 0..1; `openness` to good news, a
    multiple of 1; `consulted` 0..1, how far consultations before decisions are held with it.
    """

    disposition: float
    threat_perception: float
    lead_weight: float
    stubbornness: float
    openness: float
    consulted: float


class SideTraits(NamedTuple):
    """What distinguishes a side.

    `counter_measures` 0..1, how far its forces answer failed talks; `committed` 0..1, which share of them the
    commitment abroad holds; `has_lead`, whether one of its powers leads it.
    """

    counter_measures: float
    committed: float
    has_lead: bool


class Facts(NamedTuple):
    """What is known of a power.

    `domination` by the other side in the past, 0..1; `tie` of supplies that hang on it, 0..1; `alignment` with the
    lead of its own side when it counted, 0..1; `distance` from the other side's border, thousand kilometres, >= 0;
    `capability` share of world capabilities (CINC), > 0.
    """

    domination: float
    tie: float
    alignment: float
    distance: float
    capability: float


def disposition(facts: Facts, p: TraitParameters) -> float:
    """Return how far a power disposes a pair to trust each other, log-odds from the common level.

    Notes
    -----
    The history of domination separates, ties of supply bind, alignment with the lead takes over its rivalry. The signs
    follow Leonard and Popescu (2007); the sizes are expert judgement.
    """
    apart = p.disposition_by_domination * facts.domination + p.disposition_by_alignment * facts.alignment
    return p.disposition_by_tie * facts.tie - apart


def nearness(distance: float, p: TraitParameters) -> float:
    """Turn a distance, thousand kilometres, into nearness: 1 at the border, one half at `half_distance`."""
    return p.half_distance / (p.half_distance + distance)


def perceived_threat(facts: Facts, p: TraitParameters) -> float:
    """Return how threatened a power feels, as a multiple of what a lead feels (claim C39)."""
    remembered = p.threat_by_domination * facts.domination
    return p.threat_at_rest + remembered + p.threat_by_nearness * nearness(facts.distance, p)


def weight_of_lead(facts: Facts, p: TraitParameters) -> float:
    """Return how far a power looks to the lead of its side rather than to its other allies, 0..1 (claims C8, C29)."""
    return p.lead_weight_at_rest + p.lead_weight_by_alignment * facts.alignment


def stubbornness(facts: Facts, p: TraitParameters) -> float:
    """Return which share of its own view influence does not reach, 0..1: the more capable, the more independent."""
    return facts.capability / (facts.capability + p.independence)
