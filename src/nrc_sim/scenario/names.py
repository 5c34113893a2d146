"""The names that a world has, and what is found where a file names something else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from nrc_sim.scenario.faults import did_you_mean, shortened
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.schema import Act, Horizon, month_number, month_text
from nrc_sim.scenario.variables import variable_names
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.text.wording import all_but_first

GROUPS = ("outside", "alliance", "allies", "lead")
"""Names that stand for several actors: the members at the time, those but the lead, the lead."""


def actor_names(world: WorldFile) -> dict[str, str]:
    """Return the display name of every actor and group that acts may name.

    Parameters
    ----------
    world : WorldFile
    """
    names = {member.id: member.name for member in world.members}
    names |= dict.fromkeys(("outside", world.outside.id), world.outside.name)
    groups = {"alliance": world.alliance_name, "allies": all_but_first(world.alliance_name)}
    return names | groups | {"lead": world.members[0].name}


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
        meant = (ids or {}).get(name.casefold(), "")
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


class Names:
    """The names that a world has, by what they stand for, and the ids of actors by their codes and names."""

    def __init__(self, world: WorldFile) -> None:
        self.world = world
        members = tuple(member.id for member in world.members)
        groups = GROUPS if len(members) > 1 else tuple(name for name in GROUPS if name != "allies")
        self.outside = ("outside", world.outside.id)
        self.lists: dict[str, tuple[str, ...]] = {
            "actor": (*groups, world.outside.id, *members),
            "member": (*groups[1:], *members),
            "issue": tuple(issue.id for issue in world.issues),
            "area of cooperation": tuple(area.id for area in world.areas),
            "regime": tuple(regime.id for regime in world.regimes),
            "negotiation": tuple(talks.id for talks in world.negotiations),
            "category of acts": tuple(world.categories),
            "kind of shock": tuple(world.kinds),
            "variable": variable_names(world),
        }
        called = [(world.outside.id, world.outside.code, world.outside.name)]
        called += [(member.id, member.code, member.name) for member in world.members]
        self.ids = {word.casefold(): actor for actor, *words in called for word in words if word}

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
        """Find what is wrong with acts: each runs between the outside power and members."""
        for position, act in enumerate(acts):
            here = (*path, position)
            yield from self.each("actor", act.actors, (*here, "from"))
            yield from self.each("actor", act.targets, (*here, "to"))
            yield from self.known("category of acts", act.category, (*here, "category"))
            yield from self.optional("issue", act.issue, (*here, "issue"))
            sides = [self.is_outside(act.actors), self.is_outside(act.targets)]
            mixed = [name for name in (*act.actors, *act.targets) if name in self.outside]
            if sum(sides) != 1 or len(mixed) != 1:
                what = f"an act runs between {self.world.outside.name} and {self.world.alliance_name}"
                allowed = f"`outside` or {self.world.outside.id!r} alone on one side, members on the other"
                yield Finding(here, what, allowed, needs=((*here, "from"), (*here, "to")))

    def weight(self, act: Act) -> float:
        """Return the weight of an act, 0 where its category does not exist."""
        category = self.world.categories.get(act.category)
        return category.weight if category is not None else 0.0

    def is_outside(self, names: Sequence[str]) -> bool:
        """Return whether the outside power is meant."""
        return len(names) == 1 and names[0] in self.outside
