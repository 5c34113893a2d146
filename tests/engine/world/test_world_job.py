import pickle
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from nrc_sim.engine.model import simulate_histories
from nrc_sim.engine.world import draw_sets, make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import Scenario, bundled_folder, bundled_slugs, load_scenario, range_slugs
from nrc_sim.study.statistics import Layout
from ranges import parameter_sets, quantity_of, within


@pytest.mark.parametrize("slug", bundled_slugs())
def test_a_job_can_be_sent_to_another_process(slug):
    job = make_job(load_scenario(slug), 2013)
    copy = pickle.loads(pickle.dumps(job))
    assert copy == job
    assert copy.labels.members == job.labels.members


def test_a_job_cannot_be_changed():
    job = make_job(load_scenario("baseline"), 2013)
    with pytest.raises(FrozenInstanceError):
        job.seed = 1


def test_scenarios_of_the_range_share_their_history():
    keys = {make_job(load_scenario(slug), 2013).history_key for slug in range_slugs()}
    assert len(keys) == 1
    assert make_job(load_scenario("baseline"), 2014).history_key not in keys


def test_what_acts_from_the_first_month_on_does_not_change_history(tmp_path):
    text = "extends: baseline\ntitle: T\nparameters: {trust: {learning: 0.2}}\npolicies: {dialogue: 1.0}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    job, plain = make_job(load_scenario(tmp_path / "story.yaml"), 1), make_job(load_scenario("baseline"), 1)
    assert job.history == plain.history
    assert job.history_key == plain.history_key
    assert job.world != plain.world


def test_a_history_has_no_history():
    job = make_job(load_scenario("history_2002_2012"), 2013)
    assert job.history is None
    assert (job.months, job.start, job.slug) == (132, 2002 * 12, "history_2002_2012")


def changed(scenario: Scenario, **changes) -> Scenario:
    """A scenario that no file has been checked for."""
    return Scenario(scenario.file.model_copy(update=changes), scenario.world, scenario.path)


@pytest.mark.parametrize("start", ["2012-12", "2013-02", "2014-01"])
def test_history_ends_in_the_month_before_the_scenario_starts(start, tmp_path):
    text = f"extends: no_new_impulse\ntitle: T\nhorizon: {{start: {start}, months: 12}}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"the history 'history_2002_2012' .* does not end where the horizon starts"):
        load_scenario(tmp_path / "story.yaml")


def test_an_unknown_history_is_refused(tmp_path):
    text = "extends: baseline\ntitle: T\ncontinues: history_2002_2013\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"(?s)no scenario 'history_2002_2013'.*did you mean 'history_2002_2012'"):
        make_job(load_scenario(tmp_path / "story.yaml"), 2013)


def test_the_horizon_can_be_of_another_length():
    assert make_job(load_scenario("baseline"), 2013, months=7).months == 7


SETS = parameter_sets()
SLOW, FAST = (values["trust"]["learning"] for values in SETS[:2])
OWN = within("trust.learning", 0.1)
"""A value that a scenario sets itself."""
CENTRAL = quantity_of("trust.learning").value


def test_without_sets_every_run_has_the_parameters_of_its_worlds():
    job = make_job(load_scenario("baseline"), 2013)
    assert {job.parameters_of(run) for run in range(5)} == {(job.history.parameters, job.world.parameters)}


def test_the_set_of_a_run_depends_on_seed_and_run_alone():
    range_ends = [make_job(load_scenario(slug), 2013, parameter_sets=SETS) for slug in ("baseline", "new_arms_race")]
    drawn = [[job.parameters_of(run).scenario.trust.learning for run in range(40)] for job in range_ends]
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {SLOW, FAST, CENTRAL}
    other = make_job(load_scenario("baseline"), 2014, parameter_sets=SETS)
    assert [other.parameters_of(run).scenario.trust.learning for run in range(40)] != drawn[0]


def test_what_a_scenario_sets_goes_before_the_sets_but_not_in_history(tmp_path):
    text = f"extends: baseline\ntitle: T\nparameters: {{trust: {{learning: {OWN}}}}}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    job = make_job(load_scenario(tmp_path / "story.yaml"), 1, parameter_sets=SETS[:1])
    mine = job.parameters_of(0)
    assert (mine.history.trust.learning, mine.scenario.trust.learning) == (SLOW, OWN)


