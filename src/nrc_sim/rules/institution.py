"""The institution between the two sides: what leads from one regime into another, all from conduct and trust."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from nrc_sim.rules.arithmetic import clamp, faded, overridden, ramp
from nrc_sim.rules.kinds import Conduct, HalfLife, Months, Share, Width
from nrc_sim.rules.ways import Ways

TurnOfRegimes = Literal["freeze", "thaw", "partnership_ready", "partnership_lost"]
"""What can lead an institution from one regime into another."""

TURNS_OF_REGIMES: tuple[str, ...] = get_args(TurnOfRegimes)
"""In the order in which they are numbered."""

_FREEZE, _THAW, _READY, _ = range(len(TURNS_OF_REGIMES))

BACK_HOME = -1
"""Where a way leads that goes to the regime to which the institution returns, see `Politics.home`."""


class InstitutionParameters(NamedTuple):
    """What freezes and thaws the institution and what lifts it to a partnership."""

    freezing: Share
    freeze_hostility: Share
    freeze_width: Width
    least_pause: Months
    thawing: Share
    thaw_climate: Conduct
    thaw_width: Width
    climate_memory: HalfLife
    partnership_months: Months
    partnership_trust_outside: Share
    partnership_trust_alliance: Share
    partnership_tension: Share
    partnership_loss: Share
    consultation_half_life: HalfLife


class Politics(NamedTuple):
    """What the institution answers to.

    `hostility` of the outside power's conduct this month, and `climate`, how both sides have read each other's conduct
    of late, in units of conduct; `home` the regime to which a thaw returns; `months` in the present regime, this one
    included; `ready` months in which the conditions of a partnership have held; `trust` mean of
    both directions.
    """

    hostility: float
    climate: float
    home: int
    months: float
    ready: float
    trust: float


def next_climate(climate: float, read: float, p: InstitutionParameters) -> float:
    """Remember for some months how both sides read each other's conduct, on average; the memory ends at -1 and 1."""
    return clamp(read + faded(climate - read, p.climate_memory), -1.0, 1.0)


def freeze_hazard(hostility: float, p: InstitutionParameters) -> float:
    """Return the hazard that the Alliance suspends the institution: only severe conduct freezes (claim C11)."""
    return p.freezing * ramp(hostility, p.freeze_hostility, p.freeze_width)


def thaw_hazard(politics: Politics, p: InstitutionParameters) -> float:
    """Return the hazard that a frozen institution resumes: no return without initiative (claim C15)."""
    rested = politics.months >= p.least_pause
    return p.thawing * ramp(politics.climate, p.thaw_climate, p.thaw_width) if rested else 0.0


def next_ready(ready: float, trusts: tuple[float, float], tension: float, p: InstitutionParameters) -> float:
    """Count the months in which the conditions of a partnership have held.

    Parameters
    ----------
    ready : months so far
    trusts : of the outside power in the Alliance and the reverse, 0..1
    tension : highest tension among the issues that a partnership must have settled, 0..1
    p : parameters of the institution

    Notes
    -----
    Claim C35.
    """
    trusted = trusts[0] > p.partnership_trust_outside and trusts[1] > p.partnership_trust_alliance
    return ready + 1.0 if trusted and tension < p.partnership_tension else 0.0


def hazard_of_regimes(number: int, politics: Politics, p: InstitutionParameters) -> float:
    """Return a monthly hazard by its number among `TURNS_OF_REGIMES`; a condition that holds has the hazard 1."""
    if number == _FREEZE:
        return freeze_hazard(politics.hostility, p)
    if number == _THAW:
        return thaw_hazard(politics, p)
    if number == _READY:
        return 1.0 if politics.ready >= p.partnership_months else 0.0
    return 1.0 if politics.trust < p.partnership_loss else 0.0


def next_regime(regime: int, chance: float, politics: Politics, ways: Ways, p: InstitutionParameters) -> int:
    """Move the institution by one month.

    Parameters
    ----------
    regime : code of the regime, as the world numbers them
    chance : uniform number in (0, 1)
    politics : what it answers to
    ways : which regimes lead into which others, by the numbers of `TURNS_OF_REGIMES`
    p : parameters of the institution

    Notes
    -----
    The ways from a regime compete, in their order, for one uniform number; where none is taken, it stays.
    """
    reached = 0.0
    for way in range(ways.first[regime], ways.last[regime]):
        reached += ways.share[way] * hazard_of_regimes(ways.hazard[way], politics, p)
        if chance < reached:
            return overridden(politics.home, ways.to[way])
    return regime


def dialogue_level(regime_dialogue: float, policy: float) -> float:
    """Return the level of dialogue, 0..1: what the regime provides, or more where a policy keeps it up (C3, C4)."""
    return max(regime_dialogue, policy)


def next_consultation(consultation: float, held: float, p: InstitutionParameters) -> float:
    """Remember having been consulted.

    Parameters
    ----------
    consultation : 0..1
    held : consultations this month, 0..1, which fill the room that is left
    p : parameters of the institution

    Notes
    -----
    Claim C54.
    """
    return faded(consultation, p.consultation_half_life) + held * (1.0 - consultation)
