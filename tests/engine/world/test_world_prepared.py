"""Prepared worlds are kept in a process: by what they say, bounded, for all threads, and without anything of a run."""

import os
import pickle
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nrc_sim.engine import accepted
from nrc_sim.engine.kernel.simulation import lay_out_job, simulate_block, simulate_histories
from nrc_sim.engine.world import ENSEMBLE, ParameterSet, make_job, make_jobs, values_of_sets
from nrc_sim.engine.world.prepared import chosen_sets
from nrc_sim.engine.world.recent import Recent
from nrc_sim.errors import InputError
from nrc_sim.scenario import bundled_folder, load_scenario, load_world

HISTORY = "extends: history_2002_2012\nworld: own\n"
STORY = "extends: baseline\nworld: own\ncontinues: past\n"


def test_the_values_of_sets_are_those_in_which_they_differ_before_or_after_the_scenario_begins():
    plain = make_job(load_scenario("baseline"), 1).world.parameters
    trust, memory = plain.trust, plain.memory
    moved = plain._replace(trust=trust._replace(learning=0.5), memory=memory._replace(**{memory._fields[0]: 7}))
    asked = [ParameterSet(plain, plain), ParameterSet(plain, moved), ParameterSet(plain, plain)]
    first = memory._fields[0]
    assert values_of_sets(asked) == {
        f"memory.{first}": (getattr(memory, first), 7.0, getattr(memory, first)),
        "trust.learning": (trust.learning, 0.5, trust.learning),
    }
    # those of the history decide, too, and are not told
    assert values_of_sets([ParameterSet(plain, plain), ParameterSet(moved, plain)]) == {
        f"memory.{first}": (getattr(memory, first),) * 2,
        "trust.learning": (trust.learning,) * 2,
    }
    assert values_of_sets(asked[:1]) == values_of_sets(()) == {}


def rewrite(path, text: str) -> None:
    """Change a file of which the system says that nothing has changed."""
    before = path.stat()
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.fixture
def own(tmp_path):
    for name, text in (("own", "extends: euro_atlantic_2013\n"), ("past", HISTORY), ("story", STORY)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def job_in(folder, parameters="central"):
    return make_jobs([load_scenario(folder / "story.yaml")], 1, parameters=parameters)[0]


def test_what_was_asked_for_last_is_kept_and_no_more():
    recent, made = Recent(2), []
    for key in "abaca":
        assert recent.get(key, lambda key=key: made.append(key) or key.upper()) == key.upper()
        assert len(recent) <= 2
    assert made == ["a", "b", "c"]
    recent.get("b", lambda: made.append("b"))
    assert made == ["a", "b", "c", "b"]


def test_what_cannot_be_made_is_not_kept():
    recent = Recent(2)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 1) == 1


def test_threads_that_ask_at_once_get_the_same():
    recent, together = Recent(8), threading.Barrier(8)

    def ask(_):
        together.wait()
        return [recent.get(number, object) for number in range(4)]

    with ThreadPoolExecutor(8) as pool:
        first, *others = pool.map(ask, range(8))
    assert all(one is other for found in others for one, other in zip(first, found, strict=True))


def test_a_job_is_prepared_once_and_equals_one_that_is_prepared_anew():
    scenario = load_scenario("baseline")
    first, again = (make_jobs([load_scenario("baseline")], 2013, parameters=ENSEMBLE)[0] for _ in range(2))
    assert again.world is first.world
    assert first == make_job(scenario, 2013, parameter_sets=chosen_sets(scenario, ENSEMBLE))


def test_jobs_with_other_seeds_share_all_but_the_seed():
    first, other = (make_jobs([load_scenario("baseline")], seed, parameters=ENSEMBLE)[0] for seed in (2013, 7))
    assert (first.seed, other.seed) == (2013, 7)
    assert first.history_key != other.history_key
    assert other.history_key == make_job(load_scenario("baseline"), 7, None, chosen_sets(*ensemble())).history_key
    assert other.world is first.world
    assert other.parameter_sets is first.parameter_sets


def ensemble():
    return load_scenario("baseline"), ENSEMBLE


@pytest.mark.parametrize("months", [None, 12, np.int64(24)])
def test_other_months_make_another_job(months):
    job = make_jobs([load_scenario("baseline")], 1, months)[0]
    assert job.months == (60 if months is None else months)


@pytest.mark.parametrize(("seed", "months"), [(-1, None), (1.5, None), (1, 0), (1, "12"), (1, [12])])
def test_what_is_not_allowed_is_refused_although_the_same_scenario_is_kept(seed, months):
    make_jobs([load_scenario("baseline")], 1)
    with pytest.raises(InputError, match=r"seed|months"):
        make_jobs([load_scenario("baseline")], seed, months)


def test_what_the_engine_keeps_with_a_job_goes_along_to_other_seeds_and_not_to_other_processes():
    job = make_jobs([load_scenario("baseline")], 2013, parameters=ENSEMBLE)[0]
    laid = lay_out_job(job)
    assert lay_out_job(job.with_seed(5)) is laid
    assert lay_out_job(pickle.loads(pickle.dumps(job))) is not laid


def test_a_prepared_job_holds_no_state_of_a_run():
    job = make_jobs([load_scenario("baseline")], 2013, parameters=ENSEMBLE)[0]
    first = simulate_block(job, 0, 3, simulate_histories(job, 0, 3)).index.copy()
    simulate_block(job, 40, 2, simulate_histories(job, 40, 2))
    assert (simulate_block(job, 0, 3, simulate_histories(job, 0, 3)).index == first).all()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("past", f"{HISTORY}policies: {{dialogue: 0.9}}\n"),
        ("own", "extends: euro_atlantic_2013\nparameters: {trust: {learning: {value: 0.25}}}\n"),
    ],
)
def test_a_history_or_world_that_changed_on_disk_is_read_again(own, name, text):
    before = job_in(own)
    rewrite(own / f"{name}.yaml", text)
    assert job_in(own).history_key != before.history_key
    assert job_in(own).history != before.history


def test_a_parent_of_a_history_that_changed_on_disk_is_read_again(own):
    (own / "past.yaml").write_text("extends: parent\n", encoding="utf-8")
    (own / "parent.yaml").write_text(HISTORY, encoding="utf-8")
    before = job_in(own)
    rewrite(own / "parent.yaml", f"{HISTORY}policies: {{dialogue: 0.9}}\n")
    assert job_in(own).history_key != before.history_key
    rewrite(own / "parent.yaml", f"{HISTORY}horizon: {{start: 2002-01, months: 120}}\n")
    with pytest.raises(InputError, match="does not end where the horizon starts"):
        job_in(own)


def test_accepted_sets_that_changed_on_disk_are_not_served(own):
    folder = own / "evidence" / "own"
    shutil.copytree(bundled_folder() / "evidence" / "euro_atlantic_2013", folder)
    assert len(job_in(own, ENSEMBLE).parameter_sets) == accepted.MOST_SETS
    path = accepted.candidates_path(load_world(own / "own.yaml"))
    text = path.read_text(encoding="utf-8")
    rewrite(path, text[:-3] + ("1" if text[-3] != "1" else "2") + text[-2:])
    with pytest.raises(InputError, match="changed since"):
        job_in(own, ENSEMBLE)
    rewrite(path, text)
    assert len(job_in(own, ENSEMBLE).parameter_sets) == accepted.MOST_SETS
    shutil.rmtree(folder)
    assert job_in(own, "central").parameter_sets == ()
