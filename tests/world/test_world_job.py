import pickle
from dataclasses import FrozenInstanceError

import pytest

from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_slugs, load_scenario, range_slugs
from nrc_sim.world import make_job


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


@pytest.mark.parametrize("start", ["2012-12", "2013-02", "2014-01"])
def test_history_ends_in_the_month_before_the_scenario_starts(tmp_path, start):
    text = f"extends: no_new_impulse\ntitle: T\nhorizon: {{start: {start}}}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        make_job(load_scenario(tmp_path / "story.yaml"), 2013)
    assert str(caught.value) == (
        "story: continues: history 'history_2002_2012' of world 'euro_atlantic_2013' ends before or after "
        f"{start}; allowed: a history of the same world that ends in the month before the horizon starts"
    )


def test_an_unknown_history_is_refused(tmp_path):
    text = "extends: baseline\ntitle: T\ncontinues: history_2002_2013\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"no scenario 'history_2002_2013'.*did you mean 'history_2002_2012'"):
        make_job(load_scenario(tmp_path / "story.yaml"), 2013)


def test_the_horizon_can_be_of_another_length():
    assert make_job(load_scenario("baseline"), 2013, months=7).months == 7


SETS = [{"trust": {"learning": 0.06}}, {"trust": {"learning": 0.12}, "issues": {"linkage": 1.0}}, {}]


def test_without_sets_every_run_has_the_parameters_of_its_worlds():
    job = make_job(load_scenario("baseline"), 2013)
    assert {job.parameters_of(run) for run in range(5)} == {(job.history.parameters, job.world.parameters)}


def test_the_set_of_a_run_depends_on_seed_and_run_alone():
    range_ends = [make_job(load_scenario(slug), 2013, parameter_sets=SETS) for slug in ("baseline", "new_arms_race")]
    drawn = [[job.parameters_of(run).scenario.trust.learning for run in range(40)] for job in range_ends]
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {0.06, 0.12, load_scenario("baseline").world.parameters["trust"]["learning"].value}
    other = make_job(load_scenario("baseline"), 2014, parameter_sets=SETS)
    assert [other.parameters_of(run).scenario.trust.learning for run in range(40)] != drawn[0]


def test_what_a_scenario_sets_goes_before_the_sets_but_not_in_history(tmp_path):
    text = "extends: baseline\ntitle: T\nparameters: {trust: {learning: 0.2}}\n"
    (tmp_path / "story.yaml").write_text(text, encoding="utf-8")
    job = make_job(load_scenario(tmp_path / "story.yaml"), 1, parameter_sets=SETS[:1])
    mine = job.parameters_of(0)
    assert (mine.history.trust.learning, mine.scenario.trust.learning) == (0.06, 0.2)


def test_jobs_with_other_sets_do_not_share_their_history():
    jobs = [make_job(load_scenario("baseline"), 1, parameter_sets=sets) for sets in ((), SETS[:1], SETS[:2])]
    assert len({job.history_key for job in jobs}) == 3


def test_a_set_outside_the_range_is_refused():
    with pytest.raises(InputError, match=r"parameters\.trust\.learning: 9\.0; allowed: "):
        make_job(load_scenario("baseline"), 1, parameter_sets=[{"trust": {"learning": 9.0}}])
