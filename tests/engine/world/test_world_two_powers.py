"""Two powers and nothing else are a world: no alliance, institution, negotiation, area or issue."""

import re

import numpy as np
import pytest
import yaml

from nrc_sim.cli import main
from nrc_sim.engine import kernel, model
from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario, load_world

WORLD = """
title: Two powers
description: Invented.
outside: {id: graustark, name: Graustark, code: GRA, openness: {value: 1, range: [0, 1], unit: any, source: any}}
members: [{id: ruritania, name: Ruritania, code: RUR, role: lead, capability: 0.02}]
initial:
  conduct: {value: 0.1, range: [-1, 1], unit: conduct, source: invented}
  rally: {value: 0, range: [0, 2], unit: log-odds, source: invented}
  activity: {value: 0.2, range: [0, 1], unit: "0..1", source: invented}
index:
  weight_of_trust: 0.6
  weight_of_conduct: 0.4
  anchors: [{from: 1900-01, to: 1900-06, points: -10}, {from: 1901-01, to: 1901-06, points: 10}]
  slope: 100
  offset: 0
  computed: never
outcomes: {classes: [cold, warm], names: [Cold, Warm], bounds: [25], months: 3}
categories_source: invented
categories: {"030": {name: Offer, weight: 4}, "138": {name: Threat, weight: -7}}
"""
STORY = """
title: A quarrel
description: A threat, and perhaps an answer.
world: two_powers
role: history
horizon: {start: 1900-01, months: 24}
shocks:
- {id: threat, hazard: 0.1, acts: [{from: [ruritania], to: [graustark], category: "138"}]}
- {id: offer, window: [1901-01, 1901-06], acts: [{from: [outside], to: [lead], category: "030"}]}
"""
# What a world without an alliance and an institution has no word for.
STRANGE = re.compile(
    r"alliance|allies|the lead|council|institution|froze|thaw|negotiat|stand_in|cooperat", re.IGNORECASE
)


@pytest.fixture
def story(tmp_path):
    parameters = load_world("euro_atlantic_2013").model_dump(by_alias=True, mode="json")["parameters"]
    (tmp_path / "two_powers.yaml").write_text(WORLD + yaml.safe_dump({"parameters": parameters}))
    (tmp_path / "quarrel.yaml").write_text(STORY)
    return tmp_path / "quarrel.yaml"


def changed(story, old: str, new: str) -> str:
    """What is said when the world is loaded with a change."""
    world = story.with_name("two_powers.yaml")
    assert old in world.read_text()
    world.write_text(world.read_text().replace(old, new, 1))
    with pytest.raises(InputError) as refused:
        load_scenario(story)
    return str(refused.value)


def test_both_engines_give_the_same_bits(story):
    job = make_job(load_scenario(story), 5)
    states = kernel.simulate_histories(job, 0, 4)
    assert states.tobytes() == model.simulate_histories(job, 0, 4).tobytes()
    told, compiled = (engine.simulate_block(job, 0, 4, states) for engine in (model, kernel))
    assert told.index.tobytes() == compiled.index.tobytes()
    assert told.tension.shape == told.stock.shape == told.settlement.shape == (4, 24, 0)
    assert np.unique(told.regime).tolist() == [0]


def test_a_power_alone_on_its_side_is_drawn_by_nobody(story):
    """With the influence of allies at its limit, trust moves no other way."""
    paths = []
    for influence in ("0.0", "1.0"):
        world = story.with_name("two_powers.yaml")
        content = yaml.safe_load(world.read_text())
        content["parameters"]["alliance"]["influence"].update(value=float(influence), range=[0.0, 1.0])
        world.write_text(yaml.safe_dump(content))
        job = make_job(load_scenario(story), 5)
        block = model.simulate_block(job, 0, 2, model.simulate_histories(job, 0, 2))
        paths.append(block.member_trust.tobytes())
        assert np.array_equal(block.series["index_without_lead"], block.index)
        assert np.array_equal(block.series["index_lead"], block.index)
    assert paths[0] == paths[1]


def test_the_model_says_what_there_is(story):
    told = RelationshipModel(load_scenario(story), seed=5, parameters="central")
    while told.running:
        told.step()
    assert (told.alliance.name, told.outside.name) == ("Ruritania", "Graustark")
    assert told.world.labels.regimes == ("none",)


def test_pages_tables_and_the_terminal_speak_of_what_there_is_alone(story, tmp_path, capsys):
    assert (
        main(["run", str(story), "--runs", "6", "--seed", "5", "--format", "svg", "--output", str(tmp_path / "out")])
        == 0
    )
    told = capsys.readouterr().out
    page = (tmp_path / "out" / "report.html").read_text()
    words = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>|data:\S+", " ", page, flags=re.DOTALL)
    captions = " ".join(path.read_text() for path in sorted((tmp_path / "out").glob("*.svg")))
    captions = " ".join(re.findall(r"<!--(.*?)-->", captions, flags=re.DOTALL))
    paths = (tmp_path / "out" / "trajectories.csv").read_text()
    for text in (told, words, captions):
        assert STRANGE.findall(text) == []
    assert "Graustark and Ruritania" in words
    assert "regime|" not in paths
    assert "Graustark and Ruritania" in paths


CLUB = "regimes: [{id: club, name: Club, role: limited, dialogue: 0, cooperation: 1, hostility_cut: 0}]"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("outside:", f"{CLUB}\noutside:", "an institution with 1 regime"),
        ("  activity:", "  regime: club\n  activity:", "there is no regime 'club'"),
    ],
)
def test_half_an_institution_is_refused(story, old, new, words):
    assert words in changed(story, old, new)


def test_allies_that_do_not_exist_cannot_act(story):
    story.write_text(STORY.replace("[ruritania]", "[allies]"))
    with pytest.raises(InputError, match="there is no actor 'allies'"):
        load_scenario(story)
