"""The states of negotiations that the bundled defaults name, and the ways between them."""

from rule_parameters import WORLD

from nrc_sim.engine.world.named_states import ways_of_negotiations
from nrc_sim.rules.negotiation import NegotiationParameters, Table, next_settlement

SETTLEMENTS = ("none", "talks", "compromise", "partial", "failure")
NONE, TALKS, COMPROMISE, PARTIAL, FAILURE = range(len(SETTLEMENTS))
WAYS = ways_of_negotiations(WORLD)


def settled(settlement: int, chance: float, table: Table, p: NegotiationParameters) -> int:
    """Move a negotiation by one month as the defaults have it."""
    return next_settlement(settlement, chance, table, WAYS, p)


def end_of_talks(chance: float, table: Table, p: NegotiationParameters) -> int:
    """Move talks by one month as the defaults have it."""
    return settled(TALKS, chance, table, p)
