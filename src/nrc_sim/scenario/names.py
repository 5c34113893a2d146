"""The names that a world has, and what is found where a file names something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nrc_sim.scenario.addressed import addressed_acts, ends_within, side_within
from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.scenario.schema import Act, Horizon, month_number, month_text
from nrc_sim.scenario.sides import FIRST_SIDE, SECOND_SIDE, Side
from nrc_sim.scenario.variables import states_of_talks, variable_names
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import all_but_first, with_article

GROUPS = (SECOND_SIDE, FIRST_SIDE, "allies", "lead")
"""Words for sides and parts of them: the second side, the first, and of it those but the lead, and the lead."""


def actor_names(world: WorldFile) -> dict[str, str]:
    """Return what every actor and group that acts may name is called within a sentence.

    Parameters
    ----------
    world : WorldFile
    """
    names: dict[str, str] = {}
    for side in world.sides:
        names |= {power.id: with_article(power.name) for power in side.powers}
        names |= dict.fromkeys(side.words, with_article(side.name))
        names |= dict.fromkeys(side.allies_words, all_but_first(side.name))
        names |= dict.fromkeys(side.lead_words, with_article(side.lead_name))
    return names


class Finding(NamedTuple):
    """A fault and the path of the value that it concerns.

    Attributes
    ----------
    path : Path
    what, allowed, suggestion : str
    needs : other values that must be sound for it to be a fault
    key : whether the key is at fault rather than its value
    against : values that it contradicts; the fault is reported at the one that was written last
    """

    path: Path
    what: str
    allowed: str = ""
    suggestion: str = ""
    needs: tuple[Path, ...] = ()
    key: bool = False
    against: tuple[Path, ...] = ()


Written = Iterable[tuple[Path, str]]
"""Texts, each with the path under which it stands."""


def find_missing(
    what: str, name: str, names: Sequence[str], path: Path, ids: Mapping[str, str] | None = None, *, key: bool = False
) -> Iterator[Finding]:
    """Find a name that is none of those that exist.

    Parameters
    ----------
    what, name : what is named, and how
    names : those that exist
    path : of the name
    ids : names that are meant by other words, by the word in small letters
    key : whether the name is a key
    """
    if name not in names:
        meant = (ids or {}).get(name.casefold(), name.casefold())
        hint = f"did you mean {meant!r}?" if meant in names else did_you_mean(name, names)
        yield Finding(path, f"there is no {what} {shortened(name)!r}", ", ".join(names), hint, key=key)


def find_twice(what: str, texts: Written) -> Iterator[Finding]:
    """Find texts that stand a second time.

    Parameters
    ----------
    what : what the texts are, in a word
    texts : with their paths
    """
    seen: dict[str, Path] = {}
    for path, text in texts:
        if text in seen:
            told = f"the {what} {text!r} appears twice"
            yield Finding(path, told, f"another {what} for each", against=(seen[text],))
        seen.setdefault(text, path)


def find_outside_horizon(month: str, path: Path, horizon: Horizon) -> Iterator[Finding]:
    """Find a month that no scenario of a horizon comes to.

    Parameters
    ----------
    month : such as 2014-06
    path : of the month
    horizon : Horizon
    """
    start = month_number(horizon.start)
    if not 0 <= month_number(month) - start < horizon.months:
        what, ends = f"{month} lies outside the horizon", (("horizon", "start"), ("horizon", "months"))
        allowed = f"{horizon.start} to {month_text(start + horizon.months - 1)}"
        yield Finding(path, what, allowed, needs=(("horizon",),), against=ends)


def _in_the_order_of(first: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Put names in the order of a list, those that do not stand there behind."""
    return tuple(sorted(dict.fromkeys(names), key=lambda name: first.index(name) if name in first else len(first)))


