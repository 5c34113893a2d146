"""From a validated scenario to the frozen world."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple, get_type_hints

from nrc_sim.engine.blocks import Labels
from nrc_sim.engine.world.beginning import values_of_beginning
from nrc_sim.engine.world.compile import ShockCompiler
from nrc_sim.engine.world.given import barred_events, last_told, told_calendar, told_states
from nrc_sim.engine.world.membership import States, membership_of
from nrc_sim.engine.world.named_states import regimes_of, states_of_negotiations, ways_of_negotiations, ways_of_regimes
from nrc_sim.engine.world.pairs import PairedPowers, TraitRules, pair_powers, shares
from nrc_sim.engine.world.policies import monthly_policies
from nrc_sim.engine.world.recent import Recent
from nrc_sim.engine.world.rifts import acts_within_sides, allied_powers, with_rifts
from nrc_sim.engine.world.types import (
    CalendarMonth,
    IssueTraits,
    NegotiationTraits,
    World,
)
from nrc_sim.errors import InputError
from nrc_sim.rules.cooperation import AreaTraits
from nrc_sim.rules.parameters import OF_THE_INDEX, OPTIONAL_GROUPS, Parameters
from nrc_sim.scenario import Scenario, month_number
from nrc_sim.scenario.schema import Step
from nrc_sim.scenario.sides import told_apart
from nrc_sim.scenario.state_schema import NegotiationEntry
from nrc_sim.scenario.world_schema import Renewal, WorldFile

_NO_INSTITUTION = "none"
"""What results call the only regime of a world without an institution."""

_LN_2 = 0.6931471805599453


def build_world(scenario: Scenario, months: int | None = None) -> World:
    """Turn a scenario into frozen numbers.

    Parameters
    ----------
    scenario : Scenario
    months : length of the horizon if other than the scenario's own; dated shocks beyond it do not occur

    Raises
    ------
    InputError
        If the groups of parameters of the world are not those of the rules.
    """
    file, source = scenario.world, scenario.file
    start, length = month_number(scenario.start), months or scenario.months
    parameters = build_parameters(file, source.parameters)
    states = States(source.shocks, file.sides)
    compiler = ShockCompiler(file, start, scenario.months, parameters.alliance, states)
    horizon = range(start, start + length)
    frame = _frame_of(file, horizon, parameters)
    world = World(
        **frame.powers._asdict(),
        labels=frame.labels,
        start=start,
        months=length,
        parameters=parameters,
        issues=_issues(scenario),
        areas=_areas(scenario),
        regimes=regimes_of(file),
        regime_ways=ways_of_regimes(file),
        states=states_of_negotiations(file),
        ways=ways_of_negotiations(file),
        negotiations=tuple(
            _negotiation(talks, compiler, _held_until(talks.id, scenario)) for talks in file.negotiations
        ),
        calendar=told_calendar(
            frame.held_calendar if source.holds.leaderships else frame.calendar, source, file, horizon
        ),
        shocks=tuple(compiler.shock(shock) for shock in source.shocks),
        policies=monthly_policies(source.policies, compiler.areas, horizon),
        outcome_classes=tuple(file.outcomes.classes),
        outcome_bounds=tuple(file.outcomes.bounds),
        final_months=file.outcomes.months,
        beginning=values_of_beginning(source.initial, file),
        initial_conduct=file.initial.conduct.value,
        initial_rally=file.initial.rally.value,
        initial_activity=file.initial.activity.value,
        initial_state=[it.initial for it in file.negotiation_states].index(True),
        initial_regime=_code_of_regime(file, file.initial.regime),
        home_regime=_code_of_regime(file, file.initial.home),
        has_memory=_has_memory(file, source.parameters),
        barred=barred_events(source, horizon),
        told=told_states(source, file, horizon),
        membership=membership_of(states, horizon, TraitRules.of(file, parameters.traits), parameters.alliance),
        allied=allied_powers(file),
    )
    return with_rifts(world) if acts_within_sides(world) else world


class _Frame(NamedTuple):
    """What all scenarios of a world, a horizon and the same parameters of powers have in common."""

    world: WorldFile
    labels: Labels
    powers: PairedPowers
    calendar: tuple[CalendarMonth, ...]
    held_calendar: tuple[CalendarMonth, ...]


_frames: Recent[_Frame] = Recent(16)


def _frame_of(file: WorldFile, horizon: range, parameters: Parameters) -> _Frame:
    """Return what a world gives to all scenarios, made before or now."""
    traits, alliance = parameters.traits, parameters.alliance

    def make() -> _Frame:
        powers = pair_powers(file.sides, TraitRules.of(file, traits), alliance, horizon)
        calendars = (_calendar(file, horizon, leaderships_held=held) for held in (False, True))
        return _Frame(file, build_labels(file), powers, *calendars)

    # No two worlds have one place in memory, as long as the frame that stands there holds its own.
    return _frames.get((id(file), horizon, traits, alliance), make)


def _code_of_regime(file: WorldFile, name: str | None) -> int:
    return [regime.id for regime in file.regimes].index(name) if name is not None else 0


def build_labels(file: WorldFile) -> Labels:
    """Collect the names along the axes of results.

    Parameters
    ----------
    file : of the world
    """
    first, second = file.sides
    return Labels(
        outside=second.name,
        members=told_apart(first, second, "id", "_"),
        member_names=told_apart(first, second, "name", " and "),
        issues=tuple(entry.id for entry in file.issues),
        areas=tuple(entry.id for entry in file.areas),
        negotiations=tuple(entry.id for entry in file.negotiations),
        regimes=tuple(entry.id for entry in file.regimes) or (_NO_INSTITUTION,),
        settlements=tuple(entry.id for entry in file.negotiation_states),
        frozen=tuple(it.id for it, role in zip(file.regimes, file.roles_of_regimes, strict=True) if role.frozen),
        partnerships=tuple(
            it.id for it, role in zip(file.regimes, file.roles_of_regimes, strict=True) if role.partnership
        ),
        ends=tuple(entry.id for entry in file.negotiation_states if entry.settled),
        alliance=first.name,
        powers=(tuple(power.name for power in first.powers), tuple(power.name for power in second.powers)),
    )


def build_parameters(file: WorldFile, overrides: Mapping[str, Mapping[str, float]]) -> Parameters:
    """Fill the parameter groups from the world file and what replaces its values.

    Raises
    ------
    InputError
        If a group or parameter is missing or unknown.
    """
    kinds = _kinds_of_parameters()
    needed = {group for group in kinds if group != OF_THE_INDEX and group not in OPTIONAL_GROUPS}
    given = set(file.parameters) | set(overrides)
    _require(needed, given - OPTIONAL_GROUPS, "parameters")
    groups: dict[str, Any] = {}
    for group, kind in kinds.items():
        if group == OF_THE_INDEX:
            index = file.index
            groups[group] = kind(index.weight_of_trust, index.weight_of_conduct, index.slope, index.offset)
            continue
        values = dict(kind._field_defaults)
        values.update({name: quantity.value for name, quantity in file.parameters.get(group, {}).items()})
        values.update(overrides.get(group, {}))
        _require(set(kind._fields), set(values), f"parameters.{group}")
        groups[group] = kind(**{name: float(value) for name, value in values.items()})
    return Parameters(**groups)


def _has_memory(file: WorldFile, overrides: Mapping[str, Mapping[str, float]]) -> bool:
    """Return whether any of the parameters is given that have a default."""
    kinds = _kinds_of_parameters()
    return any(
        name in kinds[group]._field_defaults
        for groups in (file.parameters, overrides)
        for group, named in groups.items()
        for name in named
    )


@cache
def _kinds_of_parameters() -> dict[str, Any]:
    """Look up the types of the groups; an ensemble asks for them once for each of its parameter sets."""
    return get_type_hints(Parameters)


def _require(wanted: set[str], found: set[str], place: str) -> None:
    if wanted != found:
        missing, extra = sorted(wanted - found), sorted(found - wanted)
        raise InputError(f"missing {missing or 'none'}, unknown {extra or 'none'}", place=place)


def _issues(scenario: Scenario) -> tuple[IssueTraits, ...]:
    as_written = set(IssueTraits._fields) - {"relaxation", "held"}
    return tuple(
        IssueTraits(
            relaxation=_LN_2 / (issue.half_life + _LN_2),
            held=scenario.file.holds.tensions.get(issue.id, -1.0),
            **{name: getattr(issue, name) for name in as_written},
        )
        for issue in scenario.world.issues
    )


def _areas(scenario: Scenario) -> tuple[AreaTraits, ...]:
    holds = scenario.file.holds
    all_held = -1.0 if holds.portfolio is None else holds.portfolio
    weights = shares(area.weight for area in scenario.world.areas)
    return tuple(
        AreaTraits(
            initial=area.initial,
            need=area.need,
            weight=weight,
            insulation=area.insulation,
            dependence=area.dependence,
            held=holds.stocks.get(area.id, all_held),
        )
        for area, weight in zip(scenario.world.areas, weights, strict=True)
    )


def _held_until(talks: str, scenario: Scenario) -> int:
    """Return the month before which a negotiation is held: for good, or until its last state that is dated or told."""
    start = month_number(scenario.start)
    if talks in scenario.file.holds.negotiations:
        return scenario.months
    firsts = (shock.first_month for shock in scenario.shocks if talks in shock.settles)
    dated = [month_number(first) - start for first in firsts if first]
    return max(*dated, last_told(talks, scenario.file) - start, 0)


def _negotiation(talks: NegotiationEntry, compiler: ShockCompiler, held_until: int) -> NegotiationTraits:
    states = [talks.states[state] for state in compiler.states_of_talks]
    return NegotiationTraits(
        issue=compiler.issues.index(talks.issue),
        deadline=month_number(talks.deadline) - compiler.start,
        duration=talks.duration,
        settling=talks.settling,
        held_until=held_until,
        prospects=tuple(state.prospect for state in states),
        tensions=tuple(-1.0 if state.tension is None else state.tension for state in states),
        results=tuple(compiler.result(state.acts) for state in states),
    )


def _calendar(file: WorldFile, months: Iterable[int], *, leaderships_held: bool) -> tuple[CalendarMonth, ...]:
    calendar = file.calendar
    lead, outside = calendar.lead_period, calendar.outside_period
    lead_renewals = () if leaderships_held else calendar.lead_renewals
    outside_renewals = () if leaderships_held else calendar.outside_renewals
    return tuple(
        CalendarMonth(
            lead_clock=_value_at(calendar.lead_clock, month, lead),
            outside_clock=_value_at(calendar.outside_clock, month, outside),
            commitment=_value_at(calendar.commitment, month),
            lead_renewal=_renewal_at(lead_renewals, month, lead),
            outside_renewal=_renewal_at(outside_renewals, month, outside),
        )
        for month in months
    )


def repeated_month(month: int, last: int, period: int | None) -> int:
    """Find the month whose entry serves for one beyond the last entry of a calendar.

    Parameters
    ----------
    month, last : numbers of months
    period : months after which the calendar repeats; None lets the last entry stay

    Returns
    -------
    the month itself up to the last entry, later the same month of the last period
    """
    if period is None or month <= last:
        return month
    return last - period + 1 + (month - last - 1) % period


def _value_at(steps: tuple[Step, ...], month: int, period: int | None = None) -> float:
    known = repeated_month(month, month_number(steps[-1].start), period)
    reached = [step.value for step in steps if month_number(step.start) <= known]
    return reached[-1] if reached else steps[0].value


def _renewal_at(renewals: tuple[Renewal, ...], month: int, period: int | None) -> float:
    known = repeated_month(month, max((month_number(renewal.at) for renewal in renewals), default=month), period)
    return next((renewal.probability for renewal in renewals if month_number(renewal.at) == known), 0.0)