def test_jobs_with_other_sets_do_not_share_their_history():
    jobs = [make_job(load_scenario("baseline"), 1, parameter_sets=sets) for sets in ((), SETS[:1], SETS[:2])]
    assert len({job.history_key for job in jobs}) == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"trust": {"lerning": 0.1}}, r"parameters\.trust: missing none, unknown \['lerning'\]"),
        ({"trusts": {"learning": 0.1}}, r"parameters: missing none, unknown \['trusts'\]"),
    ],
)
def test_a_set_with_a_name_that_the_world_does_not_have_is_refused(values, message):
    with pytest.raises(InputError, match=message):
        make_job(load_scenario("baseline"), 1, parameter_sets=[values])


def test_the_parameters_that_a_history_sets_go_before_the_sets_in_the_history_alone(tmp_path):
    text = f"extends: history_2002_2012\ntitle: T\nparameters: {{trust: {{learning: {OWN}}}}}\n"
    (tmp_path / "past.yaml").write_text(text, encoding="utf-8")
    text = "extends: baseline\ntitle: T\ncontinues: past\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    mine = make_job(load_scenario(tmp_path / "story.yaml"), 1, parameter_sets=SETS[:1]).parameters_of(0)
    assert (mine.history.trust.learning, mine.scenario.trust.learning) == (OWN, SLOW)


def test_a_nested_ensemble_gives_each_set_so_many_runs_in_turn():
    job = make_job(load_scenario("baseline"), 1, parameter_sets=SETS, runs_per_set=4)
    assert job.sets_of(np.arange(14)).tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [0] * 2
    drawn = [job.parameters_of(run).scenario.trust.learning for run in (0, 3, 4, 7)]
    assert drawn == [SLOW, SLOW, FAST, FAST]
    assert job.history_key != make_job(load_scenario("baseline"), 1, parameter_sets=SETS).history_key


def test_without_sets_there_is_one_for_all_runs_however_they_are_counted():
    for runs_per_set in (0, 4):
        job = make_job(load_scenario("baseline"), 1, runs_per_set=runs_per_set)
        assert job.parameter_sets == ()
        assert job.sets_of(np.arange(14)).tolist() == [0] * 14


@pytest.mark.parametrize("runs_per_set", [0, 1, 4])
def test_the_set_of_a_run_is_the_one_that_its_number_says(runs_per_set):
    job = make_job(load_scenario("baseline"), 1, parameter_sets=SETS, runs_per_set=runs_per_set)
    assert len(job.parameter_sets) == len(SETS)
    numbers = job.sets_of(np.arange(14))
    assert [job.parameters_of(run) for run in range(14)] == [job.parameter_sets[number] for number in numbers]


@pytest.mark.parametrize(("runs_per_set", "sets"), [(0, len(SETS)), (4, 1)])
def test_outcomes_are_counted_by_set_where_runs_draw_theirs(runs_per_set, sets):
    job = make_job(load_scenario("baseline"), 1, parameter_sets=SETS, runs_per_set=runs_per_set)
    assert Layout.of_job(job).sets == sets
    assert Layout.of_job(make_job(load_scenario("baseline"), 1)).sets == 1


def test_sets_are_drawn_evenly():
    counts = np.bincount(draw_sets(2013, np.arange(8000), 4))
    assert counts.size == 4
    assert counts.min() > 1800


def in_bundled_world(tmp_path, **entry) -> Scenario:
    """The baseline in a world that documents one parameter otherwise."""
    scenario = load_scenario("baseline")
    world = scenario.world
    learning = world.parameters["trust"]["learning"].model_copy(update=entry)
    groups = {**world.parameters, "trust": {**world.parameters["trust"], "learning": learning}}
    return Scenario(scenario.file, world.model_copy(update={"parameters": groups}), tmp_path / "story.yaml")


@pytest.mark.parametrize("value", [0.01, 0.07, 1.5])
def test_a_value_neither_in_range_nor_that_of_absence_is_refused(tmp_path, value):
    scenario = in_bundled_world(tmp_path, value=0.3, range=(0.2, 0.5), unit="any", absent=0.0)
    message = rf"trust.learning is {value}; allowed: from 0.2 to 0.5, or 0 to do without \(any\)"
    with pytest.raises(InputError, match=message):
        make_job(scenario, 1, parameter_sets=[{"trust": {"learning": value}}])


