"""What runs record month by month, by its name: of the relationship, of a side, or of one power in another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nrc_sim.engine.blocks import RIFT, Block, Labels, mark_regimes
from nrc_sim.errors import InputError
from nrc_sim.scenario.faults import did_you_mean
from nrc_sim.scenario.schema import month_number, month_text
from nrc_sim.scenario.sides import FIRST_SIDE, SECOND_SIDE
from nrc_sim.scenario.variables import (
    VARIABLES,
    askable_variables,
    powers_with_allies,
    variable_meaning,
    variable_range,
)
from nrc_sim.text.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nrc_sim.scenario import Scenario
    from nrc_sim.scenario.sides import PowerFacts, Side
    from nrc_sim.scenario.world_schema import WorldFile

_TRUST = "trust"
"""What is recorded of single powers; stands before the point in `trust.POWER` and `trust.POWER.OTHER`."""

_YES_OR_NO = "0 or 1"


class RecordedVariable(NamedTuple):
    """A variable that runs record month by month.

    Attributes
    ----------
    name : str
        As it was asked for, such as `trust_outside`, `tension.ISSUE` or `trust.POWER.OTHER`.
    meaning : str
        What it is, in a line.
    unit : str
        Such as `points`, `0..1` or `0 or 1`.
    pair : tuple of str and int, or None
        Of the trust of a power: the array of `nrc_sim.engine.blocks.Block`, and the number of the pair.
    """

    name: str
    meaning: str
    unit: str
    pair: tuple[str, int] | None = None

    @property
    def is_share(self) -> bool:
        """Whether it is 0 or 1 in a run, so that its mean is a share of runs."""
        return self.unit == _YES_OR_NO


def name_variable(world: WorldFile, variable: str, side: str | None, power: str | None, toward: str | None) -> str:
    """Return the name of a variable of a side or of a power.

    Parameters
    ----------
    world : WorldFile
    variable : such as `trust`, of which a side or a power has one, or a whole name where neither is given
    side : id, name or word of a side, or None
    power : id, code or name of a power, or None
    toward : the power of the other side in which it trusts, or None

    Raises
    ------
    InputError
        If the world has no such side or power, or runs do not record this of it.
    """
    if side is not None and power is not None:
        raise InputError("a side and a power are given", place="--side", allowed="one of --side and --power")
    if toward is not None and power is None:
        raise InputError("it is not said whose trust is meant", place="--toward", allowed="--toward beside --power")
    if side is not None:
        return f"{variable}_{_word_of(world, side)}"
    if power is None:
        return variable
    named = [variable, _find_power(world, power)[1].id]
    return ".".join([*named, _find_power(world, toward)[1].id] if toward is not None else named)


def _word_of(world: WorldFile, side: str) -> str:
    """Return by which word of every world a side is meant."""
    for word, found in zip((FIRST_SIDE, SECOND_SIDE), world.sides, strict=True):
        if side in {found.id, found.name, *found.words}:
            return word
    allowed = " or ".join(found.id for found in world.sides)
    raise InputError(f"{world.title} has no side {side!r}", place="--side", allowed=allowed)


def _find_power(world: WorldFile, name: str) -> tuple[int, PowerFacts]:
    """Return a power and the number of its side."""
    known = [(number, power) for number, side in enumerate(world.sides) for power in side.powers]
    for number, power in known:
        if name in {power.id, power.code, power.name}:
            return number, power
    names = [power.id for _, power in known]
    raise InputError(
        f"{world.title} has no power {name!r}", allowed=", ".join(names), suggestion=did_you_mean(name, names)
    )


def choose_variable(world: WorldFile, name: str) -> RecordedVariable:
    """Return a variable by its name.

    Parameters
    ----------
    world : WorldFile
    name : one of `nrc_sim.scenario.variables.askable_variables`, or `trust.POWER` and `trust.POWER.OTHER`, the trust of
        a power in the only one of the other side, or in one of several

    Raises
    ------
    InputError
        If runs do not record it; with what they do.
    """
    known = askable_variables(world)
    if name in known:
        return RecordedVariable(name, variable_meaning(name, world), variable_range(name)[2])
    kind, _, powers = name.partition(".")
    if kind == _TRUST and powers:
        return _trust_of(world, name, powers)
    if kind == RIFT and powers:
        return _rift_of(world, powers)
    own = f"{_TRUST}.POWER or {_TRUST}.POWER.OTHER"
    what = f"{name!r} is not recorded by runs" if name in VARIABLES else f"there is no variable {name!r}"
    of_powers = f"of single powers trust and rifts alone are recorded: {own}, {RIFT}.POWER"
    hint = of_powers if powers else did_you_mean(name, known)
    raise InputError(what, place="--variable", allowed=f"{', '.join(known)}, {own}", suggestion=hint)


def _rift_of(world: WorldFile, power: str) -> RecordedVariable:
    found, allied = _find_power(world, power)[1], powers_with_allies(world)
    if found.id in allied:
        return choose_variable(world, f"{RIFT}.{found.id}")
    raise InputError(
        f"{with_article(found.name)} has no allies from whom it could drift",
        place=f"--variable {RIFT}.{power}",
        allowed=", ".join(f"{RIFT}.{one}" for one in allied) or "other variables",
    )


def _trust_of(world: WorldFile, name: str, powers: str) -> RecordedVariable:
    truster, _, trusted = powers.partition(".")
    number, one = _find_power(world, truster)
    others = world.sides[1 - number]
    if not trusted and len(others.powers) > 1:
        allowed = ", ".join(f"{_TRUST}.{one.id}.{power.id}" for power in others.powers)
        raise InputError(
            f"{with_article(one.name)} trusts each power of {with_article(others.name)} on its own",
            place=f"--variable {name}",
            allowed=allowed,
            suggestion="say which one with --toward",
        )
    other = _find_power(world, trusted)[1] if trusted else others.powers[0]
    if other not in others.powers:
        both = f"{with_article(one.name)} and {with_article(other.name)}"
        allowed = ", ".join(power.id for power in others.powers)
        raise InputError(f"{both} are on one side", place=f"--variable {name}", allowed=allowed)
    meaning = f"trust of {with_article(one.name)} in {with_article(other.name)}"
    array = ("member_trust", "outside_trust")[number]
    pair = (one, other) if number == 0 else (other, one)
    return RecordedVariable(name, meaning, "0..1", (array, _number_of_pair(world.sides, pair)))


def _number_of_pair(sides: tuple[Side, Side], pair: tuple[PowerFacts, PowerFacts]) -> int:
    first, second = sides
    return first.powers.index(pair[0]) * len(second.powers) + second.powers.index(pair[1])


def find_month(scenarios: Iterable[Scenario], text: str, months: int | None = None) -> None:
    """Check that a month lies within the horizon of all scenarios.

    Parameters
    ----------
    scenarios : any number
    text : such as `2015-01`
    months : length of the horizon if other than the scenarios' own

    Raises
    ------
    InputError
        If it is no month, or lies outside a horizon.
    """
    for scenario in scenarios:
        first = month_number(scenario.start)
        last = first + (months or scenario.months) - 1
        allowed = f"{scenario.start} to {month_text(last)}"
        try:
            number = month_number(text)
        except ValueError as error:
            raise InputError(str(error), place="--at", allowed=allowed) from None
        if not first <= number <= last:
            raise InputError(f"{text} lies outside the horizon of {scenario.slug}", place="--at", allowed=allowed)


def pair_values(block: Block, variable: RecordedVariable) -> NDArray[Any] | None:
    """Return the trust of one power in another, array (run, month); None if the paths of powers were not kept.

    Parameters
    ----------
    block : any runs
    variable : of a pair
    """
    assert variable.pair is not None
    array, number = variable.pair
    paths = getattr(block, array)
    return paths[:, :, number].astype(np.float32) if paths.shape[1] == block.index.shape[1] else None


def monthly_values(block: Block, labels: Labels, name: str) -> NDArray[Any]:
    """Return a variable by its name, array (run, month).

    Parameters
    ----------
    block : any runs
    labels : names along its axes
    name : one of `nrc_sim.scenario.variables.askable_variables`

    Notes
    -----
    All variables but the index have the seven digits that the stored ensemble has of them, so that results say the same
    before and after they are stored.
    """
    if name == "index":
        return block.index
    if name in block.series:
        return block.series[name].astype(np.float32)
    kind, _, item = name.partition(".")
    meant = {"frozen": labels.frozen, "partnership": labels.partnerships, "regime": (item,)}.get(kind)
    if meant is not None:
        return mark_regimes(block.regime, labels.regimes, meant)
    if kind in labels.settlements and item in labels.negotiations:
        state = labels.settlements.index(kind)
        return np.asarray(block.settlement[:, :, labels.negotiations.index(item)] == state)
    if kind == RIFT:
        # Where nothing acts among powers of one side, nothing is kept: no power drifts from its allies.
        kept = np.zeros(block.index.shape) if block.rift is None else block.rift[:, :, labels.rifts.index(item)]
        return kept.astype(np.float32)
    values, items = {"tension": (block.tension, labels.issues), "stock": (block.stock, labels.areas)}[kind]
    return values[:, :, items.index(item)].astype(np.float32)
