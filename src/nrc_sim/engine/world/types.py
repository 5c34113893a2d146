"""The frozen world: what never moves during a run, as plain numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from nrc_sim.engine.blocks import Labels
from nrc_sim.rules.cooperation import AreaTraits
from nrc_sim.rules.parameters import Parameters
from nrc_sim.rules.powers import PowerTraits, SideTraits
from nrc_sim.rules.shocks import Spell
from nrc_sim.rules.ways import Ways


class IssueTraits(NamedTuple):
    """What distinguishes an issue; `held` is the level at which its tension is held, or below 0."""

    initial: float
    floor: float
    relaxation: float
    outside_sensitivity: float
    member_sensitivity: float
    settles_partnership: bool
    held: float


class StateTraits(NamedTuple):
    """What a state of negotiations is: whether talks run, whether they have ended in it, and whether they failed."""

    talking: bool
    settled: bool
    failed: bool


class RegimeTraits(NamedTuple):
    """What a regime of the institution provides, and what it is to the rules, see `regime_roles` of a world."""

    dialogue: float
    cooperation: float
    hostility_cut: float
    frozen: bool = False
    partnership: bool = False


class ActWithin(NamedTuple):
    """An act among powers of one side: number of the side, numbers of those who act and who are hit there, weight."""

    side: int
    acting: tuple[int, ...]
    hit: tuple[int, ...]
    weight: float


class Moves(NamedTuple):
    """What a shock or the result of a negotiation does, for size 1.

    `member_acts` and `outside_acts` are acts of the first and of the second side per pair (Goldstein weight / 10),
    `member_pressure` and `outside_pressure` the pressure on each issue that goes with them, `stocks` what is added to
    each area, `commands` pairs of negotiation and state, `institution` a regime that is founded or -1, `linked` the
    issue that discounts friendly acts or -1, `policies` pairs of a policy, numbered as in `World.policies`, and the
    level to which it is set. `kept` and `joined` are what it does to the state of `Membership`, and `acts_by_state`
    the acts of both sides in each of its states, empty where nobody can join or leave. `rifts` are acts within a side
    by power with allies, see `World.allied`, empty where there are none, and `rifts_by_state` those in each state;
    `within` says of each of them the side, who acts, who is hit, and its weight.
    """

    member_acts: tuple[float, ...]
    outside_acts: tuple[float, ...]
    member_pressure: tuple[float, ...]
    outside_pressure: tuple[float, ...]
    stocks: tuple[float, ...]
    activity_outside: float
    activity_alliance: float
    rally: float
    consultation: float
    institution: int
    linked: int
    commands: tuple[tuple[int, int], ...]
    policies: tuple[tuple[int, float], ...] = ()
    kept: int = -1
    joined: int = 0
    acts_by_state: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...] = ()
    rifts: tuple[float, ...] = ()
    rifts_by_state: tuple[tuple[float, ...], ...] = ()
    within: tuple[ActWithin, ...] = ()

    def acts(self, state: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Return acts of the first and of the second side while those belong whom a state of membership says."""
        return self.acts_by_state[state] if self.acts_by_state else (self.member_acts, self.outside_acts)

    def rifts_while(self, state: int) -> tuple[float, ...]:
        """Return acts within a side by power with allies while those belong whom a state of membership says."""
        return self.rifts_by_state[state] if self.rifts_by_state else self.rifts


class Timing(NamedTuple):
    """When a shock occurs.

    `month` of a dated one, `window` of months, monthly `hazard` scaled by `(variable, slope, reference)`, or
    `conditions` `(variable, comparison, bound)` that have held for `patience` months. Months count from the start of
    the horizon; -1 where unused. A shock that `follows` another, by its id, is set off when that one begins.
    """

    month: int
    window: tuple[int, int]
    hazard: float
    scaling: tuple[tuple[int, float, float], ...]
    conditions: tuple[tuple[int, int, float], ...]
    patience: int
    spell: Spell = Spell()
    follows: str = ""


class SizeDraw(NamedTuple):
    """How the size is drawn: shape code with low, mode and high, or `values` with cumulative shares."""

    shape: int
    low: float
    mode: float
    high: float
    values: tuple[float, ...] = ()
    cumulative: tuple[float, ...] = ()


class ShockEntry(NamedTuple):
    """A shock of the scenario as numbers."""

    id: str
    label: str
    timing: Timing
    size: SizeDraw
    moves: Moves


