"""A rift within a side: recorded, stored, asked for, told in words, and taken back."""

import json
from pathlib import Path

import numpy as np
import pytest

import nrc_sim as nrc
from nrc_sim.analysis.attribution import attribute
from nrc_sim.analysis.equilibria import find_equilibria
from nrc_sim.analysis.trace import branch_run, trace_run
from nrc_sim.cli import main
from nrc_sim.engine.kernel import simulate_block, simulate_histories
from nrc_sim.engine.world import build_world, make_job
from nrc_sim.errors import InputError
from nrc_sim.scenario import load_scenario
from nrc_sim.scenario.variables import powers_with_allies
from nrc_sim.study.results.scenario_runs import ScenarioRuns
from nrc_sim.study.running import Settings
from nrc_sim.study.store import load_results

STORY = """\
extends: baseline
title: A rift
horizon: {months: 24}
shocks:
  - {id: quarrel, at: 2013-03, acts: [{from: [united_states], to: [allies], category: "112"}]}
  - {id: answer, at: 2013-05, acts: [{from: [france, germany], to: [lead], category: "138"}]}
  - {id: repair, when: rift.france > 0.4 for 6 months, acts: [{from: [lead], to: [france], category: "057"}]}
"""
PLAIN = "extends: baseline\ntitle: Plain\nhorizon: {months: 24}\n"
QUESTION = "- {id: apart, question: Has Germany drifted away?, condition: rift.germany > 0.3, before: 2014-01}\n"
RUNS, SEED = 6, 11


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rifts")
    for name, text in (("rift.yaml", STORY), ("plain.yaml", PLAIN), ("questions.yaml", QUESTION)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def stored(home):
    """A folder of results of a story with a rift, and of one without."""
    listed = [str(home / "rift.yaml"), str(home / "plain.yaml"), "--questions", str(home / "questions.yaml")]
    quick = ["--runs", str(RUNS), "--seed", str(SEED), "--parameters", "central", "--quiet", "--format", "none"]
    assert main(["run", *listed, *quick, "--output", str(home / "out")]) == 0
    return home / "out"


def rift_of(runs: ScenarioRuns, power: str) -> np.ndarray:
    return runs.single_runs.rift[:, :, runs.labels.rifts.index(power)]


def test_the_rift_of_each_power_is_kept_and_follows_the_acts_that_concern_it(stored):
    runs = load_results(stored)["rift"]
    assert runs.labels.rifts == powers_with_allies(runs.scenario.world)
    assert (rift_of(runs, "france")[:, :2] == 0.0).all()
    lead, france, poland = (rift_of(runs, power)[0] for power in ("united_states", "france", "poland"))
    assert 0.19 < lead[2] < 0.2  # an act of -2 concerns the lead in full, and fades for a month
    assert 0.0 < france[2] == poland[2] < lead[2]
    assert france[4] > 0.4
    assert poland[4] < 0.1
    repaired = 4 + 6  # the condition has held for six months
    assert france[repaired] < 0.4 * france[repaired - 1]
    assert poland[repaired] == pytest.approx(poland[4], abs=0.02)


def test_stored_runs_are_those_that_were_simulated(stored, home):
    loaded, made = load_results(stored), nrc.run(home / "rift.yaml", runs=RUNS, seed=SEED, parameters="central")
    assert loaded["rift"].single_runs.rift.tobytes() == (
        made["rift"].single_runs.rift.astype(np.float32).astype(np.float64).tobytes()
    )
    assert loaded["plain"].single_runs.rift is None
    dataset = loaded.dataset
    assert dataset["rift"].dims == ("scenario", "run", "month", "power")
    assert float(abs(dataset["rift"].sel(scenario="plain")).max()) == 0.0
    assert dataset["power"].values.tolist() == list(loaded["rift"].labels.rifts)


def test_where_nothing_acts_within_a_side_nothing_is_added(home, tmp_path):
    listed = ["run", str(home / "plain.yaml"), "--runs", "2", "--seed", "1", "--parameters", "central", "--quiet"]
    assert main([*listed, "--format", "none", "--output", str(tmp_path / "out")]) == 0
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert "rifts" not in manifest["scenarios"]["plain"]["labels"]
    assert not list((tmp_path / "out").rglob("rift"))


def test_runs_that_are_added_later_are_those_of_one_go(stored, home, tmp_path):
    listed = [str(home / "rift.yaml"), str(home / "plain.yaml"), "--seed", str(SEED), "--parameters", "central"]
    quick = ["--quiet", "--format", "none", "--output", str(tmp_path / "out")]
    assert main(["run", *listed, "--runs", "2", *quick]) == 0
    assert main(["run", *listed, "--runs", str(RUNS), *quick, "--resume"]) == 0
    more, once = load_results(tmp_path / "out"), load_results(stored)
    for slug in ("rift", "plain"):
        assert np.array_equal(more[slug].single_runs.index, once[slug].single_runs.index)
    assert np.array_equal(more["rift"].single_runs.rift, once["rift"].single_runs.rift)
    assert more["plain"].single_runs.rift is None


def test_answers_comparisons_and_questions_know_the_rift_of_a_power(stored, capsys):
    results = load_results(stored)
    answer = nrc.compare(results, baseline="plain", variable="rift.france", at="2013-06").answer
    assert answer.levels["plain"].mean == 0.0
    assert answer.differences["rift"].difference.mean == pytest.approx(rift_of(results["rift"], "france")[:, 5].mean())
    assert results["rift"].answers["apart"][1].share == 1.0
    assert results["plain"].answers["apart"][1].share == 0.0
    assert main(["answer", str(stored), "--variable", "rift", "--power", "Germany", "--at", "2013-06"]) == 0
    assert "how far Germany has drifted from the others in the Alliance (0..1)" in capsys.readouterr().out
    assert main(["plot", str(stored), "--variable", "rift.germany", "--format", "svg", "--quiet"]) == 0
    assert main(["variables", "--world", "euro_atlantic_2013", "--recorded"]) == 0
    assert "rift.germany" in capsys.readouterr().out


def test_a_trace_tells_who_did_what_to_whom_and_what_it_left(home):
    told = trace_run(home / "rift.yaml", run=0, seed=SEED, parameters="central")
    words = [event.what for event in told.events if event.subject in {"quarrel", "answer"} or event.kind == "rift"]
    assert words[:6] == [
        "Event, size 1.00: the United States toward the other members of the Alliance -0.20",
        "Rift between the United States and its allies 0.00 -> 0.20",
        "Rift between the other members of the Alliance and their allies 0.00 -> 0.09",
        "Event, size 1.00: France, Germany toward the United States -0.70",
        "Rift between the United States and its allies 0.19 -> 0.74",
        "Rift between France, Germany and their allies 0.09 -> 0.54",
    ]
    assert told.months[4].describe()["rift"]["france"] == told.table()["rift.france"].iloc[4] > 0.4
    assert "rift" not in trace_run(home / "plain.yaml", run=0, parameters="central").months[0].describe()


def test_a_branch_that_removes_the_quarrel_lets_the_rift_of_the_past_fade(home):
    branch = branch_run(
        home / "rift.yaml", changes=["shocks.answer.drop=true"], run=0, at="2013-04", seed=SEED, parameters="central"
    )
    both = (branch.original.months, branch.changed.months)
    assert both[0][3].rift == both[1][3].rift
    assert branch.first_difference == "2013-05"
    assert 0.0 < both[1][23].rift["france"] < both[1][3].rift["france"] < both[0][5].rift["france"]


def test_a_scenario_after_a_history_with_a_rift_begins_with_what_it_left(tmp_path):
    (tmp_path / "past.yaml").write_text(
        "extends: history_2002_2012\ntitle: A past\nshocks:\n"
        "  - {id: quarrel, at: 2012-06, acts: [{from: [lead], to: [france], category: '138'}]}\n",
        encoding="utf-8",
    )
    (tmp_path / "after.yaml").write_text(f"{PLAIN}continues: past\n", encoding="utf-8")
    job = make_job(load_scenario(tmp_path / "after.yaml"), SEED)
    block = simulate_block(job, 0, 2, simulate_histories(job, 0, 2))
    rift = block.rift[:, :, job.labels.rifts.index("france")]
    assert (rift[:, 0] > 0.5).all()
    assert (np.diff(rift, axis=1) < 0.0).all()


def test_a_forecast_goes_on_with_the_rifts_of_the_runs_that_it_follows(home, tmp_path):
    states = "month,variable,value\n2013-04,regime,council\n"
    (tmp_path / "states.csv").write_text(states, encoding="utf-8")
    typed = ["forecast", str(home / "rift.yaml"), "--observed", str(tmp_path / "states.csv"), "--runs", "300"]
    typed += ["--parameters", "central", "--seed", str(SEED), "--months", "3", "--quiet", "--format", "none"]
    assert main([*typed, "--until", "2013-04", "--output", str(tmp_path / "watch")]) == 0
    first = load_results(tmp_path / "watch")["rift"]
    assert main([*typed, "--until", "2013-06", "--output", str(tmp_path / "watch"), "--overwrite"]) == 0
    later = load_results(tmp_path / "watch")["rift"]
    for runs, month in ((first, 5), (later, 7)):
        rift = rift_of(runs, "france")
        assert (rift[:, 2] > 0.09).all()
        assert (rift[:, month] > 0.4).all()
    assert np.array_equal(rift_of(first, "france")[0, :4], rift_of(later, "france")[0, :4])


def test_a_kind_acts_within_a_side_and_its_replies_go_back_to_whom_a_shock_names(tmp_path):
    compiled = write_with_kind(tmp_path, "from: [france], to: [germany]")
    (shock,) = [shock for shock in build_world(load_scenario(compiled)).shocks if shock.id == "x"]
    numbers = [powers_with_allies(load_scenario(compiled).world).index(power) for power in ("france", "germany")]
    assert [(act.acting, act.hit, act.weight) for act in shock.moves.within] == [
        ((numbers[0],), (numbers[1],), -0.2),
        ((numbers[1],), (numbers[0],), -0.7),
    ]
    assert [shock.moves.rifts[number] for number in numbers] == pytest.approx([-0.9, -0.9])
    assert set(shock.moves.member_acts) == set(shock.moves.outside_acts) == {0.0}
    assert shock.moves.rally == 0.5


def test_a_shock_that_leaves_nobody_on_one_end_of_its_kind_is_refused(tmp_path):
    with pytest.raises(InputError) as error:
        load_scenario(write_with_kind(tmp_path, "from: [allies], to: [allies]"))
    told = str(error.value)
    assert "with these powers an act of the kind 'falling_out' concerns one power alone" in told
    assert "allowed: two powers at least" in told
    assert "story.yaml:6:" in told


def write_with_kind(folder: Path, ends: str) -> Path:
    """A story with a shock of a kind that acts within a side."""
    (folder / "allies.yaml").write_text(
        "extends: euro_atlantic_2013\ntitle: Allies\nkinds:\n  falling_out:\n    label: Falling out\n    acts:\n"
        "      - {from: [lead], to: [allies], category: '112'}\n"
        "      - {from: [allies], to: [lead], category: '138'}\n    effects: {rally: 0.5}\n",
        encoding="utf-8",
    )
    story = folder / "story.yaml"
    about = "title: A story\ndescription: Invented.\nworld: allies\nrole: range\n"
    shock = f"shocks: [{{id: x, kind: falling_out, at: 2014-01, {ends}}}]\n"
    story.write_text(f"{about}horizon: {{start: 2013-01, months: 24}}\n{shock}", encoding="utf-8")
    return story


@pytest.mark.slow
def test_at_rest_there_is_no_rift_whatever_acts_there_were(home):
    names = ("rift.yaml", "plain.yaml")
    found, plain = (find_equilibria(load_scenario(home / name), SEED, starts=24) for name in names)
    assert [point.index for point in found.points] == pytest.approx([point.index for point in plain.points], abs=1e-6)
    assert {point.slowest for point in found.points} == {point.slowest for point in plain.points}


@pytest.mark.slow
def test_what_a_quarrel_among_allies_moves_is_attributed_to_it(home):
    settings = Settings(RUNS, SEED, workers=1, parameters="central")
    found = attribute(home / "rift.yaml", home / "plain.yaml", settings=settings)
    assert {element.name for element in found.elements} >= {"shocks.quarrel", "shocks.answer", "shocks.repair"}
    for outcome in found.outcomes:
        total = sum(one.shapley.mean for one in outcome.contributions)
        assert total == pytest.approx(outcome.total.mean, abs=1e-9)
