"""Scenarios in plain words: what they assume, and what happens when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nrc_sim.scenario import Scenario
from nrc_sim.scenario.names import actor_names
from nrc_sim.scenario.scenario_schema import (
    Policies,
    PolicyChanges,
    Shock,
    first_months,
    level_in_words,
    start_in_words,
)
from nrc_sim.scenario.schema import Size
from nrc_sim.scenario.sides import PowerFacts, Side
from nrc_sim.scenario.variables import name_of_state
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.text.wording import EN_DASH, counted, join_words, percent, readable, two_digits, with_article

_MOST_NAMES = 4
"""Parties of an event that are named."""


class StoryEvent(NamedTuple):
    """A shock in words: when it comes, what it is, and what else is said of it."""

    when: str
    what: str
    details: str


def stories(results: Results) -> dict[str, Any]:
    """Describe all scenarios; what can come by chance in most of them stands apart.

    Parameters
    ----------
    results : Results
    """
    listed = [runs.scenario for runs in results]
    chances = [shock for scenario in listed for shock in scenario.shocks if shock.hazard]
    shared = [shock for shock in chances if sum(shock in other.shocks for other in listed) > len(listed) / 2]
    shared = [shock for place, shock in enumerate(shared) if shock not in shared[:place]] if len(listed) > 1 else []
    return {
        "shared": [describe_shock(shock, listed[0].world, listed[0].shocks) for shock in shared],
        "scenarios": [_story(runs, shared) for runs in results],
    }


def relationships_in_words(worlds: Sequence[WorldFile]) -> dict[str, Any]:
    """Say whose relationships the worlds describe, what happens in them, and where chance enters.

    Parameters
    ----------
    worlds : at least one
    """
    names = [" and ".join(with_article(side.name) for side in reversed(world.sides)) for world in worlds]
    institution = any(world.regimes for world in worlds)
    talks, areas = any(world.negotiations for world in worlds), any(world.areas for world in worlds)
    happens = {
        "learn to trust or distrust": True,
        "negotiate": talks,
        "cooperate": areas,
        "arm": True,
        "freeze or thaw their institution": institution,
    }
    chances = {
        "shocks": True,
        "negotiations": talks,
        "leaderships": any(world.calendar.lead_renewals or world.calendar.outside_renewals for world in worlds),
        "the reactions of the institution": institution,
    }
    return {
        "sides": list(dict.fromkeys(names)),
        "powers": list(dict.fromkeys(pair for world in worlds for pair in _powers_in_words(world))),
        "conduct": join_words([words for words, there in happens.items() if there]),
        "chance": join_words([words for words, there in chances.items() if there]),
    }


def _powers_in_words(world: WorldFile) -> list[tuple[str, str]]:
    """List each side with who belongs to it; nothing where either is one power, which says so itself."""
    if all(len(side.powers) == 1 for side in world.sides):
        return []
    return [(side.name, ", ".join(_power_in_words(power, side) for power in side.powers)) for side in world.sides]


def _power_in_words(power: PowerFacts, side: Side) -> str:
    told = ["lead"] if power.id == side.lead and len(side.powers) > 1 else []
    told += [f"left in {power.left}"] if power.left is not None else []
    return f"{power.name} ({', '.join(told)})" if told else power.name


def _story(runs: ScenarioRuns, shared: Sequence[Shock]) -> dict[str, Any]:
    scenario = runs.scenario
    own = [shock for shock in scenario.shocks if shock not in shared]
    # Dated ones first, by date; the rest as the file has it.
    dates = first_months(scenario.shocks) | {shock.id: shock.window[0] for shock in own if shock.window}
    own.sort(key=lambda shock: (shock.id not in dates, dates.get(shock.id, "")))
    return {
        "slug": runs.slug,
        "title": scenario.title,
        "description": " ".join(scenario.description.split()),
        "horizon": f"{runs.months[0]} to {runs.months[-1]}, {counted(runs.months.size, 'month')}",
        "assumptions": assumptions(scenario),
        "events": [describe_shock(shock, scenario.world, scenario.shocks) for shock in own],
        "without": [_label(shock, scenario.world) for shock in shared if shock not in scenario.shocks],
        "beside": any(shock in scenario.shocks for shock in shared),
    }


def assumptions(scenario: Scenario) -> list[str]:
    """Say what policies stand, what is held fixed and which parameters have values of their own.

    Parameters
    ----------
    scenario : Scenario
    """
    holds, world = scenario.file.holds, scenario.world
    areas = {area.id: area.name for area in world.areas}
    issues = {issue.id: issue.name for issue in world.issues}
    talks = {entry.id: entry.name for entry in world.negotiations}
    levers = _levers(scenario.file.policies, world)
    fixed = [f"{talks[name]} neither settles nor fails by chance" for name in holds.negotiations]
    fixed += [f"tension over {issues[name]} stays at {value:g}" for name, value in holds.tensions.items()]
    fixed += ["leaderships stay in office"] * holds.leaderships
    fixed += [] if holds.portfolio is None else [f"all practical cooperation stays at {holds.portfolio:g}"]
    fixed += [f"{areas[name]} stays at {value:g}" for name, value in holds.stocks.items()]
    set_ = [
        f"{group}.{name} = {value:g}"
        for group, named in scenario.file.parameters.items()
        for name, value in named.items()
    ]
    standing = [f"{name} {level_in_words(level, percent)}" for name, level in levers.items() if level]
    called = actor_names(world)
    begun = [
        f"{table} of {called.get(name, name)} {start_in_words(level, '{:g}'.format, called.__getitem__)}"
        for table, levels in scenario.file.initial
        for name, level in levels.items()
    ]
    parts = {"At the start": begun, "Policies, of full effort": standing, "Held fixed": fixed, "Parameters": set_}
    return [f"{name}: {'; '.join(words)}." for name, words in parts.items() if words]


def _levers(policies: Policies | PolicyChanges, world: WorldFile) -> dict[str, Any]:
    """Return the levels of policies that are given, by their names in words."""
    areas = {area.id: area.name for area in world.areas}
    levers: dict[str, Any] = {"dialogue": policies.dialogue, "practical cooperation": policies.cooperation}
    levers["transparency of forces"] = policies.transparency
    levers |= {f"framework for {areas[name]}": level for name, level in policies.frameworks.items()}
    levers |= {f"link of {areas[name]} to politics": level for name, level in policies.links.items()}
    return {name: level for name, level in levers.items() if level is not None}


def describe_shock(shock: Shock, world: WorldFile, others: Sequence[Shock] = ()) -> StoryEvent:
    """Put a shock into words.

    Parameters
    ----------
    shock : of a scenario
    world : with the names of what it refers to
    others : shocks of the scenario, among them the one that it follows
    """
    date = first_months(others or [shock]).get(shock.id)
    set_off = "" if shock.at else f"{_set_off(shock, world, others)}{_later(shock)}"
    details = [set_off] if date else []
    details += [*_going_on(shock), _size(shock.size), _parties(shock, world), *_consequences(shock, world)]
    return StoryEvent(date or set_off, _label(shock, world), "; ".join(filter(None, details)))


def _label(shock: Shock, world: WorldFile) -> str:
    return shock.label or (world.kinds[shock.kind].label if shock.kind else shock.id)


def _later(shock: Shock) -> str:
    return f", {_months(shock.delay)} later" if shock.delay else ""


def _set_off(shock: Shock, world: WorldFile, others: Sequence[Shock]) -> str:
    if shock.window is not None:
        return f"once between {shock.window[0]} and {shock.window[1]}"
    if shock.when is not None:
        return f"when {shock.when}"
    if shock.after is not None:
        first = next((other for other in others if other.id == shock.after.shock), None)
        label = (
            ""
            if first is None
            else f"\N{LEFT DOUBLE QUOTATION MARK}{_label(first, world)}\N{RIGHT DOUBLE QUOTATION MARK}"
        )
        return f"{_months(shock.after.by)} after {label or readable(shock.after.shock)}"
    if shock.hazard != "documented":
        return _monthly(float(shock.hazard or 0.0))
    rate = world.kinds[shock.kind].rate if shock.kind else None
    return _monthly(rate.value) if rate else "by chance, at the documented rate"


def _months(number: int) -> str:
    return counted(number, "month")


def _going_on(shock: Shock) -> list[str]:
    """Say how long a shock lasts and how often it comes."""
    words = [f"for {_months(shock.lasts)}"] if shock.lasts > 1 else []
    words += [f"at most {counted(shock.times, 'time')}"] if shock.times else []
    return words + ([f"not again within {_months(shock.cooldown)}"] if shock.cooldown else [])


def _monthly(chance: float) -> str:
    return "every month" if chance == 1.0 else f"by chance, {two_digits(100 * chance)}% a month"


def _size(size: float | Size) -> str:
    if not isinstance(size, Size):
        return "" if size == 1.0 else f"size {size:g}"
    if size.uniform:
        return f"size {size.uniform[0]:g}{EN_DASH}{size.uniform[1]:g}"
    if size.triangular:
        low, mode, high = size.triangular
        return f"size {low:g}{EN_DASH}{high:g}, most often near {mode:g}"
    total = sum(share for _, share in size.discrete or ())
    return "size " + join_words([f"{value:g} ({percent(share / total)})" for value, share in size.discrete or ()])


def _parties(shock: Shock, world: WorldFile) -> str:
    names = actor_names(world)
    acts = shock.acts
    actors = shock.actors or tuple(dict.fromkeys(name for act in acts for name in act.actors))
    targets = shock.targets or tuple(dict.fromkeys(name for act in acts for name in act.targets))
    if set(actors) & set(targets):
        return f"between {join_words(_named([names.get(name, name) for name in dict.fromkeys((*actors, *targets))]))}"
    by, to = (_named([names.get(name, name) for name in listed]) for listed in (actors, targets))
    return " ".join(filter(None, (f"by {join_words(by)}" if by else "", f"toward {join_words(to)}" if to else "")))


def _named(names: list[str]) -> list[str]:
    return names if len(names) <= _MOST_NAMES else [*names[: _MOST_NAMES - 1], "others"]


def _consequences(shock: Shock, world: WorldFile) -> list[str]:
    talks = {entry.id: entry.name for entry in world.negotiations}
    regimes = {entry.id: entry.name for entry in world.regimes}
    words = [f"{talks[name]}: {name_of_state(world, state)}" for name, state in shock.settles.items()]
    words += [f"opens {talks[shock.opens]}"] if shock.opens else []
    words += [f"institution: {regimes[shock.institution]}"] if shock.institution else []
    words += [f"from then on {name} {percent(level)}" for name, level in _levers(shock.sets, world).items()]
    names = actor_names(world)
    for power in (*shock.joins, *shock.leaves):
        words.append(f"{names[power]} {'joins' if power in shock.joins else 'leaves'} its side")
    return words + ["a consultation before decisions"] * shock.consults
