"""Shocks and acts of a scenario file as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from nrc_sim.engine.world.membership import EVERYONE_STAYS, States
from nrc_sim.engine.world.policies import levels_by_number, planned_level
from nrc_sim.engine.world.types import ActWithin, Moves, ShockEntry, SizeDraw, Timing
from nrc_sim.rules.alliance import AllianceParameters, share_of_act
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.rules.shocks import FIXED, SIZES, Spell
from nrc_sim.scenario.addressed import addressed_acts, ends_within, side_within
from nrc_sim.scenario.conditions import parse_condition
from nrc_sim.scenario.scenario_schema import Shock
from nrc_sim.scenario.schema import Act, Effects, Kind, Size, month_number
from nrc_sim.scenario.sides import Side
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
    states : of membership
    """

    def __init__(self, world: WorldFile, start: int, months: int, alliance: AllianceParameters, states: States) -> None:
        self.world, self.start, self.months, self.alliance, self.states = world, start, months, alliance, states
        self.sides = world.sides
        self.issues = tuple(issue.id for issue in world.issues)
        self.areas = tuple(area.id for area in world.areas)
        self.talks = tuple(talks.id for talks in world.negotiations)
        self.states_of_talks = tuple(state.id for state in world.negotiation_states)
        self.regimes = tuple(regime.id for regime in world.regimes)
        self.variables = variable_names(world)

    def shock(self, shock: Shock) -> ShockEntry:
        """Compile one shock."""
        kind = self.world.kinds[shock.kind] if shock.kind else Kind(label="Event")
        month = month_number(shock.first_month) if shock.first_month else self.start
        moves = self._shock_moves(shock, kind, month)
        return ShockEntry(shock.id, shock.label or kind.label, self._timing(shock, kind), _size(shock.size), moves)

    def result(self, acts: Iterable[Act]) -> Moves:
        """Compile the acts with which a state of a negotiation begins."""
        listed, month = tuple(acts), self.start + self.months
        by_state, pressures = self._acts(listed, month)
        stocks = (0.0,) * len(self.areas)
        moves = Moves(*by_state[-1], *pressures, stocks, 0.0, 0.0, 0.0, 0.0, -1, -1, ())
        return moves._replace(acts_by_state=by_state[:-1], **self._rifts(listed, month))

    def _shock_moves(self, shock: Shock, kind: Kind, month: int) -> Moves:
        acts = shock.acts or addressed_acts(kind.acts, shock, self.sides)
        by_state, pressures = self._acts(acts, month)
        opened, effects = {shock.opens: self.world.state_of_talks} if shock.opens else {}, _effects(shock, kind)
        return Moves(
            member_acts=by_state[-1][0],
            outside_acts=by_state[-1][1],
            member_pressure=pressures[0],
            outside_pressure=pressures[1],
            stocks=self._stocks({**kind.areas, **shock.areas}),
            activity_outside=effects.activity_outside,
            activity_alliance=effects.activity_alliance,
            rally=effects.rally,
            consultation=max(effects.consultation, float(shock.consults)),
            institution=self.regimes.index(shock.institution) if shock.institution else -1,
            linked=self.issues.index(kind.linked_to) if kind.linked_to else -1,
            commands=tuple(
                (self.talks.index(talks), self.states_of_talks.index(state))
                for talks, state in {**opened, **shock.settles}.items()
            ),
            policies=tuple(
                (number, planned_level(level, month)) for number, level in levels_by_number(shock.sets, self.areas)
            ),
            kept=EVERYONE_STAYS & ~self.states.bits(shock.leaves),
            joined=self.states.bits(shock.joins),
            acts_by_state=by_state[:-1],
            **self._rifts(acts, month),
        )

    def _stocks(self, areas: Mapping[str, float]) -> tuple[float, ...]:
        return tuple(float(areas.get(area, 0.0)) for area in self.areas)

    def _acts(
        self, acts: Sequence[Act], month: int
    ) -> tuple[tuple[tuple[tuple[float, ...], tuple[float, ...]], ...], tuple[tuple[float, ...], tuple[float, ...]]]:
        """Add up acts: conduct per pair by both sides, in each state of membership and last by the calendar; pressures.

        Without powers that can join or leave there is the last alone.
        """
        across = [act for act in acts if side_within(act, self.sides) is None]
        pressure = [[0.0] * len(self.issues), [0.0] * len(self.issues)]
        for act in across:
            if act.issue:
                pressure[self._side_of(act)][self.issues.index(act.issue)] -= self._weight(act)
        belonging = self._belonging(month)
        return tuple(self._conduct(across, here) for here in belonging), (tuple(pressure[0]), tuple(pressure[1]))

    def _belonging(self, month: int) -> list[tuple[tuple[bool, ...], ...]]:
        """List who belongs to either side, in each state of membership and last by the calendar."""
        states = range(len(self.states)) if self.states.powers else ()
        return [
            *(self.states.who_belongs(month, state) for state in states),
            tuple(side.who_belongs(month) for side in self.sides),
        ]

    def _rifts(self, acts: Sequence[Act], month: int) -> dict[str, Any]:
        """Return the fields of `Moves` that tell of acts within a side; none where there are none."""
        within = [act for act in acts if side_within(act, self.sides) is not None]
        if not within:
            return {}
        listed = [self._within(within, here) for here in self._belonging(month)]
        sums = [self._apart(found) for found in listed]
        return {"rifts": sums[-1], "rifts_by_state": tuple(sums[:-1]), "within": listed[-1]}

    def _within(self, acts: Sequence[Act], here: Sequence[Sequence[bool]]) -> tuple[ActWithin, ...]:
        """List acts within a side that concern somebody, while some powers belong."""
        found = []
        for act in acts:
            side = side_within(act, self.sides)
            assert side is not None
            number = self.sides.index(side)
            ends = ends_within(act, side, here[number])
            found += [ActWithin(number, *ends, self._weight(act))] if all(ends) else []
        return tuple(found)

    def _apart(self, acts: Sequence[ActWithin]) -> tuple[float, ...]:
        """Add up acts within a side by power with allies: each stands between all whom it concerns, on either end."""
        sums = [[0.0] * len(side.powers) if len(side.powers) > 1 else [] for side in self.sides]
        for act in acts:
            for powers in (act.acting, act.hit):
                for power, share in self._shares(self.sides[act.side], powers):
                    sums[act.side][power] += act.weight * share
        return (*sums[0], *sums[1])

    def _weight(self, act: Act) -> float:
        return self.world.categories[act.category].weight / 10.0

    def _side_of(self, act: Act) -> int:
        """Return the number of the side that acts."""
        return int(not self.sides[0].holds(act.actors))

    def _conduct(
        self, acts: Sequence[Act], here: Sequence[Sequence[bool]]
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Add up conduct per pair, first by the first side and then by the second, while some powers belong."""
        seconds = len(self.sides[1].powers)
        conduct = [[0.0] * (len(self.sides[0].powers) * seconds) for _ in self.sides]
        for act in acts:
            weight, by = self._weight(act), self._side_of(act)
            names = (act.targets, act.actors) if by else (act.actors, act.targets)
            concerned = [self._concerned(*pair) for pair in zip(self.sides, names, here, strict=True)]
            for one, share in concerned[0]:
                for other, other_share in concerned[1]:
                    conduct[by][one * seconds + other] += weight * share * other_share
        return tuple(conduct[0]), tuple(conduct[1])

    def _concerned(self, side: Side, names: Iterable[str], here: Sequence[bool]) -> list[tuple[int, float]]:
        """Number the powers meant by those who belong, each with how much of an act counts for it."""
        return self._shares(side, sorted({number for name in names for number in side.meant(name, here)}))

    def _shares(self, side: Side, powers: Sequence[int]) -> list[tuple[int, float]]:
        """Say how much of an act by or toward some powers of a side counts for each."""
        share = share_of_act(max(1, len(powers)), self.alliance)  # none where no ally has joined yet
        lead = side.number_of_lead
        return [(number, 1.0 if number == lead else share) for number in powers]

    def _timing(self, shock: Shock, kind: Kind) -> Timing:
        month = self._month(shock.at) if shock.at else -1
        window = (self._month(shock.window[0]), self._month(shock.window[1])) if shock.window else (-1, -1)
        documented = kind.rate.value if kind.rate is not None else 0.0
        hazard = documented if shock.hazard == "documented" else float(shock.hazard or 0.0)
        scaling = tuple((self.variables.index(i.variable), i.slope, i.reference) for i in kind.scaled_by)
        conditions, patience = self._conditions(shock.when) if shock.when else ((), 0)
        follows = shock.after.shock if shock.after else ""
        return Timing(month, window, hazard, scaling, conditions, patience, _spell(shock), follows)

    def _month(self, text: str) -> int:
        return month_number(text) - self.start

    def _conditions(self, text: str) -> tuple[tuple[tuple[int, int, float], ...], int]:
        condition = parse_condition(text)
        terms = ((self.variables.index(term.variable), term.comparison, term.bound) for term in condition.terms)
        return tuple(terms), condition.months


def _spell(shock: Shock) -> Spell:
    """Say how a shock goes on once it is set off; a condition sets it off once unless more is said."""
    times = shock.times or (1 if shock.when else 0)
    return Spell(shock.after.by if shock.after else shock.delay, shock.lasts, shock.cooldown, times)


def _effects(shock: Shock, kind: Kind) -> Effects:
    """Return the effects of a shock: those of its kind, and its own instead where it has any."""
    own = shock.effects.model_dump(exclude_none=True)
    return kind.effects.model_copy(update=own)


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
