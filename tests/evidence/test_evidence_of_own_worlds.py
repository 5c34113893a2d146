"""A world of the user's own has its evidence beside it: scale, plan, observed series and accepted sets."""

import json
import shutil

import pytest

import nrc_sim as nrc
from nrc_sim.analysis import anchoring
from nrc_sim.cli import main
from nrc_sim.engine.accepted import MOST_SETS, candidates_path, made_path, sets_of_world
from nrc_sim.errors import InputError
from nrc_sim.evidence.claims import load_claims
from nrc_sim.evidence.observed import load_plan
from nrc_sim.scenario import bundled_folder, load_scenario, load_world
from nrc_sim.scenario.template import world_text
from nrc_sim.scenario.worlds import evidence_folder, load_named_world

BUNDLED = "euro_atlantic_2013"
HISTORY = "extends: history_2002_2012\nworld: own\n"
FORECAST = "extends: baseline\nworld: own\ncontinues: own_history\n"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A world with scenarios of its own, a plan that names them, and all else that the bundled world has."""
    evidence = tmp_path / "evidence" / "own"
    shutil.copytree(bundled_folder() / "evidence" / BUNDLED, evidence)
    plan = (evidence / "plan.yaml").read_text(encoding="utf-8")
    plan = plan.replace("history: history_2002_2012", "history: own_history").replace(
        "forecast: baseline", "forecast: own"
    )
    (evidence / "plan.yaml").write_text(plan.replace("forecast: own", "forecast: own_story"), encoding="utf-8")
    for name, text in (("own", f"extends: {BUNDLED}\n"), ("own_history", HISTORY), ("own_story", FORECAST)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_accepted_sets_are_looked_for_beside_the_world(folder):
    world = load_world(folder / "own.yaml")
    assert candidates_path(world) == folder / "evidence" / "own" / "candidates.csv"
    assert len(sets_of_world(world)) == MOST_SETS
    assert load_scenario(folder / "own_story.yaml").world.path == folder / "own.yaml"


def test_runs_of_a_scenario_in_an_own_world_draw_from_the_sets_beside_it(folder):
    story = load_scenario(folder / "own_story.yaml")
    results = nrc.run([story], runs=2, seed=1, months=3, parameters="ensemble")
    assert results["own_story"].digest == nrc.run(["baseline"], runs=2, seed=1, months=3)["baseline"].digest


def test_sets_of_other_numbers_of_an_own_world_are_refused_with_their_place(folder):
    (folder / "own.yaml").write_text(f"extends: {BUNDLED}\nissues: [{{id: arms_control, floor: 0.5}}]\n", "utf-8")
    with pytest.raises(InputError, match="it was made for other numbers of the world 'own'") as caught:
        sets_of_world(load_world(folder / "own.yaml"))
    assert caught.value.place == str(folder / "evidence" / "own" / "candidates.csv")


def test_the_plan_beside_a_world_names_scenarios_beside_it(folder):
    plan = load_plan(load_world(folder / "own.yaml"))
    assert plan.scenarios.history == str(folder / "own_history.yaml")
    assert plan.scenarios.forecast == str(folder / "own_story.yaml")
    assert load_plan(BUNDLED).scenarios.history == "history_2002_2012"


def test_a_plan_that_names_a_scenario_of_another_world_is_refused_at_its_line(folder):
    path = folder / "evidence" / "own" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("own_history", "history_2002_2012"), encoding="utf-8")
    with pytest.raises(InputError, match=f"plays in the world '{BUNDLED}'") as caught:
        load_plan(load_world(folder / "own.yaml"))
    line = next(n for n, one in enumerate(text.splitlines(), 1) if "own_history" in one)
    assert f"plan.yaml:{line}:" in str(caught.value)


def test_evidence_is_beside_the_folder_of_worlds_too(folder):
    (folder / "worlds").mkdir()
    (folder / "own.yaml").rename(folder / "worlds" / "own.yaml")
    world = load_named_world("own")
    assert evidence_folder(world).resolve() == folder / "evidence" / "own"
    assert load_plan(world).scenarios.history.endswith("own_history.yaml")


def test_evidence_beside_a_world_goes_before_that_of_a_bundled_one_of_its_name(folder):
    (folder / "evidence" / "own").rename(folder / "evidence" / BUNDLED)
    shutil.copy(bundled_folder() / "worlds" / f"{BUNDLED}.yaml", folder)
    world = load_world(folder / f"{BUNDLED}.yaml")
    assert evidence_folder(world) == folder / "evidence" / BUNDLED
    shutil.rmtree(folder / "evidence")
    assert evidence_folder(world) == bundled_folder() / "evidence" / BUNDLED


def test_without_evidence_commands_say_so_and_where_it_was_looked_for(folder, capsys):
    shutil.rmtree(folder / "evidence")
    place = folder / "evidence" / "own" / "plan.yaml"
    for command in ("hindcast", "calibrate"):
        assert main([command, "--world", str(folder / "own.yaml")]) == 2
        told = capsys.readouterr().err
        assert told.startswith(
            f"nrc-sim: {place}: the world 'own' has no plan of evidence; allowed: a file plan.yaml, with"
        )
    assert sets_of_world(load_world(folder / "own.yaml")) == ()
    assert (
        main(["run", "own_story.yaml", "--runs", "1", "--months", "1", "--summary-only", "--parameters", "ensemble"])
        == 2
    )
    assert "the world 'own' ships no accepted parameter sets" in capsys.readouterr().err


@pytest.mark.usefixtures("folder")
def test_a_world_that_a_command_names_is_a_file_or_a_slug_here_or_bundled(capsys):
    assert load_named_world("own") == load_named_world("own.yaml")
    assert load_named_world(BUNDLED) == load_world(BUNDLED)
    assert main(["hindcast", "--world", "euro_atlantic"]) == 2
    told = capsys.readouterr().err
    assert "there is no world 'euro_atlantic'; allowed: " in told
    assert f"{BUNDLED}, " in told
    assert f"; did you mean '{BUNDLED}'?" in told


@pytest.mark.slow
def test_the_hindcast_of_an_own_world_is_that_of_its_own_history(folder, capsys):
    made_path(candidates_path(load_world(folder / "own.yaml"))).unlink()
    assert main(["hindcast", "--world", "own.yaml", "--parameters", "central"]) == 0
    assert str(folder / "evidence" / "own" / "observed.csv").endswith(capsys.readouterr().err.split()[-1])


SMALL = {
    "own.yaml": """