def test_without_a_value_of_absence_the_range_is_all_that_is_allowed(tmp_path):
    scenario = in_bundled_world(tmp_path, value=0.3, range=(0.2, 0.5), unit="any", absent=None)
    with pytest.raises(InputError, match=r"trust.learning is 0.0; allowed: from 0.2 to 0.5 \(any\)"):
        make_job(scenario, 1, parameter_sets=[{"trust": {"learning": 0.0}}])


def test_a_mechanism_can_be_absent(tmp_path):
    scenario = in_bundled_world(tmp_path, value=0.3, range=(0.2, 0.5), absent=0.0)
    job = make_job(scenario, 1, parameter_sets=[{"trust": {"learning": 0.0}}])
    assert job.parameters_of(0).scenario.trust.learning == 0.0


def test_a_run_of_the_history_has_the_parameters_of_its_set():
    job = make_job(load_scenario("baseline"), 2013, parameter_sets=SETS)
    plain = make_job(load_scenario("baseline"), 2013)
    drawn = [job.parameters_of(run).history for run in range(12)]
    moved, kept = (next(run for run in range(12) if (drawn[run] == job.history.parameters) is same) for same in CASES)
    assert simulate_histories(job, kept, 1).tobytes() == simulate_histories(plain, kept, 1).tobytes()
    assert simulate_histories(job, moved, 1).tobytes() != simulate_histories(plain, moved, 1).tobytes()


CASES = (False, True)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed is -1; allowed: a whole number from 0 to 9223372036854775807"),
        ({"seed": 2**63}, f"seed is {2**63}; allowed: a whole number from 0 to 9223372036854775807"),
        ({"seed": 1, "months": 0}, "months is 0; allowed: a whole number from 1 to 1200"),
        ({"seed": 1, "months": -5}, "months is -5; allowed: a whole number from 1 to 1200"),
    ],
)
def test_a_seed_or_horizon_out_of_its_range_is_refused(arguments, message):
    with pytest.raises(InputError) as caught:
        make_job(load_scenario("baseline"), **arguments)
    assert str(caught.value) == message


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_the_ends_of_seeds_are_allowed(seed):
    assert make_job(load_scenario("baseline"), seed, months=1).seed == seed


def test_a_history_that_continues_another_is_refused(tmp_path):
    for name, continued in (("middle", "history_2002_2012"), ("story", "middle")):
        text = f"extends: baseline\ntitle: T\ncontinues: {continued}\n"
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"'middle' itself continues 'history_2002_2012'"):
        load_scenario(tmp_path / "story.yaml")


def test_a_history_is_looked_for_beside_the_scenario_first(tmp_path):
    drops = ", ".join(f"{{id: {shock.id}, drop: true}}" for shock in load_scenario("history_2002_2012").shocks)
    text = f"extends: ../history_2002_2012.yaml\ntitle: Quiet years\nshocks: [{drops}]\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "history_2002_2012.yaml").write_text(
        (bundled_folder() / "history_2002_2012.yaml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    (tmp_path / "own" / "history_2002_2012.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "own" / "story.yaml").write_text("extends: baseline\ntitle: T\n", encoding="utf-8")
    job, bundled = (make_job(load_scenario(name), 1) for name in (tmp_path / "own" / "story.yaml", "baseline"))
    assert (job.history.shocks, len(bundled.history.shocks) > 0) == ((), True)
    assert job.history_key != bundled.history_key


def test_a_history_plays_in_the_world_of_the_scenario_that_continues_it(tmp_path):
    text = (bundled_folder() / "worlds" / "euro_atlantic_2013.yaml").read_text(encoding="utf-8")
    other = text.replace("    level: {value: 0.9}\n", "    level: {value: 0.25}\n")
    assert other != text
    (tmp_path / "worlds").mkdir()
    (tmp_path / "worlds" / "euro_atlantic_2013.yaml").write_text(other, encoding="utf-8")
    (tmp_path / "story.yaml").write_text("extends: baseline\ntitle: T\n", encoding="utf-8")
    job, bundled = (make_job(load_scenario(name), 1) for name in (tmp_path / "story.yaml", "baseline"))
    assert job.history.parameters.trust == job.world.parameters.trust != bundled.world.parameters.trust
    assert job.history.parameters.trust.level == 0.25
    assert job.history_key != bundled.history_key
