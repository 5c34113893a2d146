"""The two sides of a world: of any size, or in short as one power and the members of an alliance."""

import numpy as np
import pytest

from nrc_sim.engine import kernel
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario

SHORT = """
extends: base
outside: {id: freedonia, name: Freedonia, code: FRE, openness: {value: 0.6, range: [0, 1], unit: any, source: any}}
members:
- {id: sylvania, name: Sylvania, code: SYL, role: lead, capability: 0.2}
- {id: ruritania, name: Ruritania, code: RUR, capability: 0.05, domination: 0.7, distance: 0.4, alignment: 1.0}
- {id: graustark, name: Graustark, code: GRA, capability: 0.01, joined: 1900-07, tie: 0.3}
"""
LONG = """
extends: base
sides:
- id: pact
  name: the Pact
  lead: sylvania
  powers:
  - {id: ruritania, name: Ruritania, code: RUR, capability: 0.05, domination: 0.7, distance: 0.4, alignment: 1.0}
  - {id: sylvania, name: Sylvania, code: SYL, capability: 0.2}
  - {id: graustark, name: Graustark, code: GRA, capability: 0.01, joined: 1900-07, tie: 0.3}
  traits: {consulted: 0, counter_measures: 0, committed: 1}
- id: freedonia_alone
  name: Freedonia
  powers: [{id: freedonia, name: Freedonia, code: FRE}]
  traits: {openness: 0.6}
"""
ALLIANCES = """
extends: base
sides:
- {id: pact, name: the Pact, lead: sylvania, powers: [{id: sylvania, name: Sylvania}, {id: ruritania, name: Ruritania}]}
- id: league
  name: the League
  powers: [{id: freedonia, name: Freedonia}, {id: graustark, name: Graustark, left: 1900-09}]
"""
ISSUES = """
issues:
- {id: straits, name: Straits, initial: 0.4, floor: 0.3, half_life: 36, outside_sensitivity: 0.8, member_sensitivity: 1}
- {id: fishing, name: Fishing, initial: 0.2, floor: 0.1, half_life: 12, outside_sensitivity: 0.1, member_sensitivity: 0}
"""
INSTITUTION = (
    ISSUES
    + """
regimes:
- {id: contacts, name: Contacts, role: limited, dialogue: 0.1, cooperation: 0.6, hostility_cut: 0.0}
- {id: council, name: Council, role: council, dialogue: 0.5, cooperation: 1.0, hostility_cut: 0.0}
- {id: frozen, name: Frozen, role: frozen, dialogue: 0.0, cooperation: 0.0, hostility_cut: 0.6}
- {id: partners, name: Partners, role: partnership, dialogue: 0.8, cooperation: 1.0, hostility_cut: 0.0}
initial: {regime: contacts, home: contacts}
"""
)
BASE = """
title: Sides
description: Invented.
categories: {"030": {name: Offer, weight: 4}, "138": {name: Threat, weight: -7}}
"""
STORY = """
title: A quarrel
description: Threats and offers.
world: sided
role: history
horizon: {start: 1900-01, months: 24}
shocks:
- {id: threat, hazard: 0.2, acts: [{from: [ruritania], to: [freedonia], category: "138"}]}
- {id: offer, window: [1900-04, 1901-06], acts: [{from: [outside], to: [alliance], category: "030"}]}
- {id: answer, hazard: 0.2, acts: [{from: [lead], to: [outside], category: "030"}]}
"""


@pytest.fixture
def told(tmp_path):
    """Write a world with its story, some texts replaced, and return the path of the story."""
    (tmp_path / "base.yaml").write_text(BASE)

    def write(world: str, *changes: tuple[str, str], story: str = STORY):
        for old, new in changes:
            assert old in world + story
            world, story = world.replace(old, new), story.replace(old, new)
        (tmp_path / "sided.yaml").write_text("title: Sided\ndescription: Invented.\n" + world)
        (tmp_path / "story.yaml").write_text(story)
        return tmp_path / "story.yaml"

    return write


def index_of(path):
    job = make_job(load_scenario(path), 7)
    return kernel.simulate_block(job, 0, 40, kernel.simulate_histories(job, 0, 40))


def test_the_short_form_says_the_same_as_sides_with_its_traits(told):
    blocks = [index_of(told(world)) for world in (SHORT, LONG)]
    assert blocks[0].index.tobytes() == blocks[1].index.tobytes()
    assert np.array_equal(blocks[0].member_trust, blocks[1].member_trust)


def test_every_power_faces_every_power_of_the_other_side(told):
    job = make_job(load_scenario(told(ALLIANCES)), 7)
    assert job.labels.members == (
        "sylvania_freedonia",
        "sylvania_graustark",
        "ruritania_freedonia",
        "ruritania_graustark",
    )
    assert job.labels.member_names[1] == "Sylvania and Graustark"
    assert (job.labels.alliance, job.labels.outside) == ("the Pact", "the League")
    assert job.labels.powers == (("Sylvania", "Ruritania"), ("Freedonia", "Graustark"))


