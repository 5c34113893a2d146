import pytest

from nrc_sim.engine.world import make_job
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.faults import FaultsError
from ranges import within


def faults_of(*settings: str):
    with pytest.raises(FaultsError) as caught:
        load_scenario("baseline", settings)
    return caught.value.faults


def test_a_setting_changes_one_value():
    plain, changed = load_scenario("baseline"), load_scenario("baseline", ["policies.dialogue=0.5"])
    assert (plain.file.policies.dialogue, changed.file.policies.dialogue) == (0.0, 0.5)
    assert changed.file.policies.transparency == plain.file.policies.transparency
    assert changed.hash != plain.hash


def test_shocks_are_named_by_their_id():
    settings = [
        "shocks.syria.hazard=null",
        "shocks.syria.at=2014-01",
        "shocks.sanctions.drop=true",
        "shocks.reset.size=2",
    ]
    shocks = {shock.id: shock for shock in load_scenario("baseline", settings).shocks}
    assert (shocks["syria"].at, shocks["syria"].hazard, shocks["reset"].size) == ("2014-01", None, 2.0)
    assert "sanctions" not in shocks


def test_a_mapping_under_a_new_id_adds_a_shock():
    plain, changed = (
        load_scenario("baseline"),
        load_scenario("baseline", ["shocks.meeting={kind: summit, at: 2014-06}"]),
    )
    assert changed.shocks[:-1] == plain.shocks
    assert (changed.shocks[-1].id, changed.shocks[-1].kind, changed.shocks[-1].at) == ("meeting", "summit", "2014-06")


def test_a_fault_in_an_added_shock_stands_where_it_was_typed():
    (fault,) = faults_of("shocks.meeting={kind: sumit, at: 2014-06}")
    assert (fault.place.column, fault.suggestion) == (23, "did you mean 'summit'?")


def test_lists_and_mappings_can_be_set():
    settings = ["claims=[C1, C2]", "shocks.syria.size={uniform: [0.5, 1]}", "policies.frameworks={airspace: 1}"]
    scenario = load_scenario("baseline", settings)
    assert scenario.claims == ("C1", "C2")
    assert scenario.shocks[1].size.uniform == (0.5, 1.0)
    assert scenario.file.policies.frameworks == {"airspace": 1.0}


@pytest.mark.parametrize(
    ("setting", "suggestion"),
    [
        ("parameters.trust.lerning=0.1", "parameters.trust.learning"),
        ("parameters.trst.learning=0.1", "parameters.trust.learning"),
        ("trust.learning=0.1", "parameters.trust.learning"),
        ("policies.dialog=1", "policies.dialogue"),
        ("polices.dialogue=1", "policies.dialogue"),
        ("policies.frameworks.afganistan=1", "policies.frameworks.afghanistan"),
        ("shocks.siria.hazard=0.1", "shocks.syria.hazard"),
        ("shocks.syria.hazrd=0.1", "shocks.syria.hazard"),
        ("horizn.months=12", "horizon.months"),
    ],
)
def test_a_path_with_a_typo_is_answered_with_the_full_right_one(setting, suggestion):
    (fault,) = faults_of(setting)
    assert fault.suggestion == f"did you mean {suggestion!r}?"
    assert str(fault.place) == f"--set {setting}"


@pytest.mark.parametrize(
    ("setting", "message", "column"),
    [
        ("policies.dialogue=2", "dialogue: found a whole number 2", 19),
        ("policies.dialogue=no", "'no' is a truth value", 19),
        ("policies.dialogue=[", "this is not valid YAML", 20),
        ("policies.dialogue", "'policies.dialogue' is no setting", 1),
        ("=3", "'=3' is no setting", 1),
        ("policies..dialogue=3", "'policies..dialogue=3' is no setting", 1),
        ("parameters.trust.return_rate=99", "return_rate: found 99", 30),
        ("shocks.syria.at=2014-01", "needs exactly one of at, window, hazard, when, after; found at and hazard", 1),
        ("shocks.syria.kind=siria", "there is no kind of shock 'siria'", 19),
        ("horizon.start=2014-01", "does not end where the horizon starts", 15),
        ("world=elsewhere", "there is no world 'elsewhere'", 7),
    ],
)
def test_a_setting_is_checked_as_a_file_is_and_its_place_is_the_option(setting, message, column):
    fault = next(fault for fault in faults_of(setting) if message in fault.what)
    assert (str(fault.place), fault.place.column) == (f"--set {setting}", column)


def test_all_wrong_settings_are_told_at_once():
    assert len(faults_of("policies.dialog=1", "policies.cooperation=3", "title=", "shocks.siria.size=1")) == 4


def test_a_setting_does_not_reach_the_history():
    learning = within("trust.learning", 0.1)
    settings = [f"parameters.trust.learning={learning}", "policies.transparency=1"]
    plain, changed = (make_job(load_scenario("baseline", chosen), 1) for chosen in ((), settings))
    assert plain.history_key == changed.history_key
    assert plain.history == changed.history
    assert changed.world.parameters.trust.learning == learning