class NegotiationTraits(NamedTuple):
    """A negotiation as numbers.

    Tuples run over the states; a tension of -1 leaves the issue to its drift. Before month `held_until` it moves only
    by command.
    """

    issue: int
    deadline: int
    duration: int
    settling: float
    held_until: int
    prospects: tuple[float, ...]
    tensions: tuple[float, ...]
    results: tuple[Moves, ...]


class CalendarMonth(NamedTuple):
    """What the calendar says of a month: electoral clocks, commitment abroad, probabilities of renewal; all 0..1.

    `lead_told` and `outside_told` are the dispositions of leaderships, log-odds, infinite where they are not told.
    """

    lead_clock: float
    outside_clock: float
    commitment: float
    lead_renewal: float
    outside_renewal: float
    lead_told: float = math.inf
    outside_told: float = math.inf


class Membership(NamedTuple):
    """Who can join or leave by shocks, and the weights that follow from it.

    A state is a number with one bit for each of `powers`, which are ids. Per month, `planned` holds which bits stay and
    which are set as the calendar says, and `rows`, for each state, the row of the weights that hold: `weights`,
    `without_lead` and `allies` have the form of those of `World`, with rows instead of months.
    """

    powers: tuple[str, ...]
    planned: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, ...], ...]
    weights: tuple[tuple[float, ...], ...]
    without_lead: tuple[tuple[float, ...], ...]
    allies: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]


class World(NamedTuple):
    """Everything fixed about one scenario, as plain numbers.

    Every power of the one side and every power of the other are a pair; pairs are numbered power by power of the first
    side. `pairs` holds the traits of both in each, `powers` the numbers of powers of the sides. Per month, `weights`
    holds the consensus weight of each pair, `without_lead` that of the pairs without the lead of the first side, and
    `allies`, for either side, that of its powers other than the lead; each sums to 1.
    `policies` holds the level, 0..1, to which each policy is set in each month, in the order of
    `nrc_sim.engine.world.policies`, and -1 where it stays as it was. `beginning` lists what the scenario sets in the
    state with which it starts: field, number of the pair, and value.
    `states` are those in which negotiations can be, with `ways` from each into others.
    `regimes` holds what the only regime provides where there is no institution, and `regime_ways` lead from each into
    others. `has_memory` says whether the world gives any of the parameters that have a default, which alone can move
    what is kept for years. `barred` marks (month, shock) which shocks do not come since all that came is told, and in
    the last column whether no dispute breaks out; `told` holds (month, column) codes of the regime and of the
    negotiations, or -1; both are empty where
    nothing is told. `membership` is there where a shock can change who belongs; without it `weights` say it all.
    `allied` holds the ids of the powers of each side that have allies there: all, or none of a power alone.
    """

    labels: Labels
    start: int
    months: int
    parameters: Parameters
    pairs: tuple[tuple[PowerTraits, PowerTraits], ...]
    powers: tuple[int, int]
    sides: tuple[SideTraits, SideTraits]
    weights: tuple[tuple[float, ...], ...]
    without_lead: tuple[tuple[float, ...], ...]
    allies: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    issues: tuple[IssueTraits, ...]
    areas: tuple[AreaTraits, ...]
    regimes: tuple[RegimeTraits, ...]
    regime_ways: Ways
    states: tuple[StateTraits, ...]
    ways: Ways
    negotiations: tuple[NegotiationTraits, ...]
    calendar: tuple[CalendarMonth, ...]
    shocks: tuple[ShockEntry, ...]
    policies: tuple[tuple[float, ...], ...]
    outcome_classes: tuple[str, ...]
    outcome_bounds: tuple[float, ...]
    final_months: int
    beginning: tuple[tuple[str, int, float], ...]
    initial_conduct: float
    initial_rally: float
    initial_activity: float
    initial_state: int
    initial_regime: int
    home_regime: int
    has_memory: bool
    barred: tuple[tuple[bool, ...], ...] = ()
    told: tuple[tuple[int, ...], ...] = ()
    membership: Membership | None = None
    allied: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())

    def place_among_allied(self, side: int, number: int) -> int:
        """Return the place of a power of a side among those that have allies, of both sides; -1 of a power alone."""
        return (side * len(self.allied[0]) + number) if self.allied[side] else -1

    @property
    def has_rifts(self) -> bool:
        """Whether anything acts, or has acted, among powers of one side."""
        return bool(self.labels.rifts)

    @property
    def has_institution(self) -> bool:
        """Whether regimes between the sides can come and go."""
        return self.labels.has_institution