def test_a_power_that_left_weighs_nothing_and_is_no_longer_meant(told):
    story = STORY.replace("hazard: 0.2, acts: [{from: [lead]", "at: 1900-09, acts: [{from: [lead]")
    world = make_job(load_scenario(told(ALLIANCES, story=story)), 7).world
    assert world.weights[7][1] > 0.0 == world.weights[8][1] == world.weights[8][3]
    assert sum(world.weights[8]) == pytest.approx(1.0)
    answer = world.shocks[2].moves
    assert [weight != 0.0 for weight in answer.member_acts] == [True, False, False, False]


def test_a_side_without_a_lead_knows_neither_lead_nor_allies(told):
    names = load_scenario(told(ALLIANCES)).world.sides[1].actors
    assert names == ("outside", "league", "freedonia", "graustark")
    world = make_job(load_scenario(told(ALLIANCES)), 7).world
    assert [side.has_lead for side in world.sides] == [True, False]
    assert {pair[1].lead_weight for pair in world.pairs} == {0.0}


def test_trust_in_a_side_without_a_lead_is_not_drawn_to_a_first_power(told):
    """Which of its powers comes first changes nothing but the order."""
    turned = ("[{id: freedonia, name: Freedonia}, {id: graustark, name: Graustark, left: 1900-09}]",
              "[{id: graustark, name: Graustark, left: 1900-09}, {id: freedonia, name: Freedonia}]")  # fmt: skip
    one, other = index_of(told(ALLIANCES)), index_of(told(ALLIANCES, turned))
    assert one.member_trust[..., [0, 1, 2, 3]] == pytest.approx(other.member_trust[..., [1, 0, 3, 2]], abs=1e-12)


def test_without_an_institution_no_issue_says_what_a_partnership_asks_for(told):
    """And it makes no difference what one says."""
    said = ("outside_sensitivity: 0.8", "settles_partnership: true, outside_sensitivity: 0.8")
    plain, other = index_of(told(ALLIANCES + ISSUES)), index_of(told(ALLIANCES + ISSUES, said))
    assert np.array_equal(plain.index, other.index)


FAULTS = {
    "the same said twice": (
        LONG + "members: [{id: x, name: X, code: XX, capability: 0.1}]\n",
        (),
        "sides beside members",
    ),
    "no second side": (SHORT.replace("outside:", "# outside:"), (), "the key 'outside' is missing"),
    "one side": (ALLIANCES.partition("- id: league")[0], (), "1 side, where a relationship has two"),
    "a lead from elsewhere": (ALLIANCES, (("lead: sylvania", "lead: freedonia"),), "there is no power of this side"),
    "two sides of one id": (ALLIANCES, (("id: league", "id: pact"),), "side 'pact' appears twice"),
    "two powers of one id": (ALLIANCES, (("{id: ruritania", "{id: sylvania"),), "'sylvania'"),
    "a power on both sides": (ALLIANCES, (("{id: graustark", "{id: ruritania"),), "that of a power of the League"),
    "a word as an id": (ALLIANCES, (("{id: graustark", "{id: pact_allies"),), "a word for several actors"),
    "a word of the other side": (ALLIANCES, (("id: league", "id: alliance"),), "a word for other actors"),
    "gone before it came": (ALLIANCES, (("left: 1900-09", "joined: 1900-09, left: 1900-09"),), "before it has joined"),
    "an issue beside an institution": (
        ALLIANCES + INSTITUTION,
        (("{id: straits", "{settles_partnership: true, id: straits"),),
        "no settles_partnership of 'fishing', though there is an institution",
    ),
    "the role of a member": (
        ALLIANCES,
        (("{id: freedonia,", "{id: freedonia, role: lead,"),),
        "help: drop it, and say `lead: freedonia` of the side 'league'",
    ),
    "a role beside a lead": (
        ALLIANCES,
        (("{id: sylvania,", "{id: sylvania, role: lead,"),),
        "help: drop it; who leads is said by `lead:` of the side",
    ),
    "the role of an ally": (
        ALLIANCES,
        (("{id: graustark,", "{id: graustark, role: member,"),),
        "help: drop it; who leads is said by `lead:` of the side",
    ),
    "an act on both sides": (
        ALLIANCES,
        (("to: [freedonia]", "to: [freedonia, ruritania]"),),
        "between the League and the Pact",
    ),
    "an act of a power toward itself": (
        ALLIANCES,
        (("to: [freedonia]", "to: [ruritania]"),),
        "an act within the Pact concerns one power alone",
    ),
    "the lead of a side without one": (
        ALLIANCES,
        (("to: [freedonia]", "to: [league_lead]"),),
        "no actor 'league_lead'",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_sides_is_said(fault, told):
    world, changes, words = FAULTS[fault]
    with pytest.raises(InputError) as error:
        load_scenario(told(world, *changes))
    assert words in str(error.value)
    assert ".yaml:" in str(error.value)