index:
  anchors: [{from: 2008-01, to: 2008-12, points: -50}, {from: 2011-01, to: 2011-12, points: 25}]
  slope: 240.0
  offset: 12.0
  computed: not yet
""",
    "past.yaml": """
title: Years that were
description: Invented.
world: own
role: history
horizon: {start: 2008-01, months: 48}
shocks:
  - {id: force, kind: crisis, at: 2008-03}
  - {id: again, kind: crisis, at: 2009-02}
  - {id: gesture, kind: initiative, at: 2010-02}
  - {id: meeting, kind: summit, at: 2011-02}
""",
    "later.yaml": """
title: Years that followed
description: Invented.
world: own
continues: past
horizon: {start: 2012-01, months: 24}
shocks:
  - {id: initiative, kind: initiative, hazard: documented}
""",
    "evidence/own/plan.yaml": """
sources: {own: invented}
scenarios: {history: past, forecast: later}
observation: {conduct: {model: conduct, unit: invented}}
groups: {}
series: {primary: [EST<->NTH, EST<->WST], also: [], trust: []}
split:
  {fitted: all, left_out: each year, validated_on: [nothing], first_year: 2008, last_year: 2011, fitted_until: 2010}
statistics: [{id: recovery, of: EST<->NTH, plus: [2010, 2011], minus: [2008, 2009], discrepancy_sd: 0.3}]
observation_sd: 0.1
calibration:
  {free: [conduct.routine, trust.learning], candidates: 16, runs: 2, seed: 5, cut_off: 3.0, accepted_at_least: 2}
""",
    "evidence/own/claims.yaml": """
rules: {minimum_runs: 60, maximum_runs: 120}
claims:
  - id: W1
    kind: H
    claim: After the force of 2008 and 2009 relations recovered.
    mechanism: trust returns
    scenarios: [past]
    fact: mean index of 2011 above that of 2009
    counted: true
    parts: [{id: W1, statistic: difference of means, operator: ">", bound: 0.0, unit: points}]
