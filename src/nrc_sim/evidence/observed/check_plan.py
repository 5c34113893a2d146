"""What types cannot check in a plan: names that must exist in its world, years in their order, numbers that fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nrc_sim.errors import InputError
from nrc_sim.evidence.observed.plan_schema import Group, Plan, Statistic
from nrc_sim.evidence.observed.series import split_dyad
from nrc_sim.rules.arithmetic import added_up
from nrc_sim.scenario import bundled_folder, load_scenario, month_number
from nrc_sim.scenario.bundled import is_file
from nrc_sim.scenario.faults import FaultsError, did_you_mean
from nrc_sim.scenario.names import Finding, Names, find_missing, find_twice
from nrc_sim.scenario.nodes import Path
from nrc_sim.scenario.world_schema import WorldFile
from nrc_sim.scenario.worlds import folders_of

VARIABLES = ("conduct", "trust")
"""What runs record of every dyad."""

_FEWEST_SERIES, _FEWEST_YEARS = 2, 3
"""Primary series, which are compared with each other, and years, of which each is left out in turn."""


def check_plan(plan: Plan, world: WorldFile) -> list[Finding]:
    """Check that a plan names only what it and its world have, and that its numbers can mean what they say.

    Parameters
    ----------
    plan : Plan
    world : whose evidence it is for
    """
    return [
        *_check_scenarios(plan, world),
        *_check_variables(plan),
        *_check_groups(plan, world),
        *_check_series(plan, world),
        *_check_years(plan),
        *_check_statistics(plan),
        *_check_calibration(plan, world),
    ]


def _check_scenarios(plan: Plan, world: WorldFile) -> Iterator[Finding]:
    for key in ("history", "forecast"):
        path: Path = ("scenarios", key)
        name = getattr(plan.scenarios, key)
        try:
            scenario = load_scenario(found_beside(name, world))
        except FaultsError as error:
            first = error.faults[0]
            what = f"the scenario {name!r} cannot be accepted: {first.place}: {first.what}"
            yield Finding(path, what, first.allowed, first.suggestion)
            continue
        except InputError as error:
            yield Finding(path, error.what, error.allowed, error.suggestion)
            continue
        if scenario.world.slug != world.slug:
            what = f"the scenario {name!r} plays in the world {scenario.world.slug!r}"
            yield Finding(path, what, f"a scenario of {world.slug!r}")
        elif key == "history":
            yield from _check_span(plan, (scenario.start, scenario.months))


def found_beside(name: str, world: WorldFile) -> str:
    """Return the path of a scenario of a world's own, looked for where the world stands; the slug of a bundled one.

    Parameters
    ----------
    name : as the plan names it
    world : whose plan it is
    """
    places = (folder / f"{name}.yaml" for folder in folders_of(world))
    found = next((str(path) for path in places if is_file(path) and path.parent != bundled_folder()), None)
    return name if found is None else found


def _check_span(plan: Plan, horizon: tuple[str, int]) -> Iterator[Finding]:
    """The history is cut into the years observed, from its first month on."""
    start, months = horizon
    first = month_number(start)
    if plan.split.first_year * 12 != first:
        what = f"the history {plan.scenarios.history!r} starts in {start}, not with the first year"
        yield Finding(("split", "first_year"), what, f"a history from {plan.split.first_year:04d}-01")
    elif (plan.split.last_year + 1) * 12 > first + months:
        what = f"the history {plan.scenarios.history!r} ends before the last year does"
        yield Finding(("split", "last_year"), what, f"up to {(first + months) // 12 - 1}")


def _check_variables(plan: Plan) -> Iterator[Finding]:
    for name, observed in plan.observation.items():
        path: Path = ("observation", name)
        yield from find_missing("variable of dyads", name, VARIABLES, path, key=True)
        if name in VARIABLES and observed.model != name:
            yield Finding((*path, "model"), f"{name} is compared with {observed.model!r}", name)
    lacking = [name for name in VARIABLES if name not in plan.observation]
    if "conduct" in lacking or (lacking and plan.series.trust):
        yield Finding(("observation",), f"the series need the variable {lacking[0]!r}", ", ".join(VARIABLES))


def _check_groups(plan: Plan, world: WorldFile) -> Iterator[Finding]:
    codes = [power.code for side in reversed(world.sides) for power in side.powers if power.code]
    for name, group in plan.groups.items():
        path: Path = ("groups", name)
        if name in codes:
            yield Finding(path, f"the name {name!r} is the code of an actor", "a name of its own", key=True)
        yield from _check_group(plan, name, group, path)
        yield from _check_members(plan, group, path, Names(world))


def _check_group(plan: Plan, name: str, group: Group, path: Path) -> Iterator[Finding]:
    if (group.of is None) == (not group.members):
        yield Finding(path, "a group has members, or is another group", "members or of, one of the two")
    elif group.of is not None and group.of not in plan.groups:
        yield from find_missing("group", group.of, list(plan.groups), (*path, "of"))
    elif _turns_in_a_circle(plan, name):
        yield Finding((*path, "of"), f"the group {name!r} is made of itself")
    elif not added_up(plan.kept_of(name).values()) > 0.0:
        yield Finding(path, f"nobody of weight is left in the group {name!r}", "weights above 0")
    for member, weight in group.members.items():
        if weight < 0.0:
            yield Finding((*path, "members", member), f"the weight {weight:g} is below 0", "from 0")


def _check_members(plan: Plan, group: Group, path: Path, names: Names) -> Iterator[Finding]:
    members = tuple(power.id for power in names.sides[0].powers)
    for member in group.members:
        yield from find_missing("member", member, members, (*path, "members", member), names.ids, key=True)
    whole = plan.members_of(group)
    for place, member in enumerate(group.without):
        where = (*path, "without", place)
        unknown = list(find_missing("member", member, members, where, names.ids))
        yield from unknown
        if not unknown and whole and member not in whole:
            yield Finding(where, f"{member!r} is not in the group anyway", ", ".join(whole))
    yield from _twice(group.without, (*path, "without"), "member")


def _turns_in_a_circle(plan: Plan, name: str) -> bool:
    seen: set[str] = set()
    at: str | None = name
    while at in plan.groups and at not in seen:
        seen.add(at)
        at = plan.groups[at].of
    return at is not None and at in seen


def _check_series(plan: Plan, world: WorldFile) -> Iterator[Finding]:
    series = plan.series
    for key, dyads in (("primary", series.primary), ("also", series.also), ("trust", series.trust)):
        for place, dyad in enumerate(dyads):
            try:
                split_dyad(dyad, world, plan)
            except InputError as error:
                yield Finding(("series", key, place), error.what, error.allowed, error.suggestion)
    if len(series.primary) < _FEWEST_SERIES:
        what = "the primary series are too few"
        yield Finding(("series", "primary"), what, f"at least {_FEWEST_SERIES}, which are compared with each other")
    conduct = [
        (("series", key, place), dyad) for key in ("primary", "also") for place, dyad in enumerate(getattr(series, key))
    ]
    yield from find_twice("series", conduct)
    yield from _twice(series.trust, ("series", "trust"), "series")


def _twice(names: Sequence[object], path: Path, what: str) -> Iterator[Finding]:
    """Find what stands in a list a second time."""
    return find_twice(what, [((*path, place), str(name)) for place, name in enumerate(names)])


def _check_years(plan: Plan) -> Iterator[Finding]:
    split = plan.split
    if not split.first_year <= split.fitted_until <= split.last_year:
        what = "the years are not in their order"
        yield Finding(("split", "fitted_until"), what, "first_year <= fitted_until <= last_year")
    elif split.last_year - split.first_year + 1 < _FEWEST_YEARS:
        what = f"from {split.first_year} to {split.last_year} there are too few years to leave one out"
        yield Finding(("split", "last_year"), what, f"at least {_FEWEST_YEARS} years")


def _check_statistics(plan: Plan) -> Iterator[Finding]:
    statistics = plan.statistics
    if not statistics:
        yield Finding(("statistics",), "without a statistic every parameter set is accepted", "at least one")
    ids = [(("statistics", number, "id"), statistic.id) for number, statistic in enumerate(statistics)]
    yield from find_twice("id", ids)
    for number, statistic in enumerate(statistics):
        path: Path = ("statistics", number)
        yield from find_missing("primary series", statistic.of, plan.series.primary, (*path, "of"))
        if statistic.against is not None:
            yield from _check_pair(statistic, path, plan)
        elif statistic.ratio_of_sd:
            yield Finding((*path, "ratio_of_sd"), "a ratio needs a second series", "against beside it", key=True)
        yield from _check_terms(statistic, path, plan)


def _check_pair(statistic: Statistic, path: Path, plan: Plan) -> Iterator[Finding]:
    against = statistic.against or ""
    yield from find_missing("primary series", against, plan.series.primary, (*path, "against"))
    if against == statistic.of:
        yield Finding((*path, "against"), f"{against!r} is compared with itself", "another primary series")
    for key in ("plus", "minus"):
        if getattr(statistic, key):
            what, mend = f"{key} beside against has no effect", "remove it, or make it two statistics"
            yield Finding((*path, key), what, "plus and minus, or against", mend, key=True)


def _check_terms(statistic: Statistic, path: Path, plan: Plan) -> Iterator[Finding]:
    first, last = plan.split.first_year, plan.split.last_year
    for key in ("plus", "minus"):
        years = getattr(statistic, key)
        if not years and statistic.against is None:
            yield Finding(
                path, f"the statistic {statistic.id!r} has no years under {key}", "plus and minus, or against"
            )
        for place, year in enumerate(years):
            if not first <= year <= last:
                yield Finding((*path, key, place), f"{year} is not observed", f"{first} .. {last}")
        yield from _twice(years, (*path, key), "year")
    for place, year in enumerate(statistic.minus):
        if year in statistic.plus:
            yield Finding((*path, "minus", place), f"{year} appears under plus too", "each year under one of the two")


def _check_learned(learned: Mapping[str, float], free: Sequence[str], known: set[str]) -> Iterator[Finding]:
    for name, unit in learned.items():
        where: Path = ("calibration", "learned", name)
        if name not in known:
            yield Finding(where, f"there is no parameter {name!r}", "group.name, as in the world file")
        if name in free:
            yield Finding(where, f"{name} is free too", "each parameter under one of the two")
        if not unit > 0.0:
            yield Finding(where, f"the unit is {unit:g}", "above 0: how much of the panel's unit one unit here is")


def _check_calibration(plan: Plan, world: WorldFile) -> Iterator[Finding]:
    calibration = plan.calibration
    path: Path = ("calibration", "free")
    quantities = {f"{group}.{name}": it for group, values in world.parameters.items() for name, it in values.items()}
    if not calibration.free:
        yield Finding(path, "no parameter is free", "at least one, such as group.name")
    for place, name in enumerate(calibration.free):
        where = (*path, place)
        same = next((known for known in quantities if known.endswith(f".{name}")), "")
        if name not in quantities:
            hint = did_you_mean(same or name, list(quantities))
            yield Finding(where, f"there is no parameter {name!r}", "group.name, as in the world file", hint)
        elif quantities[name].range[0] == quantities[name].range[1]:
            low = quantities[name].range[0]
            what = f"{name} has nothing to be drawn from: its range in the world is {low:g} to {low:g}"
            yield Finding(where, what, "a parameter with a range")
    yield from _twice(calibration.free, path, "parameter")
    yield from _check_learned(calibration.learned, calibration.free, set(quantities))
    if calibration.accepted_at_least > calibration.candidates:
        what = f"{calibration.accepted_at_least} sets cannot be accepted of {calibration.candidates} candidates"
        where, other = ("calibration", "accepted_at_least"), ("calibration", "candidates")
        yield Finding(where, what, f"at most {calibration.candidates}", "lower it, or draw more", needs=(other,))
