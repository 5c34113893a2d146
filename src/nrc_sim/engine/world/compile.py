"""Shocks and acts of a scenario file as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nrc_sim.engine.world.types import Moves, ShockEntry, SizeDraw, Timing
from nrc_sim.rules.alliance import AllianceParameters, share_of_act
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.rules.negotiation import SETTLEMENTS
from nrc_sim.rules.shocks import FIXED, SIZES
from nrc_sim.scenario.conditions import parse_condition
from nrc_sim.scenario.schema import Act, Kind, Shock, Size, month_number
from nrc_sim.scenario.variables import variable_names
from nrc_sim.scenario.world_schema import WorldFile


class ShockCompiler:
    """Turns shocks and results of negotiations, whose names have been checked, into numbers.

    Parameters
    ----------
    world : WorldFile
    start : number of the horizon's first month
    months : length of the horizon
    alliance : parameters of the Alliance
    """

    def __init__(self, world: WorldFile, start: int, months: int, alliance: AllianceParameters) -> None:
        self.world, self.start, self.months, self.alliance = world, start, months, alliance
        self.members = tuple(member.id for member in world.members)
        self.accessions = tuple(month_number(member.joined) for member in world.members)
        self.issues = tuple(issue.id for issue in world.issues)
        self.areas = tuple(area.id for area in world.areas)
        self.talks = tuple(talks.id for talks in world.negotiations)
        self.regimes = tuple(regime.id for regime in world.regimes)
        self.variables = variable_names(world)

    def shock(self, shock: Shock) -> ShockEntry:
        """Compile one shock."""
        kind = self.world.kinds[shock.kind] if shock.kind else Kind(label="Event")
        month = month_number(shock.at) if shock.at else self.start
        moves = self._shock_moves(shock, kind, month)
        return ShockEntry(shock.id, shock.label or kind.label, self._timing(shock, kind), _size(shock.size), moves)

    def result(self, acts: Iterable[Act]) -> Moves:
        """Compile the acts with which a state of a negotiation begins."""
        member, member_pressure, outside, outside_pressure = self._acts(acts, self.start + self.months)
        stocks = (0.0,) * len(self.areas)
        return Moves(member, outside, member_pressure, outside_pressure, stocks, 0.0, 0.0, 0.0, 0.0, -1, -1, ())

    def _shock_moves(self, shock: Shock, kind: Kind, month: int) -> Moves:
        acts = shock.acts or tuple(_readdressed(act, shock) for act in kind.acts)
        member, member_pressure, outside, outside_pressure = self._acts(acts, month)
        opened = {shock.opens: "talks"} if shock.opens else {}
        return Moves(
            member_acts=member,
            outside_acts=outside,
            member_pressure=member_pressure,
            outside_pressure=outside_pressure,
            stocks=self._stocks({**kind.areas, **shock.areas}),
            activity_outside=kind.effects.activity_outside,
            activity_alliance=kind.effects.activity_alliance,
            rally=kind.effects.rally,
            consultation=max(kind.effects.consultation, float(shock.consults)),
            institution=self.regimes.index(shock.institution) if shock.institution else -1,
            linked=self.issues.index(kind.linked_to) if kind.linked_to else -1,
            commands=tuple(
                (self.talks.index(talks), SETTLEMENTS.index(state))
                for talks, state in {**opened, **shock.settles}.items()
            ),
        )

    def _stocks(self, areas: Mapping[str, float]) -> tuple[float, ...]:
        return tuple(float(areas.get(area, 0.0)) for area in self.areas)

    def _acts(self, acts: Iterable[Act], month: int) -> tuple[tuple[float, ...], ...]:
        """Add up acts: conduct per member and pressure per issue, first toward and then from the outside power."""
        conduct = [[0.0] * len(self.members), [0.0] * len(self.members)]
        pressure = [[0.0] * len(self.issues), [0.0] * len(self.issues)]
        for act in acts:
            weight = self.world.categories[act.category].weight / 10.0
            side = int(act.actors in (("outside",), (self.world.outside.id,)))
            concerned = self._group(act.targets if side else act.actors, month)
            share = share_of_act(len(concerned), self.alliance)
            for number in concerned:
                conduct[side][number] += weight * share if number else weight
            if act.issue:
                pressure[side][self.issues.index(act.issue)] -= weight
        return tuple(conduct[0]), tuple(pressure[0]), tuple(conduct[1]), tuple(pressure[1])

    def _group(self, names: Iterable[str], month: int) -> list[int]:
        """Number the members meant; the Alliance and the allies are those who have joined by that month."""
        joined = [number for number, accession in enumerate(self.accessions) if accession <= month]
        groups = {"alliance": joined, "lead": [0], "allies": [number for number in joined if number != 0]}
        return sorted({number for name in names for number in groups.get(name) or [self.members.index(name)]})

    def _timing(self, shock: Shock, kind: Kind) -> Timing:
        month = self._month(shock.at) if shock.at else -1
        window = (self._month(shock.window[0]), self._month(shock.window[1])) if shock.window else (-1, -1)
        documented = kind.rate.value if kind.rate is not None else 0.0
        hazard = documented if shock.hazard == "documented" else float(shock.hazard or 0.0)
        scaling = tuple((self.variables.index(i.variable), i.slope, i.reference) for i in kind.scaled_by)
        conditions, patience = self._conditions(shock.when) if shock.when else ((), 0)
        return Timing(month, window, hazard, scaling, conditions, patience)

    def _month(self, text: str) -> int:
        return month_number(text) - self.start

    def _conditions(self, text: str) -> tuple[tuple[tuple[int, int, float], ...], int]:
        condition = parse_condition(text)
        terms = ((self.variables.index(term.variable), term.comparison, term.bound) for term in condition.terms)
        return tuple(terms), condition.months


def _readdressed(act: Act, shock: Shock) -> Act:
    """Replace the members who act and those who are hit by those a shock names; replies go to those who acted."""
    if act.actors == ("outside",):
        return act.model_copy(update={"targets": shock.targets or shock.actors or act.targets})
    return act.model_copy(update={"actors": shock.actors or act.actors})


def _size(size: float | Size) -> SizeDraw:
    if not isinstance(size, Size):
        return SizeDraw(FIXED, float(size), float(size), float(size))
    if size.uniform is not None:
        return SizeDraw(SIZES.index("uniform"), size.uniform[0], size.uniform[0], size.uniform[1])
    if size.triangular is not None:
        return SizeDraw(SIZES.index("triangular"), *size.triangular)
    entries = size.discrete or ()
    total, running, cumulative = added_up(share for _, share in entries), 0.0, []
    for _, share in entries:
        running += share / total
        cumulative.append(running)
    return SizeDraw(SIZES.index("discrete"), 0.0, 0.0, 0.0, tuple(value for value, _ in entries), tuple(cumulative))