""",
    "evidence/own/facts.yaml": """
variants:
  past: {scenario: {extends: ../../past.yaml}}
facts:
  W1:
    estimate: mean
    terms:
      - {in: past, of: index, over: [2011-01, 2011-12]}
      - {in: past, of: index, over: [2009-01, 2009-12], times: -1.0}
""",
    "evidence/own/observed.csv": """dyad,year,variable,value
EST<->NTH,2008,conduct,-0.4
EST<->NTH,2009,conduct,-0.2
EST<->NTH,2010,conduct,0.2
EST<->NTH,2011,conduct,0.3
EST<->WST,2008,conduct,-0.5
EST<->WST,2009,conduct,-0.3
EST<->WST,2010,conduct,0.1
EST<->WST,2011,conduct,0.2
""",
}


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The smallest world, with a history and evidence of four years."""
    (tmp_path / "evidence" / "own").mkdir(parents=True)
    for name, text in SMALL.items():
        start = world_text("own", alliance=True) if name == "own.yaml" else ""
        (tmp_path / name).write_text(start + text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_small_world_is_anchored_calibrated_scored_and_run_with_what_was_accepted(small, capsys):
    bundled = sorted((bundled_folder() / "evidence").rglob("*"))
    anchoring.main(["--history", "past.yaml", "--runs", "20", "--seed", "1", "--write"])
    assert load_world(small / "own.yaml").index.computed.startswith("python -m nrc_sim.analysis.anchoring")
    assert main(["calibrate", "--world", "own"]) == 0
    sets = sets_of_world(load_world(small / "own.yaml"))
    assert 2 <= len(sets) <= 16
    capsys.readouterr()
    assert main(["hindcast", "--world", "own", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (set(found["dyads"]), found["parameter_sets"]) == ({"EST<->NTH", "EST<->WST"}, len(sets))
    assert main(["run", "later.yaml", "--runs", "2", "--parameters", "ensemble", "--summary-only"]) == 0
    assert sorted((bundled_folder() / "evidence").rglob("*")) == bundled


@pytest.mark.slow
@pytest.mark.usefixtures("small")
def test_the_claims_beside_a_world_are_verified_in_it(capsys):
    assert main(["verify", "--world", "own", "--parameters", "central", "--json"]) == 0
    shown = capsys.readouterr()
    (claim,) = json.loads(shown.out)["claims"]
    assert (claim["id"], claim["verdict"]) == ("W1", "holds")
    assert "60 runs of each variant, doubled up to 120" in shown.err


def test_the_rules_of_verdicts_are_the_bundled_ones_where_claims_do_not_say_otherwise(small):
    own, bundled = load_claims(small / "evidence" / "own").rules, load_claims().rules
    assert (own.minimum_runs, own.maximum_runs) == (60, 120)
    assert own.model_copy(update={"minimum_runs": 2000, "maximum_runs": 32000}) == bundled


@pytest.mark.parametrize("missing", ["claims.yaml", "facts.yaml"])
def test_a_world_without_claims_or_facts_is_told_which_file_is_missing(small, capsys, missing):
    (small / "evidence" / "own" / missing).unlink()
    assert main(["verify", "--world", "own"]) == 2
    told = capsys.readouterr().err
    assert f"evidence/own/{missing}: the world 'own' has no claims; allowed: a file claims.yaml with the claims" in told


def test_a_bound_without_a_fact_and_a_claim_that_does_not_exist_are_refused(small, capsys):
    facts = small / "evidence" / "own" / "facts.yaml"
    facts.write_text(facts.read_text(encoding="utf-8").replace("  W1:", "  W2:"), encoding="utf-8")
    assert main(["verify", "--world", "own"]) == 2
    told = capsys.readouterr().err
    assert "facts.yaml: there is no fact 'W1', by which a bound would be judged; allowed: W2" in told
    assert main(["verify", "--world", "own", "--claims", "C20"]) == 2
    assert "--claims: there is no claim 'C20'; allowed: W1 .. W1" in capsys.readouterr().err
