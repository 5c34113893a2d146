"""The commands `kinds` and `variables`."""

import json

from nrc_sim.cli import main
from nrc_sim.scenario import load_world
from nrc_sim.scenario.variables import VARIABLES, variable_names

WORLD = "euro_atlantic_2013"


def test_every_variable_of_a_world_is_listed_with_its_unit_and_a_meaning_of_its_own(capsys):
    assert main(["variables", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["variables"]
    assert tuple(listed) == variable_names(load_world(WORLD))
    assert len({about["meaning"] for about in listed.values()}) == len(listed)
    assert listed["trust_outside"] == {"unit": VARIABLES["trust_outside"], "meaning": "trust of Russia in the Alliance"}
    assert listed["tension.enlargement"] == {"unit": "0..1", "meaning": "unresolved tension over Enlargement"}
    assert listed["stock.airspace"]["meaning"] == "practical cooperation: Airspace"
    states = listed["talks.missile_defense"]
    assert states == {"unit": "0 or 1", "meaning": "whether the negotiation Missile defence is in the state `talks`"}


def test_every_kind_of_a_world_is_listed_with_its_rate_and_acts(capsys):
    assert main(["kinds"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in load_world(WORLD).kinds)
    assert main(["kinds", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)["kinds"]
    assert listed["severe_crisis"]["acts"][0] | {"issue": None} == {
        "from": ["outside"],
        "to": ["alliance"],
        "category": "190",
        "issue": None,
    }
    assert listed["severe_crisis"]["rate"]["value"] == 0.006


def test_a_world_of_ones_own_is_listed_by_its_file(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new-world", "mine"]) == 0
    assert main(["variables", "--world", "mine.yaml"]) == 0
    told = capsys.readouterr().out
    assert "trust of Eastland in Northland" in told
    assert "tension." not in told
    assert main(["kinds", "--world", "mine.yaml"]) == 0
    assert "initiative" in capsys.readouterr().out
    assert main(["kinds", "--world", "nowhere"]) == 2
