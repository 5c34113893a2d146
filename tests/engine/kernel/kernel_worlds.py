"""Worlds and stories of the imagination: any number of everything, anywhere in the documented ranges."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nrc_sim.engine.world import Job, make_job
from nrc_sim.evidence.panel.settings import panel_folder
from nrc_sim.rules.institution import TURNS_OF_REGIMES
from nrc_sim.rules.negotiation import HAZARDS_OF_TALKS
from nrc_sim.scenario import Scenario, load_world
from nrc_sim.scenario.conditions import parse_condition
from nrc_sim.scenario.limits import optional_parameters
from nrc_sim.scenario.possible import check_possible
from nrc_sim.scenario.scenario_schema import ScenarioFile
from nrc_sim.scenario.variables import alternatives, states_of_talks, variable_names, variable_range
from nrc_sim.scenario.world_schema import WorldFile

START, MONTHS, PAST = 1900 * 12, 14, 9
ALL = load_world("euro_atlantic_2013").model_dump(by_alias=True)["parameters"]
OTHER = load_world(panel_folder() / "two_powers.yaml").model_dump(by_alias=True)["parameters"]
ALL["conduct"] = OTHER["conduct"] | ALL["conduct"]
"""Parameters of a world with memory, among them those that a world may leave out."""
OPTIONAL = {group: {name: ALL[group][name] for name in sorted(names)} for group, names in optional_parameters().items()}
PARAMETERS = {
    group: {name: entry for name, entry in named.items() if name not in OPTIONAL.get(group, {})}
    for group, named in ALL.items()
}
PARAMETERS = {group: named for group, named in PARAMETERS.items() if named}
STATES = load_world("euro_atlantic_2013").model_dump(by_alias=True)["negotiation_states"]
"""The states of negotiations that worlds have by default."""
MOST_STATES = 12
ROLES = load_world("euro_atlantic_2013").model_dump(by_alias=True)["regime_roles"]
"""The roles of regimes that worlds have by default."""


@dataclass(frozen=True)
class Counts:
    """How many of everything a world and its story have; no others: one outside power, in the short form."""

    members: int
    issues: int
    areas: int
    talks: int
    shocks: int
    institution: bool = True
    others: int = 0
    led: tuple[bool, bool] = (True, True)

    def actors(self, side: int) -> list[str]:
        """All words for powers of a side."""
        count, words = (self.members, self.others)[side], (["alliance", "entente"], ["outside", "league"])[side]
        if not self.others:
            words = words[:1]
            if side:
                return [*words, "freedonia"]
        names = [f"{('member', 'other')[side]}_{number}" for number in range(count)]
        if self.led[side] or count == 1 or not self.others:
            bare = ["lead", "allies"][: min(count, 2)] if not side else []
            own = [f"{words[-1]}_lead", f"{words[-1]}_allies"][: min(count, 2)] if self.others else []
            words = [*words, *bare, *own]
        return [*words, *names]


def month_of(number: int) -> str:
    return f"{(START + number) // 12:04d}-{(START + number) % 12 + 1:02d}"


STORY = {
    "slug": "story",
    "title": "A story",
    "world": "invented",
    "role": "range",
    "horizon": {"start": month_of(0), "months": MONTHS},
}


def quantity(value: float, low: float = -1.0, high: float = 1.0) -> dict:
    return {"value": value, "range": [low, high], "unit": "any", "source": "invented"}


def drawn_parameters(dice: random.Random, *, corners: bool) -> dict:
    return {
        group: {
            name: {**entry, "value": dice.choice(entry["range"]) if corners else dice.uniform(*entry["range"])}
            for name, entry in entries.items()
        }
        for group, entries in (with_memory(dice) if dice.random() < 0.5 else PARAMETERS).items()
    }


def with_memory(dice: random.Random) -> dict:
    """The parameters of the bundled world with some of those that a world may leave out."""
    chosen = [(group, name) for group, named in OPTIONAL.items() for name in named if dice.random() < 0.6]
    groups = {group: dict(named) for group, named in PARAMETERS.items()}
    for group, name in chosen or [("conduct", "level")]:
        groups.setdefault(group, {})[name] = OPTIONAL[group][name]
    return groups


def drawn_act(dice: random.Random, counts: Counts, category: str | None = None) -> dict:
    """An act of one side toward the other, or among powers of one side."""
    within = drawn_act_within(dice, counts) if dice.random() < 0.25 else {}
    if within:
        return within | {"category": category or dice.choice(["toll", "lights"])}
    sides = [[dice.choice(counts.actors(side))] for side in range(2)]
    dice.shuffle(sides)
    act = {"from": sides[0], "to": sides[1], "category": category or dice.choice(["toll", "lights"])}
    return act | ({"issue": f"issue_{dice.randrange(counts.issues)}"} if counts.issues and dice.random() < 0.6 else {})


def drawn_act_within(dice: random.Random, counts: Counts) -> dict:
    """Who acts and who is hit among powers of one side, by words that do not mean one power alone; may be nobody."""
    side = dice.randrange(2) if counts.others else 0
    names = counts.actors(side)
    powers = [name for name in names if name.startswith(("member_", "other_"))]
    if len(powers) < 2:
        return {}
    acting = dice.choice(powers)
    others = [name for name in powers if name != acting]
    ends = [[acting], dice.choice([[names[0]], [dice.choice(others)]])]
    dice.shuffle(ends)
    return {"from": ends[0], "to": ends[1]}


def drawn_member(dice: random.Random, number: int, members: int) -> dict:
    return {
        "id": f"member_{number}",
        "name": f"Member {number}",
        "code": f"M{number}",
        "role": "member" if number else "lead",
        "joined": month_of(0 if number < 2 else dice.choice([0, 4, 12, 40])),
        **{name: dice.random() for name in ("domination", "tie", "alignment")},
        "distance": dice.uniform(0.0, 20.0),
        "capability": dice.uniform(0.01, 1.0) / members,
    }


def drawn_side(dice: random.Random, side: int, counts: Counts) -> dict:
    """A side of several powers, or one, with as little said of it as may be."""
    count, name = (counts.members, counts.others)[side], ("entente", "league")[side]
    powers = [drawn_member(dice, number, count) for number in range(count)]
    for number, power in enumerate(powers):
        power |= {
            "id": f"{('member', 'other')[side]}_{number}",
            "name": f"{name} {number}",
            "code": f"{name[0].upper()}{number}",
        }
        del power["role"]
        if dice.random() < 0.3:
            power["covariates"] = {"trade": dice.uniform(-2.0, 2.0)}
        if number > 1 and dice.random() < 0.3:
            power["left"] = month_of(60 if power["joined"] > month_of(7) else dice.choice([9, 15, 60]))
        for key in dice.sample(sorted(set(power) - {"id", "name", "covariates"}), 2 if "left" not in power else 0):
            del power[key]
    # A lead need not come first.
    led = powers[0]["id"] if counts.led[side] and count > 1 else None
    if led and dice.random() < 0.5:
        powers.reverse()
    traits = {key: dice.random() for key in ("openness", "consulted", "counter_measures", "committed")}
    aggregation = dice.choice([{}, {"voice": "equal"}, {"weight_of_wariest": dice.random()}])
    return {
        "id": name,
        "name": name.title(),
        "powers": powers,
        **({"lead": led} if led else {}),
        **({"traits": traits, "aggregation": aggregation} if dice.random() < 0.7 else {}),
    }


def drawn_sides(dice: random.Random, counts: Counts) -> dict:
    if counts.others:
        effects = {name: dice.uniform(-1.0, 1.0) for name in ("disposition", "threat", "lead_weight")}
        trade = {"unit": "any", "range": [-2.0, 2.0], "source": "invented", **effects}
        return {"sides": [drawn_side(dice, side, counts) for side in range(2)], "covariates": {"trade": trade}}
    return {
        "outside": {"id": "freedonia", "name": "Freedonia", "code": "FRE", "openness": quantity(dice.random())},
        "members": [drawn_member(dice, number, counts.members) for number in range(counts.members)],
    }


def drawn_issue(dice: random.Random, number: int) -> dict:
    return {
        "id": f"issue_{number}",
        "name": f"Issue {number}",
        "initial": dice.random(),
        "floor": dice.random(),
        "half_life": dice.uniform(6.0, 120.0),
        "outside_sensitivity": dice.uniform(0.05, 2.0),
        "member_sensitivity": dice.uniform(0.05, 2.0),
        "settles_partnership": dice.random() < 0.5,
    }


def drawn_area(dice: random.Random, number: int) -> dict:
    shares = ("initial", "need", "weight", "insulation", "dependence")
    return {"id": f"area_{number}", "name": f"Area {number}", **{name: dice.random() for name in shares}}


def drawn_areas(dice: random.Random, count: int) -> list[dict]:
    """Areas whose weights add up to 1."""
    areas = [drawn_area(dice, number) for number in range(count)]
    total = sum(area["weight"] for area in areas)
    return [{**area, "weight": area["weight"] / total} for area in areas]


def drawn_states(dice: random.Random) -> list[dict]:
    """The states of negotiations by default, or any others, in some of which talks run, with any ways between them."""
    if dice.random() < 0.4:
        return STATES
    ids = [f"state_{code}" for code in range(dice.randint(2, MOST_STATES))]
    first, talking = dice.choice(ids), {dice.choice(ids), *dice.sample(ids, dice.randrange(len(ids)))}
    states: list[dict] = []
    for state in ids:
        settled = state not in talking and dice.random() < 0.6
        told = {"initial": state == first, "talking": state in talking, "settled": settled}
        states.append({"id": state, **told, "failed": settled and dice.random() < 0.5})
        states[-1]["transitions"] = drawn_ways(dice, [to for to in ids if to != state], "hazard", HAZARDS_OF_TALKS)
    return states


def drawn_ways(dice: random.Random, ends: list[str], key: str, causes: Sequence[str]) -> list[dict]:
    """Up to three ways into any of some states, none twice, with shares of each cause that are 1 together at most."""
    every = [(to, cause) for to in ends for cause in causes]
    left, ways = dict.fromkeys(causes, 1.0), []
    for to, cause in dice.sample(every, min(dice.randrange(4), len(every))):
        share = dice.choice([left[cause], left[cause] * dice.uniform(0.01, 1.0)])
        if share > 0.0:
            ways.append({"to": to, key: cause, "share": share})
            left[cause] -= share
    return ways


def drawn_roles(dice: random.Random) -> list[dict]:
    """The roles of regimes by default, or any others, with any ways between them; the first is one to return to."""
    if dice.random() < 0.4:
        return ROLES
    ids = [f"role_{code}" for code in range(dice.randint(2, MOST_STATES))]
    roles: list[dict] = []
    for role in ids:
        meant = "home" if role == ids[0] else dice.choice(["frozen", "partnership", "home", "by_shock"])
        ends = [to for to in [*ids, "home"] if to != role and not (to == meant == "home")]
        ways = drawn_ways(dice, ends, "when", TURNS_OF_REGIMES)
        roles.append({"id": role, meant: True, "transitions": ways})
    return roles


def drawn_talks(dice: random.Random, number: int, counts: Counts, known: list[dict]) -> dict:
    states = {
        state: {
            "prospect": dice.uniform(-1.0, 1.0),
            "acts": [drawn_act(dice, counts) for _ in range(dice.randrange(3))],
            **({"tension": dice.random()} if dice.random() < 0.5 else {}),
        }
        for state in (entry["id"] for entry in known)
    }
    return {
        "id": f"talks_{number}",
        "name": f"Talks {number}",
        "issue": f"issue_{dice.randrange(counts.issues)}",
        "deadline": month_of(dice.randrange(24)),
        "duration": dice.randint(1, 8),
        "settling": dice.random(),
        "states": states,
    }


def drawn_kinds(dice: random.Random, counts: Counts, variables: tuple[str, ...]) -> dict:
    effects = {"activity_outside": 0.3, "activity_alliance": -0.2, "rally": 0.8, "consultation": 0.7}
    scaled = [
        {"variable": variable, "slope": dice.uniform(-2.0, 2.0), "reference": dice.uniform(-0.5, 0.5)}
        for variable in dice.sample(variables, dice.randint(1, 3))
    ]
    return {
        "quarrel": {"label": "Quarrel", "acts": [drawn_act(dice, counts) for _ in range(2)], "scaled_by": scaled},
        "crisis": {"label": "Crisis", "effects": effects, "rate": quantity(0.3, 0.0, 1.0)},
        "offer": {
            "label": "Offer",
            "acts": [drawn_act(dice, counts, "lights")],
            **({"linked_to": f"issue_{dice.randrange(counts.issues)}"} if counts.issues else {}),
            "areas": {f"area_{dice.randrange(counts.areas)}": dice.uniform(-0.5, 0.5)} if counts.areas else {},
        },
    }


def drawn_calendar(dice: random.Random) -> dict:
    return {
        "lead_clock": [{"from": month_of(0), "value": dice.random()}, {"from": month_of(5), "value": dice.random()}],
        "outside_clock": [{"from": month_of(3), "value": dice.random()}],
        "commitment": [{"from": month_of(0), "value": dice.random()}],
        "lead_renewals": [{"at": month_of(12), "probability": 0.7}],
        "outside_renewals": [{"at": month_of(2), "probability": 0.5}, {"at": month_of(15), "probability": 1.0}],
        "lead_period": dice.choice([None, 1, 7]),
        "outside_period": dice.choice([None, 5]),
        "unit": "any",
        "source": "invented",
    }


def drawn_world(dice: random.Random, counts: Counts, *, corners: bool) -> WorldFile:
    """A world with so many of everything, which may be none."""
    roles = drawn_roles(dice)
    homes = [code for code, role in enumerate(roles) if role.get("home")]
    regimes = [
        {"id": f"regime_{code}", "name": role["id"], "role": role["id"]}
        | {name: dice.random() for name in ("dialogue", "cooperation", "hostility_cut")}
        for code, role in enumerate(roles)
    ]
    states = drawn_states(dice)
    talks = range(counts.talks if counts.issues else 0)
    content = {
        "slug": "invented",
        "title": "Invented",
        "description": "Invented.",
        **drawn_sides(dice, counts),
        "issues": [drawn_issue(dice, number) for number in range(counts.issues)],
        "areas": drawn_areas(dice, counts.areas),
        "regime_roles": roles,
        "regimes": regimes if counts.institution else [],
        "negotiation_states": states,
        "negotiations": [drawn_talks(dice, number, counts, states) for number in talks],
        **({"calendar": drawn_calendar(dice)} if dice.random() < 0.8 else {}),
        "initial": {
            **{name: quantity(dice.random()) for name in ("conduct", "rally", "activity")},
            **(
                {"regime": f"regime_{dice.randrange(len(roles))}", "home": f"regime_{dice.choice(homes)}"}
                if counts.institution
                else {}
            ),
        },
        "index": {
            "weight_of_trust": 0.5,
            "weight_of_conduct": 0.5,
            "anchors": [
                {"from": month_of(0), "to": month_of(1 + place), "points": 20 * place - 10} for place in (0, 1)
            ],
            "slope": 100.0,
            "offset": 1.5,
            "computed": "never",
        },
        "outcomes": {"classes": ["cold", "warm"], "names": ["Cold", "Warm"], "bounds": [0.0], "months": 3},
        "categories_source": "invented",
        "categories": {"toll": {"name": "Toll", "weight": -7.0}, "lights": {"name": "Lights", "weight": 6.0}},
        "parameters": drawn_parameters(dice, corners=corners),
        "kinds": {},
        **{name: {} for name in WorldFile.model_fields if name.endswith("_attributes")},
        "kind_attributes": {"size": {"unit": "any", "range": [0.0, 5.0], "source": "invented"}},
    }
    world = WorldFile.model_validate(content)
    kinds = drawn_kinds(dice, counts, variable_names(world))
    return world.model_copy(update={"kinds": WorldFile.model_validate({**content, "kinds": kinds}).kinds})


def drawn_condition(dice: random.Random, world: WorldFile) -> str:
    """Draw conditions until one can both hold and fail."""
    while True:
        text = drawn_terms(dice, world)
        if not [*check_possible(parse_condition(text), (), alternatives(world))]:
            return text


def drawn_terms(dice: random.Random, world: WorldFile) -> str:
    terms = []
    for _ in range(dice.randint(1, 3)):
        name = dice.choice(variable_names(world))
        low, high, _ = variable_range(name)
        bound = dice.uniform(-15.0, 15.0) if math.isinf(high) else dice.uniform(low, high)
        terms.append(f"{name} {dice.choice(['<', '<=', '>', '>='])} {bound:.4f}")
    patience = dice.randint(1, 4)
    return " and ".join(terms) + (f" for {patience} months" if patience > 1 else "")


def drawn_timing(dice: random.Random, world: WorldFile, kind: str) -> dict:
    first = dice.randrange(MONTHS)
    return dice.choice(
        [
            {"at": month_of(first)},
            {"window": [month_of(first), month_of(dice.randint(first, MONTHS - 1))]},
            {"hazard": "documented" if kind == "crisis" else dice.choice([0.0, 0.2, 0.6, 1.0])},
            {"when": drawn_condition(dice, world)},
        ]
    )


def drawn_size(dice: random.Random) -> float | dict:
    low, mode, high = sorted(dice.uniform(0.0, 3.0) for _ in range(3))
    return dice.choice(
        [
            dice.uniform(0.0, 3.0),
            {"uniform": [low, high]},
            {"triangular": [low, mode, high]},
            {"triangular": [low, low, high]},
            {"discrete": [[low, 1.0], [mode, 0.0], [high, 2.0]]},
        ]
    )


def drawn_shock(dice: random.Random, world: WorldFile, number: int, held: list[str]) -> dict:
    kind = dice.choice(["quarrel", "crisis", "offer"])
    shock = {"id": f"shock_{number}", "kind": kind, "size": drawn_size(dice), **drawn_timing(dice, world, kind)}
    free = [talks.id for talks in world.negotiations if talks.id not in held]
    if free and dice.random() < 0.4:
        shock |= (
            {"opens": dice.choice(free)}
            if dice.random() < 0.5
            else {"settles": {free[-1]: dice.choice(states_of_talks(world))}}
        )
    if world.regimes and dice.random() < 0.2:
        shock["institution"] = dice.choice(world.regimes).id
    if dice.random() < 0.2:
        shock["consults"] = True
    if dice.random() < 0.3:
        side = dice.choice(world.sides if len(world.sides[1].powers) > 1 else world.sides[:1])
        shock["from"] = [dice.choice(side.actors)]
    if world.areas and dice.random() < 0.3:
        shock["areas"] = {world.areas[0].id: dice.uniform(-0.4, 0.4)}
    return shock | drawn_spell(dice, shock, number) | drawn_changes(dice, world) | drawn_moves(dice, world, number)


def drawn_moves(dice: random.Random, world: WorldFile, number: int) -> dict:
    """Powers that a shock lets join or leave: of those that neither lead nor stand second, the last few of a side."""
    moves: dict = {}
    if dice.random() < 0.3:
        for side in world.sides:
            free = [power.id for power in side.powers[2:][-3:]]
            if free and dice.random() < 0.7:
                moves.setdefault("joins" if (number + len(moves)) % 2 else "leaves", []).append(dice.choice(free))
    return moves


def drawn_spell(dice: random.Random, shock: dict, number: int) -> dict:
    """How a shock goes on, and perhaps one drawn before it that it follows instead of its own timing."""
    spell: dict = {}
    if number and dice.random() < 0.2:
        spell = dict.fromkeys(("at", "window", "hazard", "when"))
        spell["after"] = {"shock": f"shock_{dice.randrange(number)}", "by": dice.randint(1, 4)}
    elif dice.random() < 0.2:
        spell["delay"] = dice.randint(1, 3)
    if dice.random() < 0.3:
        spell["for"] = dice.randint(1, 4)
    repeats = "after" in spell or "hazard" in shock or "when" in shock
    if repeats and dice.random() < 0.5:
        spell |= {"times": dice.randint(2, 4), "cooldown": dice.randrange(4)}
    return spell


def drawn_changes(dice: random.Random, world: WorldFile) -> dict:
    """Policies that a shock sets, and effects of its own."""
    changes: dict = {}
    if dice.random() < 0.3:
        levels = {name: dice.random() for name in dice.sample(["dialogue", "cooperation", "transparency"], 2)}
        areas = {dice.choice(["frameworks", "links"]): {area.id: dice.random()} for area in world.areas[-1:]}
        changes["sets"] = levels | areas
    if dice.random() < 0.2:
        changes["effects"] = {"activity_outside": dice.uniform(-1.0, 1.0), "rally": dice.uniform(0.0, 2.0)}
    return changes


def drawn_level(dice: random.Random) -> float | list[dict]:
    """The level of a policy: one throughout, or steps."""
    months = sorted(dice.sample(range(MONTHS), 3))
    steps = [{"from": month_of(month), "value": dice.random()} for month in months]
    return dice.choice([0.0, 1.0, dice.random(), steps])


def drawn_beginning(dice: random.Random, world: WorldFile) -> dict:
    first, second = world.sides
    names = ["outside", *first.groups, first.powers[-1].id]
    names += [second.powers[-1].id] if len(second.powers) > 1 else []
    names = [name for name in dict.fromkeys(names) if name != first.id or name == "alliance"]
    return {
        "trust": {name: drawn_toward(dice, world, name, 0.0) for name in names if dice.random() < 0.2},
        "conduct": {name: drawn_toward(dice, world, name, -1.0) for name in names if dice.random() < 0.2},
    }


def drawn_toward(dice: random.Random, world: WorldFile, name: str, low: float) -> float | dict:
    """A level toward all of the other side, or toward some of it by name."""
    if dice.random() < 0.5:
        return dice.uniform(low, 1.0)
    other = world.sides[int(world.sides[0].holds((name,)))]
    words = [other.words[0], *({power.id for power in other.powers[-1:]} if len(other.powers) > 1 else ())]
    return {word: dice.uniform(low, 1.0) for word in dice.sample(words, dice.randint(1, len(words)))}


def drawn_absences(dice: random.Random) -> dict:
    """Some mechanisms without which a story does."""
    absent = [
        (group, name) for group, named in PARAMETERS.items() for name, q in named.items() if q["absent"] is not None
    ]
    found: dict = {}
    for group, name in dice.sample(absent, dice.choice([0, 0, 3])):
        found.setdefault(group, {})[name] = PARAMETERS[group][name]["absent"]
    return found


def drawn_story(dice: random.Random, world: WorldFile, shocks: int) -> Scenario:
    """A story of that world; two shocks of one month may command different states of one negotiation."""
    held = [talks.id for talks in world.negotiations if dice.random() < 0.25]
    content = {
        **STORY,
        "policies": {
            **{name: drawn_level(dice) for name in ("dialogue", "cooperation", "transparency")},
            "frameworks": {area.id: drawn_level(dice) for area in world.areas[:2]},
            "links": {area.id: drawn_level(dice) for area in world.areas[-1:]},
        },
        "initial": drawn_beginning(dice, world),
        "parameters": drawn_absences(dice),
        "holds": {
            "negotiations": held,
            "portfolio": dice.choice([None, None, 0.0, 0.5, 1.0]) if world.areas else None,
            "tensions": {issue.id: dice.random() for issue in world.issues if dice.random() < 0.2},
            "stocks": {area.id: dice.random() for area in world.areas if dice.random() < 0.2},
            "leaderships": dice.random() < 0.3,
        },
        "shocks": [drawn_shock(dice, world, number, held) for number in range(shocks)],
    }
    return Scenario(ScenarioFile.model_validate(content), world, Path("story.yaml"))


def drawn_job(dice: random.Random, counts: Counts, *, corners: bool) -> tuple[Scenario, Job]:
    """A story, and its job: the story itself, or one that follows upon another of the same world."""
    world = drawn_world(dice, counts, corners=corners)
    story = drawn_story(dice, world, counts.shocks)
    job = make_job(story, dice.randrange(2**63))
    if dice.random() < 0.5:
        return story, job
    past = make_job(drawn_story(dice, world, 3), job.seed, months=PAST).world
    return story, replace(job, history=past._replace(start=job.world.start - PAST))
