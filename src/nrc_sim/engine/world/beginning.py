"""What a scenario sets in the state with which it starts: trust and conduct of whom it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nrc_sim.rules.arithmetic import log_odds
from nrc_sim.scenario.scenario_schema import Beginning
from nrc_sim.scenario.world_schema import WorldFile

TRUST = {"member": ("member_trust",), "outside": ("outside_trust",)}
CONDUCT = {
    "member": ("member_conduct", "outside_received", "outside_expectation"),
    "outside": ("outside_conduct", "member_received", "member_expectation"),
}
"""Fields of a state that are set, by whose trust or conduct it is; the other side has received it, and expects it."""


def values_of_beginning(beginning: Beginning, world: WorldFile) -> tuple[tuple[str, int, float], ...]:
    """List what is set in a state: field, number of the member, and value.

    Parameters
    ----------
    beginning : of a scenario whose names have been checked
    world : WorldFile
    """
    trust = {name: log_odds(level) for name, level in beginning.trust.items()}
    return (*_entries(trust, TRUST, world), *_entries(beginning.conduct, CONDUCT, world))


def _entries(
    values: Mapping[str, float], fields: Mapping[str, Sequence[str]], world: WorldFile
) -> Iterator[tuple[str, int, float]]:
    members = tuple(member.id for member in world.members)
    everyone = range(len(members))
    # From the widest group to the single member, so that the narrower name counts.
    groups = {"alliance": everyone, "allies": everyone[1:], "lead": everyone[:1]}
    order = [name for name in groups if name in values] + [name for name in members if name in values]
    for name in order:
        for number in groups.get(name, (members.index(name),) if name in members else ()):
            yield from ((field, number, values[name]) for field in fields["member"])
    for name in ("outside", world.outside.id):
        if name in values:
            yield from ((field, number, values[name]) for field in fields["outside"] for number in everyone)
