"""Errors, scenarios, questions and faults go from one process to another and come back equal."""

import copy
import importlib.util
import inspect
import multiprocessing
import pickle
import pkgutil
from pathlib import Path

import pytest

import nrc_sim
from nrc_sim.cli.streams import OutputGoneError
from nrc_sim.errors import InputError, NrcSimError, RunError
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.faults import Fault, FaultsError, Place
from nrc_sim.scenario.schema import ContradictionError
from nrc_sim.study.questions import Question, ask_question

BAD = Path(__file__).parent / "corpus" / "bad" / "five_faults.yaml"
FAULT = Fault(Place("a.yaml", 2, 3, 1, "a: b"), "found b", "a number", "write 1")
MADE = {
    NrcSimError: lambda: NrcSimError("this did not work"),
    InputError: lambda: InputError("found 3", place="--runs", allowed="1 or 2", suggestion="write 2"),
    RunError: lambda: RunError("the disk is full"),
    OutputGoneError: lambda: OutputGoneError("nobody reads it"),
    FaultsError: lambda: FaultsError([FAULT, Fault(Place("b.yaml"), "empty")]),
}


def all_errors():
    for module in pkgutil.walk_packages(nrc_sim.__path__, "nrc_sim."):
        needs_extra = module.name.startswith("nrc_sim.dashboard") and not importlib.util.find_spec("dash")
        if not module.name.endswith("__main__") and not needs_extra:
            importlib.import_module(module.name)
    found, rest = [], [NrcSimError]
    while rest:
        found.append(rest.pop())
        rest.extend(found[-1].__subclasses__())
    return [kind for kind in found if kind.__module__.startswith("nrc_sim.")]


def test_every_error_of_the_package_comes_back_equal():
    for kind in all_errors():
        assert kind in MADE, f"say in MADE how a {kind.__name__} is made"
        error = MADE[kind]()
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
            back = pickle.loads(pickle.dumps(error, protocol))
            assert type(back) is kind
            assert (str(back), vars(back), back) == (str(error), vars(error), error)
        assert copy.deepcopy(error) == error


def test_no_error_of_the_package_replaces_the_way_of_the_base():
    assert [kind for kind in all_errors() if "__reduce__" in vars(kind)] == [NrcSimError]


def test_errors_that_say_different_things_differ():
    assert InputError("a", place="b") != InputError("a", place="c")
    assert InputError("a") != RunError("a")
    assert len({InputError("a"), InputError("a"), InputError("b")}) == 2


def test_a_contradiction_comes_back_with_its_paths():
    error = ContradictionError("both", [("a",), ("b", 1)], [("a",)], "c")
    back = pickle.loads(pickle.dumps(error))
    assert (str(back), vars(back)) == (str(error), vars(error))
    assert inspect.isclass(type(back))


def test_an_invalid_scenario_in_a_worker_of_a_pool_is_told_to_the_caller():
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        answer = pool.apply_async(load_scenario, (str(BAD),))
        with pytest.raises(FaultsError) as caught:
            answer.get(timeout=60)
    with pytest.raises(FaultsError) as here:
        load_scenario(str(BAD))
    assert caught.value == here.value
    assert caught.value.faults == here.value.faults


def test_scenarios_questions_and_faults_come_back_equal():
    scenario = load_scenario("baseline")
    back = pickle.loads(pickle.dumps(scenario))
    assert (back.hash, back.path, back.resolved()) == (scenario.hash, scenario.path, scenario.resolved())
    assert back.written == scenario.written
    question = Question("frozen", "Is it frozen?", "frozen > 0 for 3 months", "2015-01")
    asked = ask_question(question, 2014 * 12, 60)
    for value in (question, asked, FAULT, FAULT.place):
        assert pickle.loads(pickle.dumps(value)) == value
