"""All parameters of the rules."""

from __future__ import annotations

from typing import NamedTuple

from nrc_sim.rules.alliance import AllianceParameters
from nrc_sim.rules.conduct import ConductParameters
from nrc_sim.rules.cooperation import CooperationParameters
from nrc_sim.rules.disputes import DisputeParameters
from nrc_sim.rules.expectation import ExpectationParameters
from nrc_sim.rules.fear import FearParameters
from nrc_sim.rules.index import IndexParameters
from nrc_sim.rules.institution import InstitutionParameters
from nrc_sim.rules.issues import IssueParameters
from nrc_sim.rules.leadership import LeadershipParameters
from nrc_sim.rules.memory import MemoryParameters
from nrc_sim.rules.military import MilitaryParameters
from nrc_sim.rules.negotiation import NegotiationParameters
from nrc_sim.rules.perception import PerceptionParameters
from nrc_sim.rules.powers import TraitParameters
from nrc_sim.rules.trust import TrustParameters

OF_THE_INDEX = "scale"
"""The group whose values stand with the index in a world file, not among its parameters."""


class Parameters(NamedTuple):
    """All parameters of the rules, in the groups of the world file.

    Those with a default may be left out of a world file; the default lets their mechanism do nothing.
    """

    conduct: ConductParameters
    perception: PerceptionParameters
    expectation: ExpectationParameters
    trust: TrustParameters
    alliance: AllianceParameters
    issues: IssueParameters
    fear: FearParameters
    negotiation: NegotiationParameters
    cooperation: CooperationParameters
    military: MilitaryParameters
    institution: InstitutionParameters
    leadership: LeadershipParameters
    traits: TraitParameters
    memory: MemoryParameters
    disputes: DisputeParameters
    scale: IndexParameters


OPTIONAL_GROUPS = {"memory", "disputes"}
"""Groups of which every parameter has a default, so that a world file may leave out all of them."""
