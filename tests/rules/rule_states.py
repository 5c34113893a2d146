"""The states of negotiations and the regimes that the bundled world has by default, and the ways between them."""

from rule_parameters import WORLD

from nrc_sim.engine.world.named_states import ways_of_negotiations, ways_of_regimes
from nrc_sim.rules.institution import InstitutionParameters, Politics, next_regime
from nrc_sim.rules.negotiation import NegotiationParameters, Table, next_settlement

SETTLEMENTS = ("none", "talks", "compromise", "partial", "failure")
NONE, TALKS, COMPROMISE, PARTIAL, FAILURE = range(len(SETTLEMENTS))
REGIMES = ("limited", "council", "frozen", "partnership")
LIMITED, COUNCIL, FROZEN, PARTNERSHIP = range(len(REGIMES))
REGIME_WAYS = ways_of_regimes(WORLD)
WAYS = ways_of_negotiations(WORLD)


def settled(settlement: int, chance: float, table: Table, p: NegotiationParameters) -> int:
    """Move a negotiation by one month as the defaults have it."""
    return next_settlement(settlement, chance, table, WAYS, p)


def end_of_talks(chance: float, table: Table, p: NegotiationParameters) -> int:
    """Move talks by one month as the defaults have it."""
    return settled(TALKS, chance, table, p)


def moved(regime: int, chance: float, politics: Politics, p: InstitutionParameters) -> int:
    """Move the institution by one month as the defaults have it."""
    return next_regime(regime, chance, politics, REGIME_WAYS, p)
