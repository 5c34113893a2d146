"""Covariates of a world's own change the traits of the powers that have them, and nothing else."""

import pytest

from nrc_sim.engine.world import make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario

WORLD = """
title: Sided
description: Invented.
sides:
- {id: east, name: the East, powers: [{id: a, name: A}]}
- id: west
  name: the West
  lead: c
  powers: [{id: c, name: C}, {id: d, name: D, covariates: {trade: 0.5}}, {id: e, name: E}]
covariates:
  trade: {unit: share of trade, range: [0, 1], source: invented, disposition: 0.8, threat: -0.4, lead_weight: -0.2}
initial: {conduct: {value: 0.0}, activity: {value: 0.2}}
"""
STORY = """
title: A quarrel
description: Threats.
world: sided
horizon: {start: 2013-01, months: 12}
shocks: [{id: threat, hazard: 0.2, acts: [{from: [a], to: [west], category: "138"}]}]
"""


@pytest.fixture
def traits_in(tmp_path):
    def traits(world: str):
        (tmp_path / "sided.yaml").write_text(world)
        (tmp_path / "story.yaml").write_text(STORY)
        return [pair[1] for pair in make_job(load_scenario(tmp_path / "story.yaml"), 7).world.pairs]

    return traits


def test_each_unit_adds_what_the_world_says_to_the_traits_of_its_power(traits_in):
    found, plain = traits_in(WORLD), traits_in(WORLD.replace("trade: 0.5", "trade: 0.0"))
    assert (found[0], found[2]) == (plain[0], plain[2])
    assert found[1].disposition == pytest.approx(plain[1].disposition + 0.4)
    assert found[1].threat_perception == pytest.approx(plain[1].threat_perception - 0.2)
    assert found[1].lead_weight == pytest.approx(plain[1].lead_weight - 0.1)
    assert found[1].stubbornness == plain[1].stubbornness


def test_traits_keep_their_ranges(traits_in):
    found = traits_in(WORLD.replace("threat: -0.4, lead_weight: -0.2", "threat: -5, lead_weight: -5"))
    assert (found[1].threat_perception, found[1].lead_weight) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{trade: 0.5}", "{trad: 0.5}", "there is no covariate 'trad'"),
        ("{trade: 0.5}", "{trade: 1.5}", "trade: found 1.5"),
        ("threat: -0.4", "threats: -0.4", "unknown key 'threats'"),
    ],
)
def test_what_is_wrong_with_covariates_is_said(old, new, words, traits_in):
    with pytest.raises(InputError) as error:
        traits_in(WORLD.replace(old, new))
    assert words in str(error.value)
