"""Shocks and acts of a scenario file as numbers."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence

from nrc_sim.errors import InputError
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.rules.negotiation import SETTLEMENTS
from nrc_sim.rules.shocks import COMPARISONS, FIXED, SIZES
from nrc_sim.scenario.schema import Act, Effects, Kind, Shock, Size, month_number
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.world.types import VARIABLES, Moves, ShockEntry, SizeDraw, Timing

_CONDITION = re.compile(r"\s*([a-z_][a-z0-9_.]*)\s*(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)\s*\Z")
_PATIENCE = re.compile(r"(.*?)\s+for\s+(\d+)\s+months?\s*\Z")


def variable_names(world: WorldFile) -> tuple[str, ...]:
    """List the state variables that hazards and conditions may name, in the order of their numbers."""
    tensions = tuple(f"tension.{issue.id}" for issue in world.issues)
    stocks = tuple(f"stock.{area.id}" for area in world.areas)
    states = tuple(f"{state}.{talks.id}" for talks in world.negotiations for state in SETTLEMENTS)
    return VARIABLES + tensions + stocks + states


def number_of(name: str, names: Sequence[str], what: str, place: str) -> int:
    """Find the number of a name, or say which names there are."""
    if name in names:
        return names.index(name)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else ""
    raise InputError(f"there is no {what} {name!r}", place=place, allowed=", ".join(names), suggestion=hint)


class ShockCompiler:
    """Turns shocks and results of negotiations into numbers.

    Parameters
    ----------
    world : WorldFile
    start : number of the horizon's first month
    months : length of the horizon
    """

    def __init__(self, world: WorldFile, start: int, months: int) -> None:
        self.world, self.start, self.months = world, start, months
        self.members = tuple(member.id for member in world.members)
        self.issues = tuple(issue.id for issue in world.issues)
        self.areas = tuple(area.id for area in world.areas)
        self.talks = tuple(talks.id for talks in world.negotiations)
        self.regimes = tuple(regime.id for regime in world.regimes)
        self.variables = variable_names(world)

    def shock(self, shock: Shock) -> ShockEntry:
        """Compile one shock."""
        kind = self._kind(shock)
        month = month_number(shock.at) if shock.at else self.start
        return ShockEntry(
            id=shock.id,
            label=shock.label or kind.label,
            timing=self._timing(shock, kind),
            size=_size(shock.size),
            moves=self._shock_moves(shock, kind, month),
        )

    def result(self, acts: Iterable[Act], place: str) -> Moves:
        """Compile the acts with which a state of a negotiation begins."""
        member, outside, pressure = self._acts(acts, self.start + self.months, place)
        return Moves(member, outside, pressure, (0.0,) * len(self.areas), 0.0, 0.0, 0.0, 0.0, -1, -1, ())

    def _kind(self, shock: Shock) -> Kind:
        if shock.kind is None:
            return Kind(label="Event")
        number_of(shock.kind, tuple(self.world.kinds), "kind of shock", f"shock {shock.id}")
        return self.world.kinds[shock.kind]

    def _shock_moves(self, shock: Shock, kind: Kind, month: int) -> Moves:
        place = f"shock {shock.id}"
        acts = shock.acts or tuple(_readdressed(act, shock) for act in kind.acts)
        member, outside, pressure = self._acts(acts, month, place)
        commands = [(shock.opens, "talks")] if shock.opens else []
        effects: Effects = kind.effects
        return Moves(
            member_acts=member,
            outside_acts=outside,
            pressure=pressure,
            stocks=self._stocks({**kind.areas, **shock.areas}, place),
            activity_outside=effects.activity_outside,
            activity_alliance=effects.activity_alliance,
            rally=effects.rally,
            consultation=max(effects.consultation, 1.0 if shock.consults else 0.0),
            institution=number_of(shock.institution, self.regimes, "regime", place) if shock.institution else -1,
            linked=number_of(kind.linked_to, self.issues, "issue", place) if kind.linked_to else -1,
            commands=tuple(
                (number_of(talks, self.talks, "negotiation", place), number_of(state, SETTLEMENTS, "state", place))
                for talks, state in [*commands, *shock.settles.items()]
            ),
        )

    def _stocks(self, areas: Mapping[str, float], place: str) -> tuple[float, ...]:
        for area in areas:
            number_of(area, self.areas, "area of cooperation", place)
        return tuple(float(areas.get(area, 0.0)) for area in self.areas)

    def _acts(self, acts: Iterable[Act], month: int, place: str) -> tuple[tuple[float, ...], ...]:
        member, outside = [0.0] * len(self.members), [0.0] * len(self.members)
        pressure = [0.0] * len(self.issues)
        for act in acts:
            number_of(act.category, tuple(self.world.categories), "category of acts", place)
            weight = self.world.categories[act.category].weight / 10.0
            from_outside = self._is_outside(act.actors)
            if from_outside == self._is_outside(act.targets):
                raise InputError("an act runs between the outside power and members", place=place)
            for number in self._group(act.targets if from_outside else act.actors, month, place):
                (outside if from_outside else member)[number] += weight
            if act.issue:
                pressure[number_of(act.issue, self.issues, "issue", place)] -= weight
        return tuple(member), tuple(outside), tuple(pressure)

    def _is_outside(self, names: Sequence[str]) -> bool:
        return tuple(names) in (("outside",), (self.world.outside.id,))

    def _group(self, names: Sequence[str], month: int, place: str) -> list[int]:
        """Number the members meant; the Alliance and the allies are those who have joined by that month."""
        joined = [number for number, entry in enumerate(self.world.members) if month_number(entry.joined) <= month]
        groups = {"alliance": joined, "lead": [0], "allies": [number for number in joined if number != 0]}
        numbers: set[int] = set()
        for name in names:
            if name in groups:
                numbers.update(groups[name])
            else:
                numbers.add(number_of(name, (*self.members, *groups), "actor", place) % len(self.members))
        return sorted(numbers)

    def _timing(self, shock: Shock, kind: Kind) -> Timing:
        place = f"shock {shock.id}"
        month = self._month(shock.at, place) if shock.at else -1
        window = tuple(self._month(text, place) for text in shock.window) if shock.window else (-1, -1)
        hazard = self._hazard(shock, kind) if shock.hazard is not None else 0.0
        scaling = tuple(
            (number_of(influence.variable, self.variables, "variable", place), influence.slope, influence.reference)
            for influence in kind.scaled_by
        )
        conditions, patience = self._conditions(shock.when, place) if shock.when else ((), 0)
        return Timing(month, (window[0], window[1]), hazard, scaling, conditions, patience)

    def _hazard(self, shock: Shock, kind: Kind) -> float:
        if shock.hazard != "documented":
            return float(shock.hazard or 0.0)
        if kind.rate is None:
            raise InputError(
                f"its kind {shock.kind!r} documents no rate",
                place=f"shock {shock.id}",
                suggestion="write the hazard as a number, a probability a month",
            )
        return kind.rate.value

    def _month(self, text: str, place: str) -> int:
        number = month_number(text) - self.start
        if not 0 <= number < self.months:
            raise InputError(
                f"{text} lies outside the horizon", place=place, allowed=f"{self.months} months from its start"
            )
        return number

    def _conditions(self, text: str, place: str) -> tuple[tuple[tuple[int, int, float], ...], int]:
        found = _PATIENCE.match(text)
        body, patience = (found[1], int(found[2])) if found else (text, 1)
        conditions = []
        for part in body.split(" and "):
            match = _CONDITION.match(part)
            if match is None:
                raise InputError(
                    f"condition {part!r}",
                    place=place,
                    allowed="variable < <= > >= number, joined by and, then `for N months`",
                )
            number = number_of(match[1], self.variables, "variable", place)
            conditions.append((number, COMPARISONS.index(match[2]), float(match[3])))
        return tuple(conditions), patience


def _readdressed(act: Act, shock: Shock) -> Act:
    """Let a shock name who acts and who is hit, on the side of the members."""
    changes: dict[str, tuple[str, ...]] = {}
    if shock.actors and act.actors != ("outside",):
        changes["actors"] = shock.actors
    if shock.targets and act.targets != ("outside",):
        changes["targets"] = shock.targets
    return act.model_copy(update=changes)


def _size(size: float | Size) -> SizeDraw:
    if not isinstance(size, Size):
        return SizeDraw(FIXED, float(size), float(size), float(size))
    if size.uniform is not None:
        return SizeDraw(SIZES.index("uniform"), size.uniform[0], size.uniform[0], size.uniform[1])
    if size.triangular is not None:
        return SizeDraw(SIZES.index("triangular"), *size.triangular)
    entries = (size.discrete or {}).items()
    total, running, cumulative = added_up(share for _, share in entries), 0.0, []
    for _, share in entries:
        running += share / total
        cumulative.append(running)
    return SizeDraw(
        SIZES.index("discrete"), 0.0, 0.0, 0.0, tuple(float(value) for value, _ in entries), tuple(cumulative)
    )
