"""What hazards and conditions may read, and what nothing depends on."""

import pytest

from nrc_sim.engine.model import RelationshipModel
from nrc_sim.engine.model.reporters import VARIABLE_READERS, read_variables
from nrc_sim.scenario import Scenario, load_scenario, month_number
from nrc_sim.scenario.variables import VARIABLES, variable_names

SEED = 2013


def run_to_end(model: RelationshipModel) -> RelationshipModel:
    while model.running:
        model.step()
    return model


def test_the_variables_that_conditions_may_name_are_those_that_the_model_reads():
    assert list(VARIABLE_READERS) == list(VARIABLES)
    scenario = load_scenario("baseline")
    model = RelationshipModel("baseline", seed=SEED)
    model.step()
    named = dict(zip(variable_names(scenario.world), read_variables(model), strict=True))
    assert named["index"] == model.index
    assert named["new_lead"] == 0.0
    assert named["tension.enlargement"] == model.agenda.tension[model.world.labels.issues.index("enlargement")]
    assert named["stock.airspace"] == model.alliance.stocks[model.world.labels.areas.index("airspace")]
    states = [named[f"{state}.missile_defense"] for state in model.world.labels.settlements]
    assert states == [float(code == model.agenda.settlement[0]) for code in range(5)]


def test_a_leadership_is_new_in_the_months_after_its_renewal():
    model, new = RelationshipModel("no_new_impulse", seed=SEED), []
    place = list(VARIABLES).index("new_lead")
    while model.running:
        new.append(read_variables(model)[place])
        model.step()
    renewed = month_number("2017-01") - model.job.start
    assert new == [float(month > renewed) for month in range(60)]


@pytest.mark.parametrize("slug", ["baseline", "renewed_expansion"])
def test_the_scale_of_the_points_moves_nothing(slug):
    """Raw index and regimes are the same to the bit on any scale, in the history and after."""
    scenario = load_scenario(slug)
    index = scenario.world.index.model_copy(update={"slope": 77.7, "offset": -3.3})
    other = Scenario(scenario.file, scenario.world.model_copy(update={"index": index}), scenario.path)
    models = [run_to_end(RelationshipModel(choice, seed=SEED, run=3)) for choice in (scenario, other)]
    assert models[0].export_state().tobytes() == models[1].export_state().tobytes()
    collected = [model.datacollector.model_vars for model in models]
    for name in ("regime", "settlement", "member_trust", "portfolio"):
        assert collected[0][name] == collected[1][name]
    assert models[1].indices[-1] == 77.7 * models[0].raw_index - 3.3 != models[0].indices[-1]
