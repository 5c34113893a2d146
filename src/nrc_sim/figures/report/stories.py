"""Scenarios in plain words: what they assume, and what happens when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from nrc_sim.scenario import Scenario
from nrc_sim.scenario.schema import Shock, Size
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.study.results import Results, ScenarioRuns
from nrc_sim.text.wording import EN_DASH, counted, join_words, percent

GROUPS = ("outside", "alliance", "allies", "lead")


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
        "shared": [describe_shock(shock, listed[0].world) for shock in shared],
        "scenarios": [_story(runs, shared) for runs in results],
    }


def _story(runs: ScenarioRuns, shared: Sequence[Shock]) -> dict[str, Any]:
    scenario = runs.scenario
    own = [shock for shock in scenario.shocks if shock not in shared]
    # Dated ones first, by date; the rest as the file has it.
    own.sort(key=lambda shock: (not (shock.at or shock.window), shock.at or (shock.window or ("",))[0]))
    return {
        "slug": runs.slug,
        "title": scenario.title,
        "description": " ".join(scenario.description.split()),
        "horizon": f"{runs.months[0]} to {runs.months[-1]}, {counted(runs.months.size, 'month')}",
        "assumptions": assumptions(scenario),
        "events": [describe_shock(shock, scenario.world) for shock in own],
        "without": [_label(shock, scenario.world) for shock in shared if shock not in scenario.shocks],
        "beside": any(shock in scenario.shocks for shock in shared),
    }


def assumptions(scenario: Scenario) -> list[str]:
    """Say what policies stand, what is held fixed and which parameters have values of their own.

    Parameters
    ----------
    scenario : Scenario
    """
    policies, holds, world = scenario.file.policies, scenario.file.holds, scenario.world
    areas = {area.id: area.name for area in world.areas}
    issues = {issue.id: issue.name for issue in world.issues}
    talks = {entry.id: entry.name for entry in world.negotiations}
    levers = {"dialogue": policies.dialogue, "practical cooperation": policies.cooperation}
    levers["transparency of forces"] = policies.transparency
    levers |= {f"framework for {areas[name]}": value for name, value in policies.frameworks.items()}
    levers |= {f"link of {areas[name]} to politics": value for name, value in policies.links.items()}
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
    standing = [f"{name} {percent(value)}" for name, value in levers.items() if value]
    parts = {"Policies, of full effort": standing, "Held fixed": fixed, "Parameters": set_}
    return [f"{name}: {'; '.join(words)}." for name, words in parts.items() if words]


def describe_shock(shock: Shock, world: WorldFile) -> StoryEvent:
    """Put a shock into words.

    Parameters
    ----------
    shock : of a scenario
    world : with the names of what it refers to
    """
    details = [_size(shock.size), _parties(shock, world), *_consequences(shock, world)]
    return StoryEvent(_when(shock, world), _label(shock, world), "; ".join(filter(None, details)))


def _label(shock: Shock, world: WorldFile) -> str:
    return shock.label or (world.kinds[shock.kind].label if shock.kind else shock.id)


def _when(shock: Shock, world: WorldFile) -> str:
    if shock.at is not None:
        return shock.at
    if shock.window is not None:
        return f"once between {shock.window[0]} and {shock.window[1]}"
    if shock.when is not None:
        return f"when {shock.when}"
    if shock.hazard != "documented":
        return f"by chance, {_monthly(float(shock.hazard or 0.0))}"
    rate = world.kinds[shock.kind].rate if shock.kind else None
    return f"by chance, {_monthly(rate.value)}" if rate else "by chance, at the documented rate"


def _monthly(chance: float) -> str:
    return f"{100 * chance:.2g}% a month"


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
    names = {member.id: member.name for member in world.members}
    names |= dict.fromkeys(("outside", world.outside.id), world.outside.name)
    names |= {name: f"the {name}" for name in GROUPS if name not in names}
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
    words = [f"{talks[name]}: {state}" for name, state in shock.settles.items()]
    words += [f"opens {talks[shock.opens]}"] if shock.opens else []
    words += [f"institution: {regimes[shock.institution]}"] if shock.institution else []
    return words + ["a consultation before decisions"] * shock.consults
