"""What makes a member what it is: its traits, from what is known of its history, its ties and its place."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.kinds import Distance, Divisor, Share, Weight


class TraitParameters(NamedTuple):
    """How facts about a member turn into its traits."""

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


class MemberTraits(NamedTuple):
    """What distinguishes a member; units in the world file."""

    disposition: float
    threat_perception: float
    lead_weight: float
    stubbornness: float


class Facts(NamedTuple):
    """What is known of a member.

    `domination` by the outside power in the past, 0..1; `tie` of supplies that hang on it, 0..1; `alignment` with the
    lead when it counted, 0..1; `distance` from the outside power's border, thousand kilometres, >= 0; `capability`
    share of world capabilities (CINC), > 0.
    """

    domination: float
    tie: float
    alignment: float
    distance: float
    capability: float


def disposition(facts: Facts, p: TraitParameters) -> float:
    """Return how far a member and the outside power are disposed to trust each other, log-odds from the common level.

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
    """Return how threatened a member feels, as a multiple of what the lead feels (claim C39)."""
    remembered = p.threat_by_domination * facts.domination
    return p.threat_at_rest + remembered + p.threat_by_nearness * nearness(facts.distance, p)


def weight_of_lead(facts: Facts, p: TraitParameters) -> float:
    """Return how far a member looks to the lead rather than to the other allies, 0..1 (claims C8, C29)."""
    return p.lead_weight_at_rest + p.lead_weight_by_alignment * facts.alignment


def stubbornness(facts: Facts, p: TraitParameters) -> float:
    """Return which share of its own view influence does not reach, 0..1: the more capable, the more independent."""
    return facts.capability / (facts.capability + p.independence)