class Names:
    """The names that a world has, by what they stand for, and the ids of actors and sides by their codes and names."""

    def __init__(self, world: WorldFile) -> None:
        self.world = world
        first, second = self.sides = world.sides
        groups = _in_the_order_of(GROUPS, (*first.groups, *second.groups))
        others = (*second.single, *first.single)
        self.lists: dict[str, tuple[str, ...]] = {
            "actor": (*groups, *others),
            "member": tuple(name for name in (*groups, *others) if len(second.powers) > 1 or name in first.actors),
            "power": others,
            "issue": tuple(issue.id for issue in world.issues),
            "area of cooperation": tuple(area.id for area in world.areas),
            "regime": tuple(regime.id for regime in world.regimes),
            "state of a negotiation": states_of_talks(world),
            "negotiation": tuple(talks.id for talks in world.negotiations),
            "category of acts": tuple(world.categories),
            "kind of shock": tuple(world.kinds),
            "variable": variable_names(world),
        }
        called = [(power.id, power.code, power.name) for side in (second, first) for power in side.powers]
        sides = {side.name.casefold().removeprefix("the "): side.words[-1] for side in self.sides if side.words}
        self.ids = sides | {word.casefold(): actor for actor, *words in called for word in words if word}

    def known(self, what: str, name: str, path: Path, *, key: bool = False) -> Iterator[Finding]:
        """Find a name that does not exist."""
        return find_missing(what, name, self.lists[what], path, self.ids, key=key)

    def optional(self, what: str, name: str | None, path: Path) -> Iterator[Finding]:
        """Find a name that is given and does not exist."""
        return self.known(what, name, path) if name is not None else iter(())

    def keys(self, what: str, names: Iterable[str], path: Path) -> Iterator[Finding]:
        """Find keys that do not exist."""
        for name in names:
            yield from self.known(what, name, (*path, name), key=True)

    def each(self, what: str, names: Sequence[str], path: Path) -> Iterator[Finding]:
        """Find names of a list that do not exist."""
        for position, name in enumerate(names):
            yield from self.known(what, name, (*path, position))

    def acts(self, acts: Sequence[Act], path: Path) -> Iterator[Finding]:
        """Find what is wrong with acts: each runs from one side to the other, or among powers of one side."""
        for position, act in enumerate(acts):
            here = (*path, position)
            yield from self.each("actor", act.actors, (*here, "from"))
            yield from self.each("actor", act.targets, (*here, "to"))
            yield from self.known("category of acts", act.category, (*here, "category"))
            yield from self.optional("issue", act.issue, (*here, "issue"))
            within = side_within(act, self.sides)
            if within is not None:
                yield from self._within(act, within, here)
            elif not self._crosses(act):
                where, (first, second) = ((*here, "from"), (*here, "to")), self.sides
                what = f"an act runs between {second.name} and {first.name}"
                yield Finding(here, what, self._crossing(), needs=where)

    def _within(self, act: Act, side: Side, path: Path) -> Iterator[Finding]:
        """Find what is wrong with an act among powers of one side."""
        where, name = ((*path, "from"), (*path, "to")), with_article(side.name)
        if not all(ends_within(act, side, [True] * len(side.powers))):
            what = f"an act within {name} concerns one power alone"
            allowed = f"two of {', '.join(side.actors)}" if len(side.powers) > 1 else self._crossing()
            yield Finding((*path, "to"), what, allowed, "name others, or powers of the other side", needs=where)
        elif act.issue is not None:
            what = f"an act within {name} has the issue {shortened(act.issue)!r}"
            yield Finding((*path, "issue"), what, "none: issues lie between the sides", "remove the key", needs=where)

    def addressed(self, acts: Sequence[Act], shock: Shock, path: Path) -> Iterator[Finding]:
        """Find that a shock leaves nobody on one end of an act of its kind within a side."""
        for act in addressed_acts(acts, shock, self.sides) if shock.actors or shock.targets else ():
            side = side_within(act, self.sides)
            if side is not None and not all(ends_within(act, side, [True] * len(side.powers))):
                key = "to" if shock.targets else "from"
                what = f"with these powers an act of the kind {shock.kind!r} concerns one power alone"
                needs = tuple((*path, name) for name in ("kind", "from", "to") if name != key)
                yield Finding((*path, key), what, "two powers at least", "name others", needs=needs)

    def _crosses(self, act: Act) -> bool:
        """Return whether powers of one side alone do something to powers of the other alone."""
        ends, both = (act.actors, act.targets), (*act.actors, *act.targets)
        sides = [{number for number, side in enumerate(self.sides) if side.holds(names)} for names in ends]
        # One power alone is named once: two names for it would be counted as two powers.
        twice = len(self.sides[1].powers) == 1 and sum(self.sides[1].holds((name,)) for name in both) > 1
        # Names that do not exist are a fault of their own, and may be meant for any power.
        unknown = [any(name not in self.lists["actor"] for name in names) for names in ends]
        known = [side for side, doubtful in zip(sides, unknown, strict=True) if not doubtful]
        return all(len(side) < 2 for side in sides) and not sides[0] & sides[1] and all(known) and not twice

    def _crossing(self) -> str:
        first, second = self.sides
        if len(second.powers) == 1:
            alone = " or ".join((f"`{SECOND_SIDE}`", *map(repr, second.single)))
            among = ", or members on both" if len(first.powers) > 1 else ""
            return f"{alone} alone on one side, members on the other{among}"
        sides = f"{', '.join(first.actors)} on one side, {', '.join(second.actors)} on the other"
        return f"{sides}, or powers of one of them on both"

    def weight(self, act: Act) -> float:
        """Return the weight of an act, 0 where its category does not exist."""
        category = self.world.categories.get(act.category)
        return category.weight if category is not None else 0.0
