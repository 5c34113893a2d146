import pytest

from nrc_sim.analysis.attribution import find_elements, mix_scenarios
from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_slugs, load_scenario

RANGE = [slug for slug in bundled_slugs()[:13] if slug != "baseline"]


def named(scenario, baseline="baseline"):
    return {element.name: element for element in find_elements(load_scenario(scenario), load_scenario(baseline))}


@pytest.mark.parametrize("slug", RANGE)
def test_the_baseline_with_all_elements_is_the_scenario(slug):
    scenario, baseline = load_scenario(slug), load_scenario("baseline")
    elements = find_elements(scenario, baseline)
    mixed = mix_scenarios(scenario, baseline, elements).file
    for part in ("policies", "holds", "parameters", "shocks"):
        assert getattr(mixed, part) == getattr(scenario.file, part)
    none = mix_scenarios(scenario, baseline, ()).file
    for part in ("policies", "holds", "parameters", "shocks"):
        assert getattr(none, part) == getattr(baseline.file, part)


def test_policies_holds_and_shocks_are_elements():
    found = named("practical_cooperation_only")
    assert {element.kind for element in found.values()} == {"policy", "hold", "shock"}
    assert found["policies.frameworks.afghanistan"].change == "added"
    assert found["policies.cooperation"].label == "cooperation 0 to 1"
    assert found["holds.negotiations"].label == "negotiations"
    assert found["shocks.project_2013"].label == "Joint projects signed, 2013-06"


def test_a_policy_of_steps_is_one_element_in_words_and_can_be_mixed():
    setting = "policies.dialogue=[{from: 2013-01, value: 0.3}, {from: 2015-01, value: 1}]"
    scenario, baseline = load_scenario("baseline", (setting,)), load_scenario("baseline")
    (element,) = find_elements(scenario, baseline)
    assert (element.name, element.label) == ("policies.dialogue", "dialogue 0 to 0.3 from 2013-01, 1 from 2015-01")
    assert mix_scenarios(scenario, baseline, [element]).file.policies == scenario.file.policies
    (back,) = find_elements(baseline, scenario)
    assert back.label == "dialogue 0.3 from 2013-01, 1 from 2015-01 to 0"


def test_dropped_shocks_are_elements():
    found = named("no_new_impulse")
    assert found["shocks.incident"].change == "dropped"
    assert found["shocks.incident"].label.startswith("without ")


def test_a_changed_shock_is_one_element():
    group, quantities = next(iter(load_scenario("baseline").world.parameters.items()))
    name, quantity = next(iter(quantities.items()))
    setting = f"parameters.{group}.{name}={quantity.range[1]}"
    scenario = load_scenario("baseline", ("shocks.incident.hazard=0.2", setting))
    names = {element.name: element for element in find_elements(scenario, load_scenario("baseline"))}
    assert names["shocks.incident"].change == "changed"
    assert names["shocks.incident"].label.startswith("changed: ")
    assert names[f"parameters.{group}.{name}"].kind == "parameter"
    mixed = mix_scenarios(scenario, load_scenario("baseline"), [names["shocks.incident"]])
    assert [shock.hazard for shock in mixed.shocks if shock.id == "incident"] == [0.2]
    assert mixed.file.parameters == {}


def test_scenarios_of_different_horizons_are_refused():
    with pytest.raises(InputError, match=r"differ in `continues`.*allowed: scenarios with the same world, continues"):
        named("history_2002_2012")


def test_scenarios_that_do_not_differ_are_refused():
    with pytest.raises(InputError, match="'baseline' does not differ from 'baseline'; allowed: two different"):
        named("baseline")
